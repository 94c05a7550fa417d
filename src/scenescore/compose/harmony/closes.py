"""How phrases close: a cadence over the last slots, one that the tune can rest on.

Where the plan asks for a half close but the tune rests on a note that no dominant holds, the close becomes a deceptive
or plagal one; inside a section it may stay open (Caplin 1998 on closes; weights by design).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenescore.compose.harmony.colours import is_minor
from scenescore.compose.harmony.progressions import Strain, cadence
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.dice import Dice, Stream
from scenescore.model.form import Close, Section
from scenescore.model.knowledge import Book, Cadence

#: How firmly a slot holds to its wish, in times the usual cost of departing.
LOOSE, FIRM, FIXED = 1, 4, 40
_ROOM_FOR_HALF = 3
#: How often a half close inside a section is left to the loop's own open chord.
_OWN_QUESTION = 0.6
#: A colour that costs more than this under the melody (thousandths of a wrong chord) would be a wrong note.
UNBEARABLE = 2200
#: What a close may turn into where the tune rests on a note that its chord does not hold.
_INSTEAD: dict[Close, tuple[Close, ...]] = {
    "half": ("deceptive", "plagal"),
    "closed": ("plagal", "deceptive"),
    "plagal": ("closed", "deceptive"),
    "deceptive": ("closed", "plagal"),
}

#: What a token costs in a slot (by index) under the melody there, in thousandths of a wrong chord.
Carries = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class Wish:
    """A wanted chord, how firmly, and where it comes from (for the decisions)."""

    token: str
    firmness: int = LOOSE
    source: str = "loop"


def effective_close(section: Section, index: int, slots: int) -> Close:
    """How a phrase really closes: a half close inside a section needs three chords, else the loop runs on."""
    phrase = section.phrases[index]
    is_inner = index < len(section.phrases) - 1
    return "open" if phrase.close == "half" and is_inner and slots < _ROOM_FOR_HALF else phrase.close


def _asks(token: str) -> bool:
    """Whether a loop's own chord already ends a phrase like a question."""
    return root_of(token) in {"V", "IV", "II", "BVII"} and "^" not in token


def _shortened(tokens: Sequence[str], close: Close, room: int) -> Sequence[str]:
    """As much of a cadence as leaves half of a phrase to its progression."""
    least = 1 if close == "half" else 2
    return tokens[-max(least, room // 2) :]


def _put_close(wishes: list[Wish], name: str, tokens: Sequence[str], group: Sequence[int]) -> None:
    """Write a cadence over the last slots of a phrase, from the end."""
    for place, token in zip(reversed(group), reversed(tokens), strict=False):
        wishes[place] = Wish(token, FIRM, f"{name} cadence")


def _without_echo(wishes: list[Wish], group: Sequence[int], section: Section) -> None:
    """Let the chord before a cadence not be the cadence's first chord already."""
    before = ("iv", "bVI", "i^1") if is_minor(section) else ("IV", "ii^1", "vi")
    for here, there in pairwise(group):
        is_echo = wishes[here].firmness == LOOSE and wishes[there].firmness == FIRM
        if is_echo and root_of(wishes[here].token) == root_of(wishes[there].token):
            taken = [root_of(wish.token) for wish in wishes[max(0, here - 1) : there + 1]]
            token = next((t for t in before if root_of(t) not in taken), before[0])
            wishes[here] = Wish(token, source="way into the close")


def root_of(token: str) -> str:
    """The numeral of a token in big letters, with its accidentals."""
    numeral = token.rstrip("0123456789^@")
    return "".join(c for c in numeral if c in "b#IViv").upper()


def _bearing(
    section: Section,
    close: Close,
    is_inner: bool,  # noqa: FBT001
    book: Book,
    reader: TokenReader,
    stream: Stream,
    used: Sequence[str],
    strain: Strain,
) -> list[Cadence]:
    """Cadences under which the tune may come to rest; where it rests on another note, the close becomes deceptive.

    None, inside a section, where the tune bears no close at all: then the loop goes on under it.
    """
    first: list[Cadence] = []
    for kind in dict.fromkeys((close, *_INSTEAD.get(close, ()))):
        rows = cadence(section, kind, book, reader, stream, used, strain)
        if strain(rows[0].chords[-1:]) < UNBEARABLE:
            return rows
        first = first or rows
    return [] if is_inner else first


def put_closes(
    section: Section,
    slots: Sequence[Slot],
    wishes: list[Wish],
    book: Book,
    reader: TokenReader,
    dice: Dice,
    carries: Carries,
) -> list[tuple[int, Cadence, tuple[str, ...]]]:
    """Write a cadence over the end of every phrase that closes; say where, which, and what else was near."""
    out: list[tuple[int, Cadence, tuple[str, ...]]] = []
    for index, phrase in enumerate(section.phrases):
        group = [i for i, slot in enumerate(slots) if slot.phrase == index]
        leads_on = bool(group) and slots[group[-1]].place == "approach"
        asks = section.purpose == "ending" and section.phrases[-1].close == "half"
        close = ("half" if asks else "final") if leads_on else effective_close(section, index, len(group))
        if not group or phrase.function == "codetta" or close in {"open", "none"}:
            continue
        stream = dice.at("cadence", section.label, index)
        is_inner = index < len(section.phrases) - 1
        if close == "half" and is_inner and _asks(wishes[group[-1]].token) and stream.chance(_OWN_QUESTION):
            continue
        used = [row.name for _, row, _ in out]

        def strain(tokens: Sequence[str], group: Sequence[int] = group, leads_on: bool = leads_on) -> int:  # noqa: FBT001
            said = tokens[:-1] if leads_on else tokens
            return sum(carries(t, i) for t, i in zip(reversed(said), reversed(group), strict=False))

        rows = _bearing(section, close, is_inner, book, reader, stream, used, strain)
        if not rows:
            continue
        tokens = rows[0].chords[:-1] if leads_on else rows[0].chords
        _put_close(wishes, rows[0].name, _shortened(tokens, close, len(group)), group)
        _without_echo(wishes, group, section)
        out.append((group[-1], rows[0], tuple(row.name for row in rows[1:3])))
    return out

"""Which progression carries a section, how it is varied, and how phrases close.

A progression is scored by shared mood words, by the distance of its affect from the section's, by its mode, by the
theme and the genre that like it; chance chooses among those that are nearly as good as the best. Weights are design
defaults. A loop is never ground on: its third turn brings another progression, its fourth a substitute.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scenescore.compose.harmony.colours import diatonic_triads, is_minor, tonic_token
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.dice import Stream
from scenescore.model.form import Close, Section
from scenescore.model.knowledge import Book, Cadence, Progression

#: How far below the best score a progression may lie to be considered, and how sharply score weighs (softmax).
_NEAR_BEST, _SHARPNESS = 0.4, 0.2
_MOST = 5
#: How many progressions are tried under the melody, and what a thousandth of a wrong chord for each slot counts.
_CONSIDERED, _PER_STRAIN = 20, 0.0004
_LOOKED_AT = 50
#: What a half close on a suspended dominant costs, so that it stays an exception; how far apart half closes are thrown.
_HANGING, _WIDE_HALF = 500, 350
_NUMERAL = re.compile(r"^[b#]*([IViv]+)")
_DEGREE = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6}

#: What may stand for a chord when a loop comes round again.
_IN_PLACE_OF = {
    False: {
        "I": ("I^1", "vi"),
        "IV": ("ii^1", "IV^1", "iv"),
        "V": ("V^1", "V7sus4"),
        "vi": ("IV^1", "bVI"),
        "bVII": ("v^1", "bVII^1"),
        "iii": ("I^1", "V^1"),
        "II": ("II^1", "bVII"),
    },
    True: {
        "i": ("i^1", "bVI"),
        "iv": ("iv^1", "iio^1", "bVI^1"),
        "bVI": ("iv", "bVI^1"),
        "bVII": ("v^1", "bVII^1"),
        "V": ("V7", "iio^1"),
        "v": ("v^1", "bIII"),
        "bIII": ("bIII^1", "i^1"),
        "IV": ("IV^1", "bVII^1"),
        "bII": ("bII^1", "iv^1"),
    },
}


#: What it costs (thousandths of a wrong chord) to sound these chords, one after another, under the melody.
Strain = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A progression that may carry a section: its name, its tokens there, how well it suits (higher is better).

    A genre may lay out all its `turns`, and those that it takes when its key turns minor or major (`turned`).
    """

    name: str
    chords: tuple[str, ...]
    score: float
    turns: tuple[tuple[str, ...], ...] = ()
    turned: tuple[tuple[str, ...], ...] = ()


def _overlap(words: Sequence[str], moods: Sequence[str]) -> float:
    """Shared words: the strongest counts one, each later one half."""
    shared = [1.0 if rank == 0 else 0.5 for rank, word in enumerate(words) if word in moods]
    return min(1.2, math.fsum(shared))


def is_of(name: str, wanted: Sequence[str]) -> bool:
    """Whether a progression or its family (the letters before its number) is on a list."""
    return name in wanted or name.rstrip("0123456789") in wanted


def tonic_size(chords: Sequence[str]) -> str:
    """`I` when a progression rests on a major tonic, `i` on a minor one, nothing when it says neither."""
    for token in chords:
        found = re.match(r"^([Ii])(?![IViv])", token)
        if found and not re.match(r"^[Ii](5|sus|q|quint|cl)", token):
            return found[1]
    return ""


def _foreign_share(chords: Sequence[str], section: Section, reader: TokenReader) -> float:
    scale = section.key.pcs
    heard = [pc for token in chords for pc in reader.chord(token, section.key).pcs]
    return sum(pc not in scale for pc in heard) / max(1, len(heard))


def suits(row: Progression, section: Section, liked: Sequence[str], families: Sequence[str]) -> float:
    """How well a progression suits a section by what its row says."""
    feeling = section.feeling
    return round(
        math.fsum(
            (
                1.2 * _overlap(section.words, row.moods),
                -abs(row.valence - feeling.valence),
                -0.8 * abs(row.arousal - feeling.arousal),
                -0.9 * abs(row.tension - feeling.tension),
                0.4 * (row.mode == section.key.mode),
                0.7 * is_of(row.name, liked),
                0.3 * is_of(row.name, families),
            ),
        ),
        4,
    )


def ranked(
    section: Section,
    book: Book,
    reader: TokenReader,
    liked: Sequence[str] = (),
    families: Sequence[str] = (),
    used: Sequence[str] = (),
    reach: int = 99,
) -> list[Choice]:
    """The progressions that can stand over a section's tonic, best first.

    Those `used` before stand back; where only the first `reach` chords will be heard, these had better be different.
    """
    wrong = "I" if is_minor(section) else "i"
    budget = 0.1 + section.manner.chromaticism
    rough = section.manner.dissonance + 0.15
    usable = [row for row in book.progressions.values() if tonic_size(row.chords) != wrong]
    priced = [(suits(row, section, liked, families) - 0.8 * (row.name in used), row) for row in usable]
    # Only what suits well by its words and affect is worth a look at its chords.
    priced = sorted(priced, key=lambda pair: (-pair[0], pair[1].name))[:_LOOKED_AT]
    out = []
    for suiting, row in priced:
        score = suiting + 0.15 * min(4, len(dict.fromkeys(row.chords[:reach])))
        score -= 2.5 * max(0.0, _foreign_share(row.chords, section, reader) - budget)
        worst = max(reader.chord(token, section.key).dissonance for token in row.chords)
        score -= 2 * max(0.0, worst - max(rough, 0.42))
        out.append(Choice(row.name, row.chords, round(score, 4)))
    return sorted(out, key=lambda choice: (-choice.score, choice.name))


def carrying(options: Sequence[Choice], strain: Strain) -> list[Choice]:
    """The options again, best first, when it also counts how well they carry the melody (those far behind stay out)."""
    near = options[:_CONSIDERED]
    priced = [replace(c, score=round(c.score - strain(from_home(c.chords)) * _PER_STRAIN, 4)) for c in near]
    return sorted(priced, key=lambda choice: (-choice.score, choice.name))


def choose(options: Sequence[Choice], stream: Stream) -> list[Choice]:
    """Throw for the progression among the near-best; the others follow in their order."""
    near = [choice for choice in options[:_MOST] if choice.score >= options[0].score - _NEAR_BEST]
    weights = [round(math.exp((choice.score - options[0].score) / _SHARPNESS), 4) for choice in near]
    first = stream.weigh(near, weights)
    return [first, *(choice for choice in options if choice.name != first.name)]


def second(first: Choice, others: Sequence[Choice]) -> Choice:
    """The best other progression that says something else."""
    said = frozenset(first.chords)
    for choice in others:
        if len(said.intersection(choice.chords)) * 2 <= max(2, len(frozenset(choice.chords)) + 1):
            return choice
    return others[0] if others else first


def other_mode(choice: Choice, section: Section) -> Choice:
    """A progression where its key turned minor or major: what its genre has for that, else the same roots."""
    if choice.turned:
        return replace(choice, chords=choice.turned[0], turns=choice.turned, turned=choice.turns)
    turns = tuple(bent(turn, section) for turn in choice.turns)
    return replace(choice, chords=bent(choice.chords, section), turns=turns)


def bent(chords: Sequence[str], section: Section) -> tuple[str, ...]:
    """The same roots as triads of another mode: a theme's harmony when its key turns minor or major."""
    triads: dict[int, str] = {}
    for token in diatonic_triads(section):
        triads.setdefault(_degree(token), token)
    return tuple(triads.get(_degree(token), tonic_token(section)) for token in chords)


def _degree(token: str) -> int:
    found = _NUMERAL.match(token)
    return _DEGREE.get(found[1].lower(), 0) if found else 0


def from_home(chords: Sequence[str]) -> tuple[str, ...]:
    """Begin a loop at its tonic, when it has one."""
    for i, token in enumerate(chords):
        if re.match(r"^[Ii](?![IViv])", token) and "^" not in token:
            return (*chords[i:], *chords[:i])
    return tuple(chords)


def varied(chords: Sequence[str], section: Section, stream: Stream, reach: int = 99) -> tuple[str, ...]:
    """Put another chord in the place of one (never the first): what a loop does when it comes round again.

    Only the first `reach` chords will be heard.
    """
    table = _IN_PLACE_OF[is_minor(section)]
    usable = [i for i, token in enumerate(chords[:reach]) if i and token in table]
    if not usable:
        return tuple(chords[::-1]) if len(chords) > 2 and chords[0] == chords[-1] else tuple(chords)
    place = stream.pick(usable)
    options = [token for token in table[chords[place]] if token not in chords] or [chords[place]]
    return (*chords[:place], stream.pick(options), *chords[place + 1 :])


def over_pedal(token: str) -> str:
    """A chord over the tonic held in the bass; inverted and already pedalled chords stay."""
    return token if set(token) & set("^@/") else f"{token}@1"


def closings(
    section: Section,
    close: Close,
    book: Book,
    reader: TokenReader,
    used: Sequence[str] = (),
    strain: Strain | None = None,
) -> list[tuple[Cadence, int]]:
    """The cadences that can close a phrase so, best first, each with its cost; those `used` before cost more.

    `strain` says what chords cost under the melody of the close.
    """
    wrong = "I" if is_minor(section) else "i"
    out = []
    for row in book.cadences.values():
        fits_mode = not row.modes or section.key.mode in row.modes
        if close not in row.closes or not row.chords or not fits_mode:
            continue
        cost = 1200 * abs(row.strength - section.manner.cadence_strength) - 350 * _overlap(section.words, row.moods)
        cost += 1500 * _foreign_share(row.chords, section, reader) + 300 * (row.name in used)
        if close == "half" and "sus" in row.chords[-1]:
            cost += _HANGING
        if tonic_size(row.chords[-1:]) == wrong:
            cost += 900 - 1000 * section.feeling.valence
        out.append((row, round(cost) + (strain(row.chords) * 2 // 5 if strain else 0)))
    return sorted(out, key=lambda pair: (pair[1], pair[0].name))


def _plain_close(section: Section, close: Close) -> Cadence:
    """The close that every key has, where no row serves."""
    home, is_dark = tonic_token(section), is_minor(section)
    chords = {
        "half": ("V",),
        "deceptive": ("V", "bVI") if is_dark else ("V", "vi"),
        "plagal": ("iv" if is_dark else "IV", home),
    }.get(close, ("V", home))
    return Cadence(f"plain {close}", chords, 1.0, (close,))


def cadence(
    section: Section,
    close: Close,
    book: Book,
    reader: TokenReader,
    stream: Stream,
    used: Sequence[str] = (),
    strain: Strain | None = None,
) -> list[Cadence]:
    """Throw for a cadence among the near-best; the others follow. Where no row serves, the plainest close."""
    options = closings(section, close, book, reader, used, strain)
    if not options:
        return [_plain_close(section, close)]
    best = options[0][1]
    near = [row for row, cost in options[:5] if cost <= best + (_WIDE_HALF if close == "half" else 200)]
    first = stream.pick(near)
    return [first, *(row for row, _ in options if row.name != first.name)]

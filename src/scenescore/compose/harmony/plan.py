"""What each slot would like to hear: the chosen progression laid over the phrases, closes and turns put in.

The search follows this plan where nothing speaks against it, and departs where the melody, the bass or the asked
tension want something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenescore.compose.harmony.closes import (
    FIRM,
    FIXED,
    LOOSE,
    UNBEARABLE,
    Carries,
    Wish,
    effective_close,
    put_closes,
    root_of,
)
from scenescore.compose.harmony.colours import Colour, is_minor, misfit, tonic_token, turn_colours
from scenescore.compose.harmony.progressions import (
    Choice,
    carrying,
    choose,
    from_home,
    other_mode,
    over_pedal,
    second,
    varied,
)
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.dice import Dice, Stream
from scenescore.model.form import Close, Section
from scenescore.model.knowledge import Book, Cadence

#: A colour further than this from the feeling (thousandths) would be a wrong word.
_FAR = 600
_UNSETTLED = 0.65

#: Last chords of a cue, by the size of the tonic: quality suffixes that a feeling may choose from.
_DREAMY, _AWAKE = ("maj7", "sus2"), 0.1
_LAST = {False: ("", "add9", "5", "maj7", "sus2"), True: ("", "5", "add9", "add6", "mM7", "sus2")}
#: Where the picture cuts an unsettled cue short: a question, by the size of the tonic.
_ASKING = {False: ("V", "V7sus4", "Vsus4", "V7"), True: ("V", "V5", "V7sus4", "V7", "V7b9", "V+")}


def _unsung(_token: str, _slot: int) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Materials:
    """The harmony of one letter of the form: the progression and its counterpart."""

    first: Choice
    other: Choice


@dataclass(frozen=True, slots=True)
class Plan:
    """Wishes, one for each slot, with what was chosen on the way and what else was near."""

    wishes: tuple[Wish, ...]
    materials: Materials
    runners_up: tuple[Choice, ...]
    closes: tuple[tuple[int, Cadence, tuple[str, ...]], ...]
    turns: tuple[tuple[int, Colour, tuple[str, ...]], ...]
    pedals: tuple[int, ...]


def materials(
    section: Section,
    known: Materials | None,
    options: Sequence[Choice],
    stream: Stream,
) -> tuple[Materials, tuple[Choice, ...]]:
    """The progressions of a section: those of its material when it comes back, bent to the new mode if need be."""
    wrong = "I" if is_minor(section) else "i"
    if known is not None:
        if any(token.rstrip("0123456789") == wrong or token == wrong for token in known.first.chords):
            return Materials(other_mode(known.first, section), other_mode(known.other, section)), ()
        return known, ()
    first, *others = options if options[0].turns else choose(options, stream)
    return Materials(first, second(first, others)), tuple(others[:3])


class _Loops:
    """The turns of a section's loop, one after another: twice the loop, its counterpart, a substitute, a pedal."""

    def __init__(self, section: Section, found: Materials, stream: Stream, reach: int, *, is_return: bool) -> None:
        first = from_home(found.first.chords)
        changed = varied(first, section, stream, reach)
        other = varied(found.other.chords, section, stream)
        pedalled = tuple(over_pedal(token) for token in first)
        opening = [changed, first] if is_return else [first, first]
        own = found.first.turns
        self._turns = [*own] if own else [*opening, found.other.chords, changed, pedalled, other]
        self._turn = self._place = 0

    def begin_again(self) -> None:
        """Start the next turn, unless this one has only begun."""
        if self._place:
            self._turn, self._place = self._turn + 1, 0

    def next(self) -> str:
        """The next chord."""
        loop = self._turns[self._turn % len(self._turns)]
        token = loop[self._place]
        self._place += 1
        if self._place == len(loop):
            self._turn, self._place = self._turn + 1, 0
        return token


def last_tokens(section: Section, book: Book, reader: TokenReader) -> list[str]:
    """The sonorities that can end the cue, best first: plain for peace, biting where nothing is settled.

    Where the last phrase is a half close, as in an unsettled cue that is cut off, they are dominants.
    """
    is_asking = section.phrases[-1].close == "half"
    home, feeling = tonic_token(section), section.feeling
    budget = 0.15 + section.manner.dissonance
    settled = feeling.tension - 0.5 * section.manner.cadence_strength

    def cost(token: str) -> int:
        row = book.qualities[reader.chord(token, section.key).quality]
        affect = abs(row.tension - settled) + 0.6 * abs(row.valence - feeling.valence)
        rough = 3 * max(0.0, row.dissonance - budget)
        pcs = () if is_asking else reader.chord(token, section.key).pcs
        foreign = 0.5 * sum(pc not in section.key.pcs for pc in pcs)
        return round(1000 * (affect + rough + foreign))

    if is_asking:
        return sorted(_ASKING[is_minor(section)], key=lambda token: (cost(token), token))
    tokens = []
    for suffix in _LAST[is_minor(section)]:
        if suffix in _DREAMY and feeling.arousal > _AWAKE:
            continue
        try:
            reader.chord(home + suffix, section.key)
        except ValueError:
            continue
        tokens.append(home + suffix)
    return sorted(tokens, key=lambda token: (cost(token), token))


def pedals(section: Section, stream: Stream) -> tuple[int, ...]:
    """Which phrases stand over a held tonic: likelier at the opening, in builds and releases, never three in a row."""
    lean = {"opening": 1.4, "build": 1.2, "release": 1.2, "climax": 0.4, "ending": 0.6}.get(section.purpose, 0.8)
    out: list[int] = []
    for index, phrase in enumerate(section.phrases):
        chance = section.manner.pedal * lean * (1.3 if phrase.function in {"introduction", "pause"} else 1)
        is_third = out[-2:] == [index - 2, index - 1]
        if stream.chance(min(0.9, chance)) and not is_third and phrase.function != "codetta":
            out.append(index)
    return tuple(out)


def _laid(section: Section, slots: Sequence[Slot], loops: _Loops, pedals: Sequence[int]) -> list[Wish]:
    """The loop over the slots, phrase by phrase."""
    wishes: list[Wish] = []
    before: Close = "none"
    for index, phrase in enumerate(section.phrases):
        inside = [slot for slot in slots if slot.phrase == index]
        if before not in {"open", "none"} or phrase.function == "codetta":
            loops.begin_again()
        before = effective_close(section, index, len(inside))
        for slot in inside:
            token = loops.next()
            is_held = index in pedals and slot.place == "free"
            wishes.append(Wish(over_pedal(token) if is_held else token, source="pedal" if is_held else "loop"))
    return wishes


def _turns(
    section: Section,
    slots: Sequence[Slot],
    wishes: list[Wish],
    reader: TokenReader,
    dice: Dice,
    carries: Carries,
) -> list[tuple[int, Colour, tuple[str, ...]]]:
    """Put a fitting surprise on each hit that asks for one, and the tonic on each hit that asks for a close."""
    out = []
    for i, slot in enumerate(slots):
        if slot.place == "home":
            wishes[i] = Wish(tonic_token(section), FIXED, "cadence on the hit")
            if i and wishes[i - 1].firmness < FIXED:
                wishes[i - 1] = Wish("V7" if section.manner.dissonance > 0.1 else "V", FIRM, "way to the hit")
        if slot.place != "turn":
            continue
        before = wishes[i - 1].token if i else tonic_token(section)
        rows = _bearable(turn_colours(section, before, reader)[:6], i, carries)
        chosen = dice.at("turn", section.label, i).weigh(rows[:3], (0.6, 0.25, 0.15)[: len(rows)])
        wishes[i] = Wish(chosen.token, FIXED, "turn on the hit")
        out.append((i, chosen, tuple(row.token for row in rows[:3] if row is not chosen)))
    return out


def _bearable(rows: Sequence[Colour], slot: int, carries: Carries) -> list[Colour]:
    """The colours that the melody bears; where it bears none, the one that hurts least."""
    fit = [row for row in rows if carries(row.token, slot) < UNBEARABLE]
    return fit or [min(rows, key=lambda row: (carries(row.token, slot), row.token))]


def _climax_colour(
    section: Section,
    slots: Sequence[Slot],
    wishes: list[Wish],
    reader: TokenReader,
    dice: Dice,
    carries: Carries,
) -> list[tuple[int, Colour, tuple[str, ...]]]:
    """Keep the strongest colour for the climax: one foreign chord, at the head of its last phrase but for the first."""
    stream = dice.at("colour", section.label)
    free = [i for i, slot in enumerate(slots) if i and slot.place == "free" and wishes[i].firmness == LOOSE]
    if section.purpose != "climax" or not free or not stream.chance(0.3 + 1.5 * section.manner.chromaticism):
        return []
    place = free[len(free) * 2 // 3]
    rows = [
        row for row in turn_colours(section, wishes[place - 1].token, reader)[:5] if misfit(row, section.feeling) < _FAR
    ]
    rows = [row for row in rows if carries(row.token, place) < UNBEARABLE][:3]
    if not rows:
        return []
    chosen = stream.weigh(rows, (0.6, 0.25, 0.15)[: len(rows)])
    wishes[place] = Wish(chosen.token, FIRM, "colour of the climax")
    return [(place, chosen, tuple(row.token for row in rows if row is not chosen))]


def opened(section: Section, plan: Plan) -> Plan:
    """Let the first chord of the cue say where home is, unless nothing is to be sure yet."""
    if section.feeling.tension > _UNSETTLED and section.manner.cadence_strength < 0.1:
        return plan
    first = plan.wishes[0]
    if first.firmness == FIXED:
        return plan
    home = tonic_token(section)
    is_home = root_of(first.token) == "I" and "^" not in first.token and first.token[:1] == home
    return replace(plan, wishes=(Wish(first.token if is_home else home, FIRM, "opening"), *plan.wishes[1:]))


def lay(
    section: Section,
    slots: Sequence[Slot],
    known: Materials | None,
    options: Sequence[Choice],
    held: Sequence[int],
    book: Book,
    reader: TokenReader,
    dice: Dice,
    carries: Carries = _unsung,
) -> Plan:
    """Wish a chord for every slot of a section.

    `known` is the harmony of its material when that comes back; `options` the progressions, best first, when it is
    new; `held` the phrases that stand over a pedal; `carries` what a chord costs under the melody of a slot.
    """
    if known is None and options and not options[0].turns:
        free = [i for i, slot in enumerate(slots) if slot.place == "free"] or list(range(len(slots)))

        def strain(tokens: Sequence[str]) -> int:
            return sum(carries(tokens[i % len(tokens)], i) for i in free) // len(free)

        options = carrying(options, strain)
    found, others = materials(section, known, options, dice.at("progression", section.label))
    loops = _Loops(section, found, dice.at("variation", section.label), len(slots), is_return=known is not None)
    wishes = _laid(section, slots, loops, held)
    closes = put_closes(section, slots, wishes, book, reader, dice, carries)
    turns = _turns(section, slots, wishes, reader, dice, carries)
    turns += _climax_colour(section, slots, wishes, reader, dice, carries)
    for i, slot in enumerate(slots):
        if slot.place == "final":
            best = last_tokens(section, book, reader)
            if section.phrases[-1].close == "half":
                best = sorted(best, key=lambda token: carries(token, i) >= UNBEARABLE)
            picked = dice.at("last", section.label).weigh(best[:2], (0.75, 0.25))
            wishes[i] = Wish(picked, FIXED, "last chord")
    return Plan(tuple(wishes), found, others, tuple(closes), tuple(turns), tuple(held))

"""Ways from one key to the next, priced: what a row of the bridges sounds like here, and how well it fits.

A way costs more the less usual it is, the further its feeling lies from where the music goes, the more the voices move
and the more foreign its chords are to the new key; a word of the mood or a style that likes it makes it cheaper. What
the melody does not bear is no way. Distances and methods after Piston 1987 and Lehman 2013, 2018; weights by design.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scenescore.compose.harmony.closes import UNBEARABLE, Carries
from scenescore.compose.harmony.colours import colours, diatonic_triads, foreign_tones, is_minor, misfit, tonic_token
from scenescore.compose.harmony.plan import Plan
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.tokens import ROOTS, TokenReader
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Bridge
from scenescore.model.pitch import Key

_TOKEN = re.compile(r"^[b#]*(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)([^\^@/]*)(\^[123])?$")
_HALF_STEP = 0.5
#: Straight lifts in a cue.
_MOST_LIFTS = 2
#: Costs in thousandths, by design: an uncommon way, a word of the mood, a style that likes it, the dice.
_UNUSUAL, _WORD, _STYLE, _TASTE = 900, -350, -450, 260
#: What it costs to thin where the intensity rises, or to gather where it falls; how steep a rise of one counts.
_LISTLESS, _STEEP = 350, 2.5
#: A semitone moved, a tone foreign to the new key, the same way again.
_MOVED, _FOREIGN, _AGAIN = 45, 60, 450
#: A jump where nothing in the picture jumps, one that sounds the same chord again; a jump or a preparation at a hit.
_UNCALLED, _UNHEARD, _JUMP_ON_HIT, _WALK_TO_HIT = 150, 500, -400, 300
#: The old tonic as a degree of the new key that a pedal can become: third, fifth, flat sixth, flat seventh.
_PEDALS = {8: "3", 9: "b3", 5: "5", 4: "b6", 2: "b7"}
#: Intervals at which the old tonic would be the other third of a minor (True) or major tonic.
_PEDALS_WRONG = {True: (8,), False: (9,)}


@dataclass(frozen=True, slots=True)
class Way:
    """A bridge as it would sound: its row, chords in the old key and in the new one, and what it costs."""

    row: Bridge
    before: tuple[str, ...]
    after: str
    cost: int


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two keys meet: the sections, the tick, whether a strong hit marks it and whether the picture is silent."""

    here: Section
    there: Section
    is_hit: bool
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The slots of a section with room for so many more chords at its end, what tokens cost there, the chord before."""

    slots: tuple[Slot, ...]
    size: int
    carries: Carries
    start: str

    def strain(self, tokens: Sequence[str]) -> int:
        """What the chords of a way cost under the melody, in thousandths of a wrong chord."""
        first = len(self.slots) - self.size
        return sum(self.carries(token, first + i) for i, token in enumerate(tokens))


def distance(here: Key, there: Key) -> float:
    """How far two keys lie apart: steps between their signatures, half a step more where major and minor part."""
    steps = abs(here.signature - there.signature) % 12
    return min(steps, 12 - steps) + (_HALF_STEP if here.is_minor != there.is_minor else 0.0)


def said_in(token: str, there: Key, here: Key) -> str:
    """A chord of one key as a token of another.

    >>> major = (0, 2, 4, 5, 7, 9, 11)
    >>> said_in("V7", Key(-3, "ionian", major), Key(0, "ionian", major))
    'bVII7'
    """
    found = _TOKEN.match(token)
    if not found:
        message = f"{token!r} is not a plain chord token"
        raise ValueError(message)
    numeral, suffix, inversion = found.groups()
    sign = token[: found.start(1)]
    semitones = (0, 2, 4, 5, 7, 9, 11)[("I", "II", "III", "IV", "V", "VI", "VII").index(numeral.upper())]
    root = (there.pc + semitones + sign.count("#") - sign.count("b") - here.pc) % 12
    degree = ROOTS[root]
    plain = degree.lstrip("b#")
    return (
        degree[: len(degree) - len(plain)]
        + (plain if numeral.isupper() else plain.lower())
        + suffix
        + (inversion or "")
    )


def motion(one: Chord, two: Chord) -> int:
    """How many semitones the voices must move at least from one chord to another."""
    return max(_far(one.pcs, two.pcs), _far(two.pcs, one.pcs))


@lru_cache(maxsize=4096)
def _far(here: tuple[int, ...], there: tuple[int, ...]) -> int:
    return sum(min(min((a - b) % 12, (b - a) % 12) for b in there) for a in here)


def common(one: Chord, two: Chord) -> tuple[int, ...]:
    """Pitch classes that two chords share, as the first one orders them."""
    return tuple(pc for pc in one.pcs if pc in two.pcs)


class Ways:
    """Finds and prices the ways across a seam."""

    def __init__(
        self,
        book: Book,
        reader: TokenReader,
        dice: Dice,
        families: Sequence[str],
        is_barred: Callable[[Chord], bool],
    ) -> None:
        self._book, self._reader, self._dice = book, reader, dice
        self._families, self._is_barred = tuple(families), is_barred

    def across(self, seam: Seam, plan: Plan, rooms: Mapping[int, Room], used: Sequence[str]) -> list[Way]:
        """Every way that fits, cheapest first; `rooms` are the slots at the end for so many chords."""
        out = []
        for row in self._book.bridges.values():
            before = self._chords(row, seam, plan) if self._fits(row, seam, used) else None
            if before is None or (before and len(before) not in rooms):
                continue
            chords = [self._reader.chord(token, seam.here.key) for token in before]
            strain = rooms[len(before)].strain(before) if before else 0
            if strain < UNBEARABLE and not any(self._is_barred(chord) for chord in chords):
                start = rooms[len(before)].start if before else plan.wishes[-1].token
                cost = strain // 4 + self._moving(seam, start, chords) + self._liking(row, seam, used)
                cost += self._directness(row, seam, start)
                out.append(Way(row, before, _arrival(row, seam), cost))
        return sorted(out, key=lambda way: (way.cost, way.row.name))

    def _fits(self, row: Bridge, seam: Seam, used: Sequence[str]) -> bool:
        here, there = seam.here, seam.there
        apart = distance(here.key, there.key)
        interval = (there.key.pc - here.key.pc) % 12
        return (
            row.distance[0] <= apart <= row.distance[1]
            and (not row.intervals or interval in row.intervals)
            and row.leaves in {"", _size(here)}
            and row.reaches in {"", _size(there)}
            and (row.method == "gap") == seam.is_silent
            and not (row.name == "lift" and used.count("lift") >= _MOST_LIFTS)
        )

    def _chords(self, row: Bridge, seam: Seam, plan: Plan) -> tuple[str, ...] | None:
        """The chords of a way as tokens of the old key; None where its rule finds none."""
        here, there = seam.here, seam.there
        leaving = tuple(_sized(token, here) for token in row.leaving)
        preparing = tuple(said_in(token, there.key, here.key) for token in row.preparing)
        if row.method == "pivot":
            leaving = self._pivot(seam, plan, is_alone=not preparing)
        elif row.method == "common-tone":
            leaving = self._sharing(seam)
        elif row.method == "pedal" and (there.key.pc - here.key.pc) % 12 in _PEDALS_WRONG[is_minor(there)]:
            return None
        return None if row.method in {"pivot", "common-tone"} and not leaving else (*leaving, *preparing)

    def _pivot(self, seam: Seam, plan: Plan, *, is_alone: bool) -> tuple[str, ...]:
        """The best chord that belongs to both keys: a subdominant or a dominant of the new one, and no tonic."""
        here, there = seam.here, seam.there
        theirs = {frozenset(self._reader.chord(token, there.key).pcs): token for token in diatonic_triads(there)}
        before = plan.wishes[-2].token if len(plan.wishes) > 1 else ""
        order = ("V", "v", "VII", "bVII", "IV", "iv", "ii", "bVI", "vi", "iii", "bIII")
        found = []
        for token in diatonic_triads(here):
            new = theirs.get(frozenset(self._reader.chord(token, here.key).pcs), "")
            is_tonic = token == tonic_token(here) or new == tonic_token(there)
            if new in order and not is_tonic and not (not is_alone and new in {"V", "v"}):
                found.append((token == before, order.index(new), token))
        return (min(found)[2],) if found else ()

    def _sharing(self, seam: Seam) -> tuple[str, ...]:
        """The triad of the old key that shares most with the new tonic and moves least into it."""
        goal = self._reader.chord(tonic_token(seam.there), seam.there.key)
        found = []
        for token in diatonic_triads(seam.here):
            chord = self._reader.chord(token, seam.here.key)
            shared = len(common(chord, goal))
            if 0 < shared < len(goal.pcs) and not token.endswith(("o", "+")):
                found.append((-shared, motion(chord, goal), token))
        return (min(found)[2],) if found else ()

    def _moving(self, seam: Seam, start: str, chords: Sequence[Chord]) -> int:
        """How far the voices move on the way, from chord to chord, and how foreign it is to the new key."""
        goal = self._reader.chord(tonic_token(seam.there), seam.there.key)
        line = [self._reader.chord(start, seam.here.key), *chords, goal]
        moved = sum(motion(a, b) for a, b in pairwise(line)) * 2 // len(line)
        return _MOVED * moved + _FOREIGN * sum(foreign_tones(chord, seam.there.key) for chord in chords)

    def _liking(self, row: Bridge, seam: Seam, used: Sequence[str]) -> int:
        """How well a way suits the feeling, the words and the style, and whether it has been heard already."""
        feeling = seam.there.feeling
        words = (*seam.there.words[:2], *seam.here.words[:1])
        cost = round(500 * abs(row.valence - feeling.valence) + 700 * abs(row.tension - feeling.tension))
        rises = max(-1.0, min(1.0, _STEEP * (seam.there.peak - seam.here.mean)))
        cost += round(_LISTLESS * abs(row.energy - rises))
        cost += round(_UNUSUAL * (1 - row.usual)) + _AGAIN * used.count(row.name)
        cost += _WORD * any(word in row.moods for word in words)
        pairs = [(own, asked) for own in row.progressions for asked in self._families]
        cost += _STYLE * any(own.startswith(asked) or asked.startswith(own) for own, asked in pairs)
        return cost + self._dice.at("bridge", seam.there.label, row.name).below(_TASTE)

    def _directness(self, row: Bridge, seam: Seam, start: str) -> int:
        """On a hit a jump is right; elsewhere what is not prepared is a splice. A jump may have its own meaning."""
        if row.method == "gap":
            return 0
        if row.leaving or row.preparing or row.method in {"pivot", "common-tone"}:
            return _WALK_TO_HIT if seam.is_hit else 0
        goal = self._reader.chord(tonic_token(seam.there), seam.there.key)
        is_heard = self._reader.chord(start, seam.here.key).pcs != goal.pcs
        meant = self.meaning(seam)
        cost = (_JUMP_ON_HIT if seam.is_hit else _UNCALLED) + (0 if is_heard else _UNHEARD)
        return cost + (meant[0] // 4 if meant else 0)

    def meaning(self, seam: Seam) -> tuple[int, str] | None:
        """What the two tonics side by side say, and how far that lies from where the music goes."""
        goal = self._reader.chord(tonic_token(seam.there), seam.there.key).pcs
        for row in colours(seam.here):
            chord = self._reader.chord(row.token, seam.here.key)
            if chord.pcs == goal:
                return misfit(row, seam.there.feeling), row.says
        return None


def _size(section: Section) -> str:
    return "minor" if is_minor(section) else "major"


def _sized(token: str, section: Section) -> str:
    """A tonic token as the key's own tonic."""
    return tonic_token(section) if token == "I" else token  # noqa: S105


def _arrival(row: Bridge, seam: Seam) -> str:
    """The first chord of the new key: its tonic, over the old one where that stays."""
    home = tonic_token(seam.there)
    if row.method != "pedal":
        return home
    return f"{home}@{_PEDALS[(seam.there.key.pc - seam.here.key.pc) % 12]}"

"""Bridges: how the harmony leaves one key and reaches the next, where two sections stand in different ones.

The last chords of the old section, or the first of the new one, prepare the new key. Which way is taken is a row of
the presets (`presets/bridges`), chosen by how far the keys lie apart, the feeling that the music leads into, the style,
how far the voices must move, and whether the tune bears the chords; on a strong hit the harmony rather jumps. The keys
come from the form, which knows nothing of who enters later, so a bridge gives nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scenescore.compose.harmony.closes import FIRM, FIXED, UNBEARABLE, Carries, Wish
from scenescore.compose.harmony.colours import tonic_token
from scenescore.compose.harmony.plan import Plan
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.room import STRONG, room
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.harmony.ways import Room, Seam, Way, Ways, common, distance
from scenescore.model.cue import Cue, Landing
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.pitch import name_of_fifths
from scenescore.model.sketch import Decision

_SILENT = frozenset({"cut-off", "silence"})
#: Seconds before a border in which silence forgets the old key.
_FORGOTTEN = 3.0
#: Under a tune that costs more than this (thousandths of a wrong chord), the new tonic may still give way.
_AT_EASE = 600
#: How many chords a bridge may have before the border.
_SIZES = (1, 2)


@dataclass(frozen=True, slots=True)
class _Promise:
    """What the end of a section has prepared for the next: the way, others that were near, where it began."""

    seam: Seam
    way: Way
    others: tuple[str, ...]
    at: int


class Crossings:
    """The bridges of a cue, chosen section by section; what was used before is remembered."""

    def __init__(
        self,
        cue: Cue,
        book: Book,
        reader: TokenReader,
        dice: Dice,
        families: Sequence[str],
        is_barred: Callable[[Chord], bool],
    ) -> None:
        self._cue, self._reader = cue, reader
        self._ways = Ways(book, reader, dice, families, is_barred)
        self._used: list[str] = []
        self._promised: _Promise | None = None
        self._kept: _Promise | None = None

    def arrive(self, section: Section, plan: Plan, carries: Carries) -> Plan:
        """The first chord of a new key as the bridge has promised it, where the tune bears it."""
        self._kept, self._promised = self._promised, None
        if self._kept is None or plan.wishes[0].firmness == FIXED:
            return plan
        home = tonic_token(section)
        cost, _, token = min((carries(each, 0), i, each) for i, each in enumerate((self._kept.way.after, home)))
        if cost >= UNBEARABLE:
            return plan
        firmness = FIXED if cost < _AT_EASE else FIRM
        return replace(plan, wishes=(Wish(token, firmness, "new key"), *plan.wishes[1:]))

    def leave(
        self,
        pair: Sequence[Section],
        laid: Sequence[Slot],
        plan: Plan,
        carries: Callable[[Sequence[Slot]], Carries],
    ) -> tuple[Sequence[Slot], Plan]:
        """Lead the last chords of the first of two sections into the key of the second.

        `carries` prices chords under the melody of other slots.
        """
        here, there = pair[0], pair[-1]
        if (here.key.pc, here.key.degrees) == (there.key.pc, there.key.degrees):
            return laid, plan
        seam = self._seam(here, there)
        rooms = {}
        for size in _SIZES:
            slots = room(self._cue, laid, plan, size)
            if slots:
                start = plan.wishes[len(slots) - size - 1].token
                rooms[size] = Room(tuple(slots), size, carries(slots), start)
        ways = self._ways.across(seam, plan, rooms, self._used)
        if not ways:
            return laid, plan
        best, size = ways[0], len(ways[0].before)
        self._used.append(best.row.name)
        after = rooms[size].slots if size else tuple(laid)
        self._promised = _Promise(seam, best, tuple(way.row.name for way in ways[1:3]), after[-max(1, size)].at)
        return after, _laid(plan, after, best)

    def told(self, arrived: Chord) -> list[Decision]:
        """How the music has come into a section whose first chord is found, and what else was near."""
        return [] if self._kept is None else [self._decision(self._kept, arrived)]

    def _seam(self, here: Section, there: Section) -> Seam:
        marks = [mark for mark in self._cue.landings if mark.hit.priority != "may"]
        return Seam(
            here,
            there,
            any(mark.tick == there.at and mark.hit.gesture in STRONG for mark in marks),
            any(self._silences(mark, there.at) for mark in marks),
        )

    def _silences(self, mark: Landing, border: int) -> bool:
        before = float(self._cue.seconds(border) - self._cue.seconds(mark.tick))
        return mark.hit.gesture in _SILENT and 0 < before <= _FORGOTTEN

    def _decision(self, promise: _Promise, arrived: Chord) -> Decision:
        seam, way = promise.seam, promise.way
        here, there = seam.here, seam.there
        first = promise.at if way.before else int(there.at)
        bars = (self._cue.bar(first).number, self._cue.bar(there.at).number)
        names = [*(self._reader.chord(token, here.key).name for token in way.before), arrived.name]
        apart = f"{here.key.name} to {there.key.name}, {distance(here.key, there.key):g} steps apart"
        reason = f"{way.row.note}; {apart}{self._particulars(seam, way)}"
        if arrived.pcs[0] != there.key.pc:
            reason += "; the tune holds the new tonic back"
        choice = f"{way.row.name}: {' - '.join(names)}"
        return Decision("bridge", f"into section {there.label}", choice, reason, promise.others, bars)

    def _particulars(self, seam: Seam, way: Way) -> str:
        """What is held, or what the jump says, and whether a hit calls for it."""
        there, out = seam.there, ""
        if way.row.method == "common-tone":
            goal = self._reader.chord(tonic_token(there), there.key)
            held = common(self._reader.chord(way.before[0], seam.here.key), goal)
            out = f", {' and '.join(name_of_fifths(goal.fifths_of(pc)) for pc in held)} held"
        meant = None if way.before else self._ways.meaning(seam)
        return out + (f" ({meant[1]})" if meant else "") + (", on the hit" if seam.is_hit else "")


def _laid(plan: Plan, slots: Sequence[Slot], way: Way) -> Plan:
    """The plan with the chords of a way at its end; a close that they displace is none any more."""
    size = len(way.before)
    if not size:
        return plan
    kept = plan.wishes[: len(slots) - size]
    added = tuple(Wish(token, FIXED, f"{way.row.name} into the next key") for token in way.before)
    closes = tuple(close for close in plan.closes if close[0] < len(kept))
    return replace(plan, wishes=(*kept, *added), closes=closes)

"""Chords that stay while some bars are harmonised anew: the search may only move inside these bars.

Outside them every slot has the chord that it had, so that the new chords lead out of what is before and into what
comes after. Inside, the chord that stood there is a little dearer than the others. Costs as in
`compose.harmony.search`; by design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenescore.compose.harmony.costs import Costs
from scenescore.compose.harmony.rhythm import Slot
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line

#: Another chord than the kept one, and the same chord where another is asked for.
_FIXED, _SAME = 1 << 24, 700


@dataclass(frozen=True, slots=True)
class Kept:
    """The chords before, and the ticks between which they may change; the old ones are so many times `dearer` there.

    `takes` are the chords of other takes of the same bars: they are as dear there.
    """

    chords: Line[Chord]
    start: int
    end: int
    dearer: int = 1
    takes: tuple[Line[Chord], ...] = ()

    def cut(self, laid: Sequence[Slot]) -> Sequence[Slot]:
        """Time for each chord, cut where the bars begin and end."""
        if not self.chords.spans:
            return laid
        out: list[Slot] = []
        for slot in laid:
            edges = [slot.at, *(tick for tick in (self.start, self.end) if slot.at < tick < slot.end), slot.end]
            out += [replace(slot, at=a, length=b - a, place="free" if a > slot.at else slot.place)
                    for a, b in pairwise(edges)]  # fmt: skip
        return out

    def offered(self, section: Section, chords: Sequence[Chord]) -> list[Chord]:
        """The candidates of a section with the chords that stay there."""
        staying = [
            span.value
            for span in self.chords
            if section.at <= span.start < section.end and not self.start <= span.start < self.end
        ]
        known = {chord.token for chord in chords}
        return [*chords, *{each.token: each for each in staying if each.token not in known}.values()]

    def held(self, emissions: Costs, laid: Sequence[Slot], chords: Sequence[Chord]) -> Costs:
        """The costs of every slot and chord with the price of leaving, or of keeping, the chord that was there."""
        if not self.chords.spans:
            return emissions
        out = emissions.copy()
        for row, slot in enumerate(laid):
            is_same = _same(self.chords, slot, chords)
            if self.start <= slot.at < self.end:
                for line in (self.chords, *self.takes):
                    out[row] += _SAME * self.dearer * _same(line, slot, chords)
            elif is_same.any():
                out[row] += _FIXED * ~is_same
        return out


def _same(line: Line[Chord], slot: Slot, chords: Sequence[Chord]) -> NDArray[np.bool_]:
    """Which of the chords is the one that a line has in a slot."""
    old = line.holding(slot.at)
    return np.array([chord.token == old.token and chord.key == old.key for chord in chords])


#: Nothing stays: the whole cue is harmonised.
EVERYTHING_NEW = Kept(Line(), 0, 0)

"""When a hit cannot stand where it should: the smallest changes to the scene that would do, found by solving again.

Each candidate is one change to what the scene asks for. It counts when the hit then stands on its grid (or within its
tolerance) and no other `must` hit has lost its place; candidates are ranked by how little they change. Only so many
are tried, the likeliest first, and only for the first few hits: this is advice, and it must come at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from scenescore.compose.spotting.changes import Ask, changes, more_odd_bars, range_around, widened
from scenescore.compose.spotting.report import fault_of, left_range
from scenescore.errors import Relaxation
from scenescore.model.cue import Cue
from scenescore.model.sketch import Answer

#: So many hits are looked at, and so many times all is solved again.
_MOST_HITS, _MOST_SOLVED = 4, 12
#: In a long cue with many hits solving takes longer, so it is done less often: so much work in all, where a hit is as
#: much as twenty seconds; where a hit that must be caught has lost its place, each time takes half as long again.
_WORK, _FEWEST_SOLVED, _SECONDS_A_HIT = 110, 2, 20
#: How much wider a range of tempo is tried.
_WIDER = (1.04, 1.1, 1.2)
_MOST_TOLD = 4


def answered(ask: Ask) -> Answer[Cue]:
    """Solve, and say with each finding about a hit which small changes to the scene would do without it."""
    answer = ask.solved()
    cue = answer.value
    pairs = zip(ask.picture.hits, cue.landings, strict=True)
    faults = {i: fault for i, pair in enumerate(pairs) if (fault := fault_of(cue, *pair)) is not None}
    solver = _Solver(ask, cue, frozenset(faults))
    ranked = sorted(faults, key=lambda i: (cue.landings[i].hit.priority != "must", i))
    helped = {faults[i]: solver.relaxed(i) for i in ranked[:_MOST_HITS]}
    helped |= {each: solver.in_range() for each in answer.findings if each.check == "tempo"}
    findings = tuple(replace(each, relaxations=helped.get(each, ())) for each in answer.findings)
    return replace(answer, findings=findings)


class _Solver:
    """Tries changes and counts how often it had to solve."""

    def __init__(self, ask: Ask, cue: Cue, faults: frozenset[int]) -> None:
        self.ask, self.cue, self.faults = ask, cue, faults
        work = len(ask.picture.hits) + int(ask.picture.length) // _SECONDS_A_HIT
        if any(cue.landings[i].hit.priority == "must" for i in faults):
            work = work * 3 // 2
        self.left = min(_MOST_SOLVED, max(_FEWEST_SOLVED, _WORK // max(1, work)))

    def relaxed(self, number: int) -> tuple[Relaxation, ...]:
        """What would help one hit, the smallest change first."""
        kinds: dict[str, Relaxation] = {}
        for each in changes(self.ask, self.cue, number):
            if each.said.change in kinds or self.left <= 0:
                continue
            cue = self._tried(each.ask)
            if self._helps(cue, number):
                kinds[each.said.change] = each.told(cue)
        found = [*kinds.values(), *self._wider(number)]
        return tuple(sorted(found, key=lambda each: (each.cost, each.change, each.words)))[:_MOST_TOLD]

    def in_range(self) -> tuple[Relaxation, ...]:
        """What would keep the tempo inside the range that the scene wrote down, or how wide that would have to be."""
        low, high = sorted(self.ask.bpm)
        wide = range_around((low, high), self.cue)
        found = []
        if left_range(self._tried(self.ask.within(wide)), wide) is None:
            found.append(widened((low, high), wide))
        for each in more_odd_bars(self.ask, Fraction(self.cue.picture.length)):
            cue = each.ask.cue()
            if left_range(cue, (low, high)) is None:
                found.append(each.told(cue))
                break
        return tuple(sorted(found, key=lambda each: (each.cost, each.change)))

    def _helps(self, cue: Cue, number: int) -> bool:
        """Whether a hit now stands well, and no other one that must be caught has lost its place."""
        pairs = list(zip(cue.picture.hits, cue.landings, strict=True))
        worse = any(
            pair[1].hit.priority == "must" and i not in self.faults and fault_of(cue, *pair) is not None
            for i, pair in enumerate(pairs)
        )
        return not worse and fault_of(cue, *pairs[number]) is None

    def _wider(self, number: int) -> Iterator[Relaxation]:
        """A wider range of tempo, first tried in steps and then as narrow as the new cue needs it."""
        ask, (low, high) = self.ask, sorted(self.ask.bpm)
        if not ask.terms.is_firm and ask.terms.mode != "steady":
            return
        for factor in _WIDER:
            if self.left <= 1:
                return
            wide: tuple[float, float] = (math.floor(low / factor), math.ceil(high * factor))
            cue = self._tried(ask.within(wide))
            if self._helps(cue, number):
                narrow = range_around((low, high), cue)
                is_enough = self._helps(self._tried(ask.within(narrow)), number)
                yield widened((low, high), narrow if is_enough else wide)
                return

    def _tried(self, ask: Ask) -> Cue:
        self.left -= 1
        return ask.cue()

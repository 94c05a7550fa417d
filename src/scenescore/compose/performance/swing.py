"""Swing: off-beat eighths written straight and played late.

At a middling tempo the first eighth of a beat is about twice as long as the second, at a fast one nearly as long, at a
slow one a little more than twice (Friberg and Sundstrom 2002, on ride cymbals; the straight line through
their figures is ours). Hits and what stops on them stay where they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scenescore.compose.performance.timing import BESIDE
from scenescore.model.cue import Cue
from scenescore.model.sketch import Mark, Part
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

HALF = TICKS_PER_QUARTER // 2
#: Beats per minute at which a ratio is as asked, and at which nothing is left of it; the most that a slow tempo adds.
MEDIUM, EVEN, SLOWEST = 150, 320, 1.2
_WORD = "Swing"


def ratio(swing: float, bpm: float) -> float:
    """How many times longer the first eighth is than the second at a tempo.

    >>> ratio(2.0, 150), ratio(2.0, 320), ratio(2.0, 60), ratio(1.0, 100)
    (2.0, 1.0, 2.2, 1.0)
    """
    share = min(SLOWEST, max(0.0, (EVEN - bpm) / (EVEN - MEDIUM)))
    return round(1 + (swing - 1) * share, 3)


def lateness(tick: int, cue: Cue, swing: float) -> int:
    """How many ticks after its written place something is heard there: the half of a beat most, quarters half of it."""
    bar = cue.bar(min(tick, int(cue.length) - 1))
    place = (tick - bar.at) % TICKS_PER_QUARTER
    if bar.meter.beat != TICKS_PER_QUARTER or place % (HALF // 2) or place == 0:
        return 0
    long = ratio(swing, 60_000_000 / cue.clock.step_at(Ticks(tick)).microseconds)
    late = round(TICKS_PER_QUARTER * long / (1 + long)) - HALF
    return late if place == HALF else late // 2


def swung(part: Part, cue: Cue, swing: float, fixed: Sequence[int]) -> Part:
    """Play a part's off-beats late; `fixed` are the ticks of hits and stops, in order: nothing near them moves."""
    if swing <= 1:
        return part

    def late(tick: int) -> int:
        i = bisect_left(fixed, tick)
        is_near = any(abs(other - tick) <= BESIDE for other in fixed[max(0, i - 1) : i + 1])
        return 0 if is_near else lateness(tick, cue, swing)

    following = _following(part)
    played = []
    for index, sounding in enumerate(part.played):
        note, after = part.notes[sounding.note], following.get(index)
        start, let_go = sounding.at + late(int(note.at)), sounding.at + sounding.length
        end = let_go + (late(int(note.end)) if note.end < cue.length else 0)
        if after is not None:
            # What is struck again on a beat does not wait for what rings on to an off-beat.
            moved = late(int(part.notes[part.played[after].note].at))
            end = end if end < part.played[after].at + moved else let_go + min(end - let_go, moved)
        played.append(replace(sounding, at=Ticks(start), length=Ticks(max(1, end - start))))
    return replace(part, played=tuple(played))


def _following(part: Part) -> dict[int, int]:
    """For each played note the next one of the same pitch, by their places in the part."""
    order = sorted(range(len(part.played)), key=lambda i: (part.played[i].midi, part.played[i].at, i))
    return {one: two for one, two in pairwise(order) if part.played[one].midi == part.played[two].midi}


def told(parts: tuple[Part, ...], swing: float) -> tuple[Part, ...]:
    """Say it on the page, over the first note of whoever begins."""
    begun = [(int(part.notes[0].at), i) for i, part in enumerate(parts) if part.notes]
    if swing <= 1 or not begun:
        return parts
    at, first = min(begun)
    part = parts[first]
    marks = (Mark(Ticks(at), "text", _WORD), *part.marks)
    return (*parts[:first], replace(part, marks=marks), *parts[first + 1 :])

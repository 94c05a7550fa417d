"""How far what is heard goes with what was asked: means over a phrase, rank correlation, and where the two part."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.model.cue import Cue
from scenescore.model.form import Section

#: Bars that a mean takes in at most, whatever the phrase.
LONGEST = 4
#: A curve that moves less than this is still: nothing to follow.
STILL = 0.05
#: Bars in a row, and how far apart on the cue's own scale, that make a parting.
PARTED_BARS, PARTED = 3, 0.3


def over_phrases(cue: Cue, sections: Sequence[Section], values: Sequence[float]) -> tuple[float, ...]:
    """Each bar's mean with its neighbours: as many bars as its phrase has, four at most, itself in the middle."""
    phrases = [phrase for section in sections for phrase in section.phrases]
    starts = [phrase.at for phrase in phrases]
    out = []
    for i, bar in enumerate(cue.bars):
        bars = phrases[max(0, bisect_right(starts, bar.at) - 1)].bars if phrases else 1
        back = (min(LONGEST, max(1, bars)) - 1) // 2
        ahead = min(LONGEST, max(1, bars)) - 1 - back
        near = values[max(0, i - back) : i + ahead + 1]
        out.append(round(math.fsum(near) / len(near), 4))
    return tuple(out)


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs.

    >>> ranks([0.2, 0.9, 0.2])
    [1.5, 3.0, 1.5]
    """
    order = sorted(values)
    return [(order.index(value) + 1 + bisect_right(order, value)) / 2 for value in values]


def spearman(asked: Sequence[float], achieved: Sequence[float]) -> float | None:
    """Rank correlation -1..1 (Spearman 1904); None where one of the two stands still or bars are too few.

    >>> spearman([1, 2, 3, 4], [0.1, 0.3, 0.2, 0.9])
    0.8
    """
    if len(asked) < PARTED_BARS or max(asked) - min(asked) < STILL or max(achieved) == min(achieved):
        return None
    one, other = ranks(asked), ranks(achieved)
    middle = (len(one) + 1) / 2
    both = math.fsum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    squares = math.fsum((a - middle) ** 2 for a in one) * math.fsum((b - middle) ** 2 for b in other)
    return round(both / math.sqrt(squares), 3) + 0.0


@dataclass(frozen=True, slots=True)
class Parting:
    """Bars (indices, both included) where what is heard lies off what was asked; `by` is how far, above zero too tense.

    On the cue's own scale: 0 the least of each curve, 1 the most.
    """

    first: int
    last: int
    by: float


def scaled(values: Sequence[float]) -> list[float]:
    """A curve on its own scale: 0 its least, 1 its most.

    >>> scaled([0.25, 0.5, 0.75])
    [0.0, 0.5, 1.0]
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [round((value - low) / (high - low), 4) if high > low else 0.5 for value in values]


def partings(asked: Sequence[float], achieved: Sequence[float]) -> tuple[Parting, ...]:
    """Find where the two curves part, in one direction, for several bars; none where nothing was asked to move."""
    if not asked or max(asked) - min(asked) < STILL:
        return ()
    apart = [b - a for a, b in zip(scaled(asked), scaled(achieved), strict=True)]
    signs = [0 if abs(gap) < PARTED else 1 if gap > 0 else -1 for gap in apart]
    out, first = [], 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[first]:
            if signs[first] and i - first >= PARTED_BARS:
                out.append(Parting(first, i - 1, round(math.fsum(apart[first:i]) / (i - first), 2)))
            first = i
    return tuple(out)

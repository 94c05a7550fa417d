"""Measure how alike two melodies sound, 0 (unrelated) to 1 (the same), whatever their key and tempo.

Contour in seven classes (leaps, skips and steps, up and down), intervals by edit distance, rhythm as ratios between
onsets, and the first four notes once more: contour and rhythm carry recognition of a melody that was heard once, exact
intervals that of a familiar one (Dowling 1978; Dowling and Harwood 1986). From 0.8 it is the same tune, from 0.6 a
clear variant, from 0.45 an allusion, below that another tune (design).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scenescore.model.theme import Motif

SAME, VARIANT, ALLUSION = 0.8, 0.6, 0.45
#: Weights of contour, intervals, rhythm and head, in thousandths (design).
_WEIGHTS = (315, 265, 315, 105)
_ENOUGH = 4
_STEP, _SKIP = 2, 4
_CAP = 4
_HEAD = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """What is left of a melody without key and tempo: intervals in semitones, contour classes, ratios of onsets."""

    intervals: tuple[int, ...]
    contour: tuple[int, ...]
    ratios: tuple[int, ...]


def _contour(interval: int) -> int:
    size = abs(interval)
    kind = 0 if not size else 1 if size <= _STEP else 2 if size <= _SKIP else 3
    return kind if interval > 0 else -kind


def _ratio(here: int, there: int) -> int:
    """Classify the ratio of two neighbouring lengths on a scale of doublings, -2..2."""
    if there * 3 >= here * 8:
        return 2
    if there * 3 >= here * 4:
        return 1
    if here * 3 >= there * 8:
        return -2
    return -1 if here * 3 >= there * 4 else 0


@lru_cache(maxsize=4096)
def shape(motif: Motif) -> Shape:
    """Take key and tempo away from a melody; rests lengthen the note before them."""
    pitches: list[int] = []
    spans: list[int] = []
    for tone in motif:
        if tone.step is not None:
            pitches.append(tone.semitones)
            spans.append(tone.length)
        elif spans:
            spans[-1] += tone.length
    intervals = tuple(b - a for a, b in pairwise(pitches))
    # How long the last note is held says little about the tune, so the last ratio is left out.
    ratios = tuple(_ratio(a, b) for a, b in pairwise(spans[:-1]))
    return Shape(intervals, tuple(_contour(i) for i in intervals), ratios)


def _edits(one: Sequence[int], other: Sequence[int], cap: int) -> int:
    """Edit distance in thousandths of an event; replacing costs the difference, `cap` of it being a whole event."""
    row = [1000 * j for j in range(len(other) + 1)]
    step = 1000 // cap
    for i, a in enumerate(one, start=1):
        last = row[0]
        here = row[0] = 1000 * i
        for j, b in enumerate(other, start=1):
            change = last
            if a != b:
                gap = a - b if a > b else b - a
                change += step * gap if gap < cap else 1000
            last = row[j]
            # The cheapest of replacing, leaving out, putting in (written out, for speed).
            here = change if change <= here + 1000 else here + 1000  # noqa: FURB136
            here = last + 1000 if last + 1000 < here else here  # noqa: FURB136
            row[j] = here
    return row[-1]


def _alike(one: Sequence[int], other: Sequence[int], cap: int) -> int:
    longest = max(len(one), len(other))
    return 1000 if one == other else 1000 - _edits(one, other, cap) // longest


def _whole(one: Shape, other: Shape) -> int:
    parts = (
        _alike(one.contour, other.contour, 2),
        _alike(one.intervals, other.intervals, _CAP),
        _alike(one.ratios, other.ratios, 2),
        (
            _alike(one.intervals[:_HEAD], other.intervals[:_HEAD], _CAP)
            + _alike(one.ratios[:_HEAD], other.ratios[:_HEAD], 2)
        )
        // 2,
    )
    return sum(w * p for w, p in zip(_WEIGHTS, parts, strict=True)) // 1000


def _window(whole: Shape, start: int, size: int) -> Shape:
    return Shape(
        whole.intervals[start : start + size],
        whole.contour[start : start + size],
        whole.ratios[start : start + size - 1],
    )


@lru_cache(maxsize=4096)
def similarity(one: Motif, other: Motif) -> float:
    """Say how alike two melodies are, 0..1; of a shorter and a longer one the best stretch counts.

    A fragment of fewer than four notes says less than a whole motif: it counts so much the less.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> similarity(seed_motif("1/3 5/1 6/2 5/2"), seed_motif("2/3 7/1 1'/2 6/2"))
    0.841
    """
    a, b = shape(one), shape(other)
    if len(a.intervals) > len(b.intervals):
        a, b = b, a
    size = len(a.intervals)
    if not size:
        return 0.0
    best = _whole(a, b)
    for start in range(len(b.intervals) - size + 1):
        best = max(best, _whole(a, _window(b, start, size)))
    return round(best * min(_ENOUGH, size + 1) / _ENOUGH / 1000, 4)

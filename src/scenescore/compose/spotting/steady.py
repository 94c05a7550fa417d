"""One tempo for the whole cue: the best fits with their misses, as composers find them on paper.

The objective, to be compared with other tools: with beats of b seconds from an offset o, a hit at t falls at
x = (t - o) / b. On a grid of bars (4 beats, penalty 0), beats (0.15) or eighths (0.5) it misses by e milliseconds; it
costs the least of (e / tolerance)² + penalty, at most 4, times its weight. To that come 0.02 for each bpm away from
the wanted tempo and 0.3 for each bpm outside the mood's range (design).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.model.cue import Picture
from scenescore.model.metre import Meter
from scenescore.model.timecode import rate

_WEIGHT = {"must": 1.0, "should": 0.6, "may": 0.3}
_CAP = 4.0
_EIGHTH_PENALTY, _BEAT_PENALTY = 0.5, 0.15
_LEAST_TOLERANCE_MS = 20.0
#: Tempi that differ by so much of themselves are two; less only where the range holds too few.
_DIFFERENT = (0.015, 0.006, 0.002)
#: No more tempi are tried than these.
_MOST_TEMPI = 8000
#: How far around the cue's start the first beat may fall, and how finely it is tried, in hundredths of a second.
OFFSETS = tuple(range(-25, 26, 5))


@dataclass(frozen=True, slots=True)
class Target:
    """A moment to be met: seconds from the cue's start, weight, tolerance in milliseconds."""

    at: float
    weight: float
    tolerance_ms: float


@dataclass(frozen=True, slots=True)
class SteadyFit:
    """A constant tempo: beats per minute, moment of the first beat (seconds), cost, and for each hit where it falls.

    `beats` are places in beats from the first one, `misses_ms` music minus picture to the nearest beat, `unmet` how
    many are further off than their tolerance.
    """

    bpm: float
    offset: float
    cost: float
    beats: tuple[float, ...]
    misses_ms: tuple[float, ...]
    unmet: int


def targets(picture: Picture) -> tuple[Target, ...]:
    """The hits of a picture as moments to be met."""
    frame_ms = float(1000 / rate(picture.rate).fps)
    return tuple(
        Target(float(hit.at), _WEIGHT[hit.hit.priority], max(_LEAST_TOLERANCE_MS, hit.hit.tolerance * frame_ms))
        for hit in picture.hits
    )


def steady(
    picture: Picture,
    bpm: tuple[float, float],
    meter: Meter,
    wanted: float | None = None,
    count: int = 5,
) -> tuple[SteadyFit, ...]:
    """List the best constant tempi for a picture, best first; `bpm` counts the meter's beats.

    >>> from scenescore.model.cue import PictureHit
    >>> from scenescore.model.scene import Hit
    >>> from scenescore.model.time import seconds
    >>> hits = tuple(PictureHit(seconds(s), Hit(at=s)) for s in (2, 5, 11))
    >>> steady(Picture("24", 0, seconds(20), hits), (55, 65), Meter(4, 4), 60)[0].bpm
    60.0
    """
    middle = (bpm[0] + bpm[1]) / 2 if wanted is None else wanted
    return fits(targets(picture), bpm, middle, len(meter.beats), OFFSETS, count)


def fits(
    moments: Sequence[Target],
    bpm: tuple[float, float],
    wanted: float | None,
    beats_in_bar: float,
    offsets: Sequence[int] = OFFSETS,
    count: int = 5,
) -> tuple[SteadyFit, ...]:
    """Try every tempo in hundredths of a bpm with every offset: in a long cue a quarter of a bpm is most of a beat.

    With `wanted` left out only the hits count.
    """
    hundredths = range(math.ceil(round(bpm[0] * 100, 6)), math.floor(round(bpm[1] * 100, 6)) + 1)
    # A range may be narrower than a hundredth, or hold almost every tempo there is.
    tempi = [each / 100 for each in hundredths[:: 1 + len(hundredths) // _MOST_TEMPI]] or [bpm[0]]
    ranked = _ranked(moments, tempi, offsets, bpm, wanted, beats_in_bar)
    return tuple(_fit(moments, tempo, offset / 100, cost / 1000) for cost, tempo, offset in _apart(ranked, count))


def _apart(ranked: Sequence[tuple[int, float, int]], count: int) -> list[tuple[int, float, int]]:
    """The best so many tempi that can be told from each other, as far apart as the range allows."""
    out: list[tuple[int, float, int]] = []
    for share in _DIFFERENT:
        out = []
        for each in ranked:
            if all(abs(each[1] - other[1]) > share * each[1] for other in out):
                out.append(each)
            if len(out) == count:
                return out
    return out


def cost_of(moments: Sequence[Target], tempo: float, offset: float, beats_in_bar: float) -> float:
    """What the misses of one tempo and offset cost.

    >>> cost_of([Target(2.0, 1.0, 60.0)], 60, 0, 4)
    0.15
    """
    return _ranked(moments, [tempo], [round(offset * 100)], (tempo, tempo), None, beats_in_bar)[0][0] / 1000


def _ranked(
    moments: Sequence[Target],
    tempi: Sequence[float],
    offsets: Sequence[int],
    bpm: tuple[float, float],
    wanted: float | None,
    beats_in_bar: float,
) -> list[tuple[int, float, int]]:
    """Tempi with all offsets by cost in thousandths; ties go to the tempo near the wanted one, then to the slower.

    The pairs are laid out in the order of the ties, so that one stable sort by cost is enough.
    """
    import numpy as np  # noqa: PLC0415 - only spotting needs it

    middle = (bpm[0] + bpm[1]) / 2 if wanted is None else wanted
    speeds, delays = np.array(tempi, dtype=np.float64), np.array(offsets, dtype=np.int64)
    speeds = speeds[np.lexsort((speeds, np.round(np.abs(speeds - middle), 2)))]
    delays = delays[np.lexsort((delays, np.abs(delays)))]
    tempo, late = np.repeat(speeds, len(delays)), np.tile(delays, len(speeds))
    offset, beat = late / 100, 60 / tempo
    total = np.zeros(len(tempo), dtype=np.int64)
    for moment in moments:
        x = (moment.at - offset) / beat
        cost = np.full(len(tempo), _CAP)
        for grid, penalty in ((beats_in_bar, 0.0), (1, _BEAT_PENALTY), (0.5, _EIGHTH_PENALTY)):
            off = np.abs(x - grid * np.rint(x / grid)) * beat * 1000 / moment.tolerance_ms
            cost = np.minimum(cost, off * off + penalty)
        total += np.rint(moment.weight * cost * 1000).astype(np.int64)
    if wanted is not None:
        outside = np.maximum(0, np.maximum(bpm[0] - tempo, tempo - bpm[1]))
        total += np.rint(20 * np.abs(tempo - wanted) + 300 * outside).astype(np.int64)
    order = np.argsort(total, kind="stable")
    return list(zip(total[order].tolist(), tempo[order].tolist(), late[order].tolist(), strict=True))


def _fit(moments: Sequence[Target], tempo: float, offset: float, cost: float) -> SteadyFit:
    """Say where each hit falls at a tempo."""
    beat = 60 / tempo
    places = [(moment.at - offset) / beat for moment in moments]
    misses = [round((round(x) - x) * beat * 1000, 1) for x in places]
    unmet = [abs(miss) > moment.tolerance_ms for miss, moment in zip(misses, moments, strict=True)]
    return SteadyFit(tempo, offset, cost, tuple(round(x, 3) for x in places), tuple(misses), unmet.count(True))

"""What a sketch achieves: intensity and tension bar by bar, from what is played, beside what was asked.

Loudness, density and register all move what listeners feel as intensity (Farbood 2012; Ilie and Thompson 2006); the
weights are our own design.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from scenescore.compose.tension.asked import asked_tension
from scenescore.compose.tension.composite import BarTension, composite
from scenescore.compose.tension.harmonic import harmonic_terms
from scenescore.model.affect import Drama
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.sketch import Curve, Part
from scenescore.model.time import Seconds

EXPRESSION = 11
_FULL = 127
#: Summed level (dB re full scale of one player) that counts as nothing and as everything.
_SOFTEST, _LOUDEST = -26.0, 9.0
_WEIGHTS = (0.62, 0.23, 0.15)
_BUSY = 26.0
_WIDE = 60


def _expression(part: Part) -> tuple[list[int], list[int]]:
    points = [(control.at, control.value) for control in part.controls if control.number == EXPRESSION]
    return [at for at, _ in points], [value for _, value in points]


def _value(points: tuple[list[int], list[int]], tick: int) -> int:
    index = bisect_right(points[0], tick) - 1
    return points[1][index] if index >= 0 else _FULL


def bar_levels(cue: Cue, parts: Sequence[Part]) -> list[float]:
    """Loudness of each bar in dB: the energy of what sounds in it, summed over the parts.

    A note counts with its velocity and the expression in the middle of what sounds of it (level 40 log10 v/127, the
    General MIDI recommendation), weighted by the share of the bar that it fills, at least a quarter.
    """
    energy = [0.0] * len(cue.bars)
    starts, lengths = _starts(cue), [bar.meter.length for bar in cue.bars]
    for part in parts:
        points = _expression(part)
        for note in part.played:
            stop = note.at + note.length
            for i in _bars_under(starts, note.at, stop):
                start, end = max(note.at, starts[i]), min(stop, starts[i] + lengths[i])
                share = max(0.25, (end - start) / lengths[i])
                gain = note.velocity / _FULL * _value(points, (start + end) // 2) / _FULL
                energy[i] += share * gain**4
    return [round(10 * math.log10(max(value, 1e-6)), 3) for value in energy]


def _starts(cue: Cue) -> list[int]:
    return [bar.at for bar in cue.bars]


def _bars_under(starts: Sequence[int], start: int, end: int) -> range:
    """Which bars (counted from 0) lie under a span, by where bars start."""
    first = max(0, bisect_right(starts, start) - 1)
    last = first + 1
    while last < len(starts) and starts[last] < end:
        last += 1
    return range(first, last)


def _onsets(cue: Cue, parts: Sequence[Part]) -> list[float]:
    """Onsets per second in each bar."""
    counts, starts = [0] * len(cue.bars), _starts(cue)
    for part in parts:
        for note in part.notes:
            counts[max(0, bisect_right(starts, note.at) - 1)] += 1
    return [
        round(count / max(0.1, float(cue.seconds(bar.end) - cue.seconds(bar.at))), 3)
        for count, bar in zip(counts, cue.bars, strict=True)
    ]


def _voices(cue: Cue, parts: Sequence[Part]) -> list[float]:
    """Voices that sound at once in each bar, on the mean."""
    held, starts, ends = [0] * len(cue.bars), _starts(cue), [bar.end for bar in cue.bars]
    for part in parts:
        for note in part.notes:
            at, end = note.at, note.end
            for i in _bars_under(starts, at, end):
                held[i] += min(end, ends[i]) - max(at, starts[i])
    return [round(ticks / bar.meter.length, 3) for ticks, bar in zip(held, cue.bars, strict=True)]


def _compasses(cue: Cue, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """The lowest and the highest sounding pitch of each bar; where nothing sounds, the highest is below the lowest."""
    low, high, starts = [_FULL] * len(cue.bars), [0] * len(cue.bars), _starts(cue)
    for part in parts:
        if part.instrument.is_percussion:
            continue
        for note in part.notes:
            midi = note.pitch.midi
            for i in _bars_under(starts, note.at, note.end):
                low[i] = min(low[i], midi)
                high[i] = max(high[i], midi)
    return list(zip(low, high, strict=True))


def achieved_tension(
    cue: Cue, sections: Sequence[Section], chords: Line[Chord], parts: Sequence[Part], levels: Sequence[float]
) -> tuple[BarTension, ...]:
    """What each side gives to the tension of each bar as played; `levels` are its `bar_levels`."""
    harmony = harmonic_terms(cue, sections, chords)
    texture = list(zip(_onsets(cue, parts), _voices(cue, parts), strict=True))
    return composite(harmony, levels, _compasses(cue, parts), texture)


def achieved_intensity(cue: Cue, parts: Sequence[Part], levels: Sequence[float]) -> list[float]:
    """Intensity 0..1 of each bar as played; `levels` are its `bar_levels`."""
    loud, dense, wide = _WEIGHTS
    span = _LOUDEST - _SOFTEST
    return [
        round(
            loud * min(1.0, max(0.0, (level - _SOFTEST) / span))
            + dense * min(1.0, onsets / _BUSY)
            + wide * min(1.0, max(0, top - bottom) / _WIDE),
            3,
        )
        for level, onsets, (bottom, top) in zip(levels, _onsets(cue, parts), _compasses(cue, parts), strict=True)
    ]


def curves(
    cue: Cue, drama: Drama, parts: Sequence[Part], levels: Sequence[float], tension: Sequence[BarTension]
) -> tuple[Curve, ...]:
    """Asked and achieved intensity and tension, and what harmony alone gives, one point a bar (at its middle).

    `levels` as in `bar_levels`, `tension` as in `achieved_tension`.
    """
    middles = [Seconds((cue.seconds(bar.at) + cue.seconds(bar.end)) / 2) for bar in cue.bars]
    achieved = achieved_intensity(cue, parts, levels)
    return (
        Curve("asked-intensity", tuple((at, drama.intensity(at)) for at in middles)),
        Curve("achieved-intensity", tuple(zip(middles, achieved, strict=True))),
        Curve("asked-tension", tuple((at, asked_tension(drama, at)) for at in middles)),
        Curve("achieved-tension", tuple((at, bar.total) for at, bar in zip(middles, tension, strict=True))),
        Curve("harmonic-tension", tuple((at, bar.harmony.total) for at, bar in zip(middles, tension, strict=True))),
    )

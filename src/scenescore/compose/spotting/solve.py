"""Lay bars and tempo on a picture, so that the music arrives where the picture does and ends when it ends.

The task: given the picture (exact seconds), the range of tempo that its mood bears and a meter, find bars and tempo
steps such that the cue ends exactly at the end of a bar, every `must` hit falls exactly on a beat (a strong gesture on
a downbeat), `should` hits fall within their tolerance where that is cheap, and `may` hits where it costs little. Tempo
stays near the wanted one and steps only on beats, mostly by what nobody notices; odd bars are rare and stand directly
before the hit that they serve. `route` does the search, `anchors` says between which moments, `barring` fills
stretches with bars, `clock` writes it all down, `steady` is the plain alternative of one tempo.

Tempi are beats of the meter per minute (dotted quarters in 6/8); a `TempoStep` stores microseconds per quarter.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scenescore.compose.spotting.anchors import Leg, Wish, anchors_of
from scenescore.compose.spotting.barring import Pulse, pulse_of
from scenescore.compose.spotting.clock import bars_of, steps_of
from scenescore.compose.spotting.landing import landings_of
from scenescore.compose.spotting.report import reported
from scenescore.compose.spotting.route import MISS, find_route
from scenescore.model.cue import Cue, Picture, PictureHit
from scenescore.model.metre import Meter
from scenescore.model.sketch import Answer, Finding
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM, TICKS_PER_QUARTER, TimeMap

#: How far outside the mood's range a tempo is tried at first.
_SLOWER, _FASTER = 0.72, 1.38


def spot(picture: Picture, bpm: tuple[float, float], wanted: float, meter: Meter, ending: str) -> Answer[Cue]:
    """Lay tempo, bars and hits on a picture.

    Args:
        picture: The scene's times.
        bpm: Slowest and fastest tempo of the mood, in beats of the meter per minute.
        wanted: The tempo that would be best, in the same unit.
        meter: The meter of all bars but odd ones.
        ending: How the cue ends; a `cut` or `button` may be prepared by an odd bar, others keep their last bars whole.

    >>> from scenescore.model.scene import Hit
    >>> from scenescore.model.time import seconds
    >>> doors = tuple(PictureHit(seconds(s), Hit(at=s, name="door", priority="must")) for s in (4, 8, 20))
    >>> cue = spot(Picture("24", 0, seconds(32), doors), (55, 65), 60, Meter(4, 4), "cadence").value
    >>> [(step.at, step.bpm) for step in cue.clock.steps], [(hit.bar, hit.beat) for hit in cue.landings]
    ([(0, 60.0)], [(2, 1.0), (3, 1.0), (6, 1.0)])
    """
    pulse, wish, legs = _counted(picture, bpm, wanted, meter)
    clock = TimeMap(steps_of(legs, pulse))
    bars = bars_of(legs, pulse)
    cue = Cue(picture, clock, bars, bars[-1].end)
    cue = replace(cue, landings=landings_of(cue, legs, pulse))
    decisions, findings = reported(cue, pulse, wish, ending)
    if pulse.meter != meter:
        said = f"no bar of {meter} fits into {float(picture.length):g} s; the cue counts {pulse.meter}"
        findings = (*findings, Finding("meter", "meter", said, "warning"))
    return Answer(cue, decisions, findings)


def _counted(
    picture: Picture,
    bpm: tuple[float, float],
    wanted: float,
    meter: Meter,
) -> tuple[Pulse, Wish, tuple[Leg, ...]]:
    """Search in the meter that is asked for, else in the longest usual bar for which the cue has room."""
    for bar in (meter, *(Meter(beats, 4) for beats in (4, 3, 2))):
        pulse = pulse_of(bar)
        wish, legs = _searched(picture, bpm, wanted, pulse)
        if legs:
            return pulse, wish, legs
    pulse = pulse_of(Meter(1, 4))
    return pulse, *_searched(picture, bpm, wanted, pulse)


def _searched(
    picture: Picture,
    bpm: tuple[float, float],
    wanted: float,
    pulse: Pulse,
) -> tuple[Wish, tuple[Leg, ...]]:
    """Search near the wanted tempo; where that misses a hit, at any tempo that can be played."""
    in_quarters = Fraction(pulse.meter.beat, TICKS_PER_QUARTER)
    slowest, fastest = float(SLOWEST_BPM / in_quarters), float(FASTEST_BPM / in_quarters)
    low, high = sorted(bpm)
    near = Wish(wanted, low, high, max(slowest, low * _SLOWER), min(fastest, high * _FASTER))
    loose = replace(near, slowest=slowest, fastest=fastest)
    cost, legs = find_route(picture, anchors_of(picture, pulse, near.slowest, near.fastest), pulse, near)
    if cost < MISS["must"]:
        return near, legs
    wider, others = find_route(picture, anchors_of(picture, pulse, slowest, fastest), pulse, loose)
    if others or legs:
        return (loose, others) if wider < cost else (near, legs)
    hits = tuple(PictureHit(hit.at, replace(hit.hit, priority="may")) for hit in picture.hits)
    freed = replace(picture, hits=hits)
    return loose, find_route(freed, anchors_of(freed, pulse, slowest, fastest), pulse, loose)[1]

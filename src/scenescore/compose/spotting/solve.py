"""Lay bars and tempo on a picture, so that the music arrives where the picture does and ends when it ends.

The task: given the picture (exact seconds), the range of tempo that its mood bears and a meter, find bars, phrases and
tempo steps such that the cue ends exactly at the end of a bar, every `must` hit sounds at its moment (a strong gesture
on a downbeat, where a phrase begins), `should` hits fall within their tolerance where that is cheap, and `may` hits
where it costs little. Tempo stays near the wanted one and steps only on beats, mostly by what nobody notices; odd bars
are rare and stand at phrase ends, directly before the hit that they serve. `route` does the search, `anchors` says
between which moments, `barring` fills stretches with bars, `bending` takes ritardandi out of the picture and puts them
back, `clock` writes it all down, `steadily` is the plain alternative of one tempo, `relaxing` says what would help.

Tempi are beats of the meter per minute (dotted quarters in 6/8); a `TempoStep` stores microseconds per quarter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scenescore.compose.spotting.anchors import Leg, Wish, anchors_of
from scenescore.compose.spotting.barring import Pulse, pulse_of
from scenescore.compose.spotting.bending import Bend, bend_of
from scenescore.compose.spotting.clock import Course, bars_of, steps_of
from scenescore.compose.spotting.landing import landings_of, met_of, nearest_place
from scenescore.compose.spotting.report import reported
from scenescore.compose.spotting.route import MISS, find_route
from scenescore.compose.spotting.steadily import best_fits, steady_legs
from scenescore.compose.spotting.steady import SteadyFit
from scenescore.compose.spotting.terms import FLEXIBLE, Terms
from scenescore.model.cue import Cue, Picture
from scenescore.model.metre import Meter
from scenescore.model.sketch import Answer, Finding
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM, TICKS_PER_QUARTER, Seconds, TimeMap

#: How far outside the mood's range a tempo is tried: at first, and where that misses a hit; in tempo and in free time.
_REACH = {"flexible": ((0.72, 1.38), (0.6, 1.6)), "free": ((0.55, 1.6),)}
#: How far a range is left that the bars of the cue cannot keep.
_AROUND = (0.9, 1.12)
#: A hit that must be caught and sounds further off than this asks for a place of its own in the clock.
_SLIPPED = Fraction(9, 10_000)
#: So many ticks from the end no hit gets a place of its own in the clock.
_ROOM = 20


@dataclass(frozen=True, slots=True)
class Way:
    """What was found: how it is counted, what was wanted, the legs; for one tempo, the best fits."""

    pulse: Pulse
    wish: Wish
    legs: tuple[Leg, ...]
    fits: tuple[SteadyFit, ...] = ()


def spot(
    picture: Picture,
    bpm: tuple[float, float],
    wanted: float,
    meter: Meter,
    ending: str,
    terms: Terms = FLEXIBLE,
) -> Answer[Cue]:
    """Lay tempo, bars and hits on a picture.

    Args:
        picture: The scene's times.
        bpm: Slowest and fastest tempo of the mood, in beats of the meter per minute.
        wanted: The tempo that would be best, in the same unit.
        meter: The meter of all bars but odd ones.
        ending: How the cue ends; a `cut` or `button` may be prepared by an odd bar, others keep their last bars whole.
        terms: How the clock may follow the picture.

    >>> from scenescore.model.cue import PictureHit
    >>> from scenescore.model.scene import Hit
    >>> from scenescore.model.time import seconds
    >>> doors = tuple(PictureHit(seconds(s), Hit(at=s, name="door", priority="must")) for s in (4, 8, 20))
    >>> cue = spot(Picture("24", 0, seconds(32), doors), (55, 65), 60, Meter(4, 4), "cadence").value
    >>> [(step.at, step.bpm) for step in cue.clock.steps], [(hit.bar, hit.beat) for hit in cue.landings]
    ([(0, 60.0)], [(2, 1.0), (3, 1.0), (6, 1.0)])
    """
    cue, way = laid(picture, bpm, wanted, meter, terms)
    decisions, findings = reported(cue, way.pulse, way.wish, ending, terms, way.fits)
    if way.pulse.meter != meter:
        said = f"no bar of {meter} fits into {float(picture.length):g} s; the cue counts {way.pulse.meter}"
        findings = (*findings, Finding("meter", "meter", said, "warning"))
    return Answer(cue, decisions, findings)


def laid(
    picture: Picture,
    bpm: tuple[float, float],
    wanted: float,
    meter: Meter,
    terms: Terms = FLEXIBLE,
) -> tuple[Cue, Way]:
    """The same cue as `spot` gives, with the way that led to it, and not a word about it."""
    bend = bend_of(picture)
    even = _evened(picture, bend)
    way = _counted(even, bpm, wanted, meter, terms)
    return _written(picture, way, Course(picture, way.pulse, bend, terms.mode == "free")), way


def _evened(picture: Picture, bend: Bend) -> Picture:
    """The picture as it would be if the tempo did not bend."""
    if not bend.spans:
        return picture
    hits = tuple(replace(hit, at=Seconds(bend.even(hit.at))) for hit in picture.hits)
    return replace(picture, hits=hits, length=Seconds(bend.even(picture.length)), tempo_changes=())


def _written(picture: Picture, way: Way, course: Course) -> Cue:
    """Write a way down; hits between its anchors that slip get a place of their own in the clock."""
    bars, phrases = bars_of(way.legs, way.pulse)
    met = met_of(way.legs, way.pulse)
    clock = TimeMap(steps_of(way.legs, course, {}))
    cue = Cue(picture, clock, bars, bars[-1].end, phrases=phrases)
    met |= {i: nearest_place(cue, hit, way.pulse) for i, hit in enumerate(picture.hits) if i not in met}
    landings = landings_of(cue, met)
    # A pin needs room before the end for a tempo that can be played.
    slipped = [each for each in landings if _slips(each.hit.priority, each.error_ms)]
    pins = {int(each.sounds): Fraction(each.asked) for each in slipped if cue.length - each.sounds >= _ROOM}
    if not pins:
        return replace(cue, landings=landings)
    cue = replace(cue, clock=TimeMap(steps_of(way.legs, course, pins)))
    return replace(cue, landings=landings_of(cue, met))


def _slips(priority: str, error_ms: float) -> bool:
    return priority == "must" and abs(error_ms) > _SLIPPED * 1000


def _counted(picture: Picture, bpm: tuple[float, float], wanted: float, meter: Meter, terms: Terms) -> Way:
    """Search in the meter that is asked for, else in the longest usual bar for which the cue has room."""
    for bar in (meter, *(Meter(beats, 4) for beats in (4, 3, 2))):
        odd_bars = "free" if terms.mode == "free" and terms.odd_bars == "rare" else terms.odd_bars
        way = _searched(picture, bpm, wanted, pulse_of(bar, odd_bars), terms)
        if way.legs:
            return way
    return _searched(picture, bpm, wanted, pulse_of(Meter(1, 4)), terms)


def _searched(picture: Picture, bpm: tuple[float, float], wanted: float, pulse: Pulse, terms: Terms) -> Way:
    """Search near the wanted tempo; where that misses a hit, at any tempo that can be played."""
    in_quarters = Fraction(pulse.meter.beat, TICKS_PER_QUARTER)
    slowest, fastest = float(SLOWEST_BPM / in_quarters), float(FASTEST_BPM / in_quarters)
    low, high = sorted(bpm)
    if terms.mode == "steady":
        # One bar at least; where even a single beat is too long for the cue, the tempo gives way.
        least = 60 * len(pulse.starts) / float(picture.length)
        if least > high and len(pulse.starts) > 1:
            return Way(pulse, Wish(wanted, low, high, low, high), ())
        low, high = max(low, least), max(high, least)
        return _steady(picture, pulse, Wish(wanted, low, high, low, high), terms)
    ways = ((1.0, 1.0),) if terms.is_firm else _REACH[terms.mode]
    near, *wider = (
        Wish(wanted, low, high, max(slowest, low * slower), min(fastest, high * faster)) for slower, faster in ways
    )
    for wish in (near, *wider):
        cost, legs = _routed(picture, pulse, wish, terms)
        if cost < MISS["must"]:
            return Way(pulse, wish, legs)
    # Some hit cannot be reached at a tempo that fits: better a free onset than another tempo.
    around = replace(near, slowest=max(slowest, low * _AROUND[0]), fastest=min(fastest, high * _AROUND[1]))
    for wish in (near, around, replace(near, slowest=slowest, fastest=fastest)):
        legs = _routed(picture, pulse, wish, terms, leaves_out=True)[1]
        if legs:
            return Way(pulse, wish, legs)
    return Way(pulse, near, ())


def _routed(
    picture: Picture,
    pulse: Pulse,
    wish: Wish,
    terms: Terms,
    *,
    leaves_out: bool = False,
) -> tuple[int, tuple[Leg, ...]]:
    anchors = anchors_of(picture, pulse, wish.slowest, wish.fastest)
    return find_route(picture, anchors, pulse, wish, is_free=terms.mode == "free", leaves_out=leaves_out)


def _steady(picture: Picture, pulse: Pulse, wish: Wish, terms: Terms) -> Way:
    """The best constant tempo, with the ones that came after it."""
    found = best_fits(picture, (wish.low, wish.high), wish.bpm, pulse, 5)
    return Way(pulse, wish, steady_legs(picture, found[0], pulse, terms.odd_bars), tuple(found))

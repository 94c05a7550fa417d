"""Say where each hit came to stand: on the anchor that met it, else on the nearest place of a grid.

A hit that must be caught and stands on no grid is a free onset: written on the nearest sixteenth or triplet, heard at
the tick that is nearest to its moment.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scenescore.compose.spotting.anchors import Leg, shares_of_a_beat
from scenescore.compose.spotting.barring import Pulse
from scenescore.compose.spotting.terms import STRENGTH, grid_of
from scenescore.model.cue import Cue, Landing, PictureHit
from scenescore.model.metre import place_of
from scenescore.model.scene import STOPPING
from scenescore.model.time import Seconds, Ticks
from scenescore.model.timecode import rate

_EIGHTH = 480
#: Parts of a beat that can be written: sixteenths and triplets of a quarter.
_WRITTEN = (240, 320)
#: A hit that must be caught may stand anywhere in the beat that it was fitted to, if it is as near as this.
_CAUGHT = Fraction(1, 2000)
#: Two attacks closer than this are heard as one that failed.
_FLAM = Fraction(120, 1000)
_SAME = Fraction(1, 1000)
_LEAST_TOLERANCE = Fraction(20, 1000)


def tolerance(hit: PictureHit, cue: Cue) -> Fraction:
    """How far a hit may be off, in seconds: its frames, at least 20 ms."""
    return max(_LEAST_TOLERANCE, Fraction(hit.hit.tolerance) / rate(cue.picture.rate).fps)


def met_of(legs: tuple[Leg, ...], pulse: Pulse) -> dict[int, int]:
    """The ticks of the hits that a route meets, by their numbers in the picture."""
    met: dict[int, int] = {}
    at = 0
    for leg in legs:
        met.update((number, at) for number in leg.start.hits)
        at += leg.counts * pulse.ticks
    met.update((number, at) for number in legs[-1].end.hits)
    return met


def landings_of(cue: Cue, met: dict[int, int]) -> tuple[Landing, ...]:
    """Every hit with its tick, bar and beat, in order of the picture."""
    landings = tuple(_landing(cue, hit, met[number]) for number, hit in enumerate(cue.picture.hits))
    free = {landing.tick: landing for landing in landings if landing.free is not None}
    rows = zip(cue.picture.hits, landings, strict=True)
    return tuple(_together(cue, hit, each, free[each.tick]) if each.tick in free else each for hit, each in rows)


def _together(cue: Cue, hit: PictureHit, landing: Landing, leader: Landing) -> Landing:
    """A weaker hit that would be struck a moment beside a free onset, on the same written place, is struck with it."""
    late = abs(leader.got - landing.asked)
    allowed = late if hit.hit.priority == "may" else max(tolerance(hit, cue), abs(landing.got - landing.asked))
    is_near = hit.hit.priority != "must" and abs(leader.got - landing.got) < _FLAM and late <= allowed
    return replace(landing, free=leader.free, got=leader.got) if is_near else landing


def _landing(cue: Cue, hit: PictureHit, tick: int) -> Landing:
    # What ends the sound may stand on the cue's very last tick.
    if tick >= cue.length and hit.hit.gesture not in STOPPING:
        tick = cue.length - _EIGHTH // 2
    free = None
    if hit.hit.priority == "must" and abs(cue.seconds(tick) - hit.at) > _CAUGHT:
        last = cue.length if hit.hit.gesture in STOPPING else cue.length - 1
        exact = min(last, max(0, cue.clock.nearest_tick(hit.at)))
        free = Ticks(exact) if exact != tick else None
    bar, beat = place_of(cue.bars, tick if tick < cue.length else cue.length - 1)
    if tick >= cue.length:
        bar, beat = cue.bars[-1].number + 1, 1.0
    got = cue.seconds(tick if free is None else free)
    return Landing(hit.hit, hit.at, Seconds(got), Ticks(tick), bar, round(beat, 4), free)


def nearest_place(cue: Cue, hit: PictureHit, pulse: Pulse) -> int:
    """The beat near a hit if it is near enough, else the eighth; finer places only where those would miss it."""
    wanted = cue.clock.position(min(hit.at, cue.picture.length))
    first, last = _around(cue, wanted)

    def off(tick: int) -> tuple[Fraction, int]:
        return abs(cue.seconds(tick) - hit.at), tick

    is_must = hit.hit.priority == "must"
    enough = _SAME if is_must else tolerance(hit, cue)
    shares = [first + int(share * (last - first)) for share, _ in shares_of_a_beat(pulse)] if is_must else []
    grids = (
        [first, last],
        [*range(first, last, _EIGHTH), last],
        shares or [first],
        sorted({*(tick for part in _WRITTEN for tick in range(first, last, part)), last}),
    )
    for grid in grids:
        best = min(grid, key=off)
        if off(best)[0] <= enough:
            return best
    return min(grids[-1] if is_must else grids[1], key=off)


def _around(cue: Cue, wanted: Fraction) -> tuple[int, int]:
    """The beats before and after a place."""
    bar = cue.bar(int(wanted))
    first, last = int(bar.at), int(bar.at)
    for beat in bar.meter.beats:
        first, last = last, last + beat
        if last > wanted:
            break
    return first, last


def strength_of(cue: Cue, landing: Landing) -> int:
    """How strong the place is on which a hit stands, as `Meter.strength` counts; a free onset stands on none."""
    if landing.free is not None:
        return 0
    if landing.tick >= cue.length:
        return STRENGTH["downbeat"]
    bar = cue.bar(landing.tick)
    return bar.meter.strength(landing.tick - bar.at)


def is_on_grid(cue: Cue, landing: Landing) -> bool:
    """Whether a hit stands where its gesture, or the scene, wants it."""
    return strength_of(cue, landing) >= STRENGTH[grid_of(landing.hit)]

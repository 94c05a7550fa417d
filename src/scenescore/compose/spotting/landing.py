"""Say where each hit came to stand: on the anchor that met it, else on the nearest beat or eighth."""

from __future__ import annotations

from fractions import Fraction

from scenescore.compose.spotting.anchors import Leg, shares_of_a_beat
from scenescore.compose.spotting.barring import Pulse
from scenescore.model.cue import Cue, Landing, PictureHit
from scenescore.model.metre import place_of
from scenescore.model.time import Seconds, Ticks
from scenescore.model.timecode import rate

_EIGHTH = 480
#: A hit that must be caught may stand anywhere in the beat that it was fitted to.
_CAUGHT = Fraction(1, 1000)
_LEAST_TOLERANCE = Fraction(20, 1000)
#: Gestures that end the sound and may therefore stand on the cue's very last tick.
_ENDS = frozenset({"cut-off", "silence"})


def tolerance(hit: PictureHit, cue: Cue) -> Fraction:
    """How far a hit may be off, in seconds: its frames, at least 20 ms."""
    return max(_LEAST_TOLERANCE, Fraction(hit.hit.tolerance) / rate(cue.picture.rate).fps)


def landings_of(cue: Cue, legs: tuple[Leg, ...], pulse: Pulse) -> tuple[Landing, ...]:
    """Every hit with its tick, bar and beat, in order of the picture."""
    met: dict[int, int] = {}
    at = 0
    for leg in legs:
        met.update((number, at) for number in leg.start.hits)
        at += leg.counts * pulse.ticks
    met.update((number, at) for number in legs[-1].end.hits)
    return tuple(
        _landing(cue, hit, met[number] if number in met else _nearest(cue, hit, pulse))
        for number, hit in enumerate(cue.picture.hits)
    )


def _landing(cue: Cue, hit: PictureHit, tick: int) -> Landing:
    if tick >= cue.length and hit.hit.gesture not in _ENDS:
        tick = cue.length - _EIGHTH // 2
    bar, beat = place_of(cue.bars, tick if tick < cue.length else cue.length - 1)
    if tick >= cue.length:
        bar, beat = cue.bars[-1].number + 1, 1.0
    return Landing(hit.hit, hit.at, Seconds(cue.seconds(tick)), Ticks(tick), bar, round(beat, 4))


def _nearest(cue: Cue, hit: PictureHit, pulse: Pulse) -> int:
    """The beat near a hit if it is near enough, else the eighth; finer only for one that must be caught."""
    wanted = cue.clock.position(min(hit.at, cue.picture.length))
    beats = _around(cue, wanted)

    def off(tick: int) -> Fraction:
        return abs(cue.seconds(tick) - hit.at)

    beat = min(beats[:2], key=lambda tick: (off(tick), tick))
    if off(beat) <= (_CAUGHT if hit.hit.priority == "must" else tolerance(hit, cue)):
        return beat
    first, last = beats
    eighths = [*range(first, last, _EIGHTH), last]
    if hit.hit.priority == "must":
        for share, _ in shares_of_a_beat(pulse):
            tick = first + int(share * (last - first))
            if off(tick) <= _CAUGHT:
                return tick
        eighths = [*range(first, last, _EIGHTH // 2), last]
    return int(min(eighths, key=lambda tick: (off(tick), tick)))


def _around(cue: Cue, wanted: Fraction) -> tuple[int, int]:
    """The beats before and after a place."""
    bar = cue.bar(int(wanted))
    first, last = int(bar.at), int(bar.at)
    for beat in bar.meter.beats:
        first, last = last, last + beat
        if last > wanted:
            break
    return first, last

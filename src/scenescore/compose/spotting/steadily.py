"""One tempo with an offset, as a composer finds it on paper: beats run on, and the last one waits for the end.

An offset after the cue's start is a pickup bar of one beat, in which nothing need sound. Hits fall where they fall.
"""

from __future__ import annotations

from fractions import Fraction

from scenescore.compose.spotting.anchors import Anchor, Leg, micros
from scenescore.compose.spotting.barring import NEVER, Pulse, tiling
from scenescore.compose.spotting.steady import SteadyFit, fits, targets
from scenescore.model.cue import Picture
from scenescore.model.scene import OddBars
from scenescore.model.time import FASTEST_BPM, MICROSECONDS, SLOWEST_BPM, TICKS_PER_QUARTER

#: Moments at which the first beat may fall, in hundredths of a second: at once, or after a pickup that can be counted.
OFFSETS = (0, *range(20, 105, 5))
#: What a late start costs beside the misses of a fit.
_LATE = 0.12


def best_fits(picture: Picture, bpm: tuple[float, float], wanted: float, pulse: Pulse, count: int) -> list[SteadyFit]:
    """The best constant tempi with their offsets, best first; an offset is for when it helps."""
    in_bar = pulse.bar / pulse.per_beat
    pickup = Fraction((pulse.bar - pulse.starts[-1]) * pulse.ticks, TICKS_PER_QUARTER)
    least, most = 6000 * pickup / FASTEST_BPM, 6000 * pickup / SLOWEST_BPM
    fitting = (offset for offset in OFFSETS if not offset or least <= offset <= most)
    usable = tuple(offset for offset in fitting if Fraction(offset, 50) < picture.length)
    found = fits(targets(picture), bpm, wanted, in_bar, usable, 4 * count)
    return sorted(found, key=lambda fit: (round((fit.cost + _LATE * (fit.offset > 0)) * 1000), fit.bpm))[:count]


def steady_legs(picture: Picture, fit: SteadyFit, pulse: Pulse, odd_bars: OddBars) -> tuple[Leg, ...]:
    """The way of a constant tempo: a pickup as long as its offset, the beats, and a last one (or bar) up to the end."""
    offset = Fraction(round(fit.offset * 100), 100)
    count = Fraction(pulse.microseconds(fit.bpm), MICROSECONDS)
    last = pulse.bar if odd_bars == "never" else pulse.bar - pulse.starts[-1]
    whole = _whole_counts((picture.length - offset) / count, last, pulse)
    start, end = Anchor(0, (), "edge", is_must=True), Anchor(micros(picture.length), (), "edge", is_must=True)
    if not whole:
        return (Leg(start, end, pulse.bar, 0, 0),)
    legs, here = [], start
    if offset:
        here = Anchor(micros(offset), (), "afterbeat")
        legs.append(Leg(start, here, pulse.bar - pulse.starts[-1], pulse.starts[-1], 0))
    there = Anchor(micros(offset + whole * count), (), "afterbeat")
    legs.append(Leg(here, there, whole, 0, (pulse.bar - last) % pulse.bar, is_border=False))
    return (*legs, Leg(there, end, last, (pulse.bar - last) % pulse.bar, 0))


def _whole_counts(counts: Fraction, last: int, pulse: Pulse) -> int:
    """How many counts keep the tempo before the last ones: as many as bars can hold, so that the last bend least."""
    into_bar = (pulse.bar - last) % pulse.bar
    options = range(max(0, int(counts) - 2 * pulse.bar), max(1, int(counts)))
    fitting = [n for n in options if n >= into_bar and tiling(n - into_bar, pulse).cost < NEVER]
    return min(fitting or [0], key=lambda n: (abs(counts - n - last) + _odd(n - into_bar, pulse), -n))


def _odd(counts: int, pulse: Pulse) -> Fraction:
    """An odd bar counts as much as a last beat that is half a beat too long."""
    return Fraction(bool(counts >= 0 and tiling(counts, pulse).odd) * pulse.per_beat, 2)

"""Write a route down: bars, and tempo steps in the whole microseconds per quarter that a MIDI file stores.

Each leg starts from where the file really stands, so rounding never adds up; a leg so long that whole microseconds
would miss its end by a quarter of a millisecond is given two neighbouring values.
"""

from __future__ import annotations

from fractions import Fraction

from scenescore.compose.spotting.anchors import Leg
from scenescore.compose.spotting.barring import Pulse, laid_out
from scenescore.model.metre import Bar, Meter
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER, TempoStep, Ticks

#: Microseconds times ticks by which a leg may miss its end: 0.25 ms.
_SLIP = 250 * TICKS_PER_QUARTER


def bars_of(legs: tuple[Leg, ...], pulse: Pulse) -> tuple[Bar, ...]:
    """All bars of a route."""
    meters: list[Meter] = []
    for leg in legs:
        is_same_bar = bool(leg.leaves) and leg.arrives == leg.leaves + leg.counts
        if is_same_bar:
            continue
        between = leg.counts - (pulse.bar - leg.leaves if leg.leaves else 0) - leg.arrives
        meters += laid_out(between, pulse, is_end=leg.end.kind == "edge")
        if leg.arrives:
            meters.append(pulse.meter)
    out, at = [], 0
    for number, meter in enumerate(meters, 1):
        out.append(Bar(number, Ticks(at), meter))
        at += meter.length
    return tuple(out)


def steps_of(legs: tuple[Leg, ...], pulse: Pulse) -> tuple[TempoStep, ...]:
    """The tempo of each leg; neighbours that agree are one step."""
    steps: list[TempoStep] = []
    at, elapsed = 0, 0
    for leg in legs:
        length = leg.counts * pulse.ticks
        left = leg.end.exact * MICROSECONDS * TICKS_PER_QUARTER - elapsed
        for ticks, microseconds in _runs(length, left, pulse.ticks):
            if not steps or steps[-1].microseconds != microseconds:
                steps.append(TempoStep(Ticks(at), microseconds))
            at += ticks
            elapsed += ticks * microseconds
    return tuple(steps)


def _runs(length: int, left: Fraction, count: int) -> list[tuple[int, int]]:
    """One tempo for so many ticks, or two that differ by a microsecond where one would slip."""
    one = max(1, round(left / length))
    if abs(one * length - left) <= _SLIP:
        return [(length, one)]
    low = left // length
    counts = round((left - low * length) / count)
    return [(counts * count, low + 1), (length - counts * count, low)]

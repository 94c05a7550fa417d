"""Write a route down: bars, phrases, and tempo steps in the whole microseconds per quarter that a MIDI file stores.

Each leg starts from where the file really stands, so rounding never adds up; a leg so long that whole microseconds
would miss its end by a quarter of a millisecond is given two neighbouring values. Where the tempo bends, each beat is
a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scenescore.compose.spotting.anchors import Anchor, Leg
from scenescore.compose.spotting.barring import Place, Pulse, laid_out, phrase_starts
from scenescore.compose.spotting.bending import Bend, rubato
from scenescore.model.cue import Picture
from scenescore.model.metre import Bar, Meter
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER, TempoStep, Ticks

#: Microseconds times ticks by which a leg may miss its end: 0.25 ms.
_SLIP = 250 * TICKS_PER_QUARTER
#: A phrase of rubato has about so many beats; a leg of fewer than three does not bend.
_RUBATO_BEATS, _FEWEST_BEATS = 8, 3


@dataclass(frozen=True, slots=True)
class Course:
    """How the beats of a route fall on the picture: its moments, where its tempo bends, whether it breathes."""

    picture: Picture
    pulse: Pulse
    bend: Bend
    is_free: bool = False

    def exact(self, anchor: Anchor) -> Fraction:
        """The exact moment of an anchor."""
        if anchor.kind == "hit":
            return self.picture.hits[anchor.hits[0]].at
        if anchor.kind == "edge":
            return self.picture.length if anchor.at else Fraction(0)
        return self.bend.real(Fraction(anchor.at, MICROSECONDS))

    def moments(self, leg: Leg) -> Iterator[tuple[int, Fraction]]:
        """Ticks from the leg's start, and the exact moment at which each is to sound; the last is the leg's end."""
        start, end = (self.bend.even(self.exact(each)) for each in (leg.start, leg.end))
        beats = leg.counts // self.pulse.per_beat
        breathes = self.is_free and beats >= _FEWEST_BEATS
        last = self.exact(leg.end)
        if breathes or self.bend.touches(self.exact(leg.start), last):
            step = self.pulse.per_beat if leg.counts % self.pulse.per_beat == 0 else 1
            places = [Fraction(count, leg.counts) for count in range(step, leg.counts, step)]
            evens = [start + (end - start) * (_breathing(place, beats) if breathes else place) for place in places]
            at = [self.exact(leg.start), *(self.bend.real(even) for even in evens), last]
            for number, moment in enumerate(at[1:-1], 1):
                if breathes or self.bend.touches(at[number - 1], at[number + 1]):
                    yield number * step * self.pulse.ticks, moment
        yield leg.counts * self.pulse.ticks, last


def _breathing(place: Fraction, beats: int) -> Fraction:
    """Rubato over a leg: one arch for each phrase of about eight beats."""
    phrases = max(1, round(Fraction(beats, _RUBATO_BEATS)))
    phrase, inside = divmod(place * phrases, 1)
    return (phrase + rubato(inside)) / phrases


def bars_of(legs: tuple[Leg, ...], pulse: Pulse) -> tuple[tuple[Bar, ...], tuple[int, ...]]:
    """All bars of a route, a pickup numbered 0; and the numbers of the bars at which phrases begin."""
    meters: list[Meter] = []
    pickup = legs[0].leaves
    if pickup:
        meters.append(_pickup(pulse, pickup))
    borders = [len(meters)]
    for leg in legs:
        is_same_bar = bool(leg.leaves) and leg.arrives == leg.leaves + leg.counts
        if is_same_bar:
            continue
        between = leg.counts - (pulse.bar - leg.leaves if leg.leaves else 0) - leg.arrives
        place: Place = "end" if leg.end.kind == "edge" else "border" if leg.is_border and not leg.arrives else "inside"
        meters += laid_out(between, pulse, place, len(meters) - borders[-1])
        if leg.arrives:
            meters.append(pulse.meter)
        elif leg.is_border:
            borders.append(len(meters))
    out, at = [], 0
    for number, meter in enumerate(meters, 0 if pickup else 1):
        out.append(Bar(number, Ticks(at), meter))
        at += meter.length
    return tuple(out), tuple(out[i].number for i in phrase_starts(borders))


def _pickup(pulse: Pulse, leaves: int) -> Meter:
    """The bar of a pickup: what is left of a regular one."""
    counts = pulse.bar - leaves
    unit = pulse.meter.unit
    return Meter(counts * pulse.ticks // unit, pulse.meter.lower)


def steps_of(legs: tuple[Leg, ...], course: Course, pins: dict[int, Fraction]) -> tuple[TempoStep, ...]:
    """The tempo of each leg; neighbours that agree are one step.

    `pins` are ticks inside legs that must sound at a moment of their own.
    """
    pulse, steps = course.pulse, list[TempoStep]()
    at, elapsed = 0, 0
    for leg in legs:
        start, end = at, at + leg.counts * pulse.ticks
        wanted = {start + tick: moment for tick, moment in course.moments(leg)}
        wanted |= {tick: moment for tick, moment in pins.items() if start < tick < end}
        for tick in sorted(wanted):
            left = wanted[tick] * MICROSECONDS * TICKS_PER_QUARTER - elapsed
            for ticks, microseconds in _runs(tick - at, left, pulse.ticks):
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
    low = max(1, left // length)
    counts = round((left - low * length) / count)
    pair = [(counts * count, low + 1), (length - counts * count, low)]
    return [(ticks, microseconds) for ticks, microseconds in pair if ticks > 0]

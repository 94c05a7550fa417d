"""Two clocks and the one map between them.

Musical time is counted in whole ticks, 960 to the quarter note: triplets, quintuplets and 64ths are exact. Picture
time is counted in exact rational seconds from the cue's start. Only the `TimeMap` converts. A tempo is the whole
number of microseconds per quarter that a MIDI file stores, so what the map says is what the file plays.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NewType

Ticks = NewType("Ticks", int)
Seconds = NewType("Seconds", Fraction)
#: A time as a scene writes it: seconds from the cue's start, or a timecode.
Moment = int | float | Fraction | str

TICKS_PER_QUARTER = 960
MICROSECONDS = 1_000_000
#: The slowest and fastest tempo that a MIDI file can store is far wider; music is not.
SLOWEST_BPM, FASTEST_BPM = 20, 400


def quarters(count: Fraction | float) -> Ticks:
    """Count ticks in so many quarter notes.

    >>> quarters(1.5)
    1440
    """
    return Ticks(round(Fraction(count) * TICKS_PER_QUARTER))


def seconds(value: Fraction | float | str) -> Seconds:
    """Take a number of seconds exactly as it was written: 0.1 is one tenth.

    >>> seconds(0.1)
    Fraction(1, 10)
    """
    return Seconds(Fraction(repr(value)) if isinstance(value, float) else Fraction(value))


@dataclass(frozen=True, slots=True)
class TempoStep:
    """From this tick on, a quarter lasts so many microseconds."""

    at: Ticks
    microseconds: int

    @property
    def bpm(self) -> float:
        """Quarters per minute."""
        return 60 * MICROSECONDS / self.microseconds


@dataclass(frozen=True)
class TimeMap:
    """Convert between ticks and seconds through steps of constant tempo; the first step stands at tick 0.

    >>> clock = TimeMap((TempoStep(Ticks(0), 500_000),))
    >>> clock.seconds(quarters(4))
    Fraction(2, 1)
    >>> clock.nearest_tick(Seconds(Fraction(1)))
    1920
    """

    steps: tuple[TempoStep, ...]

    def __post_init__(self) -> None:
        if not self.steps or self.steps[0].at != 0:
            message = "a time map starts with a tempo at tick 0"
            raise ValueError(message)

    @cached_property
    def _ticks(self) -> tuple[int, ...]:
        return tuple(step.at for step in self.steps)

    @cached_property
    def _micros(self) -> tuple[int, ...]:
        """Microseconds times 960 elapsed at each step (whole numbers, so sums are exact)."""
        elapsed, out = 0, [0]
        for here, there in zip(self.steps, self.steps[1:], strict=False):
            elapsed += (there.at - here.at) * here.microseconds
            out.append(elapsed)
        return tuple(out)

    def scaled(self, tick: int) -> int:
        """Microseconds times 960 from the start to `tick`: exact and fast."""
        i = max(0, bisect_right(self._ticks, tick) - 1)
        return self._micros[i] + (tick - self._ticks[i]) * self.steps[i].microseconds

    def seconds(self, tick: int) -> Seconds:
        """Picture time at a tick, exact."""
        return Seconds(Fraction(self.scaled(tick), MICROSECONDS * TICKS_PER_QUARTER))

    def position(self, at: Fraction) -> Fraction:
        """Musical time at a moment as an exact, possibly broken number of ticks."""
        target = at * MICROSECONDS * TICKS_PER_QUARTER
        i = max(0, bisect_right(self._micros, target) - 1)
        return self._ticks[i] + (target - self._micros[i]) / self.steps[i].microseconds

    def nearest_tick(self, at: Fraction) -> Ticks:
        """The tick nearest to a moment of the picture."""
        return Ticks(round(self.position(at)))

    def step_at(self, tick: int) -> TempoStep:
        """The tempo in force at a tick."""
        return self.steps[max(0, bisect_right(self._ticks, tick) - 1)]

    def bpm(self, tick: int) -> float:
        """Quarters per minute at a tick."""
        return self.step_at(tick).bpm

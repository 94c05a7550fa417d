"""Meters and bars. A beat is what a conductor shows: a quarter in 4/4, a dotted quarter in 6/8."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.time import TICKS_PER_QUARTER, Ticks

COMPOUND = 3


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature; `groups` splits an odd meter into beats (7/8 as 2+2+3), in units of its denominator.

    >>> Meter.parse("6/8").beats
    (1440, 1440)
    """

    upper: int = 4
    lower: int = 4
    groups: tuple[int, ...] = ()

    @staticmethod
    def parse(text: str) -> Meter:
        """Read `4/4`, `6/8` or `7/8`; raises ValueError when it is none."""
        upper, slash, lower = text.strip().partition("/")
        if not slash or not upper.isdigit() or lower not in {"1", "2", "4", "8", "16"} or not 1 <= int(upper) <= 32:  # noqa: PLR2004
            message = f"{text!r} is not a meter"
            raise ValueError(message)
        return Meter(int(upper), int(lower))

    def __str__(self) -> str:
        return f"{self.upper}/{self.lower}"

    @property
    def unit(self) -> Ticks:
        """Length of one count of the denominator."""
        return Ticks(TICKS_PER_QUARTER * 4 // self.lower)

    @property
    def length(self) -> Ticks:
        """Length of a bar."""
        return Ticks(self.unit * self.upper)

    @property
    def is_compound(self) -> bool:
        """Whether beats divide by three."""
        return self.lower >= 8 and self.upper % COMPOUND == 0 and self.upper > COMPOUND and not self.groups  # noqa: PLR2004

    @property
    def beats(self) -> tuple[Ticks, ...]:
        """Length of each beat in the bar."""
        if self.groups:
            return tuple(Ticks(self.unit * g) for g in self.groups)
        if self.is_compound:
            return (Ticks(self.unit * COMPOUND),) * (self.upper // COMPOUND)
        if self.lower >= 8:  # noqa: PLR2004
            twos = [2] * (self.upper // 2)
            if self.upper % 2:
                twos[-1:] = [3] if twos else [1]
            return tuple(Ticks(self.unit * g) for g in twos)
        return (self.unit,) * self.upper

    @property
    def beat(self) -> Ticks:
        """The usual beat of the meter (the first one)."""
        return self.beats[0]

    def strength(self, offset: int) -> int:
        """How strong a place in the bar is: 4 downbeat, 3 half bar, 2 beat, 1 eighth, 0 less.

        >>> Meter(4, 4).strength(1920)
        3
        """
        if offset % self.length == 0:
            return 4
        place, beats = 0, self.beats
        for count, beat in enumerate(beats):
            if place == offset:
                return 3 if len(beats) % 2 == 0 and count == len(beats) // 2 else 2
            place += beat
        return 1 if offset % (TICKS_PER_QUARTER // 2) == 0 else 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its number (from 1), its first tick and its meter."""

    number: int
    at: Ticks
    meter: Meter

    @property
    def end(self) -> Ticks:
        """The first tick after the bar."""
        return Ticks(self.at + self.meter.length)


def bar_at(bars: tuple[Bar, ...], tick: int) -> Bar:
    """The bar in which a tick lies (the first or last one outside)."""
    first, last = bars[0], bars[-1]
    if tick >= last.at:
        return last
    if tick <= first.at:
        return first
    # Bars are mostly alike: the place in the cue says nearly which one it is.
    i = (tick - first.at) * (len(bars) - 1) // (last.at - first.at)
    while bars[i].at > tick:
        i -= 1
    while bars[i + 1].at <= tick:
        i += 1
    return bars[i]


def place_of(bars: tuple[Bar, ...], tick: int) -> tuple[int, float]:
    """Bar number and beat (from 1, with fractions) of a tick."""
    bar = bar_at(bars, tick)
    left, beat = tick - bar.at, 1.0
    for length in bar.meter.beats:
        if left < length:
            break
        left -= length
        beat += 1
    return bar.number, beat + left / bar.meter.beat

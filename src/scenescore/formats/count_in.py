"""Count a cue in, and click it through: where the clicks stand, before the first frame and after it.

Free clicks fill whole bars of the meter that the players read first: at least four, eight where one bar of four would
be gone too quickly, six in a meter of three; below 60 beats a minute the last bar is divided. A cue that starts with a
pickup has it at the end of the last of these bars. The count-in lasts a whole number of frames, so that a session
starts on a frame: for that its tempo leaves the first bar's by less than a frame over the whole count (design).

The count-in of a cue at 00:00:00:00 starts before midnight, at 23:59:5x, as timecode itself does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scenescore.model.cue import Cue, Landing
from scenescore.model.metre import Bar, Meter
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER, Seconds, TempoStep, Ticks, TimeMap
from scenescore.model.timecode import rate

__all__ = ["Click", "CountIn", "clicks_of", "count_in", "led_in"]

Weight = Literal["downbeat", "strong", "beat", "division"]

#: So many clicks at least, so many at most; more than the fewest where beats are quicker than this (a minute).
_FEWEST, _MOST, _QUICK = 4, 8, 90
#: Slower beats are divided in the last bar.
_SLOW = 60
_STRONG = 3
_MINUTE = 60 * MICROSECONDS * TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Click:
    """One click: its tick, counted from the first click of the count-in, and how it is struck."""

    at: int
    weight: Weight


@dataclass(frozen=True, slots=True)
class CountIn:
    """The free clicks before a cue: bars of a meter, their length in ticks and frames, microseconds to the quarter.

    `beats` counts its clicks, divisions left out; where the cue starts with a pickup it is part of the last bar, but
    not of the count's length.
    """

    meter: Meter
    bars: int
    beats: int
    length: Ticks
    frames: int
    microseconds: int
    is_divided: bool

    @property
    def seconds(self) -> Seconds:
        """How long it lasts as the file plays it."""
        return Seconds(Fraction(self.length * self.microseconds, MICROSECONDS * TICKS_PER_QUARTER))


def count_in(cue: Cue) -> CountIn:
    """Count a cue in.

    >>> from scenescore.model.cue import Picture
    >>> from scenescore.model.time import seconds
    >>> clock, bars = TimeMap((TempoStep(Ticks(0), 750_000),)), (Bar(1, Ticks(0), Meter(3, 4)),)
    >>> count = count_in(Cue(Picture("24", 0, seconds(2.25)), clock, bars, Ticks(2880)))
    >>> count.beats, count.bars, count.frames
    (6, 2, 108)
    """
    meter, pickup = _read_first(cue), _pickup(cue)
    own = cue.clock.steps[0].microseconds
    speed = Fraction(_MINUTE, own * meter.beat)
    bars = _bars(meter, pickup, speed)
    length = Ticks(bars * meter.length - pickup)
    frames = _frames(cue, Fraction(length * own, MICROSECONDS * TICKS_PER_QUARTER))
    lasting = frames / rate(cue.picture.rate).fps
    fitted = round(lasting * MICROSECONDS * TICKS_PER_QUARTER / length)
    return CountIn(meter, bars, _count(meter, bars, pickup), length, frames, fitted, speed < _SLOW)


def led_in(cue: Cue) -> Cue:
    """The cue with its count-in before it: the same clock, bars and landings later, the picture's start earlier.

    Bars keep their numbers, those of the count-in go down from 0; a pickup is the end of the last of them.
    """
    count = count_in(cue)
    lead, extra, before = count.length, count.seconds, 1 - count.bars
    steps = [TempoStep(Ticks(0), count.microseconds)]
    steps += [TempoStep(Ticks(step.at + lead), step.microseconds) for step in cue.clock.steps]
    counted = [Bar(before + i, Ticks(i * count.meter.length), count.meter) for i in range(count.bars)]
    own = [replace(bar, at=Ticks(bar.at + lead)) for bar in cue.bars[1 if _pickup(cue) else 0 :]]
    picture = cue.picture
    return Cue(
        replace(picture, start_frame=picture.start_frame - count.frames, length=Seconds(picture.length + extra)),
        TimeMap(tuple(steps)),
        (*counted, *own),
        Ticks(cue.length + lead),
        tuple(_later(landing, lead, extra) for landing in cue.landings),
        cue.phrases,
    )


def clicks_of(cue: Cue) -> tuple[Click, ...]:
    """Every click of a cue, count-in first: a click on each beat, its downbeats and half bars told apart."""
    led, count = led_in(cue), count_in(cue)
    last = (count.bars - 1) * count.meter.length
    found = []
    for bar in led.bars:
        for at, length in _beats(bar.meter, 1):
            found.append(Click(bar.at + at, _weight(bar.meter, at)))
            if count.is_divided and last <= bar.at + at < count.length:
                divided = range(_division(bar.meter, length), length, _division(bar.meter, length))
                found.extend(Click(bar.at + at + part, "division") for part in divided)
    return tuple(click for click in found if click.at < led.length)


def _read_first(cue: Cue) -> Meter:
    """The meter that players read first: a pickup is the end of a bar like the next."""
    return cue.bars[1].meter if _pickup(cue) else cue.bars[0].meter


def _pickup(cue: Cue) -> int:
    """How long the pickup is, in ticks; one that fills a bar is none."""
    if not cue.has_pickup or len(cue.bars) == 1 or cue.bars[0].meter.length >= cue.bars[1].meter.length:
        return 0
    return cue.bars[0].meter.length


def _bars(meter: Meter, pickup: int, speed: Fraction) -> int:
    """The fewest bars with four clicks; twice as many, up to eight clicks, where they would be gone too quickly."""
    bars = 1
    while _count(meter, bars, pickup) < _FEWEST:
        bars += 1
    return 2 * bars if speed > _QUICK and _count(meter, 2 * bars, pickup) <= _MOST else bars


def _count(meter: Meter, bars: int, pickup: int) -> int:
    """How many beats of some bars stand before a pickup at their end."""
    return sum(at < bars * meter.length - pickup for at, _ in _beats(meter, bars))


def _frames(cue: Cue, lasting: Fraction) -> int:
    """The whole frames nearest to a count-in, so that it starts on a frame that a SMPTE offset can name."""
    at, start = rate(cue.picture.rate), cue.picture.start_frame
    return start - round((start - lasting * at.fps) / at.smpte_step) * at.smpte_step


def _beats(meter: Meter, bars: int) -> Iterator[tuple[int, int]]:
    """Place and length of each beat of some bars."""
    at = 0
    for length in meter.beats * bars:
        yield at, length
        at += length


def _division(meter: Meter, beat: int) -> int:
    """What a slow beat is divided into: its eighths in a compound or odd meter, else its halves."""
    return meter.unit if beat > meter.unit else beat // 2


def _weight(meter: Meter, at: int) -> Weight:
    if at == 0:
        return "downbeat"
    return "strong" if meter.strength(at) == _STRONG else "beat"


def _later(landing: Landing, ticks: int, extra: Fraction) -> Landing:
    return replace(
        landing,
        asked=Seconds(landing.asked + extra),
        got=Seconds(landing.got + extra),
        tick=Ticks(landing.tick + ticks),
        free=None if landing.free is None else Ticks(landing.free + ticks),
    )

"""A spotted scene: the picture in exact seconds, the clock, the bars, and where each hit landed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar, Meter, bar_at, place_of
from scenescore.model.scene import Hit
from scenescore.model.time import Seconds, Ticks, TimeMap


@dataclass(frozen=True, slots=True)
class PictureHit:
    """A hit of the scene at its exact moment, counted from the cue's start; `number` is its place in the scene."""

    at: Seconds
    hit: Hit
    number: int = -1


@dataclass(frozen=True, slots=True)
class Entrance:
    """A character and the exact moment of its first statement."""

    at: Seconds
    character: int


@dataclass(frozen=True, slots=True)
class Speech:
    """A span of dialogue in exact seconds."""

    start: Seconds
    end: Seconds


@dataclass(frozen=True, slots=True)
class TempoSpan:
    """A span in which the tempo changes beat by beat: its speed at the end, as a share of the speed before it."""

    start: Seconds
    end: Seconds
    speed: Fraction


@dataclass(frozen=True, slots=True)
class Picture:
    """A scene's times, exact: rate, first frame, length; hits, entrances and dialogue, each in order of time.

    `arc` holds the moments of the scene's arc points in the scene's own order.
    """

    rate: str
    start_frame: int
    length: Seconds
    hits: tuple[PictureHit, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    dialogue: tuple[Speech, ...] = ()
    arc: tuple[Seconds, ...] = ()
    tempo_changes: tuple[TempoSpan, ...] = ()

    def speaks(self, start: Seconds, end: Seconds) -> bool:
        """Whether somebody speaks between two moments."""
        return any(speech.start < end and speech.end > start for speech in self.dialogue)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a hit came to stand: its written tick, and its moment as the file plays it.

    `sounds` is the tick at which it is heard, if that is not the written one: a free onset, beside every grid.
    """

    hit: Hit
    asked: Seconds
    got: Seconds
    tick: Ticks
    bar: int
    beat: float
    free: Ticks | None = None

    @property
    def sounds(self) -> Ticks:
        """The tick at which the hit is heard."""
        return self.tick if self.free is None else self.free

    @property
    def error_ms(self) -> float:
        """Music minus picture, in milliseconds: positive is late."""
        return float((self.got - self.asked) * 1000)


@dataclass(frozen=True, slots=True)
class Cue:
    """The clock and the bars of a cue; `length` is its last tick.

    `phrases` are the bars (by number) at which phrases begin. A cue that starts with a pickup numbers that bar 0.
    """

    picture: Picture
    clock: TimeMap
    bars: tuple[Bar, ...]
    length: Ticks
    landings: tuple[Landing, ...] = ()
    phrases: tuple[int, ...] = ()

    def index(self, bar: Bar) -> int:
        """Which of the cue's bars a bar is, from 0."""
        return bar.number - self.bars[0].number

    @property
    def has_pickup(self) -> bool:
        """Whether the cue starts before its first whole bar."""
        return self.bars[0].number == 0

    @property
    def meter(self) -> Meter:
        """The meter of most bars."""
        meters = [bar.meter for bar in self.bars]
        return max(dict.fromkeys(meters), key=meters.count)

    def bar(self, tick: int) -> Bar:
        """The bar in which a tick lies."""
        return bar_at(self.bars, tick)

    def place(self, tick: int) -> tuple[int, float]:
        """Bar number and beat of a tick."""
        return place_of(self.bars, tick)

    def seconds(self, tick: int) -> Seconds:
        """Picture time of a tick."""
        return self.clock.seconds(tick)

    def speech(self) -> Line[Speech]:
        """The dialogue as a line in musical time."""
        spans = []
        for speech in self.picture.dialogue:
            start, end = self.clock.nearest_tick(speech.start), self.clock.nearest_tick(speech.end)
            spans.append(Span(start, Ticks(max(1, end - start)), speech))
        return Line(tuple(spans), self.length)

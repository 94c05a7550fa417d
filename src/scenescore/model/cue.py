"""A spotted scene: the picture in exact seconds, the clock, the bars, and where each hit landed."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar, Meter, bar_at, place_of
from scenescore.model.scene import Hit
from scenescore.model.time import Seconds, Ticks, TimeMap


@dataclass(frozen=True, slots=True)
class PictureHit:
    """A hit of the scene at its exact moment, counted from the cue's start."""

    at: Seconds
    hit: Hit


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

    def speaks(self, start: Seconds, end: Seconds) -> bool:
        """Whether somebody speaks between two moments."""
        return any(speech.start < end and speech.end > start for speech in self.dialogue)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a hit came to stand: the tick, and its moment as the file plays it."""

    hit: Hit
    asked: Seconds
    got: Seconds
    tick: Ticks
    bar: int
    beat: float

    @property
    def error_ms(self) -> float:
        """Music minus picture, in milliseconds: positive is late."""
        return float((self.got - self.asked) * 1000)


@dataclass(frozen=True, slots=True)
class Cue:
    """The clock and the bars of a cue; `length` is its last tick, `music_end` where the last note lets go."""

    picture: Picture
    clock: TimeMap
    bars: tuple[Bar, ...]
    length: Ticks
    landings: tuple[Landing, ...] = ()

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

"""Everything that lies in musical time is a line of spans, with one small algebra.

A line has a length in ticks and spans that start inside it, in order of start; spans may overlap and may leave gaps.
The laws (tested once, for all): `then` is associative with the empty line as its unit; `map` keeps shape;
`stretch(a).stretch(b) == stretch(a * b)` where both are exact; `cut(a, b).then(cut(b, c)) == cut(a, c)` after `join`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Generic, TypeVar

from scenescore.model.time import Ticks

T = TypeVar("T")
U = TypeVar("U")
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A value that holds from `start` for `length` ticks."""

    start: Ticks
    length: Ticks
    value: T

    @property
    def end(self) -> Ticks:
        """The first tick after the span."""
        return Ticks(self.start + self.length)


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """Spans in order, inside a length."""

    spans: tuple[Span[T], ...] = ()
    length: Ticks = Ticks(0)

    @staticmethod
    def of(*pairs: tuple[int, T]) -> Line[T]:
        """Lay values end to end, each with its length in ticks."""
        spans: list[Span[T]] = []
        at = 0
        for length, value in pairs:
            spans.append(Span(Ticks(at), Ticks(length), value))
            at += length
        return Line(tuple(spans), Ticks(at))

    def __iter__(self) -> Iterator[Span[T]]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def then(self, other: Line[T]) -> Line[T]:
        """Play one line after the other."""
        moved = tuple(Span(Ticks(s.start + self.length), s.length, s.value) for s in other.spans)
        return Line(self.spans + moved, Ticks(self.length + other.length))

    def over(self, other: Line[T]) -> Line[T]:
        """Play two lines at once; the longer one gives the length."""
        both = sorted(self.spans + other.spans, key=lambda s: (s.start, s.length))
        return Line(tuple(both), max(self.length, other.length))

    def map(self, change: Callable[[T], U]) -> Line[U]:
        """Change every value, keep every time."""
        return Line(tuple(Span(s.start, s.length, change(s.value)) for s in self.spans), self.length)

    def stretch(self, factor: Fraction | int) -> Line[T]:
        """Make the line longer or shorter."""

        def at(tick: int) -> Ticks:
            return Ticks(round(tick * Fraction(factor)))

        spans = tuple(Span(at(s.start), Ticks(at(s.end) - at(s.start)), s.value) for s in self.spans)
        return Line(spans, at(self.length))

    def cut(self, start: int, end: int) -> Line[T]:
        """Keep what sounds between two ticks, moved to begin at 0; spans that cross a border are shortened."""
        spans = tuple(
            Span(Ticks(max(s.start, start) - start), Ticks(min(s.end, end) - max(s.start, start)), s.value)
            for s in self.spans
            if max(s.start, start) < min(s.end, end)
        )
        return Line(spans, Ticks(max(0, min(end, self.length) - start)))

    def join(self) -> Line[T]:
        """Melt neighbours that touch and hold the same value into one span."""
        out: list[Span[T]] = []
        for span in self.spans:
            if out and out[-1].end == span.start and out[-1].value == span.value:
                out[-1] = Span(out[-1].start, Ticks(out[-1].length + span.length), span.value)
            else:
                out.append(span)
        return Line(tuple(out), self.length)

    def at(self, tick: int) -> Span[T] | None:
        """The last span that has begun at or before a tick and still holds there."""
        i = bisect_right(self.spans, tick, key=_START) - 1
        return self.spans[i] if i >= 0 and self.spans[i].end > tick else None

    def holding(self, tick: int) -> T:
        """The value at a tick; the nearest earlier one in a gap, the first one before the start."""
        i = max(0, bisect_right(self.spans, tick, key=_START) - 1)
        return self.spans[i].value

"""Write a stretch of musical time in note values: whole, half, dotted quarter, sixteenth in a triplet ...

A value never hides a beat that the reader needs: it stays inside one beat, or goes from beat to beat, or is one of the
two syncopations that everybody reads at sight (the dotted beat, and the beat-long note on the half beat). What does
not fit is tied. Lengths and places are ticks from the bar's start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from scenescore.model.metre import Meter
from scenescore.model.time import TICKS_PER_QUARTER

__all__ = ["Value", "Window", "snap", "values", "windows"]

_TYPES = {
    "breve": 7680,
    "whole": 3840,
    "half": 1920,
    "quarter": 960,
    "eighth": 480,
    "16th": 240,
    "32nd": 120,
    "64th": 60,
}
_TYPE_TICKS = frozenset(_TYPES.values())
#: Every length that one sign can show, longest first: ticks, type, dots. Nobody dots a 64th.
_SIGNS = sorted(
    [(ticks, kind, 0) for kind, ticks in _TYPES.items()]
    + [(ticks * 3 // 2, kind, 1) for kind, ticks in _TYPES.items() if ticks > 60],  # noqa: PLR2004
    reverse=True,
)
_EXACT = {ticks: (kind, dots) for ticks, kind, dots in _SIGNS}
#: Finest grids of plain notes, triplets and quintuplets.
_PLAIN, _TRIPLET, _QUINTUPLET = 60, 80, 48
#: Grids to which loose times are moved, and which of them a quarter alone can have.
_COARSE = (120, 160, 192)


@dataclass(frozen=True, slots=True)
class Value:
    """One sign: its place and length in ticks, type, dots, tuplet (3 in the time of 2), and the tuplet's edge."""

    at: int
    length: int
    kind: str
    dots: int = 0
    ratio: tuple[int, int] | None = None
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that one tuplet may fill: a quarter where the beat is made of quarters, else a beat."""

    at: int
    length: int

    @property
    def end(self) -> int:
        """The first tick after it."""
        return self.at + self.length

    def ratio(self, points: Sequence[int]) -> tuple[int, int] | None:
        """Which tuplet shows these places inside the window; None for plain notes."""
        inside = [point - self.at for point in points if self.at < point < self.end]
        if all(point % _PLAIN == 0 for point in inside):
            return None
        return (3, 2) if all(point % _TRIPLET == 0 for point in inside) else (5, 4)


def windows(meter: Meter, at: int = 0) -> tuple[Window, ...]:
    """Divide a bar that starts at a tick into windows.

    >>> [window.length for window in windows(Meter.parse("7/8"))]
    [960, 960, 1440]
    """
    out = []
    for beat in meter.beats:
        size = TICKS_PER_QUARTER if beat % TICKS_PER_QUARTER == 0 else int(beat)
        for _ in range(beat // size):
            out.append(Window(at, size))
            at += size
    return tuple(out)


def snap(points: Sequence[int], window: Window) -> dict[int, int]:
    """Move places inside a window to where notation can show them; exact ones stay.

    >>> snap([320, 640], Window(0, 960)), snap([322, 641], Window(0, 960))
    ({320: 320, 640: 640}, {322: 320, 641: 640})
    """
    inside = [point for point in points if window.at < point < window.end]
    grids = (_PLAIN, _TRIPLET, _QUINTUPLET) if window.length == TICKS_PER_QUARTER else (_PLAIN, _TRIPLET)
    for grid in grids:
        if all((point - window.at) % grid == 0 for point in inside):
            return {point: point for point in inside}
    tries = []
    for order, grid in enumerate(_COARSE[: len(grids)]):
        moved = {point: window.at + (2 * (point - window.at) + grid) // (2 * grid) * grid for point in inside}
        tries.append((sum(abs(new - old) for old, new in moved.items()), order, moved))
    return min(tries, key=lambda each: each[:2])[2]


def values(
    start: int, end: int, meter: Meter, tuplets: Sequence[tuple[Window, tuple[int, int]]], *, rest: bool
) -> list[Value]:
    """Write one note or rest of a bar; `tuplets` are the bar's windows that hold tuplets."""
    out: list[Value] = []
    for window, ratio in tuplets:
        if end <= window.at:
            break
        if start < window.at:
            out += _plain(start, window.at, meter, rest=rest)
            start = window.at
        if start < window.end:
            out += _in_tuplet(start, min(end, window.end), window, ratio)
            start = min(end, window.end)
    return out + _plain(start, end, meter, rest=rest)


def _plain(start: int, end: int, meter: Meter, *, rest: bool) -> list[Value]:
    borders = (0, *accumulate(meter.beats))
    out = []
    while start < end:
        fitting = (sign for sign in _SIGNS if sign[0] <= end - start)
        clear = (sign for sign in fitting if _is_clear(start, end, sign, borders, rest=rest))
        ticks, kind, dots = next(clear, _SIGNS[-1])
        out.append(Value(start, ticks, kind, dots))
        start += ticks
    return out


def _is_clear(start: int, end: int, sign: tuple[int, str, int], borders: tuple[int, ...], *, rest: bool) -> bool:
    """Whether the reader still sees the beats when a stretch begins with this sign."""
    ticks, _, dots = sign
    i = min(bisect_right(borders, start), len(borders) - 1) - 1
    beat, offset, stop = borders[i + 1] - borders[i], start - borders[i], start + ticks
    if stop <= borders[i + 1]:
        return offset % (ticks // 3 if dots else ticks if rest else ticks // 2) == 0
    if offset == 0 and stop in borders:
        return not rest or start % ticks == 0
    if rest or stop != end or beat not in _TYPE_TICKS:
        return False
    is_dotted_beat = offset == 0 and ticks * 2 == beat * 3
    is_syncope = ticks == beat == 2 * offset and start // (2 * beat) == (stop - 1) // (2 * beat)
    return is_dotted_beat or is_syncope


def _in_tuplet(start: int, end: int, window: Window, ratio: tuple[int, int]) -> list[Value]:
    """Write time inside a tuplet; a note or rest that fills the window needs none."""
    if (start, end) == (window.at, window.end) and window.length in _EXACT:
        return [Value(start, end - start, *_EXACT[window.length])]
    actual, normal = ratio
    out = []
    while start < end:
        shown = (end - start) * actual // normal
        ticks, kind, dots = next((sign for sign in _SIGNS if sign[0] <= shown), _SIGNS[-1])
        length = min(end - start, ticks * normal // actual)
        edge = ("start" if start == window.at else "") + ("stop" if start + length == window.end else "")
        out.append(Value(start, length, kind, dots, ratio, edge))
        start += length
    return out

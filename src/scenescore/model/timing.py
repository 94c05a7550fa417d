"""Judge the times of a scene: its start, length and end, and whether a moment lies inside the cue.

A `Ground` holds what could be made out of the scene's clock, so that one bad value does not hide the faults of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scenescore.errors import Problem
from scenescore.model.entries import is_number, shown
from scenescore.model.knowledge import Names
from scenescore.model.scene import Scene
from scenescore.model.time import seconds
from scenescore.model.timecode import (
    FRAME_RATES,
    FrameRate,
    frame_of,
    label_fault,
    label_of,
    likely_label,
    nearest_frame,
    rate,
    seconds_of,
)

#: The shortest and longest cue, in seconds.
SHORTEST, LONGEST = 1, 7200
_DAY = 86400
_TIME = "seconds, or a timecode HH:MM:SS:FF in quotes"


@dataclass(frozen=True, slots=True)
class Ground:
    """A scene and what could be made out of its frame rate, first frame and length (None where it could not)."""

    scene: Scene
    names: Names
    rate: FrameRate | None
    start: int | None
    length: Fraction | None

    def fault(self, value: object) -> Problem | None:
        """What is wrong with a time by itself; the place is still empty."""
        if not isinstance(value, str):
            return None if is_number(value) else Problem("", "must be a time", shown(value), _TIME)
        at = self.rate or FRAME_RATES["60"]
        why = label_fault(value, at)
        if not why or (self.rate is None and not why.startswith("is not")):
            return None
        return Problem("", why, shown(value), _TIME, likely_label(value, at))

    def taken(self, value: object, *, is_duration: bool = False) -> Fraction | None:
        """A time in seconds, or None when it cannot be known."""
        if isinstance(value, str):
            start = 0 if is_duration else self.start
            if self.rate is None or start is None or self.fault(value):
                return None
            return seconds_of(frame_of(value, self.rate) - start, self.rate)
        if is_number(value):
            return seconds(float(value) if isinstance(value, float) else value)
        return None


def survey(scene: Scene, names: Names) -> Ground:
    """Make out as much of a scene's clock as its values allow."""
    try:
        at = rate(scene.frame_rate) if isinstance(scene.frame_rate, str) else None
    except ValueError:
        at = None
    bare = Ground(scene, names, at, None, None)
    since = bare.taken(scene.start, is_duration=True)
    start = nearest_frame(since, at) if at is not None and since is not None else None
    ground = Ground(scene, names, at, start, None)
    length = ground.taken(scene.length, is_duration=True)
    return Ground(scene, names, at, start, ground.taken(scene.end) if length is None else length)


def extent(ground: Ground) -> Iterator[Problem]:
    """There is a start, and a length or an end that do not contradict each other."""
    scene = ground.scene
    if scene.length is None and scene.end is None:
        yield Problem("length", "is missing", "", "seconds, a timecode duration, or give `end` instead")
    for place in ("start", "length", "end"):
        value = getattr(scene, place)
        fault = None if value is None and place != "start" else ground.fault(value)
        if fault:
            yield Problem(place, fault.message, fault.found, fault.allowed, fault.nearest)
    since = ground.taken(scene.start, is_duration=True)
    if since is not None and not 0 <= since < _DAY:
        yield Problem("start", "lies outside a day of timecode", shown(scene.start))
    yield from _bounds(ground)


def _bounds(ground: Ground) -> Iterator[Problem]:
    """The cue is neither too short nor too long, and its end agrees with its length."""
    scene = ground.scene
    length, end = ground.taken(scene.length, is_duration=True), ground.taken(scene.end)
    place, asked, extent = ("end", scene.end, end) if scene.length is None else ("length", scene.length, length)
    allowed = f"{SHORTEST} to {LONGEST} seconds"
    if extent is not None and extent <= 0:
        said = "lies before the cue's start" if place == "end" else "must be more than nothing"
        yield Problem(place, said, shown(asked), allowed)
    elif extent is not None and not SHORTEST <= extent <= LONGEST:
        yield Problem(
            place,
            "makes the cue too short" if extent < SHORTEST else "makes the cue too long",
            f"{float(min(extent, Fraction(10**9))):g} seconds",
            allowed,
        )
    frame = 1 / ground.rate.fps if ground.rate else Fraction(0)
    if length is not None and end is not None and abs(length - end) >= max(frame, Fraction(1, 1000)):
        yield Problem("end", "contradicts `length`; give one of them", shown(scene.end))


def moment(ground: Ground, place: str, value: object, *, is_last_allowed: bool = False) -> Iterator[Problem]:
    """A moment is readable and lies inside the cue."""
    fault = ground.fault(value)
    if fault:
        yield Problem(place, fault.message, fault.found, fault.allowed, fault.nearest)
        return
    at = ground.taken(value)
    if at is None:
        return
    if at < 0:
        start = label_of(ground.start or 0, ground.rate) if ground.rate else "0"
        yield Problem(place, "lies before the cue's start", shown(value), f"from {start} on")
    elif ground.length is not None and at >= ground.length > 0:
        until = f"{'up to' if is_last_allowed else 'before'} {_end(ground, value)}"
        if at > ground.length:
            yield Problem(place, "lies after the cue's end", shown(value), until)
        elif not is_last_allowed:
            yield Problem(place, "lies at the cue's very end", shown(value), until)


def _end(ground: Ground, value: object) -> str:
    """The cue's end, said in the way a moment was written."""
    length = ground.length or Fraction(0)
    if not isinstance(value, str) or ground.rate is None or ground.start is None:
        return f"{float(min(length, Fraction(10**9))):g} seconds"
    end = label_of(ground.start + nearest_frame(length, ground.rate), ground.rate)
    return end if ground.start else f"{end}; timecodes need the scene's `start`"

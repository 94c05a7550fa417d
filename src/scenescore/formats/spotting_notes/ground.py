"""One clock for markers and subtitles, and the part of the timeline that is the cue.

A list with timecodes counts from 00:00:00:00. A list that counts from its own zero (REAPER, most subtitles) is laid
onto the timeline's start: that of the file, else the full hour of the first timecode, since reels begin on the hour,
else the cue's start. Where such a list bears that hour already, it is taken to be written in timeline time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from scenescore.formats.spotting_notes.sheet import Sheet, frame_rate, refuse
from scenescore.formats.spotting_notes.words import ENTRANCES, EXITS
from scenescore.model.entries import shown
from scenescore.model.time import Moment, Seconds, seconds
from scenescore.model.timecode import (
    FrameRate,
    clock_of,
    frame_of,
    label_fault,
    label_of,
    likely_label,
    nearest_frame,
    seconds_of,
)
from scenescore.model.timing import SHORTEST
from scenescore.model.words import kebab

__all__ = ["Bound", "Ground", "Wishes", "grounded", "told", "window"]

#: A timeline counts as the cue where no more than this lies before the first and after the last event (design).
_NEAR_START, _NEAR_END = Fraction(120), Fraction(30)
#: What follows the last event where the timeline's end is not near (spotting practice: a handle of 4 s).
_HANDLE = Fraction(4)
_HOUR, _LAST_HOUR = 3600, 23
_ZERO = Seconds(Fraction(0))

Spans = tuple[tuple[Seconds, Seconds], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user says beside the files: the cue's window, its words, and how far subtitles are shifted.

    Moments are timecodes, or seconds on the timeline's clock; `length` is a duration; `subtitles_offset` seconds.
    """

    mood: str | Mapping[str, float] = "ominous"
    title: str = ""
    frame_rate: str = ""
    start: Moment | None = None
    end: Moment | None = None
    length: Moment | None = None
    subtitles_offset: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Ground:
    """The timeline: its rate (None where nobody knows it), its zero, its markers and what is spoken on it."""

    at: FrameRate | None
    origin: Seconds
    sheet: Sheet
    spans: Spans

    @property
    def events(self) -> list[Seconds]:
        """Every moment at which something is marked or spoken."""
        marked = [moment for each in self.sheet.markers for moment in (each.at, Seconds(each.at + each.length))]
        return sorted([*marked, *(moment for span in self.spans for moment in span)])


@dataclass(frozen=True, slots=True)
class Bound:
    """Where the cue begins or ends, and why there."""

    at: Seconds
    why: str


def told(moment: Seconds, at: FrameRate | None) -> str:
    """A moment for people: a timecode, or seconds."""
    return label_of(nearest_frame(moment, at), at) if at else f"{float(moment):.3f} s"


def grounded(sheet: Sheet, spans: Spans, wishes: Wishes) -> Ground:
    """Lay markers and speech onto one clock.

    Raises:
        SceneError: when a wish cannot be read.
    """
    name = sheet.frame_rate or wishes.frame_rate
    at = frame_rate(name) if name else None
    origin = _origin(sheet, moment_of(wishes.start, at, "--start"), at)
    if not sheet.has_timecode:
        sheet = _moved(sheet, _shift([each.at for each in sheet.markers], origin, at))
    shift = Seconds(_shift([first for first, _ in spans], origin, at) + wishes.subtitles_offset)
    return Ground(at, origin, sheet, tuple((Seconds(first + shift), Seconds(last + shift)) for first, last in spans))


def _origin(sheet: Sheet, wanted: Seconds | None, at: FrameRate | None) -> Seconds:
    """Where a clock without timecode has its zero."""
    if sheet.start is not None:
        return sheet.start
    if sheet.has_timecode and sheet.markers and at:
        hours = clock_of(nearest_frame(sheet.markers[0].at, at), at)[0]
        return seconds_of(frame_of(f"{hours:02}:00:00:00", at), at)
    return wanted or _ZERO


def _shift(moments: Sequence[Seconds], origin: Seconds, at: FrameRate | None) -> Seconds:
    """How far moments on a clock of their own are moved onto the timeline.

    Where they bear the origin's hour, their hours are those of timecode, and what follows is real time: at 23.976
    frames a second 01:00:10.5 is 10.5 s after 01:00:00:00, which is 3603.6 s. On a timeline of hour 0 both are one.
    """
    if not moments:
        return _ZERO
    hour = clock_of(nearest_frame(origin, at), at)[0] if at else floor(origin / _HOUR)
    own = min(floor(min(moments) / _HOUR), _LAST_HOUR)
    if own < hour:
        return origin
    return Seconds(seconds_of(frame_of(f"{own:02}:00:00:00", at), at) - own * _HOUR) if at and hour else _ZERO


def _moved(sheet: Sheet, shift: Seconds) -> Sheet:
    cue = (Seconds(sheet.cue[0] + shift), Seconds(sheet.cue[1] + shift)) if sheet.cue else None
    markers = tuple(replace(each, at=Seconds(each.at + shift)) for each in sheet.markers)
    return replace(sheet, markers=markers, cue=cue)


def moment_of(value: Moment | None, at: FrameRate | None, place: str) -> Seconds | None:
    """A moment or duration that the user gave; raises SceneError."""
    if value is None or not isinstance(value, str):
        return None if value is None else seconds(value)
    if at is None:
        allowed = "seconds, or --frame-rate beside it"
        refuse(place, "is a timecode, and nothing says how it counts", shown(value), allowed)
    why = label_fault(value, at)
    if why:
        refuse(place, why, shown(value), "seconds, or a timecode HH:MM:SS:FF", likely_label(value, at))
    return seconds_of(frame_of(value, at), at)


def window(ground: Ground, wishes: Wishes) -> tuple[Bound, Bound]:
    """Where the cue begins and ends: as asked, else as marked, else as the timeline suggests; on whole frames.

    Raises:
        SceneError: when the wishes contradict each other or leave nothing.
    """
    at = ground.at
    length, asked = moment_of(wishes.length, at, "--length"), moment_of(wishes.end, at, "--end")
    if length is not None and asked is not None:
        refuse("--length", "cannot stand beside --end; give one of them")
    wanted = moment_of(wishes.start, at, "--start")
    start = Bound(wanted, "as asked") if wanted is not None else _beginning(ground)
    start = Bound(_framed(start.at, at), start.why)
    if length is not None:
        asked = Seconds(start.at + length)
    end = Bound(asked, "as asked") if asked is not None else _ending(ground, start.at)
    end = Bound(_framed(end.at, at, late=True), end.why)
    if end.at <= start.at:
        if length is not None:
            refuse("--length", "must be longer than nothing", shown(wishes.length))
        refuse("--end", "does not come after the cue's start", told(end.at, at), f"after {told(start.at, at)}")
    return start, end


def _framed(moment: Seconds, at: FrameRate | None, *, late: bool = False) -> Seconds:
    """The frame that begins at or before a moment (or not before it)."""
    if at is None:
        return moment
    return seconds_of(ceil(moment * at.fps) if late else floor(moment * at.fps), at)


def _beginning(ground: Ground) -> Bound:
    """The marker of the entrance, else a marked span, else the timeline's start if near, else the second before."""
    sheet, at = ground.sheet, ground.at
    entrance = next((each for each in sheet.markers if kebab(each.name) in ENTRANCES), None)
    if entrance or sheet.cue:
        marked = entrance.at if entrance else sheet.cue[0] if sheet.cue else _ZERO
        return Bound(marked, f"at {entrance.name!r}" if entrance else "the region's start")
    first = min(ground.events, default=ground.origin)
    if 0 <= first - ground.origin <= _NEAR_START:
        return Bound(ground.origin, "the timeline's start")
    frame = floor(first * at.fps) if at else 0
    whole = seconds_of(frame - clock_of(frame, at)[3], at) if at else Seconds(Fraction(floor(first)))
    return Bound(max(whole, _ZERO), "the whole second before the first event")


def _ending(ground: Ground, start: Seconds) -> Bound:
    """The marker of the exit, else a marked span, else the timeline's end if near, else a handle after the last."""
    sheet = ground.sheet
    leaving = next((each for each in sheet.markers if kebab(each.name) in EXITS and each.at > start), None)
    if leaving:
        return Bound(leaving.at, f"at {leaving.name!r}")
    if sheet.cue and sheet.cue[1] > start:
        return Bound(sheet.cue[1], "the region's end")
    last = max(ground.events, default=start)
    if sheet.end is not None and 0 < sheet.end - last <= _NEAR_END and sheet.end - start >= SHORTEST:
        return Bound(sheet.end, "the timeline's end")
    return Bound(Seconds(max(last, start) + _HANDLE), f"{_HANDLE} s after the last event")

"""From markers and subtitles to a scene: what lies in the cue becomes hits and dialogue; what does not is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from scenescore.formats.spotting_notes.ground import Bound, Ground, Wishes, grounded, told, window
from scenescore.formats.spotting_notes.sheet import Marker, Sheet, refuse
from scenescore.formats.spotting_notes.subtitles import Lines
from scenescore.formats.spotting_notes.words import ENTRANCES, EXITS, caught, plain, tells_by_colour
from scenescore.model.entries import LONGEST_TEXT
from scenescore.model.scene import PRIORITIES, Dialogue, Hit, Scene
from scenescore.model.time import Moment, Seconds
from scenescore.model.timecode import FrameRate, label_of, nearest_frame, seconds_of
from scenescore.model.words import kebab

__all__ = ["Wishes", "drafted"]

#: Times written in milliseconds mean the frame that they are this near to.
_ROUNDED = Fraction(1, 1000)
_FEW = 5
#: Names that say nothing.
_NAMELESS = ("hit",)
_NO_MARKERS = Sheet((), has_timecode=False)


def drafted(
    sheet: Sheet | None, lines: Lines | None, wishes: Wishes, name: str = "Untitled"
) -> tuple[Scene, tuple[str, ...]]:
    r"""Draft a scene, and tell what was assumed and what left out; the scene is judged by `model.problems` later.

    `name` is its title where neither the user nor the file gives one.

    >>> from scenescore.formats.spotting_notes.edl import read_edl
    >>> sheet = read_edl(b"TITLE: Reel 1\n* LOC: 01:00:04:12 RED door slams", "24")
    >>> scene, notes = drafted(sheet, None, Wishes())
    >>> scene.start, scene.end, scene.hits[0].at
    ('01:00:00:00', '01:00:08:12', '01:00:04:12')

    Raises:
        SceneError: when a wish is wrong or nothing lies in the cue.
    """
    ground = grounded(sheet or _NO_MARKERS, lines.spans if lines else (), wishes)
    start, end = window(ground, wishes)
    events = [each for each in ground.sheet.markers if kebab(each.name) not in ENTRANCES | EXITS]
    hits = [each for each in events if start.at <= each.at < end.at]
    spans = [(max(a, start.at), min(b, end.at)) for a, b in ground.spans if a < end.at and b > start.at]
    if not hits and not spans:
        span = f"{told(start.at, ground.at)} to {told(end.at, ground.at)}"
        refuse("the cue", "holds no marker and no line of speech", span, "another --start, --end or --length")
    at, by_colour = ground.at, tells_by_colour(events)
    caught_hits = [_hit(each, start.at, at, by_colour=by_colour) for each in hits]
    scene = Scene(
        mood=wishes.mood,
        title=wishes.title or plain(ground.sheet.title) or plain(name) or "Untitled",
        frame_rate=at.name if at else "24",
        start=told(start.at, at) if at else 0,
        end=told(end.at, at) if at else None,
        length=None if at else _number(Seconds(end.at - start.at)),
        hits=_one_a_moment(caught_hits),
        dialogue=tuple(_dialogue(spans, start.at, at)),
    )
    given = (*(sheet.notes if sheet else ()), *(lines.notes if lines else ()))
    doubled = len(hits) - len(scene.hits)
    if doubled:
        given = (*given, f"{doubled} marker{'s' * (doubled > 1)} on the frame of another made one hit with it")
    outside = [each for each in events if each not in hits]
    return scene, (*given, *_notes(ground, start, end, outside, len(spans)))


def _hit(marker: Marker, start: Seconds, at: FrameRate | None, *, by_colour: bool) -> Hit:
    name, gesture, priority = caught(marker, by_colour=by_colour)
    return Hit(at=_written(marker.at, start, at), name=name, gesture=gesture, priority=priority)


def _one_a_moment(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Markers on one frame are one hit, with all their names: the one that asks for most."""
    out: dict[Moment, Hit] = {}
    for hit in hits:
        other = out.setdefault(hit.at, hit)
        if other is not hit:
            strong, weak = (hit, other) if _weight(hit) < _weight(other) else (other, hit)
            name = strong.name if weak.name in {strong.name, *_NAMELESS} else f"{other.name} / {hit.name}"
            out[hit.at] = replace(strong, name=name[:LONGEST_TEXT])
    return tuple(out.values())


def _weight(hit: Hit) -> tuple[int, bool]:
    """How much a hit asks for: less is more."""
    return PRIORITIES.index(hit.priority), hit.gesture == "accent"


def _written(moment: Seconds, start: Seconds, at: FrameRate | None) -> Moment:
    """A moment as the scene file writes it: the timecode of its frame, or seconds where it is none's."""
    if at is not None:
        frame = nearest_frame(moment, at)
        if abs(seconds_of(frame, at) - moment) <= _ROUNDED and seconds_of(frame, at) >= start:
            return label_of(frame, at)
    return _number(Seconds(moment - start))


def _number(moment: Seconds) -> float:
    """Seconds to the microsecond."""
    return round(float(moment), 6)


def _dialogue(spans: Sequence[tuple[Seconds, Seconds]], start: Seconds, at: FrameRate | None) -> Iterator[Dialogue]:
    """Speech as the scene file writes it: whole frames, where there are any."""
    for first, last in spans:
        if at is None:
            yield Dialogue(from_=_number(Seconds(first - start)), to=_number(Seconds(last - start)))
            continue
        begin, end = nearest_frame(first, at), nearest_frame(last, at)
        if end > begin:
            yield Dialogue(from_=label_of(begin, at), to=label_of(end, at))


def _notes(ground: Ground, start: Bound, end: Bound, outside: Sequence[Marker], spoken: int) -> Iterator[str]:
    """What the user should look at: the window and where it comes from, and what it leaves out."""
    at, sheet = ground.at, ground.sheet
    assumed = "" if start.why == end.why == "as asked" else "; --start, --end and --length say otherwise"
    yield f"the cue runs from {told(start.at, at)} ({start.why}) to {told(end.at, at)} ({end.why}){assumed}"
    if outside:
        names = [f"{each.name or 'a marker'} ({told(each.at, at)})" for each in outside]
        more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
        yield f"left out, outside the cue: {', '.join(names[:_FEW])}{more}"
    silent = len(ground.spans) - spoken
    if silent:
        yield f"left out, outside the cue: {silent} span{'s' * (silent > 1)} of speech"
    if ground.spans and sheet.markers:
        first = told(ground.spans[0][0], at)
        yield f"the first line of speech is taken to begin at {first}; --subtitles-offset shifts them all"
    if at is None and start.at:
        yield f"the cue's second 0 is {told(start.at, at)} of the file"

"""OpenTimelineIO's own files, and Premiere's and Final Cut 7's XML by way of OpenTimelineIO's adapter for it.

The JSON is walked here: the library's own parser, written in C++, takes the whole program down with it when a file is
damaged. Floating rates (23.976) are taken as the exact ones. A marker counts on its item's own clock; items stand in a
track one behind the other, in a stack all at its start. Markers that trimming hides are left out, and so are those of
items whose speed is changed, with a note.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scenescore.errors import OutputError
from scenescore.formats.spotting_notes.sheet import Marker, Sheet, decoded, frame_rate, named_rate, on_frame, refuse
from scenescore.formats.spotting_notes.xml_tree import parsed
from scenescore.model.entries import is_number, shown
from scenescore.model.time import Seconds
from scenescore.model.timecode import FRAME_RATES, FrameRate

__all__ = ["is_fcp7", "is_otio", "read_fcp7", "read_otio"]

_MOST_SECONDS = 10**7
_NEAR = Fraction(1, 50)
_ZERO = Fraction(0)
_RETIMING = ("LinearTimeWarp", "FreezeFrame", "TimeEffect")

Table = Mapping[str, Any]
#: Begin and length.
Range = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class _Found:
    """A marker, where it stands on the timeline's own clock, and whether it can be seen there."""

    marker: Table
    at: Fraction
    is_seen: bool


def is_otio(text: str) -> bool:
    """Whether a text is OpenTimelineIO's JSON."""
    return text.lstrip()[:1] == "{" and "OTIO_SCHEMA" in text


def is_fcp7(text: str) -> bool:
    """Whether a text is the XML that Premiere and Final Cut 7 exchange."""
    return "<xmeml" in text[:5000]


def read_otio(data: bytes, asked: str = "") -> Sheet:
    """Read the markers of an .otio file; `asked` counts where no time names a rate.

    Raises:
        SceneError: when it cannot be read or holds no marker.
    """
    text, notes = decoded(data)
    try:
        document = json.loads(text)
        timelines = list(_timelines(document))
    except ValueError as error:
        refuse("file", f"is not JSON: {error}")
    except RecursionError:
        refuse("file", "nests too deeply for a timeline")
    return _sheet(timelines, asked, notes)


def read_fcp7(data: bytes, asked: str = "") -> Sheet:
    """Read the markers of Premiere's or Final Cut 7's XML; `asked` counts where the document names no rate.

    Raises:
        SceneError: when it cannot be read or holds no marker.
        OutputError: when OpenTimelineIO or its adapter is not installed.
    """
    from xml.etree.ElementTree import tostring  # noqa: PLC0415 - writes only

    text = tostring(parsed(data), "unicode")
    try:
        import opentimelineio as otio  # noqa: PLC0415 - optional

        has_adapter = "fcp_xml" in otio.adapters.available_adapter_names()
    except ImportError:
        has_adapter = False
    if not has_adapter:
        message = 'reading this XML needs OpenTimelineIO and otio-fcp-adapter: pip install "scenescore[timelines]"'
        raise OutputError(message)
    try:
        made = otio.adapters.write_to_string(otio.adapters.read_from_string(text, "fcp_xml"), "otio_json")
    except Exception as error:  # noqa: BLE001 - a foreign reader raises whatever a broken file makes of it
        refuse("file", f"is no timeline that can be read: {' '.join(str(error).split())[:120] or type(error).__name__}")
    return read_otio(made.encode(), asked)


def _table(value: object) -> Table:
    """A table of a document, empty where something else stands."""
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[Table]:
    """The tables of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _kind(table: Table) -> str:
    """The schema of a table, without its version."""
    return str(table.get("OTIO_SCHEMA", "")).partition(".")[0]


def _timelines(document: object) -> Iterator[Table]:
    """The timelines of a document: itself, or those of a collection."""
    table = _table(document)
    if _kind(table) == "Timeline":
        yield table
    elif _kind(table) == "SerializableCollection":
        for each in _tables(table.get("children")):
            yield from _timelines(each)


def _sheet(timelines: list[Table], asked: str, notes: tuple[str, ...]) -> Sheet:
    """The markers of the first timeline that has any."""
    try:
        found = [(each, list(_within(_table(each.get("tracks")), _ZERO, None))) for each in timelines]
    except RecursionError:
        refuse("file", "nests too deeply for a timeline")
    kept = [(each, marks) for each, marks in found if any(mark.is_seen for mark in marks)]
    if not kept:
        refuse("file", "holds no timeline with markers")
    timeline, marks = kept[0]
    tracks = _table(timeline.get("tracks"))
    at = _rate(timeline, [mark.marker for mark in marks], asked)
    start = _time(timeline.get("global_start_time")) or _ZERO
    lasts = _extent(tracks)[1]
    hidden = sum(not mark.is_seen for mark in marks)
    if hidden:
        notes = (*notes, f"{hidden} marker{'s' * (hidden > 1)} inside trimmed or retimed clips left out")
    if len(kept) > 1:
        notes = (*notes, f"{len(kept)} sequences have markers; those of the first are read")
    return Sheet(
        tuple(_marker(mark, start, at) for mark in marks if mark.is_seen),
        at.name,
        start=on_frame(start, at),
        end=on_frame(start + lasts, at) if lasts > 0 else None,
        title=str(timeline.get("name") or ""),
        notes=notes,
    )


def _within(item: Table, shift: Fraction, span: Range | None) -> Iterator[_Found]:
    """Markers of an item and of what it holds; `shift` leads from its clock to the timeline's, `span` is seen there."""
    is_retimed = any(_kind(each) in _RETIMING for each in _tables(item.get("effects")))
    for each in _tables(item.get("markers")):
        begin = _time(_table(each.get("marked_range")).get("start_time")) or _ZERO
        is_inside = span is None or span[0] <= begin + shift < span[0] + span[1]
        yield _Found(each, begin + shift, is_inside and not is_retimed)
    place = _ZERO
    for child in _tables(item.get("children")):
        if _kind(child) == "Transition":
            continue
        begin, lasts = _extent(child)
        seen = (shift + place, lasts)
        if span is not None:
            first, last = max(seen[0], span[0]), min(seen[0] + lasts, span[0] + span[1])
            seen = (first, max(last - first, _ZERO))
        yield from _within(child, shift + place - begin, None if _kind(item) == "Stack" and span is None else seen)
        place += lasts if _kind(item) == "Track" else _ZERO


def _extent(item: Table) -> Range:
    """Where an item begins on its own clock, and how long it lasts."""
    for told in (item.get("source_range"), *_available(item)):
        if isinstance(told, dict):
            return _time(told.get("start_time")) or _ZERO, max(_time(told.get("duration")) or _ZERO, _ZERO)
    lengths = [_extent(each)[1] for each in _tables(item.get("children")) if _kind(each) != "Transition"]
    whole = sum(lengths, _ZERO) if _kind(item) == "Track" else max(lengths, default=_ZERO)
    return _ZERO, whole


def _available(item: Table) -> list[object]:
    """The ranges of a clip's media, the active one first."""
    media = _table(item.get("media_references"))
    active = _table(media.get(str(item.get("active_media_reference_key"))))
    return [active.get("available_range"), _table(item.get("media_reference")).get("available_range")]


def _time(value: object) -> Fraction | None:
    """Exact seconds of a time; None where none stands."""
    table = _table(value)
    if not table:
        return None
    count: object = table.get("value")
    fps: object = table.get("rate")
    if not is_number(count) or not is_number(fps) or fps <= 0 or abs(Fraction(count)) > _MOST_SECONDS * Fraction(fps):
        refuse("file", "holds a time that is none", shown((count, fps)))
    return Fraction(count) / _exact(Fraction(fps))


def _exact(fps: Fraction) -> Fraction:
    """A rate as film counts it, where one is near."""
    near = min((each.fps for each in FRAME_RATES.values()), key=lambda each: abs(each - fps))
    return near if abs(near - fps) < _NEAR else fps


def _rate(timeline: Table, markers: list[Table], asked: str) -> FrameRate:
    """The timeline's exact frame rate, drop-frame where Premiere says so or the user asks for it."""
    told = _table(_table(_table(timeline.get("metadata")).get("fcp_xml")).get("timecode"))
    times = [_table(each.get("marked_range")).get("start_time") for each in markers]
    rates = [_table(each).get("rate") for each in (timeline.get("global_start_time"), *times)]
    known = [each for each in rates if is_number(each) and each > 1]
    if not known and not asked:
        refuse("frame_rate", "is needed: the timeline does not say it", "", "--frame-rate")
    if not known:
        return frame_rate(asked)
    at = named_rate(Fraction(known[0]), is_drop=told.get("displayformat") == "DF")
    wanted = frame_rate(asked) if asked else at
    return wanted if wanted.fps == at.fps else at


def _marker(mark: _Found, start: Fraction, at: FrameRate) -> Marker:
    """A marker of ours; one that lasts a frame is a moment."""
    told = mark.marker
    note = told.get("comment") or _table(_table(told.get("metadata")).get("fcp_xml")).get("comment") or ""
    lasts = _time(_table(told.get("marked_range")).get("duration")) or _ZERO
    length = Seconds(_ZERO) if lasts * at.fps <= 1 else on_frame(lasts, at)
    place, colour = on_frame(start + mark.at, at), str(told.get("color") or "").lower()
    return Marker(place, str(told.get("name") or ""), str(note), colour, length)

"""OpenTimelineIO's own files, and Premiere's and Final Cut 7's XML, read by OpenTimelineIO.

Its floating rates (23.976) are taken as the exact ones; markers of clips are carried to the timeline, and those that
trimming hides are left out. Marks on the timeline itself come with those of its clips.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scenescore.errors import OutputError, SceneError
from scenescore.formats.spotting_notes.sheet import Marker, Sheet, decoded, frame_rate, named_rate, refuse
from scenescore.formats.spotting_notes.xml_tree import parsed
from scenescore.model.entries import shown
from scenescore.model.time import Seconds
from scenescore.model.timecode import FrameRate, nearest_frame, seconds_of

__all__ = ["is_fcp7", "is_otio", "read_fcp7", "read_otio"]

#: Timelines nest less than forty deep; the library's parser has no bound of its own.
_DEEPEST = 200
_MOST_FRAMES = 10**9


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
        OutputError: when OpenTimelineIO is not installed.
    """
    text, _ = decoded(data)
    depth = deepest = 0
    for sign in re.findall(r"[\[{}\]]", re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        refuse("file", "nests too deeply for a timeline")
    if "SerializableObjectRef" in text:
        refuse("file", "refers to itself, which no editor writes")
    return _sheet(text, "otio_json", asked)


def read_fcp7(data: bytes, asked: str = "") -> Sheet:
    """Read the markers of Premiere's or Final Cut 7's XML; `asked` counts where the document names no rate.

    Raises:
        SceneError: when it cannot be read or holds no marker.
        OutputError: when OpenTimelineIO or its adapter is not installed.
    """
    from xml.etree.ElementTree import tostring  # noqa: PLC0415 - writes only

    return _sheet(tostring(parsed(data), "unicode"), "fcp_xml", asked)


def _sheet(text: str, adapter: str, asked: str) -> Sheet:
    """Let the library read a document; whatever it stumbles over is told as one fault."""
    otio = _library(adapter)
    try:
        document = otio.adapters.read_from_string(text, adapter)
        return _first_with_markers(otio, document, asked)
    except SceneError:
        raise
    except Exception as error:  # noqa: BLE001 - a foreign reader raises whatever a broken file makes of it
        said = " ".join(str(error).split())[:120] or type(error).__name__
        refuse("file", f"is no timeline that OpenTimelineIO can read: {said}")


def _library(adapter: str) -> Any:
    """OpenTimelineIO with the adapter that is needed; raises OutputError."""
    try:
        import opentimelineio  # noqa: PLC0415 - optional

        has_adapter = adapter in opentimelineio.adapters.available_adapter_names()
    except ImportError:
        has_adapter = False
    if not has_adapter:
        needed = "OpenTimelineIO" + (" and otio-fcp-adapter" if adapter == "fcp_xml" else "")
        message = f'reading this timeline needs {needed}: pip install "scenescore[timelines]"'
        raise OutputError(message)
    return opentimelineio


def _first_with_markers(otio: Any, document: Any, asked: str) -> Sheet:
    """The markers of the first timeline that has any."""
    is_timeline = isinstance(document, otio.schema.Timeline)
    timelines = [document] if is_timeline else [each for each in document if isinstance(each, otio.schema.Timeline)]
    found = [(each, list(_markers(each))) for each in timelines]
    kept = [(each, pairs) for each, pairs in found if pairs]
    if not kept:
        refuse("file", "holds no timeline with markers")
    timeline, pairs = kept[0]
    at = _rate(timeline, [time for _, time in pairs], asked)
    start = _frame(timeline.global_start_time, at) if timeline.global_start_time else 0
    length = _frame(timeline.tracks.trimmed_range().duration, at) if len(timeline.tracks) else 0
    more = (f"{len(kept)} sequences have markers; those of the first are read",) if len(kept) > 1 else ()
    return Sheet(
        tuple(_marker(each, time, start, at) for each, time in pairs),
        at.name,
        start=seconds_of(start, at),
        end=seconds_of(start + length, at) if length > 0 else None,
        title=timeline.name or "",
        notes=more,
    )


def _markers(timeline: Any) -> Iterator[tuple[Any, Any]]:
    """Every marker that can be seen, with its place on the timeline's own clock, which begins at 0."""
    tracks = timeline.tracks
    for each in tracks.markers:
        yield each, each.marked_range.start_time
    for item in tracks.find_children():
        for each in getattr(item, "markers", ()):
            begin = each.marked_range.start_time
            if item.trimmed_range().contains(begin):
                yield each, item.transformed_time(begin, tracks)


def _rate(timeline: Any, times: list[Any], asked: str) -> FrameRate:
    """The timeline's exact frame rate, drop-frame where Premiere says so or the user asks for it."""
    told: Any = timeline.metadata.get("fcp_xml", {})
    is_drop = str(told.get("timecode", {}).get("displayformat", "")) == "DF"
    start = timeline.global_start_time
    rates = [each.rate for each in ([start] if start else []) + times if each.rate > 1]
    if not rates:
        return frame_rate(asked)
    at = named_rate(Fraction(rates[0]), is_drop=is_drop)
    wanted = frame_rate(asked) if asked else at
    return wanted if wanted.fps == at.fps else at


def _frame(time: Any, at: FrameRate) -> int:
    """The frame that a time of the library means; raises SceneError."""
    if not math.isfinite(time.value) or not time.rate > 0 or abs(time.value) > _MOST_FRAMES:
        refuse("file", "holds a time that is none", shown(time.value))
    if abs(time.rate - float(at.fps)) < 0.02:  # noqa: PLR2004 - 23.976 and 23.98 are one rate
        return round(float(time.value))
    return nearest_frame(Fraction(time.value) / Fraction(time.rate), at)


def _marker(each: Any, time: Any, start: int, at: FrameRate) -> Marker:
    told: Any = each.metadata.get("fcp_xml", {})
    note = getattr(each, "comment", "") or told.get("comment") or ""
    lasting = _frame(each.marked_range.duration, at) if each.marked_range.duration.value > 0 else 0
    length = Seconds(Fraction(0)) if lasting <= 1 else seconds_of(lasting, at)
    return Marker(
        seconds_of(start + _frame(time, at), at), each.name or "", str(note), str(each.color or "").lower(), length
    )

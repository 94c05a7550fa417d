"""Final Cut's FCPXML: markers and chapter markers of the first sequence that has any.

Times are rational seconds (`1001/24000s`). A marker's `start` counts on its clip's own clock: the clip's `start` there
is its `offset` on the clock of what holds it, and the sequence's clock is timecode. Markers that trimming hides are
left out; so are those of clips whose speed is changed, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from scenescore.formats.spotting_notes.sheet import Marker, Sheet, frame_rate, named_rate, on_frame, refuse
from scenescore.formats.spotting_notes.xml_tree import parsed
from scenescore.model.entries import shown
from scenescore.model.time import Seconds
from scenescore.model.timecode import FrameRate

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["is_fcpxml", "read_fcpxml"]

_TIME = re.compile(r"(-?[0-9]{1,18})(?:/([0-9]{1,18}))?s|(-?[0-9]{1,9}\.[0-9]{1,9})s", re.ASCII)
_MARKERS = ("marker", "chapter-marker")
#: What holds clips without a clock of its own.
_HOLDERS = ("spine", "audition")
_ZERO = Fraction(0)


def is_fcpxml(text: str) -> bool:
    """Whether a text is an FCPXML document."""
    return "<fcpxml" in text[:5000]


def read_fcpxml(data: bytes, asked: str = "") -> Sheet:
    """Read the markers of a Final Cut project; `asked` counts where the document names no rate.

    Raises:
        SceneError: when it is no such document, a time is wrong, the rate is unknown, or no marker is there.
    """
    root = parsed(data)
    projects = [(each, seq) for each in root.iter("project") for seq in each.findall("sequence")]
    bare = [(root, each) for each in root.iter("sequence")]
    found = [(project, seq, list(_within(seq, _ZERO, None))) for project, seq in projects or bare]
    kept = [(project, seq, pairs) for project, seq, pairs in found if pairs]
    if not kept:
        refuse("file", "is a Final Cut document without markers")
    project, sequence, pairs = kept[0]
    at = _rate(root, sequence, asked)
    start = _time(sequence.get("tcStart", "0s"))
    length = _time(sequence.get("duration", "0s"))
    hidden = sum(1 for each in sequence.iter() if each.tag in _MARKERS) - len(pairs)
    notes = [f"{hidden} marker{'s' * (hidden > 1)} inside trimmed or retimed clips left out"] if hidden else []
    notes += [f"{len(kept)} sequences have markers; those of the first are read"] if len(kept) > 1 else []
    return Sheet(
        tuple(_marker(each, on_frame(moment, at)) for each, moment in pairs),
        at.name,
        start=on_frame(start, at),
        end=on_frame(start + length, at) if length > 0 else None,
        title=project.get("name", ""),
        notes=tuple(notes),
    )


def _within(
    holder: Element, shift: Fraction, span: tuple[Fraction, Fraction] | None
) -> Iterator[tuple[Element, Fraction]]:
    """Markers below an element and their places in the timeline; `shift` leads from the holder's clock to there."""
    if _is_retimed(holder):
        return
    for each in holder:
        if each.tag in _MARKERS:
            moment = _time(each.get("start", "0s")) + shift
            if span is None or span[0] <= moment < span[1]:
                yield each, moment
        elif each.tag in _HOLDERS and "offset" not in each.attrib:
            yield from _within(each, shift, span)
        elif "offset" in each.attrib:
            begin = _time(each.get("offset", "0s")) + shift
            lasts = _time(each.get("duration", "0s"))
            inside = (begin, begin + lasts) if "duration" in each.attrib else span
            yield from _within(each, begin - _time(each.get("start", "0s")), inside)


def _is_retimed(holder: Element) -> bool:
    """Whether a clip's clock runs otherwise than the timeline's."""
    return any(
        each.tag == "timeMap" or (each.tag == "conform-rate" and each.get("scaleEnabled") != "0") for each in holder
    )


def _time(text: str) -> Fraction:
    """Rational seconds as FCPXML writes them; raises SceneError."""
    found = _TIME.fullmatch(text.strip())
    if not found or (found[2] is not None and not int(found[2])):
        refuse("file", "holds a time that is none", shown(text), "such as 3600s or 1001/24000s")
    return Fraction(found[3]) if found[3] else Fraction(int(found[1]), int(found[2] or 1))


def _rate(root: Element, sequence: Element, asked: str) -> FrameRate:
    """The sequence's frame rate, from its format; raises SceneError."""
    is_drop = sequence.get("tcFormat") == "DF"
    for each in root.iter("format"):
        if each.get("id") == sequence.get("format") and "frameDuration" in each.attrib:
            lasts = _time(each.get("frameDuration", ""))
            if lasts > 0:
                return named_rate(1 / lasts, is_drop=is_drop)
    if not asked:
        refuse("frame_rate", "is needed: the document does not say it", "", "--frame-rate")
    return frame_rate(asked)


def _marker(each: Element, at: Seconds) -> Marker:
    return Marker(at, each.get("value", ""), each.get("note", ""))

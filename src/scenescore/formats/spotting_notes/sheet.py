"""What every list of markers comes down to, and how text, timecodes and faults are taken out of a file.

A `Marker` stands at exact rational seconds: those of its frame where the file counts frames, converted once. They are
counted from timecode 00:00:00:00, or from the file's own zero where it knows no timecode (`Sheet.has_timecode`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from scenescore.errors import Problem, SceneError
from scenescore.model.entries import shown
from scenescore.model.time import Seconds
from scenescore.model.timecode import (
    FRAME_RATES,
    FrameRate,
    frame_of,
    label_fault,
    likely_label,
    nearest_frame,
    rate,
    seconds_of,
)
from scenescore.model.words import nearest

__all__ = [
    "TIMECODE",
    "Labels",
    "Marker",
    "Sheet",
    "column",
    "counting",
    "decoded",
    "frame_rate",
    "lasting",
    "named_rate",
    "on_frame",
    "refuse",
]

#: Larger files are no spotting notes.
MOST_BYTES = 16_000_000
#: Faults that are told of one file.
_MOST_FAULTS = 20
#: How a timecode is written, whatever parts its seconds from its frames.
TIMECODE = re.compile(r"[0-9]{1,2}[:;][0-9]{2}[:;][0-9]{2}[:;.][0-9]{2}", re.ASCII)
_NOTHING = Seconds(Fraction(0))


@dataclass(frozen=True, slots=True)
class Marker:
    """A place that somebody marked: its moment, what is written there, its colour, how long it lasts."""

    at: Seconds
    name: str = ""
    note: str = ""
    colour: str = ""
    length: Seconds = _NOTHING


@dataclass(frozen=True, slots=True)
class Sheet:
    """The markers of a file in order of time, and what else the file says.

    `frame_rate` is the name of a rate or nothing; `start` and `end` are those of the timeline where they are known;
    `cue` is a span that the file marks as the cue's; `notes` tell what was assumed or left out.
    """

    markers: tuple[Marker, ...]
    frame_rate: str = ""
    has_timecode: bool = True
    start: Seconds | None = None
    end: Seconds | None = None
    cue: tuple[Seconds, Seconds] | None = None
    title: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Put the markers in order."""
        object.__setattr__(self, "markers", tuple(sorted(self.markers, key=lambda each: (each.at, each.name))))


def lasting(begin: Seconds, end: Seconds) -> Seconds:
    """How long a span lasts; a span that runs backwards lasts nothing."""
    return max(Seconds(end - begin), _NOTHING)


def refuse(place: str, message: str, found: str = "", allowed: str = "", near: str = "") -> NoReturn:
    """Raise a SceneError of one problem; whoever knows the file's name adds it."""
    raise SceneError((Problem(place, message, found, allowed, near),)) from None


def loaded(path: Path) -> bytes:
    """The bytes of a file, one more at most than may be read.

    Raises:
        SceneError: when there is no such file; Final Cut's bundles are folders with an Info.fcpxml in them.
    """
    place = path / "Info.fcpxml" if path.suffix.lower() == ".fcpxmld" else path
    try:
        with place.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SceneError((Problem("file", f"cannot be read ({reason})"),), str(path)) from error


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""Read text in the encodings that editors write: UTF-8, UTF-16 with its mark, else Windows Latin.

    The second value is a note when the encoding was guessed.

    >>> decoded("né".encode("utf-16"))
    ('né', ())
    >>> decoded("né".encode("latin-1"))
    ('né', ('the text is not UTF-8 and was read as Windows Latin (cp1252)',))

    Raises:
        SceneError: when it is empty or no text.
    """
    if not data.strip():
        refuse("file", "is empty")
    notes: tuple[str, ...] = ()
    try:
        is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        if is_wide:
            refuse("file", "breaks off inside UTF-16 text", f"byte {error.start}")
        text = data.decode("cp1252", "replace")
        notes = ("the text is not UTF-8 and was read as Windows Latin (cp1252)",)
    if any(ord(letter) < ord("\t") for letter in text):
        refuse("file", "is not text")
    return text, notes


def frame_rate(name: str) -> FrameRate:
    """Look a frame rate up by the name that a user gave.

    Raises:
        SceneError: when there is none of that name.
    """
    try:
        return rate(name)
    except ValueError:
        known = " ".join(FRAME_RATES)
        refuse("frame_rate", "is not a known frame rate", shown(name), known, nearest(name, FRAME_RATES))


def named_rate(fps: Fraction, *, is_drop: bool = False) -> FrameRate:
    """The frame rate that a file writes as a rounded number: 23.98 is 24000/1001.

    >>> named_rate(Fraction("29.97"), is_drop=True).name, named_rate(Fraction(24)).name
    ('29.97df', '24')

    Raises:
        SceneError: when no frame rate is near.
    """
    rates = [each for each in FRAME_RATES.values() if each.is_drop == is_drop] or [*FRAME_RATES.values()]
    found = min(rates, key=lambda each: abs(each.fps - fps))
    if abs(found.fps - fps) > Fraction(1, 100):
        if is_drop:
            return named_rate(fps)
        refuse("frame rate", "is none that scenescore counts", f"{float(fps):g}", " ".join(FRAME_RATES))
    return found


_DROPPING = {"29.97": "29.97df", "59.94": "59.94df"}


def on_frame(moment: Fraction, at: FrameRate) -> Seconds:
    """The beginning of the frame that a time means."""
    return seconds_of(nearest_frame(moment, at), at)


def counting(
    labels: Iterable[str], asked: str, kind: str, *, is_drop: bool = False
) -> tuple[FrameRate, tuple[str, ...]]:
    """Decide how timecodes count: as asked, or drop-frame where the file shows it; and a note of what was assumed.

    A `;` or `is_drop` makes 29.97 and 59.94 drop-frame. Without a rate that is asked for, drop-frame is 29.97, or
    59.94 where a label counts past 29; anything else cannot be known.

    Raises:
        SceneError: when the rate is needed.
    """
    labels = tuple(labels)
    drops = is_drop or any(";" in label for label in labels)
    if asked:
        given = frame_rate(asked)
        return FRAME_RATES[_DROPPING.get(given.name, given.name)] if drops else given, ()
    if not drops:
        told = f"is needed: {kind} does not say how its timecodes count"
        refuse("frame_rate", told, "", f"--frame-rate with one of {' '.join(FRAME_RATES)}")
    is_fast = any(label.strip()[-2:].isdecimal() and int(label.strip()[-2:]) > 29 for label in labels)  # noqa: PLR2004
    found = FRAME_RATES["59.94df" if is_fast else "29.97df"]
    return found, (f"its timecodes are drop-frame, read at {found.name} frames a second; --frame-rate says otherwise",)


@dataclass(slots=True)
class Labels:
    """Take timecodes at one rate, and gather the faults so that all of them are told at once."""

    at: FrameRate
    faults: list[Problem] = field(default_factory=list)

    def moment(self, label: str, place: str) -> Seconds:
        """The moment of a timecode; a fault is remembered, and the moment is then 0."""
        why = label_fault(label, self.at)
        if why:
            self.faults.append(Problem(place, why, shown(label), "", likely_label(label, self.at)))
            return _NOTHING
        return seconds_of(frame_of(label, self.at), self.at)

    def check(self) -> None:
        """Raise a SceneError when there were faults."""
        if self.faults:
            more = len(self.faults) - _MOST_FAULTS
            rest = (Problem("file", f"has {more} more faults like these"),) if more > 0 else ()
            raise SceneError((*self.faults[:_MOST_FAULTS], *rest))


def column(head: Sequence[str], row: Sequence[str], name: str) -> str:
    """The cell of a row under a heading; nothing when the row is short or the heading is not there."""
    number = head.index(name) if name in head else len(row)
    return row[number].strip() if number < len(row) else ""

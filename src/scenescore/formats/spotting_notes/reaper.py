"""REAPER's Region/Marker Manager, exported as CSV: `#,Name,Start,End,Length,Color`, M1 for markers, R1 for regions.

Start is written as REAPER's ruler shows it: minutes and seconds, seconds, or hours, minutes, seconds and frames. Bars
and samples say nothing without the project and are refused. One region beside markers is the cue's span.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from fractions import Fraction

from scenescore.errors import Problem
from scenescore.formats.spotting_notes.sheet import (
    TIMECODE,
    Labels,
    Marker,
    Sheet,
    column,
    counting,
    decoded,
    frame_rate,
    lasting,
    refuse,
)
from scenescore.model.entries import shown
from scenescore.model.time import Seconds

__all__ = ["is_reaper", "read_reaper"]

_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{1,2}(?:\.[0-9]{1,9})?)", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,6}\.[0-9]{1,9}|0", re.ASCII)
_BARS = re.compile(r"-?[0-9]+\.[0-9]+\.[0-9]+")
_WANTED = "set REAPER's ruler to minutes:seconds and export again"
#: From this much of a channel on, and below that much of the others, a colour is called by its name.
_STRONG, _WEAK = 0xA0, 0x60


def is_reaper(text: str) -> bool:
    """Whether a text opens with REAPER's headings."""
    return text.lstrip().lower().startswith("#,name,start")


def read_reaper(data: bytes, asked: str = "") -> Sheet:
    r"""Read REAPER's list; a frame rate is needed only for times in frames.

    >>> read_reaper(b"#,Name,Start,End,Length\nM1,door slams,0:12.500,,").markers[0].at
    Fraction(25, 2)

    Raises:
        SceneError: when times are bars or samples, cannot be read, or no marker is there.
    """
    text, notes = decoded(data)
    rows = list(_rows(text))
    if not rows:
        refuse("file", "is a marker list without markers")
    starts = [row["Start"] for _, row in rows]
    is_frames = any(TIMECODE.fullmatch(each) for each in starts)
    at, assumed = counting(starts, asked, "a list of REAPER") if is_frames else (frame_rate(asked or "24"), ())
    labels = Labels(at)
    placed = [(row["#"], _marker(row, labels, f"line {number}")) for number, row in rows]
    labels.check()
    regions = [each for number, each in placed if number.upper().startswith("R")]
    points = [each for number, each in placed if not number.upper().startswith("R")]
    is_cue = len(regions) == 1 and bool(points) and regions[0].length > 0
    region = regions[0] if is_cue else None
    return Sheet(
        tuple(points if is_cue else [each for _, each in placed]),
        at.name if is_frames else asked,
        has_timecode=is_frames,
        cue=(region.at, Seconds(region.at + region.length)) if region else None,
        title=region.name if region else "",
        notes=notes + assumed,
    )


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows under REAPER's headings, with the line that each ends in."""
    table = csv.reader(text.splitlines())
    head: list[str] = []
    try:
        for row in table:
            if not head:
                head = [cell.strip().capitalize() for cell in row]
            elif any(cell.strip() for cell in row):
                yield table.line_num, {name: column(head, row, name) for name in ("#", "Name", "Start", "End", "Color")}
    except csv.Error as error:
        refuse(f"line {table.line_num}", f"is no row of a table: {error}")


def _marker(row: dict[str, str], labels: Labels, place: str) -> Marker:
    at = _moment(row["Start"], labels, place)
    end = _moment(row["End"], labels, place) if row["End"] else at
    return Marker(at, row["Name"], colour=_colour(row["Color"]), length=lasting(at, end))


def _moment(text: str, labels: Labels, place: str) -> Seconds:
    """A moment as the ruler shows it; what cannot be taken is remembered as a fault."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, secs = clock.groups(default="0")
        return Seconds(3600 * int(hours) + 60 * int(minutes) + Fraction(secs))
    if _SECONDS.fullmatch(text):
        return Seconds(Fraction(text))
    if TIMECODE.fullmatch(text):
        return labels.moment(text, place)
    what = "is in bars and beats" if _BARS.fullmatch(text) else "is in samples" if text.isdecimal() else "is no time"
    labels.faults.append(Problem(place, what, shown(text), _WANTED))
    return Seconds(Fraction(0))


def _colour(code: str) -> str:
    """The name of a colour such as FF0000; nothing where it has none."""
    digits = code.removeprefix("#")
    if not re.fullmatch("[0-9A-Fa-f]{6}", digits):
        return ""
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    names = {(1, 0, 0): "red", (1, 1, 0): "yellow", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white"}
    is_pure = all(each >= _STRONG or each <= _WEAK for each in (red, green, blue))
    return names.get((red >= _STRONG, green >= _STRONG, blue >= _STRONG), "other") if is_pure else "other"

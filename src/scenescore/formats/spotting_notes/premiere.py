"""Premiere's marker list, exported as CSV: UTF-16, separated by tabs, timecodes of the sequence.

Its headings are in the language of the program; the order of the columns is always the same.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from scenescore.formats.spotting_notes.sheet import TIMECODE, Labels, Marker, Sheet, counting, decoded, lasting, refuse
from scenescore.model.entries import shown

__all__ = ["is_premiere", "read_premiere"]

_NAME, _NOTE, _IN, _OUT = range(4)
_HEADING = "Marker Name"


def is_premiere(text: str) -> bool:
    """Whether a text opens with Premiere's headings, or a row holds timecodes where Premiere's do."""
    rows = [line.split("\t") for line in text.lstrip().splitlines()[:3]]
    return text.lstrip().startswith(_HEADING) or any(_is_row(row) for row in rows)


def _is_row(row: list[str]) -> bool:
    return len(row) > _OUT and all(TIMECODE.fullmatch(cell.strip()) for cell in row[_IN : _OUT + 1])


def read_premiere(data: bytes, asked: str = "") -> Sheet:
    """Read Premiere's list; the frame rate is `asked`, or drop-frame where the timecodes show it.

    Raises:
        SceneError: when the rate is needed, a timecode is wrong, or no marker is there.
    """
    text, notes = decoded(data)
    rows = [(number, [*row, *[""] * _OUT]) for number, row in _rows(text)]
    rows = rows if rows and _is_row(rows[0][1]) else rows[1:]
    if not rows:
        refuse("file", "is a marker list without markers")
    if not any(_is_row(row) for _, row in rows):
        wanted = "Marker Name, Description, In, Out, Duration, Marker Type"
        refuse(f"line {rows[0][0]}", "has not Premiere's columns", shown(", ".join(rows[0][1])), wanted)
    at, assumed = counting([row[_IN] for _, row in rows], asked, "a marker list of Premiere")
    labels = Labels(at)
    found = [_marker(row, labels, f"line {number}") for number, row in rows]
    labels.check()
    return Sheet(tuple(found), at.name, notes=notes + assumed)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line that each ends in."""
    first = text.partition("\n")[0]
    table = csv.reader(text.splitlines(), delimiter=max("\t,;", key=first.count))
    try:
        for row in table:
            if any(cell.strip() for cell in row):
                yield table.line_num, row
    except csv.Error as error:
        refuse(f"line {table.line_num}", f"is no row of a table: {error}")


def _marker(row: list[str], labels: Labels, place: str) -> Marker:
    at = labels.moment(row[_IN].strip(), place)
    end = labels.moment(row[_OUT].strip(), place) if row[_OUT].strip() else at
    return Marker(at, row[_NAME].strip(), row[_NOTE].strip(), length=lasting(at, end))

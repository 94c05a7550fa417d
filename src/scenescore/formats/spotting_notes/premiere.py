"""Premiere's marker list, exported as CSV: UTF-16, separated by tabs, timecodes of the sequence."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from scenescore.formats.spotting_notes.sheet import Labels, Marker, Sheet, column, counting, decoded, lasting, refuse

__all__ = ["is_premiere", "read_premiere"]

_NAME, _IN, _OUT = "Marker Name", "In", "Out"


def is_premiere(text: str) -> bool:
    """Whether a text opens with Premiere's headings."""
    first = text.lstrip().partition("\n")[0]
    return _NAME in first and any(mark in first for mark in "\t,;")


def read_premiere(data: bytes, asked: str = "") -> Sheet:
    """Read Premiere's list; the frame rate is `asked`, or drop-frame where the timecodes show it.

    Raises:
        SceneError: when the rate is needed, a timecode is wrong, or no marker is there.
    """
    text, notes = decoded(data)
    rows = list(_rows(text))
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    if _NAME not in head or _IN not in head:
        refuse("line 1", "has not Premiere's headings", ", ".join(head)[:60], "Marker Name, Description, In, …")
    at, assumed = counting([column(head, row, _IN) for _, row in rows[1:]], asked, "a marker list of Premiere")
    labels = Labels(at)
    found = [_marker(head, row, labels, f"line {number}") for number, row in rows[1:]]
    labels.check()
    if not found:
        refuse("file", "is a marker list without markers")
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


def _marker(head: list[str], row: list[str], labels: Labels, place: str) -> Marker:
    at = labels.moment(column(head, row, _IN), place)
    out = column(head, row, _OUT)
    end = labels.moment(out, place) if out else at
    return Marker(at, column(head, row, _NAME), column(head, row, "Description"), length=lasting(at, end))

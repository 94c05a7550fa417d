"""Avid's markers as text: user, timecode, track, colour, text, separated by tabs, without headings or frame rate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenescore.formats.spotting_notes.sheet import Labels, Marker, Sheet, counting, decoded, refuse

__all__ = ["is_avid", "read_avid"]

_CODE = re.compile(r"[0-9]{1,2}[:;][0-9]{2}[:;][0-9]{2}[:;.][0-9]{2}")
_CELLS = 5


def is_avid(text: str) -> bool:
    """Whether one of the first lines is a user, a timecode and more, by tab."""
    rows = [line.split("\t") for line in text.splitlines()[:20]]
    return any(len(row) >= _CELLS - 1 and _CODE.fullmatch(row[1].strip()) for row in rows)


def read_avid(data: bytes, asked: str = "") -> Sheet:
    r"""Read Avid's list; the frame rate is `asked`, or drop-frame where the timecodes show it.

    >>> read_avid(b"ada\t01:00:04:12\tV1\tred\tdoor slams\t1", "25").markers[0].colour
    'red'

    Raises:
        SceneError: when the rate is needed, a timecode is wrong, or no marker is there.
    """
    text, notes = decoded(data)
    rows = list(_rows(text))
    if not rows:
        wanted = "user, timecode, track, colour, text, separated by tabs"
        refuse("file", "is no marker list of Avid", "", wanted)
    at, assumed = counting([row[1] for _, row in rows], asked, "a marker list of Avid")
    labels = Labels(at)
    found = [
        Marker(labels.moment(row[1], f"line {number}"), row[4].strip(), colour=row[3].strip().lower())
        for number, row in rows
    ]
    labels.check()
    return Sheet(tuple(found), at.name, notes=notes + assumed)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold a place, filled up to the text."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) > 1 and cells[1].strip():
            yield number, [*cells, *[""] * _CELLS]

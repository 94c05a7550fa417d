"""The sheets as comma-separated values: every bar, every hit's landing, streamers and free clicks.

UTF-8, one head line, lines end as RFC 4180 says. A name that a spreadsheet would take for a formula is quoted by an
apostrophe; line breaks in names become blanks. Yes or nothing stands for what is so or not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from io import StringIO
from typing import TypeVar

from scenescore.formats.look_text import one_line
from scenescore.formats.spot_table import (
    BarRow,
    HitRow,
    StreamerRow,
    bars_of,
    free_clicks_of,
    hits_of,
    streamer_rows,
)
from scenescore.formats.spotted import Spotted

__all__ = ["sheet", "write_bars", "write_hits", "write_streamers"]

Row = TypeVar("Row", BarRow, HitRow, StreamerRow)
#: What makes a spreadsheet calculate instead of show.
_FORMULA = ("=", "+", "-", "@")


def write_bars(spotted: Spotted) -> bytes:
    """Encode a row for each bar."""
    return _encoded(bars_of(spotted), BarRow)


def write_hits(spotted: Spotted) -> bytes:
    """Encode a row for each hit: asked, got, and how far it is off."""
    return _encoded(hits_of(spotted.cue), HitRow)


def write_streamers(spotted: Spotted) -> bytes:
    """Encode a row for each free click, streamer and punch, in order of time."""
    rows = (*free_clicks_of(spotted.cue), *streamer_rows(spotted.cue))
    return _encoded(sorted(rows, key=lambda row: (row.at_seconds, row.starts_seconds)), StreamerRow)


def _encoded(rows: Sequence[Row], kind: type[Row]) -> bytes:
    return sheet([field.name for field in fields(kind)], (asdict(row).values() for row in rows))


def sheet(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Encode rows under the names of their columns.

    >>> sheet(["bar", "theme"], [(1, "sintel")]).splitlines()
    [b'bar,theme', b'1,sintel']
    """
    out = StringIO(newline="")
    paper = csv.writer(out, lineterminator="\r\n")
    paper.writerow(columns)
    paper.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    """A value as a spreadsheet should show it.

    >>> _cell("=SUM(A1)"), _cell(-0.5), _cell(True)
    ("'=SUM(A1)", -0.5, 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str):
        line = one_line(value)
        return f"'{line}" if line.startswith(_FORMULA) else line
    return value

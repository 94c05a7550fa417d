"""The sheet for the room, to be read and printed: bar to timecode, landings, streamers, free clicks, and what to know.

Plain text, UTF-8, columns that line up in any type of one width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scenescore.formats.count_in import count_in
from scenescore.formats.look_text import one_line
from scenescore.formats.spot_table import (
    Page,
    StreamerRow,
    bar_rows,
    free_clicks_of,
    hit_rows,
    streamer_rows,
    tempo_map,
)
from scenescore.formats.spotted import Spotted, timecode
from scenescore.model.cue import Cue
from scenescore.model.sketch import Finding
from scenescore.model.timecode import nearest_frame, rate

__all__ = ["columns", "of_the_clock", "told", "write_sheet"]

_MODES = {"steady": "one steady tempo", "flexible": "a flexible tempo", "free": "a free tempo, bars follow the picture"}
#: Checks that concern the room.
_OF_THE_CLOCK = ("hits", "tempo", "meter")


def write_sheet(spotted: Spotted) -> bytes:
    """Encode the sheet of a cue."""
    blocks = (_head(spotted), *_tables(spotted), *_known(spotted))
    return ("\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks) + "\n").encode(
        "utf-8", "replace"
    )


def columns(page: Page) -> tuple[str, ...]:
    """A title, a head and rows in columns."""
    head, rows, title = page
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows))
    return (title.upper(), *(line.rstrip() for line in lines))


def _head(spotted: Spotted) -> tuple[str, ...]:
    """Title, cue, rate, start and length, tempo and count-in."""
    scene, cue = spotted.scene, spotted.cue
    title = " ".join(word for word in (one_line(scene.cue), one_line(scene.title)) if word)
    fps = rate(cue.picture.rate)
    count = count_in(cue)
    frames = nearest_frame(cue.picture.length, fps)
    divided = ", the last bar divided" if count.is_divided else ""
    return (
        title,
        "=" * len(title),
        f"starts     {timecode(cue, Fraction(0))}",
        f"ends       {timecode(cue, cue.picture.length)}",
        f"lasts      {float(cue.picture.length):.3f} seconds, {frames} frames",
        f"rate       {cue.picture.rate} ({fps.fps} frames a second)",
        f"bars       {len(cue.bars)} of {cue.meter}{_odd(cue)}{', the first a pickup' if cue.has_pickup else ''}",
        f"tempo      {_paces(cue)}, {_MODES.get(scene.tempo_mode, scene.tempo_mode)}",
        f"count-in   {count.beats} free clicks from {timecode(cue, -count.frames / fps.fps)}{divided}",
    )


def _odd(cue: Cue) -> str:
    """How many bars are of another length."""
    odd = sum(bar.meter != cue.meter for bar in cue.bars[1 if cue.has_pickup else 0 :])
    return f", {odd} of them odd" if odd else ""


def _paces(cue: Cue) -> str:
    """Slowest and fastest tempo, for each beat that counts."""
    found: dict[str, list[float]] = {}
    for row in tempo_map(cue):
        found.setdefault(row.unit, []).append(row.bpm)
    ends = ((min(bpm), max(bpm), unit) for unit, bpm in found.items())
    return ", ".join(f"{low:g}{'' if low == high else f' to {high:g}'} {unit}s a minute" for low, high, unit in ends)


def _tables(spotted: Spotted) -> Iterator[tuple[str, ...]]:
    cue = spotted.cue
    yield columns(bar_rows(spotted))
    if cue.landings:
        yield columns(hit_rows(cue))
    yield columns(_streamer_page(streamer_rows(cue)))
    yield columns(_click_page(free_clicks_of(cue)))


def _streamer_page(rows: tuple[StreamerRow, ...]) -> Page:
    cells = tuple(
        (row.colour, f"{row.length} s" if row.length else "punch", row.starts if row.length else "", row.at, row.into)
        for row in rows
    )
    return ("colour", "long", "starts", "punch", "into"), cells, "streamers and punches"


def _click_page(rows: tuple[StreamerRow, ...]) -> Page:
    cells = tuple((str(i), row.at, f"{row.at_seconds:.3f}", row.into) for i, row in enumerate(rows, start=1))
    return ("click", "timecode", "seconds", "of the bar"), cells, "free clicks"


def _known(spotted: Spotted) -> Iterator[tuple[str, ...]]:
    """What the clock could not do, and what would help."""
    found = of_the_clock(spotted.findings)
    if found:
        yield ("WORTH KNOWING", *(line for each in found for line in told(each)))


def of_the_clock(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What of the findings concerns the room: clock, meter and hits."""
    return tuple(each for each in findings if each.check in _OF_THE_CLOCK)


def told(finding: Finding) -> Iterator[str]:
    """A finding, and what would help, smallest first."""
    yield f"{one_line(finding.place)}: {one_line(finding.message)}"
    for each in finding.relaxations:
        yield f"    try: {one_line(each.words)}"

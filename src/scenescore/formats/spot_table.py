"""The rows of a spotted cue: every bar, every change of tempo and meter, every hit's landing, streamers, free clicks.

Tempi are beats of the meter per minute (dotted quarters in 6/8); timecodes name the nearest frame; errors are music
minus picture, positive is late. Seconds count from the cue's start, so the count-in has negative ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from scenescore.formats.count_in import clicks_of, count_in, led_in
from scenescore.formats.look_text import one_line
from scenescore.formats.spotted import Spotted, beat_name, pace, timecode
from scenescore.formats.streamers import streamers_of
from scenescore.model.cue import Cue, Landing
from scenescore.model.metre import Bar
from scenescore.model.timecode import rate

__all__ = [
    "BarRow",
    "HitRow",
    "Page",
    "StreamerRow",
    "TempoRow",
    "bar_rows",
    "bars_of",
    "free_clicks_of",
    "hit_rows",
    "hits_of",
    "streamer_rows",
    "tempo_map",
    "tempo_rows",
]


@dataclass(frozen=True, slots=True)
class TempoRow:
    """From this place on: tempo (of `unit`s a minute) and meter."""

    bar: int
    beat: float
    timecode: str
    seconds: float
    bpm: float
    unit: str
    meter: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar: where it begins, its tempo and meter there, later changes of tempo in it, and what it holds.

    `is_odd` says that its meter is not the cue's (a pickup is never odd); `starts_phrase` that a phrase begins with it.
    """

    bar: int
    timecode: str
    seconds: float
    bpm: float
    unit: str
    meter: str
    tempo_changes: str
    section: str
    starts_phrase: bool
    is_odd: bool
    hits: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit: asked for and got, where it stands, how far it is off; `is_free` when it sounds beside every grid."""

    name: str
    gesture: str
    priority: str
    asked: str
    got: str
    bar: int
    beat: float
    error_ms: float
    error_frames: float
    asked_seconds: float
    got_seconds: float
    is_free: bool


@dataclass(frozen=True, slots=True)
class StreamerRow:
    """A streamer with its punch, a punch alone, or a free click (`kind`): from when to when, and into what."""

    kind: str
    colour: str
    length: int
    starts: str
    starts_seconds: float
    at: str
    at_seconds: float
    into: str


def tempo_map(cue: Cue) -> tuple[TempoRow, ...]:
    """One row for each place where tempo or meter changes."""
    ticks = {int(step.at) for step in cue.clock.steps if step.at < cue.length}
    before = None
    for bar in cue.bars:
        if bar.meter != before:
            ticks.add(int(bar.at))
        before = bar.meter
    return tuple(_tempo_row(cue, tick) for tick in sorted(ticks))


def _tempo_row(cue: Cue, tick: int) -> TempoRow:
    number, beat = cue.place(tick)
    bar, at = cue.bar(tick), cue.seconds(tick)
    unit, meter = beat_name(bar), str(bar.meter)
    return TempoRow(number, round(beat, 3), timecode(cue, at), round(float(at), 3), pace(cue, tick), unit, meter)


def bars_of(spotted: Spotted) -> tuple[BarRow, ...]:
    """One row for each bar."""
    return tuple(_bar_row(spotted, bar) for bar in spotted.cue.bars)


def _bar_row(spotted: Spotted, bar: Bar) -> BarRow:
    cue = spotted.cue
    at = cue.seconds(bar.at)
    turns = (step.at for step in cue.clock.steps if bar.at < step.at < min(bar.end, cue.length))
    sections = (f"{each.label} {each.purpose}" for each in spotted.sections if bar.at <= each.at < bar.end)
    return BarRow(
        bar.number,
        timecode(cue, at),
        round(float(at), 6),
        pace(cue, bar.at),
        beat_name(bar),
        str(bar.meter),
        ", ".join(f"{pace(cue, tick):.2f} at beat {round(cue.place(tick)[1], 3):g}" for tick in turns),
        ", ".join(sections),
        bar.number in cue.phrases,
        bar.meter != cue.meter and bar.number != 0,
        ", ".join(f"{one_line(each.hit.name)} ({_beat(each)})" for each in cue.landings if each.bar == bar.number),
    )


def _beat(landing: Landing) -> str:
    """Where in its bar a hit is written; a free onset is only near that place."""
    return f"{'near ' if landing.free is not None else ''}beat {round(landing.beat, 3):g}"


def hits_of(cue: Cue) -> tuple[HitRow, ...]:
    """One row for each hit, in order of the picture."""
    return tuple(_hit_row(cue, landing) for landing in cue.landings)


def _hit_row(cue: Cue, landing: Landing) -> HitRow:
    off = (landing.got - landing.asked) * rate(cue.picture.rate).fps
    return HitRow(
        landing.hit.name,
        landing.hit.gesture,
        landing.hit.priority,
        timecode(cue, landing.asked),
        timecode(cue, landing.got),
        landing.bar,
        round(landing.beat, 3),
        round(landing.error_ms, 3) + 0.0,
        round(float(off), 3) + 0.0,
        round(float(landing.asked), 6),
        round(float(landing.got), 6),
        landing.free is not None,
    )


def streamer_rows(cue: Cue) -> tuple[StreamerRow, ...]:
    """One row for each streamer or punch, in order of time."""
    return tuple(
        StreamerRow(
            "streamer" if each.length else "punch",
            each.colour,
            each.length,
            timecode(cue, each.start),
            round(float(each.start), 6),
            timecode(cue, each.punch),
            round(float(each.punch), 6),
            each.into,
        )
        for each in streamers_of(cue)
    )


def free_clicks_of(cue: Cue) -> tuple[StreamerRow, ...]:
    """One row for each free click before the cue, divisions left out."""
    count, led = count_in(cue), led_in(cue)
    out = []
    for click in clicks_of(cue):
        if click.at < count.length and click.weight != "division":
            at = led.seconds(click.at) - count.seconds
            code, seconds = timecode(cue, at), round(float(at), 6)
            beat = led.place(click.at)[1]
            out.append(StreamerRow("click", "", 0, code, seconds, code, seconds, f"beat {beat:g}"))
    return tuple(out)


#: Head, rows and title of something to be printed.
Page = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]
Row = TypeVar("Row")


def _page(
    columns: dict[str, Callable[[Row], str]],
    rows: Iterable[Row],
    title: str,
) -> Page:
    """Rows as text under their heads."""
    return tuple(columns), tuple(tuple(cell(row) for cell in columns.values()) for row in rows), title


def tempo_rows(cue: Cue) -> Page:
    """The tempo map to be printed: head, rows, title."""
    columns: dict[str, Callable[[TempoRow], str]] = {
        "bar": lambda row: str(row.bar),
        "beat": lambda row: f"{row.beat:g}",
        "timecode": lambda row: row.timecode,
        "seconds": lambda row: f"{row.seconds:.3f}",
        "bpm": lambda row: f"{row.bpm:.2f}",
        "of": lambda row: row.unit,
        "meter": lambda row: row.meter,
    }
    return _page(columns, tempo_map(cue), f"{len(cue.bars)} bars, {float(cue.picture.length):g} seconds")


def bar_rows(spotted: Spotted) -> Page:
    """Every bar to be printed: head, rows, title."""
    columns: dict[str, Callable[[BarRow], str]] = {
        "bar": lambda row: str(row.bar),
        "timecode": lambda row: row.timecode,
        "seconds": lambda row: f"{row.seconds:.3f}",
        "bpm": lambda row: f"{row.bpm:.2f}",
        "of": lambda row: row.unit,
        "meter": lambda row: f"{row.meter}{' odd' if row.is_odd else ''}",
        "phrase": lambda row: "begins" if row.starts_phrase else "",
        "section": lambda row: one_line(row.section),
        "tempo in the bar": lambda row: row.tempo_changes,
        "hits": lambda row: row.hits,
    }
    rows = bars_of(spotted)
    spoken = {name: cell for name, cell in columns.items() if name == "bar" or any(cell(row) for row in rows)}
    return _page(spoken, rows, "Bars")


def hit_rows(cue: Cue) -> Page:
    """The hits to be printed: head, rows, title."""
    columns: dict[str, Callable[[HitRow], str]] = {
        "hit": lambda row: one_line(row.name),
        "gesture": lambda row: row.gesture,
        "priority": lambda row: row.priority,
        "asked": lambda row: row.asked,
        "got": lambda row: row.got,
        "bar": lambda row: str(row.bar),
        "beat": lambda row: f"{'near ' if row.is_free else ''}{row.beat:g}",
        "ms": lambda row: f"{row.error_ms:+.2f}",
        "frames": lambda row: f"{row.error_frames:+.2f}",
    }
    rows = hits_of(cue)
    return _page(columns, rows, f"{len(rows)} hit{'' if len(rows) == 1 else 's'}")

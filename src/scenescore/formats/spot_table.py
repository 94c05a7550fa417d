"""The sheet of a spotted cue: where tempo and meter change, and where each hit lands; as rows and as text.

Tempi are beats of the meter per minute (dotted quarters in 6/8); timecodes name the nearest frame; errors are music
minus picture, positive is late.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.cue import Cue, Landing
from scenescore.model.time import TICKS_PER_QUARTER, Seconds
from scenescore.model.timecode import label_of, nearest_frame, rate

__all__ = ["HitRow", "TempoRow", "hit_rows", "hits_of", "tempo_map", "tempo_rows"]

_BEATS = {1: "eighth", 2: "quarter", 3: "dotted quarter", 4: "half", 6: "dotted half", 8: "whole"}


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
class HitRow:
    """A hit: asked for and got, where it stands, how far it is off."""

    name: str
    gesture: str
    priority: str
    asked: str
    got: str
    bar: int
    beat: float
    error_ms: float
    error_frames: float


def _timecode(cue: Cue, at: Seconds) -> str:
    fps = rate(cue.picture.rate)
    return label_of(cue.picture.start_frame + nearest_frame(at, fps), fps)


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
    bar, beat = cue.place(tick)
    meter, at = cue.bar(tick).meter, cue.seconds(tick)
    bpm = round(cue.clock.bpm(tick) * TICKS_PER_QUARTER / meter.beat, 2)
    unit = _BEATS.get(meter.beat * 2 // TICKS_PER_QUARTER, "beat")
    return TempoRow(bar, round(beat, 3), _timecode(cue, at), round(float(at), 3), bpm, unit, str(meter))


def hits_of(cue: Cue) -> tuple[HitRow, ...]:
    """One row for each hit, in order of the picture."""
    return tuple(_hit_row(cue, landing) for landing in cue.landings)


def _hit_row(cue: Cue, landing: Landing) -> HitRow:
    off = (landing.got - landing.asked) * rate(cue.picture.rate).fps
    return HitRow(
        landing.hit.name,
        landing.hit.gesture,
        landing.hit.priority,
        _timecode(cue, landing.asked),
        _timecode(cue, landing.got),
        landing.bar,
        round(landing.beat, 3),
        round(landing.error_ms, 3) + 0.0,
        round(float(off), 3) + 0.0,
    )


Page = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]


def tempo_rows(cue: Cue) -> Page:
    """The tempo map to be printed: head, rows, title."""
    rows = tuple(
        (str(row.bar), f"{row.beat:g}", row.timecode, f"{row.seconds:.3f}", f"{row.bpm:.2f}", row.unit, row.meter)
        for row in tempo_map(cue)
    )
    title = f"{len(cue.bars)} bars, {float(cue.picture.length):g} seconds"
    return ("bar", "beat", "timecode", "seconds", "bpm", "of", "meter"), rows, title


def hit_rows(cue: Cue) -> Page:
    """The hits to be printed: head, rows, title."""
    rows = tuple(
        (
            row.name,
            row.gesture,
            row.priority,
            row.asked,
            row.got,
            str(row.bar),
            f"{row.beat:g}",
            f"{row.error_ms:+.2f}",
            f"{row.error_frames:+.2f}",
        )
        for row in hits_of(cue)
    )
    head = ("hit", "gesture", "priority", "asked", "got", "bar", "beat", "ms", "frames")
    return head, rows, f"{len(rows)} hit{'' if len(rows) == 1 else 's'}"

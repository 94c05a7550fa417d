"""The ruler on top: time and timecode, bar numbers and meters, tempo."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scenescore.formats.look_canvas import GREY, INK, PALE, Paper, Sheet
from scenescore.formats.look_text import Tag, lanes, width
from scenescore.model.cue import Cue, Picture
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.timecode import label_of, nearest_frame, rate

_STEPS = (0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600)
_NOTE = {480: "♪", 960: "♩", 1440: "♩.", 1920: "𝅗𝅥", 720: "♪."}
#: Tempo steps smaller than this (parts of one) are rounding, not music.
_AUDIBLE = 0.002
HEIGHT = 66
#: Height of the ruler's line, and what odd bars and new tempi are marked with.
_LINE = 0.46
_MARK = "#b3005e"


def clock_label(seconds: float) -> str:
    """A moment as minutes and seconds.

    >>> clock_label(75), clock_label(2.5)
    ('1:15', '0:02.5')
    """
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}" if rest % 1 else f"{int(minutes)}:{int(rest):02}"


def draw_ruler(sheet: Sheet, top: float) -> None:
    """Draw time, timecode, bars and tempo."""
    panel = sheet.panel(top, HEIGHT)
    panel.axhline(_LINE, color=INK, linewidth=0.9)
    draw_times(sheet, panel)
    _bars(sheet, panel)
    _tempi(sheet, panel)
    has_timecode = sheet.sketch.cue.picture.start_frame > 0
    sheet.margin(top, 34 if has_timecode else 30, "time")
    sheet.margin(top + 36, 12, f"bar, {sheet.sketch.cue.bars[0].meter}")
    sheet.margin(top + 52, 14, "tempo")


def draw_times(sheet: Paper, panel: Any) -> None:
    """Write minutes and seconds, and timecodes where the scene has them, into the upper half of a panel."""
    picture = sheet.cue.picture
    has_timecode = picture.start_frame > 0
    wanted = 86 if has_timecode else 58
    step = next((s for s in _STEPS if s * sheet.scale >= wanted), _STEPS[-1])
    moments = [i * step for i in range(int(sheet.length / step + 1e-6) + 1)]
    codes = [_timecode(picture, at) for at in moments] if has_timecode else []
    for at in moments:
        panel.plot([at, at], [_LINE, 0.60], color=INK, linewidth=0.9, clip_on=False)
        _centred(sheet, panel, at, clock_label(at), 0.86 if has_timecode else 0.74, 8.5, INK)
    tags = [Tag(_start(sheet, at, code, 6.3), width(code, 6.3)) for at, code in zip(moments, codes, strict=False)]
    for at, code, lane in zip(moments, codes, lanes(tags, 4, 1), strict=False):
        if lane is not None:
            _centred(sheet, panel, at, code, 0.68, 6.3, GREY)


def _timecode(picture: Picture, seconds: float) -> str:
    fps = rate(picture.rate)
    return label_of(picture.start_frame + nearest_frame(Fraction(seconds), fps), fps)


def _start(sheet: Paper, at: float, text: str, size: float) -> float:
    """Where a text begins that is centred at a moment but stays on the sheet, in pixels."""
    wide = width(text, size)
    return min(max(0.0, at * sheet.scale - wide / 2), sheet.length * sheet.scale - wide)


def _centred(sheet: Paper, panel: Any, at: float, text: str, y: float, size: float, colour: str) -> None:
    x = _start(sheet, at, text, size) / sheet.scale
    panel.text(x, y, text, fontsize=size, va="center", color=colour)


def _bars(sheet: Sheet, panel: Any) -> None:
    cue = sheet.sketch.cue
    narrow = min(float(cue.seconds(bar.end) - cue.seconds(bar.at)) for bar in cue.bars) * sheet.scale
    every = next(n for n in (1, 2, 4, 8, 16, 32, 64) if n * narrow >= 22 or n == 64)  # noqa: PLR2004
    before = None
    for bar in cue.bars:
        at = sheet.seconds(bar.at)
        is_named = (bar.number - 1) % every == 0
        panel.plot([at, at], [_LINE, 0.28 if is_named else 0.37], color=INK, linewidth=0.7)
        number = str(bar.number) if is_named else ""
        panel.text(at + 3 / sheet.scale, 0.345, number, fontsize=7.5, va="center", color=INK)
        if before not in {None, bar.meter} and bar.meter != cue.meter:
            x = at + (7 + width(number, 7.5)) / sheet.scale
            panel.text(x, 0.35, str(bar.meter), fontsize=6.8, weight="bold", color=_MARK, va="center")
        before = bar.meter


def tempi(cue: Cue) -> Iterator[tuple[int, float]]:
    """Ticks at which the tempo audibly changes, with beats per minute from there on."""
    before = 0.0
    for step in cue.clock.steps:
        if step.at < cue.length and abs(step.bpm - before) > _AUDIBLE * step.bpm:
            yield step.at, step.bpm * TICKS_PER_QUARTER / cue.meter.beat
            before = step.bpm


def _tempi(sheet: Sheet, panel: Any) -> None:
    marks = list(tempi(sheet.sketch.cue))
    beat = _NOTE.get(sheet.sketch.cue.meter.beat, "♩")
    texts = [f"{beat} = {bpm:.1f}".removesuffix(".0") for _, bpm in marks]
    tags = [
        Tag(sheet.seconds(at) * sheet.scale, width(text, 7.5) + 8) for (at, _), text in zip(marks, texts, strict=True)
    ]
    for (tick, _), text, lane in zip(marks, texts, lanes(tags, 6, 1), strict=True):
        at = sheet.seconds(tick)
        panel.plot([at, at], [0.02, 0.18], color=_MARK if tick else PALE, linewidth=1.2)
        if lane is not None and (sheet.length - at) * sheet.scale > width(text, 7.5) + 4:
            panel.text(at + 4 / sheet.scale, 0.06, text, fontsize=7.5, va="center", color=INK)

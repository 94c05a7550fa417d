"""The lower panels: intensity and tension as they were asked for, and as the music achieves them."""

from __future__ import annotations

from typing import Any

from scenescore.formats.look_canvas import GREY, INK, PALE, Sheet
from scenescore.formats.look_plan import draw_picture_lines
from scenescore.model.sketch import Curve

_ACHIEVED, _HARMONY = "#0072b2", "#d55e00"
#: Heading, asked and achieved curve, colour, and a third curve with its name.
_PAIRS = (
    ("intensity", "asked-intensity", "achieved-intensity", _ACHIEVED, ""),
    ("tension", "asked-tension", "achieved-tension", _HARMONY, "harmonic-tension"),
)
#: Points between the two panels.
_GAP = 24


def _points(sheet: Sheet, curve: Curve) -> tuple[list[float], list[float]]:
    """A curve from the cue's first to its last moment; its ends are held."""
    at = [float(moment) for moment, _ in curve.points]
    values = [float(value) for _, value in curve.points]
    return [0.0, *at, sheet.length], [values[0], *values, values[-1]]


def draw_curves(sheet: Sheet, top: float, height: float) -> None:
    """Draw what was asked and what is achieved, intensity above tension, each pair in a panel of its own."""
    each = (height - _GAP) / len(_PAIRS)
    for number, pair in enumerate(_PAIRS):
        _draw_pair(sheet, top + number * (each + _GAP), each, pair)


def _draw_pair(sheet: Sheet, top: float, height: float, pair: tuple[str, str, str, str, str]) -> None:
    """Draw one panel: the achieved curve filled, the asked one dashed, what harmony gives in thin dots."""
    heading, asked, achieved, colour, part = pair
    panel = sheet.panel(top, height)
    panel.set_ylim(0, 1.04)
    panel.patch.set_alpha(1)
    panel.patch.set_facecolor("#fafafa")
    for level in (0.0, 0.5, 1.0):
        panel.axhline(level, color=PALE, linewidth=0.7, zorder=0.2)
        sheet.note(70, top + height * (1 - level / 1.04), f"{level:g}", 7, ha="right", color=GREY)
    draw_picture_lines(sheet, panel)
    found = {curve.name: curve for curve in sheet.sketch.curves if curve.points}
    if achieved in found:
        x, y = _points(sheet, found[achieved])
        panel.fill_between(x, y, color=colour, alpha=0.22, linewidth=0, zorder=2)
        panel.plot(x, y, color=colour, linewidth=1.6, zorder=3)
    if part in found:
        x, y = _points(sheet, found[part])
        panel.plot(x, y, color=colour, linewidth=0.9, linestyle=(0, (1, 2)), zorder=3.5)
    if asked in found:
        x, y = _points(sheet, found[asked])
        panel.plot(x, y, color=INK, linewidth=1.3, linestyle=(0, (4, 2)), zorder=4)
    _names(sheet, top, heading, colour, is_split=part in found)


def _names(sheet: Sheet, top: float, heading: str, colour: str, *, is_split: bool) -> None:
    style: dict[str, Any] = {"color": INK}
    sheet.note(92, top - 9, heading, 8.5, weight="bold", **style)
    sheet.note(160, top - 9, "╌╌", 9, **style)
    sheet.note(186, top - 9, "asked", 8, **style)
    sheet.note(234, top - 9, "━━", 9, color=colour)
    sheet.note(260, top - 9, "achieved", 8, color=colour)
    if is_split:
        sheet.note(322, top - 9, "┈┈", 9, color=colour)
        sheet.note(348, top - 9, "by harmony alone", 8, color=colour)

"""The lower panel: the intensity that was asked for, and the one that the music achieves."""

from __future__ import annotations

from typing import Any

from scenescore.formats.look_canvas import GREY, INK, PALE, Sheet
from scenescore.formats.look_plan import draw_picture_lines
from scenescore.model.sketch import Curve

_ACHIEVED = "#0072b2"
ASKED_NAME, ACHIEVED_NAME = "asked-intensity", "achieved-intensity"


def _points(sheet: Sheet, curve: Curve) -> tuple[list[float], list[float]]:
    """A curve from the cue's first to its last moment; its ends are held."""
    at = [float(moment) for moment, _ in curve.points]
    values = [float(value) for _, value in curve.points]
    return [0.0, *at, sheet.length], [values[0], *values, values[-1]]


def draw_curves(sheet: Sheet, top: float, height: float) -> None:
    """Draw both curves, with names beside them."""
    panel = sheet.panel(top, height)
    panel.set_ylim(0, 1.04)
    panel.patch.set_alpha(1)
    panel.patch.set_facecolor("#fafafa")
    for level in (0.0, 0.5, 1.0):
        panel.axhline(level, color=PALE, linewidth=0.7, zorder=0.2)
        sheet.note(70, top + height * (1 - level / 1.04), f"{level:g}", 7, ha="right", color=GREY)
    draw_picture_lines(sheet, panel)
    found = {curve.name: curve for curve in sheet.sketch.curves if curve.points}
    if ACHIEVED_NAME in found:
        x, y = _points(sheet, found[ACHIEVED_NAME])
        panel.fill_between(x, y, color=_ACHIEVED, alpha=0.22, linewidth=0, zorder=2)
        panel.plot(x, y, color=_ACHIEVED, linewidth=1.6, zorder=3)
    if ASKED_NAME in found:
        x, y = _points(sheet, found[ASKED_NAME])
        panel.plot(x, y, color=INK, linewidth=1.3, linestyle=(0, (4, 2)), zorder=4)
    _names(sheet, top)


def _names(sheet: Sheet, top: float) -> None:
    style: dict[str, Any] = {"color": INK}
    sheet.note(92, top - 9, "intensity", 8.5, weight="bold", **style)
    sheet.note(160, top - 9, "╌╌", 9, **style)
    sheet.note(186, top - 9, "asked", 8, **style)
    sheet.note(234, top - 9, "━━", 9, color=_ACHIEVED)
    sheet.note(260, top - 9, "achieved", 8, color=_ACHIEVED)

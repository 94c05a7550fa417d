"""The tempo of a cue in steps, with its figures, and the spans in which a ritardando or accelerando was asked for."""

from __future__ import annotations

from typing import Any

from scenescore.formats.look_canvas import GREY, INK, LEFT, PALE, PAPER, Paper
from scenescore.formats.look_text import Tag, lanes, width
from scenescore.formats.spotted import pace

__all__ = ["draw_tempo"]

_LINE, _SPAN, _BORDER = "#d55e00", "#e69f00", "#0072b2"
#: A steady tempo is shown with this much room around it (parts of one), a wild one with its own.
_LEAST_ROOM = 0.1
_GRID = (0.5, 1, 2, 5, 10, 20, 50)


def draw_tempo(paper: Paper, top: float, height: float) -> None:
    """Draw beats per minute over time."""
    steps = _steps(paper)
    found = [bpm for _, bpm in steps]
    middle = (min(found) + max(found)) / 2
    room = max(_LEAST_ROOM * middle, 0.75 * (max(found) - min(found)))
    low, high = middle - room, middle + room
    panel = paper.panel(top, height)
    panel.set_ylim(low, high)
    _spans(paper, panel)
    _grid(paper, panel, top, height, (low, high))
    for bar in paper.cue.bars:
        if bar.number in paper.cue.phrases:
            panel.axvline(paper.seconds(bar.at), color=_BORDER, linewidth=0.8, alpha=0.35, zorder=1)
    ends = [at for at, _ in steps[1:]] + [paper.length]
    x = [moment for (at, _), end in zip(steps, ends, strict=True) for moment in (at, end)]
    y = [value for _, bpm in steps for value in (bpm, bpm)]
    panel.plot(x, y, color=_LINE, linewidth=2, zorder=3, solid_joinstyle="miter")
    _figures(paper, panel, steps, (high - low) / height)
    paper.note(LEFT + 5, top + 8, "beats a minute", 7.5, color=GREY)


def _steps(paper: Paper) -> list[tuple[float, float]]:
    """Moments at which the tempo changes as it is counted there, and the tempo from there on."""
    cue = paper.cue
    ticks = sorted(
        {int(step.at) for step in cue.clock.steps if step.at < cue.length} | {int(bar.at) for bar in cue.bars}
    )
    out: list[tuple[float, float]] = []
    for tick in ticks:
        bpm = pace(cue, tick)
        if tick < cue.length and (not out or bpm != out[-1][1]):
            out.append((paper.seconds(tick), bpm))
    return out


def _spans(paper: Paper, panel: Any) -> None:
    for span in paper.cue.picture.tempo_changes:
        panel.axvspan(float(span.start), float(span.end), color=_SPAN, alpha=0.16, linewidth=0, zorder=0.5)
        text = "rit." if span.speed < 1 else "accel."
        style = {"fontsize": 8, "style": "italic", "color": INK, "va": "bottom", "zorder": 5}
        low, high = panel.get_ylim()
        panel.text(float(span.start) + 4 / paper.scale, low + 0.03 * (high - low), text, **style)


def _grid(paper: Paper, panel: Any, top: float, height: float, ends: tuple[float, float]) -> None:
    """Draw a line at each round tempo, and write it in the margin."""
    low, high = ends
    step = next((each for each in _GRID if (high - low) / each <= height / 28), _GRID[-1])
    count = int(low / step) + 1
    while count * step < high:
        panel.axhline(count * step, color=PALE, linewidth=0.6, zorder=0.4)
        y = top + height * (high - count * step) / (high - low)
        paper.note(76, y, f"{count * step:g}", 7, ha="right", color=GREY)
        count += 1


def _figures(paper: Paper, panel: Any, steps: list[tuple[float, float]], pixel: float) -> None:
    """Write as many tempi as there is room for, the largest changes first."""
    before = [bpm for _, bpm in steps[:1]] + [bpm for _, bpm in steps]
    texts = [f"{bpm:.1f}".removesuffix(".0") for _, bpm in steps]
    tags = [
        Tag(_start(paper, at, text), width(text, 8, "bold") + 4, -round(1000 * abs(bpm - old)) if i else -(10**9))
        for i, ((at, bpm), old, text) in enumerate(zip(steps, before, texts, strict=False))
    ]
    for (_, bpm), tag, text, lane in zip(steps, tags, texts, lanes(tags, 4, 1), strict=True):
        if lane is not None:
            box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
            style = {"fontsize": 8, "weight": "bold", "color": _LINE, "va": "center", "zorder": 4, "bbox": box}
            panel.text(tag.start / paper.scale, bpm + 11 * pixel, text, **style)


def _start(paper: Paper, at: float, text: str) -> float:
    """Where a figure begins, in pixels, so that it stays on the paper."""
    return min(at * paper.scale + 4, paper.length * paper.scale - width(text, 8, "bold") - 4)

"""Draw how a cue lies on its picture: time and dialogue, bars and phrases, the tempo in steps, and every hit's landing.

From top to bottom on one ruler of time; the line of a hit leads from the picture through bar and tempo down to its
flag, where its gesture and its error stand. The same cue gives the same bytes.
"""

from __future__ import annotations

from typing import Any

from scenescore.formats.look_canvas import (
    GREY,
    HIGH,
    INK,
    LEFT,
    PAPER,
    RIGHT,
    WIDE,
    Kind,
    Paper,
    drawing,
    new_figure,
    saved,
)
from scenescore.formats.look_landings import HIT_ROW, draw_landings, hit_lanes
from scenescore.formats.look_plan import draw_flag_key, hit_line
from scenescore.formats.look_ruler import clock_label, draw_times
from scenescore.formats.look_tempo import draw_tempo
from scenescore.formats.look_text import Tag, fitted, lanes, one_line, width
from scenescore.formats.spot_table import tempo_map
from scenescore.formats.spotted import Spotted
from scenescore.model.metre import Bar

__all__ = ["draw_spotting", "lay_out"]

_TIMES, _SPEECH, _BARS, _TEMPO, _FOOT = 66, 18, 46, 320, 14
#: Odd bars, pickups and borders of phrases.
ODD, PICKUP, PHRASE = "#b3005e", "#6b7280", "#0072b2"
_SPOKEN = "#7b6fa8"
#: What keeps lines from crossing figures.
_BOX = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.8}


def draw_spotting(spotted: Spotted, kind: Kind = "png") -> bytes:
    """Draw a spotted cue, 1600 pixels wide and 900 high or less, as PNG or SVG."""
    with drawing():
        paper = Paper(new_figure(), spotted.cue)
        foot = lay_out(paper)
        _heading(paper, spotted)
        return saved(paper, kind, foot)


def lay_out(paper: Paper) -> float:
    """Stack the panels; the tempo takes what the others leave, up to a third of the sheet. Gives back the foot."""
    found = hit_lanes(paper)
    rows = 1 + max((lane for lane in found if lane is not None), default=-1)
    top = 64.0
    tempo = top + _TIMES / 2 + 4 + _SPEECH + 6 + _BARS + 10
    flags = min(HIGH - _FOOT - HIT_ROW * rows, tempo + _TEMPO + 14)
    _hit_lines(paper, top + 30, flags)
    draw_times(paper, paper.panel(top, _TIMES))
    paper.margin(top, 34, "time")
    top += _TIMES / 2 + 4
    _dialogue(paper, top)
    top += _SPEECH + 6
    _bars(paper, top)
    draw_tempo(paper, tempo, flags - 14 - tempo)
    draw_landings(paper, flags, found)
    return flags + HIT_ROW * rows + _FOOT


def _hit_lines(paper: Paper, top: float, foot: float) -> None:
    """Carry every hit from the picture to its flag."""
    panel = paper.panel(top, foot - top)
    for landing in paper.cue.landings:
        panel.axvline(float(landing.got), **hit_line(landing))


def _dialogue(paper: Paper, top: float) -> None:
    """Draw where somebody speaks."""
    panel = paper.panel(top, _SPEECH)
    panel.axhline(1, color=INK, linewidth=0.9)
    for speech in paper.cue.picture.dialogue:
        start, end = float(speech.start), float(speech.end)
        panel.axvspan(start, end, ymin=0.1, ymax=0.9, color=_SPOKEN, alpha=0.3, linewidth=0)
        text = fitted(["dialogue", "“ ”"], (end - start) * paper.scale - 6, 7)
        style = {"fontsize": 7, "color": "#4a3f7a", "va": "center", "style": "italic"}
        panel.text(start + 4 / paper.scale, 0.5, text, **style)
    if paper.cue.picture.dialogue:
        paper.margin(top, _SPEECH, "dialogue")


def _bars(paper: Paper, top: float) -> None:
    """Draw bar lines, numbers, phrases, and meters where they change; bars of another length are coloured."""
    panel, cue = paper.panel(top, _BARS), paper.cue
    for bar in cue.bars:
        colour = _colour(paper, bar)
        if colour:
            panel.axvspan(paper.seconds(bar.at), paper.seconds(bar.end), color=colour, alpha=0.22, linewidth=0)
        at, begins = paper.seconds(bar.at), bar.number in cue.phrases
        style: dict[str, Any] = {"color": PHRASE, "linewidth": 1.8} if begins else {"color": INK, "linewidth": 0.6}
        panel.plot([at, at], [0, 1 if begins else 0.8], clip_on=False, **style)
    _numbers(paper, panel)
    _meters(paper, panel)
    paper.margin(top, 20, "bar, phrase")
    paper.margin(top + 24, 20, "meter")


def _colour(paper: Paper, bar: Bar) -> str:
    if bar.number == 0:
        return PICKUP
    return ODD if bar.meter != paper.cue.meter else ""


def _numbers(paper: Paper, panel: Any) -> None:
    """Number as many bars as there is room for, those that begin phrases first."""
    cue = paper.cue
    narrow = min(paper.seconds(bar.end) - paper.seconds(bar.at) for bar in cue.bars) * paper.scale
    every = next(n for n in (1, 2, 4, 8, 16, 32, 64) if n * narrow >= 22 or n == 64)  # noqa: PLR2004
    named = [bar for bar in cue.bars if bar.number in cue.phrases or (bar.number - 1) % every == 0]
    tags = [
        Tag(paper.seconds(bar.at) * paper.scale + 3, width(str(bar.number), 7.5), 0 if bar.number in cue.phrases else 1)
        for bar in named
    ]
    for bar, tag, lane in zip(named, tags, lanes(tags, 4, 1), strict=True):
        if lane is not None:
            bold = "bold" if bar.number in cue.phrases else "normal"
            panel.text(
                tag.start / paper.scale, 0.72, str(bar.number), fontsize=7.5, va="center", color=INK, weight=bold
            )


def _meters(paper: Paper, panel: Any) -> None:
    """Write the meter where it changes, odd ones before the return to the usual one."""
    before, marked = None, []
    for bar in paper.cue.bars:
        if bar.meter != before:
            marked.append(bar)
        before = bar.meter
    tags = [
        Tag(
            paper.seconds(bar.at) * paper.scale + 3, width(str(bar.meter), 7.5, "bold"), 0 if _colour(paper, bar) else 1
        )
        for bar in marked
    ]
    for bar, tag, lane in zip(marked, tags, lanes(tags, 3, 1), strict=True):
        if lane is not None:
            colour = _colour(paper, bar) or INK
            style = {"fontsize": 7.5, "weight": "bold", "va": "center", "color": colour, "bbox": _BOX}
            panel.text(tag.start / paper.scale, 0.26, str(bar.meter), **style)


def _heading(paper: Paper, spotted: Spotted) -> None:
    """Title, the cue in figures, and what the signs mean."""
    scene = spotted.scene
    title = fitted([one_line(scene.title)], WIDE - LEFT - RIGHT - 700, 19, "bold")
    paper.note(LEFT, 25, title, 19, weight="bold")
    if scene.cue:
        paper.note(LEFT + width(title, 19, "bold") + 14, 27, one_line(scene.cue), 12, color=GREY)
    paper.note(
        LEFT,
        50,
        fitted([" · ".join(fact for fact in _facts(spotted) if fact)], WIDE - LEFT - RIGHT - 400, 9),
        9,
        color=GREY,
    )
    if paper.cue.landings:
        draw_flag_key(paper, WIDE - RIGHT, 50)
    _key(paper, WIDE - RIGHT, 25)


def _facts(spotted: Spotted) -> list[str]:
    cue = spotted.cue
    found = [row.bpm for row in tempo_map(cue)]
    low, high = min(found), max(found)
    odd = sum(bar.meter != cue.meter for bar in cue.bars if bar.number)
    landed = [abs(each.error_ms) for each in cue.landings if each.hit.priority == "must"]
    return [
        f"{clock_label(round(float(cue.picture.length), 1))} at {cue.picture.rate} fps",
        f"{len(cue.bars)} bars of {cue.meter}" + (f", {odd} odd" if odd else ""),
        f"{low:g} bpm" if low == high else f"{low:g} to {high:g} bpm",
        f"{len(cue.landings)} hit{'' if len(cue.landings) == 1 else 's'}",
        f"{len(landed)} must, worst {max(landed):.2f} ms" if landed else "",
    ]


def _key(paper: Paper, right: float, y: float) -> None:
    """Show what colours of bars and lines mean."""
    x = right
    for text, colour, sign in (("odd bar", ODD, "█"), ("pickup", PICKUP, "█"), ("phrase", PHRASE, "┃")):
        x -= width(text, 8)
        paper.note(x, y, text, 8, color=INK)
        x -= 14
        paper.note(x, y, sign, 8, color=colour, alpha=0.6)
        x -= 12

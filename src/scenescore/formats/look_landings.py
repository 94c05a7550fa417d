"""The flags of hits below the tempo: name, gesture and by how much each is off."""

from __future__ import annotations

from typing import Any

from scenescore.formats.look_canvas import Paper
from scenescore.formats.look_plan import FLAGS, hit_line
from scenescore.formats.look_text import Tag, fitted, lanes, one_line, width
from scenescore.model.cue import Landing
from scenescore.model.scene import PRIORITIES
from scenescore.model.timecode import rate

__all__ = ["HIT_ROW", "draw_landings", "hit_lanes"]

HIT_ROW = 34
_FLAG, _NAME, _LINE, _MOST_LANES, _LONGEST = 29, 8, 6.8, 12, 190
#: What is further off than it may be.
_LATE, _LATE_ON_DARK = "#b3005e", "#ff8fc7"


def hit_lanes(paper: Paper) -> list[int | None]:
    """In which row each hit's flag stands; None where there is no room for it."""
    tags = [_tag(paper, landing) for landing in paper.cue.landings]
    return lanes(tags, 5, _MOST_LANES)


def draw_landings(paper: Paper, top: float, rows: list[int | None]) -> None:
    """Draw a flag for each hit, and its line down to it."""
    if not rows:
        return
    height = HIT_ROW * (1 + max((row for row in rows if row is not None), default=0))
    panel = paper.panel(top, height)
    panel.set_ylim(height, 0)
    for landing, row in zip(paper.cue.landings, rows, strict=True):
        if row is not None:
            at = float(landing.got)
            panel.plot([at, at], [-2, row * HIT_ROW + _FLAG], zorder=1, clip_on=False, **hit_line(landing))
            _flag(paper, panel, landing, row * HIT_ROW)
    paper.margin(top, _FLAG, "hits")


def _name(landing: Landing) -> str:
    return fitted([one_line(landing.hit.name)], _LONGEST, _NAME, "bold")


def _frames(paper: Paper, landing: Landing) -> float:
    return float((landing.got - landing.asked) * rate(paper.cue.picture.rate).fps)


def _said(paper: Paper, landing: Landing) -> str:
    """Gesture, and the error in milliseconds and frames."""
    frames = _frames(paper, landing)
    off = "on its frame" if abs(landing.error_ms) < 1 else f"{landing.error_ms:+.0f} ms, {frames:+.1f} frames"
    free = " · free onset" if landing.free is not None else ""
    return f"{landing.hit.gesture} · {off}{free}"


def _is_off(paper: Paper, landing: Landing) -> bool:
    """Whether a hit is further off than it may be, or beside every grid."""
    allowed = 0.0 if landing.hit.priority == "must" else float(landing.hit.tolerance)
    is_late = abs(landing.error_ms) >= 1 and abs(_frames(paper, landing)) > allowed
    return is_late or landing.free is not None


def _wide(paper: Paper, landing: Landing) -> float:
    return max(width(_name(landing), _NAME, "bold"), width(_said(paper, landing), _LINE)) + 10


def _tag(paper: Paper, landing: Landing) -> Tag:
    """Right of its line, or left where the paper ends."""
    wide, x = _wide(paper, landing), float(landing.got) * paper.scale
    start = x - wide if x + wide > paper.length * paper.scale else x
    return Tag(start, wide, PRIORITIES.index(landing.hit.priority))


def _flag(paper: Paper, panel: Any, landing: Landing, y: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy

    tag = _tag(paper, landing)
    face, edge, ink = FLAGS[landing.hit.priority]
    style: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": 0.8, "clip_on": False, "zorder": 3}
    panel.add_patch(Rectangle((tag.start / paper.scale, y), tag.width / paper.scale, _FLAG, **style))
    x = (tag.start + 5) / paper.scale
    panel.text(x, y + 9, _name(landing), fontsize=_NAME, weight="bold", color=ink, va="center", zorder=4)
    colour = (_LATE_ON_DARK if landing.hit.priority == "must" else _LATE) if _is_off(paper, landing) else ink
    panel.text(x, y + 21, _said(paper, landing), fontsize=_LINE, color=colour, va="center", zorder=4)

"""Draw a sketch so that a composer or a director sees at once what happens when.

From top to bottom on one ruler of time: bars and tempo, sections, chords, hits, the piano roll with theme statements
and dialogue, percussion, and intensity and tension as asked for and as achieved. The same sketch gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenescore.formats.look_canvas import GREY, HIGH, LEFT, RIGHT, WIDE, Kind, Sheet, drawing, new_figure, saved
from scenescore.formats.look_curves import draw_curves
from scenescore.formats.look_plan import (
    CHORDS,
    SECTIONS,
    draw_chords,
    draw_flag_key,
    draw_flags,
    draw_sections,
    flag_lanes,
)
from scenescore.formats.look_roll import DRUM_ROW, draw_drums, draw_roll, drum_rows, legend, pitched
from scenescore.formats.look_ruler import HEIGHT as RULER
from scenescore.formats.look_ruler import clock_label, draw_ruler, tempi
from scenescore.formats.look_text import fitted, one_line, width
from scenescore.model.affect import Affect
from scenescore.model.sketch import Sketch

__all__ = ["draw"]

_CURVES, _FOOT = 168, 14


def draw(sketch: Sketch, kind: Kind = "png") -> bytes:
    """Draw a sketch, 1600 by 900 pixels, as PNG or SVG."""
    with drawing():
        sheet = Sheet(new_figure(), sketch.cue, sketch)
        _lay_out(sheet)
        return saved(sheet, kind)


def _lay_out(sheet: Sheet) -> None:
    """Stack the panels; the roll takes what the others leave."""
    top = 64.0
    draw_ruler(sheet, top)
    top += RULER + 4
    draw_sections(sheet, top)
    top += SECTIONS + 2
    draw_chords(sheet, top)
    top += CHORDS + 2
    top += draw_flags(sheet, top, flag_lanes(sheet))
    drums = drum_rows(sheet)
    foot = HIGH - _FOOT - _CURVES
    drums_top = foot - 24 - DRUM_ROW * len(drums)
    draw_roll(sheet, top, drums_top - top - (4 if drums else 0))
    if drums:
        draw_drums(sheet, drums_top, drums)
    draw_curves(sheet, foot, _CURVES)
    _heading(sheet, is_drummed=bool(drums))


def _heading(sheet: Sheet, *, is_drummed: bool) -> None:
    """Title, what the scene asked for, and the names of the colours."""
    scene = sheet.sketch.scene
    title = fitted([one_line(scene.title)], WIDE - LEFT - RIGHT - 600, 19, "bold")
    sheet.note(LEFT, 25, title, 19, weight="bold")
    if scene.cue:
        sheet.note(LEFT + width(title, 19, "bold") + 14, 27, one_line(scene.cue), 12, color=GREY)
    sheet.note(LEFT, 50, fitted([" · ".join(_facts(sheet))], WIDE - LEFT - RIGHT - 190, 9), 9, color=GREY)
    legend(sheet, pitched(sheet), is_drummed, WIDE - RIGHT, 25)
    if sheet.sketch.cue.landings:
        draw_flag_key(sheet, WIDE - RIGHT, 50)


def _facts(sheet: Sheet) -> list[str]:
    sketch = sheet.sketch
    heard = [bpm for _, bpm in tempi(sketch.cue)]
    slow, fast = round(min(heard)), round(max(heard))
    pace = f"{slow} bpm" if slow == fast else f"{slow} to {fast} bpm"
    length = clock_label(round(sheet.length, 1))
    return [
        mood_words(sketch.scene.mood),
        sketch.ensemble.replace("-", " "),
        f"{length} at {sketch.cue.picture.rate} fps",
        f"{len(sketch.cue.bars)} bars of {sketch.cue.meter}, {pace}",
        f"ends with {sketch.ending.replace('-', ' ')}" if sketch.ending else "",
        f"seed {sketch.scene.seed}",
        f"scenescore {sketch.version}",
    ]


def mood_words(mood: str | Affect | Mapping[str, float]) -> str:
    """A mood as it was asked for.

    >>> mood_words({"ominous": 2, "wistful": 1}), mood_words(Affect(-0.5, 0.25))
    ('ominous + wistful', 'valence -0.5, arousal 0.25')
    """
    if isinstance(mood, str):
        return mood
    if isinstance(mood, Affect):
        return f"valence {mood.valence:g}, arousal {mood.arousal:g}"
    return " + ".join(sorted(mood, key=lambda word: (-mood[word], word)))

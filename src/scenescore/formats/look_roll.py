"""The piano roll: every note that sounds, coloured by its layer, stronger where it is louder; percussion on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scenescore.formats.look_canvas import GREY, INK, PALE, ROLES, Sheet
from scenescore.formats.look_plan import draw_picture_lines
from scenescore.formats.look_text import Tag, fitted, one_line, width
from scenescore.model.sketch import Part
from scenescore.model.theme import Statement

DRUM_ROW = 15
_MOST_DRUM_ROWS = 5
_OCTAVE = 12
_FULL = 127
_THICK = 0.86
#: The strength of what is written but not yet played, and the height of a line of names in pixels.
_WRITTEN, _NAME = 80, 13
#: Each theme's statements have a colour of their own, in the order in which the cast stands; the seventh begins anew.
_THEMES = ("#9a4300", "#1b5e9b", "#2f6f2f", "#7a2f86", "#6b5900", "#a11d4b")


@dataclass(frozen=True, slots=True)
class Box:
    """A note of the roll: number of its part, from, to (seconds), MIDI number, layer role, velocity, statement."""

    part: int
    start: float
    end: float
    midi: int
    role: str
    velocity: int
    statement: int | None


def _boxes(sheet: Sheet, part: Part, number: int) -> Iterator[Box]:
    """What is heard of a part; what is written, when nobody plays yet."""
    if part.played:
        for played in part.played:
            note = part.notes[played.note]
            start, end = sheet.seconds(played.at), sheet.seconds(played.at + played.length)
            yield Box(number, start, end, played.midi, note.role, played.velocity, note.statement)
        return
    for note in part.notes:
        yield Box(
            number, sheet.seconds(note.at), sheet.seconds(note.end), note.pitch.midi, note.role, 80, note.statement
        )


def pitched(sheet: Sheet) -> list[Box]:
    """All notes with a pitch, in the order in which they are drawn."""
    order = list(ROLES)
    found = [
        box
        for number, part in enumerate(sheet.sketch.parts)
        if not part.instrument.is_percussion
        for box in _boxes(sheet, part, number)
    ]
    return sorted(found, key=lambda box: (order.index(box.role), box.velocity, box.start, box.midi))


def draw_roll(sheet: Sheet, top: float, height: float) -> None:
    """Draw the roll with statements outlined."""
    boxes = pitched(sheet)
    panel = sheet.panel(top, height)
    low = min((box.midi for box in boxes), default=48) - 3
    high = max((box.midi for box in boxes), default=72) + 6
    panel.set_ylim(low, high)
    panel.patch.set_alpha(1)
    panel.patch.set_facecolor("#fafafa")
    for octave in range(-(-low // _OCTAVE) * _OCTAVE, high, _OCTAVE):
        panel.axhline(octave, color=PALE, linewidth=0.7, zorder=0.2)
        y = top + height * (high - octave) / (high - low)
        sheet.note(70, y, f"C{octave // _OCTAVE - 1}", 7.5, ha="right", color=GREY)
    draw_picture_lines(sheet, panel, is_named=True)
    _draw_boxes(panel, boxes, sheet.scale)
    _draw_statements(sheet, panel, boxes, height / (high - low))


def _draw_boxes(panel: Any, boxes: list[Box], scale: float) -> None:
    """Notes as boxes; a hair of paper between neighbours, so that repeated notes can be counted."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 - heavy
    from matplotlib.colors import to_rgb  # noqa: PLC0415

    corners, colours = [], []
    for box in boxes:
        end = max(box.end - 0.6 / scale, box.start + 1.6 / scale)
        low, top = box.midi - _THICK / 2, box.midi + _THICK / 2
        corners.append([(box.start, low), (box.start, top), (end, top), (end, low)])
        colours.append((*to_rgb(ROLES[box.role]), round(0.30 + 0.70 * box.velocity / _FULL, 3)))
    panel.add_collection(PolyCollection(corners, facecolors=colours, edgecolors="none", zorder=2))


def _draw_statements(sheet: Sheet, panel: Any, boxes: list[Box], pixels: float) -> None:
    """Outline each statement of a theme, and say whose it is and what became of it."""
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - heavy

    taken: list[tuple[float, Tag]] = []
    for statement in sheet.sketch.statements:
        inside = _leading(boxes, statement)
        if not inside:
            continue
        start, end = min(box.start for box in inside), max(box.end for box in inside)
        low, high = min(box.midi for box in inside) - 1.2, max(box.midi for box in inside) + 1.2
        colour = theme_colour(sheet, statement)
        style: dict[str, Any] = {"facecolor": "none", "edgecolor": colour, "linewidth": 1.1, "zorder": 4}
        panel.add_patch(FancyBboxPatch((start, low), end - start, high - low, boxstyle="square,pad=0", **style))
        _name_statement(sheet, panel, statement, (start, end, low, high), pixels, taken)


def _leading(boxes: list[Box], statement: Statement) -> list[Box]:
    """The notes of the player who carries a statement: doublings are left out of its outline."""
    inside = [box for box in boxes if box.statement == statement.number]
    melody = [box for box in inside if box.role == "melody"] or inside
    strength: dict[int, int] = {}
    for box in melody:
        strength[box.part] = strength.get(box.part, 0) + box.velocity
    leader = max(strength, key=lambda part: (strength[part], -part), default=0)
    return [box for box in melody if box.part == leader]


def statement_words(statement: Statement) -> list[str]:
    """What may stand over a statement, the most telling first."""
    name = one_line(statement.theme.replace("-", " ")) if statement.owner else "theme"
    chain = ", ".join(step.replace("-", " ") for step in statement.chain if step != "prototype")
    name += "" if statement.is_tune else f" ({statement.voice.replace('-', ' ')})"
    return [f"{name}: {chain or 'unchanged'}", name]


def theme_colour(sheet: Sheet, statement: Statement) -> str:
    """The colour in which the statements of a theme are outlined and named."""
    names = [theme.name for theme in sheet.sketch.themes]
    return _THEMES[names.index(statement.theme) % len(_THEMES)] if statement.theme in names else _THEMES[0]


def _name_statement(
    sheet: Sheet,
    panel: Any,
    statement: Statement,
    frame: tuple[float, float, float, float],
    pixels: float,
    taken: list[tuple[float, Tag]],
) -> None:
    """Write over the box, or under it, where no other name stands."""
    start, end, low, high = frame
    words = statement_words(statement)
    long = max((end - start) * sheet.scale, 200)
    wordings = [words[0], fitted([words[0]], long, 7.8, "bold"), words[1]]
    heights = (high + 8 / pixels, low - 8 / pixels, high + 20 / pixels)
    bottom, top = panel.get_ylim()
    for text, y in ((text, y) for text in wordings for y in heights):
        room = width(text, 7.8, "bold") + 6
        x = min(start * sheet.scale, sheet.length * sheet.scale - room)
        tag = Tag(x, room)
        is_free = all(
            abs(y - at) * pixels > _NAME or tag.start > other.end or tag.end < other.start for at, other in taken
        )
        if text and is_free and bottom + 5 / pixels < y < top - 5 / pixels:
            taken.append((y, tag))
            colour = theme_colour(sheet, statement)
            style: dict[str, Any] = {"fontsize": 7.8, "weight": "bold", "color": colour, "va": "center", "zorder": 5}
            back = {"facecolor": "#ffffff", "alpha": 0.78, "edgecolor": "none", "pad": 0.8}
            panel.text((x + 2) / sheet.scale, y, text, bbox=back, **style)
            return


def drum_rows(sheet: Sheet) -> list[tuple[str, list[Box]]]:
    """What percussion plays: a row for each player, or for each drum where one player has all of them."""
    parts = [part for part in sheet.sketch.parts if part.instrument.is_percussion and part.notes]
    rows: dict[str, list[Box]] = {}
    for number, part in enumerate(parts):
        names = {key: name for name, key in reversed(tuple(part.instrument.drums.items()))} if len(parts) == 1 else {}
        for box in _boxes(sheet, part, number):
            rows.setdefault(names.get(box.midi, part.name), []).append(box)
    return sorted(rows.items(), key=lambda row: (-len(row[1]), row[0]))[:_MOST_DRUM_ROWS]


def draw_drums(sheet: Sheet, top: float, rows: list[tuple[str, list[Box]]]) -> None:
    """Draw a stroke for each beat of a drum, taller where it is louder."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 - heavy

    height = DRUM_ROW * len(rows)
    panel = sheet.panel(top, height)
    panel.set_ylim(len(rows), 0)
    panel.patch.set_alpha(1)
    panel.patch.set_facecolor("#fafafa")
    draw_picture_lines(sheet, panel)
    for number, (name, boxes) in enumerate(rows):
        strokes = []
        for box in boxes:
            tall = 0.15 + 0.33 * box.velocity / _FULL
            strokes.append([(box.start, number + 0.5 - tall), (box.start, number + 0.5 + tall)])
        panel.add_collection(LineCollection(strokes, colors=ROLES["rhythm"], linewidths=1.6, zorder=2))
        sheet.margin(top + DRUM_ROW * number, DRUM_ROW, fitted([one_line(name.replace("-", " "))], 74, 7.5))
    panel.axhline(0, color=PALE, linewidth=0.7)


def legend(sheet: Sheet, boxes: list[Box], drums: bool, right: float, y: float) -> None:  # noqa: FBT001
    """Name the colours that occur, at the upper right."""
    used = [role for role in ROLES if any(box.role == role for box in boxes) or (drums and role == "rhythm")]
    x = right
    for role in used:
        x -= width(role, 8) + 8
        sheet.note(x, y, role, 8, color=INK)
        x -= 20
        sheet.note(x, y, "■", 12, color=ROLES[role])
        x -= 10

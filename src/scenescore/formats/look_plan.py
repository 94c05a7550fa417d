"""The rows between ruler and roll: sections, chords, hits; and the dialogue that shades what is below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenescore.formats.look_canvas import GREY, INK, PALE, Paper, Sheet
from scenescore.formats.look_text import Tag, fitted, lanes, one_line, width
from scenescore.model.cue import Landing
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Span
from scenescore.model.pitch import name_of_fifths
from scenescore.model.scene import PRIORITIES

SECTIONS, CHORDS, FLAG = 46, 20, 17
_MOST_LANES = 3
#: What a section does, where there is little room to say it.
_BRIEF = {"opening": "open", "statement": "theme", "development": "dev.", "release": "rel.", "ending": "end"}
#: Chord qualities as a lead sheet writes them.
_SHORT = {"maj": "", "min": "m", "dim": "°", "aug": "+", "h7": "ø7", "o7": "°7", "augmaj7": "+maj7", "aug7": "+7"}


def draw_sections(sheet: Sheet, top: float) -> None:
    """Draw the sections as bands, darker where more is asked of them."""
    panel = sheet.panel(top, SECTIONS)
    for section in sheet.sketch.sections:
        start, end = sheet.seconds(section.at), sheet.seconds(section.end)
        asked = section.mean
        panel.axvspan(start, end, color="#e69f00", alpha=round(0.10 + 0.38 * asked, 3), linewidth=0)
        panel.axvline(start, color="#ffffff", linewidth=2)
        _section_words(sheet, panel, section, start, (end - start) * sheet.scale)
    sheet.margin(top, SECTIONS, "section")


def _section_words(sheet: Sheet, panel: Any, section: Section, start: float, room: float) -> None:
    label = fitted([section.label], room - 6, 13, "bold")
    panel.text(start + 6 / sheet.scale, 0.5, label, fontsize=13, weight="bold", color=INK, va="center")
    indent = width(label, 13, "bold") + 13
    key = pretty(section.key.name)
    short = _BRIEF.get(section.purpose, section.purpose)
    first = fitted([f"{section.purpose} · {key}", section.purpose, short], room - indent - 4, 8.5)
    second = fitted(
        [f"{section.texture} · {' '.join(section.words[:1])}", section.texture, key], room - indent - 4, 7.5
    )
    x = start + indent / sheet.scale
    panel.text(x, 0.68, first, fontsize=8.5, color=INK, va="center")
    panel.text(x, 0.30, second.strip(" ·"), fontsize=7.5, color=GREY, va="center")


def pretty(name: str) -> str:
    """A note's or key's name with real accidentals.

    >>> pretty("Bb aeolian")
    'B♭ aeolian'
    """
    first, space, rest = name.partition(" ")
    return first.replace("b", "♭").replace("#", "♯") + space + rest


def chord_name(chord: Chord) -> str:
    """A chord as a lead sheet writes it.

    >>> from scenescore.model.pitch import Key
    >>> chord_name(Chord("i", Key(0, "aeolian", (0, 2, 3, 5, 7, 8, 10)), "min", (0, -3, 1), -3))
    'Cm/E♭'
    """
    over = "" if chord.bass == chord.root else f"/{pretty(name_of_fifths(chord.bass))}"
    return f"{pretty(name_of_fifths(chord.root))}{_SHORT.get(chord.quality, chord.quality)}{over}"


def draw_chords(sheet: Sheet, top: float) -> None:
    """Draw chord names, as many as fit; a dot stands for one that does not."""
    panel = sheet.panel(top, CHORDS)
    spans = _changes(sheet.sketch.chords.spans)
    starts = {section.at for section in sheet.sketch.sections}
    names = [chord_name(span.value) for span in spans]
    tags = [
        Tag(sheet.seconds(span.start) * sheet.scale, width(name, 7.5), 0 if span.start in starts else 1)
        for span, name in zip(spans, names, strict=True)
    ]
    found = lanes(tags, 5, 1)
    shown = [tag for tag, lane in zip(tags, found, strict=True) if lane is not None]
    for tag, name, lane in zip(tags, names, found, strict=True):
        if lane is not None:
            panel.text((tag.start + 2) / sheet.scale, 0.5, name, fontsize=7.5, va="center", color=INK)
        elif all(not other.start - 3 < tag.start < other.end + 5 for other in shown):
            panel.plot([(tag.start + 2) / sheet.scale], [0.5], marker="o", markersize=1.6, color=GREY)
    sheet.margin(top, CHORDS, "chords")


def _changes(spans: Sequence[Span[Chord]]) -> list[Span[Chord]]:
    """Spans at which the chord really changes."""
    out: list[Span[Chord]] = []
    for span in spans:
        if not out or chord_name(out[-1].value) != chord_name(span.value):
            out.append(span)
    return out


def flag_lanes(sheet: Sheet) -> tuple[list[int | None], list[str]]:
    """In which lane each hit's flag stands, and what it says."""
    landings = sheet.sketch.cue.landings
    full = [f"{one_line(landing.hit.name)} · {landing.hit.gesture}" for landing in landings]
    for texts in (full, [fitted([one_line(landing.hit.name)], 130, 7.5) for landing in landings]):
        tags = [_flag(sheet, landing, text) for landing, text in zip(landings, texts, strict=True)]
        found = lanes(tags, 6, _MOST_LANES)
        if None not in found:
            return found, texts
    return found, texts


def _flag(sheet: Sheet, landing: Landing, text: str) -> Tag:
    room = width(text, 7.5) + 12
    x = float(landing.got) * sheet.scale
    start = x - room if _points_left(sheet, landing, text) else x
    return Tag(start, room, PRIORITIES.index(landing.hit.priority))


def _points_left(sheet: Sheet, landing: Landing, text: str) -> bool:
    return (sheet.length - float(landing.got)) * sheet.scale < width(text, 7.5) + 12


def draw_flag_key(sheet: Paper, right: float, y: float) -> None:
    """Show what the flags of hits mean."""
    x = right
    for priority in ("may", "should", "must"):
        face, edge, ink = FLAGS[priority]
        x -= width(priority, 7.5) + 8
        box = {"facecolor": face, "edgecolor": edge, "linewidth": 0.8, "pad": 2.2}
        sheet.note(x, y, priority, 7.5, color=ink, bbox=box)
        x -= 10
    sheet.note(x - width("hits", 8), y, "hits", 8, color=GREY)


def draw_flags(sheet: Sheet, top: float, chosen: tuple[list[int | None], list[str]]) -> float:
    """Draw a flag for each hit; gives back the height of the row."""
    rows = 1 + max((lane for lane in chosen[0] if lane is not None), default=-1)
    if not sheet.sketch.cue.landings:
        return 0
    height = max(1, rows) * FLAG + 3
    panel = sheet.panel(top, height)
    panel.set_ylim(height, 0)
    for landing, lane, text in zip(sheet.sketch.cue.landings, *chosen, strict=True):
        at = float(landing.got)
        if lane is None:
            panel.plot([at, at], [height - 6, height], **hit_line(landing))
            continue
        left = _points_left(sheet, landing, text)
        _draw_flag(sheet, panel, landing, text, lane * FLAG, left=left)
        panel.plot([at, at], [lane * FLAG, height], **hit_line(landing))
    sheet.margin(top, FLAG, "hits")
    return height


def _draw_flag(sheet: Sheet, panel: Any, landing: Landing, text: str, y: float, *, left: bool) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - heavy

    wide = (width(text, 7.5) + 10) / sheet.scale
    at = float(landing.got)
    face, edge, ink = FLAGS[landing.hit.priority]
    start = at - wide if left else at
    style: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": 0.8, "clip_on": False, "zorder": 3}
    panel.add_patch(Rectangle((start, y + 1), wide, FLAG - 4, **style))
    panel.text(start + wide / 2, y + FLAG / 2 - 0.8, text, fontsize=7.5, color=ink, ha="center", va="center", zorder=4)


#: Flags by priority: face, edge, lettering.
FLAGS = {"must": (INK, INK, "#ffffff"), "should": ("#ffffff", INK, INK), "may": ("#f1f2f4", PALE, GREY)}


def hit_line(landing: Landing) -> dict[str, Any]:
    """How the line of a hit looks: firm, dashed, dotted."""
    return {
        "must": {"color": INK, "linewidth": 1.3, "linestyle": "-"},
        "should": {"color": INK, "linewidth": 0.9, "linestyle": (0, (5, 3))},
        "may": {"color": GREY, "linewidth": 0.8, "linestyle": (0, (1, 3))},
    }[landing.hit.priority]


def draw_picture_lines(sheet: Sheet, panel: Any, *, is_named: bool = False) -> None:
    """Carry hits, section borders and dialogue through a panel."""
    low, high = panel.get_ylim()
    for speech in sheet.sketch.cue.picture.dialogue:
        start, end = float(speech.start), float(speech.end)
        panel.axvspan(start, end, color="#7b6fa8", alpha=0.13, linewidth=0, zorder=0)
        if is_named:
            text = fitted(["dialogue", "“ ”"], (end - start) * sheet.scale - 6, 7)
            style = {"fontsize": 7, "color": "#4a3f7a", "va": "top", "style": "italic", "zorder": 6}
            panel.text(start + 4 / sheet.scale, high - 0.012 * (high - low), text, **style)
    for section in sheet.sketch.sections[1:]:
        panel.axvline(sheet.seconds(section.at), color=PALE, linewidth=1.0, zorder=0.5)
    for landing in sheet.sketch.cue.landings:
        panel.axvline(float(landing.got), zorder=1.5, alpha=0.75, **hit_line(landing))

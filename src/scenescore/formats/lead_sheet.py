"""Bring a page of themes onto one staff at sounding pitch, for reading: who plays is said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenescore.model.line import Line
from scenescore.model.sketch import Mark, Note, Part, Sketch

__all__ = ["is_theme_sheet", "lead_sheet"]

_THEME_SHEET, _TITLE = "theme-sheet", "Themes"
#: What reads treble and bass clef as it needs them.
_FAMILY, _CLEF = "keyboards", "treble"

_Carried = tuple[Note, Part]


def is_theme_sheet(sketch: Sketch) -> bool:
    """Whether a sketch is a page of themes, not a cue for players."""
    return sketch.ensemble == _THEME_SHEET


def lead_sheet(sketch: Sketch) -> Sketch:
    """The same page with all themes, and whoever answers or joins them, on one staff; chords are left to their names.

    Whoever plays is named wherever it is somebody else than before.
    """
    carried = [(note, part) for part in sketch.parts for note in part.notes if note.statement is not None]
    if not carried:
        return sketch
    carried.sort(key=lambda each: (each[0].at, each[0].statement, each[0].pitch.midi))
    notes = [replace(note, statement=None) for note, _ in carried]
    staff = Part(
        _TITLE,
        replace(carried[0][1].instrument, title=_TITLE, family=_FAMILY, clef=_CLEF, transposition=0, program=0),
        channel=0,
        notes=tuple(sorted(notes, key=lambda note: (note.at, note.pitch.midi))),
        marks=tuple(_names(carried, sketch)),
    )
    silences = {phrase.at for section in sketch.sections for phrase in section.phrases[1:]}
    chords = tuple(span for span in sketch.chords if span.start not in silences)
    return replace(sketch, parts=(staff,), chords=Line(chords, sketch.chords.length))


def _names(carried: Sequence[_Carried], sketch: Sketch) -> Iterator[Mark]:
    """Who begins a statement, where it is not who had the theme before; two who begin together in one line."""
    before, told = "", -1
    for note, part in carried:
        number = note.statement or 0
        if number <= told:
            continue
        told, name = number, _plain(part)
        partners = [_plain(other) for each, other in carried if _joins(each, note, sketch)]
        text = " + ".join([name, *dict.fromkeys(partners)])
        if text != before:
            yield Mark(note.at, "text", text)
        before = text if sketch.statements[number].partner is None else ""
        told = max([told, *(each.statement or 0 for each, _ in carried if _joins(each, note, sketch))])


def _joins(note: Note, leader: Note, sketch: Sketch) -> bool:
    """Whether a note begins a statement that joins another's at its beginning."""
    partner = None if note.statement is None else sketch.statements[note.statement].partner
    return note.at == leader.at and partner is not None and partner == leader.statement


def _plain(part: Part) -> str:
    """A player's name without the key that is read in."""
    return part.name.split(" in ")[0]

"""A page of themes is read from one staff: every item named, at sounding pitch, with players and chords in words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from scenescore import default_book
from scenescore.compose.theme_sheet.sheets import heard, varied
from scenescore.compose.themes.birth.born import born
from scenescore.formats.lead_sheet import is_theme_sheet, lead_sheet
from scenescore.formats.musicxml import write_musicxml
from scenescore.formats.table import Options, formats_of
from scenescore.model.dice import Dice
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Theme

BOOK = default_book()


def theme_of(name: str, trait: str, *players: str) -> Theme:
    return born(name, (trait,), (), BOOK, Dice(1), instruments=players).value


@cache
def page() -> Sketch:
    return varied(theme_of("Mara", "love", "clarinet", "horn"), BOOK, 1, theme_of("Ben", "hero"))


def test_all_stands_on_one_staff_at_sounding_pitch() -> None:
    sketch = lead_sheet(page())
    said = sorted(n.pitch.midi for part in page().parts for n in part.notes if n.statement is not None)

    (staff,) = sketch.parts
    assert sorted(note.pitch.midi for note in staff.notes) == said
    assert (staff.instrument.transposition, staff.instrument.clef) == (0, "treble")


def test_each_item_has_its_name_and_each_new_player_too() -> None:
    (notation,) = (each.write(page(), Options(None, 0.0)).decode() for each in formats_of(["musicxml"]))

    assert all(f">{section.label}</rehearsal>" in notation for section in page().sections)
    assert {"Clarinet", "Horn", "Music Box"} <= set(re.findall(r">([^<>]+)</words>", notation))
    assert len(re.findall(r"<score-part ", notation)) == 1


def test_chords_are_named_where_something_sounds_and_only_there() -> None:
    sketch = lead_sheet(page())
    silences = [phrase for section in sketch.sections for phrase in section.phrases[1:]]

    assert {section.at for section in sketch.sections} <= {span.start for span in sketch.chords}
    assert not any(phrase.at <= span.start < phrase.end for span in sketch.chords for phrase in silences)


def test_two_who_begin_together_are_named_together() -> None:
    section = next(each for each in page().sections if each.label == "heterophony")
    (staff,) = lead_sheet(page()).parts

    assert [" + " in mark.text for mark in staff.marks if mark.at == section.at] == [True]


def test_a_theme_of_a_transposing_player_keeps_the_signature_of_its_key() -> None:
    alone = heard("Film, themes", [theme_of("Mara", "love", "horn")], BOOK)
    signs = re.findall(r"<fifths>(-?\d+)</fifths>", write_musicxml(lead_sheet(alone)).decode())

    assert signs == [str(alone.sections[0].key.signature)]


def test_a_cue_is_no_page_of_themes() -> None:
    assert is_theme_sheet(page())
    assert not is_theme_sheet(replace(page(), ensemble="symphonic"))

"""What is written at a marker, and what it asks for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.formats.spotting_notes.sheet import Marker
from scenescore.formats.spotting_notes.words import COLOURS, WORDS, caught, tells_by_colour
from scenescore.model.entries import LONGEST_TEXT
from scenescore.model.scene import GESTURES, PRIORITIES
from scenescore.model.time import Seconds

START = Seconds(Fraction(0))

ASKED = [
    ("door slams", "", ("door slams", "accent", "should")),
    ("stinger: door slams", "", ("door slams", "stinger", "should")),
    ("Stinger, must: door slams", "", ("door slams", "stinger", "must")),
    ("door slams [must]", "", ("door slams", "accent", "must")),
    ("door slams", "[jump scare] loud", ("door slams", "stinger", "should")),
    ("lights out #cut-off", "", ("lights out", "cut-off", "should")),
    ("door slams", "stinger, must", ("door slams", "stinger", "must")),
    ("Marker 12", "she remembers; theme", ("she remembers", "theme-entry", "should")),
    ("Riser", "", ("riser", "riser", "should")),
    ("", "", ("hit", "accent", "should")),
    ("must", "", ("accent", "accent", "must")),
    ("the accent of the stranger", "", ("the accent of the stranger", "accent", "should")),
    ("Silence of the lambs", "", ("Silence of the lambs", "accent", "should")),
    ("INT: the house", "", ("INT: the house", "accent", "should")),
    ("[beat] he sits #vfx12", "", ("[beat] he sits #vfx12", "accent", "should")),
    ("soft: he\tsits\n down", "", ("he sits down", "accent", "may")),
]


@pytest.mark.parametrize(("name", "note", "wanted"), ASKED, ids=[f"{name}|{note}" for name, note, _ in ASKED])
def test_words_count_where_they_are_meant(name: str, note: str, wanted: tuple[str, str, str]) -> None:
    assert caught(Marker(START, name, note), by_colour=False) == wanted


def test_colours_count_only_where_there_are_several() -> None:
    red, green = Marker(START, "a", colour="red"), Marker(START, "b", colour="green")

    assert tells_by_colour([red, green])
    assert not tells_by_colour([red, red])
    assert caught(red, by_colour=True)[2] == "must"
    assert caught(red, by_colour=False)[2] == "should"


def test_a_written_word_goes_before_a_colour() -> None:
    assert caught(Marker(START, "a [may]", colour="red"), by_colour=True)[2] == "may"


def test_every_word_stands_for_a_word_of_the_scene_file() -> None:
    assert set(WORDS.values()) <= {*GESTURES, *PRIORITIES}
    assert set(COLOURS.values()) <= set(PRIORITIES)


def test_the_page_on_spotting_notes_tells_every_word() -> None:
    page = (Path(__file__).parents[2] / "docs" / "spotting-notes.md").read_text("utf-8")
    told = " ".join(page.split())

    own = {*GESTURES, *PRIORITIES}
    assert [word for word in WORDS if word not in own and word.replace("-", " ") not in told] == []


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_gives_a_name_that_a_scene_can_have(name: str, note: str) -> None:
    called, gesture, priority = caught(Marker(START, name, note), by_colour=False)

    assert 0 < len(called) <= LONGEST_TEXT
    assert called.isprintable() or not any(ord(letter) < 32 for letter in called)
    assert gesture in GESTURES
    assert priority in PRIORITIES

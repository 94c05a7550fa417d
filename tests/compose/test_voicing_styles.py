"""Which rules of part-writing hold where: by texture, by style, by mood."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from harmony_cues import BAR, BOOK, cue_of, key_of, sections_of

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.voices.styles import rules_of
from scenescore.compose.voices.voice_leading import parallels, voices_of
from scenescore.compose.voices.voicing import lead
from scenescore.model.form import Section, Voicing
from scenescore.model.line import Line
from scenescore.model.time import Ticks

READER = TokenReader(BOOK)
GLIDING = ("Imaj7", "IImaj7", "IIImaj7", "IImaj7", "Imaj7")


def _section(word: str = "romantic", texture: str = "") -> Section:
    return replace(sections_of("romantic")[0], words=(word,), texture=texture, length=Ticks(len(GLIDING) * BAR))


def _led(section: Section) -> list[Voicing]:
    chords = Line.of(*((BAR, READER.chord(token, key_of("C ionian"))) for token in GLIDING))
    return [span.value for span in lead(cue_of(), (section,), chords, (), BOOK).value]


def _glides(voicings: list[Voicing]) -> int:
    return sum(bool(parallels(voices_of(one), voices_of(two))) for one, two in pairwise(voicings))


def test_chords_glide_in_a_dream() -> None:
    assert _glides(_led(_section("dreamy"))) > 0


def test_the_same_chords_never_glide_in_a_chorale_even_in_a_dream() -> None:
    assert _glides(_led(_section("dreamy", "chorale"))) == 0


def test_the_same_chords_never_glide_in_romance() -> None:
    assert _glides(_led(_section("romantic"))) == 0


@pytest.mark.parametrize(
    ("word", "texture", "row"),
    [
        ("romantic", "", "common"),
        ("dreamy", "", "planing"),
        ("dreamy", "chorale", "choir"),
        ("heroic", "melody-pad", "choir"),
        ("nightmarish", "", "horror"),
        ("sad", "noir-ballad", "jazz"),
    ],
)
def test_texture_goes_before_mood(word: str, texture: str, row: str) -> None:
    assert rules_of(_section(word, texture), BOOK).name == row


def test_every_texture_that_keeps_singers_apart_forbids_their_parallels() -> None:
    assert all(row.parallels == "never" and row.resolves for row in BOOK.part_writing.values() if row.singers)

"""The composer's own motif sounds note for note when it is first heard in full, in whatever key and meter it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from test_placement import placed

from scenescore.compose.themes.as_written import as_written, same_notes
from scenescore.compose.themes.motifs import pitches
from scenescore.model.metre import Meter
from scenescore.model.pitch import Key
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import Statement, Theme, in_key

MOTIFS = {
    "minor": "E4:1 B4:1.5 A4:0.5 G4:1 F4:2",
    "major": "C4:1 D4:0.5 E4:0.5 G4:1 A4:1 G4:2 E4:2",
    "dorian": "D4:1 F4:1 B4:1 A4:3",
    "nine notes": "A4:0.5 C5:0.5 D5:1 E5:0.5 D5:0.5 C5:1 A4:1 G4:1 A4:2",
    "waltz": "G4:1 B4:1 D5:1 C5:2 A4:1 B4:3",
    "lydian": "F4:1 G4:1 A4:1 B4:1 C5:4",
}
KEYS = (None, "D minor", "G major", "E phrygian")


def first_full(motif: str, key: str | None, meter: str, mood: str = "tender") -> Statement:
    character = Character(name="Sintel", motif=motif, enters=6)
    _, _, _, answer = placed(Scene(mood=mood, length=80, key=key, characters=(character,)), Meter.parse(meter))
    return next(statement for statement in answer.value if statement.fullness >= 0.8)


def intervals(midis: list[int]) -> list[int]:
    return [b - a for a, b in pairwise(midis)]


@pytest.mark.parametrize("name", MOTIFS)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_the_first_full_statement_is_the_motif_note_for_note(name: str, key: str | None, meter: str) -> None:
    written = [(pitch.midi, length) for pitch, length in pitches(MOTIFS[name]) if pitch]
    said = first_full(MOTIFS[name], key, meter)
    sung = [(in_key(t, said.key, said.tonic)[0], t.length) for t in said.tones if t.step is not None]

    assert intervals([midi for midi, _ in sung]) == intervals([midi for midi, _ in written])
    assert [length for _, length in sung] == [length for _, length in written]


def test_a_minor_motif_sounds_at_its_written_pitch_in_the_relative_major() -> None:
    motif = "E4:1 B4:1.5 A4:0.5 G4:1 F#4:2"
    said = first_full(motif, "G major", "4/4")

    assert [in_key(t, said.key, said.tonic) for t in said.tones if t.step is not None] == [
        (pitch.midi, pitch.fifths) for pitch, _ in pitches(motif) if pitch
    ]


def theme_and_key(motif: str, key: str) -> tuple[Theme, Key]:
    scene = Scene(mood="tender", length=60, key=key, characters=(Character(name="Sintel", motif=motif),))
    _, sections, themes, _ = placed(scene)
    return themes[0], sections[0].key


@pytest.mark.parametrize(
    ("motif", "key"),
    [
        ("C4:1 C#4:1 D4:1 E4:1 F4:1 G4:2", "G major"),
        ("C4:1 C#4:1 D4:1 F#4:1 G4:2", "A major"),
        ("G4:1 A4:1 Bb4:1 D5:2 F#4:1 G4:2", "C minor"),
    ],
    ids=["chromatic", "without a third", "harmonic minor"],
)
def test_notes_foreign_to_the_mode_stay_as_they_are_where_the_key_has_the_third(motif: str, key: str) -> None:
    theme, here = theme_and_key(motif, key)

    assert as_written(theme, here) == (theme.motif, None)


def test_a_key_that_lacks_the_motifs_third_cannot_hold_it() -> None:
    assert as_written(*theme_and_key("G4:1 A4:1 Bb4:1 D5:2 F#4:1 G4:2", "A major")) is None


def test_the_same_notes_on_another_degree_are_the_same_melody_and_other_lengths_are_not() -> None:
    character = Character(name="Sintel", motif=MOTIFS["minor"])
    theme = placed(Scene(mood="tender", length=60, characters=(character,)))[2][0]

    assert same_notes(theme.motif, theme.motif)
    assert not same_notes(theme.motif, theme.motif[:-1])


def told_of_the_key(motif: str, key: str) -> list[str]:
    character = Character(name="Sintel", motif=motif, enters=6)
    _, _, _, answer = placed(Scene(mood="hopeful", length=80, key=key, characters=(character,)))
    return [finding.message for finding in answer.findings if "as written" in finding.message]


def test_a_key_that_bends_the_composers_motif_is_told_with_the_key_that_would_not() -> None:
    motif = "E4:1 G4:1 D#5:1 A4:2"

    assert told_of_the_key(motif, "C major") == [
        "the theme of Sintel cannot sound as written in C ionian: its key would be E harmonic-minor"
    ]
    assert told_of_the_key(motif, "E minor") == []
    assert told_of_the_key(MOTIFS["minor"], "G major") == []

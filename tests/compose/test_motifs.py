"""Reading motifs: seeds in degrees, own themes in pitches, and the key that an own theme implies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.themes.motifs import home_of, motif_key, own_motif, pitches, seed_motif
from scenescore.library import default_book
from scenescore.model.pitch import Key, Pitch
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import in_key, motif_length

BOOK = default_book()
SINTEL = "E4:1 B4:1.5 A4:0.5 r:1 G4:2"
PITCHES = st.tuples(st.sampled_from("CDEFGAB"), st.sampled_from(("", "b", "#")), st.integers(2, 6)).map(
    lambda p: f"{p[0]}{p[1]}{p[2]}"
)


def test_a_seed_counts_degrees_of_the_major_scale_and_eighths() -> None:
    hero = seed_motif("1/3 2'/2 b7/3 r/1 5,/.5")

    assert [tone.semitones for tone in hero if tone.step is not None] == [0, 14, 10, -5]
    assert [tone.length for tone in hero] == [1440, 960, 1440, 480, 240]


@pytest.mark.parametrize("seed", ["8/1", "1", "1/", "x/2", "1/two"])
def test_a_word_that_is_no_degree_is_refused(seed: str) -> None:
    with pytest.raises(ValueError, match="is not a degree"):
        seed_motif(seed)


@pytest.mark.parametrize("text", ["E4:0", "E4:-1", "E4:x", "E4:1/0"])
def test_a_note_without_a_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length"):
        pitches(text)


@given(st.lists(PITCHES, min_size=1, max_size=8), st.integers(-6, 6))
def test_an_own_theme_comes_back_note_for_note_from_any_key(names: list[str], tonic: int) -> None:
    text = " ".join(f"{name}:1" for name in names)
    key = Key(tonic, "ionian", (0, 2, 4, 5, 7, 9, 11))

    motif, midi = own_motif(text, key)

    assert [Pitch(*in_key(tone, key, midi)) for tone in motif] == [Pitch.parse(name) for name in names]
    assert midi % 12 == key.pc


def test_rests_and_thirds_of_a_beat_keep_their_length() -> None:
    assert motif_length(own_motif("C4:1/3 r:1/3 D4:1/3", Key(0, "ionian", (0, 2, 4, 5, 7, 9, 11)))[0]) == 960


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SINTEL, "E aeolian"),
        ("C4:1 D4:1 E4:1 F4:1 G4:1 A4:1 B4:1 C5:2", "C ionian"),
        ("G4:1 A4:1 Bb4:1 C5:1 D5:2 F#4:1 G4:2", "G harmonic-minor"),
        ("Eb4:2 G4:1 Bb4:1 Ab4:1 F4:1 Eb4:3", "Eb ionian"),
        ("D4:1 E4:1 F4:1 A4:1 B4:1 C5:1 A4:1 D4:3", "D dorian"),
    ],
)
def test_an_own_theme_implies_its_key(text: str, name: str) -> None:
    key = motif_key(text, BOOK)

    assert key is not None
    assert key.name == name


@pytest.mark.parametrize("text", ["", "r:4", "H9:1"], ids=["empty", "only rests", "unreadable"])
def test_nothing_to_sing_implies_no_key(text: str) -> None:
    assert motif_key(text, BOOK) is None


def test_the_key_of_the_scene_is_never_overruled_by_a_motif() -> None:
    sintel = Character(name="Sintel", motif=SINTEL)

    assert home_of(Scene(mood="tender", length=30, key="C minor", characters=(sintel,)), BOOK) is None
    assert home_of(Scene(mood="tender", length=30, characters=(sintel,)), BOOK) is not None

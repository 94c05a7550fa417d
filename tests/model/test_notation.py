from __future__ import annotations

import pytest

from scenes import NAMES
from scenescore.model.notation import read_key, read_motif
from scenescore.model.pitch import Pitch


def test_a_motif_is_pitches_and_beats() -> None:
    motif = read_motif("E4:1, Bb4:1.5 r:1/3 F#3:2")

    assert motif == (
        (Pitch.parse("E4"), 960),
        (Pitch.parse("Bb4"), 1440),
        (None, 320),
        (Pitch.parse("F#3"), 1920),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("E4:1", "at least two notes"),
        ("E4:1 G4", "'G4' is not a note with its beats"),
        ("E4:1 G4:1/0", "no playable length"),
        ("E4:1 G4:-1", "no playable length"),
        ("E4:1 G4:1e9", "no playable length"),
        ("E4:1 G4:33", "no playable length"),
        ("E4:1 C-9:1", "out of reach"),
        ("E4:1 :1", "not a note with its beats"),
        (" ".join(["E4:1"] * 65), "at most 64 notes"),
    ],
)
def test_a_motif_that_cannot_be_played_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_motif(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("C minor", (0, "aeolian")),
        ("c", (0, "ionian")),
        ("Bb", (-2, "ionian")),
        ("bb minor", (-2, "aeolian")),
        ("F# dorian", (6, "dorian")),
        ("F♯m", (6, "aeolian")),
        ("E flat major", (-3, "ionian")),
        ("a harmonic_minor", (3, "harmonic-minor")),
        ("Bmin", (5, "aeolian")),
    ],
)
def test_a_key_may_be_written_as_musicians_write_it(text: str, key: tuple[int, str]) -> None:
    assert read_key(text, NAMES.modes) == key


@pytest.mark.parametrize("text", ["", "H", "C moll", "Cb dorian b", "#C", "D# major", "minor"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"key|mode|sharps"):
        read_key(text, NAMES.modes)

"""Chord tokens name the chords that musicians mean, spelled as they spell them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.harmony.tokens import TokenReader, chord, dissonance, spelled
from scenescore.library import default_book
from scenescore.model.pitch import Key, alter_of_fifths, name_of_fifths

BOOK = default_book()
C = Key(0, "ionian", BOOK.modes["ionian"].degrees)


def names(token: str, key: Key = C) -> tuple[str, ...]:
    return tuple(name_of_fifths(tone) for tone in chord(token, key, BOOK).tones)


@pytest.mark.parametrize(
    ("token", "tones", "bass"),
    [
        ("bVI", ("Ab", "C", "Eb"), "Ab"),
        ("V7", ("G", "B", "D", "F"), "G"),
        ("V7^3", ("G", "B", "D", "F"), "F"),
        ("V7/iv", ("C", "E", "G", "Bb"), "C"),
        ("io7", ("C", "Eb", "Gb", "Bbb"), "C"),
        ("iih7^1", ("D", "F", "Ab", "C"), "F"),
        ("I+", ("C", "E", "G#"), "C"),
        ("V7#9", ("G", "B", "D", "F", "A#"), "G"),
        ("imM7", ("C", "Eb", "G", "B"), "C"),
        ("Imaj7#11", ("C", "E", "G", "B", "F#"), "C"),
        ("bII@1", ("Db", "F", "Ab"), "C"),
        ("i@b7", ("C", "Eb", "G"), "Bb"),
        ("IV5", ("F", "C"), "F"),
        ("iq3", ("C", "F", "Bb"), "C"),
        ("bV//I", ("C", "E", "G", "Gb", "Bb", "Db"), "C"),
    ],
)
def test_a_token_is_spelled_as_its_numeral_says(token: str, tones: tuple[str, ...], bass: str) -> None:
    found = chord(token, C, BOOK)

    assert names(token) == tones
    assert name_of_fifths(found.bass) == bass


def test_numerals_count_from_the_major_scale_in_minor_too() -> None:
    a_minor = Key(3, "aeolian", BOOK.modes["aeolian"].degrees)

    assert names("bVI", a_minor) == ("F", "A", "C")
    assert names("bVII", a_minor) == ("G", "B", "D")


@pytest.mark.parametrize("token", ["", "7", "H", "I^4", "Ixyz", "V/9", "I@8", "//I", "I5^1", "bVI//", "I^3"])
def test_what_is_no_chord_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match=r"token|quality|inversion"):
        chord(token, C, BOOK)


@pytest.mark.parametrize(
    ("token", "figure"),
    [
        ("I", "I"),
        ("ii", "ii"),
        ("ii7", "ii7"),
        ("V7", "V7"),
        ("V7^1", "V65"),
        ("V7^2", "V43"),
        ("V7^3", "V42"),
        ("IV^1", "IV6"),
        ("I^2", "I64"),
        ("bVI", "bVI"),
        ("bII^1", "bII6"),
        ("iv", "iv"),
        ("viio", "viio"),
        ("viio7", "viio7"),
        ("iih7", "iiø7"),
        ("V7/V", "V7/V"),
        ("V7/ii", "V7/ii"),
        ("I+", "I+"),
        ("bIII", "bIII"),
        ("#ivo7", "#ivo7"),
    ],
)
@pytest.mark.parametrize("tonic", [0, 2, -3, 4])
def test_music21_reads_the_same_chord(token: str, figure: str, tonic: int) -> None:
    """music21's own Roman numerals in a major key: the same spelled tones over the same bass."""
    from music21 import roman  # noqa: PLC0415 - slow to import

    theirs = roman.RomanNumeral(figure, name_of_fifths(tonic).replace("b", "-"))
    ours = chord(token, replace(C, tonic=tonic), BOOK)

    assert {name_of_fifths(t) for t in ours.tones} == {p.name.replace("-", "b") for p in theirs.pitches}
    assert name_of_fifths(ours.bass) == theirs.bass().name.replace("-", "b")


def test_every_token_in_the_presets_is_a_chord() -> None:
    reader = TokenReader(BOOK)
    rows = [row.chords for row in BOOK.progressions.values()] + [row.chords for row in BOOK.cadences.values()]

    read = [reader.chord(token, C) for row in rows for token in row]

    assert len(read) > 600
    assert all(found.tones for found in read)


@given(st.integers(-7, 7), st.sampled_from(sorted({t for row in BOOK.progressions.values() for t in row.chords})))
def test_a_chord_sounds_the_same_in_every_key_and_stays_readable(tonic: int, token: str) -> None:
    home = chord(token, C, BOOK)
    moved = chord(token, replace(C, tonic=tonic), BOOK)

    assert [(pc + tonic * 7) % 12 for pc in home.pcs] == list(moved.pcs)
    assert (home.bass_pc + tonic * 7) % 12 == moved.bass_pc
    assert all(abs(alter_of_fifths(tone)) <= 2 for tone in (*moved.tones, moved.bass))


def test_the_quality_rows_hold_the_dissonance_that_their_tones_have() -> None:
    for quality in BOOK.qualities.values():
        assert dissonance(quality.tones) == pytest.approx(quality.dissonance, abs=0.02), quality.name


def test_thirds_are_spelled_as_thirds_and_sevenths_as_sevenths() -> None:
    letters = {0: 0, 3: 2, 4: 2, 7: 4, 10: 6, 11: 6}
    for name in ("maj", "min", "7", "maj7", "m7", "mM7"):
        quality = BOOK.qualities[name]
        steps = [(place * 4) % 7 for place in spelled(quality)]

        assert steps == [letters[tone] for tone in quality.tones]


@pytest.mark.parametrize(
    ("token", "tonic", "mode", "names"),
    [
        ("bvi", -2, "aeolian", ["Gb", "Bbb", "Db"]),
        ("#iv", 3, "phrygian", ["Eb", "Gb", "Bb"]),
        ("#iv", 0, "ionian", ["F#", "A", "C#"]),
        ("bVI", 4, "aeolian", ["C", "E", "G"]),
        ("biiio7", 3, "locrian", ["C", "Eb", "Gb", "A"]),
        ("biio7", 3, "locrian", ["Bb", "Db", "Fb", "G"]),
        ("bII", 8, "aeolian", ["A", "C#", "E"]),
    ],
)
def test_a_far_chord_is_spelled_on_the_side_of_its_key(token: str, tonic: int, mode: str, names: list[str]) -> None:
    found = chord(token, Key(tonic, mode, BOOK.modes[mode].degrees), BOOK)

    assert [name_of_fifths(tone) for tone in found.tones] == names

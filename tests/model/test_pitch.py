from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.pitch import Key, Pitch, fifths_of_name, name_of_fifths, pc_of_fifths

MODES = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic-minor": (0, 2, 3, 5, 7, 8, 11),
}
usual_keys = st.builds(
    lambda tonic, mode: Key(tonic, mode, MODES[mode]),
    st.integers(-4, 4),
    st.sampled_from(["ionian", "aeolian", "dorian", "lydian", "phrygian"]),
)
numbers = st.integers(21, 108)


def scale(tonic: str, mode: str) -> list[str]:
    key = Key(fifths_of_name(tonic), mode, MODES[mode])
    return [name_of_fifths(key.fifths_of(pc)) for pc in key.pcs]


@pytest.mark.parametrize(
    ("tonic", "mode", "names"),
    [
        ("C", "ionian", "C D E F G A B"),
        ("Eb", "ionian", "Eb F G Ab Bb C D"),
        ("F#", "aeolian", "F# G# A B C# D E"),
        ("C", "harmonic-minor", "C D Eb F G Ab B"),
        ("D", "phrygian", "D Eb F G A Bb C"),
        ("Gb", "ionian", "Gb Ab Bb Cb Db Eb F"),
    ],
)
def test_a_scale_is_spelled_as_it_is_taught(tonic: str, mode: str, names: str) -> None:
    assert scale(tonic, mode) == names.split()


@pytest.mark.parametrize(
    ("tonic", "mode", "signs"),
    [("C", "aeolian", -3), ("A", "ionian", 3), ("D", "dorian", 0), ("F", "lydian", 0), ("G", "harmonic-minor", -2)],
)
def test_a_signature_has_the_sharps_or_flats_of_its_mode(tonic: str, mode: str, signs: int) -> None:
    assert Key(fifths_of_name(tonic), mode, MODES[mode]).signature == signs


@given(usual_keys)
def test_every_letter_occurs_once_in_a_seven_note_scale(key: Key) -> None:
    assert sorted(name_of_fifths(key.fifths_of(pc))[0] for pc in key.pcs) == list("ABCDEFG")


@given(usual_keys, numbers)
def test_spelling_never_changes_the_sound(key: Key, midi: int) -> None:
    pitch = key.pitch(midi)

    assert pc_of_fifths(pitch.fifths) == midi % 12


@given(usual_keys, numbers)
def test_a_pitch_reads_as_it_is_written(key: Key, midi: int) -> None:
    assert Pitch.parse(str(key.pitch(midi))) == key.pitch(midi)


@given(st.integers(-14, 18))
def test_a_note_name_reads_as_it_is_written(fifths: int) -> None:
    name = name_of_fifths(fifths)

    assert fifths_of_name(name) == fifths


@pytest.mark.parametrize(
    ("text", "midi"), [("C4", 60), ("B#3", 60), ("Cb4", 59), ("a4", 69), ("F♯5", 78), ("Bbb3", 57)]
)
def test_a_pitch_sounds_where_it_is_written(text: str, midi: int) -> None:
    assert Pitch.parse(text).midi == midi


def test_a_sharp_below_c_stays_in_its_written_octave() -> None:
    assert str(Pitch.parse("B#3")) == "B#3"
    assert str(Pitch.parse("Cb4")) == "Cb4"


@pytest.mark.parametrize("text", ["", "H4", "C", "4", "C#b4", "C44", "c 4"])
def test_what_is_no_pitch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a pitch"):
        Pitch.parse(text)


def test_outside_the_scale_the_usual_alteration_is_written() -> None:
    c_minor = Key(0, "aeolian", MODES["aeolian"])

    assert [str(c_minor.pitch(midi)) for midi in (61, 64, 66, 69, 71)] == ["Db4", "E4", "F#4", "A4", "B4"]

"""The spiral array against published positions and a table of clouds worked out by hand (Chew 2000; 2014)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.tension.spiral import RISE, centre, chord_centre, diameter, key_centre, momentum, pitch, strain
from scenescore.library import default_book
from scenescore.model.pitch import Key, fifths_of_name

BOOK = default_book()
C_MAJOR, C_MINOR = (Key(0, mode, BOOK.modes[mode].degrees) for mode in ("ionian", "aeolian"))
TONES = st.lists(st.integers(-12, 12), min_size=1, max_size=6)

#: Tones, diameter, strain against C major, strain against C minor.
CLOUDS = [
    ("C E G", 1.789, 0.382, 0.684),
    ("C Eb G", 1.789, 0.798, 0.452),
    ("G B D F", 2.966, 0.659, 0.798),
    ("C E G B", 2.309, 0.598, 0.912),
    ("B D F Ab", 3.578, 0.478, 0.448),
    ("C E G#", 2.921, 1.246, 1.621),
    ("C F G", 2.129, 0.459, 0.332),
    ("Ab C Eb", 1.789, 1.302, 0.978),
    ("F# A# C#", 1.789, 2.660, 2.985),
]
#: What lies how far from C.
DISTANCES = {
    "G": 1.461,
    "E": 1.461,
    "A": 1.789,
    "D": 2.129,
    "B": 2.309,
    "Db": 2.309,
    "C#": 2.921,
    "F#": 2.966,
}
#: How far the harmony moves from C major to another triad.
MOVES = {
    "A C E": 0.710,
    "E G B": 0.770,
    "G B D": 1.116,
    "F A C": 1.116,
    "F Ab C": 1.388,
    "D F A": 1.419,
    "Ab C Eb": 1.461,
    "E G# B": 1.461,
    "A C# E": 1.520,
    "Eb G Bb": 1.520,
    "D F# A": 1.660,
    "C# E G#": 1.830,
    "Ab Cb Eb": 2.360,
    "F# A# C#": 2.650,
}


def tones_of(names: str) -> tuple[int, ...]:
    return tuple(fifths_of_name(name) for name in names.split())


@pytest.mark.parametrize(("names", "wide", "major", "minor"), CLOUDS)
def test_a_cloud_has_the_diameter_and_the_strain_of_the_table(
    names: str, wide: float, major: float, minor: float
) -> None:
    tones = tones_of(names)

    assert diameter(tones) == pytest.approx(wide, abs=0.0006)
    assert strain(tones, C_MAJOR) == pytest.approx(major, abs=0.0006)
    assert strain(tones, C_MINOR) == pytest.approx(minor, abs=0.0006)


@pytest.mark.parametrize(("name", "distance"), DISTANCES.items())
def test_a_pitch_lies_as_far_from_c_as_the_table_says(name: str, distance: float) -> None:
    assert diameter((0, fifths_of_name(name))) == pytest.approx(distance, abs=0.0006)


@pytest.mark.parametrize(("names", "distance"), MOVES.items())
def test_the_harmony_moves_from_c_major_as_far_as_the_table_says(names: str, distance: float) -> None:
    assert momentum(tones_of("C E G"), tones_of(names)) == pytest.approx(distance, abs=0.0006)


def test_a_fifth_up_turns_a_quarter_and_rises_by_the_root_of_two_fifteenths() -> None:
    assert math.isclose(RISE, 0.3651, abs_tol=0.00005)
    assert [pitch(k)[:2] for k in range(4)] == [(0, 1), (1, 0), (0, -1), (-1, 0)]
    assert pitch(3)[2] == pytest.approx(3 * RISE)


def test_a_triad_lies_nearest_to_its_root_and_a_key_nearest_to_its_tonic_triad() -> None:
    chord, key = chord_centre(0, is_minor=False), key_centre(0, is_minor=False)

    assert chord == pytest.approx((0.274, 0.726, 1.034 * RISE))
    others = [chord_centre(step, is_minor=False) for step in (-3, -2, -1, 1, 2, 3)]
    assert all(math.dist(key, chord) < math.dist(key, other) for other in others)


@given(TONES, TONES, st.integers(-6, 6))
def test_transposing_everything_changes_no_tension(one: list[int], other: list[int], by: int) -> None:
    key, moved = (Key(tonic, "aeolian", C_MINOR.degrees) for tonic in (0, by))
    there, back = [tone + by for tone in one], [tone + by for tone in other]

    assert diameter(there) == pytest.approx(diameter(one), abs=0.0002)
    assert strain(there, moved) == pytest.approx(strain(one, key), abs=0.0002)
    assert momentum(there, back) == pytest.approx(momentum(one, other), abs=0.0002)


@given(TONES)
def test_standing_still_has_no_momentum_and_one_tone_no_diameter(tones: list[int]) -> None:
    assert momentum(tones, tones) == 0
    assert diameter(tones[:1]) == 0


def test_a_tone_that_sounds_longer_draws_the_centre_nearer() -> None:
    even, long = centre((0, 6)), centre((0, 6), (3, 1))

    assert math.dist(long, pitch(0)) < math.dist(even, pitch(0))


def test_nothing_sounding_has_no_centre() -> None:
    with pytest.raises(ValueError, match="without tones"):
        centre(())

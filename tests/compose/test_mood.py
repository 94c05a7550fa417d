"""The control laws and the drama over time."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.mood import (
    at_intensity,
    drama,
    ending_of,
    manner,
    nearest_moods,
    tempered,
    tension_of,
    wanted_pulse,
)
from scenescore.library import default_book
from scenescore.model.affect import Affect, Feeling
from scenescore.model.picture import picture
from scenescore.model.scene import ArcPoint, Hit, Scene

BOOK = default_book()
FEELINGS = st.builds(
    Feeling,
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.floats(-1, 1),
    st.floats(0, 1),
)
#: Computed examples of the laws (recomputed table): word, pulse, brightness of mode, melody centre, level, seconds a
#: chord, parts.
VECTORS = [
    ("happy", 117.9, 0.57, 72.3, 3.50, 2.29, 4.75),
    ("sad", 73.8, -3.08, 61.7, -3.75, 6.00, 2.74),
    ("heroic", 127.7, -0.35, 70.1, 8.18, 2.42, 8.34),
    ("ominous", 91.7, -3.59, 60.9, 0.72, 5.16, 4.38),
    ("serene", 74.6, 0.51, 70.4, -4.75, 4.20, 2.31),
    ("frightening", 117.9, -4.11, 60.7, 6.98, 3.82, 6.23),
]


def _feeling(word: str) -> Feeling:
    mood = BOOK.moods[word]
    return Feeling(mood.valence, mood.arousal, mood.tension, mood.size)


@pytest.mark.parametrize(("word", "bpm", "brightness", "centre", "level", "chord", "parts"), VECTORS)
def test_the_laws_give_the_published_examples(
    word: str, bpm: float, brightness: float, centre: float, level: float, chord: float, parts: float
) -> None:
    laws = manner(_feeling(word))

    assert laws.pulse_bpm == pytest.approx(bpm, abs=0.06)
    assert laws.mode_brightness == pytest.approx(brightness, abs=0.006)
    assert laws.melody_center == pytest.approx(centre, abs=0.06)
    assert laws.level == pytest.approx(level, abs=0.006)
    assert laws.seconds_per_chord == pytest.approx(chord, abs=0.006)
    assert laws.parts == pytest.approx(parts, abs=0.006)


@given(FEELINGS)
def test_every_feeling_can_be_played(feeling: Feeling) -> None:
    laws = tempered(feeling)

    assert 40 <= laws.pulse_bpm <= 200
    assert 52 <= laws.melody_center <= 86
    assert 0.25 <= laws.articulation <= 1.05
    assert 1 <= laws.parts <= 12


@given(FEELINGS, st.floats(0, 0.45), st.floats(0.55, 1))
def test_more_intensity_is_more_arousal_and_more_players(feeling: Feeling, low: float, high: float) -> None:
    calm, strong = at_intensity(feeling, low), at_intensity(feeling, high)

    assert calm.arousal <= strong.arousal
    assert calm.size <= strong.size


def test_quiet_dread_is_softer_than_its_laws() -> None:
    ominous = _feeling("ominous")

    assert tempered(ominous).level <= manner(ominous).level - 3


def test_tension_left_out_follows_from_valence_and_arousal() -> None:
    assert tension_of(-0.6, 0.2) > 0.6
    assert tension_of(0.6, -0.5) < -0.5


def test_a_mood_between_words_names_its_nearest_words() -> None:
    assert nearest_moods(_feeling("heroic"), BOOK, 1)[0].name == "heroic"


def test_an_affect_given_in_numbers_composes_like_its_neighbours() -> None:
    scene = Scene(mood=Affect(-0.6, 0.05, 0.75, 0.45), length=30)

    answer = drama(scene, picture(scene), BOOK).value

    assert "ominous" in answer.words


def test_a_synonym_is_the_mood_that_it_stands_for() -> None:
    one = Scene(mood="grief", length=30)
    other = Scene(mood="grieving", length=30)

    assert drama(one, picture(one), BOOK).value == drama(other, picture(other), BOOK).value


def test_without_an_arc_the_cue_grows_to_a_late_peak_and_lets_go() -> None:
    scene = Scene(mood="wistful", length=100)

    answer = drama(scene, picture(scene), BOOK).value
    levels = [answer.intensity(Fraction(t)) for t in range(0, 101, 4)]

    assert 64 <= levels.index(max(levels)) * 4 <= 80
    assert levels[-1] < max(levels)


def test_the_default_peak_stands_at_the_weightiest_late_hit() -> None:
    scene = Scene(mood="wistful", length=100, hits=(Hit(at=61, gesture="stinger", priority="must"),))

    answer = drama(scene, picture(scene), BOOK).value

    assert answer.intensity(Fraction(61)) == max(answer.intensity(Fraction(t)) for t in range(101))


def test_an_arc_that_names_no_intensity_still_grows() -> None:
    scene = Scene(mood="serene", length=60, arc=(ArcPoint(at=30, mood="ominous"),))

    answer = drama(scene, picture(scene), BOOK).value

    assert answer.mood(Fraction(5))[0] == ("serene",)
    assert answer.mood(Fraction(50))[0] == ("ominous",)
    assert answer.feeling(Fraction(50)).valence < 0 < answer.feeling(Fraction(2)).valence
    assert answer.intensity(Fraction(43)) > answer.intensity(Fraction(0))


def test_intensity_is_interpolated_between_the_points_that_name_it() -> None:
    points = (ArcPoint(at=0, intensity=0.0), ArcPoint(at=10, tension=0.5), ArcPoint(at=20, intensity=1.0))
    scene = Scene(mood="serene", length=20, arc=points)

    answer = drama(scene, picture(scene), BOOK).value

    assert answer.intensity(Fraction(10)) == pytest.approx(0.5)
    assert answer.feeling(Fraction(10)).tension == pytest.approx(0.5)


def test_a_comedy_closes_with_a_button_and_a_lament_rings_out() -> None:
    for word, ending in (("playful", "button"), ("mournful", "ring-out"), ("heroic", "cadence")):
        scene = Scene(mood=word, length=40)

        assert ending_of(scene, drama(scene, picture(scene), BOOK).value) == ending


def test_a_tempo_word_overrules_the_mood() -> None:
    scene = Scene(mood="frantic", length=40, tempo="slow")
    answer = drama(scene, picture(scene), BOOK).value

    assert answer.bpm == (52, 72)
    assert 52 <= wanted_pulse(scene, answer, 0.5) <= 72


def test_stingers_in_a_peaceful_scene_are_mentioned() -> None:
    hits = tuple(Hit(at=t, gesture="stinger") for t in (5, 10, 15))
    scene = Scene(mood="serene", length=40, hits=hits)

    assert drama(scene, picture(scene), BOOK).findings


def test_a_calm_that_turns_into_panic_finds_a_pulse_for_both() -> None:
    arc = (ArcPoint(at=0, intensity=0.2), ArcPoint(at=40, mood="panicked", intensity=0.9))
    scene = Scene(mood="eerie", length=70, arc=arc)

    low, high = drama(scene, picture(scene), BOOK).value.bpm

    assert 48 <= low <= high <= 76
    assert 150 <= 2 * high <= 190

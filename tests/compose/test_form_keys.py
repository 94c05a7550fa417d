"""The plan of keys: away when the scene moves, and home again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.form.keys import Stop, journey, key_plan, parse_key
from scenescore.library import default_book
from scenescore.model.affect import Feeling
from scenescore.model.dice import Dice
from scenescore.model.form import Purpose
from scenescore.model.pitch import Key

BOOK = default_book()
CALM, DREAD, JOY = Feeling(0.5, -0.4, -0.5, 0.3), Feeling(-0.7, 0.3, 0.8, 0.5), Feeling(0.8, 0.7, 0.0, 0.7)
ARCH: tuple[Purpose, ...] = ("opening", "statement", "development", "statement", "climax", "release", "ending")


def stop(purpose: Purpose, feeling: Feeling = CALM, word: str = "serene", letter: str = "") -> Stop:
    return Stop(purpose, feeling, (word,), BOOK.moods[word].modes, letter)


def plan(*stops: Stop, home: str = "D major", seed: int = 1) -> list[tuple[Key, str]]:
    return key_plan(stops, parse_key(home, BOOK), ("serene",), BOOK, Dice(seed))


@pytest.mark.parametrize("seed", range(6))
def test_a_cue_goes_away_and_comes_home(seed: int) -> None:
    keys = [key.name for key, _ in plan(*(stop(purpose) for purpose in ARCH), seed=seed)]

    assert keys[2] != "D ionian"
    assert [name for i, name in enumerate(keys) if i != 2] == ["D ionian"] * 6


def test_what_follows_a_lifted_climax_stays_up_and_says_so() -> None:
    stops = [stop("statement"), stop("development"), stop("climax", JOY), stop("ending")]

    (home, _), _, (top, why), (last, stays) = plan(*stops)

    assert 0 < (top.pc - home.pc) % 12 <= 5
    assert "lift" in why
    assert last == top
    assert "climax" in stays


def test_a_new_mood_brings_its_own_mode_on_the_same_tonic() -> None:
    keys = plan(stop("statement"), stop("climax", DREAD, "ominous"), stop("ending", DREAD, "ominous"))

    assert keys[1][0].pc == keys[0][0].pc
    assert keys[1][0].is_minor or 1 in keys[1][0].degrees
    assert "ominous" in keys[1][1]


def test_a_tune_said_again_comes_back_in_its_key_unless_the_feeling_forbids() -> None:
    same = plan(stop("statement", letter="A"), stop("development"), stop("statement", letter="A"))
    turned = plan(stop("statement", letter="A"), stop("development"), stop("statement", DREAD, letter="A"))

    assert same[2][0] == same[0][0]
    assert turned[2][0] != turned[0][0]


@pytest.mark.parametrize("home", ["C major", "A minor"])
def test_dread_goes_further_than_peace(home: str) -> None:
    key = parse_key(home, BOOK)
    calm = {journey("development", CALM, key, throw)[0] for throw in range(3)}
    dread = {journey("development", DREAD, key, throw)[0] for throw in range(3)}

    assert calm.isdisjoint(dread)
    assert calm <= {3, 5, 7, 9, 10, 4}
    assert dread <= {1, 2, 3, 4, 6, 8, 9}


@given(st.integers(0, 9999), st.sampled_from(["C major", "Eb major", "F# minor", "B minor", "G dorian"]))
def test_no_key_of_a_plan_has_more_than_six_accidentals_and_each_says_why(seed: int, home: str) -> None:
    feelings = (CALM, DREAD, JOY)
    stops = [stop(purpose, feelings[(seed + i) % 3]) for i, purpose in enumerate(ARCH)]

    for key, why in plan(*stops, home=home, seed=seed):
        assert abs(key.signature) <= 6
        assert why

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.dice import Dice

seeds = st.integers(0, 1 << 63)
addresses = st.lists(st.text(max_size=5) | st.integers(-9, 9), max_size=4)


@given(seeds, addresses)
def test_the_same_address_throws_the_same(seed: int, address: list[str | int]) -> None:
    one, other = Dice(seed).at(*address), Dice(seed).at(*address)

    assert [one.word() for _ in range(5)] == [other.word() for _ in range(5)]


@given(seeds, addresses, addresses)
def test_another_address_throws_otherwise(seed: int, here: list[str | int], there: list[str | int]) -> None:
    same = [(type(x), x) for x in here] == [(type(x), x) for x in there] or any("\x1f" in str(x) for x in here + there)

    assert same or Dice(seed).at(*here).word() != Dice(seed).at(*there).word()


def test_a_word_and_a_number_are_different_addresses() -> None:
    assert Dice(1).at("1").word() != Dice(1).at(1).word()


def test_the_dice_are_the_same_in_every_process() -> None:
    code = "from scenescore.model.dice import Dice; print(Dice(7).at('harmony', 'A', 3).below(1_000_000))"

    thrown = [run(code, hashseed) for hashseed in ("0", "1")]

    assert thrown == [f"{Dice(7).at('harmony', 'A', 3).below(1_000_000)}\n"] * 2


def run(code: str, hashseed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hashseed}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603


def test_the_dice_have_not_changed_since_the_first_version() -> None:
    stream = Dice(7).at("harmony", "A", 3)

    assert [stream.below(1000) for _ in range(5)] == [683, 501, 464, 569, 444]


@given(seeds, st.integers(1, 10**9))
def test_a_throw_stays_below_its_bound(seed: int, bound: int) -> None:
    assert 0 <= Dice(seed).at("x").below(bound) < bound


@given(seeds, st.integers(-50, 50), st.integers(0, 50))
def test_a_throw_between_includes_both_ends_and_no_more(seed: int, low: int, width: int) -> None:
    assert low <= Dice(seed).at("x").between(low, low + width) <= low + width


@given(seeds, st.integers(0, 100))
def test_a_bell_never_strays_beyond_twice_its_spread(seed: int, spread: int) -> None:
    assert abs(Dice(seed).at("x").bell(spread)) <= 2 * spread


def test_weights_are_kept_in_the_long_run() -> None:
    thrown = Counter(Dice(1).at("bar", bar).weigh("abc", (1, 3, 0)) for bar in range(4000))

    assert thrown["c"] == 0
    assert thrown["b"] / thrown["a"] == pytest.approx(3, rel=0.15)


def test_what_has_no_weight_at_all_is_picked_alike() -> None:
    thrown = Counter(Dice(1).at("bar", bar).weigh("ab", (0, 0)) for bar in range(400))

    assert min(thrown.values()) > 150


def test_a_chance_comes_as_often_as_it_says() -> None:
    often = sum(Dice(3).at("bar", bar).chance(0.2) for bar in range(4000))

    assert often / 4000 == pytest.approx(0.2, abs=0.03)


def test_certain_things_happen_and_impossible_ones_do_not() -> None:
    stream = Dice(3).at("x")

    assert all(stream.chance(1) for _ in range(50))
    assert not any(stream.chance(0) for _ in range(50))

"""How the clock follows random pictures: a sample of what `benchmarks/spotting.py` counts over thousands."""

from __future__ import annotations

from typing import Any

import pytest

from benches import benchmark
from scenescore.compose.spotting.solve import spot

_SCENES = range(7000, 7080)


@pytest.fixture(scope="module")
def tallies() -> tuple[Any, Any, Any]:
    """Eighty scenes: ours, the best constant tempo, bending from hit to hit."""
    bench = benchmark("spotting")
    ours, constant, greedy = (bench.Tally(name) for name in ("ours", "constant", "greedy"))
    for number in _SCENES:
        picture = bench.scene(number)
        bench.judge(ours, spot(picture, bench.RANGE, bench.WANTED, bench.METER, "cadence").value)
        bench.judge_steady(constant, picture)
        bench.judge_greedy(greedy, picture)
    return ours, constant, greedy


def test_every_hit_that_must_be_caught_is_and_nearly_all_stand_on_their_grid(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert ours.exact == ours.musts
    assert ours.on_grid >= 0.95 * ours.musts
    assert ours.worst_end_ms <= 0.5


def test_most_hits_that_should_be_met_are_and_many_that_may(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert ours.met >= 0.93 * ours.shoulds
    assert ours.caught >= 0.6 * ours.mays


def test_the_tempo_seldom_steps_by_what_listeners_notice(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert ours.steps < 0.07 * ours.gaps
    assert ours.leaps <= 0.01 * ours.gaps
    assert ours.changes < 3.5 * ours.minutes
    assert ours.away < 8 * 60 * ours.minutes


def test_odd_bars_are_rare_and_close_phrases(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert 12 * ours.odd < ours.bars
    assert ours.odd_at_ends >= 0.75 * ours.odd


def test_phrases_have_four_bars_and_begin_on_strong_hits(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert ours.phrases[4] >= 0.85 * ours.phrases.total()
    assert ours.phrases[1] + ours.phrases[3] + ours.phrases[5] <= 0.06 * ours.phrases.total()
    assert ours.arrivals >= 0.7 * ours.strong


def test_pickups_are_the_exception(tallies: tuple[Any, Any, Any]) -> None:
    ours = tallies[0]

    assert ours.pickups <= 0.2 * ours.cues


def test_a_constant_tempo_misses_more_and_bending_from_hit_to_hit_steps_more(tallies: tuple[Any, Any, Any]) -> None:
    ours, constant, greedy = tallies

    assert 10 * constant.exact < ours.exact
    assert 2 * constant.met < ours.met
    assert ours.steps < greedy.steps
    assert 3 * ours.largest < greedy.largest
    assert ours.on_grid > 1.2 * greedy.on_grid

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.time import Seconds, TempoStep, Ticks, TimeMap, quarters, seconds

bpms = st.integers(150_000, 3_000_000)
clocks = st.lists(st.tuples(st.integers(1, 9000), bpms), max_size=6).flatmap(
    lambda steps: bpms.map(lambda first: _clock(first, steps)),
)
ticks = st.integers(0, 100_000)


def _clock(first: int, steps: list[tuple[int, int]]) -> TimeMap:
    at, out = 0, [TempoStep(Ticks(0), first)]
    for gap, micros in steps:
        at += gap
        out.append(TempoStep(Ticks(at), micros))
    return TimeMap(tuple(out))


def test_four_quarters_at_120_are_two_seconds() -> None:
    assert TimeMap((TempoStep(Ticks(0), 500_000),)).seconds(quarters(4)) == 2


def test_each_tempo_counts_for_its_own_stretch() -> None:
    clock = TimeMap((TempoStep(Ticks(0), 500_000), TempoStep(quarters(4), 1_000_000)))

    assert clock.seconds(quarters(6)) == 4
    assert (clock.bpm(quarters(4) - 1), clock.bpm(quarters(4))) == (120, 60)


@given(clocks, ticks)
def test_a_tick_is_found_again_from_its_moment(clock: TimeMap, tick: int) -> None:
    assert clock.position(clock.seconds(tick)) == tick


@given(clocks, st.fractions(0, 200))
def test_a_moment_is_found_again_from_its_position(clock: TimeMap, at: Fraction) -> None:
    tick = clock.nearest_tick(at)
    step = max(clock.step_at(tick).microseconds, clock.step_at(max(0, tick - 1)).microseconds)

    assert abs(clock.seconds(tick) - at) <= Fraction(step, 960_000_000)


@given(clocks, ticks, st.integers(1, 5000))
def test_later_ticks_are_later_moments(clock: TimeMap, tick: int, more: int) -> None:
    assert clock.seconds(tick) < clock.seconds(tick + more)


@given(clocks, ticks, ticks)
def test_lengths_of_time_add_up_exactly(clock: TimeMap, a: int, b: int) -> None:
    low, high = sorted((a, b))
    whole = sum(
        (clock.seconds(tick + 1) - clock.seconds(tick) for tick in range(low, min(high, low + 50))), Fraction(0)
    )

    assert whole == clock.seconds(min(high, low + 50)) - clock.seconds(low)


@pytest.mark.parametrize("steps", [(), (TempoStep(Ticks(1), 500_000),)], ids=["none", "late"])
def test_a_clock_starts_with_a_tempo_at_tick_0(steps: tuple[TempoStep, ...]) -> None:
    with pytest.raises(ValueError, match="starts with a tempo at tick 0"):
        TimeMap(steps)


@pytest.mark.parametrize(("count", "length"), [(1, 960), (Fraction(1, 3), 320), (Fraction(1, 5), 192), (1 / 16, 60)])
def test_triplets_quintuplets_and_64ths_are_exact(count: Fraction | float, length: int) -> None:
    assert quarters(count) == length


@given(st.integers(-(10**6), 10**6), st.integers(0, 9))
def test_a_decimal_is_taken_as_it_is_written(whole: int, places: int) -> None:
    written = whole / 10**places

    assert seconds(written) == Seconds(Fraction(repr(written)))
    assert seconds(written) == Fraction(whole, 10**places)

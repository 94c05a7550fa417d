from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.metre import Bar, Meter, bar_at, place_of
from scenescore.model.time import Ticks

meters = st.builds(Meter, st.integers(1, 15), st.sampled_from([2, 4, 8, 16]))


@st.composite
def pieces(draw: st.DrawFn) -> tuple[Bar, ...]:
    at, bars = 0, []
    for number, meter in enumerate(draw(st.lists(meters, min_size=1, max_size=6)), start=1):
        bars.append(Bar(number, Ticks(at), meter))
        at += meter.length
    return tuple(bars)


@pytest.mark.parametrize(
    ("text", "beats"),
    [
        ("4/4", (960,) * 4),
        ("3/4", (960,) * 3),
        ("2/2", (1920,) * 2),
        ("6/8", (1440,) * 2),
        ("12/8", (1440,) * 4),
        ("3/8", (1440,)),
        ("5/8", (960, 1440)),
        ("7/8", (960, 960, 1440)),
        ("5/4", (960,) * 5),
    ],
)
def test_beats_are_what_a_conductor_shows(text: str, beats: tuple[int, ...]) -> None:
    assert Meter.parse(text).beats == beats


def test_an_odd_meter_may_be_grouped_otherwise() -> None:
    assert Meter(7, 8, (3, 2, 2)).beats == (1440, 960, 960)


@given(meters)
def test_the_beats_fill_the_bar(meter: Meter) -> None:
    assert sum(meter.beats) == meter.length


@given(meters)
def test_a_meter_reads_as_it_is_written(meter: Meter) -> None:
    assert Meter.parse(str(meter)) == meter


@pytest.mark.parametrize("text", ["", "4", "4/", "/4", "4/3", "0/4", "33/4", "-3/4", "4/4/4", "²/4", "a/b", "4:4"])
def test_what_is_no_meter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"meter|invalid literal"):
        Meter.parse(text)


def test_the_downbeat_is_stronger_than_the_half_bar_and_that_than_a_beat() -> None:
    assert [Meter().strength(tick) for tick in (0, 1920, 960, 480, 240)] == [4, 3, 2, 1, 0]


@given(meters)
def test_no_place_in_the_bar_is_as_strong_as_its_downbeat(meter: Meter) -> None:
    assert max(meter.strength(tick) for tick in range(60, meter.length, 60)) < meter.strength(0)


@given(pieces(), st.data())
def test_a_tick_lies_in_its_bar(bars: tuple[Bar, ...], data: st.DataObject) -> None:
    tick = data.draw(st.integers(0, bars[-1].end - 1))

    assert bar_at(bars, tick).at <= tick < bar_at(bars, tick).end


@given(pieces(), st.data())
def test_later_ticks_have_later_places(bars: tuple[Bar, ...], data: st.DataObject) -> None:
    tick = data.draw(st.integers(1, bars[-1].end - 1))

    assert place_of(bars, tick - 1) < place_of(bars, tick)


def test_places_are_counted_from_one() -> None:
    bars = (Bar(1, Ticks(0), Meter(6, 8)), Bar(2, Ticks(2880), Meter(7, 8)))

    assert [place_of(bars, tick) for tick in (0, 1440, 2880, 3840, 4800, 5520)] == [
        (1, 1.0),
        (1, 2.0),
        (2, 1.0),
        (2, 2.0),
        (2, 3.0),
        (2, 3.75),
    ]

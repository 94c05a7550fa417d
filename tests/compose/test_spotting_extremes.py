"""What the clock does with scenes at the edge: very short, very narrow, very crowded."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from scenescore.compose.spotting.barring import laid_out, pulse_of
from scenescore.compose.spotting.solve import spot
from scenescore.compose.spotting.terms import Terms
from scenescore.model.cue import Cue, Picture, PictureHit, TempoSpan
from scenescore.model.metre import Meter
from scenescore.model.scene import TEMPO_MODES, Hit, Priority, TempoMode
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM, Seconds, seconds


def crowd(length: float, count: int, gap: float, priority: Priority = "must") -> Picture:
    hits = (Hit(at=0, name=f"shot {i}", gesture="accent", priority=priority) for i in range(count))
    return Picture(
        "25", 0, seconds(length), tuple(PictureHit(seconds(gap * (i + 1)), hit) for i, hit in enumerate(hits))
    )


def is_exact(cue: Cue) -> bool:
    ends = abs(cue.seconds(cue.length) - cue.picture.length) <= Fraction(1, 2000)
    return ends and all(abs(each.error_ms) <= 1 for each in cue.landings if each.hit.priority == "must")


def tempi(cue: Cue) -> list[float]:
    return [step.bpm for step in cue.clock.steps]


@pytest.mark.parametrize("mode", TEMPO_MODES)
@pytest.mark.parametrize("bpm", [123.9, 97.123])
@pytest.mark.parametrize("length", [1.0, 1.6, 2.4, 30.0])
def test_a_single_tempo_can_be_asked_for(mode: TempoMode, bpm: float, length: float) -> None:
    cue = spot(crowd(length, 2, 0.4), (bpm, bpm), bpm, Meter(4, 4), "cut", Terms(mode, "free")).value

    assert is_exact(cue)


@pytest.mark.parametrize("meter", ["4/4", "5/4", "3/8", "7/8", "32/4"])
@pytest.mark.parametrize("length", [1.0, 1.5, 2.6])
def test_a_steady_tempo_from_a_wide_range_fills_a_cue_of_a_second_or_two(meter: str, length: float) -> None:
    cue = spot(crowd(length, 1, 0.5), (20, 300), 90, Meter.parse(meter), "cut", Terms("steady")).value

    assert is_exact(cue)
    assert SLOWEST_BPM <= min(tempi(cue)) <= max(tempi(cue)) <= FASTEST_BPM


def test_a_pickup_of_a_half_note_is_not_rushed_for_the_sake_of_a_steady_tempo() -> None:
    picture = crowd(40, 3, 5.25, "should")

    cue = spot(picture, (20, 33), 28, Meter(3, 2), "cut", Terms("steady")).value

    assert max(tempi(cue)) <= FASTEST_BPM


def test_a_hit_in_the_very_last_moment_does_not_send_the_tempo_through_the_roof() -> None:
    last = PictureHit(Seconds(Fraction(3600, 503)), Hit(at=0, gesture="swell", priority="must"))
    picture = Picture("24", 0, Seconds(Fraction(3600, 503)), (last,))

    assert max(tempi(spot(picture, (14, 159), 50, Meter(6, 8), "cut").value)) <= FASTEST_BPM


def test_two_hundred_shots_in_twenty_seconds_take_seconds_and_are_all_exact() -> None:
    began = time.process_time()

    cue = spot(crowd(20, 200, 0.09), (60, 72), 66, Meter(4, 4), "cut").value

    assert is_exact(cue)
    assert time.process_time() - began < 8


def test_tempo_changes_that_touch_each_other_and_the_edges_meet_the_hits_between_them() -> None:
    spans = tuple(TempoSpan(seconds(a), seconds(b), Fraction(s)) for a, b, s in ((0, 8, "0.75"), (8, 20, "1.25")))
    hits = tuple(PictureHit(seconds(at), Hit(at=at, priority="must", gesture="accent")) for at in (0, 8, 14.5))

    cue = spot(Picture("24", 0, seconds(20), hits, tempo_changes=spans), (80, 100), 90, Meter(4, 4), "cut").value

    assert is_exact(cue)


def test_an_odd_bar_inside_a_stretch_closes_a_phrase() -> None:
    common = pulse_of(Meter(4, 4))

    inside = [str(meter) for meter in laid_out(4 * 9 + 2, common, "inside", 0)]

    assert inside.index("2/4") % 4 == 3
    assert str(laid_out(4 * 9 + 2, common, "border", 0)[-1]) == "2/4"

"""What a composer may expect of a spotted cue, at every frame rate."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore.compose.spotting.solve import spot
from scenescore.compose.spotting.terms import DOWNBEAT
from scenescore.model.cue import Cue, Picture, PictureHit
from scenescore.model.metre import Meter
from scenescore.model.scene import GESTURES, PRIORITIES, Gesture, Hit, Priority
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM, Seconds, seconds
from scenescore.model.timecode import FRAME_RATES

COMMON = Meter(4, 4)
METERS = [Meter.parse(text) for text in ("4/4", "3/4", "6/8", "2/4", "12/8", "5/4", "7/8")]


def picture_with(length: float, *hits: tuple[float, Gesture, Priority], rate: str = "24") -> Picture:
    placed = (PictureHit(seconds(at), Hit(at=at, name="hit", gesture=g, priority=p)) for at, g, p in hits)
    return Picture(rate, 0, seconds(length), tuple(placed))


@st.composite
def pictures(draw: st.DrawFn, least_gap: float = 0.4) -> Picture:
    """Hits on frames, `least_gap` seconds apart, in a cue of 2 s to 3 minutes."""
    rate = draw(st.sampled_from(sorted(FRAME_RATES)))
    fps = FRAME_RATES[rate].fps
    frames = draw(st.integers(round(2 * fps), round(180 * fps)))
    gap = -(-fps * Fraction(least_gap) // 1)
    at, hits = Fraction(0), []
    for _ in range(draw(st.integers(0, 9))):
        at += draw(st.integers(int(gap), int(12 * fps)))
        if at >= frames - gap:
            break
        hit = Hit(at=0, gesture=draw(st.sampled_from(GESTURES)), priority=draw(st.sampled_from(PRIORITIES)))
        hits.append(PictureHit(Seconds(at / fps), hit))
    return Picture(rate, 0, Seconds(frames / fps), tuple(hits))


@st.composite
def cues(draw: st.DrawFn) -> Cue:
    wanted = draw(st.integers(48, 150))
    spread = draw(st.integers(3, 20))
    picture, meter = draw(pictures()), draw(st.sampled_from(METERS))
    return spot(picture, (wanted - spread, wanted + spread), wanted, meter, "cadence").value


def beats_of(cue: Cue) -> set[int]:
    out = set()
    for bar in cue.bars:
        at = int(bar.at)
        for beat in bar.meter.beats:
            out.add(at)
            at += beat
    return out | {int(cue.length)}


@settings(deadline=None, max_examples=120)
@given(cues())
def test_every_hit_that_must_be_caught_is_caught_within_a_millisecond(cue: Cue) -> None:
    off = [abs(landing.error_ms) for landing in cue.landings if landing.hit.priority == "must"]

    assert max(off, default=0) <= 1


@settings(deadline=None, max_examples=60)
@given(cues())
def test_the_music_ends_when_the_picture_does_at_the_end_of_a_bar(cue: Cue) -> None:
    error_ms = float(cue.seconds(cue.length) - cue.picture.length) * 1000

    assert abs(error_ms) <= 0.5
    assert cue.bars[-1].end == cue.length


@settings(deadline=None, max_examples=60)
@given(cues())
def test_bars_follow_each_other_without_gaps_and_are_counted_from_the_first_downbeat(cue: Cue) -> None:
    assert cue.bars[0].at == 0
    assert all(one.end == two.at for one, two in pairwise(cue.bars))
    first = 0 if cue.has_pickup else 1
    assert [bar.number for bar in cue.bars] == list(range(first, len(cue.bars) + first))
    assert not cue.has_pickup or cue.bars[0].meter.length < cue.bars[1].meter.length


@settings(deadline=None, max_examples=60)
@given(cues())
def test_tempo_changes_on_beats_only_and_stays_playable(cue: Cue) -> None:
    assert {int(step.at) for step in cue.clock.steps} <= beats_of(cue)
    assert all(SLOWEST_BPM * 0.99 <= step.bpm <= FASTEST_BPM * 1.01 for step in cue.clock.steps)


@settings(deadline=None, max_examples=60)
@given(cues())
def test_a_landing_says_truly_when_its_tick_sounds(cue: Cue) -> None:
    for landing in cue.landings:
        assert landing.got == cue.seconds(landing.sounds)
        assert 0 <= landing.tick <= cue.length
        assert cue.place(landing.tick) == pytest.approx((landing.bar, landing.beat), abs=1e-3) or (
            landing.tick == cue.length
        )


@settings(deadline=None, max_examples=40)
@given(pictures(least_gap=0.08))
def test_even_hits_two_frames_apart_give_a_whole_cue(picture: Picture) -> None:
    cue = spot(picture, (84, 108), 96, COMMON, "cadence").value

    assert len(cue.landings) == len(picture.hits)
    assert abs(cue.seconds(cue.length) - picture.length) < Fraction(1, 2000)


def test_a_strong_gesture_falls_on_a_downbeat() -> None:
    picture = picture_with(60, (13.3, "stinger", "must"), (31.7, "cadence", "must"), (44.1, "harmonic-turn", "must"))

    cue = spot(picture, (84, 108), 96, COMMON, "cadence").value

    assert [landing.beat for landing in cue.landings] == [1.0, 1.0, 1.0]
    assert all(landing.hit.gesture in DOWNBEAT for landing in cue.landings)


def test_no_bar_is_cut_short_for_a_mere_accent() -> None:
    picture = picture_with(12, (8.5, "accent", "must"))

    cue = spot(picture, (84, 124), 104, COMMON, "button").value

    assert {str(bar.meter) for bar in cue.bars} == {"4/4"}
    assert abs(cue.landings[0].error_ms) < 1
    assert cue.landings[0].beat == int(cue.landings[0].beat)


def test_tempo_steps_stay_small_where_hits_are_far_apart() -> None:
    hits: list[tuple[float, Gesture, Priority]] = [(at, "accent", "must") for at in (11.3, 24.9, 37.2, 55.5, 71.9)]

    cue = spot(picture_with(90, *hits), (84, 108), 96, COMMON, "cadence").value

    steps = [abs(a.microseconds / b.microseconds - 1) for a, b in pairwise(cue.clock.steps)]
    assert max(steps) <= 0.05


def test_two_close_hits_share_a_beat_and_are_both_exact() -> None:
    picture = picture_with(30, (12.0, "accent", "must"), (12.3, "stinger", "must"))

    cue = spot(picture, (90, 106), 98, COMMON, "cadence").value

    first, second = cue.landings
    assert second.tick - first.tick == 480
    assert max(abs(first.error_ms), abs(second.error_ms)) <= 1


def test_two_hits_at_one_moment_land_together() -> None:
    picture = picture_with(30, (12.0, "accent", "must"), (12.0, "cut-off", "must"))

    first, second = spot(picture, (90, 106), 98, COMMON, "cadence").value.landings

    assert first.tick == second.tick
    assert abs(first.error_ms) <= 1


@pytest.mark.parametrize("length", [8, 20, 32, 45, 60, 121.7, 180])
def test_without_hits_one_tempo_fills_an_even_number_of_whole_bars(length: float) -> None:
    cue = spot(picture_with(length), (84, 108), 96, COMMON, "cadence").value

    assert len(cue.clock.steps) == 1
    assert {bar.meter for bar in cue.bars} == {COMMON}
    assert len(cue.bars) % 2 == 0 or length < 10
    assert 84 <= cue.clock.steps[0].bpm <= 108


@pytest.mark.parametrize("length", [1, 1.3, 2, 3])
@pytest.mark.parametrize("meter", METERS, ids=str)
def test_the_shortest_cue_is_at_least_one_whole_bar(length: float, meter: Meter) -> None:
    cue = spot(picture_with(length, (0.7, "stinger", "must")), (60, 76), 66, meter, "button").value

    assert abs(cue.seconds(cue.length) - cue.picture.length) < Fraction(1, 2000)
    assert abs(cue.landings[0].error_ms) <= 1


def test_a_quarter_of_an_hour_with_forty_hits_is_no_trouble() -> None:
    turns: list[Priority] = ["must", "should", "may"]
    hits: list[tuple[float, Gesture, Priority]] = [
        (round(21.3 * n + (n * n % 7) / 3, 3), "accent", turns[n % 3]) for n in range(1, 41)
    ]

    cue = spot(picture_with(900, *hits), (66, 84), 76, COMMON, "cadence").value

    assert all(abs(landing.error_ms) <= 1 for landing in cue.landings if landing.hit.priority == "must")
    assert len([bar for bar in cue.bars if bar.meter != COMMON]) * 12 < len(cue.bars)


def test_a_dotted_quarter_is_what_a_tempo_in_six_eight_counts() -> None:
    cue = spot(picture_with(24), (55, 65), 60, Meter(6, 8), "cadence").value

    assert cue.clock.steps[0].bpm == pytest.approx(90, abs=1e-3)
    assert len(cue.bars) == 12


def test_odd_bars_are_decisions_with_their_bar_and_the_hit_that_they_serve() -> None:
    picture = picture_with(40, (5.0, "stinger", "must"), (11.0, "stinger", "must"))

    answer = spot(picture, (96, 97), 96, COMMON, "cadence")

    odd = [bar for bar in answer.value.bars if bar.meter != COMMON]
    said = [decision.bars[0] for decision in answer.decisions if "/" in decision.choice]
    assert odd
    assert said == [bar.number for bar in odd]


def test_of_two_hits_within_a_frame_one_stands_on_the_beat_and_the_other_is_a_free_onset() -> None:
    picture = picture_with(30, (10.0, "accent", "must"), (10.03, "stinger", "must"))

    answer = spot(picture, (90, 106), 98, COMMON, "cadence")

    first, second = answer.value.landings
    assert first.free is None
    assert second.free is not None
    assert max(abs(each.error_ms) for each in (first, second)) < 1
    assert [finding.message for finding in answer.findings] == [
        f"it sounds at its moment, but as a free onset near bar {second.bar}, beat {second.beat:g}, not on a downbeat",
    ]


def test_a_hit_that_should_be_met_and_is_missed_is_a_finding_with_its_error() -> None:
    picture = picture_with(20, (10.0, "accent", "must"), (10.09, "accent", "should"), (10.5, "stinger", "must"))

    answer = spot(picture, (90, 106), 98, COMMON, "cadence")

    error = round(answer.value.landings[1].error_ms, 1)
    assert abs(error) > 1000 / 24
    assert any(f"the music comes {abs(error):g} ms" in finding.message for finding in answer.findings)


def test_the_reason_for_the_tempo_names_constant_tempi_and_their_misses() -> None:
    picture = picture_with(60, (13.3, "stinger", "must"), (31.7, "cadence", "must"))

    decision = spot(picture, (84, 108), 96, COMMON, "cadence").decisions[0]

    assert "96 was wanted" in decision.reason
    assert all("throughout" in other for other in decision.runners_up)
    assert len(decision.runners_up) == 3


@pytest.mark.parametrize("text", ["32/4", "32/1", "13/16", "1/16", "1/8", "5/8"])
@pytest.mark.parametrize("length", [1, 1.8, 7])
def test_every_meter_that_can_be_written_fills_the_shortest_cues(text: str, length: float) -> None:
    answer = spot(Picture("24", 0, seconds(length)), (70, 90), 80, Meter.parse(text), "cadence")

    assert abs(answer.value.seconds(answer.value.length) - seconds(length)) < 0.001


def test_a_bar_too_long_for_the_cue_gives_way_and_is_told() -> None:
    answer = spot(Picture("24", 0, seconds(1)), (70, 90), 80, Meter(32, 4), "cadence")

    assert "32/4" not in {str(bar.meter) for bar in answer.value.bars}
    assert any("no bar of 32/4 fits" in finding.message for finding in answer.findings)

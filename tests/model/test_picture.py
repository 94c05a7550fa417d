from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.cue import Speech
from scenescore.model.picture import first_frame, moment, picture
from scenescore.model.scene import ArcPoint, Character, Dialogue, Hit, Scene
from scenescore.model.time import Seconds


def test_a_plain_number_is_exactly_what_was_written() -> None:
    scene = Scene(mood="serene", length=45.1)

    assert picture(scene).length == Fraction(451, 10)


def test_a_timecode_is_counted_from_the_first_frame() -> None:
    scene = Scene(mood="serene", length=72, start="01:14:02:11", hits=(Hit(at="01:14:20:05"),))

    assert picture(scene).hits[0].at == Fraction(18 * 24 - 6, 24)


def test_a_length_may_be_a_timecode_duration() -> None:
    scene = Scene(mood="serene", length="00:01:12:00", start="01:00:00:00", frame_rate="23.976")

    assert picture(scene).length == Fraction(72 * 24 * 1001, 24000)


def test_an_end_stands_for_a_length() -> None:
    by_timecode = Scene(mood="serene", end="01:00:10:12", start="01:00:00:00")
    by_seconds = Scene(mood="serene", end=10.5, start="01:00:00:00")

    assert picture(by_timecode).length == picture(by_seconds).length == Fraction(21, 2)


def test_at_drop_frame_a_minute_of_labels_is_not_a_minute() -> None:
    scene = Scene(mood="serene", length=90, start="00:59:59;29", frame_rate="29.97df")

    assert moment("01:00:00;00", scene) == Fraction(1001, 30000)


def test_a_start_in_seconds_is_the_nearest_frame() -> None:
    assert first_frame(Scene(mood="serene", length=5, start=3600.01, frame_rate="25")) == 90000


def test_hits_and_entrances_come_in_order_of_time() -> None:
    scene = Scene(
        mood="serene",
        length=30,
        hits=(Hit(at=9, name="late"), Hit(at="00:00:02:00", name="early")),
        characters=(Character(name="B", enters=4), Character(name="A")),
        arc=(ArcPoint(at=20, intensity=1), ArcPoint(at=0, intensity=0)),
    )

    seen = picture(scene)

    assert [each.hit.name for each in seen.hits] == ["early", "late"]
    assert [(int(each.at), each.character) for each in seen.entrances] == [(0, 1), (4, 0)]
    assert [int(at) for at in seen.arc] == [20, 0]


def test_dialogue_that_touches_or_overlaps_is_one_speech() -> None:
    spans = ((8, 9), (1, 3), (2, 4), (4, 5))
    scene = Scene(mood="serene", length=30, dialogue=tuple(Dialogue(from_=a, to=b) for a, b in spans))

    assert picture(scene).dialogue == (
        Speech(Seconds(Fraction(1)), Seconds(Fraction(5))),
        Speech(Seconds(Fraction(8)), Seconds(Fraction(9))),
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=12), st.integers(0, 60))
def test_melting_dialogue_changes_nothing_about_when_somebody_speaks(spans: list[tuple[int, int]], at: int) -> None:
    scene = Scene(mood="serene", length=90, dialogue=tuple(Dialogue(from_=a, to=a + n) for a, n in spans))
    here = Seconds(Fraction(2 * at + 1, 2))

    assert picture(scene).speaks(here, here) == any(a < here < a + n for a, n in spans)


def test_a_scene_without_an_extent_cannot_be_timed() -> None:
    with pytest.raises(ValueError, match="length or an end"):
        picture(Scene(mood="serene"))

"""Vectors of drop-frame counting are those that broadcast engineering publishes (SMPTE ST 12-1), recomputed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.timecode import (
    FRAME_RATES,
    FrameRate,
    clock_of,
    frame_of,
    label_fault,
    label_of,
    likely_label,
    nearest_frame,
    rate,
    seconds_of,
    smpte_offset,
)

VECTORS = [
    ("29.97df", 1799, "00:00:59;29"),
    ("29.97df", 1800, "00:01:00;02"),
    ("29.97df", 17981, "00:09:59;29"),
    ("29.97df", 17982, "00:10:00;00"),
    ("29.97df", 107892, "01:00:00;00"),
    ("29.97df", 2589407, "23:59:59;29"),
    ("59.94df", 3600, "00:01:00;04"),
    ("59.94df", 35964, "00:10:00;00"),
    ("59.94df", 215784, "01:00:00;00"),
    ("24", 1800, "00:01:15:00"),
    ("29.97", 1800, "00:01:00:00"),
]

rates = st.sampled_from(list(FRAME_RATES.values()))


@pytest.mark.parametrize(("name", "frame", "label"), VECTORS)
def test_a_frame_bears_its_published_label(name: str, frame: int, label: str) -> None:
    assert label_of(frame, rate(name)) == label
    assert frame_of(label, rate(name)) == frame


@given(rates, st.integers(0, 5_200_000))
def test_every_frame_of_a_day_is_found_again_by_its_label(at: FrameRate, frame: int) -> None:
    frame %= at.day

    assert frame_of(label_of(frame, at), at) == frame


@given(rates, st.integers(0, 2_000_000))
def test_the_next_frame_has_a_later_label(at: FrameRate, frame: int) -> None:
    frame %= at.day - 1

    assert clock_of(frame, at) < clock_of(frame + 1, at)


@pytest.mark.parametrize(
    ("name", "label", "exact"),
    [
        ("29.97df", "01:00:00;00", Fraction("3599.9964")),
        ("23.976", "01:00:00:00", Fraction("3603.6")),
        ("29.97", "01:00:00:00", Fraction("3603.6")),
        ("25", "00:00:00:01", Fraction("0.04")),
        ("48", "00:00:01:24", Fraction("1.5")),
    ],
)
def test_timecode_runs_as_slow_against_the_clock_as_it_should(name: str, label: str, exact: Fraction) -> None:
    assert seconds_of(frame_of(label, rate(name)), rate(name)) == exact


@given(rates, st.integers(0, 5_000_000))
def test_the_moment_of_a_frame_is_nearest_to_that_frame(at: FrameRate, frame: int) -> None:
    assert nearest_frame(seconds_of(frame, at), at) == frame


@pytest.mark.parametrize("label", ["00:01:00;00", "00:01:00;01", "00:59:00:01", "00:01:00.00"])
def test_labels_that_drop_frame_skips_do_not_exist(label: str) -> None:
    with pytest.raises(ValueError, match=r"does not exist at 29\.97df"):
        frame_of(label, rate("29.97df"))


def test_at_59_94_four_labels_are_skipped() -> None:
    faults = [bool(label_fault(f"00:01:00;{frame:02}", rate("59.94df"))) for frame in range(6)]

    assert faults == [True, True, True, True, False, False]


@pytest.mark.parametrize("label", ["00:10:00;00", "00:20:00;01", "00:01:01;00"])
def test_tenth_minutes_and_later_seconds_keep_all_labels(label: str) -> None:
    assert label_fault(label, rate("29.97df")) == ""


def test_a_colon_is_accepted_at_a_rate_that_drops() -> None:
    assert frame_of("00:01:00:02", rate("29.97df")) == 1800


@pytest.mark.parametrize("label", ["00:01:00;02", "00:01:00.02", "00;01;00;02"])
def test_a_drop_frame_label_is_refused_at_a_rate_that_drops_nothing(label: str) -> None:
    with pytest.raises(ValueError, match=r"is drop-frame, but the frame rate 29\.97 drops nothing"):
        frame_of(label, rate("29.97"))


@pytest.mark.parametrize(
    "label",
    [
        "",
        "1:2:3",
        "00:00:00",
        "00:00:00:24:00",
        "00:00:00:0a",
        "-0:00:00:00",
        "00:00:00,00",
        "\u0660\u0660:\u0660\u0660:00:00",
        "00:00;00:00",
    ],
)
def test_what_is_no_timecode_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="is not a timecode"):
        frame_of(label, rate("24"))


@pytest.mark.parametrize(
    ("label", "unit"),
    [("24:00:00:00", "hours"), ("00:60:00:00", "minutes"), ("00:00:60:00", "seconds"), ("00:00:00:24", "frames")],
)
def test_each_part_of_a_label_has_its_bound(label: str, unit: str) -> None:
    with pytest.raises(ValueError, match=f"does not exist at 24: {unit} go from 00 to"):
        frame_of(label, rate("24"))


@pytest.mark.parametrize(
    ("text", "name", "guess"),
    [
        ("00:01:00;00", "29.97df", "00:01:00;02"),
        ("00:01:00:02", "24", "00:01:00:02"),
        ("1:2:3", "25", "01:02:03:00"),
        ("door", "24", ""),
        ("1:99:3", "24", ""),
    ],
)
def test_a_wrong_timecode_suggests_the_right_one(text: str, name: str, guess: str) -> None:
    assert likely_label(text, rate(name)) == guess


def test_a_rate_may_be_written_in_the_usual_other_ways() -> None:
    assert [rate(name).name for name in ("23.98", "29.97 DF", "29.97-df", "59.94ndf")] == [
        "23.976",
        "29.97df",
        "29.97df",
        "59.94",
    ]


def test_an_unknown_rate_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no frame rate is called '47\.952'"):
        rate("47.952")


@pytest.mark.parametrize(
    ("name", "label", "offset"),
    [
        ("24", "01:14:02:11", (0, 1, 14, 2, 11, 0)),
        ("25", "10:00:00:24", (1, 10, 0, 0, 24, 0)),
        ("29.97df", "01:00:00;02", (2, 1, 0, 0, 2, 0)),
        ("30", "01:00:00:29", (3, 1, 0, 0, 29, 0)),
        ("50", "01:00:00:49", (1, 1, 0, 0, 24, 50)),
    ],
)
def test_the_smpte_offset_is_what_a_midi_file_stores(name: str, label: str, offset: tuple[int, ...]) -> None:
    assert smpte_offset(frame_of(label, rate(name)), rate(name)) == offset

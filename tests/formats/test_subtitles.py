"""Subtitles become spans of speech."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marker_files import SAMPLES
from scenescore.formats.spotting_notes.subtitles import Lines, read_subtitles


def sample(name: str) -> Lines:
    """Read a sample."""
    return read_subtitles((SAMPLES / name).read_bytes(), name)


def spans(lines: Lines) -> list[tuple[float, float]]:
    """Spans in seconds."""
    return [(float(first), float(last)) for first, last in lines.spans]


def srt(cues: list[tuple[int, int, str]]) -> bytes:
    """An SRT file of cues in milliseconds."""

    def time(ms: int) -> str:
        return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    return "".join(f"{n}\n{time(a)} --> {time(b)}\n{text}\n\n" for n, (a, b, text) in enumerate(cues, 1)).encode()


def test_lines_that_touch_or_overlap_are_one_span() -> None:
    assert spans(sample("dialogue.srt")) == [(14, 18), (26, 29.25)]


def test_sounds_songs_and_lines_without_length_are_left_out_and_told() -> None:
    assert sample("dialogue.srt").notes == (
        "2 subtitles of sound or song left out",
        "1 subtitle without a length left out",
    )


def test_webvtt_is_read_without_its_notes_and_settings() -> None:
    assert spans(sample("dialogue.vtt")) == [(14, 16.5), (20, 21)]


def test_windows_latin_is_read_and_told() -> None:
    lines = sample("latin-1.srt")

    assert spans(lines) == [(3602, 3603)]
    assert "cp1252" in lines.notes[0]


def test_a_byte_order_mark_is_no_text() -> None:
    assert spans(sample("byte-order-mark.srt")) == [(2, 3)]


@pytest.mark.filterwarnings("error")
def test_a_broken_cue_between_whole_ones_is_passed_over_in_silence() -> None:
    text = srt([(0, 1000, "One.")]) + b"2\n00:00:x5,000 --> 00:00:06,000\nlost\n\n" + srt([(8000, 9000, "Two.")])

    assert spans(read_subtitles(text)) == [(0, 1), (8, 9)]


@pytest.mark.parametrize("text", ["[door slams]", "(sighs)", "♪ la la ♪", "♪", "...", "[wind]\n(rain)"])
def test_what_nobody_speaks_is_no_dialogue(text: str) -> None:
    lines = read_subtitles(srt([(0, 1000, text), (5000, 6000, "Here.")]))

    assert spans(lines) == [(5, 6)]


@pytest.mark.parametrize("text", ["[ADA] You came.", "(softly) Here.", "ADA: no", "42", "あなた"])
def test_what_somebody_speaks_is_dialogue(text: str) -> None:
    assert spans(read_subtitles(srt([(0, 1000, text)]))) == [(0, 1)]


@pytest.mark.parametrize(("gap", "count"), [(249, 1), (250, 2)])
def test_a_pause_shorter_than_a_quarter_of_a_second_is_none(gap: int, count: int) -> None:
    assert len(read_subtitles(srt([(0, 1000, "One"), (1000 + gap, 3000, "two")])).spans) == count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80_000_000), st.integers(1, 9000)), min_size=1, max_size=8))
def test_every_spoken_millisecond_lies_in_a_span(cues: list[tuple[int, int]]) -> None:
    lines = read_subtitles(srt([(at, at + lasts, "word") for at, lasts in cues]))

    for at, lasts in cues:
        begin, end = Fraction(at, 1000), Fraction(at + lasts, 1000)
        assert any(first <= begin and end <= last for first, last in lines.spans)
    ends = [last for _, last in lines.spans]
    assert all(first - end >= Fraction(1, 4) for end, (first, _) in zip(ends, lines.spans[1:], strict=False))

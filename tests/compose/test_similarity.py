"""How alike two melodies are: what listeners keep of a tune, the measure keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.themes.motifs import seed_motif
from scenescore.compose.themes.similarity import ALLUSION, SAME, VARIANT, similarity
from scenescore.model.theme import Motif, Tone
from scenescore.model.time import Ticks

HERO = seed_motif("1/3 5/1 6/2 2'/2 b7/3 6/1 5/4")
LULLABY = seed_motif("3/2 5/1 4/2 3/1 2/2 3/1 1/3")


def melodies() -> st.SearchStrategy[Motif]:
    tone = st.builds(
        lambda step, eighths: Tone(step, 0, Ticks(480 * eighths)),
        st.integers(-5, 12),
        st.sampled_from((1, 2, 3, 4)),
    )
    return st.lists(tone, min_size=2, max_size=9).map(tuple)


@given(melodies())
def test_a_melody_is_wholly_like_itself_when_four_notes_are_heard(melody: Motif) -> None:
    assert similarity(melody, melody) == min(4, len(melody)) / 4


@given(melodies(), melodies())
def test_likeness_is_mutual(one: Motif, other: Motif) -> None:
    assert similarity(one, other) == similarity(other, one)


@given(melodies(), melodies())
def test_likeness_lies_between_nothing_and_all(one: Motif, other: Motif) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0


def test_another_octave_and_half_the_tempo_change_nothing() -> None:
    slow = tuple(replace(t, step=(t.step or 0) + 7, length=Ticks(t.length * 2)) for t in HERO)

    assert similarity(HERO, slow) == 1.0


def test_holding_the_last_note_changes_nothing() -> None:
    held = (*HERO[:-1], replace(HERO[-1], length=Ticks(9600)))

    assert similarity(HERO, held) == 1.0


def test_the_same_tune_in_minor_is_the_same_tune() -> None:
    minor = tuple(replace(t, alter=-1) if t.step in {2, 5, 6} else t for t in LULLABY)

    assert similarity(LULLABY, minor) >= SAME


def test_a_head_alone_is_recognised() -> None:
    assert similarity(HERO[:4], HERO) >= VARIANT


def test_two_notes_say_less_than_four() -> None:
    assert similarity(HERO[:2], HERO) < similarity(HERO[:4], HERO)


def test_a_lullaby_is_not_a_fanfare() -> None:
    assert similarity(HERO, LULLABY) < ALLUSION


@pytest.mark.parametrize("nothing", [(), seed_motif("r/4"), seed_motif("5/4")], ids=["empty", "rest", "one note"])
def test_less_than_two_notes_are_like_nothing(nothing: Motif) -> None:
    assert similarity(nothing, HERO) == 0.0

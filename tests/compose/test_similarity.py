"""How alike two melodies are: what listeners keep of a tune, the measure keeps."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.themes.likeness import likeness
from scenescore.compose.themes.motifs import seed_motif
from scenescore.compose.themes.similarity import distance, similarity
from scenescore.library import default_book
from scenescore.model.theme import ALLUSION, SAME, VARIANT, Likeness, Motif, Tone
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


@given(melodies(), st.sampled_from((2, 3, 5)), st.integers(-9, 9))
def test_neither_key_nor_tempo_counts(melody: Motif, slower: int, higher: int) -> None:
    moved = tuple(
        replace(t, step=None if t.step is None else t.step + 7 * (higher // 7), length=Ticks(t.length * slower))
        for t in melody
    )

    assert similarity(melody, moved) == similarity(melody, melody)


@given(melodies())
def test_distance_is_what_likeness_leaves(melody: Motif) -> None:
    assert distance(HERO, melody) == pytest.approx(1 - similarity(HERO, melody))


def test_a_turn_around_its_notes_leaves_a_tune_near() -> None:
    ornate = seed_motif("1/2 2/1 5/1 6/1 7/.5 6/.5 2'/2 b7/2 1'/.5 b7/.5 6/1 5/4")

    assert similarity(HERO, ornate) >= 0.75


def test_only_the_notes_on_the_beats_leave_a_tune_near() -> None:
    plain = seed_motif("1/4 6/2 2'/2 b7/4 5/4")

    assert similarity(HERO, plain) >= 0.7


def test_a_tune_in_its_phrase_is_the_tune() -> None:
    phrase = HERO + seed_motif("5/2 4/1 3/1 2/2 6/2 1/8")

    assert similarity(HERO, phrase) == 1.0


def test_upside_down_is_kin_and_backwards_is_less() -> None:
    upside_down = tuple(replace(t, step=-(t.step or 0), alter=0) for t in HERO)
    backwards = tuple(
        replace(t, step=other.step, alter=other.alter) for t, other in zip(HERO, reversed(HERO), strict=True)
    )

    assert ALLUSION <= similarity(HERO, upside_down) < VARIANT
    assert similarity(HERO, backwards) < similarity(HERO, upside_down)


def test_its_rhythm_on_one_note_is_an_allusion() -> None:
    drummed = tuple(replace(t, step=0, alter=0) for t in HERO)

    assert ALLUSION <= similarity(HERO, drummed) < VARIANT


def test_contour_intervals_and_rhythm_are_told_apart() -> None:
    wider = seed_motif("1/3 6/1 7/2 3'/2 7/3 6/1 4/4")
    other_rhythm = seed_motif("1/1 5/1 6/3 2'/1 b7/1 6/1 5/4")

    assert likeness(HERO, HERO) == Likeness(1.0, 1.0, 1.0)
    assert likeness(wider, HERO).contour > likeness(wider, HERO).intervals
    assert likeness(wider, HERO).rhythm == 1.0
    assert likeness(other_rhythm, HERO).rhythm < likeness(other_rhythm, HERO).intervals


@given(melodies(), melodies())
def test_each_part_of_likeness_is_a_share(one: Motif, other: Motif) -> None:
    parts = likeness(one, other)

    assert all(0.0 <= part <= 1.0 for part in (parts.contour, parts.intervals, parts.rhythm))


def test_seeds_of_different_archetypes_are_seldom_alike() -> None:
    seeds = [seed_motif(row.seed) for row in default_book().archetypes.values()]
    likes = sorted(similarity(a, b) for a, b in combinations(seeds, 2))

    assert likes[len(likes) // 2] < 0.32

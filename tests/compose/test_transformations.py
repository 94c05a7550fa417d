"""What each technique does to a theme, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.themes.motifs import EIGHTH, seed_motif
from scenescore.compose.themes.rebarring import rebar
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.transformations import TRANSFORMATIONS, Terms, in_order, sounding, spread, transform
from scenescore.model.metre import Meter
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

AEOLIAN = (0, 2, 3, 5, 7, 8, 10)
TUNE = seed_motif("1/3 5/1 6/2 5/2 4/2 3/2 2/4")
ALL = tuple(TRANSFORMATIONS)
WIDE = Terms(room=Ticks(10**6))


def names(motif: Motif) -> list[int | None]:
    return [None if tone.step is None else tone.semitones for tone in motif]


def lengths(motif: Motif) -> list[float]:
    return [tone.length / EIGHTH for tone in motif]


def motifs() -> st.SearchStrategy[Motif]:
    tone = st.builds(
        lambda step, eighths: Tone(step, 0, Ticks(EIGHTH * eighths)),
        st.one_of(st.none(), st.integers(-5, 12)),
        st.sampled_from((1, 2, 3, 4)),
    )
    return st.lists(tone, min_size=3, max_size=9).map(tuple).filter(lambda m: len(sounding(m)) >= 3)


@given(motifs(), st.sampled_from(ALL), st.integers(2, 40))
def test_no_technique_is_longer_than_its_room(motif: Motif, name: str, eighths: int) -> None:
    room = Ticks(eighths * EIGHTH)

    changed = transform(motif, (name,), Terms(room=room))

    assert motif_length(changed) <= room


@given(motifs(), st.sampled_from(ALL))
def test_every_technique_leaves_whole_sixteenths_and_something_to_hear(motif: Motif, name: str) -> None:
    changed = transform(motif, (name,), Terms())

    assert all(tone.length > 0 and tone.length % (EIGHTH // 2) == 0 for tone in changed)
    assert sounding(changed)


@given(motifs())
def test_an_inversion_of_an_inversion_is_the_theme(motif: Motif) -> None:
    assert transform(transform(motif, ("inversion",), WIDE), ("inversion",), WIDE) == motif


@given(motifs())
def test_a_retrograde_of_a_retrograde_is_the_theme(motif: Motif) -> None:
    assert transform(transform(motif, ("retrograde",), WIDE), ("retrograde",), WIDE) == motif


@given(motifs())
def test_diminution_undoes_augmentation(motif: Motif) -> None:
    assert transform(motif, ("augmentation", "diminution"), WIDE) == motif


@given(motifs())
def test_modal_mutation_leaves_only_tones_of_the_mode(motif: Motif) -> None:
    changed = transform(motif, ("modal-mutation",), Terms(AEOLIAN))

    assert all(tone.semitones % 12 in AEOLIAN for tone in changed if tone.step is not None)


def test_modal_mutation_keeps_degrees_and_lowers_the_third() -> None:
    assert names(transform(TUNE, ("modal-mutation",), Terms(AEOLIAN))) == [0, 7, 8, 7, 5, 3, 2]


def test_a_mutation_into_a_pentatonic_takes_the_nearest_tones() -> None:
    changed = transform(seed_motif("1/2 4/2 7/2"), ("modal-mutation",), Terms((0, 2, 4, 7, 9)))

    assert names(changed) == [0, 4, 12]


def test_an_inversion_falls_where_the_theme_rose() -> None:
    assert names(transform(TUNE, ("inversion",), Terms()))[:3] == [0, -7, -8]


def test_augmentation_doubles_every_length() -> None:
    assert lengths(transform(TUNE, ("augmentation",), Terms())) == [6, 2, 4, 4, 4, 4, 8]


def test_a_fragment_is_the_head_held_to_the_beat() -> None:
    changed = transform(TUNE, ("fragmentation",), Terms(head=2))

    assert lengths(changed) == [3, 1]
    assert names(changed) == [0, 7]


def test_truncation_leaves_the_close_unsaid() -> None:
    assert names(transform(TUNE, ("truncation",), Terms())) == names(TUNE)[:5]


def test_a_sequence_climbs_three_times_at_most() -> None:
    changed = transform(seed_motif("1/2 2/2"), ("sequence",), Terms(shift=1))

    assert names(changed) == [0, 2, 2, 4, 4, 5]


def test_each_copy_of_a_sequence_starts_on_a_half_bar() -> None:
    changed = transform(seed_motif("1/1 2/2"), ("sequence",), Terms(shift=1))

    assert lengths(changed) == [1, 3, 1, 3, 1, 3]


def test_expansion_says_the_beginning_twice() -> None:
    changed = transform(TUNE, ("expansion",), Terms(shift=1))

    assert names(changed) == [0, 7, 9, 7, 2, 9, 11, 9, 5, 4, 2]


def test_ornaments_leave_the_old_notes_in_their_places_and_the_head_plain() -> None:
    tune = seed_motif("1/3 5/1 6/2 5/2 3/2 4/2 2/4")
    changed = transform(tune, ("ornamentation",), Terms())
    onsets = dict(zip(_onsets(changed), names(changed), strict=True))

    assert all(onsets[at] == pitch for at, pitch in zip(_onsets(tune), names(tune), strict=True))
    assert len(changed) > len(tune)
    assert changed[:4] == tune[:4]


@given(motifs(), st.integers(-3, 3).filter(bool))
def test_a_sequence_comes_back_no_wider_than_its_voice(motif: Motif, shift: int) -> None:
    changed = transform(motif, ("sequence",), replace(WIDE, shift=shift))

    once = len(sounding(motif))
    assert len(sounding(changed)) <= 2 * once or spread(changed) <= 16


def test_simplification_keeps_what_stands_on_beats() -> None:
    assert names(transform(TUNE, ("simplification",), Terms())) == [0, 9, 7, 5, 4, 2]


def test_corruption_spares_the_first_notes_and_most_of_the_others() -> None:
    changed = transform(TUNE, ("chromatic-corruption",), Terms())
    soured = [i for i, (a, b) in enumerate(zip(names(TUNE), names(changed), strict=True)) if a != b]

    assert soured == [2]


def test_displacement_comes_late_and_ends_on_time() -> None:
    changed = transform(TUNE, ("rhythmic-displacement",), Terms())

    assert changed[0] == Tone(None, 0, Ticks(EIGHTH))
    assert motif_length(changed) == motif_length(TUNE)


def test_liquidation_says_less_and_less() -> None:
    changed = transform(TUNE, ("liquidation",), Terms(head=3))

    assert len(sounding(changed)) == 3 + 2 + 1


@pytest.mark.parametrize("name", ["prototype", "reharmonisation"])
def test_these_leave_every_note_alone(name: str) -> None:
    assert transform(TUNE, (name,), Terms()) == TUNE


@pytest.mark.parametrize("shift", [1, -1], ids=["up", "down"])
def test_a_registral_shift_is_an_octave(shift: int) -> None:
    changed = transform(TUNE, ("registral-shift",), Terms(shift=shift))

    assert [b - a for a, b in zip(names(TUNE), names(changed), strict=True) if a is not None and b is not None] == [
        12 * shift
    ] * len(TUNE)


def test_what_takes_notes_away_is_done_before_what_repeats() -> None:
    assert in_order(("sequence", "fragmentation", "metric-shift")) == ("metric-shift", "fragmentation", "sequence")


@pytest.mark.parametrize(
    ("source", "target"),
    [("4/4", "3/4"), ("3/4", "4/4"), ("4/4", "6/8"), ("6/8", "4/4"), ("4/4", "7/8"), ("5/4", "4/4"), ("12/8", "4/4")],
)
def test_a_metric_shift_fills_as_many_bars_as_before(source: str, target: str) -> None:
    born, wanted = Meter.parse(source), Meter.parse(target)
    whole = {"4/4": "1/3 5/1 6/2 5/2 4/2 3/2 2/4", "3/4": "1/2 5/3 4/1 b3/4 2/2", "6/8": "3/2 5/1 4/2 3/1 1/6"}
    odd = {"5/4": "1/2 b3/3 5/3 6/2 b3/4 2/2 1/4", "12/8": "1/3 5/6 4/3 6/3 2'/6 7/3"}
    motif = seed_motif({**whole, **odd}[source])

    changed = rebar(motif, born, wanted)

    assert motif_length(changed) // wanted.length == motif_length(motif) // born.length
    assert motif_length(changed) % wanted.length == 0
    assert names(changed) == names(motif)
    assert similarity(changed, motif) > 0.6


def test_the_first_note_of_the_second_bar_stays_a_downbeat() -> None:
    waltz = rebar(TUNE, Meter(4, 4), Meter(3, 4))

    assert Meter(3, 4).length in _onsets(waltz)


def _onsets(motif: Motif) -> list[int]:
    return [sum(tone.length for tone in motif[:i]) for i in range(len(motif))]

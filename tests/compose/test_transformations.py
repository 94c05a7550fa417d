"""What each technique does to a theme, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.themes.motifs import EIGHTH, seed_motif
from scenescore.compose.themes.rebarring import rebar
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.transformations import (
    TRANSFORMATIONS,
    UNWRITTEN,
    Terms,
    companions,
    in_order,
    setting_of,
    sounding,
    spread,
    transform,
)
from scenescore.model.metre import Meter
from scenescore.model.theme import PLAIN, Motif, Setting, Tone, motif_length
from scenescore.model.time import Ticks

AEOLIAN = (0, 2, 3, 5, 7, 8, 10)
TUNE = seed_motif("1/3 5/1 6/2 5/2 4/2 3/2 2/4")
ALL = tuple(TRANSFORMATIONS)
WIDE = Terms(room=Ticks(10**6))


def names(motif: Motif) -> list[int | None]:
    return [None if tone.step is None else tone.semitones for tone in motif]


def lengths(motif: Motif) -> list[float]:
    return [tone.length / EIGHTH for tone in motif]


def moves(motif: Motif) -> list[int]:
    pitches = [tone.semitones for tone in motif if tone.step is not None]
    return [b - a for a, b in pairwise(pitches)]


def contour(motif: Motif) -> list[int]:
    return [(move > 0) - (move < 0) for move in moves(motif)]


def spans(motif: Motif) -> list[int]:
    """Time from each note to the next."""
    onsets = [at for at, tone in zip(_onsets(motif), motif, strict=True) if tone.step is not None]
    return [b - a for a, b in pairwise(onsets)]


def is_inside(part: list[int], whole: list[int]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def beats_alike(part: list[int], whole: list[int]) -> bool:
    """Whether lengths stand somewhere among others in the same proportions."""
    starts = range(len(whole) - len(part) + 1)
    return any(all(a * whole[i] == b * part[0] for a, b in zip(part, whole[i:], strict=False)) for i in starts)


#: What a row may say that it keeps, and how that is heard.
KEPT: Mapping[str, Callable[[Motif, Motif, int], bool]] = {
    "C": lambda motif, changed, _: is_inside(contour(motif), contour(changed)),
    "I": lambda motif, changed, _: is_inside(moves(motif), moves(changed)),
    "R": lambda motif, changed, _: beats_alike(spans(motif), spans(changed)),
    "h": lambda motif, changed, head: contour(changed)[: head - 1] == contour(motif)[: head - 1],
}


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


def test_a_short_motif_breaks_off_where_its_fragment_is_held() -> None:
    short = seed_motif("1/2 3/2 5/2 4/4")
    broken, held = (transform(short, (name,), Terms(head=3)) for name in ("truncation", "fragmentation"))

    assert lengths(broken) == [2, 2, 1]
    assert lengths(held) == [2, 2, 2]


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


@given(
    motifs(), st.sampled_from([(name, each) for name in ALL for each in TRANSFORMATIONS[name].keeps if each in KEPT])
)
def test_every_technique_keeps_what_its_row_says(motif: Motif, promise: tuple[str, str]) -> None:
    name, each = promise
    terms = replace(WIDE, degrees=AEOLIAN if name == "modal-mutation" else WIDE.degrees, head=3)

    changed = transform(motif, (name,), terms)

    assert KEPT[each](motif, changed, 3)


@given(motifs(), st.sampled_from(ALL))
def test_every_technique_stays_in_one_voice(motif: Motif, name: str) -> None:
    changed = transform(motif, (name,), WIDE)

    assert spread(changed) <= max(16, spread(motif)) + 3  # degrees of a mode are not all alike wide


@given(motifs())
def test_mirrors_turn_every_step(motif: Motif) -> None:
    inverted, backwards, both = (transform(motif, (n,), WIDE) for n in ("inversion", "retrograde", "retro-inversion"))

    assert contour(inverted) == [-turn for turn in contour(motif)]
    assert contour(backwards) == [-turn for turn in reversed(contour(motif))]
    assert contour(both) == list(reversed(contour(motif)))


@given(motifs())
def test_few_notes_are_thrown_between_octaves_and_few_go_sour(motif: Motif) -> None:
    count = len(sounding(motif))
    for name, most in (("octave-displacement", 2 * count // 5), ("chromatic-corruption", max(1, count // 3))):
        changed = transform(motif, (name,), WIDE)
        other = sum(a != b for a, b in zip(names(motif), names(changed), strict=True))
        assert other <= most


@given(motifs())
def test_one_note_is_wrong_and_it_is_the_last_or_the_highest(motif: Motif) -> None:
    changed = transform(motif, ("wrong-note",), WIDE)
    wrong = [i for i, (a, b) in enumerate(zip(motif, changed, strict=True)) if a != b]

    assert len(wrong) <= 1
    assert all(abs(motif[i].semitones - changed[i].semitones) == 1 for i in wrong)
    top = max(tone.semitones for tone in motif if tone.step is not None)
    assert all(i == sounding(motif)[-1] or motif[i].semitones == top for i in wrong)


def test_beats_become_bars_in_a_waltz_where_there_is_room() -> None:
    waltz = Terms(meter=Meter(3, 4), room=Ticks(9 * 2 * EIGHTH))

    assert lengths(transform(seed_motif("1/2 2/2 3/2"), ("augmentation",), waltz)) == [6, 6, 6]


def test_where_doubling_has_no_room_lengths_grow_by_half() -> None:
    tight = Terms(room=Ticks(12 * EIGHTH))

    assert lengths(transform(seed_motif("1/2 5/4 2/2"), ("augmentation",), tight)) == [3, 6, 3]


def test_what_halving_would_take_off_the_grid_is_shortened_by_a_third() -> None:
    assert lengths(transform(seed_motif("1/1.5 2/1.5 3/3"), ("diminution",), Terms())) == [1, 1, 2]


def test_a_march_dots_even_pairs_and_a_waltz_lilts() -> None:
    even = seed_motif("1/1 2/1 3/1 4/1")

    assert lengths(transform(even, ("rhythm-change",), Terms())) == [1.5, 0.5, 1.5, 0.5]
    assert lengths(transform(seed_motif("1/3 2/3"), ("rhythm-change",), Terms(meter=Meter(6, 8)))) == [4, 2]


def test_only_the_rhythm_is_left_on_tonic_or_fifth() -> None:
    changed = transform(TUNE, ("rhythm-only",), Terms())

    assert set(names(changed)) == {0}
    assert lengths(changed) == lengths(TUNE)


def test_a_comic_theme_hops_on_its_old_places() -> None:
    changed = transform(TUNE, ("staccato-comic",), Terms())
    heard = [at for at, tone in zip(_onsets(changed), changed, strict=True) if tone.step is not None]

    assert heard == _onsets(TUNE)
    spans = [tone.length for tone in changed if tone.step is not None]
    assert max(spans[:-1]) <= EIGHTH
    assert spans[-1] <= Terms().meter.beat


def test_an_ostinato_turns_the_head_for_four_bars() -> None:
    changed = transform(TUNE, ("ostinatoisation",), replace(WIDE, head=3))

    assert motif_length(changed) == 4 * 4 * 2 * EIGHTH
    assert names(changed)[:6] == [0, 7, 9, 0, 7, 9]


def test_fulfilment_says_the_motif_and_answers_it_with_a_close_at_home() -> None:
    changed = transform(TUNE, ("fulfilment",), Terms(room=Ticks(32 * EIGHTH)))
    heard = [tone for tone in changed if tone.step is not None]

    assert tuple(heard[: len(TUNE)]) == TUNE
    assert heard[-1].semitones % 12 == 0
    assert abs((heard[-2].step or 0) - (heard[-1].step or 0)) == 1


def test_a_dissolved_theme_is_one_broken_chord_of_its_own_notes() -> None:
    changed = transform(TUNE, ("texture-dissolve",), Terms())
    heard = [pitch for pitch in names(changed) if pitch is not None]

    assert heard == sorted(set(heard))
    assert set(heard) <= set(names(TUNE))


def test_an_absent_theme_begins_is_silent_and_ends() -> None:
    changed = transform(TUNE, ("silence-ghost",), Terms(head=2))

    assert names(changed) == [0, 7, None, 2]
    assert motif_length(changed) == motif_length(TUNE)


def test_silences_widen_between_the_pieces_of_a_broken_line() -> None:
    changed = transform(TUNE, ("widening-rests",), WIDE)
    rests = [tone.length for tone in changed if tone.step is None]

    assert rests == [2 * EIGHTH * count for count in (1, 2, 3)]


def test_a_music_box_runs_down_and_goes_flat() -> None:
    changed = transform(TUNE, ("detune-decay",), Terms())

    assert lengths(changed) == [3, 1, 2, 4, 4, 4, 8]
    assert names(changed)[-1] == 1


def test_the_bass_takes_a_theme_twice_as_slow_only_if_all_of_it_fits() -> None:
    assert lengths(transform(TUNE, ("bassisation",), Terms())) == [6, 2, 4, 4, 4, 4, 8]
    assert transform(TUNE, ("bassisation",), Terms(room=Ticks(20 * EIGHTH))) == TUNE


@given(motifs(), st.integers(8, 40))
def test_a_canon_follows_after_one_to_four_beats_and_ends_in_the_room(motif: Motif, eighths: int) -> None:
    terms = Terms(room=Ticks(eighths * EIGHTH))
    leader = transform(motif, ("canon-stretto",), terms)
    for follower in companions(leader, ("canon-stretto",), terms):
        assert follower.delay in {2 * EIGHTH * beats for beats in (1, 2, 3, 4)}
        assert follower.delay + motif_length(follower.tones) <= terms.room
        steps = {
            (b.step or 0) - (a.step or 0) for a, b in zip(leader, follower.tones, strict=False) if a.step is not None
        }
        assert steps in ({-7}, {-3})


@given(motifs())
def test_the_answer_fills_the_silence_of_the_question(motif: Motif) -> None:
    leader = transform(motif, ("dialogue",), replace(WIDE, head=2))
    for answer in companions(leader, ("dialogue",), WIDE):
        ends = answer.delay + motif_length(answer.tones)
        sung = [at for at, tone in zip(_onsets(leader), leader, strict=True) if tone.step is not None]
        assert not any(answer.delay <= at < ends for at in sung)
        assert contour(answer.tones) == contour(leader)[: len(sounding(answer.tones)) - 1]


def test_two_who_do_not_quite_agree_begin_together_and_one_adorns_what_the_other_sings() -> None:
    (second,) = companions(TUNE, ("heterophony",), WIDE)

    assert second.delay == 0
    assert set(_onsets(TUNE)) < set(_onsets(second.tones))
    assert all(tone.length % EIGHTH == 0 for tone in second.tones)
    assert {a % 12 for a in names(TUNE) if a is not None} <= {b % 12 for b in names(second.tones) if b is not None}


def test_what_leaves_the_notes_alone_changes_the_music_around_them() -> None:
    silent = {n for n in UNWRITTEN if TRANSFORMATIONS[n].asks == PLAIN and TRANSFORMATIONS[n].companion is None}

    assert silent == {"prototype", "combination", "recontext"}
    assert all(transform(TUNE, (name,), Terms()) == TUNE for name in UNWRITTEN)


def test_a_chain_asks_for_everything_that_its_techniques_ask_for() -> None:
    chain = ("harmonic-corruption", "pedal-trap", "reorchestration-low", "articulation-change", "bassisation")

    assert setting_of(chain) == Setting("bass", "corrupted", 1, "tremolo", "low")


@pytest.mark.parametrize(
    ("technique", "asked"),
    [
        ("reharmonisation", Setting(light="new-light")),
        ("irony", Setting(light="bright")),
        ("fulfilment", Setting(light="homecoming")),
        ("ostinatoisation", Setting("ostinato")),
        ("staccato-comic", Setting(articulation="staccato")),
        ("reorchestration-music-box", Setting(colour="music-box")),
    ],
)
def test_a_technique_asks_for_its_setting(technique: str, asked: Setting) -> None:
    assert setting_of((technique,)) == asked

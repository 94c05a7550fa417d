"""Hits: what each gesture writes before, on and after its moment."""

from __future__ import annotations

from dataclasses import replace

import little_cue as little
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_cue import BAR, BEAT, LENGTH, note, part

from scenescore.compose.hits.chords import tones
from scenescore.compose.hits.gestures import GESTURES, catch
from scenescore.model.affect import Feeling
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.knowledge import Instrument
from scenescore.model.scene import GESTURES as ASKED
from scenescore.model.sketch import Answer, Note, Part

HIT = 4 * BAR
OFF_BAR = 3 * BAR + 2 * BEAT + 480
STOPS = ("cut-off", "silence")


def caught(
    gesture: str,
    *parts: Part,
    tick: int = HIT,
    priority: str = "must",
    sections: tuple[Section, ...] | None = None,
    drums: tuple[Instrument, ...] = (),
) -> Answer[tuple[Part, ...]]:
    """Answer one hit in the little cue."""
    return catch(
        little.cue((tick, gesture, priority)),
        sections or little.sections(),
        little.chords(),
        parts or little.orchestra(),
        little.ensemble(*drums),
        little.book(*drums),
        Dice(1),
    )


def on(parts: tuple[Part, ...], tick: int) -> list[Note]:
    """The notes that start on a tick."""
    return [n for p in parts for n in p.notes if n.at == tick]


def over(parts: tuple[Part, ...], tick: int) -> list[Note]:
    """The notes that sound over a tick."""
    return [n for p in parts for n in p.notes if n.at < tick < n.end]


def test_every_gesture_that_can_be_asked_has_a_rule() -> None:
    assert tuple(sorted(GESTURES)) == tuple(sorted(ASKED))


@pytest.mark.parametrize("tick", [HIT, OFF_BAR], ids=["on the bar", "off the beat"])
@pytest.mark.parametrize("gesture", sorted(set(ASKED) - set(STOPS)))
def test_a_hit_that_must_be_heard_has_an_onset_on_its_tick(gesture: str, tick: int) -> None:
    answered = on(caught(gesture, tick=tick).value, tick)

    assert answered
    assert all(n.hit for n in answered)


@pytest.mark.parametrize("tick", [HIT, OFF_BAR], ids=["on the bar", "off the beat"])
@pytest.mark.parametrize("gesture", STOPS)
def test_a_stop_ends_all_sound_on_its_tick_and_leaves_a_beat_of_air(gesture: str, tick: int) -> None:
    parts = caught(gesture, tick=tick).value

    assert any(n.end == tick for p in parts for n in p.notes)
    assert not over(parts, tick)
    assert not [n for p in parts for n in p.notes if tick <= n.at < tick + BEAT]


@pytest.mark.parametrize("gesture", sorted(set(ASKED) - set(STOPS)))
def test_harmony_and_bass_on_a_hit_belong_to_its_chord(gesture: str) -> None:
    parts = caught(gesture, tick=OFF_BAR).value
    chord = little.chords().holding(OFF_BAR)

    for n in on(parts, OFF_BAR):
        if n.role in {"harmony", "bass", "colour"}:
            assert n.pitch.midi % 12 in (*chord.pcs, chord.bass_pc)


@pytest.mark.parametrize("gesture", sorted(ASKED))
def test_a_gesture_stays_inside_the_instruments(gesture: str) -> None:
    extra = (part(little.HORNS, note(0, BEAT, 60)), part(little.CELLI, note(0, BEAT, 43)))

    for p in caught(gesture, *little.orchestra(), *extra, drums=(little.TIMPANI, little.BASS_DRUM)).value:
        assert all(p.instrument.low <= n.pitch.midi <= p.instrument.high for n in p.notes)
        assert list(p.notes) == sorted(p.notes, key=lambda n: (n.at, n.pitch.midi))


@pytest.mark.parametrize("gesture", sorted(ASKED))
def test_a_gesture_says_what_it_did(gesture: str) -> None:
    (decision,) = caught(gesture).decisions

    assert decision.choice.startswith(f"{gesture}: ")
    assert decision.bars == (5, 5)


def test_a_stinger_is_set_off_by_a_hush() -> None:
    parts = caught("stinger").value
    hushed = [n for p in parts for n in p.notes if n.role in {"harmony", "bass"} and HIT - BEAT // 2 < n.end <= HIT]

    assert not hushed


def test_a_stinger_is_short_in_comedy_and_held_in_horror() -> None:
    horns = part(little.HORNS, note(0, BEAT, 60))
    comedy = little.sections(feeling=Feeling(0.7, 0.4, -0.4, 0.4))
    horror = little.sections(feeling=Feeling(-0.8, 0.6, 0.9, 0.6))

    def length(sections: tuple[Section, ...]) -> int:
        parts = caught("stinger", *little.orchestra(), horns, sections=sections).value
        return max(n.length for n in parts[-1].notes if n.at == HIT)

    assert length(comedy) <= BEAT // 2
    assert length(horror) >= 2 * BEAT


def test_a_blow_in_horror_comes_out_of_silence_and_spans_four_octaves() -> None:
    horror = little.sections(feeling=Feeling(-0.8, 0.6, 0.9, 0.6))

    parts = caught("stinger", sections=horror).value
    pitches = [n.pitch.midi for n in on(parts, HIT)]

    assert not over(parts, HIT - BEAT // 4)
    assert not [n for p in parts for n in p.notes if HIT - BEAT // 2 <= n.at < HIT]
    assert max(pitches) - min(pitches) >= 36
    assert not [n for p in parts for n in p.notes if HIT < n.at < HIT + BEAT and n.statement is None]


def test_nothing_is_struck_hard_where_the_scene_sings() -> None:
    calm = little.sections(0.2, 0.3, feeling=Feeling(0.6, -0.7, -0.6, 0.3))

    words = {n.articulation for n in on(caught("stinger", sections=calm).value, HIT)}

    assert words
    assert words.isdisjoint({"marcato", "accent", "staccato"})


def test_an_added_voice_never_rubs_against_the_tune() -> None:
    horns = part(little.HORNS, note(0, BEAT, 60))
    chord = little.chords().holding(HIT)
    tune = part(little.FLUTE, note(HIT, BEAT, 72 + (chord.pcs[1] + 1) % 12, "melody"))

    parts = caught("stinger", tune, horns).value

    sung = tune.notes[0].pitch.midi
    assert all((n.pitch.midi - sung) % 12 not in {1, 11} for n in parts[-1].notes if n.at == HIT)


def test_an_articulation_that_is_avoided_is_not_struck() -> None:
    answer = catch(
        little.cue((HIT, "stinger", "must")),
        little.sections(),
        little.chords(),
        little.orchestra(),
        little.ensemble(),
        little.book(),
        Dice(1),
        avoid=("marcato",),
    )

    assert {n.articulation for n in on(answer.value, HIT)} == {""}


def test_drums_of_the_ensemble_join_a_strong_hit() -> None:
    parts = caught("stinger", drums=(little.TIMPANI, little.BASS_DRUM)).value

    assert {"timpani", "bass-drum"} <= {p.instrument.name for p in parts}


def test_timpani_play_the_root_of_the_chord() -> None:
    parts = caught("accent", drums=(little.TIMPANI,), tick=5 * BAR).value
    (stroke,) = little.by_name(parts)["timpani"].notes

    assert stroke.pitch.midi % 12 == little.chords().holding(5 * BAR).pcs[0]


def test_nobody_plays_who_does_not_belong_to_the_cue() -> None:
    parts = caught("stinger").value

    assert [p.name for p in parts] == [p.name for p in little.orchestra()]


def test_a_soft_hit_adds_fewer_players_than_a_strong_one() -> None:
    extra = tuple(
        replace(part(player, note(0, BEAT, midi)), name=f"{player.name} {i}")
        for i, (player, midi) in enumerate(
            [(little.HORNS, 60), (little.CELLI, 43), (little.PAD, 60), (little.HARP, 60)]
        )
    )

    strong = on(caught("accent", *little.orchestra(), *extra, priority="must").value, HIT)
    soft = on(caught("accent", *little.orchestra(), *extra, priority="may").value, HIT)

    assert len(soft) < len(strong)


def test_a_swell_is_held_into_the_hit() -> None:
    choir = part(little.HORNS, note(0, BEAT, 60))

    parts = caught("swell", little.tune(), little.bass(), choir).value

    assert any(n.end == HIT and n.length >= 2 * BEAT for n in parts[-1].notes)


def test_a_swell_on_one_held_pad_needs_no_new_player() -> None:
    answer = caught("swell", little.pads(little.PAD))

    assert not answer.findings
    assert len(answer.value) == 1


def test_a_theme_entry_leaves_the_theme_alone_for_a_beat() -> None:
    starting = on(caught("theme-entry").value, HIT)

    assert {n.role for n in starting} == {"melody"}


def test_a_theme_entry_without_a_theme_is_told() -> None:
    answer = caught("theme-entry", little.pads(), little.bass())

    assert "no theme starts there" in answer.findings[0].message
    assert on(answer.value, HIT)


def test_a_harmonic_turn_without_a_new_chord_is_told() -> None:
    answer = caught("harmonic-turn", tick=OFF_BAR)

    assert "does not change" in answer.findings[0].message


def test_a_riser_climbs_to_its_hit() -> None:
    parts = caught("riser", little.pads(), little.bass()).value
    run = [n for n in parts[0].notes if n.role == "colour" and n.at < HIT]
    pitches = [n.pitch.midi for n in run]

    assert len(run) >= 4
    assert pitches == sorted(set(pitches))
    assert run[-1].end == HIT


def test_a_button_is_short() -> None:
    answered = on(caught("button").value, HIT)

    assert max(n.length for n in answered) <= BEAT // 2


def test_a_held_chord_is_taken_up_again_after_a_button() -> None:
    parts = caught("button", part(little.PAD, note(HIT, 3 * BAR, 60))).value

    assert [(n.at, n.end) for n in parts[0].notes] == [(HIT, HIT + BEAT // 2), (HIT + BEAT, HIT + 3 * BAR)]


def test_a_cut_pad_comes_back_after_the_silence() -> None:
    parts = caught("silence", part(little.PAD, note(2 * BAR, 5 * BAR, 60)), tick=HIT).value

    assert [(n.at, n.end) for n in parts[0].notes] == [(2 * BAR, HIT), (HIT + BAR, 7 * BAR)]


def test_a_theme_that_starts_on_a_stop_is_spared_and_told() -> None:
    told = part(little.FLUTE, note(HIT, BAR, 72, "melody", statement=0))

    answer = caught("cut-off", told, little.pads())

    assert on(answer.value, HIT)
    assert "a theme starts there" in answer.findings[0].message


def test_a_pad_that_had_stopped_is_held_into_a_cut_off() -> None:
    early = part(little.PAD, note(2 * BAR, BAR, 60), note(3 * BAR, 2 * BEAT, 60), note(3 * BAR + BEAT, BEAT, 64))

    parts = caught("cut-off", early).value

    assert [n.end for n in parts[0].notes] == [3 * BAR, 3 * BAR + 2 * BEAT, HIT]


def test_a_stop_in_the_middle_of_a_theme_cuts_the_theme() -> None:
    rows = [note(HIT + i * BEAT, BEAT, 72, "melody", statement=0) for i in range(-3, 6)]

    parts = caught("cut-off", part(little.FLUTE, *rows)).value

    assert not [n for n in parts[0].notes if HIT <= n.at < HIT + BEAT]


def test_a_must_hit_over_one_held_note_is_struck_on_it() -> None:
    solo = part(little.FLUTE, note(3 * BAR, 2 * BAR, 72, "melody"))

    assert on(caught("accent", solo).value, HIT)


def test_a_stroke_on_the_last_beat_ends_with_the_cue() -> None:
    parts = caught("accent", tick=LENGTH - 100, drums=(little.TIMPANI, little.BASS_DRUM)).value

    assert all(n.end <= LENGTH for p in parts for n in p.notes)


def test_a_piano_answers_with_both_hands() -> None:
    piano = part(little.PIANO, note(0, BAR, 48), note(0, BAR, 72, "melody"))

    answered = on(caught("stinger", piano).value, HIT)

    assert len(answered) >= 2


def test_low_players_take_octaves_only() -> None:
    chord = little.chords().holding(0)

    pitches = tones(chord, little.BASSES, 2, 36)

    assert {p.midi % 12 for p in pitches} == {chord.bass_pc}


def test_hits_in_one_bar_do_not_undo_each_other() -> None:
    cue = little.cue((HIT, "cut-off", "must"), (HIT + BEAT, "stinger", "must"))

    parts = catch(
        cue, little.sections(), little.chords(), little.orchestra(), little.ensemble(), little.book(), Dice(1)
    ).value

    assert not on(parts, HIT)
    assert on(parts, HIT + BEAT)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, LENGTH), st.sampled_from(ASKED), st.sampled_from(["must", "should", "may"])),
        max_size=6,
        unique_by=lambda row: row[0],
    ),
)
def test_any_hits_leave_playable_parts(rows: list[tuple[int, str, str]]) -> None:
    cue = little.cue(*sorted(rows))

    parts = catch(
        cue, little.sections(), little.chords(), little.orchestra(), little.ensemble(), little.book(), Dice(1)
    ).value

    for p in parts:
        assert list(p.notes) == sorted(p.notes, key=lambda n: (n.at, n.pitch.midi))
        assert all(n.length > 0 and n.end <= LENGTH for n in p.notes)
        assert all(p.instrument.low <= n.pitch.midi <= p.instrument.high for n in p.notes)

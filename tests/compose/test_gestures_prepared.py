"""Hits are prepared and answered: what each gesture writes around its moment."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import little_cue as little
from little_cue import BAR, BEAT, note, part
from test_gestures import HIT, OFF_BAR, caught, on

from scenescore.compose.hits.gestures import catch
from scenescore.model.affect import Feeling
from scenescore.model.dice import Dice
from scenescore.model.form import Section

HORROR = Feeling(-0.8, 0.6, 0.9, 0.6)
COMEDY = Feeling(0.7, 0.4, -0.4, 0.4)
CALM = Feeling(0.6, -0.7, -0.6, 0.3)


def mood(feeling: Feeling) -> tuple[Section, ...]:
    """The little cue in a mood."""
    return little.sections(feeling=feeling)


def test_a_blow_in_horror_is_struck_and_then_trembles_softly() -> None:
    parts = caught("stinger", little.pads(), little.bass(), sections=mood(HORROR)).value
    struck = [n for n in parts[0].notes if n.at == HIT]
    shaking = [n for n in parts[0].notes if n.articulation == "tremolo"]

    assert struck
    assert shaking
    assert min(n.at for n in shaking) == HIT + BEAT
    assert max(n.level for n in shaking) <= max(n.level for n in struck) - 6


def test_a_semitone_rubs_on_top_of_a_blow_in_horror() -> None:
    pitches = sorted({n.pitch.midi for n in on(caught("stinger", sections=mood(HORROR)).value, HIT)})

    assert any(b - a == 1 for a, b in pairwise(pitches))


def test_nothing_rubs_in_a_comedy() -> None:
    pitches = {n.pitch.midi % 12 for n in on(caught("stinger", sections=mood(COMEDY)).value, HIT) if n.role != "melody"}
    chord = little.chords().holding(HIT)

    assert pitches <= {*chord.pcs, chord.bass_pc}


def test_strings_pluck_a_light_stinger() -> None:
    parts = caught("stinger", little.pads(), little.bass(), sections=mood(COMEDY)).value

    assert {n.articulation for n in parts[0].notes if n.at == HIT} == {"pizzicato"}


def test_those_who_strike_an_accent_lift_a_sixteenth_before() -> None:
    parts = caught("accent", little.tune(), little.pads()).value

    assert not [n for n in parts[1].notes if n.at < HIT and n.end > HIT - BEAT // 4]
    assert [n for n in parts[1].notes if n.at == HIT]


def test_the_bass_leads_into_an_accent_when_nothing_else_moves() -> None:
    bass = part(little.BASSES, *(note(i * BAR, BAR, 36, "bass") for i in range(8)))

    parts = caught("accent", little.pads(), bass).value
    (led,) = (n for n in parts[1].notes if HIT - BEAT < n.at < HIT)

    assert led.at == HIT - BEAT // 2
    assert led.pitch.midi % 12 in little.chords().holding(HIT - 1).pcs


def test_the_bass_needs_no_upbeat_when_the_tune_has_one() -> None:
    tune = part(little.FLUTE, note(HIT - BEAT // 2, BEAT // 2, 72, "melody"), note(HIT, BEAT, 74, "melody"))
    bass = part(little.BASSES, *(note(i * BAR, BAR, 36, "bass") for i in range(8)))

    parts = caught("accent", tune, bass).value

    assert not [n for n in parts[1].notes if HIT - BEAT < n.at < HIT]


def test_a_held_bass_drives_into_a_cut_off_in_growing_eighths() -> None:
    root = 36 + little.chords().holding(HIT - 1).bass_pc % 12
    bass = part(little.BASSES, note(0, BEAT, 36, "bass"), note(3 * BAR, 2 * BAR, root, "bass"))

    parts = caught("cut-off", bass, sections=mood(HORROR)).value
    driving = [n for n in parts[0].notes if HIT - 2 * BEAT <= n.at < HIT]

    assert [n.at for n in driving] == [HIT - BEAT * i // 2 for i in (4, 3, 2, 1)]
    assert [n.level for n in driving] == sorted(n.level for n in driving)
    assert driving[-1].end == HIT


def test_what_comes_back_after_a_cut_off_is_softer() -> None:
    pad = part(little.PAD, note(2 * BAR, 5 * BAR, 60, level=-2.0))

    before, *_, after = caught("cut-off", pad).value[0].notes

    assert after.at == HIT + 2 * BEAT
    assert after.level < before.level


def test_nobody_enters_just_before_a_cut_off() -> None:
    late = part(little.HORNS, note(0, BEAT, 60), note(HIT - 240, BAR, 60))

    parts = caught("cut-off", little.pads(), late).value

    assert [n.at for n in parts[1].notes] == [0]


def test_moving_layers_leave_before_a_silence() -> None:
    running = part(little.CELLI, *(note(i * 480, 480, 60, "rhythm") for i in range(40)))

    parts = caught("silence", little.pads(), running).value

    assert not [n for n in parts[1].notes if HIT - 2 * BEAT <= n.at < HIT]
    assert [n for n in parts[0].notes if n.end == HIT]


def test_a_tone_of_both_chords_is_held_over_a_turn_of_the_harmony() -> None:
    both = set(little.chords().holding(BAR - 1).pcs) & set(little.chords().holding(BAR).pcs)
    common = 72 + min(both)
    held = part(little.VIOLINS, note(0, 2 * BAR, common))

    parts = caught("harmonic-turn", held, little.bass(), tick=BAR).value

    assert [(n.at, n.length) for n in parts[0].notes] == [(0, 2 * BAR)]
    assert on(parts, BAR)


def test_a_theme_is_led_in_by_steps_from_below() -> None:
    tick = 2 * BAR
    theme = part(little.VIOLINS, note(0, BEAT, 72), note(tick, BAR, 74, "melody", statement=0))

    parts = caught("theme-entry", theme, little.pads(little.CELLI, 48), little.bass(), tick=tick).value
    led = [n for n in parts[0].notes if tick - 2 * BEAT <= n.at < tick]

    assert led
    assert [n.pitch.midi for n in led] == sorted(n.pitch.midi for n in led)
    assert 1 <= 74 - led[-1].pitch.midi <= 2
    assert all(n.statement is None for n in led)


def test_before_a_new_section_the_upbeat_does_not_know_the_theme() -> None:
    def led(first: int) -> list[int]:
        theme = part(little.VIOLINS, note(0, BEAT, 72), note(HIT, BAR, first, "melody", statement=0))
        parts = caught("theme-entry", theme, little.pads(little.CELLI, 48), little.bass()).value
        return [n.pitch.midi for n in parts[0].notes if n.at < HIT]

    assert led(74) == led(86)


def test_a_weak_theme_entry_has_no_upbeat() -> None:
    theme = part(little.VIOLINS, note(0, BEAT, 72), note(HIT, BAR, 74, "melody", statement=0))
    cue = little.cue((HIT, "theme-entry", "may"))
    answer = catch(cue, little.sections(), little.chords(), (theme,), little.ensemble(), little.book(), Dice(1))

    assert not [n for n in answer.value[0].notes if BEAT < n.at < HIT]


def test_a_drum_rolls_into_a_riser() -> None:
    drum = part(little.TIMPANI, note(0, BEAT, 48, "rhythm"))

    parts = caught("riser", little.pads(), little.bass(), drum).value
    roll = [n for n in parts[2].notes if HIT - 2 * BEAT <= n.at < HIT]

    assert len(roll) >= 8
    assert [n.level for n in roll] == sorted(n.level for n in roll)


def test_a_piano_alone_swells_by_climbing() -> None:
    piano = part(little.PIANO, *(note(i * BAR, BAR, 48) for i in range(8)))

    parts = caught("swell", piano).value
    climbing = [n.pitch.midi for n in parts[0].notes if n.role == "colour" and n.at < HIT]

    assert len(climbing) >= 4
    assert climbing == sorted(climbing)


def test_a_note_just_beside_a_strong_hit_is_brought_onto_it() -> None:
    late = part(little.HORNS, note(0, BEAT, 60), note(OFF_BAR + 160, BEAT, 60))

    parts = caught("accent", little.pads(), late, tick=OFF_BAR).value

    assert not [n for n in parts[1].notes if 0 < abs(n.at - OFF_BAR) < 200]


def test_a_tune_is_not_held_against_the_chord_of_a_hit() -> None:
    chord = little.chords().holding(HIT)
    sour = 72 + (chord.pcs[0] + 1) % 12
    tune = part(little.FLUTE, note(HIT - BEAT, 2 * BEAT, sour, "melody"))

    parts = caught("accent", tune, little.pads()).value

    if sour % 12 not in chord.pcs:
        assert parts[0].notes[0].end <= HIT


def test_a_bass_on_a_hit_has_the_bass_of_its_chord() -> None:
    wrong = part(little.BASSES, note(0, BEAT, 36, "bass"), note(HIT, BEAT, 41, "bass"))

    parts = caught("accent", little.pads(), wrong).value

    assert {n.pitch.midi % 12 for n in parts[1].notes if n.at == HIT} == {little.chords().holding(HIT).bass_pc}


def test_a_weak_stop_gives_way_to_a_strong_hit_that_comes_at_once() -> None:
    cue = little.cue((HIT, "silence", "may"), (HIT + BEAT // 2, "stinger", "must"))
    answer = catch(
        cue, little.sections(), little.chords(), little.orchestra(), little.ensemble(), little.book(), Dice(1)
    )

    assert "gives way to stinger" in answer.findings[0].message


def test_a_second_stop_finds_something_to_stop() -> None:
    cue = little.cue((HIT, "cut-off", "must"), (HIT + BEAT, "cut-off", "must"))
    answer = catch(
        cue, little.sections(), little.chords(), little.orchestra(), little.ensemble(), little.book(), Dice(1)
    )

    assert not answer.findings
    assert [n for p in answer.value for n in p.notes if HIT < n.at < HIT + BEAT and n.end == HIT + BEAT]


def test_drums_of_the_mood_join() -> None:
    tam_tam = replace(little.BASS_DRUM, name="tam-tam", title="Tam-tam")
    block = replace(little.BASS_DRUM, name="woodblock", title="Wood Block")

    dark = {p.instrument.name for p in caught("stinger", sections=mood(HORROR), drums=(tam_tam, block)).value}
    light = {p.instrument.name for p in caught("stinger", sections=mood(COMEDY), drums=(tam_tam, block)).value}

    assert "tam-tam" in dark
    assert "woodblock" not in dark
    assert "woodblock" in light
    assert "tam-tam" not in light


def test_a_chord_that_would_change_just_before_a_hit_waits_for_it() -> None:
    tick = BAR + BEAT // 4

    parts = caught("accent", little.pads(), little.bass(), tick=tick).value

    assert not [n for p in parts for n in p.notes if BAR <= n.at < tick]
    assert {n.pitch.midi % 12 for n in on(parts, tick)} <= set(little.chords().holding(tick).pcs)


def test_who_sings_along_with_a_theme_begins_with_it() -> None:
    theme = part(little.VIOLINS, note(HIT, BEAT // 2, 75, "melody", statement=0))
    along = part(little.HORNS, note(HIT, BEAT // 2, 63), note(HIT + BEAT // 2, BEAT // 2, 62))
    parts = caught("theme-entry", theme, along, little.pads(little.CELLI, 48), little.bass()).value

    assert [n.pitch.midi for n in parts[1].notes if n.at == HIT] == [63]
    assert all(n.role == "melody" for each in (parts[0], *parts[2:]) for n in each.notes if n.at == HIT)


def test_nobody_breathes_in_the_last_beat_before_a_cut_off() -> None:
    bed = part(little.VIOLINS, note(0, HIT - BEAT // 2, 67))
    plucked = part(little.HARP, note(HIT - BEAT, BEAT // 2, 72, articulation="staccato"))

    strict = caught("cut-off", bed, plucked, little.pads(little.CELLI, 48), little.bass()).value

    assert [n.end for n in strict[0].notes if n.at < HIT][-1] == HIT
    assert all(n.end < HIT for n in strict[1].notes if n.at == HIT - BEAT)


def test_before_a_cut_off_that_only_should_be_met_breaths_stay_as_they_are() -> None:
    bed = part(little.VIOLINS, note(0, HIT - BEAT // 2, 67))
    cue = little.cue((HIT, "cut-off", "should"))
    answer = catch(
        cue, little.sections(), little.chords(), (bed, little.bass()), little.ensemble(), little.book(), Dice(1)
    )

    assert max(n.end for n in answer.value[0].notes if n.at < HIT) == HIT - BEAT // 2


def test_no_single_stroke_of_an_ostinato_is_left_under_a_theme_that_begins() -> None:
    theme = part(little.VIOLINS, note(HIT, BAR, 75, "melody", statement=0))
    engine = part(little.CELLI, *(note(at, BEAT // 2, 48, "rhythm") for at in range(HIT - BAR, HIT + BAR, BEAT // 2)))
    parts = caught("theme-entry", theme, engine, little.bass()).value

    assert all(n.at >= HIT + 2 * BEAT for n in parts[1].notes if n.at >= HIT)


def test_what_moves_does_not_rub_against_the_tune_on_a_hit_of_a_light_scene() -> None:
    def struck(tension: float) -> list[int]:
        tune = part(little.VIOLINS, note(HIT, BEAT, 74, "melody", statement=0))
        engine = part(little.CELLI, note(HIT, BEAT // 2, 63, "rhythm"))
        sections = little.sections(feeling=Feeling(0.4, 0.1, tension, 0.5))
        cue = little.cue((HIT, "stinger", "must"))
        parts = (tune, engine, little.pads(), little.bass())
        answer = catch(cue, sections, little.chords(), parts, little.ensemble(), little.book(), Dice(1))
        return [n.pitch.midi for n in answer.value[1].notes if n.at == HIT and n.role == "rhythm"]

    assert struck(-0.5)
    assert all(midi % 12 not in {1, 3} for midi in struck(-0.5))

"""Checks: each finds the fault that it is named after, and nothing in a sound piece."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Literal

import little_cue as little
import pytest
from little_cue import BAR, BEAT, LENGTH, note, part

from scenescore.compose.checks import CHECKS, check
from scenescore.compose.measure import bar_levels
from scenescore.compose.performance.perform import perform
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Voicing
from scenescore.model.line import Line
from scenescore.model.part_writing import PartWriting
from scenescore.model.sketch import Finding, Part, Played
from scenescore.model.time import Seconds, Ticks

NO_VOICES: Line[Voicing] = Line()


def found(
    *parts: Part,
    cue: Cue | None = None,
    voicings: Line[Voicing] = NO_VOICES,
    tune: tuple[MelodyNote, ...] = (),
    plays: bool = True,
) -> tuple[Finding, ...]:
    """Check parts in the little cue, played first."""
    cue = cue or little.cue()
    if plays:
        parts = perform(cue, little.sections(), parts, Dice(1), chords=little.chords()).value
    return check(cue, little.sections(), little.chords(), voicings, tune, parts, "cadence", bar_levels(cue, parts))


def severities(findings: tuple[Finding, ...], name: str) -> list[str]:
    """Severities of the findings of one check."""
    return [f.severity for f in findings if f.check == name]


def voices(*rows: tuple[int, ...]) -> Line[Voicing]:
    """Harmonies of a bar each, lowest voice first."""
    return Line.of(*((BAR, Voicing(row[0], row[1:])) for row in rows))


def test_a_sound_piece_has_no_error() -> None:
    findings = found(*little.orchestra())

    assert [f for f in findings if f.severity == "error"] == []


def test_a_note_outside_the_instrument_is_an_error() -> None:
    assert severities(found(part(little.FLUTE, note(0, BEAT, 40))), "range") == ["error"]


def test_living_at_the_rim_is_worth_a_note() -> None:
    rim = part(little.FLUTE, *(note(i * BEAT, BEAT, 98) for i in range(8)))

    assert severities(found(rim), "range") == ["note"]


def test_a_flute_note_of_fourteen_seconds_is_longer_than_a_breath() -> None:
    assert "error" in severities(found(part(little.FLUTE, note(0, 28 * BEAT, 72))), "breath")


def test_strings_may_hold_as_long_as_they_like() -> None:
    assert severities(found(part(little.VIOLINS, note(0, LENGTH, 72))), "breath") == []


def test_a_line_without_a_breath_is_weak_writing() -> None:
    breathless = part(little.FLUTE, *(note(i * BEAT, BEAT, 72) for i in range(32)))

    assert severities(found(breathless), "breath") == ["warning"]


def test_crossed_voices_are_found() -> None:
    assert severities(found(voicings=voices((48, 64, 60))), "crossing") == ["warning"]


@pytest.mark.parametrize(
    ("rows", "count"),
    [(((48, 55, 64), (50, 57, 65)), 1), (((48, 60, 64), (50, 62, 65)), 1), (((48, 55, 64), (47, 55, 62)), 0)],
    ids=["fifths", "octaves", "contrary"],
)
def test_parallels_are_found(rows: tuple[tuple[int, ...], ...], count: int) -> None:
    assert len(severities(found(voicings=voices(*rows)), "parallels")) == count


@pytest.mark.parametrize(("rule", "count"), [("never", 1), ("planing", 1), ("free", 0)])
def test_parallels_are_no_fault_where_the_style_likes_them(
    rule: Literal["never", "planing", "free"], count: int
) -> None:
    cue, sections = little.cue(), little.sections()
    rules = [PartWriting("style", rule) for _ in sections]
    moving = voices((48, 55, 64), (50, 57, 65))

    findings = check(cue, sections, little.chords(), moving, (), (), "cadence", [0.0] * len(cue.bars), rules)

    assert len(severities(findings, "parallels")) == count


def test_a_crowd_of_notes_is_found() -> None:
    crowd = part(little.PIANO, *(note(i * 60, 60, 60 + i % 12) for i in range(LENGTH // 60)))

    assert severities(found(crowd), "density") == ["note", "note"]


@pytest.mark.parametrize(("priority", "severity"), [("must", ["error"]), ("should", []), ("may", [])])
def test_a_hit_beyond_its_tolerance_is_an_error_only_where_it_must_be_met(priority: str, severity: list[str]) -> None:
    cue = little.cue((BAR, "accent", priority))
    late = replace(cue.landings[0], got=Seconds(cue.landings[0].asked + Fraction(1, 10)))

    findings = found(*little.orchestra(), cue=replace(cue, landings=(late,)))

    assert severities(findings, "hits") == severity


def test_a_hit_that_nobody_answers_is_an_error() -> None:
    assert severities(found(*little.orchestra(), cue=little.cue((BAR + 77, "accent", "must"))), "hits") == ["error"]


def test_a_cut_off_is_answered_by_stopping() -> None:
    stopped = part(little.VIOLINS, note(0, BAR, 60))

    assert severities(found(stopped, cue=little.cue((BAR, "cut-off", "must"))), "hits") == []


def test_an_empty_bar_is_found_unless_silence_was_asked_for() -> None:
    holey = part(little.VIOLINS, *(note(i * BAR, BAR, 60) for i in range(8) if i != 3))

    assert severities(found(holey), "empty") == ["warning"]
    assert severities(found(holey, cue=little.cue((3 * BAR, "silence", "must"))), "empty") == []


def test_a_pitch_struck_while_it_sounds_is_an_error() -> None:
    twice = replace(
        part(little.PIANO, note(0, BEAT, 60), note(BEAT, BEAT, 60)),
        played=(Played(0, Ticks(0), Ticks(BEAT + 1), 60, 70), Played(1, Ticks(BEAT), Ticks(BEAT), 60, 70)),
    )

    assert severities(found(twice, plays=False), "overlap") == ["error"]


def test_a_written_overlap_is_weak_writing() -> None:
    assert severities(found(part(little.PIANO, note(0, BAR, 60), note(BEAT, BEAT, 60))), "overlap") == ["warning"]


def test_a_note_past_the_end_is_an_error() -> None:
    assert severities(found(part(little.PIANO, note(LENGTH - BEAT, BAR, 60))), "end") == ["error"]


def test_a_tune_under_a_louder_neighbour_is_buried() -> None:
    cover = part(little.VIOLINS, *(note(i * BAR, BAR, 74, level=2.0) for i in range(8)))

    assert severities(found(little.tune(), cover), "melody") == ["warning"]
    assert severities(found(little.tune(), little.pads()), "melody") == []


def test_the_same_bar_four_times_is_one_too_often() -> None:
    shape = ((0, 72), (BEAT, 74), (2 * BEAT, 75))
    rows = [MelodyNote(Ticks(b * BAR + at), Ticks(BEAT), little.pitch(midi)) for b in range(4) for at, midi in shape]

    assert severities(found(tune=tuple(rows)), "repetition") == ["note"]
    assert severities(found(tune=tuple(rows[:9])), "repetition") == []


def test_flat_dynamics_are_found() -> None:
    flat = replace(
        part(little.PIANO, *(note(i * BAR, BAR, 60) for i in range(8))),
        played=tuple(Played(i, Ticks(i * BAR), Ticks(BAR), 60, 70) for i in range(8)),
    )

    assert severities(found(flat, plays=False), "dynamics") == ["note"]


def test_every_check_stands_in_the_table_once() -> None:
    assert len(set(CHECKS.values())) == len(CHECKS)


def test_a_player_who_attacks_just_beside_a_hit_is_told() -> None:
    cue = little.cue((4 * BAR, "accent", "must"))
    late = part(little.HORNS, note(4 * BAR + 120, BEAT, 60))

    (finding,) = (f for f in found(little.pads(), late, cue=cue) if "just beside" in f.message)

    assert finding.severity == "note"
    assert "Horn" in finding.place


def test_a_player_who_runs_through_a_hit_is_not_told() -> None:
    cue = little.cue((4 * BAR, "accent", "must"))
    running = part(little.HORNS, *(note(4 * BAR + i * 120, 120, 60 + i) for i in range(-4, 5)))

    assert not [f for f in found(little.pads(), running, cue=cue) if "just beside" in f.message]

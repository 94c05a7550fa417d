"""Chords go somewhere: from home, through closes, to an end that fits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import fsum

import pytest
from harmony_cues import BAR, BOOK, LENGTH, MOODS, chord_at, cue_of, harmony_of, key_of, sections_of

from scenescore.compose.harmony.bans import BANS, is_barred
from scenescore.compose.harmony.progressions import varied
from scenescore.compose.harmony.rhythm import bars_per_chord, slots
from scenescore.compose.harmony.search import harmonise
from scenescore.compose.harmony.style import Style
from scenescore.model.dice import Dice
from scenescore.model.pitch import Key
from scenescore.model.scene import Gesture
from scenescore.model.theme import Statement, Tone
from scenescore.model.time import Ticks

ALL = sorted(MOODS)
SETTLED = [mood for mood in ALL if mood not in {"ominous", "suspenseful", "frightening"}]


@pytest.mark.parametrize("mood", ALL)
def test_every_moment_has_exactly_one_chord(mood: str) -> None:
    line = harmony_of(mood).value

    assert line.spans[0].start == 0
    assert line.spans[-1].end == LENGTH == line.length
    assert all(one.end == other.start for one, other in pairwise(line.spans))


@pytest.mark.parametrize("mood", SETTLED)
def test_the_first_chord_says_where_home_is(mood: str) -> None:
    first = harmony_of(mood).value.spans[0].value

    assert first.pcs[0] == first.key.pc == first.bass_pc


@pytest.mark.parametrize("mood", ALL)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_chord_is_the_tonic_held_from_the_codetta_to_the_end(mood: str, seed: int) -> None:
    last = harmony_of(mood, seed).value.spans[-1]

    assert last.start == 24 * BAR
    assert last.value.pcs[0] == last.value.key.pc == last.value.bass_pc


@pytest.mark.parametrize("mood", ALL)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_half_close_leaves_the_tonic_and_a_full_close_reaches_it(mood: str, seed: int) -> None:
    line = harmony_of(mood, seed).value
    half, closed, plagal = (chord_at(line, bar * BAR - 1).value for bar in (14, 8, 22))

    assert half.pcs[0] != half.key.pc
    assert closed.pcs[0] == closed.key.pc
    assert plagal.pcs[0] == plagal.key.pc


@pytest.mark.parametrize("mood", ALL)
def test_a_deceptive_close_goes_elsewhere_than_home(mood: str) -> None:
    found = chord_at(harmony_of(mood).value, 18 * BAR - 1).value

    assert found.pcs[0] != found.key.pc


@pytest.mark.parametrize("mood", ALL)
def test_the_last_chord_is_led_into_by_another(mood: str) -> None:
    before, last = harmony_of(mood).value.spans[-2:]

    assert before.value.pcs[0] != last.value.pcs[0]


@pytest.mark.parametrize("mood", ALL)
def test_no_four_chords_come_three_times_in_a_row(mood: str) -> None:
    tokens = [span.value.token for span in harmony_of(mood).value]

    for i in range(len(tokens) - 11):
        first, second, third = (tuple(tokens[i + n : i + n + 4]) for n in (0, 4, 8))
        assert not first == second == third


def test_the_same_seed_finds_the_same_chords_and_another_seed_others() -> None:
    again = harmonise(cue_of(), sections_of("heroic"), (), (), BOOK, Dice(1))
    lines = {tuple(span.value.token for span in harmony_of("heroic", seed).value) for seed in range(1, 7)}

    assert again == harmony_of("heroic")
    assert len(lines) > 3


def test_a_calm_mood_changes_chords_less_often_than_a_lively_one() -> None:
    assert len(harmony_of("mournful").value) < len(harmony_of("playful").value)


def test_dread_is_rougher_than_peace() -> None:
    def roughness(mood: str) -> float:
        line = harmony_of(mood).value
        return fsum(span.value.dissonance * span.length for span in line) / line.length

    assert roughness("suspenseful") > roughness("serene")


@pytest.mark.parametrize("mood", ["mournful", "serene", "heroic"])
def test_what_comes_later_does_not_change_what_came_before(mood: str) -> None:
    sections = sections_of(mood)
    theme = (Tone(0, 0, Ticks(1920)), Tone(4, 0, Ticks(1920)), Tone(5, 0, Ticks(3840)))
    late = Statement(0, "t", "Ada", Ticks(14 * BAR), theme, 60, sections[2].key, "", ("prototype",), 1.0, 1.0)

    plain = harmonise(cue_of(), sections, (), (), BOOK, Dice(3)).value
    stated = harmonise(cue_of(), sections, (late,), (), BOOK, Dice(3)).value

    assert plain.cut(0, 14 * BAR) == stated.cut(0, 14 * BAR)


def test_the_melody_of_a_theme_is_carried_by_the_chords() -> None:
    """Long notes on the bar: most of them are tones of the chord beneath, more than without listening."""
    sections = sections_of("romantic")
    steps = (5, 3, 1, 5, 3, 1, 6, 4)
    theme = tuple(Tone(step, 0, Ticks(BAR)) for step in steps)
    stated = Statement(0, "t", "Ada", Ticks(0), theme, 62, sections[0].key, "", (), 1.0, 1.0)

    def carried(line_statements: tuple[Statement, ...]) -> int:
        line = harmonise(cue_of(), sections, line_statements, (), BOOK, Dice(1)).value
        return sum((62 + tone.semitones) % 12 in chord_at(line, i * BAR).value.pcs for i, tone in enumerate(theme))

    assert carried((stated,)) >= 6
    assert carried((stated,)) > carried(())


@pytest.mark.parametrize("gesture", ["harmonic-turn", "cadence"])
@pytest.mark.parametrize("mood", ["heroic", "mournful", "ominous"])
def test_a_hit_that_asks_for_it_gets_its_chord_exactly_there(gesture: Gesture, mood: str) -> None:
    tick = 10 * BAR + 1920
    answer = harmonise(cue_of((tick, gesture)), sections_of(mood), (), (), BOOK, Dice(2))
    starts = {int(span.start): span.value for span in answer.value}

    assert tick in starts
    if gesture == "cadence":
        assert starts[tick].pcs[0] == starts[tick].key.pc
    else:
        before = chord_at(answer.value, tick - 1).value
        assert starts[tick].pcs[0] != before.pcs[0]


def test_the_chord_holds_still_in_the_bar_before_a_strong_hit() -> None:
    tick = 4 * BAR
    section = sections_of("playful")[0]
    busy = replace(section, manner=replace(section.manner, seconds_per_chord=1.2))

    laid = slots(cue_of((tick, "stinger")), busy)

    assert any(slot.length < BAR for slot in laid)
    assert not [slot for slot in laid if tick - BAR < slot.at < tick]
    assert tick in {slot.at for slot in laid}


def test_a_loop_that_comes_round_again_changes_one_chord_but_not_the_first() -> None:
    loop = ("I", "V", "vi", "IV")

    again = varied(loop, sections_of("playful")[0], Dice(1).at("variation"))

    assert sum(one != other for one, other in zip(loop, again, strict=True)) == 1
    assert again[0] == "I"


def test_material_that_comes_back_brings_its_progression_along() -> None:
    decisions = [d for d in harmony_of("heroic").decisions if d.place.startswith("section")]
    first = next(d for d in decisions if d.place == "section A")
    back = next(d for d in decisions if d.place == "section A'")

    assert "comes back" in back.reason
    assert first.choice == back.choice


@pytest.mark.parametrize("word", sorted(set(BANS) - {"major", "minor"}))
@pytest.mark.parametrize("mood", ["romantic", "ominous", "suspenseful"])
def test_chords_that_the_scene_avoids_do_not_sound(word: str, mood: str) -> None:
    line = harmonise(cue_of(), sections_of(mood), (), (), BOOK, Dice(4), Style(avoid=(word,))).value

    assert not [span.value.token for span in line if is_barred(span.value, (word,))]


@pytest.mark.parametrize("tonic", range(-6, 7))
@pytest.mark.parametrize("mode", sorted(BOOK.modes))
def test_every_mode_on_every_tonic_can_be_harmonised(tonic: int, mode: str) -> None:
    key = Key(tonic, mode, BOOK.modes[mode].degrees)
    sections = sections_of("mysterious" if tonic % 2 else "hopeful", key)[:1]

    line = harmonise(cue_of(), sections, (), (), BOOK, Dice(tonic + 7)).value

    assert line.spans[-1].end == sections[0].end


def test_decisions_say_why_and_what_else_was_near() -> None:
    decisions = harmony_of("heroic").decisions

    assert all(d.stage == "harmony" and d.reason and d.bars != (0, 0) for d in decisions)
    assert any(d.runners_up for d in decisions)


@pytest.mark.parametrize(
    ("seconds", "bar", "bars"), [(4.2, 4.3, 1.0), (8.0, 3.75, 2.0), (1.0, 2.0, 0.5), (0.8, 2.4, 0.25), (16.0, 2.0, 4.0)]
)
def test_chords_last_whole_or_halved_bars(seconds: float, bar: float, bars: float) -> None:
    assert bars_per_chord(seconds, bar) == bars


def test_a_minor_key_is_not_closed_in_major_without_a_reason() -> None:
    sections = tuple(replace(section, key=key_of("C aeolian")) for section in sections_of("mournful"))

    for seed in range(1, 6):
        line = harmonise(cue_of(), sections, (), (), BOOK, Dice(seed)).value
        assert 4 not in line.spans[-1].value.pcs

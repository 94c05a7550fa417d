"""Passages between statements are made of the themes, and say truly how."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.melody.derived import Beat, Figure, drawn_out, is_same, kept, moving, second_bar
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Motif, Statement, Tone
from scenescore.model.time import Ticks
from scenescore.pipeline import compose
from sketches import C_MAJOR

QUARTER, BAR = 960, 3840
MOODS = ("heroic", "playful", "mournful", "tense")


def said(*tones: tuple[int, float], theme: str = "ada") -> Statement:
    """A statement of tones: scale step, quarters."""
    motif = tuple(Tone(step, 0, Ticks(round(quarters * QUARTER))) for step, quarters in tones)
    return Statement(1, theme, theme.title(), Ticks(0), motif, 60, C_MAJOR, "", (), 1.0, 1.0)


CALL = said((0, 1.5), (4, 0.5), (5, 1), (4, 1), (3, 2), (2, 2))


@given(st.integers(1, 8), st.integers(0, 3), st.booleans())
def test_a_passage_fills_its_room_and_ends_with_a_long_note_and_a_breath(bars: int, lead: int, quick: bool) -> None:  # noqa: FBT001
    passage = moving([CALL], bars * BAR + lead * QUARTER, BAR, lead=lead * QUARTER, quick=quick)

    assert sum(beat.length for beat in passage.beats) == bars * BAR + lead * QUARTER
    assert not passage.beats[-1].sounds
    assert passage.beats[-2].length >= QUARTER


def test_each_bar_line_finds_the_head_in_step() -> None:
    passage = moving([CALL], 3 * BAR + QUARTER, BAR, lead=QUARTER)

    assert [(beat.length, beat.sounds, beat.by) for beat in passage.beats[:5]] == [
        (QUARTER, False, None), (1440, True, None), (480, True, 7), (960, True, 2), (960, True, -2),
    ]  # fmt: skip


def test_after_two_themes_have_met_their_heads_take_turns() -> None:
    other = said((0, 2), (-3, 2), theme="bob")

    assert [figure.theme for figure in moving([CALL, other], 3 * BAR, BAR).figures] == ["ada", "bob"]


def test_what_is_calm_draws_the_head_out_in_its_own_rhythm() -> None:
    passage = drawn_out([CALL], 5 * BAR, BAR, QUARTER, least=2 * QUARTER, pattern=[BAR])

    first = [(beat.length / QUARTER, beat.by) for beat in passage.beats if beat.figure == 0][:4]
    assert first == [(3, None), (1, 7), (2, 2), (2, -2)]
    assert {figure.technique for figure in passage.figures} == {"augmentation"}


def test_a_figure_that_the_harmony_has_bent_is_called_what_is_left_of_it() -> None:
    beats = [Beat(1440, figure=0), Beat(480, by=7, figure=0), Beat(960, by=2, figure=0)]
    figures = [Figure("sequence", "ada")]

    assert kept(beats, [60, 67, 69], figures) == figures
    assert kept(beats, [60, 66, 68], figures) == figures
    assert kept(beats, [60, 62, 60], figures) == [Figure("rhythm", "ada")]
    assert kept([Beat(960, figure=0), Beat(960, by=7, figure=0)], [60, 62], figures) == []


def test_the_second_bar_of_a_theme_is_material_too_when_it_says_enough() -> None:
    long = said((0, 2), (1, 2), (2, 1), (3, 1), (4, 2))

    assert second_bar(CALL, BAR) is None
    found = second_bar(long, BAR)
    assert found is not None
    assert [tone.step for tone in found.tones] == [2, 3, 4]


@cache
def _sketch(mood: str, seed: int) -> Sketch:
    people = (Character(name="Ada", traits=("hero",), enters=4), Character(name="Bob", traits=("lover",), enters=30))
    return compose(Scene(mood=mood, length=75, seed=seed, characters=people))


def _sung(sketch: Sketch, number: int) -> list[tuple[int, int]]:
    """Onset and pitch of the notes of a passage in the part that has most of them."""
    found = [[(int(n.at), n.pitch.midi) for n in part.notes if n.link == number] for part in sketch.parts]
    return max(found, key=len)


def _steps(motif: Motif) -> list[int]:
    pitches = [tone.semitones for tone in motif if tone.step is not None]
    return [b - a for a, b in pairwise(pitches)]


@pytest.mark.parametrize("mood", MOODS)
def test_every_passage_names_themes_that_were_stated_before_it(mood: str) -> None:
    sketch = _sketch(mood, 2)

    assert sketch.links
    for link in sketch.links:
        before = {statement.theme for statement in sketch.statements if statement.at < link.end}
        assert set(link.themes) <= before
        assert bool(link.themes) == (link.techniques != ("free",))


@pytest.mark.parametrize("mood", MOODS)
def test_every_note_of_the_tune_says_where_it_comes_from(mood: str) -> None:
    sketch = _sketch(mood, 2)
    numbers = {link.number for link in sketch.links}
    tune = [note for part in sketch.parts for note in part.notes if note.role == "melody"]

    assert [note for note in tune if note.statement is None and note.link not in numbers and not note.hit] == []


def test_what_is_called_a_sequence_or_fragment_has_steps_of_the_theme() -> None:
    told = 0
    for mood in MOODS:
        for seed in (1, 2, 3):
            sketch = _sketch(mood, seed)
            for link in sketch.links:
                if not {"sequence", "fragmentation"} & set(link.techniques):
                    continue
                line = _sung(sketch, link.number)
                steps = [b - a for (_, a), (_, b) in pairwise(line)]
                models = [_steps(each.tones) for each in sketch.statements if each.theme in link.themes]
                told += 1
                assert any(is_same(by, step) for model in models for by in model for step in steps), (mood, seed, link)
    assert told > 5

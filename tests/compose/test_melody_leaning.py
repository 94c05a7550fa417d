"""Suspensions and appoggiaturas: prepared, resolved, and only where the mood longs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from harmony_cues import BAR, BOOK, cue_of, key_of, sections_of

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.melody.kinds import label_kinds
from scenescore.compose.melody.leaning import APART, leant, longs
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.time import Ticks

KEY = key_of("C ionian")
READER = TokenReader(BOOK)
QUARTER = 960


def _section(mood: str = "romantic") -> Section:
    return replace(sections_of(mood)[0], key=KEY)


def _chords(*tokens: str) -> Line[Chord]:
    return Line.of(*((BAR, READER.chord(token, KEY)) for token in tokens))


def _note(at: int, quarters: int, midi: int) -> MelodyNote:
    return MelodyNote(Ticks(at), Ticks(quarters * QUARTER), Pitch(midi, KEY.fifths_of(midi % 12)))


def _leant(notes: list[MelodyNote], *tokens: str, seed: int = 1, mood: str = "romantic") -> list[MelodyNote]:
    return leant(cue_of(), _section(mood), _chords(*tokens), notes, (), Dice(seed))


@cache
def _many() -> list[tuple[Cue, list[MelodyNote]]]:
    """A falling line of half notes over a loop, leant into with many seeds."""
    tokens = ("I", "vi", "ii", "V", "I", "IV", "ii", "V")
    line = [_note(i * 2 * QUARTER, 2, midi) for i, midi in enumerate((72, 67, 72, 69, 65, 62, 67, 62) * 2)]
    chords = _chords(*tokens)
    return [
        (cue_of(), list(label_kinds(leant(cue_of(), _section(), chords, line, (), Dice(seed)), chords, cue_of())))
        for seed in range(20)
    ]


def test_a_step_down_into_a_new_chord_comes_late() -> None:
    out = _leant([_note(0, 4, 69), _note(BAR, 4, 67)], "IV", "I^1")

    assert [(n.at, n.length, n.pitch.midi) for n in out] == [(0, 5 * QUARTER, 69), (BAR + QUARTER, 3 * QUARTER, 67)]
    assert label_kinds(out, _chords("IV", "I^1"), cue_of())[0].kind == "suspension"


def test_a_long_note_that_is_leapt_to_is_leant_into_from_above() -> None:
    said, notes = (_note(0, 4, 60),), [_note(BAR, 4, 67), _note(2 * BAR, 4, 74)]

    out = leant(cue_of(), _section(), _chords("I", "I", "ii"), notes, said, Dice(1))

    assert [(n.at, n.pitch.midi) for n in out] == [(BAR, 69), (BAR + QUARTER, 67), (2 * BAR, 74)]


def test_whatever_leans_resolves_down_by_step_and_rubs_against_no_chord_tone() -> None:
    chords = _chords("I", "vi", "ii", "V", "I", "IV", "ii", "V")
    found = 0
    for _, notes in _many():
        for note, after in pairwise(notes):
            if note.kind in {"appoggiatura", "suspension"}:
                found += 1
                held = chords.holding(note.end - 1)
                assert after.at == note.end
                assert note.pitch.midi - after.pitch.midi in {1, 2}
                assert after.pitch.midi % 12 in chords.holding(after.at).pcs
                assert all((note.pitch.midi + side) % 12 not in held.pcs for side in (-1, 1))
    assert found > 20


def test_the_melody_leans_once_in_two_bars_at_most() -> None:
    for cue, notes in _many():
        bars = [cue.bar(n.end - 1).number for n in notes if n.kind in {"appoggiatura", "suspension"}]
        assert all(b - a >= APART for a, b in pairwise(bars)), bars


def test_leaning_takes_no_time_from_anything_else() -> None:
    for _, notes in _many():
        assert sum(n.length for n in notes) == 16 * 2 * QUARTER
        assert all(one.end == two.at for one, two in pairwise(notes))


@pytest.mark.parametrize("mood", ["heroic", "serene", "frightening"])
def test_what_does_not_long_does_not_lean(mood: str) -> None:
    notes = [_note(0, 4, 69), _note(BAR, 4, 67)]
    feeling = BOOK.moods[mood]
    section = _section()
    felt = replace(section.feeling, arousal=feeling.arousal, tension=feeling.tension)

    assert not longs(replace(section, feeling=felt))
    assert leant(cue_of(), replace(section, feeling=felt), _chords("IV", "I^1"), notes, (), Dice(1)) == notes


@pytest.mark.parametrize("mood", ["romantic", "longing", "tragic", "poignant", "tender"])
def test_romance_longing_and_grief_lean(mood: str) -> None:
    feeling = BOOK.moods[mood]
    felt = replace(_section().feeling, arousal=feeling.arousal, tension=feeling.tension)

    assert longs(replace(_section(), feeling=felt))

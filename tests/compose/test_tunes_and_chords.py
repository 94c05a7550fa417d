"""Tune and harmony together: what a listener would laugh at does not happen, what a listener hopes for does."""

from __future__ import annotations

from functools import cache

import pytest

from scenescore.compose.themes.treatments import character_of
from scenescore.model.harmony import Chord
from scenescore.model.scene import Character, Dialogue, Scene
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Statement
from scenescore.pipeline import compose

MOODS = ("serene", "ominous", "heroic", "playful", "mournful", "eerie", "wistful")
CASES = [(mood, seed) for mood in MOODS for seed in (1, 2)]
EIGHTH, QUARTER = 480, 960


@cache
def _sketch(mood: str, seed: int) -> Sketch:
    return compose(Scene(mood=mood, length=60, seed=seed, ensemble="solo-piano"))


def _sung(statement: Statement) -> list[tuple[int, int, int]]:
    """Tick, end and MIDI number of each note."""
    out, at = [], int(statement.at)
    for tone in statement.tones:
        if tone.step is not None:
            out.append((at, at + tone.length, statement.tonic + tone.semitones))
        at += tone.length
    return out


def _grates(midi: int, chord: Chord) -> bool:
    """A semitone over a chord tone, or the minor third against the major one."""
    pc = midi % 12
    is_other_third = (pc - chord.pcs[0]) % 12 == 3 and (pc + 1) % 12 in chord.pcs
    return pc not in chord.pcs and ((pc - 1) % 12 in chord.pcs or is_other_third)


@pytest.mark.parametrize(("mood", "seed"), CASES)
def test_no_chord_grates_under_a_note_that_a_theme_rests_on(mood: str, seed: int) -> None:
    sketch = _sketch(mood, seed)

    grating = []
    for statement in sketch.statements:
        notes = _sung(statement)
        for note, after in zip(notes, [*notes[1:], (0, 0, 0)], strict=True):
            resolves = 0 < abs(after[2] - note[2]) <= 2 and note[1] - note[0] <= QUARTER
            for span in sketch.chords.spans:
                if min(note[1], span.end) - max(note[0], span.start) > EIGHTH and not resolves:
                    grating += [(note, span.value.name)] if _grates(note[2], span.value) else []

    assert grating == []


@pytest.mark.parametrize("mood", MOODS)
def test_the_climax_states_the_theme_and_sings_the_highest_note(mood: str) -> None:
    sketch = _sketch(mood, 1)
    climax = next(section for section in sketch.sections if section.purpose == "climax")

    tops = {s.number: max(note[2] for note in _sung(s)) for s in sketch.statements}
    inside = [tops[s.number] for s in sketch.statements if climax.at <= s.at < climax.end]

    assert inside
    assert max(inside) == max(tops.values())


@pytest.mark.parametrize("mood", ["heroic", "playful", "happy", "driving"])
def test_what_dances_or_drives_is_never_slowed_down_at_its_climax(mood: str) -> None:
    sketch = _sketch(mood, 2)
    climax = next(section for section in sketch.sections if section.purpose == "climax")

    chains = [s.chain for s in sketch.statements if climax.at <= s.at < climax.end]

    assert character_of(climax.feeling) == "lively"
    assert not any("augmentation" in chain for chain in chains)


@pytest.mark.parametrize("mood", MOODS)
def test_a_theme_that_is_nobodys_is_at_home_in_its_cue(mood: str) -> None:
    sketch = _sketch(mood, 2)

    told = [name for statement in sketch.statements for name in statement.chain]

    assert sketch.themes[0].mode == sketch.sections[0].key.mode
    assert not {"modal-mutation", "metric-shift"} & set(told)


def test_two_moods_of_one_seed_have_two_tunes() -> None:
    tunes = {mood: _sketch(mood, 1).themes[0].motif for mood in MOODS}

    assert len(dict.fromkeys(tunes.values())) == len(tunes)


def test_seeds_differ_in_tune_chords_and_form() -> None:
    sketches = [_sketch("heroic", seed) for seed in (1, 2, 3, 4)]

    assert len({sketch.themes[0].motif for sketch in sketches}) == 4
    assert len({tuple(span.value.token for span in sketch.chords.spans) for sketch in sketches}) == 4
    assert len({tuple(section.length for section in sketch.sections) for sketch in sketches}) > 1


@pytest.mark.parametrize("mood", MOODS)
def test_no_theme_is_wider_than_one_voice(mood: str) -> None:
    sketch = _sketch(mood, 1)

    spans = [[note[2] for note in _sung(statement)] for statement in sketch.statements]

    assert all(max(notes) - min(notes) <= 19 for notes in spans)


def test_speech_cuts_a_theme_at_an_eighth() -> None:
    scene = Scene(
        mood="ominous",
        length=60,
        characters=(Character(name="Ada", traits=("orphan",), enters=4),),
        dialogue=(Dialogue(from_=8.37, to=15), Dialogue(from_=27.11, to=31.3)),
    )

    sketch = compose(scene)

    assert sketch.statements
    assert all(statement.length % (EIGHTH // 2) == 0 for statement in sketch.statements)


@pytest.mark.parametrize("mood", ["serene", "ominous", "eerie"])
def test_still_music_leaves_room_beside_its_tune(mood: str) -> None:
    sketch = _sketch(mood, 1)
    notes = sorted({(n.at, n.end) for part in sketch.parts for n in part.notes if n.role == "melody"})

    onsets = len({at for at, _ in notes})

    assert onsets / float(sketch.cue.picture.length) < 1.0


@pytest.mark.parametrize(("mood", "seed"), CASES)
def test_a_theme_breathes_where_a_phrase_ends(mood: str, seed: int) -> None:
    sketch = _sketch(mood, seed)
    borders = {phrase.end for section in sketch.sections for phrase in section.phrases}

    held = [note for s in sketch.statements for note in _sung(s) if note[1] in borders and note[1] - note[0] >= QUARTER]

    assert held == []

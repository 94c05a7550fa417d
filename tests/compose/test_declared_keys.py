"""A cue stands in the key that its scene names: a key finder of another house hears it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from scenescore.model.pitch import Key
from scenescore.model.scene import Scene
from scenescore.model.sketch import Note, Sketch
from scenescore.pipeline import compose

#: Mode and mood; the table over hundreds of cues is in benchmarks/keys.md.
SAMPLE = (
    ("ionian", "romantic"), ("ionian", "heroic"), ("ionian", "playful"), ("ionian", "serene"),
    ("harmonic-minor", "mournful"), ("harmonic-minor", "tragic"), ("harmonic-minor", "tense"),
    ("harmonic-minor", "melancholic"),
)  # fmt: skip
TONICS = ("C", "A", "Eb", "D")
#: Of sixteen cues at least fourteen, 85 %.
ENOUGH = 14


@cache
def cue(mode: str, mood: str, tonic: str, seed: int) -> Sketch:
    """A cue in a named key that closes with a cadence."""
    return compose(Scene(mood=mood, length=45, key=f"{tonic} {mode}", ending="cadence", seed=seed))


def cues() -> Iterator[tuple[Key, Sketch]]:
    """The sample: every mood on two tonics."""
    for i, (mode, mood) in enumerate(SAMPLE):
        for seed in (1, 2):
            sketch = cue(mode, mood, TONICS[(i + seed) % len(TONICS)], seed)
            yield sketch.sections[0].key, sketch


def heard(notes: list[Note]) -> tuple[int, bool]:
    """The tonic that music21 hears (profiles of Aarden and Essen, weighted by length), and whether in minor."""
    from music21 import note, stream  # noqa: PLC0415 - slow to import

    sounding = [0] * 12
    for n in notes:
        sounding[n.pitch.midi % 12] += n.length
    whole: Any = stream.Stream()
    one: Any = note.Note
    for pc, ticks in enumerate(sounding):
        whole.append([one(60 + pc, quarterLength=ticks / 960)] if ticks else [])
    key = whole.analyze("key")
    return key.tonic.pitchClass, key.mode == "minor"


def test_a_key_finder_hears_the_key_that_the_scene_names() -> None:
    agree = [
        heard([n for part in sketch.parts for n in part.notes]) == (key.pc, key.is_minor) for key, sketch in cues()
    ]

    assert agree.count(True) >= ENOUGH


def test_a_cue_with_a_named_key_never_leaves_its_tonic() -> None:
    assert all(section.key.pc == key.pc for key, sketch in cues() for section in sketch.sections)


@pytest.mark.parametrize("name", ["ionian", "harmonic-minor"])
def test_the_last_bass_note_of_a_cadence_is_the_tonic(name: str) -> None:
    found = [(sketch.chords.spans[-1].value.bass_pc - key.pc) % 12 for key, sketch in cues() if key.mode == name]

    assert found
    assert set(found) == {0}

"""Free time breathes: nothing ticks in it that nobody asked for, and nothing in it is left bare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenescore import Scene, Sketch, compose
from scenescore.library import default_book

TICKING = {"drums", "snare", "kick", "hat", "ride", "brushes", "tick", "ostinato", "pulse", "hocket"}
BOOK = default_book()
EPIC = Scene(mood="epic", length=50, ensemble="symphonic", seed=2)


def strokes(sketch: Sketch) -> list[tuple[str, int]]:
    """What is played for its rhythm, but for hits, single strokes of timpani or cymbals, and a harp's arpeggios."""
    return [
        (part.name, int(note.at))
        for part in sketch.parts
        for note in part.notes
        if note.role == "rhythm" and not note.hit and part.name not in {"Timpani", "Cymbals", "Bass Drum", "Harp"}
    ]


@pytest.mark.parametrize("mood", ["epic", "suspenseful", "playful", "frantic"])
@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings"])
def test_nothing_ticks_in_free_time(mood: str, ensemble: str) -> None:
    sketch = compose(replace(EPIC, mood=mood, ensemble=ensemble, tempo_mode="free"))

    for section in sketch.sections:
        tempo = [layer.figure for layer in BOOK.textures[section.texture].layers if layer.enters < 0.5]
        assert not TICKING & set(tempo)
    assert len(strokes(sketch)) <= len(sketch.cue.bars)


def test_in_time_the_same_scene_has_its_engine() -> None:
    assert len(strokes(compose(EPIC))) > 100


def test_a_genre_that_lives_on_its_pulse_keeps_it_in_free_time() -> None:
    scene = replace(EPIC, tempo_mode="free", ensemble=None, genre="jazz", mood="noir")
    sketch = compose(scene)

    assert {"noir-ballad", "groove"} & {section.texture for section in sketch.sections}
    assert any(part.instrument.is_percussion and part.notes for part in sketch.parts)


def test_a_large_scene_in_free_time_is_more_than_a_bare_line() -> None:
    for seed in range(1, 4):
        sketch = compose(replace(EPIC, tempo_mode="free", seed=seed))
        assert [section.texture for section in sketch.sections].count("unison-line") <= 1

"""A twenty-six-bar cue with a plain tune, scored for any ensemble: for the tests of textures and players."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

from harmony_cues import BAR, BOOK, cue_of, harmony_of, sections_of

from scenescore.compose.orchestra.palette import avoided, without
from scenescore.compose.orchestra.score import dress, score
from scenescore.compose.voices.voicing import lead
from scenescore.model.cue import Cue, Speech
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.knowledge import Ensemble
from scenescore.model.pitch import Pitch
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Note, Part
from scenescore.model.time import Seconds, Ticks

#: The tune: steps above the tonic's octave and beats, two bars long.
TUNE = ((7, 1.0), (9, 1.0), (11, 2.0), (9, 1.0), (7, 3.0))


def tune_of(sections: tuple[Section, ...]) -> tuple[MelodyNote, ...]:
    """The same two bars through the whole cue, in the key of each section, in the octave above middle C."""
    out = []
    for section in sections:
        for at in range(section.at, section.end, 2 * BAR):
            place = at
            for step, beats in TUNE:
                degrees = section.key.degrees
                midi = 60 + section.key.pc % 12 + degrees[step % len(degrees)] + 12 * (step // len(degrees)) - 12
                length = Ticks(round(beats * 960))
                out.append(MelodyNote(Ticks(place), length, Pitch(midi, section.key.fifths_of(midi))))
                place += length
    return tuple(out)


def cue_with(*speech: tuple[float, float]) -> Cue:
    """The cue, with people speaking from bar to bar (counted from 0)."""
    cue = cue_of()
    spans = tuple(Speech(at(cue, a), at(cue, b)) for a, b in speech)
    return replace(cue, picture=replace(cue.picture, dialogue=spans))


def at(cue: Cue, bar: float) -> Seconds:
    return Seconds(Fraction(cue.seconds(round(bar * BAR))))


@cache
def scored(
    mood: str = "romantic",
    ensemble: str = "symphonic",
    texture: str = "",
    heat: tuple[float, float] = (0.4, 0.6),
    speech: tuple[tuple[float, float], ...] = (),
    avoid: tuple[str, ...] = (),
    ending: str = "ring-out",
    seed: int = 1,
) -> tuple[Cue, tuple[Section, ...], Answer[tuple[Part, ...]]]:
    """Dress and score the cue; with a texture given, every section wears it."""
    cue, scene = cue_with(*speech), Scene(mood=mood, length=60, avoid=avoid, ending=ending, seed=seed)  # type: ignore[arg-type]
    players = playing(ensemble, scene)
    plain = tuple(replace(section, intensity=heat) for section in sections_of(mood))
    sections = dress(cue, plain, players, scene, BOOK, Dice(seed)).value
    if texture:
        sections = tuple(replace(section, texture=texture) for section in sections)
    chords, tune = harmony_of(mood, seed).value, tune_of(sections)
    voices = lead(cue, sections, chords, tune, BOOK).value
    return cue, sections, score(cue, sections, chords, voices, tune, (), players, scene, BOOK, Dice(seed))


def playing(ensemble: str, scene: Scene) -> Ensemble:
    """An ensemble without the players whom a scene avoids."""
    return without(BOOK.ensembles[ensemble], avoided(scene, BOOK), BOOK)[0]


def notes_of(parts: tuple[Part, ...], *roles: str) -> list[tuple[Part, Note]]:
    """Every note of some roles with its part (all roles when none is named)."""
    return [(part, note) for part in parts for note in part.notes if not roles or note.role in roles]

"""From a scene to a sketch: read this page first.

Each stage's answer is the next stage's question; each gives back its decisions and findings beside its answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenescore.compose import (
    checks,
    form,
    gestures,
    harmony,
    measure,
    melody,
    mood,
    motifs,
    orchestration,
    performance,
    placement,
    spotting,
    themes,
    voicing,
)
from scenescore.compose.meters import choose_meter
from scenescore.errors import SceneError
from scenescore.library import default_book
from scenescore.model.dice import Dice
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.picture import picture as picture_of
from scenescore.model.problems import problems, settled
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision, Finding, Sketch
from scenescore.model.version import __version__


def compose(scene: Scene, book: Book | None = None) -> Sketch:
    """Compose a scene.

    The same scene, seed and version give the same sketch on every machine.

    Raises:
        SceneError: The scene cannot be composed; lists every problem.

    >>> compose(Scene(mood="serene", length=20)).cue.picture.length
    Fraction(20, 1)
    """
    book = default_book() if book is None else book
    found = problems(scene, book.names)
    if found:
        raise SceneError(found)
    return _compose(scene, settled(scene, book.names), book)


def _compose(asked: Scene, scene: Scene, book: Book) -> Sketch:
    dice = Dice(scene.seed)
    picture = picture_of(scene)
    drama = mood.drama(scene, picture, book)
    ending = mood.ending_of(scene, drama.value)
    meter = choose_meter(scene, drama.value, book, dice)
    pulse = mood.wanted_pulse(scene, drama.value, 0.25 + 0.5 * dice.at("tempo").unit())
    cue = spotting.spot(picture, drama.value.bpm, pulse, meter.value, ending)
    ensemble = orchestration.assemble(scene, drama.value, book)
    cast = themes.cast(scene, picture, drama.value, book, dice)
    hint = motifs.home_of(scene, book)
    plan = form.plan(scene, cue.value, drama.value, book, dice, ending, hint)
    dressed = orchestration.dress(cue.value, plan.value, ensemble.value, scene, book, dice)
    sections = dressed.value
    placed = placement.place(scene, cue.value, sections, cast.value, book, dice)
    families = _families(scene, ensemble.value, book)
    chords = harmony.harmonise(
        cue.value,
        sections,
        placed.value,
        cast.value,
        book,
        dice,
        families=families,
        avoid=scene.avoid,
    )
    tune = melody.sing(cue.value, sections, chords.value, placed.value, dice)
    voices = voicing.lead(cue.value, sections, chords.value, tune.value, book)
    written = orchestration.score(
        cue.value,
        sections,
        chords.value,
        voices.value,
        tune.value,
        placed.value,
        ensemble.value,
        scene,
        book,
        dice,
        ending,
    )
    caught = gestures.catch(cue.value, sections, chords.value, written.value, ensemble.value, book, dice)
    played = performance.perform(cue.value, sections, caught.value, dice, ending=ending, chords=chords.value)
    faults = checks.check(cue.value, sections, chords.value, voices.value, tune.value, played.value, ending)
    stages = (drama, meter, cue, ensemble, cast, plan, dressed, placed, chords, tune, voices, written, caught, played)
    return Sketch(
        version=__version__,
        scene=asked,
        ensemble=ensemble.value.name,
        ending=ending,
        cue=cue.value,
        sections=sections,
        chords=chords.value,
        themes=cast.value,
        statements=placed.value,
        parts=played.value,
        curves=measure.curves(cue.value, drama.value, played.value),
        findings=(*_findings(stages), *faults),
        decisions=_decisions(stages),
    )


def _families(scene: Scene, ensemble: Ensemble, book: Book) -> tuple[str, ...]:
    """Progressions that belong to the scene's genre, else to its players."""
    return book.genres[scene.genre].progressions if scene.genre else ensemble.progressions


def _decisions(stages: Iterable[Answer[object]]) -> tuple[Decision, ...]:
    return tuple(decision for stage in stages for decision in stage.decisions)


def _findings(stages: Iterable[Answer[object]]) -> tuple[Finding, ...]:
    return tuple(finding for stage in stages for finding in stage.findings)

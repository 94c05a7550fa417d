"""From a scene to a sketch: read this page first.

Each stage's answer is the next stage's question; each gives back its decisions and findings beside its answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scenescore.compose import checks, measure, mood
from scenescore.compose.again import take as again
from scenescore.compose.again.take import Take
from scenescore.compose.again.window import Window, window_of
from scenescore.compose.form import plan as form
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.harmony import bans
from scenescore.compose.harmony import search as harmony
from scenescore.compose.harmony.kept import EVERYTHING_NEW, Kept
from scenescore.compose.harmony.style import Style
from scenescore.compose.hits import gestures
from scenescore.compose.melody import sing as melody
from scenescore.compose.orchestra import score as orchestration
from scenescore.compose.orchestra.palette import avoided
from scenescore.compose.performance import perform as performance
from scenescore.compose.speech import speech_room
from scenescore.compose.spotting import relaxing as spotting
from scenescore.compose.spotting.barring import pulse_of
from scenescore.compose.spotting.changes import Ask
from scenescore.compose.spotting.steadily import best_fits
from scenescore.compose.spotting.steady import SteadyFit
from scenescore.compose.spotting.terms import terms_of
from scenescore.compose.tension import report
from scenescore.compose.themes import cast as themes
from scenescore.compose.themes import motifs
from scenescore.compose.themes.completing import completed
from scenescore.compose.themes.placement import place as placement
from scenescore.compose.voices import voicing
from scenescore.compose.voices.styles import rules_of
from scenescore.errors import SceneError
from scenescore.library import default_book
from scenescore.model.affect import Drama
from scenescore.model.cue import Cue, Picture
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section, Voicing, links_of
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.line import Line
from scenescore.model.metre import Meter
from scenescore.model.picture import picture as picture_of
from scenescore.model.problems import problems
from scenescore.model.reroll import Reroll, read_reroll, rolls_of
from scenescore.model.scene import Scene
from scenescore.model.settled import settled
from scenescore.model.sketch import Answer, Decision, Finding, Part, Sketch
from scenescore.model.theme import Statement, Theme
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
    return _compose(scene, _settled(scene, book), book)


def spotted(scene: Scene, book: Book | None = None) -> Answer[Cue]:
    """Lay the clock and the bars of a scene and land its hits, without a note: the cue that `compose` fills.

    Raises:
        SceneError: The scene cannot be composed; lists every problem.

    >>> spotted(Scene(mood="serene", length=20)).value.length == compose(Scene(mood="serene", length=20)).cue.length
    True
    """
    book = default_book() if book is None else book
    return _outline(_settled(scene, book), book).cue


def steady_fits(scene: Scene, book: Book | None = None) -> tuple[SteadyFit, ...]:
    """List the best constant tempi for a scene, best first, with what they miss: the plain way beside `spotted`.

    Raises:
        SceneError: The scene cannot be composed; lists every problem.

    >>> steady_fits(Scene(mood="serene", length=20, tempo=60))[0].bpm
    60.0
    """
    book = default_book() if book is None else book
    scene = _settled(scene, book)
    dice, picture = Dice(scene.seed), picture_of(scene)
    drama = mood.drama(scene, picture, book).value
    pulse = mood.wanted_pulse(scene, drama, 0.25 + 0.5 * dice.at("tempo").unit())
    counted = pulse_of(choose_meter(scene, drama, book, dice).value)
    return tuple(best_fits(picture, drama.bpm, pulse, counted, 5))


def _settled(scene: Scene, book: Book) -> Scene:
    """The scene with every name as the book has it and every theme born; raises SceneError where it cannot be."""
    found = problems(scene, book.names)
    if found:
        raise SceneError(found)
    scene = settled(scene, book.names)
    return scene if scene.themes is None else replace(scene, themes=completed(scene.themes, book))


@dataclass(frozen=True, slots=True)
class _Outline:
    """What stands before the first note: drama, meter and the spotted cue."""

    picture: Picture
    drama: Answer[Drama]
    ending: str
    meter: Answer[Meter]
    cue: Answer[Cue]


def _outline(scene: Scene, book: Book) -> _Outline:
    """Read the drama, choose meter and pulse, lay the clock on the picture."""
    dice = Dice(scene.seed)
    picture = picture_of(scene)
    drama = mood.drama(scene, picture, book)
    ending = mood.ending_of(scene, drama.value)
    meter = choose_meter(scene, drama.value, book, dice)
    pulse = mood.wanted_pulse(scene, drama.value, 0.25 + 0.5 * dice.at("tempo").unit())
    cue = spotting.answered(Ask(picture, drama.value.bpm, pulse, meter.value, ending, terms_of(scene)))
    return _Outline(picture, drama, ending, meter, cue)


def _compose(asked: Scene, scene: Scene, book: Book) -> Sketch:
    """Plan, then write and play."""
    dice = Dice(scene.seed)
    outline = _outline(scene, book)
    picture, drama, ending, cue = outline.picture, outline.drama, outline.ending, outline.cue
    rolls = _rolls(scene, cue.value)
    ensemble = orchestration.assemble(scene, drama.value, book)
    cast = themes.cast(scene, picture, drama.value, book, dice)
    plan = form.plan(scene, cue.value, drama.value, book, dice, ending, motifs.home_of(scene, book))
    dressed = orchestration.dress(cue.value, plan.value, ensemble.value, scene, book, dice, ending)
    placed = placement.place(scene, cue.value, dressed.value, cast.value, book, dice)
    music = _Music(scene, cue.value, plan.value, cast.value, placed.value, ensemble.value, ending, book)
    take = music.composed(dressed, rolls)
    stages = (drama, outline.meter, cue, ensemble, cast, plan, take.dressed, placed, *take.stages)
    sections, chords, parts = take.dressed.value, take.chords.value, take.played.value
    levels = measure.bar_levels(cue.value, parts)
    rules = [rules_of(section, book) for section in sections]
    faults = checks.check(cue.value, sections, chords, take.voices.value, take.tune.value, parts, ending, levels, rules)
    tension = measure.achieved_tension(cue.value, sections, chords, parts, levels)
    curves = measure.curves(cue.value, drama.value, parts, levels, tension)
    asked_tension = [value for _, value in curves[2].points]
    parted = report.parted(cue.value, sections, asked_tension, tension)
    return Sketch(
        version=__version__,
        scene=asked,
        ensemble=ensemble.value.name,
        ending=ending,
        cue=cue.value,
        sections=sections,
        chords=chords,
        themes=cast.value,
        statements=placed.value,
        parts=parts,
        curves=curves,
        findings=(*_findings(stages), *faults, *parted),
        decisions=_decisions(stages),
        speech=speech_room(cue.value, parts),
        links=links_of(take.tune.value),
    )


@dataclass(frozen=True, slots=True)
class _Music:
    """The music from chords to what is heard: every stage as it is asked, once or again for some bars."""

    scene: Scene
    cue: Cue
    plan: tuple[Section, ...]
    cast: tuple[Theme, ...]
    statements: tuple[Statement, ...]
    ensemble: Ensemble
    ending: str
    book: Book

    @property
    def players(self) -> tuple[str, ...]:
        """The instruments in the order of the page."""
        return self.ensemble.order

    def composed(self, dressed: Answer[tuple[Section, ...]], rolls: Iterable[tuple[Reroll, Window]]) -> Take:
        """Ask every stage once; then roll again what the scene asks for, one roll upon the other."""
        dice = Dice(self.scene.seed)
        take = again.composed(self, dressed, dice)
        for roll, window in rolls:
            take = again.rolled(take, roll, window, self, dice)
        return take

    def dress(self, dice: Dice) -> Answer[tuple[Section, ...]]:
        """Choose the textures."""
        return orchestration.dress(self.cue, self.plan, self.ensemble, self.scene, self.book, dice, self.ending)

    def harmonise(self, sections: tuple[Section, ...], dice: Dice, kept: Kept = EVERYTHING_NEW) -> Answer[Line[Chord]]:
        """Find the chords."""
        families = _families(self.scene, self.ensemble, self.book)
        genre = self.scene.genre or ""
        avoid = bans.avoided_chords(self.scene.avoid, genre, self.book)
        style = Style(families, tuple(avoid), self.book.genres[genre] if genre else None)
        book = bans.in_style(self.book, genre)
        return harmony.harmonise(self.cue, sections, self.statements, self.cast, book, dice, style, kept)

    def sing(self, sections: tuple[Section, ...], chords: Line[Chord], dice: Dice) -> Answer[tuple[MelodyNote, ...]]:
        """Sing the tune."""
        return melody.sing(self.cue, sections, chords, self.statements, dice)

    def lead(
        self, sections: tuple[Section, ...], chords: Line[Chord], tune: tuple[MelodyNote, ...]
    ) -> Answer[Line[Voicing]]:
        """Lead the voices."""
        return voicing.lead(self.cue, sections, chords, tune, self.book)

    def score(
        self,
        sections: tuple[Section, ...],
        chords: Line[Chord],
        voices: Line[Voicing],
        tune: tuple[MelodyNote, ...],
        dice: Dice,
    ) -> Answer[tuple[Part, ...]]:
        """Write the parts."""
        return orchestration.score(
            self.cue, sections, chords, voices, tune, self.statements, self.ensemble, self.scene, self.book, dice,
            self.ending,
        )  # fmt: skip

    def catch(
        self, sections: tuple[Section, ...], chords: Line[Chord], parts: tuple[Part, ...], dice: Dice
    ) -> Answer[tuple[Part, ...]]:
        """Catch the hits."""
        devices = avoided(self.scene, self.book).figures
        return gestures.catch(self.cue, sections, chords, parts, self.ensemble, self.book, dice, avoid=devices)

    def perform(
        self, sections: tuple[Section, ...], chords: Line[Chord], parts: tuple[Part, ...], dice: Dice
    ) -> Answer[tuple[Part, ...]]:
        """Play the parts."""
        return performance.perform(
            self.cue, sections, parts, dice, ending=self.ending, chords=chords, players=len(self.ensemble.order),
            swing=self.book.genres[self.scene.genre].swing if self.scene.genre else 1.0,
        )  # fmt: skip


def _rolls(scene: Scene, cue: Cue) -> tuple[tuple[Reroll, Window], ...]:
    """What is rolled again, with its bars; raises SceneError for bars that the cue does not have."""
    for number, text in enumerate(scene.rerolls):
        window_of(cue, read_reroll(text), f"rerolls[{number}]")
    return tuple((roll, window_of(cue, roll, "rerolls")) for roll in rolls_of(scene.rerolls))


def _families(scene: Scene, ensemble: Ensemble, book: Book) -> tuple[str, ...]:
    """Progressions that belong to the scene's genre, else to its players."""
    return book.genres[scene.genre].progressions if scene.genre else ensemble.progressions


def _decisions(stages: Iterable[Answer[object]]) -> tuple[Decision, ...]:
    return tuple(decision for stage in stages for decision in stage.decisions)


def _findings(stages: Iterable[Answer[object]]) -> tuple[Finding, ...]:
    return tuple(finding for stage in stages for finding in stage.findings)

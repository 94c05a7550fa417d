"""Where somebody stands in the film's story, and how much of the theme that allows: fragments first, all of it late.

A theme that is whole from the first frame has nowhere to go: scores let it be earned (Bribitzer-Stull 2015 on
fulfilment). Without a place in the story, or without an arc, nothing is held back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.themes.transformations import leaves
from scenescore.compose.themes.treatments import Treatment
from scenescore.model.bible import Stage, Subject, stage_at
from scenescore.model.film import story_of
from scenescore.model.knowledge import Book
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import HEAD, MOTIF, TUNE, UNCLOSED
from scenescore.model.words import kebab

_SAID = {HEAD: "the head", UNCLOSED: "the motif without its close", MOTIF: "the motif"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the story is (0..1) and the stage that somebody has reached in it."""

    story: float
    stage: Stage

    @property
    def most(self) -> float:
        """The greatest fullness that may be told: 0.4, 0.6, 0.8 or 1."""
        return next((step for step in (TUNE, MOTIF, UNCLOSED) if self.stage.fullness >= step), HEAD)

    def told(self, name: str) -> str:
        """Say what the story withholds; empty where it withholds nothing.

        >>> Standing(0.15, Stage(0, "first-hint", 0.4)).told("Ada")
        "the story is at 0.15: of Ada's theme only the head may be heard yet"
        """
        if self.most >= TUNE:
            return ""
        return f"the story is at {self.story:.2f}: of {name}'s theme only {_SAID[self.most]} may be heard yet"


def standing_of(character: Character, scene: Scene, book: Book) -> Standing | None:
    """Find where a character stands: by the scene's arc for it, else by the bible's stages, else by the bible's arc."""
    story = story_of(scene)
    if story is None:
        return None
    subject = scene.themes.find(character.name) if scene.themes else None
    stage = stage_at(_stages(character, subject, book), story)
    return None if stage is None else Standing(story, stage)


def _stages(character: Character, subject: Subject | None, book: Book) -> tuple[Stage, ...]:
    """The stages of somebody's way through the film."""
    if not character.arc and subject is not None and subject.stages:
        return subject.stages
    word = kebab(character.arc or (subject.arc if subject else ""))
    arc = book.arcs.get(book.names.arcs.get(word, word))
    if arc is None:
        return ()
    rows = zip(arc.at, arc.states, arc.fullness, strict=True)
    return tuple(Stage(at, state, fullness) for at, state, fullness in rows)


def withheld(treatment: Treatment, most: float) -> Treatment:
    """Let a treatment tell no more of a theme than the story has earned.

    >>> withheld(Treatment("tune", ("augmentation",)), 0.4).chain
    ('fragmentation', 'augmentation')
    """
    if most >= TUNE:
        return treatment
    most = min(most, treatment.most)
    if most >= MOTIF:
        return replace(treatment, material="motif", most=most)
    cut = "truncation" if most >= UNCLOSED else "fragmentation"
    is_short = leaves(treatment.chain) <= HEAD
    rest = tuple(name for name in treatment.chain if name not in {"truncation", "prototype"} or is_short)
    chain = treatment.chain if is_short else (cut, *rest)
    return replace(treatment, material="motif", exact=False, chain=chain, most=most)

"""The film's theme bible: who has which theme, how far each has come in the story, and which cue stated it how."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.theme import SubjectKind, Theme
from scenescore.model.time import Moment
from scenescore.model.words import kebab


@dataclass(frozen=True, slots=True)
class Stage:
    """Where somebody stands from a moment of the story on (0 the film's first frame, 1 its last).

    `state` is the dramatic state that a scene which names none takes; `fullness` (0..1) is the most of the theme that
    may be heard: 0.4 the head, 0.6 the motif without its close, 0.8 the motif, 1 the whole tune.
    """

    at: float
    state: str = ""
    fullness: float = 1.0


#: A theme that is still to be born: whatever a subject says already stands in it, the rest is empty.
UNBORN = Theme(name="", owner="", archetypes=(), motif=(), head=0, mode="", register=(0, 0), meter="")


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, place, object or idea of the film: its theme, what it is like, and its arc over the film.

    `arc` names a row of presets; `stages` are the same written out, and win. Where the theme is not finished, `motif`
    is the composer's own as text (`E4:1 B4:1.5`), `key` and `meter` what it is to be read in; what `theme` says already
    is kept, and the rest is born of the traits (`pipeline.completed`).
    """

    name: str
    theme: Theme = UNBORN
    traits: tuple[str, ...] = ()
    arc: str = ""
    stages: tuple[Stage, ...] = ()
    note: str = ""
    kind: SubjectKind = "person"
    motif: str = ""
    key: str = ""
    meter: str = ""

    @property
    def is_finished(self) -> bool:
        """Whether its theme is there, with its whole tune."""
        return bool(self.theme.motif and self.theme.head and self.theme.phrase and self.theme.mode)


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement that a finished cue made: the film's memory.

    `cue` is the cue's number and title (`film.cue_name`), `at` is in seconds from its start, `story` how far the film
    had come when it began.
    """

    subject: str
    cue: str
    bar: int
    at: float
    state: str
    chain: tuple[str, ...]
    voice: str
    fullness: float
    similarity: float
    seed: int = 1
    story: float | None = None


@dataclass(frozen=True, slots=True)
class Bible:
    """All themes of a film. `start` is the timecode of its first frame, `length` its running time (as in a scene)."""

    title: str = "Untitled"
    subjects: tuple[Subject, ...] = ()
    history: tuple[Heard, ...] = ()
    start: Moment = 0
    length: Moment | None = None
    frame_rate: str = "24"
    seed: int = 1

    def find(self, name: str) -> Subject | None:
        """The subject of a name, written in any of the accepted ways; None when there is none."""
        wanted = kebab(name)
        return next((subject for subject in self.subjects if kebab(subject.name) == wanted), None)


def stage_at(stages: tuple[Stage, ...], story: float | None) -> Stage | None:
    """The stage that holds at a moment of the story; None before the first, or where the moment is not known.

    >>> stage_at((Stage(0, "first-hint", 0.4), Stage(0.5, "triumph")), 0.6).state
    'triumph'
    """
    if story is None:
        return None
    reached = [stage for stage in stages if stage.at <= story]
    return max(reached, key=lambda stage: stage.at, default=None)

"""The result: everything that was decided, the written page and the played sound.

Written notes stand exactly on the grid; played notes carry timing and velocity and point back to the written note that
they play, so that the two can be compared. Findings are compromises worth knowing about; decisions are choices with
their reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from scenescore.errors import Relaxation
from scenescore.model.cue import Cue
from scenescore.model.form import Link, Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Instrument
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.scene import Scene, file_name
from scenescore.model.speech import SpeechRoom
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import Seconds, Ticks

LayerRole = Literal["melody", "counter-melody", "harmony", "bass", "rhythm", "colour"]
Severity = Literal["error", "warning", "note"]

T_co = TypeVar("T_co", covariant=True)


#: Articulations of notes that are over before their written end.
SHORT_STROKES = frozenset({"staccato", "spiccato", "pizzicato"})


@dataclass(frozen=True, slots=True)
class Note:
    """A written note: exact ticks, spelled sounding pitch, how it is played, which layer and statement it serves.

    `level` is its layer's and phrase's loudness in dB re mf before the player shapes it. `articulation` is empty or one
    of legato, tenuto, staccato, spiccato, marcato, accent, pizzicato, tremolo, let-ring. `hit` is true when the note
    answers a hit point and must not move. `link` is the number of the passage between statements that it belongs to.
    """

    at: Ticks
    length: Ticks
    pitch: Pitch
    role: LayerRole
    level: float = 0.0
    articulation: str = ""
    statement: int | None = None
    hit: bool = False
    link: int | None = None

    @property
    def end(self) -> Ticks:
        """The first tick after the note."""
        return Ticks(self.at + self.length)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something written beside the notes: `dynamic` (mf), `hairpin` (< or >, with a length), `text` (pizz.)."""

    at: Ticks
    kind: Literal["dynamic", "hairpin", "text"]
    text: str
    length: Ticks = Ticks(0)


@dataclass(frozen=True, slots=True)
class Played:
    """What is heard of one written note (by its index in the part): ticks, MIDI number, velocity 1..127."""

    note: int
    at: Ticks
    length: Ticks
    midi: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Control:
    """A controller value (0..127) at a tick."""

    at: Ticks
    number: int
    value: int


@dataclass(frozen=True, slots=True)
class Program:
    """A program change (0..127) at a tick: how an articulation sounds in General MIDI."""

    at: Ticks
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """One player or section: what is written for it and what is heard of it.

    `notes` are in order of start, then pitch. `channel` is 0..15 (9 is percussion).
    """

    name: str
    instrument: Instrument
    channel: int
    notes: tuple[Note, ...]
    marks: tuple[Mark, ...] = ()
    played: tuple[Played, ...] = ()
    controls: tuple[Control, ...] = ()
    programs: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity over the cue: points of picture time and value, one a bar.

    Names: asked-intensity, achieved-intensity, asked-tension, achieved-tension, harmonic-tension (what harmony alone
    gives to the achieved one); all 0..1.
    """

    name: str
    points: tuple[tuple[Seconds, float], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A compromise worth knowing about: which check, where, what. An `error` would make a musician complain.

    `relaxations` are changes to the scene that would do without the compromise, the smallest first.
    """

    check: str
    place: str
    message: str
    severity: Severity = "note"
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice of the composer: stage, place in words, what was chosen, why, and what else was close.

    `bars` is the first and last bar that it concerns (1-based, both included); (0, 0) is the whole cue.
    """

    stage: str
    place: str
    choice: str
    reason: str
    runners_up: tuple[str, ...] = ()
    bars: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """What a stage gives back: its value, the decisions behind it, the compromises it made."""

    value: T_co
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """Everything that was decided for one scene with one seed."""

    version: str
    scene: Scene
    ensemble: str
    ending: str
    cue: Cue
    sections: tuple[Section, ...]
    chords: Line[Chord]
    themes: tuple[Theme, ...]
    statements: tuple[Statement, ...]
    parts: tuple[Part, ...]
    curves: tuple[Curve, ...] = ()
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    speech: SpeechRoom | None = None
    links: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        """A name for files: cue number, title and seed in kebab-case."""
        return file_name(self.scene)

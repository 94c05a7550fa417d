"""The plan of a cue: sections, phrases, and the melody that runs through them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum
from operator import itemgetter
from typing import Literal

from scenescore.model.affect import Feeling, Manner
from scenescore.model.pitch import Key, Pitch
from scenescore.model.time import Ticks

#: What a section does for the cue (Caplin 1998; film practice after Karlin and Wright 2004).
Purpose = Literal["opening", "statement", "development", "build", "climax", "release", "ending"]
#: What a phrase does in its section (Schoenberg 1967; Caplin 1998).
Function = Literal["introduction", "idea", "answer", "continuation", "cadence", "codetta", "pause"]
#: How a phrase closes.
Close = Literal["open", "half", "closed", "deceptive", "plagal", "final", "none"]
#: How a passage between statements is made from a theme (Schoenberg 1967; Caplin 1998): its head at another step, a
#: part of it, what is left when its features fade one after the other, its head in long notes, its rhythm alone.
Technique = Literal["sequence", "fragmentation", "liquidation", "augmentation", "rhythm", "free"]

_TICK = itemgetter(0)
#: A section whose intensity grows by more than this to its end rises.
RISES = 0.05


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some bars that belong together: first tick, length, what they do and how they close."""

    at: Ticks
    length: Ticks
    bars: int
    function: Function
    close: Close

    @property
    def end(self) -> Ticks:
        """The first tick after the phrase."""
        return Ticks(self.at + self.length)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the cue with one purpose, one key, one feeling and one way of playing.

    `intensity` is the asked intensity at its start and end (0..1), `course` what lies between (ticks and intensities in
    order of time; empty: a straight line). `material` is the label of the section whose
    material it repeats with change (its own label when it is new). `theme` names whose music it is, "" nobody's.
    `form` is the form of the whole cue; `ground` a bass (semitones above the tonic, one for each bar) that is said
    again and again.
    """

    label: str
    purpose: Purpose
    at: Ticks
    length: Ticks
    key: Key
    feeling: Feeling
    manner: Manner
    intensity: tuple[float, float]
    phrases: tuple[Phrase, ...]
    words: tuple[str, ...]
    material: str = ""
    theme: str = ""
    texture: str = ""
    form: str = ""
    ground: tuple[int, ...] = ()
    course: tuple[tuple[Ticks, float], ...] = ()

    @property
    def end(self) -> Ticks:
        """The first tick after the section."""
        return Ticks(self.at + self.length)

    @property
    def corners(self) -> tuple[tuple[Ticks, float], ...]:
        """Where the asked intensity turns: its course, or its start and end."""
        return self.course or ((self.at, self.intensity[0]), (self.end, self.intensity[1]))

    @property
    def peak(self) -> float:
        """The highest intensity asked inside the section."""
        return max(intensity for _, intensity in self.corners)

    @property
    def is_rising(self) -> bool:
        """Whether the asked intensity is highest at its end and clearly above its start."""
        return self.intensity[1] >= self.peak and self.intensity[1] - self.intensity[0] > RISES

    @property
    def mean(self) -> float:
        """The middling intensity asked inside the section."""
        return round(fsum(intensity for _, intensity in self.corners) / len(self.corners), 4)

    def heat(self, tick: int) -> float:
        """The intensity asked at a tick (the nearest end outside)."""
        corners = self.corners
        index = bisect_right(corners, tick, key=_TICK)
        if index in {0, len(corners)}:
            return corners[min(index, len(corners) - 1)][1]
        (here, low), (there, high) = corners[index - 1], corners[index]
        return round(low + (high - low) * (tick - here) / (there - here), 4)


@dataclass(frozen=True, slots=True)
class Link:
    """What a passage between statements is made of: from `at` to `end`, out of which themes, by which techniques.

    Techniques are told in the order in which they are heard; `free` is a passage that owes nothing to a theme. The
    numbers count the places between statements and are their own, apart from those of the statements.
    """

    number: int
    themes: tuple[str, ...]
    techniques: tuple[Technique, ...]
    at: Ticks
    end: Ticks


@dataclass(frozen=True, slots=True)
class MelodyNote:
    """A note of the foreground; `statement` is the number of the statement it belongs to, None between statements.

    `kind` says how it stands to the harmony: chord, passing, neighbour, suspension, appoggiatura, anticipation, pedal.
    `link` says of a note between statements what its passage is made of.
    """

    at: Ticks
    length: Ticks
    pitch: Pitch
    statement: int | None = None
    kind: str = "chord"
    link: Link | None = None

    @property
    def passage(self) -> int | None:
        """The number of the passage between statements that it belongs to."""
        return self.link.number if self.link else None

    @property
    def end(self) -> Ticks:
        """The first tick after the note."""
        return Ticks(self.at + self.length)


def links_of(tune: Iterable[MelodyNote]) -> tuple[Link, ...]:
    """The passages of a tune in order, each from its first to its last note; bars rolled anew join what they meet."""
    out: dict[int, Link] = {}
    for note in tune:
        if (link := note.link) is None:
            continue
        known = out.get(link.number, replace(link, at=note.at, end=note.end))
        themes = tuple(dict.fromkeys((*known.themes, *link.themes)))
        techniques = tuple(dict.fromkeys((*known.techniques, *link.techniques)))
        out[link.number] = Link(link.number, themes, techniques, min(known.at, note.at), max(known.end, note.end))
    return tuple(out.values())


@dataclass(frozen=True, slots=True)
class Voicing:
    """How one chord is set: bass and upper voices as MIDI numbers, lowest first."""

    bass: int
    upper: tuple[int, ...]

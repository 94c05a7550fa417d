"""Harmonic means as preset rows: triadic classes, borrowed chords, pedals, sonorities, voicings, guards.

Chords are written as tokens (`compose.harmony.tokens`), pitches as sounding MIDI numbers, moods as words of the
lexicon. Every row carries its `source`: an author and year, `recomputed`, or `design`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["major", "minor"]
Place = Literal["bass", "inner", "top"]
Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TriadicClass:
    """A step from one triad to another, whatever the key: size, semitones up, size (`M4m`: C major to E minor).

    `first` is the triad that is heard as home; `chord` the token of the other over it; `operations` the shortest
    words of P, L and R that lead there, read left to right; `common_tones` how many tones stay; `voice_leading` the
    fewest semitones that the voices move in all; `says` what the step has come to mean on screen.
    """

    name: str
    first: Size
    semitones: int
    second: Size
    chord: str
    operations: tuple[str, ...]
    common_tones: int
    voice_leading: int
    says: str
    valence: float
    tension: float
    moods: tuple[str, ...] = ()
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Mixture:
    """Chords that a key borrows: over which tonic, at most how many (`borrowed`) among how many chords (`among`)."""

    name: str
    tonic: Size
    chords: tuple[str, ...]
    borrowed: int
    among: int
    moods: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Pedal:
    """Tones that stay while the harmony moves: degrees of the major scale, where they lie, for how many bars at least.

    `over` names chords that sound well against it.
    """

    name: str
    degrees: tuple[str, ...]
    place: Place
    band: Band
    bars: float
    over: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Sonority:
    """A sound beside the triads: chords of one kind and the band in which they speak.

    A polychord has an `upper` band for the chord on top; `is_parallel` where the chord moves as one block.
    """

    name: str
    chords: tuple[str, ...]
    band: Band
    upper: Band | None = None
    is_parallel: bool = False
    moods: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Voicing:
    """A grip: semitones above the root from the lowest note up, the kinds of chord that it stands for.

    `low` is the lowest MIDI note that its lowest tone may be, `high` the highest that its highest may be.
    """

    name: str
    qualities: tuple[str, ...]
    tones: tuple[int, ...]
    low: int = 48
    high: int = 79
    genres: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps a style itself: what its harmony prefers, and what it does without.

    `classes` are triadic classes that it likes; `deny` holds devices and kinds of chord, `deny_progressions` families
    or names of progressions, `deny_cadences` closes.
    """

    name: str
    genres: tuple[str, ...]
    classes: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    deny_progressions: tuple[str, ...] = ()
    deny_cadences: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"

"""Themes: melodies in scale degrees that belong to somebody, and their statements in a cue."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.pitch import DEGREE_FIFTHS, MAJOR, Key
from scenescore.model.time import Ticks


@dataclass(frozen=True, slots=True)
class Tone:
    """A degree of the major scale and its alteration, or a rest, for a length in ticks.

    `step` counts scale steps from the tonic (0 the tonic, 7 its octave, -3 the fifth below); None is a rest. `alter`
    is in semitones against the major scale: the minor third is step 2, alter -1.
    """

    step: int | None
    alter: int
    length: Ticks

    @property
    def semitones(self) -> int:
        """Semitones above the tonic (0 for a rest)."""
        return 0 if self.step is None else MAJOR[self.step % 7] + 12 * (self.step // 7) + self.alter

    @property
    def fifths(self) -> int:
        """Line-of-fifths distance from the tonic (0 for a rest)."""
        return 0 if self.step is None else DEGREE_FIFTHS[self.step % 7] + 7 * self.alter


Motif = tuple[Tone, ...]


def motif_length(motif: Motif) -> Ticks:
    """How long a motif lasts."""
    return Ticks(sum(tone.length for tone in motif))


def in_key(tone: Tone, key: Key, tonic_midi: int) -> tuple[int, int]:
    """MIDI number and spelling of a tone over a tonic."""
    return tonic_midi + tone.semitones, key.tonic + tone.fifths


@dataclass(frozen=True, slots=True)
class Theme:
    """A melody that belongs to a character.

    `motif` is the prototype; its first `head` notes (rests not counted) are what must be recognised. `mode` is the
    mode that it was born in, `register` the MIDI band where it is at home, `instruments` who likes to play it, best
    first, `progressions` the harmony that it brings along. `tonic` is the MIDI number of the prototype's tonic when
    the composer wrote absolute pitches, else None.
    """

    name: str
    owner: str
    archetypes: tuple[str, ...]
    motif: Motif
    head: int
    mode: str
    register: tuple[int, int]
    instruments: tuple[str, ...] = ()
    progressions: tuple[str, ...] = ()
    tonic: int | None = None
    is_own: bool = False
    phrase: Motif = ()
    meter: str = "4/4"


@dataclass(frozen=True, slots=True)
class Statement:
    """One appearance of a theme: where, in which dramatic state, through which chain of transformations.

    `tones` is the transformed motif over `tonic` (a MIDI number) in `key`; `fullness` 0..1 is how much of the theme is
    heard, `similarity` 0..1 how recognisable it is, `level` the dynamic mark that its state asks for.
    """

    number: int
    theme: str
    owner: str
    at: Ticks
    tones: Motif
    tonic: int
    key: Key
    state: str
    chain: tuple[str, ...]
    fullness: float
    similarity: float
    level: str = "mf"
    instruments: tuple[str, ...] = ()

    @property
    def length(self) -> Ticks:
        """How long it lasts."""
        return motif_length(self.tones)

    @property
    def end(self) -> Ticks:
        """The first tick after it."""
        return Ticks(self.at + self.length)

    @property
    def label(self) -> str:
        """`MOTIF:<theme>:<chain>:<fullness>`, as it stands in the MIDI file."""
        return f"MOTIF:{self.theme}:{'+'.join(self.chain) or 'prototype'}:{self.fullness:.1f}"

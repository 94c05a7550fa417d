"""What the presets say about themes: kinds of characters, states, colours, arcs over a film, how two go together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of character and the seed of its theme.

    `seed` is written as degrees of the major scale with duration in eighths (`1/3 5/1 2'/2 b7/3 r/1`; `'` octave up,
    `,` octave down). `head` is its first intervals in semitones, `progressions` the harmony that it likes, `voice`
    where it is at home beneath another tune: `bass`, `inner` or `ostinato`; empty for anywhere.
    """

    name: str
    traits: tuple[str, ...]
    head: tuple[int, ...]
    contour: str
    cell: str
    mode: str
    meter: str
    bpm: tuple[float, float]
    register: tuple[int, int]
    instruments: tuple[str, ...]
    progressions: tuple[str, ...]
    textures: tuple[str, ...]
    seed: str
    voice: str = ""
    synonyms: tuple[str, ...] = ()
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Colour:
    """Which players suit a statement that asks for a certain light.

    `players` are instruments and families, best first; `alone` is whether nobody joins; `octave` the semitones by which
    it may lie away from where it is written for nothing; `level` the dB by which it is louder than its place.
    """

    name: str
    players: tuple[str, ...]
    alone: bool = False
    octave: int = 0
    level: float = 0.0
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class DramaticState:
    """How a theme is changed when its character is in a state.

    `chain` are transformations in order; `fullness` is how much of the theme is heard, `level` how loud, `floor` how
    recognisable (0..1) it must stay: what would fall below is left out of the chain, its end first. `colour` says who
    plays (a row of `presets/colours`), whatever the chain asks for. `veiled` is whether the theme is not yet, or no
    longer, to be heard as it is; what `sinks` goes down where a technique has a direction.
    """

    name: str
    chain: tuple[str, ...]
    fullness: float
    level: str
    floor: float = 0.45
    colour: str = ""
    veiled: bool = False
    sinks: bool = False
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class StoryArc:
    """How somebody's theme grows over a film: for each stage where it begins (0..1), its dramatic state, how full."""

    name: str
    at: tuple[float, ...]
    states: tuple[str, ...]
    fullness: tuple[float, ...]
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class RelationKind:
    """How two themes go together when those whom they belong to stand so to each other.

    `dissonance` is the share of strong beats on which they shall clash (0..1); `ways` how they meet, best first
    (`counterpoint`, `dialogue`, `swallowing`); `scales` by what the second may be stretched; `degrees` the scale steps
    by which it may be moved; `inverts` whether it may (1), must (2) or must not (0) stand upside down; `delay` the
    least and most beats by which it comes later; `apart` the least semitones between the middles of their registers.
    """

    name: str
    dissonance: float
    ways: tuple[str, ...]
    scales: tuple[float, ...]
    degrees: tuple[int, ...]
    inverts: int
    delay: tuple[float, float]
    apart: int
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"

"""A style as the presets tell it: its players, its phrases, and how it speaks in chords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Genre:
    """A style: its ensembles, progression families (prefixes of progression names), what it likes and avoids.

    `idiom` is how it strings chords together (see `compose.harmony.grammar`; empty: as the mood wants).
    `seconds_per_chord` and `bars_per_chord` are ranges, (0, 0) where the mood decides. `kinds` names for what a chord
    does (`I`, `i`, `V`, `major`, `minor`, `diminished`) the token suffixes that it is dressed in; `beside` more
    chords by the size of the tonic, for where the melody refuses the scale's own; `instead` the chords that stand for
    those that it does without; `cadences` the closes that it uses (empty: all); `endings` the last
    chords that it likes; `substitutes` what it does to a chord that comes round again; `meters` how much it likes each
    meter (empty: as the mood wants). `swing` is how many times
    longer the first eighth of a beat is played than the second at a middling tempo (1 is straight).
    """

    name: str
    ensembles: tuple[str, ...]
    progressions: tuple[str, ...]
    textures: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    idiom: str = ""
    seconds_per_chord: tuple[float, float] = (0.0, 0.0)
    bars_per_chord: tuple[float, float] = (0.0, 0.0)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    cadences: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    meters: Mapping[str, float] = field(default_factory=dict)
    swing: float = 1.0
    source: str = "design"

"""Chords as values. A token such as `bVImaj7@1` is absolute: numerals count from the major scale on the tonic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scenescore.model.pitch import Key, name_of_fifths, pc_of_fifths


@lru_cache(maxsize=4096)
def _pcs(tones: tuple[int, ...]) -> tuple[int, ...]:
    """Pitch classes of tones on the line of fifths, counted once: the harmony asks thousands of times for a few."""
    return tuple(pc_of_fifths(tone) for tone in tones)


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord in its key: spelled tones from the root up, and the bass.

    `tones` and `bass` are places on the line of fifths; `quality` names a row of the chord presets; `dissonance`
    is that row's (0 a bare fifth, 1 a chromatic cluster).
    """

    token: str
    key: Key
    quality: str
    tones: tuple[int, ...]
    bass: int
    dissonance: float = 0.0

    @property
    def root(self) -> int:
        """The root as a place on the line of fifths."""
        return self.tones[0]

    @property
    def pcs(self) -> tuple[int, ...]:
        """Pitch classes from the root up."""
        return _pcs(self.tones)

    @property
    def bass_pc(self) -> int:
        """Pitch class of the bass."""
        return pc_of_fifths(self.bass)

    @property
    def name(self) -> str:
        """For example `Ab maj7/C`."""
        over = "" if self.bass == self.root else f"/{name_of_fifths(self.bass)}"
        return f"{name_of_fifths(self.root)} {self.quality}{over}"

    def fifths_of(self, pc: int) -> int:
        """Spell a pitch class: chord tones as the chord spells them, others as the key does."""
        for tone in (*self.tones, self.bass):
            if pc_of_fifths(tone) == pc % 12:
                return tone
        return self.key.fifths_of(pc)

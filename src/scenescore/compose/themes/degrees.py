"""Walk along the spelled degrees of a mode.

Degrees count from 0 (the tonic) through as many notes as the mode has: index 7 is the octave in a seven-note mode,
index 5 in a pentatonic one. A tone outside the mode is a degree with an accidental.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scenescore.model.pitch import MAJOR, SEMITONES
from scenescore.model.theme import Tone

#: Step and alteration of each semitone above the tonic, where the mode does not have seven notes to name it by.
_USUAL = ((0, 0), (1, -1), (1, 0), (2, -1), (2, 0), (3, 0), (3, 1), (4, 0), (5, -1), (5, 0), (6, -1), (6, 0))


@dataclass(frozen=True, slots=True)
class Scale:
    """The degrees of a mode: semitones above the tonic, and how each is spelled (step, alteration against major)."""

    degrees: tuple[int, ...]
    spelled: tuple[tuple[int, int], ...]

    def semitones(self, index: int) -> int:
        """Semitones above the tonic of a degree."""
        octave, place = divmod(index, len(self.degrees))
        return self.degrees[place] + SEMITONES * octave

    def tone(self, index: int, length: int, accidental: int = 0) -> Tone:
        """A degree, perhaps with an accidental, as a tone."""
        octave, place = divmod(index, len(self.degrees))
        step, alter = self.spelled[place]
        return Tone(step + len(MAJOR) * octave, alter + accidental, length)  # type: ignore[arg-type]

    def index(self, tone: Tone) -> tuple[int, int]:
        """Degree and accidental of a tone that is not a rest."""
        octave, wanted = divmod(tone.semitones, SEMITONES)
        step = (tone.step or 0) % len(MAJOR)
        best = min(
            range(len(self.degrees)),
            key=lambda i: (abs(wanted - self.degrees[i]), self.spelled[i][0] != step, self.degrees[i]),
        )
        return best + octave * len(self.degrees), wanted - self.degrees[best]

    def moved(self, tone: Tone, steps: int) -> Tone:
        """Carry a tone some degrees up or down; away from its octave it gives up an accidental; a rest stays a rest.

        >>> scale_of((0, 2, 3, 5, 7, 8, 10)).moved(Tone(4, 0, 480), 1)
        Tone(step=5, alter=-1, length=480)
        """
        if tone.step is None:
            return tone
        index, accidental = self.index(tone)
        stays = steps % len(self.degrees) == 0
        return self.tone(index + steps, tone.length, accidental if stays else 0)

    def nearest(self, tone: Tone) -> Tone:
        """Bring a tone into the mode: the degree of the same number where there is one, else the nearest."""
        if tone.step is None:
            return tone
        octave, step = divmod(tone.step, len(MAJOR))
        if len(self.degrees) == len(MAJOR):
            return Tone(tone.step, self.spelled[step][1], tone.length)
        choices = [(o, i) for o in (octave - 1, octave, octave + 1) for i in range(len(self.degrees))]
        at, best = min(
            choices,
            key=lambda c: (
                abs(self.degrees[c[1]] + SEMITONES * c[0] - tone.semitones),
                self.spelled[c[1]][0] != step,
                c,
            ),
        )
        return self.tone(best + at * len(self.degrees), tone.length)

    def holds(self, tone: Tone) -> bool:
        """Whether a tone (or rest) belongs to the mode."""
        return tone.step is None or tone.semitones % SEMITONES in self.degrees


@lru_cache(maxsize=128)
def scale_of(degrees: tuple[int, ...]) -> Scale:
    """Spell a mode: seven notes get seven letters, other numbers the usual names.

    >>> scale_of((0, 2, 4, 6, 7, 9, 11)).spelled[3]
    (3, 1)
    """
    if len(degrees) == len(MAJOR):
        return Scale(degrees, tuple((i, d - MAJOR[i]) for i, d in enumerate(degrees)))
    return Scale(degrees, tuple(_USUAL[d] for d in degrees))

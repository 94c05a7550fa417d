"""What a mood stands for, and the drama over time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from operator import attrgetter

from scenescore.model.time import Seconds

_AT = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Affect:
    """Valence, arousal and tension from -1 to 1, size of forces from 0 to 1 (Russell 1980; Schimmack and Grob 2000).

    Left out of a scene, tension follows from valence and arousal (see `compose.mood`), and size from arousal.
    """

    valence: float
    arousal: float
    tension: float | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Feeling:
    """An affect with nothing left open: valence, arousal, tension in -1..1, size in 0..1."""

    valence: float
    arousal: float
    tension: float
    size: float

    def towards(self, other: Feeling, share: float) -> Feeling:
        """Go a share (0..1) of the way to another feeling."""
        mixed = {
            f.name: round(getattr(self, f.name) * (1 - share) + getattr(other, f.name) * share, 4) for f in fields(self)
        }
        return replace(self, **mixed)

    def clipped(self) -> Feeling:
        """Keep every dimension inside its range."""

        def clip(value: float, low: float = -1.0) -> float:
            return round(min(1.0, max(low, value)), 4)

        return Feeling(clip(self.valence), clip(self.arousal), clip(self.tension), clip(self.size, 0.0))


@dataclass(frozen=True, slots=True)
class DramaPoint:
    """At a moment: how the scene feels there and how intense it is (0..1).

    `words` and `modes` (strongest and best first) are set where the mood is named anew.
    """

    at: Seconds
    feeling: Feeling
    intensity: float
    words: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drama:
    """The drama of a cue: points in order of time, and what its mood words ask for.

    `words` are the lexicon words in it, strongest first; `modes` the modes they ask for, best first; `bpm` the range
    of the pulse; `hevner` the adjective cluster (1..8 Hevner 1936, 9 threat).
    """

    points: tuple[DramaPoint, ...]
    words: tuple[str, ...]
    modes: tuple[str, ...]
    bpm: tuple[float, float]
    hevner: int

    def _around(self, at: Fraction) -> tuple[DramaPoint, DramaPoint, float]:
        i = bisect_right(self.points, at, key=_AT)
        if i == 0:
            return self.points[0], self.points[0], 0.0
        if i == len(self.points):
            return self.points[-1], self.points[-1], 0.0
        here, there = self.points[i - 1], self.points[i]
        # The quotient of two whole numbers, rounded once: as a fraction it would be, without the way there.
        (n, d), (n0, d0), (n1, d1) = at.as_integer_ratio(), here.at.as_integer_ratio(), there.at.as_integer_ratio()
        x = (n * d0 - n0 * d) * d1 / ((n1 * d0 - n0 * d1) * d)
        return here, there, x * x * (3 - 2 * x)

    def mood(self, at: Fraction) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words and modes in force at a moment: a new mood takes over half way from the point before it."""
        words, modes = self.words, self.modes
        before = self.points[0].at
        for point in self.points:
            if point.words and (before + point.at) / 2 <= at:
                words, modes = point.words, point.modes
            before = point.at
        return words, modes

    def feeling(self, at: Fraction) -> Feeling:
        """How it feels at a moment; values between the points ease in and out."""
        here, there, share = self._around(at)
        return here.feeling.towards(there.feeling, share)

    def intensity(self, at: Fraction) -> float:
        """How intense it is at a moment, 0..1; values between the points ease in and out."""
        here, there, share = self._around(at)
        return round(here.intensity * (1 - share) + there.intensity * share, 4)


@dataclass(frozen=True, slots=True)
class Manner:
    """How music of one feeling behaves: the control laws' answers, in the units of their names.

    `pulse_bpm` beats per minute; `melody_onsets`, `accompaniment_onsets` notes per second; `mode_brightness` -5..1;
    `melody_center`, `bass_center` MIDI numbers; `melody_range` semitones; `level` and `level_range` dB (re mf);
    `articulation` sounding length over written length; `seconds_per_chord`; everything else 0..1, a share or
    probability, but `parts` (lines sounding at once), `doubling` (players per line), `contour` -0.5..0.5.
    """

    pulse_bpm: float
    melody_onsets: float
    accompaniment_onsets: float
    mode_brightness: float
    melody_center: float
    melody_range: float
    bass_center: float
    level: float
    level_range: float
    articulation: float
    dissonance: float
    chromaticism: float
    seconds_per_chord: float
    cadence_strength: float
    pedal: float
    ostinato: float
    syncopation: float
    pulse_clarity: float
    rests: float
    parts: float
    doubling: float
    brightness: float
    roughness: float
    vibrato: float
    rubato: float
    tremolo: float
    extended: float
    stepwise: float
    contour: float
    sub_bass: float
    percussion: float

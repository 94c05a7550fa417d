"""One curve from everything that makes listeners tense: harmony, loudness, register and density, bar by bar.

Loudness, density and pitch height follow felt tension more closely than harmony from moment to moment (Farbood 2012;
Ilie and Thompson 2006), so that all of them count. The shares are our design; the scale is fixed by two bars that every
musician knows: a soft tonic triad in close position is 0.1, a cluster of the whole orchestra at fortissimo is 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.compose.tension.harmonic import HarmonicTerms

#: Summed level (dB re full scale of one player) that counts as nothing and as everything.
SOFTEST, LOUDEST = -32.0, 9.0
#: Onsets a second, and voices sounding at once, that count as everything; one more counts the less, the more there are.
BUSY, THICK = 60.0, 24.0
#: Distance from bass to top, and height of the top over middle C, that count as everything (semitones).
WIDE, HIGH, MIDDLE_C = 72.0, 36.0, 60
#: Shares of harmony, loudness, register and density.
SHARES = (0.38, 0.32, 0.12, 0.18)
#: What the two known bars are worth on the curve.
AT_REST, AT_MOST = 0.1, 1.0


@dataclass(frozen=True, slots=True)
class BarTension:
    """What each side gives to a bar's tension, 0..1, before it is put on the common scale."""

    harmony: HarmonicTerms
    level: float
    register: float
    density: float

    @property
    def sides(self) -> tuple[tuple[str, float], ...]:
        """The four sides by name."""
        return (
            ("harmony", self.harmony.total),
            ("loudness", self.level),
            ("register", self.register),
            ("density", self.density),
        )

    @property
    def total(self) -> float:
        """The bar's tension on the common scale, 0..1."""
        share = (_raw(self) - _LEAST) / (_MOST - _LEAST)
        return _clipped(AT_REST + (AT_MOST - AT_REST) * share)


def _clipped(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def _raw(bar: BarTension) -> float:
    return math.fsum(share * value for share, (_, value) in zip(SHARES, bar.sides, strict=True))


#: A tonic triad, long closed, held softly by three players around middle C.
SOFT_TONIC = BarTension(HarmonicTerms(0.15, 0.5, 0.0, 0.05, 0.2), 0.2, 0.2, 0.2)
#: A chromatic cluster of the whole orchestra, far from the key, struck again and again.
TUTTI_CLUSTER = BarTension(HarmonicTerms(0.9, 1.0, 0.8, 1.0, 1.0), 1.0, 0.95, 0.9)
_LEAST, _MOST = _raw(SOFT_TONIC), _raw(TUTTI_CLUSTER)


def loudness(level: float) -> float:
    """A bar's level in dB as a share of what is possible."""
    return _clipped((level - SOFTEST) / (LOUDEST - SOFTEST))


def density(onsets: float, voices: float) -> float:
    """Onsets a second and voices sounding at once as a share of what is possible: the mean of both.

    A held chord of the whole orchestra is dense without one onset.

    >>> density(0, 0), density(60, 24), density(0, 24)
    (0.0, 1.0, 0.5)
    """
    busy = math.log1p(min(BUSY, onsets)) / math.log1p(BUSY)
    thick = math.log1p(min(THICK, voices)) / math.log1p(THICK)
    return _clipped((busy + thick) / 2)


def register(lowest: int, highest: int) -> float:
    """How wide and how high a bar stands (MIDI numbers): the mean of both."""
    if highest < lowest:
        return 0.0
    wide = min(1.0, (highest - lowest) / WIDE)
    high = min(1.0, max(0.0, (highest - MIDDLE_C) / HIGH))
    return _clipped((wide + high) / 2)


def composite(
    harmony: Sequence[HarmonicTerms],
    levels: Sequence[float],
    compass: Sequence[tuple[int, int]],
    texture: Sequence[tuple[float, float]],
) -> tuple[BarTension, ...]:
    """Put the sides of each bar together: chords, level in dB, lowest and highest pitch, onsets a second and voices."""
    rows = zip(harmony, levels, compass, texture, strict=True)
    return tuple(
        BarTension(terms, loudness(level), register(*reach), density(*moves)) for terms, level, reach, moves in rows
    )

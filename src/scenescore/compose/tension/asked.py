"""The tension that a scene asks for, as one curve from 0 to 1.

Half of it is the asked intensity (how much), half the asked tension of the feeling (how uneasy). A scene's arc that
names only one of the two moves the other with it (`compose.mood`), so that loudness and forces follow a tension that is
written down, and chords an intensity. Where an arc names both, each rules its own side: intensity loudness and forces,
tension the harmony.
"""

from __future__ import annotations

from fractions import Fraction

from scenescore.model.affect import Drama


def asked_tension(drama: Drama, at: Fraction) -> float:
    """The tension asked at a moment, 0..1.

    >>> from scenescore.model.affect import DramaPoint, Feeling
    >>> from scenescore.model.time import Seconds
    >>> point = DramaPoint(Seconds(Fraction(0)), Feeling(0.0, 0.0, 0.2, 0.5), 0.8)
    >>> asked_tension(Drama((point,), ("calm",), ("ionian",), (60, 80), 4), Fraction(3))
    0.7
    """
    return round(0.5 * drama.intensity(at) + 0.25 * (drama.feeling(at).tension + 1), 4)

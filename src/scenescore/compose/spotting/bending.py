"""Tempo that changes inside a stretch, beat by beat: ritardando, accelerando, rubato.

A ritardando is taken out of the picture before the search: `even` says when a moment would come if the tempo did not
bend, the search lays its beats on that even time, and `real` brings them back. So the search for bars and tempo need
not know of it, hits inside a ritardando are met like any others, and each beat gets a step of its own.

In a span of D seconds the speed goes from 1 to s in a straight line over the picture's time. Rubato is the arch of a
phrase: it begins and ends a little slower than it runs in its middle (Todd 1985; here a parabola of the tempo).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from scenescore.model.cue import Picture, TempoSpan
from scenescore.model.time import MICROSECONDS

#: How much slower than its mean a rubato phrase begins and ends: twice this share.
_RUBATO = Fraction(1, 24)


@dataclass(frozen=True, slots=True)
class Bend:
    """The spans in which the tempo bends, and how much even time has passed at the start of each."""

    spans: tuple[TempoSpan, ...]
    passed: tuple[Fraction, ...]

    def even(self, at: Fraction) -> Fraction:
        """When a moment would come if the tempo did not bend."""
        for span, passed in zip(reversed(self.spans), reversed(self.passed), strict=True):
            if at >= span.end:
                return passed + _evened(span, span.end) + at - span.end
            if at > span.start:
                return passed + _evened(span, at)
        return at

    def real(self, even: Fraction) -> Fraction:
        """The moment that comes at an even time, to the microsecond inside a span."""
        for span, passed in zip(reversed(self.spans), reversed(self.passed), strict=True):
            whole = _evened(span, span.end)
            if even >= passed + whole:
                return span.end + even - passed - whole
            if even > passed:
                return span.start + _bent(span, even - passed)
        return even

    def touches(self, start: Fraction, end: Fraction) -> bool:
        """Whether the tempo bends somewhere between two moments."""
        return any(span.start < end and span.end > start for span in self.spans)


def bend_of(picture: Picture) -> Bend:
    """How the tempo of a picture bends.

    >>> span = TempoSpan(Fraction(4), Fraction(8), Fraction(1, 2))
    >>> bend = bend_of(Picture("24", 0, Fraction(10), tempo_changes=(span,)))
    >>> bend.even(Fraction(8)), bend.real(Fraction(7)), bend.real(bend.even(Fraction(6)))
    (Fraction(7, 1), Fraction(8, 1), Fraction(6, 1))
    """
    passed, lost = [], Fraction(0)
    for span in picture.tempo_changes:
        passed.append(span.start - lost)
        lost += span.end - span.start - _evened(span, span.end)
    return Bend(picture.tempo_changes, tuple(passed))


def _evened(span: TempoSpan, at: Fraction) -> Fraction:
    """Even time from a span's start to a moment in it."""
    since = at - span.start
    return since + (span.speed - 1) * since * since / (2 * (span.end - span.start))


def _bent(span: TempoSpan, even: Fraction) -> Fraction:
    """Real time from a span's start for an even time in it."""
    root = math.sqrt(1 + 2 * float(span.speed - 1) * float(even / (span.end - span.start)))
    return Fraction(round(2 * float(even) / (1 + root) * MICROSECONDS), MICROSECONDS)


def rubato(place: Fraction) -> Fraction:
    """Where in the time of a phrase (0..1) the beat stands that is so far through its beats (0..1).

    >>> [float(round(rubato(Fraction(n, 4)), 4)) for n in range(5)]
    [0.0, 0.2578, 0.5, 0.7422, 1.0]
    """
    return place + 2 * _RUBATO * place * (1 - place) * (1 - 2 * place)

"""What harmony alone gives to tension, bar by bar: strain, spread, motion, dissonance and how open it stands.

Strain, diameter and momentum after Chew 2000 and Herremans and Chew 2016, dissonance from the chords' rows; an arrival
on the tonic where a phrase closes lets go. The shares are our design.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scenescore.compose.tension import spiral
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar

#: What counts as everything: strain against the key, diameter of a chord, way from chord to chord (radii).
FULL_STRAIN, FULL_DIAMETER, FULL_MOMENTUM = 2.5, 3.6, 2.7
#: How far a phrase that ends so lets go, when it ends on the tonic chord.
CLOSURE: Mapping[str, float] = MappingProxyType({"final": 1.0, "closed": 0.8, "plagal": 0.7, "open": 0.3})
#: How much of it a tonic over another bass keeps.
INVERTED = 0.5
#: Shares of the five in what harmony gives: strain, diameter, momentum, dissonance, openness.
SHARES = (0.3, 0.16, 0.1, 0.32, 0.12)


@dataclass(frozen=True, slots=True)
class HarmonicTerms:
    """What a bar's chords give, each 0..1: `openness` is 1 where nothing closes, 0 on a full close."""

    strain: float
    diameter: float
    momentum: float
    dissonance: float
    openness: float

    @property
    def total(self) -> float:
        """The five together, 0..1."""
        terms = (self.strain, self.diameter, self.momentum, self.dissonance, self.openness)
        return round(math.fsum(share * term for share, term in zip(SHARES, terms, strict=True)), 4)


def _clipped(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


def chord_terms(chord: Chord, before: Chord | None = None) -> HarmonicTerms:
    """What one chord gives after another, in its own key; it closes nothing."""
    tones = (*chord.tones, chord.bass)
    moved = spiral.momentum(before.tones, chord.tones) if before is not None else 0.0
    return HarmonicTerms(
        _clipped(spiral.strain(tones, chord.key) / FULL_STRAIN),
        _clipped(spiral.diameter(tones) / FULL_DIAMETER),
        _clipped(moved / FULL_MOMENTUM),
        _clipped(chord.dissonance),
        1.0,
    )


def harmonic_terms(cue: Cue, sections: Sequence[Section], chords: Line[Chord]) -> tuple[HarmonicTerms, ...]:
    """What the chords of each bar give: by how long they hold; motion adds up over the changes inside the bar."""
    known: dict[tuple[Chord, Chord | None], HarmonicTerms] = {}
    held: list[list[tuple[int, HarmonicTerms, bool]]] = [[] for _ in cue.bars]
    before: Chord | None = None
    for span in chords:
        pair = (span.value, before)
        if pair not in known:
            known[pair] = chord_terms(*pair)
        for bar in _under(cue, span):
            length = min(span.end, bar.end) - max(span.start, bar.at)
            held[cue.index(bar)].append((length, known[pair], span.start >= bar.at))
        before = span.value
    closes = _closures(cue, sections, chords)
    return tuple(_mean(row, closes[i]) for i, row in enumerate(held))


def _under(cue: Cue, span: Span[Chord]) -> Sequence[Bar]:
    first = cue.index(cue.bar(span.start))
    return cue.bars[first : cue.index(cue.bar(max(span.start, span.end - 1))) + 1]


def _mean(row: Sequence[tuple[int, HarmonicTerms, bool]], closure: float) -> HarmonicTerms:
    """One bar from its chords: length in it, terms, whether the chord begins in it."""
    if not row:
        return HarmonicTerms(0.0, 0.0, 0.0, 0.0, 1.0 - closure)
    whole = sum(length for length, _, _ in row)

    def mean(name: str) -> float:
        return _clipped(math.fsum(length * float(getattr(terms, name)) for length, terms, _ in row) / max(1, whole))

    moved = _clipped(math.fsum(terms.momentum for _, terms, is_new in row if is_new))
    return HarmonicTerms(mean("strain"), mean("diameter"), moved, mean("dissonance"), _clipped(1.0 - closure))


def _closures(cue: Cue, sections: Sequence[Section], chords: Line[Chord]) -> list[float]:
    """How far each bar closes: those that hold the last chord of a phrase, when it is the tonic."""
    out = [0.0] * len(cue.bars)
    for section in sections:
        for phrase in section.phrases:
            last = chords.at(phrase.end - 1)
            if last is None or phrase.close not in CLOSURE or last.value.root != section.key.tonic:
                continue
            far = CLOSURE[phrase.close] * (1.0 if last.value.bass == last.value.root else INVERTED)
            for bar in cue.bars:
                if max(last.start, phrase.at) < bar.end and bar.at < phrase.end:
                    out[cue.index(bar)] = max(out[cue.index(bar)], far)
    return out

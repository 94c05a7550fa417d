"""Let a motif grow into a whole tune: a sentence or a period of four bars.

A motif of one bar makes a sentence (idea, idea again changed, fragments, close: Schoenberg 1967, Caplin 1998); a motif
of two bars makes a period (idea, then its head answered from another degree, and a close). All comes from the motif's
own pitches and rhythm; the best of some answers is taken by how the whole sings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product

from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import padded
from scenescore.compose.themes.transformations import sounding, within
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_SHIFTS = (1, -1, 2, -2, 3, -3)
#: Degrees on which a tune may rest, and ways to come to one (steps beyond it, seen from where the tune comes).
_GOALS = (0, 2, 4)
_WAYS = ((2, 1), (1, -1), (3, 1))
#: Semitones on which a tune stays open in a mode that does not have seven degrees.
_OPEN = frozenset({2, 7, 10, 11})
_OCTAVE = 12
_WIDEST = 17
_PROMISING = 7


def grown(motif: Motif, degrees: tuple[int, ...], meter: Meter) -> Motif:
    """Grow a motif of one or two bars into a tune of four bars that begins with it; a longer one stays as it is.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> motif_length(grown(seed_motif("1/3 5/1 6/2 5/2"), (0, 2, 4, 5, 7, 9, 11), Meter(4, 4))) // 960
    16
    """
    return _grown(motif, degrees, meter)[0]


def left_open(motif: Motif, degrees: tuple[int, ...], meter: Meter) -> Motif:
    """Grow the same tune, but let it end on the second, fifth or seventh degree; of a longer one leave off the close.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> left_open(seed_motif("1/3 5/1 6/2 5/2"), (0, 2, 4, 5, 7, 9, 11), Meter(4, 4))[-1].step in (-1, 1, 4, 6, 8)
    True
    """
    return _grown(motif, degrees, meter)[1]


@lru_cache(maxsize=512)
def _grown(motif: Motif, degrees: tuple[int, ...], meter: Meter) -> tuple[Motif, Motif]:
    """The tune with its close, and with its ending left open."""
    scale, whole = scale_of(degrees), padded(motif, meter.length)
    bars = motif_length(whole) // meter.length
    if bars > 2 or len(sounding(whole)) < 2:
        return whole, _unfinished(whole, scale)
    begun = _sentences(whole, scale, meter) if bars == 1 else _periods(whole, scale, meter)
    begun.sort(key=lambda stem: _faults(stem.tones, whole))
    homes = [goal * len(degrees) // len(MAJOR) for goal in _GOALS]
    stem, tune, home = min(
        (
            (stem, stem.tones + _close(stem.last, whole, scale, meter, goal, way), goal)
            for stem, goal, way in product(begun[:_PROMISING], homes, _WAYS)
        ),
        key=lambda way: _faults(way[1], whole),
    )
    questions = [
        stem.tones + _close(stem.last, whole, scale, meter, goal, way)
        for goal, way in product(_open_degrees(scale), _WAYS)
        if goal != home
    ]
    return tune, min(questions, key=lambda question: _faults(question, whole))


def _open_degrees(scale: Scale) -> list[int]:
    """Where a tune may stop without having come home: the second, fifth and seventh degree, or what is nearest."""
    if len(scale.degrees) == len(MAJOR):
        return [1, 4, 6]
    return [i for i, degree in enumerate(scale.degrees) if degree in _OPEN] or [len(scale.degrees) - 1]


def _unfinished(tune: Motif, scale: Scale) -> Motif:
    """Leave off the last note of a tune that comes home, where two others stay."""
    places = sounding(tune)
    if len(places) < 3 or scale.index(tune[places[-1]])[0] % len(scale.degrees) in _open_degrees(scale):
        return tune
    last = places[-1]
    return (*tune[:last], Tone(None, 0, tune[last].length), *tune[last + 1 :])


@dataclass(frozen=True, slots=True)
class _Stem:
    """A tune without its close, and its last stretch."""

    tones: Motif
    last: Motif


def _sentences(idea: Motif, scale: Scale, meter: Meter) -> list[_Stem]:
    fragment = _head(idea, meter.length // 2 if len(meter.beats) % 2 == 0 else meter.length)
    copies = meter.length // motif_length(fragment)
    out = []
    for again, step in product(_SHIFTS, (-1, 1)):
        start = again + step
        third = tuple(t for copy in range(copies) for t in _shifted(fragment, scale, start + step * copy))
        out.append(_Stem(idea + _varied(idea, scale, again) + third, third))
    return out


def _periods(idea: Motif, scale: Scale, meter: Meter) -> list[_Stem]:
    first = _head(idea, meter.length)
    answers = [_bent(_shifted(first, scale, again), scale, bend) for again, bend in product(_SHIFTS, (0, 1, -1))]
    return [_Stem(idea + answer, answer) for answer in answers]


def _head(idea: Motif, length: int) -> Motif:
    """Take the first stretch of an idea, at least two notes of it."""
    cut = within(idea, length)
    return cut if len(sounding(cut)) >= 2 else within(_quickened(idea), length)


def _quickened(idea: Motif) -> Motif:
    return tuple(replace(t, length=Ticks(max(EIGHTH, t.length // 2 // EIGHTH * EIGHTH))) for t in idea)


def _shifted(motif: Motif, scale: Scale, steps: int) -> Motif:
    return tuple(scale.moved(tone, steps) for tone in motif)


def _varied(idea: Motif, scale: Scale, steps: int) -> Motif:
    """Say the idea on another degree, with its last note bent back towards where it came from."""
    moved = _shifted(idea, scale, steps)
    last = sounding(moved)[-1]
    return (*moved[:last], scale.moved(moved[last], -1 if steps > 0 else 1), *moved[last + 1 :])


def _bent(motif: Motif, scale: Scale, steps: int) -> Motif:
    """Move the second half of a bar by a step."""
    places = sounding(motif)
    later = set(places[(len(places) + 1) // 2 :])
    return tuple(scale.moved(tone, steps) if i in later else tone for i, tone in enumerate(motif))


def _close(before: Motif, idea: Motif, scale: Scale, meter: Meter, goal: int, way: tuple[int, int]) -> Motif:
    """Approach the goal in a rhythm taken from the idea and rest there: two notes, then the longest."""
    last = [tone for tone in before if tone.step is not None][-1]
    at, _ = scale.index(last)
    size = len(scale.degrees)
    target = min((goal + size * octave for octave in (-1, 0, 1, 2)), key=lambda i: (abs(at - i), i))
    down = 1 if at >= target else -1
    first, second = _approach(idea, meter)
    notes = (scale.tone(target + down * way[0], first), scale.tone(target + down * way[1], second))
    return (*notes, scale.tone(target, meter.length - first - second))


def _approach(idea: Motif, meter: Meter) -> tuple[int, int]:
    """Find two neighbouring lengths of the idea that fill half a bar (in threes a beat), unequal ones first."""
    count = len(meter.beats)
    half = meter.length // 2 if count == 1 or count % 2 == 0 else meter.beat
    beat = min(half, meter.beat)
    lengths = [int(tone.length) for tone in idea if tone.step is not None]
    pairs = [pair for pair in pairwise(lengths) if sum(pair) == half and pair[0] >= pair[1]]
    plain = (beat * 2 // 3, beat - beat * 2 // 3) if meter.is_compound else (half // 2, half // 2)
    return max(pairs, key=lambda pair: pair[0] != pair[1], default=plain)


def _faults(tune: Motif, idea: Motif) -> int:
    """Count what keeps a tune from singing: its width, joints, high point, a bar said twice."""
    notes = [tone.semitones for tone in tune if tone.step is not None]
    old = [tone.semitones for tone in idea if tone.step is not None]
    total = 200 * max(0, max(notes) - min(notes) - max(_OCTAVE + 2, max(old) - min(old) + 2))
    total += 400 * max(0, max(notes) - min(notes) - _WIDEST)
    for a, b in pairwise(notes[len(old) - 1 :]):
        size = abs(b - a)
        total += 60 * max(0, size - 4) + (250 if size in {6, 10, 11} or size > _OCTAVE else 0) + (90 if not size else 0)
    total += _climax_faults(tune, max(notes))
    total += 220 if max(notes[len(old) :]) == max(old) else 0
    return total + (160 if max(notes[len(old) :]) < max(old) - 7 else 0)


def _climax_faults(tune: Motif, top: int) -> int:
    at = count = place = 0
    for tone in tune:
        if tone.step is not None and tone.semitones == top:
            count += 1
            place = at
        at += tone.length
    where = 1000 * place // at
    return 200 * (count - 1) + (max(0, 450 - where) + max(0, where - 800)) // 2

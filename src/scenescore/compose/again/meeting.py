"""Voices meet what stands around: rolled bars lead without parallels out of what is before and into what follows.

The voicings inside the bars were led from other neighbours. Where that breaks a rule, the upper voices of these chords
take other places of the same tones, found by dynamic programming between the two voicings that stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from scenescore.compose.again.window import Window
from scenescore.compose.voices.voice_leading import is_clear, line_faults, voices_of
from scenescore.model.form import Voicing
from scenescore.model.harmony import Chord
from scenescore.model.line import Line, Span

#: A voice may take another chord tone within so many semitones of its place; so many settings of a chord are tried.
_REACH, _SETTINGS = 7, 16
#: Where a bass may stand.
_LOWEST, _HIGHEST = 28, 50
#: A broken rule, and each semitone away from the place that the voices had.
_BROKEN, _AWAY = 1000, 3

Placed = tuple[Voicing, Chord]


def met(voices: Line[Voicing], chords: Line[Chord], window: Window) -> Line[Voicing]:
    """Set the chords of the window otherwise, where that leads better between what stands before and after it."""
    inside = [i for i, span in enumerate(voices.spans) if window.holds(span.start)]
    if not inside:
        return voices
    first, last = inside[0], inside[-1]
    around = range(max(0, first - 1), min(len(voices.spans), last + 2))
    if not _faults([(voices.spans[i].value, chords.spans[i].value) for i in around]):
        return voices
    rows = [_settings(voices.spans[i].value, chords.spans[i].value, fixed=i not in inside) for i in around]
    found = _best(rows)
    at = dict(zip(around, found, strict=True))
    spans = (Span(span.start, span.length, at.get(i, span.value)) for i, span in enumerate(voices.spans))
    return Line(tuple(spans), voices.length)


def _faults(placed: Sequence[Placed]) -> int:
    return len(line_faults([voicing for voicing, _ in placed], [chord for _, chord in placed]))


def _best(rows: Sequence[Sequence[tuple[int, Placed]]]) -> list[Voicing]:
    """The way through the settings that breaks the fewest rules and moves the voices least; ties go to the first."""
    best = [(cost, [placed[0]]) for cost, placed in rows[0]]
    for before, here in pairwise(rows):
        grown = []
        for cost, placed in here:
            ways = (
                (best[i][0] + _BROKEN * _faults([old, placed]) + _moved(old[0], placed[0]), i)
                for i, (_, old) in enumerate(before)
            )
            total, i = min(ways)
            grown.append((total + cost, [*best[i][1], placed[0]]))
        best = grown
    return min(best, key=lambda way: way[0])[1]


def _moved(one: Voicing, other: Voicing) -> int:
    return sum(abs(a - b) for a, b in zip(voices_of(one), voices_of(other), strict=False))


def _settings(voicing: Voicing, chord: Chord, *, fixed: bool) -> list[tuple[int, Placed]]:
    """How a chord may be set, the nearest places first: the same tones in the upper voices, the bass in an octave."""
    own = (0, (voicing, chord))
    if fixed:
        return [own]
    wanted = {midi % 12 for midi in voicing.upper}
    low, high = min(voicing.upper) - _REACH, max(voicing.upper) + _REACH // 2
    choices = [
        [m for m in range(max(low, old - _REACH), min(high, old + _REACH) + 1) if m % 12 in wanted and m > voicing.bass]
        for old in voicing.upper
    ]
    basses = [bass for bass in (voicing.bass, voicing.bass - 12, voicing.bass + 12) if _LOWEST <= bass <= _HIGHEST]
    others = []
    for bass, upper in product(basses, product(*choices)):
        is_whole = {midi % 12 for midi in upper} == wanted and bass < upper[0] and is_clear(bass, upper[0])
        other = Voicing(bass, upper)
        if other != voicing and is_whole and all(a < b for a, b in pairwise(upper)):
            others.append((_AWAY * _moved(voicing, other), (other, chord)))
    return [own, *sorted(others, key=lambda each: (each[0], each[1][0].bass, each[1][0].upper))[:_SETTINGS]]

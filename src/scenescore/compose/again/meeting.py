"""Voices meet what follows: the last voicing of rolled bars leads without parallels into the first one after them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from scenescore.compose.again.window import Window
from scenescore.compose.voices.voice_leading import is_clear, line_faults, voices_of
from scenescore.model.form import Voicing
from scenescore.model.harmony import Chord
from scenescore.model.line import Line, Span

#: A voice may take another chord tone within so many semitones of its place.
_REACH = 7


def met(voices: Line[Voicing], chords: Line[Chord], window: Window) -> Line[Voicing]:
    """Set the last chord of the window otherwise, where that leads better into what stands after it."""
    at = next((i for i, span in enumerate(voices.spans) if span.start >= window.end), 0)
    if at == 0 or not window.holds(voices.spans[at - 1].start):
        return voices
    last = voices.spans[at - 1]
    around = [span.value for span in voices.spans[max(0, at - 2) : at + 1]]
    sounding = [span.value for span in chords.spans[max(0, at - 2) : at + 1]]
    place = len(around) - 2
    if not _faults(around, sounding):
        return voices
    best, cost = last.value, (_faults(around, sounding), 0)
    for other in _others(last.value, sounding[place]):
        tried = [*around[:place], other, *around[place + 1 :]]
        here = _faults(tried, sounding), _moved(last.value, other)
        if here < cost:
            best, cost = other, here
    spans = (*voices.spans[: at - 1], Span(last.start, last.length, best), *voices.spans[at:])
    return Line(spans, voices.length)


def _faults(voices: list[Voicing], chords: list[Chord]) -> int:
    return len(line_faults(voices, chords))


def _moved(one: Voicing, other: Voicing) -> int:
    return sum(abs(a - b) for a, b in zip(voices_of(one), voices_of(other), strict=True))


def _others(voicing: Voicing, chord: Chord) -> Iterator[Voicing]:
    """Other places for the upper voices that sound the same tones in another order."""
    wanted = {midi % 12 for midi in voicing.upper}
    choices = [
        [midi for midi in range(old - _REACH, old + _REACH + 1) if midi % 12 in chord.pcs and midi > voicing.bass]
        for old in voicing.upper
    ]
    for upper in product(*choices):
        rising = all(a < b for a, b in pairwise(upper))
        if rising and {midi % 12 for midi in upper} == wanted and is_clear(voicing.bass, upper[0]):
            yield Voicing(voicing.bass, upper)

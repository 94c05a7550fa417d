"""Find the slurs of a part: what is sung on one breath or one bow.

A note without an articulation is as long as its section's manner says, so only smooth sections slur such notes; the
page and the sound agree. Bows are shorter than breaths. A repeated pitch, a rest, a phrase border or a chord ends a
slur.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from scenescore.model.sketch import Note, Part, Sketch
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

__all__ = ["slurs"]

_LINES = frozenset({"melody", "counter-melody"})
#: Share of the written length that sounds, from which a section is smooth (design).
_SMOOTH = 0.88
#: Seconds that a bow and a breath carry over a bar line.
_BOW, _BREATH = 3.0, 6.0


def slurs(part: Part, sketch: Sketch) -> list[tuple[int, int]]:
    """Give the first and last note (by index) of each slur."""
    if part.instrument.is_percussion or part.instrument.family == "plucked":
        return []
    borders = sorted({int(phrase.at) for section in sketch.sections for phrase in section.phrases})
    longest = _BOW if part.instrument.family == "strings" else _BREATH
    out = []
    for line in _chains(part, sketch, borders):
        bars = [sketch.cue.bar(part.notes[i].at).at for i in line]
        start = 0
        for k in range(1, len(line)):
            last = bisect_right(bars, bars[k]) - 1
            first = part.notes[line[start]]
            if bars[k] > bars[k - 1] and _seconds(first, part.notes[line[last]], sketch) > longest:
                out.append((line[start], line[k - 1]))
                start = k
        out.append((line[start], line[-1]))
    return [(first, last) for first, last in out if first != last]


def _chains(part: Part, sketch: Sketch, borders: list[int]) -> Iterator[list[int]]:
    """Yield runs of notes that follow each other without a gap, each line for itself."""
    for role in sorted(_LINES):
        line = [i for i, note in enumerate(part.notes) if note.role == role]
        run: list[int] = []
        for i in line:
            if run and not _goes_on(part.notes[run[-1]], part.notes[i], borders):
                yield run
                run = []
            if _is_smooth(part.notes[i], sketch):
                run.append(i)
            elif run:
                yield run
                run = []
        if run:
            yield run


def _is_smooth(note: Note, sketch: Sketch) -> bool:
    if note.articulation:
        return note.articulation == "legato"
    section = next((each for each in sketch.sections if each.at <= note.at < each.end), None)
    return section is not None and section.manner.articulation >= _SMOOTH


def _goes_on(before: Note, note: Note, borders: list[int]) -> bool:
    """Whether a line is sung on from one note to the next."""
    is_border = bisect_right(borders, note.at) != bisect_right(borders, before.at)
    return before.end == note.at and before.pitch.midi != note.pitch.midi and not is_border


def _seconds(first: Note, last: Note, sketch: Sketch) -> float:
    microseconds = sketch.cue.clock.step_at(first.at).microseconds
    return (last.end - first.at) * microseconds / (TICKS_PER_QUARTER * MICROSECONDS)

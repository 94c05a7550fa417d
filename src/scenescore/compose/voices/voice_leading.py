"""The rules of part-writing that can be broken: parallels, crossings, low intervals (Huron 2001; Piston 1987).

Voices are MIDI numbers, lowest first, bass included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from scenescore.model.form import Voicing
from scenescore.model.harmony import Chord

_FIFTH = 7
#: The lowest note on which an interval (in semitones) is still clear (arranging practice).
LOWEST = (0, 52, 51, 48, 46, 46, 46, 34, 43, 41, 41, 41, 0, 40, 39, 36, 34)
#: Sonorities that move in parallel on purpose: power chords, stacked fourths and fifths, suspended planing.
PLANING = ("5", "q3", "q4", "quint3", "quint4", "sus2", "sus4", "maj7#11", "cl3", "cl4", "cld3", "cld4")


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: which voicing (by index, the later of two), the rule, the two voices (0 the bass)."""

    index: int
    rule: str
    voices: tuple[int, int]


def parallels(before: Sequence[int], after: Sequence[int]) -> tuple[tuple[int, int, str], ...]:
    """Pairs of voices that move in parallel fifths, octaves or unisons.

    >>> parallels((48, 55, 64), (50, 57, 65))
    ((0, 1, 'parallel fifths'),)
    >>> parallels((48, 55), (48, 55))
    ()
    """
    found = []
    for i, j in combinations(range(min(len(before), len(after))), 2):
        gap, new = before[j] - before[i], after[j] - after[i]
        moves = after[i] - before[i], after[j] - before[j]
        if moves[0] * moves[1] > 0 and gap % 12 == new % 12 and gap % 12 in {0, _FIFTH}:
            name = "fifths" if gap % 12 else "octaves" if gap and new else "unisons"
            found.append((i, j, f"parallel {name}"))
    return tuple(found)


def is_clear(low: int, high: int) -> bool:
    """Whether an interval is high enough to be heard as itself."""
    gap = high - low
    return gap >= len(LOWEST) or low >= LOWEST[gap]


def planes(before: Chord, after: Chord) -> bool:
    """Whether two chords may move in parallel: the same sonority on another root, of a kind that planes."""
    return before.quality == after.quality and before.quality in PLANING


def voices_of(voicing: Voicing) -> tuple[int, ...]:
    """Bass and upper voices, lowest first."""
    return (voicing.bass, *voicing.upper)


def line_faults(voicings: Sequence[Voicing], chords: Sequence[Chord] = ()) -> tuple[Fault, ...]:
    """Parallels and crossings in a line of voicings.

    Where the number of voices changes only the outer ones are compared. With `chords`, parallels of sonorities that
    plane are left out.
    """
    faults = []
    for index, voicing in enumerate(voicings):
        voices = voices_of(voicing)
        faults += [Fault(index, "crossing", (i, i + 1)) for i, (a, b) in enumerate(pairwise(voices)) if a >= b]
    for index, (one, other) in enumerate(pairwise(voicings), start=1):
        if chords and planes(chords[index - 1], chords[index]):
            continue
        before, after = voices_of(one), voices_of(other)
        if len(before) != len(after):
            before, after = (before[0], before[-1]), (after[0], after[-1])
        faults += [Fault(index, rule, (i, j)) for i, j, rule in parallels(before, after)]
    return tuple(faults)

"""Hear where two themes clash: which of two tones on a strong beat want to go on, and how the pair moves between them.

A strong beat is every beat of the meter (`Meter.strength` 2 or more) on which both sound, struck or held. Unison,
octave, thirds, fifth and sixths are consonant, in any octave; seconds, sevenths and the tritone are not. The fourth
is consonant as long as something lower carries it: it clashes only where the lower of the two is the bass itself
(Jeppesen 1931; Piston 1987).
"""

from __future__ import annotations

import itertools
from bisect import bisect_right

from scenescore.model.cue import Cue
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Motif, Statement

#: A melody as it sounds: first tick, tick after the last, MIDI number.
Line = tuple[tuple[int, int, int], ...]
#: Interval classes that clash; the fourth does over nothing lower.
CLASHING = frozenset({1, 2, 6, 10, 11})
FOURTH = 5
#: From here on a place in the bar is a beat.
_BEAT = 2
#: Later than anything.
_EVER = 1 << 62


def sung(tones: Motif, at: int = 0, tonic: int = 0) -> Line:
    """Write a motif out from a tick over a tonic, without its rests.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> sung(seed_motif("1/2 r/1 3/1"), 960, 60)
    ((960, 1920, 60), (2400, 2880, 64))
    """
    out = []
    for tone in tones:
        if tone.step is not None:
            out.append((at, at + tone.length, tonic + tone.semitones))
        at += tone.length
    return tuple(out)


def line_of(statement: Statement) -> Line:
    """A statement as it sounds."""
    return sung(statement.tones, int(statement.at), statement.tonic)


def heard_at(line: Line, tick: int) -> int | None:
    """Which of its tones a melody sounds at a tick (by number); None where it rests."""
    number = bisect_right(line, (tick, _EVER)) - 1
    return number if number >= 0 and tick < line[number][1] else None


def strong_beats(cue: Cue, start: int, end: int) -> tuple[int, ...]:
    """Every beat from one tick to before another."""
    out: list[int] = []
    for bar in cue.bars:
        if bar.end > start and bar.at < end:
            tick = int(bar.at)
            for beat in bar.meter.beats:
                if start <= tick < end and bar.meter.strength(tick - bar.at) >= _BEAT:
                    out.append(tick)
                tick += beat
    return tuple(out)


def is_clash(upper: int, lower: int, *, over_bass: bool) -> bool:
    """Whether two tones clash; `over_bass`: the lower one is the lowest of all.

    >>> is_clash(65, 60, over_bass=False), is_clash(65, 60, over_bass=True), is_clash(74, 60, over_bass=False)
    (False, True, True)
    """
    kind = (upper - lower) % SEMITONES
    return kind in CLASHING or (over_bass and kind == FOURTH)


def together(one: Line, other: Line, cue: Cue) -> tuple[tuple[int, int, int], ...]:
    """Every strong beat on which both sound: its tick and the two MIDI numbers."""
    if not one or not other:
        return ()
    out = []
    for tick in strong_beats(cue, max(one[0][0], other[0][0]), min(one[-1][1], other[-1][1])):
        a, b = heard_at(one, tick), heard_at(other, tick)
        if a is not None and b is not None:
            out.append((tick, one[a][2], other[b][2]))
    return tuple(out)


def strong_clashes(one: Statement, other: Statement, cue: Cue) -> tuple[int, int]:
    """Count the strong beats on which two statements clash, and those on which both sound."""
    beats = together(line_of(one), line_of(other), cue)
    over_bass = "bass" in {one.voice, other.voice}
    clashes = sum(is_clash(max(a, b), min(a, b), over_bass=over_bass) for _, a, b in beats)
    return clashes, len(beats)


def coinciding(one: Line, other: Line) -> int:
    """How much of both melodies' onsets, while both are there, fall together, in thousandths."""
    if not one or not other:
        return 0
    start, end = max(one[0][0], other[0][0]), min(one[-1][1], other[-1][1])
    here = [at for at, _, _ in one if start <= at < end]
    there = [at for at, _, _ in other if start <= at < end]
    both = len(set(here) & set(there))
    return 2000 * both // max(1, len(here) + len(there))


def parallels(beats: tuple[tuple[int, int, int], ...]) -> int:
    """Count perfect consonances (unison, octave, fifth) that follow each other on neighbouring strong beats."""
    count = 0
    for (_, a, b), (_, c, d) in itertools.pairwise(beats):
        kind = (a - b) % SEMITONES
        moves = a != c and b != d
        count += moves and kind in {0, 7} and kind == (c - d) % SEMITONES
    return count


def contrary(beats: tuple[tuple[int, int, int], ...]) -> tuple[int, int]:
    """Count the moves from strong beat to strong beat in which the two part or meet, and those in which they go along.

    >>> contrary(((0, 60, 48), (960, 62, 47), (1920, 64, 48)))
    (1, 1)
    """
    apart = along = 0
    for (_, a, b), (_, c, d) in itertools.pairwise(beats):
        apart += (c - a) * (d - b) < 0
        along += (c - a) * (d - b) > 0
    return apart, along

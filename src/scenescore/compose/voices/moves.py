"""What a teacher of harmony circles in a move of two voices, or of one voice between two chords.

Pitches are MIDI numbers. After Piston 1987 (parallels, crossings, resolution of sevenths and leading notes) and Huron
2001 (fusion in octaves and fifths); the limits are our defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenescore.model.harmony import Chord

PERFECT = frozenset({0, 7})
OCTAVE, STEP = 12, 2
#: Semitones of the seventh over the root of chords that want to go on.
SEVENTH: Mapping[str, int] = MappingProxyType({"7": 10, "9": 10, "13": 10, "7b9": 10, "7#9": 10, "h7": 10, "o7": 9})


def fuses(one: int, two: int, one_after: int, two_after: int) -> bool:
    """Whether two voices go from a fifth or octave to the same interval, in either direction.

    >>> fuses(67, 60, 69, 62), fuses(72, 60, 67, 67), fuses(67, 60, 67, 60)
    (True, True, False)
    """
    if one == one_after or two == two_after:
        return False
    before, after = abs(one - two) % OCTAVE, abs(one_after - two_after) % OCTAVE
    return before == after and after in PERFECT


def crosses(one: int, two: int, one_after: int, two_after: int) -> bool:
    """Whether the higher of two voices ends up as the lower one.

    >>> crosses(67, 60, 60, 64), crosses(67, 60, 64, 64)
    (True, False)
    """
    return (one - two) * (one_after - two_after) < 0


def strays(midi: int, after: int, chord: Chord, following: Chord, *, is_top: bool) -> bool:
    """Whether a tone that wants to go on goes elsewhere as its chord changes.

    The seventh of a dominant stays or falls by step where the next chord lets it; the leading note of a dominant, in
    the top voice, stays or rises to the tonic when the tonic's chord follows.
    """
    if chord.pcs == following.pcs:
        return False
    pc, root, moved = midi % OCTAVE, chord.pcs[0], after - midi
    if (pc - root) % OCTAVE == SEVENTH.get(chord.quality):
        ways = [step for step in (0, -1, -STEP) if (pc + step) % OCTAVE in following.pcs]
        return bool(ways) and moved not in ways
    tonic = chord.key.pc
    is_leading = is_top and pc == (tonic + 11) % OCTAVE and pc in chord.pcs
    return is_leading and following.pcs[0] == tonic != root and moved not in {0, 1}

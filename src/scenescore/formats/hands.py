"""Share a keyboard player's notes between two hands: by role, by span, and so that a figure stays in one hand.

The tune belongs to the right hand and the bass to the left. For what lies between, each bar has one dividing pitch;
the dividing pitches are searched together, so that hands move only where something is gained.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise

from scenescore.model.metre import Bar
from scenescore.model.sketch import Note

__all__ = ["left_hand"]

#: Dividing pitches that are tried (MIDI): notes below go to the left hand.
_DIVIDES = tuple(range(45, 78, 2))
_HOME = _DIVIDES.index(59)
#: A hand spans an octave with ease; each semitone more costs, more when struck than when the pedal may hold it.
_EASY_SPAN, _STRUCK, _HELD = 12, 6, 1
#: Each staff shows so far beyond middle C with few ledger lines.
_LOWEST_RIGHT, _HIGHEST_LEFT = 57, 63
_MOST_FINGERS, _TOO_MANY = 5, 20
_BROKEN_FIGURE = 4


def left_hand(notes: Sequence[Note], bars: Sequence[Bar]) -> frozenset[int]:
    """Tell which notes (by index) the left hand plays."""
    starts = [bar.at for bar in bars]
    numbered = sorted(enumerate(notes), key=lambda each: (each[1].at, each[1].pitch.midi))
    groups = [
        (number, [i for i, _ in mine])
        for number, mine in groupby(numbered, key=lambda each: bisect_right(starts, each[1].at))
    ]
    divides = _path([[_cost([notes[i] for i in mine], divide) for divide in _DIVIDES] for _, mine in groups])
    return frozenset(
        i for (_, mine), divide in zip(groups, divides, strict=True) for i in mine if _is_left(notes[i], divide)
    )


def _is_left(note: Note, divide: int) -> bool:
    return note.role == "bass" or (note.role != "melody" and note.pitch.midi < divide)


def _path(costs: Sequence[Sequence[int]]) -> list[int]:
    """Choose a dividing pitch for each bar: cheap bars, small moves."""
    best = [abs(k - _HOME) for k in range(len(_DIVIDES))]
    back: list[list[int]] = []
    for row in costs:
        came = [_before(best, k) for k in range(len(row))]
        best = [best[j] + abs(j - k) + row[k] for k, j in enumerate(came)]
        back.append(came)
    out: list[int] = []
    here = min(range(len(best)), key=lambda k: (best[k], abs(k - _HOME)))
    for came in reversed(back):
        out.append(_DIVIDES[here])
        here = came[here]
    return out[::-1]


def _before(best: Sequence[int], divide: int) -> int:
    """Find the best dividing pitch of the bar before; of two equal ones the nearer."""
    return min(range(len(best)), key=lambda j: (best[j] + abs(j - divide), abs(j - divide)))


def _cost(notes: Sequence[Note], divide: int) -> int:
    """How uncomfortable a bar is to play and to read, divided at a pitch."""
    left = [note for note in notes if _is_left(note, divide)]
    right = [note for note in notes if not _is_left(note, divide)]
    out = sum(max(0, note.pitch.midi - _HIGHEST_LEFT) for note in left if note.role != "bass")
    out += sum(max(0, _LOWEST_RIGHT - note.pitch.midi) for note in right if note.role != "melody")
    return (out + 1) // 2 + _strain(left) + _strain(right) + _breaks(notes, divide)


def _strain(hand: Sequence[Note]) -> int:
    """What one hand cannot reach, or not with five fingers; what is held is judged at its widest only."""
    out = widest = 0
    held: list[Note] = []
    for at, group in groupby(hand, key=lambda note: note.at):
        struck = list(group)
        held = [note for note in held if note.end > at] + struck
        widest = max(widest, _beyond(held))
        out += _TOO_MANY * max(0, len(struck) - _MOST_FINGERS) + _STRUCK * _beyond(struck)
    return out + _HELD * widest


def _beyond(notes: Sequence[Note]) -> int:
    """Semitones beyond an easy span."""
    pitches = [note.pitch.midi for note in notes]
    return max(0, max(pitches) - min(pitches) - _EASY_SPAN)


def _breaks(notes: Sequence[Note], divide: int) -> int:
    """How often a figure of single notes would change hands."""
    figure = [note for note in notes if note.role not in {"melody", "bass"}]
    sides = [_is_left(note, divide) for note in figure]
    steps = zip(pairwise(figure), pairwise(sides), strict=True)
    return _BROKEN_FIGURE * sum(a.at < b.at and left != right for (a, b), (left, right) in steps)

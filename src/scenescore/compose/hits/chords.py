"""How one player takes part in a chord on a hit: chord tones in his comfortable range, wide below, close above.

Low interval limits after common orchestration practice (Adler 2016): below C3 (MIDI 48) only octaves and fifths of the
bass, thirds from there on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Instrument
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part

OPEN_BELOW = 48
FIFTH, OCTAVE = 7, 12
HAND = 14


def tones(chord: Chord, instrument: Instrument, voices: int, around: int) -> tuple[Pitch, ...]:
    """Choose up to `voices` chord tones near a MIDI number, inside the comfortable range.

    Below C3 the player takes the bass alone, or its octave.
    """
    low, high = instrument.comfortable
    around = max(low, min(high, around))
    if around < OPEN_BELOW:
        return _low_tones(chord, low, high, voices, around)
    inside = [midi for midi in range(max(low, OPEN_BELOW), high + 1) if midi % OCTAVE in chord.pcs]
    if not inside:
        return ()
    start = min(range(len(inside)), key=lambda i: (abs(inside[i] - around), i))
    first = max(0, min(start - (voices - 1) // 2, len(inside) - voices))
    chosen = [midi for midi in inside[first : first + voices] if midi - inside[first] <= HAND]
    return tuple(_spelled(chord, midi) for midi in chosen)


def _low_tones(chord: Chord, low: int, high: int, voices: int, around: int) -> tuple[Pitch, ...]:
    """The bass near a MIDI number, and its octave for a second voice."""
    choices = [midi for midi in range(low, high + 1) if midi % OCTAVE == chord.bass_pc]
    if not choices:
        return ()
    root = min(choices, key=lambda midi: (abs(midi - around), midi))
    octave = (root + OCTAVE,) if voices > 1 and root + OCTAVE <= high else ()
    return tuple(_spelled(chord, midi) for midi in (root, *octave))


def nearest_tone(chord: Chord, instrument: Instrument, midi: int) -> Pitch | None:
    """The chord tone nearest to a MIDI number that the player has comfortably."""
    found = tones(chord, instrument, 1, midi)
    return found[0] if found else None


def _spelled(chord: Chord, midi: int) -> Pitch:
    return Pitch(midi, chord.fifths_of(midi % OCTAVE))


def is_low(part: Part, until: int) -> bool:
    """Whether a part carries the bass before a tick."""
    low, high = part.instrument.comfortable
    is_deep = "bass" in part.instrument.roles or (low + high) // 2 < OPEN_BELOW
    return is_deep or _plays_bass(part.notes[: first_at(part, until)])


def first_at(part: Part, tick: int) -> int:
    """Index of the part's first note from a tick on."""
    return bisect_left(part.notes, tick, key=lambda note: note.at)


def _plays_bass(notes: Sequence[Note]) -> bool:
    """Whether most of some notes are bass."""
    return 2 * sum(note.role == "bass" for note in notes) > len(notes)


def home_of(part: Part, until: int) -> int:
    """The MIDI number around which a part plays before a tick."""
    notes = part.notes[: first_at(part, until)]
    if notes:
        return sum(note.pitch.midi for note in notes) // len(notes)
    low, high = part.instrument.comfortable
    return (low + high) // 2

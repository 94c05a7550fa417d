"""Keep the held voices of a chorale or a pad from moving in parallel fifths and octaves as they are written.

The plan of the voices has none (`compose.voices`); players who make room for the tune or the speaking voice may bring
some in. Where two lines move together in a perfect fifth or octave, the upper or inner one takes another tone of the
chord nearby; where none is free, it rests (Huron 2001 on tonal fusion).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from scenescore.compose.dialogue import Spans, inside
from scenescore.compose.orchestra.lead import SPEECH_HIGH, SPEECH_LOW
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part

#: Textures in which every held voice is a singer.
VOCAL = frozenset({"chorale", "pad"})
HELD = ("harmony", "bass")
PERFECT = frozenset({0, 7})
#: Lines that stand in octaves for more than this share of their notes are one line, doubled.
DOUBLED = 0.7
#: A voice goes no further than this for another tone (semitones), and no nearer than this to the tune.
REACH, CLEAR = 7, 2

#: Where a note stands: part, and its place among the part's notes.
Seat = tuple[int, int]
Voice = dict[int, Seat]


def kept_apart(
    parts: Sequence[Part], sections: Sequence[Section], chords: Line[Chord], voices: Spans = ()
) -> tuple[Part, ...]:
    """The parts without parallel fifths and octaves between held voices of vocal textures.

    Where somebody speaks (`voices`) nobody moves into the voice's octaves for that.
    """
    notes = [list(part.notes) for part in parts]
    gone: set[Seat] = set()
    for section in sections:
        if VOCAL & set(section.texture.split("-")):
            _mend(parts, notes, section, chords, gone, voices)
    return tuple(
        replace(
            part,
            notes=tuple(
                sorted(
                    (note for j, note in enumerate(notes[i]) if (i, j) not in gone),
                    key=lambda note: (note.at, note.pitch.midi),
                )
            ),
        )
        for i, part in enumerate(parts)
    )


def _voices(notes: Sequence[Sequence[Note]], section: Section, gone: set[Seat]) -> list[Voice]:
    """The held lines of a section by onset; a player of several notes is several lines, as often as it is so many."""
    out: list[Voice] = []
    for i, part in enumerate(notes):
        for role in HELD:
            stacks: dict[int, list[Seat]] = {}
            for j, note in enumerate(part):
                if note.role == role and section.at <= note.at < section.end and (i, j) not in gone:
                    stacks.setdefault(note.at, []).append((i, j))
            width = Counter(len(stack) for stack in stacks.values()).most_common(1)[0][0] if stacks else 0
            ordered = {at: sorted(stack, key=lambda seat: part[seat[1]].pitch.midi) for at, stack in stacks.items()}
            out += [{at: stack[k] for at, stack in ordered.items() if len(stack) == width} for k in range(width)]
    return out


def _mend(
    parts: Sequence[Part],
    notes: list[list[Note]],
    section: Section,
    chords: Line[Chord],
    gone: set[Seat],
    spoken: Spans,
) -> None:
    """Go through the moves of a section in order of time and part what moves together."""
    voices = _voices(notes, section, gone)
    for _ in range(3):
        found = [(there, one, two) for one, two in combinations(range(len(voices)), 2)
                 for there in _fused(notes, voices[one], voices[two])]  # fmt: skip
        if not found:
            return
        for there, one, two in sorted(found):
            if there in voices[one] and there in voices[two] and there in _fused(notes, voices[one], voices[two]):
                mover = _mover(notes, voices, one, two, there)
                _part(parts, notes, voices, mover, there, chords, gone, spoken)


def _midi(notes: Sequence[Sequence[Note]], voice: Mapping[int, Seat], at: int) -> int:
    i, j = voice[at]
    return notes[i][j].pitch.midi


def _fused(notes: Sequence[Sequence[Note]], one: Voice, two: Voice) -> list[int]:
    """The onsets at which two lines arrive by parallel fifths or octaves."""
    shared = sorted(set(one) & set(two))
    octaves = sum((_midi(notes, one, at) - _midi(notes, two, at)) % 12 == 0 for at in shared)
    if octaves > DOUBLED * len(shared):
        return []
    out = []
    for here, there in pairwise(shared):
        if any(here < at < there for at in (*one, *two)):
            continue
        before, after = (_midi(notes, one, at) - _midi(notes, two, at) for at in (here, there))
        both_move = all(_midi(notes, line, here) != _midi(notes, line, there) for line in (one, two))
        # The same interval again, be it an octave wider: contrary octaves are octaves too.
        if both_move and abs(before) % 12 == abs(after) % 12 and abs(after) % 12 in PERFECT:
            out.append(there)
    return out


def _mover(notes: Sequence[Sequence[Note]], voices: Sequence[Voice], one: int, two: int, at: int) -> int:
    """Which of two lines gives way: harmony before bass, then the lower of the upper voices."""

    def rank(index: int) -> tuple[bool, int]:
        i, j = voices[index][at]
        return notes[i][j].role == "bass", notes[i][j].pitch.midi

    return min((one, two), key=rank)


def _part(
    parts: Sequence[Part],
    notes: list[list[Note]],
    voices: list[Voice],
    mover: int,
    at: int,
    chords: Line[Chord],
    gone: set[Seat],
    spoken: Spans,
) -> None:
    """Give one note another tone of its chord, or let it rest."""
    i, j = voices[mover][at]
    note, player, chord = notes[i][j], parts[i].instrument, chords.holding(at)
    before = max((when for when in voices[mover] if when < at), default=at)
    origin = _midi(notes, voices[mover], before)
    taken = {
        other.pitch.midi for other in notes[i] if other.at < note.end and other.end > note.at and other is not note
    }
    sung = [
        other.pitch.midi
        for part in notes
        for other in part
        if other.role == "melody" and other.at < note.end and other.end > note.at
    ]
    is_spoken = inside(spoken, note.at, note.end)
    low, high = player.comfortable
    choices = sorted(
        (midi for midi in range(max(low, origin - REACH), min(high, origin + REACH) + 1)
         if midi % 12 in chord.pcs and midi != note.pitch.midi and midi not in taken
         and all(not 0 < abs(midi - tune) <= CLEAR for tune in sung)
         and not (is_spoken and SPEECH_LOW <= midi <= SPEECH_HIGH)),
        key=lambda midi: (abs(midi - origin), abs(midi - note.pitch.midi), midi),
    )  # fmt: skip
    for midi in choices:
        notes[i][j] = replace(note, pitch=Pitch(midi, chord.fifths_of(midi % 12)))
        if not any(at in _fused(notes, voices[mover], voice) or _later(notes, voices[mover], voice, at)
                   for index, voice in enumerate(voices) if index != mover):  # fmt: skip
            return
    notes[i][j] = note
    gone.add((i, j))
    del voices[mover][at]


def _later(notes: Sequence[Sequence[Note]], one: Voice, two: Voice, at: int) -> bool:
    """Whether the move away from a note is parallel."""
    following = [when for when in sorted(set(one) & set(two)) if when > at]
    return bool(following) and following[0] in _fused(notes, one, two)

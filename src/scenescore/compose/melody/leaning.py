"""Suspensions and appoggiaturas: how the melody leans where the mood longs.

A long note on a strong beat may come late, the note before it held over (prepared, tied, resolved down by step); or its
upper neighbour leans on the beat before it (leapt to from below, left by step). At most once in two bars, and never a
semitone beside a tone of the chord (Piston 1987; the limits are our design).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: What longs: moved but not driven, neither blissful nor in terror.
AROUSAL, TENSION = (-0.6, 0.25), (-0.6, 0.5)
STEP, STRONG, APART = 2, 2, 2
LEANING = frozenset({"suspension", "retardation", "appoggiatura"})
#: How often a chance to lean is taken.
OFTEN = 0.8
#: The shortest note that may come late.
SHORTEST = TICKS_PER_QUARTER


def longs(section: Section) -> bool:
    """Whether a section's mood wants leaning notes: romance, longing, grief; not serenity, dread or a chase."""
    feeling = section.feeling
    return AROUSAL[0] < feeling.arousal < AROUSAL[1] and TENSION[0] < feeling.tension < TENSION[1]


def leant(
    cue: Cue,
    section: Section,
    chords: Line[Chord],
    notes: Sequence[MelodyNote],
    said: Sequence[MelodyNote],
    dice: Dice,
) -> list[MelodyNote]:
    """A passage with suspensions and appoggiaturas where they are wanted and can be prepared; `said` came before."""
    if not longs(section):
        return list(notes)
    out: list[MelodyNote] = []
    last = max((cue.bar(n.at).number for n in said[-8:] if n.kind in LEANING), default=-APART)
    top = max((n.pitch.midi for n in (*said, *notes)), default=0)
    for note in notes:
        before = out[-1] if out else said[-1] if said else None
        number = cue.bar(note.at).number
        leaned = None
        if number - last >= APART and dice.at("melody", "lean", note.at).chance(OFTEN):
            near = before if before and before.end == note.at else None
            leaned = _leaned(cue, section, chords, note, (near, bool(out)), top)
        if leaned is None:
            out.append(note)
            continue
        last = number
        if leaned[0].at != note.at:
            out.pop()
        out += leaned
    return out


def _leaned(
    cue: Cue,
    section: Section,
    chords: Line[Chord],
    note: MelodyNote,
    approach: tuple[MelodyNote | None, bool],
    top: int,
) -> list[MelodyNote] | None:
    """The notes that lean into a long one: what came before held over, or its upper neighbour first.

    `approach` is the note before and whether it is the passage's own, to be held over.
    """
    before, is_own = approach
    bar = cue.bar(note.at)
    beat, span = bar.meter.beat, chords.at(note.at)
    lean = beat if note.length >= 2 * beat else beat // 2
    if bar.meter.strength(note.at - bar.at) < STRONG or note.length < max(SHORTEST, 2 * lean) or span is None:
        return None
    chord = span.value
    if note.pitch.midi % 12 not in chord.pcs or span.end < note.at + 2 * lean:
        return None
    late = replace(note, at=Ticks(note.at + lean), length=Ticks(note.length - lean))
    if before is not None and is_own and _prepares(before, note, chords, chord, lean):
        return [replace(before, length=Ticks(before.length + lean)), late]
    near = next((m for m in (note.pitch.midi + 2, note.pitch.midi + 1) if _leans(m, section, chord)), None)
    if near is None or near > top or (before is not None and near - before.pitch.midi <= STEP):
        return None
    return [replace(note, length=Ticks(lean), pitch=Pitch(near, section.key.fifths_of(near % 12))), late]


def _prepares(before: MelodyNote, note: MelodyNote, chords: Line[Chord], chord: Chord, lean: int) -> bool:
    """Whether a note can be held over: a step above, at home in its own chord, as long as it will lean, and foreign."""
    falls = 0 < before.pitch.midi - note.pitch.midi <= STEP
    at_home = before.pitch.midi % 12 in chords.holding(before.end - 1).pcs
    return falls and at_home and before.length >= lean and _is_free(before.pitch.midi, chord)


def _leans(midi: int, section: Section, chord: Chord) -> bool:
    """Whether a pitch belongs to the key and leans on the chord without a semitone's rub."""
    return midi % 12 in section.key.pcs and _is_free(midi, chord)


def _is_free(midi: int, chord: Chord) -> bool:
    """Whether a pitch is foreign to a chord and a semitone from none of its tones."""
    return all((midi + shift) % 12 not in chord.pcs for shift in (-1, 0, 1))

"""Motifs between two ways of writing: pitches with beats (`E4:1 B4:1.5`) and degrees over a tonic.

A tonic is a place on the line of fifths (how it is spelled) and a MIDI number (where it lies); both together give a
motif back exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from scenescore.model.pitch import DEGREE_FIFTHS, MAJOR, SEMITONES, Pitch, pc_of_fifths
from scenescore.model.theme import Motif, Tone
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

Notes = Iterable[tuple[Pitch | None, Ticks]]
_MOST_ACCIDENTALS = 2


def tonic_under(notes: Notes, tonic: int) -> int:
    """The highest MIDI number of a tonic (on the line of fifths) that does not lie above the middle of the notes.

    >>> tonic_under([(Pitch(64, 4), Ticks(960)), (Pitch(71, 5), Ticks(960))], 0)
    60
    """
    sounding = [pitch.midi for pitch, _ in notes if pitch]
    middle = (min(sounding) + max(sounding)) // 2 if sounding else 60
    return middle - (middle - pc_of_fifths(tonic)) % SEMITONES


def tones_of(notes: Notes, tonic: int, tonic_midi: int) -> Motif:
    """Pitches as degrees over a tonic.

    >>> tones_of([(Pitch(63, -3), Ticks(960))], 0, 60)
    (Tone(step=2, alter=-1, length=960),)
    """
    return tuple(_tone(pitch, length, tonic, tonic_midi) for pitch, length in notes)


def _tone(pitch: Pitch | None, length: Ticks, tonic: int, tonic_midi: int) -> Tone:
    if pitch is None:
        return Tone(None, 0, length)
    fifths = pitch.fifths - tonic
    step = next(i for i, place in enumerate(DEGREE_FIFTHS) if (fifths - place) % len(MAJOR) == 0)
    alter = (fifths - DEGREE_FIFTHS[step]) // len(MAJOR)
    octave = (pitch.midi - tonic_midi - MAJOR[step] - alter) // SEMITONES
    return Tone(step + len(MAJOR) * octave, alter, length)


def text_of(motif: Motif, tonic: int, tonic_midi: int) -> str:
    """A motif as its composer would write it.

    >>> text_of((Tone(0, 0, Ticks(960)), Tone(None, 0, Ticks(320)), Tone(2, -1, Ticks(1440))), 0, 60)
    'C4:1 r:1/3 Eb4:1.5'
    """
    return " ".join(f"{_name(tone, tonic, tonic_midi)}:{_beats(tone.length)}" for tone in motif)


def _name(tone: Tone, tonic: int, tonic_midi: int) -> str:
    if tone.step is None:
        return "r"
    fifths = tonic + tone.fifths
    while abs(Pitch(0, fifths).alter) > _MOST_ACCIDENTALS:
        fifths += -SEMITONES if fifths > 0 else SEMITONES
    return str(Pitch(tonic_midi + tone.semitones, fifths))


def _beats(length: int) -> str:
    """A length in quarters: 1.5 or 1/3."""
    beats = Fraction(length, TICKS_PER_QUARTER)
    return f"{float(beats):g}" if beats.denominator in {1, 2, 4, 8, 16} else str(beats)

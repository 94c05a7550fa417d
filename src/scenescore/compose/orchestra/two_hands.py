"""A pianist alone: what the right hand adds to its tune, and what two hands can strike together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from scenescore.compose.orchestra.page import Speller
from scenescore.compose.textures.keyboard import NINTH, OCTAVES, WARM
from scenescore.compose.textures.passage import OCTAVE
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.sketch import Note

#: Sixths and thirds under a tune, dearest first (semitones), and how much softer they and octaves sound (dB).
SWEET = (9, 8, 4, 3)
INNER_DB, OCTAVE_DB = -5.0, -3.0
#: No hand takes more notes than this, and the hands stay so far apart (semitones).
FINGERS, APART = 4, 2
FULL = 0.72
#: A tune that is played as short as this (sounding over written length) stays thin: wit has no octaves.
LIGHT = 0.6


def enriched(notes: list[Note], cue: Cue, sections: Sequence[Section], speller: Speller) -> list[Note]:
    """Give the tune its octaves where the music is large and a sixth or third here and there where it is warm.

    Only under notes of the tune that are long enough, where the right hand is free and the left hand far; never
    while a theme sounds beneath.
    """
    starts = [int(section.at) for section in sections]
    tune = [note for note in notes if note.role == "melody"]
    others = [note for note in notes if note.role != "melody"]
    out = list(notes)
    added_before = False
    for note in tune:
        if any(o.statement is not None and o.at < note.end and o.end > note.at for o in others):
            continue
        section = sections[max(0, bisect_right(starts, note.at) - 1)]
        heat = section.heat(note.at)
        ceiling = max(
            (o.pitch.midi for o in others if o.at <= note.at < o.end or note.at <= o.at < note.end), default=0
        )
        extra = _under(note, cue, section, heat, ceiling, speller, skip=added_before)
        added_before = bool(extra) and heat < OCTAVES
        out += extra
    return out


def _under(
    note: Note, cue: Cue, section: Section, heat: float, ceiling: int, speller: Speller, *, skip: bool
) -> list[Note]:
    """What one note of the tune is given beneath it."""
    bar = cue.bar(note.at)
    midi = note.pitch.midi
    chord = speller.chords.holding(note.at)
    is_light = section.manner.articulation < LIGHT
    if heat >= OCTAVES and not is_light and note.length >= bar.meter.beat // 2 and midi - OCTAVE > ceiling + APART:
        tones = [midi - OCTAVE]
        if heat >= FULL and note.length >= bar.meter.beat and bar.meter.strength(note.at - bar.at) > 2:
            tones += [m for m in (midi - 5, midi - 4, midi - 3, midi - 7) if m % OCTAVE in chord.pcs][:1]
        return [_added(note, tone, OCTAVE_DB, speller) for tone in tones]
    is_strong = bar.meter.strength(note.at - bar.at) > 1 and note.length >= bar.meter.beat
    if heat < WARM or skip or not is_strong or section.feeling.tension > 0.45:
        return []
    sweet = [midi - gap for gap in SWEET if (midi - gap) % OCTAVE in chord.pcs and midi - gap > ceiling + APART]
    return [_added(note, tone, INNER_DB, speller) for tone in sweet[:1]]


def _added(note: Note, midi: int, softer: float, speller: Speller) -> Note:
    return replace(
        note,
        pitch=speller.pitch(note.at, midi),
        role="harmony",
        level=round(note.level + softer, 2),
        statement=None,
    )


def playable(notes: list[Note]) -> list[Note]:
    """Leave out what two hands cannot strike together: each reaches a ninth and has four fingers to spare."""
    by_onset: dict[int, list[Note]] = {}
    for note in notes:
        by_onset.setdefault(note.at, []).append(note)
    out: list[Note] = []
    for at in sorted(by_onset):
        chord = sorted(by_onset[at], key=lambda n: n.pitch.midi)
        themes = [note for note in chord if note.statement is not None]
        taken = _taken(chord)
        if all(note in taken for note in themes):
            out += taken
            continue
        # A theme comes first: the others join as far as the hands reach.
        kept = themes
        for note in chord:
            more = _taken(sorted([*kept, note], key=lambda n: n.pitch.midi))
            kept = more if note not in kept and all(n in more for n in kept) else kept
        out += sorted(kept, key=lambda n: n.pitch.midi)
    return out


def _taken(chord: list[Note]) -> list[Note]:
    """What two hands take of a chord, lowest first."""
    low, high = chord[0].pitch.midi, chord[-1].pitch.midi
    left = [n for n in chord if n.pitch.midi - low <= NINTH]
    right = [n for n in chord if n not in left and high - n.pitch.midi <= NINTH]
    if not right and len(left) > FINGERS:
        left, right = left[: len(left) // 2], left[len(left) // 2 :]
    elif right and len(left) > FINGERS:
        near = [n for n in left[1:] if high - n.pitch.midi <= NINTH][-(len(left) - FINGERS) :]
        left, right = [n for n in left if n not in near], [*near, *right]
    return [*left[:1], *left[1:][-(FINGERS - 1) :], *right[-FINGERS:]]

"""The upbeat: what sounds in the pickup bar before the first downbeat.

A pickup bar is a breath before the music; only a tune that begins on the first downbeat is led into, by its own player
and from its dominant below, the way that fanfares and hymns begin (the fourth below the tonic; Schoenberg 1967 on
upbeats). Where the pickup is shorter or longer than a beat of the music, as with the offset of a steady tempo, nothing
sounds in it.
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

#: How long a beat of the pickup may last, measured by one of the music (hundredths).
_SAME_PULSE = (75, 134)
#: The upbeat lasts half a beat, a little softer than the note it leads to.
_SOFTER = 2.0
_OCTAVE, _FIFTH, _FURTHEST = 12, 7, 9


def with_upbeat(parts: tuple[Part, ...], cue: Cue, sections: tuple[Section, ...]) -> tuple[Part, ...]:
    """Lead into a tune that begins on the first downbeat of a cue with a pickup."""
    if not cue.has_pickup or not sections or not _is_in_pulse(cue):
        return parts
    return tuple(_led(part, cue, sections[0]) for part in parts)


def _is_in_pulse(cue: Cue) -> bool:
    first, second = cue.bars[0], cue.bars[1]
    pickup = cue.clock.scaled(first.end) // len(first.meter.beats)
    beat = (cue.clock.scaled(second.end) - cue.clock.scaled(second.at)) // len(second.meter.beats)
    return _SAME_PULSE[0] * beat <= 100 * pickup <= _SAME_PULSE[1] * beat


def _led(part: Part, cue: Cue, section: Section) -> Part:
    """A part with its upbeat, if its first note is the first of a statement."""
    if not part.notes:
        return part
    first = part.notes[0]
    together = [note for note in part.notes if note.at == first.at]
    if first.at != cue.bars[0].end or len(together) != 1 or first.role != "melody" or first.statement is None:
        return part
    dominant = (section.key.pc + _FIFTH) % _OCTAVE
    down = (first.pitch.midi - dominant) % _OCTAVE or _OCTAVE
    midi = first.pitch.midi - down
    if down > _FURTHEST or not part.instrument.low <= midi <= part.instrument.high:
        return part
    length = cue.bars[0].meter.beats[-1] // 2
    at = Ticks(first.at - length)
    pitch = Pitch(midi, section.key.tonic + 1)
    upbeat = Note(at, Ticks(length), pitch, "melody", round(first.level - _SOFTER, 2), "", first.statement)
    return replace(part, notes=(upbeat, *part.notes))

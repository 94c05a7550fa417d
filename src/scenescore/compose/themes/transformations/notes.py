"""Small cuts and counts that techniques are made of."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

QUARTER = 2 * EIGHTH
SIXTEENTH = EIGHTH // 2
#: No statement is wider than an octave and a third, so that it stays one voice's.
WIDEST = 16


def sounding(motif: Motif) -> list[int]:
    """Indices of the notes (rests left out)."""
    return [i for i, tone in enumerate(motif) if tone.step is not None]


def spread(motif: Motif) -> int:
    """Semitones between the lowest and the highest note."""
    notes = [tone.semitones for tone in motif if tone.step is not None]
    return max(notes, default=0) - min(notes, default=0)


def within(motif: Motif, room: int) -> Motif:
    """Leave off what does not fit: notes that begin in the room stay, the last one is shortened."""
    out: list[Tone] = []
    at = 0
    for tone in motif:
        if at >= room:
            break
        out.append(tone if at + tone.length <= room else replace(tone, length=Ticks(room - at)))
        at += tone.length
    return tuple(out)


def after(motif: Motif, start: int) -> Motif:
    """Keep what begins at or after a moment; a note that crosses it is not begun again."""
    at, out = 0, []
    for tone in motif:
        if at >= start:
            out.append(tone)
        elif at + tone.length > start:
            out.append(Tone(None, 0, Ticks(at + tone.length - start)))
        at += tone.length
    return tuple(out)


def notes_of(motif: Motif, count: int) -> Motif:
    """Keep the first notes, with the rests between them."""
    places = sounding(motif)
    return motif if count >= len(places) else motif[: places[count - 1] + 1]


def to_beat(motif: Motif, beat: int) -> Motif:
    """Hold the last note until the next beat."""
    left = -motif_length(motif) % beat
    if not left or not motif:
        return motif
    return (*motif[:-1], replace(motif[-1], length=Ticks(motif[-1].length + left)))


def onsets(motif: Motif) -> list[int]:
    """When each note or rest begins."""
    at, out = 0, []
    for tone in motif:
        out.append(at)
        at += tone.length
    return out


def absorb(motif: Motif, keep: list[bool]) -> Motif:
    """Drop notes and give their time to the note before them."""
    out: list[Tone] = []
    for tone, stays in zip(motif, keep, strict=True):
        if stays or not out:
            out.append(tone)
        else:
            out[-1] = replace(out[-1], length=Ticks(out[-1].length + tone.length))
    return tuple(out)

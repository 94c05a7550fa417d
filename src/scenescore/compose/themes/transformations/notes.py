"""Small cuts and counts that techniques are made of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

QUARTER = 2 * EIGHTH
SIXTEENTH = EIGHTH // 2
#: No statement is wider than an octave and a third, so that it stays one voice's.
WIDEST = 16
#: Accidentals on degrees (counted from 0) that are a natural degree on the piano.
_SAME_KEY = frozenset({(-1, 0), (-1, 3), (1, 2), (1, 6)})


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


def turns(motif: Motif) -> tuple[int, ...]:
    """Say of each note but the first whether it lies above (1), below (-1) or level with (0) the one before."""
    notes = [tone.semitones for tone in motif if tone.step is not None]
    return tuple((b > a) - (b < a) for a, b in pairwise(notes))


def bent(motif: Motif, at: int, semitones: int) -> Motif:
    """Bend one note by an accidental, unless that would change the contour; no note is bent twice.

    A flat tonic or fourth is written as the degree below, a sharp third or seventh as the degree above.
    """
    tone = motif[at]
    if tone.step is None or abs(tone.alter + semitones) > 1:
        return motif
    step, alter = tone.step, tone.alter + semitones
    if (alter, step % 7) in _SAME_KEY:
        step, alter = step + alter, 0
    changed = (*motif[:at], Tone(step, alter, tone.length), *motif[at + 1 :])
    return changed if turns(changed) == turns(motif) else motif


def joined(motif: Motif, length: int) -> Motif:
    """Fill a stretch exactly: cut what is too long, let the last note or rest last until its end."""
    kept = within(motif, length)
    left = length - motif_length(kept)
    if not left or not kept:
        return kept
    return (*kept[:-1], replace(kept[-1], length=Ticks(kept[-1].length + left)))

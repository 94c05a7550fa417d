"""Find where a composer's own motif can sound note for note in a key that is not its own.

In its own key it sounds as it is. In another it stands on the tonic where the mode holds all its notes; else at its
written pitch, where the key has these notes (a motif in E minor in the key of G major); else on the nearest degree from
which the mode holds it. A chromatic motif, or one in harmonic minor, stands on the tonic all the same where the key has
its third: what is foreign in it was so at home. Else it has to be changed.
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.model.pitch import SEMITONES, Key
from scenescore.model.theme import Motif, Theme


def as_written(theme: Theme, key: Key) -> tuple[Motif, int | None] | None:
    """The motif's own notes as degrees of a key, and the tonic (MIDI) that puts them at their written pitch.

    The tonic is None where they sound at another pitch. None where the key cannot hold the motif.
    """
    if theme.tonic is None:
        return None
    if theme.tonic % SEMITONES == key.pc:
        return theme.motif, theme.tonic
    scale = scale_of(key.degrees)
    home = (theme.tonic - key.pc) % SEMITONES
    further = sorted(range(1, SEMITONES), key=lambda up: (min(up, SEMITONES - up), up))
    for up in dict.fromkeys((0, home, *further)):
        found = _raised(theme.motif, up, scale)
        if found is not None:
            return found, theme.tonic - up if up == home else None
    return (theme.motif, None) if _has_its_third(theme.motif, scale) else None


def _has_its_third(motif: Motif, scale: Scale) -> bool:
    """Whether the mode has every third above the tonic that a motif sings."""
    return all(scale.holds(tone) for tone in motif if tone.step is not None and tone.step % 7 == 2)


def same_notes(tones: Motif, motif: Motif) -> bool:
    """Whether two melodies have the same intervals and lengths, from whatever degree they begin."""
    return _shape(tones) == _shape(motif)


def _shape(motif: Motif) -> list[tuple[int | None, int]]:
    first = next((tone.semitones for tone in motif if tone.step is not None), 0)
    return [(None if tone.step is None else tone.semitones - first, tone.length) for tone in motif]


def _raised(motif: Motif, up: int, scale: Scale) -> Motif | None:
    """A motif so many semitones higher, spelled as degrees of a mode; None where the mode lacks one of its notes."""
    if not up:
        return motif if all(scale.holds(tone) for tone in motif) else None
    out = []
    for tone in motif:
        if tone.step is None:
            out.append(tone)
            continue
        octave, wanted = divmod(tone.semitones + up, SEMITONES)
        if wanted not in scale.degrees:
            return None
        degree = scale.tone(scale.degrees.index(wanted) + octave * len(scale.degrees), tone.length)
        out.append(replace(tone, step=degree.step, alter=degree.alter))
    return tuple(out)

"""Make the notes, chords and rests of a page: pitch, value, ties, accidentals, articulations, drums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from scenescore.formats.engraving import Figure, Head, Voice
from scenescore.model.sketch import Note, Part
from scenescore.model.time import TICKS_PER_QUARTER

__all__ = ["accidentals", "drum_lines", "element", "music21"]

_TREMOLO_SLASHES = 3
#: Where the drums of a five-line staff stand, the lowest key lowest, and the one drum of a one-line staff.
_DRUM_LINES = ("D4", "F4", "A4", "C5", "E5", "G5", "B4", "D5", "F5", "A5", "G4", "E4")
_ONE_LINE = "E4"
_EDGES = {"": None, "start": "start", "stop": "stop", "startstop": "startStop"}


def music21() -> Any:
    """Fetch music21 when a page is wanted, and not before."""
    import music21 as m21  # noqa: PLC0415 - heavy

    return m21


def element(figure: Figure, part: Part, shown: Sequence[bool], drums: dict[int, str]) -> Any:
    """Make a rest, a note or a chord; `shown` tells for each head whether its accidental is written."""
    m21, length = music21(), _duration(figure)
    if not figure.heads:
        rest = m21.note.Rest(duration=length)
        if figure.fills_bar:
            rest.fullMeasure = True
        return rest
    if drums:
        keys = dict.fromkeys(part.notes[head.note].pitch.midi for head in figure.heads)
        struck = [m21.note.Unpitched(displayName=drums[key], duration=length) for key in keys]
        out = struck[0] if len(struck) == 1 else m21.percussion.PercussionChord(struck, duration=length)
    else:
        heads = [_note(head, length, is_shown=is_shown) for head, is_shown in zip(figure.heads, shown, strict=True)]
        out = heads[0] if len(heads) == 1 else m21.chord.Chord(heads, duration=length)
    is_roll = any(head.is_roll for head in figure.heads)
    _articulate(out, [(part.notes[head.note], head.tied_back) for head in figure.heads], is_roll=is_roll)
    return out


def accidentals(voices: Sequence[Voice], signs: int) -> list[list[list[bool]]]:
    """Tell for each head of each figure of each voice whether its accidental must be written, as one reads."""
    order = sorted(
        (figure.value.at, number, place, which)
        for number, voice in enumerate(voices)
        for place, figure in enumerate(voice)
        for which in range(len(figure.heads))
    )
    in_force: dict[tuple[str, int], int] = {}
    out = [[[False] * len(figure.heads) for figure in voice] for voice in voices]
    for _, number, place, which in order:
        head = voices[number][place].heads[which]
        line = head.pitch.step, head.pitch.octave
        if not head.tied_back:
            out[number][place][which] = in_force.get(line, _in_signature(head.pitch.step, signs)) != head.pitch.alter
            in_force[line] = head.pitch.alter
    return out


def drum_lines(part: Part) -> dict[int, str]:
    """Where each key of a percussion part stands; empty for pitched parts."""
    if not part.instrument.is_percussion:
        return {}
    keys = sorted({note.pitch.midi for note in part.notes}) or [0]
    if len(keys) == 1:
        return {keys[0]: _ONE_LINE}
    return {key: _DRUM_LINES[i % len(_DRUM_LINES)] for i, key in enumerate(keys)}


def _duration(figure: Figure) -> Any:
    m21, value = music21(), figure.value
    if figure.fills_bar:
        return m21.duration.Duration(Fraction(value.length, TICKS_PER_QUARTER))
    out = m21.duration.Duration(type=value.kind, dots=value.dots)
    if value.ratio:
        tuplet = m21.duration.Tuplet(*value.ratio)
        tuplet.setDurationType(value.kind, value.dots)
        tuplet.type = _EDGES[value.edge]
        out.appendTuplet(tuplet)
    return out


def _note(head: Head, length: Any, *, is_shown: bool) -> Any:
    m21 = music21()
    written = m21.pitch.Pitch(step=head.pitch.step, octave=head.pitch.octave)
    if head.pitch.alter or is_shown:
        written.accidental = m21.pitch.Accidental(head.pitch.alter)
        written.accidental.displayStatus = is_shown
    out = m21.note.Note(written, duration=length)
    if head.tied_back or head.tied_on:
        kind = "continue" if head.tied_back and head.tied_on else "stop" if head.tied_back else "start"
        out.tie = m21.tie.Tie(kind)
    return out


def _articulate(chord: Any, notes: Sequence[tuple[Note, bool]], *, is_roll: bool) -> None:
    """Show how the notes of a chord are played; a tied note is attacked once, but trembles to its end.

    Tenuto and legato need no sign: long notes are held anyway, and legato lines have slurs.
    """
    m21 = music21()
    kinds = {
        "staccato": m21.articulations.Staccato,
        "spiccato": m21.articulations.Spiccato,
        "accent": m21.articulations.Accent,
        "marcato": m21.articulations.StrongAccent,
    }
    if is_roll or any(note.articulation == "tremolo" for note, _ in notes):
        slashes = m21.expressions.Tremolo()
        slashes.numberOfMarks = _TREMOLO_SLASHES
        chord.expressions.append(slashes)
    for name in dict.fromkeys(note.articulation for note, tied_back in notes if not tied_back):
        if name in kinds:
            chord.articulations.append(kinds[name]())


def _in_signature(step: str, signs: int) -> int:
    """What the signature does to a letter."""
    return (signs + 6 - "FCGDAEB".index(step)) // 7

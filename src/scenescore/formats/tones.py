"""The last resort of listening: sine tones without instruments, drums or controllers, by pretty_midi."""

from __future__ import annotations

import numpy as np

from scenescore.formats.events import NOTE_OFF, NOTE_ON, events
from scenescore.formats.synth import Samples
from scenescore.model.sketch import Part, Sketch

__all__ = ["plain_tones"]


def plain_tones(sketch: Sketch, frames: int, rate: int) -> Samples:
    """Hum every note but the drums', in the middle of the room."""
    import pretty_midi  # noqa: PLC0415 - heavy

    hummed = pretty_midi.PrettyMIDI()
    for part in sketch.parts:
        player = pretty_midi.Instrument(part.instrument.program, is_drum=part.instrument.is_percussion)
        player.notes = [pretty_midi.Note(*note) for note in _notes(part, sketch)]
        hummed.instruments.append(player)
    out = np.zeros((frames, 2), dtype=np.float32)
    if any(player.notes for player in hummed.instruments):
        heard = hummed.synthesize(fs=rate)[:frames]
        out[: len(heard)] = heard[:, None]
    return out


def _notes(part: Part, sketch: Sketch) -> list[tuple[int, int, float, float]]:
    """Velocity, pitch, start and end in seconds."""
    out = []
    struck: dict[int, tuple[int, int]] = {}
    for at, _, kind, key, velocity in events(part, sketch.cue.length):
        if kind == NOTE_ON:
            struck[key] = velocity, at
        elif kind == NOTE_OFF:
            loud, begun = struck.pop(key)
            out.append((loud, key, float(sketch.cue.seconds(begun)), float(sketch.cue.seconds(at))))
    return out

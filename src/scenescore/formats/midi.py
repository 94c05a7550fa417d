"""Write a sketch as a Standard MIDI File: type 1, 960 ticks to the quarter, the played sound.

Track 0 is the conductor's (see `formats.conductor`), with markers `MOTIF:` where themes are stated. Each part has its
own named track; when parts must share a channel, every track tells its port (meta event 0x21), so that port and channel
together are its own (see `events.ports`). All tracks end exactly at the cue's end.
"""

from __future__ import annotations

from typing import Any

from mido import Message, MetaMessage, MidiTrack

from scenescore.formats.conductor import conducting, encoded, heading, laid, mark, plain
from scenescore.formats.events import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM, events, ports
from scenescore.formats.spotted import spotted_of
from scenescore.model.sketch import Part, Sketch

__all__ = ["write_midi"]


def write_midi(sketch: Sketch) -> bytes:
    """Encode what is heard of a sketch."""
    through = ports(sketch.parts)
    needs_ports = any(through)
    players = (
        _track(part, port if needs_ports else None, sketch.cue.length)
        for part, port in zip(sketch.parts, through, strict=True)
    )
    return encoded([_conductor(sketch), *players])


def _conductor(sketch: Sketch) -> Any:
    """Lay out everything that concerns all players, and where themes are stated."""
    cue = sketch.cue
    motifs = [(statement.at, mark(statement.label)) for statement in sketch.statements]
    signs = conducting(sketch.scene.cue, cue, sketch.sections)
    return laid([*heading(spotted_of(sketch), cue.picture), *signs, *motifs], cue.length)


def _track(part: Part, port: int | None, length: int) -> Any:
    """Lay out one part. The events are known to be in range, so mido need not look at each again."""
    track = MidiTrack([MetaMessage("track_name", name=plain(part.name))])
    if port is not None:
        track.append(MetaMessage("midi_port", port=port))
    if part.instrument.title:
        track.append(MetaMessage("instrument_name", name=plain(part.instrument.title)))
    add, channel, now = track.append, part.channel, 0
    for at, _, kind, first, second in events(part, length):
        wait, now = at - now, at
        if kind == NOTE_ON:
            add(Message("note_on", skip_checks=True, channel=channel, note=first, velocity=second, time=wait))
        elif kind == NOTE_OFF:
            add(Message("note_off", skip_checks=True, channel=channel, note=first, velocity=64, time=wait))
        elif kind == CONTROL:
            add(Message("control_change", skip_checks=True, channel=channel, control=first, value=second, time=wait))
        elif kind == PROGRAM:
            add(Message("program_change", skip_checks=True, channel=channel, program=first, time=wait))
    track.append(MetaMessage("end_of_track", time=length - now))
    return track

"""Write a sketch as a Standard MIDI File: type 1, 960 ticks to the quarter, the played sound.

Track 0 is the conductor's (see `formats.conductor`), with markers `MOTIF:` where themes are stated. Each part has its
own named track, with a text wherever it takes up a theme or a passage made from one; when parts must share a channel,
every track tells its port (meta event 0x21), so that port and channel together are its own (see `events.ports`). All
tracks end exactly at the cue's end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mido import Message, MetaMessage, MidiTrack

from scenescore.formats.conductor import Placed, conducting, encoded, heading, laid, mark, plain
from scenescore.formats.events import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM, events, ports
from scenescore.formats.spotted import spotted_of
from scenescore.model.sketch import Part, Sketch

__all__ = ["write_midi"]


def write_midi(sketch: Sketch) -> bytes:
    """Encode what is heard of a sketch."""
    through, told = ports(sketch.parts), _texts(sketch)
    needs_ports = any(through)
    players = (
        _track(part, port if needs_ports else None, sketch.cue.length, _taken_up(part, told))
        for part, port in zip(sketch.parts, through, strict=True)
    )
    return encoded([_conductor(sketch), *players])


def _conductor(sketch: Sketch) -> Any:
    """Lay out everything that concerns all players, and where themes are stated."""
    cue = sketch.cue
    motifs = [(statement.at, mark(statement.label)) for statement in sketch.statements]
    signs = conducting(sketch.scene.cue, cue, sketch.sections)
    return laid([*heading(spotted_of(sketch), cue.picture), *signs, *motifs], cue.length)


Texts = Mapping[tuple[str, int], str]


def _texts(sketch: Sketch) -> Texts:
    """What a player's track says where a statement or a passage begins: theme, changes, how recognisable."""
    out = {}
    for statement in sketch.statements:
        out["statement", statement.number] = f"{statement.label}:{statement.voice}:{statement.similarity:.2f}"
    for link in sketch.links:
        if link.themes:
            out["passage", link.number] = f"FROM:{'+'.join(link.themes)}:{'+'.join(link.techniques)}"
    return out


def _taken_up(part: Part, told: Texts) -> Iterator[Placed]:
    """The first note of each statement and passage in a part, and what it is."""
    said: set[tuple[str, int]] = set()
    for note in part.notes:
        number = note.link if note.statement is None else note.statement
        key = ("passage" if note.statement is None else "statement", -1 if number is None else number)
        if key in told and key not in said:
            said.add(key)
            yield int(note.at), MetaMessage("text", text=plain(told[key]))


def _track(part: Part, port: int | None, length: int, texts: Iterable[Placed]) -> Any:
    """Lay out one part. The events are known to be in range, so mido need not look at each again."""
    track = MidiTrack([MetaMessage("track_name", name=plain(part.name))])
    if port is not None:
        track.append(MetaMessage("midi_port", port=port))
    if part.instrument.title:
        track.append(MetaMessage("instrument_name", name=plain(part.instrument.title)))
    add, channel, now = track.append, part.channel, 0
    said = deque(texts)
    for at, _, kind, first, second in events(part, length):
        while said and said[0][0] <= at:
            now = _say(track, said.popleft(), now)
        wait, now = at - now, at
        if kind == NOTE_ON:
            add(Message("note_on", skip_checks=True, channel=channel, note=first, velocity=second, time=wait))
        elif kind == NOTE_OFF:
            add(Message("note_off", skip_checks=True, channel=channel, note=first, velocity=64, time=wait))
        elif kind == CONTROL:
            add(Message("control_change", skip_checks=True, channel=channel, control=first, value=second, time=wait))
        elif kind == PROGRAM:
            add(Message("program_change", skip_checks=True, channel=channel, program=first, time=wait))
    while said:
        now = _say(track, said.popleft(), now)
    track.append(MetaMessage("end_of_track", time=length - now))
    return track


def _say(track: Any, placed: Placed, now: int) -> int:
    """Put a text into a track at its tick, or at once where something already sounds earlier; give back that tick."""
    at, message = placed
    message.time = max(0, at - now)
    track.append(message)
    return max(at, now)

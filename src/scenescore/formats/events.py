"""What a sequencer is told about a part: one list of events, which the MIDI file and the audio both play.

An event is `(tick, order, kind, first, second)`; sorted, events stand in the order in which they must be sent. At one
tick that order is: notes that end, program, volume (CC7), pan (CC10), reverb (CC91), expression (CC11), dynamics (CC1),
the other controllers, notes that begin. So a note never meets its own successor, and no note sounds with yesterday's
program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from scenescore.model.knowledge import Instrument
from scenescore.model.sketch import Part, Played

__all__ = ["CONTROL", "NOTE_OFF", "NOTE_ON", "PROGRAM", "Event", "events", "ports"]

Event = tuple[int, int, int, int, int]

#: Kinds of events: the status bytes of the MIDI specification, channel 0.
NOTE_OFF, NOTE_ON, CONTROL, PROGRAM = 0x80, 0x90, 0xB0, 0xC0
VOLUME, PAN, REVERB, EXPRESSION, DYNAMICS = 7, 10, 91, 11, 1

_LEAVE, _CHANGE, _OTHERS, _ENTER = 0, 1, 7, 8
_ORDER: Mapping[int, int] = MappingProxyType({VOLUME: 2, PAN: 3, REVERB: 4, EXPRESSION: 5, DYNAMICS: 6})
#: Channel volume and expression before anybody shapes them: room to grow in both (design).
_PLAIN_VOLUME, _PLAIN_EXPRESSION = 100, 100
#: Reverb send of the nearest player and what the farthest gets on top (design).
_NEAR_REVERB, _FAR_REVERB = 30, 50
_LAST = 127


def events(part: Part, length: int) -> list[Event]:
    """List what a part plays, in the order of sending; nothing stands after `length`, and every note ends by it.

    A key that is struck again while it sounds is let go first; a key struck twice at once is struck once, as loud and
    as long as the stronger asks. What a part says of its program and controllers at its start replaces our defaults.
    """
    programs = {0: part.instrument.program}
    programs.update((max(0, change.at), change.number) for change in part.programs)
    values = {(0, number): value for number, value in _setup(part.instrument).items()}
    values.update(((max(0, control.at), control.number), control.value) for control in part.controls)
    out: list[Event] = [(at, _CHANGE, PROGRAM, _byte(number), 0) for at, number in programs.items() if at <= length]
    out += [
        (at, _ORDER.get(number, _OTHERS), CONTROL, number, _byte(value))
        for (at, number), value in values.items()
        if at <= length
    ]
    for midi, velocity, start, end in _sounding(part.played, length):
        out.append((start, _ENTER, NOTE_ON, midi, velocity))
        out.append((end, _LEAVE, NOTE_OFF, midi, 0))
    out.sort()
    return out


def ports(parts: Iterable[Part]) -> tuple[int, ...]:
    """Give every part a port, so that no two parts share both port and channel.

    A port holds sixteen channels. The first part on a channel plays through port 0, the second through port 1, and so
    on: an ensemble of fifteen or fewer never leaves port 0. A player that knows no ports plays the parts that share a
    channel with the program of the last one.
    """
    seen: dict[int, int] = {}
    out = []
    for part in parts:
        out.append(seen.get(part.channel, 0))
        seen[part.channel] = out[-1] + 1
    return tuple(out)


def _setup(instrument: Instrument) -> dict[int, int]:
    """Where a player sits and how loud the desk is set."""
    return {
        VOLUME: _PLAIN_VOLUME,
        PAN: instrument.pan,
        REVERB: round(_NEAR_REVERB + _FAR_REVERB * instrument.depth),
        EXPRESSION: _PLAIN_EXPRESSION,
    }


def _sounding(played: Iterable[Played], length: int) -> list[tuple[int, int, int, int]]:
    """MIDI number, velocity, start and end of each note as one keyboard can play it."""
    keys: dict[int, list[tuple[int, int, int, int]]] = {}
    for note in sorted(played, key=lambda note: note.at):
        start, end = max(0, note.at), min(length, max(note.at + note.length, note.at + 1))
        if start >= end:
            continue
        velocity, struck = max(1, _byte(note.velocity)), keys.setdefault(note.midi, [])
        if struck and struck[-1][3] > start:
            _, before, begun, until = struck.pop()
            if begun == start:
                velocity, end = max(velocity, before), max(end, until)
            else:
                struck.append((note.midi, before, begun, start))
        struck.append((note.midi, velocity, start, end))
    return [note for struck in keys.values() for note in struck]


def _byte(value: int) -> int:
    return min(_LAST, max(0, value))

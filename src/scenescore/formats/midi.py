"""Write a sketch as a Standard MIDI File: type 1, 960 ticks to the quarter, the played sound.

Track 0 is the conductor: tempo, meters, key signatures, texts, markers (`CUE:`, `SEC:`, `MOTIF:`, `HIT:`, `END`) and
the timecode of the first frame. Each part has its own named track; when parts must share a channel, every track tells
its port (meta event 0x21), so that port and channel together are its own (see `events.ports`). All tracks end exactly
at the cue's end. Texts are UTF-8, which for plain ASCII is what every reader expects.

The SMPTE offset knows only 24, 25, 29.97 drop-frame and 30: faster and pulled-down rates are written as the nearest of
these that counts alike, and the true rate stands as a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from mido import Message, MetaMessage, MidiFile, MidiTrack

from scenescore.formats.events import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM, events, ports
from scenescore.model.cue import Cue
from scenescore.model.pitch import Key, name_of_fifths
from scenescore.model.sketch import Part, Sketch
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.timecode import label_of, rate, smpte_offset

__all__ = ["write_midi"]

#: What mido calls the four rate codes of a SMPTE offset.
_SMPTE_NAMES = (24, 25, 29.97, 30)
_CLOCKS_PER_QUARTER = 24
_MOST_SIGNS = 7
_MINOR_THIRD_OF_FIFTHS = 3
#: Twelve fifths away the same key has another name.
_ENHARMONIC = 12


def write_midi(sketch: Sketch) -> bytes:
    """Encode what is heard of a sketch."""
    file = MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    file.tracks.append(_conductor(sketch))
    through = ports(sketch.parts)
    needs_ports = any(through)
    for part, port in zip(sketch.parts, through, strict=True):
        file.tracks.append(_track(part, port if needs_ports else None, sketch.cue.length))
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def _conductor(sketch: Sketch) -> Any:
    """Lay out everything that concerns all players."""
    placed = [*_heading(sketch), *_signs(sketch), *_markers(sketch)]
    placed.sort(key=lambda item: item[0])
    track, now, length = MidiTrack(), 0, sketch.cue.length
    for at, message in placed:
        message.time = min(at, length) - now
        now += message.time
        track.append(message)
    track.append(MetaMessage("end_of_track", time=length - now))
    return track


def _heading(sketch: Sketch) -> Iterator[tuple[int, Any]]:
    scene, picture = sketch.scene, sketch.cue.picture
    at = rate(picture.rate)
    yield 0, MetaMessage("track_name", name=_text(scene.title))
    for text in (
        f"title: {scene.title}",
        f"cue: {scene.cue}",
        f"scenescore {sketch.version}",
        f"frame rate: {picture.rate}",
        f"start: {label_of(picture.start_frame, at)}",
    ):
        yield 0, MetaMessage("text", text=_text(text))
    code, hours, minutes, seconds, frames, hundredths = smpte_offset(picture.start_frame, at)
    yield (
        0,
        MetaMessage(
            "smpte_offset",
            frame_rate=_SMPTE_NAMES[code],
            hours=hours,
            minutes=minutes,
            seconds=seconds,
            frames=frames,
            sub_frames=hundredths,
        ),
    )


def _signs(sketch: Sketch) -> Iterator[tuple[int, Any]]:
    """Meters where they change, keys where they change, every step of the clock."""
    yield from _meters(sketch.cue)
    written = ""
    for section in sketch.sections:
        if (name := _key_name(section.key)) != written:
            yield section.at, MetaMessage("key_signature", key=name)
            written = name
    for step in sketch.cue.clock.steps:
        if step.at < sketch.cue.length or step.at == 0:
            yield step.at, MetaMessage("set_tempo", tempo=step.microseconds)


def _meters(cue: Cue) -> Iterator[tuple[int, Any]]:
    written = None
    for bar in cue.bars:
        meter = bar.meter
        if (meter.upper, meter.lower) != written and bar.at < cue.length:
            written = meter.upper, meter.lower
            clicks = min(255, meter.beat * _CLOCKS_PER_QUARTER // TICKS_PER_QUARTER)
            yield (
                bar.at,
                MetaMessage(
                    "time_signature",
                    numerator=meter.upper,
                    denominator=meter.lower,
                    clocks_per_click=clicks,
                ),
            )


def _key_name(key: Key) -> str:
    """The key as a MIDI file can say it: seven signs at most (else the key that sounds alike), major or minor.

    >>> _key_name(Key(2, "dorian", (0, 2, 3, 5, 7, 9, 10)))
    'Am'
    """
    signs = key.signature
    while abs(signs) > _MOST_SIGNS:
        signs -= _ENHARMONIC if signs > 0 else -_ENHARMONIC
    return name_of_fifths(signs + _MINOR_THIRD_OF_FIFTHS) + "m" if key.is_minor else name_of_fifths(signs)


def _markers(sketch: Sketch) -> Iterator[tuple[int, Any]]:
    if sketch.scene.cue:
        yield 0, _marker(f"CUE:{sketch.scene.cue}")
    for section in sketch.sections:
        yield section.at, _marker(f"SEC:{section.label} {section.purpose}")
    for statement in sketch.statements:
        yield statement.at, _marker(statement.label)
    for landing in sketch.cue.landings:
        yield landing.tick, _marker(f"HIT:{landing.hit.name}")
    yield sketch.cue.length, _marker("END")


def _marker(text: str) -> Any:
    return MetaMessage("marker", text=_text(text))


def _track(part: Part, port: int | None, length: int) -> Any:
    """Lay out one part. The events are known to be in range, so mido need not look at each again."""
    track = MidiTrack([MetaMessage("track_name", name=_text(part.name))])
    if port is not None:
        track.append(MetaMessage("midi_port", port=port))
    if part.instrument.title:
        track.append(MetaMessage("instrument_name", name=_text(part.instrument.title)))
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


def _text(text: str) -> str:
    """Take out what no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""Write what the conductor needs, and nothing to be heard: tempo, meters, keys, markers, the first frame's timecode.

Notation programs, streamer software and sequencers lay a session out from this file. It has one track, 960 ticks to
the quarter, and its markers are `CUE:`, `SEC:`, `HIT:`, `STREAMER:<colour>:<seconds>` where a streamer starts, `PUNCH`
where it ends, and `END`. A streamer that starts before the first frame stands in the sheets only: a file has no time
before its beginning. Texts are UTF-8, which for plain ASCII is what every reader expects.

The SMPTE offset of a MIDI file knows only 24, 25, 29.97 drop-frame and 30: faster and pulled-down rates are written as
the nearest of these that counts alike, and the true rate stands as a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from mido import MetaMessage, MidiFile, MidiTrack

from scenescore.formats.spotted import Spotted
from scenescore.formats.streamers import streamers_of
from scenescore.model.cue import Cue, Picture
from scenescore.model.form import Section
from scenescore.model.pitch import Key, name_of_fifths
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.timecode import label_of, rate, smpte_offset

__all__ = ["Placed", "asked_key", "conducting", "encoded", "heading", "laid", "mark", "plain", "write_conductor"]

#: A message and the tick at which it stands.
Placed = tuple[int, Any]
#: What mido calls the four rate codes of a SMPTE offset, and their true rates.
_SMPTE_NAMES = (24, 25, 29.97, 30)
_SMPTE_RATES = ("24", "25", "29.97df", "30")
_CLOCKS_PER_QUARTER = 24
_MOST_SIGNS = 7
_MINOR_THIRD_OF_FIFTHS = 3
#: Twelve fifths away the same key has another name.
_ENHARMONIC = 12


def write_conductor(spotted: Spotted) -> bytes:
    """Encode tempo, meters, keys and markers of a cue, streamers and punches among them."""
    cue = spotted.cue
    signs = (*asked_key(spotted), *conducting(spotted.scene.cue, cue, spotted.sections))
    return encoded([laid([*heading(spotted, cue.picture), *signs, *_streamers(cue)], cue.length)])


def encoded(tracks: Iterable[Any]) -> bytes:
    """Put tracks into a file of type 1."""
    file = MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    file.tracks.extend(tracks)
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def laid(placed: Iterable[Placed], length: int) -> Any:
    """Put messages into a track by their ticks; those of one tick stay in their order. The track ends with the cue."""
    track, now = MidiTrack(), 0
    for at, message in sorted(placed, key=lambda item: item[0]):
        message.time = min(at, length) - now
        now += message.time
        track.append(message)
    track.append(MetaMessage("end_of_track", time=length - now))
    return track


def heading(spotted: Spotted, picture: Picture) -> Iterator[Placed]:
    """Name the track; tell title, cue, version, the true frame rate and the timecode at which the file begins."""
    scene, at = spotted.scene, rate(picture.rate)
    yield 0, MetaMessage("track_name", name=plain(scene.title))
    code, hours, minutes, seconds, frames, hundredths = smpte_offset(picture.start_frame, at)
    for text in (
        f"title: {scene.title}",
        f"cue: {scene.cue}",
        f"scenescore {spotted.version}",
        f"frame rate: {picture.rate}",
        f"start: {label_of(picture.start_frame, at)}",
    ):
        yield 0, MetaMessage("text", text=plain(text))
    if at.fps != rate(_SMPTE_RATES[code]).fps:
        said = f"true rate: {at.fps} frames a second; the SMPTE offset can only say {_SMPTE_NAMES[code]}"
        yield 0, MetaMessage("text", text=said)
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


def conducting(number: str, cue: Cue, sections: Iterable[Section]) -> Iterator[Placed]:
    """Meters where they change, keys where they change, every step of the clock, markers in the order of their ticks.

    A hit's marker stands where it is heard.
    """
    sections = tuple(sections)
    yield from _meters(cue)
    yield from _keys(sections)
    for step in cue.clock.steps:
        if step.at < cue.length or step.at == 0:
            yield step.at, MetaMessage("set_tempo", tempo=step.microseconds)
    if number:
        yield 0, mark(f"CUE:{number}")
    for section in sections:
        yield section.at, mark(f"SEC:{section.label} {section.purpose}")
    for landing in cue.landings:
        yield landing.sounds, mark(f"HIT:{landing.hit.name}")
    yield cue.length, mark("END")


def _meters(cue: Cue) -> Iterator[Placed]:
    written = None
    for bar in cue.bars:
        meter = bar.meter
        if (meter.upper, meter.lower) != written and bar.at < cue.length:
            written = meter.upper, meter.lower
            clicks = min(255, meter.beat * _CLOCKS_PER_QUARTER // TICKS_PER_QUARTER)
            sign = {"numerator": meter.upper, "denominator": meter.lower, "clocks_per_click": clicks}
            yield bar.at, MetaMessage("time_signature", **sign)


def asked_key(spotted: Spotted) -> Iterator[Placed]:
    """The key that a scene asks for, where no section has one yet."""
    if spotted.key is not None and not spotted.sections:
        yield 0, MetaMessage("key_signature", key=_key_name(spotted.key))


def _keys(sections: tuple[Section, ...]) -> Iterator[Placed]:
    written = ""
    for section in sections:
        if (name := _key_name(section.key)) != written:
            yield section.at, MetaMessage("key_signature", key=name)
            written = name


def _key_name(key: Key) -> str:
    """The key as a MIDI file can say it: seven signs at most (else the key that sounds alike), major or minor.

    >>> _key_name(Key(2, "dorian", (0, 2, 3, 5, 7, 9, 10)))
    'Am'
    """
    signs = key.signature
    while abs(signs) > _MOST_SIGNS:
        signs -= _ENHARMONIC if signs > 0 else -_ENHARMONIC
    return name_of_fifths(signs + _MINOR_THIRD_OF_FIFTHS) + "m" if key.is_minor else name_of_fifths(signs)


def _streamers(cue: Cue) -> Iterator[Placed]:
    """Each on the tick nearest to its moment."""
    for streamer in streamers_of(cue):
        start, punch = cue.clock.nearest_tick(streamer.start), cue.clock.nearest_tick(streamer.punch)
        if streamer.length and streamer.start >= 0:
            yield start, mark(f"STREAMER:{streamer.colour}:{streamer.length}")
        if streamer.punch >= 0:
            yield punch, mark("PUNCH")


def mark(text: str) -> Any:
    """Write a marker."""
    return MetaMessage("marker", text=plain(text))


def plain(text: str) -> str:
    """Take out what no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""Write the click: a count-in, then every beat to the cue's end, on channel 10 with wood blocks 76 and 77.

The file begins with the first free click, on a whole frame before the picture; the marker `PICTURE START` stands at the
cue's first frame, where the click of its first downbeat is. Tempo, meters and markers are the conductor's, so that a
session can be laid out from this file alone; the timecode of its beginning stands in the SMPTE offset and as a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mido import Message, MetaMessage

from scenescore.formats.conductor import Placed, asked_key, conducting, encoded, heading, laid, mark
from scenescore.formats.count_in import Click, CountIn, clicks_of, count_in, led_in
from scenescore.formats.spotted import Spotted
from scenescore.model.cue import Cue
from scenescore.model.time import Ticks
from scenescore.model.timecode import label_of, rate

__all__ = ["write_click"]

#: General MIDI's percussion, its high and its low wood block.
_CHANNEL, _HIGH, _LOW = 9, 76, 77
_STROKES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"downbeat": (_HIGH, 120), "strong": (_LOW, 104), "beat": (_LOW, 88), "division": (_LOW, 56)},
)
#: A sixteenth triplet: shorter than any beat or division.
_LENGTH = 160


def write_click(spotted: Spotted) -> bytes:
    """Encode the click of a cue with its count-in."""
    count, led = count_in(spotted.cue), led_in(spotted.cue)
    sections = tuple(replace(each, at=Ticks(each.at + count.length)) for each in spotted.sections)
    signs = (*asked_key(spotted), *conducting(spotted.scene.cue, led, sections))
    placed = [*heading(spotted, led.picture), *_told(spotted.cue, count), *signs]
    return encoded([laid(placed, led.length), _clicking(clicks_of(spotted.cue), led.length)])


def _told(cue: Cue, count: CountIn) -> list[Placed]:
    """What the file adds to the conductor's: how it is counted in, and where the picture starts."""
    at = rate(cue.picture.rate)
    said = f"count-in: {count.beats} clicks, {count.frames} frames; bar 1 of the cue is bar {count.bars + 1} here"
    start = f"PICTURE START {label_of(cue.picture.start_frame, at)}"
    return [(0, MetaMessage("text", text=said)), (0, mark("COUNT-IN")), (count.length, mark(start))]


def _clicking(clicks: tuple[Click, ...], length: int) -> Any:
    """Lay out the strokes."""
    placed: list[Placed] = [(0, MetaMessage("track_name", name="Click"))]
    for click in clicks:
        key, velocity = _STROKES[click.weight]
        end = min(click.at + _LENGTH, length)
        placed.append((click.at, Message("note_on", channel=_CHANNEL, note=key, velocity=velocity)))
        placed.append((end, Message("note_off", channel=_CHANNEL, note=key, velocity=64)))
    return laid(placed, length)

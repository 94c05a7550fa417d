"""Streamers and punches: the lines that cross the picture towards a moment, and the flash when it is there.

Convention of scoring stages: yellow into the first free click, green into the downbeat of the cue, white into hits
inside it, red into the end. A streamer runs three seconds, four or five where the music is slow, two where the moment
before it is near; nearer still a hit has its punch alone (lengths: Karlin and Wright 2004; the rest design). Only
`must` hits have one, or the conductor would see nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scenescore.formats.count_in import count_in
from scenescore.formats.look_text import one_line
from scenescore.formats.spotted import pace
from scenescore.model.cue import Cue
from scenescore.model.time import Seconds

__all__ = ["Streamer", "streamers_of"]

Colour = Literal["yellow", "green", "white", "red"]

_LENGTHS, _USUAL = (5, 4, 3, 2), 3
#: Below this pace (beats a minute) a streamer runs a second longer, and once more.
_SLOW, _VERY_SLOW = 60, 46


@dataclass(frozen=True, slots=True)
class Streamer:
    """A streamer: colour, whole seconds (0: the punch alone), its punch from the cue's start, and its goal."""

    colour: Colour
    length: int
    punch: Seconds
    into: str

    @property
    def start(self) -> Seconds:
        """When it starts to cross the picture."""
        return Seconds(self.punch - self.length)


def streamers_of(cue: Cue) -> tuple[Streamer, ...]:
    """Every streamer of a cue in order of time; no two run at once."""
    out: list[Streamer] = []
    for colour, punch, into in _moments(cue):
        room = punch - out[-1].punch if out else Fraction(_LENGTHS[0])
        if out and not room:
            continue
        wanted = _wanted(pace(cue, cue.clock.nearest_tick(max(punch, Fraction(0)))))
        length = next((each for each in _LENGTHS if each <= wanted and each <= room), 0)
        out.append(Streamer(colour, length, punch, into))
    return tuple(out)


def _moments(cue: Cue) -> Iterator[tuple[Colour, Seconds, str]]:
    yield "yellow", Seconds(-count_in(cue).seconds), "first free click"
    yield "green", Seconds(Fraction(0)), "downbeat of the cue"
    for landing in sorted(cue.landings, key=lambda each: each.asked):
        if landing.hit.priority == "must":
            yield "white", landing.asked, one_line(landing.hit.name)
    yield "red", cue.picture.length, "end"


def _wanted(beats: float) -> int:
    """How long a streamer should run at a pace."""
    return _USUAL + (beats < _SLOW) + (beats < _VERY_SLOW)

"""What a technique is told about the place where a theme will sound, and what the table says about a technique."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import PLAIN, Motif, Setting, Voice
from scenescore.model.time import Ticks


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a transformed theme will sound.

    `degrees` is the mode there, `meter` the meter there and `born` the meter it comes from; `room` is how long it may
    be at most; `head` how many notes must be kept to be recognised; `shift` a direction and distance in scale steps for
    techniques that have one (sequence, transposition, interval stretch, and octaves up or down for the registral
    shift).
    """

    degrees: tuple[int, ...] = MAJOR
    meter: Meter = Meter(4, 4)
    born: Meter = Meter(4, 4)
    room: Ticks = Ticks(4 * 8 * EIGHTH)
    head: int = 4
    shift: int = 1

    @property
    def scale(self) -> Scale:
        """The mode as degrees that can be walked."""
        return scale_of(self.degrees)


@dataclass(frozen=True, slots=True)
class Companion:
    """A further voice that belongs to a technique: its tones over the same tonic, how much later, where, and how made.

    `chain` names what was done to the leader's tones to make it.
    """

    tones: Motif
    delay: Ticks
    voice: Voice = "counter-melody"
    chain: tuple[str, ...] = ()


Change = Callable[[Motif, Terms], Motif]


@dataclass(frozen=True, slots=True)
class Transformation:
    """A technique: what it does to the tones, what it keeps, what it tells, and what it asks of the music around.

    `keeps` names contour (C), intervals (I), rhythm (R), harmony (H) and head (h). `turn` is when it is made in a
    chain: meter and mode first, then what takes notes away, then what moves them, then time, then what says things
    again. `expects` is how recognisable a theme remains on average (0..1), `leaves` how much of it can be heard at most
    (0.4 the head, 0.2 a rhythm or a sound without melody), `asks` the setting, `companion` the further voice that it
    brings, `serves` dramatic states or words for what it is good for.
    """

    change: Change
    keeps: str
    says: str
    turn: int = 3
    expects: float = 1.0
    leaves: float = 1.0
    asks: Setting = PLAIN
    companion: Callable[[Motif, Terms], Companion | None] | None = None
    serves: str = ""

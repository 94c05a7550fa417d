"""Even out a soundfont: what its sounds must be raised or lowered by, so that a mark means the same in every part.

The MIDI file stays as it is: how loud a program sounds is the soundfont's business, so only our own audio evens it out,
and only for a font whose sounds were measured. Measured: the loudness (K-weighted as in ITU-R BS.1770, loudest half
second, median over the range) of each program at velocity 90.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LEVELS", "balanced"]

#: DB by General MIDI program, eight programs (a family) to the row, by the soundfont's file name. Recomputed; nothing
#: is moved further than 6 dB.
LEVELS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "TimGM6mb.sf2": (
            *(4, 3, 1, 2, -2, 1, 2, -1),
            *(1, 6, -1, -5, 4, 6, -4, 3),
            *(-1, 1, -2, -1, -3, -3, -4, 0),
            *(-2, 2, -3, 4, 1, -2, -3, -3),
            *(2, -1, 0, -1, -2, 6, 1, 3),
            *(-6, -4, -6, -1, -2, 2, -4, 1),
            *(1, 1, 4, -2, -2, -2, -2, -1),
            *(-3, 0, 0, 3, -6, 4, -3, -3),
            *(-4, -1, -1, 3, -6, -4, 1, -2),
            *(-6, -3, -6, -5, -1, -2, -6, -6),
            *(-5, -4, -6, -3, -4, -6, -2, -5),
            *(0, -1, -1, -3, 1, -2, -2, 1),
            *(-2, -2, -1, -3, -3, -1, -3, -3),
            *(1, 0, 5, -2, 0, -2, -4, -3),
            *(1, 5, 2, 6, 2, 6, 0, 6),
            *(6, 6, -3, 2, -1, 6, 6, 5),
        )
    }
)
#: A channel's volume has no room above: every sound is lowered by so much first (the whole is levelled afterwards).
_ROOM_DB = 4
_FULL = 127


def balanced(font: str, program: int, volume: int, *, is_drum: bool = False) -> int:
    """The volume (CC7) that makes a program of a font as loud as the others; unchanged for a font nobody measured.

    Volume counts 40 log10, as General MIDI recommends. Drums are only lowered with all others.

    >>> balanced("TimGM6mb.sf2", 68, 100), balanced("TimGM6mb.sf2", 9, 100), balanced("mine.sf2", 68, 100)
    (56, 112, 100)
    """
    levels = LEVELS.get(font)
    if levels is None:
        return volume
    decibels = (0 if is_drum else levels[program]) - _ROOM_DB
    return max(1, min(_FULL, round(volume * 10 ** (decibels / 40))))

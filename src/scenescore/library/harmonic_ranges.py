"""What the numbers and words of the harmonic rows may be: triadic classes, mixture, pedals, sonorities, voicings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from scenescore.model.harmonic_means import Mixture, Pedal, Sonority, TriadicClass, Voicing

Fault = tuple[str, str, object, str]

_MIDI = (0, 127)
#: The lowest and highest number of each field of each kind.
RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "transformations": {
            "semitones": (0, 11),
            "common_tones": (0, 2),
            "voice_leading": (1, 6),
            "valence": (-1, 1),
            "tension": (-1, 1),
        },
        "mixture": {"borrowed": (1, 8), "among": (1, 16)},
        "pedals": {"band": _MIDI, "bars": (1, 64)},
        "sonorities": {"band": _MIDI, "upper": _MIDI},
        "voicings": {"tones": (-12, 36), "low": _MIDI, "high": _MIDI},
    },
)
_DEGREE = re.compile(r"^[b#]?[1-7]$")
_OPERATIONS = re.compile(r"^[PLR]+$")
_LETTER = {"major": "M", "minor": "m"}


def _class(row: TriadicClass) -> Iterator[Fault]:
    """A class is called by its triads, and its words hold P, L and R only."""
    said = f"{_LETTER[row.first]}{row.semitones}{_LETTER[row.second]}"
    if row.name != said:
        yield "semitones", "does not agree with the name of the row", row.name, said
    for word in row.operations:
        if not _OPERATIONS.match(word):
            yield "operations", "may hold P, L and R only", word, "such as L, PL, RLP"


def _mixture(row: Mixture) -> Iterator[Fault]:
    yield from _chords(row)
    if row.borrowed > row.among:
        yield "borrowed", "is more than there are chords", row.borrowed, f"at most {row.among}"


def _pedal(row: Pedal) -> Iterator[Fault]:
    if not row.degrees:
        yield "degrees", "is empty", "", "such as 1 or b6"
    for degree in row.degrees:
        if not _DEGREE.match(degree):
            yield "degrees", "is no degree of the scale", degree, "1 to 7, with b or # before it"


def _sonority(row: Sonority) -> Iterator[Fault]:
    yield from _chords(row)
    is_double = any("//" in token for token in row.chords)
    if is_double and row.upper is None:
        yield "upper", "is missing: a polychord needs a band for the chord on top", "", ""
    elif row.upper is not None and (row.upper[0] > row.upper[1] or row.upper[0] <= row.band[1]):
        yield "upper", "must lie above the band", list(row.upper), f"above {row.band[1]}"


def _voicing(row: Voicing) -> Iterator[Fault]:
    """A grip rises from its lowest tone and fits between its limits."""
    if not row.tones or list(row.tones) != sorted(set(row.tones)):
        yield "tones", "must rise", list(row.tones), "semitones above the root, lowest first"
    elif row.high - row.low < row.tones[-1] - row.tones[0]:
        yield "high", "leaves no room for the grip", row.high, f"at least {row.low + row.tones[-1] - row.tones[0]}"
    if not row.qualities:
        yield "qualities", "is empty", "", "kinds of chord"


def _chords(row: Any) -> Iterator[Fault]:
    if not row.chords:
        yield "chords", "is empty", "", "tokens such as bVI"


CHECKS: Mapping[str, Callable[[Any], Iterator[Fault]]] = MappingProxyType(
    {
        "transformations": _class,
        "mixture": _mixture,
        "pedals": _pedal,
        "sonorities": _sonority,
        "voicings": _voicing,
    },
)

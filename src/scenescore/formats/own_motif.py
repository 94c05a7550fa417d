"""What every reader of a composer's own motif gives back, whichever kind of file it came out of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scenescore.model.notation import MOST_BEATS

#: A file of more bytes is no motif.
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class OwnMotif:
    """A motif out of a file: its notes as text, and its key and meter where the file says them."""

    text: str
    key: str = ""
    meter: str = ""


def beats(length: int, parts: int) -> str:
    """Write a length in parts of a quarter as beats.

    >>> beats(36, 24), beats(8, 24)
    ('1.5', '1/3')
    """
    said = Fraction(min(length, MOST_BEATS * parts), parts)
    return f"{float(said):g}" if said.denominator in {1, 2, 4, 8} else str(said)

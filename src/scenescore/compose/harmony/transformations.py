"""Triadic classes: what a step from one triad to another has come to mean on screen, whatever the key.

Forty-six classes hold every step between two different triads (Murphy 2014): `M4m` goes from a major triad to the
minor one four semitones up. The rows are in presets/transformations; here they are weighed and told.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenescore.model.harmonic_means import TriadicClass

#: What a shared mood word is worth (thousandths), and one that comes later.
_SHARED, _LATER = 500, 250


def worth(row: TriadicClass, words: Sequence[str]) -> int:
    """What the mood words that a class shares are worth, in thousandths: the strongest word counts double."""
    shared = [_LATER if rank else _SHARED for rank, word in enumerate(words) if word in row.moods]
    return min(_SHARED + _LATER, sum(shared))


def told(row: TriadicClass) -> str:
    """A class in a composer's words, with whose they are.

    >>> from scenescore.library import default_book
    >>> told(default_book().transformations["M4m"])
    'M4m: loss (Murphy 2014)'
    """
    by = "" if row.source == "design" else f" ({row.source.removesuffix('; design')})"
    return f"{row.name}: {row.says}{by}"

"""Say in one number how alike two melodies are: what each threshold means to a listener (the measure: `likeness`)."""

from __future__ import annotations

from scenescore.compose.themes.likeness import similarity
from scenescore.model.theme import Motif

__all__ = ["ALLUSION", "SAME", "distance", "similarity"]

#: From here on it is the same tune, an allusion to it; below the last it is another tune (design).
SAME, ALLUSION = 0.8, 0.45


def distance(one: Motif, other: Motif) -> float:
    """How far two melodies are apart, 0 .. 1: what likeness leaves."""
    return round(1 - similarity(one, other), 4)

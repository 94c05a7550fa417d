"""Say in one number how alike two melodies are, and how far apart (see `likeness`; thresholds in `model.theme`)."""

from __future__ import annotations

from scenescore.compose.themes.likeness import similarity
from scenescore.model.theme import Motif

__all__ = ["distance", "similarity"]


def distance(one: Motif, other: Motif) -> float:
    """How far two melodies are apart, 0 .. 1: what likeness leaves."""
    return round(1 - similarity(one, other), 4)

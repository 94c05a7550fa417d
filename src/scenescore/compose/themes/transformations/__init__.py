"""Change a theme so that it tells something and is still itself: one pure function for each technique.

The techniques stand in modules by what they touch (cutting, pitch, time, saying again, setting, many voices); the
table names them all and says what each keeps.
"""

from scenescore.compose.themes.transformations.notes import after, notes_of, sounding, spread, to_beat, within
from scenescore.compose.themes.transformations.table import (
    TRANSFORMATIONS,
    UNWRITTEN,
    companions,
    in_order,
    leaves,
    setting_of,
    transform,
)
from scenescore.compose.themes.transformations.terms import Companion, Terms, Transformation

__all__ = [
    "TRANSFORMATIONS",
    "UNWRITTEN",
    "Companion",
    "Terms",
    "Transformation",
    "after",
    "companions",
    "in_order",
    "leaves",
    "notes_of",
    "setting_of",
    "sounding",
    "spread",
    "to_beat",
    "transform",
    "within",
]

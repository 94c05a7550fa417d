"""The battery at the height of a cue: drums that the texture did not bring, and the snare where it is martial.

After Adler 2016 (percussion speaks at structure); the thresholds are our defaults.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenescore.model.form import Section
from scenescore.model.knowledge import Ensemble, TextureLayer

#: From this peak of intensity a climax has its battery, if the feeling is at least this large.
HEIGHT, LARGE = 0.8, 0.6
#: Textures with one of these figures stand in front of drums.
STRUCK = frozenset({"timpani", "cymbals"})
DRUMMED = frozenset({"drums", "boom", "kick"})
#: Moods that march, and genres.
MARTIAL = frozenset(
    {"martial", "heroic", "epic", "triumphant", "defiant", "determined", "brave", "victorious", "aggressive"}
)
AT_WAR = frozenset({"war", "adventure"})

_LOW = TextureLayer("rhythm", "rhythm", "boom", (36, 48), 1, level=-4.0, enters=HEIGHT)
_SNARE = TextureLayer("rhythm", "rhythm", "snare", (36, 50), 1, "march-snare", level=-10.0, enters=HEIGHT)
_TIMPANI = TextureLayer("rhythm", "rhythm", "timpani", (40, 57), 1, level=-5.0, enters=HEIGHT)
_CYMBALS = TextureLayer("rhythm", "rhythm", "cymbals", (36, 60), 1, level=-5.0, enters=HEIGHT)


def battery(
    section: Section, layers: Sequence[TextureLayer], ensemble: Ensemble, genre: str
) -> tuple[TextureLayer, ...]:
    """The layers that join a texture at the height: low drum, timpani, cymbals; the snare where the mood marches."""
    is_height = section.purpose == "climax" and section.peak >= HEIGHT and section.feeling.size >= LARGE
    figures = frozenset(layer.figure for layer in layers)
    if not is_height or not ensemble.tasks.get("rhythm") or not (figures & (STRUCK | DRUMMED)):
        return ()
    more = [] if figures & DRUMMED else [_LOW]
    more += [layer for layer in (_TIMPANI, _CYMBALS) if layer.figure not in figures]
    marches = bool(MARTIAL & frozenset(section.words)) or genre in AT_WAR
    return (*more, *([_SNARE] if marches and "snare" not in figures else []))

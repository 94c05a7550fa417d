"""How the clock may follow the picture, and where in the bar each hit wants to stand."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.scene import Grid, Hit, OddBars, Scene, TempoMode

#: Gestures that want the first beat of a bar; the others are content with a beat.
DOWNBEAT = frozenset({"stinger", "cadence", "harmonic-turn", "theme-entry", "texture-change"})
#: Gestures that lean towards the first beat but are content with any: a bar that is cut short to bring a mere accent
#: to the front sounds more mannered than the accent.
LEANING = frozenset({"accent"})
#: Gestures after which a new tempo goes unnoticed.
FRESH_START = frozenset({"silence", "cut-off", "texture-change", "theme-entry"})
#: How strong the place is that each grid asks for, as `Meter.strength` counts.
STRENGTH: dict[Grid, int] = {"downbeat": 4, "beat": 2, "eighth": 1}


@dataclass(frozen=True, slots=True)
class Terms:
    """How the clock may follow the picture.

    `is_firm` holds the tempo inside its range even where a hit would be met outside of it: the scene has written the
    range down itself.
    """

    mode: TempoMode = "flexible"
    odd_bars: OddBars = "rare"
    is_firm: bool = False


FLEXIBLE = Terms()


def terms_of(scene: Scene) -> Terms:
    """What a scene says about its clock."""
    return Terms(scene.tempo_mode, scene.odd_bars, isinstance(scene.tempo, tuple))


def grid_of(hit: Hit) -> Grid:
    """Where in the bar a hit wants to stand: as the scene says, else by its gesture.

    >>> grid_of(Hit(at=2, gesture="stinger")), grid_of(Hit(at=2, gesture="stinger", grid="eighth"))
    ('downbeat', 'eighth')
    """
    return hit.grid or ("downbeat" if hit.gesture in DOWNBEAT else "beat")

"""What stands of a cue before its first note, and what the room needs from it: clock, bars, landings and findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.metre import Bar
from scenescore.model.pitch import Key
from scenescore.model.scene import Scene, file_name
from scenescore.model.sketch import Finding, Sketch
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER
from scenescore.model.timecode import label_of, nearest_frame, rate
from scenescore.model.version import __version__

__all__ = ["Spotted", "beat_name", "pace", "spotted_of", "timecode"]

#: What beats are called, by their eighths.
_BEATS = {1: "eighth", 2: "quarter", 3: "dotted quarter", 4: "half", 6: "dotted half", 8: "whole"}


@dataclass(frozen=True, slots=True)
class Spotted:
    """A scene laid on its picture: enough for every sheet that needs no notes.

    `sections` (with their keys) are known once the scene is composed; before that `key` is the one that it asks for.
    """

    scene: Scene
    cue: Cue
    findings: tuple[Finding, ...] = ()
    sections: tuple[Section, ...] = ()
    key: Key | None = None
    version: str = __version__

    @property
    def name(self) -> str:
        """A name for files, the one that the sketch of this scene has."""
        return file_name(self.scene)


def spotted_of(sketch: Sketch) -> Spotted:
    """What a sketch knows without its notes; of its findings those about clock and hits are meant, and all are kept."""
    return Spotted(sketch.scene, sketch.cue, sketch.findings, sketch.sections, version=sketch.version)


def timecode(cue: Cue, moment: Fraction) -> str:
    """The label of the frame that begins nearest to a moment of the picture (which may lie before its start)."""
    at = rate(cue.picture.rate)
    return label_of(cue.picture.start_frame + nearest_frame(moment, at), at)


def beat_name(bar: Bar) -> str:
    """What the beat of a bar is called."""
    return _BEATS.get(bar.meter.beat * 2 // TICKS_PER_QUARTER, "beat")


def pace(cue: Cue, tick: int) -> float:
    """Beats of the bar a minute at a tick."""
    microseconds = cue.clock.step_at(tick).microseconds * cue.bar(tick).meter.beat
    return round(60 * MICROSECONDS * TICKS_PER_QUARTER / microseconds, 2)

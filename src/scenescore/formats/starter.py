"""A first scene file to fill in: everything that a scene may say, with its meaning beside it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from scenescore.model.scene import (
    CHARACTER_ROLES,
    ENDINGS,
    GESTURES,
    GRIDS,
    ODD_BARS,
    PRIORITIES,
    TEMPO_MODES,
    TEMPO_TURNS,
    TEMPO_WORDS,
)
from scenescore.model.timecode import FRAME_RATES

__all__ = ["starter"]

#: Code, then `|` and what it means.
_STARTER = """\
#:schema ./scene.schema.json
# A scene for scenescore. A mood and a length are enough; remove the # before what you need.
# Times are seconds from the cue's start, or timecodes "HH:MM:SS:FF" (";" before the frames for drop-frame).

title      = {title}
# cue      = "1M1"|reel, m, number
length     = {length}|seconds, or a timecode duration in quotes; or give `end` instead
mood       = {mood}|or {{ valence = -0.6, arousal = 0.2, tension = 0.7 }}, or {{ ominous = 2, wistful = 1 }}
|all moods: scenescore presets list moods
frame_rate = {frame_rate}|{rates}
# start    = "01:00:00:00"|timecode of the first frame; hits may then be timecodes

# tempo    = "slow"|{tempos},
|beats per minute, or a range [60, 76]; left out: from the mood
# tempo_mode = "flexible"|{modes}: one tempo, bent unnoticed, or bar lines after the picture
# odd_bars = "rare"|{odd_bars}
# key      = "C minor"|left out: chosen
# meter    = "4/4"|left out: chosen
{ensemble}|left out: from mood and genre
# genre    = "orchestral"
# ending   = "ring-out"|{endings}
# avoid    = ["choir"]|instruments, families, textures, modes, devices
seed       = {seed}|another seed, another sketch

# The drama over time: intensity 0..1, tension -1..1, mood, or several; in between it is interpolated.
[[arc]]
at        = 0
intensity = 0.2

[[arc]]
at        = {peak}
intensity = 0.8

# Moments that the music answers.
[[hits]]
at        = {peak}
name      = "door slams"
gesture   = "accent"|{gestures}
priority  = "must"|{priorities}
# tolerance = 1|frames
# grid      = "downbeat"|{grids}; left out: by gesture

# Persons, places or ideas with a theme. All traits: scenescore presets list archetypes
# [[characters]]
# name   = "Ada"
# traits = ["hero"]
# state  = "searching"|how the theme is transformed: scenescore presets list states
# role   = "lead"|{roles}
# enters = 4.0
# motif  = "E4:1 B4:1.5 A4:0.5 G4:2"|your own theme: pitch:beats, r rests; or motif_file = "ada.mid"

# Where somebody speaks, the music makes room.
# [[dialogue]]
# from = 10.0
# to   = 14.5

# Where the tempo grows slower or faster, beat by beat.
# [[tempo_changes]]
# from   = {late}
# to     = {length}
# kind   = "ritardando"|{turns}
# amount = 0.25|how much slower or faster the end is
"""
_COLUMN, _PAGE = 34, 84


def starter(
    title: str = "Untitled",
    mood: str = "ominous",
    length: float = 45,
    ensemble: str = "",
    frame_rate: str = "24",
    seed: int = 1,
) -> str:
    """Write a scene file with explanations, which can be composed as it is.

    >>> print(starter(title="The Door").splitlines()[4])
    title      = "The Door"
    """
    words = {
        "title": _text(title),
        "length": f"{length}",
        "mood": _text(mood),
        "ensemble": f"ensemble   = {_text(ensemble)}" if ensemble else '# ensemble = "chamber-strings"',
        "frame_rate": _text(frame_rate),
        "seed": f"{seed}",
        "peak": f"{round(length * 0.75, 3):g}",
        "rates": " ".join(FRAME_RATES),
        "tempos": " ".join(TEMPO_WORDS),
        "endings": " ".join(ENDINGS),
        "gestures": " ".join(GESTURES),
        "priorities": " ".join(PRIORITIES),
        "late": f"{round(length * 0.9, 3):g}",
        "modes": " ".join(TEMPO_MODES),
        "odd_bars": " ".join(ODD_BARS),
        "grids": " ".join(GRIDS),
        "turns": " ".join(TEMPO_TURNS),
        "roles": " ".join(CHARACTER_ROLES),
    }
    return "\n".join(line for row in _STARTER.splitlines() for line in _lines(row, words)) + "\n"


def _lines(row: str, words: dict[str, str]) -> Iterator[str]:
    """Fill one row in, its explanation in a column of its own."""
    code, _, meaning = row.partition("|")
    code = code.format(**words)
    for part in textwrap.wrap(meaning.format(**words), _PAGE, break_on_hyphens=False) or [""]:
        yield f"{code + ' ':{_COLUMN}}# {part}" if part else code
        code = ""


def _text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

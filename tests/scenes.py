"""A small vocabulary and a scene that says everything, for tests of what reads scenes."""

from __future__ import annotations

from scenescore.model.knowledge import Names


def _words(*rows: str, **synonyms: str) -> dict[str, str]:
    return {row: row for row in rows} | {word.replace("_", "-"): row for word, row in synonyms.items()}


NAMES = Names(
    moods=_words("ominous", "serene", "wistful", "anxious", "heroic", foreboding="ominous", left_behind="wistful"),
    modes=_words("ionian", "aeolian", "dorian", "harmonic-minor"),
    ensembles=_words("chamber-strings", "symphonic", "solo-piano", orchestra="symphonic"),
    genres=_words("orchestral", "jazz"),
    archetypes=_words("hero", "orphan", "tyrant", heroic="hero"),
    states=_words("searching", "defeat", beaten="defeat"),
    textures=_words("pad", "chorale"),
    instruments=_words("violins1", "choir", "tremolo"),
    families=_words("strings", "voices", string_section="strings"),
    devices=_words("major", "minor", "tremolo"),
    arcs=_words("deferred", "corruption", downfall="corruption"),
    relations=_words("agree", "conflict", friends="agree"),
)

#: Every key of a scene file, all of them right.
WHOLE = """
title      = "The Gatekeeper"
cue        = "2M3"
frame_rate = "24"
start      = "01:14:02:11"
length     = 72.0
mood       = "ominous"
tempo      = [60, 76]
tempo_mode = "Flexible"
odd_bars   = "never"
key        = "C minor"
meter      = "4/4"
ensemble   = "Chamber Strings"
genre      = "orchestral"
ending     = "ring_out"
avoid      = ["choir", "major"]
seed       = 7
rerolls    = ["harmony:9-12"]
story      = 0.4

[[characters]]
name   = "Sintel"
traits = ["heroic", "orphan"]
state  = "searching"
role   = "lead"
enters = 18.5
motif  = "E4:1 B4:1.5 A4:0.5 G4:2"
arc    = "deferred"

[[characters]]
name   = "Shaman"
enters = 40

[[relations]]
between = ["Sintel", "Shaman"]
kind = "agree"
way = "dialogue"
at = 50

[[hits]]
at = "01:14:20:05"
name = "door slams"
gesture = "stinger"
priority = "must"
tolerance = 1
grid = "downbeat"

[[arc]]
at = 0
intensity = 0.2

[[arc]]
at = "01:14:50:00"
tension = 0.8
mood = { valence = -0.6, arousal = 0.2 }

[[arc]]
at = 72.0
mood = { foreboding = 2, wistful = 0.5 }

[[dialogue]]
from = 30.0
to = 41.5

[[tempo_changes]]
from = 60.0
to = 72.0
kind = "ritardando"
amount = 0.3
"""

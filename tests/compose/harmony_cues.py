"""Hand-made cues for the tests of harmony and voices: twenty bars of 4/4 in four sections, in any mood and key."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from scenescore.compose.form.keys import parse_key
from scenescore.compose.harmony.search import harmonise
from scenescore.compose.mood import manner
from scenescore.library import default_book
from scenescore.model.affect import Feeling
from scenescore.model.cue import Cue, Landing, Picture
from scenescore.model.dice import Dice
from scenescore.model.form import Close, Function, Phrase, Purpose, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar, Meter
from scenescore.model.pitch import Key
from scenescore.model.scene import Gesture, Hit
from scenescore.model.sketch import Answer
from scenescore.model.time import Seconds, TempoStep, Ticks, TimeMap

BOOK = default_book()
BAR = 3840
MOODS = {
    "ominous": "A phrygian",
    "serene": "F lydian",
    "heroic": "Eb mixolydian",
    "playful": "G ionian",
    "mournful": "C aeolian",
    "romantic": "D ionian",
    "suspenseful": "E harmonic-minor",
    "frightening": "B octatonic-hw",
}
_PLAN: tuple[tuple[str, str, Purpose, tuple[tuple[int, Function, Close], ...]], ...] = (
    ("A", "A", "statement", ((4, "idea", "half"), (4, "answer", "closed"))),
    ("B", "B", "build", ((4, "idea", "open"), (2, "cadence", "half"))),
    ("A'", "A", "climax", ((4, "idea", "deceptive"), (4, "answer", "plagal"))),
    ("E", "E", "ending", ((2, "cadence", "none"), (2, "codetta", "final"))),
)
LENGTH = Ticks(26 * BAR)


def key_of(text: str) -> Key:
    return parse_key(text, BOOK)


def cue_of(*hits: tuple[int, Gesture], microseconds: int = 600_000) -> Cue:
    """Twenty-six bars at 100, with `must` hits given as tick and gesture."""
    clock = TimeMap((TempoStep(Ticks(0), microseconds),))
    bars = tuple(Bar(i + 1, Ticks(i * BAR), Meter()) for i in range(26))
    landings = tuple(
        Landing(
            Hit(at=0, gesture=gesture, priority="must"),
            clock.seconds(tick),
            clock.seconds(tick),
            Ticks(tick),
            tick // BAR + 1,
            1.0,
        )
        for tick, gesture in hits
    )
    return Cue(Picture("24", 0, Seconds(Fraction(clock.seconds(LENGTH)))), clock, bars, LENGTH, landings)


def sections_of(mood: str, key: Key | None = None, texture: str = "") -> tuple[Section, ...]:
    """Statement, build, climax (the statement's material again) and ending in one mood."""
    row = BOOK.moods[mood]
    feeling = Feeling(row.valence, row.arousal, row.tension, row.size)
    out, at = [], 0
    for label, material, purpose, plan in _PLAN:
        start, phrases = at, []
        for bars, function, close in plan:
            phrases.append(Phrase(Ticks(at), Ticks(bars * BAR), bars, function, close))
            at += bars * BAR
        out.append(
            Section(
                label=label,
                purpose=purpose,
                at=Ticks(start),
                length=Ticks(at - start),
                key=key or key_of(MOODS[mood]),
                feeling=feeling,
                manner=manner(feeling, row.hevner),
                intensity=(0.4, 0.6),
                phrases=tuple(phrases),
                words=(mood,),
                material=material,
                texture=texture,
            ),
        )
    return tuple(out)


@cache
def harmony_of(mood: str, seed: int = 1) -> Answer[Line[Chord]]:
    return harmonise(cue_of(), sections_of(mood), (), (), BOOK, Dice(seed))


def chord_at(line: Line[Chord], tick: int) -> Span[Chord]:
    found = line.at(tick)
    assert found is not None
    return found

"""Small sketches, built by hand, for tests of what is written from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from scenescore.model.affect import Feeling, Manner
from scenescore.model.cue import Cue, Landing, Picture
from scenescore.model.form import Phrase, Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Instrument
from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar, Meter
from scenescore.model.pitch import Key, Pitch
from scenescore.model.scene import Hit, Scene
from scenescore.model.sketch import Note, Part, Played, Sketch
from scenescore.model.theme import Statement, Theme, Tone
from scenescore.model.time import Seconds, TempoStep, Ticks, TimeMap

C_MINOR = Key(0, "aeolian", (0, 2, 3, 5, 7, 8, 10))
C_MAJOR = Key(0, "ionian", (0, 2, 4, 5, 7, 9, 11))
MANNER = Manner(*[0.5] * 31)
FEELING = Feeling(-0.3, 0.2, 0.4, 0.5)

VIOLINS = Instrument(
    name="violins1",
    title="Violins I",
    family="strings",
    program=48,
    low=55,
    high=100,
    comfortable=(55, 93),
    polyphony=4,
    sustain=None,
    decay=False,
    agility=(8, 12),
    loudness=0,
    brightness=0.5,
    roughness=0.3,
    programs={"pizzicato": 45, "tremolo": 44},
    pan=34,
    depth=0.3,
)
CLARINET = replace(
    VIOLINS, name="clarinet", title="Clarinet in Bb", family="woodwind", program=71, low=50, high=94, polyphony=1,
    transposition=2, programs={}, pan=56,
)  # fmt: skip
HORN = replace(
    CLARINET, name="horn", title="Horn in F", family="brass", program=60, low=35, high=77, transposition=7, pan=42
)
BASS = replace(
    VIOLINS, name="contrabasses", title="Contrabasses", program=43, low=28, high=67, clef="bass", transposition=12
)
PIANO = replace(
    VIOLINS, name="piano", title="Piano", family="keyboard", program=0, low=21, high=108, polyphony=10, decay=True,
    clef="grand", pan=38, programs={},
)  # fmt: skip
DRUMS = replace(
    VIOLINS, name="percussion", title="Percussion", family="percussion", program=48, low=35, high=81, decay=True,
    drums={"bass drum": 36, "snare": 38, "cymbal": 49}, clef="percussion", programs={},
)  # fmt: skip


def note(at: int, length: int, midi: int, articulation: str = "", *, key: Key = C_MINOR, hit: bool = False) -> Note:
    """Write a note for the harmony."""
    return Note(Ticks(at), Ticks(length), key.pitch(midi), "harmony", articulation=articulation, hit=hit)


def part(*notes: Note, name: str = "", instrument: Instrument = VIOLINS, channel: int = 0, velocity: int = 80) -> Part:
    """Play notes just as they are written."""
    ordered = tuple(sorted(notes, key=lambda n: (n.at, n.pitch.midi)))
    played = tuple(Played(i, n.at, n.length, n.pitch.midi, velocity) for i, n in enumerate(ordered))
    return Part(name or instrument.title, instrument, channel, ordered, played=played)


def bars(*meters: Meter) -> tuple[Bar, ...]:
    """Lay bars end to end."""
    out, at = [], 0
    for number, meter in enumerate(meters, start=1):
        out.append(Bar(number, Ticks(at), meter))
        at += meter.length
    return tuple(out)


def sketch(
    *parts: Part,
    meters: Iterable[Meter] = (Meter(), Meter(), Meter(), Meter()),
    tempo: Iterable[tuple[int, int]] = ((0, 500_000),),
    key: Key = C_MINOR,
    length: int | None = None,
    frame_rate: str = "24",
    start_frame: int = 86_400,
    title: str = "The Gatekeeper",
) -> Sketch:
    """Put parts under one section, one theme statement and one hit on the second beat of bar 2."""
    laid = bars(*meters)
    end = Ticks(laid[-1].end if length is None else length)
    clock = TimeMap(tuple(TempoStep(Ticks(at), micros) for at, micros in tempo))
    hit_at = Ticks(laid[1].at + laid[1].meter.beat if len(laid) > 1 else 0)
    hit = Hit(at=float(clock.seconds(hit_at)), name="door", gesture="stinger", priority="must")
    landing = Landing(hit, clock.seconds(hit_at), clock.seconds(hit_at), hit_at, 2, 2.0)
    picture = Picture(frame_rate, start_frame, clock.seconds(end))
    phrase = Phrase(Ticks(0), end, len(laid), "idea", "final")
    tones = (Tone(0, 0, Ticks(960)), Tone(4, 0, Ticks(960)))
    chord = Chord("i", key, "minor", (0, -3, 1), 0)
    return Sketch(
        version="0.1.0",
        scene=Scene(mood="ominous", title=title, cue="2M3", length=float(clock.seconds(end)), frame_rate=frame_rate),
        ensemble="symphonic",
        ending="cadence",
        cue=Cue(picture, clock, laid, end, (landing,)),
        sections=(Section("A", "statement", Ticks(0), end, key, FEELING, MANNER, (0.2, 0.6), (phrase,), ("ominous",)),),
        chords=Line((Span(Ticks(0), end, chord),), end),
        themes=(Theme("sintel", "Sintel", ("hero",), tones, 2, "aeolian", (60, 84)),),
        statements=(Statement(1, "sintel", "Sintel", Ticks(0), tones, 60, key, "arrived", ("augment",), 0.8, 0.9),),
        parts=tuple(parts),
    )


def seconds(value: str) -> Seconds:
    """Write seconds exactly."""
    return Seconds(Fraction(value))


MIDDLE_C = Pitch(60, 0)

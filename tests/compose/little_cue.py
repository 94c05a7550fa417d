"""A small cue for the tests of hits, playing and checks: eight bars of 4/4 at 120, strings, a flute, a piano."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from scenescore.compose.mood import manner
from scenescore.model.affect import Feeling
from scenescore.model.cue import Cue, Landing, Picture, PictureHit
from scenescore.model.form import Function, Phrase, Purpose, Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble, Instrument, Names
from scenescore.model.line import Line
from scenescore.model.metre import Bar, Meter
from scenescore.model.pitch import Key, Pitch
from scenescore.model.scene import Hit
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Seconds, TempoStep, Ticks, TimeMap

BAR = 3840
BEAT = 960
LENGTH = 8 * BAR
C_MINOR = Key(0, "aeolian", (0, 2, 3, 5, 7, 8, 10))
CHORDS = (("i", (0, -3, 1)), ("bVI", (-4, 0, -3)), ("iv", (-1, -4, 0)), ("v", (1, -2, 2)))


def instrument(name: str, family: str, low: int, high: int, **more: object) -> Instrument:
    """An instrument with middling habits."""
    base = Instrument(
        name,
        name.title(),
        family,
        48,
        low,
        high,
        (low + 2, high - 2),
        4,
        None,
        decay=False,
        agility=(9, 12),
        loudness=96,
        brightness=0.5,
        roughness=0.2,
    )
    return replace(base, **more)  # type: ignore[arg-type]


VIOLINS = instrument("violins-1", "strings", 55, 100, programs={"tremolo": 44, "pizzicato": 45})
CELLI = instrument("celli", "strings", 36, 84)
BASSES = instrument("contrabasses", "strings", 24, 67, polyphony=2)
FLUTE = instrument("flute", "woodwind", 60, 98, polyphony=1, sustain=13.0)
HORNS = instrument("horn-section", "brass", 35, 77, loudness=107)
PIANO = instrument("piano", "keyboards", 21, 108, decay=True, sustain=10.0, polyphony=10)
HARP = instrument("harp", "plucked", 23, 104, decay=True, sustain=4.0, polyphony=8)
PAD = instrument("pad-warm", "electronic", 30, 96, polyphony=8)
ARP = instrument("synth-arp", "electronic", 36, 96)
TIMPANI = instrument("timpani", "percussion", 38, 60, decay=True, polyphony=2)
BASS_DRUM = instrument("bass-drum", "percussion", 35, 36, decay=True, polyphony=1, drums={"hit": 36})


def cue(*hits: tuple[int, str, str]) -> Cue:
    """Eight bars at 120 with hits given as tick, gesture, priority."""
    clock = TimeMap((TempoStep(Ticks(0), 500_000),))
    meter = Meter()
    bars = tuple(Bar(i + 1, Ticks(i * BAR), meter) for i in range(8))
    landings = []
    for tick, gesture, priority in hits:
        at = clock.seconds(tick)
        hit = Hit(at=at, name=gesture, gesture=gesture, priority=priority)  # type: ignore[arg-type]
        landings.append(Landing(hit, at, at, Ticks(tick), tick // BAR + 1, tick % BAR / BEAT + 1))
    picture = Picture("24", 0, Seconds(Fraction(16)), tuple(PictureHit(la.asked, la.hit) for la in landings))
    return Cue(picture, clock, bars, Ticks(LENGTH), tuple(landings))


def sections(start: float = 0.2, end: float = 0.9, feeling: Feeling | None = None) -> tuple[Section, ...]:
    """Two sections of four bars, two phrases each; the last phrase is the ending's."""
    feeling = feeling or Feeling(-0.2, 0.3, 0.3, 0.6)
    middle = (start + end) / 2
    rows: tuple[tuple[str, Purpose, int, float, float], ...] = (
        ("A", "statement", 0, start, middle),
        ("B", "ending", 4 * BAR, middle, end),
    )
    out = []
    for label, purpose, at, low, high in rows:
        functions: tuple[Function, ...] = ("idea", "answer") if label == "A" else ("cadence", "codetta")
        phrases = tuple(
            Phrase(Ticks(at + i * 2 * BAR), Ticks(2 * BAR), 2, function, "open") for i, function in enumerate(functions)
        )
        out.append(
            Section(
                label,
                purpose,
                Ticks(at),
                Ticks(4 * BAR),
                C_MINOR,
                feeling,
                manner(feeling, 4),
                (low, high),
                phrases,
                (),
            ),
        )
    return tuple(out)


def chords() -> Line[Chord]:
    """A chord a bar: i, bVI, iv, v, twice."""
    return Line.of(*((BAR, Chord(token, C_MINOR, "minor", tones, tones[0])) for token, tones in CHORDS * 2))


def note(at: int, length: int, midi: int, role: str = "harmony", **more: object) -> Note:
    """A written note."""
    return replace(Note(Ticks(at), Ticks(length), C_MINOR.pitch(midi), role), **more)  # type: ignore[arg-type]


def part(player: Instrument, *notes: Note, channel: int = 0) -> Part:
    """A part with its notes in order."""
    return Part(player.title, player, channel, tuple(sorted(notes, key=lambda n: (n.at, n.pitch.midi))))


def tune(player: Instrument = FLUTE, octave: int = 0) -> Part:
    """A melody of quarters and halves, with a rest at each phrase end."""
    shape = (72, 75, 79, 77, 75, 74, 72)
    rows = []
    for phrase in range(4):
        for i, midi in enumerate(shape):
            rows.append(note(phrase * 2 * BAR + i * BEAT, BEAT, midi + 12 * octave + phrase % 2, "melody"))
    return part(player, *rows)


def pads(player: Instrument = VIOLINS, low: int = 60) -> Part:
    """A chord a bar in whole notes."""
    rows = []
    for span in chords():
        pcs = span.value.pcs
        rows += [note(span.start, BAR, low + (pc - low) % 12, level=-6.0) for pc in pcs]
    return part(player, *rows)


def bass(player: Instrument = BASSES) -> Part:
    """Roots in half notes."""
    rows = []
    for span in chords():
        low = 36 + span.value.bass_pc
        rows += [note(span.start + half, 2 * BEAT, low, "bass", level=-3.0) for half in (0, 2 * BEAT)]
    return part(player, *rows)


def orchestra() -> tuple[Part, ...]:
    """Tune, pad, bass and piano."""
    return tune(), pads(), bass(), pads(PIANO, 48)


def pitch(midi: int) -> Pitch:
    """A pitch spelled in C minor."""
    return C_MINOR.pitch(midi)


def ensemble(*players: Instrument) -> Ensemble:
    """An ensemble that owns some players."""
    names = tuple(player.name for player in players)
    return Ensemble("little", "Little", (), {"rhythm": names}, names, (0.0, 1.0))


def book(*players: Instrument) -> Book:
    """A book that knows only instruments."""
    names = Names({}, {}, {}, {}, {}, {}, {}, {}, {}, {})
    known = {player.name: player for player in players}
    kinds: dict[str, Any] = {each.name: {} for each in fields(Book)}
    return Book(**{**kinds, "instruments": known, "names": names})


def by_name(parts: tuple[Part, ...]) -> Mapping[str, Part]:
    """Parts by their instruments' names."""
    return {p.instrument.name: p for p in parts}

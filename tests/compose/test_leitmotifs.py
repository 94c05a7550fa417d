"""Themes are heard for what they are, in whole cues: by a matcher that knows only them, in the parts, in the files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import NamedTuple

import mido
import pytest
from film_cast import Heard, apart, cast_of, introductions, is_full, judged, scenes, strangers
from meeting_place import BOOK
from melodic_matcher import known, named, searched

from scenescore import Sketch, compose
from scenescore.compose.themes.meeting.clash import is_clash, line_of, together
from scenescore.compose.themes.motifs import pitches
from scenescore.formats.midi import write_midi
from scenescore.model.ledger import Entry, ledger
from scenescore.model.metre import Meter
from scenescore.model.pitch import Pitch
from scenescore.model.scene import Character, Relation, Scene

CASTS = (1, 2)


@cache
def cues(cast: int) -> tuple[Sketch, ...]:
    """Some cues of a film with a cast of twelve."""
    return tuple(compose(scene) for scene in scenes(cast_of(cast), 6, cast))


def every_cue() -> Iterator[Sketch]:
    for cast in CASTS:
        yield from cues(cast)


@cache
def heard() -> tuple[Heard, ...]:
    """What the matcher says of every statement in the cues."""
    return tuple(
        each
        for cast in CASTS
        for sketch in cues(cast)
        for each in judged(sketch, known(subject.theme for subject in cast_of(cast).subjects))
    )


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_a_listener_who_knows_the_themes_names_a_full_statement() -> None:
    told = known(subject.theme for subject in cast_of(1).subjects)
    alone = [each for scene in introductions(cast_of(1)) for each in judged(compose(scene), told)]
    full = [each for each in (*alone, *heard()) if is_full(each.statement)]

    assert {each.statement.theme for each in full} >= {subject.name for subject in cast_of(1).subjects}
    assert share([each.is_right for each in full]) >= 0.95


def test_a_listener_who_knows_the_themes_names_most_transformed_statements() -> None:
    changed = [each for each in heard() if not is_full(each.statement)]

    assert len({name for each in changed for name in each.statement.chain}) > 15
    assert share([each.is_right for each in changed]) >= 0.8


def test_in_a_whole_cue_the_theme_that_is_found_first_is_in_it() -> None:
    right = []
    for cast in CASTS:
        told = known(subject.theme for subject in cast_of(cast).subjects)
        for sketch in cues(cast):
            stated = {statement.theme for statement in sketch.statements}
            right.append(searched(sketch, told).best in stated)

    assert share(right) >= 0.8


@pytest.mark.parametrize("cast", CASTS)
def test_a_melody_that_nobody_wrote_is_claimed_by_no_theme(cast: int) -> None:
    told = known(subject.theme for subject in cast_of(cast).subjects)

    for lines in strangers(72, cast + 1).values():
        assert len(lines) >= 36
        assert share([named(line, told).is_claimed for line in lines]) <= 0.1


@pytest.mark.parametrize("cast", CASTS)
def test_any_two_of_the_cast_are_further_apart_than_a_theme_is_from_what_it_turns_into(cast: int) -> None:
    """Of its changes those count that a state may ask for: above the least that must be recognised."""
    nearest, _, farthest_own, count = apart(cast_of(cast))

    assert count > 12 * 50
    assert nearest < farthest_own


OWN = ("E4:1 B4:1.5 A4:0.5 r:1 G4:2", "G4:1 A4:1 Bb4:1 D5:2 F#4:1 G4:2", "D4:1 F4:1/3 E4:1/3 D4:1/3 A4:2")


PLACES: tuple[dict[str, str], ...] = ({}, {"key": "C minor"}, {"key": "A major"}, {"meter": "3/4"}, {"meter": "6/8"})
#: In harmonic minor it can stand nowhere in a major key.
HELD = tuple((motif, place) for motif in OWN for place in PLACES if (motif, place) != (OWN[1], PLACES[2]))


@pytest.mark.parametrize(("motif", "place"), HELD, ids=str)
def test_the_composers_own_notes_are_played_as_written_when_first_told_in_full(
    motif: str, place: dict[str, str]
) -> None:
    ada = Character(name="Ada", motif=motif, enters=5)
    sketch = compose(Scene(mood="mournful", length=60, seed=2, characters=(ada,), **place))  # type: ignore[arg-type]
    first = next(statement for statement in sketch.statements if statement.fullness >= 0.8)
    part = next(part for part in sketch.parts if any(note.statement == first.number for note in part.notes))
    played = [note for note in part.notes if note.statement == first.number]
    wanted = [(at, pitch.midi) for at, pitch in _written(motif)]

    heard = [(note.at - played[0].at, note.pitch.midi - played[0].pitch.midi) for note in played[: len(wanted)]]
    assert heard == [(at - wanted[0][0], midi - wanted[0][1]) for at, midi in wanted]


def _written(motif: str) -> list[tuple[int, Pitch]]:
    out: list[tuple[int, Pitch]] = []
    at = 0
    for pitch, length in pitches(motif):
        out += [(at, pitch)] if pitch else []
        at += length
    return out


PAIRS = ((("hero",), ("villain",), 3), (("love",), ("orphan",), 1), (("mentor",), ("child",), 2))


@pytest.mark.parametrize("kind", sorted(BOOK.relations))
def test_two_who_meet_clash_as_often_as_their_relation_asks(kind: str) -> None:
    """Read from the written notes: each time within ten points of the budget."""
    found = []
    for one, two, seed in PAIRS:
        people = (Character(name="Ada", traits=one), Character(name="Bo", traits=two, enters=20))
        met = (Relation(between=("Ada", "Bo"), kind=kind, way="counterpoint"),)
        sketch = compose(Scene(mood="tender", length=100, seed=seed, characters=people, relations=met))
        found.append(clashes(sketch))

    assert all(abs(each - BOOK.relations[kind].dissonance) <= 0.1 for each in found), found


def clashes(sketch: Sketch) -> float:
    """Of the strong beats on which the players of both themes of a meeting sound, how many clash."""
    notes = [note for part in sketch.parts for note in part.notes]
    joint = [statement for statement in sketch.statements if statement.relation]
    one, other = (
        tuple(sorted({(int(n.at), int(n.end), n.pitch.midi) for n in notes if n.statement == each.number}))
        for each in joint
    )
    both = together(one, other, sketch.cue)
    over_bass = "bass" in {each.voice for each in joint}
    return sum(is_clash(max(a, b), min(a, b), over_bass=over_bass) for _, a, b in both) / len(both)


def test_every_note_of_a_statement_is_its_themes_and_none_of_its_tones_is_missing() -> None:
    count = 0
    for sketch in every_cue():
        for statement in sketch.statements:
            tones = line_of(statement)
            notes = [n for part in sketch.parts for n in part.notes if n.statement == statement.number]
            played = {(int(note.at), note.pitch.midi % 12) for note in notes}
            count += len(notes)

            assert played == {(at, midi % 12) for at, _, midi in tones}
            ends = {(at, midi % 12): end for at, end, midi in tones}
            assert all(note.end <= ends[int(note.at), note.pitch.midi % 12] for note in notes)
    assert count > 500


class Read(NamedTuple):
    """What a MIDI file says of statements: bar, beat and second of each mark; the texts of each player's track."""

    marks: list[tuple[int, float, float, str]]
    texts: dict[str, list[str]]


def read_back(sketch: Sketch) -> Read:
    """Read a cue back from its MIDI file, by that file's own meters and tempi."""
    file = mido.MidiFile(file=BytesIO(write_midi(sketch)), charset="utf-8")
    marks, at, seconds, tempo = [], 0, 0.0, 500_000
    bar, bar_at, meter = sketch.cue.bars[0].number, 0, Meter.parse("4/4")
    for message in file.tracks[0]:
        seconds += mido.tick2second(message.time, file.ticks_per_beat, tempo)
        at += message.time
        while at - bar_at >= meter.length:
            bar, bar_at = bar + 1, bar_at + meter.length
        if message.type == "set_tempo":
            tempo = message.tempo
        elif message.type == "time_signature":
            meter = Meter.parse(f"{message.numerator}/{message.denominator}")
        elif message.type == "marker" and message.text.startswith("MOTIF"):
            marks.append((bar, beat_of(at - bar_at, meter), seconds, message.text))
    texts = {track.name: [message.text for message in track if message.type == "text"] for track in file.tracks[1:]}
    return Read(marks, texts)


def beat_of(tick: int, meter: Meter) -> float:
    """The beat of a bar, counted as it is conducted: six eighths are two beats."""
    for number, beat in enumerate(meter.beats, 1):
        if tick < beat:
            return number + tick / meter.beat
        tick -= beat
    raise AssertionError(tick)


def test_the_ledger_says_what_the_midi_file_says() -> None:
    """Where each statement begins, what became of its theme, how recognisable it is and who plays it."""
    for sketch in every_cue():
        said = read_back(sketch)
        entries = [entry for entry in ledger(sketch) if entry.kind == "statement"]

        assert len(said.marks) == len(entries) == len(sketch.statements)
        for entry, (bar, beat, seconds, label) in zip(entries, said.marks, strict=True):
            assert label == f"MOTIF:{entry.themes[0]}:{'+'.join(entry.chain)}:{entry.fullness:.1f}"
            assert entry.start.bar == bar
            assert entry.start.beat == pytest.approx(beat, abs=0.001)
            assert entry.start.seconds == pytest.approx(seconds, abs=0.002)
        played = {
            name: sorted(each for each in texts if each.startswith("MOTIF")) for name, texts in said.texts.items()
        }
        assert played == {
            part.name: sorted(told(entry) for entry in entries if part.name in entry.players) for part in sketch.parts
        }


def told(entry: Entry) -> str:
    """What a player's track says of a statement."""
    chain = "+".join(entry.chain)
    return f"MOTIF:{entry.themes[0]}:{chain}:{entry.fullness:.1f}:{entry.voice}:{entry.similarity:.2f}"

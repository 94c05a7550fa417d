"""What a genre must say in its own way: chains of fifths, bare fifths, drones, stillness, axes; a bass that walks."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.harmony.grammar_jazz import chorus, is_dominant, root
from scenescore.compose.harmony.grammar_loops import axis
from scenescore.compose.harmony.rhythm import paced
from scenescore.compose.performance.swing import lateness, ratio
from scenescore.library import default_book
from scenescore.model.dice import Dice
from scenescore.model.harmony import Chord
from scenescore.model.scene import Scene
from scenescore.model.sketch import Note, Sketch
from scenescore.pipeline import compose

BOOK = default_book()
MOODS = {
    "jazz": ("groovy", "melancholic"),
    "noir": ("noir", "sensual"),
    "rock": ("driving", "confident"),
    "folk": ("carefree", "wistful"),
    "electronic": ("hypnotic", "driving"),
    "ambient": ("serene", "mysterious"),
    "horror": ("frightening", "eerie"),
}


@cache
def sketches(genre: str) -> tuple[Sketch, ...]:
    scenes = [Scene(mood=mood, length=45, seed=seed, genre=genre) for mood in MOODS[genre] for seed in (1, 2)]
    return tuple(compose(scene) for scene in scenes)


def chords(genre: str) -> list[Chord]:
    return [span.value for sketch in sketches(genre) for span in sketch.chords]


def seconds_per_chord(genre: str) -> float:
    spans = [(sketch, span) for sketch in sketches(genre) for span in sketch.chords]
    return mean(float(sk.cue.seconds(c.start + c.length) - sk.cue.seconds(c.start)) for sk, c in spans)


def sizes(chord: Chord) -> frozenset[int]:
    return frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)


def share(rows: list[bool]) -> float:
    return sum(rows) / max(1, len(rows))


def leads(chord: Chord) -> bool:
    return (chord.key.pc + 11) % 12 in chord.pcs


def bass_of(sketch: Sketch) -> list[Note]:
    notes = [note for part in sketch.parts for note in part.notes if note.role == "bass"]
    return sorted(notes, key=lambda note: (note.at, note.pitch.midi))


def is_riff(sketch: Sketch, note: Note) -> bool:
    return any(
        section.texture.startswith("rock-r") for section in sketch.sections if section.at <= note.at < section.end
    )


@pytest.mark.parametrize("genre", ["jazz", "noir"])
def test_jazz_sounds_no_plain_triad(genre: str) -> None:
    assert share([len(chord.pcs) >= 4 for chord in chords(genre)]) > 0.95


@pytest.mark.parametrize("genre", ["jazz", "noir"])
def test_jazz_falls_by_seconds_and_fifths(genre: str) -> None:
    pairs = [(a.value.token, b.value.token) for sketch in sketches(genre) for a, b in pairwise(sketch.chords)]
    chains = [
        (root(b) - root(a)) % 12 in {5, 11} and (is_dominant(b) or "7sus4" in b) and a.lstrip("b#")[0].islower()
        for a, b in pairs
    ]

    assert share(chains) > 0.1


def test_jazz_changes_chords_once_or_twice_a_bar() -> None:
    rates = [len(sketch.chords) / len(sketch.cue.bars) for sketch in sketches("jazz")]

    assert 0.85 <= mean(rates) <= 2.2


def test_a_jazz_cue_ends_on_a_coloured_tonic() -> None:
    last = [tuple(sketch.chords)[-1].value for sketch in sketches("jazz")]

    assert all(chord.pcs[0] == chord.key.pc and len(chord.pcs) >= 4 for chord in last)


def test_a_walking_bass_hardly_repeats_a_note_and_reaches_new_chords_by_step_or_fifth() -> None:
    for sketch in sketches("jazz"):
        starts = {int(span.start) for span in sketch.chords}
        walk = [(a, b) for a, b in pairwise(bass_of(sketch)) if a.length <= 960 and b.at - a.at <= 960]
        moves = [abs(b.pitch.midi - a.pitch.midi) for a, b in walk]
        arrivals = [abs(b.pitch.midi - a.pitch.midi) in {1, 2, 5, 7} for a, b in walk if int(b.at) in starts]

        assert share([move == 0 for move in moves]) < 0.2
        assert share(arrivals) > 0.6 or len(arrivals) < 4


def test_a_bass_walks_in_three_and_lilts_in_six_eight() -> None:
    for meter, most in (("3/4", 960), ("6/8", 960)):
        sketch = compose(Scene(mood="groovy", length=45, seed=4, genre="jazz", meter=meter))
        lengths = [note.length for note in bass_of(sketch)]

        assert share([length <= most for length in lengths]) > 0.4


def test_rock_leads_by_no_leading_note() -> None:
    assert share([leads(chord) for chord in chords("rock")]) < 0.12


def test_guitars_grip_fifths_and_octaves_and_never_a_third() -> None:
    grips: list[frozenset[int]] = []
    for sketch in sketches("rock"):
        for part in sketch.parts:
            if part.instrument.name == "guitar-dist":
                onsets: dict[int, list[int]] = {}
                for note in part.notes:
                    if note.role in {"rhythm", "harmony"} and not note.hit and is_riff(sketch, note):
                        onsets.setdefault(int(note.at), []).append(note.pitch.midi)
                grips += [frozenset((m - min(ms)) % 12 for m in ms) for ms in onsets.values() if len(ms) > 1]

    assert len(grips) > 40
    assert share([grip <= {0, 7} for grip in grips]) > 0.95


def test_a_loop_does_not_tick() -> None:
    """Hardly every second bar goes on with the chords of the bar before, and four chords are the least."""
    for sketch in sketches("rock"):
        bars = [
            tuple(
                (c.value.token, max(0, c.start - bar.at))
                for c in sketch.chords
                if c.start < bar.end <= c.start + c.length + bar.meter.length
            )
            for bar in sketch.cue.bars
        ]

        assert share([a == b for a, b in pairwise(bars)]) < 0.6
        assert len({span.value.token for span in sketch.chords}) >= 4


def test_folk_knows_no_dominant_seventh_and_hardly_a_leading_note() -> None:
    found = chords("folk")

    assert not [chord.token for chord in found if re.match(r"^V7", chord.token)]
    assert share([leads(chord) for chord in found]) < 0.15


def test_ambient_chords_last_and_hang() -> None:
    hanging = [bool(sizes(chord) & {2, 5, 9, 10, 11}) or not sizes(chord) & {3, 4} for chord in chords("ambient")]

    assert seconds_per_chord("ambient") > 5.5
    assert share(hanging) > 0.8


def test_ambient_and_electronic_do_not_close_by_fifths() -> None:
    for genre in ("ambient", "electronic"):
        pairs = [(a.value, b.value) for sketch in sketches(genre) for a, b in pairwise(sketch.chords)]
        closes = [leads(a) and b.pcs[0] == b.key.pc and (a.pcs[0] - b.pcs[0]) % 12 == 7 for a, b in pairs]

        assert share(closes) < 0.05


def test_horror_moves_along_axes_over_pedals_and_never_closes() -> None:
    pairs = [(a.value, b.value) for sketch in sketches("horror") for a, b in pairwise(sketch.chords)]
    closes = [leads(a) and b.pcs[0] == b.key.pc and (a.pcs[0] - b.pcs[0]) % 12 == 7 for a, b in pairs]
    dark = [
        chord.dissonance >= 0.4 or "@" in chord.token or any((pc - chord.key.pc) % 12 in {1, 6, 11} for pc in chord.pcs)
        for chord in chords("horror")
    ]

    assert not any(closes)
    assert share(dark) > 0.5
    assert seconds_per_chord("horror") > 3.5


@given(seed=st.integers(0, 5000), is_minor=st.booleans())
def test_every_chord_of_every_chorus_can_be_read_and_half_turns_lead_on(seed: int, is_minor: bool) -> None:  # noqa: FBT001
    turns = chorus(Dice(seed).at("chorus"), ("tritone", "secondary-dominant"), is_minor=is_minor)

    assert len(turns) == 4
    assert all(len(turn) == 8 for turn in turns)
    assert any(is_dominant(token) for turn in turns for token in turn)


def test_substitutes_come_and_go_with_the_dice() -> None:
    found = {turn for seed in range(40) for turn in chorus(Dice(seed).at("x"), ("tritone",), is_minor=False)[1:2]}
    plain = {turn for seed in range(40) for turn in chorus(Dice(seed).at("x"), (), is_minor=False)[1:2]}

    assert any("bII7" in turn or "bII9" in turn for turn in found)
    assert not any(token.startswith("bII") for turn in plain for token in turn)


@pytest.mark.parametrize(("step", "stations"), [(3, 4), (4, 3), (6, 2), (8, 3), (9, 4)])
def test_an_axis_divides_the_octave_evenly(step: int, stations: int) -> None:
    roots = [root(token) for token in axis(step, stations, "i")]

    assert {(b - a) % 12 for a, b in pairwise([*roots, roots[0]])} == {step}


@given(bar=st.fractions(min_value=Fraction(1), max_value=Fraction(6)), wanted=st.floats(0.5, 12))
def test_a_genres_pace_stays_in_its_range_where_a_bar_allows_it(bar: Fraction, wanted: float) -> None:
    genre = BOOK.genres["ambient"]
    seconds = paced(genre, wanted, float(bar)) * float(bar)

    assert seconds >= genre.seconds_per_chord[0] - 1e-9


def test_phrases_of_a_style_stay_out_of_other_scenes() -> None:
    own = {row.name for row in BOOK.progressions.values() if row.genres}
    own |= {row.name for row in BOOK.cadences.values() if row.genres}
    said = " ".join(
        d.choice
        for mood in ("tender", "driving", "frightening")
        for d in compose(Scene(mood=mood, length=30)).decisions
    )

    assert own
    assert not [name for name in own if f"({name})" in said or f"{name} cadence" in said]


def test_swing_is_written_straight_and_played_late() -> None:
    for sketch in sketches("jazz"):
        bar = sketch.cue.bars[0]
        if bar.meter.beat != 960:
            continue
        offbeats = [
            (played.at - part.notes[played.note].at, lateness(int(part.notes[played.note].at), sketch.cue, 2.0))
            for part in sketch.parts
            for played in part.played
            if (part.notes[played.note].at - bar.at) % 960 == 480 and not part.notes[played.note].hit
        ]
        marks = [mark.text for part in sketch.parts for mark in part.marks if mark.kind == "text"]

        assert offbeats
        assert mean(late for late, _ in offbeats) > 100
        assert "Swing" in marks


@pytest.mark.parametrize(("genre", "mood", "length"), [("jazz", "heroic", 90), ("noir", "serene", 45)])
def test_nothing_that_swings_is_struck_while_it_still_sounds(genre: str, mood: str, length: int) -> None:
    sketch = compose(Scene(mood=mood, length=length, genre=genre, seed=3))

    assert [finding for finding in sketch.findings if finding.severity == "error"] == []


def test_nothing_swings_without_a_genre_that_does() -> None:
    for sketch in sketches("rock"):
        assert not [mark for part in sketch.parts for mark in part.marks if mark.text == "Swing"]


@given(st.floats(40, 320))
def test_swing_evens_out_as_the_tempo_rises(bpm: float) -> None:
    assert 1.0 <= ratio(2.0, bpm + 10) <= ratio(2.0, bpm) <= 2.5

"""Small ensembles: what a pianist's hands, a combo, a pizzicato band and a pad player would say about their parts."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from scenescore import Scene, Sketch, compose
from scenescore.compose.orchestra.two_hands import playable
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

NINTH = 14
PIANO_MOODS = ("wistful", "romantic", "mournful", "playful", "suspenseful", "hopeful", "eerie")


@cache
def sketched(ensemble: str, mood: str, seed: int = 1, length: int = 45) -> Sketch:
    return compose(Scene(mood=mood, length=length, ensemble=ensemble, seed=seed))


def bars_of(sketch: Sketch, part: Part) -> list[tuple[tuple[int, int], ...]]:
    """Each bar of a part's accompaniment as offsets and pitches."""
    notes = [note for note in part.notes if note.role != "melody"]
    return [
        tuple(sorted((note.at - bar.at, note.pitch.midi) for note in notes if bar.at <= note.at < bar.end))
        for bar in sketch.cue.bars
    ]


@pytest.mark.parametrize("mood", PIANO_MOODS)
@pytest.mark.parametrize("seed", [1, 2])
def test_two_hands_strike_every_chord_of_a_solo_piano(mood: str, seed: int) -> None:
    struck: dict[int, list[int]] = defaultdict(list)
    for note in sketched("solo-piano", mood, seed).parts[0].notes:
        struck[note.at].append(note.pitch.midi)

    for at, midis in struck.items():
        chord = sorted(midis)
        splits = [
            cut
            for cut in range(len(chord) + 1)
            if all(len(hand) <= 5 and (not hand or hand[-1] - hand[0] <= NINTH) for hand in (chord[:cut], chord[cut:]))
        ]
        assert splits, (at, chord)


@pytest.mark.parametrize("mood", PIANO_MOODS)
def test_no_bar_of_the_pianos_accompaniment_comes_three_times_in_a_row(mood: str) -> None:
    sketch = sketched("solo-piano", mood)

    bars = bars_of(sketch, sketch.parts[0])

    assert not any(a and a == b == c for a, b, c in zip(bars, bars[1:], bars[2:], strict=False))


@pytest.mark.parametrize("mood", ["wistful", "romantic", "hopeful"])
def test_the_pianos_tune_stays_on_top(mood: str) -> None:
    notes = sketched("solo-piano", mood).parts[0].notes
    tune = [note for note in notes if note.role == "melody"]

    for note in tune:
        above = [n for n in notes if n.at == note.at and n.pitch.midi > note.pitch.midi]
        assert not above


def test_a_large_passage_of_the_piano_has_octaves_in_both_hands() -> None:
    sketches = [sketched("solo-piano", "romantic", seed) for seed in (1, 2, 3)]

    assert sum(_has_octaves(sketch) for sketch in sketches) >= 2


def _has_octaves(sketch: Sketch) -> bool:
    """Whether tune and bass are both doubled at the octave somewhere in the climax."""
    climax = next(section for section in sketch.sections if section.purpose == "climax")
    notes = [note for note in sketch.parts[0].notes if climax.at <= note.at < climax.end]
    by_onset: dict[int, set[int]] = defaultdict(set)
    for note in notes:
        by_onset[note.at].add(note.pitch.midi)
    tune = any(note.role == "melody" and note.pitch.midi - 12 in by_onset[note.at] for note in notes)
    return tune and any({midi, midi + 12} <= chord for chord in by_onset.values() for midi in chord if midi < 48)


def test_a_chord_of_nine_notes_is_dealt_to_two_hands() -> None:
    notes = [Note(Ticks(0), Ticks(960), Pitch(midi, 0), "harmony") for midi in (36, 43, 48, 52, 60, 64, 67, 72, 84)]

    kept = sorted(note.pitch.midi for note in playable(notes))

    assert kept[0] == 36
    assert kept[-1] == 84
    assert len(kept) <= 8


@pytest.mark.parametrize("mood", ["suspenseful", "eerie", "mournful"])
def test_a_dark_pianos_left_hand_leaves_silence(mood: str) -> None:
    sketch = sketched("solo-piano", mood)

    assert share_of_beats(sketch, "harmony", "bass", "rhythm") < 0.6


def share_of_beats(sketch: Sketch, *roles: str) -> float:
    """How many of the cue's beats have an onset of these roles; what fills the right hand's octaves is the tune's."""
    onsets = {
        note.at
        for part in sketch.parts
        for note in part.notes
        if note.role in roles and not any(_fills(note, tune) for tune in part.notes)
    }
    beats = [bar.at + sum(bar.meter.beats[:i]) for bar in sketch.cue.bars for i in range(len(bar.meter.beats))]
    return sum(beat in onsets for beat in beats) / len(beats)


def _fills(note: Note, tune: Note) -> bool:
    """Whether a note is struck and held with a note of the tune, an octave or less beneath it: one hand plays both."""
    is_together = (note.at, note.length) == (tune.at, tune.length)
    return tune.role == "melody" and is_together and 0 < tune.pitch.midi - note.pitch.midi <= 12


@pytest.mark.parametrize("mood", ["cosmic", "calm", "eerie"])
@pytest.mark.parametrize("seed", [1, 2])
def test_ambient_music_does_not_tick(mood: str, seed: int) -> None:
    sketch = sketched("ambient-electronic", mood, seed)

    onsets = {note.at for part in sketch.parts for note in part.notes if note.role != "melody"}

    assert len(onsets) / float(sketch.cue.picture.length) < 1.5


@pytest.mark.parametrize("mood", ["cosmic", "calm"])
def test_ambient_pads_change_voice_by_voice(mood: str) -> None:
    sketch = sketched("ambient-electronic", mood)
    pad = next(part for part in sketch.parts if "Warm Pad" in part.name)
    starts: dict[int, int] = defaultdict(int)
    for note in pad.notes:
        starts[note.at] += 1

    assert sum(count == 1 for count in starts.values()) > 0.5 * len(starts)


@pytest.mark.parametrize("mood", ["sneaky", "playful", "mischievous"])
def test_comedy_has_holes(mood: str) -> None:
    sketch = sketched("comedy-pizzicato", mood)
    accompaniment = [n for part in sketch.parts for n in part.notes if n.role in {"harmony", "bass", "rhythm"}]

    beats = [bar.at + sum(bar.meter.beats[:i]) for bar in sketch.cue.bars for i in range(len(bar.meter.beats))]
    silent = [at for at in beats if not any(n.at < at + 960 and n.end > at for n in accompaniment)]

    assert len(silent) >= len(beats) / 12


def test_a_walking_bass_walks_by_step_and_reaches_new_roots_by_step() -> None:
    sketch = sketched("jazz-noir", "noir", 1, 60)
    bass = next(part for part in sketch.parts if part.name == "Jazz Bass")
    walk = [(a, b) for a, b in zip(bass.notes, bass.notes[1:], strict=False) if b.at - a.at == 960]

    gaps = [abs(b.pitch.midi - a.pitch.midi) for a, b in walk]
    roots = {span.start for span in sketch.chords}
    arrivals = [abs(b.pitch.midi - a.pitch.midi) for a, b in walk if b.at in roots]

    assert len(walk) > 15
    assert 0 not in gaps
    assert sum(gap <= 2 for gap in gaps) > 0.6 * len(gaps)
    assert sum(gap <= 2 for gap in arrivals) > 0.6 * len(arrivals)


def test_combo_chords_are_shells_that_leave_bars_alone() -> None:
    sketch = sketched("jazz-noir", "noir", 1, 60)
    piano = next(part for part in sketch.parts if part.name == "Piano")
    chords = [note for note in piano.notes if note.role == "harmony"]

    bars = [sum(bar.at <= note.at < bar.end for note in chords) for bar in sketch.cue.bars]

    assert 0 in bars
    assert max(bars) <= 10


@pytest.mark.parametrize("ensemble", ["solo-piano", "jazz-noir", "comedy-pizzicato", "folk", "suspense"])
def test_seeds_differ_in_figure_or_register(ensemble: str) -> None:
    mood = {"jazz-noir": "noir", "comedy-pizzicato": "playful", "folk": "carefree", "suspense": "stealthy"}.get(
        ensemble, "wistful"
    )

    shapes = {
        tuple((note.at - bar.at, note.role) for part in sketch.parts for bar in sketch.cue.bars[:4]
              for note in part.notes if bar.at <= note.at < bar.end)
        for sketch in (sketched(ensemble, mood, seed) for seed in (1, 2, 3))
    }  # fmt: skip

    assert len(shapes) == 3


def test_a_buttons_last_note_of_the_tune_is_as_short_as_the_button() -> None:
    sketch = sketched("comedy-pizzicato", "playful")
    last = sketch.sections[-1].phrases[-1]

    notes = [note for part in sketch.parts for note in part.notes if note.at >= last.at]

    assert sketch.ending == "button"
    assert notes
    assert all(note.length <= 960 for note in notes)


def test_a_band_of_soloists_has_one_leader_and_at_most_one_companion() -> None:
    for ensemble, mood in (("ambient-electronic", "cosmic"), ("jazz-noir", "noir"), ("folk", "carefree")):
        sketch = sketched(ensemble, mood)
        singing: dict[int, set[str]] = defaultdict(set)
        for part in sketch.parts:
            for note in part.notes:
                if note.role == "melody":
                    singing[note.at].add(part.name)

        assert max(len(names) for names in singing.values()) <= 2

"""Voices keep apart, stay in range, and the bass is the chord's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from harmony_cues import BAR, BOOK, MOODS, cue_of, harmony_of, key_of, sections_of
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.voices.costs import Room, candidates
from scenescore.compose.voices.voice_leading import is_clear, line_faults, parallels, planes, voices_of
from scenescore.compose.voices.voicing import bass_line, lead
from scenescore.model.form import MelodyNote, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Texture, TextureLayer
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Answer
from scenescore.model.time import Ticks

READER = TokenReader(BOOK)
_FOUR = TextureLayer("harmony", "pad", "hold", (50, 74), voices=4)
WIDE = replace(BOOK, textures={"wide": Texture("wide", (_FOUR,), (-1, 1), (-1, 1), (0, 1))})
MAJOR = (
    "I",
    "ii",
    "iii",
    "IV",
    "V",
    "vi",
    "V7",
    "ii7",
    "I^1",
    "IV^1",
    "bVI",
    "bVII",
    "iv",
    "Imaj7",
    "V^1",
    "II",
    "I^2",
)
MINOR = ("i", "iv", "v", "V7", "bVI", "bVII", "bIII", "iio^1", "bII", "i^1", "IV", "imM7", "iadd9", "io7", "V", "bII@1")


def voiced(mood: str, seed: int = 1) -> Answer[Line[Voicing]]:
    return lead(cue_of(), sections_of(mood), harmony_of(mood, seed).value, (), BOOK)


def row_of(tokens: list[str], key: str) -> Line[Chord]:
    chords = [READER.chord(token, key_of(key)) for token in tokens]
    return Line.of(*((BAR, chord) for chord in chords))


def led(tokens: list[str], key: str = "C ionian", tune: tuple[MelodyNote, ...] = ()) -> list[Voicing]:
    section = replace(sections_of("romantic")[0], length=Ticks(len(tokens) * BAR))
    return [span.value for span in lead(cue_of(), (section,), row_of(tokens, key), tune, BOOK).value]


def test_parallels_are_heard_in_similar_motion_only() -> None:
    assert parallels((48, 55, 64), (50, 57, 65)) == ((0, 1, "parallel fifths"),)
    assert parallels((48, 60), (53, 65)) == ((0, 1, "parallel octaves"),)
    assert parallels((48, 55), (48, 55)) == ()
    assert parallels((48, 55), (55, 50)) == ()


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["C ionian", "Eb ionian", "F# ionian", "A ionian"]))
def test_no_parallels_whatever_the_chords_in_major(data: st.DataObject, key: str) -> None:
    tokens = data.draw(st.lists(st.sampled_from(MAJOR), min_size=2, max_size=12))

    assert line_faults(led(tokens, key)) == ()


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["C aeolian", "F# aeolian", "Bb aeolian"]))
def test_no_parallels_whatever_the_chords_in_minor(data: st.DataObject, key: str) -> None:
    tokens = data.draw(st.lists(st.sampled_from(MINOR), min_size=2, max_size=12))

    assert line_faults(led(tokens, key)) == ()


@pytest.mark.parametrize("mood", sorted(MOODS))
@pytest.mark.parametrize("seed", [1, 2])
def test_music21_hears_no_parallel_fifths_or_octaves(mood: str, seed: int) -> None:
    from music21 import note, voiceLeading  # noqa: PLC0415 - slow to import

    chords = [span.value for span in harmony_of(mood, seed).value]
    line = [span.value for span in voiced(mood, seed).value]
    for index in range(1, len(line)):
        if planes(chords[index - 1], chords[index]):
            continue
        before, after = voices_of(line[index - 1]), voices_of(line[index])
        for low in range(len(before)):
            for high in range(low + 1, len(before)):
                upper, lower = ((note.Note(before[i]), note.Note(after[i])) for i in (high, low))
                quartet = voiceLeading.VoiceLeadingQuartet(upper[0], upper[1], lower[0], lower[1])
                assert not quartet.parallelFifth()
                assert not quartet.parallelUnisonOrOctave()


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_bass_and_voices_are_ordered_and_in_range(mood: str) -> None:
    for span in voiced(mood).value:
        voices = voices_of(span.value)

        assert list(voices) == sorted(set(voices))
        assert 28 <= span.value.bass <= 50
        assert voices[-1] <= 80


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_every_chord_has_one_voicing_over_its_own_bass(mood: str) -> None:
    chords, line = harmony_of(mood).value, voiced(mood).value

    assert [(s.start, s.length) for s in chords] == [(s.start, s.length) for s in line]
    for chord, voicing in zip(chords, line, strict=True):
        assert voicing.value.bass % 12 == chord.value.bass_pc
        assert {midi % 12 for midi in voicing.value.upper} <= set(chord.value.pcs)


@pytest.mark.parametrize("token", [*MAJOR, *MINOR])
def test_a_chord_is_complete_enough_to_be_known(token: str) -> None:
    chord = READER.chord(token, key_of("C ionian"))
    (voicing,) = led([token])

    heard = {midi % 12 for midi in voices_of(voicing)}
    telling = {pc for pc in chord.pcs if (pc - chord.pcs[0]) % 12 in {3, 4, 10, 11}}
    assert telling <= heard


def test_low_intervals_stay_clear() -> None:
    for mood in ("ominous", "romantic"):
        for span in voiced(mood).value:
            assert is_clear(span.value.bass, span.value.upper[0])


@pytest.mark.parametrize("token", ["V", "V7", "V^1"])
def test_the_leading_note_is_not_doubled(token: str) -> None:
    chord = READER.chord(token, key_of("C ionian"))
    bass = 47 if chord.bass_pc == 11 else 43

    upper, _ = candidates(chord, bass, Room(4, 50, 74), 1)

    assert sum(int(midi) % 12 == 11 for midi in (bass, *upper[0])) == 1


def test_the_seventh_of_a_dominant_falls() -> None:
    dominant, tonic = led(["V7", "I"])
    index = [midi % 12 for midi in dominant.upper].index(5)

    assert tonic.upper[index] - dominant.upper[index] in {-1, 0}


def test_common_tones_stay_where_they_are() -> None:
    one, other = led(["I", "vi"])

    assert len(set(one.upper) & set(other.upper)) == 2


def test_the_bass_moves_by_small_steps_where_inversions_allow() -> None:
    chords = [READER.chord(token, key_of("C ionian")) for token in ("I", "V^1", "vi", "I^2", "IV", "I^1", "ii", "V")]

    line = bass_line(chords, 40.0)

    assert [b - a for a, b in pairwise(line[:-1])] == [-1, -2, -2, -2, -1, -2]


def test_the_voices_leave_the_tune_its_octave() -> None:
    tune = tuple(MelodyNote(Ticks(i * BAR), Ticks(BAR), Pitch(67, 1)) for i in range(4))

    for voicing in led(["I", "V", "vi", "V"], tune=tune):
        assert voicing.upper[-1] <= 67


def test_a_texture_of_four_voices_gets_four() -> None:
    line = lead(cue_of(), sections_of("romantic", texture="wide"), harmony_of("romantic").value, (), WIDE)

    assert {len(span.value.upper) for span in line.value} == {4}
    assert line.findings == ()


def test_the_same_chords_are_set_the_same_way() -> None:
    assert voiced("heroic") == voiced("heroic")


def test_crossed_voices_are_a_fault() -> None:
    assert [fault.rule for fault in line_faults([Voicing(60, (55, 64, 67))])] == ["crossing"]

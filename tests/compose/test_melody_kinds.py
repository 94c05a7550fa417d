"""The kinds of non-chord tones, told from textbook examples."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harmony_cues import BAR, BOOK, cue_of, key_of

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.melody.kinds import KINDS, label_kinds
from scenescore.model.form import MelodyNote
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.time import Ticks

KEY = key_of("C ionian")
READER = TokenReader(BOOK)
#: Name, a chord for each bar, the tune as (MIDI number, quarters), the note that is asked about, its kind.
EXAMPLES = (
    ("between two chord tones on a weak beat", ("I",), ((60, 1), (62, 1), (64, 2)), 1, "passing"),
    ("between two chord tones on a strong beat", ("I",), ((60, 2), (62, 1), (64, 1)), 1, "passing"),
    ("around a chord tone", ("I",), ((64, 1), (65, 1), (64, 2)), 1, "neighbour"),
    ("leapt to and left by step on the downbeat", ("I", "I"), ((60, 4), (69, 2), (67, 2)), 1, "appoggiatura"),
    ("leant into after a rest", ("I",), ((None, 2), (65, 1), (64, 1)), 0, "appoggiatura"),
    ("struck again and falling", ("IV", "V"), ((60, 4), (60, 2), (59, 2)), 1, "suspension"),
    ("tied over the bar line and falling", ("IV", "V"), ((65, 2), (60, 4), (59, 2)), 1, "suspension"),
    ("tied over the bar line and rising", ("V", "I"), ((67, 2), (71, 4), (72, 2)), 1, "retardation"),
    ("come too early", ("V", "I"), ((62, 3), (60, 1), (60, 4)), 1, "anticipation"),
    ("left by leap the other way", ("I", "V"), ((64, 3), (65, 1), (62, 4)), 1, "escape"),
    ("over its goal and back", ("I",), ((67, 1), (65, 1), (62, 1), (64, 1)), 1, "cambiata"),
    ("held while the chords move away and come back", ("I", "V", "I"), ((60, 12),), 0, "pedal"),
    ("a chord tone", ("I",), ((64, 4),), 0, "chord"),
    ("leapt to and left by leap", ("I",), ((60, 1), (65, 1), (72, 2)), 1, "free"),
    ("left hanging before a rest", ("I", "I"), ((60, 1), (65, 1), (None, 3), (64, 3)), 1, "free"),
)


def _notes(tune: tuple[tuple[int | None, int], ...]) -> list[MelodyNote]:
    out, at = [], 0
    for midi, quarters in tune:
        if midi is not None:
            out.append(MelodyNote(Ticks(at), Ticks(quarters * 960), Pitch(midi, KEY.fifths_of(midi % 12))))
        at += quarters * 960
    return out


@pytest.mark.parametrize(("name", "chords", "tune", "index", "kind"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_a_foreign_note_is_called_what_a_textbook_calls_it(
    name: str, chords: tuple[str, ...], tune: tuple[tuple[int | None, int], ...], index: int, kind: str
) -> None:
    line = Line.of(*((BAR, READER.chord(token, KEY)) for token in chords))

    told = label_kinds(_notes(tune), line, cue_of())

    assert told[index].kind == kind, name


def test_examples_cover_every_kind() -> None:
    assert {kind for *_, kind in EXAMPLES} == set(KINDS)


def test_saying_the_kinds_changes_no_note() -> None:
    notes = _notes(((60, 1), (62, 1), (64, 2)))
    line = Line.of((BAR, READER.chord("I", KEY)))

    assert [replace(note, kind="chord") for note in label_kinds(notes, line, cue_of())] == notes

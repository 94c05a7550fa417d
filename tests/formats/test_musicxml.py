from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from music21 import converter

from scenescore.formats.clefs import clefs
from scenescore.formats.engraving import staves
from scenescore.formats.hands import left_hand
from scenescore.formats.musicxml import write_musicxml
from scenescore.formats.notevalues import values
from scenescore.model.metre import Meter
from scenescore.model.pitch import Key, Pitch
from scenescore.model.sketch import Mark, Note, Part, Sketch
from scenescore.model.time import Ticks
from sketches import BASS, C_MINOR, CLARINET, DRUMS, HORN, PIANO, VIOLINS, note, part, sketch

METERS = [Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(7, 8), Meter(5, 4), Meter(2, 2), Meter(12, 8), Meter(3, 8)]


def read(made: Sketch) -> Any:
    return converter.parse(write_musicxml(made).decode(), format="musicxml")


def exact(quarters: float | Fraction) -> Fraction:
    """Undo the rounding of offsets that music21 keeps as floats."""
    return Fraction(quarters).limit_denominator(960)


def sounding(score: Any) -> Counter[tuple[Fraction, Fraction, int]]:
    """Start and length in quarters and MIDI number of every note, ties joined, transposition undone."""
    out: Counter[tuple[Fraction, Fraction, int]] = Counter()
    for staff in score.parts:
        tied: dict[int, tuple[Fraction, Fraction]] = {}
        heads = [
            (exact(element.getOffsetInHierarchy(staff)), exact(element.quarterLength), head)
            for element in staff.toSoundingPitch().recurse().notes
            for head in (element.notes if element.isChord else [element])
        ]
        for at, length, head in sorted(heads, key=lambda each: each[0]):
            midi = head.pitch.midi
            begun, before = tied.pop(midi, (at, Fraction(0)))
            if head.tie is not None and head.tie.type in {"start", "continue"}:
                tied[midi] = begun, before + length
            else:
                out[begun, before + length, midi] += 1
        assert not tied
    return out


def written(made: Sketch) -> Counter[tuple[Fraction, Fraction, int]]:
    return Counter(
        (Fraction(n.at, 960), Fraction(n.length, 960), n.pitch.midi) for each in made.parts for n in each.notes
    )


def elements(score: Any, kind: str) -> list[tuple[float, Any]]:
    return [(float(e.getOffsetInHierarchy(score)), e) for e in score.recurse().getElementsByClass(kind)]


MELODY = (
    note(0, 960, 60),
    note(960, 1440, 63),
    note(2400, 480, 65),
    note(2880, 3000, 67),
    note(7680, 320, 72),
    note(8000, 320, 74),
    note(8320, 320, 75),
    note(8640, 640, 77),
    note(9280, 1280, 79),
    note(11_520, 192, 80),
    note(11_712, 768, 82),
)


@pytest.mark.parametrize("player", [VIOLINS, CLARINET, HORN, BASS, PIANO], ids=lambda player: player.name)
def test_another_library_reads_the_same_sounding_notes(player: Any) -> None:
    made = sketch(part(*MELODY, instrument=player))

    assert sounding(read(made)) == written(made)


def test_a_clarinet_is_written_a_tone_higher_in_its_own_key() -> None:
    score = read(sketch(part(note(0, 960, 58), instrument=CLARINET)))

    assert next(iter(score.recurse().notes)).nameWithOctave == "C4"
    assert [key.sharps for _, key in elements(score, "KeySignature")] == [-1]


def test_a_key_that_would_need_eight_signs_is_written_with_four() -> None:
    g_sharp_minor = Key(8, "aeolian", (0, 2, 3, 5, 7, 8, 10))
    made = sketch(part(note(0, 960, 61, key=g_sharp_minor), instrument=CLARINET), key=g_sharp_minor)

    assert [key.sharps for _, key in elements(read(made), "KeySignature")] == [-5]
    assert sounding(read(made)) == written(made)


def test_chords_stay_chords_and_held_notes_get_a_voice_of_their_own() -> None:
    made = sketch(
        part(*(note(0, 3840, m) for m in (48, 55)), *(note(i * 960, 960, m) for i in range(4) for m in (72, 76)))
    )

    measure = read(made).parts[0].measure(1)
    assert [[n.quarterLength for n in voice.notes] for voice in measure.voices] == [[1, 1, 1, 1], [4]]
    assert sounding(read(made)) == written(made)


def test_what_would_need_three_voices_is_tied_and_loses_nothing() -> None:
    made = sketch(part(note(0, 3840, 60), note(480, 2400, 64), note(960, 960, 67), note(1440, 3840, 72)))

    assert sounding(read(made)) == written(made)


def test_a_tune_keeps_its_own_stems_above_its_accompaniment() -> None:
    tune = tuple(replace(note(i * 960, 960, 72 + i), role="melody") for i in range(4))
    made = sketch(part(*tune, *(note(i * 960, 960, 64) for i in range(4)), instrument=PIANO))

    voices = read(made).parts[0].measure(1).voices
    assert [[n.pitch.midi for n in voice.notes] for voice in voices] == [[72, 73, 74, 75], [64, 64, 64, 64]]


def test_a_piano_reads_two_staves_under_one_name() -> None:
    data = write_musicxml(sketch(part(note(0, 960, 40), note(0, 960, 76), instrument=PIANO))).decode()

    assert data.count("<score-part ") == 1
    assert "<staves>2</staves>" in data


def test_percussion_stands_on_a_percussion_clef_one_line_for_one_drum() -> None:
    one = write_musicxml(sketch(part(note(0, 960, 36), note(960, 960, 36), instrument=DRUMS, channel=9))).decode()
    three = write_musicxml(
        sketch(part(*(note(i, 960, m) for i, m in ((0, 36), (960, 38), (960, 49))), instrument=DRUMS))
    )

    assert "<staff-lines>1</staff-lines>" in one
    assert "<sign>percussion</sign>" in one
    assert b"<staff-lines>" not in three
    assert three.count(b"<unpitched>") == 3


def test_an_empty_bar_shows_one_rest_for_the_whole_bar() -> None:
    data = write_musicxml(sketch(part(note(0, 960, 60)), meters=(Meter(3, 4), Meter(3, 4)))).decode()

    assert data.count('<rest measure="yes"') == 1


def test_the_page_shows_sections_hits_themes_tempo_and_mood() -> None:
    tune = part(*(replace(n, statement=1) for n in MELODY))
    score = read(sketch(tune, part(note(0, 960, 48), instrument=BASS), tempo=((0, 500_000), (3840, 612_245))))

    assert [(at, mark.content) for at, mark in elements(score, "RehearsalMark")] == [(0, "A")]
    texts = [(at, text.content) for at, text in elements(score, "TextExpression")]
    assert [text for text in texts if text[0] == 5] == [(5.0, "01:00:02:15"), (5.0, "door")]
    assert (0.0, "sintel") in texts
    assert (0.0, "Ominous") in texts
    assert [(at, round(mark.number)) for at, mark in elements(score, "MetronomeMark")] == [(0, 120), (4, 98)]


@pytest.mark.parametrize(("midi", "staff"), [(72, 0), (40, 1)])
def test_the_name_of_a_theme_stands_over_the_hand_that_begins_it(midi: int, staff: int) -> None:
    tune = [note(at, 960, midi) for at in (0, 960)]
    stated = [replace(n, role="bass" if staff else "melody", statement=1) for n in tune]
    others = [replace(note(0, 1920, 112 - midi), role="harmony")]

    score = read(sketch(part(*stated, *others, instrument=PIANO)))

    named = [
        [mark.content for mark in each.recurse().getElementsByClass("TextExpression") if mark.content == "sintel"]
        for each in score.parts
    ]
    assert named == [["sintel"] if number == staff else [] for number in range(2)]


def test_a_compound_meter_counts_dotted_beats() -> None:
    score = read(sketch(part(), meters=(Meter(6, 8),), tempo=((0, 500_000),)))

    ((_, mark),) = elements(score, "MetronomeMark")
    assert (mark.number, mark.referent.quarterLength) == (80, 1.5)


def test_dynamics_and_hairpins_stand_where_they_were_written() -> None:
    marked = replace(
        part(*MELODY), marks=(Mark(Ticks(0), "dynamic", "mp"), Mark(Ticks(960), "hairpin", "<", Ticks(1920)))
    )
    score = read(sketch(marked))

    assert [(at, d.value) for at, d in elements(score, "Dynamic")] == [(0, "mp")]
    (swell,) = score.recurse().getElementsByClass("Crescendo")
    assert [n.getOffsetInHierarchy(score) for n in (swell.getFirst(), swell.getLast())] == [1, 2.5]


def test_articulations_are_signs_and_techniques_are_words() -> None:
    score = read(
        sketch(
            part(
                note(0, 960, 60, "staccato"),
                note(960, 960, 62, "marcato"),
                note(1920, 960, 64, "pizzicato"),
                note(2880, 960, 65, "pizzicato"),
                note(3840, 960, 67, "tremolo"),
            )
        )
    )

    first, second, *_, last = score.recurse().notes
    assert [type(a).__name__ for a in (*first.articulations, *second.articulations)] == ["Staccato", "StrongAccent"]
    assert last.expressions[0].numberOfMarks == 3
    words = [(at, t.content) for at, t in elements(score, "TextExpression") if t.content in {"pizz.", "arco"}]
    assert words == [(2.0, "pizz."), (4.0, "arco")]


def test_an_accidental_is_written_once_a_bar_and_not_where_the_signature_says_it() -> None:
    data = write_musicxml(sketch(part(*(note(i * 960, 960, m) for i, m in enumerate((63, 66, 66, 65, 66)))))).decode()

    assert data.count("<accidental>sharp</accidental>") == 2
    assert "<accidental>flat</accidental>" not in data


def test_a_note_between_all_grids_is_written_at_the_nearest_place() -> None:
    made = sketch(part(note(3, 955, 60), note(961, 318, 62)))

    assert sorted(sounding(read(made))) == [(Fraction(0), Fraction(1), 60), (Fraction(1), Fraction(1, 3), 62)]


def test_the_last_bar_is_filled_up_after_the_cues_end() -> None:
    score = read(sketch(part(note(0, 3 * 3840 + 500, 60)), length=3 * 3840 + 500))

    last = score.parts[0].measure(4)
    assert sum(n.quarterLength for n in last.notesAndRests) == 4


def test_the_bytes_hold_no_date_and_are_the_same_in_another_process() -> None:
    here = Path(__file__).parents[1]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from sketches import *\nfrom scenescore.formats.musicxml import write_musicxml\n"
        "made = sketch(part(note(0, 960, 60)), part(note(0, 960, 40), instrument=PIANO))\n"
        "sys.stdout.buffer.write(write_musicxml(made))"
    )
    runs = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code, str(here)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]

    assert runs[0].stdout == runs[1].stdout
    assert b"date" not in runs[0].stdout
    assert runs[0].stderr == b""


def test_twenty_parts_keep_their_channels_and_warn_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    data = write_musicxml(sketch(*(part(note(0, 960, 60), name=f"P{i}", channel=i % 9) for i in range(20)))).decode()

    assert data.count("<midi-channel>1</midi-channel>") == 3
    assert data.count("<score-part ") == 20
    assert capfd.readouterr() == ("", "")


def test_a_title_that_xml_cannot_hold_does_not_break_the_page() -> None:
    assert read(sketch(part(name="a\x00b <&>"), title="x\x01 <b> & ヴ")).metadata.movementName == "x <b> & ヴ"


@pytest.mark.parametrize("meter", METERS, ids=str)
def test_values_add_up_and_never_hide_the_bar(meter: Meter) -> None:
    for start in range(0, meter.length, 120):
        for end in range(start + 120, meter.length + 1, 120):
            signs = values(start, end, meter, [], rest=False)

            assert [s.at for s in signs] == [start, *(s.at + s.length for s in signs[:-1])]
            assert signs[-1].at + signs[-1].length == end


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("4/4", 0, 3840, [3840]),
        ("4/4", 0, 1440, [1440]),
        ("4/4", 480, 1440, [960]),
        ("4/4", 1440, 2400, [480, 480]),
        ("4/4", 960, 2880, [1920]),
        ("4/4", 480, 3840, [480, 2880]),
        ("6/8", 0, 2880, [2880]),
        ("6/8", 0, 1920, [1440, 480]),
        ("7/8", 0, 3360, [1920, 1440]),
    ],
)
def test_values_show_the_beats(text: str, start: int, end: int, expected: list[int]) -> None:
    assert [s.length for s in values(start, end, Meter.parse(text), [], rest=False)] == expected


grids = st.sampled_from([60, 80, 120, 160, 192, 240, 320, 480, 960])
loose_notes = st.lists(
    st.tuples(grids, st.integers(0, 60), st.integers(1, 20), st.integers(50, 80)).map(
        lambda t: Note(Ticks(t[0] * t[1]), Ticks(t[0] * t[2]), C_MINOR.pitch(t[3]), "harmony")
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(loose_notes, st.lists(st.sampled_from(METERS), min_size=3, max_size=4), st.sampled_from([VIOLINS, PIANO]))
def test_every_bar_adds_up_in_every_voice(notes: list[Note], meters: list[Meter], player: Any) -> None:
    made = sketch(part(*notes, instrument=player), meters=meters)
    bars = made.cue.bars

    for staff in staves(made.parts[0], bars, made.cue.length, [0] * len(bars)):
        for bar, voices in zip(bars, staff.bars, strict=True):
            for voice in voices:
                ends = [figure.value.at + figure.value.length for figure in voice]
                assert [figure.value.at for figure in voice] == [0, *ends[:-1]]
                assert ends[-1] == bar.meter.length


@settings(max_examples=15, deadline=None)
@given(loose_notes, st.lists(st.sampled_from(METERS), min_size=3, max_size=3))
def test_any_notes_can_be_read_by_another_library(notes: list[Note], meters: list[Meter]) -> None:
    score = read(sketch(part(*notes), meters=meters))

    for measure in score.parts[0].getElementsByClass("Measure"):
        for home in measure.voices or [measure]:
            length = sum(exact(e.quarterLength) for e in home.notesAndRests)
            assert length == measure.barDuration.quarterLength


def test_a_part_without_notes_is_a_staff_of_rests() -> None:
    score = read(sketch(Part("P", VIOLINS, 0, ())))

    assert [e.quarterLength for e in score.recurse().notesAndRests] == [4, 4, 4, 4]


def test_chord_names_stand_above_the_page_when_asked_for() -> None:
    made = sketch(part(*MELODY))

    assert b"C minor" in write_musicxml(made, chord_names=True)
    assert b"C minor" not in write_musicxml(made)


def test_families_stand_under_brackets_and_a_player_under_a_brace() -> None:
    made = sketch(part(*MELODY), part(note(0, 960, 48), instrument=BASS), part(note(0, 960, 60), instrument=PIANO))
    groups = list(read(made).recurse().getElementsByClass("StaffGroup"))

    assert sorted((group.symbol, len(group.getSpannedElements())) for group in groups) == [("brace", 2), ("bracket", 2)]


def test_the_title_tells_cue_length_timecode_and_seed() -> None:
    made = sketch(part(*MELODY))
    data = write_musicxml(made).decode()

    assert f"scenescore sketch, seed {made.scene.seed}</credit-words>" in data
    assert "from 01:00:00:00, 24 fps</credit-words>" in data


def test_a_tempo_is_read_with_one_decimal_and_played_exactly() -> None:
    data = write_musicxml(sketch(part(), tempo=((0, 804_721),))).decode()

    assert "<per-minute>74.6</per-minute>" in data
    assert '<sound tempo="74.56' in data


def test_sections_begin_after_double_bars_and_the_last_bar_line_is_final() -> None:
    made = sketch(part(*MELODY))
    first = made.sections[0]
    cut = made.cue.bars[2].at
    two = (replace(first, length=cut), replace(first, label="B", at=cut, length=Ticks(first.length - cut)))
    measures = read(replace(made, sections=two)).parts[0].getElementsByClass("Measure")

    lines = [m.rightBarline.type if m.rightBarline else "" for m in measures]
    assert lines == ["", "double", "", "final"]


def test_a_theme_of_nobody_is_not_mistaken_for_a_cue_note() -> None:
    made = sketch(part(*(replace(n, statement=1) for n in MELODY)))
    nobodys = replace(made, statements=(replace(made.statements[0], theme="cue", owner=""),))

    texts = [text.content for _, text in elements(read(nobodys), "TextExpression")]
    assert "Theme" in texts
    assert "cue" not in texts


def test_a_pedalled_player_is_not_told_again_to_let_it_ring() -> None:
    ringing = tuple(note(i * 960, 960, 60 + i, "let-ring") for i in range(4))
    pedalled = replace(part(*ringing, instrument=PIANO), marks=(Mark(Ticks(0), "text", "con ped."),))

    texts = [
        [t.content for _, t in elements(read(sketch(each)), "TextExpression")] for each in (part(*ringing), pedalled)
    ]
    assert [found.count("l.v. sempre") for found in texts] == [1, 0]


def test_octaves_of_the_tune_share_its_stems() -> None:
    tune = tuple(replace(note(i * 960, 960, 72 + i), role="melody") for i in range(4))
    made = sketch(part(*tune, *(note(i * 960, 960, 60 + i) for i in range(4)), instrument=PIANO))

    measure = read(made).parts[0].measure(1)
    assert [[n.pitch.midi for n in chord.notes] for chord in measure.notes] == [[60 + i, 72 + i] for i in range(4)]


def test_what_rings_is_written_until_its_figure_goes_on() -> None:
    made = sketch(part(*(note(i * 480, 1920, 60 + 2 * i, "let-ring") for i in range(4))))

    measure = read(made).parts[0].measure(1)
    assert [n.quarterLength for n in measure.notes][:3] == [0.5, 0.5, 0.5]
    assert not measure.voices


def smooth(*notes: Note, player: Any = VIOLINS, articulation: float = 1.0) -> Sketch:
    made = sketch(part(*(replace(n, role="melody") for n in notes), instrument=player), tempo=((0, 800_000),))
    manner = replace(made.sections[0].manner, articulation=articulation)
    return replace(made, sections=(replace(made.sections[0], manner=manner),))


def slurred(made: Sketch) -> list[tuple[float, float]]:
    score = read(made)
    found = score.recurse().getElementsByClass("Slur")
    return sorted(
        (float(s.getFirst().getOffsetInHierarchy(score)), float(s.getLast().getOffsetInHierarchy(score))) for s in found
    )


STEPS = tuple(note(i * 960, 960, m) for i, m in enumerate((60, 62, 62, 64, 65, 67, 68, 67)))


def test_a_smooth_line_is_slurred_until_a_repeated_note_or_a_new_bow() -> None:
    assert slurred(smooth(*STEPS)) == [(0, 1), (2, 3), (4, 7)]
    assert slurred(smooth(*STEPS, player=CLARINET)) == [(0, 1), (2, 7)]


def test_detached_and_accented_lines_have_no_slurs() -> None:
    assert slurred(smooth(*STEPS, articulation=0.6)) == []
    assert slurred(smooth(*(replace(n, articulation="marcato") for n in STEPS))) == []


def test_a_tied_end_stands_under_its_slur() -> None:
    assert slurred(smooth(note(2880, 960, 60), note(3840, 4800, 62), player=CLARINET)) == [(3.0, 8.0)]


def test_held_notes_have_no_tenuto_signs() -> None:
    assert b"tenuto" not in write_musicxml(sketch(part(note(0, 960, 60, "tenuto"))))


def test_a_cello_that_sings_high_reads_another_clef_and_comes_back() -> None:
    low, high = [Pitch.parse("C3")] * 4, [Pitch.parse("E5")] * 4
    sung = clefs("bass", "strings", [low, [], high, high, low, low, low])

    assert sung == ("bass", "bass", "treble", "treble", "bass", "bass", "bass")
    assert clefs("bass", "brass", [low, high])[1] == "tenor"
    assert clefs("treble", "woodwind", [low]) == ("treble",)


def test_one_high_note_changes_no_clef() -> None:
    low = [Pitch.parse("C3")] * 4

    assert clefs("bass", "strings", [low, [*low[:3], Pitch.parse("B4")], low]) == ("bass",) * 3


def test_a_changed_clef_is_read_back_with_the_same_notes() -> None:
    made = sketch(part(*(note(i * 960, 960, 79) for i in range(4)), note(3840, 960, 40), instrument=BASS))

    assert sounding(read(made)) == written(made)


def test_a_figure_stays_in_one_hand_across_middle_c() -> None:
    figure = tuple(note(i * 480, 480, m) for i, m in enumerate((55, 59, 62, 59, 55, 59, 62, 59)))
    bass = replace(note(0, 3840, 38), role="bass")
    tune = tuple(replace(note(i * 1920, 1920, 76 + i), role="melody") for i in range(2))
    notes = tuple(sorted((*figure, bass, *tune), key=lambda n: (n.at, n.pitch.midi)))

    left = left_hand(notes, sketch(part(*notes)).cue.bars)
    assert {i in left for i, n in enumerate(notes) if n.role == "harmony"} in ({True}, {False})
    assert all((i in left) == (n.role == "bass") for i, n in enumerate(notes) if n.role != "harmony")


def test_no_hand_is_asked_for_more_than_it_reaches() -> None:
    chord = (36, 43, 48, 60, 64, 67)
    notes = tuple(replace(note(0, 960, m), role="bass" if m == 36 else "harmony") for m in chord)

    left = left_hand(notes, sketch(part(*notes)).cue.bars)
    assert [chord[i] for i in sorted(left)] == [36, 43, 48]


def test_hairpins_never_lie_over_each_other() -> None:
    marked = replace(
        part(note(0, 3840, 60), note(3840, 3840, 62)),
        marks=(Mark(Ticks(0), "hairpin", "<", Ticks(5000)), Mark(Ticks(5000), "hairpin", ">", Ticks(2680))),
    )
    spans = [w.getSpannedElements() for w in read(sketch(marked)).recurse().getElementsByClass("DynamicWedge")]

    assert len({id(note) for span in spans for note in span}) == sum(len(span) for span in spans)


def test_a_roll_of_thirty_seconds_is_one_slashed_note() -> None:
    roll = tuple(note(1920 + i * 120, 120, 45) for i in range(16))
    measure = read(sketch(part(note(0, 960, 45), *roll, note(3840, 960, 45)))).parts[0].measure(1)

    first, rolled = measure.notes
    assert (first.quarterLength, rolled.quarterLength) == (1, 2)
    assert [e.numberOfMarks for e in rolled.expressions] == [3]


def test_runs_of_thirty_seconds_stay_runs() -> None:
    run = tuple(note(i * 120, 120, 60 + i) for i in range(8))

    assert sounding(read(sketch(part(*run)))) == written(sketch(part(*run)))

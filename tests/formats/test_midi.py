from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import mido
import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore.formats.midi import write_midi
from scenescore.model.metre import Meter
from scenescore.model.pitch import Key
from scenescore.model.sketch import Control, Part, Played, Program, Sketch
from scenescore.model.time import Ticks
from scenescore.model.timecode import FRAME_RATES, frame_of, rate
from sketches import C_MAJOR, DRUMS, HORN, VIOLINS, note, part, sketch

LENGTH = 4 * 3840


def read(made: Sketch) -> mido.MidiFile:
    return mido.MidiFile(file=BytesIO(write_midi(made)), charset="utf-8")


def timed(track: mido.MidiTrack) -> list[tuple[int, mido.Message]]:
    out, now = [], 0
    for message in track:
        now += message.time
        out.append((now, message))
    return out


def of_type(track: mido.MidiTrack, kind: str) -> list[tuple[int, mido.Message]]:
    return [(at, message) for at, message in timed(track) if message.type == kind]


def test_the_file_is_type_1_with_960_ticks_to_the_quarter_and_a_track_for_each_part() -> None:
    file = read(sketch(part(note(0, 960, 60)), part(note(0, 960, 48), instrument=HORN, channel=1)))

    assert (file.type, file.ticks_per_beat) == (1, 960)
    assert [track.name for track in file.tracks] == ["The Gatekeeper", "Violins I", "Horn in F"]


def test_every_track_ends_exactly_at_the_cues_end() -> None:
    file = read(sketch(part(note(0, 960, 60)), part(note(0, 99_999, 60)), length=LENGTH - 7))

    assert [timed(track)[-1][0] for track in file.tracks] == [LENGTH - 7] * 3
    assert all(track[-1].type == "end_of_track" for track in file.tracks)


def test_the_conductor_plays_no_note_and_the_parts_have_no_tempo() -> None:
    conductor, *others = read(sketch(part(note(0, 960, 60)))).tracks

    assert not [m for m in conductor if not m.is_meta]
    assert not [m for track in others for m in track if m.type in {"set_tempo", "time_signature", "key_signature"}]


def test_tempo_steps_are_written_to_the_microsecond() -> None:
    file = read(sketch(part(), tempo=((0, 967_741), (3840, 612_345))))

    assert [(at, m.tempo) for at, m in of_type(file.tracks[0], "set_tempo")] == [(0, 967_741), (3840, 612_345)]


def test_a_hit_stands_where_another_library_counts_it_within_a_tenth_of_a_millisecond() -> None:
    made = sketch(part(note(3840 + 960, 960, 60, hit=True)), tempo=((0, 967_741), (1920, 612_345)))
    heard = pretty_midi.PrettyMIDI(BytesIO(write_midi(made)))

    landing = made.cue.landings[0]
    assert heard.instruments[0].notes[0].start == pytest.approx(float(landing.asked), abs=1e-4)


def test_markers_tell_cue_sections_themes_hits_and_the_end() -> None:
    marks = [(at, m.text) for at, m in of_type(read(sketch(part())).tracks[0], "marker")]

    assert marks == [
        (0, "CUE:2M3"),
        (0, "SEC:A statement"),
        (0, "MOTIF:sintel:augment:0.8"),
        (3840 + 960, "HIT:door"),
        (LENGTH, "END"),
    ]


def test_texts_tell_title_cue_version_and_the_true_frame_rate() -> None:
    texts = [m.text for _, m in of_type(read(sketch(part(), frame_rate="23.976")).tracks[0], "text")]

    assert texts == [
        "title: The Gatekeeper",
        "cue: 2M3",
        "scenescore 0.1.0",
        "frame rate: 23.976",
        "start: 01:00:00:00",
        "true rate: 24000/1001 frames a second; the SMPTE offset can only say 24",
    ]


@pytest.mark.parametrize("name", FRAME_RATES)
def test_at_every_frame_rate_offset_and_text_together_name_the_first_frame(name: str) -> None:
    at = rate(name)
    frame = frame_of("10:09:59:23", at)
    track = read(sketch(part(), frame_rate=name, start_frame=frame)).tracks[0]

    ((_, m),) = of_type(track, "smpte_offset")
    texts = dict(m.text.split(": ", 1) for _, m in of_type(track, "text") if ": " in m.text)
    assert (m.hours, m.minutes, m.seconds) == (10, 9, 59)
    assert (m.frames + m.sub_frames / 100) * at.smpte_step == 23
    assert m.frame_rate == {24: 24, 25: 25, 30: 29.97 if at.is_drop else 30}[at.nominal // at.smpte_step]
    assert frame_of(texts["start"], rate(texts["frame rate"])) == frame
    coded = Fraction(30000, 1001) if m.frame_rate == 29.97 else m.frame_rate
    assert at.fps == coded or texts["true rate"].startswith(f"{at.fps} frames")


@pytest.mark.parametrize(
    ("name", "frame", "expected"),
    [
        ("24", 86_400 + 11, (24, 1, 0, 0, 11, 0)),
        ("25", 90_000, (25, 1, 0, 0, 0, 0)),
        ("29.97", 108_000, (30, 1, 0, 0, 0, 0)),
        ("29.97df", 107_892, (29.97, 1, 0, 0, 0, 0)),
        ("59.94df", 215_784 + 1, (29.97, 1, 0, 0, 0, 50)),
    ],
)
def test_the_smpte_offset_names_the_first_frame(name: str, frame: int, expected: tuple[float, ...]) -> None:
    track = read(sketch(part(), frame_rate=name, start_frame=frame)).tracks[0]

    ((at, m),) = of_type(track, "smpte_offset")
    assert at == 0
    assert (m.frame_rate, m.hours, m.minutes, m.seconds, m.frames, m.sub_frames) == expected


def test_meters_stand_only_where_they_change() -> None:
    track = read(sketch(part(), meters=(Meter(4, 4), Meter(4, 4), Meter(6, 8), Meter(7, 8)))).tracks[0]

    signs = [(at, m.numerator, m.denominator, m.clocks_per_click) for at, m in of_type(track, "time_signature")]
    assert signs == [(0, 4, 4, 24), (7680, 6, 8, 36), (7680 + 2880, 7, 8, 24)]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (C_MAJOR, "C"),
        (Key(2, "dorian", (0, 2, 3, 5, 7, 9, 10)), "Am"),
        (Key(-8, "aeolian", (0, 2, 3, 5, 7, 8, 10)), "Em"),
        (Key(9, "ionian", (0, 2, 4, 5, 7, 9, 11)), "Eb"),
    ],
)
def test_a_key_signature_has_seven_signs_at_most_else_it_is_renamed(key: Key, name: str) -> None:
    ((_, sign),) = of_type(read(sketch(part(), key=key)).tracks[0], "key_signature")

    assert sign.key == name


def test_a_track_sets_itself_up_before_its_first_note() -> None:
    player = replace(part(note(0, 960, 60)), controls=(Control(Ticks(0), 1, 70), Control(Ticks(0), 11, 88)))

    setup = [m for _, m in timed(read(sketch(player)).tracks[1]) if not m.is_meta][:7]
    assert [m.type for m in setup] == ["program_change", *["control_change"] * 5, "note_on"]
    assert [(m.control, m.value) for m in setup[1:6]] == [(7, 100), (10, 34), (91, 45), (11, 88), (1, 70)]


def test_a_program_of_the_part_replaces_the_instruments_own_and_changes_inside_the_track() -> None:
    player = replace(part(note(0, 960, 60)), programs=(Program(Ticks(0), 45), Program(Ticks(960), 48)))

    changes = of_type(read(sketch(player)).tracks[1], "program_change")
    assert [(at, m.program) for at, m in changes] == [(0, 45), (960, 48)]


def test_percussion_plays_on_channel_ten() -> None:
    heard = pretty_midi.PrettyMIDI(BytesIO(write_midi(sketch(part(note(0, 480, 36), instrument=DRUMS, channel=9)))))

    assert heard.instruments[0].is_drum


def test_a_key_struck_again_while_it_sounds_is_let_go_first() -> None:
    file = read(sketch(part(note(0, 1920, 60), note(960, 960, 60))))

    played = [(at, m.type) for at, m in timed(file.tracks[1]) if m.type in {"note_on", "note_off"}]
    assert played == [(0, "note_on"), (960, "note_off"), (960, "note_on"), (1920, "note_off")]


def test_a_key_struck_twice_at_once_is_struck_once_with_the_stronger_hand() -> None:
    twice = (Played(0, Ticks(0), Ticks(960), 60, 50), Played(1, Ticks(0), Ticks(480), 60, 90))
    heard = pretty_midi.PrettyMIDI(BytesIO(write_midi(sketch(Part("P", VIOLINS, 0, (), played=twice)))))

    (only,) = heard.instruments[0].notes
    assert (only.velocity, only.end) == (90, pytest.approx(0.5))


def test_twenty_parts_have_each_a_channel_and_port_of_their_own() -> None:
    parts = [part(note(0, 960, 60), name=f"P{i}", channel=i % 15 + (i % 15 >= 9)) for i in range(20)]

    tracks = read(sketch(*parts)).tracks[1:]
    homes = [(next(m.port for m in t if m.type == "midi_port"), t[-2].channel) for t in tracks]
    assert len(set(homes)) == 20
    assert homes[0] == (0, 0)
    assert homes[15] == (1, 0)


def test_a_small_ensemble_needs_no_ports() -> None:
    tracks = read(sketch(*(part(name=f"P{i}", channel=i) for i in range(9)))).tracks

    assert not [m for track in tracks for m in track if m.type == "midi_port"]


def test_names_outside_the_latin_alphabet_survive() -> None:
    file = read(sketch(part(name="ヴァイオリン 🎻"), title="Äther, Öde"))

    assert [t.name for t in file.tracks] == ["Äther, Öde", "ヴァイオリン 🎻"]


def test_a_name_that_no_encoding_can_write_does_not_stop_the_file() -> None:
    assert read(sketch(part(name="broken \ud83d name"))).tracks[1].name == "broken ? name"


def test_the_same_sketch_gives_the_same_bytes() -> None:
    made = sketch(part(note(0, 960, 60), note(0, 960, 63)), part(note(0, 960, 48), channel=1))

    assert write_midi(made) == write_midi(made)


played_notes = st.lists(
    st.builds(
        Played,
        st.just(0),
        st.integers(-50, LENGTH + 100).map(Ticks),
        st.integers(-5, 5000).map(Ticks),
        st.integers(58, 62),
        st.integers(0, 140),
    ),
    max_size=30,
).map(tuple)
controls = st.lists(
    st.builds(Control, st.integers(-5, LENGTH + 50).map(Ticks), st.sampled_from([1, 7, 11, 64]), st.integers(-3, 140)),
    max_size=10,
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(played_notes, controls)
def test_no_note_is_ever_stuck_doubled_or_empty(played: tuple[Played, ...], values: tuple[Control, ...]) -> None:
    file = read(sketch(Part("P", VIOLINS, 0, (), played=played, controls=values)))

    sounding: dict[int, int] = {}
    for at, m in timed(file.tracks[1]):
        assert 0 <= at <= LENGTH
        if m.type == "note_on":
            assert m.note not in sounding
            sounding[m.note] = at
        if m.type == "note_off":
            assert sounding.pop(m.note) < at
    assert not sounding


@settings(max_examples=60, deadline=None)
@given(played_notes, controls)
def test_at_one_tick_notes_end_then_the_desk_moves_then_notes_begin(
    played: tuple[Played, ...], values: tuple[Control, ...]
) -> None:
    rank = {"note_off": 0, "program_change": 1, "control_change": 2, "note_on": 3}

    file = read(sketch(Part("P", VIOLINS, 0, (), played=played, controls=values)))

    order = [(at, rank[m.type]) for at, m in timed(file.tracks[1]) if not m.is_meta]
    assert order == sorted(order)


def test_the_marker_of_a_free_hit_stands_where_it_is_heard() -> None:
    made = sketch(part())
    (landing,) = made.cue.landings
    freed = replace(made, cue=replace(made.cue, landings=(replace(landing, free=Ticks(4913)),)))

    marks = {m.text: at for at, m in of_type(read(freed).tracks[0], "marker")}
    assert marks["HIT:door"] == 4913

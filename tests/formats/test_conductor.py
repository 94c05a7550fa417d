"""What the conductor's file says, read by libraries that we did not write."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import mido
import pretty_midi
import pytest

from scenescore.formats.conductor import write_conductor
from scenescore.formats.spotted import Spotted, spotted_of
from scenescore.model.metre import Meter
from scenescore.model.time import Ticks
from sketches import note, part, sketch

FOUR, SEVEN, TWO = Meter(4, 4), Meter(7, 8), Meter(2, 4)
METERS = (FOUR, FOUR, SEVEN, FOUR, TWO, *[FOUR] * 8)
TEMPO = ((0, 731_241), (3840 * 2 + 960, 702_107), (3840 * 3 + 3360 + 480, 812_345))


def spotted() -> Spotted:
    return spotted_of(sketch(part(note(0, 960, 60)), meters=METERS, tempo=TEMPO, frame_rate="25", start_frame=90_000))


def messages(data: bytes) -> list[tuple[int, mido.Message]]:
    file = mido.MidiFile(file=BytesIO(data), charset="utf-8")
    (track,) = file.tracks
    out, now = [], 0
    for message in track:
        now += message.time
        out.append((now, message))
    return out


def markers(data: bytes) -> list[tuple[int, str]]:
    return [(at, m.text) for at, m in messages(data) if m.type == "marker"]


def test_it_has_the_cues_tempi_meters_and_length_and_no_note() -> None:
    made = spotted()
    found = messages(write_conductor(made))

    assert all(m.is_meta for _, m in found)
    assert [(at, m.tempo) for at, m in found if m.type == "set_tempo"] == list(TEMPO)
    signs = [(at, f"{m.numerator}/{m.denominator}") for at, m in found if m.type == "time_signature"]
    bars = made.cue.bars
    assert signs == [(bar.at, str(bar.meter)) for i, bar in enumerate(bars) if i == 0 or bars[i - 1].meter != bar.meter]
    assert found[-1] == (made.cue.length, found[-1][1])


def test_another_library_counts_every_bar_at_its_moment() -> None:
    cue = spotted().cue
    heard = pretty_midi.PrettyMIDI(BytesIO(write_conductor(spotted())))

    for bar in cue.bars:
        assert heard.tick_to_time(bar.at) == pytest.approx(float(cue.seconds(bar.at)), abs=1e-6)


def test_hits_sections_streamers_and_punches_are_marked() -> None:
    made = spotted()
    landing = made.cue.landings[0]
    late = Ticks(20_000)
    moved = replace(landing, tick=late, asked=made.cue.seconds(late), got=made.cue.seconds(late))

    marks = markers(write_conductor(replace(made, cue=replace(made.cue, landings=(moved,)))))

    assert (late, "HIT:door") in marks
    assert (late, "PUNCH") in marks
    assert (0, "SEC:A statement") in marks
    assert [text for _, text in marks if text.startswith("STREAMER")] == ["STREAMER:white:3", "STREAMER:red:3"]


@pytest.mark.parametrize("micros", [300_000, 731_241, 1_500_000])
def test_a_streamer_starts_and_ends_within_a_millisecond_of_its_moment(micros: int) -> None:
    made = spotted_of(sketch(meters=[FOUR] * 20, tempo=((0, micros), (3840, micros + 10_007))))
    data = write_conductor(made)
    heard = pretty_midi.PrettyMIDI(BytesIO(data))

    punch = max(heard.tick_to_time(at) for at, text in markers(data) if text == "PUNCH")
    ((start, text),) = [(heard.tick_to_time(at), text) for at, text in markers(data) if ":red:" in text]
    assert punch == pytest.approx(float(made.cue.picture.length), abs=0.001)
    assert punch - start == pytest.approx(int(text.split(":")[2]), abs=0.001)


def test_the_players_file_has_no_streamers() -> None:
    from scenescore.formats.midi import write_midi  # noqa: PLC0415

    assert b"PUNCH" in write_conductor(spotted())
    assert b"PUNCH" not in write_midi(sketch(part(note(0, 960, 60))))


def test_music21_lays_a_players_bars_out_by_it() -> None:
    """It lets conductors speak only to players, so one with a whole note joins."""
    music21 = pytest.importorskip("music21")
    file = mido.MidiFile(file=BytesIO(write_conductor(spotted())))
    player = mido.MidiTrack([mido.Message("note_on", note=60), mido.Message("note_off", note=60, time=3840)])
    file.tracks.append(player)
    data = BytesIO()
    file.save(file=data)

    score = music21.converter.parseData(data.getvalue(), format="midi", quantizePost=False)

    assert {sign.ratioString for sign in score.recurse().getElementsByClass("TimeSignature")} == {"4/4", "7/8", "2/4"}
    assert [mark.number for mark in score.recurse().getElementsByClass("MetronomeMark")] == pytest.approx(
        [60_000_000 / tempo for _, tempo in TEMPO], abs=0.01
    )

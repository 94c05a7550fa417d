"""The click: where it stands, how it is counted in, and that file and sound say the same."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import mido
import numpy as np
import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.formats.click import write_click
from scenescore.formats.click_sound import RATE, write_click_sound
from scenescore.formats.count_in import clicks_of, count_in, led_in
from scenescore.formats.spotted import Spotted, spotted_of
from scenescore.model.cue import Cue
from scenescore.model.metre import Bar, Meter
from scenescore.model.time import Ticks
from scenescore.model.timecode import FRAME_RATES, frame_of, label_of, rate
from sketches import sketch

FOUR, THREE, TWO, SIX, SEVEN, FIVE = (Meter(*each) for each in ((4, 4), (3, 4), (2, 4), (6, 8), (7, 8), (5, 4)))


def spotted(
    meters: Sequence[Meter] = (FOUR,) * 4,
    quarter: int = 750_000,
    frame_rate: str = "24",
    start_frame: int = 86_400,
) -> Spotted:
    return spotted_of(
        sketch(
            meters=meters,
            tempo=((0, quarter), (2880, quarter + 20_011)),
            frame_rate=frame_rate,
            start_frame=start_frame,
        )
    )


def with_pickup(meters: Sequence[Meter], pickup: Meter) -> Cue:
    """A cue whose first bar is a pickup, number 0."""
    cue = spotted((pickup, *meters)).cue
    return replace(cue, bars=tuple(replace(bar, number=bar.number - 1) for bar in cue.bars))


def read(data: bytes) -> list[tuple[int, mido.Message]]:
    out = []
    for track in mido.MidiFile(file=BytesIO(data), charset="utf-8").tracks:
        now = 0
        for message in track:
            now += message.time
            out.append((now, message))
    return out


@pytest.mark.parametrize(
    ("meter", "quarter", "clicks", "bars"),
    [
        (FOUR, 750_000, 4, 1),
        (FOUR, 500_000, 8, 2),
        (THREE, 750_000, 6, 2),
        (THREE, 400_000, 6, 2),
        (TWO, 750_000, 4, 2),
        (SIX, 500_000, 4, 2),
        (FIVE, 500_000, 5, 1),
        (SEVEN, 500_000, 6, 2),
        (Meter(3, 8), 750_000, 4, 4),
    ],
    ids=str,
)
def test_four_to_eight_clicks_lead_in_and_six_in_three(meter: Meter, quarter: int, clicks: int, bars: int) -> None:
    count = count_in(spotted((meter,) * 4, quarter).cue)

    assert (count.beats, count.bars, count.length) == (clicks, bars, bars * meter.length)


def test_a_slow_count_in_divides_its_last_bar() -> None:
    cue = spotted((THREE,) * 3, 1_100_000).cue

    before = [click for click in clicks_of(cue) if click.at < count_in(cue).length]
    assert [click.weight for click in before[:3]] == ["downbeat", "beat", "beat"]
    assert [click.weight for click in before[3:]] == ["downbeat", "division", "beat", "division", "beat", "division"]
    assert [click.weight for click in clicks_of(cue)[9:]] == ["downbeat", "beat", "beat"] * 3


def test_compound_meters_click_their_dotted_beats() -> None:
    cue = spotted((SIX,) * 2).cue

    own = [click for click in clicks_of(cue) if click.at >= count_in(cue).length]
    assert [click.at - count_in(cue).length for click in own] == [0, 1440, 2880, 4320]


def test_a_pickup_is_the_end_of_the_last_bar_counted() -> None:
    cue = with_pickup((FOUR, FOUR), Meter(1, 4))
    count, led = count_in(cue), led_in(cue)

    assert (count.beats, count.bars, count.length) == (7, 2, 7 * 960)
    assert [str(bar.meter) for bar in led.bars] == ["4/4"] * 4
    downbeats = [click.at - count.length for click in clicks_of(cue) if click.weight == "downbeat"]
    assert downbeats == [-7 * 960, -3 * 960, 960, 960 + 3840]


def test_an_eighth_of_pickup_does_not_shift_the_beats() -> None:
    cue = with_pickup((FOUR, FOUR), Meter(1, 8))

    assert all((click.at - count_in(cue).length - 480) % 960 == 0 for click in clicks_of(cue))


@pytest.mark.parametrize("name", FRAME_RATES)
def test_the_count_in_starts_on_a_frame_that_the_offset_names(name: str) -> None:
    at = rate(name)
    made = spotted(frame_rate=name, start_frame=frame_of("01:00:00:02" if at.is_drop else "01:00:00:00", at))
    file = read(write_click(made))
    count = count_in(made.cue)

    first = label_of(made.cue.picture.start_frame - count.frames, at)
    assert f"start: {first}" in [m.text for _, m in file if m.type == "text"]
    (offset,) = [m for _, m in file if m.type == "smpte_offset"]
    assert offset.sub_frames == 0
    assert [offset.hours, offset.minutes, offset.seconds, offset.frames * at.smpte_step] == [
        int(part) for part in first.replace(";", ":").split(":")
    ]
    assert float(count.seconds) == pytest.approx(float(count.frames / at.fps), abs=1e-4)


def test_a_cue_at_midnight_is_counted_in_before_midnight() -> None:
    texts = [m.text for _, m in read(write_click(spotted(start_frame=0))) if m.type == "text"]

    assert "start: 23:59:57:00" in texts


@pytest.mark.parametrize("quarter", [300_000, 515_151, 750_000, 1_234_567])
def test_counting_in_on_a_frame_leaves_the_tempo_within_one_part_in_a_hundred(quarter: int) -> None:
    count = count_in(spotted(quarter=quarter).cue)

    assert count.microseconds == pytest.approx(quarter, rel=0.01)


@pytest.mark.parametrize("meters", [(FOUR,) * 4, (SIX, SEVEN, SIX), (THREE, TWO, THREE, FIVE)], ids=str)
def test_every_beat_of_the_cue_has_its_click_within_a_millisecond(meters: Sequence[Meter]) -> None:
    made = spotted(meters, 611_111)
    heard = pretty_midi.PrettyMIDI(BytesIO(write_click(made)))
    lead = float(count_in(made.cue).frames / rate("24").fps)

    beats = []
    for bar in made.cue.bars:
        at = int(bar.at)
        for length in bar.meter.beats:
            beats.append((float(made.cue.seconds(at)), 76 if at == bar.at else 77))
            at += length
    (player,) = heard.instruments
    own = [(n.start - lead, n.pitch) for n in player.notes if n.start > lead - 0.001]
    assert player.is_drum
    assert [pitch for _, pitch in own] == [pitch for _, pitch in beats]
    assert [at for at, _ in own] == pytest.approx([at for at, _ in beats], abs=0.001)


def test_the_pictures_first_frame_is_marked_at_the_end_of_the_count_in() -> None:
    made = spotted()
    marks = {m.text: at for at, m in read(write_click(made)) if m.type == "marker"}
    lead = count_in(made.cue).length

    assert marks["PICTURE START 01:00:00:00"] == lead
    assert marks["HIT:door"] == lead + made.cue.landings[0].tick
    assert marks["END"] == lead + made.cue.length


def test_the_sound_clicks_within_a_frame_of_every_moment() -> None:
    made = spotted((SIX, SEVEN, SIX), 611_111)
    cue = made.cue
    with wave.open(BytesIO(write_click_sound(made))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (44_100, 1, 2)
        line = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")

    led = led_in(cue)
    wanted = [float(led.seconds(click.at)) * RATE for click in clicks_of(cue)]
    loud = np.flatnonzero(np.abs(line.astype(int)) > 6000)
    struck = [int(loud[0]), *(int(there) for here, there in pairwise(loud) if there - here > RATE // 20)]
    assert struck == pytest.approx(wanted, abs=1)
    assert len(line) == pytest.approx(float(led.seconds(led.length)) * RATE, abs=1)


@given(
    st.lists(st.sampled_from([FOUR, THREE, TWO, SIX, SEVEN, FIVE, Meter(12, 8), Meter(2, 2)]), min_size=2, max_size=6),
    st.integers(200_000, 1_900_000),
    st.sampled_from(sorted(FRAME_RATES)),
    st.integers(0, 200_000),
)
def test_clicks_stand_in_order_and_a_downbeat_starts_every_bar(
    meters: list[Meter], quarter: int, name: str, start: int
) -> None:
    cue = spotted(meters, quarter, name, start).cue
    count, led, clicks = count_in(cue), led_in(cue), clicks_of(cue)

    assert 4 <= count.beats <= 8
    assert (cue.picture.start_frame - count.frames) % rate(name).smpte_step == 0
    assert all(here.at < there.at for here, there in pairwise(clicks))
    assert [click.at for click in clicks if click.weight == "downbeat"] == [bar.at for bar in led.bars]
    assert [Bar(bar.number, Ticks(bar.at - count.length), bar.meter) for bar in led.bars[count.bars :]] == [*cue.bars]

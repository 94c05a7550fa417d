"""The sheets for the room: bar to timecode, landings, streamers, free clicks; as values and as text."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.errors import OutputError, Relaxation
from scenescore.formats.csv_sheets import write_bars, write_hits, write_streamers
from scenescore.formats.saving import save
from scenescore.formats.sheet import write_sheet
from scenescore.formats.spotted import Spotted, spotted_of
from scenescore.formats.streamers import streamers_of
from scenescore.formats.table import FORMATS, SHEETS, Options, sheets_of
from scenescore.model.cue import Cue, Landing
from scenescore.model.metre import Meter
from scenescore.model.scene import Hit, Priority
from scenescore.model.sketch import Finding
from scenescore.model.time import Ticks
from scenescore.model.timecode import FRAME_RATES, frame_of, label_of, nearest_frame, rate
from sketches import note, part, sketch

FOUR, SEVEN = Meter(4, 4), Meter(7, 8)


def spotted(frame_rate: str = "24", start: str = "01:00:00:00", quarter: int = 612_345, bars: int = 12) -> Spotted:
    meters = (FOUR, SEVEN, *[FOUR] * (bars - 2))
    frame = frame_of(start, rate(frame_rate))
    tempo = ((0, quarter), (3840 + 480 * 4, quarter + 9_999))
    return spotted_of(sketch(meters=meters, tempo=tempo, frame_rate=frame_rate, start_frame=frame))


def with_hits(made: Spotted, *hits: tuple[int, str, Priority]) -> Spotted:
    """Hits at ticks, by name and priority."""
    cue = made.cue
    landings = [
        Landing(Hit(at=0, name=name, priority=priority), cue.seconds(at), cue.seconds(at), Ticks(at), *cue.place(at))
        for at, name, priority in hits
    ]
    return replace(made, cue=replace(cue, landings=tuple(landings)))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8"), newline="")))


@pytest.mark.parametrize("name", FRAME_RATES)
def test_every_bar_bears_the_timecode_of_its_nearest_frame(name: str) -> None:
    made = spotted(name, "00:59:58:02")
    at, cue = rate(name), made.cue

    found = rows(write_bars(made))

    frames = [cue.picture.start_frame + nearest_frame(cue.seconds(bar.at), at) for bar in cue.bars]
    assert [row["timecode"] for row in found] == [label_of(frame, at) for frame in frames]
    assert [float(row["seconds"]) for row in found] == pytest.approx([float(cue.seconds(b.at)) for b in cue.bars])
    text = write_sheet(made).decode("utf-8")
    assert all(f"{row['bar']:<5}{row['timecode']}" in text for row in found)


def test_drop_frame_skips_the_labels_that_do_not_exist() -> None:
    codes = {row["timecode"] for row in rows(write_bars(spotted("29.97df", "00:00:59:28", 1_001, 40)))}

    assert "00:00:59;28" in codes
    assert "00:01:00;02" in codes
    assert not {"00:01:00;00", "00:01:00;01"} & codes


def test_a_bar_tells_tempo_meter_changes_section_and_hits() -> None:
    first, second = rows(write_bars(spotted()))[:2]

    assert (first["bpm"], first["unit"], first["meter"], first["section"]) == ("97.98", "quarter", "4/4", "A statement")
    assert (second["meter"], second["is_odd"], second["hits"]) == ("7/8", "yes", "door (beat 2)")
    assert second["tempo_changes"] == "96.41 at beat 3"


def test_a_free_onset_is_near_a_beat_and_a_pickup_is_not_odd() -> None:
    made = spotted()
    cue = made.cue
    bars = tuple(
        replace(bar, number=bar.number - 1) for bar in (replace(cue.bars[0], meter=Meter(1, 4)), *cue.bars[1:])
    )
    free = replace(cue.landings[0], bar=1, free=Ticks(4913))
    first, second = rows(write_bars(replace(made, cue=replace(cue, bars=bars, landings=(free,)))))[:2]

    assert (first["bar"], first["meter"], first["is_odd"]) == ("0", "1/4", "")
    assert second["hits"] == "door (near beat 2)"


def test_a_hit_tells_asked_got_and_error() -> None:
    (row,) = rows(write_hits(spotted()))

    assert (row["name"], row["bar"], row["beat"], row["error_ms"], row["error_frames"]) == (
        "door",
        "2",
        "2.0",
        "0.0",
        "0.0",
    )
    assert row["asked"] == row["got"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ('he says "no", and leaves', 'he says "no", and leaves'),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("@home", "'@home"),
        ("-- dash", "'-- dash"),
        ("\n=1", "'=1"),
        ("雨", "雨"),
    ],
)
def test_no_name_can_break_or_charm_a_spreadsheet(name: str, cell: str) -> None:
    made = with_hits(spotted(), (9600, name, "must"))

    assert [row["name"] for row in rows(write_hits(made))] == [cell]
    assert all(None not in row and None not in row.values() for row in rows(write_bars(made)))
    assert cell in [row["into"] for row in rows(write_streamers(made))]


def test_the_convention_of_colours() -> None:
    made = with_hits(spotted(), (3840 * 4, "door", "must"), (3840 * 6, "smile", "should"))

    found = streamers_of(made.cue)
    assert [(each.colour, each.length, each.into) for each in found] == [
        ("yellow", 3, "first free click"),
        ("green", 3, "downbeat of the cue"),
        ("white", 3, "door"),
        ("red", 3, "end"),
    ]


def test_a_streamer_is_shorter_where_the_moment_before_is_near_and_none_where_it_is_nearer() -> None:
    made = with_hits(
        spotted(quarter=500_000), (3840 * 4, "far", "must"), (3840 * 5 + 960, "near", "must"), (23_040, "next", "must")
    )

    assert [each.length for each in streamers_of(made.cue) if each.colour == "white"] == [3, 2, 0]


@pytest.mark.parametrize(("quarter", "length"), [(900_000, 3), (1_100_000, 4), (1_400_000, 5)])
def test_slow_music_has_longer_streamers(quarter: int, length: int) -> None:
    assert streamers_of(spotted(quarter=quarter).cue)[-1].length == length


@given(st.lists(st.integers(0, 45_599), max_size=12))
def test_no_two_streamers_run_at_once_and_every_must_has_its_punch(ticks: list[int]) -> None:
    cue: Cue = with_hits(spotted(), *((at, str(at), "must") for at in sorted(ticks))).cue

    found = streamers_of(cue)
    assert all(here.punch <= there.start for here, there in pairwise(found))
    assert {landing.asked for landing in cue.landings} <= {each.punch for each in found}


def test_the_sheet_says_title_start_length_tempo_and_count_in() -> None:
    text = write_sheet(spotted("23.976")).decode("utf-8")

    assert text.startswith("2M3 The Gatekeeper\n==================\n")
    assert "starts     01:00:00:00\n" in text
    assert "rate       23.976 (24000/1001 frames a second)\n" in text
    assert "bars       12 of 4/4, 1 of them odd\n" in text
    assert "count-in   8 free clicks from 00:59:55:" in text
    for title in ("BARS", "1 HIT", "STREAMERS AND PUNCHES", "FREE CLICKS"):
        assert f"\n\n{title}\n" in text


def test_the_sheet_tells_what_would_help_and_leaves_the_orchestras_troubles_out() -> None:
    way = Relaxation("tempo", "widen 96-104 to 93-104", "tempo", "93-104", 30)
    findings = (Finding("hits", "bar 2", "door is late", relaxations=(way,)), Finding("breath", "bar 3", "no breath"))

    text = write_sheet(replace(spotted(), findings=findings)).decode("utf-8")

    assert "WORTH KNOWING\nbar 2: door is late\n    try: widen 96-104 to 93-104\n" in text
    assert "no breath" not in text


@pytest.mark.parametrize("name", SHEETS)
def test_a_sketch_and_its_spotted_cue_give_the_same_sheets(name: str) -> None:
    made = sketch(part(note(0, 960, 60)))

    assert FORMATS[name].write(made, Options()) == SHEETS[name].write(spotted_of(made))


def test_sheets_are_saved_beside_the_sketch(tmp_path: object) -> None:
    paths = save(sketch(part(note(0, 960, 60))), str(tmp_path), ["conductor", "click", "bars", "hits", "sheet"])

    assert [path.name.removeprefix("2m3-the-gatekeeper-seed1") for path in paths] == [
        ".conductor.mid",
        ".click.mid",
        ".bars.csv",
        ".hits.csv",
        ".sheet.txt",
    ]


def test_a_format_that_needs_notes_is_no_sheet() -> None:
    with pytest.raises(OutputError, match="'midi' needs the notes: `scenescore sketch` writes it"):
        sheets_of(["click", "midi"])


def test_an_unknown_sheet_names_the_nearest() -> None:
    with pytest.raises(OutputError, match="did you mean 'conductor'"):
        sheets_of(["conducter"])

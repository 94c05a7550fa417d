"""What the sheet of a spotted cue says."""

from __future__ import annotations

from scenescore.formats.spot_table import hit_rows, hits_of, tempo_map, tempo_rows
from scenescore.model.metre import Meter
from sketches import sketch

SIX, NINE = Meter(6, 8), Meter(9, 8)


def test_a_row_stands_wherever_tempo_or_meter_changes() -> None:
    cue = sketch(meters=(SIX, NINE, SIX, SIX), tempo=((0, 500_000), (2880 + 1440, 400_000))).cue

    rows = tempo_map(cue)

    assert [(row.bar, row.beat, row.bpm, row.unit, row.meter) for row in rows] == [
        (1, 1, 80, "dotted quarter", "6/8"),
        (2, 1, 80, "dotted quarter", "9/8"),
        (2, 2, 100, "dotted quarter", "9/8"),
        (3, 1, 100, "dotted quarter", "6/8"),
    ]


def test_timecodes_count_from_the_scene_start() -> None:
    cue = sketch().cue

    assert tempo_map(cue)[0].timecode == "01:00:00:00"
    assert hits_of(cue)[0].asked == "01:00:02:12"


def test_a_hit_row_says_where_it_stands_and_how_far_it_is_off() -> None:
    row = hits_of(sketch().cue)[0]

    assert (row.name, row.gesture, row.priority, row.bar, row.beat) == ("door", "stinger", "must", 2, 2)
    assert (row.error_ms, row.error_frames) == (0, 0)


def test_printed_rows_have_a_cell_for_each_head() -> None:
    cue = sketch().cue

    for head, rows, _ in (tempo_rows(cue), hit_rows(cue)):
        assert {len(row) for row in rows} == {len(head)}

"""Which part of a timeline becomes the cue, and on which clock subtitles are laid."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from marker_files import SAMPLES
from scenes import NAMES
from scenescore.errors import SceneError
from scenescore.formats.scene_file import read_scene
from scenescore.formats.spotting_notes.drafting import drafted
from scenescore.formats.spotting_notes.ground import Wishes
from scenescore.formats.spotting_notes.kinds import read_markers
from scenescore.formats.spotting_notes.sheet import Sheet
from scenescore.formats.spotting_notes.subtitles import Lines
from scenescore.formats.starter import spotted_starter
from scenescore.model.scene import Scene
from scenescore.model.time import Seconds

AT_24 = Wishes(frame_rate="24")


def marks(*rows: str) -> Sheet:
    """An edit list at 24 frames a second, each row a timecode and a name."""
    return read_markers(b"TITLE: R\n" + "".join(f"* LOC: {row}\n" for row in rows).encode(), "edl", "24")


def spoken(*spans: tuple[float, float]) -> Lines:
    """Lines of speech."""
    return Lines(tuple((Seconds(Fraction(first)), Seconds(Fraction(last))) for first, last in spans))


def window(scene: Scene) -> tuple[object, object]:
    """Where a cue begins and ends."""
    return scene.start, scene.end


def test_a_cue_near_the_hour_starts_on_the_hour() -> None:
    scene, notes = drafted(marks("01:01:30:05 RED door"), None, AT_24)

    assert window(scene) == ("01:00:00:00", "01:01:34:05")
    assert "--start, --end and --length say otherwise" in notes[-1]


def test_a_cue_deep_in_a_reel_starts_on_the_second_before_its_first_marker() -> None:
    scene, _ = drafted(marks("01:12:30:05 RED door", "01:12:50:00 RED look"), None, AT_24)

    assert window(scene) == ("01:12:30:00", "01:12:54:00")


def test_speech_before_the_first_marker_belongs_to_the_cue() -> None:
    scene, _ = drafted(marks("01:12:30:05 RED door"), spoken((740, 742)), AT_24)

    assert window(scene) == ("01:12:20:00", "01:12:34:05")
    assert [(each.from_, each.to) for each in scene.dialogue] == [("01:12:20:00", "01:12:22:00")]


def test_markers_named_in_and_out_are_the_window_and_no_hits() -> None:
    scene, notes = drafted(
        marks("01:10:00:00 RED early", "01:12:00:10 RED Music In", "01:12:30:05 RED door", "01:13:00:00 RED OUT"),
        None,
        AT_24,
    )

    assert window(scene) == ("01:12:00:10", "01:13:00:00")
    assert [hit.name for hit in scene.hits] == ["door"]
    assert notes[-1] == "left out, outside the cue: early (01:10:00:00)"


def test_a_window_that_is_asked_for_goes_before_all_others() -> None:
    sheet = marks("01:12:00:10 RED in", "01:12:30:05 RED door", "01:12:50:00 RED look", "01:13:00:00 RED out")

    scene, notes = drafted(sheet, None, replace(AT_24, start="01:12:20:00", length="00:00:20:12"))

    assert window(scene) == ("01:12:20:00", "01:12:40:12")
    assert [hit.name for hit in scene.hits] == ["door"]
    assert "say otherwise" not in notes[0]


def test_the_timelines_own_end_is_kept_where_it_is_near() -> None:
    near, far = (replace(marks("01:00:10:00 RED door"), end=Seconds(Fraction(3610 + more))) for more in (30, 31))

    assert drafted(near, None, AT_24)[0].end == "01:00:40:00"
    assert drafted(far, None, AT_24)[0].end == "01:00:14:00"


@pytest.mark.parametrize(
    ("first", "wanted"),
    [(10.0, "01:00:10:00"), (3610.0, "01:00:10:00")],
    ids=["counted from the timeline's start", "counted in timeline time"],
)
def test_subtitles_are_laid_onto_the_hour(first: float, wanted: str) -> None:
    scene, notes = drafted(marks("01:00:20:00 RED door"), spoken((first, first + 2)), AT_24)

    assert scene.dialogue[0].from_ == wanted
    assert notes[-1].startswith(f"the first line of speech is taken to begin at {wanted}")


def test_the_last_word_is_inside_the_cue_to_its_end() -> None:
    scene, _ = drafted(None, spoken((10, 12.01)), AT_24)

    assert scene.end == "00:00:16:01"


def test_timeline_time_counts_hours_as_timecode_does() -> None:
    sheet = read_markers(b"TITLE: R\n* LOC: 01:00:20:00 RED door\n", "edl", "23.976")

    scene, _ = drafted(sheet, spoken((3610, 3612)), Wishes())

    assert scene.dialogue[0].from_ == "01:00:10:00"


def test_subtitles_can_be_moved() -> None:
    scene, _ = drafted(
        marks("01:00:20:00 RED door"), spoken((10, 12)), replace(AT_24, subtitles_offset=Fraction("-1.5"))
    )

    assert (scene.dialogue[0].from_, scene.dialogue[0].to) == ("01:00:08:12", "01:00:10:12")


def test_subtitles_alone_count_from_the_start_that_is_asked_for() -> None:
    scene, _ = drafted(None, spoken((2, 4), (90, 95)), replace(AT_24, start="01:00:00:00", length=60))

    assert window(scene) == ("01:00:00:00", "01:01:00:00")
    assert [(each.from_, each.to) for each in scene.dialogue] == [("01:00:02:00", "01:00:04:00")]


def test_speech_that_runs_over_the_cues_edge_is_cut_there() -> None:
    scene, _ = drafted(None, spoken((0, 8), (58, 70)), replace(AT_24, start=5, end=60))

    assert [(each.from_, each.to) for each in scene.dialogue] == [
        ("00:00:05:00", "00:00:08:00"),
        ("00:00:58:00", "00:01:00:00"),
    ]


def test_without_a_frame_rate_times_are_seconds_from_the_cues_start() -> None:
    scene, notes = drafted(read_markers((SAMPLES / "reaper.csv").read_bytes()), spoken((14, 16)), Wishes())

    assert (scene.start, scene.length, scene.title) == (0, 38, "The Door")
    assert [hit.at for hit in scene.hits] == [10.5, 29.04]
    assert [(each.from_, each.to) for each in scene.dialogue] == [(12, 14)]
    assert notes[-1] == "the cue's second 0 is 2.000 s of the file"


def test_seconds_that_name_no_frame_stay_seconds() -> None:
    sheet = read_markers(b"#,Name,Start,End,Length\nM1,on,0:01.500,,\nM2,off,0:02.510,,")

    scene, _ = drafted(sheet, None, replace(AT_24, start="01:00:00:00"))

    assert [hit.at for hit in scene.hits] == ["01:00:01:12", 2.51]


def test_markers_on_one_frame_are_one_hit_that_asks_for_most() -> None:
    sheet = marks("01:00:20:00 RED door [may]", "01:00:20:00 RED stinger: dog [must]", "01:00:30:00 RED look")

    scene, notes = drafted(sheet, None, AT_24)

    assert [(hit.name, hit.gesture, hit.priority) for hit in scene.hits] == [
        ("door / dog", "stinger", "must"),
        ("look", "accent", "should"),
    ]
    assert notes[0] == "1 marker on the frame of another made one hit with it"


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        (Wishes(length=4, end=9), "--length: cannot stand beside --end"),
        (Wishes(start="01:00:00:99"), "--start: does not exist at 24"),
        (Wishes(start="01:00:30:00", end="01:00:10:00"), "--end: does not come after the cue's start"),
        (Wishes(start="05:00:00:00"), "the cue: holds no marker and no line of speech"),
    ],
)
def test_a_window_that_cannot_be_is_told(wishes: Wishes, told: str) -> None:
    with pytest.raises(SceneError, match=told):
        drafted(marks("01:00:20:00 RED door"), None, wishes)


def test_a_timecode_without_a_frame_rate_is_told() -> None:
    with pytest.raises(SceneError, match="--start: is a timecode, and nothing says how it counts"):
        drafted(None, spoken((2, 4)), Wishes(start="01:00:00:00"))


@pytest.mark.parametrize(
    "name", ["avid.edl", "resolve.edl", "avid.txt", "premiere.csv", "finalcut.fcpxml", "reaper.csv"]
)
def test_what_is_written_is_the_scene_that_was_drafted(name: str) -> None:
    scene, _ = drafted(read_markers((SAMPLES / name).read_bytes(), "", "24" if name[0] in "ar" else ""), None, Wishes())

    assert read_scene(spotted_starter(scene).encode(), "toml", "", NAMES) == scene

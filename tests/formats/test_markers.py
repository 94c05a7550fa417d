"""Lists of markers: every kind gives the frames that stand in the file."""

from __future__ import annotations

import importlib
import pkgutil
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marker_files import MILLISECOND, SAMPLES, WRITERS
from scenes import NAMES
from scenescore.errors import SceneError
from scenescore.formats import spotting_notes
from scenescore.formats.scene_file import read_scene
from scenescore.formats.spotting_notes.drafting import drafted
from scenescore.formats.spotting_notes.ground import Wishes
from scenescore.formats.spotting_notes.kinds import MARKER_KINDS, read_markers
from scenescore.formats.spotting_notes.sheet import Sheet
from scenescore.formats.starter import spotted_starter
from scenescore.model.picture import picture
from scenescore.model.time import Seconds
from scenescore.model.timecode import FRAME_RATES, FrameRate, frame_of, label_of, nearest_frame, rate, seconds_of

#: Each sample, the frame rate that has to be given, and what stands in it.
EXPECTED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "avid.edl": (
        "24",
        [
            ("03:00:04:12", "STINGER: DOOR SLAMS"),
            ("03:00:15:00", "she looks up"),
            ("03:00:27:23", "lights out #cut-off"),
        ],
    ),
    "avid.txt": (
        "25",
        [("01:00:04:12", "door slams"), ("01:00:12:00", ""), ("01:00:20:05", "[silence] nobody breathes")],
    ),
    "drop-frame.edl": ("29.97", [("01:00:59;29", "before the minute"), ("01:01:00;02", "after the minute")]),
    "finalcut.fcpxml": (
        "",
        [("01:00:03:12", "in the insert"), ("01:00:04:12", "door slams"), ("01:00:12:00", "she turns")],
    ),
    "premiere.csv": ("", [("01:00:04;12", "Café doors"), ("01:01:00;02", "swell: crowd")]),
    "premiere.xml": ("", [("01:00:02:00", "on the clip"), ("01:00:04:12", "door slams"), ("01:00:12:12", "look")]),
    "resolve.edl": (
        "24",
        [
            ("01:00:00:00", "music in"),
            ("01:00:04:12", "door slams"),
            ("01:00:12:00", "Marker 3"),
            ("01:00:40:00", "music out"),
            ("01:02:00:00", "next scene"),
        ],
    ),
    "timeline.otio": (
        "",
        [("01:00:04:12", "door slams [must]"), ("01:00:14:00", "inside the nest"), ("01:00:15:00", "look")],
    ),
}


def sample(name: str, asked: str = "") -> Sheet:
    """Read a sample."""
    return read_markers((SAMPLES / name).read_bytes(), "", asked, name)


def secs(whole: int) -> Seconds:
    """Whole seconds."""
    return Seconds(Fraction(whole))


def labels(sheet: Sheet) -> list[str]:
    """The timecodes of a sheet's markers."""
    at = rate(sheet.frame_rate)
    return [label_of(nearest_frame(each.at, at), at) for each in sheet.markers]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_gives_its_markers_on_their_frames(name: str) -> None:
    asked, wanted = EXPECTED[name]

    sheet = sample(name, asked)

    assert list(zip(labels(sheet), (each.name for each in sheet.markers), strict=True)) == wanted
    assert all((each.at * rate(sheet.frame_rate).fps).denominator == 1 for each in sheet.markers)


def test_every_kind_has_a_sample_that_is_recognised_by_its_content() -> None:
    texts = [path for path in SAMPLES.iterdir() if path.is_file() and path.suffix not in {".srt", ".vtt"}]
    seen = set()
    for path in texts:
        text = path.read_bytes().decode("utf-16" if path.name == "premiere.csv" else "utf-8")
        seen.add(next(name for name, kind in MARKER_KINDS.items() if kind.is_in(text)))

    assert seen == set(MARKER_KINDS)


def test_no_reader_is_forgotten_in_the_table() -> None:
    readers = {
        getattr(module, name)
        for found in pkgutil.iter_modules(spotting_notes.__path__, f"{spotting_notes.__name__}.")
        for module in [importlib.import_module(found.name)]
        for name in getattr(module, "__all__", ())
        if name.startswith("read_") and name not in {"read_markers", "read_subtitles"}
    }

    assert readers == {kind.read for kind in MARKER_KINDS.values()}


def test_a_kind_that_is_named_goes_before_what_is_seen() -> None:
    with pytest.raises(SceneError, match="Premiere's columns"):
        read_markers((SAMPLES / "avid.txt").read_bytes(), "premiere", "25")


def test_opentimelineio_reads_the_same_locators() -> None:
    theirs = otio.adapters.read_from_string((SAMPLES / "avid.edl").read_text("utf-8"), "cmx_3600", rate=24)
    frames = [round(each.marked_range.start_time.value) for clip in theirs.find_clips() for each in clip.markers]

    assert [nearest_frame(each.at, rate("24")) for each in sample("avid.edl", "24").markers] == frames


def test_the_timeline_and_its_title_are_known_where_the_file_says_them() -> None:
    ours, theirs = sample("avid.edl", "24"), sample("premiere.xml")

    assert (ours.title, ours.start, ours.end) == ("REEL_3", secs(10800), secs(10836))
    assert (theirs.title, theirs.start, theirs.end) == (
        "Reel 1",
        seconds_of(86400, rate("23.976")),
        seconds_of(86880, rate("23.976")),
    )


def test_resolve_keeps_colour_note_and_length() -> None:
    slam, memory = sample("resolve.edl", "24").markers[1:3]

    assert (slam.note, slam.colour, slam.length) == ("the whole house shakes", "red", secs(0))
    assert (memory.note, memory.colour, memory.length) == ("theme, she remembers", "blue", secs(2))


def test_one_region_of_reaper_is_the_cue() -> None:
    sheet = sample("reaper.csv")

    assert (sheet.title, sheet.cue) == ("The Door", (secs(2), secs(40)))
    assert [(float(each.at), each.name, each.colour) for each in sheet.markers] == [
        (12.5, "door slams [must]", "red"),
        (31.04, "look, then away", ""),
    ]


def test_what_trimming_hides_is_left_out_and_told() -> None:
    assert sample("finalcut.fcpxml").notes == ("1 marker inside trimmed or retimed clips left out",)


def test_drop_frame_is_taken_from_the_file() -> None:
    assert sample("drop-frame.edl", "29.97").frame_rate == "29.97df"
    assert "29.97df" in sample("drop-frame.edl").notes[0]


@pytest.mark.parametrize(("frame", "wanted"), [(29, "29.97df"), (30, "59.94df")])
def test_a_faster_drop_frame_is_seen_from_its_frames(frame: int, wanted: str) -> None:
    assert read_markers(f"TITLE: R\nFCM: DROP FRAME\n* LOC: 00:00:01;{frame} RED x".encode()).frame_rate == wanted


@pytest.mark.parametrize("name", ["23.976", "25", "29.97", "29.97df", "59.94df", "60"])
@pytest.mark.parametrize("kind", ["fcpxml", "fcp7"])
def test_xml_says_its_rate_itself(kind: str, name: str) -> None:
    at = rate(name)

    assert read_markers(WRITERS[kind][1]([90_000], at)).frame_rate == name


def test_a_rate_that_no_film_has_is_refused() -> None:
    text = (SAMPLES / "timeline.otio").read_text("utf-8").replace('"rate": 25.0', '"rate": 15.0')

    with pytest.raises(SceneError, match=r"frame rate: is none that scenescore counts \(found 15\)"):
        read_markers(text.encode())


def test_markers_of_a_clip_at_another_speed_are_left_out_and_told() -> None:
    text = (SAMPLES / "timeline.otio").read_text("utf-8")
    warp = '"effects": [{"OTIO_SCHEMA": "LinearTimeWarp.1", "time_scalar": 2.0}], "name": "shot"'

    sheet = read_markers(text.replace('"name": "shot"', warp).replace('"effects": [],', "").encode())

    assert [each.name for each in sheet.markers] == ["inside the nest", "look"]
    assert sheet.notes == ("2 markers inside trimmed or retimed clips left out",)


def test_several_regions_of_reaper_are_hits() -> None:
    sheet = read_markers(
        b"#,Name,Start,End\nR1,fight,0:01.000,0:03.000\nR2,flight,0:04.000,0:05.000\nM1,door,0:02.000,"
    )

    assert (sheet.cue, [each.name for each in sheet.markers]) == (None, ["fight", "door", "flight"])


def test_opentimelineio_finds_the_same_places_in_its_own_file() -> None:
    theirs = otio.adapters.read_from_file(str(SAMPLES / "timeline.otio"))
    tracks = theirs.tracks
    inside = [
        item.transformed_time(each.marked_range.start_time, tracks)
        for item in tracks.find_children()
        for each in getattr(item, "markers", ())
        if item.trimmed_range().contains(each.marked_range.start_time)
    ]
    outside = [each.marked_range.start_time for each in tracks.markers]
    start = round(theirs.global_start_time.value)

    ours = [nearest_frame(each.at, rate("25")) for each in sample("timeline.otio").markers]

    assert ours == sorted(start + round(each.value) for each in [*inside, *outside])


def test_frames_in_reapers_ruler_need_a_frame_rate() -> None:
    text = b"#,Name,Start,End,Length\nM1,door,01:00:04:12,,"

    assert labels(read_markers(text, rate="25")) == ["01:00:04:12"]
    with pytest.raises(SceneError, match="frame_rate: is needed"):
        read_markers(text)


@st.composite
def spottings(draw: st.DrawFn) -> tuple[FrameRate, list[int]]:
    """A frame rate and the frames of some markers, in order, within two minutes of each other."""
    at = draw(st.sampled_from(sorted(FRAME_RATES))).strip()
    counted = rate(at)
    gaps = draw(st.lists(st.integers(1, 100 * counted.nominal), max_size=6))
    frames = [draw(st.integers(0, counted.day - 1000 * counted.nominal))]
    for gap in gaps:
        frames.append(frames[-1] + gap)
    return counted, frames


def as_heard(kind: str, data: bytes, at: FrameRate) -> list[int]:
    """Send a file the whole way: read, drafted, written as a scene, read back, taken exactly; its hits in frames."""
    scene, _ = drafted(read_markers(data, kind, at.name), None, Wishes())
    again = read_scene(spotted_starter(scene).encode(), "toml", "", NAMES)
    shot = picture(again)
    moments = [hit.at * rate(again.frame_rate).fps + shot.start_frame for hit in shot.hits]
    assert all(abs(each - round(each)) <= MILLISECOND for each in moments)
    return [round(each) for each in moments]


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "reaper"])
@settings(max_examples=25, deadline=None)
@given(spottings())
def test_frames_survive_the_way_into_a_scene(name: str, spotting: tuple[FrameRate, list[int]]) -> None:
    at, frames = spotting
    kind, write = WRITERS[name]

    assert as_heard(kind, write(frames, at), at) == frames


@settings(max_examples=50, deadline=None)
@given(spottings(), st.integers(0, 3000))
def test_milliseconds_name_the_frame_that_was_meant(spotting: tuple[FrameRate, list[int]], first: int) -> None:
    at, frames = spotting
    near = [each - frames[0] + first for each in frames]

    assert as_heard("reaper", WRITERS["reaper"][1](near, at), at) == near


@pytest.mark.parametrize("label", ["00:01:00;00", "00:01:00;01", "00:59:00;00"])
def test_a_label_that_drop_frame_skips_is_refused_with_the_next_one(label: str) -> None:
    text = f"TITLE: R\nFCM: DROP FRAME\n* LOC: {label} RED door\n".encode()

    with pytest.raises(SceneError, match=f"line 3: does not exist at 29.97df.*did you mean '{label[:9]}02'"):
        read_markers(text)


def test_final_cuts_frames_count_from_the_sequences_own_start() -> None:
    sheet = sample("finalcut.fcpxml")

    assert sheet.start == seconds_of(frame_of("01:00:00:00", rate("23.976")), rate("23.976"))


def test_a_note_of_resolve_may_take_several_lines() -> None:
    text = (
        b"TITLE: ( no title )\n\n001  001      V     C        01:00:18:06 01:00:18:07 01:00:18:06 01:00:18:07  \n"
        b"2. the door\nand the dog |C:ResolveColorYellow |M:Marker 1 |D:1\n"
    )

    sheet = read_markers(text, rate="24")

    assert (sheet.title, [each.note for each in sheet.markers]) == ("", ["2. the door and the dog"])


def test_a_locator_may_have_no_colour() -> None:
    found = read_markers(b"* LOC: 01:00:00:00 Just a note\n * LOC: 01:00:01:00 CYAN\n", "edl", "24").markers

    assert [(each.name, each.colour) for each in found] == [("Just a note", ""), ("", "cyan")]


CLIP = """<fcpxml><resources><format id="r1" frameDuration="1/25s"/></resources><project name="p"><sequence format="r1"
tcStart="3600s"><spine>{}</spine></sequence></project></fcpxml>"""
INSIDE = '<marker start="12s" value="door"/>'


@pytest.mark.parametrize(
    ("spine", "wanted"),
    [
        (f'<clip offset="3600s" start="10s" duration="5s">{INSIDE}</clip>', ["01:00:02:00"]),
        (f'<audition><clip offset="3600s" start="10s" duration="5s">{INSIDE}</clip></audition>', ["01:00:02:00"]),
        (f'<clip offset="3600s" start="10s"><conform-rate scaleEnabled="0"/>{INSIDE}</clip>', ["01:00:02:00"]),
        (f'<clip offset="3600s" start="10s" duration="5s"><timeMap/>{INSIDE}</clip>', []),
        (f'<clip offset="3600s" start="10s" duration="2s">{INSIDE}</clip>', []),
        (f'<gap offset="3600s" start="0s" duration="5s"><clip lane="1" offset="1s" start="11s">{INSIDE}</clip></gap>',
         ["01:00:02:00"]),
    ],
    ids=["clip", "audition", "same speed", "other speed", "trimmed", "connected"],
)  # fmt: skip
def test_final_cuts_clocks_lead_to_the_timeline(spine: str, wanted: list[str]) -> None:
    text = CLIP.format(f'{spine}<clip offset="3660s" start="0s" duration="9s"><marker start="1s" value="last"/></clip>')

    assert labels(read_markers(text.encode())) == [*wanted, "01:01:01:00"]


def test_premieres_headings_may_be_in_another_language() -> None:
    head = "Markername\tBeschreibung\tIn\tOut\tDauer\tMarkertyp\t\n"
    text = f"{head}Tür\tlaut\t00:00:35:16\t00:00:36:16\t00:00:01:00\tKapitel"

    found = read_markers(text.encode("utf-16"), rate="25").markers
    bare = read_markers(text.removeprefix(head).encode("utf-16"), rate="25").markers

    assert [(each.name, each.note, each.length) for each in found] == [("Tür", "laut", secs(1))]
    assert bare == found


@pytest.mark.parametrize(("text", "wanted"), [("00:01:05", 65), ("1:05", 65), ("1:00:05.500", 3605.5), ("7.25", 7.25)])
def test_reapers_clock_is_read_with_or_without_hours_and_parts_of_seconds(text: str, wanted: float) -> None:
    assert read_markers(f"#,Name,Start\n1,door,{text}".encode()).markers[0].at == wanted

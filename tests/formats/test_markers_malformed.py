"""Files that are no spotting notes, or broken ones: one clear fault each, never a traceback."""

from __future__ import annotations

import contextlib
import json
import random
import sys

import pytest

from marker_files import MALFORMED, SAMPLES
from scenescore.errors import OutputError, SceneError, ScenescoreError
from scenescore.formats.spotting_notes.drafting import drafted
from scenescore.formats.spotting_notes.ground import Wishes
from scenescore.formats.spotting_notes.kinds import MARKER_KINDS, read_markers
from scenescore.formats.spotting_notes.sheet import MOST_BYTES
from scenescore.formats.spotting_notes.subtitles import read_subtitles
from scenescore.formats.starter import spotted_starter

#: Each broken file, and words of what is told.
TOLD = {
    "archive.otioz": "is a zip archive",
    "bars.csv": "line 2: is in bars and beats .*minutes:seconds",
    "binary.edl": "is not text",
    "blank.txt": "is empty",
    "cut-clip.otio": "a time that is none .*nan",
    "empty.edl": "is empty",
    "laughs.fcpxml": "line 3: declares XML entities",
    "laughs.xml": "line 3: declares XML entities",
    "letter.txt": "is no list of markers that scenescore knows .*Avid's marker list",
    "no-cues.srt": "holds no subtitles",
    "no-markers.edl": "is an edit list without markers",
    "no-rate.fcpxml": "frame_rate: is needed.*--frame-rate",
    "no-such-label.edl": "line 3: does not exist at 29.97df.*\n.*line 4: does not exist",
    "no-time.fcpxml": "a time that is none .*soon",
    "only-sounds.srt": "no line of speech with a length",
    "other.xml": "is no timeline that can be read",
    "samples.csv": "line 2: is in samples .*minutes:seconds",
    "subtitles-as-markers.txt": "is a file of subtitles.*--subtitles",
    "truncated.csv": "breaks off inside UTF-16 text",
    "truncated.fcpxml": "line 14: is not XML",
    "truncated.otio": "is not JSON",
    "truncated.xml": "line 12: is not XML",
    "unknown-schema.otio": "holds no timeline with markers",
}


def read(name: str, data: bytes) -> None:
    """Read a file and draft a scene of it."""
    if name.endswith((".srt", ".vtt")):
        scene, _ = drafted(None, read_subtitles(data, name), Wishes())
    else:
        scene, _ = drafted(read_markers(data, "", "", name), None, Wishes())
    assert spotted_starter(scene)


@pytest.mark.parametrize("name", TOLD)
def test_a_broken_file_is_told_with_its_name_and_what_would_help(name: str) -> None:
    with pytest.raises(SceneError, match=f"(?s)^{name}: .*{TOLD[name]}"):
        read(name, (MALFORMED / name).read_bytes())


def test_every_broken_sample_is_told() -> None:
    assert {path.name for path in MALFORMED.iterdir()} == set(TOLD)


@pytest.mark.parametrize("kind", MARKER_KINDS)
def test_a_file_of_another_kind_is_refused_by_each_reader(kind: str) -> None:
    with pytest.raises(SceneError):
        read_markers(b"Dear Ada, the music should start when the door slams.", kind, "24")


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(SceneError, match="too large"):
        read_markers(b"*" * (MOST_BYTES + 1))
    with pytest.raises(SceneError, match="too large"):
        read_subtitles(b"*" * (MOST_BYTES + 1))


def test_an_abyss_of_json_is_refused() -> None:
    deep = '{"OTIO_SCHEMA": "Timeline.1", "tracks": ' * 100_000

    with pytest.raises(SceneError, match=r"nests too deeply|is not JSON"):
        read_markers(deep.encode(), "otio")


def test_stacks_in_stacks_without_end_are_refused() -> None:
    inner: dict[str, object] = {"OTIO_SCHEMA": "Stack.1", "children": []}
    for _ in range(300):
        inner = {"OTIO_SCHEMA": "Stack.1", "children": [inner]}
    text = json.dumps({"OTIO_SCHEMA": "Timeline.1", "tracks": inner})

    with pytest.raises(SceneError, match=r"nests too deeply|no timeline with markers"):
        read_markers(text.encode())


@pytest.mark.parametrize("kind", ["fcpxml", "fcp7"])
def test_an_abyss_of_xml_is_refused(kind: str) -> None:
    root = "fcpxml" if kind == "fcpxml" else "xmeml"

    with pytest.raises(SceneError, match="line 1: nests elements too deeply"):
        read_markers(f"<{root}>{'<a>' * 100_000}".encode())


def test_a_word_that_is_no_kind_is_told_with_the_nearest() -> None:
    with pytest.raises(SceneError, match="did you mean 'reaper'"):
        read_markers(b"x", "reeper")


def test_a_word_that_is_no_frame_rate_is_told() -> None:
    with pytest.raises(SceneError, match=r"frame_rate: is not a known frame rate .*23\.976"):
        read_markers((SAMPLES / "avid.txt").read_bytes(), rate="29.79")


@pytest.mark.parametrize(("library", "name"), [("opentimelineio", "premiere.xml"), ("pysubs2", "dialogue.srt")])
def test_a_missing_library_is_told_with_the_command_that_installs_it(
    library: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(OutputError, match=r'pip install "scenescore\[timelines\]"'):
        read(name, (SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_file()))
def test_a_damaged_file_is_a_fault_or_a_scene(name: str) -> None:
    whole, chance = (SAMPLES / name).read_bytes(), random.Random(name)
    for _ in range(40):
        at = chance.randrange(len(whole))
        junk = bytes(chance.randrange(256) for _ in range(chance.randrange(4)))
        with contextlib.suppress(ScenescoreError):
            read(name, whole[:at] + junk + whole[at + chance.choice((0, 1, 20)) :])

"""`scenescore new` with an editor's files: a scene that can be composed, or one clear fault and no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command_bench import Run
from marker_files import MALFORMED, SAMPLES
from scenescore.formats.scene_file import load_scene
from scenescore.formats.spotting_notes.kinds import MARKER_KINDS

AVID, TALK = str(SAMPLES / "avid.edl"), str(SAMPLES / "dialogue.srt")


def test_markers_and_subtitles_become_hits_and_dialogue(run: Run) -> None:
    done = run("new", "--markers", AVID, "--frame-rate", "24", "--subtitles", TALK, "door.toml")

    scene = load_scene("door.toml")
    assert done.exit_code == 0
    assert (scene.title, scene.start, scene.end) == ("REEL_3", "03:00:00:00", "03:00:36:00")
    assert [(hit.name, hit.gesture, hit.priority) for hit in scene.hits] == [
        ("DOOR SLAMS", "stinger", "must"),
        ("she looks up", "accent", "should"),
        ("lights out", "cut-off", "must"),
    ]
    assert [speech.from_ for speech in scene.dialogue] == ["03:00:14:00", "03:00:26:00"]


@pytest.mark.parametrize(
    "name", ["resolve.edl", "avid.txt", "premiere.csv", "premiere.xml", "timeline.otio", "reaper.csv"]
)
def test_what_is_written_can_be_composed(run: Run, name: str) -> None:
    rate = ["--frame-rate", "25"] if name in {"resolve.edl", "avid.txt"} else []

    assert run("new", "--markers", str(SAMPLES / name), *rate, "door.toml").exit_code == 0
    assert run("check", "door.toml").exit_code == 0
    assert "door slams" in run("spot", "door.toml").stdout or name == "premiere.csv"


def test_what_was_assumed_is_told_beside_the_scene(run: Run) -> None:
    done = run("new", "--markers", AVID, "--frame-rate", "24")

    assert "[[hits]]" in done.stdout
    assert "note:" not in done.stdout
    assert "note: the cue runs from 03:00:00:00 (the timeline's start)" in done.stderr


@pytest.mark.parametrize("path", sorted(MALFORMED.iterdir()), ids=lambda path: path.name)
def test_a_broken_file_leaves_no_scene(run: Run, path: Path) -> None:
    option = "--subtitles" if path.suffix == ".srt" else "--markers"

    done = run("new", option, str(path), "door.toml")

    assert done.exit_code == 2
    assert done.stderr.startswith(str(path))
    assert not Path("door.toml").exists()


def test_a_file_that_is_not_there_is_told(run: Run) -> None:
    done = run("new", "--markers", "nowhere.edl", "door.toml")

    assert (done.exit_code, done.stderr) == (2, "nowhere.edl: file: cannot be read (no such file or directory)\n")


def test_a_wrong_mood_is_told_before_anything_is_written(run: Run) -> None:
    done = run("new", "--markers", AVID, "--frame-rate", "24", "--mood", "omnious", "door.toml")

    assert done.exit_code == 2
    assert "did you mean 'ominous'" in done.stderr
    assert not Path("door.toml").exists()


def test_too_many_markers_are_told(run: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.edl"
    many.write_text(
        "TITLE: R\n" + "".join(f"* LOC: 01:00:{n // 24:02}:{n % 24:02} RED x\n" for n in range(501)), "utf-8"
    )

    done = run("new", "--markers", str(many), "--frame-rate", "24", "door.toml")

    assert done.exit_code == 2
    assert "hits: has too many entries" in done.stderr


def test_title_mood_and_length_are_written_without_an_editors_file_too(run: Run) -> None:
    run(
        "new",
        "--title",
        "Door {1|2}",
        "--mood",
        "ominous=2,wistful=1",
        "--start",
        "01:00:00:00",
        "--length",
        "30",
        "a.toml",
    )

    scene = load_scene("a.toml")
    assert (scene.title, scene.mood, scene.start, scene.length) == (
        "Door {1|2}",
        {"ominous": 2, "wistful": 1},
        "01:00:00:00",
        30,
    )


@pytest.mark.parametrize("kind", ["EDL", ".edl"])
def test_a_kind_may_be_written_as_files_end(run: Run, kind: str) -> None:
    Path("door.txt").write_text("TITLE: DOOR\n* LOC: 01:00:04:12 RED door slams\n", "utf-8")

    result = run("new", "--markers", "door.txt", "--markers-kind", kind, "--frame-rate", "24", "a.toml")

    assert result.exit_code == 0, result.output
    assert [hit.name for hit in load_scene("a.toml").hits] == ["door slams"]


def test_a_length_below_nothing_is_told_as_a_length(run: Run) -> None:
    Path("door.edl").write_text("TITLE: DOOR\n* LOC: 01:00:04:12 RED door slams\n", "utf-8")

    result = run("new", "--markers", "door.edl", "--frame-rate", "24", "--length", "-4")

    assert result.exit_code == 2
    assert result.stderr.startswith("--length: must be longer than nothing (found -4)")


def test_the_help_names_every_kind(run: Run) -> None:
    shown = " ".join(run("new", "--help").stdout.split())

    assert " ".join(MARKER_KINDS) in shown

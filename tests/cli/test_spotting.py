"""`scenescore spot`: what it shows, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import mido
import pytest

from cli.command_bench import Run
from scenescore.formats.table import SHEETS

TIGHT = """
title = "Two blows"
mood = "ominous"
length = 40
tempo = [100, 101]
odd_bars = "never"
[[hits]]
at = 5.3
name = "first, and =loud"
gesture = "stinger"
priority = "must"
[[hits]]
at = 6.3
name = "second"
gesture = "stinger"
priority = "must"
"""


@pytest.fixture
def tight(tmp_path: Path) -> str:
    """A scene in which two downbeats are asked for within a bar."""
    (tmp_path / "tight.toml").write_text(TIGHT, "utf-8")
    return "tight.toml"


def test_every_bar_is_shown_when_asked(run: Run, scene: str) -> None:
    plain, all_bars = run("spot", scene).stdout, run("spot", scene, "--bars").stdout

    bars = json.loads(run("spot", scene, "--json").stdout)["bar_sheet"]
    assert len(bars) > 3
    assert [row["timecode"] for row in bars if row["timecode"] not in all_bars] == []
    assert len(all_bars.splitlines()) >= len(plain.splitlines()) + len(bars)


def test_five_steady_tempi_are_listed_with_what_they_miss(run: Run, tight: str) -> None:
    shown = run("spot", tight, "--steady").stdout
    fits = json.loads(run("spot", tight, "--json").stdout)["steady"]

    assert "The best steady tempi" in shown
    assert 1 <= len(fits) <= 5
    assert all(f"{fit['bpm']:.2f}" in shown for fit in fits)
    assert [[hit["name"] for hit in fit["hits"]] for fit in fits] == [["first, and =loud", "second"]] * len(fits)
    assert [fit["cost"] for fit in fits] == sorted(fit["cost"] for fit in fits)


def test_what_would_help_is_shown_and_told_to_machines(run: Run, tight: str) -> None:
    shown = run("spot", tight).stdout
    found = json.loads(run("spot", tight, "--json").stdout)["findings"]

    ways = [way for finding in found for way in finding["relaxations"]]
    assert ways
    assert all(set(way) == {"change", "words", "place", "value", "cost"} for way in ways)
    assert all(f"try: {way['words']}" in shown for way in ways)


def test_machines_hear_of_streamers_free_clicks_and_phrases(run: Run, scene: str) -> None:
    found = json.loads(run("spot", scene, "--json").stdout)

    assert [row["colour"] for row in found["streamers"]] == ["yellow", "green", "white", "red"]
    assert len(found["free_clicks"]) >= 4
    assert found["free_clicks"][0]["at_seconds"] < 0
    assert found["phrases"]
    assert found["hits"][0]["error_ms"] == pytest.approx(0, abs=1)
    assert found["files"] == []


def test_the_sheets_are_written_without_composing(
    run: Run, tight: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenescore.pipeline.compose", None)
    monkeypatch.setattr("scenescore.pipeline._Music", None)

    result = run("spot", tight, "-o", "room")

    assert result.exit_code == 0, result.output
    found = sorted(path.name.removeprefix("two-blows-seed1") for path in (tmp_path / "room").iterdir())
    assert found == [
        ".bars.csv", ".click.mid", ".conductor.mid", ".hits.csv", ".sheet.txt", ".streamers.csv",
    ]  # fmt: skip
    assert all(f"room/two-blows-seed1{name}" in result.stdout for name in found)
    with (tmp_path / "room" / "two-blows-seed1.hits.csv").open(encoding="utf-8", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["first, and =loud", "second"]


@pytest.mark.parametrize("kind", SHEETS)
def test_each_sheet_can_be_written_alone(run: Run, scene: str, tmp_path: Path, kind: str) -> None:
    found = json.loads(run("spot", scene, "-f", kind, "-o", "room", "--json").stdout)

    ((written),) = found["files"]
    assert written["format"] == kind
    assert [path.name for path in (tmp_path / "room").iterdir()] == [Path(written["path"]).name]


def test_sheets_go_into_this_folder_when_only_formats_are_named(run: Run, scene: str, tmp_path: Path) -> None:
    run("spot", scene, "--format", "conductor,bars")

    written = {path.suffix for path in tmp_path.iterdir()}
    assert written == {".toml", ".mid", ".csv"}


def test_a_saved_sketch_gives_the_conductor_its_keys_too(run: Run, scene: str, tmp_path: Path) -> None:
    run("sketch", scene, "-f", "json", "-o", "made")
    (saved,) = (tmp_path / "made").iterdir()

    result = run("spot", str(saved), "-f", "conductor", "-o", "room")

    assert result.exit_code == 0, result.output
    (path,) = (tmp_path / "room").iterdir()
    kinds = {message.type for message in mido.MidiFile(path).tracks[0]}
    assert kinds >= {"key_signature", "time_signature", "set_tempo", "smpte_offset", "marker"}


def test_a_key_that_is_asked_for_stands_in_the_conductors_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "keyed.toml").write_text(f'key = "Eb minor"\n{TIGHT}', "utf-8")

    run("spot", "keyed.toml", "-f", "conductor,click", "-o", "room")

    files = [mido.MidiFile(path).tracks[0] for path in (tmp_path / "room").iterdir()]
    assert [[m.key for m in track if m.type == "key_signature"] for track in files] == [["Ebm"], ["Ebm"]]


@pytest.mark.parametrize(("name", "start"), [("clock.png", b"\x89PNG"), ("clock.SVG", b"<?xml")])
def test_a_drawing_is_written_where_it_is_asked_for(
    run: Run, scene: str, tmp_path: Path, name: str, start: bytes
) -> None:
    result = run("spot", scene, "--draw", f"pictures/{name}")

    assert result.exit_code == 0, result.output
    assert (tmp_path / "pictures" / name).read_bytes().startswith(start)


def test_no_sheet_is_left_where_the_drawing_cannot_be_written(run: Run, scene: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", "utf-8")

    result = run("spot", scene, "-o", "room", "--draw", "taken/clock.svg")

    assert result.exit_code == 2
    assert "taken: cannot be written" in result.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in {scene, "taken"}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-f", "midi"], "'midi' needs the notes: `scenescore sketch` writes it"),
        (["-f", "clik"], "did you mean 'click'"),
        (["--draw", "clock.pdf"], "a drawing is a .png or .svg file"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_written(
    run: Run, scene: str, tmp_path: Path, arguments: list[str], words: str
) -> None:
    result = run("spot", scene, "-o", "room", *arguments)

    assert result.exit_code == 2
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [scene]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["spot", "-f", "clik"], "did you mean 'click'"),
        (["spot", "--draw", "clock.pdf"], "a drawing is a .png or .svg file"),
        (["spot", "--presets", "nowhere"], "is not a folder of presets"),
        (["sketch", "-f", "clik"], "did you mean 'click'"),
        (["explain", "--bar", "99"], "there is no bar 99"),
    ],
)
def test_what_is_wrong_outside_the_scene_is_told_to_machines_too(
    run: Run, scene: str, command: list[str], words: str
) -> None:
    result = run(*command, scene, "--json")

    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert words in problem["message"]
    assert words in result.stderr


def test_a_scene_is_checked_for_machines(run: Run, scene: str, wrong: str) -> None:
    good, bad = run("check", scene, "--json"), run("check", scene, wrong, "--json")

    assert (good.exit_code, json.loads(good.stdout)) == (0, {"problems": []})
    assert bad.exit_code == 2
    assert {each["source"] for each in json.loads(bad.stdout)["problems"]} == {wrong}


def test_a_sketch_is_known_under_another_name(run: Run, scene: str, tmp_path: Path) -> None:
    run("sketch", scene, "-f", "json")
    (saved,) = tmp_path.glob("*.sketch.json")
    told = run("spot", str(saved)).stdout
    saved.rename("mine.json")

    assert run("spot", "mine.json").stdout == told
    assert run("explain", "mine.json").exit_code == 0


def test_sketch_and_spot_tell_a_hit_alike_and_in_the_same_beats(run: Run, tmp_path: Path) -> None:
    (tmp_path / "jig.toml").write_text(f'meter = "6/8"\n{TIGHT}', "utf-8")

    (made,) = json.loads(run("sketch", "jig.toml", "--json").stdout)["sketches"]
    found = json.loads(run("spot", "jig.toml", "--json").stdout)

    assert made["hits"] == found["hits"]
    assert made["tempo"]["slowest"] == min(row["bpm"] for row in found["tempo_map"])


PICKUP = """
mood = "ominous"
length = 40
tempo = [96, 104]
odd_bars = "never"
hits = [
    { at = 10, name = "door slams", gesture = "stinger", priority = "must" },
    { at = 11.37, name = "she falls", gesture = "stinger", priority = "must" },
]
"""


def test_a_pickup_and_the_hits_of_a_bar_are_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pickup.toml").write_text(PICKUP, "utf-8")
    run("sketch", "pickup.toml", "-f", "json")
    (saved,) = tmp_path.glob("*.sketch.json")
    (late,) = (
        hit for hit in json.loads(run("spot", "pickup.toml", "--json").stdout)["hits"] if hit["asked_seconds"] == 10
    )

    pickup, bar = run("explain", str(saved), "--bar", "0"), run("explain", str(saved), "--bar", str(late["bar"]))

    assert pickup.stdout.startswith("bar 0, 0.000 s, 1/4, section A ")
    assert "spotting, pickup: a pickup of 1/4" in pickup.stdout
    assert "whole cue" not in pickup.stdout
    assert "10.000 s door slams: it sounds at its moment, but" in bar.stdout
    assert "    try: " in bar.stdout


def test_a_wrong_scene_is_told_to_machines_too(run: Run, wrong: str) -> None:
    result = run("spot", wrong, "--json")

    assert result.exit_code == 2
    assert {problem["place"] for problem in json.loads(result.stdout)["problems"]} >= {"mood", "length"}

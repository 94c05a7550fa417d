"""What the command says about the room that the music leaves to voices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.command_bench import Run

TALK = """mood = "tender"
length = 24
ensemble = "chamber-strings"

[[dialogue]]
from = 6
to = 9

[[dialogue]]
from = 14
to = 16.5
"""


@pytest.fixture
def talk(tmp_path: Path) -> str:
    (tmp_path / "talk.toml").write_text(TALK, "utf-8")
    return "talk.toml"


def test_the_voice_room_is_told_in_one_line(run: Run, talk: str) -> None:
    (line,) = (line for line in run("sketch", talk).stdout.splitlines() if "300 Hz" in line)

    assert line.startswith("  under 2 lines of dialogue -")
    assert line.endswith("dB less")


def test_machines_get_the_voice_room_of_every_line(run: Run, talk: str) -> None:
    (made,) = json.loads(run("sketch", talk, "--json").stdout)["sketches"]

    room = made["speech"]
    assert [(line["from_seconds"], line["to_seconds"]) for line in room["lines"]] == [(6.0, 9.0), (14.0, 16.5)]
    assert room["difference_db"] == round(room["outside_db"] - room["under_db"], 2) > 0


def test_a_saved_sketch_still_knows_its_voice_room(run: Run, talk: str) -> None:
    run("sketch", talk, "-f", "json")
    (saved,) = Path().glob("*.sketch.json")

    told, data = run("explain", str(saved)).stdout, json.loads(run("explain", str(saved), "--json").stdout)

    assert any(line.startswith("dialogue: under 2 lines") for line in told.splitlines())
    assert data["speech"] == json.loads(run("sketch", talk, "--json").stdout)["sketches"][0]["speech"]


def test_where_nobody_speaks_nothing_is_said_of_voices(run: Run, scene: str) -> None:
    assert "300 Hz" not in run("sketch", scene).stdout


def test_a_voice_that_never_stops_has_no_outside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "all.toml").write_text('mood = "tender"\nlength = 12\n[[dialogue]]\nfrom = 0\nto = 12\n', "utf-8")

    line = next(line for line in run("sketch", "all.toml").stdout.splitlines() if "300 Hz" in line)

    assert "under 1 line of" in line
    assert "outside" not in line

"""What the command line's tests share: a runner, a scene file, an empty place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scenescore.cli.app import app

SCENE = """
title  = "Door [bold]"
mood   = "ominous"
length = 12
seed   = 4
ensemble = "chamber-strings"
[[hits]]
at = 6
name = "the door"
gesture = "stinger"
priority = "must"
"""
WRONG = 'mood = "omnious"\nlength = -3\n'

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return invoke


@pytest.fixture
def scene(tmp_path: Path) -> str:
    """A scene that can be composed."""
    (tmp_path / "door.toml").write_text(SCENE, "utf-8")
    return "door.toml"


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """A scene with two mistakes."""
    (tmp_path / "wrong.toml").write_text(WRONG, "utf-8")
    return "wrong.toml"

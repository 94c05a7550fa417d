"""What every test of the command line starts from: an empty folder, a good scene, a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command_bench import SCENE, WRONG, Run, run_command


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command, run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return run_command


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

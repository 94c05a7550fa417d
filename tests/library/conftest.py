"""A cache folder of its own for every test, so that none sees the user's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Lay = Callable[..., Path]


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep compiled presets inside the test's folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("SCENESCORE_CACHE", str(folder))
    return folder


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Write a user's preset file and give the folder that holds it."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "mine"

    return write

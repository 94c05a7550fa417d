"""The presets are found wherever the package comes from: a checkout, a wheel, a zipped wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scenescore.library import default_book
from scenescore.library.places import Folder, shipped

ROOT = Path(__file__).parents[2]
COUNT = """
import scenescore.library
book = scenescore.library.load_book()
again = scenescore.library.load_book()
assert again == book
print(scenescore.library.__file__)
print(len(book.moods), len(book.instruments), len(book.textures), len(book.colours))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as it is for a release."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(  # noqa: S603 - our own build
        build, cwd=ROOT, check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


def counted(path: Path, tmp_path: Path) -> tuple[str, str]:
    """Load the book in a process of its own that sees the package only at `path`."""
    outside = {**os.environ, "PYTHONPATH": str(path), "SCENESCORE_CACHE": str(tmp_path / "kept")}
    done = subprocess.run(  # noqa: S603 - our own package
        [sys.executable, "-c", COUNT], cwd=tmp_path, env=outside, check=True, capture_output=True, text=True
    )
    where, counts = done.stdout.split("\n")[:2]
    return where, counts


def expected() -> str:
    book = default_book()
    return f"{len(book.moods)} {len(book.instruments)} {len(book.textures)} {len(book.colours)}"


def test_a_checkout_reads_the_presets_at_its_top() -> None:
    assert shipped() == Folder(ROOT / "presets")


def test_a_wheel_carries_its_presets(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")

    where, counts = counted(tmp_path / "site", tmp_path)

    assert where.startswith(str(tmp_path / "site"))
    assert counts == expected()


def test_a_zipped_wheel_reads_its_presets_without_being_unpacked(wheel: Path, tmp_path: Path) -> None:
    where, counts = counted(wheel, tmp_path)

    assert where.startswith(str(wheel))
    assert counts == expected()
    assert len(list((tmp_path / "kept").iterdir())) == 1

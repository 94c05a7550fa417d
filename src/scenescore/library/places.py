"""Where presets lie, and which files there are.

Presets stand at the top of a source checkout and inside the package of a wheel, zipped or not. A `Place` is one folder
of presets; its files are named relative to it (`moods/sad.toml`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scenescore.errors import PresetError, Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ENDING = ".toml"
_PACKAGE = "scenescore"


class Place(Protocol):
    """A folder of presets."""

    def name(self) -> str:
        """Where it is."""

    def stamp(self) -> str:
        """What changes when a file does: cheap, without opening any."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every preset file, in order of name."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Presets on the disk."""

    path: Path
    label: str = ""

    def name(self) -> str:
        """Where it is."""
        return os.path.abspath(self.path)  # noqa: PTH100 - a link need not be followed

    def _found(self) -> list[tuple[str, int, int]]:
        """Name, size and time of change of every preset file."""
        found = []
        with os.scandir(self.path) as top:
            for entry in top:
                if entry.is_dir():
                    with os.scandir(entry) as inside:
                        found += [(f"{entry.name}/{each.name}", each.stat()) for each in inside if each.is_file()]
                else:
                    found.append((entry.name, entry.stat()))
        return sorted((name, at.st_size, at.st_mtime_ns) for name, at in found if name.endswith(ENDING))

    def stamp(self) -> str:
        """Names, sizes and times of change."""
        return f"{self.name()}:{self._found()}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every preset file, in order of name."""
        for name, _, _ in self._found():
            yield self.label + name, (self.path / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Packed:
    """Presets inside a zipped package."""

    root: Traversable
    archive: Path

    def name(self) -> str:
        """Where the archive is."""
        return str(self.archive)

    def stamp(self) -> str:
        """The archive's size and time of change."""
        at = self.archive.stat()
        return f"{self.archive}:{at.st_size}:{at.st_mtime_ns}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every preset file, in order of name."""
        named = {}
        for entry in self.root.iterdir():
            if entry.is_dir():
                named.update({f"{entry.name}/{each.name}": each for each in entry.iterdir()})
            else:
                named[entry.name] = entry
        for name in sorted(named):
            if name.endswith(ENDING):
                yield name, named[name].read_bytes()


def shipped() -> Place:
    """Find the presets that came with the package; raises PresetError when they are missing."""
    package = Path(__file__).parents[1]
    for path in (package / "presets", package.parents[1] / "presets"):
        if path.is_dir():
            return Folder(path)
    return _packed(package)


def _packed(package: Path) -> Place:
    """Look into the archive from which the package was imported."""
    from importlib.resources import files  # noqa: PLC0415 - slow to import, and only a zipped package needs it

    root = files(_PACKAGE) / "presets"
    archive = next((path for path in package.parents if path.is_file()), None)
    if archive is None or not root.is_dir():
        raise PresetError((Problem("presets", "are missing from this installation of scenescore", str(package)),))
    return Packed(root, archive)


def users(path: Path) -> Place:
    """Take a user's folder of presets; raises PresetError when there is none."""
    if not path.is_dir():
        raise PresetError((Problem(str(path), "is not a folder of presets"),))
    return Folder(path, f"{path}/")

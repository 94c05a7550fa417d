"""Save a sketch in several formats at once: all files are made before the first is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scenescore.formats.disk import write_files
from scenescore.formats.table import Options, formats_of
from scenescore.model.sketch import Sketch

__all__ = ["save"]


def save(
    sketch: Sketch,
    folder: str | Path,
    formats: Iterable[str] = ("midi", "json"),
    *,
    soundfont: str | Path | None = None,
    tail: float = 0.0,
) -> tuple[Path, ...]:
    """Write a sketch into a folder, one file for each format, named after the sketch; give back where they are.

    `soundfont` and `tail` (seconds) concern audio only.

    >>> from tempfile import TemporaryDirectory
    >>> from scenescore import Scene, compose
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in save(compose(Scene(mood="serene", length=12, title="Lake")), folder)]
    ['lake-seed1.mid', 'lake-seed1.sketch.json']

    Raises:
        OutputError: an unknown format, a missing extra or soundfont, a folder that cannot be written.
    """
    options = Options(soundfont, tail)
    files = {sketch.name + each.suffix: each.write(sketch, options) for each in formats_of(formats)}
    return write_files(Path(folder), files)

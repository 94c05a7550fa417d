"""The book of presets: the shipped rows, a user's rows laid over them, everything checked.

`load_book` validates strictly and reports every problem at once. What it has validated it keeps as a compiled copy in
the user's cache folder, so that unchanged presets are not parsed afresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scenescore.errors import PresetError, Problem
from scenescore.library import compiled, places
from scenescore.library.kinds import KINDS
from scenescore.library.vocabulary import SPOKEN, words
from scenescore.model.knowledge import Book, Names

__all__ = ["default_book", "load_book"]


@cache
def default_book() -> Book:
    """The shipped presets; read once in a process.

    >>> default_book().moods["ominous"].modes
    ('phrygian', 'locrian', 'harmonic-minor')
    """
    return load_book()


def load_book(*folders: Path) -> Book:
    r"""Read the shipped presets and lay folders of the same shape over them, later ones over earlier ones.

    A row that has the name of an earlier one replaces it; a new row is added.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = Path(folder, "devices.toml").write_text('[major]\nsynonyms = ["sunshine"]')
    ...     load_book(Path(folder)).names.devices["sunshine"]
    'major'

    Raises:
        PresetError: with every problem: file, row, field, what was found, what is allowed, the nearest word.
    """
    try:
        return _bound(_rows([places.shipped(), *(places.users(Path(folder)) for folder in folders)]))
    except OSError as error:
        raise PresetError((Problem(str(error.filename or "presets"), f"cannot be read: {error.strerror}"),)) from error


def _rows(found: list[places.Place]) -> Mapping[str, Mapping[str, Any]]:
    """The rows as they were kept when nothing has changed since, else read afresh and kept."""
    where = compiled.folder()
    if where is None:
        return _parsed(found)
    path, stamp = compiled.path_for(where, found), compiled.stamp(found)
    rows = compiled.recall(path, stamp)
    if rows is None:
        rows = _parsed(found)
        compiled.keep(path, stamp, rows)
    return rows


def _parsed(found: list[places.Place]) -> Mapping[str, Mapping[str, Any]]:
    """Read and check the files themselves."""
    from scenescore.library.reading import read  # noqa: PLC0415 - slow to import, and only changed presets need it
    from scenescore.library.references import settle, unresolved  # noqa: PLC0415
    from scenescore.library.vocabulary import clashes  # noqa: PLC0415

    shelf = read(found)
    settle(shelf)
    problems = [*shelf.problems, *unresolved(shelf), *clashes(shelf)]
    if problems:
        raise PresetError(tuple(problems))
    return shelf.rows


def _bound(rows: Mapping[str, Mapping[str, Any]]) -> Book:
    """Bind the rows into a book, with the words that a scene may use."""
    said = {kind: MappingProxyType(words(rows[kind])) for kind in SPOKEN}
    in_book = {kind: MappingProxyType(dict(rows[kind])) for kind in KINDS if kind in Book.__slots__}
    return Book(**in_book, names=Names(**said))

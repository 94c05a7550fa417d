"""Every word that a scene may use, and the row that it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenescore.errors import Problem
from scenescore.library.shelf import Shelf

#: The kinds whose names, and synonyms where they have them, are words of the scene file.
SPOKEN = (
    "moods",
    "modes",
    "ensembles",
    "genres",
    "archetypes",
    "states",
    "textures",
    "instruments",
    "families",
    "devices",
    "arcs",
    "relations",
)


def words(rows: Mapping[str, Any]) -> dict[str, str]:
    """Each word of a kind with its row: names before synonyms, synonyms of later rows before those of earlier ones.

    Later rows are a user's own, laid over ours.
    """
    said: dict[str, str] = {}
    for name, row in rows.items():
        said.update(dict.fromkeys(getattr(row, "synonyms", ()), name))
    return {name: name for name in rows} | {word: row for word, row in said.items() if word not in rows}


def clashes(shelf: Shelf) -> Iterator[Problem]:
    """Synonyms that mean two rows of the same folder of presets, or are another row's name there."""
    for kind in SPOKEN:
        owners: dict[tuple[int, str], str] = {(shelf.layers[kind, name], name): name for name in shelf.rows[kind]}
        for name, row in shelf.rows[kind].items():
            for synonym in getattr(row, "synonyms", ()):
                owner = owners.setdefault((shelf.layers[kind, name], synonym), name)
                if owner != name:
                    place = shelf.where(kind, name, "synonyms")
                    yield Problem(place, f"already means {owner!r}", repr(synonym))

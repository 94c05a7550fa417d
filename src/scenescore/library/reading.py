"""Preset files into rows: strict, and with every problem at once.

Each row is turned into its class by pydantic exactly as the class is written down; unknown keys, wrong types and
numbers out of range are problems with file, row and field.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scenescore.errors import Problem
from scenescore.library.kinds import KINDS, NAMED_AS_WRITTEN, OTHER_FOLDERS
from scenescore.library.places import ENDING, Place
from scenescore.library.ranges import faults
from scenescore.library.shelf import Shelf
from scenescore.model.knowledge import TextureLayer
from scenescore.model.words import nearest

_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
#: Chords are called as musicians write them (`mM7`, `7#9`).
_CHORD_NAME = re.compile(r"^[A-Za-z0-9#+-]+$")


def read(places: Iterable[Place]) -> Shelf:
    """Read all places; a row of a later place replaces the row of that name of an earlier one."""
    shelf = Shelf()
    for layer, place in enumerate(places):
        for file, content in place.files():
            _read_file(shelf, layer, file, content)
    return shelf


def _kind_of(file: str) -> str:
    """Kind of a file by its folder or its name."""
    *folders, name = file.rsplit("/", 2)[-2:]
    return name.removesuffix(ENDING) if name.removesuffix(ENDING) in KINDS else (folders or [""])[-1]


def _read_file(shelf: Shelf, layer: int, file: str, content: bytes) -> None:
    kind = _kind_of(file)
    if kind in OTHER_FOLDERS:
        return
    if kind not in KINDS:
        allowed = ", ".join(KINDS)
        shelf.problems.append(Problem(file, "is in no folder of presets", kind, allowed, nearest(kind, KINDS)))
        return
    try:
        tables = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        shelf.problems.append(Problem(file, f"is not TOML: {error}"))
        return
    for name, table in tables.items():
        _read_row(shelf, layer, (file, kind, name), table)


def _read_row(shelf: Shelf, layer: int, at: tuple[str, str, str], table: object) -> None:
    """Put one row on the shelf, or its problems on the list."""
    file, kind, name = at
    place = f"{file} [{name}]"
    if not isinstance(table, dict):
        shelf.problems.append(Problem(f"{file} {name}", "stands outside a row", repr(table), "a table [name]"))
        return
    if not (_CHORD_NAME if kind in NAMED_AS_WRITTEN else _NAME).match(name):
        shelf.problems.append(Problem(place, "is not a name", name, "small letters, digits and hyphens"))
    if shelf.layers.get((kind, name)) == layer:
        shelf.problems.append(Problem(place, f"is already in {shelf.places[kind, name]}"))
        return
    shelf.places[kind, name], shelf.layers[kind, name] = file, layer
    wrong = list(_shape(place, KINDS[kind], table))
    row, mistyped = _row(place, KINDS[kind], {**_unsaid(KINDS[kind]), **table, "name": name})
    shelf.problems += wrong + mistyped
    if row is not None:
        shelf.rows[kind][name] = row
        shelf.problems += (
            Problem(f"{place} {part}", message, "" if found == "" else repr(found), allowed)
            for part, message, found, allowed in faults(kind, row)
        )


def _shape(place: str, row_class: type, table: Mapping[str, Any], inside: str = "") -> Iterator[Problem]:
    """Keys that a row does not have, and keys that it lacks."""
    known = {each.name: each for each in fields(row_class) if each.name != "name"}
    for key in table:
        if key not in known:
            yield Problem(f"{place} {inside}{key}", "is unknown", key, ", ".join(known), nearest(key, known))
    layers = table.get("layers")
    if "layers" in known and isinstance(layers, list):
        for number, layer in enumerate(layers):
            if isinstance(layer, dict):
                yield from _shape(place, TextureLayer, layer, f"layers[{number}].")
    for key, each in known.items():
        if key not in table and _is_needed(each):
            yield Problem(f"{place} {inside}{key}", "is missing")


def _is_needed(each: Field[Any]) -> bool:
    """Whether a row must say it; what may be None is None when it is left out (TOML has no word for it)."""
    return each.default is MISSING and each.default_factory is MISSING and "None" not in str(each.type)


def _unsaid(row_class: type) -> dict[str, None]:
    """What a row need not say although it has no default."""
    return {each.name: None for each in fields(row_class) if each.default is MISSING and "None" in str(each.type)}


@cache
def _adapter(row_class: type) -> TypeAdapter[Any]:
    return TypeAdapter(row_class)


def _row(place: str, row_class: type, table: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    """The row as its class, or what is mistyped in it."""
    text = json.dumps(table, default=lambda value: {"not a preset value": str(value)})
    try:
        return _adapter(row_class).validate_json(text, strict=True), []
    except ValidationError as error:
        return None, [_mistyped(place, each) for each in error.errors(include_url=False) if each["type"] != "missing"]


def _mistyped(place: str, error: Any) -> Problem:
    """Pydantic's complaint in our words."""
    part = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")
    message = error["msg"].removeprefix("Input ").replace(" array", " list").replace("dictionary", "table")
    return Problem(f"{place} {part}", message[:1].lower() + message[1:], repr(error["input"]))

"""The tables of a scene file: which keys stand where, and a scene as it was written, right or wrong.

A document (from TOML or JSON) is tidied: `from` becomes the field `from_`, unknown keys are told and dropped, words of
fixed lists are written in kebab-case. `as_written` then builds a scene out of whatever is there, so that
`model.problems` can judge all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from scenescore.errors import Problem
from scenescore.model.affect import Affect
from scenescore.model.entries import inside, near_words, shown
from scenescore.model.problems import MOST
from scenescore.model.scene import ENTRIES, Scene
from scenescore.model.words import kebab

__all__ = ["SCHEMA_KEY", "as_written", "file_key", "tidied"]

_FIXED_WORDS = frozenset(
    {"ending", "gesture", "grid", "kind", "odd_bars", "priority", "role", "tempo_mode"},
)
_LISTS = frozenset({"avoid", "between", "rerolls", "tempo", "traits"})
_AFFECT = tuple(field.name for field in fields(Affect))
#: By this key a JSON file may name its schema to an editor.
SCHEMA_KEY = "$schema"
#: Of so many keys that mean nothing each is told by itself.
_MOST_UNKNOWN = 20

Table = dict[str, Any]
Told = Callable[[Problem], None]


def file_key(name: str) -> str:
    """How a field is called in the file: `from_` is `from`."""
    return name.rstrip("_")


def tidied(document: Table, told: Told) -> Table:
    """Bring a document into the shape of a scene; `told` hears every fault of the shape."""
    table = _table(Scene, "", {key: value for key, value in document.items() if key != SCHEMA_KEY}, told)
    for place, kind in ENTRIES.items():
        if place in table:
            table[place] = _entries(kind, place, table[place], told)
    return table


def as_written(table: Table) -> Scene:
    """Build a scene out of a tidied table, wrong values and all; what is missing is None."""
    lists = {
        place: tuple(_entry(kind, each) for each in table[place])
        for place, kind in ENTRIES.items()
        if isinstance(table.get(place), list)
    }
    return Scene(**_filled(Scene, {**table, **lists}))


def _entry(kind: type, value: object) -> object:
    return kind(**_filled(kind, value)) if isinstance(value, dict) else value


def _filled(kind: type, table: Table) -> Table:
    """A table as arguments: affects as values, None for what is missing."""
    given = dict.fromkeys((field.name for field in fields(kind) if _is_needed(field)), None) | table
    mood = given.get("mood")
    if isinstance(mood, dict) and _is_affect(mood):
        sides: Table = {"valence": None, "arousal": None} | mood
        given["mood"] = Affect(**sides)
    return given


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _is_affect(mood: Table) -> bool:
    """Whether a mood's table gives an affect and not a blend of words."""
    return any(name in _AFFECT for name in mood)


def _entries(kind: type, place: str, value: object, told: Told) -> object:
    """Tidy a list of tables."""
    if not isinstance(value, list):
        told(Problem(place, "must be a list of tables", shown(value), f"[[{place}]] for each entry"))
        return []
    return [
        _listed(kind, f"{place}[{number}]", each, told) if number < MOST[place] else None
        for number, each in enumerate(value)
    ]


def _listed(kind: type, place: str, value: object, told: Told) -> object:
    """Tidy one table of a list."""
    if isinstance(value, dict):
        return _table(kind, place, value, told)
    told(Problem(place, "must be a table", shown(value)))
    return None


def _table(kind: type, place: str, table: Table, told: Told) -> Table:
    """Tidy the keys of one table."""
    names = {file_key(field.name): field for field in fields(kind)}
    unknown = [key for key in table if key not in names]
    for key in unknown[:_MOST_UNKNOWN]:
        near = near_words(key, names, 1)
        told(Problem(inside(place, key), "is not a known key", "", ", ".join(names), near[0] if near else ""))
    if len(unknown) > _MOST_UNKNOWN:
        told(Problem(place or "file", "has more unknown keys", f"{len(unknown) - _MOST_UNKNOWN} more"))
    for key, field in names.items():
        if _is_needed(field) and key not in table:
            told(Problem(inside(place, key), "is missing"))
    return {
        names[key].name: _value(inside(place, key), key, value, told) for key, value in table.items() if key in names
    }


def _value(place: str, key: str, value: object, told: Told) -> object:
    """Tidy one value."""
    if isinstance(value, datetime | date | time):
        quoted = value.isoformat()
        advice = 'times are seconds, or timecodes in quotes: "01:14:20:05"'
        told(Problem(place, "is a date or a time of day to TOML", quoted, advice))
    if key in _FIXED_WORDS and isinstance(value, str):
        return kebab(value)
    if key in _LISTS and isinstance(value, list):
        return tuple(_value(f"{place}[{number}]", "", each, told) for number, each in enumerate(value))
    if key == "mood" and isinstance(value, dict):
        return _mood(place, value, told)
    return value


def _mood(place: str, mood: Table, told: Told) -> Table:
    """Tidy a mood's table: an affect, or a blend, whose keys are words."""
    is_affect = _is_affect(mood)
    out: Table = {}
    for key, value in islice(mood.items(), _MOST_UNKNOWN):
        here = inside(place, key)
        if is_affect and key not in _AFFECT:
            near = near_words(key, _AFFECT, 1)
            told(Problem(here, "is not a side of an affect", "", ", ".join(_AFFECT), near[0] if near else ""))
            continue
        out[key] = _value(here, "", value, told)
    for key in ("valence", "arousal") if is_affect else ():
        if key not in mood:
            told(Problem(f"{place}.{key}", "is missing"))
    return out

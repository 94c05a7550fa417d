"""Judge one entry of a scene: a text, a number, a word out of a list. Each gives the problems that it sees."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeGuard

from scenescore.errors import Problem
from scenescore.model.words import kebab, nearest

LONGEST_TEXT = 200
_SHOWN = 60
_FEW_WORDS = 14
#: Control characters and broken surrogates, which no file format carries.
_UNWRITABLE = ("Cc", "Cs")


def shown(value: object) -> str:
    """Show what was found, cut to a line.

    >>> shown("dreed"), shown(None)
    ("'dreed'", 'None')
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a foreign value may refuse to print itself; a number may be too long
        return f"something of type {type(value).__name__}"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def inside(place: str, name: object) -> str:
    """The place of a named entry; `place` is empty at the top of a file.

    >>> inside("mood", "ominous"), inside("mood", 3)
    ('mood.ominous', 'mood[3]')
    """
    is_plain = isinstance(name, str) and name.replace("-", "").replace("_", "").isalnum() and len(name) <= _SHOWN
    if is_plain:
        return f"{place}.{name}" if place else str(name)
    return f"{place}[{shown(name)}]"


def items(value: object, most: int) -> tuple[object, ...]:
    """The entries of a list, as many as are looked at; nothing when it is no list."""
    return tuple(value[:most]) if isinstance(value, tuple | list) else ()


def is_number(value: object) -> TypeGuard[int | float | Fraction]:
    """Whether a value is a finite number (True and False are none)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return False
    return not isinstance(value, float) or math.isfinite(value)


def text(place: str, value: object, *, needed: bool = False) -> Iterator[Problem]:
    """Judge a text."""
    if not isinstance(value, str):
        yield Problem(place, "must be text", shown(value))
    elif needed and not value.strip():
        yield Problem(place, "is empty", shown(value))
    elif len(value) > LONGEST_TEXT:
        yield Problem(place, "is too long", f"{len(value)} characters", f"at most {LONGEST_TEXT}")
    elif any(unicodedata.category(letter) in _UNWRITABLE for letter in value):
        yield Problem(place, "holds characters that cannot be written", shown(value))


def number(place: str, value: object, low: float, high: float = math.inf) -> Iterator[Problem]:
    """Judge a number by its range, both ends included."""
    allowed = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
    if not is_number(value):
        yield Problem(place, "must be a number", shown(value), allowed)
    elif not low <= value <= high:
        yield Problem(place, "is out of range", shown(value), allowed)


def word(place: str, value: object, accepted: Mapping[str, str] | Iterable[str], kind: str) -> Iterator[Problem]:
    """Judge a word by a list or by a table of accepted words and the rows that they stand for."""
    if not isinstance(value, str):
        yield Problem(place, f"must be text: the name of {kind}", shown(value))
        return
    table = accepted if isinstance(accepted, Mapping) else {each: each for each in accepted}
    if kebab(value) in table:
        return
    near = near_words(value, table)
    rows = tuple(dict.fromkeys(table.values()))
    few = ", ".join(rows) if len(rows) <= _FEW_WORDS else ""
    allowed = few or (f"close words: {', '.join(near)}" if len(near) > 1 else "")
    yield Problem(place, f"is not {kind}", shown(value), allowed, near[0] if near else "")


def near_words(value: str, accepted: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to three accepted words that are spelt most alike, nearest first."""
    left = list(accepted)
    found: list[str] = []
    while len(found) < count and (best := nearest(value[:LONGEST_TEXT], left)):
        found.append(best)
        left.remove(best)
    return tuple(found)


def listed(place: str, value: object, most: int) -> Iterator[Problem]:
    """Judge whether a value is a list of a sane size."""
    if not isinstance(value, tuple | list):
        yield Problem(place, "must be a list", shown(value))
    elif len(value) > most:
        yield Problem(place, "has too many entries", str(len(value)), f"at most {most}")

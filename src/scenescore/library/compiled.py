"""Validated rows, kept for the next start.

Reading and checking the presets takes about a tenth of a second; reading what was kept takes a few milliseconds. The
copy is JSON with rows as bare lists. Its first line holds the stamp of the presets that it was made from (names, sizes
and times of change) and a checksum; a copy that does not match is made afresh.

The environment variable SCENESCORE_CACHE moves it to another folder, or switches it `off`. A folder that cannot be
written to is no error: then every start reads the presets themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from typing import Any

from scenescore.library.kinds import KINDS
from scenescore.library.places import Place
from scenescore.model.knowledge import TextureLayer

Rows = Mapping[str, Mapping[str, Any]]

SWITCH = "SCENESCORE_CACHE"
#: Counts up when the way of keeping rows changes.
_FORMAT = 2
#: Copies to keep: one for each set of folders that was used lately.
_MOST = 8
_NESTED = (list, dict)
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, ZeroDivisionError)


def folder() -> Path | None:
    """Where copies are kept, or None when they are not."""
    said = os.environ.get(SWITCH, "")
    if said.lower() in {"off", "0", "no", "false"}:
        return None
    if said:
        return Path(said)
    from platformdirs import user_cache_dir  # noqa: PLC0415 - not needed where the switch says it

    return Path(user_cache_dir("scenescore", appauthor=False))


def path_for(where: Path, places: Iterable[Place]) -> Path:
    """The file that holds the copy for these places."""
    named = "\n".join(place.name() for place in places)
    return where / f"presets-{_digest(named.encode(errors='surrogatepass'))}.json"


def stamp(places: Iterable[Place]) -> str:
    """What the copy depends on: the files, and the shape of the rows."""
    shapes = [f"{kind}: {_names(row_class)}" for kind, row_class in KINDS.items()]
    parts = [str(_FORMAT), *shapes, _names(TextureLayer), *(place.stamp() for place in places)]
    return _digest("\n".join(parts).encode(errors="surrogatepass"))


def _names(row_class: Any) -> str:
    return " ".join(each.name for each in fields(row_class))


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def recall(path: Path, wanted: str) -> Rows | None:
    """The rows that were kept under this stamp, or None."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if head.decode("ascii") != f"{wanted} {_digest(body)}":
            return None
        return {kind: _rows(kind, kept) for kind, kept in json.loads(body).items()}
    except _UNREADABLE:
        return None


def keep(path: Path, made_from: str, rows: Rows) -> None:
    """Keep rows for the next start; whole or not at all, and silently not at all where nothing can be written."""
    from tempfile import NamedTemporaryFile  # noqa: PLC0415 - only needed where presets have changed

    plain = {kind: {name: _plain(row)[1:] for name, row in rows[kind].items()} for kind in KINDS}
    body = json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as part:
            part.write(f"{made_from} {_digest(body)}\n".encode() + body)
        Path(part.name).replace(path)
        _tidy(path.parent)
    except OSError:
        return


def _tidy(where: Path) -> None:
    """Forget the copies that were written longest ago."""
    copies = sorted(where.glob("presets-*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in copies[_MOST:]:
        path.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: rows and tuples as lists, fractions as pairs."""
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return [_plain(getattr(value, each.name)) for each in fields(value)]
    return value


def _frozen(value: Any) -> Any:
    """A value as rows hold it: every list a tuple."""
    if type(value) is list:
        return _all_frozen(value)
    if type(value) is dict:
        return {key: _frozen(each) for key, each in value.items()}
    return value


def _all_frozen(values: list[Any]) -> tuple[Any, ...]:
    """Values as rows hold them; words and numbers, which are most, are not looked at again."""
    return tuple([_frozen(each) if type(each) in _NESTED else each for each in values])


def _rows(kind: str, kept: dict[str, list[Any]]) -> dict[str, Any]:
    """The rows of a kind."""
    if kind == "cells":
        for values in kept.values():
            values[0] = [Fraction(*pair) for pair in values[0]]
    elif kind == "textures":
        for values in kept.values():
            values[0] = [TextureLayer(*_all_frozen(layer)) for layer in values[0]]
    row_class = KINDS[kind]
    return {name: row_class(name, *_all_frozen(values)) for name, values in kept.items()}

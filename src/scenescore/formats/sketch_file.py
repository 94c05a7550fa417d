"""A sketch as JSON, with nothing lost: what was composed can be explained, drawn and written again later.

The same sketch gives the same bytes. Every note, chord and decision stands on a line of its own, so that two sketches
can be compared with ordinary tools. Rows without field names are explained under `rows`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from scenescore.errors import SketchError
from scenescore.formats.values import Codec, codec
from scenescore.model.affect import Feeling, Manner
from scenescore.model.metre import Bar, Meter
from scenescore.model.pitch import Key, Pitch
from scenescore.model.sketch import Control, Mark, Note, Part, Played, Program, Sketch
from scenescore.model.theme import Tone
from scenescore.model.time import TempoStep

__all__ = ["MOST_BYTES", "load_sketch", "read_sketch", "write_sketch"]

#: Which form of the file this is; it counts up when a file of one form cannot be read by the code of another.
FORM = 2
MOST_BYTES = 64_000_000
_ROWS = (Note, Played, Control, Program, Mark, Tone, Pitch, TempoStep, Bar, Meter, Key, Feeling, Manner)
_MIDI, _CHANNELS = 127, 15
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@cache
def _codec() -> Codec:
    return codec(Sketch, frozenset(_ROWS))


def write_sketch(sketch: Sketch) -> bytes:
    """Write a sketch as JSON (UTF-8)."""
    rows = {kind.__name__: [field.name for field in fields(kind)] for kind in _ROWS}
    (tree,) = _codec().write([sketch])
    lines = _laid_out({"scenescore-sketch": FORM, "rows": rows, **tree}, "")
    return ("".join(lines) + "\n").encode()


def load_sketch(path: str | Path) -> Sketch:
    """Read a saved sketch (`NAME.sketch.json`) from the disk.

    >>> from tempfile import TemporaryDirectory
    >>> from scenescore import Scene, compose, save
    >>> sketch = compose(Scene(mood="serene", length=12))
    >>> with TemporaryDirectory() as folder:
    ...     (path,) = save(sketch, folder, ["json"])
    ...     load_sketch(path) == sketch
    True

    Raises:
        SketchError: it cannot be read, or is no sketch.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        message = f"{path}: cannot be read ({reason})"
        raise SketchError(message) from error
    try:
        return read_sketch(data)
    except SketchError as error:
        message = f"{path}: {error}"
        raise SketchError(message) from error


def read_sketch(data: bytes) -> Sketch:
    """Read a sketch that `write_sketch` wrote.

    Raises:
        SketchError: it is no such file, or something in it cannot be.
    """
    try:
        tree = _tree(data)
        sketch: Sketch = _codec().read([tree])[0]
        for part in sketch.parts:
            _refuse_unplayable(part)
    except RecursionError as error:
        message = "not a sketch: it nests too deeply"
        raise SketchError(message) from error
    except (ValueError, TypeError, OverflowError, LookupError) as error:
        message = f"not a sketch that can be read: {error}"
        raise SketchError(message) from error
    return sketch


def _tree(data: bytes) -> dict[str, Any]:
    """Parse the file and look at its head; raises ValueError."""
    if len(data) > MOST_BYTES:
        message = f"it is larger than {MOST_BYTES} bytes"
        raise ValueError(message)
    tree = json.loads(data.decode(), parse_constant=_refuse_constant)
    form = tree.pop("scenescore-sketch", None) if isinstance(tree, dict) else None
    if form != FORM or isinstance(form, bool):
        raise ValueError(_why_not(form))
    tree.pop("rows", None)
    return dict(tree)


def _why_not(form: object) -> str:
    """Why a file of another form than this cannot be read."""
    if not isinstance(form, int) or isinstance(form, bool):
        return "it does not begin with scenescore-sketch"
    forms = f"(form {form} of the file, this one reads form {FORM})"
    if form > FORM:
        return f"a newer scenescore wrote it {forms}"
    return f"an older scenescore wrote it {forms}; sketch its scene again"


def _refuse_constant(name: str) -> None:
    message = f"{name} is not a number"
    raise ValueError(message)


def _refuse_unplayable(part: Part) -> None:
    """Raise ValueError for what no MIDI file can hold."""
    numbers = [number for each in part.played for number in (each.midi, each.velocity)]
    numbers += [number for each in part.controls for number in (each.number, each.value)]
    numbers += [each.number for each in part.programs]
    spans: tuple[Note | Played | Mark, ...] = (*part.notes, *part.played, *part.marks)
    moments: tuple[Control | Program, ...] = (*part.controls, *part.programs)
    ticks = [each.at for each in (*spans, *moments)] + [each.length for each in spans]
    indices = [each.note for each in part.played]
    for values, highest, what in (
        (numbers, _MIDI, "a MIDI number"),
        ([part.channel], _CHANNELS, "a channel"),
        (ticks, 1 << 31, "a time in ticks"),
        (indices, len(part.notes) - 1, "a note of the part"),
    ):
        if values and not 0 <= min(values) <= max(values) <= highest:
            message = f"part {part.name!r}: {min(values)} to {max(values)} is not {what}"
            raise ValueError(message)


def _laid_out(tree: Any, indent: str) -> Iterator[str]:
    """Write JSON with lists of tables or rows, and what holds them, one entry a line."""
    if not _is_deep(tree):
        yield _encode(tree)
        return
    is_table = isinstance(tree, dict)
    yield "{\n" if is_table else "[\n"
    if not is_table and (rows := _rows(tree)):
        yield rows
    else:
        inner = indent + " "
        for number, each in enumerate(tree):
            yield ",\n" if number else ""
            yield f"{inner}{_encode(each)}: " if is_table else inner
            yield from _laid_out(tree[each] if is_table else each, inner)
    yield f"\n{indent}{'}' if is_table else ']'}"


def _is_deep(tree: Any) -> bool:
    """Whether a tree is written on several lines: a list of lists or tables, or whatever holds one."""
    if isinstance(tree, dict):
        return any(_is_deep(each) for each in tree.values())
    return isinstance(tree, list) and len(tree) > 1 and isinstance(tree[0], list | dict)


def _rows(rows: list[Any]) -> str:
    """Many plain rows at once, one a line; nothing where the quick way is not safe."""
    text = _encode(rows)
    border = "],["
    if not isinstance(rows[0], list) or text.count(border) != len(rows) - 1:
        return ""
    return text[1:-1].replace(border, "],\n[")

"""Read scene files (TOML, or JSON with the same keys) and tell everything that is wrong with them at once.

Plain numbers are seconds from the cue's start, timecodes are text. The reader knows the form of the file; what a scene
must fulfil is judged by `model.problems`, the same for a scene that was built in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenescore.errors import Problem, SceneError
from scenescore.formats.scene_tables import Table, as_written, tidied
from scenescore.model.entries import shown
from scenescore.model.knowledge import Names
from scenescore.model.problems import problems
from scenescore.model.scene import Scene

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["load_scene", "read_scene"]

MOST_BYTES = 1_000_000
_CLOCKLIKE = re.compile(r"=\s*\d{1,2}[:;]\d\d")


def load_scene(path: str | Path, names: Names | None = None) -> Scene:
    r"""Read a scene file; `names` are the words that the presets make known (left out: every word is accepted).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "door.toml")
    ...     written = path.write_text('mood = "ominous"\nlength = 45')
    ...     load_scene(path).length
    45

    Raises:
        SceneError: with every problem of the file.
    """
    place = Path(path)
    try:
        with place.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SceneError((Problem("file", f"cannot be read ({reason})"),), str(path)) from error
    kind = place.suffix.lower().removeprefix(".")
    return read_scene(data, kind if kind in _PARSERS else "", str(path), names, place.parent)


def read_scene(
    data: bytes,
    kind: str = "",
    source: str = "",
    names: Names | None = None,
    folder: str | Path = "",
) -> Scene:
    r"""Read a scene out of the bytes of a file.

    `kind` is toml or json (left out: seen from the text); `source` stands before every problem; motif files are looked
    for from `folder` on.

    >>> read_scene(b'mood = "ominous"\nlength = 45').length
    45

    Raises:
        SceneError: with every problem of the text.
    """
    found: list[Problem] = []
    table = tidied(_document(data, kind, source), found.append)
    _take_motifs(table, Path(folder), found)
    shape = tuple(found)
    judged = problems(as_written(table), names or _ANY_NAMES)
    every = (*shape, *(each for each in judged if not _is_known(each, shape)))
    if every:
        raise SceneError(every, source)
    return _values(table, source)


def _is_known(problem: Problem, shape: tuple[Problem, ...]) -> bool:
    """Whether a fault of the file's form has already told why this value is wrong."""
    return any(
        problem.place == each.place or problem.place.startswith((f"{each.place}.", f"{each.place}[")) for each in shape
    )


def _document(data: bytes, kind: str, source: str) -> Table:
    """Turn bytes into tables; one problem when they are no document at all."""
    if len(data) > MOST_BYTES:
        problem = Problem("file", "is too large for a scene", allowed=f"at most {MOST_BYTES} bytes")
        raise SceneError((problem,), source)
    try:
        text = data.decode("utf-8-sig")
        parse = _PARSERS[kind or ("json" if text.lstrip()[:1] == "{" else "toml")]
        document = parse(text)
        if isinstance(document, dict):
            return document
        problem = Problem("file", "must be a table of keys", shown(document))
    except UnicodeDecodeError as error:
        problem = Problem("file", "is not UTF-8 text", f"byte {error.start}")
    except RecursionError:
        problem = Problem("file", "nests tables too deeply")
    except _FormError as error:
        problem = error.problem
    raise SceneError((problem,), source)


class _FormError(Exception):
    """A text that is no document, with the problem to tell."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _toml(text: str) -> object:
    """Parse TOML."""
    import tomllib  # noqa: PLC0415 - a JSON scene does without

    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise _FormError(_where(str(error), text, "TOML")) from error


def _json(text: str) -> object:
    """Parse JSON; a key given twice is a fault."""
    import json  # noqa: PLC0415 - a TOML scene does without

    try:
        return json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise _FormError(_where(str(error), text, "JSON")) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is given twice."""
    out: dict[str, object] = {}
    for key, value in pairs:
        if key in out:
            raise _FormError(Problem(key[:60], "is given twice"))
        out[key] = value
    return out


def _where(complaint: str, text: str, kind: str) -> Problem:
    """Say what a parser complained of, with the line that it stands in."""
    number = re.search(r"line (\d+)", complaint)
    line = text.splitlines()[int(number[1]) - 1 :][:1] if number else []
    advice = 'timecodes are text: put them in quotes, "01:14:20:05"' if line and _CLOCKLIKE.search(line[0]) else ""
    said = complaint[:120].encode("utf-8", "replace").decode()
    return Problem(
        f"line {number[1]}" if number else "file",
        f"is not {kind}: {said}",
        shown(line[0].strip()) if line else "",
        advice,
    )


_PARSERS = {"toml": _toml, "json": _json}


def _take_motifs(table: Table, folder: Path, found: list[Problem]) -> None:
    """Put the notes of motif files in the place of their names."""
    characters = table.get("characters")
    for number, character in enumerate(characters if isinstance(characters, list) else ()):
        name = character.get("motif_file") if isinstance(character, dict) else None
        if not isinstance(name, str) or not name or character.get("motif"):
            continue
        try:
            character["motif"] = _motif_at(folder / name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            found.append(Problem(f"characters[{number}].motif_file", reason, shown(name), "a MIDI file"))
        character["motif_file"] = ""


def _motif_at(path: Path) -> str:
    """Read a motif out of a MIDI file on the disk; raises OSError or ValueError."""
    from scenescore.formats.motif_file import MOST_BYTES, motif_text  # noqa: PLC0415 - few scenes bring a MIDI file

    if not path.is_file():
        message = f"is not there (looked for in {path.parent})"
        raise ValueError(message)
    with path.open("rb") as file:
        return motif_text(file.read(MOST_BYTES + 1))


class _EveryWord(Mapping[str, str]):
    """A table in which every word stands for itself: for reading a scene without presets at hand."""

    def __getitem__(self, word: str) -> str:
        return word

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


_ANY_NAMES = Names(**{field.name: _EveryWord() for field in fields(Names)})


@cache
def _adapter() -> TypeAdapter[Scene]:
    """What turns text into values, strictly."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and a scene built in Python does without

    return TypeAdapter(Scene)


def _values(table: Table, source: str) -> Scene:
    """Turn a table without problems into a scene."""
    import json  # noqa: PLC0415

    from pydantic import ValidationError  # noqa: PLC0415

    try:
        return _adapter().validate_json(json.dumps(table), strict=True)
    except ValidationError as error:
        faults: Any = error.errors(include_url=False, include_context=False)
        raise SceneError(tuple(_told(fault) for fault in faults), source) from error


def _told(fault: Mapping[str, Any]) -> Problem:
    """A complaint about a type, in our words."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    return Problem(place or "file", str(fault["msg"]).lower(), shown(fault.get("input")))

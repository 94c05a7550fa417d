"""Read scene files (TOML, or JSON with the same keys) and tell everything that is wrong with them at once.

Plain numbers are seconds from the cue's start, timecodes are text. The reader knows the form of the file; what a scene
must fulfil is judged by `model.problems`, the same for a scene that was built in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenescore.errors import Problem, SceneError
from scenescore.formats.any_words import ANY_NAMES
from scenescore.formats.bible_file import FILE_NAME, load_bible
from scenescore.formats.document import PARSERS, bytes_of, document
from scenescore.formats.scene_tables import Table, as_written, tidied
from scenescore.model.bible import Bible
from scenescore.model.entries import shown
from scenescore.model.knowledge import Names
from scenescore.model.problems import problems
from scenescore.model.scene import Scene

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["load_scene", "read_scene"]


def load_scene(path: str | Path, names: Names | None = None, *, bible: bool = True) -> Scene:
    r"""Read a scene file; `names` are the words that the presets make known (left out: every word is accepted).

    The film's theme bible is the file that `themes` names, else `themes.toml` beside the scene where it is there;
    without `bible` none is read.

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
    data = bytes_of(place)
    kind = place.suffix.lower().removeprefix(".")
    nearby = place.parent / FILE_NAME if place.name != FILE_NAME else None
    return read_scene(data, kind if kind in PARSERS else "", str(path), names, place.parent, nearby=nearby, bible=bible)


def read_scene(
    data: bytes,
    kind: str = "",
    source: str = "",
    names: Names | None = None,
    folder: str | Path = "",
    *,
    nearby: Path | None = None,
    bible: bool = True,
) -> Scene:
    r"""Read a scene out of the bytes of a file.

    `kind` is toml or json (left out: seen from the text); `source` stands before every problem; motif files and the
    theme bible are looked for from `folder` on, and a bible that no key names is read from `nearby` where it is there.

    >>> read_scene(b'mood = "ominous"\nlength = 45').length
    45

    Raises:
        SceneError: with every problem of the text.
    """
    found: list[Problem] = []
    table = tidied(_scene_table(document(data, kind, source), source), found.append)
    _take_motifs(table, Path(folder), found)
    themes = _bible(table.pop("themes", None), Path(folder), nearby, names, found) if bible else None
    shape = tuple(found)
    judged = problems(as_written({**table, "themes": themes}), names or ANY_NAMES)
    every = (*shape, *(each for each in judged if not _is_known(each, shape)))
    if every:
        raise SceneError(every, source)
    scene = _values(table, source)
    return scene if themes is None else replace(scene, themes=themes)


def _scene_table(table: Table, source: str) -> Table:
    """The tables of a scene; raises SceneError where they are those of a theme bible."""
    if "subjects" in table and "mood" not in table:
        advice = "scenescore themes show --film reads it"
        raise SceneError((Problem("file", "is a theme bible, not a scene", allowed=advice),), source)
    return table


def _is_known(problem: Problem, shape: tuple[Problem, ...]) -> bool:
    """Whether a fault of the file's form has already told why this value is wrong."""
    return any(
        problem.place == each.place or problem.place.startswith((f"{each.place}.", f"{each.place}[")) for each in shape
    )


def _take_motifs(table: Table, folder: Path, found: list[Problem]) -> None:
    """Put the notes of motif files in the place of their names."""
    characters = table.get("characters")
    for number, character in enumerate(characters if isinstance(characters, list) else ()):
        name = character.get("motif_file") if isinstance(character, dict) else None
        if not isinstance(name, str) or not name or character.get("motif"):
            continue
        from scenescore.formats.motif_file import WANTED, motif_at  # noqa: PLC0415 - few scenes bring a file

        try:
            character["motif"] = motif_at(folder / name).text
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            found.append(Problem(f"characters[{number}].motif_file", reason, shown(name), WANTED))
        character["motif_file"] = ""


def _bible(name: object, folder: Path, nearby: Path | None, names: Names | None, found: list[Problem]) -> Bible | None:
    """The theme bible that a scene names, else the one beside it; nothing where it names none (`themes = ""`)."""
    if name is not None and not isinstance(name, str):
        found.append(Problem("themes", "must be text: the name of a file", shown(name), "such as themes.toml"))
        return None
    path = nearby if name is None else folder / name if name else None
    if path is None or not path.is_file():
        if name:
            reason = f"is not there (looked for in {folder})"
            found.append(
                Problem("themes", reason, shown(name), "the theme bible's file; scenescore themes new writes it")
            )
        return None
    try:
        return load_bible(path, names)
    except SceneError as error:
        found += [replace(each, place=f"{name or path.name}: {each.place}") for each in error.problems]
    return None


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

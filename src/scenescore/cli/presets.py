"""`scenescore presets`: what the words of a scene can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenescore.cli import show, sources
from scenescore.errors import OutputError
from scenescore.model.words import kebab, nearest

if TYPE_CHECKING:
    from scenescore.model.knowledge import Book

app = typer.Typer(help="List and show presets: moods, ensembles, archetypes, progressions …", no_args_is_help=True)
FOLDER = typer.Option(help="A folder of presets laid over the shipped ones.")


def kinds(book: Book) -> dict[str, Mapping[str, Any]]:
    """The kinds of presets."""
    return {field.name: getattr(book, field.name) for field in fields(book) if field.name != "names"}


@app.command("list")
def list_presets(
    kind: Annotated[str | None, typer.Argument(help="Such as moods; left out, the kinds are listed.")] = None,
    presets: Annotated[Path | None, FOLDER] = None,
) -> None:
    """List the kinds of presets, or the presets of one kind."""
    table = kinds(sources.book_of(presets))
    if kind is None:
        show.table(("kind", "presets"), [(name, str(len(rows))) for name, rows in table.items()])
        return
    wanted = kebab(kind).replace("-", "_")
    if wanted not in table:
        raise OutputError(_unknown("kind of presets", kind, table))
    show.table((wanted, "", "source"), [(name, _gist(row), row.source) for name, row in table[wanted].items()])


@app.command("show")
def show_preset(
    name: Annotated[str, typer.Argument(help="A preset's name or synonym.")],
    presets: Annotated[Path | None, FOLDER] = None,
) -> None:
    """Show everything that one preset says."""
    table = kinds(sources.book_of(presets))
    wanted = kebab(name)
    found = [
        (kind, row)
        for kind, rows in table.items()
        for key, row in rows.items()
        if (key == name if name in rows else _is_named(row, key, wanted))
    ]
    if not found:
        raise OutputError(_unknown("preset", name, [key for rows in table.values() for key in rows]))
    for kind, row in found:
        lines = [(field.name, _text(getattr(row, field.name))) for field in fields(row)]
        show.table(("", ""), [line for line in lines if line[1]], title=kind)


def _is_named(row: Any, key: str, wanted: str) -> bool:
    """Whether a preset is called by this name or synonym."""
    return kebab(key) == wanted or wanted in getattr(row, "synonyms", ())


def _unknown(what: str, name: str, known: Any) -> str:
    """Say that a name is not known, and which one was probably meant."""
    near = nearest(name, known)
    return f"no {what} is called {name!r}" + (f"; did you mean {near!r}?" if near else "")


def _gist(row: Any) -> str:
    """What a preset is, in a few words."""
    for name in ("note", "says", "title", "chords", "chain", "traits", "degrees", "pattern", "tones", "eighths"):
        value = getattr(row, name, None)
        if value:
            return _text(value)
    return ""


def _text(value: Any) -> str:
    """A value as it stands in a preset file."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_text(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return " ".join(_text(each) for each in value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

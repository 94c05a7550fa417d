"""`scenescore check`: tell every problem of a scene at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import result, show, sources


def check(
    scenes: Annotated[list[str], typer.Argument(metavar="SCENE", help="Scene files; - reads standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems for machines.")] = False,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Tell every problem of scene files at once, each with its place; exit code 2 when there are any."""
    with result.telling_machines(as_json):
        found = sources.scenes_at(scenes, sources.book_of(presets))
    if as_json:
        show.as_json({"problems": []})
        return
    for source, scene in found:
        typer.echo(f"{source}: {scene.title} can be composed")

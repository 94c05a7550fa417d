"""`scenescore new`: a commented starter scene."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.errors import OutputError


def new(
    file: Annotated[Path | None, typer.Argument(help="The file to write; left out, it is printed.")] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a commented scene to start from."""
    from scenescore.formats.disk import write_files  # noqa: PLC0415
    from scenescore.formats.starter import starter  # noqa: PLC0415

    if file is None:
        typer.echo(starter(), nl=False)
        return
    if file.exists() and not force:
        message = f"{file} is there already; --force writes over it"
        raise OutputError(message)
    (path,) = write_files(file.parent, {file.name: starter().encode()})
    typer.echo(f"{path}: edit it, then run: scenescore sketch {path}")

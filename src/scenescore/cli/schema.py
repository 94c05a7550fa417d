"""`scenescore schema`: a JSON Schema of scene files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import sources


def schema(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write it into a file.")] = None,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Print the JSON Schema of scene files, so that editors complete and check them."""
    import json  # noqa: PLC0415

    from scenescore.formats.disk import write_files  # noqa: PLC0415
    from scenescore.formats.scene_schema import schema as scene_schema  # noqa: PLC0415

    book = sources.book_of(presets)
    text = json.dumps(scene_schema(book.names), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        (path,) = write_files(output.parent, {output.name: text.encode()})
        typer.echo(str(path))

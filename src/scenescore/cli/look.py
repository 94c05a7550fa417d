"""`scenescore look`: a picture of a sketch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import sources
from scenescore.errors import OutputError

KINDS = (".png", ".svg")


def look(
    source: Annotated[str, typer.Argument(metavar="SKETCH", help="NAME.sketch.json, or a scene file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.png or FILE.svg.")],
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Draw the piano roll with sections, chords, hits, dialogue, themes and intensity on a time ruler."""
    kind = output.suffix.lower()
    if kind not in KINDS:
        message = f"{output}: a picture is a {' or '.join(KINDS)} file"
        raise OutputError(message)
    from scenescore.formats.disk import write_files  # noqa: PLC0415
    from scenescore.formats.look import draw  # noqa: PLC0415

    sketch = sources.sketch_at(source, sources.book_of(presets))
    (path,) = write_files(output.parent, {output.name: draw(sketch, "png" if kind == ".png" else "svg")})
    typer.echo(str(path))

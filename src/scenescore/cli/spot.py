"""`scenescore spot`: the tempo map, and where each hit lands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import result, show, sources


def spot(
    source: Annotated[
        str, typer.Argument(metavar="SCENE", help="A scene file, a saved sketch, or - for standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for machines.")] = False,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Show tempi and meters, and for each hit its timecode, bar and beat, and its error in milliseconds and frames."""
    from scenescore.formats.spot_table import hit_rows, tempo_rows  # noqa: PLC0415

    cue = sources.sketch_at(source, sources.book_of(presets)).cue
    if as_json:
        hits = [result.hit_data(cue, landing) for landing in cue.landings]
        show.as_json({"bars": len(cue.bars), "hits": hits})
        return
    show.table(*tempo_rows(cue))
    show.table(*hit_rows(cue))

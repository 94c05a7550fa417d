"""`scenescore spot`: the tempo map, and where each hit lands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenescore.cli import show, sources


def spot(
    source: Annotated[
        str, typer.Argument(metavar="SCENE", help="A scene file, a saved sketch, or - for standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for machines.")] = False,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Show tempi and meters, and for each hit its timecode, bar and beat, and its error in milliseconds and frames."""
    from dataclasses import asdict  # noqa: PLC0415

    from scenescore.formats.spot_table import hit_rows, hits_of, tempo_map, tempo_rows  # noqa: PLC0415

    cue = sources.cue_at(source, sources.book_of(presets))
    if as_json:
        tempi, hits = [asdict(row) for row in tempo_map(cue)], [asdict(row) for row in hits_of(cue)]
        show.as_json({"bars": len(cue.bars), "tempo_map": tempi, "hits": hits})
        return
    show.table(*tempo_rows(cue))
    if cue.landings:
        typer.echo()
        show.table(*hit_rows(cue))

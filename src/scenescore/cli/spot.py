"""`scenescore spot`: the tempo map, where each hit lands, what would help; and the sheets for the room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenescore.cli import result, show, sources
from scenescore.errors import OutputError

if TYPE_CHECKING:
    from scenescore.compose.spotting.steady import SteadyFit
    from scenescore.formats.spotted import Spotted

DRAWN = (".png", ".svg")
#: What is written when a folder is named without formats.
USUAL = ("conductor", "click", "bars", "hits", "streamers", "sheet")


def spot(
    source: Annotated[
        str, typer.Argument(metavar="SCENE", help="A scene file, a saved sketch, or - for standard input.")
    ],
    *,
    bars: Annotated[bool, typer.Option("--bars", help="Show every bar with its timecode.")] = False,
    steady: Annotated[bool, typer.Option("--steady", help="List the best constant tempi and what they miss.")] = False,
    folder: Annotated[Path | None, typer.Option("-o", "--output", help="Write the sheets into this folder.")] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            help="conductor, click, click-wav, bars, hits, streamers, sheet; several with commas. [all but click-wav]",
        ),
    ] = None,
    draw: Annotated[Path | None, typer.Option(help="Draw tempo and hits over time: FILE.png or FILE.svg.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it all for machines.")] = False,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Lay tempo and bars on the picture and land the hits, without a note; write the sheets for the room."""
    from scenescore.pipeline import steady_fits  # noqa: PLC0415 - heavy

    with result.telling_machines(as_json):
        kinds = _kinds(formats, folder)
        _refuse(draw)
        book = sources.book_of(presets)
        found = sources.spotted_at(source, book)
        fits = steady_fits(found.scene, book) if steady or as_json else ()
        written = _written(found, kinds, folder or Path(), draw)
    if as_json:
        show.as_json({**_data(found, fits), "files": [{"format": kind, "path": str(path)} for kind, path in written]})
        return
    _print(found, fits, shows_bars=bars)
    if written:
        typer.echo("\n" + "\n".join(str(path) for _, path in written))


def _kinds(formats: list[str] | None, folder: Path | None) -> tuple[str, ...]:
    """Read the sheets that are wanted, with commas or repeated; raises OutputError for one that is not there."""
    from scenescore.formats.table import sheets_of  # noqa: PLC0415

    words = [word.strip() for entry in formats or () for word in entry.split(",") if word.strip()]
    usual = USUAL if folder is not None else ()
    return tuple(each.name for each in sheets_of(words or usual))


def _refuse(draw: Path | None) -> None:
    """Raise OutputError for a drawing of a kind that there is not."""
    if draw is not None and draw.suffix.lower() not in DRAWN:
        message = f"{draw}: a drawing is a {' or '.join(DRAWN)} file"
        raise OutputError(message)


def _written(found: Spotted, kinds: tuple[str, ...], folder: Path, draw: Path | None) -> list[tuple[str, Path]]:
    """Make every sheet and the drawing, then write all of them or none; give back kinds and places."""
    from scenescore.formats.disk import write_everywhere  # noqa: PLC0415
    from scenescore.formats.table import SHEETS  # noqa: PLC0415

    files = [(folder, found.name + SHEETS[kind].suffix, SHEETS[kind].write(found)) for kind in kinds]
    if draw is not None:
        files.append((draw.parent, draw.name, _drawn(found, draw)))
        kinds = (*kinds, draw.suffix.lower().removeprefix("."))
    return list(zip(kinds, write_everywhere(files), strict=True))


def _drawn(found: Spotted, draw: Path) -> bytes:
    from scenescore.formats.look_spotting import draw_spotting  # noqa: PLC0415 - heavy

    return draw_spotting(found, "svg" if draw.suffix.lower() == ".svg" else "png")


def _print(found: Spotted, fits: tuple[SteadyFit, ...], *, shows_bars: bool) -> None:
    """Show everything as tables."""
    from scenescore.formats.sheet import of_the_clock, told  # noqa: PLC0415
    from scenescore.formats.spot_table import bar_rows, hit_rows, tempo_rows  # noqa: PLC0415

    show.table(*tempo_rows(found.cue))
    if shows_bars:
        typer.echo()
        show.table(*bar_rows(found))
    if found.cue.landings:
        typer.echo()
        show.table(*hit_rows(found.cue))
    for finding in of_the_clock(found.findings):
        typer.echo("\n" + "\n".join(told(finding)))
    if fits:
        _print_steady(found, fits)


def _print_steady(found: Spotted, fits: tuple[SteadyFit, ...]) -> None:
    """Show the best constant tempi, and by how much each misses each hit."""
    from scenescore.formats.look_text import one_line  # noqa: PLC0415

    rows = [
        (
            f"{fit.bpm:.2f}",
            f"{fit.offset:+.2f}",
            f"{fit.cost:.3f}",
            f"{fit.unmet} of {len(fit.beats)}",
            f"{max((abs(miss) for miss in fit.misses_ms), default=0):.1f}",
        )
        for fit in fits
    ]
    typer.echo()
    show.table(("bpm", "first beat, s", "cost", "hits missed", "worst, ms"), rows, "The best steady tempi")
    names = _names(found)
    if not names:
        return
    misses = [
        (one_line(name), *(f"{fit.misses_ms[i]:+.1f} at {fit.beats[i]:.2f}" for fit in fits))
        for i, name in enumerate(names)
    ]
    typer.echo()
    head = ("hit", *(f"{fit.bpm:.2f} bpm" for fit in fits))
    show.table(head, misses, "Milliseconds from the nearest beat, and where the hit falls, in beats from the first")


def _names(found: Spotted) -> list[str]:
    """The hits in order of the picture."""
    from scenescore.model.picture import picture  # noqa: PLC0415

    return [each.hit.name for each in picture(found.scene).hits]


def _data(found: Spotted, fits: tuple[SteadyFit, ...]) -> dict[str, Any]:
    """Everything for machines."""
    from dataclasses import asdict  # noqa: PLC0415

    from scenescore.formats.spot_table import (  # noqa: PLC0415
        bars_of,
        free_clicks_of,
        hits_of,
        streamer_rows,
        tempo_map,
    )

    cue = found.cue
    return {
        "name": found.name,
        "title": found.scene.title,
        "frame_rate": cue.picture.rate,
        "length_seconds": round(float(cue.picture.length), 6),
        "bars": len(cue.bars),
        "meter": str(cue.meter),
        "phrases": list(cue.phrases),
        "tempo_map": [asdict(row) for row in tempo_map(cue)],
        "bar_sheet": [asdict(row) for row in bars_of(found)],
        "hits": [asdict(row) for row in hits_of(cue)],
        "streamers": [asdict(row) for row in streamer_rows(cue)],
        "free_clicks": [asdict(row) for row in free_clicks_of(cue)],
        "findings": [result.finding_data(finding) for finding in found.findings],
        "steady": [_steady_data(fit, _names(found)) for fit in fits],
    }


def _steady_data(fit: SteadyFit, names: list[str]) -> dict[str, Any]:
    """One constant tempo for machines."""
    return {
        "bpm": fit.bpm,
        "offset_seconds": fit.offset,
        "cost": fit.cost,
        "missed": fit.unmet,
        "hits": [
            {"name": name, "beat": beat, "miss_ms": miss}
            for name, beat, miss in zip(names, fit.beats, fit.misses_ms, strict=True)
        ],
    }

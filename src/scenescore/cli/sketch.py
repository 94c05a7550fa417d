"""`scenescore sketch`: compose scenes and write them down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenescore.cli import result, show, sources
from scenescore.cli.progress import progress
from scenescore.errors import OutputError, SceneError
from scenescore.model.scene import Scene, file_name

if TYPE_CHECKING:
    from scenescore.model.knowledge import Book
    from scenescore.model.sketch import Sketch


def sketch(  # noqa: PLR0913 - a scene has that many fields
    *,
    scenes: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENE", help="Scene files, or saved sketches; - is standard input."),
    ] = None,
    folder: Annotated[Path, typer.Option("-o", "--output", help="Where the files go.")] = Path(),
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--format",
            help="midi, json, musicxml, wav, flac, png, svg, ledger, ledger-json, and the sheets of `scenescore spot`; "
            "several with commas. [midi,json]",
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the scene's.")] = None,
    seeds: Annotated[str | None, typer.Option(help="Several seeds: 1-3 or 1,4,9.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines on stdout.")] = False,
    soundfont: Annotated[Path | None, typer.Option(help="The soundfont that plays wav and flac.")] = None,
    tail: Annotated[float, typer.Option(min=0, max=60, help="Seconds that audio may ring on after the end.")] = 0.0,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
    mood: Annotated[str | None, typer.Option(help="A word, or a blend: ominous=2,wistful=1.")] = None,
    length: Annotated[str | None, typer.Option(help="Seconds, or a timecode duration.")] = None,
    title: Annotated[str | None, typer.Option(help="The cue's title.")] = None,
    cue: Annotated[str | None, typer.Option(help="The cue's number, such as 2M3.")] = None,
    frame_rate: Annotated[
        str | None, typer.Option(help="23.976 24 25 29.97 29.97df 30 48 50 59.94 59.94df 60.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="Timecode of the first frame.")] = None,
    tempo: Annotated[str | None, typer.Option(help="A word, beats per minute, or a range: 60-76.")] = None,
    key: Annotated[str | None, typer.Option(help="Such as 'C minor'.")] = None,
    meter: Annotated[str | None, typer.Option(help="Such as 4/4.")] = None,
    ensemble: Annotated[str | None, typer.Option(help="A preset, such as chamber-strings.")] = None,
    genre: Annotated[str | None, typer.Option(help="A preset, such as ambient.")] = None,
    ending: Annotated[str | None, typer.Option(help="cadence button ring-out fade cut attacca loop.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="What must not be heard; may be repeated.")] = None,
    reroll: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE:BARS",
            help="Roll these bars of harmony, melody, texture or performance anew, all else stays: harmony:9-12; "
            "may be repeated.",
        ),
    ] = None,
) -> None:
    """Compose scenes, from files or from options alone, and write the sketches into a folder."""
    given = {
        "mood": sources.mood(mood),
        "length": sources.moment(length),
        "title": title,
        "cue": cue,
        "frame_rate": frame_rate,
        "start": sources.moment(start),
        "tempo": sources.tempo(tempo),
        "key": key,
        "meter": meter,
        "ensemble": ensemble,
        "genre": genre,
        "ending": ending,
        "avoid": tuple(avoid or ()),
    }
    with result.telling_machines(as_json):
        kinds = _kinds(formats)
        book = sources.book_of(presets)
        orders = _orders(scenes or [], given, sources.seeds(seed, seeds), book, tuple(reroll or ()))
        made = _made(orders, kinds, folder, book, soundfont=soundfont, tail=tail, shows=not as_json)
    if as_json:
        show.as_json({"sketches": made})


def _kinds(formats: list[str] | None) -> tuple[str, ...]:
    """Read the formats, with commas or repeated; raises OutputError for one that is not there."""
    from scenescore.formats.table import formats_of  # noqa: PLC0415

    words = [word.strip() for entry in formats or ["midi,json"] for word in entry.split(",") if word.strip()]
    return tuple(each.name for each in formats_of(words or ["midi", "json"]))


def _orders(
    names: list[str], given: dict[str, Any], seeds: tuple[int, ...], book: Book, rerolls: tuple[str, ...] = ()
) -> list[tuple[str, Scene]]:
    """What is to be composed: every scene with every seed; raises SceneError with all problems."""
    from dataclasses import replace  # noqa: PLC0415

    from scenescore.model.problems import problems  # noqa: PLC0415

    read: list[tuple[str, Scene | None]] = list(sources.scenes_at(names, book)) if names else [("options", None)]
    asked = [(source, sources.with_rolls(sources.with_options(scene, given), rerolls)) for source, scene in read]
    faults = [SceneError(found, source) for source, scene in asked if (found := problems(scene, book.names))]
    if faults:
        raise sources.MistakenScenesError(faults)
    orders = [(source, replace(scene, seed=n)) for source, scene in asked for n in seeds or (scene.seed,)]
    _told_apart(orders)
    return orders


def _told_apart(orders: list[tuple[str, Scene]]) -> None:
    """Refuse to write one sketch over another; raises OutputError."""
    known: dict[str, str] = {}
    for source, scene in orders:
        name = file_name(scene)
        if name in known:
            message = f"{source} and {known[name]} would both be written as {name}: give them different titles or cues"
            raise OutputError(message)
        known[name] = source


def _composed(source: str, scene: Scene, book: Book) -> Sketch:
    """Compose a scene; raises SceneError, with its file, for what only its bars can tell."""
    from scenescore.pipeline import compose  # noqa: PLC0415

    try:
        return compose(scene, book)
    except SceneError as error:
        raise SceneError(error.problems, source) from error


def _made(
    orders: list[tuple[str, Scene]],
    kinds: tuple[str, ...],
    folder: Path,
    book: Book,
    *,
    soundfont: Path | None,
    tail: float,
    shows: bool,
) -> list[dict[str, Any]]:
    """Compose and write each order, and show it; else give back what machines want to know."""
    from scenescore.formats.saving import save  # noqa: PLC0415

    out = []
    with progress(2 * len(orders)) as step:
        for source, scene in orders:
            step(f"composing {scene.title}, seed {scene.seed}")
            made = _composed(source, scene, book)
            step(f"writing {made.name}")
            paths = save(made, folder, kinds, soundfont=soundfont, tail=tail)
            files = tuple(zip(kinds, paths, strict=True))
            if not shows:
                out.append(result.data(made, source, files))
            else:
                lines = (
                    result.headline(made),
                    *(f"  {path}" for path in paths),
                    *((f"  {result.voice_room(made.speech)}",) if made.speech else ()),
                    *(f"  {t}" for t in result.serious(made)),
                )
                typer.echo("\n".join(lines))
    return out

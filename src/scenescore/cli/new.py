"""`scenescore new`: a commented scene to start from, empty or with what an editor's files say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenescore.cli import show, sources
from scenescore.errors import OutputError, Problem, SceneError

if TYPE_CHECKING:
    from scenescore.formats.spotting_notes.ground import Wishes


def new(  # noqa: PLR0913 - what a cue's window and words need
    file: Annotated[Path | None, typer.Argument(help="The file to write; left out, it is printed.")] = None,
    *,
    markers: Annotated[
        Path | None,
        typer.Option(help="Hits from an editor: EDL, OTIO, FCPXML, Premiere XML or CSV, REAPER CSV, Avid text."),
    ] = None,
    subtitles: Annotated[Path | None, typer.Option(help="Dialogue from an SRT or WebVTT file.")] = None,
    markers_kind: Annotated[
        str, typer.Option(help="How --markers is read: otio fcpxml fcp7 premiere reaper avid edl.")
    ] = "",
    frame_rate: Annotated[
        str, typer.Option(help="23.976 24 25 29.97 29.97df 30 48 50 59.94 59.94df 60, where the files do not say it.")
    ] = "",
    start: Annotated[str | None, typer.Option(help="Where the cue starts: a timecode, or seconds.")] = None,
    end: Annotated[str | None, typer.Option(help="Where the cue ends: a timecode, or seconds.")] = None,
    length: Annotated[str | None, typer.Option(help="Seconds, or a timecode duration.")] = None,
    subtitles_offset: Annotated[float, typer.Option(help="Seconds by which subtitles are moved.")] = 0.0,
    mood: Annotated[str, typer.Option(help="A word, or a blend: ominous=2,wistful=1.")] = "ominous",
    title: Annotated[str, typer.Option(help="The cue's title.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a commented scene to start from, with hits and dialogue out of an editor's files where you name them."""
    from scenescore.formats.disk import write_files  # noqa: PLC0415
    from scenescore.formats.spotting_notes.ground import Wishes  # noqa: PLC0415

    if file is not None and file.exists() and not force:
        message = f"{file} is there already; --force writes over it"
        raise OutputError(message)
    moments = [sources.moment(each) for each in (start, end, length)]
    wishes = Wishes(
        mood=sources.mood(mood) or "",
        title=title,
        frame_rate=frame_rate,
        start=moments[0],
        end=moments[1],
        length=moments[2],
        subtitles_offset=Fraction(repr(_finite(subtitles_offset))),
    )
    text, notes = _text(markers, subtitles, markers_kind, wishes)
    for note in notes:
        show.complain(f"note: {note}")
    if file is None:
        typer.echo(text, nl=False)
        return
    (path,) = write_files(file.parent, {file.name: text.encode()})
    typer.echo(f"{path}: edit it, then run: scenescore sketch {path}")


def _finite(offset: float) -> float:
    """A number of seconds that is one; raises SceneError."""
    if offset - offset != 0:  # infinite, or not a number
        raise SceneError((Problem("--subtitles-offset", "must be a number of seconds", repr(offset)),))
    return offset


def _text(markers: Path | None, subtitles: Path | None, kind: str, wishes: Wishes) -> tuple[str, tuple[str, ...]]:
    """The page and what is to be told about it; raises SceneError when it could not be composed."""
    from scenescore.formats.scene_file import read_scene  # noqa: PLC0415
    from scenescore.formats.spotting_notes.drafting import drafted  # noqa: PLC0415
    from scenescore.formats.spotting_notes.kinds import read_markers  # noqa: PLC0415
    from scenescore.formats.spotting_notes.sheet import loaded  # noqa: PLC0415
    from scenescore.formats.spotting_notes.subtitles import read_subtitles  # noqa: PLC0415
    from scenescore.formats.starter import spotted_starter  # noqa: PLC0415

    sheet = read_markers(loaded(markers), kind, wishes.frame_rate, str(markers)) if markers else None
    lines = read_subtitles(loaded(subtitles), str(subtitles)) if subtitles else None
    text, notes = _unspotted(wishes), tuple[str, ...]()
    if sheet or lines:
        name = (markers or subtitles or Path()).stem
        scene, notes = drafted(sheet, lines, wishes, name)
        text = spotted_starter(scene)
    read_scene(text.encode(), "toml", "the new scene", sources.book_of(None).names)
    return text, notes


def _unspotted(wishes: Wishes) -> str:
    """The page without anybody's notes."""
    from scenescore.formats.starter import spotted_starter, starter  # noqa: PLC0415
    from scenescore.model.scene import Scene  # noqa: PLC0415

    title, rate = wishes.title or "Untitled", wishes.frame_rate or "24"
    if wishes.start is wishes.end is wishes.length is None:
        return starter(title=title, mood=wishes.mood, frame_rate=rate)
    length = 45 if wishes.length is wishes.end is None else wishes.length
    return spotted_starter(
        Scene(mood=wishes.mood, title=title, frame_rate=rate, start=wishes.start or 0, end=wishes.end, length=length)
    )

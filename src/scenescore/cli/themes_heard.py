"""`scenescore themes hear` and `scenescore themes vary`: themes to listen to, plainly and in all they can become."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenescore.cli import show, sources
from scenescore.cli.progress import progress
from scenescore.errors import OutputError, Problem, SceneError

if TYPE_CHECKING:
    from scenescore.model.bible import Bible, Subject
    from scenescore.model.knowledge import Book
    from scenescore.model.sketch import Sketch
    from scenescore.model.theme import Theme

_FILM = typer.Option("--film", help="The film's theme bible. [themes.toml in this folder, if there is one]")
_FOLDER = typer.Option("-o", "--output", help="Where the files go.")
_SEED = typer.Option(min=0, help="Another seed for chords and playing; the themes stay.")
_SOUNDFONT = typer.Option(help="The soundfont that plays wav and flac.")
_PRESETS = typer.Option(help="A folder of presets laid over the shipped ones.")
#: Files that a motif can be read from.
_MOTIF_FILES = frozenset({".mid", ".midi", ".smf", ".musicxml", ".xml", ".mxl"})
_NAMELESS = "Theme"
_NO_BIBLE = "a name needs its theme bible (--film; no themes.toml is here)"
#: What begins like a note is meant as a motif.
_NOTE = re.compile(r"\s*[A-Ga-g][#b]?[0-9](\s|,|$)", re.ASCII)


def vary(
    theme: Annotated[
        str,
        typer.Argument(
            metavar="THEME", help="A name in the bible, archetypes (love,hero), a motif as text, or a file."
        ),
    ],
    film: Annotated[Path | None, _FILM] = None,
    folder: Annotated[Path, _FOLDER] = Path(),
    formats: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", help="As of `scenescore sketch`; several with commas. [midi,musicxml]"),
    ] = None,
    *,
    states: Annotated[bool, typer.Option("--states", help="Every dramatic state instead of every technique.")] = False,
    seed: Annotated[int, _SEED] = 1,
    soundfont: Annotated[Path | None, _SOUNDFONT] = None,
    presets: Annotated[Path | None, _PRESETS] = None,
) -> None:
    """Write one theme in all its transformations, side by side, each named."""
    from scenescore.compose.theme_sheet.sheets import varied  # noqa: PLC0415

    kinds, book = _kinds(formats or ["midi,musicxml"]), sources.book_of(presets)
    bible, subject = _meant(theme, _bible(film, book), book)
    own, other = _finished(bible, subject, book)
    _write([varied(own, book, seed, other, states=states)], folder, kinds, soundfont)


def hear(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Whose themes; left out, all of the bible.")
    ] = None,
    film: Annotated[Path | None, _FILM] = None,
    folder: Annotated[Path, _FOLDER] = Path(),
    formats: Annotated[
        list[str] | None,
        typer.Option("-f", "--format", help="As of `scenescore sketch`; several with commas. [wav,midi]"),
    ] = None,
    *,
    together: Annotated[bool, typer.Option("--together", help="One file, the themes one after the other.")] = False,
    seed: Annotated[int, _SEED] = 1,
    soundfont: Annotated[Path | None, _SOUNDFONT] = None,
    presets: Annotated[Path | None, _PRESETS] = None,
) -> None:
    """Write themes of the film plainly: each tune with the harmony that it implies, on its own instrument."""
    from scenescore.compose.theme_sheet.sheets import heard  # noqa: PLC0415
    from scenescore.compose.themes.completing import completed  # noqa: PLC0415

    kinds, book = _kinds(formats or ["wav,midi"]), sources.book_of(presets)
    bible = _bible(film, book)
    if bible is None or not bible.subjects:
        reason = "has no themes yet" if bible is not None else "is not there"
        raise SceneError((Problem("--film", reason, allowed="a theme bible: `scenescore themes new` writes one"),))
    whole = completed(bible, book)
    asked = [_named(whole, name) for name in names or ()] or list(whole.subjects)
    themes = [subject.theme for subject in asked]
    if together:
        _write([heard(f"{bible.title}, themes", themes, book, seed)], folder, kinds, soundfont)
    else:
        _write([heard(f"{theme.name}, theme", [theme], book, seed) for theme in themes], folder, kinds, soundfont)


def _kinds(formats: list[str]) -> tuple[str, ...]:
    """Read the formats, with commas or repeated; raises OutputError for one that is not there."""
    from scenescore.formats.table import formats_of  # noqa: PLC0415

    words = [word.strip() for entry in formats for word in entry.split(",") if word.strip()]
    return tuple(each.name for each in formats_of(words))


def _bible(film: Path | None, book: Book) -> Bible | None:
    """The theme bible that is named, or the one in this folder; raises SceneError with every problem of it."""
    from scenescore.formats.bible_file import FILE_NAME, load_bible  # noqa: PLC0415

    place = film or Path(FILE_NAME)
    return load_bible(place, book.names) if film is not None or place.is_file() else None


def _named(bible: Bible, name: str) -> Subject:
    """The subject of a name; raises SceneError with the nearest ones."""
    from scenescore.model.entries import word  # noqa: PLC0415

    subject = bible.find(name)
    if subject is None:
        names = [each.name for each in bible.subjects]
        raise SceneError(tuple(word("NAME", name, names, "a subject of the theme bible")))
    return subject


def _meant(text: str, bible: Bible | None, book: Book) -> tuple[Bible, Subject]:
    """What somebody means by a theme: a subject, a motif, a file of one, or archetypes; raises SceneError."""
    from dataclasses import replace  # noqa: PLC0415

    from scenescore.model.bible import Bible  # noqa: PLC0415

    known = bible or Bible()
    subject = known.find(text)
    if subject is None:
        subject = _own(text) or _kind_of(text, known, book, "" if bible else _NO_BIBLE)
        known = replace(known, subjects=(*(each for each in known.subjects if each.name != subject.name), subject))
    return known, subject


def _own(text: str) -> Subject | None:
    """A motif of the composer's own, as text or in a file; None where it is neither. Raises SceneError."""
    from scenescore.formats.motif_file import WANTED, motif_at  # noqa: PLC0415
    from scenescore.model.bible import Subject  # noqa: PLC0415
    from scenescore.model.notation import read_motif  # noqa: PLC0415

    path = Path(text)
    if path.suffix.lower() in _MOTIF_FILES:
        try:
            own = motif_at(path)
        except (OSError, ValueError) as error:
            raise SceneError((Problem("THEME", str(error), repr(text), WANTED),)) from error
        return Subject(path.stem, motif=own.text, key=own.key, meter=own.meter)
    try:
        read_motif(text)
    except ValueError as error:
        if ":" in text or _NOTE.match(text):
            raise SceneError((Problem("THEME", str(error), repr(text), "such as 'E4:1 B4:1.5 A4:0.5'"),)) from error
        return None
    return Subject(_NAMELESS, motif=text)


def _kind_of(text: str, bible: Bible, book: Book, hint: str = "") -> Subject:
    """A theme of archetypes, one word or several with commas; raises SceneError with the nearest words."""
    from dataclasses import replace  # noqa: PLC0415

    from scenescore.model.bible import Subject  # noqa: PLC0415
    from scenescore.model.entries import word  # noqa: PLC0415
    from scenescore.model.words import kebab  # noqa: PLC0415

    words = [each.strip() for each in text.split(",") if each.strip()] or [text]
    accepted = {**{kebab(each.name): each.name for each in bible.subjects}, **book.names.archetypes}
    what = "a subject of the theme bible, an archetype or a motif" if bible.subjects else "an archetype or a motif"
    faults = [fault for each in words for fault in word("THEME", each, accepted, what)]
    if faults:
        told = (replace(each, allowed="; ".join(filter(None, (each.allowed, hint)))) for each in faults)
        raise SceneError(tuple(told))
    return Subject(" ".join(words).capitalize(), traits=tuple(words))


def _finished(bible: Bible, subject: Subject, book: Book) -> tuple[Theme, Theme | None]:
    """A subject's theme, born if it was not yet, and the theme of the first other subject."""
    from scenescore.compose.themes.completing import completed  # noqa: PLC0415

    whole = completed(bible, book)
    own = next(each.theme for each in whole.subjects if each.name == subject.name)
    return own, next((each.theme for each in whole.subjects if each.name != subject.name), None)


def _write(sketches: list[Sketch], folder: Path, kinds: tuple[str, ...], soundfont: Path | None) -> None:
    """Write pages and say where they are, and what in them could not be as it was asked."""
    from scenescore.formats.saving import save  # noqa: PLC0415

    titles: dict[str, str] = {}
    for sketch in sketches:
        other = titles.setdefault(sketch.name, sketch.scene.title)
        if other != sketch.scene.title:
            message = f"{sketch.scene.title} and {other} would both be written as {sketch.name}: hear them --together"
            raise OutputError(message)
    with progress(len(sketches)) as step:
        for sketch in sketches:
            step(f"writing {sketch.name}")
            paths = save(sketch, folder, kinds, soundfont=soundfont)
            count, length = len(sketch.sections), float(sketch.cue.picture.length)
            typer.echo(f"{sketch.scene.title}: {count} item{'s' if count != 1 else ''}, {length:.0f} s")
            typer.echo("\n".join(f"  {path}" for path in paths))
            for finding in sketch.findings:
                show.complain(f"note: {finding.place}: {finding.message}")

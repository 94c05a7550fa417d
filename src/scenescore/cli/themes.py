"""`scenescore themes`: the film's theme bible, and the one place where its file is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenescore.cli import show, sources, theme_page, themes_heard
from scenescore.cli import theme_wishes as wishes
from scenescore.cli.result import telling_machines
from scenescore.errors import OutputError
from scenescore.model.bible import UNBORN, Bible, Heard, Subject
from scenescore.model.film import cue_name, story_of
from scenescore.model.words import nearest

if TYPE_CHECKING:
    from scenescore.model.knowledge import Book
    from scenescore.model.sketch import Sketch

app = typer.Typer(help="Keep the film's theme bible: who has which theme, and what was heard.", no_args_is_help=True)
FILM = typer.Option("--film", help="The theme bible.")
WRITTEN = typer.Option("--film", "-o", help="The theme bible; it is begun where it is not there.")
PRESETS = typer.Option(help="A folder of presets laid over the shipped ones.")
DEFAULT = Path("themes.toml")
#: Room for what a row of a new theme is called; how wide a table may be before its columns are numbered.
_LABEL, _WIDEST = 10, 78


@app.command("new")
def new_themes(  # noqa: PLR0913 - all that a subject may say of its theme
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Whose themes they are.")] = None,
    *,
    traits: Annotated[str, typer.Option(help="What they are like: hero,orphan (presets list archetypes).")] = "",
    kind: Annotated[str, typer.Option(help="person, place, object or idea.")] = "",
    motif: Annotated[str, typer.Option(help="Your own theme: 'E4:1 B4:1.5 r:1', or bare notes 'E4 B4 A4 G4'.")] = "",
    motif_file: Annotated[Path | None, typer.Option(help="Your own theme as a MIDI or MusicXML file.")] = None,
    key: Annotated[str, typer.Option(help="The key that your own theme is in, or the mode to be born in.")] = "",
    meter: Annotated[str, typer.Option(help="Its meter, such as 3/4.")] = "",
    arc: Annotated[str, typer.Option(help="How it grows over the film (presets list arcs).")] = "",
    instruments: Annotated[str, typer.Option(help="Who plays it, best first: horn,cello.")] = "",
    note: Annotated[str, typer.Option(help="A line about it, for yourself.")] = "",
    scenes: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="All characters of this scene, or of a saved sketch with the themes they have there; may be repeated.",
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="The film's title, where the file is new. [Untitled]")] = "",
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed is another theme.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Give another theme to who has one.")] = False,
    film: Annotated[Path, WRITTEN] = DEFAULT,
    presets: Annotated[Path | None, PRESETS] = None,
) -> None:
    """Give people, places, objects and ideas their themes, and write them into the film's theme bible."""
    from scenescore.formats.bible_writer import new_text, save, with_subject  # noqa: PLC0415

    book = sources.book_of(presets)
    is_there = film.exists() or film.suffix.lower() == ".json"
    text = _text(film) if is_there else new_text(title or "Untitled", 1 if seed is None else seed)
    bible = _read(text, film, book)
    own = wishes.own_motif(motif, motif_file)
    asked = Subject(
        name="",
        theme=replace(UNBORN, instruments=wishes.listed(instruments)),
        traits=wishes.listed(traits),
        kind=wishes.kind_of(kind),
        arc=arc,
        note=note,
        key=key or own.key,
        meter=meter or own.meter,
        motif=own.text,
    )
    born = wishes.born(bible, wishes.wanted(names or (), asked, scenes or (), book, bible, again=again), seed, book)
    for subject in born:
        text = with_subject(text, subject, again=True)
    _tell(born, _read(text, film, book), save(film, text))
    if title and is_there and title != bible.title:
        show.complain(f"note: {film} is called {bible.title!r} and stays so: write another title into the file")


@app.command("show")
def show_themes(
    name: Annotated[str | None, typer.Argument(help="Only this subject.")] = None,
    *,
    film: Annotated[Path, FILM] = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for machines.")] = False,
    presets: Annotated[Path | None, PRESETS] = None,
) -> None:
    """Show the theme bible: each subject with its theme, its arc and where it was heard, and how alike they are."""
    from scenescore.compose.themes.completing import completed  # noqa: PLC0415

    book = sources.book_of(presets)
    with telling_machines(as_json):
        bible = completed(_read(_text(film), film, book), book)
        chosen = bible.subjects if name is None else (_found(bible, name, film),)
    if as_json:
        apart = [
            {"between": list(pair), "distance": far}
            for pair, far in theme_page.distances(bible).items()
            if name is None or chosen[0].name in pair
        ]
        subjects = [theme_page.subject_data(each, bible, book) for each in chosen]
        show.as_json({"title": bible.title, "subjects": subjects, "distances": apart})
        return
    typer.echo(bible.title)
    for subject in chosen:
        typer.echo("")
        for line in theme_page.subject_lines(subject, bible, book, show.width()):
            typer.echo(line)
    if name is None and len(bible.subjects) > 1:
        typer.echo("")
        _matrix(bible)


@app.command("remember")
def remember(
    sketches: Annotated[list[str], typer.Argument(metavar="SKETCH", help="NAME.sketch.json, or a scene file.")],
    *,
    film: Annotated[Path, FILM] = DEFAULT,
    presets: Annotated[Path | None, PRESETS] = None,
) -> None:
    """Write down which cue stated whose theme how, so that later cues know what the film has heard."""
    from scenescore.formats.bible_writer import save, with_history  # noqa: PLC0415

    book = sources.book_of(presets)
    text = _text(film)
    bible = _read(text, film, book)
    told = []
    for source in sketches:
        sketch = sources.sketch_at(source, book)
        heard = tuple(_heard(sketch, bible))
        text = with_history(text, cue_name(sketch.scene), heard)
        told.append(f"{cue_name(sketch.scene)}: {_who(heard)}")
    _read(text, film, book)
    save(film, text)
    for line in told:
        typer.echo(line)


def _tell(born: tuple[Subject, ...], bible: Bible, path: Path) -> None:
    """Print the themes that were born."""
    for subject in born:
        typer.echo(f"{subject.name} ({subject.kind})")
        for line in theme_page.row_lines(theme_page.theme_rows(subject, bible), _LABEL, show.width()):
            typer.echo(line)
    many = "theme" if len(born) == 1 else "themes"
    typer.echo(f"{path}: {len(born)} {many} written, {len(bible.subjects)} in all")


def _text(film: Path) -> str:
    """The text of a bible; raises SceneError or OutputError."""
    from scenescore.formats.document import bytes_of  # noqa: PLC0415

    if film.suffix.lower() == ".json":
        message = f"{film}: themes are written in TOML; name a .toml file"
        raise OutputError(message)
    if not film.exists():
        message = f"{film} is not there; scenescore themes new NAME --traits hero -o {film} begins one"
        raise OutputError(message)
    return bytes_of(film).decode("utf-8-sig", "surrogateescape")


def _read(text: str, film: Path, book: Book) -> Bible:
    """A bible out of its text; raises SceneError."""
    from scenescore.formats.bible_file import read_bible  # noqa: PLC0415

    return read_bible(text.encode("utf-8", "surrogateescape"), str(film), book.names, film.parent, "toml")


def _found(bible: Bible, name: str, film: Path) -> Subject:
    """The subject of a name; raises OutputError."""
    subject = bible.find(name)
    if subject is None:
        near = nearest(name, [each.name for each in bible.subjects])
        message = f"{film}: nobody is called {name!r}" + (f"; did you mean {near!r}?" if near else "")
        raise OutputError(message)
    return subject


def _matrix(bible: Bible) -> None:
    """Print how far the themes are apart."""
    far = theme_page.distances(bible)
    names = [each.name for each in bible.subjects]
    is_wide = max(map(len, names)) + sum(len(name) + 3 for name in names[:-1]) > _WIDEST
    heads = [str(number) for number in range(1, len(names))] if is_wide else names[:-1]
    rows = []
    for number, one in enumerate(names):
        cells = [f"{far[other, one]:.2f}" if i < number else "" for i, other in enumerate(names[:-1])]
        rows.append((f"{number + 1} {one}" if is_wide else one, *cells))
    whole = rows if is_wide else rows[1:]
    title = "How far the themes are apart (0 the same, 1 unrelated)"
    show.table(("", *heads), whole, title, is_narrow=is_wide)


def _heard(sketch: Sketch, bible: Bible) -> Iterator[Heard]:
    """What a cue stated of the subjects of a bible."""
    from scenescore.model.ledger import ledger  # noqa: PLC0415

    for entry in ledger(sketch):
        subject = bible.find(entry.owners[0]) if entry.kind == "statement" and entry.owners else None
        if subject is None:
            continue
        yield Heard(
            subject=subject.name,
            cue=cue_name(sketch.scene),
            bar=entry.start.bar,
            at=entry.start.seconds,
            state=entry.state,
            chain=entry.chain,
            voice=entry.voice,
            fullness=round(entry.fullness or 0.0, 3),
            similarity=round(entry.similarity or 0.0, 3),
            seed=sketch.scene.seed,
            story=story_of(sketch.scene),
        )


def _who(heard: tuple[Heard, ...]) -> str:
    """Who was heard how often, in words."""
    names = list(dict.fromkeys(each.subject for each in heard))
    counts = [(name, sum(each.subject == name for each in heard)) for name in names]
    return ", ".join(f"{name} ({count})" for name, count in counts) or "nobody of the bible was heard"


app.command("hear")(themes_heard.hear)
app.command("vary")(themes_heard.vary)

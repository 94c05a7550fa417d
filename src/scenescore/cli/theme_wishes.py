"""What is asked of new themes: by options, by scenes, by what the bible says already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scenescore.cli import show, sources
from scenescore.errors import OutputError, SceneError
from scenescore.model.bible import UNBORN, Bible, Subject
from scenescore.model.entries import shown
from scenescore.model.theme import SUBJECT_KINDS
from scenescore.model.words import kebab, nearest

if TYPE_CHECKING:
    from scenescore.formats.own_motif import OwnMotif
    from scenescore.model.knowledge import Book

#: Names up to so many letters are told as they are.
_LONGEST = 60


def listed(text: str) -> tuple[str, ...]:
    """Words between commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def kind_of(text: str) -> Any:
    """A kind of subject; raises a usage error."""
    if text and kebab(text) not in SUBJECT_KINDS:
        near = nearest(text, SUBJECT_KINDS)
        message = f"{text!r} is not one of {', '.join(SUBJECT_KINDS)}" + (f"; did you mean {near!r}?" if near else "")
        raise typer.BadParameter(message, param_hint="--kind")
    return kebab(text) or "person"


def own_motif(text: str, file: Path | None) -> OwnMotif:
    """The composer's own notes, with key and meter where a file says them; raises OutputError."""
    from scenescore.formats.motif_file import motif_at  # noqa: PLC0415
    from scenescore.formats.own_motif import OwnMotif  # noqa: PLC0415

    if file is None:
        return OwnMotif(text)
    if text:
        message = "--motif and --motif-file exclude each other"
        raise typer.BadParameter(message)
    try:
        return motif_at(file)
    except (OSError, ValueError) as error:
        message = f"{file}: {getattr(error, 'strerror', None) or error}"
        raise OutputError(message) from error


def wanted(
    names: Iterable[str], asked: Subject, scenes: Iterable[str], book: Book, bible: Bible, *, again: bool
) -> list[Subject]:
    """Everybody who shall have a theme, with what is asked of it; raises a usage error, OutputError or SceneError."""
    names = tuple(names)
    if not all(name.strip() for name in names):
        message = "a name is empty"
        raise typer.BadParameter(message, param_hint="NAME")
    if asked.motif and len(names) != 1:
        message = "one motif is one subject's: give one NAME with --motif or --motif-file"
        raise typer.BadParameter(message)
    out = [laid_over(bible.find(name), replace(asked, name=name), again=again) for name in names]
    out += [each for each in from_scenes(scenes, book, bible) if kebab(each.name) not in {kebab(w.name) for w in out}]
    if not out:
        message = "name somebody who has no theme yet, or take all characters of a scene with --from"
        raise typer.BadParameter(message)
    return out


def _called(name: str) -> str:
    """A name as the place of a fault: plain where it can be, else as it would be quoted."""
    return name if name.isprintable() and len(name) <= _LONGEST else shown(name)


def laid_over(old: Subject | None, new: Subject, *, again: bool) -> Subject:
    """What is asked of a subject, laid over what the bible says of it already."""
    if old is None:
        return new
    if old.is_finished and not again:
        message = f"{old.name} has a theme already; --again gives another one"
        raise OutputError(message)
    theme = replace(UNBORN, instruments=new.theme.instruments or old.theme.instruments)
    if not old.is_finished:
        theme = replace(old.theme, instruments=theme.instruments)
    kept = {
        name: getattr(new, name) or getattr(old, name) for name in ("traits", "arc", "note", "motif", "key", "meter")
    }
    kind = new.kind if new.kind != "person" else old.kind
    return replace(old, theme=theme, kind=kind, **kept)


def from_scenes(scenes: Iterable[str], book: Book, bible: Bible) -> Iterator[Subject]:
    """The characters of scenes that have no theme in the bible yet; out of a sketch with the theme that it has.

    Raises:
        SceneError: a scene has faults.
        SketchError: a sketch cannot be read.
    """
    from scenescore.formats.scene_file import load_scene  # noqa: PLC0415

    seen: set[str] = set()
    for source in scenes:
        sketch = sources.sketch_at(source, book) if sources.is_sketch(source) else None
        scene = sketch.scene if sketch else load_scene(source, book.names, bible=False)
        sung = {theme.name: theme for theme in sketch.themes} if sketch else {}
        for each in scene.characters:
            old = bible.find(each.name)
            if kebab(each.name) in seen or (old is not None and old.is_finished):
                continue
            if each.name in sung and old is None:
                seen.add(kebab(each.name))
                theme = sung[each.name]
                known = scene.themes.find(each.name) if scene.themes else None
                new = Subject(each.name, theme=theme, traits=each.traits, arc=each.arc, kind=theme.kind)
                yield known if known is not None and known.is_finished else new
                continue
            if not each.traits and not each.motif and old is None:
                show.complain(f"note: {source}: {each.name} has neither traits nor a motif, and so no theme yet")
                continue
            seen.add(kebab(each.name))
            new = Subject(each.name, traits=each.traits, arc=each.arc, motif=each.motif)
            yield laid_over(old, new, again=False)


def born(bible: Bible, wanted: list[Subject], seed: int | None, book: Book) -> tuple[Subject, ...]:
    """Let the themes that are wanted be born, unlike all others of the film; raises SceneError.

    Without a seed of their own they are those that the film's scenes have had so far.
    """
    from scenescore.compose.themes.completing import completed  # noqa: PLC0415
    from scenescore.model.bible_problems import bible_problems  # noqa: PLC0415

    faults = [
        replace(fault, place=fault.place.replace("subjects[0]", _called(each.name), 1))
        for each in wanted
        for fault in bible_problems(Bible(subjects=(each,)), book.names)
    ]
    if faults:
        raise SceneError(tuple(faults))
    new = {kebab(each.name): each for each in wanted}
    if seed is None:
        placed = tuple(new.get(kebab(each.name), each) for each in bible.subjects)
        added = tuple(each for each in wanted if bible.find(each.name) is None)
        film = completed(replace(bible, subjects=(*placed, *added)), book)
        return tuple(each for each in film.subjects if kebab(each.name) in new)
    others = replace(bible, subjects=tuple(each for each in bible.subjects if kebab(each.name) not in new))
    known = completed(others, book).subjects
    whole = Bible(subjects=(*known, *new.values()), seed=seed)
    return completed(whole, book).subjects[len(known) :]

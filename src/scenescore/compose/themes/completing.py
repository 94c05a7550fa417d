"""Give every subject of a theme bible its theme, whatever scene asks for it."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.birth.born import born
from scenescore.model.bible import UNBORN, Bible, Subject
from scenescore.model.dice import Dice
from scenescore.model.knowledge import Book
from scenescore.model.theme import Theme


def completed(bible: Bible, book: Book) -> Bible:
    """The same bible with all themes born, each unlike the finished ones and those before it, by the film's own seed.

    Motifs of the composer's own come first: they stay as they are, and what is born of traits yields to them.

    >>> from scenescore.library import default_book
    >>> film = completed(Bible(subjects=(Subject("Mara", traits=("hero",)),)), default_book())
    >>> film.subjects[0].is_finished, completed(film, default_book()) is film
    (True, True)
    """
    if all(subject.is_finished for subject in bible.subjects):
        return bible
    finished = tuple(subject.theme for subject in bible.subjects if subject.is_finished)
    out = list(bible.subjects)
    unborn = [number for number, subject in enumerate(out) if not subject.is_finished]
    for number in sorted(unborn, key=lambda number: not out[number].motif):
        theme = _born(out[number], finished, book, Dice(bible.seed))
        finished = (*finished, theme)
        out[number] = replace(out[number], theme=theme, motif="", key="", meter="")
    return replace(bible, subjects=tuple(out))


def _born(subject: Subject, earlier: tuple[Theme, ...], book: Book, dice: Dice) -> Theme:
    """Let the theme of a subject be born; what its table says of it already is kept."""
    said = subject.theme
    theme = born(
        subject.name,
        subject.traits,
        earlier,
        book,
        dice,
        kind=subject.kind,
        motif=subject.motif,
        meter=subject.meter,
        key=subject.key,
        instruments=said.instruments,
    ).value
    given = {name: getattr(said, name) for name in _KEPT if getattr(said, name) != getattr(UNBORN, name)}
    return replace(theme, **given)


#: What a composer may say of a theme that is still to be born.
_KEPT = ("head", "register", "progressions", "fingerprint", "harmony")

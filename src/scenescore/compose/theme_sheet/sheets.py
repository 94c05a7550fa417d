"""The pages that can be asked for: one theme in all its transformations or states, or themes as they are."""

from __future__ import annotations

from collections.abc import Sequence

from scenescore.compose.theme_sheet.items import as_it_is, by_state, by_technique, key_of, plainly
from scenescore.compose.theme_sheet.page import sheet
from scenescore.model.knowledge import Book
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Theme


def varied(theme: Theme, book: Book, seed: int = 1, other: Theme | None = None, *, states: bool = False) -> Sketch:
    """Write a theme as it is, then through every technique (or in every dramatic state), each named at its first note.

    `other` is a second theme of the film, which the combination brings in; without one it is left out.

    >>> from scenescore.compose.themes.birth.born import born
    >>> from scenescore.library import default_book
    >>> from scenescore.model.dice import Dice
    >>> mara = born("Mara", ("love",), (), default_book(), Dice(1)).value
    >>> [section.label for section in varied(mara, default_book()).sections][:4]
    ['theme', 'phrase', 'transposition', 'modal-mutation']
    """
    key = key_of(theme, book)
    changed = by_state(theme, key, book) if states else by_technique(theme, key, book, meets=other is not None)
    title = f"{theme.name}, all {'states' if states else 'transformations'}"
    return sheet(title, [(theme, (*as_it_is(theme, key), *changed))], book, seed, other)


def heard(title: str, themes: Sequence[Theme], book: Book, seed: int = 1) -> Sketch:
    """Write themes plainly, one after the other: each whole tune, the harmony that it implies, its own player."""
    return sheet(title, [(theme, (plainly(theme, key_of(theme, book)),)) for theme in themes], book, seed)

"""Which rules of part-writing hold in a section: what its texture asks for, else its style, else its mood."""

from __future__ import annotations

from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.part_writing import PartWriting

COMMON = PartWriting("common", "planing")


def rules_of(section: Section, book: Book) -> PartWriting:
    """The row of `part_writing` that a section is under.

    A texture knows best (who sings in a choir sings in every style); a style that owns the texture comes next, then the
    mood, the strongest word first.
    """
    rows = tuple(book.part_writing.values())
    texture = book.textures.get(section.texture)
    styles = texture.genres if texture else ()
    by_texture = (row for row in rows if section.texture in row.textures)
    by_style = (row for row in rows if styles and set(styles) <= set(row.genres))
    by_mood = (row for word in section.words for row in rows if word in row.moods)
    for found in (by_texture, by_style, by_mood):
        row = next(found, None)
        if row is not None:
            return row
    return book.part_writing.get("common", COMMON)

"""The presets, read and validated: moods, modes, chords, progressions, archetypes, instruments, ensembles, textures."""

from scenescore.library.book import default_book, load_book

__all__ = ["default_book", "load_book"]

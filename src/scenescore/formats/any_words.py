"""Words for reading files without presets at hand: every word stands for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from scenescore.model.knowledge import Names

__all__ = ["ANY_NAMES"]


class _EveryWord(Mapping[str, str]):
    """A table in which every word stands for itself."""

    def __getitem__(self, word: str) -> str:
        return word

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


ANY_NAMES = Names(**{field.name: _EveryWord() for field in fields(Names)})

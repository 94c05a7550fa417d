"""Which rules of part-writing a style keeps, as the presets say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PartWriting:
    """Which rules of part-writing hold in a style; see presets/part_writing for what asks for it.

    `parallels` says when fifths and octaves may move in parallel, `resolves` whether sevenths and leading notes must,
    `singers` whether held voices are kept to that as they are written for the players, too.
    """

    name: str
    parallels: Literal["never", "planing", "free"]
    resolves: bool = True
    singers: bool = False
    textures: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"

"""Rows while they are being read: what is known so far, where it stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scenescore.errors import Problem
from scenescore.library.kinds import KINDS


@dataclass(slots=True)
class Shelf:
    """What has been read so far: rows by kind, where each row stands, and everything that is wrong."""

    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    layers: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def names(self, kind: str) -> dict[str, str]:
        """Every name of a kind, also of rows that could not be read, with its file."""
        return {name: file for (which, name), file in self.places.items() if which == kind}

    def where(self, kind: str, name: str, part: str = "") -> str:
        """File, row and field, as the user finds them."""
        return f"{self.places[kind, name]} [{name}]{' ' if part else ''}{part}"

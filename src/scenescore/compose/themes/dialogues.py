"""Let two themes speak in turn."""

from __future__ import annotations

from scenescore.compose.themes.encounter import Encounter, Meeting


def dialogue(encounter: Encounter) -> Meeting | None:  # noqa: ARG001
    """Let two themes answer each other."""
    return None

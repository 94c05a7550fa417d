"""Let one theme swallow another."""

from __future__ import annotations

from scenescore.compose.themes.encounter import Encounter, Meeting


def swallowing(encounter: Encounter) -> Meeting | None:  # noqa: ARG001
    """Let the second theme swallow the first."""
    return None

"""What a scene likes and does without, as far as its chords are concerned."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.genre import Genre


@dataclass(frozen=True, slots=True)
class Style:
    """How a cue may sound: progressions or families that genre or players like, what is ruled out, and the genre.

    `avoid` names devices and kinds of chord (see `compose.harmony.bans`); a `genre` with a grammar of its own lays out
    the chords (see `compose.harmony.grammar`).
    """

    families: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    genre: Genre | None = None


PLAIN = Style()

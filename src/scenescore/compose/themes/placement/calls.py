"""Hits that call for a theme, and whose theme each of them means.

Whom the hit names comes in; else who entered last before it, the lead before others. Nobody comes in before the section
of the entrance, so that another nature of a character changes nothing of what was before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.similarity import similarity
from scenescore.model.cue import Cue, Landing
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import Ticks

#: Priorities of hits on which a theme begins; a `may` is served where a theme comes in anyway.
_CALLING = frozenset({"must", "should"})


@dataclass(frozen=True, slots=True)
class Call:
    """A hit that calls for a theme: which theme, and whose debut it is (nobody's in a scene without characters)."""

    landing: Landing
    theme: Theme
    debut: Debut | None

    @property
    def at(self) -> Ticks:
        """Where the theme begins."""
        return self.landing.tick

    @property
    def is_must(self) -> bool:
        """Whether the theme begins there even if somebody speaks."""
        return self.landing.hit.priority == "must"


def calls_of(cue: Cue, debuts: tuple[Debut, ...], themes: tuple[Theme, ...]) -> tuple[Call, ...]:
    """Say for every hit that calls for a theme whose it is, in order of time."""
    out = []
    for landing in sorted(cue.landings, key=lambda each: each.tick):
        if landing.hit.gesture == "theme-entry" and landing.hit.priority in _CALLING:
            debut = _called(landing, debuts)
            if debut is not None or (themes and not debuts):
                out.append(Call(landing, debut.theme if debut else themes[0], debut))
    return tuple(out)


def beat_from(cue: Cue, at: Ticks) -> Ticks:
    """The first beat from a tick on: there a theme is in its meter, wherever in the bar its hit stands."""
    bar = cue.bar(at)
    beats = (sum(bar.meter.beats[:i]) for i in range(len(bar.meter.beats)))
    return next((Ticks(bar.at + beat) for beat in beats if bar.at + beat >= at), bar.end)


def on_the_hit(statement: Statement, at: Ticks, theme: Theme) -> Statement:
    """Let the first note of a theme sound on its hit, over a rest with which it begins and before its beat."""
    count = next((i for i, tone in enumerate(statement.tones) if tone.step is not None), 0)
    early = sum(tone.length for tone in statement.tones[:count]) + statement.at - at
    if not early:
        return statement
    first = statement.tones[count]
    tones = (replace(first, length=Ticks(first.length + early)), *statement.tones[count + 1 :])
    return replace(statement, at=at, tones=tones, similarity=similarity(tones, theme.motif))


def _called(landing: Landing, debuts: tuple[Debut, ...]) -> Debut | None:
    """Whom a hit means, of those who are there."""
    there = [d for d in debuts if d.entered <= landing.asked or d.at <= landing.tick]
    return min(
        there,
        key=lambda d: (not _names(landing.hit.name, d.character.name), -d.entered, d.rank),
        default=None,
    )


def _names(hit: str, character: str) -> bool:
    """Whether a hit is called after a character.

    >>> _names("Ada turns", "Ada"), _names("Adam turns", "Ada")
    (True, False)
    """
    return bool(re.search(rf"\b{re.escape(character)}\b", hit, re.IGNORECASE))

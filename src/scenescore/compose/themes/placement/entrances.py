"""Find the beat on which each character's theme first sounds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.themes.arcs import Standing, standing_of
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.scene import CHARACTER_ROLES, Character, Hit, Scene
from scenescore.model.theme import Theme
from scenescore.model.time import Seconds, Ticks


@dataclass(frozen=True, slots=True)
class Debut:
    """A theme, where it first sounds, whose it is and when they enter; demanded when a `must` hit asks for it there.

    `standing` is where the character stands in the film's story; its state is the character's where the scene names
    none.
    """

    theme: Theme
    at: Ticks
    character: Character
    entered: Seconds
    is_demanded: bool = False
    standing: Standing | None = None

    @property
    def rank(self) -> int:
        """How important somebody is in the scene: 0 leads, 1 supports, 2 is only hinted at."""
        return CHARACTER_ROLES.index(self.character.role)

    @property
    def most(self) -> float:
        """The greatest fullness that the story allows."""
        return self.standing.most if self.standing else 1.0


def debuts_of(
    scene: Scene, cue: Cue, sections: tuple[Section, ...], themes: tuple[Theme, ...], book: Book
) -> tuple[Debut, ...]:
    """Say for each character's theme where it first sounds, in the order of the themes."""
    moments = {scene.characters[e.character].name: e.at for e in cue.picture.entrances}
    people = {character.name: character for character in scene.characters}
    out = []
    for theme in themes:
        if theme.owner in people:
            at = moments.get(theme.owner, Seconds(cue.picture.length * 0))
            asked = _asked_tick(cue, sections, at)
            tick = asked if asked is not None else _entry_tick(cue, sections, at)
            must = any(la.tick == asked and _demands(la.hit) for la in cue.landings)
            standing = standing_of(people[theme.owner], scene, book)
            out.append(Debut(theme, tick, _in_story(people[theme.owner], standing), at, must, standing))
    return tuple(out)


def _demands(hit: Hit) -> bool:
    """Whether a hit wants a theme at its very moment."""
    return hit.gesture == "theme-entry" and hit.priority == "must"


def _in_story(character: Character, standing: Standing | None) -> Character:
    """A character in the state that the scene names, else in the one that the story has brought."""
    return replace(character, state=standing.stage.state) if standing and not character.state else character


def _asked_tick(cue: Cue, sections: tuple[Section, ...], at: Seconds) -> Ticks | None:
    """Find the hit that asks for the theme at an entrance: from two seconds before it to a second and a half after.

    What comes before the entrance is in its section already, so that nothing earlier knows who will enter.
    """
    entered = cue.clock.position(at)
    asked = [
        landing.tick
        for landing in cue.landings
        if landing.hit.gesture == "theme-entry"
        and -2000 <= (landing.asked - at) * 1000 <= 1500
        and not any(landing.tick < section.end <= entered for section in sections)
    ]
    return min(asked, key=lambda tick: (abs(cue.seconds(tick) - at), tick), default=None)


def _entry_tick(cue: Cue, sections: tuple[Section, ...], at: Seconds) -> Ticks:
    """Choose the beat that answers an entrance: on it or up to a second and a half later, downbeats first."""
    start = max(0, round(cue.clock.position(at)))
    last = sections[-1].phrases[-1].at if sections else cue.length
    starts = {section.at for section in sections}
    best: tuple[int, int] | None = None
    for bar in cue.bars:
        tick = int(bar.at)
        for beat in bar.meter.beats:
            late = round((cue.seconds(tick) - at) * 1000)
            if tick >= start - 20 and late <= 5000 and tick < max(last, 1):
                strength = bar.meter.strength(tick - bar.at)
                away = 0 if late <= 60 or 500 <= late <= 1500 else 250 if late < 500 else 2 * (late - 1500)
                end = next((int(s.end) for s in sections if s.at <= tick < s.end), int(cue.length))
                cramped = 2500 if end - tick < bar.meter.length else 0
                price = away + cramped + {4: 0, 3: 700}.get(strength, 1600) - (300 if tick in starts else 0)
                best = min(best or (price, tick), (price, tick))
            tick += beat
    return Ticks(best[1] if best else start)

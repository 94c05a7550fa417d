"""Place the themes: who is heard where, how changed, and when nobody is.

A character's theme first sounds at its entrance, on the downbeat that comes just after it, in the character's dramatic
state, and exactly on every hit that calls for it: what is sung before is over by then. Later statements stand at phrase
starts and do what the section is for: the statement sings the tune, the development takes it apart, the climax has it
whole and high, the release keeps a last piece. A theme never comes back literally more than twice, and waits until
nobody speaks: only where a hit demands it, or where the speaking is long, is it hinted at under the voice.

Sections are placed in order, each knowing only what came before, so that a later character changes nothing earlier.
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.dialogue import inside, unsung
from scenescore.compose.themes.placement.answering import answer
from scenescore.compose.themes.placement.calls import calls_of
from scenescore.compose.themes.placement.coming_together import come_together, never_met, pairs_of
from scenescore.compose.themes.placement.entering import enter
from scenescore.compose.themes.placement.entrances import debuts_of
from scenescore.compose.themes.placement.ground import Ground, Joined, Made, Said, room_at
from scenescore.compose.themes.placement.murmuring import murmur
from scenescore.compose.themes.placement.returning import come_back
from scenescore.compose.themes.placement.telling import bent, covered, decision, unheard
from scenescore.compose.themes.statements import alone, joined_by
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.film import heard_before
from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import Ticks


def place(
    scene: Scene, cue: Cue, sections: tuple[Section, ...], themes: tuple[Theme, ...], book: Book, dice: Dice
) -> Answer[tuple[Statement, ...]]:
    """Place the themes in a planned cue: statements in order of time, never two tunes at once."""
    last = sections[-1].at if sections else Ticks(0)
    debuts, voices = debuts_of(scene, cue, sections, themes, book), unsung(cue)
    calls = tuple(c for c in calls_of(cue, debuts, themes) if c.is_must or not inside(voices, c.at, c.at + 1))
    pairs = pairs_of(scene, cue, debuts, book)
    ground = Ground(cue, sections, debuts, calls, themes, book, dice, voices, last, pairs, heard_before(scene))
    said = Said()
    for section in sections:
        said = _section(section, ground, said)
    findings = (*unheard(ground, said), *covered(ground, said), *bent(ground, said), *never_met(ground, said))
    return Answer(said.before, said.decisions, findings)


def _section(section: Section, ground: Ground, said: Said) -> Said:
    """State the themes of one section: those on hits first, then those that enter in it, then the others."""
    heard = {statement.theme for statement in said.before}
    for call in ground.calls:
        if section.at <= call.at < section.end:
            said = _then(said, answer(call, section, ground, said), section, ground)
    for debut in ground.debuts:
        if debut.at < section.end and debut.theme.name not in heard:
            said = _then(said, enter(debut, section, ground, said), section, ground)
    for number in range(len(ground.pairs)):
        said = come_together(number, section, ground, said)
    for index in range(len(section.phrases)):
        said = _then(said, come_back(index, section, ground, said), section, ground)
    return _told(_then(said, murmur(section, ground, said), section, ground), ground)


def _then(said: Said, made: Made | None, section: Section, ground: Ground) -> Said:
    """Say one statement more, and with it the voice that its techniques bring along: a canon, an answer.

    Who is heard for the first time is heard in the clear.
    """
    if made is None:
        return said
    leader = made.statement
    theme = next(theme for theme in ground.themes if theme.name == leader.theme)
    room = room_at(leader.at, section, ground, said)
    others = [other for other in joined_by(leader, theme, room, ground.cue) if other.end <= room.at + room.length]
    if not others or ground.is_spoken(leader.at, others[0].end) or _is_first(theme, ground, said):
        return said.then(replace(made, statement=alone(leader)))
    group = int(leader.at)
    other = Made(replace(others[0], partner=None), f"{made.why}; it follows itself", joined=Joined(group, 1, 0))
    return said.then(replace(made, joined=Joined(group, 0, None))).then(other)


def _is_first(theme: Theme, ground: Ground, said: Said) -> bool:
    """Whether a theme has not been heard yet, in this cue or in the film."""
    return not said.of(theme) and not ground.heard(theme)


def _told(said: Said, ground: Ground) -> Said:
    """Number what a section has stated, in order of time, and tell it."""
    here = sorted(said.here, key=lambda made: made.statement.at)
    first = len(said.before)
    numbers = {(m.joined.group, m.joined.number): first + i for i, m in enumerate(here) if m.joined}
    numbered = tuple(
        replace(made.statement, number=first + i, partner=_partner(made, numbers)) for i, made in enumerate(here)
    )
    decisions = tuple(decision(statement, made, ground) for statement, made in zip(numbered, here, strict=True))
    return Said(said.before + numbered, said.decisions + decisions, met=said.met)


def _partner(made: Made, numbers: dict[tuple[int, int], int]) -> int | None:
    """The number of the statement that a statement joins."""
    joined = made.joined
    return None if joined is None or joined.partner is None else numbers[joined.group, joined.partner]

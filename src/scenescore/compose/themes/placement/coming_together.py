"""Let the themes of two who stand to each other meet: once in a cue, after both were heard alone.

They meet at the moment that the scene names, else in the development, the build or the climax, where both are there and
there is time for it.
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.meeting.ways import Meeting, meet
from scenescore.compose.themes.placement.dramatic import treatment_of
from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.placement.ground import Ground, Joined, Made, Pair, Said, clearings, room_at
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.picture import moment
from scenescore.model.scene import Scene
from scenescore.model.sketch import Finding
from scenescore.model.time import Ticks

#: Sections in which themes are worked upon; where none of them is to come, they meet wherever there is room.
_WORKING = frozenset({"development", "build", "climax"})
_APART = frozenset({"opening", "ending"})
_LEVELS = {"climax": "f", "build": "f", "release": "p"}
#: A meeting takes so many bars at least and at most.
_FEWEST, _MOST = 2, 8


def pairs_of(scene: Scene, cue: Cue, debuts: tuple[Debut, ...], book: Book) -> tuple[Pair, ...]:
    """Find who stands how to whom; the more important leads, of two alike who enters first."""
    people = {debut.character.name: debut for debut in debuts}
    out = []
    for relation in scene.relations:
        kind = book.relations.get(book.names.relations.get(relation.kind, relation.kind))
        both = [people[name] for name in relation.between if name in people]
        if kind is not None and len(both) == 2:
            both.sort(key=lambda debut: (debut.rank, debut.at))
            at = None if relation.at is None else round(cue.clock.position(moment(relation.at, scene)))
            out.append(Pair(both[0], both[1], kind, relation.way, None if at is None else Ticks(max(0, at))))
    return tuple(out)


def come_together(number: int, section: Section, ground: Ground, said: Said) -> Said:
    """Let a pair meet in a section, where this is the place and there is room."""
    pair = ground.pairs[number]
    if number in said.met or not _is_the_place(pair, section, ground):
        return said
    for at in _starts(pair, section, ground, said):
        if at is None or not all(_was_alone(debut, at, said) for debut in (pair.one, pair.other)):
            continue
        meeting = _meeting(pair, at, section, ground, said)
        if meeting is not None:
            made = _made(meeting, pair)
            return replace(said, here=(*said.here, *made), met=(*said.met, number))
    return said


def never_met(ground: Ground, said: Said) -> tuple[Finding, ...]:
    """Say which pairs found no room to meet, and which met later than the scene asked."""
    return tuple(
        Finding("themes", pair.names, message)
        for number, pair in enumerate(ground.pairs)
        if (message := _not_as_asked(pair, ground.cue, said, has_met=number in said.met))
    )


def _not_as_asked(pair: Pair, cue: Cue, said: Said, *, has_met: bool) -> str:
    """What a pair's meeting lacks; empty where it stands as it was asked."""
    if not has_met:
        return f"no room for the themes of {pair.names} to meet after each was heard alone"
    owners = {pair.one.theme.name, pair.other.theme.name}
    first = min(s.at for s in said.before if s.relation == pair.kind.name and s.theme in owners)
    if pair.at is None or first <= pair.at + cue.bar(pair.at).meter.length:
        return ""
    late = round(float(cue.seconds(first) - cue.seconds(pair.at)), 1)
    return f"the themes of {pair.names} meet {late} s after the asked moment: each is heard alone first"


def _is_the_place(pair: Pair, section: Section, ground: Ground) -> bool:
    """Whether a pair may meet in a section."""
    if pair.at is not None:
        return pair.at < section.end
    if section.purpose in _APART:
        return False
    comes = any(later.purpose in _WORKING for later in ground.sections if later.at > section.at)
    return section.purpose in _WORKING or not comes


def _starts(pair: Pair, section: Section, ground: Ground, said: Said) -> list[Ticks | None]:
    """Bar lines at which a meeting could begin."""
    free = clearings(ground, said)
    if pair.at is not None and pair.at >= section.at:
        return [free.first(pair.at, section.end, waits=True)]
    return [free.in_phrase(phrase) for phrase in section.phrases if phrase.function != "codetta"]


def _was_alone(debut: Debut, at: Ticks, said: Said) -> bool:
    """Whether a theme was stated before a tick."""
    return any(statement.end <= at for statement in said.of(debut.theme))


def _meeting(pair: Pair, at: Ticks, section: Section, ground: Ground, said: Said) -> Meeting | None:
    """Ask for a meeting that tells no more of either theme than the story has earned; None where it has no room."""
    room = room_at(at, section, ground, said)
    bar = ground.cue.bar(at).meter.length
    if room.length < _FEWEST * bar:
        return None
    room = replace(room, length=Ticks(min(room.length, _MOST * bar)))
    one, other = (treatment_of(debut, None, ground.book).name for debut in (pair.one, pair.other))
    return meet(
        pair.one.theme, pair.other.theme, pair.kind, pair.way, room, ground.cue, ground.dice,
        states=(one, other), level=_LEVELS.get(section.purpose, "mf"), most=(pair.one.most, pair.other.most),
    )  # fmt: skip


def _made(meeting: Meeting, pair: Pair) -> tuple[Made, ...]:
    """The statements of a meeting, each knowing which of the others it joins."""
    group = int(meeting.statements[0].at)
    clash = f"; they clash on {meeting.clashes} of {meeting.beats} strong beats" if meeting.beats else ""
    why = f"{pair.names} meet ({meeting.relation}): {meeting.says}{clash}"
    return tuple(
        Made(replace(each, partner=None), why, joined=Joined(group, each.number, each.partner))
        for each in meeting.statements
    )

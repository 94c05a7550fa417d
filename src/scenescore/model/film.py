"""What a scene says about the film around it: its place in the story, the theme bible, how two people stand.

Each check yields what is wrong; `story_of` says how far the film has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeGuard

from scenescore.errors import Problem
from scenescore.model import entries
from scenescore.model.bible import Heard
from scenescore.model.entries import shown
from scenescore.model.scene import Character, Relation, Scene
from scenescore.model.timecode import frame_of, rate, seconds_of
from scenescore.model.timing import Ground, moment
from scenescore.model.words import kebab

#: How two themes can meet.
WAYS: tuple[str, ...] = ("counterpoint", "dialogue", "swallowing")
_PAIR = 2


def story_of(scene: Scene) -> float | None:
    """How far the film has come when the cue begins, 0 .. 1: said, or from the bible's length; None when not known.

    It expects a scene without problems.
    """
    if scene.story is not None:
        return float(scene.story)
    bible = scene.themes
    if bible is None or bible.length is None:
        return None
    begins, lasts = (_seconds(value, bible.frame_rate) for value in (bible.start, bible.length))
    at = _seconds(scene.start, scene.frame_rate)
    if lasts <= 0 or not begins <= at <= begins + lasts:
        return None
    return round(float((at - begins) / lasts), 4)


def cue_name(scene: Scene) -> str:
    """How the film's memory calls a cue: its number and its title.

    >>> cue_name(Scene(mood="ominous", length=45, title="The Door", cue="2M3"))
    '2M3 The Door'
    """
    return f"{scene.cue} {scene.title}".strip()


def heard_before(scene: Scene) -> tuple[Heard, ...]:
    """What the film has heard before this cue: never the cue itself, so that it stays the same composed again.

    Where both places in the story are known they decide; else what stands before the cue in the bible's history, or
    all of it where the cue is not there yet.
    """
    if scene.themes is None:
        return ()
    here, now = kebab(cue_name(scene)), story_of(scene)
    rows = scene.themes.history
    own = next((number for number, heard in enumerate(rows) if kebab(heard.cue) == here), len(rows))
    return tuple(
        heard
        for number, heard in enumerate(rows)
        if kebab(heard.cue) != here
        and (number < own if heard.story is None or now is None else (heard.story, number) < (now, own))
    )


def story_words(story: float) -> str:
    """A place in the story in words.

    >>> story_words(0.4)
    '40 % of the film'
    """
    return f"{100 * story:.0f} % of the film"


def _seconds(value: object, frame_rate: str) -> Fraction:
    """A moment of the film in seconds."""
    if isinstance(value, str):
        counts = rate(frame_rate)
        return seconds_of(frame_of(value, counts), counts)
    return Fraction(value) if isinstance(value, int | float | Fraction) else Fraction(0)


def story(ground: Ground) -> Iterator[Problem]:
    """The place in the story is a share of the film."""
    if ground.scene.story is not None:
        yield from entries.number("story", ground.scene.story, 0, 1)


def relations(ground: Ground) -> Iterator[Problem]:
    """A relation stands between two different characters of the scene, once, in known words."""
    people = {kebab(each.name): each.name for each in entries.items(ground.scene.characters, _MOST) if _is_named(each)}
    seen: set[frozenset[str]] = set()
    for number, relation in enumerate(entries.items(ground.scene.relations, _MOST)):
        if not isinstance(relation, Relation):
            continue
        place = f"relations[{number}]"
        yield from entries.word(f"{place}.kind", relation.kind, ground.names.relations, "a known relation")
        if not isinstance(relation.way, str) or relation.way:
            yield from entries.word(f"{place}.way", relation.way, WAYS, "a known way to meet")
        if relation.at is not None:
            yield from moment(ground, f"{place}.at", relation.at)
        yield from _between(place, relation, people, seen)


_MOST = 100


def _is_named(each: object) -> TypeGuard[Character]:
    return isinstance(each, Character) and isinstance(each.name, str)


def _between(place: str, relation: Relation, people: dict[str, str], seen: set[frozenset[str]]) -> Iterator[Problem]:
    """Whom a relation joins."""
    between: object = relation.between
    here = f"{place}.between"
    if not isinstance(between, tuple | list) or len(between) != _PAIR:
        yield Problem(here, "must name two characters", shown(between), "such as ['Ada', 'Ben']")
        return
    faults = [p for i, who in enumerate(between) for p in entries.word(f"{here}[{i}]", who, people, "a character here")]
    yield from faults
    if faults:
        return
    pair = frozenset(kebab(str(who)) for who in between)
    if len(pair) != _PAIR:
        yield Problem(here, "names the same character twice", shown(between))
    elif pair in seen:
        yield Problem(here, "has a relation already", shown(between))
    seen.add(pair)

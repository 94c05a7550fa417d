"""Everything that is wrong with a theme bible, all at once: the same for one from a file and one built in Python."""

from __future__ import annotations

from collections.abc import Iterator

from scenescore.errors import Problem
from scenescore.model import entries
from scenescore.model.bible import Bible, Heard, Stage, Subject
from scenescore.model.entries import inside, shown
from scenescore.model.knowledge import Names
from scenescore.model.metre import Meter
from scenescore.model.notation import MOST_BEATS, read_key, read_motif
from scenescore.model.scene import Scene
from scenescore.model.theme import SUBJECT_KINDS, Theme
from scenescore.model.theme_problems import theme_problems
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.timecode import FRAME_RATES, rate
from scenescore.model.timing import Ground, survey
from scenescore.model.words import kebab

__all__ = ["MOST", "bible_problems", "in_the_scene"]

#: Most entries of each list of a bible.
MOST = {"subjects": 64, "history": 5000, "stages": 32, "traits": 12}


def in_the_scene(ground: Ground) -> Iterator[Problem]:
    """The theme bible of a scene is one, and nothing is wrong with it."""
    themes: object = ground.scene.themes
    if themes is not None:
        yield from bible_problems(themes, ground.names, "themes")


def bible_problems(bible: object, names: Names, place: str = "") -> Iterator[Problem]:
    """Everything that keeps a bible from being used; `place` stands before each place."""
    if not isinstance(bible, Bible):
        yield Problem(place or "bible", "must be a theme bible", shown(bible), "the name of its file, in a scene file")
        return
    yield from entries.text(inside(place, "title"), bible.title)
    yield from _clock(bible, names, place)
    seed: object = bible.seed
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 1 << 63:
        yield Problem(inside(place, "seed"), "must be a whole number, 0 or more", shown(seed))
    yield from entries.listed(inside(place, "subjects"), bible.subjects, MOST["subjects"])
    seen: set[str] = set()
    for number, subject in enumerate(entries.items(bible.subjects, MOST["subjects"])):
        yield from _subject(f"{inside(place, 'subjects')}[{number}]", subject, names, seen)
    yield from entries.listed(inside(place, "history"), bible.history, MOST["history"])
    for number, heard in enumerate(entries.items(bible.history, MOST["history"])):
        yield from _heard(f"{inside(place, 'history')}[{number}]", heard)


def _clock(bible: Bible, names: Names, place: str) -> Iterator[Problem]:
    """The film can be timed."""
    name: object = bible.frame_rate
    try:
        rate(name if isinstance(name, str) else "")
    except ValueError:
        near = entries.near_words(str(name), FRAME_RATES, 1)
        known = ", ".join(FRAME_RATES)
        yield Problem(inside(place, "frame_rate"), "is not a frame rate", shown(name), known, "".join(near))
        return
    ground = survey(Scene(mood="", frame_rate=bible.frame_rate), names)
    for key, value in (("start", bible.start), ("length", bible.length)):
        fault = None if value is None and key == "length" else ground.fault(value)
        taken = None if fault else ground.taken(value, is_duration=True)
        if fault:
            yield Problem(inside(place, key), fault.message, fault.found, fault.allowed, fault.nearest)
        elif taken is not None and (taken < 0 or (key == "length" and taken <= 0)):
            yield Problem(inside(place, key), "is out of range", shown(value), "seconds, or a timecode")


def _subject(place: str, subject: object, names: Names, seen: set[str]) -> Iterator[Problem]:
    """A subject has a name of its own, known words, and something that its theme can come from."""
    if not isinstance(subject, Subject):
        yield Problem(place, "must be a Subject", shown(subject))
        return
    yield from entries.text(f"{place}.name", subject.name, needed=True)
    name = kebab(subject.name) if isinstance(subject.name, str) else ""
    if name and name in seen:
        yield Problem(f"{place}.name", "is the name of another subject too", shown(subject.name))
    seen.add(name)
    yield from entries.word(f"{place}.kind", subject.kind, SUBJECT_KINDS, "a kind of subject")
    yield from entries.text(f"{place}.note", subject.note)
    yield from entries.listed(f"{place}.traits", subject.traits, MOST["traits"])
    for number, trait in enumerate(entries.items(subject.traits, MOST["traits"])):
        yield from entries.word(f"{place}.traits[{number}]", trait, names.archetypes, "a known trait")
    yield from _growth(place, subject, names)
    if not isinstance(subject.theme, Theme):
        yield Problem(f"{place}.theme", "must be a Theme", shown(subject.theme))
        return
    yield from _texts(place, subject, names)
    yield from theme_problems(place, subject.theme, names)
    if not subject.is_finished and not subject.traits and not subject.motif and not subject.theme.motif:
        yield Problem(place, "has nothing that a theme could come from", "", "traits, or a motif of your own")


def _growth(place: str, subject: Subject, names: Names) -> Iterator[Problem]:
    """The arc is known, or its stages are."""
    if not isinstance(subject.arc, str) or subject.arc:
        yield from entries.word(f"{place}.arc", subject.arc, names.arcs, "a known arc over the film")
    yield from entries.listed(f"{place}.stages", subject.stages, MOST["stages"])
    for number, stage in enumerate(entries.items(subject.stages, MOST["stages"])):
        here = f"{place}.stages[{number}]"
        if not isinstance(stage, Stage):
            yield Problem(here, "must be a Stage", shown(stage))
            continue
        yield from entries.number(f"{here}.at", stage.at, 0, 1)
        yield from entries.number(f"{here}.fullness", stage.fullness, 0, 1)
        if not isinstance(stage.state, str) or stage.state:
            yield from entries.word(f"{here}.state", stage.state, names.states, "a known dramatic state")


def _texts(place: str, subject: Subject, names: Names) -> Iterator[Problem]:
    """An own motif can be played; its key and its meter can be read."""
    for key, value, read, allowed in (
        ("motif", subject.motif, read_motif, "notes with beats, such as E4:1 Bb4:1.5 r:1"),
        ("key", subject.key, lambda text: read_key(text, names.modes), "a note and a mode, such as C minor"),
        ("meter", subject.meter, _meter, "beats/value such as 4/4, 3/4, 6/8, in quotes"),
    ):
        if not isinstance(value, str):
            yield Problem(f"{place}.{key}", "must be text", shown(value), allowed)
        elif value:
            try:
                read(value)
            except ValueError as error:
                yield Problem(f"{place}.{key}", str(error), shown(value), allowed)


def _meter(text: str) -> None:
    """A theme's meter has bars that a note of it can fill; raises ValueError."""
    if Meter.parse(text).length > MOST_BEATS * TICKS_PER_QUARTER:
        message = f"has bars longer than {MOST_BEATS} quarters"
        raise ValueError(message)


def _heard(place: str, heard: object) -> Iterator[Problem]:
    """A row of the film's memory says who was heard, in which cue, and how well."""
    if not isinstance(heard, Heard):
        yield Problem(place, "must be a Heard", shown(heard))
        return
    for key in ("subject", "cue", "state", "voice"):
        yield from entries.text(f"{place}.{key}", getattr(heard, key), needed=key in {"subject", "cue"})
    for key, most in (("bar", 1 << 31), ("at", 1 << 31), ("seed", 1 << 63), ("fullness", 1), ("similarity", 1)):
        yield from entries.number(f"{place}.{key}", getattr(heard, key), 0, most)
    if heard.story is not None:
        yield from entries.number(f"{place}.story", heard.story, 0, 1)
    yield from entries.listed(f"{place}.chain", heard.chain, MOST["stages"])
    for number, link in enumerate(entries.items(heard.chain, MOST["stages"])):
        yield from entries.text(f"{place}.chain[{number}]", link)

"""Everything that is wrong with a scene, all at once.

`problems` takes a scene as it is, however it was built, and names each fault with its place as in the scene file
(`hits[2].at`, counted from 0), what was found, what is allowed and the nearest right word. What is possible but
unwise (`mood = "serene"` with `avoid = ["major"]`) is no problem here; the composer reports it as a finding.
`settled` then writes every word by the name of its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from scenescore.errors import Problem
from scenescore.model import entries, film
from scenescore.model.affect import Affect
from scenescore.model.bible_problems import in_the_scene
from scenescore.model.contradictions import contradicting
from scenescore.model.entries import is_number, shown
from scenescore.model.knowledge import Names
from scenescore.model.metre import Meter
from scenescore.model.notation import read_key, read_motif
from scenescore.model.reroll import reroll_problems
from scenescore.model.scene import (
    CHARACTER_ROLES,
    ENDINGS,
    ENTRIES,
    GESTURES,
    GRIDS,
    ODD_BARS,
    PRIORITIES,
    TEMPO_MODES,
    TEMPO_TURNS,
    TEMPO_WORDS,
    ArcPoint,
    Character,
    Dialogue,
    Hit,
    Scene,
    TempoChange,
)
from scenescore.model.settled import avoidable
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM
from scenescore.model.timecode import FRAME_RATES
from scenescore.model.timing import Ground, extent, moment, survey
from scenescore.model.words import kebab

__all__ = ["CHECKS", "MOST", "problems"]

#: Most entries of each list of a scene.
MOST = {
    "characters": 32,
    "hits": 500,
    "arc": 500,
    "dialogue": 2000,
    "tempo_changes": 100,
    "avoid": 100,
    "rerolls": 100,
    "relations": 100,
    "traits": 12,
    "mood": 12,
}
_RANGE_ENDS = 2
#: How much a ritardando or an accelerando may change the tempo: less is not heard, more is another tempo.
_LEAST_CHANGE, _MOST_CHANGE = 0.02, 0.6
T = TypeVar("T")

Check = Callable[[Ground], Iterator[Problem]]


def problems(scene: Scene, names: Names) -> tuple[Problem, ...]:
    """Everything that keeps a scene from being composed; nothing when all is well.

    A wrong Python type is a problem too, never a traceback.
    """
    if not isinstance(scene, Scene):
        return (Problem("scene", "must be a Scene", shown(scene)),)
    ground = survey(scene, names)
    return tuple(problem for check in CHECKS for problem in check(ground))


def _texts(ground: Ground) -> Iterator[Problem]:
    """The title and the cue number are plain text."""
    yield from entries.text("title", ground.scene.title)
    yield from entries.text("cue", ground.scene.cue)


def _frame_rate(ground: Ground) -> Iterator[Problem]:
    """The frame rate is one that film and television use."""
    name: object = ground.scene.frame_rate
    if ground.rate is None:
        text = name if isinstance(name, str) else str(shown(name))
        near = entries.near_words(text, FRAME_RATES, 1)
        said = "is not a frame rate" if isinstance(name, str) else "must be text"
        yield Problem("frame_rate", said, shown(name), ", ".join(FRAME_RATES), near[0] if near else "")


def _mood(ground: Ground) -> Iterator[Problem]:
    """The scene's mood is known."""
    yield from _feeling(ground, "mood", ground.scene.mood)


def _feeling(ground: Ground, place: str, mood: object) -> Iterator[Problem]:
    """A mood is a word, an affect inside its ranges, or a blend of words with weights above 0."""
    if isinstance(mood, Affect):
        for part in fields(Affect):
            value = getattr(mood, part.name)
            if value is not None or part.name in {"valence", "arousal"}:
                yield from entries.number(f"{place}.{part.name}", value, 0 if part.name == "size" else -1, 1)
    elif isinstance(mood, Mapping):
        if not mood:
            yield Problem(place, "is an empty blend", "{}", "words with weights")
        if len(mood) > MOST["mood"]:
            yield Problem(place, "blends too many words", str(len(mood)), f"at most {MOST['mood']}")
        for name, weight in islice(mood.items(), MOST["mood"]):
            here = entries.inside(place, name)
            yield from entries.word(here, name, ground.names.moods, "a known mood")
            if not is_number(weight) or not weight > 0:
                yield Problem(here, "must have a weight above 0", shown(weight))
    elif isinstance(mood, str):
        yield from entries.word(place, mood, ground.names.moods, "a known mood")
    else:
        yield Problem(place, "must be a mood's name, a blend or an affect", shown(mood))


def _tempo(ground: Ground) -> Iterator[Problem]:
    """The tempo is a word, a number or a range."""
    tempo: object = ground.scene.tempo
    if tempo is None:
        return
    if isinstance(tempo, str):
        yield from entries.word("tempo", tempo, tuple(TEMPO_WORDS), "a word for a tempo")
    elif isinstance(tempo, tuple | list):
        if len(tempo) != _RANGE_ENDS:
            yield Problem("tempo", "must be a range of two numbers", shown(tempo), "[low, high]")
            return
        ends = [p for i, bpm in enumerate(tempo) for p in entries.number(f"tempo[{i}]", bpm, SLOWEST_BPM, FASTEST_BPM)]
        yield from ends
        if not ends and not tempo[0] < tempo[1]:
            yield Problem("tempo", "must go from slow to fast", shown(tempo), "[low, high]")
    else:
        yield from entries.number("tempo", tempo, SLOWEST_BPM, FASTEST_BPM)


def _clock(ground: Ground) -> Iterator[Problem]:
    """How the clock follows the picture is said in known words."""
    yield from entries.word("tempo_mode", ground.scene.tempo_mode, TEMPO_MODES, "a known way of following the picture")
    yield from entries.word("odd_bars", ground.scene.odd_bars, ODD_BARS, "a known use of odd bars")


def _key(ground: Ground) -> Iterator[Problem]:
    """The key is a note and a mode."""
    key: object = ground.scene.key
    if key is None:
        return
    if not isinstance(key, str):
        yield Problem("key", "must be text such as 'C minor'", shown(key))
        return
    try:
        read_key(key, ground.names.modes)
    except ValueError as error:
        mode = key.strip().partition(" ")[2]
        near = entries.near_words(mode, ground.names.modes, 1) if "unknown mode" in str(error) and mode else ()
        right = f"{key.strip().partition(' ')[0]} {near[0]}" if near else ""
        yield Problem("key", str(error), shown(key), "a note and a mode, such as C minor, F# dorian, Bb", right)


def _meter(ground: Ground) -> Iterator[Problem]:
    """The meter can be counted."""
    meter: object = ground.scene.meter
    if meter is None:
        return
    try:
        is_meter = isinstance(meter, str) and bool(Meter.parse(meter))
    except ValueError:
        is_meter = False
    if not is_meter:
        yield Problem("meter", "is not a meter", shown(meter), "beats/value such as 4/4, 3/4, 6/8, 7/8, in quotes")


def _presets(ground: Ground) -> Iterator[Problem]:
    """Ensemble, genre and ending are known."""
    scene, names = ground.scene, ground.names
    table: tuple[tuple[str, object, Mapping[str, str] | tuple[str, ...], str], ...] = (
        ("ensemble", scene.ensemble, names.ensembles, "a known ensemble"),
        ("genre", scene.genre, names.genres, "a known genre"),
        ("ending", scene.ending, ENDINGS, "a known ending"),
    )
    for place, value, accepted, kind in table:
        if value is not None:
            yield from entries.word(place, value, accepted, kind)


def _avoid(ground: Ground) -> Iterator[Problem]:
    """What is to be avoided has a name."""
    avoid: object = ground.scene.avoid
    yield from entries.listed("avoid", avoid, MOST["avoid"])
    accepted = avoidable(ground.names)
    for number, name in enumerate(entries.items(avoid, MOST["avoid"])):
        kind = "a known instrument, family, texture, mode, device or ensemble"
        yield from entries.word(f"avoid[{number}]", name, accepted, kind)


def _seed(ground: Ground) -> Iterator[Problem]:
    """The seed is a whole number."""
    seed: object = ground.scene.seed
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 1 << 63:
        yield Problem("seed", "must be a whole number, 0 or more", shown(seed))


def _rerolls(ground: Ground) -> Iterator[Problem]:
    """What is rolled again is a stage and its bars."""
    rerolls: object = ground.scene.rerolls
    yield from entries.listed("rerolls", rerolls, MOST["rerolls"])
    for number, roll in enumerate(entries.items(rerolls, MOST["rerolls"])):
        yield from reroll_problems(f"rerolls[{number}]", roll)


def _lists(ground: Ground) -> Iterator[Problem]:
    """Characters, hits, arc and dialogue are lists of such entries."""
    for place, kind in ENTRIES.items():
        value = getattr(ground.scene, place)
        yield from entries.listed(place, value, MOST[place])
        for number, entry in enumerate(entries.items(value, MOST[place])):
            if not isinstance(entry, kind):
                yield Problem(f"{place}[{number}]", f"must be a {kind.__name__}", shown(entry))


def _characters(ground: Ground) -> Iterator[Problem]:
    """Characters have names of their own, known traits and states, and enter inside the cue."""
    seen: set[str] = set()
    for place, character in _entries(ground.scene.characters, Character, "characters"):
        yield from entries.text(f"{place}.name", character.name, needed=True)
        name = kebab(character.name) if isinstance(character.name, str) else ""
        if name and name in seen:
            yield Problem(f"{place}.name", "is the name of another character too", shown(character.name))
        seen.add(name)
        yield from _nature(ground, place, character)
        yield from _motif(place, character)
        if character.enters is not None:
            yield from moment(ground, f"{place}.enters", character.enters)


def _nature(ground: Ground, place: str, character: Character) -> Iterator[Problem]:
    """Traits, state and role are known words."""
    traits: object = character.traits
    yield from entries.listed(f"{place}.traits", traits, MOST["traits"])
    for number, trait in enumerate(entries.items(traits, MOST["traits"])):
        yield from entries.word(f"{place}.traits[{number}]", trait, ground.names.archetypes, "a known trait")
    if not isinstance(character.state, str) or character.state:
        yield from entries.word(f"{place}.state", character.state, ground.names.states, "a known dramatic state")
    if not isinstance(character.arc, str) or character.arc:
        yield from entries.word(f"{place}.arc", character.arc, ground.names.arcs, "a known arc over the film")
    yield from entries.word(f"{place}.role", character.role, CHARACTER_ROLES, "a known role")


def _motif(place: str, character: Character) -> Iterator[Problem]:
    """A motif can be played, and is written once."""
    motif: object = character.motif
    file: object = character.motif_file
    if not isinstance(file, str) or file:
        is_twice = isinstance(motif, str) and bool(motif)
        said = "cannot stand beside `motif`; give one of them" if is_twice else "is read with a scene file only"
        yield Problem(f"{place}.motif_file", said, shown(file), "" if is_twice else "`motif` as text")
    if not isinstance(motif, str):
        yield Problem(f"{place}.motif", "must be text such as 'E4:1 B4:1.5'", shown(motif))
    elif motif:
        try:
            read_motif(motif)
        except ValueError as error:
            allowed = "notes with beats, such as E4:1 Bb4:1.5 r:1"
            yield Problem(f"{place}.motif", str(error), shown(motif), allowed)


def _hits(ground: Ground) -> Iterator[Problem]:
    """Hits lie inside the cue and say what is wanted of them in known words."""
    for place, hit in _entries(ground.scene.hits, Hit, "hits"):
        yield from moment(ground, f"{place}.at", hit.at)
        yield from entries.text(f"{place}.name", hit.name)
        yield from entries.word(f"{place}.gesture", hit.gesture, GESTURES, "a known gesture")
        yield from entries.word(f"{place}.priority", hit.priority, PRIORITIES, "a known priority")
        yield from entries.number(f"{place}.tolerance", hit.tolerance, 0)
        if hit.grid is not None:
            yield from entries.word(f"{place}.grid", hit.grid, GRIDS, "a known grid")


def _contradictions(ground: Ground) -> Iterator[Problem]:
    """No two hits that must be caught ask for opposite things at one moment."""
    yield from contradicting(ground, _entries(ground.scene.hits, Hit, "hits"))


def _arc(ground: Ground) -> Iterator[Problem]:
    """Points of the arc lie inside the cue, one at a time, and each says something."""
    seen: set[Fraction] = set()
    for place, point in _entries(ground.scene.arc, ArcPoint, "arc"):
        yield from moment(ground, f"{place}.at", point.at, is_last_allowed=True)
        at = ground.taken(point.at)
        if at is not None and at in seen:
            yield Problem(f"{place}.at", "is the moment of another point too", shown(point.at))
        seen.update(() if at is None else (at,))
        if point.intensity is None and point.tension is None and point.mood is None:
            yield Problem(place, "says nothing", "", "intensity, tension, mood or several")
        if point.intensity is not None:
            yield from entries.number(f"{place}.intensity", point.intensity, 0, 1)
        if point.tension is not None:
            yield from entries.number(f"{place}.tension", point.tension, -1, 1)
        if point.mood is not None:
            yield from _feeling(ground, f"{place}.mood", point.mood)


def _dialogue(ground: Ground) -> Iterator[Problem]:
    """Dialogue lies inside the cue and ends after it begins."""
    for place, speech in _entries(ground.scene.dialogue, Dialogue, "dialogue"):
        yield from _span(ground, place, speech)


def _tempo_changes(ground: Ground) -> Iterator[Problem]:
    """Tempo changes lie inside the cue, one after the other, and bend the tempo by an amount that can be played."""
    spans: list[tuple[Fraction, Fraction]] = []
    for place, change in _entries(ground.scene.tempo_changes, TempoChange, "tempo_changes"):
        yield from _span(ground, place, change)
        yield from entries.word(f"{place}.kind", change.kind, TEMPO_TURNS, "a known change of tempo")
        yield from entries.number(f"{place}.amount", change.amount, _LEAST_CHANGE, _MOST_CHANGE)
        begin, end = ground.taken(change.from_), ground.taken(change.to)
        if begin is None or end is None:
            continue
        if any(begin < other and start < end for start, other in spans):
            yield Problem(f"{place}.from", "lies inside another tempo change", shown(change.from_))
        spans.append((begin, end))


def _span(ground: Ground, place: str, span: Dialogue | TempoChange) -> Iterator[Problem]:
    """A span lies inside the cue and ends after it begins."""
    yield from moment(ground, f"{place}.from", span.from_)
    yield from moment(ground, f"{place}.to", span.to, is_last_allowed=True)
    begin, end = ground.taken(span.from_), ground.taken(span.to)
    if begin is not None and end is not None and end <= begin:
        yield Problem(f"{place}.to", "must come after `from`", shown(span.to))


def _entries(values: object, kind: type[T], place: str) -> Iterator[tuple[str, T]]:
    """Entries of the right kind, each with its place."""
    for number, entry in enumerate(entries.items(values, MOST[place])):
        if isinstance(entry, kind):
            yield f"{place}[{number}]", entry


#: What is looked at, in the order in which it is told.
CHECKS: tuple[Check, ...] = (
    extent,
    _frame_rate,
    _mood,
    _texts,
    _tempo,
    _clock,
    _key,
    _meter,
    _presets,
    _avoid,
    _seed,
    _rerolls,
    _lists,
    _characters,
    _hits,
    _contradictions,
    _arc,
    _dialogue,
    _tempo_changes,
    film.relations,
    film.story,
    in_the_scene,
)

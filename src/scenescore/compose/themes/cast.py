"""Give each character a theme: from the film's bible, born from archetypes, or taken from the composer.

Who stands in the theme bible brings the same theme into every scene. The others are born in order of entry, so that the
later yields to the earlier, and all of them to the bible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from scenescore.compose.form.keys import home_key
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.mood import manner
from scenescore.compose.themes.birth.born import born, bred, rows_of
from scenescore.compose.themes.birth.templates import Home
from scenescore.compose.themes.similarity import similarity
from scenescore.model.affect import Drama
from scenescore.model.bible import Bible, Subject
from scenescore.model.cue import Picture
from scenescore.model.dice import Dice
from scenescore.model.film import story_of
from scenescore.model.knowledge import Book
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.theme import Theme
from scenescore.model.theme_means import Archetype
from scenescore.model.words import nearest

#: How many archetypes may give the cue its theme, how far the last may lie behind, and what a lively mood is.
_NEAR, _FAR, _BUSY = 6, 650, 0.4
#: Above this two themes of one film may be taken for each other (design).
_ALIKE = 0.5
#: What says how far a film has come.
_CLOCK = "write `story` (0 to 1) into the scene, or `start` and `length` into the film's themes.toml"


def cast(scene: Scene, picture: Picture, drama: Drama, book: Book, dice: Dice) -> Answer[tuple[Theme, ...]]:
    """Give each character a theme in order of entry; without characters, the cue one of its own."""
    if not scene.characters:
        rows = _rows_for_mood(drama, book, dice)
        theme, decisions = bred("", "cue", rows, (), book, dice, _home(scene, drama, book, dice))
        return Answer((theme,), decisions)
    known = tuple(subject.theme for subject in _subjects(scene.themes))
    themes: list[Theme] = []
    told: tuple[Decision, ...] = ()
    order = [entrance.character for entrance in picture.entrances]
    order += [i for i in range(len(scene.characters)) if i not in order]
    for character in (scene.characters[i] for i in order):
        theme, why = _theme(scene, character, (*known, *themes), drama, book, dice)
        themes.append(theme)
        told += why
    return Answer(tuple(themes), told, (*_strangers(scene), *_timeless(scene), *_twins(themes)))


def _subjects(bible: Bible | None) -> tuple[Subject, ...]:
    """The subjects of a bible that have their theme."""
    return tuple(subject for subject in bible.subjects if subject.is_finished) if bible else ()


def _strangers(scene: Scene) -> Iterator[Finding]:
    """Say who is not in the film's theme bible though nothing else says a theme: in the next cue it is another one."""
    if scene.themes is None:
        return
    names = [subject.name for subject in scene.themes.subjects]
    for each in scene.characters:
        if scene.themes.find(each.name) is None and not each.traits and not each.motif:
            near = nearest(each.name, names)
            meant = f"; was {near} meant?" if near else ""
            said = f"is not in the film's theme bible, so that its theme is this cue's{meant}"
            yield Finding("themes", each.name, said, "warning")


def _timeless(scene: Scene) -> Iterator[Finding]:
    """Say whose arc over the film cannot be followed, because nobody says how far the film has come."""
    names = [each.name for each in scene.characters if not each.state and _grows(each, scene.themes)]
    if names and story_of(scene) is None:
        said = "the arc over the film is not followed, for nobody says how far the film has come: " + _CLOCK
        yield Finding("themes", ", ".join(names), said, "warning")


def _grows(character: Character, bible: Bible | None) -> bool:
    """Whether a character has an arc over the film."""
    subject = bible.find(character.name) if bible else None
    return bool(character.arc or (subject is not None and (subject.arc or subject.stages)))


def _twins(themes: list[Theme]) -> tuple[Finding, ...]:
    """Say which themes resemble each other more than a listener would like."""
    pairs = [(a, b, similarity(a.motif, b.motif)) for a, b in combinations(themes, 2)]
    return tuple(
        Finding("themes", f"theme of {b.name}", f"resembles the theme of {a.name} (likeness {alike:.2f})")
        for a, b, alike in pairs
        if alike > _ALIKE
    )


def _theme(
    scene: Scene, character: Character, earlier: tuple[Theme, ...], drama: Drama, book: Book, dice: Dice
) -> tuple[Theme, tuple[Decision, ...]]:
    """The theme that the bible has for a character; else the composer's own; else one born of traits or the mood."""
    subject = scene.themes.find(character.name) if scene.themes else None
    if subject is not None and subject.is_finished:
        theme = replace(subject.theme, name=character.name, owner=character.name)
        said = f"{theme.fingerprint or 'its theme'} ({theme.mode}, {theme.meter})"
        return theme, (Decision("themes", f"theme of {character.name}", said, "it stands in the film's theme bible"),)
    if character.motif or rows_of(character.traits, book):
        own = born(
            character.name, character.traits, earlier, book, dice, motif=character.motif, key=_key(scene, character),
            meter=scene.meter or "" if character.motif else "",
        )  # fmt: skip
        return own.value, own.decisions
    rows = _rows_for_mood(drama, book, dice, character.name)
    return bred(character.name, character.name, rows, earlier, book, dice, Home())


def _key(scene: Scene, character: Character) -> str:
    """The key in which an own motif is read; what is born has its own mode."""
    return scene.key or "" if character.motif else ""


def _rows_for_mood(drama: Drama, book: Book, dice: Dice, who: str = "") -> tuple[Archetype, ...]:
    """Choose the archetype for the cue's mood, among the six nearest in mode, pulse and the feel of its harmony."""
    priced = sorted((_distance(row, drama, book), row.name) for row in book.archetypes.values())[:_NEAR]
    weights = [max(1, _FAR - cost + priced[0][0]) for cost, _ in priced]
    return (book.archetypes[dice.at("theme", who, "archetype").weigh([name for _, name in priced], weights)],)


def _home(scene: Scene, drama: Drama, book: Book, dice: Dice) -> Home:
    """Read the mode, pace and touch of the cue's own theme from its mood."""
    feeling = drama.points[0].feeling
    key = home_key(scene, drama, manner(feeling), book, dice, None).value
    busy = feeling.arousal > _BUSY
    notes = (6, 10) if busy else (4, 7) if feeling.arousal < -_BUSY or feeling.tension > 0.6 else (4, 9)
    is_light = feeling.valence > 0.3 and feeling.tension < 0.2 and feeling.size < 0.5
    meter = choose_meter(scene, drama, book, dice).value
    return Home(book.modes[key.mode], meter, notes, is_light and feeling.arousal > 0.2, drama.words[0])


def _distance(row: Archetype, drama: Drama, book: Book) -> int:
    points = drama.points or ()
    harmony = [book.progressions[name] for name in row.progressions if name in book.progressions]
    total = 150 * drama.modes.index(row.mode) if row.mode in drama.modes else 700
    (low, high), (slow, fast) = row.bpm, drama.bpm
    total += round(12 * (max(0.0, low - fast) + max(0.0, slow - high)))
    if points and harmony:
        for quality in ("valence", "arousal", "tension"):
            asked = sum(round(1000 * getattr(p.feeling, quality)) for p in points) // len(points)
            got = sum(round(1000 * getattr(p, quality)) for p in harmony) // len(harmony)
            total += abs(asked - got)
    return total - (400 if set(row.traits) & set(drama.words) else 0)

"""A film with a cast of twelve: themes born from traits, and cues in which two or three of them meet."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from melodic_matcher import Line, heard, melody_of, named

from scenescore import default_book
from scenescore.compose.themes.birth.born import born
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.transformations import TRANSFORMATIONS, Terms, transform
from scenescore.model.bible import Bible, Subject
from scenescore.model.dice import Dice
from scenescore.model.metre import Meter
from scenescore.model.scene import ArcPoint, Character, Relation, Scene
from scenescore.model.sketch import Sketch
from scenescore.model.theme import ALLUSION, Statement, Theme

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jun", "Kit", "Lou")
TRAITS = (
    ("hero",), ("love", "orphan"), ("tyrant",), ("trickster",), ("mentor",), ("child",), ("ghost", "memory"),
    ("warrior",), ("home",), ("mastermind",), ("quest", "hope"), ("sea",),
)  # fmt: skip
#: Techniques after which a statement is still the theme as it is: another key, another octave, another light.
PLAIN = frozenset({
    "prototype", "transposition", "reharmonisation", "registral-shift", "reorchestration", "articulation-change",
    "recontext", "irony", "pedal-trap", "harmonic-corruption",
})  # fmt: skip
WHOLE = 0.8


@cache
def cast_of(seed: int) -> Bible:
    """Twelve people with themes born from their traits."""
    book, dice = default_book(), Dice(seed)
    subjects: list[Subject] = []
    for name, nature in zip(NAMES, TRAITS, strict=True):
        earlier = tuple(subject.theme for subject in subjects if subject.theme is not None)
        subjects.append(Subject(name, born(name, nature, earlier, book, dice).value, nature))
    return Bible("A film", tuple(subjects), seed=seed)


def scenes(bible: Bible, count: int, seed: int) -> Iterable[Scene]:
    """Scenes of the film: other moods, states, tempi and lengths, two or three people, some of them related."""
    book, rng = default_book(), random.Random(seed)
    moods, states, kinds = tuple(book.moods), tuple(book.states), tuple(book.relations)
    for number in range(count):
        who = rng.sample([subject.name for subject in bible.subjects], rng.choice((1, 2, 2, 3)))
        length = rng.choice((45, 60, 80, 110))
        people = tuple(
            Character(name=name, enters=round(2 + 0.3 * i * length, 1), state=rng.choice(("", "", *states)))
            for i, name in enumerate(who)
        )
        related = (Relation(between=(who[0], who[1]), kind=rng.choice(kinds)),) if len(who) > 1 else ()
        peak = ArcPoint(at=round(0.7 * length, 1), intensity=rng.choice((0.5, 0.7, 0.95)))
        yield Scene(
            mood=rng.choice(moods), length=length, title=f"Cue {number}", seed=rng.randrange(1, 10_000),
            characters=people, relations=related, arc=(ArcPoint(at=0, intensity=0.2), peak), themes=bible,
        )  # fmt: skip


def is_full(statement: Statement) -> bool:
    """Whether a statement tells its theme whole and as it is."""
    return statement.fullness >= WHOLE and set(statement.chain) <= PLAIN


@dataclass(frozen=True, slots=True)
class Heard:
    """What the matcher said of one statement."""

    statement: Statement
    notes: int
    is_right: bool
    is_claimed: bool


def judged(sketch: Sketch, told: Mapping[str, Sequence[Line]]) -> list[Heard]:
    """Name every statement of a cue by its notes alone."""
    out = []
    for statement in sketch.statements:
        line = heard(sketch, statement)
        if line:
            found = named(line, told)
            out.append(Heard(statement, len(line), found.best == statement.theme, found.is_claimed))
    return out


def strangers(count: int, seed: int) -> dict[str, list[Line]]:
    """Melodies that belong to nobody: walks by interval, and another film's themes with their notes shuffled."""
    rng = random.Random(seed)
    moves, lengths = (-7, -5, -4, -3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3, 4, 5, 7), (240, 480, 480, 960, 960, 1440)
    walks: list[Line] = []
    for _ in range(count):
        at, midi, line = 0, 60, []
        for _ in range(rng.randrange(6, 13)):
            length = rng.choice(lengths)
            line.append((at, length, midi))
            at, midi = at + length, midi + rng.choice(moves)
        walks.append(tuple(line))
    shuffled = []
    for subject in cast_of(seed).subjects * max(1, count // 24):
        line = list(melody_of(subject.theme.motif))
        pitches = [midi for _, _, midi in line]
        rng.shuffle(pitches)
        shuffled.append(tuple((at, length, midi) for (at, length, _), midi in zip(line, pitches, strict=True)))
    return {"random walks": walks, "shuffled themes": shuffled}


def apart(bible: Bible) -> tuple[float, float, float, int]:
    """Likeness of the nearest and of the median pair; the least of own changes above the floor, and their number."""
    themes = [subject.theme for subject in bible.subjects]
    pairs = sorted(similarity(a.motif, b.motif) for a, b in combinations(themes, 2))
    own = [value for theme in themes for value in own_changes(theme) if value >= ALLUSION]
    return pairs[-1], pairs[len(pairs) // 2], min(own), len(own)


def own_changes(theme: Theme) -> list[float]:
    """How alike a theme is to itself after each technique."""
    meter, mode = Meter.parse(theme.meter), default_book().modes[theme.mode]
    out = []
    for name in TRANSFORMATIONS:
        for shift in (1, -1):
            terms = Terms(mode.degrees, meter, meter, head=theme.head, shift=shift)
            out.append(similarity(transform(theme.motif, (name,), terms), theme.motif))
    return out


def introductions(bible: Bible) -> Iterable[Scene]:
    """Scenes in which somebody is introduced alone, in the mode and meter of the own theme."""
    for number, subject in enumerate(bible.subjects):
        key = f"{'CDEFGA'[number % 6]} {subject.theme.mode}"
        person = Character(name=subject.name, state="introduction", enters=3)
        yield Scene(
            mood="tender", length=50, seed=number + 1, key=key, meter=subject.theme.meter, characters=(person,),
            themes=bible,
        )  # fmt: skip

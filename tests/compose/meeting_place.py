"""Two born themes and a plain place where they may meet: for the tests of two themes in a scene and their benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scenescore.compose.mood import drama, manner
from scenescore.compose.themes.cast import cast
from scenescore.compose.themes.meeting.ways import Meeting, meet
from scenescore.compose.themes.statements import Room
from scenescore.library import default_book
from scenescore.model.affect import Feeling
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Phrase, Section
from scenescore.model.metre import Bar, Meter
from scenescore.model.picture import picture
from scenescore.model.pitch import Key
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import Theme
from scenescore.model.time import TempoStep, Ticks, TimeMap

BOOK = default_book()
MOODS = ("heroic", "tender", "ominous", "mournful", "playful")
MODES = ("ionian", "aeolian", "dorian", "mixolydian", "phrygian", "lydian", "harmonic-minor")
METERS = ("4/4", "4/4", "3/4", "4/4", "6/8")
BARS = 8


@dataclass(frozen=True)
class Pair:
    """Two themes, and eight bars where they may meet."""

    number: int
    leader: Theme
    other: Theme
    cue: Cue
    section: Section

    def meet(self, relation: str, way: str = "", bars: int = BARS) -> Meeting | None:
        """Let them meet in so many bars."""
        room = Room(Ticks(0), Ticks(bars * self.cue.bars[0].meter.length), self.section)
        kind = BOOK.relations[relation]
        return meet(self.leader, self.other, kind, way, room, self.cue, Dice(self.number))


@cache
def pair(number: int) -> Pair:
    """The pair of a number: other archetypes, mode, meter and key for each."""
    throw = Dice(number).at("pair")
    traits = sorted(BOOK.archetypes)
    one, two = throw.pick(traits), throw.pick(traits)
    people = (Character(name="Ada", traits=(one,)), Character(name="Bo", traits=(two,)))
    scene = Scene(mood=MOODS[number % len(MOODS)], length=60, seed=number, characters=people)
    shot = picture(scene)
    themes = cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(number)).value
    mode = MODES[number % len(MODES)]
    key = Key(throw.between(-3, 3), mode, BOOK.modes[mode].degrees)
    meter = Meter.parse(METERS[number % len(METERS)])
    bars = tuple(Bar(i + 1, Ticks(i * meter.length), meter) for i in range(BARS))
    length = Ticks(BARS * meter.length)
    cue = Cue(shot, TimeMap((TempoStep(Ticks(0), 600_000),)), bars, length)
    feeling, half = Feeling(0.2, 0.3, 0.2, 0.5), Ticks(length // 2)
    phrases = tuple(Phrase(Ticks(i * half), half, 4, "idea", "open") for i in range(2))
    section = Section("A", "development", Ticks(0), length, key, feeling, manner(feeling, 4), (0.4, 0.6), phrases, ())
    return Pair(number, themes[0], themes[1], cue, section)

"""What holds at a hit, and how hard it is to be answered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from scenescore.compose.hits.players import Cast
from scenescore.compose.hits.revision import Parts
from scenescore.model.cue import Cue, Landing
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import Note
from scenescore.model.time import TICKS_PER_QUARTER

WEIGHTS: Mapping[str, float] = MappingProxyType({"must": 1.0, "should": 0.75, "may": 0.5})
#: From this valence up and below this tension a scene is light; the contrary is tense.
LIGHT_VALENCE, LIGHT_TENSION, TENSE, TENSE_VALENCE = 0.2, 0.2, 0.3, 0.1
#: From this share of sounding length on a scene that is not tense sings: nothing is struck hard or short in it.
SINGING = 0.72
#: A blow of this strength is set off by silence and reaches from the depth to the heights.
HARD = 0.7
UNDER_SPEECH = 0.6
#: A chord that would change less than an eighth after the hit changes on it.
ANTICIPATED = TICKS_PER_QUARTER // 2
#: A note of so many seconds is a click.
CLICK = Fraction(40, 1000)
#: What is cut between two hits is cut on a multiple of so many ticks.
STEP = 40
#: So many notes of the tune (with its doublings) are looked back at from a hit.
SUNG = 24


@dataclass(frozen=True, slots=True)
class Situation:
    """A hit and what holds there.

    `strength` 0..1 is how hard it is answered; `is_light` a bright scene without menace that is not a singing one;
    `is_tense` the contrary; `heads` the statements and the ticks at which they begin; `sour` the pitch classes that rub
    against the tune there; `room` the ticks of the hits before and after (or the cue's ends); `cast` who can answer
    the hit, `early` who can prepare it (a hit that opens a section is prepared by players of the section before).
    """

    landing: Landing
    tick: int
    beat: int
    chord: Chord
    section: Section
    strength: float
    is_light: bool
    is_tense: bool
    room: tuple[int, int]
    next_phrase: int
    cast: Cast
    early: Cast
    heads: frozenset[tuple[int, int]]
    sour: frozenset[int]
    cue: Cue
    chords: Line[Chord]

    @property
    def is_calm(self) -> bool:
        """Whether the scene sings: neither light nor tense, and bound."""
        is_bound = self.section.manner.articulation > SINGING and self.section.feeling.tension < LIGHT_TENSION
        return is_bound and not self.is_light and not self.is_tense

    @property
    def is_hard(self) -> bool:
        """Whether the hit is a blow."""
        return self.strength >= HARD and not self.is_light and not self.is_calm

    def is_head(self, note: Note) -> bool:
        """Whether a note begins a theme statement."""
        return note.statement is not None and (note.statement, int(note.at)) in self.heads

    @property
    def lift(self) -> float:
        """DB that the notes on the hit gain: half as much from a light hand."""
        return round((2 if self.is_light else 4) * self.strength, 2)

    @property
    def opens(self) -> bool:
        """Whether the hit opens a section: what comes before it then knows nothing of what comes after."""
        return self.tick == self.section.at

    @property
    def moments(self) -> int:
        """At how many moments hits are heard that are struck on this written place."""
        sounds = [la.sounds for la in self.cue.landings if la.tick == self.tick and la.hit.gesture not in STOPPING]
        return len(set(sounds))

    @property
    def stronger_soon(self) -> str:
        """The name of a hit that must be caught and comes within a beat of this one, which need not be."""
        if self.is_must:
            return ""
        near = (la for la in self.cue.landings if abs(la.tick - self.tick) < self.beat)
        return next((la.hit.name for la in near if la.hit.priority == "must"), "")

    @property
    def follows_stop(self) -> bool:
        """Whether the silence of another stop, less than a beat before, still holds."""
        near = (la for la in self.cue.landings if 0 <= self.tick - la.tick < self.beat and la is not self.landing)
        return any(la.hit.gesture in STOPPING for la in near)

    @property
    def is_first(self) -> bool:
        """Whether the hit comes so soon that a note from the cue's start to here would be a click."""
        return self.tick == 0 or self.landing.got < CLICK

    @property
    def is_shared(self) -> bool:
        """Whether another hit that is struck has the same written place."""
        others = (la for la in self.cue.landings if la is not self.landing and la.tick == self.tick)
        return any(la.hit.gesture not in STOPPING for la in others)

    @property
    def is_must(self) -> bool:
        """Whether the hit must be caught."""
        return self.landing.hit.priority == "must"

    @property
    def last_chord(self) -> Chord:
        """The chord just before the hit."""
        return self.chords.holding(max(0, self.tick - 1))

    def ticks_of(self, seconds: float) -> int:
        """How many ticks some seconds have at the hit."""
        return round(seconds * 1_000_000 * TICKS_PER_QUARTER / self.cue.clock.step_at(self.tick).microseconds)

    @property
    def wall(self) -> int:
        """The tick at which what answers the hit has ended: the section's end."""
        return min(int(self.section.end), int(self.cue.length))

    def before(self, beats: float) -> int:
        """A tick so many beats before the hit, but not before the middle between it and the hit before."""
        middle = self.room[0] + (self.tick - self.room[0]) // 2 // STEP * STEP if self.room[0] else 0
        return max(middle, self.tick - round(beats * self.beat))

    def after(self, beats: float) -> int:
        """A tick so many beats after the hit, before the next hit."""
        return min(self.room[1], self.tick + round(beats * self.beat))


@dataclass(frozen=True, slots=True)
class Caught:
    """What a rule made of the parts, in words; `trouble` when it could not do what was asked."""

    parts: Parts
    what: str
    trouble: str = ""


def situation(
    number: int,
    cue: Cue,
    sections: Sequence[Section],
    chords: Line[Chord],
    casts: Callable[[int], Cast],
    heads: frozenset[tuple[int, int]],
    tune: Sequence[Note],
) -> Situation:
    """See what holds at a hit; `casts` tells who has played before a tick."""
    landing = cue.landings[number]
    tick = int(landing.tick)
    place = max(0, bisect_right(sections, tick, key=lambda s: s.at) - 1)
    section = sections[place]
    opens = place > 0 and tick == section.at
    feeling = section.feeling
    phrases = sorted(int(phrase.at) for s in sections for phrase in s.phrases)
    after = bisect_right(phrases, tick)
    return Situation(
        landing=landing,
        tick=tick,
        beat=int(cue.bar(tick).meter.beat),
        chord=_chord_at(landing, chords, cue),
        section=section,
        strength=_strength(landing, section, tick, speaks=cue.picture.speaks(landing.got, landing.got)),
        is_light=feeling.valence > LIGHT_VALENCE
        and feeling.tension < LIGHT_TENSION
        and section.manner.articulation <= SINGING,
        is_tense=feeling.tension > TENSE and feeling.valence < TENSE_VALENCE,
        room=(
            max((int(la.tick) for la in cue.landings if la.tick < tick), default=0),
            min((int(la.tick) for la in cue.landings if la.tick > tick), default=int(cue.length)),
        ),
        next_phrase=phrases[after] if after < len(phrases) else int(cue.length),
        cast=casts(int(section.end)),
        early=casts(int(section.at if opens else section.end)),
        heads=heads,
        sour=_sour(tune, tick),
        cue=cue,
        chords=chords,
    )


def _chord_at(landing: Landing, chords: Line[Chord], cue: Cue) -> Chord:
    """The chord of a hit: the one that holds there, or the one that comes less than an eighth later."""
    soon = min(int(cue.length) - 1, int(landing.tick) + ANTICIPATED - 1)
    return chords.holding(soon if landing.hit.priority == "must" else landing.tick)


def _sour(tune: Sequence[Note], tick: int) -> frozenset[int]:
    """Pitch classes that rub by a semitone against the tune on the hit."""
    last = bisect_right(tune, tick, key=lambda note: note.at)
    sung = {note.pitch.midi for note in tune[max(0, last - SUNG) : last] if note.end > tick}
    return frozenset((midi + step) % 12 for midi in sung for step in (-1, 1))


def _strength(landing: Landing, section: Section, tick: int, *, speaks: bool) -> float:
    """Weigh a hit: its priority, the scene's energy and tension and intensity there; softer under speech."""
    mood = 0.15 * section.feeling.arousal + 0.15 * max(0.0, section.feeling.tension) + 0.3 * (section.heat(tick) - 0.5)
    strength = 0.55 * WEIGHTS[landing.hit.priority] + 0.2 + mood
    return round(min(1.0, max(0.1, strength * (UNDER_SPEECH if speaks else 1.0))), 4)


def heads_of(parts: Parts) -> frozenset[tuple[int, int]]:
    """Every theme statement with the tick at which it begins."""
    first: dict[int, int] = {}
    for part in parts:
        for note in part.notes:
            if note.statement is not None:
                first[note.statement] = min(first.get(note.statement, note.at), note.at)
    return frozenset(first.items())

"""What every way for two themes to meet works with: who, how they stand to each other, where, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.likeness import likeness, similarity
from scenescore.compose.themes.meeting.clash import Line
from scenescore.compose.themes.statements import Room, fullness_of, in_meter
from scenescore.compose.themes.transformations import notes_of, sounding
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.metre import Meter
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import (
    MOTIF,
    TUNE,
    UNCLOSED,
    Likeness,
    Motif,
    Setting,
    Statement,
    Theme,
    Tone,
    Voice,
    middle_of,
    motif_length,
)
from scenescore.model.theme_means import RelationKind
from scenescore.model.time import Ticks

#: A register whose middle lies below this is the bass's.
_LOW = 46
_LOWEST, _HIGHEST = 33, 88
#: A counter-voice that is no bass stays above this, or not far below its theme's own register.
_MUDDY, _BELOW_HOME = 53, 5
#: Two voices further apart than this (semitones) are no pair any more.
FAR = 19


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two themes that have met.

    `statements` come in order of time, the leader's first; their numbers count from 0 within the meeting, and each
    `partner` is such a number (or None): who places them adds the number of the first. `relation` and `way` say how
    they met, `clashes` on how many of the `beats` on which both sound they clash, `cost` what the best choice cost in
    whole numbers, `says` it in a composer's words.
    """

    statements: tuple[Statement, ...]
    relation: str
    way: str
    clashes: int
    beats: int
    cost: int
    says: str

    @property
    def end(self) -> Ticks:
        """The first tick after the last of its statements."""
        return Ticks(max(statement.end for statement in self.statements))

    @property
    def dissonance(self) -> float:
        """The share of strong beats on which they clash."""
        return round(self.clashes / max(1, self.beats), 4)


@dataclass(frozen=True, slots=True)
class Encounter:
    """Two themes that are to meet: how they stand to each other, where, in which states and how loud.

    `most` is how much of the leader's theme and of the other's the story allows to be heard (0..1).
    """

    leader: Theme
    other: Theme
    relation: RelationKind
    room: Room
    cue: Cue
    dice: Dice
    states: tuple[str, str]
    level: str
    most: tuple[float, float] = (1.0, 1.0)

    @property
    def meter(self) -> Meter:
        """The meter of the place."""
        return self.cue.bar(self.room.at).meter

    def allows(self, theme: Theme) -> float:
        """How much of a theme may be heard."""
        return self.most[0 if theme is self.leader else 1]

    def turned(self) -> Encounter:
        """The same with the other theme in the lead."""
        return replace(self, leader=self.other, other=self.leader, states=self.states[::-1], most=self.most[::-1])

    def colours(self, theme: Theme) -> tuple[str, ...]:
        """Who plays a theme here: its own players, those that the other theme likes best put last."""
        if theme is self.leader:
            return theme.instruments
        first = self.leader.instruments[:1]
        return tuple(sorted(theme.instruments, key=lambda name: name in first))


def in_place(theme: Theme, encounter: Encounter, *, whole: bool) -> tuple[Motif, tuple[str, ...]]:
    """Bring as much of a theme as may be heard into meter and mode of the place; say which changes that needed."""
    most = encounter.allows(theme)
    source = theme.phrase if whole and theme.phrase and most >= TUNE else theme.motif
    source, chain = in_meter(source, theme, encounter.meter)
    scale = scale_of(encounter.room.section.key.degrees)
    turned = tuple(scale.nearest(tone) for tone in source)
    chain = chain if turned == source else (*chain, "modal-mutation")
    if most >= MOTIF:
        return turned, chain
    count = len(sounding(turned))
    if most < UNCLOSED:
        return notes_of(turned, theme.head), (*chain, "fragmentation")
    return notes_of(turned, max(2, (2 * count + 1) // 3)), (*chain, "truncation")


def trimmed(tones: Motif) -> Motif:
    """Leave off the rests at the end."""
    places = sounding(tones)
    return tones[: places[-1] + 1] if places else ()


def held(tones: Motif, length: int, patience: int = 1) -> Motif:
    """Hold the last note so that the whole lasts so long; with a rest where that would be much longer than it is."""
    left = length - motif_length(tones)
    if left <= 0 or not tones:
        return tones
    last = tones[-1]
    if last.step is not None and left <= patience * last.length:
        return (*tones[:-1], replace(last, length=Ticks(last.length + left)))
    return (*tones, Tone(None, 0, Ticks(left)))


def is_low(theme: Theme) -> bool:
    """Whether a theme lives in the bass."""
    return theme.middle < _LOW


def octave_apart(tones: Motif, led: Line, encounter: Encounter) -> int:
    """Choose the tonic of a second voice: apart from the first, uncrossed, near where its theme is at home."""
    notes = [tone.semitones for tone in tones if tone.step is not None]
    mean, top, bottom = middle_of(tones), max(notes), min(notes)
    heights = [midi for _, _, midi in led]
    first = sum((end - at) * midi for at, end, midi in led) // max(1, sum(end - at for at, end, _ in led))
    home = encounter.other.middle

    def price(tonic: int) -> tuple[int, int]:
        gap = abs(tonic + mean - first)
        over = min(max(0, tonic + top - min(heights)), max(0, max(heights) - tonic - bottom))
        out = 9 * (max(0, tonic + top - _HIGHEST) + max(0, _LOWEST - tonic - bottom))
        near = 30 * max(0, encounter.relation.apart - gap) + 6 * over + 2 * max(0, gap - FAR)
        deep = 0 if is_low(encounter.other) else 4 * max(0, min(_MUDDY, home - _BELOW_HOME) - tonic - mean)
        return out + near + deep + abs(tonic + mean - home), tonic

    return min((encounter.room.section.key.pc + SEMITONES * octave for octave in range(1, 8)), key=price)


def stated(
    encounter: Encounter,
    theme: Theme,
    tones: Motif,
    chain: tuple[str, ...],
    at: int,
    tonic: int,
    voice: Voice,
    partner: int | None,
    *,
    is_known: bool = True,
) -> Statement:
    """Make one statement of a meeting; its number is given when all are there.

    How well it is known again may be left open, since that takes time to say.
    """
    is_leader = theme is encounter.leader
    return Statement(
        number=0,
        theme=theme.name,
        owner=theme.owner,
        at=Ticks(at),
        tones=tones,
        tonic=tonic,
        key=encounter.room.section.key,
        state=encounter.states[0 if is_leader else 1],
        chain=chain,
        fullness=fullness_of(tones, theme, chain),
        similarity=similarity(tones, theme.motif) if is_known else 0.0,
        likeness=likeness(tones, theme.motif) if is_known else Likeness(),
        level=encounter.level,
        instruments=encounter.colours(theme),
        setting=Setting(voice=voice),
        partner=partner,
        relation=encounter.relation.name,
    )


def numbered(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Count the statements of a meeting from 0."""
    return tuple(replace(statement, number=i) for i, statement in enumerate(statements))

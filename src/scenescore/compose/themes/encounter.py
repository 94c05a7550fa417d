"""What every way for two themes to meet works with: who, how they stand to each other, where, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.themes.clash import Line
from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.rebarring import fits_bars, rebar
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.statements import Room
from scenescore.compose.themes.transformations import sounding
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.metre import Meter
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Motif, Setting, Statement, Theme, Tone, Voice, motif_length
from scenescore.model.theme_means import RelationKind
from scenescore.model.time import Ticks

#: A register whose middle lies below this is the bass's.
_LOW = 46
_LOWEST, _HIGHEST = 33, 88
#: A counter-voice that is no bass stays above this.
_MUDDY = 53
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
    """Two themes that are to meet: how they stand to each other, where, in which states and how loud."""

    leader: Theme
    other: Theme
    relation: RelationKind
    room: Room
    cue: Cue
    dice: Dice
    states: tuple[str, str]
    level: str

    @property
    def meter(self) -> Meter:
        """The meter of the place."""
        return self.cue.bar(self.room.at).meter

    def colours(self, theme: Theme) -> tuple[str, ...]:
        """Who plays a theme here: its own players, those that the other theme likes best put last."""
        if theme is self.leader:
            return theme.instruments
        first = self.leader.instruments[:1]
        return tuple(sorted(theme.instruments, key=lambda name: name in first))


def in_place(theme: Theme, encounter: Encounter, *, whole: bool) -> tuple[Motif, tuple[str, ...]]:
    """Bring a theme into the meter and the mode of the place, and say which changes that needed."""
    source = theme.phrase if whole and theme.phrase else theme.motif
    born, meter = Meter.parse(theme.meter), encounter.meter
    chain: tuple[str, ...] = ()
    if not theme.is_own or not fits_bars(born, meter):
        before, source = source, rebar(source, born, meter)
        shifted = not fits_bars(born, meter) and source[: len(before)] != before
        chain = ("metric-shift",) if shifted else ()
    scale = scale_of(encounter.room.section.key.degrees)
    turned = tuple(scale.nearest(tone) for tone in source)
    return turned, chain if turned == source else (*chain, "modal-mutation")


def trimmed(tones: Motif) -> Motif:
    """Leave off the rests at the end."""
    places = sounding(tones)
    return tones[: places[-1] + 1] if places else ()


def held(tones: Motif, length: int) -> Motif:
    """Hold the last note so that the whole lasts so long (or fill up with a rest where that would be long)."""
    left = length - motif_length(tones)
    if left <= 0 or not tones:
        return tones
    last = tones[-1]
    if last.step is not None and left <= last.length:
        return (*tones[:-1], replace(last, length=Ticks(last.length + left)))
    return (*tones, Tone(None, 0, Ticks(left)))


def fullness(tones: Motif, theme: Theme) -> float:
    """Say how much of a theme is heard: the whole tune 1, the motif 0.8, part of it 0.6, no more than the head 0.4."""
    count, motif, tune = len(sounding(tones)), len(sounding(theme.motif)), len(sounding(theme.phrase))
    if count <= min(theme.head, motif - 1):
        return 0.4
    if count < motif:
        return 0.6
    return 1.0 if tune > motif and count >= tune - 1 else 0.8


def middle_of(tones: Motif) -> int:
    """The mean of a motif in semitones above its tonic, weighed by length."""
    notes = [tone for tone in tones if tone.step is not None]
    return sum(t.semitones * t.length for t in notes) // max(1, sum(t.length for t in notes))


def home_of_register(theme: Theme) -> int:
    """The middle of the register where a theme is at home."""
    return sum(theme.register) // 2


def is_low(theme: Theme) -> bool:
    """Whether a theme lives in the bass."""
    return home_of_register(theme) < _LOW


def octave_apart(tones: Motif, led: Line, encounter: Encounter) -> int:
    """Choose the tonic of a second voice: apart from the first, uncrossed, near where its theme is at home."""
    notes = [tone.semitones for tone in tones if tone.step is not None]
    mean, top, bottom = middle_of(tones), max(notes), min(notes)
    heights = [midi for _, _, midi in led]
    first = sum((end - at) * midi for at, end, midi in led) // max(1, sum(end - at for at, end, _ in led))
    home = home_of_register(encounter.other)

    def price(tonic: int) -> tuple[int, int]:
        gap = abs(tonic + mean - first)
        over = min(max(0, tonic + top - min(heights)), max(0, max(heights) - tonic - bottom))
        out = 9 * (max(0, tonic + top - _HIGHEST) + max(0, _LOWEST - tonic - bottom))
        near = 30 * max(0, encounter.relation.apart - gap) + 6 * over + 2 * max(0, gap - FAR)
        deep = 0 if is_low(encounter.other) else 4 * max(0, _MUDDY - tonic - mean)
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
    alike: float | None = None,
) -> Statement:
    """Make one statement of a meeting; its number is given when all are there.

    `alike` is how well it is known again, where that is found out later.
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
        fullness=fullness(tones, theme),
        similarity=similarity(tones, theme.motif) if alike is None else alike,
        level=encounter.level,
        instruments=encounter.colours(theme),
        setting=Setting(voice=voice),
        partner=partner,
        relation=encounter.relation.name,
    )


def numbered(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Count the statements of a meeting from 0."""
    return tuple(replace(statement, number=i) for i, statement in enumerate(statements))

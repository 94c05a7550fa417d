"""The loudness plan of a cue, in dB re mf, and its translation into velocities and controllers.

A section's manner and intensity give the ground; each phrase grows to its high point and falls; hits pull the players
towards them; speech pushes them down; the ending has its own way to go. The scale of marks, velocities and controllers
is our default, after the General MIDI 2 curve (amplitude grows with the square of velocity).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import fsum
from types import MappingProxyType

from scenescore.compose.dialogue import exchanges
from scenescore.model.cue import Cue, Landing
from scenescore.model.form import Phrase, Section
from scenescore.model.sketch import Part
from scenescore.model.time import TICKS_PER_QUARTER

#: Mark, dB re mf, velocity of a short note, CC1 and CC11 of a long one.
SCALE: tuple[tuple[str, float, int, int, int], ...] = (
    ("", -40.0, 6, 2, 8),
    ("", -26.0, 12, 5, 18),
    ("ppp", -18.0, 18, 8, 28),
    ("pp", -13.0, 30, 22, 38),
    ("p", -8.0, 45, 40, 50),
    ("mp", -4.0, 58, 55, 64),
    ("mf", 0.0, 72, 70, 80),
    ("f", 5.0, 92, 92, 107),
    ("ff", 9.0, 110, 110, 127),
    ("fff", 12.0, 124, 124, 127),
)
LOWEST, SOFTEST, HIGHEST = -40.0, -26.0, 12.0
SOFTEST_GROUND, LOUDEST_GROUND = -14.0, 10.0
#: How many dB the asked intensity moves the ground from 0 to 1.
INTENSITY_DB = 12.0
#: Planned distance (least, most) of the loudest bar of a scene that is not still from its softest, so that 12 dB are
#: heard. One or two players must do it by touch alone; more players come and go, which does half of it.
FEW = 2
SPREAD_OF_FEW, SPREAD_OF_MANY = (13.5, 16.0), (11.0, 13.5)
#: So many dB more where a cue ends at its height, for no last chord sinks below the rest.
UNRELIEVED = 1.5
#: A scene whose intensity moves less than this is still; grounds are spread in steps, at most by so much.
STILL, FACTOR_STEP, WIDEST_FACTOR = 0.1, 0.25, 3.0
#: The asked course is never flattened further, however deep hits dig.
FLATTEST_FACTOR = 0.75
#: Below the knee only this share of the way down is played: the softest bar must be heard beside the loudest, on a
#: small loudspeaker too (short-term levels of film music lie within some 20 dB of each other).
KNEE, BELOW_KNEE = -8.0, 0.5
#: Under speech the music steps back by so many dB, a little more where it was loud, but not below a soft bed; where it
#: is nearly there already, by so much at least. It takes half a second to go and to come back.
SPEECH_DB, LOUD_SPEECH_DB, LEAST_SPEECH_DB, BED_DB = 10.0, 13.0, 4.0, -12.0
SPEECH_RAMP = Fraction(1, 2)
#: dB that the last chord has lost halfway and at its end.
FALLS: Mapping[str, tuple[float, float]] = MappingProxyType({"ring-out": (-4.0, -14.0), "cadence": (-2.0, -6.0)})
#: Where a scene rises to more than the first of these intensities at its end the last chord falls less; from the second
#: on it keeps its strength.
SINKS, STAYS = 0.45, 0.8
#: Milliseconds that the hall gets to itself at the end, inside the cue.
HALL_MS: Mapping[str, int] = MappingProxyType({"ring-out": 500, "cadence": 900})
#: A fade takes at most this long, and at most this share of the cue.
FADE_SECONDS, FADE_SHARE = Fraction(12), Fraction(3, 10)


@dataclass(frozen=True, slots=True)
class Pull:
    """How a hit bends the loudness: beats before, dB there, dB just before, dB on it, beats until that is over.

    `after` is what remains then (below zero: a sudden piano answers the blow), forgotten `back` beats later.
    """

    lead: float
    start: float
    arrival: float
    on: float
    tail: float
    after: float = 0.0
    back: float = 0.0


#: Our defaults; a riser and a swell grow into the moment, blows are set off by a hush and answered by a piano.
PULLS: Mapping[str, Pull] = MappingProxyType(
    {
        "stinger": Pull(2, 0, -6, 8, 2, -4, 4),
        "accent": Pull(1, 0, -2, 4, 1, -2, 2),
        "swell": Pull(4, -7, 5, 7, 4),
        "cut-off": Pull(4, -1, 4, 0, 2, -4, 4),
        "silence": Pull(3, 0, -5, 0, 0),
        "cadence": Pull(4, 0, 2.5, 5, 4),
        "harmonic-turn": Pull(2, 0, -2, 1, 3),
        "theme-entry": Pull(4, 0, -6, 3, 4),
        "texture-change": Pull(2, 0, -2, 1, 2),
        "riser": Pull(8, -8, 5, 7, 4),
        "button": Pull(1, 0, 0, 5, 1),
    },
)
#: Share of a hit's rise that is left to it where the scene asks for so much less than at its peak (dB as asked there).
MODEST, LEAST_RISE = 9.0, 0.4
WEIGHTS: Mapping[str, float] = MappingProxyType({"must": 1.0, "should": 0.8, "may": 0.5})

Corners = tuple[tuple[int, float], ...]


def _ladder(column: int) -> tuple[int, ...]:
    """One column of the scale for every tenth of a dB from the lowest to the highest."""
    out = []
    for tenth in range(round((HIGHEST - LOWEST) * 10) + 1):
        level = LOWEST + tenth / 10
        row = next(i for i in range(1, len(SCALE)) if SCALE[i][1] >= level - 1e-9)
        low, high = SCALE[row - 1], SCALE[row]
        share = (level - low[1]) / (high[1] - low[1])
        out.append(round(float(low[column]) + share * (float(high[column]) - float(low[column]))))
    return tuple(out)


_VELOCITIES, _CC1, _CC11 = _ladder(2), _ladder(3), _ladder(4)
_MARKS = tuple(row for row in SCALE if 1 <= len(row[0]) <= 2)


def _rung(level: float) -> int:
    return 0 if level < LOWEST else int((min(HIGHEST, level) - LOWEST) * 10 + 0.5)


def audible(level: float) -> float:
    """Lift what is softer than piano, so that it is heard: half of what lies below the knee remains.

    >>> audible(-4.0), audible(-16.0)
    (-4.0, -12.0)
    """
    return level if level > KNEE else KNEE + BELOW_KNEE * (level - KNEE)


def velocity_of(level: float) -> int:
    """Velocity of a struck note at a level in dB re mf.

    >>> velocity_of(0), velocity_of(9)
    (72, 110)
    """
    return _VELOCITIES[_rung(level)]


def expression_of(level: float) -> int:
    """CC11 of a sustained note at a level in dB re mf."""
    return _CC11[_rung(level)]


def timbre_of(level: float) -> int:
    """CC1 of a sustaining section at a level in dB re mf."""
    return _CC1[_rung(level)]


def mark_of(level: float) -> str:
    """The dynamic mark nearest to a level, pp to ff.

    >>> mark_of(-1), mark_of(6.8), mark_of(-30)
    ('mf', 'f', 'pp')
    """
    return min(_MARKS, key=lambda row: abs(row[1] - level))[0]


def level_at(corners: Corners, ticks: Sequence[int], tick: int) -> float:
    """Read a level between corners; the first and the last hold outside."""
    i = bisect_right(ticks, tick)
    if i == 0:
        return corners[0][1]
    if i == len(corners):
        return corners[-1][1]
    (here, low), (there, high) = corners[i - 1], corners[i]
    return low + (high - low) * (tick - here) / (there - here)


@dataclass(frozen=True, slots=True)
class Loudness:
    """The plan: corners of tick and dB re mf, straight lines between them."""

    corners: Corners
    ticks: tuple[int, ...]

    @staticmethod
    def through(corners: Corners) -> Loudness:
        """Draw the plan through corners in order of time."""
        return Loudness(corners, tuple(tick for tick, _ in corners))

    def at(self, tick: int) -> float:
        """Level in dB re mf at a tick."""
        return level_at(self.corners, self.ticks, tick)


def plan(cue: Cue, sections: Sequence[Section], parts: Sequence[Part], ending: str, players: int = 0) -> Loudness:
    """Lay the loudness of the cue: grounds, phrase arches, hits, speech and ending, added up in dB.

    When the scene moves, its grounds are spread until the loudest bar can stand far enough above the softest.
    `players` is the size of the ensemble (0: the number of parts).
    """
    bends = [_farewell(cue, sections, ending)]
    bends += [_pull(cue, landing, _rise(sections, landing.tick)) for landing in cue.landings]
    ground = _grounds(sections)
    # How far to spread is judged without the tune, so that another theme leaves earlier sections as they were.
    wanted = SPREAD_OF_FEW if (players or len(parts)) <= FEW else SPREAD_OF_MANY
    if sections[-1].is_rising:
        wanted = (wanted[0] + UNRELIEVED, wanted[1] + UNRELIEVED)
    ground = _spread(cue, sections, ground, _added(cue, [_arches(sections, {}), *bends]), wanted)
    found = _hushed(cue, _added(cue, [ground, _arches(sections, high_points(sections, parts)), *bends]))
    return Loudness.through(tuple((at, round(min(HIGHEST, max(SOFTEST, level)), 4)) for at, level in found.corners))


def _grounds(sections: Sequence[Section]) -> Corners:
    """Give each section its level all along: its manner, moved by the asked intensity; a rising ending keeps up."""
    corners: list[tuple[int, float]] = []
    for before, section in zip((sections[0], *sections), sections, strict=False):
        is_high = section.purpose == "ending" and section.is_rising
        own = max(before.manner.level, section.manner.level) if is_high else section.manner.level
        for tick, intensity in section.corners:
            level = own + INTENSITY_DB * (intensity - 0.5)
            corners.append((min(tick, section.end - 1), min(LOUDEST_GROUND, max(SOFTEST_GROUND, level))))
    return tuple(corners)


def _added(cue: Cue, lines: Sequence[Corners]) -> Loudness:
    """Add lines up at all their corners."""
    indexed = [(corners, tuple(tick for tick, _ in corners)) for corners in lines]
    ticks = sorted({tick for _, at in indexed for tick in at if 0 <= tick <= cue.length} | {0, int(cue.length)})
    return Loudness.through(tuple((t, fsum(level_at(corners, at, t) for corners, at in indexed)) for t in ticks))


def _spread(
    cue: Cue,
    sections: Sequence[Section],
    ground: Corners,
    bends: Loudness,
    wanted: tuple[float, float],
) -> Corners:
    """Draw the grounds of a moving scene apart (or together), and lower them all when the top is out of reach."""
    asked = [intensity for section in sections for _, intensity in section.corners]
    if max(asked) - min(asked) < STILL:
        return ground
    base = Loudness.through(ground)
    arrival = int(cue.length) if sections[-1].is_rising else arrival_of(sections)
    middles = [(bar.at + bar.end) // 2 for bar in cue.bars if bar.at < max(1, arrival)]
    pairs = [(base.at(tick), bends.at(tick)) for tick in middles] or [(0.0, 0.0)]
    centre = fsum(level for level, _ in pairs) / len(pairs)

    def spread(factor: float) -> list[float]:
        return [round(audible(centre + (level - centre) * factor + bend), 4) for level, bend in pairs]

    factor = 1.0
    while factor < WIDEST_FACTOR and max(spread(factor)) - min(spread(factor)) < wanted[0]:
        factor += FACTOR_STEP
    while factor > FLATTEST_FACTOR and max(spread(factor)) - min(spread(factor)) > wanted[1]:
        factor -= FACTOR_STEP
    lower = max(0.0, max(spread(factor)) - LOUDEST_GROUND)
    return tuple((tick, centre + (level - centre) * factor - lower) for tick, level in ground)


def high_points(sections: Sequence[Section], parts: Sequence[Part]) -> dict[int, int]:
    """Find the tick of each phrase's highest melody note, by the phrase's first tick."""
    phrases = [phrase for section in sections for phrase in section.phrases]
    starts = [phrase.at for phrase in phrases]
    best: dict[int, tuple[int, int]] = {}
    for part in parts:
        for note in part.notes:
            if note.role == "melody":
                start = starts[max(0, bisect_right(starts, note.at) - 1)]
                if note.pitch.midi > best.get(start, (-1, 0))[0]:
                    best[start] = (note.pitch.midi, note.at)
    return {start: tick for start, (_, tick) in best.items()}


def _arches(sections: Sequence[Section], peaks: Mapping[int, int]) -> Corners:
    """Let every phrase lean towards its high point, against the ground of its section."""
    corners: list[tuple[int, float]] = []
    for section in sections:
        for phrase in section.phrases or (_whole(section),):
            peak = _inside(phrase, peaks.get(phrase.at))
            first, high, last = _arch(section, phrase)
            corners += [(phrase.at, first), (peak, high), (max(peak + 1, phrase.end - 1), last)]
    return tuple(corners)


def _whole(section: Section) -> Phrase:
    return Phrase(section.at, section.length, 1, "idea", "none")


def _inside(phrase: Phrase, peak: int | None) -> int:
    """Keep the high point away from the phrase's rims; without a melody it lies at five eighths."""
    if peak is None:
        return phrase.at + phrase.length * 5 // 8
    return min(phrase.at + phrase.length * 7 // 8, max(phrase.at + phrase.length // 4, peak))


def _arch(section: Section, phrase: Phrase) -> tuple[float, float, float]:
    """Levels of a phrase at its start, high point and end, against its ground."""
    size = min(9.0, section.manner.level_range)
    if section.purpose == "ending" and section.is_rising:
        return -0.1 * size, 0.2 * size, 0.3 * size
    if phrase.function == "codetta":
        return 0.1 * size, 0.0, -0.3 * size
    if phrase.function == "pause":
        return -0.3 * size, -0.3 * size, -0.6 * size
    if section.purpose == "build" or phrase.function == "continuation":
        return -0.35 * size, 0.2 * size, 0.3 * size
    return -0.35 * size, 0.4 * size, -0.45 * size


def _rise(sections: Sequence[Section], tick: int) -> float:
    """What is left to a hit of its rise, so that the asked peak stays the loudest place: all of it at the peak."""
    place = max(0, bisect_right(sections, tick, key=lambda section: section.at) - 1)
    under = max(section.peak for section in sections) - sections[place].heat(tick)
    return max(LEAST_RISE, 1.0 - INTENSITY_DB * max(0.0, under) / MODEST)


def _pull(cue: Cue, landing: Landing, rise: float) -> Corners:
    """Bend the loudness towards a hit and away from it; `rise` is the share of what lies above the ground."""
    shape, weight = PULLS[landing.hit.gesture], WEIGHTS[landing.hit.priority]

    def bent(level: float) -> float:
        return level * weight * (rise if level > 0 else 1.0)

    at, beat = int(min(landing.tick, landing.sounds)), cue.bar(landing.tick).meter.beat
    lead = at - round(shape.lead * beat)
    grown = ((lead - beat, 0.0), (lead, bent(shape.start))) if shape.start else ((lead, 0.0),)
    tail = at + max(1, round(shape.tail * beat))
    blow = (at - 1, bent(shape.arrival)), (at, bent(shape.on))
    if not shape.after:
        return (*grown, *blow, (tail, 0.0))
    back = tail + round(shape.back * beat)
    return (*grown, *blow, (tail - 1, bent(shape.on) / 2), (tail, bent(shape.after)), (back, 0.0))


def hushes(cue: Cue) -> tuple[Corners, ...]:
    """How far the music has stepped back, 0..1, around each exchange of lines: it goes before the first word."""
    clock, out = cue.clock, []
    for start, end in exchanges(cue):
        first, last = int(clock.nearest_tick(start)), int(clock.nearest_tick(end))
        goes = int(clock.nearest_tick(max(Fraction(0), start - SPEECH_RAMP)))
        back = int(clock.nearest_tick(end + SPEECH_RAMP))
        before = ((goes, 0.0),) if goes < first else ()
        after = ((back, 0.0),) if back <= cue.length else ()
        out.append((*before, (first, 1.0), (last, 1.0), *after))
    return tuple(out)


def _hushed(cue: Cue, found: Loudness) -> Loudness:
    """Step back while somebody speaks, and come back when the line is over."""
    spans = hushes(cue)
    if not spans:
        return found
    share = tuple(corner for span in spans for corner in span)
    at = tuple(tick for tick, _ in share)
    middles = [(a[0] + b[0]) // 2 for span in spans for a, b in pairwise(span)]
    ticks = sorted({*found.ticks, *at, *middles})
    return Loudness.through(
        tuple((t, level + level_at(share, at, t) * (_under(level) - level)) for t in ticks for level in (found.at(t),))
    )


def _under(level: float) -> float:
    """The level to which music of a level steps back, so that as many dB less are heard."""
    heard = audible(level)
    drop = min(LOUD_SPEECH_DB, SPEECH_DB + 0.4 * max(0.0, heard))
    wanted = min(heard - LEAST_SPEECH_DB, max(heard - drop, BED_DB))
    return wanted if wanted > KNEE else KNEE + (wanted - KNEE) / BELOW_KNEE


def arrival_of(sections: Sequence[Section]) -> int:
    """The tick at which the final chord begins."""
    last = sections[-1]
    return int(last.phrases[-1].at if last.phrases else last.at)


def _farewell(cue: Cue, sections: Sequence[Section], ending: str) -> Corners:
    """Bend the loudness of the last bars as the ending asks."""
    arrival, end = arrival_of(sections), int(cue.length)
    before = max(0, arrival - 2 * TICKS_PER_QUARTER)
    if ending in FALLS:
        held = min(1.0, max(0.0, (sections[-1].heat(end) - SINKS) / (STAYS - SINKS)))
        half, last = (fall * (1.0 - held * sections[-1].is_rising) for fall in FALLS[ending])
        return (arrival, 0.0), ((arrival + end) // 2, half), (max(arrival + 2, end), last)
    if ending == "button":
        return (before, 0.0), (arrival, 2.5), (end, 2.5)
    if ending == "attacca":
        return (before, 0.0), (max(before + 1, end), 2.0)
    return ((0, 0.0),)


def dying_from(cue: Cue, sections: Sequence[Section], ending: str) -> int:
    """The tick from which everything sinks to nothing: a fade's start, the middle of a chord that rings out."""
    if ending == "ring-out":
        return (arrival_of(sections) + int(cue.length)) // 2
    return fade_start(cue) if ending == "fade" else int(cue.length)


def fade_start(cue: Cue) -> int:
    """The tick at which a fade begins."""
    long = min(FADE_SECONDS, cue.seconds(cue.length) * FADE_SHARE)
    return int(cue.clock.nearest_tick(cue.seconds(cue.length) - long))

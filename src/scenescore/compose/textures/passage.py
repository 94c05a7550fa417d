"""What a figure is told, and the small tools that every figure uses.

A figure is a function from a `Passage` (one layer in the phrases where it plays) to strokes: notes that have a voice
(0 is the highest) but no player yet. Times are ticks of the cue, pitches sounding MIDI numbers, accents dB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scenescore.model.dice import Dice, Stream
from scenescore.model.form import MelodyNote, Phrase, Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import RhythmRow, TextureLayer
from scenescore.model.metre import Bar
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

#: Accent of each character of a rhythm row, in dB.
WEIGHTS = {"X": 2.0, "x": 0.0, "o": -3.0}
#: Cells that a row may be cut into: a note never lasts longer than this many steps of silence after it.
LONGEST_SHORT_NOTE = TICKS_PER_QUARTER
OCTAVE, FIFTH = 12, 7
#: Moving figures stay so many semitones under the tune, where there is room for them.
UNDER = 3


class Stroke(NamedTuple):
    """A note before it has a player; `drum` names the stroke of a percussion part instead of a pitch."""

    at: int
    length: int
    midi: int
    voice: int = 0
    accent: float = 0.0
    articulation: str = ""
    drum: str = ""

    @property
    def end(self) -> int:
        """The first tick after the stroke."""
        return self.at + self.length


class Harmony(NamedTuple):
    """A chord as a figure sees it: where, which pitch classes, how it is voiced."""

    at: int
    end: int
    chord: Chord
    pcs: tuple[int, ...]
    bass: int
    upper: tuple[int, ...]


class Beat(NamedTuple):
    """One hit of a rhythm: where it begins, how long until the next, how it is weighted."""

    at: int
    length: int
    accent: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What all layers of a section share; `contour` is the cue's theme head as steps up and down."""

    section: Section
    bars: tuple[Bar, ...]
    harmony: tuple[Harmony, ...]
    tune: tuple[MelodyNote, ...]
    microseconds: int
    contour: tuple[int, ...]
    is_before_climax: bool
    dice: Dice

    def heat(self, tick: int) -> float:
        """The asked intensity at a tick, 0..1."""
        return self.section.heat(tick)

    def seconds(self, ticks: int) -> float:
        """How long so many ticks last here."""
        return ticks * self.microseconds / (TICKS_PER_QUARTER * MICROSECONDS)

    def sung(self, start: int, end: int) -> list[MelodyNote]:
        """The tune's notes that sound between two ticks."""
        return [note for note in self.tune if note.at < end and note.at + note.length > start]


@dataclass(frozen=True, slots=True)
class Passage:
    """One layer of a section and the phrases in which it plays."""

    ground: Ground
    layer: TextureLayer
    number: int
    phrases: tuple[Phrase, ...]
    rhythm: RhythmRow | None = None

    @property
    def section(self) -> Section:
        """The section that the layer belongs to."""
        return self.ground.section

    def stream(self, *address: str | int) -> Stream:
        """Dice for one decision of this layer."""
        return self.ground.dice.at("figure", self.section.label, self.number, *address)

    def bars(self, phrase: Phrase) -> list[Bar]:
        """The bars of a phrase."""
        return [bar for bar in self.ground.bars if phrase.at <= bar.at < phrase.end]

    def harmony(self, phrase: Phrase) -> list[Harmony]:
        """The chords of a phrase, cut to it."""
        return self.between(phrase.at, phrase.end)

    def between(self, start: int, end: int) -> list[Harmony]:
        """The chords between two ticks, cut to them."""
        return [
            h if h.at >= start and h.end <= end else h._replace(at=max(h.at, start), end=min(h.end, end))
            for h in self.ground.harmony
            if h.at < end and h.end > start
        ]

    def chord(self, tick: int) -> Harmony:
        """The chord at a tick (the last one when nothing holds there)."""
        for h in self.ground.harmony:
            if h.at <= tick < h.end:
                return h
        return self.ground.harmony[-1] if tick >= self.ground.harmony[-1].end else self.ground.harmony[0]

    def voices(self, phrase: Phrase) -> int:
        """How many voices play: a few when it is calm, all when it is not."""
        heat = self.ground.heat(phrase.at + phrase.length // 2)
        return max(1, min(self.layer.voices, 1 + round((self.layer.voices - 1) * min(1.0, 0.4 + heat))))

    def breath(self, bar: Bar) -> int:
        """How long a layer lets go before the next phrase: a quarter of a beat when quick, half a beat when slow."""
        return bar.meter.beat // (2 if self.ground.seconds(bar.meter.beat) < 1 else 4)

    def ladder(self, h: Harmony) -> tuple[int, ...]:
        """Chord tones inside the layer's band and under the tune, lowest first; near it when it holds none."""
        low, high = self.layer.band
        if self.layer.role != "colour":
            ceiling = min((n.pitch.midi for n in self.ground.sung(h.at, h.end)), default=128) - UNDER
            high = min(high, ceiling) if ceiling >= low + FIFTH else high
        return tones_in(h.pcs, low, high) or tones_in(h.pcs, low - 6, high + 6)

    def set_voices(self, h: Harmony, phrase: Phrase) -> tuple[int, ...]:
        """The upper voices as they were led, moved together by octaves into the band; lowest first."""
        shift = self.shift(phrase)
        return tuple(midi + shift for midi in h.upper) if shift else h.upper

    def shift(self, phrase: Phrase) -> int:
        """The octaves by which a phrase's led voices move together: into the band, out of the tune's way.

        They stay where they were in the phrase before, unless that costs more than the leap of every voice.
        """
        before = 0
        is_first = True
        for each in (*(p for p in self.phrases if p.at < phrase.at), phrase):
            spans = tuple((h.at, h.end, h.upper) for h in self.harmony(each))
            tune = tuple((n.at, n.end, n.pitch.midi) for n in self.ground.sung(each.at, each.end))
            before = _shift(spans, tune, *self.layer.band, None if is_first else before)
            is_first = False
        return before

    def step(self, pace: float = 1.0) -> int:
        """The note value whose speed comes nearest to the accompaniment's onsets a second, times `pace`."""
        meter = self.ground.bars[0].meter
        wanted = max(0.2, self.section.manner.accompaniment_onsets * pace)
        beat = meter.beat
        values = (beat // 3, beat // 6) if meter.is_compound else (960, 480, 240) if meter.lower <= 4 else (480, 240)
        ratios = [round(1000 * _ratio(1 / self.ground.seconds(value), wanted)) for value in values]
        return values[ratios.index(min(ratios))]

    def beats(self, bar: Bar, number: int) -> list[Beat]:
        """The layer's rhythm in a bar: its row when that fits the meter, else the running note value."""
        row = self.rhythm
        if row is None or not row_fits(row, bar):
            step = self.step()
            return [
                Beat(bar.at + off, step, 2.0 if off == 0 else 0.0 if bar.meter.strength(off) >= 2 else -2.0)
                for off in range(0, bar.meter.length, step)
            ]
        return row_beats(row, bar, number)


def _ratio(a: float, b: float) -> float:
    return max(a, b) / min(a, b)


#: Octaves that led voices may move, dearest last, and what a voice in the tune's way costs (in semitones outside).
SHIFTS = (0, -OCTAVE, OCTAVE, 2 * OCTAVE, -2 * OCTAVE)
IN_THE_WAY = 6
#: What it costs each voice to leap to another octave where a phrase begins.
LEAPING = 18


@lru_cache(maxsize=512)
def _shift(
    spans: tuple[tuple[int, int, tuple[int, ...]], ...],
    tune: tuple[tuple[int, int, int], ...],
    low: int,
    high: int,
    before: int | None = None,
) -> int:
    costs = []
    voices = max((len(upper) for _, _, upper in spans), default=0)
    for shift in SHIFTS:
        cost = 2 * abs(shift) // OCTAVE * sum(len(upper) for _, _, upper in spans)
        cost += 0 if before is None else LEAPING * voices * abs(shift - before) // OCTAVE
        for at, end, upper in spans:
            sung = [midi for start, stop, midi in tune if start < end and stop > at]
            for midi in (m + shift for m in upper):
                cost += max(0, low - midi, midi - high)
                cost += IN_THE_WAY * any(0 < abs(midi - m) < UNDER for m in sung)
        costs.append(cost)
    return SHIFTS[costs.index(min(costs))]


@lru_cache(maxsize=4096)
def tones_in(pcs: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
    """Every pitch of some pitch classes between two MIDI numbers, both included, lowest first.

    >>> tones_in((0, 4, 7), 60, 72)
    (60, 64, 67, 72)
    """
    return tuple(midi for midi in range(low, high + 1) if midi % OCTAVE in pcs)


def near(midi: int, choices: tuple[int, ...]) -> int:
    """The choice that lies nearest; the lower one of two.

    >>> near(61, (60, 64, 67))
    60
    """
    return min(choices, key=lambda c: (abs(c - midi), c)) if choices else midi


def into(pc: int, low: int, high: int, close_to: int | None = None) -> int:
    """A pitch class as a MIDI number inside a band, near a pitch when one is given, else as low as possible.

    >>> into(0, 36, 47), into(0, 36, 60, close_to=55)
    (36, 60)
    """
    first = low + (pc - low) % OCTAVE
    choices = tuple(range(first, max(high, first) + 1, OCTAVE))
    return choices[0] if close_to is None else near(close_to, choices)


def row_fits(row: RhythmRow, bar: Bar) -> bool:
    """Whether a rhythm row fills whole bars of this length."""
    length = len(row.pattern) * TICKS_PER_QUARTER // max(1, row.steps)
    return length % bar.meter.length == 0


def row_beats(row: RhythmRow, bar: Bar, number: int) -> list[Beat]:
    """The hits of a row in the bar with this number (rows may be several bars long)."""
    step = TICKS_PER_QUARTER // row.steps
    per_bar = bar.meter.length // step
    start = (number * per_bar) % len(row.pattern)
    cells = row.pattern[start : start + per_bar]
    hits = [i for i, cell in enumerate(cells) if cell in WEIGHTS]
    return [
        Beat(bar.at + i * step, min((end - i) * step, LONGEST_SHORT_NOTE), WEIGHTS[cells[i]])
        for i, end in pairwise((*hits, per_bar))
    ]


Figure = Callable[[Passage], list[Stroke]]

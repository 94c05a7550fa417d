"""Where sections may begin: what the picture wants, how bars group, and the cheapest way through them.

Sections like to group in fours, to last long enough to say something, and to begin where the picture turns (a strong
hit, an entrance, a new mood). Both searches are dynamic programming over bars, in whole thousandths of a cost.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from scenescore.model.affect import Drama
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice

#: Gestures at which a new section likes to begin, and how much (thousandths of a cost).
_TURNS = {
    "harmonic-turn": 9000,
    "texture-change": 9000,
    "theme-entry": 9000,
    "stinger": 6000,
    "silence": 5000,
    "cut-off": 5000,
    "cadence": 4000,
    "accent": 3000,
    "button": 2000,
    "swell": 2000,
    "riser": 2000,
}
_ENTRANCE, _NEW_MOOD = 9000, 8000
#: What it costs that a section begins inside a phrase of the spotting.
_INSIDE_PHRASE = 2000
_LONGEST_SECTION = 24
#: Sections in a cue, more or less, and how much chance may say in their lengths (thousandths of a cost).
_BREADTHS, _TASTE = (4.0, 4.5, 5.2), 1100
#: What twice or half the planned length costs, and how far a planned section may be from it in that money.
_STRETCHED = 4500
_LEAST, _MOST = -5200, 4800
#: How much more than a good plan the picture's own borders weigh: it comes first.
_FIRST = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars `first` to `last` (indices, last not included)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ground:
    """The bars in which sections may lie: when they start, what is lost where a border is not drawn.

    `begin` and `end` are indices of bars (end not included), `starts` seconds, `turns` the weights of the picture's own
    borders, `passed` their running sum, `phrases` the bars at which the spotting begins a phrase.
    """

    begin: int
    end: int
    starts: tuple[float, ...]
    turns: Mapping[int, int]
    passed: tuple[int, ...]
    phrases: frozenset[int]

    @property
    def seconds(self) -> float:
        """How long all sections last together."""
        return self.starts[self.end] - self.starts[self.begin]

    def missed(self, first: int, last: int) -> int:
        """The weight of the picture's borders inside a section."""
        return self.passed[last] - self.passed[first + 1]

    def joint(self, first: int) -> int:
        """What it costs to begin a section here."""
        return 0 if first == self.begin or first in self.phrases else _INSIDE_PHRASE

    def lasts(self, first: int, last: int) -> float:
        """Seconds from one bar line to another."""
        return self.starts[last] - self.starts[first]


def ground_of(cue: Cue, drama: Drama, end: int) -> Ground:
    """Measure the bars from the first downbeat to `end` (index, not included)."""
    turns = _turns(cue, drama)
    starts = [float(cue.seconds(bar.at)) for bar in cue.bars[:end]] + [float(cue.seconds(cue.bars[end - 1].end))]
    passed = tuple(accumulate((turns.get(i, 0) for i in range(end + 1)), initial=0))
    phrases = frozenset(number - cue.bars[0].number for number in cue.phrases)
    return Ground(int(cue.has_pickup), end, tuple(starts), turns, passed, phrases)


def _turns(cue: Cue, drama: Drama) -> dict[int, int]:
    """Weight of a border at each bar where the picture turns."""
    weights: dict[int, int] = {}

    def add(tick: int, weight: int) -> None:
        # A moment just before a bar line belongs to the bar that it announces.
        bar = cue.bar(tick + cue.meter.beat)
        index = cue.index(bar) + (not (tick <= bar.at or tick - bar.at < bar.meter.beat))
        if 0 < index < len(cue.bars):
            weights[index] = weights.get(index, 0) + weight

    for landing in cue.landings:
        share = {"must": 2, "should": 1, "may": 0}[landing.hit.priority]
        if landing.tick == cue.bar(landing.tick).at:
            add(landing.tick, _TURNS[landing.hit.gesture] * share // 2)
    for entrance in cue.picture.entrances:
        add(cue.clock.nearest_tick(entrance.at), _ENTRANCE)
    for point in drama.points[1:]:
        if point.words:
            add(cue.clock.nearest_tick(point.at), _NEW_MOOD)
    return weights


def _grouping(bars: int) -> int:
    """Grouping in fours costs nothing, a stray bar or a section too short to say anything costs most."""
    return (0, 3500, 1500, 3500)[bars % 4] + {1: 9000, 2: 6000, 3: 2500}.get(bars, 0)


def _away(lasts: float, wanted: float, price: int) -> int:
    return round(abs(math.log2(max(lasts, 0.1) / wanted)) * price)


def free(ground: Ground, length: float, dice: Dice) -> tuple[int, tuple[Stretch, ...]]:
    """Cut the bars where the picture likes it best; also say what that costs without the dice's taste.

    `length` is the whole cue's, in seconds. How long a section likes to be, and which of its lengths it likes best, is
    the dice's.
    """
    breadth = dice.at("form", "breadth").pick(_BREADTHS)
    wanted = min(22.0, max(8.0, length / breadth))
    taste = [dice.at("form", "length", bars).below(_TASTE) for bars in range(_LONGEST_SECTION + 1)]
    best: list[tuple[int, int]] = [(0, 0)] * (ground.begin + 1)
    for last in range(ground.begin + 1, ground.end + 1):
        options = []
        for first in range(last - 1, max(ground.begin - 1, last - _LONGEST_SECTION - 1), -1):
            own = _grouping(last - first) + _away(ground.lasts(first, last), wanted, 5000) + taste[last - first]
            options.append((best[first][0] + own + ground.joint(first) + ground.missed(first, last), first))
        best.append(min(options))
    out, last = [], ground.end
    while last > ground.begin:
        out.append(Stretch(best[last][1], last))
        last = best[last][1]
    tasted = sum(taste[s.last - s.first] for s in out)
    return best[ground.end][0] - tasted, tuple(out[::-1])


@dataclass(frozen=True, slots=True)
class Prices:
    """What a section from one bar to another costs: what speaks against its borders, and the height of its length.

    `own[first][last]` is in thousandths, `size[first][last]` the logarithm of its seconds in the same money.
    """

    own: tuple[Mapping[int, int], ...]
    size: tuple[Mapping[int, int], ...]


def prices(ground: Ground, period: int = 4) -> Prices:
    """Price every section that could be, once for all plans; whole `period`s of bars cost least."""
    fitting = [_fitting(bars, period) for bars in range(1, ground.end - ground.begin + 1)]
    own: list[dict[int, int]] = [{} for _ in range(ground.end)]
    size: list[dict[int, int]] = [{} for _ in range(ground.end)]
    for first in range(ground.begin, ground.end):
        joint, start, passed = ground.joint(first), ground.starts[first], ground.passed[first + 1]
        for last in range(first + 1, ground.end + 1):
            own[first][last] = joint + fitting[last - first - 1] + _FIRST * (ground.passed[last] - passed)
            size[first][last] = _height(ground.starts[last] - start)
    return Prices(tuple(own), tuple(size))


def _height(seconds: float) -> int:
    return round(math.log2(max(seconds, 0.1)) * _STRETCHED)


def planned(
    ground: Ground, shares: Sequence[float], priced: Prices | None = None, doors: frozenset[int] | None = None
) -> tuple[int, tuple[Stretch, ...]] | None:
    """Cut the bars into as many sections as a form has, each about its share of the time; None where they do not fit.

    The last one begins at one of the `doors` (bars), where any are given.
    """
    priced = priced or prices(ground)
    whole = math.fsum(shares)
    rows: list[dict[int, tuple[int, int]]] = [{ground.begin: (0, ground.begin)}]
    for number, share in enumerate(shares):
        is_last = number == len(shares) - 1
        wanted = _height(ground.seconds * share / whole)
        row: dict[int, tuple[int, int]] = {}
        for first, (spent, _) in rows[-1].items():
            if first == ground.end or (is_last and doors is not None and first not in doors):
                continue
            own, size = priced.own[first], priced.size[first]
            for last in (ground.end,) if is_last else range(first + 1, ground.end):
                away = size[last] - wanted
                if away < _LEAST:
                    continue
                if away > _MOST:
                    break
                cost = (spent + own[last] + abs(away), first)
                if last not in row or cost < row[last]:
                    row[last] = cost
        rows.append(row)
    if ground.end not in rows[-1]:
        return None
    out, last = [], ground.end
    for row in reversed(rows[1:]):
        out.append(Stretch(row[last][1], last))
        last = row[last][1]
    return rows[-1][ground.end][0], tuple(out[::-1])


def _fitting(bars: int, period: int) -> int:
    odd = min(bars % period, period - bars % period) if bars >= period else period - bars
    return _grouping(bars) + (1500 * odd if period != 4 or bars < period else 0)

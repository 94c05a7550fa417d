"""Fill a stretch of beats with bars: the cue's own meter, and now and then an odd bar that makes room for a hit.

Lengths are whole counts of `Pulse.ticks`: beats where a meter's beats are equal, else its written units. Costs are
thousandths of a cost unit; an odd bar costs about as much as a tempo step of four to five per cent, so up to three per
cent the tempo bends (nobody hears it) and beyond that a bar is added (design, after Karlin and Wright 2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from scenescore.model.metre import Meter
from scenescore.model.scene import OddBars
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: A cost that nothing reaches.
NEVER = 10**12
_ODD = {-2: 1200, -1: 1500, 1: 1700, 2: 1600}
#: More for an odd bar where few regular ones stand around it.
_CROWDED = 600
#: What a phrase costs, by the remainder of its bars after groups of four.
GROUPING = (0, 420, 160, 420)
_SHORTEST_ODD = 2
#: Bars of a phrase, and of a last one.
_PHRASE, _LONGEST_PHRASE = 4, 6
#: Where a stretch ends: where a phrase does, inside a phrase, at the end of the cue.
Place = Literal["border", "inside", "end"]
#: What odd bars cost where they are rare or free, in per cent; nothing: there are none.
_PRICES: dict[OddBars, int] = {"never": 0, "rare": 100, "free": 40}


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a meter counts: ticks of a count, counts in a bar, the counts on which a beat starts, what it may become.

    `odd` are other bars as (counts, meter, price).
    """

    meter: Meter
    ticks: Ticks
    bar: int
    starts: tuple[int, ...]
    odd: tuple[tuple[int, Meter, int], ...]

    @property
    def per_beat(self) -> int:
        """Counts in the meter's usual beat."""
        return self.meter.beat // self.ticks

    def strength(self, count: int) -> int:
        """How strong a count of the bar is (4 downbeat, 3 half bar, 2 beat)."""
        return self.meter.strength(count * self.ticks)

    def microseconds(self, bpm: float) -> int:
        """Length of a count at so many beats a minute."""
        return round(60_000_000 / bpm / self.per_beat)


def pulse_of(meter: Meter, odd_bars: OddBars = "rare") -> Pulse:
    """Count a meter in beats, or in its written units when its beats are of unequal length.

    `odd_bars` says how readily another bar may stand in for a regular one.

    >>> [str(meter) for _, meter, _ in pulse_of(Meter(6, 8)).odd]
    ['3/8', '9/8']
    >>> pulse_of(Meter(7, 8)).starts
    (0, 2, 4)
    """
    beats = meter.beats
    is_even = len(set(beats)) == 1
    ticks = meter.beat if is_even else meter.unit
    places = [sum(beats[:i]) // ticks for i in range(len(beats))]
    price = _PRICES[odd_bars]
    odd = tuple((size, bar, cost * price // 100) for size, bar, cost in _odd_bars(meter, ticks, is_even=is_even))
    return Pulse(meter, ticks, meter.length // ticks, tuple(places), odd if price else ())


def _odd_bars(meter: Meter, ticks: int, *, is_even: bool) -> tuple[tuple[int, Meter, int], ...]:
    """The bars that may stand in for a regular one: up to two beats shorter or longer."""
    if not is_even:
        usual = (Meter(2, 4), Meter(3, 4), Meter(4, 4))
        return tuple((m.length // ticks, m, 1700) for m in usual if m.length % ticks == 0 and m.length != meter.length)
    count = len(meter.beats)
    per_beat = meter.upper // count
    least = 1 if meter.beat > TICKS_PER_QUARTER else _SHORTEST_ODD
    return tuple(
        (beats, Meter(beats * per_beat, meter.lower), price)
        for beats, price in ((count + change, price) for change, price in _ODD.items())
        if beats >= least and beats != 2 * count and not (beats < _SHORTEST_ODD and count > _SHORTEST_ODD)
    )


@dataclass(frozen=True, slots=True)
class Tiling:
    """A cheapest way to fill so many counts with bars: its cost, its regular bars, its odd bars."""

    cost: int
    regular: int
    odd: tuple[Meter, ...] = ()

    @property
    def bars(self) -> int:
        """How many bars."""
        return self.regular + len(self.odd)


@lru_cache(maxsize=64)
def _short_tilings(pulse: Pulse) -> tuple[Tiling, ...]:
    """Tilings of 0 up to six bars' worth of counts; longer ones only add regular bars."""
    out = [Tiling(0, 0)]
    for counts in range(1, 6 * pulse.bar):
        options = []
        if counts >= pulse.bar:
            before = out[counts - pulse.bar]
            options.append(Tiling(before.cost, before.regular + 1, before.odd))
        for size, meter, price in pulse.odd:
            if counts >= size:
                before = out[counts - size]
                options.append(Tiling(before.cost + price, before.regular, (*before.odd, meter)))
        options.append(Tiling(NEVER, 0))
        out.append(min(options, key=lambda t: (min(t.cost, NEVER), len(t.odd), t.bars)))
    return tuple(out)


def tiling(counts: int, pulse: Pulse) -> Tiling:
    """Fill a stretch from bar line to bar line.

    >>> tiling(14, pulse_of(Meter(4, 4)))
    Tiling(cost=1200, regular=3, odd=(Meter(upper=2, lower=4, groups=()),))
    """
    short = _short_tilings(pulse)
    extra = max(0, (counts - len(short)) // pulse.bar + 1)
    found = short[counts - extra * pulse.bar]
    crowded = _CROWDED * len(found.odd) if found.odd and found.regular + extra < 3 * len(found.odd) else 0
    return Tiling(min(NEVER, found.cost + crowded), found.regular + extra, found.odd)


def tiling_costs(longest: int, pulse: Pulse) -> list[int]:
    """Cost of filling 0, 1, … `longest` counts from bar line to bar line, without what grouping costs."""
    head = min(longest, 12 * pulse.bar)
    costs = [tiling(counts, pulse).cost for counts in range(head + 1)]
    while len(costs) <= longest:
        costs.append(costs[-pulse.bar])
    return costs


def bars_in(longest: int, pulse: Pulse) -> tuple[list[int], list[bool]]:
    """How many bars fill 0, 1, … `longest` counts from bar line to bar line, and whether an odd one is among them."""
    head = [tiling(counts, pulse) for counts in range(min(longest, 12 * pulse.bar) + 1)]
    bars, odd = [each.bars for each in head], [bool(each.odd) for each in head]
    while len(bars) <= longest:
        bars.append(bars[-pulse.bar] + 1)
        odd.append(odd[-pulse.bar])
    return bars, odd


def laid_out(counts: int, pulse: Pulse, place: Place = "border", since: int = 0) -> tuple[Meter, ...]:
    """The meters of a stretch in order, odd bars where a phrase ends.

    That is directly before the hit that follows if a phrase ends there; else before the last phrase boundary inside
    the stretch, if it holds one. `since` counts the bars of the phrase that have passed where the stretch begins.
    """
    found = tiling(counts, pulse)
    odd = tuple(sorted(found.odd, key=lambda meter: meter.length))
    before = found.regular
    if odd and place != "border":
        whole = since + before + len(odd)
        borders = phrase_starts([0, whole]) if place == "end" else list(range(0, whole - 1, _PHRASE))
        fitting = [border - since - len(odd) for border in borders if border - since >= len(odd)]
        before = max(fitting, default=max(0, before - (place == "end")))
    return (pulse.meter,) * before + odd + (pulse.meter,) * (found.regular - before)


def phrase_starts(borders: list[int]) -> list[int]:
    """Phrases of four bars between the borders of a search; what is left over goes with the last of them.

    >>> phrase_starts([0, 8, 14, 19])
    [0, 4, 8, 14]
    >>> phrase_starts([0, 11])
    [0, 4, 8]
    """
    out = []
    for start, end in pairwise(borders):
        at = start
        while end > at:
            out.append(at)
            at = end if end - at <= _LONGEST_PHRASE else at + _PHRASE
    return out

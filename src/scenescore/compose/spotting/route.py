"""Find the cheapest way through the picture: how many beats from moment to moment, at which tempo, in which bars.

Dynamic programming over `anchors`: a leg goes from one anchor to a later one in a whole number of counts, so its tempo
is given; hits in between are met if a beat or an eighth happens to fall near them. What a state remembers is the tempo
(in bins of three quarters of a per cent), the place in the bar, and how many bars of its phrase have passed (after
groups of four). At a downbeat a phrase may end: it likes to where a strong hit stands, after two or four bars. All
costs are whole numbers, thousandths: tempo steps grow with the square of their size and steeply beyond 8 % (steps up
to 3 % pass unnoticed, beyond 8 % they are a new tempo: design, after tempo discrimination in Drake and Botte 1993),
the distance from the wanted tempo counts by the share of the cue that it lasts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scenescore.compose.spotting.anchors import Anchor, Leg, Wish, micros, shares_of_a_beat
from scenescore.compose.spotting.barring import GROUPING, NEVER, Pulse, bars_in, tiling_costs
from scenescore.compose.spotting.terms import FRESH_START, LEANING, STRENGTH, grid_of
from scenescore.model.cue import Picture
from scenescore.model.timecode import rate

Numbers = NDArray[np.int64]

#: What it costs to put a hit of each priority off its grid, per thousand; and to miss it by its tolerance.
_WEIGHT = {"must": 1000, "should": 400, "may": 120}
MISS = {"must": 300_000, "should": 1400, "may": 150}
#: A hit on the half bar, or on another beat, that wants a downbeat.
_HALF_BAR, _OTHER_BEAT = 4500, 6000
#: What it costs that an accent does not fall on the first beat.
_LEANING = 150
_OFF_BEAT = 350
_LOOK_BACK = 6
#: Where so many moments stand close, no leg comes from before them.
_CROWD = 16
#: A range is wide whose fastest tempo is so many times its slowest.
_WIDE = 8
_MOST_COUNTS = 140
_MUST_WITHIN = 900
_LEAST_TOLERANCE = 20_000
_EIGHTH = 480
#: A step (hundredths of a per cent) that counts as none, and what the largest step costs.
_SAME_TEMPO, _LARGEST_STEP = 30, 60_000
#: Bars of a phrase are remembered after groups of so many.
_PHASES = len(GROUPING)
#: What it costs that no phrase arrives on a strong hit; that an odd bar stands inside a phrase.
_NO_ARRIVAL = {"must": 440, "should": 220, "may": 0}
_ODD_INSIDE = 500
#: What a pickup of one, two or three beats costs, how long it may last (microseconds), and what lasts longer.
_PICKUP, _LONGEST_PICKUP = (0, 900, 1300, 1500), 1_100_000
#: Free time: steps cost little, and every hit wants its bar line; one that has none costs so much.
_FREE_STEP, _PASSED_OVER = 8, 6000


@dataclass(slots=True)
class _Node:
    """What is known at an anchor: arrivals, and the best cost of leaving in each tempo from each place and phase."""

    cost: Numbers
    back: Numbers  # rows of: node, row there, counts, place in the bar, tempo bin, phase, whether a phrase ends
    leave: Numbers  # phase, place, tempo bin
    row: Numbers


class _Search:
    """The tables that every leg needs; filled once, read only."""

    def __init__(
        self,
        picture: Picture,
        anchors: tuple[Anchor, ...],
        pulse: Pulse,
        wish: Wish,
        *,
        is_free: bool,
        leaves_out: bool,
    ) -> None:
        self.picture, self.anchors, self.pulse, self.wish = picture, anchors, pulse, wish
        self.is_free, self.leaves_out = is_free, leaves_out
        self.fastest, self.slowest = pulse.microseconds(wish.fastest), pulse.microseconds(wish.slowest)
        bins = [self.fastest]
        # A range that holds every tempo there is needs no finer steps.
        width = 3 if self.slowest < _WIDE * self.fastest else 6
        while bins[-1] < self.slowest:
            bins.append(bins[-1] + max(1, bins[-1] * width // 400))
        self.bins = np.array(bins, dtype=np.int64)
        step = np.abs(self.bins[:, None] - self.bins[None, :]) * 20_000 // (self.bins[:, None] + self.bins[None, :])
        self.step = _step_cost(step) // (_FREE_STEP if is_free else 1)
        self.total = anchors[-1].at
        longest = min(self.total // self.fastest + 2 * pulse.bar, 40 * self.total // self.slowest + 400)
        self.starts = np.array(pulse.starts, dtype=np.int64)
        self.bars, self.crossed, self.is_odd = self._bar_tables(int(longest))
        frame = Fraction(1) / rate(picture.rate).fps
        self.times = [micros(hit.at) for hit in picture.hits]
        self.tolerance = [max(_LEAST_TOLERANCE, micros(Fraction(hit.hit.tolerance) * frame)) for hit in picture.hits]

    def _bar_tables(self, longest: int) -> tuple[Numbers, Numbers, Numbers]:
        """For so many counts from place to place in a bar: cost, bar lines passed, whether a bar is odd."""
        size, starts = self.pulse.bar, self.pulse.starts
        plain = np.array(tiling_costs(longest, self.pulse), dtype=np.int64)
        bars, odd = (np.array(each, dtype=np.int64) for each in bars_in(longest, self.pulse))
        cost = np.full((longest + 1, len(starts), len(starts)), NEVER, dtype=np.int64)
        crossed, is_odd = np.zeros_like(cost), np.zeros_like(cost)
        for i, leaves in enumerate(starts):
            for j, arrives in enumerate(starts):
                first = (size - leaves if leaves else 0) + arrives
                whole = max(0, longest + 1 - first)
                cost[first:, i, j] = plain[:whole]
                crossed[first:, i, j] = bars[:whole] + (leaves > 0)
                is_odd[first:, i, j] = odd[:whole]
                if leaves and arrives > leaves and arrives - leaves <= longest:
                    cost[arrives - leaves, i, j] = crossed[arrives - leaves, i, j] = 0
        cost[0] = NEVER
        return cost, crossed % _PHASES, is_odd

    def legs(self, start: Anchor, end: Anchor) -> Numbers:
        """The counts that a leg may have."""
        lasts = end.at - start.at
        if end.kind == "afterbeat" or start.kind == "pickup":
            tied = end if end.kind == "afterbeat" else start
            return np.array([tied.counts], dtype=np.int64)
        low, high = max(1, -(-lasts // self.slowest)), lasts // self.fastest
        if high - low > _MOST_COUNTS:
            wanted = lasts // self.pulse.microseconds(self.wish.bpm)
            low = max(low, wanted - _MOST_COUNTS // 2)
            high = low + _MOST_COUNTS
        return np.arange(low, high + 1, dtype=np.int64)

    def tempo_cost(self, count: Numbers, lasts: int) -> Numbers:
        """Distance from the wanted tempo, and from the range of the mood, by the share of the cue that it lasts."""
        wish = self.wish
        want, low, high = (self.pulse.microseconds(bpm) for bpm in (wish.bpm, wish.low, wish.high))
        off = np.abs(count - want) * 20_000 // (count + want)
        out = np.maximum(0, np.maximum(count - low, high - count)) * 20_000 // (count + want)
        share = max(1, lasts * 1000 // self.total)
        return np.asarray((off * 60 + out * 400) * share // 100_000 + out * 60 // 100, dtype=np.int64)

    def miss_cost(self, start: Anchor, end: Anchor, count: Numbers) -> Numbers:
        """What the hits between two anchors cost where the leg's beats and eighths happen to fall."""
        cost = np.zeros(len(count), dtype=np.int64)
        for number in range(bisect_right(self.times, start.at), bisect_left(self.times, end.at)):
            if number in start.hits or number in end.hits:
                continue
            since = self.times[number] - start.at
            priority = self.picture.hits[number].hit.priority
            if priority == "must":
                cost += self._firm_miss(since, count, is_eighth=grid_of(self.picture.hits[number].hit) == "eighth")
                continue
            if self.is_free and priority == "should":
                cost += _PASSED_OVER
                continue
            eighth = max(1, self.pulse.ticks // 480)
            off = np.abs(since - (since + count // 2) // count * count)
            fine = np.abs(since * eighth - (since * eighth + count // 2) // count * count) // eighth
            allowed = self.tolerance[number]
            beat = np.minimum(4000, off * 1000 // allowed * off // allowed)
            off_beat = np.minimum(4000, fine * 1000 // allowed * fine // allowed + _OFF_BEAT)
            cost += np.minimum(beat, off_beat) * MISS[priority] // 1000
        return cost

    def _firm_miss(self, since: int, count: Numbers, *, is_eighth: bool) -> Numbers:
        """A hit that must be caught is caught on a beat or a share of a beat, or costs more than all else."""
        beat = count * self.pulse.per_beat
        inside = since % beat
        cost = np.full(len(count), MISS["must"], dtype=np.int64) + np.minimum(inside, beat - inside) // 100
        shares = ((Fraction(0), 0), (Fraction(1), 0), *shares_of_a_beat(self.pulse))
        for share, price in reversed(shares):
            near = np.abs(inside * share.denominator - beat * share.numerator) <= _MUST_WITHIN * share.denominator
            is_eighths = is_eighth and share * self.pulse.meter.beat % _EIGHTH == 0
            cost = np.where(near, 0 if is_eighths else price, cost)
        return np.asarray(cost, dtype=np.int64)

    def place_cost(self, anchor: Anchor) -> Numbers:
        """What it costs to meet an anchor at each place in the bar where a beat starts."""
        pulse = self.pulse
        cost = np.zeros(len(pulse.starts), dtype=np.int64)
        for index, place in enumerate(pulse.starts[1:], 1):
            cost[index] = 40
            for number in anchor.hits:
                hit = self.picture.hits[number].hit
                wants_bar = grid_of(hit) == "downbeat" or (self.is_free and hit.priority != "may")
                if wants_bar and pulse.strength(place) < STRENGTH["downbeat"]:
                    price = _HALF_BAR if pulse.strength(place) == 3 else _OTHER_BEAT
                    cost[index] += price * _WEIGHT[hit.priority] // 1000
                elif hit.grid is None and hit.gesture in LEANING:
                    cost[index] += _LEANING
        if anchor.kind == "edge":
            cost[1:] = NEVER
        return cost

    def arrival_cost(self, anchor: Anchor) -> int:
        """What it costs that no phrase ends at an anchor, where a strong hit stands on its downbeat."""
        if anchor.kind == "edge":
            return NEVER
        hits = [self.picture.hits[number].hit for number in anchor.hits]
        return max((_NO_ARRIVAL[hit.priority] for hit in hits if grid_of(hit) == "downbeat"), default=0)


def _step_cost(step: Numbers) -> Numbers:
    """The cost of tempo steps given in hundredths of a per cent."""
    small = np.minimum(step, 800)
    base = small * small * 60 // 10_000 + 60 * (step > _SAME_TEMPO)
    steep = base + np.maximum(0, step - 400) * 6 + np.maximum(0, step - 800) * 12
    return np.asarray(np.minimum(_LARGEST_STEP, steep), dtype=np.int64)


def _sources(search: _Search, nodes: list[_Node], index: int) -> list[int]:
    """The anchors from which a leg may lead to this one.

    A leg does not pass over a hit that must be caught, unless all is close, or no way leads by that hit, or the search
    may leave hits out.
    """
    anchors, near = search.anchors, 3 * search.slowest
    here = anchors[index]
    if here.kind == "afterbeat":
        return [i for i in range(index) if anchors[i].at == here.partner and anchors[i].kind in {"edge", "hit"}]
    out, passed, is_past_firm = [], 0, False
    for i in range(index - 1, -1, -1):
        there = anchors[i]
        lasts = here.at - there.at
        if not lasts:
            continue
        if lasts > near and (is_past_firm or passed > _LOOK_BACK):
            break
        if passed > _CROWD and lasts > 2 * search.fastest:
            break
        if there.kind == "pickup":
            if there.partner == here.at and here.kind in {"edge", "hit"}:
                out.append(i)
            continue
        out.append(i)
        if there.kind == "hit":
            passed += 1
        is_way = lasts >= search.fastest and len(nodes[i].cost) > 0
        is_past_firm = is_past_firm or (
            there.is_must and there.kind != "afterbeat" and is_way and not search.leaves_out
        )
    return out


def find_route(
    picture: Picture,
    anchors: tuple[Anchor, ...],
    pulse: Pulse,
    wish: Wish,
    *,
    is_free: bool = False,
    leaves_out: bool = False,
) -> tuple[int, tuple[Leg, ...]]:
    """The cheapest legs from the cue's start to its end, with their cost; none when no tempo in reach fits.

    `is_free` is free time, in which tempo steps cost little and hits want bar lines; `leaves_out` lets legs pass over
    hits that must be caught, at their price.
    """
    search = _Search(picture, anchors, pulse, wish, is_free=is_free, leaves_out=leaves_out)
    nodes = [_first(search)]
    for index in range(1, len(anchors)):
        nodes.append(_arrive(search, nodes, index))
    cost = int(nodes[-1].cost.min()) if len(nodes[-1].cost) else NEVER
    return cost, _trace(search, nodes)


def _first(search: _Search) -> _Node:
    """The start: on a downbeat, or with a pickup into the first one where the picture leaves time for it."""
    pulse = search.pulse
    leave = np.full((_PHASES, len(pulse.starts), len(search.bins)), NEVER, dtype=np.int64)
    row = np.zeros(leave.shape, dtype=np.int64)
    back = [[0, 0, 0, 0, 0, 0, 1]]
    leave[0, 0] = 0
    # A pickup is there for the sake of hits, in a cue that has time for it.
    has_firm = any(hit.hit.priority != "may" for hit in search.picture.hits)
    is_taken = bool(search.anchors[0].hits) or not has_firm or search.total < 4 * pulse.bar * search.slowest
    for index in range(len(pulse.starts) - 1, 0, -1):
        beats = len(pulse.starts) - index
        lasts = (pulse.bar - pulse.starts[index]) * search.bins
        if is_taken or beats >= len(_PICKUP):
            continue
        # The bar of a pickup is not one of its phrase's.
        leave[-1, index] = np.where(lasts <= _LONGEST_PICKUP, _PICKUP[beats], NEVER)
        row[-1, index] = len(back)
        back.append([0, 0, 0, pulse.starts[index], 0, _PHASES - 1, 1])
    return _Node(np.zeros(len(back), np.int64), np.array(back, dtype=np.int64), leave, row)


def _arrive(search: _Search, nodes: list[_Node], index: int) -> _Node:
    """Gather every way to reach an anchor."""
    anchors, here = search.anchors, search.anchors[index]
    costs, backs = [np.zeros(0, np.int64)], [np.zeros((0, 7), np.int64)]
    places = search.place_cost(here)
    for source in _sources(search, nodes, index):
        counts = search.legs(anchors[source], here)
        counts = counts[counts < len(search.bars)]
        if len(counts):
            cost, back = _ways(search, nodes[source], source, here, counts, places)
            costs.append(cost)
            backs.append(back)
    cost, back = np.concatenate(costs), np.concatenate(backs)
    # Of the arrivals at one place and phase in one tempo only the cheapest can lead anywhere.
    key = (back[:, 3] * _PHASES + back[:, 5]) * len(search.bins) + back[:, 4]
    order = np.lexsort((cost, key))
    kept = order[np.unique(key[order], return_index=True)[1]]
    cost, back = cost[kept], back[kept]
    return _Node(cost, back, *_leave(search, here, cost, back))


def _ways(
    search: _Search, node: _Node, source: int, here: Anchor, counts: Numbers, places: Numbers
) -> tuple[Numbers, Numbers]:
    """Every leg from one anchor to another: its cost, and what is needed to trace it."""
    start = search.anchors[source]
    lasts = here.at - start.at
    count = lasts // counts
    bins = np.minimum(np.searchsorted(search.bins, count), len(search.bins) - 1)
    own = search.tempo_cost(count, lasts) + search.miss_cost(start, here, count)
    # Axes: leg, phase at its end, place it leaves, place it reaches.
    phase = (np.arange(_PHASES)[None, :, None, None] - search.crossed[counts][:, None, :, :]) % _PHASES
    leaves = np.arange(len(search.starts))[None, None, :, None]
    way = node.leave[phase, leaves, bins[:, None, None, None]] + search.bars[counts][:, None, :, :]
    inside = way + _ODD_INSIDE * search.is_odd[counts][:, None, :, :]
    goes_on = (inside, search.arrival_cost(here) + np.zeros(_PHASES, np.int64), False)
    ends = (way[..., :1], np.array(GROUPING, dtype=np.int64), True)
    costs, backs = [], []
    for ways, grouping, is_border in (goes_on, ends):
        cost = ways.min(axis=2) + own[:, None, None]
        cost[..., 0] += grouping
        cost += places[: cost.shape[2]]
        k, end, place = np.nonzero(cost < NEVER)
        left = ways[k, end, :, place].argmin(axis=1)
        rows = node.row[phase[k, end, left, place], left, bins[k]]
        phases = np.zeros(len(k), np.int64) if is_border else end
        columns = (np.full(len(k), source), rows, counts[k], search.starts[place], bins[k], phases)
        costs.append(cost[k, end, place])
        backs.append(np.stack([*columns, np.full(len(k), int(is_border))], axis=1))
    return np.concatenate(costs), np.concatenate(backs)


def _leave(search: _Search, here: Anchor, cost: Numbers, back: Numbers) -> tuple[Numbers, Numbers]:
    """The best cost of going on in each tempo from each place and phase, and which arrival it comes from."""
    leave = np.full((_PHASES, len(search.starts), len(search.bins)), NEVER, dtype=np.int64)
    row = np.zeros(leave.shape, dtype=np.int64)
    is_fresh = any(search.picture.hits[i].hit.gesture in FRESH_START for i in here.hits)
    step = search.step // 2 if is_fresh else search.step
    for phase in range(_PHASES):
        for index, place in enumerate(search.pulse.starts):
            chosen = np.nonzero((back[:, 3] == place) & (back[:, 5] == phase))[0]
            if len(chosen):
                ways = cost[chosen][:, None] + step[back[chosen, 4]]
                leave[phase, index] = ways.min(axis=0)
                row[phase, index] = chosen[ways.argmin(axis=0)]
    return leave, row


def _trace(search: _Search, nodes: list[_Node]) -> tuple[Leg, ...]:
    """Follow the cheapest arrival at the end back to the start."""
    if not len(nodes[-1].cost):
        return ()
    index, row = len(nodes) - 1, int(nodes[-1].cost.argmin())
    out: list[Leg] = []
    while index > 0:
        source, back_row, counts, place, _, _, border = (int(n) for n in nodes[index].back[row])
        leaves = int(nodes[source].back[back_row][3])
        out.append(Leg(search.anchors[source], search.anchors[index], counts, leaves, place, bool(border)))
        index, row = source, back_row
    return tuple(reversed(out))

"""Find the cheapest way through the picture: how many beats from moment to moment, at which tempo, in which bars.

Dynamic programming over `anchors`: a leg goes from one anchor to a later one in a whole number of counts, so its tempo
is given; hits in between are met if a beat or an eighth happens to fall near them. What a state remembers is the tempo
(in bins of three quarters of a per cent) and the place in the bar. All costs are whole numbers, thousandths: tempo
steps grow with the square of their size and steeply beyond 8 % (steps up to 3 % pass unnoticed, beyond 8 % they are a
new tempo: design, after tempo discrimination in Drake and Botte 1993), the distance from the wanted tempo counts by
the share of the cue that it lasts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scenescore.compose.spotting.anchors import (
    DOWNBEAT,
    FRESH_START,
    LEANING,
    Anchor,
    Leg,
    Wish,
    micros,
    shares_of_a_beat,
)
from scenescore.compose.spotting.barring import NEVER, Pulse, grouping_costs, tiling_costs
from scenescore.model.cue import Picture
from scenescore.model.timecode import rate

Numbers = NDArray[np.int64]

#: What it costs to put a hit of each priority off its grid, per thousand; and to miss it by its tolerance.
_WEIGHT = {"must": 1000, "should": 400, "may": 120}
MISS = {"must": 300_000, "should": 700, "may": 150}
#: A hit on the half bar, or on another beat, that wants a downbeat.
_HALF_BAR, _OTHER_BEAT = 4500, 6000
#: What it costs that an accent does not fall on the first beat.
_LEANING = 150
_OFF_BEAT = 350
_LOOK_BACK = 6
_MOST_COUNTS = 140
_MUST_WITHIN = 900
_LEAST_TOLERANCE = 20_000
#: A step (hundredths of a per cent) that counts as none, and what the largest step costs.
_SAME_TEMPO, _LARGEST_STEP = 30, 60_000


@dataclass(slots=True)
class _Node:
    """What is known at an anchor: arrivals, and the best cost of leaving in each tempo from each place in the bar."""

    cost: Numbers
    back: Numbers  # rows of: node, row there, counts, place in the bar, tempo bin
    leave: Numbers
    row: Numbers


class _Search:
    """The tables that every leg needs; filled once, read only."""

    def __init__(self, picture: Picture, anchors: tuple[Anchor, ...], pulse: Pulse, wish: Wish) -> None:
        self.picture, self.anchors, self.pulse, self.wish = picture, anchors, pulse, wish
        self.fastest, self.slowest = pulse.microseconds(wish.fastest), pulse.microseconds(wish.slowest)
        bins = [self.fastest]
        while bins[-1] < self.slowest:
            bins.append(bins[-1] + max(1, bins[-1] * 3 // 400))
        self.bins = np.array(bins, dtype=np.int64)
        step = np.abs(self.bins[:, None] - self.bins[None, :]) * 20_000 // (self.bins[:, None] + self.bins[None, :])
        self.step = _step_cost(step)
        self.total = anchors[-1].at
        longest = min(self.total // self.fastest + 2 * pulse.bar, 40 * self.total // self.slowest + 400)
        self.bars = self._bar_costs(int(longest))
        frame = Fraction(1) / rate(picture.rate).fps
        self.times = [micros(hit.at) for hit in picture.hits]
        self.tolerance = [max(_LEAST_TOLERANCE, micros(Fraction(hit.hit.tolerance) * frame)) for hit in picture.hits]

    def _bar_costs(self, longest: int) -> Numbers:
        """Cost of so many counts from a place in a bar to a place in a bar."""
        size = self.pulse.bar
        plain = np.array(tiling_costs(longest, self.pulse), dtype=np.int64)
        group = np.array(grouping_costs(longest, self.pulse), dtype=np.int64)
        out = np.full((longest + 1, size, size), NEVER, dtype=np.int64)
        for leaves in self.pulse.starts:
            for arrives in self.pulse.starts:
                first = (size - leaves if leaves else 0) + arrives
                costs = plain + group if leaves == arrives == 0 else plain
                out[first:, leaves, arrives] = costs[: max(0, longest + 1 - first)]
                if leaves and arrives > leaves and arrives - leaves <= longest:
                    out[arrives - leaves, leaves, arrives] = 0
        out[0] = NEVER
        return out

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
        return np.asarray((off * 30 + out * 400) * share // 100_000 + out * 60 // 100, dtype=np.int64)

    def miss_cost(self, start: Anchor, end: Anchor, count: Numbers) -> Numbers:
        """What the hits between two anchors cost where the leg's beats and eighths happen to fall."""
        cost = np.zeros(len(count), dtype=np.int64)
        for number in range(bisect_right(self.times, start.at), bisect_left(self.times, end.at)):
            if number in start.hits or number in end.hits:
                continue
            since = self.times[number] - start.at
            priority = self.picture.hits[number].hit.priority
            if priority == "must":
                cost += self._firm_miss(since, count)
                continue
            eighth = max(1, self.pulse.ticks // 480)
            off = np.abs(since - (since + count // 2) // count * count)
            fine = np.abs(since * eighth - (since * eighth + count // 2) // count * count) // eighth
            allowed = self.tolerance[number]
            beat = np.minimum(4000, off * 1000 // allowed * off // allowed)
            off_beat = np.minimum(4000, fine * 1000 // allowed * fine // allowed + _OFF_BEAT)
            cost += np.minimum(beat, off_beat) * MISS[priority] // 1000
        return cost

    def _firm_miss(self, since: int, count: Numbers) -> Numbers:
        """A hit that must be caught is caught on a beat or a share of a beat, or costs more than all else."""
        beat = count * self.pulse.per_beat
        inside = since % beat
        cost = np.full(len(count), MISS["must"], dtype=np.int64) + np.minimum(inside, beat - inside) // 100
        shares = ((Fraction(0), 0), (Fraction(1), 0), *shares_of_a_beat(self.pulse))
        for share, price in reversed(shares):
            near = np.abs(inside * share.denominator - beat * share.numerator) <= _MUST_WITHIN * share.denominator
            cost = np.where(near, price, cost)
        return np.asarray(cost, dtype=np.int64)

    def place_cost(self, anchor: Anchor) -> Numbers:
        """What it costs to meet an anchor at each place in the bar."""
        pulse = self.pulse
        cost = np.full(pulse.bar, NEVER, dtype=np.int64)
        for place in pulse.starts:
            cost[place] = 0 if place == 0 else 40
            for number in anchor.hits:
                hit = self.picture.hits[number].hit
                if hit.gesture in DOWNBEAT and place:
                    price = _HALF_BAR if pulse.strength(place) == 3 else _OTHER_BEAT
                    cost[place] += price * _WEIGHT[hit.priority] // 1000
                elif hit.gesture in LEANING and place:
                    cost[place] += _LEANING
        if anchor.kind == "edge":
            cost[1:] = NEVER
        return cost


def _step_cost(step: Numbers) -> Numbers:
    """The cost of tempo steps given in hundredths of a per cent."""
    small = np.minimum(step, 800)
    base = small * small * 60 // 10_000 + 60 * (step > _SAME_TEMPO)
    steep = base + np.maximum(0, step - 400) * 6 + np.maximum(0, step - 800) * 12
    return np.asarray(np.minimum(_LARGEST_STEP, steep), dtype=np.int64)


def _sources(anchors: tuple[Anchor, ...], index: int, near: int) -> list[int]:
    """The anchors from which a leg may lead to this one: not over a hit that must be caught, unless all is close."""
    here = anchors[index]
    if here.kind == "afterbeat":
        return [i for i in range(index) if anchors[i].at == here.partner and anchors[i].kind in {"edge", "hit"}]
    out, passed, is_past_firm = [], 0, False
    for i in range(index - 1, -1, -1):
        there = anchors[i]
        if there.at == here.at:
            continue
        is_far = here.at - there.at > near
        if is_far and (is_past_firm or passed > _LOOK_BACK):
            break
        if there.kind == "pickup":
            if there.partner == here.at and here.kind in {"edge", "hit"}:
                out.append(i)
            continue
        out.append(i)
        if there.kind == "hit":
            passed += 1
        is_past_firm = is_past_firm or (there.is_must and there.kind != "afterbeat")
    return out


def find_route(picture: Picture, anchors: tuple[Anchor, ...], pulse: Pulse, wish: Wish) -> tuple[int, tuple[Leg, ...]]:
    """The cheapest legs from the cue's start to its end, with their cost; none when no tempo in reach fits."""
    search = _Search(picture, anchors, pulse, wish)
    nodes = [_first(search)]
    for index in range(1, len(anchors)):
        nodes.append(_arrive(search, nodes, index))
    cost = int(nodes[-1].cost.min()) if len(nodes[-1].cost) else NEVER
    return cost, _trace(search, nodes)


def _first(search: _Search) -> _Node:
    leave = np.full((search.pulse.bar, len(search.bins)), NEVER, dtype=np.int64)
    leave[0] = 0
    return _Node(np.zeros(1, np.int64), np.zeros((1, 5), np.int64), leave, np.zeros(leave.shape, np.int64))


def _arrive(search: _Search, nodes: list[_Node], index: int) -> _Node:
    """Gather every way to reach an anchor."""
    anchors, size = search.anchors, search.pulse.bar
    here = anchors[index]
    places = search.place_cost(here)
    costs, backs = [np.zeros(0, np.int64)], [np.zeros((0, 5), np.int64)]
    for source in _sources(anchors, index, 3 * search.slowest):
        counts = search.legs(anchors[source], here)
        counts = counts[counts < len(search.bars)]
        if not len(counts):
            continue
        lasts = here.at - anchors[source].at
        count = lasts // counts
        bins = np.minimum(np.searchsorted(search.bins, count), len(search.bins) - 1)
        node = nodes[source]
        way = node.leave[:, bins].T[:, :, None] + search.bars[counts]
        best = way.argmin(axis=1)
        cost = np.take_along_axis(way, best[:, None, :], axis=1)[:, 0, :] + places[None, :]
        cost += (search.tempo_cost(count, lasts) + search.miss_cost(anchors[source], here, count))[:, None]
        k, place = np.nonzero(cost < NEVER)
        rows = node.row[best[k, place], bins[k]]
        costs.append(cost[k, place])
        backs.append(np.stack([np.full(len(k), source), rows, counts[k], place, bins[k]], axis=1))
    cost, back = np.concatenate(costs), np.concatenate(backs)
    # Of the arrivals at one place in one tempo only the cheapest can lead anywhere.
    key = back[:, 3] * len(search.bins) + back[:, 4]
    order = np.lexsort((cost, key))
    kept = order[np.unique(key[order], return_index=True)[1]]
    cost, back = cost[kept], back[kept]
    return _Node(cost, back, *_leave(search, here, cost, back, size))


def _leave(search: _Search, here: Anchor, cost: Numbers, back: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """The best cost of going on in each tempo from each place in the bar, and which arrival it comes from."""
    leave = np.full((size, len(search.bins)), NEVER, dtype=np.int64)
    row = np.zeros(leave.shape, dtype=np.int64)
    is_fresh = any(search.picture.hits[i].hit.gesture in FRESH_START for i in here.hits)
    step = search.step // 2 if is_fresh else search.step
    for place in search.pulse.starts:
        chosen = np.nonzero(back[:, 3] == place)[0]
        if len(chosen):
            ways = cost[chosen][:, None] + step[back[chosen, 4]]
            best = ways.argmin(axis=0)
            leave[place] = np.take_along_axis(ways, best[None, :], axis=0)[0]
            row[place] = chosen[best]
    return leave, row


def _trace(search: _Search, nodes: list[_Node]) -> tuple[Leg, ...]:
    """Follow the cheapest arrival at the end back to the start."""
    if not len(nodes[-1].cost):
        return ()
    index, row = len(nodes) - 1, int(nodes[-1].cost.argmin())
    out: list[Leg] = []
    while index > 0:
        source, back_row, counts, place, _ = (int(n) for n in nodes[index].back[row])
        if out:
            out[-1] = Leg(out[-1].start, out[-1].end, out[-1].counts, place, out[-1].arrives)
        out.append(Leg(search.anchors[source], search.anchors[index], counts, 0, place))
        index, row = source, back_row
    return tuple(reversed(out))

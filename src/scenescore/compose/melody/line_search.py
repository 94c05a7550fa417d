"""The best single line through given places: dynamic programming over pitches, costs in whole thousandths.

Costs follow Huron 2001 (pitch proximity), Piston 1987 (chord tones on strong beats, non-chord tones left by step) and
our own taste for lines that keep the directions of the theme they continue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Cost of a melodic interval by semitones (0 a repeated note, 12 an octave).
_INTERVAL = (1100, 0, 0, 350, 500, 1000, 2600, 1300, 2400, 2200, 4200, 5200, 3200)
_TOO_WIDE = 9000
_STRONG = 2
_FAR = 1 << 40
_ASTRAY = 6000
#: No line spans more semitones than this, whatever figure it goes on with.
WIDEST = 60
#: What each semitone away from the arch costs.
_LEAN = 220
#: The same inside a figure: it goes its own way.
_LEAN_INSIDE = 60
#: What it costs to turn a figure's interval around, and each semitone that it is off; the same steps in another place
#: of the scale (a semitone more or less) cost next to nothing.
_TURNED, _OFF, _OFF_MOST, _OTHER_PLACE = 4000, 1000, 6, 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where one note stands: tick, length, strength in the bar (0..4), usable MIDI numbers, chord pitch classes.

    `by` is the interval in semitones by which the figure that is continued would come here, None where it begins.
    """

    at: int
    length: int
    strength: int
    usable: tuple[int, ...]
    chord: frozenset[int]
    by: int | None = None


def _interval_cost(step: int, stepwise: float) -> int:
    size = abs(step)
    cost = _INTERVAL[size] if size < len(_INTERVAL) else _TOO_WIDE
    return round(cost * (0.6 + stepwise)) if size > 2 else cost


def _place_cost(place: Place, midi: int, lean: int) -> int:
    """What a pitch costs by itself: outside the chord, beside a chord tone, far from the arch."""
    cost = abs(midi - lean) * (_LEAN if place.by is None else _LEAN_INSIDE)
    if midi % 12 in place.chord:
        return cost
    rubs = (midi - 1) % 12 in place.chord
    weight = 9000 if place.strength >= _STRONG else 500
    return cost + weight + (1800 if rubs and place.length >= 960 else 0)


def _figure_cost(step: int, by: int, plain: int) -> int:
    """What a step costs where a figure has an interval: nothing when it is kept."""
    turned = step * by < 0 or (step == 0) != (by == 0)
    off = abs(step - by)
    if not turned and off <= 1:
        return _OTHER_PLACE * off
    return plain // 3 + (_TURNED if turned else 0) + _OFF * min(_OFF_MOST, off)


@lru_cache(maxsize=256)
def _steps(by: int | None, stepwise: float) -> tuple[tuple[int, ...], ...]:
    """What every step (from the widest down to the widest up) costs: from chord to chord, and with foreign notes.

    The rows: between chord tones; away from a foreign note; into one; from one to another. A foreign note must be left
    by step and not be leapt to; the figure that is continued (`by`) counts more than the size of its intervals.
    """
    rows = []
    for leaves, enters in ((False, False), (True, False), (False, True), (True, True)):
        row = []
        for step in range(-WIDEST, WIDEST + 1):
            cost = _interval_cost(step, stepwise)
            cost = cost if by is None else _figure_cost(step, by, cost)
            cost += 3500 if leaves and abs(step) > 2 else 0
            row.append(cost + (1500 if enters and abs(step) > 4 else 0))
        rows.append(tuple(row))
    return tuple(rows)


def _away(midi: int, goal: frozenset[int]) -> int:
    """What a last note costs that is not the goal."""
    return 0 if midi % 12 in goal else _ASTRAY


def best_line(
    places: Sequence[Place],
    lean: Sequence[int],
    start: int | None,
    goal: frozenset[int],
    stepwise: float,
) -> list[int]:
    """The cheapest line of MIDI numbers through the places.

    `lean` is the pitch that each note is drawn to, `start` the note before (None: none), `goal` the pitch classes of
    the last note, `stepwise` 0..1.
    """
    first = places[0]
    costs = [
        _place_cost(first, m, lean[0]) + (0 if start is None else _interval_cost(m - start, stepwise) // 2)
        for m in first.usable
    ]
    if len(places) == 1:
        costs = [cost + _away(m, goal) for cost, m in zip(costs, first.usable, strict=True)]
    trail: list[list[int]] = []
    for i in range(1, len(places)):
        before, here = places[i - 1], places[i]
        is_last = i == len(places) - 1
        tables = _steps(here.by, stepwise)
        # The cheapest first: what has cost more by itself than a whole way does cannot be the best.
        ways = sorted((costs[j], j, p, p % 12 not in before.chord) for j, p in enumerate(before.usable))
        row, back = [], []
        for m in here.usable:
            kind = 2 * (m % 12 not in here.chord)
            inside, outside = tables[kind], tables[kind + 1]
            best, at = _FAR, 0
            for spent, j, p, is_foreign in ways:
                if spent > best:
                    break
                cost = spent + (outside if is_foreign else inside)[m - p + WIDEST]
                if cost < best or (cost == best and j < at):
                    best, at = cost, j
            own = _place_cost(here, m, lean[i]) + (_away(m, goal) if is_last else 0)
            row.append(best + own)
            back.append(at)
        costs = row
        trail.append(back)
    index = min(range(len(costs)), key=lambda k: (costs[k], k))
    line = [places[-1].usable[index]]
    for i in range(len(trail) - 1, -1, -1):
        index = trail[i][index]
        line.append(places[i].usable[index])
    return line[::-1]

"""Spot random scenes and compare with the two ways it is done by hand.

Scenes last 1 to 5 minutes and have 3 to 20 hits at uniform places at least 0.4 s apart, a third of each priority.
The first table counts what a listener would notice, beside both baselines; the others tell frame rates, meters, ranges
of tempo and lengths of phrases apart; the last lines show how time grows with length and hits.

Run: python benchmarks/spotting.py > benchmarks/spotting.md (about two minutes)
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from scenescore.compose.spotting.landing import is_on_grid, tolerance
from scenescore.compose.spotting.solve import spot
from scenescore.compose.spotting.steady import steady
from scenescore.compose.spotting.terms import grid_of
from scenescore.model.cue import Cue, Picture, PictureHit
from scenescore.model.metre import Meter
from scenescore.model.scene import GESTURES, Gesture, Hit, Priority
from scenescore.model.time import TICKS_PER_QUARTER, Seconds
from scenescore.model.timecode import FRAME_RATES

SCENES, SCENES_A_KIND = 2000, 150
RANGE, WANTED, METER = (84.0, 108.0), 96.0, Meter(4, 4)
FRAME_RATE_NAMES = tuple(FRAME_RATES)
#: Meters and ranges of tempo (slowest, fastest, wanted), each by itself.
KINDS = (
    ("4/4", (60, 72, 66)),
    ("4/4", (120, 140, 130)),
    ("3/4", (84, 108, 96)),
    ("6/8", (60, 80, 70)),
    ("5/4", (84, 108, 96)),
    ("7/8", (60, 80, 70)),
)
#: A tempo step below this (per cent) is rounding.
ROUNDING = 0.02


def scene(number: int, count: int | None = None, length: int | None = None, gap: float = 0.4) -> Picture:
    """A random picture."""
    dice = random.Random(number)
    rate = dice.choice(FRAME_RATE_NAMES)
    fps = FRAME_RATES[rate].fps
    frames = int((length or dice.randint(60, 300)) * fps)
    count = dice.randint(3, 20) if count is None else count
    least = math.ceil(gap * fps)
    free = frames - least * (count + 1)
    places = sorted(dice.randrange(free) for _ in range(count))
    turns: list[Priority] = ["must", "should", "may"]
    priorities = [turns[i % 3] for i in range(count)]
    dice.shuffle(priorities)
    hits = []
    for i, place in enumerate(places):
        gesture: Gesture = dice.choice(GESTURES)  # type: ignore[arg-type]
        at = Seconds(Fraction(place + least * (i + 1)) / fps)
        hits.append(PictureHit(at, Hit(at=0, name=f"hit {i}", gesture=gesture, priority=priorities[i])))
    return Picture(rate, 0, Seconds(frames / fps), tuple(hits))


@dataclass
class Tally:
    """What a way of spotting does to all scenes."""

    name: str
    meter: Meter = METER
    wanted: float = WANTED
    musts: int = 0
    exact: int = 0
    on_grid: int = 0
    shoulds: int = 0
    met: int = 0
    mays: int = 0
    caught: int = 0
    gaps: int = 0
    steps: int = 0
    leaps: int = 0
    bars: int = 0
    odd: int = 0
    odd_at_ends: int = 0
    strong: int = 0
    arrivals: int = 0
    cues: int = 0
    pickups: int = 0
    minutes: float = 0.0
    changes: int = 0
    roundings: int = 0
    away: float = 0.0
    largest: float = 0.0
    worst_end_ms: float = 0.0
    phrases: Counter[int] = field(default_factory=Counter)

    def row(self) -> str:
        """One line of a table."""
        cells = (
            share(self.exact, self.musts),
            share(self.on_grid, self.musts),
            share(self.met, self.shoulds),
            share(self.caught, self.mays),
            share(self.steps, self.gaps),
            share(self.leaps, self.gaps),
            f"{self.largest:.1f} %",
            share(self.odd, self.bars),
            share(self.odd_at_ends, self.odd),
            share(self.arrivals, self.strong),
            share(self.pickups, self.cues),
            f"{self.changes / self.minutes:.1f}" if self.minutes else "",
            f"{self.away / self.minutes / 60:.1f} %" if self.minutes else "",
            f"{self.worst_end_ms:.2f}" if self.cues else "",
        )
        return f"| {self.name} | " + " | ".join(cells) + " |"


HEADS = (
    "must exact (1 ms)",
    "must on grid",
    "should met",
    "may met",
    "gaps with steps > 4 %",
    "> 8 %",
    "largest step",
    "odd bars",
    "of them at phrase ends",
    "phrase begins on strong must",
    "pickups",
    "steps a minute",
    "from wanted tempo",
    "end off by (ms)",
)


def share(part: int, whole: int) -> str:
    """A part in per cent, or nothing where there is no whole."""
    return f"{100 * part / whole:.1f} %" if whole else ""


def table(first: str, tallies: Sequence[Tally]) -> None:
    """Print tallies as a table."""
    print(f"| {first} | " + " | ".join(HEADS) + " |")
    print("|---" * (len(HEADS) + 1) + "|")
    for tally in tallies:
        print(tally.row())
    print()


def judge(tally: Tally, cue: Cue) -> None:
    """Count a spotted cue."""
    for hit, landing in zip(cue.picture.hits, cue.landings, strict=True):
        is_met = abs(landing.got - landing.asked) <= tolerance(hit, cue)
        if landing.hit.priority == "must":
            is_exact = abs(landing.error_ms) <= 1
            tally.musts += 1
            tally.exact += is_exact
            tally.on_grid += is_exact and is_on_grid(cue, landing)
            if grid_of(landing.hit) == "downbeat":
                tally.strong += 1
                tally.arrivals += any(cue.bar(landing.tick).number == n and landing.beat == 1 for n in cue.phrases)
        elif landing.hit.priority == "should":
            tally.shoulds += 1
            tally.met += is_met
        else:
            tally.mays += 1
            tally.caught += is_met
    judge_bars(tally, cue)
    tally.worst_end_ms = max(tally.worst_end_ms, abs(float(cue.seconds(cue.length) - cue.picture.length) * 1000))
    tempi = [(float(cue.seconds(step.at)), step.bpm) for step in cue.clock.steps]
    judge_steps(tally, cue.picture, tempi)
    judge_tempo(tally, cue, tempi)


def judge_bars(tally: Tally, cue: Cue) -> None:
    """Count odd bars, pickups and the lengths of phrases."""
    whole = [bar for bar in cue.bars if bar.number]
    borders = [*cue.phrases, whole[-1].number + 1]
    odd = [bar.number for bar in whole if bar.meter != tally.meter]
    tally.cues += 1
    tally.pickups += cue.has_pickup
    tally.bars += len(whole)
    tally.odd += len(odd)
    tally.odd_at_ends += sum(number + 1 in borders for number in odd)
    tally.phrases.update(end - start for start, end in pairwise(borders))


def judge_tempo(tally: Tally, cue: Cue, tempi: list[tuple[float, float]]) -> None:
    """How often the tempo changes, and how far it is from the wanted one, by time."""
    until = [*(at for at, _ in tempi[1:]), float(cue.picture.length)]
    tally.minutes += float(cue.picture.length) / 60
    sizes = [100 * abs(math.log(two / one)) for (_, one), (_, two) in pairwise(tempi)]
    tally.changes += sum(size > ROUNDING for size in sizes)
    tally.roundings += sum(size <= ROUNDING for size in sizes)
    wanted = tally.wanted * tally.meter.beat / TICKS_PER_QUARTER
    away = [abs(math.log(bpm / wanted)) * 100 * (end - at) for (at, bpm), end in zip(tempi, until, strict=True)]
    tally.away += math.fsum(away)


def judge_steps(tally: Tally, picture: Picture, tempi: list[tuple[float, float]]) -> None:
    """Count the stretches from hit to hit, of two seconds or more, in which the tempo steps by more than 4 %."""
    edges = [0.0, *(float(hit.at) for hit in picture.hits), float(picture.length)]
    for start, end in pairwise(edges):
        inside = [
            100 * abs(math.log(two[1] / one[1])) for one, two in pairwise(tempi) if start - 1e-3 <= two[0] < end - 1e-3
        ]
        tally.largest = max(tally.largest, *inside, 0.0)
        if end - start >= 2:
            tally.gaps += 1
            tally.steps += max(inside, default=0) > 4
            tally.leaps += max(inside, default=0) > 8


def judge_steady(tally: Tally, picture: Picture) -> None:
    """The best constant tempo: whatever falls within a frame of a beat is met."""
    fit = steady(picture, RANGE, METER, WANTED)[0]
    frame_ms = float(1000 / FRAME_RATES[picture.rate].fps)
    for hit, place, miss in zip(picture.hits, fit.beats, fit.misses_ms, strict=True):
        is_downbeat = round(place) % METER.upper == 0
        if hit.hit.priority == "must":
            tally.musts += 1
            tally.exact += abs(miss) <= 1
            tally.on_grid += abs(miss) <= 1 and (is_downbeat or grid_of(hit.hit) != "downbeat")
        elif hit.hit.priority == "should":
            tally.shoulds += 1
            tally.met += abs(miss) <= frame_ms
    judge_steps(tally, picture, [])


def judge_greedy(tally: Tally, picture: Picture) -> None:
    """Bend from hit to hit: the number of beats that comes nearest to the tempo of the moment, then go on."""
    firm = [hit for hit in picture.hits if hit.hit.priority != "may"]
    tempi, at, bpm, beat = [], 0.0, WANTED, 0
    for hit in [*firm, None]:
        until = float(hit.at if hit else picture.length)
        beats = max(1, round((until - at) * bpm / 60))
        bpm = 60 * beats / (until - at)
        tempi.append((at, bpm))
        at, beat = until, beat + beats
        if hit and hit.hit.priority == "must":
            tally.musts += 1
            tally.exact += 1
            tally.on_grid += beat % METER.upper == 0 or grid_of(hit.hit) != "downbeat"
        elif hit:
            tally.shoulds += 1
            tally.met += 1
    judge_steps(tally, picture, tempi)


def seconds_for(count: int, length: int) -> float:
    """Median time of spotting scenes of a size (the processor's, so that other programs do not count)."""
    took = []
    for number in range(5):
        picture = scene(1000 + number, count, length)
        before = time.process_time()
        spot(picture, RANGE, WANTED, METER, "cadence")
        took.append(time.process_time() - before)
    return statistics.median(took)


def exponent(sizes: list[int], cost: Callable[[int], float]) -> float:
    """The slope of time over size, both as logarithms."""
    points = [(math.log(size), math.log(cost(size))) for size in sizes]
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in points) / math.fsum((x - mean_x) ** 2 for x, _ in points)


def spotted(tally: Tally, number: int, bpm: tuple[float, float]) -> Picture:
    """Spot a scene and count it."""
    picture = scene(number)
    judge(tally, spot(picture, bpm, tally.wanted, tally.meter, "cadence").value)
    return picture


def main() -> None:
    """Print all tables."""
    ours, constant, greedy = Tally("scenescore"), Tally("best constant tempo"), Tally("bending from hit to hit")
    rates = {name: Tally(name) for name in FRAME_RATE_NAMES}
    for number in range(SCENES):
        picture = scene(number)
        cue = spot(picture, RANGE, WANTED, METER, "cadence").value
        judge(ours, cue)
        judge(rates[picture.rate], cue)
        judge_steady(constant, picture)
        judge_greedy(greedy, picture)
    print("# Where hits land and how tempo moves\n")
    print(f"{SCENES} random scenes of 1 to 5 minutes with 3 to 20 hits, {WANTED:g} bpm wanted, {RANGE[0]:g} to")
    print(f"{RANGE[1]:g} allowed, {METER} (`python benchmarks/spotting.py`).\n")
    table("way", (ours, constant, greedy))
    lengths = sorted(ours.phrases.items())
    whole = sum(ours.phrases.values())
    print("Phrases by their bars: " + ", ".join(f"{bars}: {share(count, whole)}" for bars, count in lengths) + ".")
    print(f"Tempo events below {ROUNDING:g} % (rounding to whole microseconds): {ours.roundings}.\n")
    table("frame rate", tuple(rates.values()))
    kinds = []
    for meter, (low, high, wanted) in KINDS:
        tally = Tally(f"{meter}, {low}-{high}", Meter.parse(meter), wanted)
        for number in range(SCENES_A_KIND):
            spotted(tally, number, (low, high))
        kinds.append(tally)
    table("meter, range", kinds)
    times()


def times() -> None:
    """Print how long it takes."""
    sizes = ((20, 300), (40, 900), (500, 7200))
    for count, length in sizes:
        print(f"{count} hits in {length // 60} minutes: {1000 * seconds_for(count, length):.0f} ms\n")
    by_length = exponent([120, 240, 480, 960], lambda length: seconds_for(length // 15, length))
    by_hits = exponent([5, 10, 20, 40, 80], lambda count: seconds_for(count, 600))
    print(
        f"Time grows with length (4 hits a minute) to the power {by_length:.2f}, with hits to the power {by_hits:.2f}."
    )


if __name__ == "__main__":
    main()

"""Spot random scenes and compare with the two ways it is done by hand.

Scenes last 1 to 5 minutes and have 3 to 20 hits at uniform places at least 0.4 s apart, a third of each priority.
The first table counts what a listener would notice; the second shows how time grows with length and hits.

Run: python benchmarks/spotting.py
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scenescore.compose.spotting.landing import is_on_grid
from scenescore.compose.spotting.solve import spot
from scenescore.compose.spotting.steady import steady
from scenescore.compose.spotting.terms import grid_of
from scenescore.model.cue import Cue, Picture, PictureHit
from scenescore.model.metre import Meter
from scenescore.model.scene import GESTURES, Gesture, Hit, Priority
from scenescore.model.time import Seconds
from scenescore.model.timecode import FRAME_RATES

SCENES = 200
RANGE, WANTED, METER = (84.0, 108.0), 96.0, Meter(4, 4)
FRAME_RATE_NAMES = tuple(FRAME_RATES)


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
    musts: int = 0
    exact: int = 0
    on_grid: int = 0
    shoulds: int = 0
    met: int = 0
    gaps: int = 0
    steps: int = 0
    bars: int = 0
    odd: int = 0
    largest: float = 0.0
    worst_end_ms: float = 0.0

    def row(self) -> str:
        """One line of the table."""

        def share(part: int, whole: int) -> str:
            return f"{100 * part / max(1, whole):6.1f} %"

        return (
            f"{self.name:28}{share(self.exact, self.musts)} {share(self.on_grid, self.musts)} "
            f"{share(self.met, self.shoulds)} {share(self.steps, self.gaps)} {share(self.odd, self.bars)} "
            f"{self.largest:8.1f} % {self.worst_end_ms:9.3f}"
        )


def judge(tally: Tally, cue: Cue) -> None:
    """Count a spotted cue."""
    frame = 1 / FRAME_RATES[cue.picture.rate].fps
    for landing in cue.landings:
        if landing.hit.priority == "must":
            is_exact = abs(landing.error_ms) <= 1
            tally.musts += 1
            tally.exact += is_exact
            tally.on_grid += is_exact and is_on_grid(cue, landing)
        elif landing.hit.priority == "should":
            tally.shoulds += 1
            tally.met += abs(landing.got - landing.asked) <= frame
    tally.bars += len(cue.bars)
    tally.odd += sum(bar.meter != METER for bar in cue.bars)
    tally.worst_end_ms = max(tally.worst_end_ms, abs(float(cue.seconds(cue.length) - cue.picture.length) * 1000))
    tempi = [(float(cue.seconds(step.at)), step.bpm) for step in cue.clock.steps]
    judge_steps(tally, cue.picture, tempi)


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
    """Median time of spotting scenes of a size."""
    took = []
    for number in range(5):
        picture = scene(1000 + number, count, length)
        before = time.perf_counter()
        spot(picture, RANGE, WANTED, METER, "cadence")
        took.append(time.perf_counter() - before)
    return statistics.median(took)


def exponent(sizes: list[int], cost: Callable[[int], float]) -> float:
    """The slope of time over size, both as logarithms."""
    points = [(math.log(size), math.log(cost(size))) for size in sizes]
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in points) / math.fsum((x - mean_x) ** 2 for x, _ in points)


def main() -> None:
    """Print both tables."""
    ours, constant, greedy = Tally("scenescore"), Tally("best constant tempo"), Tally("bending from hit to hit")
    for number in range(SCENES):
        picture = scene(number)
        judge(ours, spot(picture, RANGE, WANTED, METER, "cadence").value)
        judge_steady(constant, picture)
        judge_greedy(greedy, picture)
    print(f"{SCENES} random scenes, {WANTED:g} bpm wanted, {RANGE[0]:g} to {RANGE[1]:g} allowed, {METER}")
    print(f"{'':28}must     must on  should   gaps with  odd      largest    end off")
    print(f"{'':28}exact    grid     met      steps>4%   bars     step       by ms")
    for tally in (ours, constant, greedy):
        print(tally.row())
    print()
    print(f"20 hits in 5 minutes: {1000 * seconds_for(20, 300):.1f} ms")
    print(f"40 hits in 15 minutes: {1000 * seconds_for(40, 900):.1f} ms")
    by_length = exponent([120, 240, 480, 960], lambda length: seconds_for(length // 15, length))
    by_hits = exponent([5, 10, 20, 40, 80], lambda count: seconds_for(count, 600))
    print(
        f"time grows with length (4 hits a minute) to the power {by_length:.2f}, with hits to the power {by_hits:.2f}"
    )


if __name__ == "__main__":
    main()

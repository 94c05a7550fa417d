"""When a hit cannot stand where it should: the smallest changes to the scene that would do, found by solving again.

Each candidate is one change to what the scene asks for. It counts when the hit then stands on its grid (or within its
tolerance) and no other `must` hit has lost its place; candidates are ranked by how little they change. Only so many
are tried, the likeliest first, and only for the first few hits: this is advice, and it must come at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from scenescore.compose.spotting.landing import strength_of
from scenescore.compose.spotting.report import fault_of, left_range
from scenescore.compose.spotting.solve import laid, spot
from scenescore.compose.spotting.terms import STRENGTH, Terms, grid_of
from scenescore.errors import Relaxation
from scenescore.model.cue import Cue, Landing, Picture
from scenescore.model.metre import Meter
from scenescore.model.scene import GRIDS, Hit
from scenescore.model.sketch import Answer
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.timecode import rate

#: So many hits are looked at, and so many times all is solved again.
_MOST_HITS, _MOST_SOLVED = 4, 12
#: In a long cue with many hits solving takes longer, so it is done less often: so much work in all, where a hit is as
#: much as twenty seconds.
_WORK, _FEWEST_SOLVED, _SECONDS_A_HIT = 150, 3, 20
#: How much wider a range of tempo is tried.
_WIDER = (1.04, 1.1, 1.2)
_MOST_TOLD = 4
#: No hit is moved by more frames than this: it would be another moment.
_FURTHEST = 24
#: How much each kind of change weighs, in thousandths: a per cent of tempo, an odd bar, a frame, a coarser grid, less
#: priority, another way of following the picture (design).
_PER_CENT, _ODD_BAR, _FRAME, _GRID, _PRIORITY, _MODE = 30, 150, 60, 250, 500, 400


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of the solver: everything that a relaxation may change."""

    picture: Picture
    bpm: tuple[float, float]
    wanted: float
    meter: Meter
    ending: str
    terms: Terms

    def solved(self) -> Answer[Cue]:
        """The cue that this gives, with its reasons."""
        return spot(self.picture, self.bpm, self.wanted, self.meter, self.ending, self.terms)

    def within(self, bpm: tuple[float, float]) -> Ask:
        """The same within another range of tempo that the scene writes down, as far from its slow end as before."""
        (low, high), (slow, fast) = sorted(self.bpm), bpm
        share = (self.wanted - low) / (high - low) if high > low else 0.5
        wanted = round(slow + (fast - slow) * share, 2)
        return replace(self, bpm=bpm, wanted=wanted, terms=replace(self.terms, is_firm=True))

    def cue(self) -> Cue:
        """The cue alone."""
        return laid(self.picture, self.bpm, self.wanted, self.meter, self.terms)[0]


@dataclass(frozen=True, slots=True)
class _Try:
    """A change to be tried, and how to tell it of the cue that it gives."""

    ask: Ask
    tell: Callable[[Cue], Relaxation]


def answered(ask: Ask) -> Answer[Cue]:
    """Solve, and say with each finding about a hit which small changes to the scene would do without it."""
    answer = ask.solved()
    cue = answer.value
    pairs = zip(ask.picture.hits, cue.landings, strict=True)
    faults = {i: fault for i, pair in enumerate(pairs) if (fault := fault_of(cue, *pair)) is not None}
    solver = _Solver(ask, cue, frozenset(faults))
    ranked = sorted(faults, key=lambda i: (cue.landings[i].hit.priority != "must", i))
    helped = {faults[i]: solver.relaxed(i) for i in ranked[:_MOST_HITS]}
    helped |= {each: solver.in_range() for each in answer.findings if each.check == "tempo"}
    findings = tuple(replace(each, relaxations=helped.get(each, ())) for each in answer.findings)
    return replace(answer, findings=findings)


class _Solver:
    """Tries changes and counts how often it had to solve."""

    def __init__(self, ask: Ask, cue: Cue, faults: frozenset[int]) -> None:
        self.ask, self.cue, self.faults = ask, cue, faults
        work = len(ask.picture.hits) + int(ask.picture.length) // _SECONDS_A_HIT
        self.left = min(_MOST_SOLVED, max(_FEWEST_SOLVED, _WORK // max(1, work)))

    def relaxed(self, number: int) -> tuple[Relaxation, ...]:
        """What would help one hit, the smallest change first."""
        landing = self.cue.landings[number]
        kinds: dict[str, Relaxation] = {}
        for each in self._tries(number, landing):
            told = each.tell(self.cue)
            if told.change in kinds or self.left <= 0:
                continue
            cue = self._tried(each.ask)
            if self._helps(cue, number):
                kinds[told.change] = each.tell(cue)
        found = [*kinds.values(), *self._wider(number)]
        return tuple(sorted(found, key=lambda each: (each.cost, each.change, each.words)))[:_MOST_TOLD]

    def in_range(self) -> tuple[Relaxation, ...]:
        """What would keep the tempo inside the range that the scene wrote down, or how wide that would have to be."""
        low, high = sorted(self.ask.bpm)
        wide = _around((low, high), self.cue)
        found = []
        if left_range(self._tried(self.ask.within(wide)), wide) is None:
            found.append(_widened((low, high), wide))
        for each in self._odd_bars(Fraction(self.cue.picture.length)):
            cue = each.ask.cue()
            if left_range(cue, (low, high)) is None:
                found.append(each.tell(cue))
                break
        return tuple(sorted(found, key=lambda each: (each.cost, each.change)))

    def _helps(self, cue: Cue, number: int) -> bool:
        """Whether a hit now stands well, and no other one that must be caught has lost its place."""
        pairs = list(zip(cue.picture.hits, cue.landings, strict=True))
        worse = any(
            pair[1].hit.priority == "must" and i not in self.faults and fault_of(cue, *pair) is not None
            for i, pair in enumerate(pairs)
        )
        return not worse and fault_of(cue, *pairs[number]) is None

    def _content(self, number: int, landing: Landing) -> Iterator[_Try]:
        """To be content with where the hit stands: with some frames, or with a coarser grid."""
        hit, place = landing.hit, f"hits[{self._place(number)}]"
        if hit.priority == "should":
            frames = math.ceil(abs(float(landing.got - landing.asked)) * float(rate(self.cue.picture.rate).fps))
            late = "late" if landing.error_ms > 0 else "early"
            for count in (frames, frames + 1, frames + 3):
                words = f"let {hit.name} be {count} frame{'s' if count > 1 else ''} {late}"
                told = Relaxation("tolerance", words, f"{place}.tolerance", str(count), _FRAME * count)
                yield _Try(self._with(number, replace(hit, tolerance=count)), lambda _, told=told: told)  # type: ignore[misc]
            return
        wanted = GRIDS.index(grid_of(hit))
        for step, grid in enumerate(GRIDS):
            if step > wanted and strength_of(self.cue, landing) >= STRENGTH[grid]:
                words = f"let {hit.name} stand on {'a beat' if grid == 'beat' else 'an eighth'}"
                told = Relaxation("grid", words, f"{place}.grid", grid, _GRID * (step - wanted))
                yield _Try(self._with(number, replace(hit, grid=grid)), lambda _, told=told: told)  # type: ignore[misc]
                return

    def _with(self, number: int, hit: Hit) -> Ask:
        """The same with another hit."""
        hits = self.ask.picture.hits
        changed = replace(hits[number], hit=hit)
        return replace(self.ask, picture=replace(self.ask.picture, hits=(*hits[:number], changed, *hits[number + 1 :])))

    def _place(self, number: int) -> int:
        """Which of the scene's hits this is, as the scene lists them."""
        found = self.ask.picture.hits[number].number
        return number if found < 0 else found

    def _tries(self, number: int, landing: Landing) -> Iterator[_Try]:
        """Changes that ask for another cue, the likeliest and smallest first."""
        yield from self._content(number, landing)
        yield from self._odd_bars(landing.asked)
        yield from self._moved(number, landing)
        yield from self._modes()
        yield from self._priorities(number)

    def _wider(self, number: int) -> Iterator[Relaxation]:
        """A wider range of tempo, first tried in steps and then as narrow as the new cue needs it."""
        ask, (low, high) = self.ask, sorted(self.ask.bpm)
        if not ask.terms.is_firm and ask.terms.mode != "steady":
            return
        for factor in _WIDER:
            if self.left <= 1:
                return
            wide: tuple[float, float] = (math.floor(low / factor), math.ceil(high * factor))
            cue = self._tried(ask.within(wide))
            if self._helps(cue, number):
                narrow = _around((low, high), cue)
                is_enough = self._helps(self._tried(ask.within(narrow)), number)
                yield _widened((low, high), narrow if is_enough else wide)
                return

    def _tried(self, ask: Ask) -> Cue:
        self.left -= 1
        return ask.cue()

    def _odd_bars(self, at: Fraction) -> Iterator[_Try]:
        """Odd bars where they were forbidden, or more readily."""
        terms = self.ask.terms
        for value in {"never": ("rare", "free"), "rare": ("free",)}.get(terms.odd_bars, ()):
            if terms.mode == "steady":
                return

            def tell(cue: Cue, value: str = value) -> Relaxation:
                odd = [bar for bar in cue.bars if bar.meter != self.ask.meter and bar.number]
                near = min(odd, key=lambda bar: abs(cue.seconds(bar.end) - at), default=None)
                words = "allow odd bars" if near is None else f"allow a {near.meter} at bar {near.number}"
                return Relaxation("odd-bars", words, "odd_bars", value, _ODD_BAR * max(1, len(odd)))

            yield _Try(replace(self.ask, terms=replace(terms, odd_bars=value)), tell)  # type: ignore[arg-type]

    def _modes(self) -> Iterator[_Try]:
        """A freer way of following the picture."""
        modes = ("steady", "flexible", "free")
        terms = self.ask.terms
        for step, mode in enumerate(modes[modes.index(terms.mode) + 1 :], 1):
            words = {"flexible": "let the tempo bend where nobody notices", "free": "let bar lines follow the picture"}
            told = Relaxation("tempo-mode", words[mode], "tempo_mode", mode, _MODE * step)
            yield _Try(replace(self.ask, terms=replace(terms, mode=mode)), lambda _, told=told: told)  # type: ignore[misc, arg-type]

    def _moved(self, number: int, landing: Landing) -> Iterator[_Try]:
        """The hit some frames earlier or later, where its grid lies."""
        hit, fps = self.ask.picture.hits[number], rate(self.cue.picture.rate).fps
        if hit.hit.priority != "must":
            return
        for tick in _grid_around(self.cue, landing):
            frames = round((self.cue.seconds(tick) - hit.at) * fps)
            moved = replace(hit, at=type(hit.at)(hit.at + frames / fps))
            if not 0 < abs(frames) <= _FURTHEST or not 0 < moved.at < self.cue.picture.length:
                continue
            late = "later" if frames > 0 else "earlier"
            words = f"let {hit.hit.name} be {abs(frames)} frame{'s' if abs(frames) > 1 else ''} {late}"
            told = Relaxation(
                "moment", words, f"hits[{self._place(number)}].at", f"{float(moved.at):.6f}", abs(frames) * _FRAME
            )
            hits = list(self.ask.picture.hits)
            hits[number] = moved
            if sorted(hits, key=lambda each: each.at) == hits:
                picture = replace(self.ask.picture, hits=tuple(hits))
                yield _Try(replace(self.ask, picture=picture), lambda _, told=told: told)  # type: ignore[misc]

    def _priorities(self, number: int) -> Iterator[_Try]:
        """The nearest other hit that must be caught, as one that should."""
        hits = self.ask.picture.hits
        others = [i for i, hit in enumerate(hits) if i != number and hit.hit.priority == "must"]
        if not others:
            return
        other = min(others, key=lambda i: (abs(hits[i].at - hits[number].at), i))
        softer = self._with(other, replace(hits[other].hit, priority="should"))
        words = f"let {hits[other].hit.name} be a should"
        told = Relaxation("priority", words, f"hits[{self._place(other)}].priority", "should", _PRIORITY)
        yield _Try(softer, lambda _, told=told: told)  # type: ignore[misc]


def _widened(bpm: tuple[float, float], wider: tuple[float, float]) -> Relaxation:
    """A wider range of tempo."""
    change = max(bpm[0] / wider[0], wider[1] / bpm[1]) * 100 - 100
    words = f"widen {bpm[0]:g}-{bpm[1]:g} to {wider[0]:g}-{wider[1]:g}"
    return Relaxation("tempo", words, "tempo", f"[{wider[0]:g}, {wider[1]:g}]", round(change * _PER_CENT))


def _around(bpm: tuple[float, float], cue: Cue) -> tuple[float, float]:
    """The range of tempo that a cue needs, in whole beats a minute; a pickup and the last bar do not count."""
    inner = [step for step in cue.clock.steps if cue.bars[0].end <= step.at < cue.bars[-1].at]
    tempi = [cue.clock.bpm(cue.bars[0].end), *(step.bpm for step in inner)]
    slow, fast = (tempo * TICKS_PER_QUARTER / cue.meter.beat for tempo in (min(tempi), max(tempi)))
    return min(bpm[0], math.floor(slow)), max(bpm[1], math.ceil(fast))


def _grid_around(cue: Cue, landing: Landing) -> list[int]:
    """The places of a hit's grid before and after it, nearest first."""
    wanted = STRENGTH[grid_of(landing.hit)]
    bar = cue.bar(landing.tick)
    near = [each for each in cue.bars if abs(cue.index(each) - cue.index(bar)) <= 1]
    ticks = [int(each.at) + place for each in near for place in _places(each.meter, wanted)]
    here = landing.sounds
    return sorted(ticks, key=lambda tick: (abs(tick - here), tick))[:2]


def _places(meter: Meter, wanted: int) -> list[int]:
    eighths = range(0, meter.length, TICKS_PER_QUARTER // 2)
    return [place for place in eighths if meter.strength(place) >= wanted]

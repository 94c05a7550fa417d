"""Small changes to what a scene asks of its clock, each with the words that offer it (`relaxing` tries them)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from scenescore.compose.spotting.landing import strength_of
from scenescore.compose.spotting.solve import laid, spot
from scenescore.compose.spotting.terms import STRENGTH, Terms, grid_of
from scenescore.errors import Relaxation
from scenescore.model.cue import Cue, Landing, Picture
from scenescore.model.metre import Meter
from scenescore.model.scene import GRIDS, TEMPO_MODES, Hit, OddBars, TempoMode
from scenescore.model.sketch import Answer
from scenescore.model.time import TICKS_PER_QUARTER, Seconds
from scenescore.model.timecode import rate

#: No hit is moved by more frames than this: it would be another moment.
_FURTHEST = 24
#: How much each kind of change weighs, in thousandths: a per cent of tempo, an odd bar, a frame, a coarser grid, less
#: priority, another way of following the picture (design).
_PER_CENT, _ODD_BAR, _FRAME, _GRID, _PRIORITY, _MODE = 30, 150, 60, 250, 500, 400
#: Frames that a hit may be late beyond those by which it is, since the new cue may need them.
_SPARE_FRAMES = (0, 1, 3)
_MORE_ODD_BARS: Mapping[OddBars, tuple[OddBars, ...]] = MappingProxyType(
    {"never": ("rare", "free"), "rare": ("free",), "free": ()},
)
_FREER: Mapping[TempoMode, str] = MappingProxyType(
    {"flexible": "let the tempo bend where nobody notices", "free": "let bar lines follow the picture"},
)


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

    def cue(self) -> Cue:
        """The cue alone."""
        return laid(self.picture, self.bpm, self.wanted, self.meter, self.terms)[0]

    def within(self, bpm: tuple[float, float]) -> Ask:
        """The same within another range of tempo that the scene writes down, as far from its slow end as before."""
        (low, high), (slow, fast) = sorted(self.bpm), bpm
        share = (self.wanted - low) / (high - low) if high > low else 0.5
        wanted = round(slow + (fast - slow) * share, 2)
        return replace(self, bpm=bpm, wanted=wanted, terms=replace(self.terms, is_firm=True))

    def with_hit(self, number: int, hit: Hit, at: Seconds | None = None) -> Ask:
        """The same with another hit, at the same or at another moment."""
        hits = self.picture.hits
        changed = replace(hits[number], hit=hit, at=hits[number].at if at is None else at)
        return replace(self, picture=replace(self.picture, hits=(*hits[:number], changed, *hits[number + 1 :])))

    def place(self, number: int) -> str:
        """The key of a hit in the scene file, counted as the scene lists its hits."""
        found = self.picture.hits[number].number
        return f"hits[{number if found < 0 else found}]"


@dataclass(frozen=True, slots=True)
class Change:
    """What would be asked instead, and how that is said."""

    ask: Ask
    said: Relaxation

    def told(self, cue: Cue) -> Relaxation:  # noqa: ARG002 - others look at the cue
        """The change in the words that fit the cue which it gives."""
        return self.said


@dataclass(frozen=True, slots=True)
class MoreOddBars(Change):
    """Odd bars where they were forbidden, or more readily: told by the one nearest to a moment."""

    at: Fraction

    def told(self, cue: Cue) -> Relaxation:
        """Name the odd bar that makes room."""
        odd = [bar for bar in cue.bars if bar.meter != self.ask.meter and bar.number]
        near = min(odd, key=lambda bar: abs(cue.seconds(bar.end) - self.at), default=None)
        words = self.said.words if near is None else f"allow a {near.meter} at bar {near.number}"
        return replace(self.said, words=words, cost=_ODD_BAR * max(1, len(odd)))


def changes(ask: Ask, cue: Cue, number: int) -> Iterator[Change]:
    """Changes that may help one hit of a cue, the likeliest and smallest first."""
    landing = cue.landings[number]
    yield from _late(ask, cue, number) if landing.hit.priority == "should" else _coarser(ask, cue, number)
    yield from more_odd_bars(ask, landing.asked)
    yield from _moved(ask, cue, number)
    yield from _freer(ask)
    yield from _softer(ask, number)


def _late(ask: Ask, cue: Cue, number: int) -> Iterator[Change]:
    """To be content with some frames."""
    landing = cue.landings[number]
    frames = math.ceil(abs(float(landing.got - landing.asked)) * float(rate(cue.picture.rate).fps))
    side = "late" if landing.error_ms > 0 else "early"
    for count in (frames + spare for spare in _SPARE_FRAMES):
        words = f"let {landing.hit.name} be {_frames(count)} {side}"
        said = Relaxation("tolerance", words, f"{ask.place(number)}.tolerance", str(count), _FRAME * count)
        yield Change(ask.with_hit(number, replace(landing.hit, tolerance=count)), said)


def _coarser(ask: Ask, cue: Cue, number: int) -> Iterator[Change]:
    """To be content with the place on which the hit stands already."""
    landing = cue.landings[number]
    wanted = GRIDS.index(grid_of(landing.hit))
    for step, grid in enumerate(GRIDS):
        if step > wanted and strength_of(cue, landing) >= STRENGTH[grid]:
            words = f"let {landing.hit.name} stand on {'a beat' if grid == 'beat' else 'an eighth'}"
            said = Relaxation("grid", words, f"{ask.place(number)}.grid", grid, _GRID * (step - wanted))
            yield Change(ask.with_hit(number, replace(landing.hit, grid=grid)), said)
            return


def more_odd_bars(ask: Ask, at: Fraction) -> Iterator[Change]:
    """Odd bars where they were forbidden, or more readily; one tempo throughout has none to offer."""
    if ask.terms.mode == "steady":
        return
    for value in _MORE_ODD_BARS[ask.terms.odd_bars]:
        said = Relaxation("odd-bars", "allow odd bars", "odd_bars", value, _ODD_BAR)
        yield MoreOddBars(replace(ask, terms=replace(ask.terms, odd_bars=value)), said, at)


def _moved(ask: Ask, cue: Cue, number: int) -> Iterator[Change]:
    """The hit some frames earlier or later, where its grid lies; no other hit is passed."""
    hit, fps = ask.picture.hits[number], rate(cue.picture.rate).fps
    if hit.hit.priority != "must":
        return
    for tick in _grid_around(cue, cue.landings[number]):
        frames = round((cue.seconds(tick) - hit.at) * fps)
        at = Seconds(hit.at + frames / fps)
        if not 0 < abs(frames) <= _FURTHEST or not 0 < at < cue.picture.length:
            continue
        words = f"let {hit.hit.name} be {_frames(abs(frames))} {'later' if frames > 0 else 'earlier'}"
        said = Relaxation("moment", words, f"{ask.place(number)}.at", f"{float(at):.6f}", abs(frames) * _FRAME)
        moved = ask.with_hit(number, hit.hit, at)
        moments = [each.at for each in moved.picture.hits]
        if sorted(moments) == moments:
            yield Change(moved, said)


def _freer(ask: Ask) -> Iterator[Change]:
    """A freer way of following the picture."""
    for step, mode in enumerate(TEMPO_MODES[TEMPO_MODES.index(ask.terms.mode) + 1 :], 1):
        said = Relaxation("tempo-mode", _FREER[mode], "tempo_mode", mode, _MODE * step)
        yield Change(replace(ask, terms=replace(ask.terms, mode=mode)), said)


def _softer(ask: Ask, number: int) -> Iterator[Change]:
    """The nearest other hit that must be caught, as one that should."""
    hits = ask.picture.hits
    others = [i for i, hit in enumerate(hits) if i != number and hit.hit.priority == "must"]
    if not others:
        return
    other = min(others, key=lambda i: (abs(hits[i].at - hits[number].at), i))
    words = f"let {hits[other].hit.name} be a should"
    said = Relaxation("priority", words, f"{ask.place(other)}.priority", "should", _PRIORITY)
    yield Change(ask.with_hit(other, replace(hits[other].hit, priority="should")), said)


def widened(bpm: tuple[float, float], wider: tuple[float, float]) -> Relaxation:
    """A wider range of tempo, in words."""
    change = max(bpm[0] / wider[0], wider[1] / bpm[1]) * 100 - 100
    words = f"widen {bpm[0]:g}-{bpm[1]:g} to {wider[0]:g}-{wider[1]:g}"
    return Relaxation("tempo", words, "tempo", f"[{wider[0]:g}, {wider[1]:g}]", round(change * _PER_CENT))


def range_around(bpm: tuple[float, float], cue: Cue) -> tuple[float, float]:
    """The range of tempo that a cue needs, in whole beats a minute; a pickup and the last bar do not count."""
    inner = [step for step in cue.clock.steps if cue.bars[0].end <= step.at < cue.bars[-1].at]
    tempi = [cue.clock.bpm(cue.bars[0].end), *(step.bpm for step in inner)]
    slow, fast = (tempo * TICKS_PER_QUARTER / cue.meter.beat for tempo in (min(tempi), max(tempi)))
    return min(bpm[0], math.floor(slow)), max(bpm[1], math.ceil(fast))


def _frames(count: int) -> str:
    return f"{count} frame{'s' if count > 1 else ''}"


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

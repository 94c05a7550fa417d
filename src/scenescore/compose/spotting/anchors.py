"""The moments of the picture between which tempo is laid: start, end, hits, and helpers around close hits.

Two hits that must both be caught and are too close for whole beats share a beat: the first is the pickup of the
second, or the second an afterbeat of the first. Each such reading is a moment of its own (where that beat begins, or
ends), tied to its hit by a stretch of fixed tempo. Moments are whole microseconds from the cue's start.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from scenescore.compose.spotting.barring import Pulse
from scenescore.model.cue import Picture, PictureHit
from scenescore.model.time import MICROSECONDS

#: Hits closer than this are one moment to eye and ear (about one frame).
SAME_MOMENT = 40_000
#: A hit that must be caught and is nearer than this to the cue's start or end stands there.
_AT_ONCE = 1000
#: Among more moments than these within a beat or two no pickup or afterbeat helps.
_CROWD = 10
Kind = Literal["edge", "hit", "pickup", "afterbeat"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment on a beat: when, its hits (numbers in the picture, the one that says when first), what it is.

    A `pickup` leads to the anchor `partner` (a moment in microseconds), an `afterbeat` comes from it, in `counts`.
    """

    at: int
    hits: tuple[int, ...]
    kind: Kind
    is_must: bool = False
    partner: int = -1
    counts: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """The tempo that the scene wants and the range that its mood bears, in beats per minute; and how far to look."""

    bpm: float
    low: float
    high: float
    slowest: float
    fastest: float


@dataclass(frozen=True, slots=True)
class Leg:
    """From one anchor to another in so many counts; the place in the bar (in counts) at both.

    `is_border` says that a phrase ends where the leg does.
    """

    start: Anchor
    end: Anchor
    counts: int
    leaves: int
    arrives: int
    is_border: bool = True


def micros(at: Fraction) -> int:
    """A moment in whole microseconds."""
    return round(at * MICROSECONDS)


@lru_cache(maxsize=64)
def shares_of_a_beat(pulse: Pulse) -> tuple[tuple[Fraction, int], ...]:
    """Places inside a beat where a hit may fall, each with its price: eighths first, then finer ones."""
    eighth = Fraction(480, pulse.meter.beat)
    halves = tuple((share, 5000) for share in dict.fromkeys((eighth, 1 - eighth)) if 0 < share < 1)
    fine = (
        Fraction(1, 4),
        Fraction(3, 4),
        Fraction(1, 3),
        Fraction(2, 3),
        Fraction(1, 2),
        Fraction(1, 8),
        Fraction(7, 8),
    )
    taken = {share for share, _ in halves}
    return halves + tuple((share, 7000 if share.denominator < 8 else 9000) for share in fine if share not in taken)


def _grouped(hits: tuple[PictureHit, ...], length: int) -> Iterator[tuple[int, list[int]]]:
    """Hits of one moment together; the first one that must be caught says when."""
    group: list[int] = []
    at = -1
    for number, hit in enumerate(hits):
        when = min(length, max(0, micros(hit.at)))
        is_must = hit.hit.priority == "must"
        if group and when - at <= SAME_MOMENT:
            if (
                is_must
                and not any(hits[i].hit.priority == "must" for i in group)
                and when - micros(hits[group[0]].at) <= SAME_MOMENT
            ):
                at = when
            group.append(number)
            continue
        if group:
            yield at, group
        group, at = [number], when
    if group:
        yield at, group


def anchors_of(picture: Picture, pulse: Pulse, slowest: float, fastest: float) -> tuple[Anchor, ...]:
    """All moments at which a tempo may begin, in order; `slowest` and `fastest` (bpm) bound the helpers' tempo."""
    length = micros(picture.length)
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    inner: list[Anchor] = []
    for at, group in _grouped(picture.hits, length):
        is_must = any(picture.hits[i].hit.priority == "must" for i in group)
        if at < _AT_ONCE or (at <= SAME_MOMENT and not is_must):
            first += tuple(group)
        elif at > length - _AT_ONCE or (at >= length - SAME_MOMENT and not is_must):
            last += tuple(group)
        else:
            leading = sorted(group, key=lambda i: (picture.hits[i].hit.priority != "must", i))
            inner.append(Anchor(at, tuple(leading), "hit", is_must))
    start = Anchor(0, first, "edge", is_must=True)
    end = Anchor(length, last, "edge", is_must=True)
    firm = [start, *(anchor for anchor in inner if anchor.is_must), end]
    moments, beat = [anchor.at for anchor in firm], round(60_000_000 / slowest)
    helpers = [
        helper
        for one, two in pairwise(firm)
        if bisect_right(moments, two.at + beat) - bisect_left(moments, one.at - beat) <= _CROWD
        for helper in _helpers(one, two, pulse, slowest, fastest)
    ]
    ranks = {"afterbeat": 0, "edge": 1, "hit": 2, "pickup": 3}
    kept = [helper for helper in helpers if 0 < helper.at < length]
    return tuple(sorted([start, *inner, *kept, end], key=lambda a: (a.at, ranks[a.kind], a.partner, a.counts)))


def _helpers(one: Anchor, two: Anchor, pulse: Pulse, slowest: float, fastest: float) -> Iterator[Anchor]:
    """Pickups into the second of two close moments and afterbeats of the first."""
    gap = two.at - one.at
    shares = shares_of_a_beat(pulse)
    wholes = [(whole, share) for whole in range(4) for share, _ in shares[: 2 if whole else len(shares)]]
    for whole, share in wholes:
        beats = whole + share
        beat = Fraction(gap) / beats
        if not 60_000_000 / fastest <= beat <= 60_000_000 / slowest:
            continue
        counts = (whole + 1) * pulse.per_beat
        lasts = round((whole + 1) * beat)
        if two.kind == "hit":
            after = one.at + lasts
            yield Anchor(after, (), "afterbeat", partner=one.at, counts=counts)
        if one.kind == "hit":
            before = two.at - lasts
            yield Anchor(before, (), "pickup", partner=two.at, counts=counts)

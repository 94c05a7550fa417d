"""Bring a melody from one meter into another: a waltz from a march, a barcarole from a hymn.

The notes keep their order and pitch. Their lengths are found by a search that keeps each near its share of the bar,
puts strong notes back on strong beats and prefers plain lengths.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.model.metre import Meter
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_GRID = EIGHTH // 2
_PLAIN = tuple(EIGHTH * n for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 16))
_FAR = 10**9


def padded(motif: Motif, unit: int) -> Motif:
    """Fill up with a rest to whole units (bars, beats)."""
    left = -motif_length(motif) % unit
    return (*motif, Tone(None, 0, Ticks(left))) if left else motif


def fits_bars(source: Meter, target: Meter) -> bool:
    """Whether bars of one meter are bars of the other, only counted differently."""
    alike = source.is_compound == target.is_compound
    whole = source.length % target.length == 0 or target.length % source.length == 0
    odd = {5, 7} & {source.upper, target.upper}
    return source == target or (alike and whole and not odd)


@lru_cache(maxsize=1024)
def rebar(motif: Motif, source: Meter, target: Meter) -> Motif:
    """Bring a melody into another meter, bar for bar; one with triplets or without a grid is only filled up.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> [tone.length // 480 for tone in rebar(seed_motif("1/2 2/2 3/2"), Meter(3, 4), Meter(4, 4))]
    [4, 2, 2]
    """
    if fits_bars(source, target):
        return padded(motif, target.length)
    if any(tone.length % _GRID for tone in motif):
        return padded(motif, target.length)
    out: list[Tone] = []
    for chunk in _chunks(padded(motif, source.length), source):
        bars = motif_length(chunk) // source.length
        out += _fitted(chunk, source, target, bars)
    return tuple(out)


def squeezed(motif: Motif, meter: Meter, bars: int) -> Motif:
    """Bring a melody of any length into so many bars of its own meter."""
    if motif_length(motif) == bars * meter.length or any(tone.length % _GRID for tone in motif):
        return padded(motif, meter.length)
    return _fitted(motif, meter, meter, bars)


def _chunks(motif: Motif, meter: Meter) -> list[Motif]:
    """Cut at every bar line that no note crosses."""
    chunks: list[Motif] = []
    here: list[Tone] = []
    at = 0
    for tone in motif:
        here.append(tone)
        at += tone.length
        if at % meter.length == 0:
            chunks.append(tuple(here))
            here = []
    return [*chunks, tuple(here)] if here else chunks


def _choices(tone: Tone, share: int) -> list[int]:
    """Lengths that a note may take when its fair share of the new bar is `share` ticks."""
    near = [length for length in _PLAIN if share * 2 <= length * 5 and length * 2 <= share * 5]
    is_short = tone.length % EIGHTH or share < EIGHTH
    short = [length for length in (_GRID, 3 * _GRID) if is_short and abs(length - share) <= EIGHTH]
    return short + near or [max(_GRID, share // EIGHTH * EIGHTH)]


def _onset_cost(tone: Tone, was: int, now: int) -> int:
    """Count what it costs that a note of metrical strength `was` now stands on strength `now`."""
    if tone.step is None:
        return 0
    cost = 260 * max(0, was - now)
    return cost + 350 if tone.length >= 2 * EIGHTH and now < 2 <= was else cost


def _fitted(chunk: Motif, source: Meter, target: Meter, bars: int) -> Motif:
    """Find the cheapest lengths that fill so many bars of the target meter (dynamic programming over onsets)."""
    old, new = motif_length(chunk), bars * target.length
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    at = 0
    for tone in chunk:
        share = tone.length * new // old
        was = source.strength(at % source.length)
        best = _next(best, tone, share, was, target, (at * new // old, new))
        at += tone.length
    if new not in best:
        return padded(chunk, target.length)
    return tuple(replace(tone, length=Ticks(length)) for tone, length in zip(chunk, best[new][1], strict=True))


def _next(
    best: dict[int, tuple[int, tuple[int, ...]]],
    tone: Tone,
    share: int,
    was: int,
    target: Meter,
    place: tuple[int, int],
) -> dict[int, tuple[int, tuple[int, ...]]]:
    fair, end = place
    out: dict[int, tuple[int, tuple[int, ...]]] = {}
    choices = [(d, 600 * abs(d - share) // max(d, share)) for d in _choices(tone, share)]
    for at, (cost, lengths) in best.items():
        here = (
            cost + _onset_cost(tone, was, target.strength(at % target.length)) + 300 * abs(at - fair) // target.length
        )
        lean = 4 - target.strength(at % target.length)
        for length, change in choices:
            until = at + length
            # A note that grows had better stand on a strong beat.
            stretch = change + (40 * lean if length > share else 0)
            if until <= end and here + stretch < out.get(until, (_FAR, ()))[0]:
                out[until] = (here + stretch, (*lengths, length))
    return out

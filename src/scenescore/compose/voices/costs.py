"""What a voicing costs by itself and after another, as whole numbers (a hundred is a semitone of an inner voice).

Weights follow Huron 2001 (proximity, common tones, no parallel fusion) and common part-writing practice (Piston 1987);
the figures are design defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scenescore.compose.voices.styles import COMMON
from scenescore.compose.voices.voice_leading import LOWEST, planes
from scenescore.model.harmony import Chord
from scenescore.model.part_writing import PartWriting

Grid = npt.NDArray[np.int64]

PARALLEL = 100_000
_PLANED, _CONSECUTIVE = 300, 2500
_INNER, _TOP = 100, 60
_LEAP_FROM, _LEAP, _PER_LEAP = 4, 200, 100
_TRITONE_LEAP, _OVERLAP, _SIMILAR, _HIDDEN, _CONTRARY = 600, 300, 250, 400, 100
_SEVENTH, _SOFT_SEVENTH, _LEADING = 4000, 300, 2000
#: What it is worth to let a whole sonority glide, where the style wants that.
_GLIDING = 1500
_UNCLEAR, _WIDE, _LOW_SECOND, _SEMITONE, _CENTER = 6000, 200, 800, 450, 30
_TUNE = 30
_LOWEST_SECOND = 55
_STEP = 2
_WIDEST_UPPER, _WIDEST_TENOR = 12, 24
#: What it costs to leave out a tone, by semitones above the root.
_MISSING = {0: 1500, 1: 900, 2: 900, 3: 3000, 4: 3000, 5: 300, 6: 2000, 7: 60, 8: 2000, 9: 1200, 10: 2500, 11: 2500}
_SUSPENDED = 2500
_COLOUR_FIFTH = 400
#: What it costs to double a tone, by semitones above the root; anything else is a tendency tone.
_DOUBLED = {0: 0, 3: 80, 4: 200, 7: 50, 5: 150, 2: 300}
_DOUBLED_TENDENCY = 2500
#: The clearest limits as an array, long enough for any gap.
_LIMITS = np.array([*LOWEST, *([0] * 112)], dtype=np.int64)
_DOMINANT = ("7", "9", "13", "7b9", "7#9", "7alt", "7#11", "h7", "o7", "aug7")


@dataclass(frozen=True, slots=True)
class Room:
    """Where upper voices may go: their number, the band, and the tune's lowest and highest note there (or none)."""

    voices: int
    low: int
    high: int
    tune: tuple[int, int] | None = None


def _missing(chord: Chord, interval: int) -> int:
    kinds = {(pc - chord.pcs[0]) % 12 for pc in chord.pcs}
    if interval == 5 and not kinds & {3, 4}:
        return _SUSPENDED
    if interval in {6, 8} and 7 in kinds:
        return _COLOUR_FIFTH
    return _MISSING[interval]


def _completeness(chord: Chord, bass: int, pcs: Grid) -> Grid:
    """Cost of the tones left out and of those doubled, for rows of pitch classes."""
    leading = (chord.key.pc + 11) % 12
    out = np.zeros(len(pcs), dtype=np.int64)
    for pc in dict.fromkeys(chord.pcs):
        interval = (pc - chord.pcs[0]) % 12
        count = (pcs == pc).sum(axis=1) + (bass % 12 == pc)
        double = _DOUBLED_TENDENCY if pc == leading else _DOUBLED.get(interval, _DOUBLED_TENDENCY)
        out += np.where(count == 0, _missing(chord, interval), 0) + np.maximum(0, count - 1) * double
    return out


def _spacing(upper: Grid, bass: int) -> Grid:
    gaps = np.diff(upper, axis=1)
    out = _WIDE * np.maximum(0, gaps - _WIDEST_UPPER).sum(axis=1)
    out += _UNCLEAR * (upper[:, :-1] < _LIMITS[gaps]).sum(axis=1)
    out += _LOW_SECOND * ((gaps <= _STEP) & (upper[:, :-1] < _LOWEST_SECOND)).sum(axis=1)
    out += _SEMITONE * (gaps == 1).sum(axis=1)
    floor = upper[:, 0] - bass
    out += _UNCLEAR * (bass < _LIMITS[np.maximum(floor, 0)]) + 100 * np.maximum(0, floor - _WIDEST_TENOR)
    cost: Grid = out
    return cost


def candidates(chord: Chord, bass: int, room: Room, most: int) -> tuple[Grid, Grid]:
    """Upper voices for a chord (rows of ascending MIDI numbers) and their costs: the `most` cheapest, in order."""
    pitches: list[int] = []
    high = room.high
    while len(pitches) < room.voices:
        pitches = [midi for midi in range(max(room.low, bass + 1), high + 1) if midi % 12 in chord.pcs]
        high += 1
    upper = np.array(list(combinations(pitches, room.voices)), dtype=np.int64)
    costs = _completeness(chord, bass, upper % 12) + _spacing(upper, bass)
    center = (room.low + room.high) * room.voices
    costs = costs + _CENTER * np.abs(2 * upper.sum(axis=1) - center) // (2 * room.voices)
    if room.tune:
        low, high = room.tune[0] - 3, room.tune[1] + 3
        shared = np.minimum(upper[:, -1], high) - np.maximum(upper[:, 0], low)
        costs = costs + _TUNE * np.maximum(0, shared)
    order = np.argsort(costs, kind="stable")[:most]
    return upper[order], costs[order]


def _motion(moved: Grid) -> Grid:
    size = np.abs(moved)
    weights = np.full(moved.shape[2], _INNER, dtype=np.int64)
    weights[-1] = _TOP
    cost: Grid = (size * weights).sum(axis=2)
    far = size > _LEAP_FROM
    cost += (far * (_LEAP + _PER_LEAP * (size - _LEAP_FROM - 1))).sum(axis=2)
    cost += _TRITONE_LEAP * (size == 6).sum(axis=2)
    return cost


def _fused(before: Grid, after: Grid, moved: Grid, price: int) -> Grid:
    """Parallel perfect intervals between any two voices (bass in the first column), and consecutive ones."""
    cost = np.zeros(moved.shape[:2], dtype=np.int64)
    for i, j in combinations(range(before.shape[1]), 2):
        was = (before[:, j] - before[:, i]) % 12
        now = (after[:, j] - after[:, i]) % 12
        is_same = (was[:, None] == now[None, :]) & ((was == 0) | (was == 7))[:, None]
        if is_same.any():
            product = moved[:, :, i] * moved[:, :, j]
            cost += np.where(is_same & (product > 0), price, 0) + np.where(is_same & (product < 0), _CONSECUTIVE, 0)
    return cost


def _outer(after: Grid, moved: Grid) -> Grid:
    """Outer voices: contrary motion is welcome, similar motion into a perfect interval is not."""
    product = moved[:, :, 0] * moved[:, :, -1]
    perfect = np.isin((after[:, -1] - after[:, 0]) % 12, (0, 7))[None, :]
    cost: Grid = np.where(product < 0, -_CONTRARY, 0)
    cost += np.where((product > 0) & perfect & (np.abs(moved[:, :, -1]) > 2), _HIDDEN, 0)
    signs = np.sign(moved)
    cost += _SIMILAR * (np.abs(signs.sum(axis=2)) == moved.shape[2])
    return cost


def _resolutions(before: Grid, moved: Grid, one: Chord, other: Chord) -> Grid:
    """Sevenths fall or stay, the leading note rises to the tonic in the top voice."""
    cost = np.zeros(moved.shape[:2], dtype=np.int64)
    if one.pcs == other.pcs:
        return cost
    root = one.pcs[0]
    for pc in one.pcs:
        if (pc - root) % 12 in {10, 11} and len(one.pcs) > 3:
            stays_or_falls = (moved <= 0) & (moved >= -_STEP)
            price = _SEVENTH if one.quality in _DOMINANT else _SOFT_SEVENTH
            cost += price * ((before % 12 == pc)[:, None, :] & ~stays_or_falls).sum(axis=2)
    leading = (one.key.pc + 11) % 12
    if leading in one.pcs and other.pcs[0] == one.key.pc and one.pcs[0] != other.pcs[0]:
        cost += _LEADING * ((before[:, -1] % 12 == leading)[:, None] & (moved[:, :, -1] != 1))
    return cost


def steps(
    one: Chord,
    before: Grid,
    bass_before: int,
    other: Chord,
    after: Grid,
    bass_after: int,
    rules: PartWriting = COMMON,
) -> Grid:
    """What each voicing (column) costs after each (row); a different number of voices compares the top voices only.

    `rules` say what the style allows: parallels never, between sonorities that plane, or as it comes; and whether
    sevenths and leading notes are led on.
    """
    if before.shape[1] != after.shape[1]:
        before, after = before[:, -1:], after[:, -1:]
    whole_before = np.insert(before, 0, bass_before, axis=1)
    whole_after = np.insert(after, 0, bass_after, axis=1)
    moved = whole_after[None, :, :] - whole_before[:, None, :]
    glides = rules.parallels == "planing" and planes(one, other)
    price = 0 if rules.parallels == "free" else _PLANED if glides else PARALLEL
    cost: Grid = _motion(moved[:, :, 1:]) + _fused(whole_before, whole_after, moved, price)
    cost += _outer(whole_after, moved)
    if rules.parallels == "free" and one.quality == other.quality:
        cost -= _GLIDING * (moved == moved[:, :, :1]).all(axis=2)
    overlap = (whole_after[None, :, :-1] > whole_before[:, None, 1:]) | (
        whole_after[None, :, 1:] < whole_before[:, None, :-1]
    )
    cost += _OVERLAP * overlap.sum(axis=2)
    return cost + _resolutions(before, moved[:, :, 1:], one, other) if rules.resolves else cost

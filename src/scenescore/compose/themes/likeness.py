"""Measure how recognisable a melody is: its contour, its intervals and its rhythm against another's, 0 .. 1.

Two melodies are laid along each other by dynamic programming as in Mongeau and Sankoff (1990): notes are replaced, put
in, left out, and one note may stand for several (fragmentation) or several for one (consolidation), so that an
ornamented or a simplified statement stays near its theme. It is done on the moves between notes instead of the notes,
so that neither key nor tempo counts; what a move is worth is judged by its direction and size in seven classes, by its
semitones and by the ratio of the lengths, since contour and rhythm carry recognition of a melody that was heard once,
exact intervals that of a familiar one (Dowling 1978; Müllensiefen and Frieler 2004). All weights are ours (design), in
thousandths. Of a shorter and a longer melody the best stretch counts; fewer than four notes say so much the less. A
melody upside down or backwards is still kin, the first more than the second (Dowling 1972).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2

from scenescore.model.theme import Likeness, Motif

#: What contour, intervals and rhythm count.
_CONTOUR, _INTERVALS, _RHYTHM = 300, 280, 420
#: What two melodies that have nothing to do with each other still share: the measure begins above it.
_CHANCE = 520
_ENOUGH = 4
_STEP, _SKIP = 2, 4
#: Semitones by which a move may differ before nothing is left of it.
_CAP = 4
_DOUBLE = 1000
#: Rounding of two logarithms.
_NEAR = 4
#: What a note costs that one melody has and the other has not: as an ornament that takes half of a move (a shorter one
#: costs less), or on its own.
_ORNAMENT, _EXTRA, _MISSING = 240, 700, 1000
_FAR = 10**9
#: How many moves of the one answer how many of the other.
_WAYS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_MOST = 3
#: How much of a melody is left upside down, backwards, and both.
_MIRRORS = (600, 460, 400)
#: How much is left when its rhythm is struck on one note.
_DRUMMED = 480


@dataclass(frozen=True, slots=True)
class Shape:
    """A melody's notes: pitches in semitones, onsets in ticks. Rests lengthen the note before them."""

    pitches: tuple[int, ...]
    onsets: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many moves it makes."""
        return len(self.pitches) - 1


@lru_cache(maxsize=4096)
def shape(motif: Motif) -> Shape:
    """Take a melody's notes and onsets; how long the last note is held says little about the tune."""
    at = 0
    pitches: list[int] = []
    onsets: list[int] = []
    for tone in motif:
        if tone.step is not None:
            pitches.append(tone.semitones)
            onsets.append(at)
        at += tone.length
    return Shape(tuple(pitches), tuple(onsets))


def _class(interval: int) -> int:
    size = abs(interval)
    kind = 0 if not size else 1 if size <= _STEP else 2 if size <= _SKIP else 3
    return kind if interval > 0 else -kind


def _turned(one: int, other: int) -> int:
    """How far two moves are apart in contour: by direction, then by class of size."""
    a, b = _class(one), _class(other)
    if a * b < 0:
        return 1000
    gap = abs(a - b)
    return (0, 400, 750)[gap] if a and b else (0, 550, 900, 1000)[gap]


def _wider(one: int, other: int) -> int:
    """How far two moves are apart in semitones."""
    return min(1000, 1000 // _CAP * abs(one - other))


@lru_cache(maxsize=8192)
def _apart(one: int, other: int) -> int:
    """What two moves differ in pitch, weighted."""
    return (_CONTOUR * _turned(one, other) + _INTERVALS * _wider(one, other)) // 1000


def _late(gap: int) -> int:
    """What two lengths differ whose logarithms (1000 to a doubling) are so far apart."""
    return min(1000, max(0, abs(gap) - _NEAR) * 4 // 5)


@lru_cache(maxsize=8192)
def _doublings(ticks: int) -> int:
    return round(_DOUBLE * log2(max(1, ticks)))


#: The moves of a melody by the note they reach: from one note before, two, three; each as its interval, its length (a
#: logarithm), and what the notes that it passes over cost as ornaments.
_Moves = tuple[tuple[tuple[int, int, int], ...], ...]


@lru_cache(maxsize=4096)
def _moves(melody: Shape) -> _Moves:
    return tuple(
        tuple(_move(melody, i - k, i) for k in range(1, min(i, _MOST) + 1)) for i in range(len(melody.pitches))
    )


def _move(melody: Shape, start: int, end: int) -> tuple[int, int, int]:
    p, s = melody.pitches, melody.onsets
    span = s[end] - s[start]
    longest = max(b - a for a, b in pairwise(s[start : end + 1]))
    return p[end] - p[start], _doublings(span), 2 * _ORNAMENT * (span - longest) // span


def _tempi(one: Shape, other: Shape) -> list[int]:
    """The ratios of lengths that most moves share, two at most: how much slower the one may be than the other."""
    count: dict[int, list[int]] = {}
    yours = [b - a for a, b in pairwise(other.onsets)]
    for mine in (b - a for a, b in pairwise(one.onsets)):
        for length in yours:
            ratio = (mine << 20) // length
            if ratio in count:
                count[ratio][0] += 1
            else:
                count[ratio] = [1, _doublings(mine) - _doublings(length)]
    ranked = sorted(count.values(), key=lambda entry: (-entry[0], abs(entry[1]), entry[1]))
    return [tempo for _, tempo in ranked[:2]]


def _laid(one: _Moves, other: _Moves, tempo: int) -> list[list[tuple[int, int, int]]]:
    """Lay a whole melody along stretches of one that is not shorter: cost and last way for each pair of notes."""
    best = [[(0, 0, 0)] * len(other)]
    for i in range(1, len(one)):
        mine, row = one[i], [(best[i - 1][0][0] + _MISSING, 1, 0)]
        before = best[i - 1]
        for j in range(1, len(other)):
            yours = other[j]
            least, a, b = before[j][0] + _MISSING, 1, 0
            if row[j - 1][0] + _EXTRA < least:
                least, a, b = row[j - 1][0] + _EXTRA, 0, 1
            for k, m in _WAYS:
                if k > i or m > j:
                    continue
                (move, length, passed), (answer, held, skipped) = mine[k - 1], yours[m - 1]
                cost = best[i - k][j - m][0] + passed + skipped
                if cost < least:
                    gap = abs(length - held - tempo) - _NEAR
                    late = 0 if gap <= 0 else min(1000, gap * 4 // 5)
                    cost += k * (_apart(move, answer) + _RHYTHM * late // 1000)
                    if cost < least:
                        least, a, b = cost, k, m
            row.append((least, a, b))
        best.append(row)
    return best


def _straight(one: _Moves, other: _Moves, tempo: int) -> int:
    """The cost of laying each move of a melody along one of another that is not shorter, from the beginning."""
    pairs = ((mine[0], yours[0]) for mine, yours in zip(one[1:], other[1:], strict=False))
    return sum(_apart(a[0], b[0]) + _RHYTHM * _late(a[1] - b[1] - tempo) // 1000 for a, b in pairs)


def _least(one: _Moves, other: _Moves, tempo: int, limit: int) -> int:
    """The cost of laying a melody along another as `_laid` does, where it is below a limit, else the limit.

    No cost is negative, so that what has reached the limit on its way is not followed; nor is what has reached the cost
    of answering each move by one, from the beginning.
    """
    limit = min(limit, _straight(one, other, tempo) + 1)
    rows = [[0] * len(other)]
    for i in range(1, len(one)):
        mine, before = one[i], rows[i - 1]
        # How many moves of the one have been made: the row they began at, their number, and the move they amount to.
        ways = [(rows[i - k], k, m, *mine[k - 1]) for k, m in _WAYS if k <= i]
        left = min(limit, before[0] + _MISSING)
        row = [left]
        for j in range(1, len(other)):
            # Comparisons, not calls of `min`: this is done for every two notes of every two melodies.
            least = left + _EXTRA if left + _EXTRA < limit else limit  # noqa: FURB136
            if before[j] + _MISSING < least:  # noqa: PLR1730
                least = before[j] + _MISSING
            for begun, k, m, move, length, passed in ways:
                if m > j or begun[j - m] + passed >= least:
                    continue
                answer, held, skipped = other[j][m - 1]
                cost = begun[j - m] + passed + skipped
                if cost < least:
                    gap = abs(length - held - tempo) - _NEAR
                    late = 0 if gap <= 0 else 1000 if gap >= 1250 else gap * 4 // 5
                    cost += k * (_apart(move, answer) + _RHYTHM * late // 1000)
                    if cost < least:  # noqa: PLR1730
                        least = cost
            left = least
            row.append(least)
        rows.append(row)
    return min(rows[-1])


def _in_order(one: Motif, other: Motif) -> tuple[Shape, Shape]:
    a, b = shape(one), shape(other)
    return (a, b) if (a.size, a.pitches, a.onsets) <= (b.size, b.pitches, b.onsets) else (b, a)


def _worth(cost: int, size: int) -> int:
    """What is left above chance, and of less than four notes."""
    shared = 1000 - cost // size - _CHANCE
    return max(0, shared) * 1000 // (1000 - _CHANCE) * min(_ENOUGH, size + 1) // _ENOUGH


def _kin(one: _Moves, other: _Moves, tempo: int) -> int:
    """How alike the one is to the beginning of the other upside down, backwards, both, or on one note only."""
    size = len(one) - 1
    mine, yours = [move[0] for move in one[1:]], [move[0] for move in other[1 : size + 1]]
    back = [move for move, _, _ in reversed(yours)]
    late = sum(_late(a[1] - b[1] - tempo) for a, b in zip(mine, yours, strict=True))
    turned = min(late, sum(_late(a[1] - b[1] - tempo) for a, b in zip(mine, reversed(yours), strict=True)))
    ways = (([-move for move, _, _ in yours], late), ([-move for move in back], turned), (back, turned))
    best = 0
    for share, (moves, rhythm) in zip(_MIRRORS, ways, strict=True):
        cost = _RHYTHM * rhythm // 1000 + sum(_apart(a[0], b) for a, b in zip(mine, moves, strict=True))
        best = max(best, share * _worth(cost, size) // 1000)
    if not any(move for move, _, _ in mine) or not any(move for move, _, _ in yours):
        best = max(best, _DRUMMED * _worth(late, size) // 1000)
    return best


@lru_cache(maxsize=16384)
def similarity(one: Motif, other: Motif) -> float:
    """Say how alike two melodies are, 0 .. 1, in whatever key and tempo.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> similarity(seed_motif("1/3 5/1 6/2 5/2"), seed_motif("2/3 6/1 7/2 6/2"))
    1.0
    """
    a, b = _in_order(one, other)
    if a.size < 1:
        return 0.0
    mine, yours = _moves(a), _moves(b)
    tempi = _tempi(a, b)
    cost = (1000 - _CHANCE) * a.size
    for tempo in tempi:
        cost = _least(mine, yours, tempo, cost)
    worth = _worth(cost, a.size)
    if worth >= _MIRRORS[0]:
        return worth / 1000
    return max(worth, *(_kin(mine, yours, tempo) for tempo in tempi)) / 1000


@lru_cache(maxsize=1024)
def likeness(tones: Motif, theme_motif: Motif) -> Likeness:
    """Say how alike a statement and its theme are by contour, by intervals and by rhythm, where they meet best."""
    a, b = _in_order(tones, theme_motif)
    if a.size < 1:
        return Likeness(0.0, 0.0, 0.0)
    mine, yours = _moves(a), _moves(b)
    laid, tempo = min(
        ((_laid(mine, yours, tempo), tempo) for tempo in _tempi(a, b)), key=lambda pair: min(pair[0][-1])[0]
    )
    i, j = a.size, min(range(b.size + 1), key=lambda end: laid[-1][end][0])
    shared = [0, 0, 0]
    while i:
        _, k, m = laid[i][j]
        if k and m:
            (move, length, _), (answer, held, _) = mine[i][k - 1], yours[j][m - 1]
            apart = (_turned(move, answer), _wider(move, answer), _late(length - held - tempo))
            shared = [total + k * (1000 - part) for total, part in zip(shared, apart, strict=True)]
        i, j = i - k, j - m
    return Likeness(*(part // a.size * min(_ENOUGH, a.size + 1) // _ENOUGH / 1000 for part in shared))

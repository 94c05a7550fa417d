"""The spiral array: pitches on a helix, chords and keys as points inside it, tension as distance between them.

A quarter turn of the helix is a fifth up the line of fifths (C 0, G 1, F -1), so that what sounds close lies close and
spelling counts. The radius is 1; the rise of a fifth is the square root of 2/15. Chords and keys are weighted means of
their parts, the root or tonic first (Chew 2000; 2014). Three distances tell tension (Herremans and Chew 2016): the
diameter of a cloud of notes, its strain against the key, and the momentum from one cloud to the next. All of them are
rounded to four decimals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from scenescore.model.pitch import Key

Point = tuple[float, float, float]

#: How far a fifth rises, in radii.
RISE = math.sqrt(2 / 15)
#: What the root, the fifth and the third weigh in a chord; tonic, dominant and subdominant chords in a key.
WEIGHTS = (0.536, 0.274, 0.190)
#: How much of the dominant of a minor key is major, how much of its subdominant minor.
_MAJOR_DOMINANT = _MINOR_SUBDOMINANT = 0.75
_MAJOR_THIRD, _MINOR_THIRD = 4, -3
_TURN = ((0, 1), (1, 0), (0, -1), (-1, 0))
_DECIMALS = 4


def pitch(fifths: int) -> Point:
    """Where a place on the line of fifths lies.

    >>> pitch(0)
    (0.0, 1.0, 0.0)
    """
    across, along = _TURN[fifths % 4]
    return float(across), float(along), fifths * RISE


def _mean(points: Sequence[Point], weights: Sequence[float]) -> Point:
    whole = math.fsum(weights)
    x, y, z = (math.fsum(w * p[axis] for w, p in zip(weights, points, strict=True)) / whole for axis in range(3))
    return x, y, z


def centre(tones: Sequence[int], lengths: Sequence[float] = ()) -> Point:
    """The centre of a cloud of tones (places on the line of fifths), weighted by how long each sounds.

    Without `lengths` all sound equally long. Raises ValueError when nothing sounds.
    """
    if not tones:
        message = "a cloud without tones has no centre"
        raise ValueError(message)
    return _centre(tuple(tones), tuple(lengths) or (1.0,) * len(tones))


@lru_cache(maxsize=4096)
def _centre(tones: tuple[int, ...], lengths: tuple[float, ...]) -> Point:
    return _mean([pitch(tone) for tone in tones], lengths)


def chord_centre(root: int, *, is_minor: bool) -> Point:
    """Where a major or minor triad lies."""
    third = _MINOR_THIRD if is_minor else _MAJOR_THIRD
    return _mean([pitch(root), pitch(root + 1), pitch(root + third)], WEIGHTS)


@cache
def key_centre(tonic: int, *, is_minor: bool) -> Point:
    """Where a major or minor key lies; a minor key's dominant is mostly major, its subdominant mostly minor."""
    if not is_minor:
        return _mean([chord_centre(tonic + step, is_minor=False) for step in (0, 1, -1)], WEIGHTS)
    above = [chord_centre(tonic + 1, is_minor=size) for size in (False, True)]
    below = [chord_centre(tonic - 1, is_minor=size) for size in (True, False)]
    dominant = _mean(above, (_MAJOR_DOMINANT, 1 - _MAJOR_DOMINANT))
    subdominant = _mean(below, (_MINOR_SUBDOMINANT, 1 - _MINOR_SUBDOMINANT))
    return _mean([chord_centre(tonic, is_minor=True), dominant, subdominant], WEIGHTS)


def _distance(one: Point, other: Point) -> float:
    return round(math.dist(one, other), _DECIMALS)


def diameter(tones: Sequence[int]) -> float:
    """How far apart the two farthest tones of a cloud lie: its dissonance (0 for one tone or none).

    >>> diameter((0, 4, 1)), diameter((5, 2, -1, -4))
    (1.7889, 3.5777)
    """
    points = [pitch(tone) for tone in dict.fromkeys(tones)]
    return max((_distance(one, other) for i, one in enumerate(points) for other in points[:i]), default=0.0)


def strain(tones: Sequence[int], key: Key, lengths: Sequence[float] = ()) -> float:
    """How far a cloud pulls away from a key; a mode counts as major or minor by its third."""
    return _distance(centre(tones, lengths), key_centre(key.tonic, is_minor=key.is_minor))


def momentum(before: Sequence[int], after: Sequence[int]) -> float:
    """How far the harmony moves from one cloud to the next.

    >>> momentum((0, 4, 1), (3, 0, 4))
    0.7097
    """
    return _distance(centre(before), centre(after))

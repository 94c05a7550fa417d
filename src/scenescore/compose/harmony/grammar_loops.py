"""Loops, drones, stillness and axes: how genres without chains of fifths keep a few chords alive.

A loop does not tick: its second turn ends otherwise, its third is another loop, its fourth stands over a pedal or
takes twice as long, its fifth drops a chord. A drone lies under every second turn. Axes carry one minor triad round
in equal steps (minor thirds, major thirds, tritones: m3m, m8m, m6m after Murphy 2014), with clusters between. Design.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenescore.compose.harmony.colours import is_minor
from scenescore.compose.harmony.progressions import from_home, over_pedal, varied
from scenescore.model.dice import Stream
from scenescore.model.form import Section

Turn = tuple[str, ...]

#: How the last chord of a loop may turn, by the size of the tonic: never by a leading note.
_LAST = {False: ("bVII", "ii", "IV", "vi"), True: ("bVII", "v", "iv", "bVI", "IV")}
_MINOR = ("i", "bii", "ii", "biii", "iii", "iv", "#iv", "v", "bvi", "vi", "bvii", "vii")
#: Axes in semitones with the shapes that come from them, and clusters that stand on their stations.
_AXES = ((6, 2), (3, 4), (8, 3), (1, 2), (9, 4))
_CLUSTERS = ("cl3", "cl4", "vt1", "cld4")


def _ending_otherwise(loop: Sequence[str], section: Section, stream: Stream) -> Turn:
    fresh = [token for token in _LAST[is_minor(section)] if token not in loop[-2:]]
    return (*loop[:-1], stream.pick(fresh)) if len(loop) > 1 else tuple(loop)


def _doubled(loop: Sequence[str]) -> Turn:
    """Half-time: every chord twice as long."""
    return tuple(token for token in loop for _ in range(2))


def _loop(first: Turn, other: Turn, section: Section, stream: Stream) -> tuple[Turn, ...]:
    pedal = tuple(over_pedal(token) for token in first)
    slow = _doubled(first[:2])
    rest = first[:-1] if len(first) > 3 else first
    fourth = stream.pick((pedal, slow))
    return (first, _ending_otherwise(first, section, stream), other, fourth, rest, varied(other, section, stream))


def _drone(first: Turn, other: Turn, section: Section, stream: Stream) -> tuple[Turn, ...]:
    pedal = tuple(over_pedal(token) for token in first)
    return (first, pedal, other, varied(first, section, stream), tuple(over_pedal(token) for token in other))


def _still(first: Turn, other: Turn, section: Section, stream: Stream) -> tuple[Turn, ...]:
    pair = tuple(dict.fromkeys(first))
    return (pair, varied(pair, section, stream), tuple(dict.fromkeys(other)))


def axis(step: int, stations: int, home: str) -> Turn:
    """One triad carried round in equal steps, home again at the end of the way.

    >>> axis(3, 4, "i"), axis(8, 3, "i")
    (('i', 'biii', '#iv', 'vi'), ('i', 'bvi', 'iii'))
    """
    return (home, *(_MINOR[step * i % 12] for i in range(1, stations)))


def _axes(first: Turn, section: Section, stream: Stream) -> tuple[Turn, ...]:
    home = "i" if is_minor(section) else "I"
    here, there = stream.pick(_AXES), stream.pick(_AXES)
    way = axis(*here, home)
    cluster = stream.pick(_CLUSTERS)
    low = tuple(over_pedal(token) for token in axis(*there, home))
    clusters = (
        (f"{home}{cluster}@1", f"bII{cluster}@1") if cluster.startswith("cl") else (f"I{cluster}", f"bII{cluster}")
    )
    return (way, low, clusters, first, tuple(reversed(way)))


def turns(idiom: str, first: Sequence[str], other: Sequence[str], section: Section, stream: Stream) -> tuple[Turn, ...]:
    """The turns of new material: the loop and what becomes of it."""
    loop, counterpart = from_home(first), tuple(other)
    if idiom == "axis":
        return _axes(loop, section, stream)
    kind = {"drone": _drone, "still": _still}.get(idiom, _loop)
    return kind(loop, counterpart, section, stream)

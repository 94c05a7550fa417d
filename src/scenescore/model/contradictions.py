"""Hits that must be caught and contradict each other: at one moment the music cannot both strike and be silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from scenescore.errors import Problem, Relaxation
from scenescore.model.scene import STOPPING, Hit
from scenescore.model.timing import Ground
from scenescore.model.words import kebab

#: Gestures that need the music to go on after their moment. What leads up to a moment (a swell, a riser) and what
#: closes (a button) may end in silence.
SOUNDS = frozenset({"stinger", "accent", "cadence", "harmonic-turn", "theme-entry", "texture-change"})
#: Closer than this, eye and ear take two moments for one (seconds; a frame of film).
ONE_MOMENT = Fraction(1, 24)
_FRAME, _PRIORITY = 60, 500
#: So many frames apart two gestures can be told from each other.
_APART = 3


def contradicting(ground: Ground, hits: Iterable[tuple[str, Hit]]) -> Iterator[Problem]:
    """Pairs of `must` hits at one moment of which one stops the music and the other needs it."""
    firm = [(place, hit, ground.taken(hit.at)) for place, hit in hits if _word(hit.priority) == "must"]
    timed = sorted(((at, place, hit) for place, hit, at in firm if at is not None), key=lambda each: each[0])
    for number, (at, place, hit) in enumerate(timed):
        for when, other_place, other in timed[number + 1 :]:
            if when - at >= ONE_MOMENT:
                break
            kinds = {_word(hit.gesture), _word(other.gesture)}
            if kinds & STOPPING and kinds & SOUNDS:
                pair = ((place, hit), (other_place, other))
                said = " and ".join(f"{each.name} is {_a(_word(each.gesture))}" for _, each in pair)
                ways_out = _ways_out(ground, *(pair if _word(hit.gesture) in STOPPING else pair[::-1]))
                yield Problem(f"{other_place}.at", f"contradicts {place}: {said}, at one moment", relaxations=ways_out)


def _word(word: object) -> str:
    return kebab(word) if isinstance(word, str) else ""


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _ways_out(ground: Ground, stop: tuple[str, Hit], strike: tuple[str, Hit]) -> tuple[Relaxation, ...]:
    """The stop a little later, or one of the two as a `should`."""
    (place, hit), (_, other) = stop, strike
    at = ground.taken(other.at)
    out = []
    if at is not None and ground.rate is not None:
        moved = at + _APART / ground.rate.fps
        if ground.length is None or moved < ground.length:
            words = f"let {hit.name} come {_APART} frames after {other.name}"
            out.append(Relaxation("moment", words, f"{place}.at", f"{float(moved):.3f}", _APART * _FRAME))
    for where, each in (stop, strike):
        words = f"let {each.name} be a should"
        out.append(Relaxation("priority", words, f"{where}.priority", "should", _PRIORITY))
    return tuple(out)

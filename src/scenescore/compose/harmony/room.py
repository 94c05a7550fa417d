"""Room for a bridge: the last chord of a section is cut so that more chords come after it, or gives way to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scenescore.compose.dialogue import unsung
from scenescore.compose.harmony.closes import FIXED
from scenescore.compose.harmony.plan import Plan
from scenescore.compose.harmony.rhythm import Slot, half_of
from scenescore.model.cue import Cue

#: Gestures whose hit freezes the chord in the bar before it.
STRONG = frozenset({"harmonic-turn", "stinger", "accent", "cut-off", "silence"})
#: A chord of a bridge lasts at least so many seconds; a last chord longer than this always makes room for it.
_SHORTEST, _LONG = 0.8, 4.5


def room(cue: Cue, laid: Sequence[Slot], plan: Plan, size: int) -> list[Slot]:
    """The slots with room for so many chords at the end: cut from the last, or taken; none where neither fits."""
    last = laid[-1]
    if plan.wishes[-1].firmness == FIXED or last.place in {"turn", "home", "final"}:
        return []
    cuts = _cuts(cue, last, size)
    is_close = any(place == len(laid) - 1 for place, _, _ in plan.closes) and last.place == "arrival"
    seconds = _seconds(cue, last.at, last.end)
    if cuts and (is_close or seconds > _LONG):
        pieces = [Slot(at, end - at, last.phrase) for at, end in pairwise([*cuts, last.end])]
        return [*laid[:-1], replace(last, length=cuts[0] - last.at), *pieces]
    taken = laid[-size:]
    is_free = all(
        slot.phrase == last.phrase and slot.place not in {"turn", "home"} and wish.firmness != FIXED
        for slot, wish in zip(taken, plan.wishes[-size:], strict=True)
    )
    is_slow = all(_seconds(cue, slot.at, slot.end) >= _SHORTEST for slot in taken)
    return list(laid) if is_free and is_slow and len(laid) > size else []


def _cuts(cue: Cue, last: Slot, size: int) -> list[int]:
    """Where the last slot can be cut so that it keeps its own chord first: at bar lines, else inside its bar."""
    lines = [int(bar.at) for bar in cue.bars if last.at < bar.at < last.end]
    if len(lines) >= size:
        return _heard(cue, last, lines[-size:])
    bar = cue.bar(last.end - 1)
    if any(mark.tick == last.end and mark.hit.gesture in STRONG for mark in cue.landings):
        return []
    beats = [bar.at + sum(bar.meter.beats[:i]) for i in range(len(bar.meter.beats))]
    inner = [bar.at + half_of(bar)] if size == 1 else beats[-size:]
    return _heard(cue, last, inner) if all(last.at < cut < last.end for cut in inner) else []


def _heard(cue: Cue, last: Slot, cuts: list[int]) -> list[int]:
    """The cuts, if every piece lasts long enough to be heard and none falls into somebody's words."""
    is_long = all(_seconds(cue, a, b) >= _SHORTEST for a, b in pairwise([last.at, *cuts, last.end]))
    voices = unsung(cue)
    return cuts if is_long and not any(a < cut < b for cut in cuts for a, b in voices) else []


def _seconds(cue: Cue, start: int, end: int) -> float:
    return float(cue.seconds(end) - cue.seconds(start))

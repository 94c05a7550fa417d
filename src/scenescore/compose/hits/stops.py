"""Gestures that end in silence: all stop exactly on the hit, and come back later."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.hits.revision import Parts, crossing, cut, emptied, rewrite, starting, write
from scenescore.compose.hits.situation import Caught, Situation
from scenescore.compose.hits.writing import HELD_ROLES
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks


def cut_off(here: Situation, parts: Parts) -> Caught:
    """Stop everybody exactly on the hit, and leave at least a beat of air."""
    beats = 2.0 if here.landing.hit.priority == "must" else 1.0
    until = max(here.after(1), min(here.after(beats), here.next_phrase))
    return _stopped(here, parts, until, "all stop on the hit")


def silence(here: Situation, parts: Parts) -> Caught:
    """Let nothing sound from the hit to the bar's end, one to four beats."""
    bar = here.cue.bar(here.tick)
    left = int(bar.end) - here.tick
    until = here.after(left / here.beat if left >= here.beat else left / here.beat + 1)
    return _stopped(here, parts, min(until, here.after(4)), "silence from the hit")


def _stopped(here: Situation, parts: Parts, until: int, what: str) -> Caught:
    """Stop everybody at the hit and come back later; a theme that starts there is not silenced."""
    told = [n.at for part in parts for n in starting(part, here.tick, until) if here.is_head(n)]
    until = min(until, *told) if told else until
    parts = _heard_until(here, parts)
    stopped = tuple(cut(part, here.tick) for part in parts)
    returning = _returning(here, parts, until) if until > here.tick else ()
    if until > here.tick:
        stopped = tuple(emptied(part, here.tick, until, spare=lambda note: note.at < here.tick) for part in stopped)
    for index, notes in returning:
        stopped = (*stopped[:index], write(stopped[index], notes), *stopped[index + 1 :])
    beats = (until - here.tick) / here.beat
    is_last = here.tick >= here.cue.length
    trouble = "" if until > here.tick or is_last else "a theme starts there, so there is no silence after the stop"
    return Caught(stopped, f"{what}, {beats:g} beats of air", trouble)


def _heard_until(here: Situation, parts: Parts) -> Parts:
    """Hold the last harmony into the moment when everything has stopped just before it: a stop must be heard."""
    if any(crossing(part, here.tick - 1) for part in parts):
        return parts
    return tuple(_held_on(part, here.before(4), here.tick) for part in parts)


def _held_on(part: Part, start: int, tick: int) -> Part:
    """Hold the last harmony that a part has from `start` on until a tick; breath is not stretched."""
    last = [note for note in starting(part, start, tick) if note.role in HELD_ROLES]
    if not last or part.instrument.breathes or part.instrument.is_percussion or last[-1].end >= tick:
        return part
    final = last[-1].at

    def held(note: Note) -> tuple[Note, ...]:
        is_last = note.at == final and note.role in HELD_ROLES
        return (replace(note, length=Ticks(tick - note.at), articulation="") if is_last else note,)

    return rewrite(part, final, tick, held)


def _returning(here: Situation, parts: Parts, until: int) -> tuple[tuple[int, tuple[Note, ...]], ...]:
    """What held over the hit and far beyond the silence is taken up again after it."""
    out = []
    for index, part in enumerate(parts):
        notes = tuple(
            replace(note, at=Ticks(until), length=Ticks(note.end - until), hit=False)
            for note in crossing(part, here.tick)
            if note.role in HELD_ROLES and note.end - until >= here.beat
        )
        if notes:
            out.append((index, notes))
    return tuple(out)

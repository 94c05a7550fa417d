"""Gestures that end in silence: all stop exactly on the hit, and come back later and softer."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.hits.chords import home_of, tones
from scenescore.compose.hits.preparing import driven, softened, without_entries
from scenescore.compose.hits.revision import Parts, crossing, cut, emptied, rewrite, starting, write
from scenescore.compose.hits.situation import Caught, Situation
from scenescore.compose.hits.writing import HELD_ROLES, thinned
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import SHORT_STROKES, LayerRole, Note, Part
from scenescore.model.time import Ticks

#: Nobody who has been silent comes in so many seconds before a stop, or twice as long before one that is let go.
LAST_ENTRY = 0.3
#: Articulations that make the sound; a note that is held keeps them.
SOUNDS = frozenset({"pizzicato", "tremolo", "let-ring"})
#: Articulations of notes that are over when they are over.
SHORT = SHORT_STROKES | {"let-ring"}
#: Players who raise a chord where a stop would find none.
PLAYERS = 2
#: dB of that chord against the plan, and of one that echoes another stop.
RAISED_DB, ECHO_DB = -2.0, -5.0
#: What comes back after a stop is softer for so many beats.
RETURNING = 2


def cut_off(here: Situation, parts: Parts) -> Caught:
    """Drive into the hit, stop everybody exactly on it, leave at least a beat of air, come back softly."""
    beats = 2.0 if here.is_must else 1.0
    until = max(here.after(1), min(here.after(beats), here.next_phrase))
    ready, drivers = driven(here, _pressing(here, without_entries(here, parts, LAST_ENTRY)))
    drive = f"{' and '.join(drivers)} {'drives' if len(drivers) == 1 else 'drive'} into it, " if drivers else ""
    return _stopped(here, ready, until, f"{drive}all stop on the hit")


def silence(here: Situation, parts: Parts) -> Caught:
    """Let go: what moves leaves first, then nothing sounds from the hit to the bar's end, one to four beats."""
    bar = here.cue.bar(here.tick)
    left = int(bar.end) - here.tick
    until = here.after(left / here.beat if left >= here.beat else left / here.beat + 1)
    ready = thinned(without_entries(here, parts, 2 * LAST_ENTRY), here.before(2), here.tick)
    return _stopped(here, ready, min(until, here.after(4)), "what moves leaves first, silence from the hit")


def seen_to(here: Situation, parts: Parts) -> Parts:
    """Whatever the hits around a stop have done: all that sounds ends on it, and something does."""
    ended = tuple(cut(part, here.tick) for part in parts)
    return tuple(cut(part, here.tick) for part in _heard_until(here, ended))


def _stopped(here: Situation, parts: Parts, until: int, what: str) -> Caught:
    """Stop everybody at the hit and come back later; a theme that starts there is not silenced, nor another hit."""
    told = [n.at for part in parts for n in starting(part, here.tick, until) if here.is_head(n)]
    until = min(until, *told) if told else until
    parts = _heard_until(here, parts)
    stopped = tuple(cut(part, here.tick) for part in parts)
    returning = _returning(here, parts, until) if until > here.tick else ()
    if until > here.tick:
        stopped = tuple(_silent(here, part, until) for part in stopped)
    for index, notes in returning:
        stopped = (*stopped[:index], write(stopped[index], notes), *stopped[index + 1 :])
    stopped = softened(stopped, until, min(until + RETURNING * here.beat, here.room[1]), here.is_head)
    beats = (until - here.tick) / here.beat
    is_last = here.tick >= here.cue.length
    trouble = "" if until > here.tick or is_last else "a theme starts there, so there is no silence after the stop"
    return Caught(stopped, f"{what}, {beats:g} beats of air", trouble)


def _silent(here: Situation, part: Part, until: int) -> Part:
    """Silence a part; what answers another hit on the same place is short."""

    def is_answer(note: Note) -> bool:
        return here.is_shared and note.hit and note.at == here.tick

    def short(note: Note) -> tuple[Note, ...]:
        return (replace(note, length=Ticks(min(note.length, here.beat // 2))) if is_answer(note) else note,)

    part = rewrite(part, here.tick, here.tick + 1, short)
    return emptied(part, here.tick, until, spare=lambda note: note.at < here.tick or is_answer(note))


def _heard_until(here: Situation, parts: Parts) -> Parts:
    """Hold the last harmony into the moment when everything has stopped just before it: a stop must be heard.

    In the very first moments there is nothing to end.
    """
    if here.is_first or any(crossing(part, here.tick - 1) for part in parts):
        return parts
    start = max(here.room[0], here.tick - 4 * here.beat)
    held = tuple(_held_on(part, start, here.tick, HELD_ROLES) for part in parts)
    if any(crossing(part, here.tick - 1) for part in held):
        return held
    held = tuple(_held_on(part, start, here.tick, None) for part in held)
    return held if any(crossing(part, here.tick - 1) for part in held) else _raised(here, held)


def _pressing(here: Situation, parts: Parts) -> Parts:
    """Nobody breathes in the last beat before a cut-off: who has just let go of a long note holds it until the stop."""
    air = here.before(1)
    if not here.is_must or here.cue.picture.speaks(here.cue.seconds(air), here.landing.got):
        return parts

    def held(part: Part) -> Part:
        last = [note for note in part.notes if note.at < here.tick][-1:]
        is_long = bool(last) and last[0].length >= here.beat // 2 and last[0].articulation not in SHORT
        return _held_on(part, last[0].at, here.tick, None) if is_long and air <= last[0].end < here.tick else part

    return tuple(held(part) for part in parts)


def _raised(here: Situation, parts: Parts) -> Parts:
    """Where nothing sounds before a stop that must be heard, two players raise a chord that can stop.

    In the cue's first moments it begins with the cue; just after another stop it echoes what stopped there.
    """
    start, left = here.before(1), PLAYERS
    if not here.is_must:
        return parts
    start, level = (start, RAISED_DB) if here.tick - start >= here.beat // 4 else (here.room[0], ECHO_DB)
    if start == 0 and any(la.tick == 0 and la.hit.gesture in STOPPING for la in here.cue.landings):
        start = here.tick // 2
    out = list(parts)
    for index in here.early.earnest:
        player = out[index].instrument
        if left == 0 or starting(out[index], start, here.tick):
            continue
        around = home_of(out[index], here.early.until)
        pitches = tones(here.last_chord, player, min(3, player.polyphony), around)
        role: LayerRole = "bass" if index in here.early.low else "harmony"
        out[index] = write(
            out[index], [Note(Ticks(start), Ticks(here.tick - start), pitch, role, level) for pitch in pitches]
        )
        left -= bool(pitches)
    return tuple(out)


def _held_on(part: Part, start: int, tick: int, roles: frozenset[str] | None) -> Part:
    """Hold the last notes of some roles that a part has from `start` on until a tick (of all: winds too)."""
    last = [note for note in starting(part, start, tick) if roles is None or note.role in roles]
    is_breath = part.instrument.breathes and roles is not None
    if not last or is_breath or part.instrument.is_percussion or last[-1].end >= tick:
        return part
    final = last[-1].at

    def held(note: Note) -> tuple[Note, ...]:
        is_last = note.at == final and (roles is None or note.role in roles)
        word = note.articulation if note.articulation in SOUNDS else ""
        return (replace(note, length=Ticks(tick - note.at), articulation=word) if is_last else note,)

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

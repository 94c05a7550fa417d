"""What leads to a hit and what follows from it: breath, upbeat, drive, aftershock, a soft return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenescore.compose.hits.chords import nearest_tone
from scenescore.compose.hits.revision import Parts, crossing, ended, rewrite, starting, write
from scenescore.compose.hits.situation import Situation
from scenescore.compose.hits.writing import HELD_ROLES
from scenescore.model.sketch import SHORT_STROKES, Note, Part
from scenescore.model.time import Ticks

#: An upbeat or a driving note that would be shorter than so many seconds is not written.
SHORTEST_UPBEAT = 0.15
#: Players who drive into a stop, and the dB that their repeated notes gain.
DRIVERS, DRIVE_DB = 2, (-3.0, 2.0)
#: DB by which the aftershock of a blow lies under it, and what comes back after a stop under what was.
AFTERSHOCK_DB, RETURN_DB = -7.0, -3.0
FIFTH, OCTAVE = 7, 12


def lifted(here: Situation, parts: Parts) -> Parts:
    """Let those who will strike on the hit lift the bow or the hand a sixteenth before it."""
    air = here.tick - here.beat // 4

    def change(note: Note) -> tuple[Note, ...]:
        is_long = note.length > here.beat // 2
        return ended(note, air) if note.at < air and note.end >= here.tick and is_long and not note.hit else (note,)

    def is_free(part: Part) -> bool:
        return not part.instrument.is_percussion

    def held(note: Note) -> tuple[Note, ...]:
        return change(note) if note.role in HELD_ROLES else (note,)

    # What sounds on over the hit is split there first, so that the rest of it can be struck again.
    split = tuple(rewrite(part, here.tick, here.tick, lambda note: _split(note, here)) for part in parts)
    return tuple(rewrite(part, air, here.tick, held) if is_free(part) else part for part in split)


def _split(note: Note, here: Situation) -> tuple[Note, ...]:
    """A held note of the hit's chord in two: before the hit and from it on."""
    fits = note.pitch.midi % OCTAVE in (*here.chord.pcs, here.chord.bass_pc)
    if note.at >= here.tick or note.end <= here.tick or note.role not in HELD_ROLES or not fits:
        return (note,)
    rest = replace(note, at=Ticks(here.tick), length=Ticks(note.end - here.tick))
    return (*ended(note, here.tick), *((rest,) if rest.length >= here.beat // 4 else ()))


def upbeat(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """Give the bass an upbeat an eighth before the hit when nothing else leads there."""
    half = here.beat // 2
    at = here.tick - half
    is_too_fast = half < here.ticks_of(SHORTEST_UPBEAT) or at < here.before(1)
    if is_too_fast or at <= 0 or any(starting(part, here.before(1) + 1, here.tick) for part in parts):
        return parts, ""
    for index in here.early.low:
        part = parts[index]
        goal = nearest_tone(here.last_chord, part.instrument, _home(part, here) - FIFTH)
        if goal is None:
            continue
        free = rewrite(part, at, at, lambda note: ended(note, at) if note.role in HELD_ROLES else (note,))
        if len(crossing(free, at)) >= part.instrument.polyphony:
            continue
        note = Note(Ticks(at), Ticks(half * 3 // 4), goal, "bass", -3.0, "staccato" if here.is_light else "")
        return (*parts[:index], write(free, (note,)), *parts[index + 1 :]), part.name
    return parts, ""


def _home(part: Part, here: Situation) -> int:
    """The pitch that a bass has on the hit, or has had before it."""
    there = [note.pitch.midi for note in starting(part, here.tick, here.tick + 1)]
    before = [note.pitch.midi for note in starting(part, here.before(8), here.tick)]
    return min(there) if there and not here.opens else before[-1] if before else sum(part.instrument.comfortable) // 2


def driven(here: Situation, parts: Parts) -> tuple[Parts, tuple[str, ...]]:
    """Let the bass and one of the harmony beat eighths into a stop where they would only hold."""
    half = here.beat // 2
    if half < here.ticks_of(SHORTEST_UPBEAT) or here.is_calm:
        return parts, ()
    start = here.tick - 4 * half
    if start < here.before(2):
        return parts, ()
    out, names = list(parts), []
    for index in (*here.early.low[:1], *here.early.earnest):
        part = out[index]
        held = [n for n in crossing(part, start + half) if n.role in HELD_ROLES and n.end >= here.tick]
        moves = starting(part, start + 1, here.tick)
        pcs = here.last_chord.pcs
        if part.name in names or not held or moves or any(n.pitch.midi % OCTAVE not in pcs for n in held):
            continue
        out[index] = _beaten(part, start, here.tick, half)
        names.append(part.name)
        if len(names) == DRIVERS:
            break
    return tuple(out), tuple(names)


def _beaten(part: Part, start: int, end: int, step: int) -> Part:
    """What a part holds over a span, beaten in even notes that grow."""
    count = (end - start) // step

    def change(note: Note) -> tuple[Note, ...]:
        if note.role not in HELD_ROLES or note.end < end:
            return (note,)
        rows = []
        for i in range(count):
            level = note.level + DRIVE_DB[0] + (DRIVE_DB[1] - DRIVE_DB[0]) * i / (count - 1)
            rows.append(
                replace(note, at=Ticks(start + i * step), length=Ticks(step), level=round(level, 2), articulation="")
            )
        return (*(ended(note, start) if note.at < start else ()), *rows)

    return rewrite(part, start, end, change)


def reaching(here: Situation, parts: Parts) -> Parts:
    """Let the last harmony before a hit lead into it without a gap: who has just let go holds on until there."""
    pcs = (*here.last_chord.pcs, here.last_chord.bass_pc)
    first = here.before(1)

    def held(part: Part) -> Part:
        last = starting(part, here.before(8), here.tick)[-8:]
        final = max((int(n.at) for n in last), default=-1)

        def change(note: Note) -> tuple[Note, ...]:
            is_last = note.at == final and note.role in HELD_ROLES and first <= note.end < here.tick
            fits = note.articulation not in SHORT_STROKES and note.pitch.midi % OCTAVE in pcs
            return (replace(note, length=Ticks(here.tick - note.at)) if is_last and fits else note,)

        return part if final < 0 or part.instrument.is_percussion else rewrite(part, final, final + 1, change)

    return tuple(held(part) for part in parts)


def trembling(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """Let bows tremble softly where a blow was held: struck hard, then hushed."""
    names: list[str] = []
    split = here.tick + here.beat

    def change(note: Note) -> tuple[Note, ...]:
        if note.at != here.tick or note.role == "melody" or note.end - split < here.beat // 2:
            return (note,)
        soft = round(note.level + AFTERSHOCK_DB, 2)
        rest = replace(
            note, at=Ticks(split), length=Ticks(note.end - split), level=soft, articulation="tremolo", hit=False
        )
        return (*ended(note, split), rest)

    out = []
    for part in parts:
        new = rewrite(part, here.tick, here.tick + 1, change) if "tremolo" in part.instrument.programs else part
        names += [part.name] if new != part else []
        out.append(new)
    return tuple(out), names[0] if names else ""


def plucked(here: Situation, parts: Parts) -> Parts:
    """Let those who can pluck do so on the hit: a light hand."""

    def change(note: Note) -> tuple[Note, ...]:
        is_struck = note.at == here.tick and note.role in HELD_ROLES
        return (replace(note, articulation="pizzicato") if is_struck else note,)

    return tuple(
        rewrite(part, here.tick, here.tick + 1, change) if "pizzicato" in part.instrument.programs else part
        for part in parts
    )


def softened(parts: Parts, start: int, end: int, spare: Callable[[Note], bool]) -> Parts:
    """Let what begins between two ticks come back softly."""

    def change(note: Note) -> tuple[Note, ...]:
        is_back = start <= note.at < end and not note.hit and not spare(note)
        return (replace(note, level=round(note.level + RETURN_DB, 2)) if is_back else note,)

    return tuple(rewrite(part, start, end, change) for part in parts) if end > start else parts


def without_entries(here: Situation, parts: Parts, seconds: float) -> Parts:
    """Nobody comes in just before a stop: who has been silent for a bar stays silent."""
    late = here.tick - here.ticks_of(seconds)

    def is_entry(part: Part, note: Note) -> bool:
        heard = [n for n in starting(part, late - 4 * here.beat, int(note.at)) if n.end > late - 2 * here.beat]
        return note.at >= late and not heard and not crossing(part, int(note.at)) and not note.hit

    def kept(part: Part) -> Part:
        new = [note for note in starting(part, max(0, late), here.tick) if is_entry(part, note)]
        if not new:
            return part
        return rewrite(part, late, here.tick, lambda note: () if late <= note.at < here.tick else (note,))

    return tuple(kept(part) for part in parts)

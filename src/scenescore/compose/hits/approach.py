"""What every strong hit needs, whatever its gesture: nobody beside it, nobody against it.

A note that attacks less than 120 ms before or after a hit in a layer that is not on it sounds like a mistake (a flam);
a tune that holds a tone against the hit's chord, or a bass with another tone, does so too. The threshold is ours, a
little above the 100 ms below which two attacks are no rhythm to most listeners (London 2012).
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.hits.revision import Parts, crossing, ended, next_start, rewrite, starting, write
from scenescore.compose.hits.situation import ANTICIPATED, Situation
from scenescore.compose.hits.writing import HELD_ROLES
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

#: Seconds around a hit in which a layer that is not on it does not attack.
FLAM = 0.125
OCTAVE = 12


def agreed(here: Situation, parts: Parts) -> Parts:
    """Bring all that sounds around a hit into line with it."""
    parts = tuple(_rolled_into(here, _together(here, part)) for part in parts)
    return tuple(part if part.instrument.is_percussion else _in_tune(here, part) for part in parts)


def postponed(here: Situation, parts: Parts) -> Parts:
    """A chord that would change less than an eighth before a strong hit waits for it: the old one is held on."""
    span = here.chords.at(max(0, here.tick - 1))
    start = int(span.start) if span else 0
    is_close = here.is_must and here.room[0] < start and 0 < here.tick - start < ANTICIPATED
    return tuple(_waiting(here, part, start) for part in parts) if is_close else parts


def _waiting(here: Situation, part: Part, start: int) -> Part:
    """Harmony and bass that would begin a moment before the hit begin on it; what they follow lasts until then."""
    if part.instrument.is_percussion:
        return part

    def change(note: Note) -> tuple[Note, ...]:
        if note.role not in HELD_ROLES:
            return (note,)
        if note.at < start:
            return (replace(note, length=Ticks(here.tick - note.at)) if note.end == start else note,)
        late = replace(note, at=Ticks(here.tick), length=Ticks(note.end - here.tick)) if note.at < here.tick else note
        return (late,) if late.length > 0 else ()

    return _once(here, rewrite(part, start - 1, here.tick, change))


def _together(here: Situation, part: Part) -> Part:
    """Bring notes just beside the hit onto it, or leave them out; a line that runs through it is no flam."""
    sounds, width = int(here.landing.sounds), here.ticks_of(FLAM)
    is_beginning = here.room[0] == 0 and sounds <= width and all(la.tick for la in here.cue.landings)
    if starting(part, here.tick, here.tick + 1):
        return rewrite(part, 0, here.tick, lambda n: _or_later(here, n)) if is_beginning else part
    first = 0 if is_beginning else max(sounds - width, here.room[0] + 1)
    first, last = here.tick if here.opens else first, min(sounds + width, here.room[1] - 1)
    near = [n for n in starting(part, max(0, first), last + 1) if not n.hit and not here.is_head(n)]
    heads = [n for n in starting(part, max(0, first), last + 1) if here.is_head(n) and not n.hit]
    if heads:
        # A theme keeps its written place and is played with the hit.
        return rewrite(part, heads[0].at, heads[0].at + 1, lambda n: (replace(n, hit=True) if n in heads else n,))
    if not near:
        return part
    chosen = [n for n in near if n.end - here.tick >= here.beat // 4 and not _is_against(here, n)]
    kept = min(chosen, key=lambda n: (abs(n.at - here.tick), n.at)).at if chosen else -1
    gone = frozenset(int(n.at) for n in near)

    def change(note: Note) -> tuple[Note, ...]:
        if note.hit or note.at not in gone or here.is_head(note):
            return (note,)
        if note.at != kept or _is_against(here, note):
            return ()
        return (replace(note, at=Ticks(here.tick), length=Ticks(note.end - here.tick), hit=True),)

    moved = rewrite(part, min(first, here.tick), max(last, here.tick) + 1, change)
    is_full = part.instrument.polyphony < len(crossing(moved, here.tick)) + len(
        starting(moved, here.tick, here.tick + 1)
    )
    again = {n.pitch.midi for n in starting(moved, here.tick, here.tick + 1)}
    if not again:
        return moved
    return rewrite(
        moved,
        here.tick,
        here.tick,
        lambda note: ended(note, here.tick) if is_full or note.pitch.midi in again else (note,),
    )


def _or_later(here: Situation, note: Note) -> tuple[Note, ...]:
    """Who strikes a hit in the very first moments has not begun just before it."""
    return () if note.at < here.tick and not note.hit and not here.is_head(note) else (note,)


def _rolled_into(here: Situation, part: Part) -> Part:
    """Drums that roll up to a hit which opens a section strike on it."""
    before = starting(part, max(here.room[0] + 1, here.tick - here.ticks_of(FLAM)), here.tick)
    is_met = not before or bool(starting(part, here.tick, here.tick + 1)) or bool(crossing(part, here.tick))
    is_drum = part.instrument.is_percussion or part.instrument.name == "timpani"
    if not here.opens or not is_drum or is_met:
        return part
    length = max(1, min(here.beat, here.wall - here.tick, (next_start(part, here.tick) or here.wall) - here.tick))
    last = before[-1] if part.instrument.is_percussion else _brought(here, part, before[-1], here.chord.pcs)[0]
    return write(part, [replace(last, at=Ticks(here.tick), length=Ticks(length), articulation="accent", hit=True)])


def _is_against(here: Situation, note: Note) -> bool:
    """Whether a note rubs by a semitone against the chord of the hit, of which it is no part."""
    pc = note.pitch.midi % OCTAVE
    pcs = (*here.chord.pcs, here.chord.bass_pc)
    return pc not in pcs and any((pc - other) % OCTAVE in {1, OCTAVE - 1} for other in pcs)


def _in_tune(here: Situation, part: Part) -> Part:
    """Let go what is held against the chord, and bring what strikes on the hit into it; nobody rubs against a tune.

    Where the scene is tense a rub may stay.
    """
    pcs = (*here.chord.pcs, here.chord.bass_pc)
    sweet = tuple(pc for pc in pcs if pc not in here.sour)

    def change(note: Note) -> tuple[Note, ...]:
        if note.at < here.tick < note.end:
            is_foreign = note.role in {"bass", "harmony"} and note.pitch.midi % OCTAVE not in pcs
            return ended(note, here.tick) if is_foreign or _is_against(here, note) else (note,)
        if note.at != here.tick:
            return (note,)
        if note.role == "bass" and note.pitch.midi % OCTAVE != here.chord.bass_pc:
            return _brought(here, part, note, (here.chord.bass_pc,))
        if note.role == "harmony" and note.pitch.midi % OCTAVE not in pcs:
            return _brought(here, part, note, pcs)
        is_sour = not here.is_tense and note.pitch.midi % OCTAVE in here.sour
        if is_sour and note.role in {"harmony", "rhythm"} and not part.instrument.is_percussion:
            return _brought(here, part, note, sweet)
        return (note,)

    return _once(here, rewrite(part, here.tick, here.tick + 1, change))


def _brought(here: Situation, part: Part, note: Note, pcs: tuple[int, ...]) -> tuple[Note, ...]:
    """The note on the nearest of some pitch classes that its player has comfortably."""
    low, high = part.instrument.comfortable
    near = [midi for midi in range(low, high + 1) if midi % OCTAVE in pcs]
    if not near:
        return (note,)
    midi = min(near, key=lambda m: (abs(m - note.pitch.midi), m))
    return (replace(note, pitch=Pitch(midi, here.chord.fifths_of(midi % OCTAVE))),)


def _once(here: Situation, part: Part) -> Part:
    """No pitch twice on the hit, nor while it still sounds from before."""
    there = starting(part, here.tick, here.tick + 1)
    pitches = [note.pitch.midi for note in there]
    sounding = {note.pitch.midi for note in crossing(part, here.tick)} & set(pitches)
    if len(pitches) == len(set(pitches)) and not sounding:
        return part
    first = {note.pitch.midi: note for note in reversed(there)}
    cleared = rewrite(
        part,
        here.tick,
        here.tick + 1,
        lambda note: (
            ()
            if note.at == here.tick
            else ended(note, here.tick)
            if note.at < here.tick < note.end and note.pitch.midi in sounding
            else (note,)
        ),
    )
    return write(cleared, sorted(first.values(), key=lambda note: note.pitch.midi))

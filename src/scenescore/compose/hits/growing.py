"""Gestures that grow into the hit: a held note that swells, a run up the scale."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.hits.chords import home_of, nearest_tone, tones
from scenescore.compose.hits.revision import Parts, crossing, emptied, next_start, rewrite, starting, write
from scenescore.compose.hits.situation import Caught, Situation
from scenescore.compose.hits.writing import again, answered, doubled
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

#: Semitones that a run ends above where its player is at home.
RUN_ABOVE = 10
#: Players at most who join when a swell opens.
_OPENING = 3


def swell(here: Situation, parts: Parts) -> Caught:
    """Hold notes that grow into the moment, then let the chord speak on it."""
    start = here.before(4)
    held, holders = [], []
    for part in parts:
        grown = _held_into(part, start, here)
        holders += [part.name] if grown is not part else []
        held.append(grown)
    grown_parts = tuple(held)
    if not holders:
        grown_parts, name = _new_swell(here, grown_parts, start)
        holders += [name] if name else []
    struck = again(here, grown_parts, "tenuto")
    # Light scenes are touched, not opened up.
    more = 0 if here.is_light else round(_OPENING * here.strength)
    struck = answered(here, struck, players=more, beats=2.0, articulation="tenuto") if more else struck
    trouble = "" if holders else "nobody was free to hold a swelling note"
    return Caught(struck, f"{', '.join(holders[:3]) or 'nobody'} held into the hit, growing", trouble)


def _held_into(part: Part, start: int, here: Situation) -> Part:
    """Let the last harmony notes of a sustaining part reach the hit."""
    if part.instrument.decay or part.instrument.is_percussion:
        return part
    last = [note for note in starting(part, start, here.tick) if note.role == "harmony"]
    final = max((note.at for note in last), default=-1)
    reached = [note for note in last if note.at == final and note.end < here.tick]
    if not reached or any(note.pitch.midi % 12 not in here.chords.holding(here.tick - 1).pcs for note in reached):
        return part
    return rewrite(
        part,
        final,
        here.tick,
        lambda note: (
            (
                replace(note, length=Ticks(here.tick - note.at), articulation="")
                if note.at == final and note.role == "harmony"
                else note
            ),
        ),
    )


def _new_swell(here: Situation, parts: Parts, start: int) -> tuple[Parts, str]:
    """Give a free sustaining player one note that grows into the hit."""
    chord = here.chords.holding(max(0, here.tick - 1))
    span = here.chords.at(max(0, here.tick - 1))
    start = max(start, int(span.start) if span else 0)
    if here.tick - start < here.beat:
        start = here.before(1)
    for index in here.early.sustainers:
        part = parts[index]
        if crossing(part, start) or starting(part, start, here.tick) or here.tick - start < here.beat // 2:
            continue
        pitches = tones(chord, part.instrument, min(2, part.instrument.polyphony), home_of(part, here.early.until))
        notes = [Note(Ticks(start), Ticks(here.tick - start), pitch, "colour", -2.0) for pitch in pitches]
        if notes:
            return (*parts[:index], write(part, notes), *parts[index + 1 :]), part.name
    sounding = [part.name for part in parts if not part.instrument.decay and crossing(part, max(0, here.tick - 1))]
    return parts, sounding[0] if sounding else ""


def riser(here: Situation, parts: Parts) -> Caught:
    """Run up the scale into the hit, and land on the chord."""
    landed = Caught(doubled(here, parts), f"{here.chord.name} struck on the hit and doubled")
    for index in here.early.runners:
        part = landed.parts[index]
        summit = home_of(part, here.early.until) + RUN_ABOVE
        notes, goal = _run(here, part, summit), nearest_tone(here.chord, part.instrument, summit)
        if goal and notes:
            start = int(notes[0].at)
            free = emptied(part, start, here.tick, comes_back=False, spare=lambda note: note.role == "melody")
            if crossing(free, start) or starting(free, start, here.tick):
                continue
            run = (*landed.parts[:index], _topped(here, write(free, notes), goal), *landed.parts[index + 1 :])
            return Caught(run, f"{part.name} runs up {len(notes)} notes into {here.chord.name}")
    return replace(landed, trouble="nobody was free to run up to it", what=f"{landed.what}, without a run")


def _topped(here: Situation, part: Part, goal: Pitch) -> Part:
    """Let the runner reach the chord tone that he ran to."""
    there = starting(part, here.tick, here.tick + 1)
    is_full = len(there) + len(crossing(part, here.tick)) >= part.instrument.polyphony
    length = min(here.after(1), next_start(part, here.tick) or here.wall, here.wall) - here.tick
    if is_full or length <= 0 or any(note.pitch.midi == goal.midi for note in there):
        return part
    return write(part, (Note(Ticks(here.tick), Ticks(length), goal, "colour", 0.0, "accent", hit=True),))


def _run(here: Situation, part: Part, summit: int) -> tuple[Note, ...]:
    """Scale notes that climb to just under a MIDI number, in the key before the hit, as fast as the player is agile."""
    seconds = float(here.cue.seconds(here.tick) - here.cue.seconds(max(0, here.tick - here.beat)))
    step = next((here.beat // n for n in (4, 3, 2) if n / max(0.01, seconds) <= part.instrument.agility[1]), here.beat)
    count = (here.tick - here.before(2)) // step
    if count < 3:
        return ()
    key, low = here.chords.holding(max(0, here.tick - 1)).key, part.instrument.comfortable[0]
    summit = min(summit, part.instrument.comfortable[1])
    scale = [midi for midi in range(summit - 1, max(low, 0) - 1, -1) if midi % 12 in key.pcs][:count]
    at = here.tick - step * len(scale)
    return tuple(
        Note(Ticks(at + i * step), Ticks(step), key.pitch(midi), "colour", round(-4 + 4 * i / len(scale), 2), "legato")
        for i, midi in enumerate(reversed(scale))
    )

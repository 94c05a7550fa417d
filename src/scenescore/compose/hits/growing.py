"""Gestures that grow into the hit: held notes that swell and draw others in, a run up the scale, a roll.

Lengths after common practice (swells of 0.5 to 4 s, runs of 7 to 14 notes in about a second, rolls of 1 to 4 s); the
amounts are our defaults.
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.hits.chords import home_of, nearest_tone, tones
from scenescore.compose.hits.preparing import reaching
from scenescore.compose.hits.revision import (
    Parts,
    crossing,
    emptied,
    ended,
    next_start,
    rewrite,
    starting,
    write,
)
from scenescore.compose.hits.situation import Caught, Situation
from scenescore.compose.hits.writing import HELD_ROLES, again, answered, doubled, grounded
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

#: Semitones that a run ends above where its player is at home.
RUN_ABOVE = 10
#: Players at most who join when a swell opens, and beats before the hit at which others have joined it.
_OPENING, _JOINING = 3, (2, 1)
#: dB by which held notes come forward in a swell.
_LEANING = 4.0
#: dB that struck notes of a swell gain on their way, from the first to the last.
_STRUCK_DB = (-6.0, 1.0)
#: A roll's strokes are so many seconds apart at least; it lasts so many beats; dB at its start and end.
_STROKE, _ROLL, _ROLL_DB = 0.07, 2, (-9.0, 0.0)
#: Drums that roll into a hit, first choice first.
_ROLLING = ("timpani", "snare", "cymbals", "taiko", "bass-drum", "woodblock")


def swell(here: Situation, parts: Parts) -> Caught:
    """Hold notes that grow into the moment and draw others in, then let the chord speak and open on it."""
    start = here.before(4)
    held, holders = [], []
    for part in reaching(here, parts):
        grown = _held_into(part, start, here)
        holders += [part.name] if grown is not part else []
        held.append(grown)
    grown_parts = tuple(held)
    # A soft scene swells by itself; a strong hit draws others in, later ones later.
    for beats in (*(() if holders else (4,)), *_JOINING[: round(2 * here.strength - 0.6)]):
        grown_parts, name = _new_swell(here, grown_parts, here.before(beats))
        holders += [name] if name and name not in holders else []
    if not holders:
        grown_parts, name = _struck_swell(here, grown_parts)
        holders += [name] if name else []
    struck = again(here, tuple(_growing(here, part) for part in grown_parts), "tenuto")
    # Light and singing scenes are touched, not opened up.
    more = 0 if here.is_light else round((1 if here.is_calm else _OPENING) * here.strength)
    struck = answered(here, struck, players=more, beats=2.0, articulation="tenuto") if more else struck
    struck = grounded(here, struck)
    trouble = "" if holders else "nobody was free to grow into it"
    return Caught(struck, f"{', '.join(holders[:3]) or 'nobody'} growing into {here.chord.name}", trouble)


def _held_into(part: Part, start: int, here: Situation) -> Part:
    """Let the last harmony notes of a sustaining part reach the hit."""
    if part.instrument.decay or part.instrument.is_percussion:
        return part
    last = [note for note in starting(part, start, here.tick) if note.role == "harmony"]
    final = max((note.at for note in last), default=-1)
    reached = [note for note in last if note.at == final and note.end < here.tick]
    if not reached or any(note.pitch.midi % 12 not in here.last_chord.pcs for note in reached):
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


def _growing(here: Situation, part: Part) -> Part:
    """What is held into the hit comes forward: bows change two beats before it and lean into what is coming."""
    if part.instrument.decay or part.instrument.is_percussion:
        return part
    middle = here.before(2)
    bows = part.instrument.family == "strings"

    def change(note: Note) -> tuple[Note, ...]:
        if note.role not in HELD_ROLES or note.end < here.tick or note.at >= here.tick:
            return (note,)
        later = replace(note, level=round(min(0.0, note.level + _LEANING), 2))
        if not bows or middle - note.at < here.beat:
            return (later,)
        return (
            *ended(note, middle),
            replace(later, at=Ticks(middle), length=Ticks(note.end - middle), articulation=""),
        )

    return rewrite(part, here.tick - 1, here.tick, change)


def _new_swell(here: Situation, parts: Parts, start: int) -> tuple[Parts, str]:
    """Give a free sustaining player one note that grows into the hit; trembling where there is menace."""
    span = here.chords.at(max(0, here.tick - 1))
    start = max(start, int(span.start) if span else 0)
    if here.tick - start < here.beat:
        start = here.before(1)
    for index in here.early.sustainers:
        part = parts[index]
        if crossing(part, start) or starting(part, start, here.tick) or here.tick - start < here.beat // 2:
            continue
        voices = min(2, part.instrument.polyphony)
        pitches = tones(here.last_chord, part.instrument, voices, home_of(part, here.early.until))
        word = "tremolo" if here.is_tense and "tremolo" in part.instrument.programs else ""
        notes = [Note(Ticks(start), Ticks(here.tick - start), pitch, "colour", -2.0, word) for pitch in pitches]
        if notes:
            return (*parts[:index], write(part, notes), *parts[index + 1 :]), part.name
    sounding = [part.name for part in parts if not part.instrument.decay and crossing(part, max(0, here.tick - 1))]
    return parts, sounding[0] if sounding else ""


def _struck_swell(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """Where nobody can hold a growing note: a chord broken upwards, faster and louder towards the hit."""
    start, half = here.before(2), here.beat // 2
    if here.tick - start < here.beat:
        return parts, ""
    for index in (*here.early.colours, *here.early.earnest):
        part = parts[index]
        sung = [n.pitch.midi for n in (*crossing(part, start), *starting(part, start, here.tick)) if n.role == "melody"]
        goal = min([home_of(part, here.early.until) + 4, *(midi - 3 for midi in sung)])
        places = _hastening(start, here.tick, half)
        ladder = [midi for midi in _ladder(part, goal) if midi % 12 in here.last_chord.pcs][-len(places) :]
        if len(ladder) < len(places) or (sung and part.instrument.polyphony < 4):
            continue
        free = emptied(part, start, here.tick, comes_back=False, spare=lambda note: note.role in {"melody", "bass"})
        if len(crossing(free, start)) + 2 > part.instrument.polyphony:
            continue
        summit = nearest_tone(here.chord, part.instrument, ladder[-1] + 4)
        rising = write(_without(free, start, here.tick, ladder), _rising(here, ladder, places))
        rising = _topped(here, rising, summit) if summit else rising
        return (*parts[:index], rising, *parts[index + 1 :]), part.name
    return parts, ""


def _hastening(start: int, end: int, half: int) -> list[int]:
    """Eighths, then sixteenths in the last beat before a tick."""
    last = end - 2 * half
    return [*range(last - (last - start) // half * half, last, half), *range(last, end, half // 2)]


def _ladder(part: Part, top: int) -> range:
    """What a player has comfortably up to a pitch."""
    low, high = part.instrument.comfortable
    return range(low, min(top, high) + 1)


def _rising(here: Situation, ladder: list[int], places: list[int]) -> list[Note]:
    """Notes from low to high at some places, louder and louder, each to the next."""
    ends, low, high = [*places[1:], here.tick], *_STRUCK_DB
    key = here.last_chord
    return [
        Note(
            Ticks(at),
            Ticks(end - at),
            Pitch(midi, key.fifths_of(midi % 12)),
            "colour",
            round(low + (high - low) * i / max(1, len(places) - 1), 2),
        )
        for i, (at, end, midi) in enumerate(zip(places, ends, ladder, strict=True))
    ]


def _without(part: Part, start: int, end: int, pitches: list[int]) -> Part:
    """The part without notes that would hold a pitch which others are about to strike."""
    return rewrite(part, start, end, lambda note: ended(note, start) if note.pitch.midi in pitches else (note,))


def riser(here: Situation, parts: Parts) -> Caught:
    """Climb and roll into the hit, and land on the chord."""
    rolled, drum = (parts, "") if here.is_calm or here.is_light else _roll(here, parts)
    landed = Caught(grounded(here, doubled(here, rolled)), f"{here.chord.name} struck on the hit and doubled")
    roll = f", {drum} rolling" if drum else ""
    for index in (*here.early.runners, *here.early.earnest):
        part = landed.parts[index]
        summit = home_of(part, here.early.until) + RUN_ABOVE
        notes, goal = _run(here, part, summit), nearest_tone(here.chord, part.instrument, summit)
        if goal and notes:
            start = int(notes[0].at)
            free = emptied(part, start, here.tick, comes_back=False, spare=lambda note: note.role == "melody")
            if crossing(free, start) or starting(free, start, here.tick):
                continue
            run = (*landed.parts[:index], _topped(here, write(free, notes), goal), *landed.parts[index + 1 :])
            return Caught(run, f"{part.name} runs up {len(notes)} notes into {here.chord.name}{roll}")
    climbed, name = _struck_swell(here, landed.parts)
    if name or drum:
        words = f"{name or 'the others'} climbing into {here.chord.name}{roll}"
        return Caught(climbed, words)
    return replace(landed, trouble="nobody was free to run up to it", what=f"{landed.what}, without a run")


def _roll(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """Let one drum of the cue roll into the hit, growing."""
    strokes = [n for n in (8, 6, 4, 3, 2) if here.beat // n >= here.ticks_of(_STROKE)]
    start = here.before(_ROLL)
    if not strokes or here.tick - start < here.beat:
        return parts, ""
    step = here.beat // strokes[0]
    for name in _ROLLING:
        index = next((i for i, part in enumerate(parts) if part.instrument.name == name and part.notes), None)
        if index is None or parts[index].notes[0].at >= here.section.end:
            continue
        part = parts[index]
        pitch = _skin(here, part)
        if pitch is None:
            continue
        count = (here.tick - start) // step
        low, high = _ROLL_DB
        free = emptied(part, start, here.tick, comes_back=False, spare=lambda note: note.hit)
        if crossing(free, start) or starting(free, start, here.tick):
            continue
        notes = [
            Note(
                Ticks(here.tick - (count - i) * step),
                Ticks(step),
                pitch,
                "rhythm",
                round(low + (high - low) * i / max(1, count - 1), 2),
            )
            for i in range(count)
        ]
        return (*parts[:index], write(free, notes), *parts[index + 1 :]), part.name
    return parts, ""


def _skin(here: Situation, part: Part) -> Pitch | None:
    """What a drum rolls on: its swell if it has one, timpani on the bass of the chord before the hit."""
    drums = part.instrument.drums
    if part.instrument.is_percussion and drums:
        key = drums.get("swell", drums.get("hit", next(iter(drums.values()))))
        return Pitch(key, here.chord.key.fifths_of(key))
    chord = here.last_chord
    root = replace(chord, tones=chord.tones[:1], bass=chord.root)
    return nearest_tone(root, part.instrument, sum(part.instrument.comfortable) // 2)


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
    key, low = here.last_chord.key, part.instrument.comfortable[0]
    summit = min(summit, part.instrument.comfortable[1])
    scale = [midi for midi in range(summit - 1, max(low, 0) - 1, -1) if midi % 12 in key.pcs][:count]
    at = here.tick - step * len(scale)
    return tuple(
        Note(Ticks(at + i * step), Ticks(step), key.pitch(midi), "colour", round(-4 + 4 * i / len(scale), 2), "legato")
        for i, midi in enumerate(reversed(scale))
    )

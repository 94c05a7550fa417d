"""What several gestures share: strike the chord again, add players and colours, thin out what moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenescore.compose.hits.chords import OPEN_BELOW, home_of, nearest_tone, tones
from scenescore.compose.hits.revision import (
    Parts,
    crossing,
    emptied,
    lean,
    next_start,
    rewrite,
    starting,
    struck_again,
    write,
)
from scenescore.compose.hits.situation import Situation
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import LayerRole, Note, Part
from scenescore.model.time import Ticks

HELD_ROLES = frozenset({"harmony", "bass"})
ALL_ROLES = frozenset({"melody", "counter-melody", "harmony", "bass", "rhythm", "colour"})
MOVING_ROLES = frozenset({"rhythm", "colour", "counter-melody"})
HIGH_COLOUR = 76
SEMITONES = 12
#: A blow's lowest note lies at or under E2, its highest at or above E5.
DEEP, BRIGHT = 40, 76
#: dB under the plan at which a chord on a hit speaks at least, for the weakest and for the strongest.
SPOKEN = (-6.0, 1.0)
#: dB less of it where the scene sings.
CALMER = 1.5
#: Articulations with which a chord on a hit is sustained.
SPEAKING = frozenset({"tenuto", "marcato"})
#: Two hands (or a machine) strike two notes however far apart; others reach an octave.
WIDE = ("piano", "harp", "organ", "celesta", "marimba", "arp")


def again(here: Situation, parts: Parts, articulation: str, tied: Note | None = None) -> Parts:
    """Let the harmony and the bass strike the chord on the hit (but for one tie), everybody lean on what starts."""
    pcs = (*here.chord.pcs, here.chord.bass_pc)
    struck = (struck_again(part, here.tick, pcs, articulation, here.lift / 2, HELD_ROLES, tied) for part in parts)
    return tuple(_spoken_out(here, part) if articulation in SPEAKING else part for part in struck)


def _spoken_out(here: Situation, part: Part) -> Part:
    """A chord that was about to end when the hit came is held for a beat, if its player has nothing else to do."""
    following = next_start(part, here.tick)
    until = min(here.after(1), here.wall, following if following is not None else here.wall)

    def change(note: Note) -> tuple[Note, ...]:
        is_remnant = note.at == here.tick and note.articulation in SPEAKING and note.length < here.beat // 2
        is_short = is_remnant and note.role in HELD_ROLES and note.end < until
        return (replace(note, length=Ticks(until - note.at)) if is_short else note,)

    return rewrite(part, here.tick, here.tick + 1, change)


def answered(
    here: Situation,
    parts: Parts,
    *,
    players: int,
    beats: float,
    articulation: str,
    above: int = 0,
) -> Parts:
    """Add players who are silent at the hit: the bass first, then the body; `above` lifts the upper ones."""
    out = list(parts)
    for index in here.cast.for_hits(here.is_light)[: max(players * 3, 6)]:
        if players <= 0:
            break
        part = out[index]
        if starting(part, here.tick, here.tick + 1) or crossing(part, here.tick):
            continue
        notes = _chord_notes(here, index, part, beats, articulation, above)
        if notes:
            out[index] = write(part, notes)
            players -= 1
    return tuple(out)


def doubled(here: Situation, parts: Parts) -> Parts:
    """Strike the sounding chord again, doubled by players who were silent."""
    beats, articulation = (0.5, "staccato") if here.is_light else (1.0, "marcato")
    struck = again(here, parts, "marcato")
    return answered(here, struck, players=round(2 * here.strength), beats=beats, articulation=articulation)


def insisted(here: Situation, parts: Parts) -> Parts:
    """Make a hit heard whatever is going on: somebody strikes a chord tone beside or instead of what is sounding."""
    for index in here.cast.for_hits(is_light=False):
        part = parts[index]
        held = (*crossing(part, here.tick), *starting(part, here.tick, here.tick + 1))
        if len(held) >= part.instrument.polyphony:
            continue
        sounding = [note.pitch.midi for note in held]
        notes = _chord_notes(here, index, part, 1.0, "accent", 0, shortest=1)
        free = [note for note in notes if note.pitch.midi not in sounding]
        if free:
            new = write(part, free[: part.instrument.polyphony - len(held)])
            return (*parts[:index], new, *parts[index + 1 :])
    return tuple(struck_again(part, here.tick, range(SEMITONES), "accent", 0.0, ALL_ROLES) for part in parts)


def alone(here: Situation, parts: Parts, until: int) -> Parts:
    """Let a blow stand alone: what it strikes is held until a tick, and nothing but a theme moves before that."""

    def change(note: Note) -> tuple[Note, ...]:
        if note.statement is not None or note.at < here.tick or note.end > until:
            return (note,)
        if note.at > here.tick:
            return ()
        return (note if note.role == "melody" else replace(note, length=Ticks(until - note.at)),)

    return tuple(_held_alone(rewrite(part, here.tick, until, change), until) for part in parts)


def _held_alone(part: Part, until: int) -> Part:
    """Where the same pitch comes back before the blow is over, the blow ends there."""
    starts = {(note.at, note.pitch.midi) for note in part.notes if note.at < until}
    again = {midi: at for at, midi in sorted(starts)}

    def change(note: Note) -> tuple[Note, ...]:
        following = again.get(note.pitch.midi, 0)
        return (replace(note, length=Ticks(following - note.at)) if note.at < following < note.end else note,)

    return rewrite(part, until - 1, until, change)


def grounded(here: Situation, parts: Parts) -> Parts:
    """Give a chord on the hit its bass where it has none, and let it speak: as loud as the hit is strong."""
    struck = [n for part in parts if not part.instrument.is_percussion for n in _on(part, here.tick)]
    if struck and min(n.pitch.midi for n in struck) >= OPEN_BELOW and not any(n.role == "bass" for n in struck):
        depths = [
            midi for midi in range(OPEN_BELOW - 1, DEEP - SEMITONES, -1) if midi % SEMITONES == here.chord.bass_pc
        ]
        low = (*here.cast.low, *(i for i in here.cast.earnest if i not in here.cast.low))
        parts = added(here, parts, low, depths, "bass")
    least = round(SPOKEN[0] + (SPOKEN[1] - SPOKEN[0]) * here.strength - (CALMER if here.is_calm else 0.0), 2)

    def speak(note: Note) -> tuple[Note, ...]:
        is_struck = note.at == here.tick and note.role in HELD_ROLES
        return (replace(note, level=max(note.level, least)) if is_struck else note,)

    return tuple(rewrite(part, here.tick, here.tick + 1, speak) for part in parts)


def _on(part: Part, tick: int) -> tuple[Note, ...]:
    """What a part strikes on a tick."""
    return starting(part, tick, tick + 1)


def widened(here: Situation, parts: Parts) -> Parts:
    """Let a blow reach from the depth to the heights: an octave under its bass, a chord tone on top."""
    pitched = [part for part in parts if not part.instrument.is_percussion]
    struck = [note.pitch.midi for part in pitched for note in starting(part, here.tick, here.tick + 1)]
    if not struck:
        return parts
    low, high = min(struck), max(struck)
    if low > DEEP:
        depths = [midi for midi in range(low - 1, 0, -1) if midi % SEMITONES == here.chord.bass_pc]
        parts = added(here, parts, here.cast.low, depths, "bass")
    if high < BRIGHT:
        fits = frozenset(here.chord.pcs) - here.sour
        tops = [midi for midi in range(BRIGHT, BRIGHT + SEMITONES) if midi % SEMITONES in fits]
        parts = added(here, parts, here.cast.earnest, tops, "harmony")
    return parts


def added(here: Situation, parts: Parts, players: Sequence[int], choices: Sequence[int], role: LayerRole) -> Parts:
    """Give one of some pitches on the hit to the first player who has it comfortably and is free for it."""
    for midi in choices:
        for index in players:
            part = parts[index]
            sounding = (*starting(part, here.tick, here.tick + 1), *crossing(part, here.tick))
            low, high = part.instrument.comfortable
            pitches = [note.pitch.midi for note in sounding]
            is_far = not part.instrument.name.endswith(WIDE) and any(abs(midi - other) > SEMITONES for other in pitches)
            if len(sounding) >= part.instrument.polyphony or not low <= midi <= high or midi in pitches or is_far:
                continue
            length = max((note.length for note in sounding if note.at == here.tick), default=here.beat)
            limit = min(here.wall, next_start(part, here.tick) or here.wall) - here.tick
            note = Note(
                Ticks(here.tick),
                Ticks(min(length, limit) if not sounding else length),
                Pitch(midi, here.chord.fifths_of(midi % SEMITONES)),
                role,
                here.lift,
                "" if here.is_calm else "marcato",
                hit=True,
            )
            return (*parts[:index], write(part, (note,)), *parts[index + 1 :])
    return parts


def _chord_notes(
    here: Situation,
    index: int,
    part: Part,
    beats: float,
    articulation: str,
    above: int,
    shortest: int = 240,
) -> tuple[Note, ...]:
    """One player's share of the chord on the hit; nothing when there is no time for `shortest` ticks."""
    low = index in here.cast.low
    voices = 1 if low and part.instrument.polyphony == 1 else min(2 if low else 3, part.instrument.polyphony)
    following = next_start(part, here.tick)
    end = min(here.after(beats), here.wall, following if following is not None else here.wall)
    if end - here.tick < shortest:
        return ()
    role: LayerRole = "bass" if low else "harmony"
    pitches = tones(here.chord, part.instrument, voices, home_of(part, here.cast.until) + (0 if low else above))
    pitches = tuple(pitch for pitch in pitches if low or pitch.midi % SEMITONES not in here.sour)
    return tuple(
        Note(Ticks(here.tick), Ticks(end - here.tick), pitch, role, round(here.lift - 3, 2), articulation, hit=True)
        for pitch in pitches
    )


def coloured(here: Situation, parts: Parts, beats: float = 2.0) -> tuple[Parts, str]:
    """Let one colour (harp, celesta, bells, high strings) touch the chord on the hit."""
    for index in here.cast.colours:
        part = parts[index]
        # Somebody who is about to play something else has no time to colour the moment.
        if starting(part, here.tick, here.after(1.5)) or crossing(part, here.tick):
            continue
        pitch = nearest_tone(here.chord, part.instrument, max(home_of(part, here.cast.until), HIGH_COLOUR))
        if pitch is None:
            continue
        end = min(here.after(beats), here.wall, next_start(part, here.tick) or here.wall)
        if end <= here.tick:
            continue
        articulation = "let-ring" if part.instrument.decay else ""
        note = Note(Ticks(here.tick), Ticks(end - here.tick), pitch, "colour", -4.0, articulation, hit=True)
        return (*parts[:index], write(part, (note,)), *parts[index + 1 :]), part.name
    return parts, ""


def thinned(parts: Parts, start: int, end: int, roles: frozenset[str] = MOVING_ROLES) -> Parts:
    """Take away what moves between two ticks."""
    return tuple(
        emptied(part, start, end, comes_back=False, spare=lambda note: note.role not in roles or note.at < start)
        for part in parts
    )


def struck_short(here: Situation, parts: Parts, until: int) -> Parts:
    """Let what starts on the hit be short, leave a hole after it, and take up again what was to be held far longer."""

    def change(note: Note) -> tuple[Note, ...]:
        if note.at < here.tick or (note.at > here.tick and here.is_head(note)):
            return (note,)
        short = replace(lean(note, "staccato", 0), length=Ticks(min(note.length, here.beat // 2)))
        is_held = note.role in HELD_ROLES and note.end - until >= here.beat
        later = replace(note, at=Ticks(until), length=Ticks(note.end - until), articulation="", hit=False)
        return (*((short,) if note.at == here.tick else ()), *((later,) if is_held else ()))

    return tuple(rewrite(part, here.tick, until, change) for part in parts)

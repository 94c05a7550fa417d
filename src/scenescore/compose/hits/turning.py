"""Gestures at which the music turns: cadence, new harmony, theme, texture. What was makes room for what comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenescore.compose.hits.chords import home_of
from scenescore.compose.hits.preparing import reaching
from scenescore.compose.hits.revision import Parts, crossing, ended, rewrite, starting, write
from scenescore.compose.hits.situation import Caught, Situation
from scenescore.compose.hits.writing import HELD_ROLES, again, answered, coloured, grounded, thinned
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Ticks

#: A theme that starts within so many beats of its hit has come in on it: it may have an upbeat, or begin with a rest.
UPBEAT = 1.5
#: An upbeat note of a theme that would be shorter than so many seconds is not written.
SHORTEST_UPBEAT = 0.15
OCTAVE = 12
#: From this strength on a theme is led in by two notes.
OPEN = 0.75
#: dB of an upbeat; semitones above a player's usual place to which it climbs when it does not know the theme.
UPBEAT_DB, HOMEWARD = -2.0, 5
#: A new texture is its own for so many beats at most.
NEW_BEATS = 8


def cadence(here: Situation, parts: Parts) -> Caught:
    """Arrive: all harmony and the bass strike the chord on the hit and hold it, what moves rests for a beat."""
    struck = again(here, reaching(here, parts), "tenuto")
    if not any(n.role == "bass" for part in struck for n in starting(part, here.tick, here.tick + 1)):
        struck = answered(here, struck, players=1, beats=2.0, articulation="tenuto")
    rested = _held(here, thinned(grounded(here, struck), here.tick + 1, here.after(1)), here.after(1.5))
    before = here.last_chord
    by = f"prepared by {before.name}, " if before != here.chord else ""
    return Caught(rested, f"{by}everybody arrives on {here.chord.name}")


def _held(here: Situation, parts: Parts, until: int) -> Parts:
    """Let short notes of an arrival last until a tick where nothing of their part follows."""

    def longer(part: Part) -> Part:
        if part.instrument.is_percussion or starting(part, here.tick + 1, until) or until > here.wall:
            return part

        def change(note: Note) -> tuple[Note, ...]:
            is_short = note.at == here.tick and note.role in HELD_ROLES and note.end < until
            return (replace(note, length=Ticks(until - note.at)) if is_short else note,)

        return rewrite(part, here.tick, here.tick + 1, change)

    return tuple(longer(part) for part in parts)


def harmonic_turn(here: Situation, parts: Parts) -> Caught:
    """Turn the harmony on the hit: a common tone is held over, the others move, a colour touches the new chord."""
    before = here.last_chord
    parts = reaching(here, parts)
    tied = _common_tone(here, parts) if before != here.chord else None
    struck, colour = coloured(here, grounded(here, again(here, parts, "tenuto", tied)))
    trouble = "" if before != here.chord or not here.tick else "the chord does not change there"
    by = f", coloured by {colour}" if colour else ""
    over = f", {tied.pitch} held over" if tied else ""
    return Caught(struck, f"from {before.name} to {here.chord.name} on the hit{over}{by}", trouble)


def _common_tone(here: Situation, parts: Parts) -> Note | None:
    """The highest harmony note that sounds over the hit and belongs to both chords, if others strike there."""
    both = [pc for pc in here.last_chord.pcs if pc in here.chord.pcs]
    held = [
        note
        for part in parts
        if not part.instrument.decay
        for note in crossing(part, here.tick)
        if note.role == "harmony" and note.pitch.midi % OCTAVE in both
    ]
    others = sum(len(starting(part, here.tick, here.tick + 1)) for part in parts)
    return max(held, key=lambda note: note.pitch.midi) if held and others else None


def theme_entry(here: Situation, parts: Parts) -> Caught:
    """Make room, lead in, and let the theme begin alone: the accompaniment waits a beat."""
    heads = [n for part in parts for n in starting(part, here.tick, here.tick + 1) if n.role == "melody"]
    roomy = thinned(_breathed(here, parts), here.before(2), here.tick)
    led, anacrusis = _led_in(here, roomy)
    if not heads:
        return _marked(here, led)
    later = here.after(1)
    sung = {(note.pitch.midi % OCTAVE, note.length) for note in heads}

    def wait(note: Note) -> tuple[Note, ...]:
        if (note.pitch.midi % OCTAVE, note.length) in sung:
            # Who sings along in unison or octaves begins with the theme.
            return (note,)
        is_late = note.at == here.tick and note.role != "melody" and note.end - later >= here.beat // 2
        is_stroke = note.at == here.tick and note.role in HELD_ROLES | {"rhythm"} and not note.hit
        return (
            (replace(note, at=Ticks(later), length=Ticks(note.end - later)),)
            if is_late
            else ()
            if is_stroke
            else (note,)
        )

    waited = tuple(
        part if part.instrument.is_percussion else rewrite(part, here.tick, here.tick + 1, wait)
        for part in thinned(led, here.tick + 1, here.after(2))
    )
    upbeat = f"{anacrusis} leads in, " if anacrusis else ""
    return Caught(waited, f"the others make room, {upbeat}the theme begins alone, the accompaniment waits a beat")


def _marked(here: Situation, parts: Parts) -> Caught:
    """Where no theme begins the harmony marks the moment."""
    close = here.before(UPBEAT), here.after(UPBEAT)
    struck, colour = coloured(here, again(here, parts, "tenuto"))
    answer = f"the harmony and {colour} mark" if colour else "the harmony marks"
    begins = any(close[0] <= at <= close[1] for _, at in here.heads)
    trouble = "" if begins else "no theme starts there"
    return Caught(struck, f"{answer} the moment{', the theme begins beside it' if begins else ''}", trouble)


def _breathed(here: Situation, parts: Parts) -> Parts:
    """What was sung before takes a breath: other tunes let go a sixteenth before the theme."""
    air = here.tick - here.beat // 4

    def change(note: Note) -> tuple[Note, ...]:
        is_old = note.role in {"melody", "counter-melody"} and note.at < air and not note.hit
        return ended(note, air) if is_old and note.length >= here.beat // 2 else (note,)

    return tuple(rewrite(part, air, here.tick, change) for part in parts)


def _led_in(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """An upbeat of two steps (one, for a softer hit) into the theme's first note, by its own player.

    Before a new section somebody else leads in, who does not know the theme yet.
    """
    half = here.beat // 2
    if (
        not here.is_must
        or half < here.ticks_of(SHORTEST_UPBEAT)
        or here.cue.picture.speaks(here.cue.seconds(max(0, here.tick - 2 * here.beat)), here.landing.got)
    ):
        return parts, ""
    start = here.tick - half * (2 if here.strength > OPEN else 1)
    if start < here.before(2) or start <= 0:
        return parts, ""
    for index in here.early.runners if here.opens else range(len(parts)):
        part = parts[index]
        head = next((n for n in starting(part, here.tick, here.tick + 1) if here.is_head(n)), None)
        goal = head.pitch.midi if head else 0
        if here.opens:
            goal = home_of(part, here.early.until) + HOMEWARD
        is_busy = crossing(part, start - half) or starting(part, start - half, here.tick)
        steps = _steps_below(here, part, goal, (here.tick - start) // half) if goal and not is_busy else ()
        if steps:
            notes = [
                Note(Ticks(start + i * half), Ticks(half), pitch, "melody", UPBEAT_DB, "legato")
                for i, pitch in enumerate(steps)
            ]
            return (*parts[:index], write(part, notes), *parts[index + 1 :]), f"an upbeat of {part.name}"
    return parts, ""


def _steps_below(here: Situation, part: Part, goal: int, count: int) -> tuple[Pitch, ...]:
    """Scale notes that climb into a pitch, in the key before the hit; nothing when the player does not have them."""
    key, low = here.last_chord.key, part.instrument.comfortable[0]
    scale = [midi for midi in range(goal - 1, low - 1, -1) if midi % OCTAVE in key.pcs][:count]
    return tuple(key.pitch(midi) for midi in reversed(scale)) if len(scale) == count else ()


def texture_change(here: Situation, parts: Parts) -> Caught:
    """Let the old layers end before the hit, mark the new beginning, and play on in another manner."""

    def end(note: Note) -> tuple[Note, ...]:
        return (note,) if note.role == "melody" else ended(note, here.tick)

    cleared = tuple(rewrite(part, here.tick, here.tick, end) for part in again(here, parts, ""))
    cleared = thinned(cleared, here.before(0.5), here.tick)
    if not any(n.role == "bass" for part in cleared for n in starting(part, here.tick, here.tick + 1)):
        cleared = answered(here, cleared, players=1, beats=2.0, articulation="tenuto")
    marked, colour = coloured(here, cleared)
    new, manner = (marked, "") if here.tick == here.section.at else _in_another_manner(here, marked)
    return Caught(new, f"the old texture ends, bass{f' and {colour}' if colour else ''} mark the new one{manner}")


def _in_another_manner(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """Inside a section the accompaniment changes its manner until the next phrase: trembling, plucked, or higher."""
    until = min(here.after(NEW_BEATS), here.next_phrase, here.wall)
    if here.is_tense or here.is_light:
        word = "tremolo" if here.is_tense else "pizzicato"

        def change(note: Note) -> tuple[Note, ...]:
            is_inside = here.tick <= note.at < until and note.role == "harmony"
            return (replace(note, articulation=word) if is_inside else note,)

        out = tuple(
            rewrite(part, here.tick, until, change) if word in part.instrument.programs else part for part in parts
        )
        return out, f", {word}" if out != parts else ""
    return _changed(here, parts, until, _higher)


def _changed(here: Situation, parts: Parts, until: int, change: Callable[[Part, Note], Note]) -> tuple[Parts, str]:
    """Change the moving layer of one part until a tick."""
    for index, part in enumerate(parts):
        rows = [n for n in starting(part, here.tick, until) if n.role == "rhythm"]
        if part.instrument.is_percussion or len(rows) < 2 or any(change(part, n) is n for n in rows):
            continue

        def moved(note: Note, player: Part = part) -> tuple[Note, ...]:
            is_inside = here.tick <= note.at < until and note.role == "rhythm"
            return (change(player, note) if is_inside else note,)

        new = rewrite(part, here.tick, until, moved)
        return (*parts[:index], new, *parts[index + 1 :]), f", {part.name} an octave higher"
    return parts, ""


def _higher(part: Part, note: Note) -> Note:
    """The note an octave higher, if its player has it comfortably."""
    midi = note.pitch.midi + OCTAVE
    is_there = midi <= part.instrument.comfortable[1]
    return replace(note, pitch=Pitch(midi, note.pitch.fifths)) if is_there else note

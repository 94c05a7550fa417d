"""Who answers a hit: colours, runners, players for chords, and the drums that an ensemble owns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.hits.chords import is_low, nearest_tone
from scenescore.compose.hits.revision import Parts, crossing, next_start, starting, write
from scenescore.compose.orchestra.page import channel
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble, Instrument
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: Slurred notes a second of somebody who can run.
AGILE = 6
#: Families in the order in which they join a chord on a hit, in earnest and in play.
EARNEST = ("strings", "brass", "keyboards", "electronic", "voices", "woodwind", "plucked", "folk")
PLAYFUL = ("strings", "plucked", "woodwind", "keyboards", "folk", "electronic", "brass", "voices")
#: Drums that have been silent so far come in for a hit that is stronger by so much.
NEWCOMER = 0.1
#: What strikes where there are no orchestral drums.
KITS = (("drum-kit", 0.55), ("hand-drums", 0.55))
#: Drums for a hit, with the strength from which they join: in earnest, under menace, in play, where the scene sings.
DRUMS = (("timpani", 0.55), ("bass-drum", 0.75), ("taiko", 0.75), ("cymbals", 0.9), *KITS)
DARK_DRUMS = (("timpani", 0.55), ("bass-drum", 0.7), ("taiko", 0.75), ("tam-tam", 0.8), *KITS)
LIGHT_DRUMS = (("woodblock", 0.45), ("triangle", 0.55), ("xylophone", 0.6), *KITS)
SOFT_DRUMS = (("timpani", 0.75),)


@dataclass(frozen=True, slots=True)
class Blow:
    """What drums must know about a hit: its tick, its chord, how strong it is, the section's end, and who may join."""

    tick: int
    chord: Chord
    strength: float
    end: int
    drums: tuple[tuple[str, float], ...] = DRUMS


@dataclass(frozen=True, slots=True)
class Cast:
    """Indices of the parts by what they can do at a hit, best first.

    Only who has played before the tick `until`, so that what comes later changes nothing.
    """

    earnest: tuple[int, ...]
    playful: tuple[int, ...]
    sustainers: tuple[int, ...]
    colours: tuple[int, ...]
    runners: tuple[int, ...]
    low: tuple[int, ...]
    until: int

    def for_hits(self, is_light: bool) -> tuple[int, ...]:  # noqa: FBT001
        """Who joins a chord."""
        return self.playful if is_light else self.earnest


def has_played(part: Part, until: int) -> bool:
    """Whether a part has a note before a tick."""
    return bool(part.notes) and part.notes[0].at < until


def cast_of(parts: Parts, until: int) -> Cast:
    """Sort the pitched parts that have played before a tick by what they can do at a hit."""
    pitched = [
        i
        for i, part in enumerate(parts)
        if not part.instrument.is_percussion and part.instrument.name != "timpani" and has_played(part, until)
    ]

    def of(i: int) -> Instrument:
        return parts[i].instrument

    low = tuple(i for i in pitched if is_low(parts[i], until))

    def joining(families: tuple[str, ...]) -> tuple[int, ...]:
        chosen = [i for i in pitched if of(i).family in families]
        return tuple(sorted(chosen, key=lambda i: (i not in low, families.index(of(i).family), -of(i).loudness, i)))

    return Cast(
        joining(EARNEST),
        joining(PLAYFUL),
        tuple(i for i in pitched if not of(i).decay and of(i).family in {"strings", "electronic", "voices", "brass"}),
        tuple(
            sorted(
                (i for i in pitched if "colour" in of(i).roles or of(i).decay),
                key=lambda i: (not of(i).decay, -of(i).brightness, i),
            ),
        ),
        tuple(
            sorted((i for i in pitched if of(i).agility[1] >= AGILE), key=lambda i: (i in low, -of(i).agility[1], i))
        ),
        low,
        until,
    )


def drums_on(blow: Blow, parts: Parts, ensemble: Ensemble, book: Book) -> Parts:
    """Let the drums that the ensemble owns join a hit that is strong enough for them."""
    owned = {name for names in ensemble.tasks.values() for name in names}
    for name, enough in blow.drums:
        if blow.strength < enough or name not in owned:
            continue
        at = next((i for i, part in enumerate(parts) if part.instrument.name == name), None)
        is_new = at is None or not has_played(parts[at], blow.end)
        if is_new and blow.strength < enough + NEWCOMER:
            continue
        if at is not None and (note := _stroke(parts[at], blow)) is not None:
            parts = (*parts[:at], write(parts[at], (note,)), *parts[at + 1 :])
        elif at is None and name in book.instruments:
            player = book.instruments[name]
            part = Part(player.title, player, channel(ensemble, name, book.instruments), ())
            if (note := _stroke(part, blow)) is not None:
                parts = seated((*parts, replace(part, notes=(note,))), ensemble.order)
    return parts


def _stroke(part: Part, blow: Blow) -> Note | None:
    """One stroke; the timpani take the root of the chord."""
    tick, chord = blow.tick, blow.chord
    if starting(part, tick, tick + 1) or crossing(part, tick) or tick >= blow.end:
        return None
    length = min(TICKS_PER_QUARTER, blow.end - tick, (next_start(part, tick) or blow.end) - tick)
    level = round(3 * blow.strength - 2, 2)
    if part.instrument.is_percussion:
        key = part.instrument.drums.get("hit", next(iter(part.instrument.drums.values())))
        pitch: Pitch | None = Pitch(key, chord.key.fifths_of(key))
    else:
        root = replace(chord, tones=chord.tones[:1], bass=chord.root)
        pitch = nearest_tone(root, part.instrument, sum(part.instrument.comfortable) // 2)
    return Note(Ticks(tick), Ticks(length), pitch, "rhythm", level, "accent", hit=True) if pitch else None


def seated(parts: Parts, order: tuple[str, ...]) -> Parts:
    """Put a new last part where the page has it; the others keep their order."""
    new = parts[-1]
    if new.instrument.name not in order:
        return parts
    place = order.index(new.instrument.name)
    before = [
        i
        for i, part in enumerate(parts[:-1])
        if part.instrument.name in order and order.index(part.instrument.name) > place
    ]
    at = before[0] if before else len(parts) - 1
    return (*parts[:at], new, *parts[at:-1])

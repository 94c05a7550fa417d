"""How the written music answers each hit: one small rule a gesture, prepared before the moment and answered after.

A rule gets the situation and the parts and gives back the parts; it writes only tones of the chord that holds at the
hit, for players of the cue, in their comfortable ranges. How hard it strikes follows the hit's priority and the mood:
a stinger in a comedy is short and light, one in a horror scene is held. Film practice after Karlin and Wright 2004;
amounts are our defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.hit_chords import home_of, nearest_tone, tones
from scenescore.compose.hit_players import Blow, cast_of, drums_on
from scenescore.compose.hit_writing import (
    HELD_ROLES,
    MOVING_ROLES,
    again,
    answered,
    coloured,
    insisted,
    struck_short,
    thinned,
)
from scenescore.compose.revision import (
    Parts,
    crossing,
    cut,
    emptied,
    ended,
    next_start,
    rewrite,
    starting,
    with_hits,
    write,
)
from scenescore.compose.situation import Caught, Situation, heads_of, situation
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Answer, Decision, Finding, Note, Part, Severity
from scenescore.model.time import Ticks

#: Semitones that a run ends above where its player is at home.
RUN_ABOVE = 10
#: Semitones by which the upper players of a stinger leave their usual place.
STINGER_ABOVE = 7

Rule = Callable[[Situation, Parts], Caught]


def catch(
    cue: Cue,
    sections: tuple[Section, ...],
    chords: Line[Chord],
    parts: tuple[Part, ...],
    ensemble: Ensemble,
    book: Book,
    dice: Dice,  # noqa: ARG001 - every stage is asked alike
) -> Answer[tuple[Part, ...]]:
    """Answer every hit of the cue in the written notes, in order of time."""
    decisions, findings = [], []
    cast, heads = cast_of(parts), heads_of(parts)
    for number, landing in enumerate(cue.landings):
        if not 0 <= landing.tick <= cue.length:
            continue
        here = situation(number, cue, sections, chords, cast, heads)
        caught = GESTURES[landing.hit.gesture](here, parts)
        if landing.hit.gesture in STRIKING:
            blow = Blow(here.tick, here.chord, here.strength, int(cue.length))
            caught = replace(caught, parts=drums_on(blow, caught.parts, ensemble, book))
        caught = _surely(here, caught)
        cast = cast if len(caught.parts) == len(parts) else cast_of(caught.parts)
        parts = tuple(with_hits(part, here.tick) for part in caught.parts)
        decisions.append(_decision(here, caught))
        if caught.trouble:
            place = f"bar {landing.bar}, {landing.hit.name}"
            severity: Severity = "warning" if landing.hit.priority == "must" else "note"
            findings.append(Finding("gestures", place, caught.trouble, severity))
    return Answer(parts, tuple(decisions), tuple(findings))


def _surely(here: Situation, caught: Caught) -> Caught:
    """See to it that a hit is answered at all: if nothing starts or stops there, write one chord."""
    gesture = here.landing.hit.gesture
    if gesture in {"cut-off", "silence"} or here.tick >= here.cue.length:
        stopped = any(note.end == here.tick for part in caught.parts for note in part.notes)
        trouble = "" if stopped or here.tick == 0 else "nothing was sounding that could stop"
        return replace(caught, trouble=caught.trouble or trouble)
    if any(starting(part, here.tick, here.tick + 1) for part in caught.parts):
        return caught
    parts = insisted(here, caught.parts)
    if any(starting(part, here.tick, here.tick + 1) for part in parts):
        return replace(caught, parts=parts, what=f"{caught.what}, struck so that it is heard")
    return replace(caught, trouble="nobody could play a note exactly there")


# The gestures


def stinger(here: Situation, parts: Parts) -> Caught:
    """Hush, then strike the chord low and high; short and light in comedy, held where there is menace."""
    hush = here.before(0.5)

    def hushed(note: Note) -> tuple[Note, ...]:
        return ended(note, hush) if note.at < here.tick and note.role in HELD_ROLES | MOVING_ROLES else (note,)

    struck = tuple(rewrite(part, hush, here.tick, hushed) for part in again(here, parts, "marcato"))
    beats = 0.5 if here.is_light else 4.0 if here.is_tense else 2.0
    articulation = "staccato" if here.is_light else "marcato"
    players, above = round(1 + 3 * here.strength), round(STINGER_ABOVE * here.strength)
    struck = answered(here, struck, players=players, beats=beats, articulation=articulation, above=above)
    struck = thinned(struck, here.tick + 1, here.after(1))
    kind = "a short light chord" if here.is_light else "a held chord" if here.is_tense else "a chord"
    return Caught(struck, f"half a beat of hush, then {kind} on {here.chord.name}, low and high")


def accent(here: Situation, parts: Parts) -> Caught:
    """Strike the sounding chord again on the hit, doubled by players who were silent."""
    struck = again(here, parts, "marcato")
    beats = 0.5 if here.is_light else 1.0
    articulation = "staccato" if here.is_light else "marcato"
    struck = answered(here, struck, players=round(2 * here.strength), beats=beats, articulation=articulation)
    return Caught(struck, f"{here.chord.name} struck on the hit and doubled")


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
    for index in here.cast.sustainers:
        part = parts[index]
        if crossing(part, start) or starting(part, start, here.tick) or here.tick - start < here.beat // 2:
            continue
        pitches = tones(chord, part.instrument, min(2, part.instrument.polyphony), home_of(part))
        notes = [Note(Ticks(start), Ticks(here.tick - start), pitch, "colour", -2.0) for pitch in pitches]
        if notes:
            return (*parts[:index], write(part, notes), *parts[index + 1 :]), part.name
    sounding = [part.name for part in parts if not part.instrument.decay and crossing(part, max(0, here.tick - 1))]
    return parts, sounding[0] if sounding else ""


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
    trouble = "" if until > here.tick else "a theme starts there, so there is no silence after the stop"
    return Caught(stopped, f"{what}, {beats:g} beats of air", trouble)


def _heard_until(here: Situation, parts: Parts) -> Parts:
    """Hold the last harmony into the moment when everything has stopped just before it: a stop must be heard."""
    if any(crossing(part, here.tick - 1) for part in parts):
        return parts
    early = here.before(4)

    def held(note: Note) -> tuple[Note, ...]:
        is_last = early < note.end < here.tick and note.role in HELD_ROLES
        return (replace(note, length=Ticks(here.tick - note.at)) if is_last else note,)

    return tuple(
        part if part.instrument.breathes or part.instrument.is_percussion else rewrite(part, early, here.tick, held)
        for part in parts
    )


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


def cadence(here: Situation, parts: Parts) -> Caught:
    """Arrive: all harmony and the bass strike the chord on the hit."""
    struck = again(here, parts, "tenuto")
    if not any(n.role == "bass" for part in struck for n in starting(part, here.tick, here.tick + 1)):
        struck = answered(here, struck, players=1, beats=2.0, articulation="tenuto")
    return Caught(struck, f"everybody arrives on {here.chord.name}")


def harmonic_turn(here: Situation, parts: Parts) -> Caught:
    """Turn the harmony on the hit, and touch the new chord with a colour."""
    struck, colour = coloured(here, again(here, parts, "tenuto"))
    before = here.chords.holding(max(0, here.tick - 1))
    trouble = "" if before != here.chord or not here.tick else "the chord does not change there"
    by = f", coloured by {colour}" if colour else ""
    return Caught(struck, f"from {before.name} to {here.chord.name} on the hit{by}", trouble)


def theme_entry(here: Situation, parts: Parts) -> Caught:
    """Let the theme begin alone: nothing else starts on the hit, the accompaniment waits a beat."""
    heads = [n for part in parts for n in starting(part, here.tick, here.tick + 1) if n.role == "melody"]
    if not heads:
        struck, colour = coloured(here, again(here, parts, "tenuto"))
        answer = f"the harmony and {colour} mark" if colour else "the harmony marks"
        return Caught(struck, f"{answer} the moment", "no theme starts there")
    thin = thinned(parts, here.before(0.5), here.after(2))
    later = here.after(1)

    def wait(note: Note) -> tuple[Note, ...]:
        is_late = note.at == here.tick and note.role != "melody" and note.end - later >= here.beat // 2
        return (replace(note, at=Ticks(later), length=Ticks(note.end - later)),) if is_late else (note,)

    waited = tuple(rewrite(part, here.tick, here.tick + 1, wait) for part in thin)
    return Caught(waited, "the theme begins alone, the accompaniment waits a beat")


def texture_change(here: Situation, parts: Parts) -> Caught:
    """Clear the tail of what was, and mark the new beginning with bass and colour."""
    cleared = tuple(
        rewrite(part, here.tick, here.tick, lambda note: (note,) if note.role == "melody" else ended(note, here.tick))
        for part in again(here, parts, "")
    )
    if not any(n.role == "bass" for part in cleared for n in starting(part, here.tick, here.tick + 1)):
        cleared = answered(here, cleared, players=1, beats=2.0, articulation="tenuto")
    marked, colour = coloured(here, cleared)
    return Caught(marked, f"the old texture ends, bass{f' and {colour}' if colour else ''} mark the new one")


def riser(here: Situation, parts: Parts) -> Caught:
    """Run up the scale into the hit, and land on the chord."""
    landed = accent(here, parts)
    for index in here.cast.runners:
        part = landed.parts[index]
        goal = nearest_tone(here.chord, part.instrument, home_of(part) + RUN_ABOVE)
        notes = _run(here, part, goal) if goal else ()
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
    length = min(here.after(1), next_start(part, here.tick) or int(here.cue.length)) - here.tick
    if is_full or length <= 0 or any(note.pitch.midi == goal.midi for note in there):
        return part
    return write(part, (Note(Ticks(here.tick), Ticks(length), goal, "colour", 0.0, "accent", hit=True),))


def _run(here: Situation, part: Part, goal: Pitch) -> tuple[Note, ...]:
    """Scale notes that climb to a chord tone on the hit, as fast as the player is agile."""
    seconds = float(here.cue.seconds(here.tick) - here.cue.seconds(max(0, here.tick - here.beat)))
    step = next((here.beat // n for n in (4, 3, 2) if n / max(0.01, seconds) <= part.instrument.agility[1]), here.beat)
    count = (here.tick - here.before(2)) // step
    if count < 3:  # noqa: PLR2004 - fewer notes are no run
        return ()
    key, low = here.chord.key, part.instrument.comfortable[0]
    scale = [midi for midi in range(goal.midi - 1, max(low, 0) - 1, -1) if midi % 12 in key.pcs][:count]
    at = here.tick - step * len(scale)
    return tuple(
        Note(Ticks(at + i * step), Ticks(step), key.pitch(midi), "colour", round(-4 + 4 * i / len(scale), 2), "legato")
        for i, midi in enumerate(reversed(scale))
    )


def button(here: Situation, parts: Parts) -> Caught:
    """One short chord, and nothing after it."""
    struck = answered(here, again(here, parts, "staccato"), players=2, beats=0.5, articulation="staccato")
    until = min(here.after(1), here.next_phrase) if here.next_phrase > here.tick else here.after(1)
    return Caught(struck_short(here, struck, until), f"one short chord on {here.chord.name}")


#: Gesture → rule.
GESTURES: Mapping[str, Rule] = MappingProxyType(
    {
        "stinger": stinger,
        "accent": accent,
        "swell": swell,
        "cut-off": cut_off,
        "cadence": cadence,
        "harmonic-turn": harmonic_turn,
        "theme-entry": theme_entry,
        "texture-change": texture_change,
        "silence": silence,
        "riser": riser,
        "button": button,
    },
)
#: Gestures that percussion may join.
STRIKING = frozenset({"stinger", "accent", "riser", "button", "cadence"})


def _decision(here: Situation, caught: Caught) -> Decision:
    """Tell what the gesture did."""
    hit = here.landing.hit
    mood = "light" if here.is_light else "tense" if here.is_tense else "plain"
    return Decision(
        "gestures",
        f"hit {hit.name!r}",
        f"{hit.gesture}: {caught.what}",
        f"a {hit.priority} hit at strength {here.strength:.2f} in a {mood} scene",
        bars=(here.landing.bar, here.landing.bar),
    )

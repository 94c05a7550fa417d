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

from scenescore.compose.hits.growing import riser, swell
from scenescore.compose.hits.players import Blow, Cast, cast_of, drums_on
from scenescore.compose.hits.revision import (
    Parts,
    ended,
    rewrite,
    starting,
    with_hits,
)
from scenescore.compose.hits.situation import Caught, Situation, heads_of, situation
from scenescore.compose.hits.stops import cut_off, silence
from scenescore.compose.hits.writing import (
    HELD_ROLES,
    MOVING_ROLES,
    again,
    alone,
    answered,
    coloured,
    doubled,
    insisted,
    struck_short,
    thinned,
    widened,
)
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.line import Line
from scenescore.model.sketch import Answer, Decision, Finding, Note, Part, Severity
from scenescore.model.time import Ticks

#: Semitones by which the upper players of a stinger leave their usual place.
STINGER_ABOVE = 7
#: A theme that starts within so many beats of its hit has come in on it: it may have an upbeat, or begin with a rest.
UPBEAT = 1.5

Rule = Callable[[Situation, Parts], Caught]


def catch(
    cue: Cue,
    sections: tuple[Section, ...],
    chords: Line[Chord],
    parts: tuple[Part, ...],
    ensemble: Ensemble,
    book: Book,
    dice: Dice,  # noqa: ARG001 - every stage is asked alike
    *,
    avoid: tuple[str, ...] = (),
) -> Answer[tuple[Part, ...]]:
    """Answer every hit of the cue in the written notes, in order of time; `avoid` names articulations to do without."""
    decisions, findings = [], []
    heads = heads_of(parts)
    tune = sorted((n for part in parts for n in part.notes if n.role == "melody"), key=lambda note: note.at)
    known: dict[int, Cast] = {}
    for number, landing in enumerate(cue.landings):
        if not 0 <= landing.tick <= cue.length:
            continue

        def casts(until: int, now: Parts = parts) -> Cast:
            return known.get(until) or known.setdefault(until, cast_of(now, until))

        here = situation(number, cue, sections, chords, casts, heads, tune)
        caught = GESTURES[landing.hit.gesture](here, parts)
        if landing.hit.gesture in STRIKING:
            blow = Blow(here.tick, here.chord, here.strength, here.wall)
            caught = replace(caught, parts=drums_on(blow, caught.parts, ensemble, book))
        caught = _surely(here, caught)
        if len(caught.parts) != len(parts):
            known.clear()
        parts = tuple(with_hits(part, here.tick, avoid) for part in caught.parts)
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
    """Hush, then strike the chord low and high: short in comedy, held where there is menace, a bell where it sings."""
    is_must = here.landing.hit.priority == "must"
    hush = here.before(1.0 if here.is_hard else 0.5)
    silent = HELD_ROLES | MOVING_ROLES | ({"melody"} if here.is_tense and is_must else set())

    def hushed(note: Note) -> tuple[Note, ...]:
        return ended(note, hush) if note.at < here.tick and note.role in silent else (note,)

    struck = tuple(rewrite(part, hush, here.tick, hushed) for part in parts)
    if here.is_calm:
        rung, colour = coloured(here, again(here, struck, "tenuto"), 4.0)
        return Caught(
            rung, f"half a beat of hush, then {here.chord.name}{f' with {colour}' if colour else ''}, ringing"
        )
    struck = again(here, struck, "marcato")
    beats = 0.5 if here.is_light else 4.0 if here.is_tense else 2.0
    articulation = "staccato" if here.is_light else "marcato"
    players, above = round(1 + 3 * here.strength), round(STINGER_ABOVE * here.strength)
    struck = answered(here, struck, players=players, beats=beats, articulation=articulation, above=above)
    struck = thinned(struck, here.tick + 1, here.after(1))
    if here.is_hard:
        struck = widened(here, alone(here, struck, here.after(2 if here.is_tense else 1)))
    kind = "a short light chord" if here.is_light else "a held chord" if here.is_tense else "a chord"
    return Caught(
        struck, f"{'a beat' if here.is_hard else 'half a beat'} of hush, then {kind} on {here.chord.name}, low and high"
    )


def accent(here: Situation, parts: Parts) -> Caught:
    """Strike the sounding chord again on the hit, doubled by players who were silent."""
    return Caught(doubled(here, parts), f"{here.chord.name} struck on the hit and doubled")


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
    cleared = thinned(parts, here.before(0.5), here.tick)
    close = here.before(UPBEAT), here.after(UPBEAT)
    heads = [n for part in parts for n in starting(part, here.tick, here.tick + 1) if n.role == "melody"]
    if not heads:
        struck, colour = coloured(here, again(here, cleared, "tenuto"))
        answer = f"the harmony and {colour} mark" if colour else "the harmony marks"
        begins = any(close[0] <= at <= close[1] for _, at in here.heads)
        trouble = "" if begins else "no theme starts there"
        return Caught(struck, f"{answer} the moment{', the theme begins beside it' if begins else ''}", trouble)
    thin = thinned(cleared, here.before(0.5), here.after(2))
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

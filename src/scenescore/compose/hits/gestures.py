"""How the written music answers each hit: one small rule a gesture, prepared before the moment and answered after.

A rule gets the situation and the parts and gives back the parts; it writes tones of the chord that holds at the hit,
for players of the cue, in their comfortable ranges. How hard it strikes follows the hit's priority and the mood: a
stinger in a comedy is short and light, one in a horror scene is held. Afterwards everything around a strong hit is
brought into line with it, and every hit is seen to be heard. Film practice after Karlin and Wright 2004; amounts are
our defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.hits.approach import agreed, postponed
from scenescore.compose.hits.blows import accent, button, stinger
from scenescore.compose.hits.growing import riser, swell
from scenescore.compose.hits.players import DARK_DRUMS, DRUMS, LIGHT_DRUMS, SOFT_DRUMS, Blow, Cast, cast_of, drums_on
from scenescore.compose.hits.revision import Parts, starting, with_hits
from scenescore.compose.hits.situation import Caught, Situation, heads_of, situation
from scenescore.compose.hits.stops import cut_off, seen_to, silence
from scenescore.compose.hits.turning import cadence, harmonic_turn, texture_change, theme_entry
from scenescore.compose.hits.writing import insisted
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.line import Line
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import Answer, Decision, Finding, Part, Severity

Rule = Callable[[Situation, Parts], Caught]

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
    heads = heads_of(parts)
    tune = sorted((n for part in parts for n in part.notes if n.role == "melody"), key=lambda note: note.at)
    known: dict[int, Cast] = {}
    answered: list[tuple[Situation, Caught]] = []
    for number, landing in enumerate(cue.landings):
        if not 0 <= landing.tick <= cue.length:
            continue

        def casts(until: int, now: Parts = parts) -> Cast:
            return known.get(until) or known.setdefault(until, cast_of(now, until))

        here = situation(number, cue, sections, chords, casts, heads, tune)
        caught = _caught(here, parts, ensemble, book)
        if len(caught.parts) != len(parts):
            known.clear()
        parts = tuple(with_hits(part, here.tick, avoid) for part in caught.parts)
        answered.append((here, caught))
    parts, unheard = _all_heard([here for here, _ in answered], parts)
    rows = [(here, replace(caught, trouble=caught.trouble or unheard[i])) for i, (here, caught) in enumerate(answered)]
    return Answer(
        parts, tuple(_decision(*row) for row in rows), tuple(_finding(*row) for row in rows if row[1].trouble)
    )


def _caught(here: Situation, parts: Parts, ensemble: Ensemble, book: Book) -> Caught:
    """Answer one hit: its rule, the drums, then everything around it brought into line."""
    gesture = here.landing.hit.gesture
    if gesture in STOPPING and (stronger := here.stronger_soon):
        return Caught(parts, f"gives way to {stronger}", f"gives way to {stronger}, which comes at once")
    caught = GESTURES[gesture](here, parts if gesture in STOPPING else postponed(here, parts))
    if gesture in STRIKING:
        blow = Blow(here.tick, here.chord, here.strength, here.wall, _drums(here))
        caught = replace(caught, parts=drums_on(blow, caught.parts, ensemble, book))
    if gesture in STOPPING or here.tick >= here.cue.length:
        is_silent_already = here.is_first or here.is_shared or here.follows_stop
        stopped = is_silent_already or any(n.end == here.tick for p in caught.parts for n in p.notes)
        return replace(caught, trouble=caught.trouble or ("" if stopped else "nothing was sounding that could stop"))
    if here.landing.hit.priority != "may":
        caught = replace(caught, parts=agreed(here, caught.parts))
    if any(starting(part, here.tick, here.tick + 1) for part in caught.parts):
        return caught
    return replace(caught, parts=insisted(here, caught.parts), what=f"{caught.what}, struck so that it is heard")


def _drums(here: Situation) -> tuple[tuple[str, float], ...]:
    """The drums that fit the mood."""
    if here.is_calm:
        return SOFT_DRUMS
    return LIGHT_DRUMS if here.is_light else DARK_DRUMS if here.is_tense else DRUMS


def _all_heard(hits: list[Situation], parts: Parts) -> tuple[Parts, list[str]]:
    """See to it that every hit is still heard after those around it have been answered; tells which are not."""
    unheard = []
    for here in hits:
        if here.landing.hit.gesture in STOPPING:
            parts = seen_to(here, parts) if here.is_must else parts
            unheard.append("")
            continue
        trouble = ""
        # Hits that share a written place need a note each: its chord is broken.
        while here.tick < here.cue.length and _count(parts, here.tick) < here.moments:
            more = insisted(here, parts)
            if _count(more, here.tick) <= _count(parts, here.tick):
                trouble = "nobody could play a note exactly there"
                break
            parts = more
        unheard.append(trouble)
    return parts, unheard


def _count(parts: Parts, tick: int) -> int:
    """How many notes start on a tick."""
    return sum(len(starting(part, tick, tick + 1)) for part in parts)


def _decision(here: Situation, caught: Caught) -> Decision:
    """Tell what the gesture did."""
    hit = here.landing.hit
    mood = "light" if here.is_light else "tense" if here.is_tense else "singing" if here.is_calm else "plain"
    return Decision(
        "gestures",
        f"hit {hit.name!r}",
        f"{hit.gesture}: {caught.what}",
        f"a {hit.priority} hit at strength {here.strength:.2f} in a {mood} scene",
        bars=(here.landing.bar, here.landing.bar),
    )


def _finding(here: Situation, caught: Caught) -> Finding:
    """Tell what a gesture could not do."""
    severity: Severity = "warning" if here.is_must else "note"
    return Finding("gestures", f"bar {here.landing.bar}, {here.landing.hit.name}", caught.trouble, severity)

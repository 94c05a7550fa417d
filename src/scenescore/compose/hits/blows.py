"""Gestures that strike: stinger, accent, button. Set off by air, struck in the colours of the mood, and answered.

Film practice after Karlin and Wright 2004: a stinger in earnest is a short tutti or a chord struck hard and hushed at
once, with deep drums; in play it is a plucked or dry chord from a light hand. Amounts are our defaults.
"""

from __future__ import annotations

from scenescore.compose.hits.preparing import lifted, plucked, softened, trembling, upbeat
from scenescore.compose.hits.revision import Parts, ended, rewrite, starting
from scenescore.compose.hits.situation import HARD, Caught, Situation
from scenescore.compose.hits.writing import (
    HELD_ROLES,
    MOVING_ROLES,
    added,
    again,
    alone,
    answered,
    coloured,
    doubled,
    struck_short,
    thinned,
    widened,
)
from scenescore.model.sketch import Note

#: Semitones by which the upper players of a stinger leave their usual place.
STINGER_ABOVE = 7
#: From this tension on a hard blow is a cluster: a semitone rubs on top.
CLUSTERED = 0.5


def stinger(here: Situation, parts: Parts) -> Caught:
    """Hush, then strike the chord low and high, and let it shiver, ring or stop, as the mood has it."""
    struck = _hushed(here, parts)
    if here.is_calm:
        rung, colour = coloured(here, again(here, struck, "tenuto"), 4.0)
        words = f"half a beat of hush, then {here.chord.name}{f' with {colour}' if colour else ''}, ringing"
        return Caught(rung, words)
    if here.is_light:
        return _light_blow(here, struck)
    struck = again(here, struck, "marcato")
    players, above = round(1 + 3 * here.strength), round(STINGER_ABOVE * here.strength)
    beats = 4.0 if here.is_tense else 2.0
    struck = answered(here, struck, players=players, beats=beats, articulation="marcato", above=above)
    struck = thinned(struck, here.tick + 1, here.after(1))
    if here.is_hard:
        struck = widened(here, alone(here, struck, here.after(2 if here.is_tense else 1)))
    struck, answer = _aftershock(here, struck) if here.is_tense else (struck, "")
    kind = "a held chord" if here.is_tense else "a chord"
    air = "a beat" if here.is_hard else "half a beat"
    return Caught(struck, f"{air} of hush, then {kind} on {here.chord.name}, low and high{answer}")


def _hushed(here: Situation, parts: Parts) -> Parts:
    """Everybody breathes before a blow: accompaniment always, the tune where there is menace."""
    hush = here.before(1.0 if here.is_hard else 0.5)
    silent = HELD_ROLES | MOVING_ROLES | ({"melody"} if here.is_tense and here.is_must else set())

    def change(note: Note) -> tuple[Note, ...]:
        return ended(note, hush) if note.at < here.tick and note.role in silent else (note,)

    return tuple(rewrite(part, hush, here.tick, change) for part in parts)


def _light_blow(here: Situation, parts: Parts) -> Caught:
    """A dry chord from a light hand: plucked where there are strings, over at once, then on as before."""
    players = round(1 + 3 * here.strength)
    struck = answered(here, again(here, parts, "staccato"), players=players, beats=0.5, articulation="staccato")
    struck = plucked(here, struck_short(here, struck, here.after(1)))
    return Caught(struck, f"half a beat of hush, then a short light chord on {here.chord.name}, and a beat of air")


def _aftershock(here: Situation, parts: Parts) -> tuple[Parts, str]:
    """What a blow in menace leaves: a semitone that rubs on top of it, bows that tremble on softly."""
    words = ""
    if here.strength >= HARD and here.section.feeling.tension >= CLUSTERED:
        pitched = [part for part in parts if not part.instrument.is_percussion]
        tops = [
            n.pitch.midi for part in pitched for n in starting(part, here.tick, here.tick + 1) if n.role != "melody"
        ]
        rubbing = [midi for top in (max(tops, default=0),) for midi in (top + 1, top - 1) if midi % 12 not in here.sour]
        clustered = added(here, parts, here.cast.earnest, rubbing, "colour")
        words, parts = (", a semitone rubbing on top", clustered) if clustered is not parts else (words, parts)
    parts, trembler = trembling(here, parts)
    return parts, f"{words}, then {trembler} trembling softly" if trembler else words


def accent(here: Situation, parts: Parts) -> Caught:
    """Lift or upbeat, then the chord struck in several layers, doubled by players who were silent; all go on."""
    if here.is_calm:
        return Caught(doubled(here, parts), f"{here.chord.name} leaned on and doubled")
    led, who = upbeat(here, parts) if here.is_must else (parts, "")
    led = lifted(here, led)
    before = f"an upbeat of {who}, then" if who else "a lift, then"
    return Caught(doubled(here, led), f"{before} {here.chord.name} struck and doubled, and on")


def button(here: Situation, parts: Parts) -> Caught:
    """A breath, one short chord, and nothing after it."""
    ready = lifted(here, thinned(parts, here.before(0.5), here.tick))
    struck = answered(here, again(here, ready, "staccato"), players=2, beats=0.5, articulation="staccato")
    until = min(here.after(1), here.next_phrase) if here.next_phrase > here.tick else here.after(1)
    short = softened(struck_short(here, struck, until), until, until + 1, here.is_head)
    return Caught(
        plucked(here, short) if here.is_light else short, f"a breath, then one short chord on {here.chord.name}"
    )

"""Techniques that bring a further voice along: canon, dialogue, heterophony."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.transformations.notes import SIXTEENTH, notes_of, sounding, to_beat, within
from scenescore.compose.themes.transformations.saying_again import ornamentation
from scenescore.compose.themes.transformations.terms import Companion, Terms
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_FIFTH = 7
#: Intervals that clash (as pitch classes) where two voices stand on a beat together.
_CLASHING = frozenset({1, 2, 6, 10, 11})
#: A canon in which more than this share (thousandths) of the beats clash is none.
_BEARABLE = 400


def canon_stretto(motif: Motif, terms: Terms) -> Companion | None:
    """Follow after one to four beats, at the octave or the fifth below, where the voices agree best."""
    size, beat = len(terms.degrees), int(terms.meter.beat)
    fifth = terms.degrees.index(_FIFTH) - size if _FIFTH in terms.degrees else -size
    ways = [
        (_clashes(motif, _followed(motif, steps, beats * beat, terms), beats * beat, beat), beats, order, steps)
        for order, steps in enumerate(dict.fromkeys((-size, fifth)))
        for beats in (2, 1, 4, 3)
    ]
    cost, beats, _, steps = min(ways, key=lambda way: (way[0], way[1] not in {2, 4}, way[2], way[1]))
    follower = _followed(motif, steps, beats * beat, terms)
    if cost > _BEARABLE or len(sounding(follower)) < 3:
        return None
    return Companion(follower, Ticks(beats * beat), chain=("canon-stretto", "transposition"))


def _followed(motif: Motif, steps: int, delay: int, terms: Terms) -> Motif:
    """The same melody so many degrees away, as much of it as fits in when it begins later."""
    return within(tuple(terms.scale.moved(tone, steps) for tone in motif), max(0, terms.room - delay))


def _at(motif: Motif, tick: int) -> Tone | None:
    for tone in motif:
        if 0 <= tick < tone.length:
            return tone if tone.step is not None else None
        tick -= tone.length
    return None


def _clashes(leader: Motif, follower: Motif, delay: int, beat: int) -> int:
    """Thousandths of the beats with both voices on which they clash; all of them where they never meet."""
    met = clashing = 0
    for tick in range(delay, motif_length(leader), beat):
        one, other = _at(leader, tick), _at(follower, tick - delay)
        if one is not None and other is not None:
            met += 1
            clashing += (one.semitones - other.semitones) % SEMITONES in _CLASHING
    return 1000 * clashing // met if met > 1 else 1000


def question(motif: Motif, terms: Terms) -> Motif:
    """Say the head, wait for as long, and go on: somebody answers in between."""
    head = to_beat(notes_of(motif, terms.head), terms.meter.beat)
    pause = Tone(None, 0, Ticks(motif_length(head)))
    later = motif[len(head) :]
    whole = (*head, pause, *later)
    return whole if later and motif_length(whole) <= terms.room else within(motif, terms.room)


def answer(motif: Motif, terms: Terms) -> Companion | None:
    """Answer the head from the fifth, in the silence that the leader leaves; None where it leaves none."""
    places = [i for i, tone in enumerate(motif) if tone.step is None and 0 < i < len(motif) - 1]
    if not places:
        return None
    pause = max(places, key=lambda i: (motif[i].length, -i))
    said = motif[:pause]
    if motif[pause].length < motif_length(said) or len(sounding(said)) < 2:
        return None
    steps = terms.degrees.index(_FIFTH) - len(terms.degrees) if _FIFTH in terms.degrees else -len(terms.degrees)
    tones = tuple(terms.scale.moved(tone, steps) for tone in said)
    return Companion(tones, motif_length(said), chain=("fragmentation", "transposition", "dialogue"))


def heterophony(motif: Motif, terms: Terms) -> Companion | None:
    """Sing it along, ornamented and a sixteenth late, an octave below."""
    same = replace(terms, head=1, room=Ticks(max(0, terms.room - SIXTEENTH)))
    lower = tuple(terms.scale.moved(tone, -len(terms.degrees)) for tone in ornamentation(motif, same))
    return Companion(lower, Ticks(SIXTEENTH), chain=("ornamentation", "heterophony")) if sounding(lower) else None

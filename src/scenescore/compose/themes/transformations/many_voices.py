"""Techniques that bring a further voice along: canon, dialogue, heterophony."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.transformations.notes import notes_of, sounding, to_beat, within
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
    """Say the head, wait, and go on where it stood in the bar: somebody answers in between."""
    # Whoever asks has something left to go on with.
    plain = notes_of(motif, max(2, min(terms.head, len(sounding(motif)) - 2)))
    head, later = to_beat(plain, terms.meter.beat), motif[len(plain) :]
    bars = -(-motif_length(head) // terms.meter.length) * terms.meter.length
    for wait in (bars + motif_length(plain) - motif_length(head), motif_length(head)):
        whole = (*head, Tone(None, 0, Ticks(wait)), *later)
        if later and motif_length(whole) <= terms.room:
            return whole
    return within(motif, terms.room)


def answer(motif: Motif, terms: Terms) -> Companion | None:
    """Answer the head from the fifth, in the silence that the leader leaves, if it can from where the head stood.

    None where the leader leaves no such silence.
    """
    places = [i for i, tone in enumerate(motif) if tone.step is None and 0 < i < len(motif) - 1]
    if not places:
        return None
    pause = max(places, key=lambda i: (motif[i].length, -i))
    said = motif[:pause]
    length, silence = motif_length(said), motif[pause].length
    bars = -(-length // terms.meter.length) * terms.meter.length
    delay = bars if 2 * silence >= bars else length
    heard = within(said, length + silence - delay)
    if len(sounding(heard)) < max(2, len(sounding(said))):
        return None
    steps = terms.degrees.index(_FIFTH) - len(terms.degrees) if _FIFTH in terms.degrees else -len(terms.degrees)
    tones = tuple(terms.scale.moved(tone, steps) for tone in heard)
    return Companion(tones, Ticks(delay), chain=("fragmentation", "transposition", "dialogue"))


def heterophony(motif: Motif, terms: Terms) -> Companion | None:
    """Sing it along an octave below, with ornaments of one's own where the other sings plainly."""
    adorned = ornamentation(motif, replace(terms, head=1))
    lower = tuple(terms.scale.moved(tone, -len(terms.degrees)) for tone in adorned)
    return Companion(lower, Ticks(0), chain=("ornamentation", "heterophony")) if sounding(lower) else None

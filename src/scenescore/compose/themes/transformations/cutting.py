"""Techniques that take notes away: a fragment, a broken phrase, what stands on the beats."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.transformations.notes import QUARTER, absorb, notes_of, onsets, sounding, to_beat, within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.theme import Motif
from scenescore.model.time import Ticks


def fragmentation(motif: Motif, terms: Terms) -> Motif:
    """Say only its head, held to the beat."""
    return within(to_beat(notes_of(motif, terms.head), QUARTER), terms.room)


def truncation(motif: Motif, terms: Terms) -> Motif:
    """Break off at about two thirds, before the close."""
    count = len(sounding(motif))
    return within(notes_of(motif, max(min(3, count), (2 * count + 1) // 3)), terms.room)


def liquidation(motif: Motif, terms: Terms) -> Motif:
    """Say the theme's head, then less of it, then one long note: features go until nothing is left (Schoenberg)."""
    beat = terms.meter.beat
    head = to_beat(notes_of(motif, terms.head), beat)
    less = to_beat(notes_of(motif, max(2, terms.head - 1)), beat)
    last = [tone for tone in less if tone.step is not None][-1:]
    falling = tuple(terms.scale.moved(tone, -1) for tone in less)
    rest = tuple(replace(terms.scale.moved(t, -2), length=Ticks(2 * beat)) for t in last)
    return within(head + falling + rest, terms.room)


def simplification(motif: Motif, terms: Terms) -> Motif:
    """Keep what stands on a beat, and the last note."""
    last = max(sounding(motif), default=0)
    keep = [terms.meter.strength(at % terms.meter.length) >= 2 or i == last for i, at in enumerate(onsets(motif))]
    return within(absorb(motif, keep), terms.room)


def contraction(motif: Motif, terms: Terms) -> Motif:
    """Leave out short notes off the beat after the head, and halve the long ones."""
    head = sounding(motif)[: terms.head][-1:] or [0]
    begins = onsets(motif)
    keep = [
        i <= head[0] or tone.length > EIGHTH or terms.meter.strength(begins[i] % terms.meter.length) >= 2
        for i, tone in enumerate(motif)
    ]
    kept = absorb(motif, keep)
    short = (replace(t, length=Ticks(t.length // 2)) if t.length >= 4 * EIGHTH else t for t in kept)
    return within(to_beat(tuple(short), terms.meter.beat), terms.room)

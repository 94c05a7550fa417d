"""Techniques that change when notes sound and how long, and leave their pitches alone."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import rebar
from scenescore.compose.themes.transformations.notes import SIXTEENTH, sounding, within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks


def augmentation(motif: Motif, terms: Terms) -> Motif:
    """Double every length; what does not fit is left off, but never the head."""
    return within(tuple(replace(tone, length=Ticks(2 * tone.length)) for tone in motif), terms.room)


def diminution(motif: Motif, terms: Terms) -> Motif:
    """Halve every length; sixteenths stay, and the longest note pays for them."""
    lengths = [max(SIXTEENTH, tone.length // 2 // SIXTEENTH * SIXTEENTH) for tone in motif]
    if any(tone.length % SIXTEENTH for tone in motif):
        lengths = [tone.length // 2 for tone in motif]
    whole = -(-motif_length(motif) // (2 * EIGHTH)) * EIGHTH
    if lengths:
        longest = max(range(len(lengths)), key=lambda i: (lengths[i], i))
        lengths[longest] = max(SIXTEENTH, lengths[longest] + whole - sum(lengths))
    return within(tuple(replace(t, length=Ticks(n)) for t, n in zip(motif, lengths, strict=True)), terms.room)


def rhythmic_displacement(motif: Motif, terms: Terms) -> Motif:
    """Come in an eighth late; the last note gives the time back."""
    places = sounding(motif)
    if not places or motif[places[-1]].length <= EIGHTH:
        return within(motif, terms.room)
    last = places[-1]
    shorter = replace(motif[last], length=Ticks(motif[last].length - EIGHTH))
    return within((Tone(None, 0, Ticks(EIGHTH)), *motif[:last], shorter, *motif[last + 1 :]), terms.room)


def metric_shift(motif: Motif, terms: Terms) -> Motif:
    """Bring it from the meter that it was born in into that of the place."""
    return within(rebar(motif, terms.born, terms.meter), terms.room)

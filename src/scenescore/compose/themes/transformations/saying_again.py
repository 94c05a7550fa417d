"""Techniques that say something again or say more: sequences, repetitions, ornaments."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.degrees import Scale
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import padded
from scenescore.compose.themes.transformations.notes import QUARTER, WIDEST, after, sounding, spread, to_beat, within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_THIRD_STEPS = 2


def sequence(motif: Motif, terms: Terms) -> Motif:
    """Say it again one shift higher or lower, three times at most."""
    half = terms.meter.length // 2 if len(terms.meter.beats) % 2 == 0 else terms.meter.length
    unit = padded(to_beat(motif, terms.meter.beat), half)
    copies = min(3, terms.room // max(1, motif_length(unit)))
    out: Motif = ()
    for copy in range(max(1, copies)):
        more = out + tuple(terms.scale.moved(tone, copy * terms.shift) for tone in unit)
        if copy > 1 and spread(more) > WIDEST:
            break
        out = more
    return within(out, terms.room)


def expansion(motif: Motif, terms: Terms) -> Motif:
    """Say the first bar (of a short motif: the first half) once more, higher, before going on."""
    piece = terms.meter.length if motif_length(motif) > terms.meter.length else motif_length(motif) // 2
    first = within(motif, piece)
    if motif_length(motif) + piece > terms.room or len(sounding(first)) < 2:
        return within(motif, terms.room)
    again = tuple(terms.scale.moved(tone, terms.shift) for tone in first)
    return first + again + after(motif, piece)


def ornamentation(motif: Motif, terms: Terms) -> Motif:
    """Fill thirds by step and turn around repeated notes, on long notes only; the head and all places stay."""
    out: list[Tone] = []
    head = sounding(motif)[: terms.head]
    was_plain = True
    for i, (here, there) in enumerate(zip(motif, (*motif[1:], None), strict=False)):
        grace = _grace(here, there, terms.scale) if was_plain and i not in head else None
        was_plain = grace is None
        if grace is None:
            out.append(here)
        else:
            out += [replace(here, length=Ticks(here.length - grace.length)), grace]
    return within(tuple(out), terms.room)


def _grace(here: Tone, there: Tone | None, scale: Scale) -> Tone | None:
    """The note that leads from a long note to the next, where there is room and reason for one."""
    if here.step is None or there is None or there.step is None or here.length < QUARTER:
        return None
    (a, _), (b, _) = scale.index(here), scale.index(there)
    if abs(a - b) == _THIRD_STEPS:
        return scale.tone((a + b) // 2, EIGHTH)
    if a == b:
        return scale.tone(a + 1, EIGHTH)
    if here.length >= QUARTER + EIGHTH and abs(a - b) == 1:
        return scale.tone(b + (b - a), EIGHTH)
    return None

"""Techniques that say something again or say more: sequences, repetitions, ornaments."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.degrees import Scale
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import padded
from scenescore.compose.themes.transformations.notes import (
    QUARTER,
    SIXTEENTH,
    WIDEST,
    after,
    joined,
    notes_of,
    sounding,
    spread,
    to_beat,
    within,
)
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
    longer = first + again + after(motif, piece)
    return longer if spread(longer) <= max(WIDEST, spread(motif)) else within(motif, terms.room)


def ornamentation(motif: Motif, terms: Terms) -> Motif:
    """Fill thirds by step and turn around repeated notes, on long notes; the head and all places stay.

    Where that finds nothing to adorn, quarters that go on by step or leap are touched too.
    """
    adorned = _adorned(motif, terms, is_lavish=False)
    return within(adorned if adorned != motif else _adorned(motif, terms, is_lavish=True), terms.room)


def _adorned(motif: Motif, terms: Terms, *, is_lavish: bool) -> Motif:
    """A melody with a grace for every second note that has room for one, after the head."""
    out: list[Tone] = []
    head = sounding(motif)[: terms.head]
    was_plain = True
    for i, (here, there) in enumerate(zip(motif, (*motif[1:], None), strict=False)):
        grace = _grace(here, there, terms.scale, is_lavish=is_lavish) if was_plain and i not in head else None
        was_plain = grace is None
        if grace is None:
            out.append(here)
        else:
            out += [replace(here, length=Ticks(here.length - grace.length)), grace]
    return tuple(out)


def _grace(here: Tone, there: Tone | None, scale: Scale, *, is_lavish: bool) -> Tone | None:
    """The note that leads from a long note to the next, where there is room and reason for one."""
    if here.step is None or there is None or there.step is None or here.length < QUARTER:
        return None
    (a, _), (b, _) = scale.index(here), scale.index(there)
    if abs(a - b) == _THIRD_STEPS:
        return scale.tone((a + b) // 2, EIGHTH)
    if a == b:
        return scale.tone(a + 1, EIGHTH)
    if (is_lavish or here.length >= QUARTER + EIGHTH) and abs(a - b) == 1:
        return scale.tone(b + (b - a), EIGHTH)
    # A leap is prepared from the side that it comes from.
    return scale.tone(b - 1 if b > a else b + 1, EIGHTH) if is_lavish else None


def ostinatoisation(motif: Motif, terms: Terms) -> Motif:
    """Make a wheel of its head: two to four notes round and round, for four bars at most."""
    cell = tuple(tone for tone in notes_of(motif, min(4, max(2, terms.head))) if tone.step is not None)
    half = terms.meter.length // 2 if len(terms.meter.beats) % 2 == 0 else terms.meter.length
    unit = half if motif_length(cell) <= half else int(terms.meter.length)
    if motif_length(cell) > unit or any(tone.length % SIXTEENTH for tone in cell):
        cell = tuple(replace(tone, length=Ticks(EIGHTH)) for tone in cell)
        unit = half if motif_length(cell) <= half else unit
    turn = joined(cell, unit)
    copies = min(terms.room // unit, 4 * terms.meter.length // unit)
    return within(turn * max(1, copies), terms.room)


def fulfilment(motif: Motif, terms: Terms) -> Motif:
    """Say it whole and bring it home: a motif is answered by itself with a close, a tune by its beginning and a close.

    Where there is no room for an answer, only the last note comes home.
    """
    bar, scale = int(terms.meter.length), terms.scale
    whole = padded(motif, bar)
    bars = motif_length(whole) // bar
    if bars <= 2 and 2 * bars * bar <= terms.room:
        return whole + _closed(whole, scale)
    if bars > 2 and (bars + 2) * bar <= terms.room:
        head = within(whole, bar)
        home = _home(head, scale, bar)
        return (*whole, *head, home) if len(sounding(head)) > 1 else (*whole, home)
    kept = within(motif, terms.room)
    last = sounding(kept)[-1:]
    return tuple(_home(kept[:i], scale, tone.length) if i in last else tone for i, tone in enumerate(kept))


def _home(before: Motif, scale: Scale, length: int) -> Tone:
    """The tonic nearest to where a melody is, for a length; one that its voice can reach."""
    last = [tone for tone in before if tone.step is not None][-1:]
    at, size = scale.index(last[0])[0] if last else 0, len(scale.degrees)
    tonics = [scale.tone(size * octave, length) for octave in (at // size, at // size + 1)]
    widest = max(WIDEST, spread(before))
    return min(tonics, key=lambda tone: (spread((*before, tone)) > widest, abs(scale.index(tone)[0] - at)))


def _closed(motif: Motif, scale: Scale) -> Motif:
    """Let the last note be the tonic, and the one before it (after the first three) a step away from it."""
    places = sounding(motif)
    if len(places) < 2:
        return motif
    last, before = places[-1], places[-2]
    home = _home(motif[:last], scale, motif[last].length)
    out = [*motif[:last], home, *motif[last + 1 :]]
    if len(places) > 4:
        tonic, came = scale.index(home)[0], scale.index(motif[places[-3]])[0]
        side = 1 if came >= tonic else -1
        side = -side if came == tonic + side else side
        out[before] = scale.tone(tonic + side, motif[before].length)
    return tuple(out)

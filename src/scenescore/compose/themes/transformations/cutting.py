"""Techniques that take notes away: a fragment, a broken phrase, what stands on the beats."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.transformations.notes import (
    QUARTER,
    SIXTEENTH,
    WIDEST,
    absorb,
    joined,
    notes_of,
    onsets,
    sounding,
    spread,
    to_beat,
    within,
)
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_ON_A_BEAT, _STRONG = 2, 3


def fragmentation(motif: Motif, terms: Terms) -> Motif:
    """Say only its head, held to the beat."""
    return within(
        to_beat(notes_of(motif, terms.head), terms.meter.beat if terms.meter.is_compound else QUARTER), terms.room
    )


def truncation(motif: Motif, terms: Terms) -> Motif:
    """Break off at about two thirds, before the close: further on than the head goes, as far as there are notes.

    Where that is the head alone, its last note is cut short, so that it breaks off where a fragment is held.
    """
    count = len(sounding(motif))
    kept = notes_of(motif, max(min(3, count), min(terms.head + 1, count - 1), (2 * count + 1) // 3))
    if 1 < len(sounding(kept)) <= terms.head and len(kept) < len(motif) and kept[-1].length > EIGHTH:
        kept = (*kept[:-1], replace(kept[-1], length=Ticks(EIGHTH)))
    return within(kept, terms.room)


def liquidation(motif: Motif, terms: Terms) -> Motif:
    """Say the theme's head, then ever less of it, each time lower, until one long note is left (Schoenberg 1967).

    Three to five steps; where they have no room, those between the first and the last go. A wide head does not sink:
    its low note is what remains.
    """
    beat = int(terms.meter.beat)
    sunk = _melting(motif, terms, 1)
    pieces = sunk if spread(sum(sunk, ())) <= max(WIDEST, spread(motif)) else _melting(motif, terms, 0)
    while len(pieces) > 3 and sum(map(motif_length, pieces)) > terms.room:
        del pieces[-3]
    return within(to_beat(sum(pieces, ()), beat), terms.room)


def _melting(motif: Motif, terms: Terms, step: int) -> list[Motif]:
    """The head with ever fewer notes, each piece from a strong beat, so many steps lower; and a last long note."""
    beat = int(terms.meter.beat)
    strong = 2 * beat if len(terms.meter.beats) % 2 == 0 and not terms.meter.is_compound else beat
    counts = range(min(5, max(2, terms.head)), 1, -1)
    heads = [piece for piece in (notes_of(motif, count) for count in counts) if motif_length(piece) % SIXTEENTH == 0]
    pieces = [
        tuple(terms.scale.moved(tone, -step * down) for tone in to_beat(piece, beat if _is_odd(piece) else strong))
        for down, piece in enumerate(heads or [notes_of(motif, 2)])
    ]
    left = [tone for tone in pieces[-1] if tone.step is not None]
    if left:
        last = terms.scale.moved(left[-1], -1) if step else min(left, key=lambda tone: tone.semitones)
        pieces.append((replace(last, length=Ticks(2 * beat)),))
    return pieces


def _is_odd(piece: Motif) -> bool:
    """Whether a melody ends on a triplet, which is not to be tied on."""
    return bool(piece) and piece[-1].length % SIXTEENTH != 0


def simplification(motif: Motif, terms: Terms) -> Motif:
    """Keep what stands on a beat, and the last note; of what is that plain already, what stands on strong beats."""
    last = max(sounding(motif), default=0)
    for strength in (_ON_A_BEAT, _STRONG):
        keep = [
            terms.meter.strength(at % terms.meter.length) >= strength or i == last for i, at in enumerate(onsets(motif))
        ]
        plain = absorb(motif, keep)
        if plain != motif:
            return within(plain if len(sounding(plain)) > 3 or strength < _STRONG else motif, terms.room)
    return within(motif, terms.room)


def contraction(motif: Motif, terms: Terms) -> Motif:
    """Leave out short notes off the beat after the head, and halve the long ones, to whole beats."""
    head = sounding(motif)[: terms.head][-1:] or [0]
    begins = onsets(motif)
    keep = [
        i <= head[0] or tone.length > EIGHTH or terms.meter.strength(begins[i] % terms.meter.length) >= 2
        for i, tone in enumerate(motif)
    ]
    kept = absorb(motif, keep)
    beat = int(terms.meter.beat)
    short = (
        replace(t, length=Ticks(max(beat, t.length // 2 // beat * beat)))
        if t.length >= max(2 * beat, 4 * EIGHTH)
        else t
        for t in kept
    )
    return within(to_beat(tuple(short), terms.meter.beat), terms.room)


def silence_ghost(motif: Motif, terms: Terms) -> Motif:
    """Begin it and leave its place empty: the head, then silence for as long as it would last, and its last note."""
    kept = within(motif, terms.room)
    places = sounding(kept)
    heard = {*places[: min(max(2, terms.head), len(places) - 2)], *places[:1], *places[-1:]}
    out: list[Tone] = []
    for i, tone in enumerate(kept):
        if i in heard:
            out.append(tone)
        elif out and out[-1].step is None:
            out[-1] = replace(out[-1], length=Ticks(out[-1].length + tone.length))
        else:
            out.append(Tone(None, 0, tone.length))
    return tuple(out)


def texture_dissolve(motif: Motif, terms: Terms) -> Motif:
    """Let its notes rise as one broken chord, each once, and hang until the bar is over."""
    tones = {tone.semitones: tone for tone in reversed(motif) if tone.step is not None}
    chord = [replace(tones[pitch], length=Ticks(EIGHTH)) for pitch in sorted(tones)][:5]
    bars = max(1, -(-len(chord) * EIGHTH // terms.meter.length))
    return joined(tuple(chord), min(terms.room, bars * terms.meter.length))


def widening_rests(motif: Motif, terms: Terms) -> Motif:
    """Break the line after every second note, each silence a beat longer than the last, as far as there is room."""
    beat = int(terms.meter.beat)
    out: list[Tone] = []
    group: list[Tone] = []
    silence = beat
    heard = [tone for tone in motif if tone.step is not None]
    for count, tone in enumerate(heard, start=1):
        group.append(tone)
        if count % 2 and count < len(heard):
            continue
        held = to_beat(tuple(group), beat)
        if out and motif_length(tuple(out)) + silence + motif_length(held) > terms.room:
            break
        out += [Tone(None, 0, Ticks(silence)), *held] if out else held
        silence += beat if len(out) > len(held) else 0
        group = []
    return within(tuple(out), terms.room)

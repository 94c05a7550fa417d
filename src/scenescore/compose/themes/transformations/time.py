"""Techniques that change when notes sound and how long, and leave their pitches alone."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import rebar
from scenescore.compose.themes.transformations.notes import SIXTEENTH, bent, sounding, within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks


def augmentation(motif: Motif, terms: Terms) -> Motif:
    """Make it broad; what does not fit even half as slow again is left off, but never the head.

    Lengths are doubled. In a meter of three beats threefold beats make bars, where there is room for it; where there is
    no room for doubling, each length lasts half as long again if eighths remain eighths.
    """
    length = motif_length(motif)
    beats = terms.meter.beats
    turns_to_bars = len(beats) == 3 and length <= terms.meter.length and all(t.length % beats[0] == 0 for t in motif)
    if turns_to_bars and 3 * length <= terms.room:
        return _scaled(motif, 3, 1)
    tight = length <= terms.room < 2 * length
    if tight and 3 * length <= 2 * terms.room and all(tone.length % (2 * EIGHTH) == 0 for tone in motif):
        return _scaled(motif, 3, 2)
    return within(_scaled(motif, 2, 1), terms.room)


def _scaled(motif: Motif, up: int, down: int) -> Motif:
    return tuple(replace(tone, length=Ticks(tone.length * up // down)) for tone in motif)


def diminution(motif: Motif, terms: Terms) -> Motif:
    """Halve every length; where that leaves the grid and two thirds do not, take two thirds.

    Where neither does, sixteenths stay, and the longest note pays for them.
    """
    off_grid = any(tone.length % (2 * SIXTEENTH) for tone in motif)
    if off_grid and all(tone.length % (3 * SIXTEENTH) == 0 for tone in motif):
        return within(_scaled(motif, 2, 3), terms.room)
    lengths = [max(SIXTEENTH, tone.length // 2 // SIXTEENTH * SIXTEENTH) for tone in motif]
    if any(tone.length % SIXTEENTH for tone in motif):
        lengths = [tone.length // 2 for tone in motif]
    whole = -(-motif_length(motif) // (2 * EIGHTH)) * EIGHTH
    if lengths:
        longest = max(range(len(lengths)), key=lambda i: (lengths[i], i))
        lengths[longest] = max(SIXTEENTH, lengths[longest] + whole - sum(lengths))
    return within(tuple(replace(t, length=Ticks(n)) for t, n in zip(motif, lengths, strict=True)), terms.room)


def rhythmic_displacement(motif: Motif, terms: Terms) -> Motif:
    """Come in an eighth late; the last note gives the time back, unless it is too short for that."""
    places = sounding(motif)
    if not places:
        return within(motif, terms.room)
    last = places[-1]
    if motif[last].length <= EIGHTH:
        late = (Tone(None, 0, Ticks(EIGHTH)), *motif)
        return late if motif_length(late) <= terms.room else within(motif, terms.room)
    shorter = replace(motif[last], length=Ticks(motif[last].length - EIGHTH))
    return within((Tone(None, 0, Ticks(EIGHTH)), *motif[:last], shorter, *motif[last + 1 :]), terms.room)


def metric_shift(motif: Motif, terms: Terms) -> Motif:
    """Bring it from the meter that it was born in into that of the place."""
    return within(rebar(motif, terms.born, terms.meter), terms.room)


def rhythm_change(motif: Motif, terms: Terms) -> Motif:
    """Sing the same pitches in another step: even pairs of notes are dotted (in threes: long and short).

    Where there are none, uneven pairs are made even, or triplets straight.
    """
    kept = within(motif, terms.room)
    ways = (_paired(kept, terms, is_dotting=True), _paired(kept, terms, is_dotting=False), _straightened(kept))
    return next((way for way in ways if way != kept), kept)


def _straightened(motif: Motif) -> Motif:
    """An eighth and two sixteenths for every triplet."""
    out = list(motif)
    third, at = Ticks(2 * EIGHTH // 3), 0
    while at + 2 < len(out):
        group = out[at : at + 3]
        if all(tone.step is not None and tone.length == third for tone in group):
            lengths = (EIGHTH, SIXTEENTH, SIXTEENTH)
            out[at : at + 3] = [replace(tone, length=Ticks(n)) for tone, n in zip(group, lengths, strict=True)]
            at += 2
        at += 1
    return tuple(out)


def _paired(motif: Motif, terms: Terms, *, is_dotting: bool) -> Motif:
    """Share time anew between neighbours, pair by pair."""
    out = list(motif)
    at = 0
    while at + 1 < len(out):
        one, other = out[at], out[at + 1]
        both = one.length + other.length
        is_pair = one.step is not None and other.step is not None and both <= terms.meter.length
        parts = (3 if terms.meter.is_compound or len(terms.meter.beats) == 3 else 4) if is_dotting else 2
        grid = SIXTEENTH if is_dotting else EIGHTH
        is_due = is_pair and both % (parts * grid) == 0 and (one.length == other.length) == is_dotting
        if is_due:
            short = Ticks(both // parts)
            out[at : at + 2] = [replace(one, length=Ticks(both - short)), replace(other, length=short)]
        at += 2 if is_due else 1
    return tuple(out)


def rhythm_only(motif: Motif, terms: Terms) -> Motif:
    """Beat its rhythm on one note: the tonic or the fifth, whichever lies nearer to where it began."""
    kept = within(motif, terms.room)
    first = next((tone for tone in kept if tone.step is not None), None)
    if first is None:
        return kept
    anchors = [step + len(MAJOR) * octave for octave in (-1, 0, 1) for step in (0, 4)]
    anchor = min(anchors, key=lambda step: (abs(step - (first.step or 0)), step % len(MAJOR), step))
    return tuple(tone if tone.step is None else Tone(anchor, 0, tone.length) for tone in kept)


def staccato_comic(motif: Motif, terms: Terms) -> Motif:
    """Let every note hop: none lasts longer than an eighth, the last no longer than a beat."""
    kept = within(motif, terms.room)
    places = sounding(kept)
    out: list[Tone] = []
    for i, tone in enumerate(kept):
        longest = max(EIGHTH, int(terms.meter.beat)) if i in places[-1:] else EIGHTH
        if i not in places or tone.length <= longest:
            out.append(tone)
        else:
            out += [replace(tone, length=Ticks(longest)), Tone(None, 0, Ticks(tone.length - longest))]
    return tuple(out)


def detune_decay(motif: Motif, terms: Terms) -> Motif:
    """Let it run down like a music box: its second half ever slower, its last note gone flat."""
    places = sounding(motif)
    half = places[len(places) // 2] if places else 0
    slowed = motif[:half] + _scaled(motif[half:], 2, 1)
    out = slowed if motif_length(slowed) <= terms.room else within(motif, terms.room)
    last = sounding(out)
    return bent(out, last[-1], -1) if last else out

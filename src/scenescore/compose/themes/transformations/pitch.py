"""Techniques that move notes up and down and leave their time alone."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.transformations.notes import sounding, within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import Motif, Tone


def same(motif: Motif, terms: Terms) -> Motif:
    """Leave every note as it is."""
    return within(motif, terms.room)


def transposition(motif: Motif, terms: Terms) -> Motif:
    """Sing it so many scale steps higher or lower."""
    return tuple(terms.scale.moved(tone, terms.shift) for tone in within(motif, terms.room))


def modal_mutation(motif: Motif, terms: Terms) -> Motif:
    """Bring every note into the mode of the place."""
    return tuple(terms.scale.nearest(tone) for tone in within(motif, terms.room))


def inversion(motif: Motif, terms: Terms) -> Motif:
    """Mirror it at its first note, in the mode."""
    places = sounding(motif)
    if not places:
        return motif
    axis, _ = terms.scale.index(motif[places[0]])

    def mirrored(tone: Tone) -> Tone:
        if tone.step is None:
            return tone
        return terms.scale.tone(2 * axis - terms.scale.index(tone)[0], tone.length)

    return tuple(mirrored(tone) for tone in within(motif, terms.room))


def retrograde(motif: Motif, terms: Terms) -> Motif:
    """Sing its pitches backwards in its own rhythm."""
    kept = within(motif, terms.room)
    places = sounding(kept)
    turned = dict(zip(places, reversed([kept[i] for i in places]), strict=True))
    return tuple(replace(turned[i], length=t.length) if i in turned else t for i, t in enumerate(kept))


def registral_shift(motif: Motif, terms: Terms) -> Motif:
    """Lift or sink it by an octave."""
    octave = len(MAJOR) if terms.shift >= 0 else -len(MAJOR)
    moved = (t if t.step is None else replace(t, step=t.step + octave) for t in motif)
    return within(tuple(moved), terms.room)


def chromatic_corruption(motif: Motif, terms: Terms) -> Motif:
    """Flatten up to a third of the notes after the first two: those not flat yet first, then degrees two, five, six."""
    places = sounding(motif)[2:]
    order = sorted(places, key=lambda i: (motif[i].alter < 0, ((motif[i].step or 0) % len(MAJOR)) not in {1, 4, 5}, i))
    stained = set(order[: max(1, len(places) // 3)])
    return within(
        tuple(replace(t, alter=t.alter - 1) if i in stained and t.alter >= 0 else t for i, t in enumerate(motif)),
        terms.room,
    )

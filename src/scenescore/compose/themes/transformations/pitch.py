"""Techniques that move notes up and down and leave their time alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenescore.compose.themes.transformations.notes import WIDEST, bent, sounding, spread, turns, within
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
    out, left = motif, max(1, len(places) // 3)
    for i in order:
        changed = bent(out, i, -1) if left and motif[i].alter >= 0 else out
        left -= changed != out
        out = changed
    return within(out, terms.room)


def retro_inversion(motif: Motif, terms: Terms) -> Motif:
    """Turn it upside down and sing that backwards."""
    return retrograde(inversion(motif, terms), terms)


def interval_stretch(motif: Motif, terms: Terms) -> Motif:
    """Widen every interval by half, or leaps by a step where that is too wide; shifted down, narrow them by a third."""
    ways = (_wider, _leaping) if terms.shift >= 0 else (_narrower,)
    for way in ways:
        out = _walked(within(motif, terms.room), terms, way)
        if spread(out) <= max(WIDEST, spread(motif)) and turns(out) == turns(within(motif, terms.room)):
            return out
    return within(motif, terms.room)


def _wider(steps: int) -> int:
    return (3 * steps + 1) // 2 if steps >= 0 else -((1 - 3 * steps) // 2)


def _leaping(steps: int) -> int:
    return steps if abs(steps) < 2 else steps + (1 if steps > 0 else -1)


def _narrower(steps: int) -> int:
    size = min(abs(steps), max(1, 2 * abs(steps) // 3))
    return size if steps > 0 else -size


def _walked(motif: Motif, terms: Terms, way: Callable[[int], int]) -> Motif:
    """Walk a melody from its first note with every interval (in scale steps) changed."""
    out: list[Tone] = []
    last: tuple[int, int] | None = None
    for tone in motif:
        if tone.step is None:
            out.append(tone)
            continue
        index, accidental = terms.scale.index(tone)
        place = index if last is None else last[1] + way(index - last[0])
        last = index, place
        out.append(terms.scale.tone(place, tone.length, accidental))
    return tuple(out)


def octave_displacement(motif: Motif, terms: Terms) -> Motif:
    """Throw every third note into the other half of the voice: low ones an octave up, high ones an octave down."""
    kept = within(motif, terms.room)
    places = sounding(kept)
    middle = sorted(kept[i].semitones for i in places)[len(places) // 2] if places else 0
    out = kept
    for i in places[2 : 2 + 3 * (2 * len(places) // 5) : 3]:
        tone = out[i]
        octave = len(MAJOR) if tone.semitones < middle else -len(MAJOR)
        thrown = (*out[:i], replace(tone, step=(tone.step or 0) + octave), *out[i + 1 :])
        out = thrown if spread(thrown) <= max(WIDEST, spread(kept)) else out
    return out


def wrong_note(motif: Motif, terms: Terms) -> Motif:
    """Miss the last note by a semitone, or the highest one where the last cannot be missed: the last one is meant."""
    kept = within(motif, terms.room)
    places = sounding(kept)
    if not places:
        return kept
    peak = max(places, key=lambda i: (kept[i].semitones, -i))
    for at, by in ((places[-1], 1), (places[-1], -1), (peak, -1), (peak, 1)):
        missed = bent(kept, at, by)
        if missed != kept and not terms.scale.holds(missed[at]):
            return missed
    return kept


def evolution(motif: Motif, terms: Terms) -> Motif:
    """Begin as ever and go further: what follows the head lies a step beyond, and its last note comes to the triad."""
    kept = within(motif, terms.room)
    later = sounding(kept)[min(terms.head, max(2, len(sounding(kept)) // 2)) :]
    if not later:
        return kept
    steps = 1 if terms.shift >= 0 else -1
    out = [terms.scale.moved(tone, steps) if i in later else tone for i, tone in enumerate(kept)]
    if len(terms.degrees) == len(MAJOR):
        index, _ = terms.scale.index(out[later[-1]])
        before = terms.scale.index(out[later[-2]])[0] if len(later) > 1 else index
        ways = (index + away for away in (0, steps, -steps))
        goal = min(ways, key=lambda k: (k % len(MAJOR) not in {0, 2, 4}, k == before))
        out[later[-1]] = terms.scale.tone(goal, out[later[-1]].length)
    return tuple(out) if spread(tuple(out)) <= max(WIDEST, spread(kept)) else kept

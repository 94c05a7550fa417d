"""Change a theme so that it tells something and is still itself: one pure function for each technique.

Every function takes a melody and the terms of the place where it will sound, and gives a melody. Lengths stay on the
grid that the melody came with (augmentation and diminution move it by whole octaves of time), and nothing is longer
than the room given. What each keeps (contour, intervals, rhythm, harmony) is said in the table, so that a chain can be
judged before it is heard (techniques after Bribitzer-Stull 2015 and Schoenberg 1967; doses by design).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import padded, rebar
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import Motif, Tone, motif_length
from scenescore.model.time import Ticks

_QUARTER = 2 * EIGHTH
_SIXTEENTH = EIGHTH // 2
_THIRD_STEPS = 2
#: No statement is wider than an octave and a third, so that it stays one voice's.
_WIDEST = 16


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a transformed theme will sound.

    `degrees` is the mode there, `meter` the meter there and `born` the meter it comes from; `room` is how long it may
    be at most; `head` how many notes must be kept to be recognised; `shift` a direction and distance in scale steps for
    techniques that have one (sequence, transposition, and octaves up or down for the registral shift).
    """

    degrees: tuple[int, ...] = MAJOR
    meter: Meter = Meter(4, 4)
    born: Meter = Meter(4, 4)
    room: Ticks = Ticks(4 * 8 * EIGHTH)
    head: int = 4
    shift: int = 1

    @property
    def scale(self) -> Scale:
        """The mode as degrees that can be walked."""
        return scale_of(self.degrees)


@dataclass(frozen=True, slots=True)
class Transformation:
    """A technique: what it does, and which of contour (C), intervals (I), rhythm (R), harmony (H), head (h) it keeps.

    `turn` is when it is made in a chain: meter and mode first, then what takes notes away, then what moves them, then
    time, then what says things again.
    """

    change: Callable[[Motif, Terms], Motif]
    keeps: str
    says: str
    turn: int = 3


def sounding(motif: Motif) -> list[int]:
    """Indices of the notes (rests left out)."""
    return [i for i, tone in enumerate(motif) if tone.step is not None]


def spread(motif: Motif) -> int:
    """Semitones between the lowest and the highest note."""
    notes = [tone.semitones for tone in motif if tone.step is not None]
    return max(notes, default=0) - min(notes, default=0)


def within(motif: Motif, room: int) -> Motif:
    """Leave off what does not fit: notes that begin in the room stay, the last one is shortened."""
    out: list[Tone] = []
    at = 0
    for tone in motif:
        if at >= room:
            break
        out.append(tone if at + tone.length <= room else replace(tone, length=Ticks(room - at)))
        at += tone.length
    return tuple(out)


def after(motif: Motif, start: int) -> Motif:
    """Keep what begins at or after a moment; a note that crosses it is not begun again."""
    at, out = 0, []
    for tone in motif:
        if at >= start:
            out.append(tone)
        elif at + tone.length > start:
            out.append(Tone(None, 0, Ticks(at + tone.length - start)))
        at += tone.length
    return tuple(out)


def notes_of(motif: Motif, count: int) -> Motif:
    """Keep the first notes, with the rests between them."""
    places = sounding(motif)
    return motif if count >= len(places) else motif[: places[count - 1] + 1]


def to_beat(motif: Motif, beat: int) -> Motif:
    """Hold the last note until the next beat."""
    left = -motif_length(motif) % beat
    if not left or not motif:
        return motif
    return (*motif[:-1], replace(motif[-1], length=Ticks(motif[-1].length + left)))


def _same(motif: Motif, terms: Terms) -> Motif:
    return within(motif, terms.room)


def _transposition(motif: Motif, terms: Terms) -> Motif:
    return tuple(terms.scale.moved(tone, terms.shift) for tone in within(motif, terms.room))


def _modal_mutation(motif: Motif, terms: Terms) -> Motif:
    return tuple(terms.scale.nearest(tone) for tone in within(motif, terms.room))


def _inversion(motif: Motif, terms: Terms) -> Motif:
    places = sounding(motif)
    if not places:
        return motif
    axis, _ = terms.scale.index(motif[places[0]])

    def mirrored(tone: Tone) -> Tone:
        if tone.step is None:
            return tone
        return terms.scale.tone(2 * axis - terms.scale.index(tone)[0], tone.length)

    return tuple(mirrored(tone) for tone in within(motif, terms.room))


def _retrograde(motif: Motif, terms: Terms) -> Motif:
    kept = within(motif, terms.room)
    places = sounding(kept)
    turned = dict(zip(places, reversed([kept[i] for i in places]), strict=True))
    return tuple(replace(turned[i], length=t.length) if i in turned else t for i, t in enumerate(kept))


def _augmentation(motif: Motif, terms: Terms) -> Motif:
    """Double every length; what does not fit is left off, but never the head."""
    return within(tuple(replace(tone, length=Ticks(2 * tone.length)) for tone in motif), terms.room)


def _diminution(motif: Motif, terms: Terms) -> Motif:
    """Halve every length; sixteenths stay, and the longest note pays for them."""
    lengths = [max(_SIXTEENTH, tone.length // 2 // _SIXTEENTH * _SIXTEENTH) for tone in motif]
    if any(tone.length % _SIXTEENTH for tone in motif):
        lengths = [tone.length // 2 for tone in motif]
    whole = -(-motif_length(motif) // (2 * EIGHTH)) * EIGHTH
    if lengths:
        longest = max(range(len(lengths)), key=lambda i: (lengths[i], i))
        lengths[longest] = max(_SIXTEENTH, lengths[longest] + whole - sum(lengths))
    return within(tuple(replace(t, length=Ticks(n)) for t, n in zip(motif, lengths, strict=True)), terms.room)


def _fragmentation(motif: Motif, terms: Terms) -> Motif:
    return within(to_beat(notes_of(motif, terms.head), _QUARTER), terms.room)


def _truncation(motif: Motif, terms: Terms) -> Motif:
    """Break off at about two thirds, before the close."""
    count = len(sounding(motif))
    return within(notes_of(motif, max(min(3, count), (2 * count + 1) // 3)), terms.room)


def _liquidation(motif: Motif, terms: Terms) -> Motif:
    """Say the theme's head, then less of it, then one long note: features go until nothing is left (Schoenberg)."""
    beat = terms.meter.beat
    head = to_beat(notes_of(motif, terms.head), beat)
    less = to_beat(notes_of(motif, max(2, terms.head - 1)), beat)
    last = [tone for tone in less if tone.step is not None][-1:]
    falling = tuple(terms.scale.moved(tone, -1) for tone in less)
    rest = tuple(replace(terms.scale.moved(t, -2), length=Ticks(2 * beat)) for t in last)
    return within(head + falling + rest, terms.room)


def _sequence(motif: Motif, terms: Terms) -> Motif:
    """Say it again one shift higher or lower, three times at most."""
    half = terms.meter.length // 2 if len(terms.meter.beats) % 2 == 0 else terms.meter.length
    unit = padded(to_beat(motif, terms.meter.beat), half)
    copies = min(3, terms.room // max(1, motif_length(unit)))
    out: Motif = ()
    for copy in range(max(1, copies)):
        more = out + tuple(terms.scale.moved(tone, copy * terms.shift) for tone in unit)
        if copy > 1 and spread(more) > _WIDEST:
            break
        out = more
    return within(out, terms.room)


def _expansion(motif: Motif, terms: Terms) -> Motif:
    """Say the first bar (of a short motif: the first half) once more, higher, before going on."""
    piece = terms.meter.length if motif_length(motif) > terms.meter.length else motif_length(motif) // 2
    first = within(motif, piece)
    if motif_length(motif) + piece > terms.room or len(sounding(first)) < 2:
        return within(motif, terms.room)
    again = tuple(terms.scale.moved(tone, terms.shift) for tone in first)
    return first + again + after(motif, piece)


def _onsets(motif: Motif) -> list[int]:
    at, out = 0, []
    for tone in motif:
        out.append(at)
        at += tone.length
    return out


def _absorb(motif: Motif, keep: list[bool]) -> Motif:
    """Drop notes and give their time to the note before them."""
    out: list[Tone] = []
    for tone, stays in zip(motif, keep, strict=True):
        if stays or not out:
            out.append(tone)
        else:
            out[-1] = replace(out[-1], length=Ticks(out[-1].length + tone.length))
    return tuple(out)


def _simplification(motif: Motif, terms: Terms) -> Motif:
    """Keep what stands on a beat, and the last note."""
    last = max(sounding(motif), default=0)
    keep = [terms.meter.strength(at % terms.meter.length) >= 2 or i == last for i, at in enumerate(_onsets(motif))]
    return within(_absorb(motif, keep), terms.room)


def _contraction(motif: Motif, terms: Terms) -> Motif:
    """Leave out short notes off the beat after the head, and halve the long ones."""
    head = sounding(motif)[: terms.head][-1:] or [0]
    onsets = _onsets(motif)
    keep = [
        i <= head[0] or tone.length > EIGHTH or terms.meter.strength(onsets[i] % terms.meter.length) >= 2
        for i, tone in enumerate(motif)
    ]
    kept = _absorb(motif, keep)
    short = (replace(t, length=Ticks(t.length // 2)) if t.length >= 4 * EIGHTH else t for t in kept)
    return within(to_beat(tuple(short), terms.meter.beat), terms.room)


def _ornamentation(motif: Motif, terms: Terms) -> Motif:
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
    if here.step is None or there is None or there.step is None or here.length < _QUARTER:
        return None
    (a, _), (b, _) = scale.index(here), scale.index(there)
    if abs(a - b) == _THIRD_STEPS:
        return scale.tone((a + b) // 2, EIGHTH)
    if a == b:
        return scale.tone(a + 1, EIGHTH)
    if here.length >= _QUARTER + EIGHTH and abs(a - b) == 1:
        return scale.tone(b + (b - a), EIGHTH)
    return None


def _registral_shift(motif: Motif, terms: Terms) -> Motif:
    octave = len(MAJOR) if terms.shift >= 0 else -len(MAJOR)
    moved = (t if t.step is None else replace(t, step=t.step + octave) for t in motif)
    return within(tuple(moved), terms.room)


def _rhythmic_displacement(motif: Motif, terms: Terms) -> Motif:
    """Come in an eighth late; the last note gives the time back."""
    places = sounding(motif)
    if not places or motif[places[-1]].length <= EIGHTH:
        return within(motif, terms.room)
    last = places[-1]
    shorter = replace(motif[last], length=Ticks(motif[last].length - EIGHTH))
    return within((Tone(None, 0, Ticks(EIGHTH)), *motif[:last], shorter, *motif[last + 1 :]), terms.room)


def _metric_shift(motif: Motif, terms: Terms) -> Motif:
    return within(rebar(motif, terms.born, terms.meter), terms.room)


def _chromatic_corruption(motif: Motif, terms: Terms) -> Motif:
    """Flatten up to a third of the notes after the first two: those not flat yet first, then degrees two, five, six."""
    places = sounding(motif)[2:]
    order = sorted(places, key=lambda i: (motif[i].alter < 0, ((motif[i].step or 0) % len(MAJOR)) not in {1, 4, 5}, i))
    stained = set(order[: max(1, len(places) // 3)])
    return within(
        tuple(replace(t, alter=t.alter - 1) if i in stained and t.alter >= 0 else t for i, t in enumerate(motif)),
        terms.room,
    )


#: The one table of techniques: to add one, write its function above and its line here.
TRANSFORMATIONS: Mapping[str, Transformation] = MappingProxyType(
    {
        "prototype": Transformation(_same, "CIRH", "as it was born"),
        "transposition": Transformation(_transposition, "CR", "on another degree"),
        "modal-mutation": Transformation(_modal_mutation, "CR", "in another mode", 1),
        "inversion": Transformation(_inversion, "R", "upside down"),
        "retrograde": Transformation(_retrograde, "", "with its notes backwards"),
        "augmentation": Transformation(_augmentation, "CI", "twice as slow", 4),
        "diminution": Transformation(_diminution, "CI", "twice as fast", 4),
        "fragmentation": Transformation(_fragmentation, "h", "only its head", 2),
        "truncation": Transformation(_truncation, "h", "broken off before its close", 2),
        "liquidation": Transformation(_liquidation, "h", "dissolving", 6),
        "sequence": Transformation(_sequence, "CR", "again on the next degree", 6),
        "expansion": Transformation(_expansion, "C", "with its beginning said twice", 6),
        "contraction": Transformation(_contraction, "C", "pressed together", 2),
        "ornamentation": Transformation(_ornamentation, "CH", "with passing notes and turns", 5),
        "simplification": Transformation(_simplification, "C", "only what stands on the beats", 2),
        "reharmonisation": Transformation(_same, "CIR", "over other chords"),
        "registral-shift": Transformation(_registral_shift, "CIR", "in another octave", 7),
        "rhythmic-displacement": Transformation(_rhythmic_displacement, "CI", "late by an eighth", 7),
        "metric-shift": Transformation(_metric_shift, "CI", "in another meter", 0),
        "chromatic-corruption": Transformation(_chromatic_corruption, "CR", "with notes gone sour"),
    },
)


def in_order(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Sort a chain into the order in which a composer would make it, each technique once.

    >>> in_order(("sequence", "fragmentation"))
    ('fragmentation', 'sequence')
    """
    known = [name for name in dict.fromkeys(chain) if name in TRANSFORMATIONS]
    return tuple(sorted(known, key=lambda name: TRANSFORMATIONS[name].turn))


def transform(motif: Motif, chain: tuple[str, ...], terms: Terms) -> Motif:
    """Put a melody through a chain of techniques, in order; raises KeyError for one that does not exist.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> [tone.length for tone in transform(seed_motif("1/1 3/2 2/1"), ("augmentation",), Terms())]
    [960, 1920, 960]
    """
    for name in chain:
        motif = TRANSFORMATIONS[name].change(motif, terms)
    return motif

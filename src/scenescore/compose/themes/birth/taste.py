"""Judge a draft of a theme: can it be sung, is there something to remember, is it nobody else's?

A draft is a row of notes: degree of the mode (None a rest), accidental, length in ticks. Costs are whole numbers, about
a thousand for a fault that a singer would complain about; the rules are those of a melody that is worth remembering
(one leap, filled by step the other way; one high point; a rhythm of its own; a goal note), weights by design.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from scenescore.compose.themes.degrees import Scale
from scenescore.compose.themes.likeness import shape
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.similarity import similarity
from scenescore.model.metre import Meter
from scenescore.model.theme import Motif, Tone
from scenescore.model.time import Ticks

Slot = tuple[int | None, int, int]
Draft = tuple[Slot, ...]

_LEAP, _FIFTH, _SIXTH, _SKIP, _OCTAVE = 5, 7, 9, 3, 12
_QUARTER = 2 * EIGHTH
_FEW = 4
GRID = EIGHTH // 2
#: More alike than this two themes of one film shall not be: further apart than a theme is from what it turns into.
DISTINCT = 0.4
#: What it costs to be taken for somebody else.
_MISTAKEN = 900
#: What it costs to begin in the rhythm of another.
_SAME_RHYTHM = 260
#: What it costs to begin with its steps: three moves, each within a tone.
_SAME_STEPS, _TONE = 300, 2
_SMOOTH_LEAPS = frozenset({5, 7, 8, 9, 12})
#: How well a melody may end on each degree (semitones above the tonic), in thousandths: open ends are allowed.
_GOALS = {0: 0, 7: 60, 4: 40, 3: 40, 2: 120, 9: 220, 11: 300}


@dataclass(frozen=True, slots=True)
class Taste:
    """What is asked of one theme: mode and meter, widest range, leaps, where its high point belongs, and its head.

    `peak` is the high point's place in thousandths of the length; `head` the first intervals in semitones; `repeats`
    the most equal notes in a row; `values` how many different lengths it needs; `foreign` how many notes may lie
    outside the mode, `twins` how often a note may be said again at once; `seed` is where it comes from, `earlier` whom
    it must not resemble. `strengths` (of each sixteenth of the bar) and `triads` (of each degree) are
    looked up often; `notes` is how many notes it may have.
    """

    scale: Scale
    meter: Meter
    widest: int
    leaps: int
    peak: int
    head: tuple[int, ...]
    repeats: int
    values: int
    foreign: int
    seed: Motif
    earlier: tuple[Motif, ...] = ()
    twins: int = 0
    strengths: tuple[int, ...] = ()
    triads: tuple[frozenset[int], ...] = ()
    notes: tuple[int, int] = (4, 9)


def strengths_of(meter: Meter) -> tuple[int, ...]:
    """List the metrical strength of each sixteenth of a bar."""
    return tuple(meter.strength(at) for at in range(0, meter.length, GRID))


def triads_of(scale: Scale) -> tuple[frozenset[int], ...]:
    """List the triad on each degree of a mode, as semitones above the tonic."""
    third, fifth = (2, 4) if len(scale.degrees) >= 7 else (1, 3)
    return tuple(
        frozenset(scale.semitones(root + i) % _OCTAVE for i in (0, third, fifth)) for root in range(len(scale.degrees))
    )


def drafted(motif: Motif, scale: Scale) -> Draft:
    """Write a motif as a draft in a mode."""
    return tuple(
        (None, 0, int(tone.length)) if tone.step is None else (*scale.index(tone), int(tone.length)) for tone in motif
    )


def written(draft: Draft, scale: Scale) -> Motif:
    """Write a draft as a motif."""
    return tuple(
        Tone(None, 0, Ticks(length)) if index is None else scale.tone(index, length, accidental)
        for index, accidental, length in draft
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """A draft as a singer sees it: pitches in semitones, onsets and lengths (rests lengthen the note before)."""

    pitches: list[int]
    onsets: list[int]
    lengths: list[int]
    foreign: int
    total: int


def _facts(draft: Draft, scale: Scale) -> _Facts:
    at = foreign = 0
    pitches: list[int] = []
    onsets: list[int] = []
    lengths: list[int] = []
    for index, accidental, length in draft:
        if index is not None:
            pitches.append(scale.semitones(index) + accidental)
            onsets.append(at)
            lengths.append(length)
            foreign += accidental != 0
        at += length
    return _Facts(pitches, onsets, lengths, foreign, at)


def cost(draft: Draft, taste: Taste) -> int:
    """Add up what is wrong with a draft, without its likeness to others (see `likeness`)."""
    facts = _facts(draft, taste.scale)
    if len(facts.pitches) < 3:
        return 10_000
    return (
        _line_cost(facts.pitches, taste)
        + _leap_cost(facts.pitches, taste)
        + _peak_cost(facts, taste)
        + _rhythm_cost(facts, taste)
        + _ground_cost(facts, taste)
        + _head_cost(facts.pitches, taste)
        + 300 * max(0, facts.foreign - taste.foreign)
    )


def _line_cost(pitches: list[int], taste: Taste) -> int:
    """Range, notes repeated, number of notes, turning back and forth, and where it ends."""
    spread = max(pitches) - min(pitches)
    total = 250 * max(0, spread - taste.widest) + 120 * max(0, 5 - spread)
    fewest, most = taste.notes
    total += 250 * (max(0, fewest - len(pitches)) + max(0, len(pitches) - most))
    run = longest = 1
    twins = 0
    for a, b in pairwise(pitches):
        run = run + 1 if a == b else 1
        longest = max(longest, run)
        twins += a == b
    total += 500 * max(0, longest - taste.repeats) + 210 * max(0, twins - taste.twins)
    moves = [b - a for a, b in pairwise(pitches) if a != b]
    turns = sum((a > 0) != (b > 0) for a, b in pairwise(moves))
    # A line that turns at every note goes nowhere; one that never turns is a scale.
    total += 130 * max(0, turns - (len(moves) + 1) // 2) + (200 if moves and not turns and taste.repeats < 4 else 0)
    rocking = sum(a == -b for a, b in pairwise(moves))
    return total + 120 * max(0, rocking - 1) + _GOALS.get(pitches[-1] % _OCTAVE, 380)


def _leap_cost(pitches: list[int], taste: Taste) -> int:
    """One leap or two, singable, each filled by step the other way."""
    moves = [b - a for a, b in pairwise(pitches)]
    wide = [i for i, move in enumerate(moves) if abs(move) >= _LEAP]
    total = 260 * max(0, len(wide) - max(1, taste.leaps)) + (260 if not wide and taste.leaps else 0)
    for i in wide:
        size = abs(moves[i])
        total += 0 if size in _SMOOTH_LEAPS or i < len(taste.head) else 330 + 60 * max(0, size - _OCTAVE)
        if i + 1 < len(moves):
            after = moves[i + 1]
            filled = after == 0 or ((after > 0) != (moves[i] > 0) and abs(after) <= _SKIP + 1)
            total += 0 if filled or i + 1 < len(taste.head) else 240
        total += 260 if i == len(moves) - 1 and size > _LEAP + 2 else 0
        # The wide leap belongs to the head, and upwards.
        total += 240 if i + 1 > len(taste.head) and (size > _SIXTH or (moves[i] < 0 and size > _FIFTH)) else 0
    skips = sum(_SKIP <= abs(m) < _LEAP for m in moves)
    # A tune speaks with few intervals.
    total += 70 * max(0, len({abs(move) for move in moves}) - _FEW)
    return total + 90 * max(0, skips + len(wide) - (len(moves) + 1) // 2)


def _peak_cost(facts: _Facts, taste: Taste) -> int:
    """One high point, at its place."""
    top = max(facts.pitches)
    count = facts.pitches.count(top)
    at = 1000 * facts.onsets[facts.pitches.index(top)] // facts.total
    return 170 * (count - 1) + max(0, abs(at - taste.peak) - 150)


def _rhythm_cost(facts: _Facts, taste: Taste) -> int:
    """A fingerprint of two or three lengths, long notes on beats, a long last note, some figure said twice."""
    spans = facts.lengths
    values = len(dict.fromkeys(spans))
    bar, beat, is_compound = int(taste.meter.length), int(taste.meter.beat), taste.meter.is_compound
    total = 280 * max(0, taste.values - values) + 170 * max(0, values - 4)
    for at, length in zip(facts.onsets, spans, strict=True):
        place = at % bar
        strength = taste.strengths[place // GRID]
        # Longer than a quarter and no whole number of eighths: nobody would sing it.
        total += 600 if length > _QUARTER and length % EIGHTH else 0
        if strength == 0 and length >= EIGHTH:
            total += 220 if length < EIGHTH + GRID else 420
        elif length >= _QUARTER + EIGHTH and strength == 1:
            total += 140 if length < 2 * _QUARTER else 320
        total += 220 if place + length > bar else 0
        # In six-eight a note that begins off the beat and crosses it turns the bar into three.
        if is_compound:
            total += 280 if place % beat and place % beat + length > beat else 0
            total += 200 if length % EIGHTH else 0
    total += 90 * max(0, spans[-1] // _QUARTER - 2)
    total += 260 if spans[-1] < max(spans[:-1]) and spans[-1] < 2 * _QUARTER else 0
    total += 700 if spans[-1] < _QUARTER else 0
    # A lively theme needs something quick in it.
    total += 300 if taste.notes[0] > _FEW and min(spans) > EIGHTH else 0
    return total - (130 if _speaks_twice(facts, taste.meter) else 0)


def _speaks_twice(facts: _Facts, meter: Meter) -> bool:
    """Whether the first rhythm of three notes comes again later: a tune quotes itself."""
    spans = facts.lengths
    return any(spans[i : i + 3] == spans[:3] for i in range(2, len(spans) - 2)) or any(
        spans[i : i + 2] == spans[:2] and at % meter.beat == 0 and spans[0] != spans[1]
        for i, at in enumerate(facts.onsets[:-1])
        if i >= 2
    )


def _ground_cost(facts: _Facts, taste: Taste) -> int:
    """Strong notes of a bar should belong to one triad of the mode, those of the first bar to the tonic's."""
    bars: dict[int, list[int]] = {}
    length_of_bar = int(taste.meter.length)
    for at, pitch, length in zip(facts.onsets, facts.pitches, facts.lengths, strict=True):
        bar, place = divmod(at, length_of_bar)
        if taste.strengths[place // GRID] >= 3 or (length >= 2 * _QUARTER):
            bars.setdefault(bar, []).append(pitch % _OCTAVE)
    total = 0
    for bar, strong in bars.items():
        triads = taste.triads[:1] if bar == 0 else taste.triads
        total += 130 * min(sum(p not in triad for p in strong) for triad in triads)
    return total


def _head_cost(pitches: list[int], taste: Taste) -> int:
    """Keep the archetype's first intervals: direction before size, the first before the third."""
    total = 0
    for i, (wanted, a, b) in enumerate(zip(taste.head, pitches, pitches[1:], strict=False)):
        got = b - a
        miss = abs(got - wanted)
        total += (110, 60, 40)[min(i, 2)] * min(5, max(0, miss - (i > 0)))
        total += 200 if got * wanted < 0 else 0
    return total


def likeness(motif: Motif, taste: Taste) -> int:
    """Count against a theme that it copies its seed, has left it behind, or resembles an earlier theme."""
    to_seed = round(1000 * similarity(motif, taste.seed))
    total = 4 * max(0, to_seed - 900) + max(0, 520 - to_seed)
    for other in taste.earlier:
        over = round(1000 * (similarity(motif, other) - DISTINCT))
        total += _MISTAKEN + 6 * over if over > 0 else 0
        total += _SAME_RHYTHM if _head_rhythm(other) == _head_rhythm(motif) else 0
        total += _SAME_STEPS if _begin_alike(other, motif) else 0
    return total


def _head_rhythm(motif: Motif) -> tuple[int, ...]:
    """The lengths of the first four tones."""
    return tuple(int(tone.length) for tone in motif[:_FEW])


def _begin_alike(one: Motif, other: Motif) -> bool:
    """Whether two melodies begin with the same three moves, or nearly."""
    a, b = shape(one).pitches[:_FEW], shape(other).pitches[:_FEW]
    return all(abs((a[i] - a[0]) - (b[i] - b[0])) <= _TONE for i in range(1, min(len(a), len(b))))

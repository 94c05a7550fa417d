"""What a chord costs in a slot, and what one chord costs after another. All costs are whole numbers.

A thousand is about what a wrong chord under a strong melody note costs. Voice leading counts the semitones that the
voices must move at least (Cohn 2012), the bass wants steps and fourths and fifths (Huron 2001). What missing the asked
tension costs is in `compose.harmony.steering`. Weights are design defaults.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenescore.compose.harmony.colours import foreign_tones
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book

Costs = npt.NDArray[np.int64]

#: Cost of a chord beside the wished one: the same root, two common tones or more, anything else.
SAME_ROOT, KINDRED, STRANGE = 180, 1000, 1700
#: Up to this, a chord is a shade of the wished one: plainer or richer over the same root and bass.
SHADED = 300
_FOREIGN, _INVERTED, _SIX_FOUR = 450, 70, 450
_OTHER_BASS = 110
_PER_SEMITONE, _SAME_CHORD = 45, 500
#: A held bass that did not sound before is no held bass.
_PEDAL_OUT_OF_NOTHING = 260
MELODY = 3400
_AFFECT = 130
#: A melody tone over a chord without it: a colour, close below a chord tone, close above one.
_COLOUR_TONE, _BELOW, _ABOVE = 45, 75, 120
#: What the bass pays for moving so many semitones (0..6, up or down alike).
_BASS = (60, -120, -100, 20, 20, -20, 220)
#: Roots that fall a fifth, rise a step or fall a third lead on (Schoenberg 1954).
_LEADING_ROOTS = (5, 2, 1, 8, 9)


def membership(chords: Sequence[Chord]) -> Costs:
    """For each chord a row of twelve: which pitch classes it holds."""
    table = np.zeros((len(chords), 12), dtype=np.int64)
    for i, chord in enumerate(chords):
        table[i, list(chord.pcs)] = 1
    return table


def _nearness(member: Costs) -> Costs:
    """For each chord and pitch class: semitones to the nearest chord tone."""
    circle = np.array([[min((a - b) % 12, (b - a) % 12) for b in range(12)] for a in range(12)], dtype=np.int64)
    far: Costs = np.where(member[:, None, :] > 0, circle[None, :, :], 12)
    nearest: Costs = far.min(axis=2)
    return nearest


def motion(chords: Sequence[Chord]) -> Costs:
    """How many semitones the voices must move at least from each chord (row) to each (column)."""
    member = membership(chords)
    near = _nearness(member)
    there = near @ member.T
    moved: Costs = np.maximum(there, there.T)
    return moved


def departures(chords: Sequence[Chord], section: Section, planned: Sequence[bool]) -> Costs:
    """What it costs to sound a chord (column) where another (row) is wished."""
    member = membership(chords)
    common = member @ member.T
    roots = np.array([chord.pcs[0] for chord in chords])
    basses = np.array([chord.bass_pc for chord in chords])
    out = np.where(common >= 2, KINDRED, STRANGE)
    out = np.where((roots[:, None] == roots[None, :]) & (common >= 2), SAME_ROOT, out)
    out = out + np.where(basses[:, None] != basses[None, :], _OTHER_BASS, 0)
    foreign = [
        0 if known else _FOREIGN * min(2, foreign_tones(chord, section.key))
        for chord, known in zip(chords, planned, strict=True)
    ]
    out = out + np.array(foreign, dtype=np.int64)[None, :] + _instability(chords)[None, :]
    np.fill_diagonal(out, 0)
    return out.astype(np.int64)


def _instability(chords: Sequence[Chord]) -> Costs:
    """Root position is steady, a sixth chord moves, a six-four hangs in the air."""
    out = []
    for chord in chords:
        is_steady = chord.bass == chord.root or "@" in chord.token
        out.append(0 if is_steady else _SIX_FOUR if chord.token.endswith("^2") else _INVERTED)
    return np.array(out, dtype=np.int64)


def standing(count: int) -> Costs:
    """What it costs to sound the same chord again."""
    return np.eye(count, dtype=np.int64) * _SAME_CHORD


def same_root(chords: Sequence[Chord]) -> Costs:
    """1 where the root stays from a chord (row) to another (column), else 0."""
    roots = np.array([chord.pcs[0] for chord in chords])
    stays: Costs = (roots[:, None] == roots[None, :]).astype(np.int64)
    return stays


def transitions(chords: Sequence[Chord]) -> Costs:
    """What each chord (column) costs after each (row): voice leading, bass and root motion."""
    out = _PER_SEMITONE * motion(chords)
    roots = np.array([chord.pcs[0] for chord in chords])
    basses = np.array([chord.bass_pc for chord in chords])
    up = (basses[None, :] - basses[:, None]) % 12
    out = out + np.array(_BASS, dtype=np.int64)[np.minimum(up, 12 - up)]
    rise = (roots[None, :] - roots[:, None]) % 12
    pedal = np.array([chord.bass_pc not in chord.pcs for chord in chords])
    out = out + _PEDAL_OUT_OF_NOTHING * (pedal[None, :] & (up != 0))
    cost: Costs = out - 60 * np.isin(rise, _LEADING_ROOTS)
    return cost


def clash(*, is_above: bool, is_below: bool) -> int:
    """How much a melody tone outside a chord rubs: a semitone above one of its tones, below one, or neither."""
    return _ABOVE if is_above else _BELOW if is_below else _COLOUR_TONE


def melody_misfits(chords: Sequence[Chord], weights: Costs) -> Costs:
    """What the melody costs: for each slot (row of weights, summing to 1000 or 0) and each chord."""
    member = membership(chords)
    above = np.roll(member, 1, axis=1)
    below = np.roll(member, -1, axis=1)
    clash = np.where(above > 0, _ABOVE, np.where(below > 0, _BELOW, _COLOUR_TONE))
    clash = np.where(member > 0, 0, clash)
    cost: Costs = (weights @ clash.T) * MELODY // 100_000
    return cost


def affect_costs(chords: Sequence[Chord], section: Section, planned: Sequence[bool], book: Book) -> Costs:
    """How far each chord's own affect and, where it is not planned, its roughness lie from what the section allows."""
    feeling, budget = section.feeling, max(0.21, section.manner.dissonance + 0.15)
    out = []
    for chord, known in zip(chords, planned, strict=True):
        row = book.qualities.get(chord.quality)
        tension, valence = (row.tension, row.valence) if row else (feeling.tension, feeling.valence)
        misfit = 0.5 * abs(feeling.tension - tension) + 0.3 * abs(feeling.valence - valence)
        rough = 0.0 if known else max(0.0, chord.dissonance - budget)
        out.append(round(_AFFECT * misfit + 4000 * rough))
    return np.array(out, dtype=np.int64)


def cheapest(emissions: Costs, moves: Sequence[Costs], first: Costs) -> list[int]:
    """The cheapest path (Viterbi): a chord for each slot, `moves` between them; ties go to the earlier candidate."""
    best = emissions[0] + first
    back = []
    for row, move in zip(emissions[1:], moves, strict=True):
        total = best[:, None] + move
        came = total.argmin(axis=0)
        back.append(came)
        best = total[came, np.arange(len(came))] + row
    path = [int(best.argmin())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]

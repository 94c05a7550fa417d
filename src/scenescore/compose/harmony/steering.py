"""Harmony that follows the arc: how tense each slot shall be, and how tense a chord is there.

Tension is counted in thousandths, as `compose.tension.harmonic` measures it: strain against the key, spread and motion
in the spiral array (Chew 2000; Herremans and Chew 2016) and roughness (Huron 1994). Every mood has its own range: what
is a storm in a lullaby would be rest in a nightmare. Ranges, leanings and weights are design.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from scenescore.compose.harmony.costs import Costs
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.tension import spiral
from scenescore.compose.tension.harmonic import FULL_DIAMETER, FULL_MOMENTUM, FULL_STRAIN, SHARES
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.pitch import Key

#: Tension at rest and at the height of a mood that is neither calm nor tense, and what each step of its own tension
#: (-1..1) adds.
_LOW, _HIGH = 290, 525
_LOWER, _HIGHER = 25, 110
#: How the place of a slot leans, in thousandths: into a close, on it, after it.
_LEANING = {"approach": 25, "turn": 40, "arrival": -15, "final": -60, "home": -60}
#: From which intensity on a rise stands on its dominant, below which a fall rests on its tonic; for how many chords
#: before the close; what it is worth.
_HIGH_UP, _LOW_DOWN, _LAST_CHORDS, _GROUND = 0.68, 0.45, 4, 240
#: What a thousandth beside the asked tension costs.
_PER_THOUSANDTH = 13
#: Chords this much tenser than a mood ever asks are none of its words.
_OVER = 45
_DOMINANT = 7


def reach(section: Section) -> tuple[int, int]:
    """The tension of a section's harmony at no and at full intensity, in thousandths."""
    tension = section.feeling.tension
    return round(_LOW + _LOWER * tension), round(_HIGH + _HIGHER * tension)


def asked(section: Section, laid: Sequence[Slot]) -> list[int]:
    """The tension that each slot shall have: the mood's range at the intensity asked in the middle of the slot."""
    low, high = reach(section)
    return [
        round(low + (high - low) * section.heat((slot.at + slot.end) // 2)) + _LEANING.get(slot.place, 0)
        for slot in laid
    ]


def is_within(chord: Chord, section: Section) -> bool:
    """Whether a chord is no tenser than its mood ever asks."""
    return own_tension(chord) <= reach(section)[1] + _OVER


@cache
def _still(tones: tuple[int, ...], dissonance: float, *, is_minor: bool) -> int:
    """Tension of tones over a tonic of 0, without motion."""
    strain_share, diameter_share, _, dissonance_share, open_share = SHARES
    home = Key(0, "", (0, 3, 7) if is_minor else (0, 4, 7))
    strain = min(1.0, spiral.strain(tones, home) / FULL_STRAIN)
    diameter = min(1.0, spiral.diameter(tones) / FULL_DIAMETER)
    whole = strain_share * strain + diameter_share * diameter + dissonance_share * dissonance + open_share
    return round(1000 * round(whole, 4))


def own_tension(chord: Chord) -> int:
    """How tense a chord is in its key when nothing moves, in thousandths."""
    tones = tuple(tone - chord.key.tonic for tone in (*chord.tones, chord.bass))
    return _still(tones, chord.dissonance, is_minor=chord.key.is_minor)


def motions(chords: Sequence[Chord]) -> Costs:
    """What the way from each chord (row) to each (column) adds to its tension, in thousandths."""
    points = np.array([spiral.centre(chord.tones) for chord in chords])
    apart = points[:, None, :] - points[None, :, :]
    square = apart[..., 0] * apart[..., 0] + apart[..., 1] * apart[..., 1] + apart[..., 2] * apart[..., 2]
    share = np.minimum(1.0, np.round(np.sqrt(square), 4) / FULL_MOMENTUM)
    out: Costs = np.round(np.round(1000 * SHARES[2] * share, 3)).astype(np.int64)
    return out


def misses(own: Costs, moved: Costs, wanted: int) -> Costs:
    """What missing the asked tension costs, for each chord before (row) and each chord (column)."""
    cost: Costs = _PER_THOUSANDTH * np.abs(own[None, :] + moved - wanted)
    return cost


def ground(section: Section, laid: Sequence[Slot], chords: Sequence[Chord]) -> Costs:
    """What the ground under the end of a rise and of a fall is worth (negative: a gain).

    A rise holds its dominant before it lets go (or does not); a fall settles over its tonic.
    """
    out = np.zeros((len(laid), len(chords)), dtype=np.int64)
    start, end = section.heat(section.at), section.heat(section.end - 1)
    basses = np.array([(chord.bass_pc - section.key.pc) % 12 for chord in chords])
    free = [i for i, slot in enumerate(laid) if slot.place in {"free", "approach"}][-_LAST_CHORDS:]
    for i in free:
        heat = section.heat((laid[i].at + laid[i].end) // 2)
        if end >= start and heat >= _HIGH_UP:
            out[i] -= _GROUND * (basses == _DOMINANT)
        elif end < start and heat <= _LOW_DOWN:
            out[i] -= _GROUND * (basses == 0)
    return out

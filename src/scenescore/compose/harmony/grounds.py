"""Chords over a ground: the bass comes back bar for bar, what stands on it changes (Caplin 2014).

A section with a ground has one chord to the bar. Whatever the search takes there has the ground's note in the bass;
which chord that is, the melody and the asked tension decide, and each statement of the bass begins with another wish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scenescore.compose.harmony.closes import LOOSE, Wish
from scenescore.compose.harmony.colours import is_minor
from scenescore.compose.harmony.costs import Costs
from scenescore.compose.harmony.plan import Plan
from scenescore.compose.harmony.rhythm import Slot
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord

#: Chords that may stand on a degree (semitones above the tonic), the plainest first.
_MINOR = {
    0: ("i", "bVI^1"), 2: ("V^2", "bVII^1"), 3: ("bIII", "i^1"), 5: ("iv", "ii7^1", "bVII7^2"), 7: ("V", "i^2", "v"),
    8: ("bVI", "iv^1"), 10: ("v^1", "bVII"), 11: ("V^1",),
}  # fmt: skip
_MAJOR = {
    0: ("I", "vi^1"), 2: ("ii", "V^2"), 4: ("I^1", "iii"), 5: ("IV", "ii^1"), 7: ("V", "I^2"),
    9: ("vi", "IV^1"), 11: ("V^1",),
}  # fmt: skip
#: What another bass costs, and another chord than a wish where both stand on the same bass: hardly anything.
_OFF = 2_000_000


def degree_at(section: Section, bar: int, bars: int) -> int:
    """The ground's degree in a bar of a section; bars left over after the last whole statement stay on its end."""
    length = len(section.ground)
    whole = max(1, bars // length) * length
    return section.ground[bar % length if bar < whole else -1]


def _degrees(cue: Cue, section: Section, laid: Sequence[Slot]) -> list[int]:
    first, last = cue.index(cue.bar(section.at)), cue.index(cue.bar(section.end - 1))
    bars = last - first + 1
    return [degree_at(section, cue.index(cue.bar(slot.at)) - first, bars) for slot in laid]


def barred(cue: Cue, section: Section, laid: Sequence[Slot]) -> Sequence[Slot]:
    """One slot for each bar of a section with a ground; as it was in any other."""
    if not section.ground:
        return laid
    phrases = section.phrases
    return tuple(
        Slot(bar.at, bar.end - bar.at, max(i for i, phrase in enumerate(phrases) if phrase.at <= bar.at))
        for bar in cue.bars
        if section.at <= bar.at < section.end
    )


def wished(cue: Cue, section: Section, laid: Sequence[Slot], plan: Plan) -> Plan:
    """The plan with chords that stand on the ground, in other clothes at each statement of it."""
    if not section.ground:
        return plan
    table = _MINOR if is_minor(section) else _MAJOR
    primes = section.label.count("'")
    out = []
    for number, degree in enumerate(_degrees(cue, section, laid)):
        options = table.get(degree, ("i" if is_minor(section) else "I",))
        again = primes + number // len(section.ground) if number % len(section.ground) else 0
        out.append(Wish(options[again % len(options)], LOOSE, "ground"))
    return replace(plan, wishes=tuple(out), closes=(), turns=(), pedals=())


def held(cue: Cue, section: Section, laid: Sequence[Slot], chords: Sequence[Chord], emissions: Costs) -> Costs:
    """The costs of the chords, with every other bass out of the question."""
    if not section.ground:
        return emissions
    basses = np.array([chord.bass_pc for chord in chords])
    wanted = np.array([(section.key.pc + degree) % 12 for degree in _degrees(cue, section, laid)])
    out: Costs = emissions + _OFF * (basses[None, :] != wanted[:, None]).astype(np.int64)
    return out

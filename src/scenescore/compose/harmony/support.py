"""Harmony carries the tune: what a chord under given melody notes costs.

Every note of a statement pulls at the chord by its length and the strength of its beat. A note that a listener rests
on (a quarter or more, not resolved by step) must be a tone of its chord; a semitone over a chord tone or the other
third under such a note is out of the question, unless the scene is as tense as that. A short dissonance on a beat that
resolves by step is an appoggiatura and is welcome (Piston 1987). Costs are thousandths of a wrong chord; by design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenescore.compose.harmony.costs import MELODY, Costs, clash, melody_misfits, membership
from scenescore.compose.harmony.rhythm import Slot, half_of
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.metre import Bar
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Statement, Tone
from scenescore.model.time import TICKS_PER_QUARTER

_QUARTER, _EIGHTH = TICKS_PER_QUARTER, TICKS_PER_QUARTER // 2
_STRONG, _STEP, _THIRD = 2, 2, 3
#: A firm note outside its chord, for each quarter of it; a grating one, once; the same where the scene is very tense.
_OUTSIDE, _GRATING, _BITING = 750, 3600, 1300
_MOST_QUARTERS = 4
_TENSE = 0.6
#: Places whose chord may give way to two.
_CUTTABLE = frozenset({"free", "approach", "arrival"})
#: A note that is left by leap on a beat, but short.
_FLEETING = 800
#: A chord that leaves more than this share (thousandths) of a statement's notes outside is asked to make way.
_UNCOVERED = 400
#: Firm notes that no triad carries for less than this ask for two chords in a bar, if each lasts so many seconds.
_TORN, _SHORTEST = 1400, 0.8


@dataclass(frozen=True, slots=True)
class Sung:
    """A note of a statement: ticks, pitch class, strength of its beat, and whether it goes on by step."""

    at: int
    end: int
    pc: int
    strength: int
    resolves: bool

    @property
    def is_firm(self) -> bool:
        """Whether a listener rests on it."""
        length = self.end - self.at
        is_appoggiatura = self.resolves and length <= _QUARTER
        return length >= 2 * _QUARTER or (length >= _QUARTER and not is_appoggiatura)

    @property
    def weight(self) -> int:
        """How much it pulls at the chord, in quarters of its length."""
        if self.resolves and self.end - self.at <= _QUARTER:
            return 2 if self.strength >= _STRONG else 1
        return 4


def sung(cue: Cue, statements: Sequence[Statement], section: Section) -> list[Sung]:
    """The notes of all statements that sound in a section."""
    out = []
    for statement in statements:
        at = int(statement.at)
        followers: tuple[Tone | None, ...] = (*statement.tones[1:], None)
        for tone, after in zip(statement.tones, followers, strict=True):
            end = at + tone.length
            if tone.step is not None and at < section.end and end > section.at:
                goes = after is not None and after.step is not None
                step = abs(after.semitones - tone.semitones) if after is not None and goes else 0
                bar = cue.bar(at)
                strength = bar.meter.strength(at - bar.at)
                out.append(Sung(at, end, _meant(statement, tone), strength, resolves=0 < step <= _STEP))
            at = end
    return out


def _meant(statement: Statement, tone: Tone) -> int:
    """The pitch class that harmony hears: of a note that is wrong on purpose the one that was meant, a step beside."""
    pc, scale = (statement.tonic + tone.semitones) % SEMITONES, statement.key.pcs
    if "wrong-note" not in statement.chain or pc in scale:
        return pc
    return next((near for near in ((pc + 1) % SEMITONES, (pc - 1) % SEMITONES) if near in scale), pc)


def _heard(slot: Slot, notes: Sequence[Sung], bite: int) -> tuple[list[int], list[int], list[int]]:
    """What the notes in a slot say by pitch class: how they pull (thousandths), what they cost outside and above."""
    pull, firm, grate = [0] * 12, [0] * 12, [0] * 12
    for note in notes:
        if note.end <= slot.at or note.at >= slot.end:
            continue
        shared, begins = min(note.end, slot.end) - max(note.at, slot.at), note.at >= slot.at
        if shared <= 0:
            continue
        pull[note.pc] += shared * (1 + (note.strength if begins else _STRONG)) * note.weight
        if note.is_firm and shared > _EIGHTH:
            firm[note.pc] += _OUTSIDE * min(_MOST_QUARTERS * _QUARTER, shared) // _QUARTER
            grate[note.pc] = bite
        elif note.strength >= _STRONG and not note.resolves and begins:
            firm[note.pc] += _FLEETING
    total = sum(pull)
    return [size * 1000 // total for size in pull] if total else pull, firm, grate


class Support:
    """What chords cost under the melody of the slots of a section."""

    def __init__(self, laid: Sequence[Slot], notes: Sequence[Sung], tension: float) -> None:
        bite = _BITING if tension > _TENSE else _GRATING
        tables = [_heard(slot, notes, bite) for slot in laid]
        pull, firm, grate = np.array(tables, dtype=np.int64).reshape(len(tables), 3, 12).transpose(1, 0, 2)
        self._pull, self._firm, self._grate = pull.copy(), firm.copy(), grate.copy()
        self._rows = [
            [(pc, *sizes) for pc, sizes in enumerate(zip(*rows, strict=True)) if any(sizes)] for rows in tables
        ]

    @property
    def is_silent(self) -> bool:
        """Whether no statement sounds here."""
        return not self._pull.any()

    def costs(self, chords: Sequence[Chord]) -> Costs:
        """What each chord (column) costs in each slot (row)."""
        member = membership(chords)
        out: Costs = melody_misfits(chords, self._pull)
        if self._firm.any():
            out = out + self._firm @ (1 - member).T + self._grate @ grating(chords, member).T
        return out

    def strain(self, chord: Chord) -> list[int]:
        """What one chord costs in each slot: the same as `costs`, worked out for the notes that are there."""
        pcs = frozenset(chord.pcs)
        minor = (chord.pcs[0] + _THIRD) % 12
        out = []
        for row in self._rows:
            total = grates = 0
            pull = 0
            for pc, weight, firm, bite in row:
                if pc not in pcs:
                    is_above = (pc - 1) % 12 in pcs
                    pull += weight * clash(is_above=is_above, is_below=(pc + 1) % 12 in pcs)
                    total += firm
                    grates += bite if is_above or (pc == minor and (minor + 1) % 12 in pcs) else 0
            out.append(pull * MELODY // 100_000 + total + grates)
        return out

    def firm_costs(self, chords: Sequence[Chord]) -> Costs:
        """The part of the costs that firm notes cause."""
        member = membership(chords)
        out: Costs = self._firm @ (1 - member).T + self._grate @ grating(chords, member).T
        return out

    def uncovered(self, triads: Sequence[Chord]) -> Costs:
        """How much of the melody in each slot (thousandths) the best triad leaves outside."""
        covered = (self._pull @ membership(triads).T).max(axis=1)
        out: Costs = np.where(self._pull.any(axis=1), 1000 - covered, 0)
        return out


def grating(chords: Sequence[Chord], member: Costs) -> Costs:
    """For each chord the pitch classes that lie a semitone over one of its tones, or are its other third."""
    above = np.roll(member, 1, axis=1)
    out: Costs = np.where(member > 0, 0, above)
    for i, chord in enumerate(chords):
        minor = (chord.pcs[0] + _THIRD) % 12
        if not member[i, minor] and member[i, (minor + 1) % 12]:
            out[i, minor] = 1
    return out


def refined(cue: Cue, laid: Sequence[Slot], notes: Sequence[Sung], triads: Sequence[Chord]) -> list[Slot]:
    """Give a melody that no one chord can carry more chords: one for each bar, at need one for each half bar."""
    out = list(laid)
    while notes:
        support = Support(out, notes, 0.0)
        torn = support.firm_costs(triads).min(axis=1) >= _TORN
        bare = support.uncovered(triads) > _UNCOVERED
        pieces = [
            _pieces(cue, slot, is_torn=bool(torn[i]), is_bare=bool(bare[i])) if slot.place in _CUTTABLE else [slot]
            for i, slot in enumerate(out)
        ]
        if all(len(piece) == 1 for piece in pieces):
            break
        out = [slot for piece in pieces for slot in piece]
    return out


def _pieces(cue: Cue, slot: Slot, *, is_torn: bool, is_bare: bool) -> list[Slot]:
    """A slot as it is, or cut in two: at a bar line, or in the middle of its bar."""
    lines = [int(bar.at) for bar in cue.bars if slot.at < bar.at < slot.end] if is_torn or is_bare else []
    cut = lines[len(lines) // 2] if lines else None
    if cut is None and is_torn and slot.place != "arrival":
        cut = _half(cue, cue.bar(slot.at), slot)
    if cut is None:
        return [slot]
    return [replace(slot, length=cut - slot.at, place="free"), replace(slot, at=cut, length=slot.end - cut)]


def _half(cue: Cue, bar: Bar, slot: Slot) -> int | None:
    """The middle of the bar, where both halves last long enough to be heard as harmony."""
    middle = bar.at + half_of(bar)
    if not slot.at < middle < slot.end:
        return None
    lasts = [float(cue.seconds(middle) - cue.seconds(slot.at)), float(cue.seconds(slot.end) - cue.seconds(middle))]
    return middle if min(lasts) >= _SHORTEST else None

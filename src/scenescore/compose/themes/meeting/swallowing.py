"""Let one theme swallow another: the first begins, the second enters over it and takes its place.

The second comes in as a counter-voice while the first still sings; then it is the tune itself, in the register of the
first and in its rhythm, while the first dissolves underneath (liquidation: Schoenberg 1967) and falls silent. Never
more than two at once (design, after the rivalries of leitmotifs in Bribitzer-Stull 2015).
"""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.meeting.clash import strong_clashes
from scenescore.compose.themes.meeting.counterpoint import join, variant
from scenescore.compose.themes.meeting.encounter import (
    Encounter,
    Meeting,
    held,
    in_place,
    numbered,
    stated,
    trimmed,
)
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.transformations import Terms, sounding, transform, within
from scenescore.compose.themes.treatments import Treatment
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import ALLUSION, Motif, Statement, Tone, middle_of, motif_length
from scenescore.model.time import Ticks

#: Bars that the whole needs: the first alone and joined, and the second in its place.
_FEWEST = 4
#: Bars that the first takes to dissolve.
_DISSOLVES = 2
#: How many times as long as it is the last note may be held.
_LASTING = 4


def swallowing(encounter: Encounter) -> Meeting | None:
    """Let the second theme swallow the first; None where there are fewer than four bars for it."""
    bar, room = encounter.meter.length, encounter.room
    bars = room.length // bar
    if bars < _FEWEST:
        return None
    plain, _ = in_place(encounter.leader, encounter, whole=False)
    turn = bar * max(2, min(bars // 2, -(-motif_length(trimmed(plain)) // bar)))
    lead = _first(encounter, turn)
    entered = _entered(lead, encounter) if lead else None
    if lead is None or entered is None:
        return None
    taken = _taken(lead, encounter, room.at + turn, bars * bar - turn)
    before = strong_clashes(lead, entered[1], encounter.cue)
    gone = _gone(taken, encounter, min(_DISSOLVES * bar, int(taken.length)), before) if taken else None
    if taken is None or gone is None:
        return None
    counts = (before, strong_clashes(taken, gone[1], encounter.cue))
    statements = numbered((lead, entered[1], replace(taken, partner=0), replace(gone[1], partner=2)))
    says = (
        f"{encounter.other.name} enters over {encounter.leader.name}, takes its rhythm and its register, "
        f"and {encounter.leader.name} dissolves: {encounter.relation.note}"
    )
    clashes, beats = (sum(column) for column in zip(*counts, strict=True))
    return Meeting(statements, encounter.relation.name, "swallowing", clashes, beats, entered[0] + gone[0], says)


def _first(encounter: Encounter, turn: int) -> Statement | None:
    """The first theme on its own: its motif, said again higher where that is short."""
    room = Room(encounter.room.at, Ticks(turn), encounter.room.section, encounter.room.top)
    is_short = 2 * motif_length(encounter.leader.motif) <= turn
    option = Treatment("motif", ("sequence",) if is_short else (), encounter.level, name=encounter.states[0],
                       most=encounter.most[0])  # fmt: skip
    made = state_theme(encounter.leader, option, room, encounter.cue)
    return None if made is None else replace(made, relation=encounter.relation.name)


def _entered(lead: Statement, encounter: Encounter) -> tuple[int, Statement] | None:
    """The second theme comes in over the first, between its second beat and its second half."""
    beat = encounter.meter.beat
    plain, chain = in_place(encounter.other, encounter, whole=False)
    made = variant(trimmed(plain), ("combination", *chain), encounter)
    delays = [(delay, 10 * abs(2 * delay - lead.length) // beat) for delay in range(beat, lead.length * 2 // 3, beat)]
    return join(lead, encounter, [made], delays)


def _taken(lead: Statement, encounter: Encounter, at: int, length: int) -> Statement | None:
    """The second theme in the place of the first: the tune, in its register and, if it is still itself, its rhythm."""
    plain, chain = in_place(encounter.other, encounter, whole=False)
    tones = trimmed(plain)
    merged = _in_rhythm(tones, encounter.leader.motif)
    if merged != tones and similarity(merged, encounter.other.motif) >= ALLUSION:
        tones, chain = merged, (*chain, "rhythm-change")
    kept = trimmed(within(tones, length - EIGHTH))
    if len(sounding(kept)) < 2:
        return None
    whole = -(-motif_length(kept) // encounter.meter.length) * encounter.meter.length
    kept = held(kept, min(length, whole) - EIGHTH, _LASTING)
    above = lead.tonic + middle_of(lead.tones) - middle_of(kept)
    tonic = above - (above - encounter.room.section.key.pc + SEMITONES // 2) % SEMITONES + SEMITONES // 2
    return stated(encounter, encounter.other, kept, chain or ("prototype",), at, tonic, "melody", partner=None)


def _in_rhythm(tones: Motif, other: Motif) -> Motif:
    """Sing the notes of one theme in the rhythm of another, said as often as it needs."""
    notes = [tone for tone in tones if tone.step is not None]
    frame = trimmed(other)
    whole = frame + other[len(frame) :]
    out: list[Tone] = []
    left = iter(notes)
    for _ in range(1 + len(notes) // max(1, len(sounding(whole)))):
        for slot in whole:
            if slot.step is None:
                out.append(slot)
            elif (note := next(left, None)) is not None:
                out.append(replace(note, length=slot.length))
    return trimmed(tuple(out))


def _gone(taken: Statement, encounter: Encounter, length: int, before: tuple[int, int]) -> tuple[int, Statement] | None:
    """The first theme dissolves beneath the second and falls silent."""
    plain, chain = in_place(encounter.leader, encounter, whole=False)
    terms = Terms(encounter.room.section.key.degrees, encounter.meter, encounter.meter, Ticks(length),
                  encounter.leader.head)  # fmt: skip
    ways = (("liquidation",), ("liquidation", "augmentation"), ("fragmentation",), ("fragmentation", "augmentation"))
    made = [(names, trimmed(transform(trimmed(plain), names, terms))) for names in ways]
    # What would not be known any more is not dissolved but only broken off.
    known = [each for each in made if similarity(each[1], encounter.leader.motif) >= ALLUSION] or made[:1]
    turned = encounter.turned()
    variants = [variant(tones, ("combination", *chain, *names), turned) for names, tones in known]
    delays = [(delay * encounter.meter.beat, 20 * delay) for delay in range(3)]
    return join(taken, turned, variants, delays, before)

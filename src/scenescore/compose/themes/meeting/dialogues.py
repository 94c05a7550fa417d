"""Let two themes speak in turn: each exchange is shorter than the one before, and the leader has the last word.

Two bars each, then one, then half a bar, then the last word; with less room the first exchanges are left out. Those
who mourn do not press: their turns stay as far apart as they were, and the rests between them widen. The second
speaks in a register of its own; each takes its second turn a step higher, or lower in grief (design, after the
dialogues of rivals and lovers in Bribitzer-Stull 2015).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.meeting.clash import line_of
from scenescore.compose.themes.meeting.encounter import (
    Encounter,
    Meeting,
    held,
    in_place,
    numbered,
    octave_apart,
    stated,
    trimmed,
)
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.transformations import sounding, within
from scenescore.compose.themes.treatments import Treatment
from scenescore.model.theme import ALLUSION, Motif, Statement, Theme, Tone, motif_length
from scenescore.model.time import Ticks

_HALF = Fraction(1, 2)
#: The turns of a dialogue in bars, the longest first; those with half bars need a meter that can be halved.
_TURNS: tuple[tuple[Fraction | int, ...], ...] = (
    (2, 2, 1, 1, _HALF, _HALF, 1),
    (2, 2, 1, 1, 1),
    (2, 2, _HALF, _HALF, 1),
    (1, 1, _HALF, _HALF, 1),
    (1, 1, 1),
)
#: The turns of those who mourn; the rest after each grows by a quarter of its turn.
_SLOW_TURNS: tuple[tuple[Fraction | int, ...], ...] = ((2, 2, 2, 2), (2, 2, 2), (1, 1, 1, 1), (1, 1, 1))
_SHORTEST = EIGHTH // 2
#: Fewer notes than this are nobody's.
_TELLING = 3


def dialogue(encounter: Encounter) -> Meeting | None:
    """Let two themes answer each other; None where there is no room for three turns of at least two notes each."""
    meter, room = encounter.meter, encounter.room
    is_slow = _is_slow(encounter)
    for turns in _SLOW_TURNS if is_slow else _TURNS:
        lengths = [turn * meter.length for turn in turns]
        if sum(lengths) > room.length or any(length % meter.beat for length in lengths):
            continue
        made = _spoken(encounter, [int(length) for length in lengths])
        if made is not None:
            names = f"{encounter.leader.name} and {encounter.other.name}"
            how = "the rests between them widening" if is_slow else f"{encounter.leader.name} has the last word"
            says = f"{names} answer each other in turns of {_told(turns)} bars, {how}: {encounter.relation.note}"
            return Meeting(numbered(made), encounter.relation.name, "dialogue", 0, 0, 0, says)
    return None


def _is_slow(encounter: Encounter) -> bool:
    """Whether the relation stretches its themes first of all: then nobody presses."""
    return encounter.relation.scales[0] > 1


def _told(turns: tuple[Fraction | int, ...]) -> str:
    """Turns in words.

    >>> _told((2, 2, 1, Fraction(1, 2)))
    '2-2-1-1/2'
    """
    return "-".join(str(turn) for turn in turns)


def _spoken(encounter: Encounter, lengths: list[int]) -> tuple[Statement, ...] | None:
    """Say all turns; None where one of them would be no more than a note."""
    at = int(encounter.room.at)
    out: list[Statement] = []
    tonics: dict[str, int] = {}
    for turn, length in enumerate(lengths):
        theme = encounter.leader if turn % 2 == 0 else encounter.other
        tones, chain = _said(theme, encounter, turn, length, is_last=turn == len(lengths) - 1)
        if len(sounding(tones)) < 2:
            return None
        if theme.name not in tonics:
            tonics[theme.name] = _tonic(theme, tones, at, length, out, encounter)
        partner = turn - 1 if turn else None
        out.append(stated(encounter, theme, tones, chain, at, tonics[theme.name], "melody", partner))
        at += length
    return tuple(out)


def _tonic(theme: Theme, tones: Motif, at: int, length: int, before: list[Statement], encounter: Encounter) -> int:
    """The octave of a speaker: the leader's as for any statement, the other's apart from it."""
    if before:
        return octave_apart(tones, line_of(before[0]), encounter)
    room = Room(Ticks(at), Ticks(length), encounter.room.section, encounter.room.top)
    made = state_theme(theme, Treatment("motif", name=encounter.states[0]), room, encounter.cue)
    return made.tonic if made is not None else encounter.room.section.key.pc + 60


def _said(
    theme: Theme, encounter: Encounter, turn: int, length: int, *, is_last: bool
) -> tuple[Motif, tuple[str, ...]]:
    """What a speaker says in a turn: as much of the theme as goes in, moved a step in the second round."""
    plain, forced = in_place(theme, encounter, whole=False)
    tones, chain = trimmed(plain), ("dialogue", *forced)
    is_slow = _is_slow(encounter)
    silence = min(length // 2, turn * length // 4) // encounter.meter.beat * encounter.meter.beat if is_slow else 0
    speaks = length - silence
    while not _is_known(trimmed(within(tones, speaks)), theme):
        quick = tuple(replace(tone, length=Ticks(tone.length // 2)) for tone in tones)
        if any(tone.length < _SHORTEST for tone in quick):
            break
        tones, chain = quick, chain if "diminution" in chain else (*chain, "diminution")
    kept = trimmed(within(tones, speaks))
    count = len(sounding(kept))
    if count < len(sounding(tones)):
        chain = (*chain, "fragmentation" if count <= theme.head else "truncation")
    steps = 0 if is_last else (turn // 2) * (-1 if is_slow else 1)
    if steps:
        scale = scale_of(encounter.room.section.key.degrees)
        kept, chain = tuple(scale.moved(tone, steps) for tone in kept), (*chain, "transposition")
    breath = EIGHTH if speaks >= encounter.meter.length and not silence else 0
    return _rounded(kept, speaks - breath, length, encounter.meter.beat), chain


def _is_known(tones: Motif, theme: Theme) -> bool:
    """Whether so much of a theme is enough to know it by."""
    count = len(sounding(tones))
    return count >= min(_TELLING, len(sounding(theme.motif))) and similarity(tones, theme.motif) >= ALLUSION


def _rounded(tones: Motif, speaks: int, length: int, beat: int) -> Motif:
    """Hold the last note to the next beat, or to the end of the turn where that is near; then be silent."""
    to_beat = motif_length(tones) + -motif_length(tones) % beat
    end = speaks if speaks - to_beat <= beat else min(speaks, to_beat)
    spoken = held(within(tones, end), end)
    left = length - motif_length(spoken)
    return (*spoken, Tone(None, 0, Ticks(left))) if left > 0 else spoken

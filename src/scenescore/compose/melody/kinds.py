"""How each note of the foreground stands to the harmony: the kinds of non-chord tones, told truly.

Terms after Piston 1987 and Aldwell and Schachter 2011: what matters is how a foreign tone is reached (by step, by leap,
held over), whether it leans on a beat, and how it is left. A tone that nothing justifies is `free`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.time import TICKS_PER_QUARTER

#: Every kind that a note can be.
KINDS = (
    "chord", "passing", "neighbour", "suspension", "retardation", "appoggiatura", "anticipation", "escape", "cambiata",
    "pedal", "free",
)  # fmt: skip
STEP, THIRDS, STRONG = 2, (3, 4), 2
#: A rest of a quarter or less does not break a line; a note foreign for less than an eighth is not heard as such.
REST, HEARD = TICKS_PER_QUARTER, TICKS_PER_QUARTER // 2


@dataclass(frozen=True, slots=True)
class Turn:
    """A foreign note among its neighbours: semitones from the note before, to the next, and from there on.

    None where nothing follows or precedes closely. `strong` says whether it leans on a beat that is no weaker than the
    next note's, `prepared` whether the note before belonged to its own chord, `resolved` whether the next one does,
    `rounded` the one after that.
    """

    before: int | None
    after: int | None
    beyond: int | None = None
    strong: bool = False
    prepared: bool = True
    resolved: bool = True
    rounded: bool = True


def kind_of(turn: Turn) -> str:
    """Name a foreign note.

    >>> kind_of(Turn(2, 2)), kind_of(Turn(2, -2)), kind_of(Turn(5, -1, strong=True))
    ('passing', 'neighbour', 'appoggiatura')
    >>> kind_of(Turn(0, -2, strong=True)), kind_of(Turn(2, 0)), kind_of(Turn(2, -4)), kind_of(Turn(-2, -3, 2))
    ('suspension', 'anticipation', 'escape', 'cambiata')
    """
    before, after = turn.before, turn.after
    if before == 0 and after == 0:
        return "pedal"
    if after == 0 and not turn.strong and turn.resolved:
        return "anticipation"
    if after is not None and 0 < abs(after) <= STEP:
        return _left_by_step(turn, before, after)
    return "free" if after is None else _left_by_leap(turn, before or 0, after)


def _left_by_step(turn: Turn, before: int | None, after: int) -> str:
    """A foreign note that is left by step: what it is depends on how it was reached."""
    if before == 0 and turn.strong and turn.prepared:
        return "suspension" if after < 0 else "retardation"
    if before is not None and 0 < abs(before) <= STEP:
        return "passing" if before * after > 0 else "neighbour"
    return "appoggiatura"


def _left_by_leap(turn: Turn, before: int, after: int) -> str:
    """A foreign note that is left by leap: over its goal by a third and back to it, or away from where it came."""
    beyond = turn.beyond or 0
    if abs(after) in THIRDS and turn.rounded and 0 < abs(beyond) <= STEP and beyond * after < 0:
        return "cambiata"
    return "escape" if 0 < abs(before) <= STEP and after * before < 0 and not turn.strong else "free"


def label_kinds(notes: Sequence[MelodyNote], chords: Line[Chord], cue: Cue) -> tuple[MelodyNote, ...]:
    """Say of each note how it stands to the harmony, also where the harmony changes under it."""
    kinds = [_told(notes, i, chords, cue) for i in range(len(notes))]
    return tuple(
        note if note.kind == kind else replace(note, kind=kind) for note, kind in zip(notes, kinds, strict=True)
    )


def _told(notes: Sequence[MelodyNote], index: int, chords: Line[Chord], cue: Cue) -> str:
    """The kind of one note."""
    note = notes[index]
    pc = note.pitch.midi % 12
    if pc in chords.holding(note.at).pcs:
        return _held_over(notes, index, chords)
    bar = cue.bar(note.at)
    after = _gap(notes, index)
    before = _gap(notes, index - 1) if index else None
    prepared = bool(index) and _belongs(notes[index - 1], chords)
    resolved = index + 1 < len(notes) and _belongs(notes[index + 1], chords)
    beyond = _gap(notes, index + 1) if index + 1 < len(notes) else None
    rounded = index + 2 < len(notes) and _belongs(notes[index + 2], chords)
    strength = bar.meter.strength(note.at - bar.at)
    following = notes[index + 1].at if index + 1 < len(notes) else bar.at + 1
    there = cue.bar(following)
    strong = strength >= STRONG and strength >= there.meter.strength(following - there.at)
    return kind_of(Turn(before, after, beyond, strong=strong, prepared=prepared, resolved=resolved, rounded=rounded))


def _belongs(note: MelodyNote, chords: Line[Chord]) -> bool:
    """Whether a note is a tone of the chord on which it begins."""
    return note.pitch.midi % 12 in chords.holding(note.at).pcs


def _gap(notes: Sequence[MelodyNote], index: int) -> int | None:
    """Semitones from a note to the next, None where a rest parts them or none follows."""
    if index + 1 >= len(notes) or notes[index + 1].at - notes[index].end > REST:
        return None
    return notes[index + 1].pitch.midi - notes[index].pitch.midi


def _held_over(notes: Sequence[MelodyNote], index: int, chords: Line[Chord]) -> str:
    """What a note becomes that begins in its chord and is still there when another comes."""
    note, pc = notes[index], notes[index].pitch.midi % 12
    over = [span for span in chords.spans if note.at < span.start < note.end - HEARD and pc not in span.value.pcs]
    if not over:
        return "chord"
    last = chords.holding(note.end - 1).pcs
    after = _gap(notes, index)
    if pc in last:
        return "pedal"
    if after is not None and 0 < abs(after) <= STEP:
        return "suspension" if after < 0 else "retardation"
    return "free"

"""Written notes at the seams of bars that are rolled again.

What begins outside the bars comes from the sketch before, what begins inside from the new one. A note that sounds over
a border in both stays one note. Where only one has it: from before, it rings on while it fits the new harmony and its
player has nothing else to do; into the bars or out of them, what is left of it is struck again, if that is worth a bow
stroke; a theme's note is never broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from scenescore.compose.again.window import Window
from scenescore.compose.hits.players import seated
from scenescore.compose.hits.revision import SHORTEST, order
from scenescore.model.cue import Cue
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.sketch import Note, Part
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: A remnant shorter than this is not struck again.
_WORTH = TICKS_PER_QUARTER // 2


@dataclass(frozen=True, slots=True)
class Seams:
    """Where bars are set in: their window, the clock and the chords of the result."""

    window: Window
    cue: Cue
    chords: Line[Chord]

    def fits(self, note: Note, start: int, end: int) -> bool:
        """Whether a pitch belongs to every chord between two ticks."""
        pc = note.pitch.midi % 12
        return all(pc in (*s.value.pcs, s.value.bass_pc) for s in self.chords if s.start < end and s.end > start)

    def is_breath(self, part: Part, start: int, end: int) -> bool:
        """Whether a note of this part between two ticks is no longer than a breath."""
        player = part.instrument
        if not player.breathes or player.sustain is None:
            return True
        return float(self.cue.seconds(end) - self.cue.seconds(start)) <= player.sustain


def set_in(old: tuple[Part, ...], new: tuple[Part, ...], seams: Seams, players: Sequence[str]) -> tuple[Part, ...]:
    """The old parts with the window's bars of the new ones, in the order of `players`."""
    known = {part.name: part for part in old}
    coming = {part.name: part for part in new}
    window = seams.window
    tunes = _tune_over(old, window.start), _tune_over(new, window.end)
    out: tuple[Part, ...] = ()
    for name, part in (known | coming).items():
        here = known[name].notes if name in known else ()
        there = coming[name].notes if name in coming else ()
        notes = _part(part, here, there, seams, tunes)
        if notes:
            out = (*out, replace(part, notes=notes))
            out = out if name in known else seated(out, tuple(players))
    return out


def _tune_over(parts: Sequence[Part], tick: int) -> frozenset[int]:
    """Pitch classes of the tune that sound on over a tick, in any part."""
    notes = chain.from_iterable(part.notes for part in parts)
    return frozenset(n.pitch.midi % 12 for n in notes if n.role == "melody" and n.at < tick < n.end)


def _part(
    part: Part, old: Sequence[Note], new: Sequence[Note], seams: Seams, tunes: tuple[frozenset[int], frozenset[int]]
) -> tuple[Note, ...]:
    """One part's notes."""
    window = seams.window
    before = [note for note in old if note.at < window.start]
    inside = [note for note in new if window.holds(note.at)]
    after = [note for note in old if note.at >= window.end]
    early = [note for note in new if note.at < window.start < note.end]
    entered = _joined(part, before, early, inside, window.start, seams, tunes[0])
    late = [note for note in old if note.at < window.end < note.end]
    left = _joined(part, entered, late, after, window.end, seams, tunes[1])
    return tuple(sorted((*left, *after), key=order))


def _joined(
    part: Part,
    before: Sequence[Note],
    ongoing: Sequence[Note],
    after: Sequence[Note],
    tick: int,
    seams: Seams,
    tune: frozenset[int],
) -> list[Note]:
    """What stands before a border, led over it; `ongoing` sounds over it in what comes after, `after` begins there.

    Gives the notes before the border and what is struck again on it, and for the first border also what comes after.
    """
    waiting: Mapping[int, Note] = {note.pitch.midi: note for note in ongoing}
    tied: set[int] = set()
    out: list[Note] = []
    for note in before:
        if note.end <= tick:
            out.append(note)
            continue
        held = waiting.get(note.pitch.midi)
        if held is not None and seams.is_breath(part, note.at, held.end):
            tied.add(note.pitch.midi)
            out.append(note if note.end == held.end else replace(note, length=Ticks(held.end - note.at)))
        else:
            out += _let_go(note, tick, after, ongoing, seams)
    for note in ongoing:
        is_sung = note.role == "melody" and note.pitch.midi % 12 in tune
        is_worth = note.end - tick >= _WORTH and not part.instrument.is_percussion
        if is_worth and not is_sung and note.pitch.midi not in tied and not _sung(out, tick):
            out.append(replace(note, at=Ticks(tick), length=Ticks(note.end - tick), hit=False))
    return [*out, *after] if tick == seams.window.start else out


def _sung(notes: Sequence[Note], tick: int) -> list[Note]:
    """Notes of the tune that sound on over a tick."""
    return [note for note in notes if note.role == "melody" and note.at < tick < note.end]


def _let_go(note: Note, tick: int, after: Sequence[Note], ongoing: Sequence[Note], seams: Seams) -> tuple[Note, ...]:
    """A note that nothing continues: it rings on until its player is wanted or the harmony has left it."""
    ends = [int(other.at) for other in after if tick <= other.at < note.end]
    free = min(ends, default=int(note.end)) if not ongoing else tick
    is_theme = note.statement is not None
    if not is_theme and not seams.fits(note, tick, free):
        free = tick
    if free - note.at < SHORTEST:
        return (note,) if note.hit and free > note.at else ()
    return (note,) if free == note.end else (replace(note, length=Ticks(free - note.at)),)

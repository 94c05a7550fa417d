"""Small edits of written parts around one moment: end what sounds, strike it again, empty a span, write notes in.

Every edit keeps the parts' order of notes and touches only what lies near the moment.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from scenescore.model.sketch import Note, Part
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

Parts = tuple[Part, ...]
_AT = attrgetter("at")
#: No note is longer than this (sixteen bars of 4/4), so nothing earlier can reach the moment.
REACH = 64 * TICKS_PER_QUARTER
#: A remnant shorter than this is not worth a bow stroke.
SHORTEST = TICKS_PER_QUARTER // 8


def order(note: Note) -> tuple[int, int]:
    """Order notes by start, then pitch."""
    return note.at, note.pitch.midi


def near(part: Part, start: int, end: int) -> tuple[int, int]:
    """Indices of the notes that may sound between two ticks."""
    return (
        bisect_left(part.notes, start - REACH, key=_AT),
        bisect_left(part.notes, end, key=_AT),
    )


def starting(part: Part, start: int, end: int) -> tuple[Note, ...]:
    """The notes that start from `start` on and before `end`."""
    first = bisect_left(part.notes, start, key=_AT)
    return part.notes[first : bisect_left(part.notes, end, first, key=_AT)]


def crossing(part: Part, tick: int) -> tuple[Note, ...]:
    """The notes that sound on over a tick."""
    first, last = near(part, tick, tick)
    return tuple(note for note in part.notes[first:last] if note.end > tick)


def next_start(part: Part, tick: int) -> int | None:
    """Where the part's next note after a tick starts."""
    i = bisect_left(part.notes, tick + 1, key=_AT)
    return int(part.notes[i].at) if i < len(part.notes) else None


def rewrite(part: Part, start: int, end: int, change: Callable[[Note], Iterable[Note]]) -> Part:
    """Change the notes that sound or start between two ticks; each gives way to what `change` makes of it."""
    first, last = near(part, start, end)
    window = part.notes[first:last]
    if not any(note.end > start for note in window):
        return part
    out: list[Note] = []
    for note in window:
        out += change(note) if note.end > start else (note,)
    # What was moved may have passed its neighbours: sort it together with all that follows.
    return replace(part, notes=(*part.notes[:first], *sorted((*out, *part.notes[last:]), key=order)))


def write(part: Part, notes: Sequence[Note]) -> Part:
    """Write notes into a part."""
    if not notes:
        return part
    first, last = near(part, notes[0].at, notes[-1].at + 1)
    window = sorted((*part.notes[first:last], *notes), key=order)
    return replace(part, notes=(*part.notes[:first], *window, *part.notes[last:]))


def ended(note: Note, tick: int) -> tuple[Note, ...]:
    """The note, let go at a tick; nothing when too little of it is left, unless it answers a hit."""
    if note.end <= tick:
        return (note,)
    least = 1 if note.hit else SHORTEST
    return (replace(note, length=Ticks(tick - note.at)),) if tick - note.at >= least else ()


def cut(part: Part, tick: int) -> Part:
    """End everything that sounds over a tick exactly there."""
    return rewrite(part, tick, tick, lambda note: ended(note, tick))


def emptied(part: Part, start: int, end: int, *, comes_back: bool = True, spare: Callable[[Note], bool]) -> Part:
    """Silence a part between two ticks; long notes that reach far beyond come back after it."""

    def change(note: Note) -> tuple[Note, ...]:
        if spare(note):
            return (note,)
        before = ended(note, start) if note.at < start else ()
        returns = comes_back and note.end - end >= TICKS_PER_QUARTER
        after = (replace(note, at=Ticks(end), length=Ticks(note.end - end)),) if returns else ()
        return (*before, *after)

    return rewrite(part, start, end, change)


def struck_again(
    part: Part,
    tick: int,
    pcs: Sequence[int],
    articulation: str,
    lift: float,
    roles: Collection[str],
    tied: Note | None = None,
) -> Part:
    """Strike the chord tones of some roles that sound over a tick again, end their others, lean on what starts.

    The note `tied` is held through.
    """

    def change(note: Note) -> tuple[Note, ...]:
        if note is tied:
            return (note,)
        if note.at == tick:
            return (lean(note, articulation, lift),)
        if note.end <= tick or note.role not in roles:
            return (note,)
        fits = note.pitch.midi % 12 in pcs and note.end - tick >= SHORTEST * 2
        again = (
            (lean(replace(note, at=Ticks(tick), length=Ticks(note.end - tick)), articulation, lift),) if fits else ()
        )
        return (*ended(note, tick), *again)

    return rewrite(part, tick, tick + 1, change)


def lean(note: Note, articulation: str, lift: float) -> Note:
    """Give a note on a hit its articulation (unless it has one that makes its sound) and some dB more."""
    keeps = note.articulation in {"pizzicato", "tremolo", "let-ring"} or not articulation
    return replace(
        note,
        articulation=note.articulation if keeps else articulation,
        level=round(min(4.0, note.level + lift), 2),
        hit=True,
    )


def with_hits(part: Part, tick: int, avoid: Collection[str] = ()) -> Part:
    """Mark what starts on a tick as answering a hit, played plainly where its articulation is to be avoided."""

    def change(note: Note) -> tuple[Note]:
        word = "" if note.articulation in avoid else note.articulation
        return (replace(note, hit=True, articulation=word) if note.at == tick else note,)

    return rewrite(part, tick, tick + 1, change)

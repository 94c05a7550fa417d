"""The bars that are rolled again, and lines of values spliced there: outside the old, inside the new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scenescore.errors import Problem, SceneError
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote, Section
from scenescore.model.line import Line, Span
from scenescore.model.reroll import Reroll
from scenescore.model.time import Ticks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window:
    """Some bars: first tick, first tick after them, first and last bar."""

    start: int
    end: int
    first: int
    last: int

    def holds(self, tick: int) -> bool:
        """Whether a tick lies in these bars."""
        return self.start <= tick < self.end

    def covers(self, section: Section) -> bool:
        """Whether a section lies in these bars as a whole."""
        return self.start <= section.at and section.end <= self.end


def window_of(cue: Cue, roll: Reroll, place: str) -> Window:
    """Find the bars of a roll; `place` is where the scene asks for it.

    Raises:
        SceneError: The cue has no such bars.
    """
    first, last = cue.bars[0].number, cue.bars[-1].number
    if not first <= roll.first <= roll.last <= last:
        problem = Problem(place, "names bars that the cue does not have", repr(str(roll)), f"bars {first} to {last}")
        raise SceneError((problem,))
    begin, end = cue.bars[roll.first - first], cue.bars[roll.last - first]
    return Window(int(begin.at), int(min(end.end, cue.length)), roll.first, roll.last)


def spliced(old: Line[T], new: Line[T], window: Window) -> Line[T]:
    """Take a line's bars from another one; a value that goes on over the border in both stays one span."""
    inside = _between(new.spans, window.start, window.end)
    before = _between(old.spans, 0, window.start)
    after = _between(old.spans, window.end, int(old.length))
    begins = {span.start for span in (*old.spans, *new.spans)}
    out: list[Span[T]] = []
    for span in (*before, *inside, *after):
        is_cut = span.start in {window.start, window.end} and span.start not in begins
        held = out[-1] if out and out[-1].end == span.start and out[-1].value == span.value else None
        is_same = held is not None and span.start in {window.start, window.end} and (
            is_cut or not (_begins(old, span.start) and _begins(new, span.start))
        )  # fmt: skip
        if held is not None and is_same:
            out[-1] = Span(held.start, Ticks(held.length + span.length), held.value)
        else:
            out.append(span)
    return Line(tuple(out), old.length)


def _begins(line: Line[T], tick: int) -> bool:
    return any(span.start == tick for span in line.spans)


def _between(spans: Sequence[Span[T]], start: int, end: int) -> list[Span[T]]:
    """What holds between two ticks, cut there."""
    kept = (span for span in spans if span.start < end and span.end > start)
    return [Span(Ticks(a), Ticks(min(s.end, end) - a), s.value) for s in kept for a in (max(int(s.start), start),)]


def settled_voices(old: Line[T], new: Line[T], window: Window) -> Line[T]:
    """Voicings for spliced chords: `new` has one for each; outside the window they stay as they were."""
    return Line(
        tuple(
            span if window.holds(span.start) else Span(span.start, span.length, old.holding(span.start)) for span in new
        ),
        new.length,
    )


def spliced_tune(old: Sequence[MelodyNote], new: Sequence[MelodyNote], window: Window) -> tuple[MelodyNote, ...]:
    """The tune with these bars sung anew; nothing sounds over what begins after it."""
    kept = [note for note in old if not window.holds(note.at)] + [note for note in new if window.holds(note.at)]
    kept.sort(key=lambda note: (note.at, note.pitch.midi))
    out: list[MelodyNote] = []
    for i, note in enumerate(kept):
        following = next((other.at for other in kept[i + 1 :] if other.at > note.at), note.end)
        crosses = any(note.at < border < note.end for border in (window.start, window.end))
        out.append(replace(note, length=Ticks(min(note.end, following) - note.at)) if crosses else note)
    return tuple(out)


def changed(old: Sequence[MelodyNote], new: Sequence[MelodyNote], window: Window) -> bool:
    """Whether the tune of these bars is another one."""
    here, there = (
        [(note.at, note.length, note.pitch.midi) for note in tune if window.holds(note.at)] for tune in (old, new)
    )
    return here != there

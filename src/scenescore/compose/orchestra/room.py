"""Leave each other room: the tune, the speaking voice, the bass; and never the same bar three times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.compose.orchestra.lead import SPEECH_HIGH, SPEECH_LOW, Run
from scenescore.compose.textures.passage import OCTAVE, Harmony, Stroke
from scenescore.model.form import MelodyNote
from scenescore.model.metre import Bar

#: Nothing but a unison comes as near as this to the tune (semitones).
TOO_NEAR = 2
#: Notes of the tune up to an eighth pass by: held voices stay beneath them.
PASSING = 480
#: Below the first pitch only fifths and wider stand over the bass, below the second only fourths and wider.
FIFTHS_BELOW, FOURTHS_BELOW = 41, 46
FIFTH, FOURTH = 7, 5
SHORTEST_HELD = 960
LOWEST_UNDER_SPEECH = 43
#: The voice that rises above the speech is somebody else's: no inner part climbs there.
ABOVE = 9
#: A bar may be heard this often in a row.
OFTEN = 2
#: How far a held voice goes to keep out of the tune's way (semitones).
NEAR = 7


@dataclass(frozen=True, slots=True)
class Room:
    """What is already there in a section: tune and bass (each in order of time), and spans of speech on beats."""

    tune: tuple[tuple[int, int, int], ...]
    ends: tuple[int, ...]
    speech: tuple[tuple[int, int], ...]
    bass: tuple[tuple[int, int, int], ...] = ()
    bass_ends: tuple[int, ...] = ()
    lines: tuple[tuple[tuple[int, int, int], ...], ...] = ()

    @staticmethod
    def around(notes: Sequence[MelodyNote], speech: tuple[tuple[int, int], ...]) -> Room:
        """The room that a tune and the speech leave."""
        tune = tuple((n.at, n.at + n.length, n.pitch.midi) for n in notes if n.length > PASSING)
        return Room(tune, tuple(end for _, end, _ in tune), speech)

    def beside(self, runs: Sequence[Run]) -> Room:
        """The same with statements beside the tune; one in the bass is a bass."""
        lines = tuple(tuple((n.at, n.at + n.length, n.pitch.midi) for n in run.notes) for run in runs)
        low = [i for i, run in enumerate(runs) if run.statement is not None and run.statement.voice == "bass"]
        bass = tuple(sorted(note for i in low for note in lines[i]))
        others = tuple(line for i, line in enumerate(lines) if i not in low)
        return Room(self.tune, self.ends, self.speech, bass, tuple(end for _, end, _ in bass), others)

    def over(self, strokes: Sequence[Stroke]) -> Room:
        """The same with a bass beneath, which has left its place to those that are there."""
        bass = tuple(sorted((*self.bass, *((s.at, s.end, s.midi) for s in strokes))))
        return Room(self.tune, self.ends, self.speech, bass, tuple(end for _, end, _ in bass), self.lines)

    def clash(self, at: int, end: int, midi: int) -> int | None:
        """Where a note first comes too near to the tune or a line, None when it never does."""
        first = self._near_tune(at, end, midi)
        for line in self.lines:
            for start, stop, sung in line:
                if start < end and stop > at and 0 < abs(sung - midi) <= TOO_NEAR:
                    first = max(at, start) if first is None else min(first, max(at, start))
        return first

    def clear_from(self, tick: int, midi: int) -> int:
        """The first tick from one on at which nothing that sounds comes too near to a note any more."""
        at, moved = tick, True
        while moved:
            ends = [stop for line in (self.tune, *self.lines) for start, stop, sung in line
                    if start <= at < stop and 0 < abs(sung - midi) <= TOO_NEAR]  # fmt: skip
            moved = bool(ends)
            at = max(ends, default=at)
        return at

    def _near_tune(self, at: int, end: int, midi: int) -> int | None:
        i = bisect_right(self.ends, at)
        while i < len(self.tune) and self.tune[i][0] < end:
            start, _, sung = self.tune[i]
            if 0 < abs(sung - midi) <= TOO_NEAR:
                return max(at, start)
            i += 1
        return None

    def muddy(self, at: int, midi: int) -> bool:
        """Whether a note stands too close over the bass (or under it)."""
        i = bisect_right(self.bass_ends, at)
        if i >= len(self.bass) or self.bass[i][0] > at:
            return midi < FIFTHS_BELOW - OCTAVE and not self.bass
        low, gap = min(self.bass[i][2], midi), abs(midi - self.bass[i][2])
        if gap % OCTAVE == 0:
            return False
        return midi < self.bass[i][2] or (low < FIFTHS_BELOW and gap < FIFTH) or (low < FOURTHS_BELOW and gap < FOURTH)

    def speaks(self, at: int, end: int) -> bool:
        """Whether somebody speaks between two ticks."""
        return any(a < end and b > at for a, b in self.speech)


def settle(stroke: Stroke, room: Room, *, is_bass: bool, may_leap: bool = True) -> Stroke | None:
    """Find a place for an accompaniment note: as it is, shorter, an octave away (if it may leap), or nowhere."""
    first = room.clash(stroke.at, stroke.end, stroke.midi)
    muddy = not is_bass and room.muddy(stroke.at, stroke.midi)
    if first is None and not muddy:
        return stroke
    if not muddy and first is not None and first - stroke.at >= SHORTEST_HELD:
        return stroke._replace(length=first - stroke.at)
    for octave in () if not may_leap else (OCTAVE,) if muddy else (-OCTAVE, OCTAVE):
        moved = stroke.midi + octave
        if is_bass and octave > 0:
            continue
        if room.clash(stroke.at, stroke.end, moved) is None and (is_bass or not room.muddy(stroke.at, moved)):
            return stroke._replace(midi=moved)
    return None


def make_room(strokes: Sequence[Stroke], room: Room, *, is_bass: bool, may_leap: bool = True) -> list[Stroke]:
    """Move, shorten or leave out whatever stands in the way of the tune or muddies the bass."""
    settled = (
        settle(stroke, room, is_bass=is_bass, may_leap=may_leap) if not stroke.drum else stroke for stroke in strokes
    )
    return [stroke for stroke in settled if stroke is not None]


def lead_around(strokes: Sequence[Stroke], room: Room, harmony: Sequence[Harmony]) -> list[Stroke]:
    """Lead held voices around the tune: whoever is in its way takes the nearest free chord tone of his own register.

    No voice leaps or crosses its neighbours for it; where no tone is free it is shorter, or silent.
    """
    out: list[Stroke] = []
    before: dict[int, int] = {}
    for stroke in sorted(strokes, key=lambda s: (s.at, s.voice)):
        first = room.clash(stroke.at, stroke.end, stroke.midi)
        muddy = room.muddy(stroke.at, stroke.midi)
        kept: Stroke | None = stroke
        if room.lines and (muddy or first is not None):
            own = _beside(stroke, strokes, room, harmony, before.get(stroke.voice, stroke.midi))
            before |= {piece.voice: piece.midi for piece in own}
            out += own
            continue
        if not muddy and first is not None and first - stroke.at >= SHORTEST_HELD:
            kept = stroke._replace(length=first - stroke.at)
        elif muddy or first is not None:
            kept = _nearest(stroke, strokes, room, harmony, before.get(stroke.voice, stroke.midi))
        if kept is not None:
            before[kept.voice] = kept.midi
            out.append(kept)
    return out


def _beside(
    stroke: Stroke, strokes: Sequence[Stroke], room: Room, harmony: Sequence[Harmony], before: int
) -> list[Stroke]:
    """A held voice beside a line that moves in its octave: on a tone that is free all the time, else round the line."""
    kept = _nearest(stroke, strokes, room, harmony, before)
    if kept is not None or room.muddy(stroke.at, stroke.midi):
        return [kept] if kept is not None else []
    out: list[Stroke] = []
    at = stroke.at
    while at < stroke.end:
        first = room.clash(at, stroke.end, stroke.midi)
        until = stroke.end if first is None else first
        if until - at >= SHORTEST_HELD:
            out.append(stroke._replace(at=at, length=until - at))
        at = stroke.end if first is None else room.clear_from(first, stroke.midi)
    return out


def _nearest(
    stroke: Stroke, strokes: Sequence[Stroke], room: Room, harmony: Sequence[Harmony], before: int
) -> Stroke | None:
    """The voice on the nearest chord tone that is free, between its neighbours."""
    chords = [h.pcs for h in harmony if h.at < stroke.end and h.end > stroke.at]
    others = [s for s in strokes if s.at <= stroke.at < s.end and s.voice != stroke.voice]
    floor = max((s.midi for s in others if s.voice > stroke.voice), default=0)
    ceiling = min((s.midi for s in others if s.voice < stroke.voice), default=127)
    is_spoken = room.speaks(stroke.at, stroke.end)
    choices = [
        midi
        for midi in range(max(floor + 1, stroke.midi - NEAR), min(ceiling, stroke.midi + NEAR + 1))
        if all(midi % OCTAVE in pcs for pcs in chords)
        and room.clash(stroke.at, stroke.end, midi) is None
        and not room.muddy(stroke.at, midi)
        and not (is_spoken and SPEECH_LOW <= midi <= SPEECH_HIGH)
    ]
    if not choices:
        return None
    return stroke._replace(midi=min(choices, key=lambda m: (abs(m - before) + abs(m - stroke.midi), m)))


def freshen(strokes: list[Stroke], bars: Sequence[Bar], often: int = OFTEN) -> list[Stroke]:
    """Change a bar that was just heard `often` times: its last note goes, or moves an octave when it stands alone."""
    by_bar: dict[int, list[Stroke]] = {}
    starts = [bar.at for bar in bars]
    for stroke in strokes:
        by_bar.setdefault(starts[max(0, bisect_right(starts, stroke.at) - 1)], []).append(stroke)
    before: list[tuple[tuple[int, int, int], ...]] = []
    out: list[Stroke] = []
    for bar in bars:
        inside = by_bar.get(bar.at, [])
        here = _literal(inside, bar)
        if here and len(before) >= often and all(old == here for old in before[-often:]):
            inside = _varied(inside)
            here = _literal(inside, bar)
        before.append(here)
        out += inside
    return out


def _literal(strokes: list[Stroke], bar: Bar) -> tuple[tuple[int, int, int], ...]:
    return tuple(sorted((s.at - bar.at, s.midi, len(s.drum)) for s in strokes))


def _varied(strokes: list[Stroke]) -> list[Stroke]:
    last = max(stroke.at for stroke in strokes)
    first = min(stroke.at for stroke in strokes)
    if last == first:
        top = max(stroke.midi for stroke in strokes)
        return [s for s in strokes if s.midi != top] or [s._replace(length=s.length // 2) for s in strokes]
    return [stroke for stroke in strokes if stroke.at != last]

"""Set the chords for voices: a bass that is a line, and upper voices led by dynamic programming.

First the bass chooses its octaves over a section, then the upper voices their places against it. Parallel fifths,
octaves and unisons are out of the question wherever another setting exists; when none does, the band is widened first,
then the least bad setting stands, and a finding says where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scenescore.compose.voices.costs import Grid, Room, candidates, steps
from scenescore.compose.voices.styles import COMMON, rules_of
from scenescore.compose.voices.voice_leading import line_faults
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote, Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.line import Line, Span
from scenescore.model.part_writing import PartWriting
from scenescore.model.sketch import Answer, Finding

_BASS_LOW, _BASS_HIGH, _BASS_REACH = 28, 50, 9
_DEFAULT_BAND, _DEFAULT_VOICES = (52, 76), 3
_FEWEST, _MOST_VOICES = 3, 4
_FLOOR, _NARROWEST = 48, {3: 17, 4: 20}
#: Settings to try for each chord, and how many semitones beyond the band they may lie; the next row where voices
#: cannot keep apart.
_TRIES = ((40, 0), (90, 4), (200, 9))
#: What the bass pays for a move of so many semitones (0 to 12).
_BASS_MOVES = (0, 0, 0, 50, 60, 70, 260, 80, 260, 300, 600, 650, 160)
_BASS_FAR, _BASS_CENTER, _BASS_SIMILAR, _BASS_CONTRARY = 800, 30, 80, 60


def bass_line(
    chords: Sequence[Chord],
    center: float,
    before: int | None = None,
    tune: Sequence[int | None] = (),
) -> tuple[int, ...]:
    """The octaves of a bass: near its centre, small steps, against the tune's direction where that is known.

    `before` is the bass note that came before, `tune` the tune's MIDI number at each chord (None where it rests).
    """
    middle = min(46, max(33, round(center)))
    options = [_bass_options(chord.bass_pc, middle) for chord in chords]
    best = {midi: _bass_move(before, midi, 0) + _BASS_CENTER * abs(midi - middle) for midi in options[0]}
    back: list[dict[int, int]] = []
    for i in range(1, len(chords)):
        heading = _heading(tune, i)
        row, came = {}, {}
        for midi in options[i]:
            cost, source = min((best[old] + _bass_move(old, midi, heading), old) for old in options[i - 1])
            row[midi], came[midi] = cost + _BASS_CENTER * abs(midi - middle), source
        best = row
        back.append(came)
    path = [min(best, key=lambda midi: (best[midi], midi))]
    for came in reversed(back):
        path.append(came[path[-1]])
    return tuple(path[::-1])


def _bass_options(pc: int, middle: int) -> list[int]:
    low, high = max(_BASS_LOW, middle - _BASS_REACH), min(_BASS_HIGH, middle + _BASS_REACH)
    return [midi for midi in range(low, high + 1) if midi % 12 == pc] or [middle + (pc - middle + 6) % 12 - 6]


def _heading(tune: Sequence[int | None], index: int) -> int:
    """Which way the tune goes from the chord before: up (positive), down or nowhere."""
    if len(tune) <= index:
        return 0
    old, new = tune[index - 1], tune[index]
    return 0 if old is None or new is None else new - old


def _bass_move(old: int | None, new: int, heading: int) -> int:
    if old is None:
        return 0
    gap = abs(new - old)
    cost = _BASS_MOVES[gap] if gap < len(_BASS_MOVES) else _BASS_FAR
    along = (new - old) * heading
    return cost + (_BASS_SIMILAR if along > 0 else -_BASS_CONTRARY if along < 0 else 0)


def room_of(section: Section, book: Book, tune: Sequence[MelodyNote]) -> Room:
    """How many upper voices a section's texture wants, and the band that it leaves them under the tune."""
    texture = book.textures.get(section.texture)
    layers = [layer for layer in texture.layers if layer.role == "harmony"] if texture else []
    low, high = _DEFAULT_BAND
    voices = _DEFAULT_VOICES
    if layers:
        low, high = min(layer.band[0] for layer in layers), max(layer.band[1] for layer in layers)
        voices = min(_MOST_VOICES, max(_FEWEST, *(layer.voices for layer in layers), _FEWEST))
    width = _NARROWEST[voices]
    pitches = sorted(note.pitch.midi for note in tune if section.at <= note.at < section.end)
    if pitches and pitches[len(pitches) // 2] > (low + high) // 2:
        # Leave the tune's octave free: the band ends three semitones under its lower quarter.
        high = max(_FLOOR + width, min(high, pitches[len(pitches) // 4] - 3))
    low = max(_BASS_LOW, min(low, high - width))
    return Room(voices, low, max(high, low + width))


@dataclass(slots=True)
class _Setter:
    """Candidates and steps already worked out (loops come round)."""

    most: int
    rules: PartWriting = COMMON
    known: dict[tuple[Chord, int, Room], tuple[Grid, Grid]] = field(default_factory=dict)
    moved: dict[tuple[Chord, int, Room, Chord, int, Room], Grid] = field(default_factory=dict)

    def settings(self, chord: Chord, bass: int, room: Room) -> tuple[Grid, Grid]:
        """Upper voices of a chord over a bass, with their costs."""
        key = (chord, bass, room)
        if key not in self.known:
            self.known[key] = candidates(chord, bass, room, self.most)
        return self.known[key]

    def step(self, one: tuple[Chord, int, Room], other: tuple[Chord, int, Room]) -> Grid:
        """Costs from each setting of one chord to each of another."""
        key = (*one, *other)
        if key not in self.moved:
            before, after = self.settings(*one)[0], self.settings(*other)[0]
            self.moved[key] = steps(one[0], before, one[1], other[0], after, other[1], self.rules)
        return self.moved[key]


def _upper(
    places: Sequence[tuple[Chord, int, Room]],
    setter: _Setter,
    before: tuple[Chord, Voicing] | None,
) -> list[tuple[int, ...]]:
    """The cheapest way through the settings of every chord (Viterbi); ties go to the cheaper setting."""
    best = setter.settings(*places[0])[1]
    if before:
        chord, voicing = before
        row = np.array([voicing.upper], dtype=np.int64)
        first = setter.settings(*places[0])[0]
        here = steps(chord, row, voicing.bass, places[0][0], first, places[0][1], setter.rules)
        best = best + here[0]
    back = []
    for one, other in pairwise(places):
        total = best[:, None] + setter.step(one, other)
        came = total.argmin(axis=0)
        back.append(came)
        best = total[came, np.arange(len(came))] + setter.settings(*other)[1]
    index = int(best.argmin())
    path = [index]
    for came in reversed(back):
        index = int(came[index])
        path.append(index)
    found = zip(places, path[::-1], strict=True)
    return [tuple(int(midi) for midi in setter.settings(*place)[0][i]) for place, i in found]


def _sung(tune: Sequence[MelodyNote], spans: Sequence[Span[Chord]]) -> list[tuple[int, ...]]:
    """The tune's MIDI numbers that sound in each span, in order."""
    out: list[tuple[int, ...]] = []
    first = 0
    for span in spans:
        while first < len(tune) and tune[first].end <= span.start:
            first += 1
        inside = []
        for note in tune[first:]:
            if note.at >= span.end:
                break
            if note.end > span.start:
                inside.append(note.pitch.midi)
        out.append(tuple(inside))
    return out


def _set(
    section: Section,
    spans: Sequence[Span[Chord]],
    before: tuple[Chord, Voicing] | None,
    tune: Sequence[MelodyNote],
    book: Book,
) -> list[Voicing]:
    """Set the chords of one section after what came before; widen the band when voices cannot keep apart."""
    chords = [span.value for span in spans]
    sung = _sung(tune, spans)
    tops = [notes[0] if notes else None for notes in sung]
    basses = bass_line(chords, section.manner.bass_center, before[1].bass if before else None, tops)
    room = room_of(section, book, tune)
    rules = rules_of(section, book)
    found, faults = _attempt(chords, basses, room, sung, before, rules)
    for index in faults:
        # Where no upper voices keep apart, the bass may take its other octave.
        for octave in (-12, 12):
            other = [*basses[:index], basses[index] + octave, *basses[index + 1 :]]
            if _BASS_LOW <= other[index] <= _BASS_HIGH:
                again, left = _attempt(chords, other, room, sung, before, rules)
                if len(left) < len(faults):
                    found, faults, basses = again, left, tuple(other)
    return found


def _attempt(
    chords: Sequence[Chord],
    basses: Sequence[int],
    room: Room,
    sung: Sequence[tuple[int, ...]],
    before: tuple[Chord, Voicing] | None,
    rules: PartWriting,
) -> tuple[list[Voicing], list[int]]:
    """Set chords over a bass, with more freedom at each try; also the indices of chords where a rule is broken."""
    found: list[Voicing] = []
    faults: list[int] = []
    for most, wider in _TRIES:
        rooms = [
            Room(room.voices, room.low - wider, room.high + wider, (min(notes), max(notes)) if notes else None)
            for notes in sung
        ]
        places = list(zip(chords, basses, rooms, strict=True))
        upper = _upper(places, _Setter(most, rules), before)
        found = [Voicing(bass, voices) for bass, voices in zip(basses, upper, strict=True)]
        lead_in = [before[1]] if before else []
        known = [before[0]] if before else []
        broken = line_faults([*lead_in, *found], [*known, *chords] if rules.parallels == "planing" else ())
        counted = [f for f in broken if f.index >= len(lead_in) and (rules.parallels != "free" or f.rule == "crossing")]
        faults = sorted({fault.index - len(lead_in) for fault in counted})
        if not faults:
            break
    return found, faults


def lead(
    cue: Cue,
    sections: tuple[Section, ...],
    chords: Line[Chord],
    tune: tuple[MelodyNote, ...],
    book: Book,
) -> Answer[Line[Voicing]]:
    """Set every chord for bass and three or four upper voices, section by section."""
    out: list[Voicing] = []
    spans = chords.spans
    for section in sections:
        inside = [span for span in spans if section.at <= span.start < section.end]
        if inside:
            before = (spans[len(out) - 1].value, out[-1]) if out else None
            out += _set(section, inside, before, tune, book)
    line = Line(tuple(Span(s.start, s.length, v) for s, v in zip(spans, out, strict=True)), chords.length)
    free = [s for s in sections if rules_of(s, book).parallels == "free"]
    faults = [
        fault for fault in line_faults(out, [span.value for span in spans])
        if fault.rule == "crossing" or not any(s.at <= spans[fault.index].start < s.end for s in free)
    ]  # fmt: skip
    findings = tuple(
        Finding("part-writing", f"bar {cue.bar(spans[f.index].start).number}", f"{f.rule} between voices {f.voices}")
        for f in faults
    )
    return Answer(line, (), findings)

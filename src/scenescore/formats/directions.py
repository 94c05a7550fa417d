"""Words and signs around the notes: tempo, rehearsal marks, hits, themes, dynamics, hairpins, techniques."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from scenescore.formats.hands import left_hand
from scenescore.formats.signs import music21
from scenescore.model.cue import Cue
from scenescore.model.metre import bar_at
from scenescore.model.sketch import Mark, Part, Sketch
from scenescore.model.time import TICKS_PER_QUARTER, TempoStep
from scenescore.model.timecode import label_of, nearest_frame, rate

__all__ = ["add_directions", "add_marks"]

#: Tempo changes smaller than this are the clock's business, not the reader's.
_SHOWN_TEMPO_CHANGE = 0.005
#: A tempo within this share of another one is taken up again, not a new one.
_SAME_TEMPO = 0.06
#: The step that ends a ritardando stands at most so many ticks before the end that was asked for.
_NEAR_END = 120
_PIZZICATO, _RINGING, _PEDAL = "pizzicato", "let-ring", "con ped."
_TIMECODE_SIZE = 8
#: A hairpin may open so many ticks before its place, where a long note begins that it swells; else after it.
_MIDDLE = 1920
#: A theme that is nobody's; "cue" on a part would promise another player's notes.
_NOBODYS = "Theme"


def add_directions(written: Any, sketch: Sketch, *, chord_names: bool = False) -> None:
    """Write above the top staff what concerns everybody."""
    top = _Page(written, sketch)
    # The first word stands beside the first tempo, see `systems.first_word`.
    words = sketch.sections[0].words[:1] if sketch.sections else ()
    for section in sketch.sections:
        top.put(section.at, _rehearsal(section.label))
        if section.words and section.words[:1] != words:
            words = section.words[:1]
            top.put(section.at, _words(words[0].capitalize()))
    _tempi(top, sketch)
    picture = sketch.cue.picture
    at = rate(picture.rate)
    for landing in sketch.cue.landings:
        label = label_of(picture.start_frame + nearest_frame(landing.asked, at), at)
        top.put(landing.tick, _words(label, size=_TIMECODE_SIZE))
        top.put(landing.tick, _words(landing.hit.name, boxed=True))
    for span in sketch.chords if chord_names else ():
        top.put(span.start, _words(span.value.name))


def add_marks(written: Sequence[Any], part: Part, sketch: Sketch) -> None:
    """Write what one player reads: dynamics, hairpins, texts, changes of technique, the themes that it carries.

    `written` are the player's staves; a theme's name stands over the hand that begins it.
    """
    m21 = music21()
    page = _Page(written[0], sketch)
    for mark in part.marks:
        if mark.kind == "dynamic":
            page.put(mark.at, m21.dynamics.Dynamic(mark.text))
        elif mark.kind == "text":
            page.put(mark.at, _words(mark.text, italic=True))
        else:
            page.hairpin(mark)
    taken = {(mark.at, mark.text) for mark in part.marks}
    for at, text in _techniques(part):
        if (at, text) not in taken:
            page.put(at, _words(text, italic=True))
    themes = _themes(part, sketch)
    left = left_hand(part.notes, sketch.cue.bars) if themes and len(written) > 1 else frozenset()
    for first, text in themes:
        staff = _Page(written[-1], sketch) if first in left else page
        staff.put(int(part.notes[first].at), _words(text, italic=True))


class _Page:
    """The bars of a written part, found by tick."""

    def __init__(self, written: Any, sketch: Sketch) -> None:
        self._written, self._bars = written, sketch.cue.bars
        self._measures = list(written.getElementsByClass("Measure"))
        self._notes: list[tuple[int, Any]] = []
        self._taken = -1

    def put(self, at: int, element: Any) -> None:
        """Set something at a tick; what lies after the last bar is left out."""
        bar = bar_at(self._bars, at)
        if at < bar.end:
            self._measures[bar.number - self._bars[0].number].insert(Fraction(at - bar.at, TICKS_PER_QUARTER), element)

    def hairpin(self, mark: Mark) -> None:
        """Open a hairpin under what sounds from the mark's start to its end."""
        m21 = music21()
        notes = self._ticks()
        starts = [at for at, _ in notes]
        first = max(0, bisect_right(starts, mark.at) - 1)
        if notes and (notes[first][1].isRest or notes[first][0] + _MIDDLE < mark.at):
            first += 1
        # Two hairpins never lie over each other: the second one begins with the next sign.
        first = max(first, self._taken + 1)
        last = bisect_right(starts, mark.at + mark.length - 1) - 1
        if first > last:
            return
        self._taken = last
        kind = m21.dynamics.Crescendo if mark.text == "<" else m21.dynamics.Diminuendo
        self._written.insert(0, kind(notes[first][1], notes[last][1]))

    def _ticks(self) -> list[tuple[int, Any]]:
        if not self._notes:
            for bar, measure in zip(self._bars, self._measures, strict=True):
                home = measure.voices[0] if measure.hasVoices() else measure
                for element in home.notesAndRests:
                    self._notes.append((bar.at + int(element.offset * TICKS_PER_QUARTER), element))
        return self._notes


def _tempi(top: _Page, sketch: Sketch) -> None:
    """Metronome marks where the tempo audibly changes; a change beat by beat is a word, and so is free time."""
    cue, shown = sketch.cue, 0.0
    bends = [
        (_onset(cue, cue.clock.nearest_tick(each.start)), cue.clock.nearest_tick(each.end))
        for each in cue.picture.tempo_changes
    ]
    for (start, _), change in zip(bends, cue.picture.tempo_changes, strict=True):
        top.put(start, _words("rit." if change.speed < 1 else "accel.", italic=True))
    is_free = sketch.scene.tempo_mode == "free"
    if is_free:
        top.put(int(cue.bars[0].at), _words("rubato", italic=True))
        top.put(0, _metronome(round(_mean(cue) / _counted(cue, 0)) * _counted(cue, 0), cue, 0, cue.clock.steps[0].bpm))
    else:
        for start, end in bends:
            back = _return(cue, start, end)
            if back is not None:
                top.put(back.at, _words("a tempo", italic=True))
    for step in () if is_free else cue.clock.steps:
        bent = any(start <= step.at < end for start, end in bends) and step.at
        if bent or abs(step.bpm - shown) <= shown * _SHOWN_TEMPO_CHANGE or step.at >= cue.length:
            continue
        shown = step.bpm
        top.put(step.at, _metronome(step.bpm, cue, step.at))


def _onset(cue: Cue, start: int) -> int:
    """The beat on which a change of tempo begins that was asked for from a tick on: the first that differs."""
    near = (int(step.at) for step in cue.clock.steps if step.at > 0 and abs(step.at - start) < TICKS_PER_QUARTER)
    return next(near, start)


def _mean(cue: Cue) -> float:
    """Quarters a minute from the first beat to the last: what free time moves around."""
    return float(Fraction(60 * cue.length, TICKS_PER_QUARTER) / cue.seconds(cue.length))


def _counted(cue: Cue, at: int) -> float:
    """Quarters in a beat of the bar at a tick."""
    return cue.bar(at).meter.beat / TICKS_PER_QUARTER


def _return(cue: Cue, start: int, end: int) -> TempoStep | None:
    """The step after a ritardando or accelerando that takes up the tempo before it again."""
    before = next((step for step in reversed(cue.clock.steps) if step.at < max(start, 1)), None)
    after = next((step for step in cue.clock.steps if step.at >= max(end - _NEAR_END, 1)), None)
    if before is None or after is None or after.at >= cue.length:
        return None
    return after if abs(after.bpm - before.bpm) <= before.bpm * _SAME_TEMPO else None


def _metronome(bpm: float, cue: Cue, at: int, sounding: float | None = None) -> Any:
    """So many beats a minute, exactly for playing and rounded for reading."""
    m21 = music21()
    quarters = _counted(cue, at)
    exact = bpm / quarters
    number = round(exact, 1)
    referent = m21.duration.Duration(Fraction(cue.bar(at).meter.beat, TICKS_PER_QUARTER))
    mark = m21.tempo.MetronomeMark(number=int(number) if number == int(number) else number, referent=referent)
    mark.numberSounding = round((bpm if sounding is None else sounding) / quarters, 4)
    mark.placement = "above"
    return mark


def _techniques(part: Part) -> list[tuple[int, str]]:
    """Where a player changes between bow and finger, and where the sound rings from now on; a pedal lets all ring."""
    out = []
    before = ""
    rings = any(mark.kind == "text" and mark.text == _PEDAL for mark in part.marks)
    for note in part.notes:
        now = note.articulation
        if now == _RINGING:
            if not rings:
                out.append((int(note.at), "l.v. sempre"))
            rings = True
            continue
        if (now == _PIZZICATO) != (before == _PIZZICATO):
            out.append((int(note.at), "pizz." if now == _PIZZICATO else "arco"))
        before = now
    return out


def _themes(part: Part, sketch: Sketch) -> list[tuple[int, str]]:
    """The notes (by index) with which this part begins a statement, unless a part above it does so too."""
    out = []
    for statement in sketch.statements:
        carriers = [
            (*min((int(note.at), i) for i, note in enumerate(each.notes) if note.statement == statement.number), order)
            for order, each in enumerate(sketch.parts)
            if any(note.statement == statement.number for note in each.notes)
        ]
        first = min(carriers, key=lambda carrier: (carrier[0], carrier[2]), default=None)
        if first is not None and sketch.parts[first[2]] is part:
            out.append((first[1], statement.theme if statement.owner else _NOBODYS))
    return out


def _rehearsal(label: str) -> Any:
    return music21().expressions.RehearsalMark(label)


def _words(text: str, *, italic: bool = False, boxed: bool = False, size: int = 0) -> Any:
    m21 = music21()
    out = m21.expressions.TextExpression("".join(c for c in text if c.isprintable()))
    out.placement = "above"
    out.style.fontWeight = "normal"
    out.style.fontStyle = "italic" if italic else "normal"
    if size:
        out.style.fontSize = size
    if boxed:
        out.style.enclosure = "rectangle"
    return out

"""What a passage between two statements is made of: the heads of the themes that were heard last.

Nothing new is invented. What moves takes up the head at another step (sequence) or a part of it (fragmentation), and
says it with fewer notes the second time, until only the bare steps are left (liquidation, Schoenberg 1967; Caplin
1998). What is calm or threatens draws the head out into long notes (augmentation). After two themes have met, their
heads take turns. Whether a figure is still to be recognised in the line that was found is asked of the line itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from scenescore.model.form import Technique
from scenescore.model.theme import Statement
from scenescore.model.time import TICKS_PER_QUARTER

EIGHTH = TICKS_PER_QUARTER // 2
#: A passage that is longer than this many bars takes up two bars of what was said; a shorter one takes up one.
_LONG_PASSAGE = 3
#: A part of a theme that is worth going on with has so many notes.
_ENOUGH = 3
#: A head in long notes has so many notes; lengths are drawn out by one of these.
_HEAD, _DRAWN_OUT = 4, (2, 3, 4, 6, 8)
#: An interval may be so many semitones larger or smaller than its model: the same steps in another place of the scale.
SAME_STEPS = 1
#: A figure is still to be recognised when so many thousandths of its intervals are kept.
_KEPT = 650


@dataclass(frozen=True, slots=True)
class Figure:
    """Some beats that belong together: which technique made them from which theme."""

    technique: Technique
    theme: str


@dataclass(frozen=True, slots=True)
class Beat:
    """One note or rest of a passage: length, whether it sounds, and the interval (semitones) that leads to it.

    `figure` is the figure that it belongs to, by its number in the passage; None where it belongs to none.
    """

    length: int
    sounds: bool = True
    by: int | None = None
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The beats of a passage and the figures that they make."""

    beats: tuple[Beat, ...]
    figures: tuple[Figure, ...] = ()


def moving(sources: Sequence[Statement], room: int, bar: int, *, lead: int = 0, quick: bool = False) -> Passage:
    """Beats that fill a room with the heads of what was said, the newest first: sequence, then liquidation.

    `lead` is what is left of a bar that has begun: there the tune takes breath, so that each bar line finds the figure
    in step. The last bar holds one long note and a breath; where there is one bar only, its second half does.
    """
    closing = min(room, bar) if room > bar or not sources else room // 2 // EIGHTH * EIGHTH or room
    lead = min(lead, room - closing)
    left = room - closing - lead
    out = [Beat(lead, sounds=False)] if lead else []
    figures: list[Figure] = []
    span = 2 * bar if left >= _LONG_PASSAGE * bar else bar
    onward = None
    while left > 0:
        source = sources[len(figures) % len(sources)] if sources else None
        model = head(source, span)
        onward = _onward(source, min(span, left))
        is_plain = len(figures) % 2 == 1
        figures.append(_figure(source, span, is_plain=is_plain, is_again=len(figures) > 1))
        for beat in plainer(model) if is_plain else model:
            length = min(beat.length, left)
            if length > 0:
                out.append(Beat(length, beat.sounds, beat.by, len(figures) - 1))
                left -= length
    close = _closing(closing, bar, quick=quick)
    close[0] = replace(close[0], by=onward, figure=len(figures) - 1 if onward is not None else None)
    return Passage((*out, *close), tuple(figures))


def _onward(source: Statement | None, span: int) -> int | None:
    """The step with which a statement goes on after a span; None where it is over."""
    at, before = 0, None
    for tone in source.tones if source else ():
        if tone.step is not None:
            if at >= span and before is not None:
                return tone.semitones - before
            before = tone.semitones
        at += tone.length
    return None


def _figure(source: Statement | None, span: int, *, is_plain: bool, is_again: bool) -> Figure:
    if source is None:
        return Figure("free", "")
    if is_plain:
        return Figure("liquidation", source.theme)
    is_part = source.length > span and not is_again
    return Figure("fragmentation" if is_part else "sequence", source.theme)


def _closing(room: int, bar: int, *, quick: bool) -> list[Beat]:
    """The last bar: a long note, after a short one where the music is quick, and a breath."""
    out, left = [], room
    breath = min(left // 4 // EIGHTH * EIGHTH, TICKS_PER_QUARTER) or min(EIGHTH, left // 2)
    if quick and left >= bar and bar >= 4 * EIGHTH:
        first = bar // 4 // EIGHTH * EIGHTH or EIGHTH
        out.append(Beat(first))
        left -= first
    out.append(Beat(left - breath))
    if breath:
        out.append(Beat(breath, sounds=False))
    return [beat for beat in out if beat.length > 0]


def head(source: Statement | None, span: int) -> list[Beat]:
    """The rhythm and the steps with which a statement begins, for a span; plain values where nothing was said.

    What is shorter than the span rests until its end.
    """
    if source is None:
        half = span // 2 // EIGHTH * EIGHTH or span
        return [Beat(half), Beat(span - half)] if span > half else [Beat(span)]
    out: list[Beat] = []
    left, before = span, None
    for tone in source.tones:
        length = min(int(tone.length), left)
        if length <= 0:
            break
        out.append(Beat(length, tone.step is not None, None if before is None else tone.semitones - before))
        before = tone.semitones if tone.step is not None else before
        left -= length
    if not any(beat.sounds for beat in out):
        return [Beat(span)]
    if left:
        last = out[-1]
        out[-1] = Beat(last.length + left, last.sounds, last.by) if last.length + left <= span // 2 else last
        out += [Beat(left, sounds=False)] if out[-1] is last else []
    return [beat if beat.sounds else Beat(beat.length, sounds=False) for beat in out]


def plainer(model: Sequence[Beat]) -> list[Beat]:
    """The same rhythm with fewer notes, for the second time: a short note off the beat goes into the one before it."""
    out: list[Beat] = []
    at = 0
    for beat in model:
        follows = beat.sounds and out and out[-1].sounds and (at - out[-1].length) % TICKS_PER_QUARTER == 0
        is_off = at % TICKS_PER_QUARTER and beat.length <= TICKS_PER_QUARTER
        if follows and is_off and out[-1].length <= TICKS_PER_QUARTER:
            by = None if out[-1].by is None or beat.by is None else out[-1].by + beat.by
            out[-1] = Beat(out[-1].length + beat.length, by=by)
        else:
            out.append(beat)
        at += beat.length
    return out


def drawn_out(
    sources: Sequence[Statement], room: int, bar: int, beat: int, *, least: int, pattern: Sequence[int]
) -> Passage:
    """Beats that fill a room with heads in long notes; a head that cannot be drawn out takes the lengths of a pattern.

    Notes are `least` ticks long in the middle and a beat at least.
    """
    closing = min(room, bar)
    left, out = room - closing, list[Beat]()
    figures: list[Figure] = []
    onward = None
    while left > 0:
        source = sources[len(figures) % len(sources)] if sources else None
        figures.append(Figure("augmentation" if source else "free", source.theme if source else ""))
        for length, by in _long_notes(source, bar, beat, least, pattern):
            if left <= 0:
                onward = by
                break
            out.append(Beat(min(length, left), by=by, figure=len(figures) - 1))
            left -= out[-1].length
    close = _closing(closing, bar, quick=False)
    close[0] = replace(close[0], by=onward, figure=len(figures) - 1 if onward is not None else None)
    return Passage((*out, *close), tuple(figures))


def _long_notes(
    source: Statement | None, bar: int, beat: int, least: int, pattern: Sequence[int]
) -> list[tuple[int, int | None]]:
    """Length and interval of each note of a head that is drawn out to whole bars."""
    tones = [tone for tone in source.tones if tone.step is not None][:_HEAD] if source else []
    steps = [None, *(b.semitones - a.semitones for a, b in pairwise(tones))]
    lengths = [int(tone.length) for tone in tones]
    for factor in _DRAWN_OUT if tones else ():
        drawn = [length * factor // beat * beat for length in lengths]
        if min(drawn) >= beat and sum(drawn) >= least * len(drawn) and max(drawn) <= 2 * bar:
            drawn[-1] += -sum(drawn) % bar
            return list(zip(drawn, steps, strict=True))
    return [(pattern[i % len(pattern)], step) for i, step in enumerate(steps)]


def kept(beats: Sequence[Beat], line: Sequence[int], figures: Sequence[Figure]) -> list[Figure]:
    """The figures that can still be recognised in the line that was found for the sounding beats, in order.

    A figure whose intervals were lost to the harmony has kept its rhythm, when that is not plain.
    """
    found: list[Figure] = []
    for number, figure in enumerate(figures):
        here = [(beat, i) for i, beat in enumerate(beats) if beat.figure == number]
        steps = [(beat.by, line[i] - line[i - 1]) for beat, i in here if beat.by is not None and i]
        same = sum(is_same(by, step) for by, step in steps)
        if steps and same * 1000 >= _KEPT * len(steps):
            found.append(figure)
        elif figure.theme and len({beat.length for beat, _ in here}) > 1:
            found.append(Figure("rhythm", figure.theme))
    return found


def faithful(beats: Sequence[Beat], line: Sequence[int]) -> int:
    """How much of a line (thousandths of its notes) is led to by the interval of a figure."""
    steps = [(beat.by, line[i] - line[i - 1]) for i, beat in enumerate(beats) if i]
    return sum(by is not None and is_same(by, step) for by, step in steps) * 1000 // max(1, len(steps))


def second_bar(statement: Statement, bar: int) -> Statement | None:
    """The same statement from its second bar on: another part of the theme to go on with; None where it has none."""
    at = 0
    for i, tone in enumerate(statement.tones):
        if at >= bar:
            rest = statement.tones[i:]
            return replace(statement, tones=rest) if sum(t.step is not None for t in rest) >= _ENOUGH else None
        at += tone.length
    return None


def reach(beats: Sequence[Beat]) -> int:
    """How many semitones the widest figure spans."""
    widest = 0
    for number in sorted({beat.figure for beat in beats if beat.figure is not None}):
        here = list(accumulate((beat.by or 0 for beat in beats if beat.figure == number and beat.sounds), initial=0))
        widest = max(widest, max(here) - min(here))
    return widest


def is_same(by: int, step: int) -> bool:
    """Whether an interval is its model's, or the same steps elsewhere in the scale."""
    return by * step >= 0 and (by == 0) == (step == 0) and abs(by - step) <= SAME_STEPS

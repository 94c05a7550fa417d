"""The controllers of one part: the mix at the start, expression and timbre of long notes, the pedal, the fade.

Numbers: CC1 timbre, CC7 mix, CC10 place, CC11 expression, CC64 pedal, CC91 room. Points come at most every eighth note
(closer where the music makes way for a voice) and only where the value has moved by two; while a part sounds they climb
at most twelve at once except on a hit. A section's controllers know nothing of the next one: a part that enters later
waits at mf.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from scenescore.compose.performance.dynamics import (
    Loudness,
    arrival_of,
    audible,
    expression_of,
    fade_start,
    hushes,
    timbre_of,
)
from scenescore.compose.performance.timing import Moment, ticks_of
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Instrument
from scenescore.model.line import Line
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import SHORT_STROKES, Control, Part
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

TIMBRE, MIX, PLACE, EXPRESSION, PEDAL, ROOM = 1, 7, 10, 11, 64, 91
GRID = TICKS_PER_QUARTER // 2
SMALLEST_STEP, LARGEST_STEP = 2, 12
#: Expression carries this share of the dynamics of a sustaining part; velocity carries the rest (see `SHORT_SHARE`).
EXPRESSION_SHARE, LONG_SHARE, SHORT_SHARE = 0.75, 0.3, 0.5
#: A note of this many milliseconds has a life of its own.
LIVING_MS = 1500
#: Controllers are in place for an entry this long before it, and jump there when the player has rested as long.
PREPARED = 2 * GRID
#: In so many steps the music goes down for a voice, and comes back.
RAMP_STEPS = 4
DOWN_MS, UP_MS = 40, 25
FULL = 127
#: Loudness goes with the square of expression: this power of what is left is 9 dB down halfway.
FADE_CURVE = 0.75
#: CC1 is dynamics in a sample library and depth of vibrato in General MIDI: half of its range tells the one and spares
#: the other (at most a quarter of a semitone).
TIMBRE_SHARE = 2
#: Tick, planned level, whether a hit stands there.
Grid = tuple[tuple[int, float, bool], ...]
STRUCK_EXPRESSION = 100


def settings(instrument: Instrument) -> tuple[Control, ...]:
    """Set the mix, the seat and the room of a player before the first note."""
    mix = max(84, min(112, round(100 + (instrument.loudness - 96) * 0.4)))
    values = ((MIX, mix), (PLACE, instrument.pan), (ROOM, round(36 + 44 * instrument.depth)))
    return tuple(Control(Ticks(0), number, max(0, min(FULL, value))) for number, value in values)


def phrase_groups(part: Part) -> list[tuple[int, int, float, str, bool]]:
    """Melt a part's chords into onsets: tick, longest end, loudest level, articulation, whether it is the tune."""
    out: list[tuple[int, int, float, str, bool]] = []
    for note in part.notes:
        if out and out[-1][0] == note.at:
            at, end, level, articulation, tune = out[-1]
            out[-1] = (at, max(end, note.end), max(level, note.level), articulation, tune or note.role == "melody")
        else:
            out.append((note.at, note.end, note.level, note.articulation, note.role == "melody"))
    return out


def grid_of(cue: Cue, sections: Sequence[Section], loudness: Loudness) -> Grid:
    """Every eighth note, hit, section and step aside for a voice: tick, the plan's level, whether it is a hit."""
    hits = frozenset(tick for landing in cue.landings for tick in (int(landing.tick), int(landing.sounds)))
    borders = (int(section.at) for section in sections)
    last = max(0, cue.length - GRID // 4)
    steps = (
        a + (b - a) * quarter // RAMP_STEPS
        for span in hushes(cue)
        for (a, low), (b, high) in pairwise(span)
        if low != high
        for quarter in range(RAMP_STEPS + 1)
    )
    more = (tick for tick in (*hits, *borders, *steps) if tick < cue.length)
    ticks = sorted({*range(0, cue.length, GRID), last, *more})
    return tuple((tick, loudness.at(tick), tick in hits) for tick in ticks)


def expression(part: Part, moments: Mapping[int, Moment], grid: Grid, cue: Cue, fade: int) -> list[Control]:
    """Draw CC11 and CC1 of a sustaining part: the plan, the layer's level, and the life of each long note.

    In a rest the controllers stay where they are; they move to the next entry shortly before it, within its section.
    From the tick `fade` on everything sinks to nothing.
    """
    groups = phrase_groups(part)
    if not groups:
        return []
    hits = frozenset(tick for tick, _, is_hit in grid if is_hit)
    out: list[Control] = []
    swell, light, silent_from = -1, -1, -PREPARED
    here, last = 0, len(groups) - 1
    shaped = [moments[group[0]] for group in groups]
    living = [_lives(group, moment) for group, moment in zip(groups, shaped, strict=True)]
    if shaped[0].opens > 0:
        swell, light = expression_of(0.0), timbre_of(0.0) // TIMBRE_SHARE
        out = [Control(Ticks(0), EXPRESSION, swell), Control(Ticks(0), TIMBRE, light)]
    for tick, planned, is_hit in grid:
        while here < last and (groups[here][1] <= tick or groups[here + 1][0] <= tick):
            if shaped[here + 1].opens > tick:
                break
            silent_from = groups[here][1]
            here += 1
        group, moment = groups[here], shaped[here]
        is_resting = tick >= group[1] or tick < group[0] - PREPARED
        if (is_resting and tick <= fade and (tick or out)) or moment.opens > tick:
            continue
        is_free = is_hit or (tick <= group[0] and tick - silent_from >= PREPARED)
        level = (planned if tick > group[0] else moment.level) + group[2]
        level += _life(group, tick, moment, hits) if living[here] else 0.0
        heard = audible(level)
        wanted = expression_of(heard * EXPRESSION_SHARE)
        if tick > fade:
            wanted = max(2, round(wanted * _left(tick, fade, int(cue.length))))
        moved = _step(swell, wanted, is_free=is_free)
        if moved is not None:
            swell = moved
            out.append(Control(Ticks(tick), EXPRESSION, moved))
        moved = _step(light, timbre_of(heard) // TIMBRE_SHARE, is_free=is_free)
        if moved is not None:
            light = moved
            out.append(Control(Ticks(tick), TIMBRE, moved))
    return out


def _step(now: int, wanted: int, *, is_free: bool) -> int | None:
    """Move a controller towards a value; None where it stays."""
    if now < 0:
        return wanted
    if abs(wanted - now) < SMALLEST_STEP:
        return None
    return wanted if is_free else now + max(-LARGEST_STEP, min(LARGEST_STEP, wanted - now))


def _lives(group: tuple[int, int, float, str, bool], moment: Moment) -> bool:
    """Whether a note is long enough, and held, so that it swells or decays."""
    return group[1] - group[0] >= ticks_of(LIVING_MS, moment.microseconds) and group[3] not in SHORT_STROKES


def _life(group: tuple[int, int, float, str, bool], tick: int, moment: Moment, hits: frozenset[int]) -> float:
    """Swell and decay in dB of a note that lives: into a hit it grows, at a phrase end it dies, a tune blooms late."""
    at, end, _, articulation, is_tune = group
    x = min(1.0, max(0, tick - at) / (end - at))
    size = 0.6 + moment.manner.level_range / 10
    if end in hits:
        return size * (4 * x - 2)
    if articulation in {"accent", "marcato"}:
        return size * (1 - 4 * min(1.0, 2 * x))
    if end >= moment.phrase_end:
        return size * (0.5 - 3 * x * x)
    peak = 0.65 if is_tune else 0.5
    top = 2.0 if is_tune else 1.2
    return size * (top * (x / peak if x < peak else (1 - x) / (1 - peak)) - top / 2)


def _left(tick: int, start: int, end: int) -> float:
    """What a fade leaves of the expression: it sinks evenly for the ear and goes only at the very end."""
    left = min(1.0, max(0.0, (end - tick) / max(1, end - start)))
    return round(float(left**FADE_CURVE), 4)


def fading(cue: Cue) -> list[Control]:
    """Fade a struck part with expression alone."""
    start = fade_start(cue)
    out = [Control(Ticks(0), EXPRESSION, STRUCK_EXPRESSION)]
    for tick in (*range(-(-start // GRID) * GRID, cue.length - GRID // 4, GRID), cue.length - GRID // 4):
        value = max(2, round(STRUCK_EXPRESSION * _left(tick, start, int(cue.length))))
        if out[-1].value - value >= SMALLEST_STEP:
            out.append(Control(Ticks(tick), EXPRESSION, value))
    return out


def pedal(
    part: Part, cue: Cue, sections: Sequence[Section], chords: Line[Chord] | None, ending: str, hall: int = 0
) -> list[Control]:
    """Step on the pedal just after each change of chord and off just before the next; dry passages stay dry.

    `hall` is how many ticks before the cue's end it is up.
    """
    out: list[Control] = []
    starts = [int(note.at) for note in part.notes]
    stops = sorted(int(la.sounds) for la in cue.landings if la.hit.gesture in STOPPING)
    for start, end in _harmonies(cue, sections, chords):
        notes = part.notes[bisect_left(starts, start) : bisect_left(starts, end)]
        wet = [note for note in notes if note.articulation not in SHORT_STROKES]
        if 2 * len(wet) <= len(notes):
            continue
        speed = cue.clock.step_at(start).microseconds
        cut = stops[i] if (i := bisect_right(stops, wet[0].at)) < len(stops) else end
        up = min(end, max(int(note.end) for note in wet) + cue.bar(start).meter.beat, cut)
        if ending == "ring-out" and start >= arrival_of(sections):
            up = min(end, cut)
        up = min(up, max(start + 1, int(cue.length) - hall))
        down = max(start, int(wet[0].at)) + ticks_of(DOWN_MS, speed)
        lifted = up - ticks_of(UP_MS, speed) if up not in stops and up < cue.length else up
        if lifted - down > TICKS_PER_QUARTER // 4:
            out += [Control(Ticks(down), PEDAL, FULL), Control(Ticks(lifted), PEDAL, 0)]
    return out


def _harmonies(cue: Cue, sections: Sequence[Section], chords: Line[Chord] | None) -> list[tuple[int, int]]:
    """Spans of one harmony inside one phrase; without chords, the bars."""
    spans = [(s.start, s.end) for s in chords] if chords is not None else [(bar.at, bar.end) for bar in cue.bars]
    phrase_ends = sorted({int(phrase.end) for section in sections for phrase in section.phrases})
    out = []
    for start, end in spans:
        cuts = [tick for tick in phrase_ends if start < tick < end]
        borders = [int(start), *cuts, min(int(end), int(cue.length))]
        out += [(a, b) for a, b in pairwise(borders) if b > a]
    return out

"""What is heard at the seams of bars that are rolled again: played notes, controllers, programs and marks.

Outside the bars all is played as before; inside as the spliced page is played now. At both borders every controller,
program and dynamic is brought to what holds on the other side, and no pitch is struck while it still sounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scenescore.compose.again.window import Window
from scenescore.compose.performance.controllers import EXPRESSION, LARGEST_STEP, TIMBRE
from scenescore.model.sketch import Control, Mark, Note, Part, Played, Program
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: Programs change this long before the note that needs them.
_READY = 13
#: On the way from one loudness to another a controller moves once in a thirty-second note.
_RAMP = TICKS_PER_QUARTER // 8


def played_again(old: tuple[Part, ...], new: tuple[Part, ...], window: Window) -> tuple[Part, ...]:
    """The spliced parts as they are heard: `new` is the whole page as it would be played now."""
    known = {part.name: part for part in old}
    return tuple(_part(known.get(part.name), part, window) for part in new)


def _part(old: Part | None, new: Part, window: Window) -> Part:
    if old is None:
        return new
    played, kept = _played(old, new, window)
    return replace(
        new,
        played=_apart(played, kept, new.notes),
        controls=_controls(old, new, window),
        programs=_programs(old, new, window, played),
        marks=_marks(old, new, window),
    )


def _played(old: Part, new: Part, window: Window) -> tuple[list[Played], frozenset[int]]:
    """Every written note as it is heard, and which of them are as they were."""
    before: dict[Note, Played] = {old.notes[each.note]: each for each in reversed(old.played)}
    out, kept = [], set()
    for each in new.played:
        note = new.notes[each.note]
        same = None if window.holds(note.at) else before.get(note)
        if same is not None:
            kept.add(each.note)
        out.append(each if same is None else replace(same, note=each.note))
    return out, frozenset(kept)


def _apart(played: list[Played], kept: frozenset[int], notes: Sequence[Note]) -> tuple[Played, ...]:
    """Let go of a pitch before it is struck again; a hit and what was there before do not move."""
    by_pitch: dict[int, list[int]] = defaultdict(list)
    for i, each in enumerate(played):
        by_pitch[each.midi].append(i)
    out = list(played)
    for places in by_pitch.values():
        places.sort(key=lambda i: (out[i].at, i))
        for i, j in pairwise(places):
            one, other = out[i], out[j]
            over = one.at + one.length - other.at
            if over <= 0 or (one.note in kept and other.note in kept):
                continue
            is_movable = other.note not in kept and not notes[other.note].hit and other.length > over
            if one.note in kept and is_movable and over < _RAMP:
                out[j] = replace(other, at=Ticks(other.at + over), length=Ticks(other.length - over))
            else:
                out[i] = replace(one, length=Ticks(max(1, one.length - over)))
    return tuple(out)


def _controls(old: Part, new: Part, window: Window) -> tuple[Control, ...]:
    """Controllers: outside as before, inside as now, each brought over both borders."""
    numbers = sorted({each.number for each in (*old.controls, *new.controls)})
    out: list[Control] = []
    for number in numbers:
        before = [each for each in old.controls if each.number == number]
        now = [each for each in new.controls if each.number == number]
        head = [each for each in before if each.at < window.start]
        tail = [each for each in before if each.at >= window.end]
        inside = [each for each in now if window.holds(each.at)]
        out += [*head, *_led(number, head, inside, _value(now, window.start), _value(before, window.end), window)]
        out += tail
    return tuple(sorted(out, key=lambda each: (each.at, each.number)))


def _led(
    number: int, head: list[Control], inside: list[Control], opens: int | None, closes: int | None, window: Window
) -> list[Control]:
    """One controller inside the bars, brought in from what held before them and out to what holds after them."""
    was = head[-1].value if head else None
    steps = inside if inside and inside[0].at == window.start else [
        *([] if opens is None or opens == was else [Control(Ticks(window.start), number, opens)]), *inside
    ]  # fmt: skip
    if number in {EXPRESSION, TIMBRE}:
        steps = _eased(number, was, steps, window.start)
    ends = steps[-1].value if steps else was
    if closes is None or closes == ends:
        return steps
    if number not in {EXPRESSION, TIMBRE} or ends is None:
        return [*steps, Control(Ticks(window.end - 1), number, closes)]
    count = (abs(closes - ends) - 1) // LARGEST_STEP
    start = window.end - _RAMP * (count + 1)
    steps = [each for each in steps if each.at < start]
    ends = steps[-1].value if steps else was
    ramp = [ends + (closes - ends) * i // (count + 1) for i in range(1, count + 2)] if ends is not None else [closes]
    at = [max(window.start, start + _RAMP * i) for i in range(len(ramp))]
    return [*steps, *(Control(Ticks(tick), number, value) for tick, value in zip(at, ramp, strict=True))]


def _eased(number: int, was: int | None, steps: list[Control], start: int) -> list[Control]:
    """Climb from the value before the bars by small steps instead of a leap."""
    if was is None or not steps or steps[0].at > start:
        return steps
    leap = steps[0].value - was
    count = (abs(leap) - 1) // LARGEST_STEP
    if count <= 0:
        return steps
    ramp = [Control(Ticks(start + _RAMP * i), number, was + leap * (i + 1) // (count + 1)) for i in range(count + 1)]
    return [*ramp, *(each for each in steps if each.at > ramp[-1].at)]


def _value(controls: Sequence[Control], tick: int) -> int | None:
    """What a controller stands at when a tick has come."""
    return next((each.value for each in reversed(controls) if each.at <= tick), None)


def _programs(old: Part, new: Part, window: Window, played: Sequence[Played]) -> tuple[Program, ...]:
    """Program changes: outside as before, inside as now, the right sound at both borders."""
    base = new.instrument.program
    inside = [int(each.at) for each in played if window.holds(new.notes[each.note].at)]
    after = [int(each.at) for each in played if new.notes[each.note].at >= window.end]
    enters = min([window.start, *inside]) - _READY
    leaves = max(min([window.end, *after]) - _READY, max(inside, default=0) + 1)
    head = [each for each in old.programs if each.at < enters]
    middle = [each for each in new.programs if enters <= each.at < leaves]
    tail = [each for each in old.programs if each.at >= leaves]
    if inside and (wanted := _sound(new.programs, enters, base)) != _sound(head, enters, base):
        middle = [Program(Ticks(max(0, enters)), wanted), *middle]
    wanted, now = _sound(old.programs, leaves, base), _sound([*head, *middle], leaves, base)
    if wanted != now and not (tail and tail[0].at == leaves):
        middle.append(Program(Ticks(leaves), wanted))
    return (*head, *middle, *tail)


def _sound(programs: Sequence[Program], tick: int, base: int) -> int:
    return next((each.number for each in reversed(programs) if each.at <= tick), base)


def _marks(old: Part, new: Part, window: Window) -> tuple[Mark, ...]:
    """Marks for the player: hairpins end at the borders, and who comes in over one reads how loud it is there."""
    inside = [_within(each, window.end) for each in new.marks if window.holds(each.at)]
    tail = [each for each in old.marks if each.at >= window.end]
    first = next((each for each in inside if each.kind != "text"), None)
    reach = window.end if first is None else first.at
    head = [
        _within(each, window.start) if each.at + each.length > reach else each
        for each in old.marks
        if each.at < window.start
    ]
    out = [*head, *inside]
    entry = next((note.at for note in new.notes if note.at >= window.end), None)
    wanted = _loudness(old.marks, entry)
    is_told = any(each.at == entry and each.kind == "dynamic" for each in tail)
    if entry is not None and wanted and wanted != _loudness(out, entry) and not is_told:
        out.append(Mark(Ticks(entry), "dynamic", wanted))
    return tuple(sorted((*out, *tail), key=lambda mark: (mark.at, mark.kind, mark.text)))


def _within(mark: Mark, end: int) -> Mark:
    return replace(mark, length=Ticks(min(mark.length, max(0, end - mark.at))))


def _loudness(marks: Sequence[Mark], tick: int | None) -> str:
    """The dynamic that holds at a tick."""
    return next((m.text for m in reversed(marks) if m.kind == "dynamic" and tick is not None and m.at <= tick), "")

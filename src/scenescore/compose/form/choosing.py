"""Which form a cue takes: every form is laid over the bars, and the one that bends least to the picture is taken.

A form costs what its length, arc, moods, genre, characters and hits say against it (its row in `presets/forms/`), and
what its borders cost where the picture would draw others (`borders`). The through-composed cue has no plan of its own:
it costs nothing but that nobody will remember its shape.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from scenescore.compose.form.borders import Ground, Prices, Stretch, free, planned, prices
from scenescore.compose.form.shapes import degrees_of, pattern_of
from scenescore.model.affect import Drama
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Purpose
from scenescore.model.knowledge import Book, Form
from scenescore.model.scene import Scene
from scenescore.model.words import kebab

#: What speaks against a form, in thousandths of a cost (design).
_NO_PLAN = 7500
_FIRST_MOOD, _OTHER_MOOD, _GENRE, _STRANGE, _SPECIAL = -6000, -2000, -4000, 3500, 9000
_WRONG_ARC, _WRONG_PEAK, _LATE_PEAK = 4000, 1500, 4500
_CROWD, _HIT, _NEW_MOOD, _LATE_ENTRY, _INTRODUCED = 4000, 3000, 5000, 5000, 900
#: Seconds that a section likes to last, and what an octave away from it costs.
_SECTION, _AWAY = 14.0, 1800
_TASTE = 4500
#: An introduction before a planned form: letter, share of the shortest section, least length of such a cue (seconds).
INTRO, _INTRO_SHARE, _INTRO_FROM = "Intro", 0.55, 40.0
#: Intensity that moves by less than this has no peak.
_FLAT = 0.1
#: The gestures that can end a wait.
_FREES = frozenset({"stinger", "accent", "cut-off", "silence", "harmonic-turn", "texture-change", "theme-entry"})


@dataclass(frozen=True, slots=True)
class Layout:
    """A form laid over a cue: its sections' bars, letters, purposes, patterns of phrases, and a ground if it has one.

    The through-composed cue has no letters and purposes: its sections find them one by one.
    """

    form: Form
    cost: int
    stretches: tuple[Stretch, ...]
    letters: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    patterns: tuple[tuple[int, ...], ...] = ()
    ground: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """The arc as a form sees it: its kind, the bar of its peak (None when flat), and the strong hits' bars."""

    kind: str
    peak: int | None
    hits: tuple[int, ...]
    doors: frozenset[int]
    entry: float


def course_of(cue: Cue, drama: Drama, ground: Ground) -> Course:
    """Measure the arc over the whole cue; its peak is looked for where sections may lie, before the ending."""
    levels = [drama.intensity(cue.seconds(bar.at)) for bar in cue.bars[ground.begin :]]
    top = max(range(len(levels)), key=lambda i: (round(levels[i], 2), -i))
    strong = [
        (cue.index(cue.bar(landing.tick)), landing.tick == cue.bar(landing.tick).at, landing.hit.gesture)
        for landing in cue.landings
        if landing.hit.priority != "may"
    ]
    inside = [row for row in strong if ground.begin < row[0] < ground.end]
    doors = frozenset(bar for bar, is_downbeat, gesture in inside if is_downbeat and gesture in _FREES)
    entry = min((float(entrance.at) for entrance in cue.picture.entrances), default=0.0)
    kind = arc_of(levels, top)
    peak = None if kind == "flat" else min(ground.begin + top, ground.end - 1)
    return Course(kind, peak, tuple(row[0] for row in inside), doors, entry)


def arc_of(levels: list[float], top: int) -> str:
    """What an arc is called: rise, fall, arch, late-peak or flat.

    >>> arc_of([0.2, 0.4, 0.6, 0.9], 3), arc_of([0.2, 0.9, 0.3], 1), arc_of([0.5, 0.5], 0)
    ('rise', 'arch', 'flat')
    """
    if max(levels) - min(levels) < _FLAT:
        return "flat"
    place = (top + 0.5) / len(levels)
    if place < 0.2:
        return "fall"
    falls_after = max(levels) - levels[-1] > _FLAT
    return "arch" if place < 0.66 else "late-peak" if falls_after else "rise"


def _leads(scene: Scene) -> int:
    return sum(character.role != "hint" for character in scene.characters)


def misfit(form: Form, scene: Scene, drama: Drama, ground: Ground, course: Course) -> int | None:
    """What speaks against a form before its borders are looked at, in thousandths; None when it cannot be."""
    bars, seconds = ground.end - ground.begin, ground.starts[-1]
    fits = form.seconds[0] <= seconds <= form.seconds[1] and form.bars[0] <= bars <= form.bars[1]
    # What grows or waits lives on a pulse, and free time has none.
    is_pulsed = scene.tempo_mode == "free" and bool(form.grows or form.waits)
    if not fits or is_pulsed or len(course.hits) < form.hits[0] or (form.waits and not course.doors):
        return None
    cost = _CROWD * max(0, _leads(scene) - form.leads[1]) + _HIT * max(0, len(course.hits) - form.hits[1])
    cost += 0 if course.kind in form.arcs else _WRONG_ARC
    turns = sum(bool(point.words) for point in drama.points[1:])
    cost += _NEW_MOOD * max(0, turns + 1 - len(set(form.plan)))
    genre = kebab(scene.genre) if scene.genre else ""
    named = [word for word in drama.words if word in form.moods]
    if drama.words[0] in form.moods:
        cost += _FIRST_MOOD
    cost += _OTHER_MOOD * bool(named) + _GENRE * (genre in form.genres)
    if form.moods and not named and genre not in form.genres:
        cost += _STRANGE + _SPECIAL * bool(form.grows or form.waits)
    return cost


@dataclass(frozen=True, slots=True)
class _Plan:
    """A form in one size: letters, purposes, relative lengths, patterns of phrases."""

    letters: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    shares: tuple[float, ...]
    phrases: tuple[str, ...]


def _plans(form: Form, seconds: float) -> Iterator[_Plan]:
    """The plan of a form, with its last section said once more and once more again where it grows; with an intro."""
    for extra in range(max(0, form.grows - len(form.plan)) + 1):
        purposes = cast("tuple[Purpose, ...]", (*form.purposes, *form.purposes[-1:] * extra))
        plan = _Plan(
            (*form.plan, *form.plan[-1:] * extra),
            purposes,
            (*form.shares, *form.shares[-1:] * extra),
            (*form.phrases, *form.phrases[-1:] * extra),
        )
        yield plan
        if seconds >= _INTRO_FROM and purposes[0] != "opening":
            first = min(plan.shares) * _INTRO_SHARE
            letters = (INTRO, *plan.letters)
            yield _Plan(letters, ("opening", *purposes), (first, *plan.shares), ("4", *plan.phrases))


def _peaks(purposes: tuple[Purpose, ...], stretches: tuple[Stretch, ...], course: Course, form: Form) -> int:
    """What it costs that the arc's peak is not where the form would put it."""
    if course.peak is None or len(purposes) < 2:
        return 0
    here = next((i for i, s in enumerate(stretches) if s.first <= course.peak < s.last), len(stretches) - 1)
    price = _LATE_PEAK if form.grows or form.waits else _WRONG_PEAK
    return price * (len(stretches) - 1 - here)


def _laid(
    form: Form, static: int, ground: Ground, course: Course, bass: tuple[int, ...], priced: Prices
) -> Iterator[Layout]:
    """A form in all its sizes over the bars."""
    doors = course.doors if form.waits else None
    for plan in _plans(form, ground.starts[-1]):
        letters, purposes = plan.letters, plan.purposes
        found = planned(ground, plan.shares, priced, doors)
        if found is None:
            continue
        cost, stretches = found
        cost += static + _peaks(purposes, stretches, course, form)
        mean = (ground.starts[-1] - ground.starts[ground.begin]) / len(letters)
        cost += round(abs(math.log2(mean / _SECTION)) * _AWAY)
        is_waiting = letters[0] == INTRO
        soon = ground.starts[stretches[0].last]
        if is_waiting:
            cost += _INTRODUCED
        elif course.entry > 1 and soon > course.entry + 1:
            cost += _LATE_ENTRY
        yield Layout(form, cost, stretches, letters, purposes, tuple(map(pattern_of, plan.phrases)), bass)


def _bass_of(form: Form, dice: Dice, *, is_minor: bool, bars: int) -> tuple[int, ...]:
    """A ground of the form that lies in the key and is short enough to come back three times."""
    dark, bright = frozenset({3, 8, 10}), frozenset({4, 9, 11})
    basses = [degrees_of(text) for text in form.grounds]
    usable = [bass for bass in basses if not set(bass) & (bright if is_minor else dark) and 3 * len(bass) <= bars]
    return dice.at("form", "ground").pick(usable) if usable else ()


def layouts(
    scene: Scene, cue: Cue, drama: Drama, ground: Ground, book: Book, dice: Dice, *, is_minor: bool
) -> list[Layout]:
    """Every form that can be, the one that costs least first."""
    course = course_of(cue, drama, ground)
    out: list[Layout] = []
    usual = prices(ground)
    for name, form in book.forms.items():
        taste = dice.at("form", "taste", name).below(_TASTE)
        static = misfit(form, scene, drama, ground, course)
        if static is None:
            continue
        if not form.plan:
            cost, stretches = free(ground, float(cue.picture.length), dice)
            out.append(Layout(form, cost + _NO_PLAN + taste, stretches))
            continue
        bass = _bass_of(form, dice, is_minor=is_minor, bars=ground.end - ground.begin)
        if form.grounds and not bass:
            continue
        priced = prices(ground, len(bass)) if len(bass) not in {0, 4} else usual
        laid = list(_laid(form, static + taste, ground, course, bass, priced))
        out += [min(laid, key=lambda each: (each.cost, len(each.letters)))] if laid else []
    return sorted(out, key=lambda each: (each.cost, each.form.name))

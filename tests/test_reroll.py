"""Bars that are rolled again are others; all else stays as it was, and the seams cannot be heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scenescore import Character, Dialogue, Hit, Scene, SceneError, Sketch, compose, load_sketch, save
from scenescore.cli.app import app
from scenescore.formats.midi import write_midi
from scenescore.formats.musicxml import write_musicxml
from scenescore.formats.sketch_file import read_sketch, write_sketch
from scenescore.model.dice import Dice
from scenescore.model.reroll import ROLLED_STAGES, rolls_of
from scenescore.model.sketch import Note, Part

ADA = Character(name="Ada", traits=("hero",), enters=4)
HITS = (
    Hit(at=14.3, name="door", gesture="stinger", priority="must"),
    Hit(at=27, name="dark", gesture="cut-off", priority="must"),
)
SCENES = {
    "battle": Scene(mood="heroic", length=44, ensemble="symphonic", hits=HITS, characters=(ADA,), seed=3),
    "house": Scene(mood="ominous", length=48, ensemble="chamber-strings", hits=HITS, characters=(ADA,), seed=4),
    "letter": Scene(mood="tender", length=40, ensemble="solo-piano", seed=5, dialogue=(Dialogue(from_=20, to=24),)),
    "orbit": Scene(mood="serene", length=50, ensemble="ambient-electronic", seed=6),
}


@cache
def _plain(name: str, seed: int) -> Sketch:
    return compose(replace(SCENES[name], seed=seed))


def _again(before: Sketch, *rolls: str) -> Sketch:
    return compose(replace(before.scene, rerolls=(*before.scene.rerolls, *rolls)))


def _ticks(sketch: Sketch, first: int, last: int) -> tuple[int, int]:
    """First tick of some bars and first tick after them."""
    offset = sketch.cue.bars[0].number
    return int(sketch.cue.bars[first - offset].at), int(min(sketch.cue.bars[last - offset].end, sketch.cue.length))


def _kept_of(part: Part, start: int, end: int) -> tuple[list[Any], ...]:
    """What a part writes, plays and steers outside some bars: what ends before them and begins after them."""

    def is_outside(note: Note) -> bool:
        return note.end <= start or note.at >= end

    played = (each for each in part.played if is_outside(part.notes[each.note]))
    return (
        [n for n in part.notes if n.end <= start],
        [
            (part.notes[p.note], p.at, p.length, p.midi, p.velocity)
            for p in played
            if p.at + p.length <= start or p.at >= end
        ],
        [c for c in part.controls if not start <= c.at < end],
        [m for m in part.marks if m.at + m.length < start],
    )


def _parts(sketch: Sketch) -> dict[str, Part]:
    return {part.name: part for part in sketch.parts}


def _rolled(before: Sketch, stage: str, first: int, last: int) -> tuple[Sketch, bool]:
    """The sketch with bars rolled again, and whether there was something else."""
    again = _again(before, f"{stage}:{first}-{last}")
    return again, not any(finding.check == "reroll" for finding in again.findings)


def _lost(one: Sketch, two: Sketch, start: int, end: int) -> Iterator[str]:
    """Parts in which something outside the bars is not as it was."""
    there = _parts(two)
    for name, part in _parts(one).items():
        after = [note for note in part.notes if note.at >= end]
        if name not in there:
            if after or any(note.end <= start for note in part.notes):
                yield f"{name} is gone"
            continue
        first, second = _kept_of(part, start, end), _kept_of(there[name], start, end)
        played, other = Counter(first[1]), Counter(second[1])
        if Counter(first[0]) - Counter(second[0]) or Counter(after) - Counter(there[name].notes):
            yield f"{name}: notes"
        if played - other:
            yield f"{name}: played notes"
        if first[2] != second[2]:
            yield f"{name}: controllers"
        if [mark for mark in first[3] if mark not in second[3]]:
            yield f"{name}: marks"


SPANS = st.tuples(st.sampled_from(sorted(SCENES)), st.integers(1, 6), st.integers(0, 60), st.sampled_from((1, 2, 4, 8)))


def _bars(before: Sketch, at: int, count: int) -> tuple[int, int]:
    bars = before.cue.bars
    first = at % len(bars)
    return bars[first].number, bars[min(len(bars), first + count) - 1].number


@pytest.mark.parametrize("stage", ROLLED_STAGES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(span=SPANS)
def test_nothing_outside_the_bars_changes(stage: str, span: tuple[str, int, int, int]) -> None:
    name, seed, at, count = span
    before = _plain(name, seed)
    first, last = _bars(before, at, count)

    again, _ = _rolled(before, stage, first, last)

    start, end = _ticks(before, first, last)
    assert list(_lost(before, again, start, end)) == []
    assert again.cue == before.cue
    assert again.statements == before.statements
    outside = [
        [chord.at(tick) and chord.at(tick).value for tick in range(0, int(before.cue.length), 240)  # type: ignore[union-attr]
         if not start <= tick < end]
        for chord in (before.chords, again.chords)
    ]  # fmt: skip
    assert outside[0] == outside[1]


@pytest.mark.parametrize("stage", ROLLED_STAGES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(span=SPANS)
def test_the_bars_become_others_or_a_warning_says_that_nothing_else_is_possible(
    stage: str, span: tuple[str, int, int, int]
) -> None:
    name, seed, at, count = span
    before = _plain(name, seed)
    first, last = _bars(before, at, count)

    again, is_other = _rolled(before, stage, first, last)

    assert (again.parts != before.parts or again.chords != before.chords) == is_other
    assert any(decision.place.endswith("again") for decision in again.decisions) == is_other


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("bars", ["3-6", "5-5", "7-10"])
def test_chords_texture_and_touch_are_others_in_ordinary_bars(name: str, bars: str) -> None:
    before = _plain(name, 2)
    first, _, last = bars.partition("-")

    chords, has_chords = _rolled(before, "harmony", int(first), int(last))
    _, has_texture = _rolled(before, "texture", int(first), int(last))
    _, has_touch = _rolled(before, "performance", int(first), int(last))

    assert has_texture
    assert has_touch
    assert has_chords == (chords.chords != before.chords)
    assert has_chords or _is_one_struck_bar(before, int(first), int(last))


def _is_one_struck_bar(sketch: Sketch, first: int, last: int) -> bool:
    """Whether it is one bar only, whose chord a hit on its first beat has fixed."""
    start, _ = _ticks(sketch, first, last)
    return first == last and any(landing.tick == start for landing in sketch.cue.landings)


def _sounding_twice(part: Part) -> int:
    """How often a pitch is struck while it sounds."""
    keys: dict[int, list[tuple[int, int]]] = {}
    for each in part.played:
        keys.setdefault(each.midi, []).append((each.at, each.at + each.length))
    return sum(one[1] > other[0] for spans in keys.values() for one, other in pairwise(sorted(spans)))


@pytest.mark.parametrize("stage", ROLLED_STAGES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(span=SPANS)
def test_a_sketch_with_rolled_bars_is_as_sound_as_before(stage: str, span: tuple[str, int, int, int]) -> None:
    name, seed, at, count = span
    before = _plain(name, seed)
    again, _ = _rolled(before, stage, *_bars(before, at, count))
    known = _parts(before)

    errors = Counter(f.check for f in again.findings if f.severity == "error")
    assert not errors - Counter(f.check for f in before.findings if f.severity == "error")
    for part in again.parts:
        assert sorted(each.note for each in part.played) == list(range(len(part.notes)))
        assert list(part.notes) == sorted(part.notes, key=lambda note: (note.at, note.pitch.midi))
        assert all(part.instrument.low <= note.pitch.midi <= part.instrument.high for note in part.notes)
        assert all(0 <= p.at < p.at + p.length <= again.cue.length for p in part.played)
        assert _sounding_twice(part) <= (_sounding_twice(known[part.name]) if part.name in known else 0)
    heard = {played.at for part in again.parts for played in part.played}
    for landing in again.cue.landings:
        assert landing.sounds in heard or landing.hit.gesture in {"cut-off", "silence"}


@pytest.mark.parametrize("stage", ROLLED_STAGES)
def test_every_writer_takes_rolled_bars_and_the_same_roll_gives_the_same_bytes(stage: str) -> None:
    before = _plain("house", 4)

    one, two = (_again(before, f"{stage}:3-6") for _ in range(2))

    assert write_midi(one) == write_midi(two)
    assert write_musicxml(one) == write_musicxml(two)
    assert read_sketch(write_sketch(one)) == two


def test_a_roll_written_twice_is_the_second_take() -> None:
    before = _plain("orbit", 3)

    first, second = _again(before, "harmony:5-8"), _again(before, "harmony:5-8:2")

    assert _again(before, "harmony:5-8", "harmony:5-8").chords == second.chords
    assert len({line.spans for line in (before.chords, first.chords, second.chords)}) == 3
    assert not [finding for finding in second.findings if finding.check == "reroll"]
    assert [str(roll) for roll in rolls_of(["harmony:5-8", "melody:2", "harmony:5-8"])] == [
        "harmony:5-8:1",
        "melody:2:1",
        "harmony:5-8:2",
    ]


def test_one_roll_after_another_leaves_the_first_as_it_was() -> None:
    before = _plain("battle", 3)
    one = _again(before, "harmony:3-4")

    two = _again(one, "texture:9-10")

    assert list(_lost(one, two, *_ticks(before, 9, 10))) == []
    assert one.chords == two.chords


def test_new_chords_leave_the_tones_of_a_theme_alone() -> None:
    before = _plain("battle", 3)

    again = _again(before, "harmony:1-12")

    assert again.chords != before.chords
    sung = [
        {(n.at, n.pitch.midi % 12) for part in sketch.parts for n in part.notes if n.statement is not None}
        for sketch in (before, again)
    ]
    assert sung[0] == sung[1]


PROBLEMS = {
    "harmny:1-4": "rerolls[0]: is not a stage that can be rolled again",
    "themes:1-4": "rerolls[0]: cannot be rolled for some bars alone",
    "harmony": "rerolls[0]: is not a stage and its bars",
    "harmony:९": "rerolls[0]: is not a stage and its bars",
    f"harmony:9{' ' * 300}x": "rerolls[0]: is not a stage and its bars",
    "harmony:8-4": "rerolls[0]: must name its first bar first",
    "harmony:8:0": "rerolls[0]: has no such take",
    "harmony:900": "rerolls[0]: names bars that the cue does not have",
}


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_roll_that_cannot_be_is_told_with_its_place(text: str) -> None:
    with pytest.raises(SceneError) as caught:
        compose(replace(SCENES["letter"], rerolls=(text,)))

    assert str(caught.value).startswith(PROBLEMS[text])


@pytest.mark.parametrize("text", ["harmony:2-3", "Harmony: 2 - 3", "harmony:2–3"])  # noqa: RUF001
def test_a_roll_written_in_another_way_is_the_same_roll_with_the_same_file_name(text: str) -> None:
    before = _plain("letter", 5)

    again = _again(before, text)

    assert again.chords == _again(before, "harmony:2-3").chords
    assert again.name == f"{before.name}-harmony-2-3"


def test_a_misspelt_stage_is_told_the_nearest_one() -> None:
    with pytest.raises(SceneError, match="did you mean 'harmony'"):
        compose(replace(SCENES["letter"], rerolls=("harmny:2",)))


def test_another_turn_throws_other_dice_and_no_turn_the_old_ones() -> None:
    assert Dice(7).again("a").at("x").word() != Dice(7).at("x").word()
    assert Dice(7).again("a").at("x").word() != Dice(7).again("b").at("x").word()
    assert Dice(7).again("").at("x").word() == Dice(7).at("x").word()


def test_the_command_rolls_bars_of_a_saved_sketch_again_beside_it(tmp_path: Path) -> None:
    before = _plain("house", 4)
    (saved,) = save(before, tmp_path, ["json"])

    done = CliRunner().invoke(
        app,
        ["sketch", str(saved), "--reroll", "texture:3-4", "--reroll", "harmony:7", "-o", str(tmp_path), "-f", "json"],
    )

    assert done.exit_code == 0, done.output
    again = load_sketch(tmp_path / f"{before.name}-texture-3-4-harmony-7.sketch.json")
    assert again.scene.rerolls == ("texture:3-4", "harmony:7")
    assert load_sketch(saved) == before
    told = CliRunner().invoke(app, ["explain", str(tmp_path / f"{again.name}.sketch.json"), "--bar", "7"])
    assert "harmony, bar 7 again (bar 7): take 1" in told.output


def test_bars_that_a_scene_does_not_have_are_told_with_its_file(tmp_path: Path) -> None:
    (saved,) = save(_plain("house", 4), tmp_path, ["json"])

    done = CliRunner().invoke(app, ["sketch", str(saved), "--reroll", "texture:99", "-o", str(tmp_path / "out")])

    assert done.exit_code == 2
    assert f"{saved}: rerolls[0]: names bars that the cue does not have" in done.output.replace("\n", "")
    assert not (tmp_path / "out").exists()


def test_what_the_tune_sings_between_statements_is_sung_on_other_notes() -> None:
    before = _plain("battle", 2)
    first, last = before.cue.bars[0].number, before.cue.bars[-1].number

    again, is_other = _rolled(before, "melody", first, last)

    sung = [
        {
            (n.at, n.pitch.midi)
            for part in sketch.parts
            for n in part.notes
            if n.role == "melody" and n.statement is None
        }
        for sketch in (before, again)
    ]
    assert is_other
    assert sung[0] != sung[1]
    assert again.chords == before.chords

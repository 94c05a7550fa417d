from __future__ import annotations

from itertools import pairwise

import pytest

from scenescore.model.scene import ArcPoint, Character, Scene
from scenescore.model.sketch import Mark, Part, Sketch
from scenescore.pipeline import compose

GRADES = ("ppp", "pp", "p", "mp", "mf", "f", "ff", "fff")


@pytest.fixture(scope="module")
def made() -> Sketch:
    arc = (ArcPoint(at=0, intensity=0.2), ArcPoint(at=35, intensity=0.9), ArcPoint(at=50, intensity=0.3))
    who = (Character(name="A", traits=("hero",), enters=6),)
    return compose(Scene(mood="heroic", length=50, ensemble="symphonic", arc=arc, characters=who, seed=4))


def hairpins(part: Part) -> list[Mark]:
    return [mark for mark in part.marks if mark.kind == "hairpin"]


def test_hairpins_of_a_part_follow_each_other(made: Sketch) -> None:
    for part in made.parts:
        for before, after in pairwise(hairpins(part)):
            assert before.at + before.length <= after.at


def test_the_mark_that_a_crescendo_arrives_at_is_louder(made: Sketch) -> None:
    arrived = 0
    for part in made.parts:
        levels = [(mark.at, GRADES.index(mark.text)) for mark in part.marks if mark.kind == "dynamic"]
        for swell in (mark for mark in hairpins(part) if mark.text == "<"):
            end = swell.at + swell.length
            before = [level for at, level in levels if at <= swell.at]
            after = [level for at, level in levels if end <= at < end + 480]
            if before and after:
                arrived += 1
                assert after[0] > before[-1]
    assert arrived > 3


def test_marks_of_one_part_never_stand_on_each_other(made: Sketch) -> None:
    for part in made.parts:
        places = [mark.at for mark in part.marks if mark.kind == "dynamic"]
        assert all(after - before >= 480 for before, after in pairwise(places)), part.name


def test_no_hairpin_stands_over_rests_alone(made: Sketch) -> None:
    for part in made.parts:
        for swell in hairpins(part):
            third, end = swell.length // 3, swell.at + swell.length
            assert any(note.at < end and note.end > end - third for note in part.notes), part.name

"""The form of a cue: which one is taken, what it makes of the bars, and what comes back."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.form.borders import Ground, planned
from scenescore.compose.form.choosing import arc_of
from scenescore.compose.form.shapes import degrees_of, filled
from scenescore.compose.harmony.grounds import degree_at
from scenescore.library import default_book
from scenescore.model.scene import ArcPoint, Character, Hit, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose

BOOK = default_book()


def _form(sketch: Sketch) -> str:
    return sketch.sections[0].form


def _scene(mood: str, length: int, *, peak: float = 0.78, seed: int = 1, **more: object) -> Scene:
    arc = (
        ArcPoint(at=0, intensity=0.25),
        ArcPoint(at=length * peak, intensity=0.95),
        ArcPoint(at=length, intensity=0.5),
    )
    return Scene(mood=mood, length=length, seed=seed, arc=arc, **more)  # type: ignore[arg-type]


@given(
    st.integers(1, 60),
    st.lists(st.integers(1, 8), min_size=1, max_size=5).map(tuple),
    st.sampled_from([2, 4, 8]),
    st.lists(st.integers(1, 59), max_size=4, unique=True).map(lambda found: tuple(sorted(found))),
)
def test_phrases_fill_their_section_whatever_the_pattern(
    count: int, pattern: tuple[int, ...], size: int, borders: tuple[int, ...]
) -> None:
    phrases = filled(count, pattern, size, tuple(b for b in borders if b < count))

    assert sum(phrases) == count
    assert all(bars >= min(2, count) for bars in phrases)


def test_a_sentence_says_its_idea_twice_and_goes_on_twice_as_long() -> None:
    assert filled(8, (2, 2, 4), 4, ()) == [2, 2, 4]


def test_a_phrase_is_extended_or_cut_where_the_picture_leaves_other_bars() -> None:
    assert filled(9, (4, 4), 4, ()) == [4, 5]
    assert filled(7, (4, 4), 4, ()) == [4, 3]


def test_a_phrase_begins_on_a_strong_hit() -> None:
    assert filled(8, (4, 4), 4, (3,)) == [3, 5]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(12, 60))
def test_a_plan_covers_the_bars_it_is_given(shares: list[int], bars: int) -> None:
    ground = Ground(0, bars, tuple(2.0 * i for i in range(bars + 1)), {}, (0,) * (bars + 2), frozenset())

    found = planned(ground, shares)

    if found is not None:
        _, stretches = found
        assert (stretches[0].first, stretches[-1].last) == (0, bars)
        assert all(one.last == two.first for one, two in pairwise(stretches))
        assert len(stretches) == len(shares)


def test_a_border_goes_where_the_picture_turns_before_it_goes_where_the_plan_would() -> None:
    turns = {11: 9000}
    passed = tuple(9000 * (i > 11) for i in range(26))
    ground = Ground(0, 24, tuple(2.0 * i for i in range(25)), turns, passed, frozenset(range(25)))

    found = planned(ground, (1, 1))

    assert found is not None
    assert found[1][1].first == 11


@pytest.mark.parametrize(
    ("levels", "name"),
    [
        ([0.1, 0.4, 0.7, 0.9], "rise"),
        ([0.9, 0.7, 0.4, 0.2], "fall"),
        ([0.2, 0.6, 0.9, 0.5, 0.2], "arch"),
        ([0.2, 0.4, 0.6, 0.8, 1.0, 0.3], "late-peak"),
        ([0.5, 0.5, 0.5], "flat"),
    ],
)
def test_an_arc_is_called_what_it_does(levels: list[float], name: str) -> None:
    assert arc_of(levels, levels.index(max(levels))) == name


@pytest.mark.parametrize(
    ("scene", "form"),
    [
        (_scene("nostalgic", 60, peak=0.5), "small-ternary"),
        (_scene("epic", 60, peak=0.9, genre="trailer"), "ostinato-build"),
        (_scene("tragic", 100, seed=2), "passacaglia"),
        (_scene("joyful", 150), "rondo"),
        (
            _scene("sneaky", 40, genre="comedy", hits=(Hit(at=26, gesture="stinger", priority="must"),)),
            "vamp-until-cue",
        ),
        (
            _scene(
                "tense",
                90,
                hits=tuple(Hit(at=8 + 9 * i, gesture="harmonic-turn", priority="must") for i in range(9)),
            ),
            "through-composed",
        ),
    ],
    ids=["ternary", "build", "passacaglia", "rondo", "vamp", "through"],
)
def test_a_scene_gets_the_form_that_is_made_for_it(scene: Scene, form: str) -> None:
    assert _form(compose(scene)) == form


def test_the_form_is_a_decision_with_a_reason_and_runners_up() -> None:
    sketch = compose(_scene("nostalgic", 60, peak=0.5))

    said = next(d for d in sketch.decisions if d.stage == "form" and d.place == "whole cue")

    assert said.choice == "small ternary: A B A"
    assert "one theme, an arch of 60 s" in said.reason
    assert said.runners_up


def test_the_ground_of_a_passacaglia_is_the_same_bass_at_every_statement() -> None:
    sketch = compose(_scene("tragic", 100, seed=2))
    grounded = [section for section in sketch.sections if section.ground]

    assert len(grounded) >= 3
    for section in grounded:
        bars = [bar for bar in sketch.cue.bars if section.at <= bar.at < section.end]
        heard = [(sketch.chords.holding(bar.at).bass_pc - section.key.pc) % 12 for bar in bars]
        assert heard == [degree_at(section, i, len(bars)) for i in range(len(bars))]


def test_over_a_ground_the_chords_change_from_statement_to_statement() -> None:
    sketch = compose(_scene("tragic", 100, seed=2))
    grounded = [section for section in sketch.sections if section.ground]

    lines = [
        tuple(span.value.token for span in sketch.chords if section.at <= span.start < section.end)
        for section in grounded
    ]

    assert len(set(lines)) == len(lines)


def test_a_ground_is_read_as_degrees() -> None:
    assert degrees_of("1 b7 b6 5") == (0, 10, 8, 7)


def test_a_vamp_is_freed_by_the_hit() -> None:
    sketch = compose(_scene("sneaky", 40, genre="comedy", hits=(Hit(at=26, gesture="stinger", priority="must"),)))

    freed = next(section for section in sketch.sections if section.material not in {"", sketch.sections[0].material})

    assert math.isclose(float(sketch.cue.seconds(freed.at)), 26, abs_tol=0.1)


def test_no_ternary_comes_back_as_it_was() -> None:
    sketch = compose(_scene("nostalgic", 60, peak=0.5))
    first, _, again = sketch.sections[:3]

    def notes(section: object) -> Counter[tuple[int, int]]:
        at, end = section.at, section.end  # type: ignore[attr-defined]
        return Counter((n.at - at, n.pitch.midi) for part in sketch.parts for n in part.notes if at <= n.at < end)

    assert first.material == again.material
    assert (notes(first) & notes(again)).total() < 0.8 * notes(again).total()


def test_a_form_does_not_know_what_its_people_are_like() -> None:
    def with_traits(*traits: str) -> Scene:
        people = (Character(name="Ada", traits=traits), Character(name="Bo", traits=traits, enters=40))
        return _scene("adventurous", 120, characters=people)

    one, two = compose(with_traits("hero")), compose(with_traits("trickster"))

    assert [(s.label, s.purpose, s.at, s.form) for s in one.sections] == [
        (s.label, s.purpose, s.at, s.form) for s in two.sections
    ]


@pytest.mark.parametrize("name", sorted(BOOK.forms))
def test_every_form_says_what_it_is_for_and_whose_it_is(name: str) -> None:
    form = BOOK.forms[name]

    assert form.use
    assert form.source
    assert len(form.plan) == len(form.purposes) == len(form.shares)

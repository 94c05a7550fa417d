"""A theme grows with the story: its head first, all of it when it has been earned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_placement import BOOK, placed

from scenescore.compose.themes.arcs import standing_of
from scenescore.library import default_book
from scenescore.model.bible import Bible, Stage, Subject
from scenescore.model.scene import Character, Hit, Scene
from scenescore.model.theme import Statement

ADA = Character(name="Ada", traits=("hero",), enters=8, arc="deferred")
SCENE = Scene(mood="heroic", length=90, seed=2, characters=(ADA,))


def told(story: float | None, **changes: object) -> tuple[Statement, ...]:
    return placed(replace(SCENE, story=story, **changes))[3].value  # type: ignore[arg-type]


def fullest(story: float | None) -> float:
    return max(statement.fullness for statement in told(story))


@pytest.mark.parametrize(("story", "most"), [(0.1, 0.4), (0.5, 0.6), (0.8, 1.0), (None, 1.0)])
def test_no_more_of_a_theme_is_told_than_the_story_has_earned(story: float | None, most: float) -> None:
    assert fullest(story) == most


@pytest.mark.parametrize("seed", range(6))
def test_what_is_withheld_is_withheld_in_every_mood(seed: int) -> None:
    for mood in ("tender", "ominous", "playful", "furious"):
        _, _, _, answer = placed(replace(SCENE, mood=mood, seed=seed, story=0.1))

        assert answer.value
        assert all(statement.fullness <= 0.4 for statement in answer.value)


def test_the_decision_says_what_the_story_withholds() -> None:
    _, _, _, answer = placed(replace(SCENE, story=0.15))

    for decision in answer.decisions:
        assert "the story is at 0.15: of Ada's theme only the head may be heard yet" in decision.reason


def test_an_arc_gives_the_state_that_the_scene_does_not_name() -> None:
    assert told(0.1)[0].state == "first-hint"
    assert told(0.5)[0].state == "searching"
    assert told(0.5, characters=(replace(ADA, state="anger"),))[0].state == "anger"


def test_a_named_state_does_not_lift_what_the_story_withholds() -> None:
    triumphant = told(0.1, characters=(replace(ADA, state="triumph"),))

    assert triumphant[0].state == "triumph"
    assert all(statement.fullness <= 0.4 for statement in triumphant)


def test_a_hit_that_must_bring_the_theme_brings_its_head() -> None:
    hits = (Hit(at=50, name="look", gesture="theme-entry", priority="must"),)
    cue, _, _, answer = placed(replace(SCENE, story=0.1, hits=hits))
    there = [statement for statement in answer.value if statement.at == cue.landings[0].tick]

    assert [statement.fullness for statement in there] == [0.4]


def test_even_the_composers_own_motif_is_withheld() -> None:
    own = replace(ADA, motif="E4:1 B4:1.5 A4:0.5 G4:1 F4:1 E4:2", traits=())
    early, late = (placed(replace(SCENE, story=story, characters=(own,)))[3].value for story in (0.1, 0.95))

    assert all(statement.fullness <= 0.4 for statement in early)
    assert any(statement.chain == ("prototype",) for statement in late)


def test_without_a_place_in_the_story_an_arc_changes_nothing() -> None:
    plain = told(None, characters=(replace(ADA, arc=""),))

    assert told(None) == plain


def test_the_stages_of_the_bible_win_over_its_arc_and_the_scene_over_both() -> None:
    subject = Subject("Ada", arc="love", stages=(Stage(0, "fear", 0.6),))
    scene = replace(SCENE, story=0.3, themes=Bible(subjects=(subject,)))
    nameless = replace(ADA, arc="")
    by_stages = standing_of(nameless, scene, BOOK)
    by_arc = standing_of(nameless, replace(scene, themes=Bible(subjects=(replace(subject, stages=()),))), BOOK)
    by_scene = standing_of(ADA, scene, BOOK)

    assert [each.stage.state for each in (by_stages, by_arc, by_scene) if each] == [
        "fear",
        "introduction",
        "first-hint",
    ]


def test_a_state_that_comes_back_in_an_arc_is_told_again() -> None:
    comic = default_book().arcs["comic"]

    assert comic.states == ("introduction", "comedy", "action", "comedy")
    assert all(len(arc.at) == len(arc.states) == len(arc.fullness) for arc in default_book().arcs.values())

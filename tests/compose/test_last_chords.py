"""The last chord of a cue: home where something closes, a question where an unsettled scene is cut off."""

from functools import cache

import pytest

from scenescore.model.scene import ArcPoint, Ending, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose

UNSETTLED = ("suspenseful", "frightening", "ominous", "epic")
SETTLED = ("serene", "joyful", "romantic")


@cache
def rising(mood: str, ending: Ending | None = None) -> Sketch:
    """A minute that rises to its end."""
    arc = (ArcPoint(at=0, intensity=0.15), ArcPoint(at=60, intensity=0.95))
    return compose(Scene(mood=mood, length=60, arc=arc, ending=ending, seed=1))


def last_root(sketch: Sketch) -> int:
    """Semitones of the last chord's root above the tonic."""
    return (sketch.chords.spans[-1].value.root - sketch.sections[-1].key.tonic) * 7 % 12


@pytest.mark.parametrize("mood", UNSETTLED)
def test_an_unsettled_rise_that_is_cut_off_ends_on_its_dominant(mood: str) -> None:
    assert rising(mood).ending == "cut"
    assert last_root(rising(mood)) == 7


@pytest.mark.parametrize("mood", UNSETTLED)
def test_the_question_is_not_asked_twice(mood: str) -> None:
    before, last = rising(mood).chords.spans[-2:]

    assert before.value.root != last.value.root


@pytest.mark.parametrize("mood", UNSETTLED)
def test_the_same_scene_comes_home_when_it_is_to_close_with_a_cadence(mood: str) -> None:
    assert last_root(rising(mood, "cadence")) == 0


@pytest.mark.parametrize("mood", SETTLED)
def test_a_settled_rise_comes_home_even_when_it_is_cut_off(mood: str) -> None:
    assert last_root(rising(mood, "cut")) == 0

"""Which meter a cue is written in."""

from __future__ import annotations

from collections.abc import Sequence

from scenescore import Scene, default_book
from scenescore.compose import mood
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.themes.birth import born
from scenescore.model.bible import Bible, Subject
from scenescore.model.dice import Dice
from scenescore.model.picture import picture
from scenescore.model.scene import Character

BOOK = default_book()
SEEDS = range(40)


def _meters(bible: Bible | None) -> Sequence[str]:
    scene = Scene(mood="tense", length=40, themes=bible, characters=(Character(name="Ada", traits=("hero",)),))
    drama = mood.drama(scene, picture(scene), BOOK).value
    return [str(choose_meter(scene, drama, BOOK, Dice(seed)).value) for seed in SEEDS]


def test_a_cue_is_written_more_often_in_the_meter_in_which_its_leading_theme_was_born() -> None:
    waltz = born("Ada", ("orphan",), (), BOOK, Dice(1)).value
    march = born("Ada", ("hero",), (), BOOK, Dice(1)).value

    assert (waltz.meter, march.meter) == ("3/4", "4/4")
    without = _meters(None)
    assert _meters(Bible(subjects=(Subject("Ada", waltz),))).count("3/4") > without.count("3/4")
    assert _meters(Bible(subjects=(Subject("Ada", march),))).count("4/4") > without.count("4/4")

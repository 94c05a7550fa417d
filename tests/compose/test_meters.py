"""Which meter and mode a cue is written in, where the film has themes already."""

from __future__ import annotations

from collections.abc import Sequence

from scenescore import Scene, default_book
from scenescore.compose import mood
from scenescore.compose.form.keys import home_key
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.mood import manner
from scenescore.compose.themes.birth.born import born
from scenescore.compose.themes.degrees import scale_of
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


def test_a_mood_is_sung_in_a_mode_that_holds_the_leading_theme_of_the_film_where_it_has_one() -> None:
    hero = born("Ada", ("hero",), (), BOOK, Dice(1)).value
    bible = Bible(subjects=(Subject("Ada", hero),))
    scene = Scene(mood="hopeful", length=40, themes=bible, characters=(Character(name="Ada"),))
    drama = mood.drama(scene, picture(scene), BOOK).value
    fitting = [
        name
        for name in drama.modes
        if all(scale_of(BOOK.modes[name].degrees).holds(tone) for tone in hero.motif if tone.step is not None)
    ]

    keys = [home_key(scene, drama, manner(drama.points[0].feeling), BOOK, Dice(seed), None).value for seed in SEEDS]

    assert fitting
    assert {key.mode for key in keys} <= set(fitting)
    assert len({key.tonic for key in keys}) > 1

"""A theme bible that was built in Python is judged as one from a file is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenes import NAMES
from scenescore.model.bible import UNBORN, Bible, Heard, Stage, Subject
from scenescore.model.bible_problems import bible_problems
from scenescore.model.problems import problems
from scenescore.model.scene import Scene
from scenescore.model.theme import Tone
from scenescore.model.time import Ticks

THEME = replace(
    UNBORN,
    name="Ada",
    motif=(Tone(0, 0, Ticks(960)), Tone(4, 0, Ticks(1920))),
    phrase=(Tone(0, 0, Ticks(960)), Tone(None, 0, Ticks(960)), Tone(0, 0, Ticks(1920))),
    head=2,
    mode="ionian",
    register=(60, 72),
    meter="3/4",
)
ADA = Subject("Ada", THEME, ("hero",))
HEARD = Heard("Ada", "1M1", 1, 0.0, "searching", (), "melody", 1.0, 1.0)


def said(bible: object) -> list[str]:
    """What is said about a bible."""
    return [str(each) for each in bible_problems(bible, NAMES)]


def test_a_good_bible_has_no_problems() -> None:
    stages = (Stage(0, "searching"), Stage(1, "", 0.5))

    assert said(Bible(subjects=(replace(ADA, stages=stages),), history=(HEARD,), length="00:12:00:00")) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"motif": (Tone(0, 0, Ticks(0)), Tone(2, 0, Ticks(960)))}, "subjects[0].motif[0]"),
        ({"motif": (Tone(0, 0, Ticks(960)),)}, "subjects[0].head"),
        ({"phrase": (Tone(900, 0, Ticks(960)),)}, "subjects[0].phrase[0]"),
        ({"open_phrase": ("E4:1",)}, "subjects[0].open_phrase[0]"),
        ({"open_phrase": 3}, "subjects[0].open_phrase"),
        ({"head": 9}, "subjects[0].head"),
        ({"register": (60,)}, "subjects[0].register"),
        ({"mode": "blue"}, "subjects[0].mode"),
        ({"instruments": ("kazoo",)}, "subjects[0].instruments[0]"),
        ({"meter": "three"}, "subjects[0].meter"),
    ],
)
def test_a_theme_that_cannot_be_played_is_told(changes: dict[str, Any], place: str) -> None:
    told = said(Bible(subjects=(replace(ADA, theme=replace(THEME, **changes)),)))

    assert [each.partition(":")[0] for each in told] == [place]


@pytest.mark.parametrize(
    ("bible", "place"),
    [
        (Bible(subjects=("Ada",)), "subjects[0]"),  # type: ignore[arg-type]
        (Bible(subjects=(Subject("Ada", THEME, stages=("late",)),)), "subjects[0].stages[0]"),  # type: ignore[arg-type]
        (Bible(subjects=(Subject("Ada", None),)), "subjects[0].theme"),  # type: ignore[arg-type]
        (Bible(history=(replace(HEARD, similarity=2),)), "history[0].similarity"),
        (Bible(history=("1M1",)), "history[0]"),  # type: ignore[arg-type]
        (Bible(length=-3), "length"),
        (Bible(seed=-1), "seed"),
        (Bible(title=3), "title"),  # type: ignore[arg-type]
        ("themes.toml", "bible"),
    ],
)
def test_what_is_no_bible_is_told(bible: object, place: str) -> None:
    assert [each.partition(":")[0] for each in said(bible)] == [place]


def test_a_scene_tells_the_faults_of_its_bible_under_themes() -> None:
    scene = Scene(mood="ominous", length=20, themes=Bible(subjects=(ADA, replace(ADA, traits=("herro",)))))

    assert [each.place for each in problems(scene, NAMES)] == [
        "themes.subjects[1].name",
        "themes.subjects[1].traits[0]",
    ]

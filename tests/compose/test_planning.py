"""How often themes are heard, when they are whole, and where they lie beneath the tune."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from statistics import mean

import pytest
from test_placement import Placed, placed

from scenescore.compose.themes.placement.planning import MIRRORS
from scenescore.model.bible import Bible, Heard, Subject
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import Statement

ADA = Character(name="Ada", traits=("hero",), enters=4)
BO = Character(name="Bo", traits=("love",), enters=40, role="support")
CASES = [(mood, seed) for mood in ("tender", "mournful", "heroic", "furious", "playful", "ominous") for seed in (1, 2)]


@cache
def cue_of(mood: str, seed: int, length: int = 120, role: str = "support") -> Placed:
    people = (ADA, replace(BO, role=role))  # type: ignore[arg-type]
    return placed(Scene(mood=mood, length=length, seed=seed, characters=people))


def per_minute(placement: Placed, owner: str = "") -> float:
    cue, _, _, answer = placement
    count = sum(not owner or statement.owner == owner for statement in answer.value)
    return 60 * count / float(cue.picture.length)


def test_calm_music_leaves_a_theme_longer_alone_than_music_that_drives() -> None:
    calm = mean(per_minute(cue_of(mood, seed)) for mood in ("tender", "mournful") for seed in (1, 2, 3))
    driving = mean(per_minute(cue_of(mood, seed)) for mood in ("furious", "playful") for seed in (1, 2, 3))

    assert 1 <= calm <= 3
    assert 2 <= driving <= 4.5
    assert calm < driving


def test_the_lead_is_heard_more_often_than_who_is_only_hinted_at() -> None:
    rates = [
        (per_minute(cue_of(m, s, 150, "hint"), "Ada"), per_minute(cue_of(m, s, 150, "hint"), "Bo")) for m, s in CASES
    ]

    assert mean(lead for lead, _ in rates) > 1.5 * mean(hint for _, hint in rates)


@pytest.mark.parametrize(("mood", "seed"), CASES)
@pytest.mark.parametrize(("length", "most"), [(45, 1), (120, 1), (200, 2)])
def test_the_whole_tune_is_rare(mood: str, seed: int, length: int, most: int) -> None:
    cue, _, _, answer = cue_of(mood, seed, length)
    whole = [statement for statement in answer.value if statement.fullness >= 1 and statement.is_tune]

    assert len(whole) <= most
    assert all(cue.seconds(b.at) - cue.seconds(a.at) >= 20 for a, b in pairwise(whole) if a.theme == b.theme)


def test_a_climax_has_the_whole_tune_where_it_can_hold_it() -> None:
    told = [
        any(climax.at <= s.at < climax.end and s.fullness >= 1 for s in answer.value)
        for mood, seed in CASES
        for _, sections, _, answer in [cue_of(mood, seed)]
        for climax in sections
        if climax.purpose == "climax"
    ]

    assert sum(told) >= len(told) / 2


def test_themes_take_their_share_of_a_cue_and_no_more() -> None:
    shares = [
        sum(s.length for s in answer.value if s.partner is None) / cue.length
        for mood, seed in CASES
        for cue, _, _, answer in [cue_of(mood, seed)]
    ]

    assert 0.22 <= mean(shares) <= 0.55
    assert max(shares) <= 0.72


def test_a_statement_section_states_a_theme() -> None:
    told = [
        any(section.at <= s.at < section.end or s.at < section.at < s.end for s in answer.value)
        for mood, seed in CASES
        for _, sections, _, answer in [cue_of(mood, seed, 150)]
        for section in sections
        if section.purpose == "statement"
    ]

    assert sum(told) >= 0.95 * len(told)


def beneath(statements: tuple[Statement, ...]) -> list[Statement]:
    return [statement for statement in statements if not statement.is_tune]


def test_about_one_statement_in_four_of_a_long_cue_lies_beneath_the_tune() -> None:
    every = [statement for mood, seed in CASES for statement in cue_of(mood, seed, 150)[3].value]
    share = len(beneath(tuple(every))) / len(every)

    assert 0.1 <= share <= 0.35
    assert {"ostinato", "inner"} <= {statement.voice for statement in every}


def share_in(voice: str, trait: str) -> float:
    """How much of what somebody states beneath the tune is in one voice."""
    moods = ("heroic", "mournful", "furious", "playful")
    who = replace(ADA, traits=(trait,))
    cues = [placed(Scene(mood=mood, length=120, seed=1, characters=(who, BO)))[3].value for mood in moods]
    voices = [statement.voice for cue in cues for statement in beneath(cue) if statement.owner == "Ada"]
    return voices.count(voice) / len(voices)  # type: ignore[arg-type]


@pytest.mark.parametrize(("trait", "voice"), [("tyrant", "bass"), ("love", "inner"), ("machine", "ostinato")])
def test_characters_go_beneath_in_the_voice_in_which_they_live(trait: str, voice: str) -> None:
    assert share_in(voice, trait) > share_in(voice, "trickster")


@pytest.mark.parametrize(("mood", "seed"), CASES)
def test_a_theme_is_heard_as_the_tune_before_it_lies_beneath_one(mood: str, seed: int) -> None:
    _, _, _, answer = cue_of(mood, seed, 150)
    seen: set[str] = set()
    for statement in answer.value:
        assert statement.is_tune or statement.theme in seen
        seen.add(statement.theme)


def mirrored(scene: Scene) -> list[bool]:
    """Whether each statement of a scene is turned round, in order of time."""
    return [bool(MIRRORS & set(statement.chain)) for statement in placed(scene)[3].value]


BETRAYED = Scene(mood="ominous", length=60, characters=(replace(ADA, state="betrayal"),))


def test_a_theme_is_not_turned_round_before_anybody_knows_it() -> None:
    assert not mirrored(BETRAYED)[0]


def test_a_theme_that_the_film_knows_is_turned_round_at_once() -> None:
    row = Heard("Ada", "1M1", 1, 0.0, "introduction", ("prototype",), "melody", 0.8, 1.0)
    twice, thrice = (Bible(subjects=(Subject("Ada"),), history=(row,) * count) for count in (2, 3))

    assert not mirrored(replace(BETRAYED, cue="2M1", themes=twice))[0]
    assert mirrored(replace(BETRAYED, cue="2M1", themes=thrice))[0]


def test_what_the_film_has_heard_is_treated_otherwise_now() -> None:
    scene = Scene(mood="heroic", length=90, cue="2M1", characters=(ADA,), themes=Bible(subjects=(Subject("Ada"),)))
    fresh = placed(scene)[3].value
    rows = tuple(
        Heard("Ada", "1M1", 1, 0.0, s.state, s.chain, s.voice, s.fullness, s.similarity)
        for s in fresh
        for _ in range(3)
    )
    later = placed(replace(scene, themes=Bible(subjects=(Subject("Ada"),), history=rows)))[3].value

    assert [s.chain for s in later] != [s.chain for s in fresh]


@pytest.mark.parametrize("state", ["absence", "off-screen", "missing"])
@pytest.mark.parametrize("seed", range(3))
def test_who_is_meant_though_absent_is_only_hinted_at_all_along(state: str, seed: int) -> None:
    scene = Scene(mood="heroic", length=90, seed=seed, characters=(replace(ADA, state=state),))
    _, _, _, answer = placed(scene)

    assert answer.value
    assert all(statement.fullness <= 0.6 for statement in answer.value)

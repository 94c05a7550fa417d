"""Two who stand to each other meet once in a cue, after each was heard alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from test_placement import Placed, placed

from scenescore.model.bible import Bible, Stage, Subject
from scenescore.model.scene import Character, Dialogue, Relation, Scene
from scenescore.model.theme import Statement

ADA = Character(name="Ada", traits=("hero",), enters=3)
BO = Character(name="Bo", traits=("child",), enters=25)
KINDS = ("agree", "conflict", "seduce", "mourn", "mirror")
SCENE = Scene(mood="dramatic", length=90, characters=(ADA, BO))


@cache
def met(kind: str, seed: int = 1) -> Placed:
    return placed(replace(SCENE, seed=seed, relations=(Relation(between=("Ada", "Bo"), kind=kind),)))


def meeting(placement: Placed) -> list[Statement]:
    return [statement for statement in placement[3].value if statement.relation]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_they_meet_once_after_each_was_heard_alone(kind: str, seed: int) -> None:
    _, _, _, answer = met(kind, seed)
    together = meeting(met(kind, seed))
    alone = [s for s in answer.value if not s.relation and s.end <= together[0].at]

    assert {statement.owner for statement in together} == {"Ada", "Bo"}
    assert {statement.relation for statement in together} == {kind}
    assert {statement.owner for statement in alone} == {"Ada", "Bo"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_there_is_never_a_pile_up(kind: str, seed: int) -> None:
    _, _, _, answer = met(kind, seed)
    tunes = [statement for statement in answer.value if statement.is_tune]

    assert all(a.end <= b.at for a, b in pairwise(tunes))
    for statement in answer.value:
        assert sum(s.at <= statement.at < s.end for s in answer.value) <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_count_through_and_partners_point_into_the_meeting(kind: str) -> None:
    _, _, _, answer = met(kind)

    assert [s.number for s in answer.value] == list(range(len(answer.value)))
    assert any(s.partner is not None for s in answer.value)
    for statement in answer.value:
        if statement.partner is not None:
            assert answer.value[statement.partner].relation == statement.relation
            assert statement.partner != statement.number


def test_they_meet_at_the_moment_that_the_scene_names() -> None:
    relation = Relation(between=("Ada", "Bo"), kind="agree", at=60)
    cue, _, _, answer = placed(replace(SCENE, relations=(relation,)))
    first = min(statement.at for statement in answer.value if statement.relation)

    assert 60 <= cue.seconds(first) <= 68


def test_the_decision_says_that_they_meet() -> None:
    _, _, _, answer = met("conflict")

    assert any(decision.reason.startswith("Ada and Bo meet (conflict): ") for decision in answer.decisions)


def test_who_finds_no_room_to_meet_is_told_of() -> None:
    scene = replace(
        SCENE,
        dialogue=(Dialogue(from_=30, to=89),),
        relations=(Relation(between=("Ada", "Bo"), kind="agree"),),
    )
    _, _, _, answer = placed(scene)

    assert any("no room for the themes of Ada and Bo to meet" in finding.message for finding in answer.findings)


def test_without_a_relation_nobody_meets() -> None:
    assert not meeting(placed(SCENE))


def test_a_meeting_tells_no_more_than_the_story_has_earned() -> None:
    bible = Bible(subjects=tuple(Subject(name, stages=(Stage(0, "", 0.6),)) for name in ("Ada", "Bo")))
    relation = Relation(between=("Ada", "Bo"), kind="agree")
    _, _, _, answer = placed(replace(SCENE, story=0.2, themes=bible, relations=(relation,)))

    assert all(statement.fullness <= 0.6 for statement in answer.value)

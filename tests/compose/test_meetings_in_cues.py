"""Two characters who stand somehow to each other, in composed cues: their themes meet, and how."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from meeting_place import BOOK

from scenescore import Sketch, compose
from scenescore.compose.themes.meeting.clash import is_clash, together
from scenescore.model.scene import Character, Relation, Scene
from scenescore.model.theme import Statement

RELATIONS = tuple(sorted(BOOK.relations))


@cache
def cue(kind: str = "", way: str = "", at: int | None = None, length: int = 100) -> Sketch:
    """A hero, and a villain who enters later; they stand so to each other (left out: not at all)."""
    people = (Character(name="Ada", traits=("hero",)), Character(name="Bo", traits=("villain",), enters=length // 5))
    relations = (Relation(between=("Ada", "Bo"), kind=kind, way=way, at=at),) if kind else ()
    return compose(Scene(mood="ominous", length=length, seed=4, characters=people, relations=relations))


def meeting(sketch: Sketch) -> tuple[Statement, ...]:
    """The statements of the meeting."""
    return tuple(s for s in sketch.statements if s.relation)


@pytest.mark.parametrize("kind", RELATIONS)
def test_themes_meet_once_each_was_heard_alone(kind: str) -> None:
    """Both are stated on their own before; the second of the meeting knows whom it joins."""
    sketch = cue(kind)
    joint = meeting(sketch)

    assert {s.theme for s in joint} == {"Ada", "Bo"}
    alone = {s.theme for s in sketch.statements if not s.relation and s.end <= joint[0].at}
    assert alone == {"Ada", "Bo"}
    assert joint[1].partner == joint[0].number
    assert all(s.relation == kind for s in joint)


@pytest.mark.parametrize("kind", RELATIONS)
def test_their_clashes_are_heard_in_the_written_notes(kind: str) -> None:
    """What the players have clashes on as many strong beats as the relation asks, within fifteen points."""
    sketch = cue(kind, "counterpoint")
    notes = [n for part in sketch.parts for n in part.notes if n.statement is not None]
    one, other = (
        tuple(sorted({(int(n.at), int(n.end), n.pitch.midi) for n in notes if n.statement == s.number}))
        for s in meeting(sketch)
    )
    over_bass = "bass" in {s.voice for s in meeting(sketch)}

    beats = together(one, other, sketch.cue)
    clashes = sum(is_clash(max(a, b), min(a, b), over_bass=over_bass) for _, a, b in beats)
    assert abs(clashes / len(beats) - BOOK.relations[kind].dissonance) <= 0.15


@pytest.mark.parametrize("kind", RELATIONS)
@pytest.mark.parametrize("way", ["counterpoint", "dialogue", "swallowing"])
def test_never_a_pile_up(kind: str, way: str) -> None:
    """At most two statements at once, and one tune at a time."""
    statements = cue(kind, way).statements

    assert all(sum(s.at <= other.at < s.end for s in statements) <= 2 for other in statements)
    tunes = [s for s in statements if s.is_tune]
    assert all(a.end <= b.at or b.end <= a.at for a, b in combinations(tunes, 2))


def test_they_meet_when_the_scene_says_so() -> None:
    """The meeting begins on a bar line within a bar of the asked moment."""
    sketch = cue("conflict", at=50)
    first = meeting(sketch)[0].at

    assert sketch.cue.place(first)[1] == 1
    bar = sketch.cue.bar(first)
    assert -0.001 <= sketch.cue.seconds(first) - 50 <= sketch.cue.seconds(bar.end) - sketch.cue.seconds(bar.at)


def test_both_play_on_instruments_of_their_own() -> None:
    """Where they sound together, no player has both themes, and each of them is heard."""
    for kind in RELATIONS:
        sketch = cue(kind, "counterpoint")
        players = [
            {part.name for part in sketch.parts if any(n.statement == s.number for n in part.notes)}
            for s in meeting(sketch)
        ]

        assert all(players)
        assert not players[0] & players[1]


@pytest.mark.parametrize("kind", RELATIONS)
def test_each_of_two_who_talk_keeps_a_voice_of_their_own(kind: str) -> None:
    """In a dialogue every turn of the one is played by the same players, and none of the other's by them."""
    sketch = cue(kind, "dialogue")
    players: dict[str, set[frozenset[str]]] = {}
    for s in meeting(sketch):
        names = frozenset(part.name for part in sketch.parts if any(n.statement == s.number for n in part.notes))
        players.setdefault(s.theme, set()).add(names)

    assert all(len(turns) == 1 for turns in players.values())
    assert players["Ada"] != players["Bo"]


def test_a_scene_too_short_says_that_they_cannot_meet() -> None:
    """In fourteen seconds there is no time to hear both alone and together, and a finding tells so."""
    sketch = cue("conflict", length=14)

    assert not meeting(sketch)
    assert any("meet" in finding.message for finding in sketch.findings if finding.check == "themes")


def test_a_meeting_asked_for_too_early_waits_until_both_are_known() -> None:
    """They meet later than asked, after each was heard alone, and a finding says by how much."""
    sketch = cue("conflict", at=5)

    assert sketch.cue.seconds(meeting(sketch)[0].at) > 20
    assert any("after the asked moment" in finding.message for finding in sketch.findings if finding.check == "themes")


def test_what_comes_before_the_second_enters_does_not_know_of_the_relation() -> None:
    """Every written note of the sections that end before the villain enters is the same with and without it."""
    plain, related = cue(), cue("conflict")
    enters = plain.cue.clock.position(plain.cue.seconds(0) + 20)
    end = max(s.end for s in plain.sections if s.end <= enters)

    def before(sketch: Sketch) -> list[tuple[str, int, int, int]]:
        return [(p.name, int(n.at), int(n.length), n.pitch.midi) for p in sketch.parts for n in p.notes if n.end <= end]

    assert before(plain) == before(related)

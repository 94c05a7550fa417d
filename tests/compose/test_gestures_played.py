"""Hits beside every grid: written on it, heard at their own moment."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import little_cue as little
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_cue import BAR, BEAT, LENGTH, note, part

from scenescore.compose.hits.gestures import catch
from scenescore.compose.performance.perform import perform
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.scene import GESTURES
from scenescore.model.sketch import Part
from scenescore.model.time import Ticks

HIT = 4 * BAR
STOPS = ("cut-off", "silence")
SOUNDING = sorted(set(GESTURES) - set(STOPS))
#: A free onset is at most half a sixteenth away from its written place.
FREE = st.integers(-80, 80)


def freed(*rows: tuple[int, str, int]) -> Cue:
    """The little cue with must hits as written tick, gesture, and how many ticks later they are heard."""
    cue = little.cue(*((tick, gesture, "must") for tick, gesture, _ in rows))
    landings = tuple(
        replace(landing, free=Ticks(tick + by), got=cue.seconds(tick + by), asked=cue.seconds(tick + by))
        for landing, (tick, _, by) in zip(cue.landings, rows, strict=True)
    )
    return replace(cue, landings=landings)


def performed(cue: Cue, *parts: Part) -> tuple[Part, ...]:
    """Answer the hits of a cue and play it."""
    caught = catch(
        cue,
        little.sections(),
        little.chords(),
        parts or little.orchestra(),
        little.ensemble(),
        little.book(),
        Dice(1),
    )
    return perform(cue, little.sections(), caught.value, Dice(1), chords=little.chords()).value


def onsets(parts: tuple[Part, ...]) -> set[int]:
    """Every tick at which something is struck."""
    return {int(p.at) for part in parts for p in part.played}


def sounding(parts: tuple[Part, ...], tick: int) -> list[int]:
    """What sounds over a tick."""
    return [p.midi for part in parts for p in part.played if p.at < tick < p.at + p.length]


@pytest.mark.parametrize("by", [-70, 70], ids=["early", "late"])
@pytest.mark.parametrize("gesture", SOUNDING)
def test_a_free_hit_is_written_on_the_grid_and_heard_at_its_moment(gesture: str, by: int) -> None:
    parts = performed(freed((HIT, gesture, by)))
    rows = [(p.notes[played.note], played) for p in parts for played in p.played]
    answers = [(n, played) for n, played in rows if n.at == HIT]

    assert answers
    assert all(n.hit and played.at == HIT + by for n, played in answers)


@pytest.mark.parametrize("by", [-70, 70], ids=["early", "late"])
@pytest.mark.parametrize("gesture", STOPS)
def test_a_free_stop_lets_go_at_its_moment(gesture: str, by: int) -> None:
    parts = performed(freed((HIT, gesture, by)))

    assert any(p.at + p.length == HIT + by for part in parts for p in part.played)
    assert not sounding(parts, HIT + by)
    assert not [at for at in onsets(parts) if HIT + by <= at < HIT + BEAT // 2]


@pytest.mark.parametrize("gesture", SOUNDING)
def test_a_hit_in_the_first_frame_of_the_picture_is_heard_there(gesture: str) -> None:
    assert 60 in onsets(performed(freed((0, gesture, 60))))


@pytest.mark.parametrize("gesture", SOUNDING)
def test_a_hit_in_the_last_tenth_of_a_second_is_heard(gesture: str) -> None:
    parts = performed(freed((LENGTH - 160, gesture, 30)))

    assert LENGTH - 130 in onsets(parts)
    assert all(p.at + p.length <= LENGTH for part in parts for p in part.played)


def test_two_hits_on_one_written_place_break_the_chord() -> None:
    parts = performed(freed((HIT, "accent", -40), (HIT, "stinger", 60)))

    assert {HIT - 40, HIT + 60} <= onsets(parts)


def test_a_blow_and_a_stop_on_one_place_are_a_blow_and_a_silence() -> None:
    parts = performed(freed((HIT, "stinger", -40), (HIT, "cut-off", 60)))

    assert HIT - 40 in onsets(parts)
    assert not sounding(parts, HIT + 60)
    assert any(p.at + p.length == HIT + 60 for part in parts for p in part.played)


def test_a_pitch_that_still_sounds_makes_way_for_a_free_hit() -> None:
    cue = freed((HIT, "accent", -70))
    player = part(little.VIOLINS, note(HIT - 2 * BEAT, 2 * BEAT, 63), note(HIT, BEAT, 63))

    for p in performed(cue, player):
        rows = sorted((x.at, x.at + x.length) for x in p.played if x.midi == 63)
        assert all(end <= start for (_, end), (start, _) in pairwise(rows))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2, 90).map(lambda n: n * 320), st.sampled_from(GESTURES), FREE),
        min_size=1,
        max_size=6,
        unique_by=lambda row: row[0],
    ),
)
def test_any_free_hits_are_heard_at_their_moments(rows: list[tuple[int, str, int]]) -> None:
    rows = sorted(rows)
    parts = performed(freed(*rows))
    struck = onsets(parts)

    for tick, gesture, by in rows:
        if gesture in STOPS:
            assert not sounding(parts, tick + by)
        else:
            assert tick + by in struck
    for p in parts:
        for midi in {x.midi for x in p.played}:
            spans = sorted((x.at, x.at + x.length) for x in p.played if x.midi == midi)
            assert all(end <= start for (_, end), (start, _) in pairwise(spans))

"""What a theme becomes in each dramatic state: recognisable, told as far as the story allows, and unlike the others.

A sample of what `benchmarks/transformations.py` counts over fifty themes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from benches import benchmark
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.statements import Room, fullness_of, joined_by, recognised
from scenescore.compose.themes.transformations import TRANSFORMATIONS, UNWRITTEN, setting_of, sounding, spread
from scenescore.library.book import default_book
from scenescore.model.theme import ALLUSION, SAME, Statement, Theme

BOOK = default_book()
STATES = tuple(BOOK.states)
#: A rise, a fall, a waltz, a lullaby in six, an angular one, one in five, one that repeats a note.
WHO = ("hero", "love", "lost-love", "mother", "trickster", "spy", "tyrant", "ghost")
NAMED = (
    *("searching", "threatened", "in-love", "corrupted", "grieving", "triumphant", "remembered", "absent", "dying"),
    *("first-hint", "introduction", "habit", "growing-confidence", "action", "fight", "doubt", "temptation", "defeat"),
    *("separation", "disguise", "comedy", "irony", "reunion", "transformation", "credits"),
)


BENCH = benchmark("transformations")
THEMES: dict[str, Theme] = {theme.name: theme for theme in BENCH.themes() if theme.name in WHO}


def stated(who: str, state: str, mode: str = "", most: float = 1.0, close: str = "closed") -> Statement:
    made: Statement | None = BENCH.stated(THEMES[who], state, mode, most, close)
    assert made is not None
    return made


def all_of(state: str) -> list[Statement]:
    return [stated(who, state, mode) for who in WHO for mode in ("", "aeolian")]


@pytest.mark.parametrize("word", NAMED)
def test_a_scene_may_name_the_state(word: str) -> None:
    assert BOOK.names.states[word] in BOOK.states


def test_no_two_states_are_told_in_the_same_way() -> None:
    rows = {name: (row.chain, row.level) for name, row in BOOK.states.items()}

    assert [(a, b) for a, b in combinations(rows, 2) if rows[a] == rows[b]] == []


@pytest.mark.parametrize("state", STATES)
def test_nobody_falls_below_the_floor_that_a_technique_could_spare(state: str) -> None:
    floor = BOOK.states[state].floor

    assert floor >= ALLUSION
    for made in all_of(state):
        changed = set(made.chain) - UNWRITTEN - {"modal-mutation", "prototype"}
        assert made.similarity >= floor or not changed, (made.theme, made.chain)


@pytest.mark.parametrize("state", [name for name in STATES if BOOK.states[name].fullness >= 1])
def test_what_is_told_whole_is_told_as_it_is(state: str) -> None:
    assert BOOK.states[state].floor >= SAME
    for who in WHO:
        made = stated(who, state)
        assert made.similarity >= BOOK.states[state].floor
        assert made.fullness == (1 if len(THEMES[who].phrase) > len(THEMES[who].motif) else 0.8)


@pytest.mark.parametrize("state", STATES)
def test_a_state_says_how_full_it_is(state: str) -> None:
    told = [made.fullness for made in all_of(state)]

    assert abs(sum(told) / len(told) - BOOK.states[state].fullness) <= 0.1


@pytest.mark.parametrize("most", [0.4, 0.6, 0.8])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_told_that_the_story_withholds(state: str, most: float) -> None:
    for who in WHO:
        made = stated(who, state, most=most)
        assert made.fullness <= most, (who, made.chain)
        assert len(sounding(made.tones)) >= 2


@pytest.mark.parametrize("state", STATES)
def test_a_statement_says_truly_what_it_is(state: str) -> None:
    for made in all_of(state):
        theme = THEMES[made.theme]
        assert made.chain
        assert set(made.chain) <= set(TRANSFORMATIONS)
        assert made.setting == setting_of(made.chain)
        assert made.fullness <= fullness_of(made.tones, theme, made.chain)
        assert made.similarity == recognised(made.tones, theme, made.chain)
        assert min(made.likeness.contour, made.likeness.intervals, made.likeness.rhythm) >= 0


@pytest.mark.parametrize("state", STATES)
def test_a_statement_stays_in_one_voice_and_on_the_grid(state: str) -> None:
    for made in all_of(state):
        assert spread(made.tones) <= max(16, spread(THEMES[made.theme].phrase))
        assert all(tone.length > 0 and tone.length % 240 == 0 for tone in made.tones)
        notes = [made.tonic + tone.semitones for tone in made.tones if tone.step is not None]
        assert min(notes) >= 28
        assert max(notes) <= 96


def test_a_theme_in_the_bass_lies_under_the_tune() -> None:
    for who in WHO:
        low, plain = stated(who, "disguise"), stated(who, "introduction")
        assert low.voice == "bass"
        assert not low.is_tune
        assert max(low.tonic + t.semitones for t in low.tones if t.step is not None) <= 60
        assert low.tonic < plain.tonic


def test_a_sequence_of_the_head_is_as_recognisable_as_the_head() -> None:
    made = stated("hero", "searching")

    assert "sequence" in made.chain
    assert made.similarity >= similarity(made.tones, THEMES["hero"].motif)
    assert made.similarity == stated("hero", "first-hint").similarity


def test_broadening_never_cuts_a_theme_short_that_should_be_whole() -> None:
    for who in WHO:
        made = stated(who, "power")
        assert len(sounding(made.tones)) >= len(sounding(THEMES[who].motif)), made.chain


def test_a_tune_stays_open_where_its_phrase_does() -> None:
    hero = THEMES["hero"]
    *before, last = hero.phrase
    left_open = replace(hero, open_phrase=(*before, replace(last, step=8)))

    for close, expected in (("half", 8), ("open", 8), ("closed", 7)):
        made = BENCH.stated(left_open, "introduction", close=close)
        heard = [tone for tone in made.tones if tone.step is not None]
        assert heard[-1].step == expected


def test_a_fight_is_at_its_own_heels() -> None:
    """At least one theme in two is its own canon; its follower begins inside it and is no tune."""
    found = 0
    for who in WHO:
        made = stated(who, "fight")
        room = Room(made.at, BENCH.room_of(THEMES[who]).length, BENCH.room_of(THEMES[who]).section)
        for other in joined_by(made, THEMES[who], room, BENCH.cue_of(THEMES[who])):
            found += 1
            assert made.at < other.at
            assert not other.is_tune
            assert other.partner == made.number
    assert found >= len(WHO) // 2


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_a_technique_leaves_a_theme_as_recognisable_as_its_row_expects(name: str) -> None:
    row = TRANSFORMATIONS[name]
    average, _, _, kept, _ = BENCH.judged(name, tuple(THEMES.values()))

    assert abs(average - row.expects) <= 0.12
    assert all(kept[each] == 1 for each in row.keeps if each in kept)

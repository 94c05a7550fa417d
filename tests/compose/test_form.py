"""Sections and phrases."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore.compose import mood
from scenescore.compose.form.keys import journey, make_key, parse_key
from scenescore.compose.form.plan import plan
from scenescore.compose.spotting.solve import spot
from scenescore.library import default_book
from scenescore.model.affect import Feeling
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.metre import Meter
from scenescore.model.picture import picture
from scenescore.model.scene import ENDINGS, ArcPoint, Character, Hit, Scene

BOOK = default_book()


def _plan(scene: Scene, ending: str = "ring-out") -> tuple[Section, ...]:
    seen = picture(scene)
    drama = mood.drama(scene, seen, BOOK).value
    pulse = mood.wanted_pulse(scene, drama, 0.5)
    cue = spot(seen, drama.bpm, pulse, Meter(4, 4), ending).value
    return plan(scene, cue, drama, BOOK, Dice(scene.seed), ending).value


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 240), st.sampled_from(sorted(BOOK.moods)), st.sampled_from(ENDINGS), st.integers(0, 99))
def test_sections_and_phrases_tile_the_cue(length: int, word: str, ending: str, seed: int) -> None:
    scene = Scene(mood=word, length=length, seed=seed)

    sections = _plan(scene, ending)

    assert sections[0].at == 0
    for here, there in pairwise(sections):
        assert here.end == there.at
    for section in sections:
        assert section.phrases[0].at == section.at
        assert section.phrases[-1].end == section.end
        for phrase, following in pairwise(section.phrases):
            assert phrase.end == following.at
    assert sections[-1].purpose == "ending"
    assert sections[-1].phrases[-1].function == "codetta"


def test_before_anybody_can_be_heard_nothing_is_stated_and_no_key_is_left() -> None:
    found = 0
    for seed in range(40):
        for enters in (1, 2, 4, 6, 8):
            scene = Scene(mood="hopeful", length=45, seed=seed, characters=(Character(name="Ada", enters=enters),))
            seen = picture(scene)
            drama = mood.drama(scene, seen, BOOK).value
            cue = spot(seen, drama.bpm, 80, Meter(4, 4), "cadence").value
            first, second, *_ = plan(scene, cue, drama, BOOK, Dice(seed), "cadence").value
            has_downbeat = any(first.at <= bar.at < first.end and cue.seconds(bar.at) >= enters for bar in cue.bars)
            assert has_downbeat or first.purpose in {"opening", "climax"}, (seed, enters)
            if not has_downbeat and second.purpose in {"statement", "development"}:
                found += 1
                assert second.purpose == "statement", (seed, enters)
                assert second.key.pc == first.key.pc, (seed, enters)
    assert found > 20


def test_a_new_section_begins_where_the_character_enters() -> None:
    scene = Scene(mood="tender", length=90, characters=(Character(name="Ada", traits=("love",), enters=40),))
    seen = picture(scene)
    drama = mood.drama(scene, seen, BOOK).value
    cue = spot(seen, drama.bpm, 66, Meter(4, 4), "ring-out").value

    sections = plan(scene, cue, drama, BOOK, Dice(1), "ring-out").value

    starts = [float(cue.seconds(section.at)) for section in sections]
    assert min(abs(start - 40) for start in starts) < 4
    assert any(section.theme == "Ada" for section in sections)


def test_a_turn_of_the_mood_turns_the_mode() -> None:
    turn = ArcPoint(at=50, mood="ominous", intensity=0.6)
    scene = Scene(mood="serene", length=90, arc=(ArcPoint(at=0, intensity=0.4), turn, ArcPoint(at=90, intensity=0.5)))

    sections = _plan(scene)

    assert 4 in sections[0].key.degrees
    assert 3 in sections[-1].key.degrees


def test_the_climax_is_where_the_arc_is_highest() -> None:
    arc = (ArcPoint(at=0, intensity=0.2), ArcPoint(at=70, intensity=1.0), ArcPoint(at=100, intensity=0.3))
    scene = Scene(mood="heroic", length=100, arc=arc)
    sections = _plan(scene)

    climax = [section for section in sections if section.purpose == "climax"]

    assert len(climax) == 1
    assert max(climax[0].intensity) > 0.85


def test_avoiding_major_keeps_every_section_minor() -> None:
    sections = _plan(Scene(mood="serene", length=90, avoid=("major",)))

    assert all(4 not in section.key.degrees for section in sections)


def test_a_key_asked_for_is_the_key_of_the_statement() -> None:
    sections = _plan(Scene(mood="heroic", length=60, key="F# dorian"))

    assert {section.key.name for section in sections} == {"F# dorian"}


@pytest.mark.parametrize(
    ("text", "tonic", "mode"),
    [("C minor", 0, "aeolian"), ("F# dorian", 6, "dorian"), ("Bb", -2, "ionian"), ("Eb major", -3, "ionian")],
)
def test_keys_are_read_as_musicians_write_them(text: str, tonic: int, mode: str) -> None:
    key = parse_key(text, BOOK)

    assert (key.tonic, key.mode) == (tonic, mode)


@given(st.integers(-20, 20), st.sampled_from(["ionian", "aeolian", "dorian", "phrygian", "lydian"]))
def test_no_key_needs_more_than_six_accidentals(tonic: int, mode: str) -> None:
    assert abs(make_key(tonic, BOOK.modes[mode]).signature) <= 6


def test_the_last_chord_of_a_ring_out_has_time_to_decay() -> None:
    scene = Scene(mood="mournful", length=60, hits=(Hit(at=20),))
    seen = picture(scene)
    drama = mood.drama(scene, seen, BOOK).value
    cue = spot(seen, drama.bpm, 52, Meter(4, 4), "ring-out").value

    sections = plan(scene, cue, drama, BOOK, Dice(1), "ring-out").value

    left = Fraction(60) - cue.seconds(sections[-1].phrases[-1].at)
    assert 2 <= left <= 9


def test_a_lift_for_the_climax_rises_above_where_the_tune_was_restated() -> None:
    home, bright = parse_key("A major", default_book()), Feeling(0.8, 0.7, 0.0, 0.7)
    restated = 5

    step, why = journey("climax", bright, home, 0, restated)

    assert "lift" in why
    assert 0 < (step - restated) % 12 <= 5

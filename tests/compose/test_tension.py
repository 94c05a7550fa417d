"""Tension: what is asked, what harmony, loudness, register and density give, and that the two go together."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from statistics import median

import little_cue as little
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore import ArcPoint, Scene, Sketch, compose, default_book
from scenescore.compose import mood
from scenescore.compose.measure import achieved_tension, bar_levels
from scenescore.compose.tension.agreement import over_phrases, partings, spearman
from scenescore.compose.tension.asked import asked_tension
from scenescore.compose.tension.composite import SOFT_TONIC, TUTTI_CLUSTER, BarTension, density, register
from scenescore.compose.tension.harmonic import HarmonicTerms, chord_terms, harmonic_terms
from scenescore.compose.tension.report import parted
from scenescore.model.affect import Drama
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.picture import picture
from scenescore.model.pitch import Key

SHARES = st.floats(0, 1).map(lambda share: round(share, 3))
C_MAJOR = Key(0, "ionian", (0, 2, 4, 5, 7, 9, 11))
TONIC = Chord("I", C_MAJOR, "major", (0, 4, 1), 0, 0.1)
DOMINANT_SEVENTH = Chord("V7", C_MAJOR, "dominant-seventh", (1, 5, 2, -1), 1, 0.4)
NEAPOLITAN = Chord("bII", C_MAJOR, "major", (-5, -1, -4), -5, 0.1)
ARCS = {
    "rise": ((0, 0.1), (20, 0.35), (40, 0.65), (60, 0.95)),
    "fall": ((0, 0.95), (20, 0.65), (40, 0.35), (60, 0.1)),
    "arch": ((0, 0.15), (30, 0.95), (60, 0.15)),
    "late peak": ((0, 0.2), (25, 0.4), (47, 0.95), (60, 0.3)),
}
MOODS = ("serene", "ominous", "heroic", "mournful", "eerie", "frantic")


@cache
def sketch(mood_word: str, arc: str) -> Sketch:
    """A minute of a mood; its arc names intensity and tension."""
    points = tuple(ArcPoint(at=at, intensity=high, tension=round(1.6 * high - 0.7, 2)) for at, high in ARCS[arc])
    return compose(Scene(mood=mood_word, length=60, arc=points, seed=1))


def curve(made: Sketch, name: str) -> list[float]:
    """A curve's values, one a bar."""
    return next([value for _, value in found.points] for found in made.curves if found.name == name)


def agreement(made: Sketch, name: str) -> float:
    """How well a curve goes with the asked tension, over phrases."""
    asked = over_phrases(made.cue, made.sections, curve(made, "asked-tension"))
    return spearman(asked, over_phrases(made.cue, made.sections, curve(made, name))) or 0.0


def drama(*points: ArcPoint) -> Drama:
    """The drama of a minute of ominous music with an arc."""
    scene = Scene(mood="ominous", length=60, arc=points)
    return mood.drama(scene, picture(scene), default_book()).value


def bar(harmony: float = 0.4, level: float = 0.4, span: float = 0.4, dense: float = 0.4) -> BarTension:
    """A bar whose five harmonic terms are alike."""
    return BarTension(HarmonicTerms(harmony, harmony, harmony, harmony, harmony), level, span, dense)


def test_a_soft_tonic_triad_is_a_tenth_and_a_cluster_of_everybody_is_all() -> None:
    assert (SOFT_TONIC.total, TUTTI_CLUSTER.total) == (0.1, 1.0)


@given(SHARES, SHARES, SHARES, SHARES, st.sampled_from(["harmony", "level", "span", "dense"]), st.floats(0.05, 1))
def test_more_of_any_side_is_never_less_tense(
    harmony: float, level: float, span: float, dense: float, side: str, more: float
) -> None:
    terms = {"harmony": harmony, "level": level, "span": span, "dense": dense}

    assert bar(**{**terms, side: min(1.0, terms[side] + more)}).total >= bar(**terms).total


@pytest.mark.parametrize("side", ["harmony", "level", "span", "dense"])
def test_the_whole_moves_with_each_side(side: str) -> None:
    assert bar(**{side: 0.8}).total > bar().total + 0.03


def test_a_held_chord_of_many_is_denser_than_one_of_few() -> None:
    assert density(0, 20) > density(0, 3)
    assert density(12, 3) > density(2, 3)


def test_high_and_wide_is_more_than_middle_and_close() -> None:
    assert register(36, 96) > register(60, 72) > register(48, 60)


def test_a_chord_far_from_its_key_and_a_seventh_are_tenser_than_the_tonic() -> None:
    tonic = chord_terms(TONIC).total

    assert chord_terms(DOMINANT_SEVENTH, TONIC).total > tonic + 0.1
    assert chord_terms(NEAPOLITAN, TONIC).total > tonic + 0.1


def test_a_full_close_lets_go() -> None:
    sections = list(little.sections())
    last = sections[-1]
    closes = (*last.phrases[:-1], replace(last.phrases[-1], close="final"))
    tonic = Chord("i", last.key, "minor", (last.key.tonic, last.key.tonic - 3, last.key.tonic + 1), last.key.tonic, 0.1)
    held = Line.of((int(little.cue().length), tonic))

    open_, closed = (
        harmonic_terms(little.cue(), (*sections[:-1], replace(last, phrases=phrases)), held)[-1]
        for phrases in (tuple(replace(p, close="none") for p in last.phrases), closes)
    )

    assert (open_.openness, closed.openness) == (1.0, 0.0)
    assert closed.total < open_.total


def test_an_arc_of_tension_alone_moves_intensity_with_it() -> None:
    found = drama(ArcPoint(at=0, tension=-0.6), ArcPoint(at=60, tension=0.8))

    assert [found.intensity(Fraction(at)) for at in (0, 60)] == [0.2, 0.9]
    assert [asked_tension(found, Fraction(at)) for at in (0, 60)] == [0.2, 0.9]


def test_an_arc_of_intensity_alone_asks_for_more_tension_where_it_is_higher() -> None:
    found = drama(ArcPoint(at=0, intensity=0.1), ArcPoint(at=60, intensity=0.9))

    assert asked_tension(found, Fraction(60)) > asked_tension(found, Fraction(0)) + 0.4


def test_one_point_of_tension_does_not_flatten_the_arch() -> None:
    found = drama(ArcPoint(at=10, tension=0.7))

    assert found.intensity(Fraction(43)) > found.intensity(Fraction(0)) + 0.2


@given(st.lists(st.integers(0, 50), min_size=3, max_size=30, unique=True))
def test_what_rises_and_falls_together_correlates_wholly(values: list[int]) -> None:
    assert spearman(values, [value**3 for value in values]) == 1.0
    assert spearman(values, [-value for value in values]) == -1.0


def test_what_stands_still_has_no_correlation() -> None:
    assert spearman([0.5, 0.5, 0.5, 0.51], [1, 2, 3, 4]) is None
    assert not partings([0.5, 0.5, 0.5, 0.51], [1, 2, 3, 4])


def test_a_finding_names_the_bars_and_the_side_where_the_music_goes_another_way() -> None:
    cue, sections = little.cue(), little.sections()
    asked = [0.1 + 0.1 * i for i in range(len(cue.bars))]
    climbs = [bar(level=value) for value in asked]
    gives_way = [*climbs[:-4], *(bar(level=0.0) for _ in range(4))]

    found = parted(cue, sections, asked, gives_way)[-1]

    assert not parted(cue, sections, asked, climbs)
    assert found.place.endswith(f"bar {cue.bars[-1].number}")
    assert found.message.startswith("less tense than asked")
    assert found.message.endswith("loudness")


def test_the_tension_that_is_heard_follows_the_one_that_was_asked() -> None:
    found = [agreement(sketch(word, arc), "achieved-tension") for word in MOODS for arc in ARCS]

    assert median(found) >= 0.75
    assert min(found) >= 0.4


def test_harmony_alone_follows_too() -> None:
    assert median(agreement(sketch(word, arc), "harmonic-tension") for word in MOODS for arc in ARCS) >= 0.5


@pytest.mark.parametrize("side", ["loudness", "density", "register"])
def test_every_other_side_takes_part(side: str) -> None:
    found = []
    for word in MOODS:
        for arc in ARCS:
            made = sketch(word, arc)
            bars = achieved_tension(made.cue, made.sections, made.chords, made.parts, bar_levels(made.cue, made.parts))
            values = [dict(each.sides)[side] for each in bars]
            asked = over_phrases(made.cue, made.sections, curve(made, "asked-tension"))
            found.append(spearman(asked, over_phrases(made.cue, made.sections, values)) or 0.0)

    assert median(found) >= {"loudness": 0.75, "density": 0.6, "register": 0.3}[side]


@pytest.mark.parametrize("word", MOODS)
def test_what_falls_ends_at_rest(word: str) -> None:
    values = curve(sketch(word, "fall"), "achieved-tension")

    assert values[-1] <= sorted(values)[len(values) // 4]


@pytest.mark.parametrize("word", MOODS)
def test_what_rises_does_not_collapse_at_the_end(word: str) -> None:
    values = curve(sketch(word, "rise"), "achieved-tension")

    assert max(values[-3:]) >= median(values)
    assert sum(values[-4:]) / 4 > sum(values[:4]) / 4


@pytest.mark.parametrize("word", MOODS)
def test_no_arc_drives_the_loudness_out_of_what_a_room_bears(word: str) -> None:
    """Twenty decibels or so, but for the one softest and the one loudest bar; nothing is struck with all force."""
    for arc in ARCS:
        made = sketch(word, arc)
        arrival = made.sections[-1].phrases[-1].at
        bars = zip(made.cue.bars, bar_levels(made.cue, made.parts), strict=True)
        levels = sorted(level for each, level in bars if each.at < arrival)

        assert levels[-2] - levels[1] <= 22
        assert max(played.velocity for part in made.parts for played in part.played) < 127

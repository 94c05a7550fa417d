"""Chords follow the asked tension, each mood within its own range, and stay the harmony of their material."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import mean, median

import pytest
from harmony_cues import BOOK, cue_of, harmony_of, sections_of
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.search import harmonise
from scenescore.compose.harmony.shades import is_idle, shades
from scenescore.compose.harmony.steering import asked, motions, own_tension, reach
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.tension.agreement import spearman
from scenescore.model.dice import Dice
from scenescore.model.pitch import Key
from scenescore.model.scene import ArcPoint, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose

READER = TokenReader(BOOK)
ARCS = {
    "fall": ((0, 0.95), (60, 0.15)),
    "arch": ((0, 0.15), (30, 0.95), (60, 0.15)),
    "late peak": ((0, 0.15), (48, 0.95), (60, 0.3)),
}
TOKENS = ("I", "i", "V7", "viio7", "bVI", "IVmaj7", "iv@1", "V7alt", "bII//I", "Icl3", "bvi")


def sketch_of(mood: str, arc: str, seed: int = 1) -> Sketch:
    points = tuple(ArcPoint(at=at, intensity=level) for at, level in ARCS[arc])
    return compose(Scene(mood=mood, length=60, arc=points, seed=seed))


def follows(sketch: Sketch) -> float:
    curves = {curve.name: [value for _, value in curve.points] for curve in sketch.curves}
    return spearman(curves["asked-tension"], curves["harmonic-tension"]) or 0.0


def key_of(tonic: int) -> Key:
    return Key(tonic, "ionian", BOOK.modes["ionian"].degrees)


def test_the_chords_alone_follow_the_arc() -> None:
    cues = [sketch_of(mood, arc) for mood in ("epic", "mournful", "tense", "hopeful") for arc in ARCS]

    assert median(map(follows, cues)) >= 0.5


def test_a_serene_scene_stays_consonant_at_the_top_of_its_arch() -> None:
    serene, frightening = (sketch_of(mood, "arch") for mood in ("serene", "frightening"))

    assert max(span.value.dissonance for span in serene.chords) < 0.55
    smooth, rough = (mean(span.value.dissonance for span in sketch.chords) for sketch in (serene, frightening))
    assert smooth < 0.32
    assert rough > smooth + 0.04


def test_a_calm_mood_asks_for_less_at_its_height_than_a_tense_one() -> None:
    tops = [reach(sections_of(mood)[0])[1] for mood in ("serene", "heroic", "frightening")]

    assert tops == sorted(tops)
    assert tops[0] < tops[1] < tops[2]


def test_more_is_asked_where_the_section_is_hotter_and_least_on_its_last_chord() -> None:
    section = replace(sections_of("heroic")[0], intensity=(0.1, 0.9))
    laid = [Slot(section.at + i * 3840, 3840, 0) for i in range(8)]
    wanted = asked(section, laid)

    assert wanted == sorted(wanted)
    assert asked(section, [replace(laid[-1], place="final")])[0] < wanted[-1]


@pytest.mark.parametrize("token", TOKENS)
@given(tonic=st.integers(-4, 4))
def test_a_chord_is_as_tense_in_every_key(token: str, tonic: int) -> None:
    here, there = (READER.chord(token, key_of(place)) for place in (0, tonic))

    spelled_alike = [tone - tonic for tone in there.tones] == list(here.tones)
    assert not spelled_alike or own_tension(here) == own_tension(there)


def test_tension_grows_from_the_tonic_over_the_dominant_seventh_to_the_cluster() -> None:
    tensions = [own_tension(READER.chord(token, key_of(0))) for token in ("I5", "I", "V7", "V7alt", "bII//I", "Icl3")]

    assert tensions == sorted(tensions)
    assert len(frozenset(tensions)) == len(tensions)


def test_standing_still_moves_nothing_and_a_tritone_moves_most() -> None:
    chords = [READER.chord(token, key_of(0)) for token in ("I", "vi", "V", "bVI", "#IV")]
    moved = motions(chords)

    assert [int(moved[i, i]) for i in range(len(chords))] == [0] * len(chords)
    assert int(moved[0].max()) == int(moved[0, 4])


def test_rough_moods_have_more_shades_than_smooth_ones() -> None:
    smooth, rough = (shades(sections_of(mood)[0], ("I", "V")) for mood in ("serene", "frightening"))

    assert len(smooth) < len(rough)
    assert not [token for token in smooth if "cl" in token or "b9" in token]
    assert any("cl" in token for token in rough)


@pytest.mark.parametrize("mood", ["heroic", "ominous", "mournful"])
def test_a_held_bass_is_none_of_its_chord_unless_the_plan_holds_it(mood: str) -> None:
    section = sections_of(mood)[0]
    offered = [READER.chord(token, section.key) for token in ("I@1", "I@5", "ii@5", "IV@1")]

    assert [is_idle(chord) for chord in offered] == [True, True, False, True]


@pytest.mark.parametrize("mood", ["heroic", "playful", "mournful", "romantic"])
def test_a_loop_keeps_its_roots_when_the_scene_grows(mood: str) -> None:
    """The same section cold and hot: most roots stay, the chords over them grow tenser."""
    plain = sections_of(mood)[:1]

    def sung(level: float) -> list[str]:
        section = replace(plain[0], intensity=(level, level))
        return [span.value.token for span in harmonise(cue_of(), (section,), (), (), BOOK, Dice(1)).value]

    cold, hot = ([re.match(r"[b#]*[IViv]+", token)[0].upper() for token in sung(level)] for level in (0.1, 0.9))  # type: ignore[index]
    shared = sum(root in hot for root in cold)
    assert shared >= 0.6 * len(cold)
    assert sung(0.1) != sung(0.9)


def test_decisions_name_the_asked_tension_where_it_decided() -> None:
    reasons = [d.reason for seed in range(1, 5) for d in harmony_of("suspenseful", seed).decisions]

    told = [reason for reason in reasons if "tension is asked here" in reason]
    assert told
    assert all(re.search(r"asked here: 0\.\d\d; it gives 0\.\d\d, the plan's 0\.\d\d", reason) for reason in told)

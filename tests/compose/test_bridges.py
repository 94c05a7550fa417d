"""Bridges between keys."""

from __future__ import annotations

from functools import cache

import pytest

from scenescore import ArcPoint, Character, Scene, Sketch, compose
from scenescore.compose.form.keys import parse_key
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.harmony.ways import common, distance, motion, said_in
from scenescore.library import default_book
from scenescore.model.form import Section
from scenescore.model.pitch import Key
from scenescore.model.sketch import Decision

BOOK = default_book()
TURNS = (("serene", "ominous"), ("mournful", "hopeful"), ("heroic", "tender"), ("mysterious", "triumphant"))


def key(text: str) -> Key:
    return parse_key(text, BOOK)


@cache
def turning(before: str, after: str, seed: int) -> Sketch:
    arc = (
        ArcPoint(at=0, intensity=0.4),
        ArcPoint(at=40, mood=after, intensity=0.7),
        ArcPoint(at=75, intensity=0.5),
    )
    return compose(Scene(mood=before, length=75, seed=seed, arc=arc))


def bridges(sketch: Sketch) -> list[Decision]:
    return [decision for decision in sketch.decisions if decision.stage == "bridge"]


@pytest.mark.parametrize(
    ("one", "two", "steps"),
    [
        ("C major", "C major", 0),
        ("C major", "A minor", 0.5),
        ("C major", "G major", 1),
        ("C major", "C minor", 3.5),
        ("C major", "F# major", 6),
        ("B major", "Db major", 2),
        ("D dorian", "C major", 0.5),
    ],
)
def test_keys_lie_as_far_apart_as_their_signatures(one: str, two: str, steps: float) -> None:
    assert distance(key(one), key(two)) == steps
    assert distance(key(two), key(one)) == steps


@pytest.mark.parametrize(
    ("token", "there", "here", "said"),
    [
        ("V7", "Eb major", "C minor", "bVII7"),
        ("ii7", "E major", "C major", "#iv7"),
        ("iih7", "A minor", "C major", "viih7"),
        ("V7sus4", "Db major", "C major", "bVI7sus4"),
        ("V^1", "D major", "C major", "VI^1"),
    ],
)
def test_a_chord_of_the_new_key_is_written_in_the_old_one(token: str, there: str, here: str, said: str) -> None:
    reader = TokenReader(BOOK)

    assert said_in(token, key(there), key(here)) == said
    assert sorted(reader.chord(said, key(here)).pcs) == sorted(reader.chord(token, key(there)).pcs)


def test_neighbouring_chords_share_tones_and_move_little() -> None:
    reader = TokenReader(BOOK)
    c, a_minor, e_flat_minor = (reader.chord(token, key("C major")) for token in ("I", "vi", "biii"))

    assert common(c, a_minor) == (0, 4)
    assert (motion(c, a_minor), motion(c, e_flat_minor)) == (2, 4)


def changes_of(sketch: Sketch) -> list[Section]:
    pairs = zip(sketch.sections, sketch.sections[1:], strict=False)
    return [there for here, there in pairs if (here.key.pc, here.key.degrees) != (there.key.pc, there.key.degrees)]


def test_a_turn_of_the_mood_mostly_turns_the_key() -> None:
    turned = [bool(changes_of(turning(*turn, seed))) for turn in TURNS for seed in (1, 2, 3)]

    assert sum(turned) >= len(turned) // 2


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_change_of_key_has_a_bridge_with_its_reason_and_its_bars(turn: tuple[str, str], seed: int) -> None:
    sketch = turning(*turn, seed)
    changes = changes_of(sketch)

    found = bridges(sketch)

    assert [decision.place for decision in found] == [f"into section {there.label}" for there in changes]
    for decision, there in zip(found, changes, strict=True):
        assert decision.choice.split(":")[0] in BOOK.bridges
        assert decision.reason
        assert decision.bars is not None
        assert decision.bars[1] == sketch.cue.bar(there.at).number


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_chords_that_a_bridge_names_are_the_chords_that_sound(seed: int) -> None:
    sketch = turning("mournful", "hopeful", seed)

    for decision in bridges(sketch):
        border = next(s.at for s in sketch.sections if decision.place == f"into section {s.label}")
        names = decision.choice.split(": ")[1].split(" - ")
        before = [span.value.name for span in sketch.chords if span.start < border]
        after = next(span.value.name for span in sketch.chords if span.start == border)
        assert [*before[len(before) - len(names) + 1 :], after] == names


def test_a_bridge_says_nothing_of_who_enters_later() -> None:
    def before_entry(trait: str) -> list[tuple[int, str]]:
        arc = (ArcPoint(at=0, intensity=0.4), ArcPoint(at=40, mood="ominous", intensity=0.7))
        who = (Character(name="Ada", traits=(trait,), enters=40),)
        sketch = compose(Scene(mood="serene", length=80, seed=2, arc=arc, characters=who))
        entry = next(s.at for s in sketch.sections if s.theme == "Ada")
        return [(span.start, span.value.name) for span in sketch.chords if span.start < entry]

    assert before_entry("love") == before_entry("tyrant")

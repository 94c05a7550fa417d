"""Each scene here has one fault (but where all at once is the fact); the message is what a user reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes import NAMES
from scenescore.model.affect import Affect
from scenescore.model.picture import picture
from scenescore.model.problems import problems
from scenescore.model.scene import ArcPoint, Character, Dialogue, Hit, Scene, TempoChange
from scenescore.model.settled import settled


def told(**changes: Any) -> list[str]:
    given: dict[str, Any] = {"mood": "ominous", "length": 60} | changes
    return [str(problem) for problem in problems(Scene(**given), NAMES)]


def test_a_mood_and_a_length_are_enough() -> None:
    assert told() == []


def test_everything_that_a_scene_can_say_may_be_said_at_once() -> None:
    scene = Scene(
        mood={"Foreboding": 2, "left_behind": 0.5},
        length="00:01:12:00",
        end="01:01:12:00",
        start="01:00:00:00",
        title="扉　Öffnung",
        frame_rate="25",
        tempo=(60, 76),
        key="F# dorian",
        meter="7/8",
        ensemble="Chamber_Strings",
        genre="jazz",
        ending="ring-out",
        avoid=("choir", "String Section", "major"),
        seed=0,
        characters=(
            Character(name="Ada", traits=("hero", "orphan"), state="beaten", enters=3, motif="E4:1 r:1/2 G4:2"),
        ),
        hits=(Hit(at="01:00:02:00", gesture="silence", priority="may", tolerance=0), Hit(at=Fraction(1, 3))),
        arc=(ArcPoint(at=72, mood=Affect(-1, 1, size=0)), ArcPoint(at=0, intensity=1, tension=-1)),
        dialogue=(Dialogue(from_=0, to=72), Dialogue(from_="01:00:01:00", to="01:00:02:00")),
    )

    assert problems(scene, NAMES) == ()


ONE_FAULT: Mapping[str, tuple[dict[str, Any], str]] = {
    "no length": ({"length": None}, "length: is missing; allowed: seconds, a timecode duration, or give `end` instead"),
    "no time at all": ({"length": 0}, "length: must be more than nothing (found 0)"),
    "a blink": ({"length": 0.5}, "length: makes the cue too short (found 0.5 seconds); allowed: 1 to 7200 seconds"),
    "an opera": ({"length": 7201}, "length: makes the cue too long"),
    "a length of nan": ({"length": float("nan")}, "length: must be a time (found nan)"),
    "a length of True": ({"length": True}, "length: must be a time (found True)"),
    "a length in words": ({"length": "long"}, "length: is not a timecode HH:MM:SS:FF (found 'long')"),
    "a length without frames": ({"length": "00:01:12"}, "did you mean '00:01:12:00'?"),
    "end before start": (
        {"length": None, "start": "01:00:00:00", "end": "00:59:00:00"},
        "end: lies before the cue's start (found '00:59:00:00')",
    ),
    "two lengths": ({"end": 61}, "end: contradicts `length`; give one of them (found 61)"),
    "a negative start": ({"start": -1}, "start: lies outside a day of timecode (found -1)"),
    "no frame rate": ({"frame_rate": "24fps"}, "frame_rate: is not a frame rate (found '24fps'); allowed: 23.976, 24,"),
    "a number as frame rate": ({"frame_rate": 25}, "frame_rate: must be text (found 25)"),
    "an unknown mood": ({"mood": "omnious"}, "mood: is not a known mood (found 'omnious')"),
    "a number as mood": ({"mood": 3}, "mood: must be a mood's name, a blend or an affect (found 3)"),
    "no mood": ({"mood": None}, "mood: must be a mood's name, a blend or an affect (found None)"),
    "an unknown word in a blend": ({"mood": {"sirene": 1}}, "mood.sirene: is not a known mood"),
    "a weight of nothing": ({"mood": {"serene": 0}}, "mood.serene: must have a weight above 0 (found 0)"),
    "an empty blend": ({"mood": {}}, "mood: is an empty blend"),
    "an affect out of range": (
        {"mood": Affect(-1.2, 0)},
        "mood.valence: is out of range (found -1.2); allowed: -1 to 1",
    ),
    "a size below nothing": (
        {"mood": Affect(0, 0, size=-0.1)},
        "mood.size: is out of range (found -0.1); allowed: 0 to 1",
    ),
    "an unknown tempo": ({"tempo": "slowly"}, "tempo: is not a word for a tempo (found 'slowly')"),
    "too fast": ({"tempo": 401}, "tempo: is out of range (found 401); allowed: 20 to 400"),
    "a range backwards": (
        {"tempo": (90, 60)},
        "tempo: must go from slow to fast (found (90, 60)); allowed: [low, high]",
    ),
    "half a range": ({"tempo": (90,)}, "tempo: must be a range of two numbers (found (90,))"),
    "a range too slow": ({"tempo": (10, 60)}, "tempo[0]: is out of range (found 10); allowed: 20 to 400"),
    "an unknown mode": ({"key": "C dorain"}, "did you mean 'C dorian'?"),
    "no key": ({"key": "H minor"}, "key: is not a key such as 'C minor', 'F# dorian' or 'Bb' (found 'H minor')"),
    "a key nobody can write": ({"key": "G# major"}, "needs more than seven sharps or flats; write Ab ionian"),
    "no meter": ({"meter": "4/5"}, "meter: is not a meter (found '4/5')"),
    "a number as meter": ({"meter": 4}, "meter: is not a meter (found 4)"),
    "an unknown ensemble": ({"ensemble": "chamber_string"}, "did you mean 'chamber-strings'?"),
    "an unknown genre": ({"genre": "jaz"}, "genre: is not a known genre (found 'jaz')"),
    "an unknown ending": ({"ending": "fadeout"}, "ending: is not a known ending (found 'fadeout')"),
    "an unknown thing to avoid": ({"avoid": ("choire",)}, "avoid[0]: is not a known instrument"),
    "a word in the place of a list": ({"avoid": "choir"}, "avoid: must be a list (found 'choir')"),
    "a broken seed": ({"seed": 1.5}, "seed: must be a whole number, 0 or more (found 1.5)"),
    "a negative seed": ({"seed": -1}, "seed: must be a whole number, 0 or more (found -1)"),
    "a title with a control character": ({"title": "a\x00b"}, "title: holds characters that cannot be written"),
    "a title without end": ({"title": "a" * 201}, "title: is too long (found 201 characters); allowed: at most 200"),
    "a hit before the cue": (
        {"start": "01:00:00:00", "hits": (Hit(at="00:59:59:00"),)},
        "hits[0].at: lies before the cue's start (found '00:59:59:00'); allowed: from 01:00:00:00 on",
    ),
    "a hit after the cue": (
        {"hits": (Hit(at=5), Hit(at=61))},
        "hits[1].at: lies after the cue's end (found 61); allowed: before 60 seconds",
    ),
    "a hit that no note can answer": ({"hits": (Hit(at=60),)}, "hits[0].at: lies at the cue's very end (found 60)"),
    "timecodes without a start": ({"hits": (Hit(at="01:00:02:00"),)}, "timecodes need the scene's `start`"),
    "a skipped label": (
        {"frame_rate": "29.97df", "hits": (Hit(at="00:00:59:29"),), "length": "00:01:00;00"},
        "length: does not exist at 29.97df: drop-frame skips it (found '00:01:00;00')",
    ),
    "drop-frame where nothing drops": (
        {"hits": (Hit(at="00:00:02;00"),)},
        "hits[0].at: is drop-frame, but the frame rate",
    ),
    "an unknown gesture": ({"hits": (Hit(at=1, gesture="stringer"),)}, "did you mean 'stinger'?"),  # type: ignore[arg-type]
    "a priority as number": ({"hits": (Hit(at=1, priority=1),)}, "hits[0].priority: must be text"),  # type: ignore[arg-type]
    "a tolerance below nothing": (
        {"hits": (Hit(at=1, tolerance=-1),)},
        "hits[0].tolerance: is out of range (found -1)",
    ),
    "a dictionary as hit": ({"hits": ({"at": 1},)}, "hits[0]: must be a Hit (found {'at': 1})"),
    "hits as a word": ({"hits": "door"}, "hits: must be a list (found 'door')"),
    "a nameless character": ({"characters": (Character(name=" "),)}, "characters[0].name: is empty"),
    "a character twice": (
        {"characters": (Character(name="Ada L"), Character(name="ada_l"))},
        "characters[1].name: is the name of another character too (found 'ada_l')",
    ),
    "an unknown trait": (
        {"characters": (Character(name="A", traits=("hero", "tirant")),)},
        "traits[1]: is not a known trait (found 'tirant'); allowed: hero, orphan, tyrant; did you mean 'tyrant'?",
    ),
    "an unknown state": ({"characters": (Character(name="A", state="lost"),)}, "characters[0].state: is not a known"),
    "an unknown role": ({"characters": (Character(name="A", role="boss"),)}, "characters[0].role: is not a known role"),  # type: ignore[arg-type]
    "a late entrance": ({"characters": (Character(name="A", enters=60),)}, "characters[0].enters: lies at the cue's"),
    "a motif of one note": (
        {"characters": (Character(name="A", motif="E4:1 r:1"),)},
        "characters[0].motif: a motif has at least two notes (found 'E4:1 r:1')",
    ),
    "a motif with a note without length": (
        {"characters": (Character(name="A", motif="E4:1 G4"),)},
        "'G4' is not a note with its beats",
    ),
    "a note of no length": ({"characters": (Character(name="A", motif="E4:0 G4:1"),)}, "'E4:0' has no playable length"),
    "a pitch that does not exist": ({"characters": (Character(name="A", motif="H4:1 G4:1"),)}, "'H4' is not a pitch"),
    "two motifs": (
        {"characters": (Character(name="A", motif="E4:1 G4:1", motif_file="a.mid"),)},
        "characters[0].motif_file: cannot stand beside `motif`; give one of them (found 'a.mid')",
    ),
    "a motif file in Python": (
        {"characters": (Character(name="A", motif_file="a.mid"),)},
        "characters[0].motif_file: is read with a scene file only (found 'a.mid')",
    ),
    "an arc point that says nothing": ({"arc": (ArcPoint(at=0),)}, "arc[0]: says nothing"),
    "two arc points at once": (
        {"arc": (ArcPoint(at=2, intensity=0), ArcPoint(at="00:00:02:00", intensity=1))},
        "arc[1].at: is the moment of another point too (found '00:00:02:00')",
    ),
    "an arc beyond the cue": (
        {"arc": (ArcPoint(at=61, intensity=0),)},
        "arc[0].at: lies after the cue's end (found 61)",
    ),
    "too much intensity": ({"arc": (ArcPoint(at=1, intensity=1.5),)}, "arc[0].intensity: is out of range (found 1.5)"),
    "too little tension": ({"arc": (ArcPoint(at=1, tension=-2),)}, "arc[0].tension: is out of range (found -2)"),
    "an unknown mood in the arc": (
        {"arc": (ArcPoint(at=1, mood="seren"),)},
        "arc[0].mood: is not a known mood (found 'seren')",
    ),
    "speech that ends first": (
        {"dialogue": (Dialogue(from_=4, to=4),)},
        "dialogue[0].to: must come after `from` (found 4)",
    ),
    "speech beyond the cue": ({"dialogue": (Dialogue(from_=4, to=70),)}, "dialogue[0].to: lies after the cue's end"),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault_is_told_once_and_with_its_place(name: str) -> None:
    changes, message = ONE_FAULT[name]

    said = told(**changes)

    assert len(said) == 1
    assert message in said[0]


def test_all_faults_are_told_at_once() -> None:
    changes: dict[str, Any] = {
        "mood": "omnious",
        "tempo": 1000,
        "meter": "x",
        "seed": "7",
        "hits": (Hit(at=99), Hit(at="noon", gesture="bang")),  # type: ignore[arg-type]
        "dialogue": (Dialogue(from_=-1, to=2),),
    }

    said = told(**changes)

    assert [line.split(":")[0] for line in said] == [
        "mood",
        "tempo",
        "meter",
        "seed",
        "hits[0].at",
        "hits[1].at",
        "hits[1].gesture",
        "dialogue[0].from",
    ]


def test_a_broken_length_does_not_blame_the_hits() -> None:
    assert len(told(length=-4, hits=(Hit(at=5), Hit(at="00:00:02:00")))) == 1


def test_a_broken_frame_rate_does_not_blame_the_timecodes() -> None:
    assert len(told(frame_rate="23", start="01:00:00:00", hits=(Hit(at="01:00:02:23"),))) == 1


def test_close_words_are_offered_nearest_first() -> None:
    (said,) = told(mood="sereneo")

    assert said.endswith("did you mean 'serene'?")


def test_a_list_is_as_good_as_a_tuple() -> None:
    assert told(avoid=["choir"], tempo=[60, 70], hits=[Hit(at=1)]) == []


def test_what_is_no_scene_is_told_so() -> None:
    assert [str(each) for each in problems("door.toml", NAMES)] == [  # type: ignore[arg-type]
        "scene: must be a Scene (found 'door.toml')",
    ]


class Unspeakable:
    """A value that cannot be printed."""

    def __repr__(self) -> str:
        raise RuntimeError


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([1 << 20000, -(1 << 70), 0]),
    st.floats(),
    st.fractions(),
    st.text(max_size=8),
    st.binary(max_size=4),
    st.sampled_from(["ominous", "01:00:00:00", "00:00:01;00", "E4:1 B4:2", "C minor", "4/4", "slow", "29.97df", "²/4"]),
    st.builds(Unspeakable),
    st.builds(Affect, st.floats(), st.text(max_size=3)),
    st.lists(st.one_of(st.integers(), st.text(max_size=3), st.none()), max_size=3),
    st.dictionaries(st.one_of(st.text(max_size=5), st.integers()), st.one_of(st.floats(), st.none()), max_size=3),
    st.just(MappingProxyType({"ominous": 1})),
)


def _some(kind: type) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({field.name: odd for field in fields(kind)}).map(lambda given: kind(**given))


entries = {"characters": Character, "hits": Hit, "arc": ArcPoint, "dialogue": Dialogue}
scenes = st.fixed_dictionaries(
    {"mood": odd},
    optional={
        field.name: st.one_of(odd, st.lists(st.one_of(odd, _some(entries[field.name])), max_size=3))
        if field.name in entries
        else odd
        for field in fields(Scene)
        if field.name != "mood"
    },
)


@settings(max_examples=300, deadline=None)
@given(scenes)
def test_whatever_stands_in_a_scene_is_judged_and_never_breaks_the_judge(given: dict[str, Any]) -> None:
    found = problems(Scene(**given), NAMES)

    assert all(problem.place and problem.message for problem in found)
    assert all(str(problem).encode() for problem in found)


@settings(deadline=None)
@given(scenes)
def test_a_scene_without_problems_can_be_timed_and_settled(given: dict[str, Any]) -> None:
    near: dict[str, Any] = {"length": 60} | given | {"mood": "Foreboding"}
    scene = Scene(**{key: value for key, value in near.items() if not told(**{"mood": "ominous", key: value})})

    if problems(scene, NAMES) == ():
        done = settled(scene, NAMES)

        assert done.mood == "ominous"
        assert picture(done).length > 0


def test_settling_writes_every_word_by_the_name_of_its_row() -> None:
    scene = Scene(
        mood={"Foreboding": 2, "ominous": 1, "left behind": 1},
        length=60,
        frame_rate="23.98",
        tempo="Very Slow",
        key="b flat minor",
        meter=" 6/8 ",
        ensemble="Orchestra",
        ending="ring out",  # type: ignore[arg-type]
        avoid=("Tremolo", "major", "string_section", "tremolo"),
        characters=(Character(name="Ada L", traits=("Heroic", "hero"), state="Beaten"),),
        hits=(Hit(at=1, gesture="Cut_Off"),),  # type: ignore[arg-type]
        arc=(ArcPoint(at=1, mood="foreboding"),),
    )

    done = settled(scene, NAMES)

    assert done == replace(
        scene,
        mood={"ominous": 3, "wistful": 1},
        frame_rate="23.976",
        tempo="very-slow",
        key="Bb aeolian",
        meter="6/8",
        ensemble="symphonic",
        ending="ring-out",
        avoid=("tremolo", "major", "strings"),
        characters=(Character(name="Ada L", traits=("hero",), state="defeat"),),
        hits=(Hit(at=1, gesture="cut-off"),),
        arc=(ArcPoint(at=1, mood="ominous"),),
    )


def test_settling_a_settled_scene_changes_nothing() -> None:
    scene = Scene(mood="foreboding", length=60, key="C", avoid=("voices",), tempo=(60.0, 70.0))
    once = settled(scene, NAMES)

    assert settled(once, NAMES) == once


def test_a_blow_and_a_stop_that_must_both_be_caught_at_one_moment_contradict_each_other_and_ways_out_are_told() -> None:
    blow = Hit(at=5, name="bang", gesture="stinger", priority="must")
    stop = Hit(at=5.02, name="dark", gesture="cut-off", priority="must")

    (found,) = problems(Scene(mood="ominous", length=20, hits=(blow, stop)), NAMES)

    assert found.place == "hits[1].at"
    assert found.message == "contradicts hits[0]: bang is a stinger and dark is a cut-off, at one moment"
    assert [each.place for each in found.relaxations] == ["hits[1].at", "hits[1].priority", "hits[0].priority"]
    assert "try: let dark come 3 frames after bang" in str(found)


@pytest.mark.parametrize("words", [("riser", "silence"), ("swell", "cut_off"), ("stinger", "accent")])
def test_what_leads_into_a_stop_and_blows_together_do_not_contradict_each_other(words: tuple[Any, Any]) -> None:
    hits = tuple(Hit(at=5, name=word, gesture=word, priority="must") for word in words)

    assert problems(Scene(mood="ominous", length=20, hits=hits), NAMES) == ()


def test_each_way_out_of_a_contradiction_resolves_it() -> None:
    blow = Hit(at=5, name="bang", gesture="accent", priority="must")
    stop = Hit(at=5, name="dark", gesture="silence", priority="must")
    scene = Scene(mood="ominous", length=20, hits=(blow, stop))

    (found,) = problems(scene, NAMES)

    for way in found.relaxations:
        number, field = int(way.place[5]), way.place.partition(".")[2]
        value: Any = float(way.value) if field == "at" else way.value
        hits = tuple(replace(hit, **{field: value}) if i == number else hit for i, hit in enumerate(scene.hits))
        assert problems(replace(scene, hits=hits), NAMES) == ()


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"tempo_mode": "rubato"}, "tempo_mode: is not a known way of following the picture"),
        ({"odd_bars": "often"}, "odd_bars: is not a known use of odd bars"),
        ({"hits": (Hit(at=2, grid="bar"),)}, "hits[0].grid: is not a known grid"),  # type: ignore[arg-type]
        ({"tempo_changes": (TempoChange(from_=4, to=3),)}, "tempo_changes[0].to: must come after `from`"),
        ({"tempo_changes": (TempoChange(from_=2, to=3, amount=0.9),)}, "tempo_changes[0].amount: is out of range"),
        (
            {"tempo_changes": (TempoChange(from_=2, to=8), TempoChange(from_=7, to=9))},
            "tempo_changes[1].from: lies inside another tempo change",
        ),
    ],
)
def test_what_is_said_about_the_clock_can_be_obeyed(field: dict[str, Any], message: str) -> None:
    found = [str(each) for each in problems(Scene(mood="ominous", length=20, **field), NAMES)]

    assert any(each.startswith(message) for each in found), found

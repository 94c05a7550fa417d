"""The theme bible as a file: what it says is read, what is wrong with it is told, and a scene finds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes import NAMES
from scenescore.errors import OutputError, SceneError
from scenescore.formats.bible_file import load_bible, read_bible
from scenescore.formats.bible_writer import bible_text, with_history, with_subject
from scenescore.formats.scene_file import load_scene, read_scene
from scenescore.model.bible import UNBORN, Bible, Heard, Stage, Subject
from scenescore.model.theme import Motif, Tone
from scenescore.model.time import Ticks

WHOLE = """
title = "The Lighthouse"
start = "01:00:00:00"
length = 720
frame_rate = "25"
seed = 3

[[subjects]]
name = "Mara"
kind = "person"
traits = ["heroic", "orphan"]
note = "the keeper's daughter"
arc = "deferred"
instruments = ["violins1"]
register = [60, 84]
progressions = ["plagal"]
born = "traits"
key = "C dorian"
meter = "3/4"
motif = "C4:1 Eb4:1 G4:1 A4:2 r:1"
head = 3
phrase = "C4:1 Eb4:1 G4:1 A4:2 r:1 G4:1 D4:1 C4:4"
open = "C4:1 Eb4:1 G4:1 A4:2 r:1 G4:1 D4:5"
fingerprint = "a rising sixth"
harmony = ["i", "IV"]

[[subjects]]
name = "The Lamp"
kind = "object"
motif = "E4:1 B4:1.5 A4:0.5"

[[subjects]]
name = "Storm"
kind = "idea"
traits = ["tyrant"]
stages = [{ at = 0, state = "beaten", fullness = 0.4 }, { at = 0.5, state = "searching" }]

[[history]]
subject = "Mara"
cue = "1M1 Dawn"
bar = 3
at = 6.5
state = "searching"
chain = ["fragmentation"]
voice = "melody"
fullness = 0.4
similarity = 0.81
seed = 7
story = 0.1
"""
LEAST = 'mood = "ominous"\nlength = 20\n'


def faults(text: str) -> list[str]:
    """What is said about a bible."""
    with pytest.raises(SceneError) as told:
        read_bible(text.encode(), "themes.toml", NAMES)
    return [str(each) for each in told.value.problems]


def one(**keys: str) -> str:
    """A bible of one subject, with some keys in TOML."""
    return "\n".join(['[[subjects]]\nname = "Mara"', *(f"{key} = {value}" for key, value in keys.items())])


def test_a_whole_subject_is_read_with_its_theme() -> None:
    mara = read_bible(WHOLE.encode(), names=NAMES).subjects[0]

    assert mara.is_finished
    assert (mara.traits, mara.arc, mara.note) == (("heroic", "orphan"), "deferred", "the keeper's daughter")
    theme = mara.theme
    assert theme.motif[1] == Tone(2, -1, Ticks(960))
    assert (theme.mode, theme.meter, theme.head, theme.register) == ("dorian", "3/4", 3, (60, 84))
    assert (theme.archetypes, theme.instruments, theme.progressions) == (("hero", "orphan"), ("violins1",), ("plagal",))
    assert (theme.fingerprint, theme.harmony) == ("a rising sixth", ("i", "IV"))
    assert (theme.tonic, theme.is_own) == (None, False)
    assert theme.phrase[:5] == theme.open_phrase[:5] == theme.motif


def test_a_subject_may_be_no_more_than_a_motif_or_traits() -> None:
    _, lamp, storm = read_bible(WHOLE.encode(), names=NAMES).subjects

    assert not lamp.is_finished
    assert not storm.is_finished
    assert (lamp.motif, lamp.kind, lamp.theme.is_own) == ("E4:1 B4:1.5 A4:0.5", "object", True)
    assert storm.stages == (Stage(0, "beaten", 0.4), Stage(0.5, "searching"))


def test_the_films_clock_and_memory_are_read() -> None:
    film = read_bible(WHOLE.encode(), names=NAMES)

    assert (film.title, film.start, film.length, film.frame_rate, film.seed) == (
        "The Lighthouse",
        "01:00:00:00",
        720,
        "25",
        3,
    )
    assert film.history == (
        Heard("Mara", "1M1 Dawn", 3, 6.5, "searching", ("fragmentation",), "melody", 0.4, 0.81, 7, 0.1),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (one(traits='["herro"]'), "subjects[0].traits[0]: is not a known trait (found 'herro')"),
        (one(trait='["hero"]', traits='["hero"]'), "subjects[0].trait: is not a known key"),
        (one(), "subjects[0]: has nothing that a theme could come from"),
        (one(motif='"E4:1 G4"'), "subjects[0].motif: 'G4' is not a note with its beats"),
        (one(motif='"E4:1 G4:1"', key='"H"'), "subjects[0].key: is not a key"),
        (one(motif='"E4:1 G4:1"', meter='"4"'), "subjects[0].meter:"),
        (one(motif='"E4:1 G4:1"', phrase='"E4:1 G4:1"'), "subjects[0].phrase: needs `motif` and `key` beside it"),
        (one(motif='"E4:1 G4:1"', motif_file='"a.mid"'), "subjects[0].motif_file: cannot stand beside `motif`"),
        (one(motif_file='"a.mid"'), "subjects[0].motif_file: is not there"),
        (one(traits='["hero"]', kind='"persn"'), "did you mean 'person'?"),
        (one(traits='["hero"]', arc='"defered"'), "did you mean 'deferred'?"),
        (one(traits='["hero"]', register="[84, 60]"), "subjects[0].register: must be two MIDI numbers"),
        (one(traits='["hero"]', head="0"), "subjects[0].head: must be a number of notes"),
        (one(motif='"E4:1 G4:1"', head="3"), "subjects[0].head: is longer than the motif"),
        (one(traits='["hero"]', instruments='["violin"]'), "subjects[0].instruments[0]: is not a known instrument"),
        (one(traits='["hero"]', stages='[{ state = "searching" }]'), "subjects[0].stages[0].at: is missing"),
        (one(traits='["hero"]', stages="[{ at = 2 }]"), "subjects[0].stages[0].at: is out of range"),
        (one(traits='"hero"'), "subjects[0].traits: must be a list"),
        ("start = 01:00:00\n" + one(traits='["hero"]'), "start: is a date or a time of day to TOML"),
        ("length = 0", "length: is out of range"),
        ('frame_rate = "26"', "frame_rate: is not a frame rate"),
        ("subjects = 3", "subjects: must be a list of tables"),
        ('[[history]]\ncue = "1M1"', "history[0].subject: is missing"),
        ("[[subjects]]", "subjects[0].name: is missing"),
        (one(traits='["hero"]') + "\n" + one(traits='["hero"]'), "subjects[1].name: is the name of another subject"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, said: str) -> None:
    assert any(said in each for each in faults(text)), faults(text)


def test_every_fault_is_told_at_once_and_none_twice() -> None:
    told = faults('title = 3\nlenght = 4\n[[subjects]]\ntraits = ["herro"]\nhead = "x"\n')

    assert len(told) == 5
    assert len({each.split(":")[0] for each in told}) == 5


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-3, 200) | st.text(max_size=6) | st.floats(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["name", "traits", "motif", "key", "phrase", "stages", "at", "state", "register", "born"]),
        inner,
        max_size=4,
    ),
    max_leaves=8,
))  # fmt: skip
def test_whatever_stands_in_a_bible_it_is_read_or_told(value: object) -> None:
    import json  # noqa: PLC0415

    for tree in ({"subjects": [value]}, {"history": value}, {"title": value, "length": value, "seed": value}):
        try:
            read_bible(json.dumps(tree).encode(), names=NAMES, kind="json")
        except SceneError as error:
            assert error.problems  # noqa: PT017


def test_a_scene_finds_the_bible_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "themes.toml").write_text(WHOLE)
    (tmp_path / "door.toml").write_text(LEAST + 'themes = "film/themes.toml"')

    scene = load_scene(tmp_path / "door.toml", NAMES)

    assert scene.themes == load_bible(tmp_path / "film" / "themes.toml", NAMES)


def test_a_scene_finds_the_bible_beside_it_unless_it_wants_none(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(WHOLE)
    (tmp_path / "with.toml").write_text(LEAST)
    (tmp_path / "without.toml").write_text(LEAST + 'themes = ""')

    found = load_scene(tmp_path / "with.toml", NAMES).themes

    assert found is not None
    assert found.find("the lamp") is not None
    assert load_scene(tmp_path / "without.toml", NAMES).themes is None
    assert load_scene(tmp_path / "with.toml", NAMES, bible=False).themes is None


def test_a_scene_from_a_pipe_looks_for_its_bible_in_the_folder_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(WHOLE)
    piped = b'{"mood": "ominous", "length": 20, "themes": "themes.toml"}'

    assert read_scene(piped, names=NAMES, folder=tmp_path).themes is not None
    assert read_scene(LEAST.encode(), names=NAMES, folder=tmp_path).themes is None


def test_faults_of_scene_and_bible_are_told_together_each_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(one(traits='["herro"]'))
    (tmp_path / "door.toml").write_text('mood = "omnious"\nlength = 20\n')

    with pytest.raises(SceneError) as told:
        load_scene(tmp_path / "door.toml", NAMES)

    first, second = str(told.value).splitlines()
    assert "door.toml: themes.toml: subjects[0].traits[0]: is not a known trait" in first
    assert "door.toml: mood: is not a known mood" in second


def test_a_bible_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "door.toml").write_text(LEAST + 'themes = "other.toml"')

    with pytest.raises(SceneError, match="themes: is not there"):
        load_scene(tmp_path / "door.toml", NAMES)


def test_a_bible_that_is_written_is_the_same_when_it_is_read() -> None:
    film = read_bible(WHOLE.encode(), names=NAMES)

    assert read_bible(bible_text(film).encode(), names=NAMES) == film


def test_comments_and_order_stay_when_a_subject_is_added() -> None:
    mara, lamp, _ = read_bible(WHOLE.encode(), names=NAMES).subjects
    text = with_subject('# our film\ntitle = "X" # working title\n\n[[subjects]]\nname = "Storm" # who else?\n', lamp)

    both = with_subject(text, mara)

    assert text.startswith('# our film\ntitle = "X" # working title\n\n[[subjects]]\nname = "Storm" # who else?\n')
    assert both.startswith(text)
    read = read_bible(both.replace("# who else?", '\ntraits = ["tyrant"]').encode(), names=NAMES).subjects
    assert [each.name for each in read] == ["Storm", "The Lamp", "Mara"]
    assert read[1:] == (lamp, mara)


def test_a_theme_is_written_again_only_when_asked_and_its_note_stays() -> None:
    film = read_bible(WHOLE.encode(), names=NAMES)
    other = replace(film.subjects[0], name="mara", note="", theme=replace(film.subjects[0].theme, head=4))

    with pytest.raises(OutputError, match="has a theme already"):
        with_subject(WHOLE, other)

    mara = read_bible(with_subject(WHOLE, other, again=True).encode(), names=NAMES).subjects[0]
    assert (mara.theme.head, mara.note) == (4, "the keeper's daughter")


def test_a_cue_is_remembered_once_and_in_its_old_place() -> None:
    def heard(cue: str, bar: int) -> Heard:
        return Heard("Mara", cue, bar, 1.0, "searching", ("inversion",), "bass", 0.5, 0.7)

    text = with_history(WHOLE, "2M1 Noon", [heard("2M1 Noon", 1)])
    text = with_history(text, "1M1 Dawn", [heard("1M1 Dawn", 2), heard("1M1 Dawn", 4)])

    film = read_bible(text.encode(), names=NAMES)
    assert [(each.cue, each.bar) for each in film.history] == [("1M1 Dawn", 2), ("1M1 Dawn", 4), ("2M1 Noon", 1)]
    assert film.subjects == read_bible(WHOLE.encode(), names=NAMES).subjects


BY_HAND = """
# who is who
[[subjects]]
name = "Mara"   # the keeper
traits = ["hero"]

# of the second reel on
[[subjects]]
name = "Ben"
traits = ["love"]

# what was heard
[[history]]
subject = "Mara"
cue = "1M1"

# reel two
[[history]]
subject = "Ben"
cue = "2M1"
"""


def test_what_is_new_of_a_subject_stands_with_it_and_not_below_the_comment_of_the_next() -> None:
    text = with_subject(BY_HAND, Subject("Mara", traits=("hero",), arc="deferred"), again=True)
    text = with_subject(text, Subject("Storm", traits=("tyrant",)))

    whole = BY_HAND.replace('traits = ["hero"]', 'traits = ["hero"]\nkind = "person"\narc = "deferred"').replace(
        "# what", '[[subjects]]\nname = "Storm"\nkind = "person"\ntraits = ["tyrant"]\n\n# what'
    )
    assert text == whole


def test_a_cue_that_is_remembered_again_leaves_the_file_as_it_is() -> None:
    def heard(bar: int) -> Heard:
        return Heard("Mara", "1M1", bar, 1.0, "searching", (), "bass", 0.5, 0.7)

    once = with_history(BY_HAND, "1M1", [heard(1), heard(5)])

    assert with_history(once, "1M1", [heard(1), heard(5)]) == once
    assert all(f"{line}\n[[" in once for line in ("# who is who", "# of the second reel on", "# what was heard"))
    assert "# reel two\n[[history]]" in with_history(once, "1M1", [heard(2)])
    assert "\n\n\n" not in once


def test_lists_in_brackets_and_lines_of_other_systems_stay_what_they_are() -> None:
    inline = with_subject('subjects = [{name = "Mara", traits = ["hero"]}]\n', Subject("Ben", traits=("love",)))
    assert inline.startswith('subjects = [{name = "Mara", traits = ["hero"]}, {name = "Ben"')

    windows = with_subject(BY_HAND.replace("\n", "\r\n"), Subject("Storm", traits=("tyrant",)))
    assert windows.count("\n") == windows.count("\r\n")
    assert [each.name for each in read_bible(windows.encode()).subjects] == ["Mara", "Ben", "Storm"]


def test_a_cue_that_states_nothing_leaves_no_memory() -> None:
    assert "[[history]]" not in with_history(WHOLE, "1m1 dawn", [])


@pytest.mark.parametrize("key", ["C# minor", "Eb aeolian", "F# dorian", "Bb major", "B harmonic minor"])
def test_an_own_theme_keeps_its_pitches_in_any_key(key: str) -> None:
    text = one(motif='"F#5:1 C#4:1.5 B5:1/3 r:0.5"', key=f'"{key}"', head="2", phrase='"F#4:1 C#4:2"')
    film = read_bible(text.encode())

    again = read_bible(bible_text(film).encode())

    assert [tone.semitones for tone in again.subjects[0].theme.motif] == [
        tone.semitones for tone in film.subjects[0].theme.motif
    ]
    assert again.subjects[0].theme.tonic == film.subjects[0].theme.tonic


TONES = st.builds(
    Tone,
    st.none() | st.integers(-5, 12),
    st.integers(-1, 1),
    st.integers(1, 96).map(lambda count: Ticks(40 * count)),
).map(lambda tone: replace(tone, alter=0) if tone.step is None else tone)
MOTIFS = st.tuples(
    st.builds(Tone, st.integers(0, 7), st.just(0), st.just(Ticks(960))),
    st.builds(Tone, st.integers(0, 7), st.just(0), st.just(Ticks(480))),
    st.lists(TONES, max_size=12),
).map(lambda parts: (parts[0], *parts[2], parts[1]))


@given(MOTIFS, MOTIFS, st.integers(40, 80), st.sampled_from(["ionian", "aeolian", "dorian", "harmonic-minor"]))
def test_any_theme_is_read_as_it_was_written(motif: Motif, phrase: Motif, middle: int, mode: str) -> None:
    theme = replace(
        UNBORN, name="Ada", owner="Ada", archetypes=("hero",), motif=motif, phrase=phrase, open_phrase=motif, head=2,
        mode=mode, meter="7/8", register=(middle - 8, middle + 8), instruments=("choir",), fingerprint='a "fifth"',
    )  # fmt: skip
    film = Bible("Ä \\ film", (Subject("Ada", theme, ("hero",), note="it's #1"),), seed=4)

    assert read_bible(bible_text(film).encode(), names=NAMES) == film


def test_a_bible_in_the_place_of_a_scene_is_told() -> None:
    with pytest.raises(SceneError, match="is a theme bible, not a scene"):
        read_scene(WHOLE.encode(), "toml", "themes.toml", NAMES)

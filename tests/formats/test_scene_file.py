from __future__ import annotations

import json
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import mido
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scenes import NAMES, WHOLE
from scenescore.errors import Problem, SceneError
from scenescore.formats.motif_file import midi_motif, motif_text
from scenescore.formats.scene_file import load_scene, read_scene
from scenescore.formats.scene_schema import schema
from scenescore.formats.starter import starter
from scenescore.model.affect import Affect
from scenescore.model.problems import problems
from scenescore.model.scene import ArcPoint, Character, Dialogue, Hit, Relation, Scene, TempoChange

LEAST = 'mood = "ominous"\nlength = 45\n'


def told(text: str | bytes, kind: str = "toml", folder: str | Path = "") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(SceneError) as caught:
        read_scene(data, kind, "", NAMES, folder)
    return str(caught.value).splitlines()


def test_every_key_of_a_scene_file_arrives_in_the_scene() -> None:
    scene = read_scene(WHOLE.encode(), "toml", "door.toml", NAMES)

    assert scene == Scene(
        title="The Gatekeeper",
        cue="2M3",
        frame_rate="24",
        start="01:14:02:11",
        length=72.0,
        mood="ominous",
        tempo=(60, 76),
        tempo_mode="flexible",
        odd_bars="never",
        key="C minor",
        meter="4/4",
        ensemble="Chamber Strings",
        genre="orchestral",
        ending="ring-out",
        avoid=("choir", "major"),
        seed=7,
        rerolls=("harmony:9-12",),
        characters=(
            Character(
                name="Sintel",
                traits=("heroic", "orphan"),
                state="searching",
                role="lead",
                enters=18.5,
                motif="E4:1 B4:1.5 A4:0.5 G4:2",
                arc="deferred",
            ),
            Character(name="Shaman", enters=40),
        ),
        relations=(Relation(between=("Sintel", "Shaman"), kind="agree", way="dialogue", at=50),),
        story=0.4,
        hits=(
            Hit(at="01:14:20:05", name="door slams", gesture="stinger", priority="must", tolerance=1, grid="downbeat"),
        ),
        arc=(
            ArcPoint(at=0, intensity=0.2),
            ArcPoint(at="01:14:50:00", tension=0.8, mood=Affect(-0.6, 0.2)),
            ArcPoint(at=72.0, mood={"foreboding": 2, "wistful": 0.5}),
        ),
        dialogue=(Dialogue(from_=30.0, to=41.5),),
        tempo_changes=(TempoChange(from_=60.0, to=72.0, kind="ritardando", amount=0.3),),
    )


def test_json_with_the_same_keys_is_the_same_scene() -> None:
    text = json.dumps({"$schema": "./scene.schema.json"} | tomllib.loads(WHOLE))

    assert read_scene(text.encode(), "", "", NAMES) == read_scene(WHOLE.encode(), "", "", NAMES)


def test_a_file_from_windows_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "door.TOML"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())

    assert load_scene(path, NAMES) == Scene(mood="ominous", length=45)


def test_the_source_stands_before_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "door.toml"
    path.write_text('mood = "omnious"\nlenght = 45')

    with pytest.raises(SceneError) as caught:
        load_scene(path, NAMES)

    assert [line.startswith(f"{path}: ") for line in str(caught.value).splitlines()] == [True] * 3


def test_without_presets_at_hand_every_word_is_accepted() -> None:
    assert read_scene(b'mood = "gloopy"\nlength = 4\nkey = "C dorian"').mood == "gloopy"


def scene_or_problems(data: bytes, kind: str) -> Scene | tuple[Problem, ...]:
    try:
        return read_scene(data, kind, "", NAMES)
    except SceneError as error:
        return error.problems


FAULTS = {
    "length is missing": ('mood = "ominous"', "length: is missing"),
    "mood is missing": ("length = 4", "mood: is missing"),
    "an unknown key": (LEAST + "lenght = 5", "lenght: is not a known key; allowed: mood, length,"),
    "an unknown key in a hit": (LEAST + "[[hits]]\nat = 1\ngestures = 'swell'", "hits[0].gestures: is not a known key"),
    "an unknown side of an affect": (
        "length = 4\nmood = {valence = 0, arousal = 0, valenc = 1}",
        "did you mean 'valence'?",
    ),
    "half an affect": ("length = 4\nmood = {valence = 0}", "mood.arousal: is missing"),
    "a hit without a moment": (LEAST + "[[hits]]\nname = 'x'", "hits[0].at: is missing"),
    "dialogue without an end": (LEAST + "[[dialogue]]\nfrom = 1", "dialogue[0].to: is missing"),
    "one table instead of a list": (LEAST + "[arc]\nat = 1", "arc: must be a list of tables"),
    "a number in a list of tables": (LEAST + "hits = [3]", "hits[0]: must be a table (found 3)"),
    "a time of day": (
        LEAST + "start = 01:00:00",
        "start: is a date or a time of day to TOML (found 01:00:00); allowed: times",
    ),
    "a date": (LEAST + "title = 2024-01-01", "title: is a date or a time of day to TOML (found 2024-01-01)"),
    "nan": ('mood = "ominous"\nlength = nan', "length: must be a time (found nan)"),
    "infinity": (LEAST + "tempo = inf", "tempo: must be a number (found inf); allowed: 20 to 400"),
    "text for a number": (LEAST + "seed = '7'", "seed: must be a whole number, 0 or more (found '7')"),
    "true for a number": (LEAST + "tempo = true", "tempo: must be a number (found True)"),
    "a number for text": (LEAST + "title = 7", "title: must be text (found 7)"),
    "an unquoted timecode": (LEAST + "start = 01:14:02:11", 'put them in quotes, "01:14:20:05"'),
    "a key given twice": (LEAST + "length = 46", "is not TOML: Cannot overwrite a value"),
    "an unquoted word": ("mood = ominous", "(found 'mood = ominous')"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_of_a_file_is_told_once_and_with_its_place(name: str) -> None:
    text, message = FAULTS[name]

    said = told(text)

    assert len(said) == 1
    assert message in said[0]


def test_faults_of_form_and_of_meaning_are_told_together() -> None:
    said = told(
        'mood = {serene = 1, omnious = 2}\nlenth = 3\nend = "00:00:40:30"\nseed = -1\n'
        '[[hits]]\nname = "door"\n[[hits]]\nat = 12:00:00\ngesture = "bang"\n[[dialogue]]\nfrom = 9\nto = 8\n',
    )

    assert [line.split(": ")[0] for line in said] == [
        "lenth",
        "hits[0].at",
        "hits[1].at",
        "end",
        "mood.omnious",
        "seed",
        "hits[1].gesture",
        "dialogue[0].to",
    ]


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"\xff\xfe", "toml", "file: is not UTF-8 text (found byte 0)"),
        (b"[" * 100_000, "json", "file: nests tables too deeply"),
        (b"a=" + b"[" * 100_000, "toml", "file: nests tables too deeply"),
        (b"[1]", "json", "file: must be a table of keys (found [1])"),
        (b'{"length": 4, "length": 5}', "json", "length: is given twice"),
        (
            b'{"mood": "ominous", "length": 4, "title": "\\ud800"}',
            "json",
            "title: holds characters that cannot be written",
        ),
        (b'{"mood": "ominous", "length": 1e999}', "json", "length: must be a time (found inf)"),
        (b'{"mood": "ominous", "length": ' + b"9" * 5000 + b"}", "json", "file: is not JSON"),
        (b"#" * 1_000_001, "toml", "file: is too large for a scene; allowed: at most 1000000 bytes"),
        (b"{", "json", "line 1: is not JSON"),
    ],
    ids=["utf-16", "deep-json", "deep-toml", "a-list", "twice", "surrogate", "inf", "long-number", "large", "cut-off"],
)
def test_a_file_that_is_no_document_is_refused(data: bytes, kind: str, message: str) -> None:
    said = told(data, kind)

    assert len(said) == 1
    assert said[0].startswith(message)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"none\.toml: file: cannot be read \(no such file"):
        load_scene(tmp_path / "none.toml")


def test_a_folder_is_no_scene(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"file: cannot be read"):
        load_scene(tmp_path)


def test_a_thousand_faults_are_told_in_no_time() -> None:
    text = LEAST + "".join(f"key{i} = 1\n" for i in range(20_000)) + "avoid = [" + '"x", ' * 20_000 + "]\n"

    said = told(text)

    assert len(said) < 200
    assert "file: has more unknown keys (found 19980 more)" in said


def motif_file(*notes: tuple[int, int], key: str = "C", division: int = 480) -> bytes:
    """Write notes (MIDI number, ticks) as a MIDI file; number 0 is a rest."""
    file = mido.MidiFile(ticks_per_beat=division)
    track = mido.MidiTrack([mido.MetaMessage("key_signature", key=key)])
    rest = 0
    for number, ticks in notes:
        if number:
            track.append(mido.Message("note_on", note=number, velocity=80, time=rest))
            track.append(mido.Message("note_off", note=number, time=ticks))
        rest = 0 if number else rest + ticks
    file.tracks += [mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=400_000)]), track]
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def test_a_motif_file_becomes_notes_with_beats(tmp_path: Path) -> None:
    (tmp_path / "ada.mid").write_bytes(
        motif_file((63, 480), (67, 160), (68, 160), (70, 160), (0, 240), (75, 720), key="Eb")
    )
    (tmp_path / "door.toml").write_text(LEAST + '[[characters]]\nname = "Ada"\nmotif_file = "ada.mid"')

    scene = load_scene(tmp_path / "door.toml", NAMES)

    assert scene.characters[0].motif == "Eb4:1 G4:1/3 Ab4:1/3 Bb4:1/3 r:0.5 Eb5:1.5"
    assert scene.characters[0].motif_file == ""


def test_a_motif_file_in_a_minor_key_is_spelled_in_it() -> None:
    assert motif_text(motif_file((60, 480), (63, 480), (68, 480), key="Cm")) == "C4:1 Eb4:1 Ab4:1"
    assert motif_text(motif_file((61, 480), (64, 480), (68, 480), key="C#m")) == "C#4:1 E4:1 G#4:1"


@pytest.mark.parametrize(("said", "key"), [("Bm", "B minor"), ("G", "G major"), ("C", ""), ("Cm", "C minor")])
def test_a_motif_file_brings_the_key_that_somebody_said(said: str, key: str) -> None:
    assert midi_motif(motif_file((67, 480), (71, 480), key=said)).key == key


def test_a_motif_file_brings_its_meter() -> None:
    file = mido.MidiFile(file=BytesIO(motif_file((60, 480), (62, 480))))
    file.tracks[0].insert(0, mido.MetaMessage("time_signature", numerator=6, denominator=8))
    written = BytesIO()
    file.save(file=written)

    assert midi_motif(written.getvalue()).meter == "6/8"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "is not there (looked for in"),
        (b"not a MIDI file", "is not a MIDI file that counts in quarter notes"),
        (motif_file((60, 480))[:30], "is not a MIDI file that can be read"),
        (motif_file(), "has no notes"),
        (motif_file((60, 480)), "a motif has at least two notes"),
        (motif_file(*[(60, 60)] * 70), "a motif has at most 64 notes"),
        (motif_file((60, 480), (0, 480 * 10_001), (60, 480)), "is too long for a motif"),
        (motif_file((60, 480), (62, 480)).replace((480).to_bytes(2, "big"), b"\xe7\x28", 1), "counts in quarter notes"),
        (motif_file((60, 480), (62, 480)).replace((480).to_bytes(2, "big"), b"\x00\x00", 1), "counts in quarter notes"),
        (b"MThd" + b"\0" * 1_000_000, "is too large for a motif"),
    ],
    ids=["missing", "text", "cut-off", "silent", "one-note", "long", "endless", "smpte", "zero-division", "large"],
)
def test_a_motif_file_that_holds_no_motif_is_told(data: bytes | None, message: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / "ada.mid").write_bytes(data)

    (said,) = told(LEAST + '[[characters]]\nname = "Ada"\nmotif_file = "ada.mid"', folder=tmp_path)

    assert said.startswith("characters[0].motif_file: ")
    assert message in said


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.integers(0, 90))
def test_a_damaged_motif_file_is_a_value_error_or_a_motif(noise: bytes, at: int) -> None:
    whole = motif_file((60, 480), (62, 480), (64, 960))

    try:
        text = motif_text(whole[:at] + noise + whole[at + len(noise) :])
    except ValueError:
        return

    assert problems(Scene(mood="ominous", length=9, characters=(Character(name="A", motif=text),)), NAMES) == ()


def test_the_starter_is_a_scene_that_passes() -> None:
    scene = read_scene(starter().encode(), "toml", "", NAMES)

    assert (scene.mood, scene.length, scene.hits[0].gesture) == ("ominous", 45, "accent")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.floats(1.5, 7200))
def test_the_starter_takes_any_title_and_length(title: str, length: float) -> None:
    scene = read_scene(starter(title=title, length=length).encode(), "toml", "", NAMES)

    assert (scene.title, scene.length) == (title, length)


def test_every_key_that_the_starter_hides_is_right() -> None:
    lines = [line.removeprefix("# ") if " = " in line or "[[" in line else line for line in starter().splitlines()]
    text = "\n".join(lines).replace('"01:00:00:00"', "0")

    scene = read_scene(text.encode(), "toml", "", NAMES)

    assert scene.characters[0].motif == "E4:1 B4:1.5 A4:0.5 G4:2"
    assert scene.dialogue == (Dialogue(from_=10.0, to=14.5),)


def test_the_schema_knows_every_key_and_no_other() -> None:
    known = schema(NAMES)

    assert set(known["properties"]) == set(tomllib.loads(WHOLE)) | {"end", "$schema", "themes"}
    assert set(known["$defs"]["Dialogue"]["properties"]) == {"from", "to"}
    assert known["additionalProperties"] is False
    assert known["properties"]["mood"]["examples"] == ["ominous", "serene", "wistful", "anxious", "heroic"]
    assert all(
        value["description"] for table in (known, *known["$defs"].values()) for value in table["properties"].values()
    )


def test_the_schema_lists_the_same_gestures_as_the_judge() -> None:
    gestures = schema()["$defs"]["Hit"]["properties"]["gesture"]["enum"]

    scene = Scene(mood="ominous", length=30, hits=tuple(Hit(at=i, gesture=each) for i, each in enumerate(gestures)))

    assert problems(scene, NAMES) == ()


ADAPTER = TypeAdapter(Scene)
NEAR_VALUES: Any = st.one_of(
    st.sampled_from(
        ["ominous", "00:00:02:00", "00:00:01;00", "slow", "C minor", "7/8", "stinger", "must", "fade", "hero"]
    ),
    st.integers(-2, 80),
    st.floats(),
    st.booleans(),
    st.none(),
    st.text(max_size=5),
)
WORDS = [
    "at",
    "name",
    "gesture",
    "priority",
    "tolerance",
    "from",
    "to",
    "motif",
    "motif_file",
    "traits",
    "state",
    "role",
]
WORDS += ["enters", "intensity", "tension", "mood", "valence", "arousal", "ominous", "from_", "lenght", "$schema", ""]
KEYS = st.sampled_from([*WORDS, *tomllib.loads(WHOLE), "end"])
TREES = st.recursive(
    NEAR_VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=250, deadline=None)
@given(tree=st.dictionaries(KEYS, TREES, max_size=8), is_whole=st.booleans())
@example(tree={"mood": {"valence": 1, "arousal": 10**400}, "length": 4}, is_whole=False)
def test_whatever_a_scene_file_holds_is_a_scene_or_a_list_of_problems(tree: dict[str, Any], *, is_whole: bool) -> None:
    document = (tomllib.loads(WHOLE) | tree) if is_whole else tree

    answer = scene_or_problems(json.dumps(document).encode(), "json")

    if isinstance(answer, Scene):
        assert problems(answer, NAMES) == ()
        assert ADAPTER.validate_python(answer) == answer
    else:
        assert all(str(each).encode() for each in answer)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(WHOLE)), st.integers(0, 12), st.text(max_size=4) | st.sampled_from(["=", "[[", '"', "\n", "1e9"])
)
def test_a_scene_file_with_a_slip_of_the_pen_is_a_scene_or_a_list_of_problems(at: int, lost: int, typed: str) -> None:
    text = WHOLE[:at] + typed + WHOLE[at + lost :]

    answer = scene_or_problems(text.encode("utf-8", "surrogatepass"), "toml")

    assert isinstance(answer, Scene) or answer


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["toml", "json", ""]))
def test_random_bytes_are_a_list_of_problems(data: bytes, kind: str) -> None:
    with pytest.raises(SceneError):
        read_scene(data, kind)

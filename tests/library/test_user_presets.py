"""A user's own presets: laid over ours, and refused with a clear word when they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenescore import Character, Scene, compose
from scenescore.errors import PresetError, Problem
from scenescore.library import default_book, load_book
from scenescore.model.knowledge import Book

Lay = Callable[..., Path]

DREED = """
[dreed]
valence = -0.7
arousal = 0.2
tension = 0.85
size = 0.4
bpm = [48, 72]
modes = ["phrygian"]
hevner = 9
synonyms = ["unfriendly-mist"]
"""


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PresetError) as caught:
        load_book(folder)
    return caught.value.problems


def test_a_new_row_is_added(lay: Lay) -> None:
    book = load_book(lay("moods/mine.toml", DREED))

    assert book.moods["dreed"].modes == ("phrygian",)
    assert book.names.moods["unfriendly-mist"] == "dreed"
    assert len(book.moods) == len(default_book().moods) + 1


def test_a_row_of_the_same_name_replaces_ours(lay: Lay) -> None:
    book = load_book(lay("moods.toml", DREED.replace("dreed", "ominous")))

    assert book.moods["ominous"].valence == -0.7
    assert len(book.moods) == len(default_book().moods)


def test_a_users_synonym_wins_over_ours(lay: Lay) -> None:
    book = load_book(lay("moods/mine.toml", DREED.replace("unfriendly-mist", "portent")))

    assert book.names.moods["portent"] == "dreed"


def test_a_name_wins_over_a_synonym(lay: Lay) -> None:
    book = load_book(lay("moods/mine.toml", DREED.replace("unfriendly-mist", "serene")))

    assert book.names.moods["serene"] == "serene"


def test_later_folders_lie_above_earlier_ones(tmp_path: Path) -> None:
    for number, name in enumerate(("first", "second")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "moods.toml").write_text(DREED.replace("-0.7", f"-0.{number + 1}"), encoding="utf-8")

    book = load_book(tmp_path / "first", tmp_path / "second")

    assert book.moods["dreed"].valence == -0.2


def test_a_row_may_be_named_by_its_synonym(lay: Lay) -> None:
    """`noble` is a synonym of dignified; consumers of the book see only rows' names."""
    row = '[x]\nchords = ["I"]\nstrength = 1\ncloses = ["final"]\nmoods = ["noble", "dignified", "sad"]\n'

    book = load_book(lay("cadences.toml", row))

    assert book.cadences["x"].moods == ("dignified", "sad")


def test_the_shipped_book_does_not_see_a_users_folder(lay: Lay) -> None:
    load_book(lay("moods/mine.toml", DREED))

    assert "dreed" not in load_book().moods


CASES = {
    "not TOML": ("moods/mine.toml", "[dreed\n", "moods/mine.toml: is not TOML"),
    "not UTF-8": ("moods/mine.toml", b"\xff\xfe", "is not TOML"),
    "unknown folder": ("mood/mine.toml", DREED, "did you mean 'moods'?"),
    "unknown key": ("moods/mine.toml", DREED + "valense = 1\n", "[dreed] valense: is unknown (found valense)"),
    "missing key": ("moods/mine.toml", DREED.replace("hevner = 9", ""), "[dreed] hevner: is missing"),
    "wrong type": ("moods/mine.toml", DREED.replace("-0.7", "'low'"), "[dreed] valence: should be a valid"),
    "a number where text stands": (
        "moods/mine.toml",
        DREED.replace('["phrygian"]', "[3]"),
        "[dreed] modes[0]: should be a valid string (found 3)",
    ),
    "true is no number": ("moods/mine.toml", DREED.replace("= 9", "= true"), "[dreed] hevner: should be"),
    "a date is no number": ("moods/mine.toml", DREED.replace("= 0.4", "= 1979-05-27"), "[dreed] size: should"),
    "out of range": (
        "moods/mine.toml",
        DREED.replace("-0.7", "-7"),
        "[dreed] valence: is out of range (found -7.0); allowed: -1 to 1",
    ),
    "not a number": ("moods/mine.toml", DREED.replace("-0.7", "nan"), "[dreed] valence: is out of range"),
    "falling range": ("moods/mine.toml", DREED.replace("[48, 72]", "[72, 48]"), "must go from low to high"),
    "three ends": ("moods/mine.toml", DREED.replace("[48, 72]", "[48, 72, 80]"), "[dreed] bpm"),
    "unknown mode": (
        "moods/mine.toml",
        DREED.replace('"phrygian"', '"frygian"'),
        "[dreed] modes: is unknown (found 'frygian'); allowed: a name in modes; did you mean 'phrygian'?",
    ),
    "a bad name": ("moods/mine.toml", DREED.replace("[dreed]", "[Dreed_2]"), "is not a name"),
    "no row": ("moods/mine.toml", "valence = 3\n", "valence: stands outside a row"),
    "a synonym twice": ("moods/mine.toml", DREED + DREED.replace("[dreed]", "[gloam]"), "already means 'dreed'"),
    "a chord that is none": (
        "progressions.toml",
        '[x]\nmode = "ionian"\nchords = ["I", "VIII"]\nbars = 1\nmoods = []\nvalence = 0\narousal = 0\ntension = 0\n',
        "[x] chords: ends in what no chord is written with (found 'VIII')",
    ),
    "a token that is none": (
        "progressions.toml",
        '[x]\nmode = "ionian"\nchords = ["C"]\nbars = 1\nmoods = []\nvalence = 0\narousal = 0\ntension = 0\n',
        "[x] chords: is not a chord (found 'C')",
    ),
    "a close that is none": (
        "cadences.toml",
        '[x]\nchords = ["I"]\nstrength = 1\ncloses = ["shut"]\n',
        "[x] closes: is unknown (found 'shut')",
    ),
    "a rhythm that does not fill its bar": (
        "rhythms.toml",
        '[x]\npattern = "x..x"\nsteps = 4\nmeter = "4/4"\n',
        "[x] pattern: must fill whole bars (found '4 steps'); allowed: 16 steps to the bar",
    ),
    "a meter that is none": (
        "rhythms.toml",
        '[x]\npattern = "x..x"\nsteps = 4\nmeter = "4/5"\n',
        "[x] meter: is not a meter (found '4/5')",
    ),
    "a scale that falls": ("modes.toml", "[x]\ndegrees = [0, 4, 2]\n", "[x] degrees: must rise from 0"),
    "a chord that nobody can write": (
        "qualities.toml",
        "[x]\ntones = [0, 4]\ndissonance = 0\nvalence = 0\ntension = 0\n",
        "[x] upper: is missing",
    ),
    "a state with an unknown technique": (
        "states.toml",
        '[x]\nchain = ["inversoin"]\nfullness = 1\nlevel = "mf"\n',
        "[x] chain: is unknown (found 'inversoin')",
    ),
    "an arc with a stage that has no state": (
        "arcs.toml",
        '[x]\nat = [0.0, 0.5]\nstates = ["peace"]\nfullness = [0.4, 1.0]\n',
        "[x] states: must have one entry for each stage (found 1); allowed: 2",
    ),
    "an arc that goes back": (
        "arcs.toml",
        '[x]\nat = [0.5, 0.5]\nstates = ["comedy", "comedy"]\nfullness = [1, 1]\n',
        "[x] at: must rise",
    ),
    "a relation with an unknown way to meet": (
        "relations.toml",
        '[x]\ndissonance = 0.1\nways = ["duel"]\nscales = [1]\ndegrees = [0]\ninverts = 0\ndelay = [0, 1]\napart = 5',
        "[x] ways: is unknown (found 'duel')",
    ),
    "a relation in which nobody may move": (
        "relations.toml",
        '[x]\ndissonance = 0.1\nways=["dialogue"]\nscales = [1]\ndegrees = []\ninverts = 0\ndelay = [0, 1]\napart = 5',
        "[x] degrees: is empty",
    ),
    "a colour of nobody": ("colours.toml", "[x]\nplayers = []\n", "[x] players: is empty"),
    "a colour with a player whom nobody knows": (
        "colours.toml",
        '[x]\nplayers = ["chelli"]\n',
        "[x] players: is unknown (found 'chelli'); allowed: a name in instruments or families; did you mean 'celli'?",
    ),
    "a colour a fifth higher": ("colours.toml", '[x]\nplayers = ["brass"]\noctave = 7\n', "[x] octave: is no octave"),
    "a state in an unknown colour": (
        "states.toml",
        '[x]\nchain = ["prototype"]\nfullness = 1\nlevel = "mf"\ncolour = "wram"\n',
        "[x] colour: is unknown (found 'wram'); allowed: a name in colours; did you mean 'warm'?",
    ),
    "a cell of nothing": ("cells.toml", "[x]\neighths = []\n", "[x] eighths: must be lengths"),
    "a genre that avoids nonsense": (
        "genres.toml",
        '[x]\nensembles = []\nprogressions = ["zzz"]\navoid = ["trumpts"]\n',
        "[x] avoid: is unknown (found 'trumpts')",
    ),
    "a family of progressions that is empty": (
        "genres.toml",
        '[x]\nensembles = []\nprogressions = ["hero"]\n',
        "[x] progressions: begins no progression (found 'hero')",
    ),
}


@pytest.mark.parametrize(("name", "text", "told"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_told_with_its_place(lay: Lay, name: str, text: str | bytes, told: str) -> None:
    folder = lay(name, text if isinstance(text, str) else "")
    if isinstance(text, bytes):
        (folder / name).write_bytes(text)

    found = problems_of(folder)

    assert told in "\n".join(map(str, found))
    assert all(problem.place.startswith(str(folder)) for problem in found)


def test_every_problem_is_told_at_once(lay: Lay) -> None:
    lay("moods/mine.toml", DREED.replace("-0.7", "-7").replace('"phrygian"', '"frygian"'))
    folder = lay("rhythms.toml", "[x]\npattern = 3\n")

    places = [problem.place.removeprefix(f"{folder}/") for problem in problems_of(folder)]

    assert places == [
        "moods/mine.toml [dreed] valence",
        "rhythms.toml [x] steps",
        "rhythms.toml [x] meter",
        "rhythms.toml [x] pattern",
        "moods/mine.toml [dreed] modes",
    ]


def test_a_row_that_is_broken_is_not_reported_as_unknown_too(lay: Lay) -> None:
    lay("modes.toml", "[mine]\ndegrees = 'up'\n")
    folder = lay("moods.toml", DREED.replace('"phrygian"', '"mine"'))

    found = problems_of(folder)

    assert [problem.place.rsplit("/", 1)[-1] for problem in found] == ["modes.toml [mine] degrees"]


def test_the_same_row_in_two_files_of_a_folder_is_refused(lay: Lay) -> None:
    lay("moods/one.toml", DREED)
    folder = lay("moods/two.toml", DREED)

    assert "is already in" in str(problems_of(folder)[0])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="is not a folder of presets"):
        load_book(tmp_path / "nowhere")


def test_an_instrument_is_comfortable_inside_its_range(lay: Lay) -> None:
    row = """[kazoo]
title = "Kazoo"
family = "wodwind"
program = 72
low = 60
high = 72
comfortable = [55, 70]
polyphony = 1
sustain = 5
decay = false
agility = [5, 5]
loudness = 80
brightness = 0.5
roughness = 0.5
"""

    told = "\n".join(map(str, problems_of(lay("instruments/kazoo.toml", row))))

    assert "[kazoo] comfortable: must lie inside the range (found [55, 70]); allowed: 60 to 72" in told
    assert "[kazoo] family: is unknown (found 'wodwind'); allowed: a name in families; did you mean 'woodwind'?" in told


def outcome(folder: Path) -> object:
    """The book, or the problems that keep it from being one."""
    try:
        return load_book(folder)
    except PresetError as error:
        return error.problems


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["moods", "textures", "ensembles", "archetypes", "instruments"]), text=st.text(max_size=60))
def test_whatever_a_file_holds_there_is_a_book_or_a_list_of_problems(lay: Lay, kind: str, text: str) -> None:
    folder = lay(f"{kind}.toml", "")
    (folder / f"{kind}.toml").write_bytes(text.encode("utf-8", "surrogatepass"))

    found = outcome(folder)
    (folder / f"{kind}.toml").unlink()

    assert isinstance(found, Book) or found


@pytest.mark.parametrize(("said", "first"), [("false", "prototype"), ("true", "truncation")])
def test_who_hides_is_not_told_plainly_first(lay: Lay, said: str, first: str) -> None:
    row = f'[undercover]\nchain = ["truncation"]\nfullness = 0.8\nlevel = "mf"\nveiled = {said}\n'
    motif = "C4:1 D4:1 E4:1 G4:1 F4:2 E4:2"
    spy = Character(name="Ada", traits=("hero",), motif=motif, enters=10, state="undercover")

    sketch = compose(Scene(mood="tender", length=60, seed=3, characters=(spy,)), load_book(lay("states.toml", row)))

    assert sketch.statements[0].chain == (first,)
    assert any(each.fullness == 1 for each in sketch.statements) == (said == "false")


def test_a_state_of_ones_own_is_played_by_a_colour_of_ones_own(lay: Lay) -> None:
    folder = lay("colours.toml", '[sea-shanty]\nplayers = ["plucked-strings"]\nalone = true\n')
    state = '[homesick]\nchain = ["prototype"]\nfullness = 0.8\nlevel = "mf"\ncolour = "sea-shanty"\n'
    (folder / "states.toml").write_text(state)
    sailor = Character(name="Ada", traits=("hero",), enters=10, state="homesick")
    scene = Scene(mood="tender", length=60, ensemble="symphonic", seed=3, characters=(sailor,))

    sketch = compose(scene, load_book(folder))

    numbers = {each.number for each in sketch.statements if each.state == "homesick"}
    players = [part.instrument for part in sketch.parts if numbers & {note.statement for note in part.notes}]
    assert [player.family for player in players] == ["plucked"]

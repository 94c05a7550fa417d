"""The theme bible on the command line: themes are begun, shown, added to, and what was heard is remembered."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from cli.command_bench import Run, run_command
from formats.test_motif_musicxml import PLAIN
from scenescore import load_bible, load_sketch
from scenescore.model.bible import Subject

EXAMPLE = Path(__file__).parents[2] / "examples" / "film"
SCENE = 'title = "Dawn"\ncue = "1M1"\nmood = "wistful"\nlength = 24\nensemble = "solo-piano"\nstory = {story}\n'
MARA = '[[characters]]\nname = "Mara"\n'


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bible of two, begun once."""
    path = str(tmp_path_factory.mktemp("film") / "themes.toml")
    one = run_command("themes", "new", "Mara", "--traits", "orphan,hero", "--title", "The Keeper", "--film", path)
    other = run_command("themes", "new", "Storm", "--traits", "tyrant", "--kind", "idea", "-o", path)
    assert (one.exit_code, other.exit_code) == (0, 0)
    return Path(path)


@pytest.fixture
def film(two: Path, run: Run, tmp_path: Path) -> Path:
    """A bible of two in the folder where commands are run."""
    assert run is run_command
    return Path(shutil.copy(two, tmp_path))


def subject(film: Path, name: str) -> Subject:
    """One subject of a bible."""
    found = load_bible(film).find(name)
    assert found is not None
    return found


def test_new_begins_a_bible_with_whole_themes_unlike_each_other(run: Run, film: Path) -> None:
    bible = load_bible(film)

    assert (bible.title, [each.name for each in bible.subjects]) == ("The Keeper", ["Mara", "Storm"])
    for each in bible.subjects:
        assert each.is_finished
        assert each.theme.open_phrase
        assert each.theme.fingerprint
        assert each.theme.harmony
    shown = json.loads(run("themes", "show", "--json").stdout)
    assert shown["distances"][0]["between"] == ["Mara", "Storm"]
    assert shown["distances"][0]["distance"] > 0.5


def test_new_tells_the_theme_and_who_is_nearest(run: Run, film: Path) -> None:
    said = run("themes", "new", "Lamp", "--kind", "object", "--motif", "E4:1 B4:1.5 A4:0.5 G4:1", "--key", "E minor")

    assert "E4:1 B4:1.5 A4:0.5 G4:1" in said.stdout
    assert "E aeolian" in said.stdout
    assert "nearest" in said.stdout
    assert "3 in all" in said.stdout
    assert film.exists()


def test_a_composers_motif_stays_note_for_note(run: Run, film: Path) -> None:
    run("themes", "new", "Lamp", "--motif", "E5:1 B4:1.5 A#4:0.5 r:1 G4:2")

    lamp = subject(film, "lamp")
    assert lamp.theme.is_own
    assert lamp.theme.tonic is not None
    assert "E5:1 B4:1.5 A#4:0.5 r:1 G4:2" in film.read_text("utf-8")


def test_a_theme_is_not_written_over_unless_asked(run: Run, film: Path) -> None:
    before = film.read_bytes()

    refused = run("themes", "new", "mara", "--traits", "hero")

    assert refused.exit_code == 2
    assert "Mara has a theme already; --again gives another one" in refused.stderr
    assert film.read_bytes() == before
    assert run("themes", "new", "mara", "--again", "--seed", "9").exit_code == 0
    other = subject(film, "Mara")
    assert other.traits == ("orphan", "hero")
    assert film.read_bytes() != before


def test_what_the_composer_wrote_into_the_file_stays(run: Run, film: Path) -> None:
    film.write_text(film.read_text("utf-8").replace('name = "Mara"', 'name = "Mara" # our girl'), "utf-8")

    run("themes", "new", "Lamp", "--traits", "relic")

    assert 'name = "Mara" # our girl' in film.read_text("utf-8")


def test_a_subject_written_by_hand_gets_the_theme_that_its_scenes_have(run: Run, tmp_path: Path) -> None:
    film = tmp_path / "themes.toml"
    film.write_text('# mine\n[[subjects]]\nname = "Mara"\ntraits = ["hero"]\ninstruments = ["horn"]\n', "utf-8")
    before = json.loads(run("themes", "show", "--json").stdout)["subjects"][0]

    assert run("themes", "new", "Mara").exit_code == 0

    assert json.loads(run("themes", "show", "--json").stdout)["subjects"][0] == before
    assert subject(film, "Mara").theme.instruments[0] == "horn"
    assert film.read_text("utf-8").startswith("# mine\n")


@pytest.mark.parametrize("first", ["Mara", "Ben"])
def test_whoever_is_written_down_first_keeps_the_theme_that_its_scenes_have(
    run: Run, tmp_path: Path, first: str
) -> None:
    rows = "".join(f'[[subjects]]\nname = "{name}"\ntraits = ["hero"]\n' for name in ("Mara", "Ben"))
    (tmp_path / "themes.toml").write_text(
        f'{rows}[[subjects]]\nname = "Lamp"\nmotif = "C4:1.5 G4:1 A4:0.5 Bb4:1 G4:2"\n'
    )
    before = json.loads(run("themes", "show", first, "--json").stdout)["subjects"][0]

    assert run("themes", "new", first).exit_code == 0

    after = json.loads(run("themes", "show", first, "--json").stdout)["subjects"][0]
    assert {**after, "nearest": None} == {**before, "nearest": None}


def test_what_is_born_yields_to_the_composers_own_motif_wherever_it_stands(run: Run, tmp_path: Path) -> None:
    hero = '[[subjects]]\nname = "Mara"\ntraits = ["hero"]\n'
    (tmp_path / "themes.toml").write_text(hero)
    alone = json.loads(run("themes", "show", "--json").stdout)["subjects"][0]

    own = f'[[subjects]]\nname = "Lamp"\nkey = "{alone["key"]}"\nmotif = "{alone["motif"]}"\n'
    (tmp_path / "themes.toml").write_text(hero + own)
    mara, lamp = json.loads(run("themes", "show", "--json").stdout)["subjects"]

    assert lamp["motif"] == alone["motif"]
    assert mara["nearest"]["distance"] > 0.5


def test_all_characters_of_scenes_get_their_themes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SCENE.format(story=0) + MARA + 'traits = ["hero"]\n', "utf-8")
    (tmp_path / "b.toml").write_text(
        SCENE.format(story=0) + MARA + 'traits = ["hero"]\n[[characters]]\nname = "Ben"\n', "utf-8"
    )

    said = run("themes", "new", "--from", "a.toml", "--from", "b.toml")

    assert said.exit_code == 0
    assert "Ben has neither traits nor a motif" in said.stderr
    assert [each.name for each in load_bible(tmp_path / "themes.toml").subjects] == ["Mara"]


def test_the_themes_of_a_sketch_are_taken_over_as_they_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.1) + MARA + 'traits = ["love"]\n')
    assert run("sketch", "dawn.toml", "-f", "json", "--seed", "9").exit_code == 0

    assert run("themes", "new", "--from", "1m1-dawn-seed9.sketch.json").exit_code == 0

    heard = load_sketch(tmp_path / "1m1-dawn-seed9.sketch.json").themes[0]
    kept = subject(tmp_path / "themes.toml", "Mara")
    assert (kept.theme.motif, kept.theme.phrase, kept.theme.mode) == (heard.motif, heard.phrase, heard.mode)
    assert kept.traits == ("love",)


def test_a_scene_beside_the_bible_has_its_theme_whatever_the_seed(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.1) + MARA, "utf-8")
    for seed in ("1", "2"):
        assert run("sketch", "dawn.toml", "-o", "out", "-f", "json", "--seed", seed).exit_code == 0

    sketches = [json.loads(path.read_text("utf-8")) for path in sorted((tmp_path / "out").iterdir())]
    themes = [sketch["themes"][0]["motif"] for sketch in sketches]
    assert themes[0] == themes[1]
    assert len(themes[0]) == len(subject(film, "Mara").theme.motif)


def test_a_saved_sketch_composes_the_same_bytes_without_its_bible(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.1) + MARA, "utf-8")
    assert run("sketch", "dawn.toml", "-o", "one", "-f", "json,midi").exit_code == 0
    film.unlink()

    assert run("sketch", "one/1m1-dawn-seed1.sketch.json", "-o", "two", "-f", "json,midi").exit_code == 0

    for path in sorted((tmp_path / "one").iterdir()):
        assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes(), path.name


def test_remember_writes_what_a_cue_stated_and_show_tells_it(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.1) + MARA, "utf-8")
    run("sketch", "dawn.toml", "-o", "out", "-f", "json")

    assert "1M1 Dawn: Mara" in run("themes", "remember", "out/1m1-dawn-seed1.sketch.json").stdout

    heard = load_bible(film).history
    assert heard
    assert {(each.subject, each.cue, each.story) for each in heard} == {("Mara", "1M1 Dawn", 0.1)}
    assert "1M1 Dawn, bar" in run("themes", "show", "Mara").stdout
    run("themes", "remember", "out/1m1-dawn-seed1.sketch.json")
    assert load_bible(film).history == heard


def test_a_cue_is_not_changed_by_being_remembered(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.5) + MARA, "utf-8")
    run("sketch", "dawn.toml", "-o", "one", "-f", "midi")
    run("themes", "remember", "dawn.toml")

    run("sketch", "dawn.toml", "-o", "two", "-f", "midi")

    name = "1m1-dawn-seed1.mid"
    assert load_bible(film).history
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_example_film_is_told_and_remembered(run: Run, tmp_path: Path) -> None:
    for path in EXAMPLE.iterdir():
        shutil.copy(path, tmp_path)
    scenes = sorted(path.name for path in tmp_path.glob("[0-9]*.toml"))

    assert run("themes", "remember", *scenes).exit_code == 0

    shown = run("themes", "show").stdout
    assert len(scenes) == 5
    assert "How far the themes are apart" in shown
    for name in ("Mara", "Harbourmaster", "The Lighthouse", "The Letter", "The Sea"):
        assert name in shown
    assert all(each["history"] for each in json.loads(run("themes", "show", "--json").stdout)["subjects"])


def test_every_command_of_the_page_about_themes_runs_as_it_stands_there(run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE.parent, tmp_path / "examples")
    page = (EXAMPLE.parents[1] / "docs" / "themes.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]

    done = [(line, run(*shlex.split(line)[1:])) for line in lines]

    assert len(lines) > 10
    assert [(line, result.output) for line, result in done if result.exit_code] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "X", "--traits", "hreo"), "X.traits[0]: is not a known trait (found 'hreo')"),
        (("new", "X", "--traits", "hero", "--instruments", "hron"), "X.instruments[0]: is not a known instrument"),
        (("new", "X", "--motif", "E4:1 H4:1"), "X.motif: 'H4' is not a pitch"),
        (("new", "X"), "X: has nothing that a theme could come from"),
        (("new", "X", "--motif-file", "nobody.mid"), "nobody.mid: is not there"),
        (("new", "X", "--kind", "palce", "--traits", "hero"), "did you mean 'place'?"),
        (("new", "", "--traits", "hero"), "Invalid value for NAME: a name is empty"),
        (("new", "x" * 300, "--traits", "hero"), "….name: is too long (found 300 characters)"),
        (("new",), "name somebody"),
        (("new", "X", "Y", "--motif", "E4:1 G4:1"), "one motif is one subject's"),
        (("new", "X", "--traits", "hero", "--film", "x.json"), "themes are written in TOML"),
        (("show", "Mra"), "nobody is called 'Mra'; did you mean 'Mara'?"),
        (("show", "--film", "other.toml"), "other.toml is not there"),
        (("remember", "nothing.toml"), "nothing.toml: file: cannot be read"),
    ],
)
@pytest.mark.usefixtures("film")
def test_a_mistake_is_told_in_words(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("themes", *words)

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_one_theme_is_told_to_machines_with_its_own_distances_only(run: Run, film: Path) -> None:
    assert run("themes", "new", "Ben", "--traits", "love", "--film", str(film)).exit_code == 0

    shown = json.loads(run("themes", "show", "storm", "--json").stdout)

    assert [each["between"] for each in shown["distances"]] == [["Mara", "Storm"], ["Storm", "Ben"]]


def test_a_memory_that_is_full_is_told_and_left_alone(run: Run, film: Path, tmp_path: Path) -> None:
    row = '\n[[history]]\nsubject = "Mara"\ncue = "{}"\n'
    film.write_text(film.read_text("utf-8") + "".join(row.format(number) for number in range(5000)), "utf-8")
    (tmp_path / "dawn.toml").write_text(SCENE.format(story=0.1) + MARA)
    before = film.read_bytes()

    result = run("themes", "remember", "dawn.toml")

    assert (result.exit_code, "history: has too many entries" in result.stderr) == (2, True)
    assert film.read_bytes() == before


def test_a_film_keeps_its_title(run: Run, film: Path) -> None:
    result = run("themes", "new", "Ben", "--traits", "love", "--title", "Another")

    assert "is called 'The Keeper' and stays so" in result.stderr
    assert load_bible(film).title == "The Keeper"


def test_a_wide_table_of_distances_has_numbers_for_its_columns(run: Run, film: Path) -> None:
    names = [f"Somebody Else {number}" for number in range(6)]
    assert run("themes", "new", *names, "--traits", "love", "--film", str(film)).exit_code == 0

    table = run("themes", "show").stdout.splitlines()[-9:]

    assert table[0].split() == [str(number) for number in range(1, 8)]
    assert table[-1].startswith("8 Somebody Else 5")
    assert max(map(len, table)) <= 80


def test_a_bible_that_cannot_be_read_is_told_and_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_bytes(b'title = "\xff"')

    result = run("themes", "new", "X", "--traits", "hero")

    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (2, True)
    assert (tmp_path / "themes.toml").read_bytes() == b'title = "\xff"'


def test_a_motif_out_of_a_score_brings_its_key_and_meter(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "tune.musicxml").write_bytes(PLAIN)

    assert run("themes", "new", "Lamp", "--motif-file", "tune.musicxml", "--kind", "object").exit_code == 0

    lamp = subject(film, "Lamp")
    assert (lamp.theme.mode, lamp.theme.meter, lamp.theme.is_own) == ("aeolian", "3/4", True)
    assert 'motif = "C4:1 Eb4:0.5 r:0.5 G4:1 Ab4:3"' in film.read_text("utf-8")

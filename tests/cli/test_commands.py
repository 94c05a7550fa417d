"""The smaller commands: check, spot, explain, look, new, schema, presets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.command_bench import Run
from scenescore.model.version import __version__


@pytest.fixture
def sketched(run: Run, scene: str) -> str:
    """A saved sketch."""
    result = run("sketch", scene, "-o", "out", "-f", "json")
    assert result.exit_code == 0, result.output
    return str(Path("out") / "door-bold-seed4.sketch.json")


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout.strip() == f"scenescore {__version__}"


def test_without_a_command_help_is_shown(run: Run) -> None:
    shown = run().output

    for command in ("sketch", "check", "spot", "explain", "look", "new", "schema", "presets"):
        assert command in shown


def test_check_is_content_with_a_good_scene(run: Run, scene: str) -> None:
    result = run("check", scene)

    assert result.exit_code == 0
    assert "can be composed" in result.stdout


def test_check_tells_everything_that_is_wrong(run: Run, scene: str, wrong: str) -> None:
    result = run("check", scene, wrong)

    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 2


def test_a_new_scene_can_be_composed_at_once(run: Run, tmp_path: Path) -> None:
    assert run("new", "start.toml").exit_code == 0

    assert run("check", "start.toml").exit_code == 0
    assert "#" in (tmp_path / "start.toml").read_text("utf-8")


def test_new_does_not_write_over_a_scene_unless_forced(run: Run, scene: str) -> None:
    assert run("new", scene).exit_code == 2
    assert run("new", scene, "--force").exit_code == 0


def test_new_prints_without_a_file(run: Run) -> None:
    assert "mood" in run("new").stdout


def test_the_schema_offers_the_words_of_the_presets(run: Run) -> None:
    result = run("schema")

    assert "ominous" in result.stdout
    assert "properties" in json.loads(result.stdout)


def test_the_schema_is_written_into_a_file(run: Run, tmp_path: Path) -> None:
    run("schema", "-o", "scene.schema.json")

    assert json.loads((tmp_path / "scene.schema.json").read_text("utf-8"))


def test_spot_shows_tempo_and_hits(run: Run, scene: str) -> None:
    result = run("spot", scene)

    assert result.exit_code == 0, result.output
    assert "the door" in result.stdout
    assert "00:00:06:00" in result.stdout


def test_spot_speaks_to_machines(run: Run, scene: str) -> None:
    found = json.loads(run("spot", scene, "--json").stdout)

    assert found["hits"][0]["asked"] == "00:00:06:00"
    assert found["tempo_map"][0]["bar"] == 1


def test_explain_gives_reasons(run: Run, sketched: str) -> None:
    result = run("explain", sketched)

    assert result.exit_code == 0, result.output
    assert "because" in result.stdout
    assert "harmony" in result.stdout


def test_explain_tells_about_one_bar_and_one_stage(run: Run, sketched: str) -> None:
    result = run("explain", sketched, "--bar", "2", "--stage", "harmony")

    assert result.stdout.startswith("bar 2, ")
    assert "performance" not in result.stdout


def test_explain_composes_a_scene_that_is_not_saved_yet(run: Run, scene: str) -> None:
    assert "because" in run("explain", scene).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--bar", "999"], "there is no bar 999"), (["--stage", "harmoni"], "did you mean 'harmony'")],
)
def test_explain_knows_its_bars_and_stages(run: Run, sketched: str, arguments: list[str], words: str) -> None:
    result = run("explain", sketched, *arguments)

    assert result.exit_code == 2
    assert words in result.stderr


def test_explain_refuses_what_is_no_sketch(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.sketch.json").write_text("{}", "utf-8")

    for name in ("bad.sketch.json", "nowhere.sketch.json"):
        result = run("explain", name)
        assert result.exit_code == 2
        assert "Traceback" not in result.output


def test_look_wants_a_picture_file(run: Run, scene: str) -> None:
    result = run("look", scene, "-o", "roll.gif")

    assert result.exit_code == 2
    assert ".png or .svg" in result.stderr


def test_look_draws(run: Run, scene: str, tmp_path: Path) -> None:
    pytest.importorskip("scenescore.formats.look")

    result = run("look", scene, "-o", "roll.svg")

    assert result.exit_code == 0, result.output
    assert b"<svg" in (tmp_path / "roll.svg").read_bytes()


def test_presets_are_listed_by_kind(run: Run) -> None:
    assert "moods" in run("presets", "list").stdout
    assert "ominous" in run("presets", "list", "moods").stdout
    assert "choir" in run("presets", "list", "part_writing").stdout
    assert run("presets", "list", "part-writing").stdout == run("presets", "list", "part_writing").stdout


def test_a_preset_is_shown_with_its_source(run: Run) -> None:
    shown = run("presets", "show", "ominous").stdout

    assert "valence" in shown
    assert "source" in shown


def test_a_synonym_finds_its_preset(run: Run) -> None:
    assert run("presets", "show", "portent").exit_code == 0


@pytest.mark.parametrize("arguments", [("list", "mood"), ("show", "omnious")])
def test_an_unknown_preset_is_guessed(run: Run, arguments: tuple[str, str]) -> None:
    result = run("presets", *arguments)

    assert result.exit_code == 2
    assert "did you mean" in result.stderr


def test_a_folder_of_presets_is_laid_over_the_shipped_ones(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "moods"
    folder.mkdir(parents=True)
    row = 'valence = 0.1\narousal = 0.1\ntension = 0.1\nsize = 0.3\nbpm = [60, 80]\nmodes = ["dorian"]\nhevner = 4\n'
    (folder / "mine.toml").write_text(f"[foggish]\n{row}", "utf-8")

    assert run("presets", "show", "foggish", "--presets", "mine").exit_code == 0
    assert run("presets", "show", "foggish").exit_code == 2


@pytest.mark.parametrize("heavy", ["numpy", "music21", "matplotlib", "pretty_midi", "rich", "pydantic", "mido"])
def test_starting_up_loads_nothing_heavy(heavy: str) -> None:
    code = f"import sys, scenescore.cli.app; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words


def test_a_reader_who_has_read_enough_is_no_mistake() -> None:
    command = [sys.executable, "-m", "scenescore.cli", "presets", "list", "moods"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        complaint = process.stderr.read()

    assert (process.returncode, complaint) == (0, b"")


@pytest.mark.parametrize(
    ("closed", "code", "complaint"),
    [("<&-", 2, "standard input: mood: is missing"), ("2>&-", 2, ""), (">/dev/full", 2, "no space left")],
    ids=["stdin closed", "stderr closed", "disk full"],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_closed_and_full_streams_are_told_in_words(closed: str, code: int, complaint: str) -> None:
    command = "presets list moods" if "full" in closed else "check -"
    line = f"{sys.executable} -m scenescore.cli {command} {closed}"
    shell = ["/bin/sh", "-c", line]
    done = subprocess.run(shell, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603

    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert complaint in done.stderr


def test_standard_input_is_read_once(run: Run) -> None:
    result = run("check", "-", "-", stdin='mood = "serene"\nlength = 20\n')

    assert result.exit_code == 2
    assert "only once" in result.stderr


def test_a_file_that_is_no_sketch_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "torn.sketch.json").write_text("{", "utf-8")

    result = run("explain", "torn.sketch.json")

    assert result.exit_code == 2
    assert "torn.sketch.json: not a sketch" in result.stderr


def test_spot_does_not_compose(run: Run, scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenescore.pipeline._compose", None)

    assert run("spot", scene).exit_code == 0

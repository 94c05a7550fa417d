"""`scenescore sketch`: from scenes to files."""

from __future__ import annotations

import json
from pathlib import Path

import mido
import pytest

from cli.command_bench import Run
from scenescore.cli import sources
from scenescore.errors import SceneError


def test_a_scene_becomes_a_midi_file_and_a_saved_sketch(run: Run, scene: str, tmp_path: Path) -> None:
    result = run("sketch", scene, "-o", "out")

    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "door-bold-seed4.mid",
        "door-bold-seed4.sketch.json",
    ]
    assert abs(mido.MidiFile(tmp_path / "out" / "door-bold-seed4.mid").length - 12) < 0.001


def test_nothing_but_options_is_needed(run: Run, tmp_path: Path) -> None:
    result = run(
        "sketch", "--mood", "serene", "--length", "10", "--title", "Lake", "--ensemble", "solo-piano", "-f", "midi"
    )

    assert result.exit_code == 0, result.output
    assert (tmp_path / "lake-seed1.mid").is_file()


def test_several_scenes_and_seeds_are_made_in_one_call(run: Run, scene: str, tmp_path: Path) -> None:
    other = (tmp_path / scene).read_text("utf-8").replace("Door", "Gate")
    (tmp_path / "gate.toml").write_text(other, "utf-8")

    result = run("sketch", scene, "gate.toml", "-o", "out", "--seeds", "1-2", "-f", "midi")

    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "out").glob("*.mid"))) == 4


def test_a_host_pipes_a_scene_in_and_reads_json_out(run: Run, scene: str, tmp_path: Path) -> None:
    text = (tmp_path / scene).read_text("utf-8")

    result = run("sketch", "-", "-o", "out", "--format", "midi", "--json", stdin=text)
    (made,) = json.loads(result.stdout)["sketches"]

    assert made["seed"] == 4
    assert made["length_seconds"] == 12
    assert Path(made["files"][0]["path"]).is_file()
    assert made["hits"][0]["name"] == "the door"
    assert abs(made["hits"][0]["error_ms"]) <= 1
    assert made["tempo"]["slowest"] <= made["tempo"]["fastest"]


def test_an_option_is_laid_over_the_scene_file(run: Run, scene: str) -> None:
    result = run("sketch", scene, "-o", "out", "--length", "9", "--seed", "8", "--json", "-f", "midi")
    (made,) = json.loads(result.stdout)["sketches"]

    assert (made["length_seconds"], made["seed"]) == (9, 8)


def test_formats_are_repeated_or_separated_by_commas(run: Run, scene: str, tmp_path: Path) -> None:
    run("sketch", scene, "-o", "one", "-f", "midi,json")
    run("sketch", scene, "-o", "two", "-f", "midi", "-f", "json")

    assert {p.name for p in (tmp_path / "one").iterdir()} == {p.name for p in (tmp_path / "two").iterdir()}


def test_the_problems_of_all_scenes_are_told_at_once_with_their_files(run: Run, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("", "utf-8")

    result = run("sketch", wrong, "empty.toml", "-o", "out")

    assert result.exit_code == 2
    assert "wrong.toml: mood" in result.stderr
    assert "did you mean 'ominous'" in result.stderr
    assert "wrong.toml: length" in result.stderr
    assert "empty.toml: mood: is missing" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_a_host_gets_problems_as_data(run: Run, wrong: str) -> None:
    result = run("sketch", wrong, "--json")
    problems = json.loads(result.stdout)["problems"]

    assert result.exit_code == 2
    assert {problem["place"] for problem in problems} >= {"mood", "length"}
    assert all(problem["source"] == "wrong.toml" for problem in problems)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sketch"], "--mood: is missing"),
        (["sketch", "--mood", "serene"], "--length: is missing"),
        (["sketch", "nowhere.toml"], "cannot be read"),
        (["sketch", "--mood", "serene", "--length", "nine"], "length"),
        (["sketch", "--mood", "serene", "--length", "10", "--tempo", "quick"], "tempo"),
        (
            ["sketch", "--mood", "serene", "--length", "10", "--ensemble", "chamber-string"],
            "did you mean 'chamber-strings'",
        ),
        (["sketch", "--mood", "serene", "--length", "10", "-f", "mdi"], "did you mean 'midi'"),
        (["sketch", "--mood", "serene", "--length", "10", "--seeds", "x"], "no list of seeds"),
        (["sketch", "--mood", "serene", "--length", "10", "--seeds", "1-99999"], "1 to 1000 seeds"),
        (["sketch", "--mood", "serene", "--length", "10", "--seed", "1", "--seeds", "2"], "exclude each other"),
        (["sketch", "--mood", "serene=much", "--length", "10"], "is not a blend"),
        (["sketch", "--mood", "serene", "--length", "10", "--presets", "nowhere"], "nowhere"),
    ],
)
def test_a_mistake_is_told_in_words_and_ends_with_code_two(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_two_results_of_one_name_are_refused(run: Run, scene: str, tmp_path: Path) -> None:
    (tmp_path / "copy.toml").write_text((tmp_path / scene).read_text("utf-8"), "utf-8")

    result = run("sketch", scene, "copy.toml", "-o", "out")

    assert result.exit_code == 2
    assert "copy.toml and door.toml would both be written as door-bold-seed4" in result.stderr


def test_words_in_brackets_are_not_read_as_markup(run: Run) -> None:
    result = run("sketch", "--mood", "[bold]x[/nothing]", "--length", "10")

    assert result.exit_code == 2
    assert "[bold]x[/nothing]" in result.stderr


@pytest.mark.parametrize(
    ("text", "value"),
    [("slow", "slow"), ("72", 72.0), ("60-76", (60.0, 76.0)), ("very-slow", "very-slow"), ("nan", "nan"), (None, None)],
)
def test_a_tempo_is_a_word_a_number_or_a_range(text: str | None, value: object) -> None:
    assert sources.tempo(text) == value


def test_a_mood_is_a_word_or_a_blend() -> None:
    assert sources.mood("ominous") == "ominous"
    assert sources.mood("ominous=2, wistful=1") == {"ominous": 2.0, "wistful": 1.0}
    with pytest.raises(SceneError, match="is not a blend"):
        sources.mood("ominous=loud")


@pytest.mark.parametrize(("text", "value"), [("45", 45), ("45.5", 45.5), ("00:00:45:00", "00:00:45:00")])
def test_a_moment_is_seconds_or_a_timecode(text: str, value: object) -> None:
    assert sources.moment(text) == value


def test_seeds_are_ranges_and_single_numbers_each_once() -> None:
    assert sources.seeds(None, "1-3,2,9") == (1, 2, 3, 9)

"""`themes vary` and `themes hear`: pages of themes as files, and mistakes told in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from scenescore.cli.app import MISTAKE, Door
from scenescore.cli.themes_heard import hear, vary
from scenescore.formats.sketch_file import load_sketch

BIBLE = """
title = "Harbour"
[[subjects]]
name = "Mara"
traits = ["love"]
[[subjects]]
name = "The Brute"
traits = ["brute"]
"""
Run = Callable[..., Result]
COMMANDS = typer.Typer(cls=Door, pretty_exceptions_enable=False)
COMMANDS.command("vary")(vary)
COMMANDS.command("hear")(hear)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder with a theme bible in `film.toml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.toml").write_text(BIBLE)

    def asked(*words: str) -> Result:
        return CliRunner().invoke(COMMANDS, list(words))

    return asked


def test_a_subject_of_the_bible_is_varied_with_its_partner(run: Run, tmp_path: Path) -> None:
    done = run("vary", "mara", "--film", "film.toml", "-f", "json", "-o", "out")

    assert done.exit_code == 0, done.output
    sketch = load_sketch(tmp_path / "out" / "mara-all-transformations-seed1.sketch.json")
    assert "combination" in [section.label for section in sketch.sections]
    assert {statement.theme for statement in sketch.statements} == {"Mara", "The Brute"}


def test_the_bible_in_the_folder_is_taken_when_none_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(BIBLE)

    done = run("vary", "the-brute", "-f", "midi")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "the-brute-all-transformations-seed1.mid").is_file()


@pytest.mark.parametrize(
    ("theme", "name"),
    [
        ("love", "love-all-states-seed1.mid"),
        ("hero,child", "hero-child-all-states-seed1.mid"),
        ("E4:1 B4:1.5 A4:0.5 G4:1", "theme-all-states-seed1.mid"),
    ],
)
def test_archetypes_and_motifs_are_varied_without_a_bible(run: Run, tmp_path: Path, theme: str, name: str) -> None:
    done = run("vary", theme, "--states", "-f", "midi")

    assert done.exit_code == 0, done.output
    assert (tmp_path / name).is_file()


def test_a_motif_out_of_a_file_is_varied(run: Run, tmp_path: Path) -> None:
    assert run("hear", "mara", "--film", "film.toml", "-f", "midi").exit_code == 0

    done = run("vary", "mara-theme-seed1.mid", "-f", "json")

    assert done.exit_code == 0, done.output
    sketch = load_sketch(tmp_path / "mara-theme-seed1-all-transformations-seed1.sketch.json")
    assert sketch.themes[0].is_own


def test_every_theme_of_the_bible_is_heard_in_a_file_of_its_own(run: Run, tmp_path: Path) -> None:
    done = run("hear", "--film", "film.toml", "-f", "midi", "-o", "out")

    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["mara-theme-seed1.mid", "the-brute-theme-seed1.mid"]


def test_together_all_themes_stand_in_one_file_by_name(run: Run, tmp_path: Path) -> None:
    done = run("hear", "--film", "film.toml", "--together", "-f", "json")

    assert done.exit_code == 0, done.output
    sketch = load_sketch(tmp_path / "harbour-themes-seed1.sketch.json")
    assert [section.label for section in sketch.sections] == ["Mara", "The Brute"]


def test_one_page_is_not_written_over_another(run: Run, tmp_path: Path) -> None:
    film = BIBLE.replace("The Brute", "M.A.R.A").replace("Mara", "M-A-R-A,")
    (tmp_path / "film.toml").write_text(film)

    done = run("hear", "--film", "film.toml", "-f", "midi")

    assert done.exit_code == MISTAKE
    assert "would both be written as m-a-r-a-theme-seed1" in done.output
    assert list(tmp_path.glob("*.mid")) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("vary", "hreo"), r"THEME: is not an archetype or a motif \(found 'hreo'\).*hero"),
        (("vary", "marra", "--film", "film.toml"), r"a subject of the theme bible.*mara"),
        (("vary", "E4"), r"THEME: a motif has at least two notes"),
        (("vary", "Mara"), r"a name needs its theme bible \(--film; no themes.toml is here\)"),
        (("vary", "E4:1 H9:x"), r"THEME: 'H9' is not a pitch.*E4:1"),
        (("vary", "nowhere.mid"), r"THEME: is not there"),
        (("vary", "love", "-f", "mp7"), r"mp7"),
        (("hear", "marra", "--film", "film.toml"), r"NAME: .*Mara"),
        (("hear",), r"--film: is not there"),
        (("hear", "--film", "gone.toml"), r"gone\.toml"),
    ],
)
def test_mistakes_are_told_with_the_nearest_word(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run(*words)

    assert done.exit_code == MISTAKE
    assert re.search(told, done.output, re.DOTALL), done.output
    assert "Traceback" not in done.output

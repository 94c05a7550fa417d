"""What the documents say is so: commands, examples, tables, links and numbers."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import scenescore
from scenescore.cli.app import app
from scenescore.compose.textures import FIGURES
from scenescore.errors import SceneError
from scenescore.formats.bible_file import read_bible
from scenescore.formats.scene_file import load_scene, read_scene
from scenescore.formats.scene_schema import schema
from scenescore.formats.table import formats_of
from scenescore.library import default_book, load_book

HOME = Path(__file__).parent.parent
PAGES = sorted([*HOME.glob("*.md"), *(HOME / "docs").glob("*.md"), *(HOME / "benchmarks").glob("*.md")])
EXAMPLES = HOME / "examples"
ONE_PAGE = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"(?:^|`|&& |bin/)(scenescore [^`\n&]*)", re.MULTILINE)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _blocks(language: str) -> Iterator[tuple[str, str]]:
    """Every code block of a language: where it stands and what it says."""
    for page in PAGES:
        for found in _BLOCK.finditer(_text(page)):
            if found[2] == language:
                body = "\n".join(line.removeprefix(found[1]) for line in found[3].splitlines())
                yield f"{page.name}:{_text(page)[: found.start()].count(chr(10)) + 1}", body


def _commands() -> list[tuple[str, str]]:
    return sorted({(page.name, found[1].strip()) for page in PAGES for found in _COMMAND.finditer(_text(page))})


COMMANDS, TOML, PYTHON = _commands(), dict(_blocks("toml")), dict(_blocks("python"))


def _resolved(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words lead to, and the words that are left for it."""
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def test_the_documents_show_commands_scenes_and_scripts() -> None:
    assert len(COMMANDS) > 10
    assert len(TOML) > 2
    assert PYTHON


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_every_command_in_the_documents_exists_with_its_options(page: str, line: str) -> None:  # noqa: ARG001
    words = [
        word for word in shlex.split(line.replace("…", "").replace("list|show", "list"))[1:] if not word.startswith("[")
    ]

    command, rest = _resolved(words)

    options = {name for each in command.params for name in each.opts}
    assert not hasattr(command, "commands"), line
    assert [word for word in rest if word.startswith("-") and word not in options and word != "-"] == []


def test_every_command_is_shown_in_the_readme() -> None:
    shown = {line.split()[1] for page, line in COMMANDS if page == "README.md"}

    assert shown >= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", [line for _, line in COMMANDS if "--format " in line])
def test_every_format_in_the_documents_can_be_written(line: str) -> None:
    assert formats_of(line.split("--format ")[1].split(maxsplit=1)[0].split(","))


@pytest.mark.parametrize("place", TOML)
def test_every_toml_block_is_a_scene_a_theme_bible_or_a_preset(place: str, tmp_path: Path) -> None:
    text = TOML[place]

    if "subjects" in tomllib.loads(text):
        assert read_bible(text.encode(), place, default_book().names).subjects
    elif "length" in tomllib.loads(text):
        assert read_scene(text.encode(), "toml", place, default_book().names)
    else:
        folder = re.search(r"my-presets/(\w+)/", text)
        assert folder, "a preset's block says in its first line where the file lies"
        (tmp_path / folder[1]).mkdir()
        (tmp_path / folder[1] / "mine.toml").write_text(text, encoding="utf-8")
        rows = getattr(load_book(tmp_path), folder[1])
        assert set(tomllib.loads(text)) <= set(rows)


@pytest.mark.parametrize("place", PYTHON)
def test_every_python_block_runs(place: str, tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PYTHON[place]], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.rglob("*.mid"))


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_every_example_script_runs(script: Path, tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("wrote") == len(list((tmp_path / "out").iterdir())) == 2


def _fields(node: object) -> Iterator[str]:
    """Every key that a scene file may have, at any depth."""
    if isinstance(node, dict):
        properties = node.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for below in node.values():
            yield from _fields(below)
    elif isinstance(node, list):
        for below in node:
            yield from _fields(below)


def test_the_scene_file_page_tells_every_key_and_no_other() -> None:
    text = _text(HOME / "docs" / "scene-file.md")
    known = set(_fields(schema(default_book().names))) - {"$schema"}
    told = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", text))))
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    in_rows = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}

    assert known - told == set()
    assert in_rows - known == set()


def test_the_scene_file_page_lists_every_word_of_the_short_lists() -> None:
    from scenescore.model.scene import CHARACTER_ROLES, ENDINGS, GESTURES, PRIORITIES, TEMPO_WORDS  # noqa: PLC0415
    from scenescore.model.timecode import FRAME_RATES  # noqa: PLC0415

    words = set(re.findall(r"[\w.-]+", " ".join(re.findall(r"`([^`]*)`", _text(HOME / "docs" / "scene-file.md")))))

    assert {*CHARACTER_ROLES, *ENDINGS, *GESTURES, *PRIORITIES, *TEMPO_WORDS, *FRAME_RATES} - words == set()


def test_the_presets_are_counted_right() -> None:
    book = default_book()
    counted = {
        "scales": book.modes,
        "kinds of chord": book.qualities,
        "progressions": book.progressions,
        "archetypes": book.archetypes,
        "instruments": book.instruments,
    }
    text = " ".join(_text(HOME / "CHANGELOG.md").split())

    assert f"one of {len(book.moods)} words" in _text(HOME / "README.md")
    assert f"a lexicon of {len(book.moods)} moods" in text.lower()
    assert [f"{len(rows)} {what}" for what, rows in counted.items() if f"{len(rows)} {what}" not in text] == []


@ONE_PAGE
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", _text(page))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@ONE_PAGE
def test_every_path_that_is_named_exists(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        pytest.skip("a changelog may name what is gone")
    roots = (HOME, HOME / "src" / "scenescore", HOME / "presets", page.parent)
    named = re.findall(
        r"`([a-z_]+(?:/[a-z_.-]+)*(?:/|\.py|\.toml))`", re.sub(r"```.*?```", "", _text(page), flags=re.DOTALL)
    )
    own = re.compile(r"(my-presets|out)/|NAME|(scene|door|themes)\.toml")

    assert [name for name in named if not own.search(name) and not any((root / name).exists() for root in roots)] == []


def test_every_table_that_contributing_names_stands_where_it_says() -> None:
    rows = [line.split("|")[2] for line in _text(HOME / "CONTRIBUTING.md").splitlines() if line.startswith("| a")]
    for row in rows:
        modules = [
            path.rstrip("/").removesuffix(".py").replace("/", ".")
            for path in re.findall(r"`(?:src/scenescore/)?((?:compose|formats)/[\w/]+(?:\.py)?)`", row)
        ]
        for table in re.findall(r"`([A-Z]{5,})`", row):
            assert any(hasattr(importlib.import_module(f"scenescore.{module}"), table) for module in modules), row
    assert len(rows) > 5


def test_the_presets_page_tells_every_folder_of_presets() -> None:
    told = set(re.findall(r"`(\w+)/`", _text(HOME / "docs" / "presets.md")))
    folders = {path.name for path in (HOME / "presets").iterdir() if path.is_dir()}

    assert folders - told == set()


def test_every_public_name_of_a_figure_is_a_row_of_the_table() -> None:
    assert all(callable(figure) for figure in FIGURES.values())
    assert all(figure.__doc__ for figure in FIGURES.values())


def test_the_wrong_word_in_a_document_would_be_noticed() -> None:
    with pytest.raises(SceneError, match="omnious"):
        read_scene(b'mood = "omnious"\nlength = 4', "toml", "", default_book().names)


def test_the_readmes_example_scene_is_the_example() -> None:
    shown = next(text for place, text in TOML.items() if place.startswith("README"))
    scene, example = read_scene(shown.encode()), load_scene(EXAMPLES / "gatekeeper.toml")

    assert (scene.title, scene.length, scene.mood, scene.ensemble) == (
        example.title,
        example.length,
        example.mood,
        example.ensemble,
    )


def test_the_version_in_the_changelog_is_the_version() -> None:
    assert f"## {scenescore.__version__}" in _text(HOME / "CHANGELOG.md")


def test_ci_runs_the_readmes_test_command() -> None:
    script, readme = _text(HOME / ".ci" / "run"), _text(HOME / "README.md")
    lines = readme.partition("<!-- test command -->")[2].splitlines()
    command = next(line for line in lines if line.startswith("python3 "))

    assert "sed -n '/<!-- test command -->/,$p' README.md | grep -m 1 '^python3 '" in script
    assert 'eval "$command"' in script
    assert command.endswith("pytest -q -n 2")


def test_every_benchmark_stands_in_their_list() -> None:
    listed = set(re.findall(r"^\| `(\w+\.py)`", _text(HOME / "benchmarks" / "README.md"), re.MULTILINE))

    assert listed == {path.name for path in (HOME / "benchmarks").glob("*.py")}

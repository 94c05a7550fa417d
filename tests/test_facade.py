"""What `import scenescore` promises to a script."""

import subprocess
import sys

import pytest

import scenescore

FIRST = (
    "from scenescore import compose",
    "import scenescore.pipeline",
    "from scenescore.compose import mood",
    "import scenescore.compose.textures",
    "from scenescore.cli import main",
)


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize("first", FIRST)
def test_compose_is_the_function_whichever_module_came_first(first: str) -> None:
    said = _run(
        f"{first}\nimport scenescore\nfrom scenescore import compose\nprint(compose is scenescore.pipeline.compose)"
    )

    assert said == "True"


def test_every_name_of_the_promise_is_there_and_is_nothing_else() -> None:
    found = {name: getattr(scenescore, name) for name in scenescore.__all__}

    assert {each.__name__ for each in found.values()} == set(found)


def test_a_tool_spots_a_scene_and_learns_what_would_help() -> None:
    slam = scenescore.Hit(at=10, name="door slams", gesture="stinger", priority="must")
    fall = scenescore.Hit(at=11.37, name="she falls", gesture="stinger", priority="must")
    scene = scenescore.Scene(mood="ominous", length=40, tempo=(96, 104), odd_bars="never", hits=(slam, fall))

    answer = scenescore.spotted(scene)

    assert [landing.hit for landing in answer.value.landings] == [slam, fall]
    helping = [each for finding in answer.findings for each in finding.relaxations]
    assert helping
    assert all(each.words and each.place and each.value for each in helping)


def test_importing_loads_no_heavy_library_reads_no_preset_and_prints_nothing() -> None:
    heavy = ("numpy", "music21", "matplotlib", "pydantic", "pretty_midi", "typer", "rich", "scenescore.library")

    said = _run(f"import sys, scenescore\nprint([name for name in {heavy!r} if name in sys.modules])")

    assert said == "[]"

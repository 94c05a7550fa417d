"""What `import scenescore` promises to a script."""

import subprocess
import sys

import pytest

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


def test_importing_loads_no_heavy_library_reads_no_preset_and_prints_nothing() -> None:
    heavy = ("numpy", "music21", "matplotlib", "pydantic", "pretty_midi", "typer", "rich", "scenescore.library")

    said = _run(f"import sys, scenescore\nprint([name for name in {heavy!r} if name in sys.modules])")

    assert said == "[]"

"""The floors of the house hold: imports point down, and no room grows too large.

errors < model < {compose, library, formats} (no doors between these three) < pipeline < the façade < cli. Nobody
inside imports the façade. Each rule is also shown a breach, which it must see.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import scenescore

HOUSE = Path(scenescore.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))
#: What each room may import of the house. The façade is the package itself; the command line stands above it.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "model": frozenset({"errors", "model"}),
    "compose": frozenset({"errors", "model", "compose"}),
    "library": frozenset({"errors", "model", "library"}),
    "formats": frozenset({"errors", "model", "formats"}),
    "pipeline": frozenset({"errors", "model", "compose", "library", "formats"}),
    "": frozenset({"errors", "model", "compose", "library", "formats", "pipeline"}),
    "cli": frozenset({"errors", "model", "compose", "library", "formats", "pipeline", "cli", ""}),
    "__main__": frozenset({"cli"}),
}
#: Libraries that the ground floor does not know: its values need nothing but Python.
STANDARD_ONLY = frozenset({"errors", "model"})
#: Slow to load or optional: only inside the function that needs them.
HEAVY = frozenset({
    "matplotlib", "mido", "music21", "numpy", "pretty_midi", "pydantic", "rich", "typer", "soundfile", "fluidsynth",
    "pygame", "platformdirs", "opentimelineio", "pysubs2", "tomlkit",
})  # fmt: skip
#: Rooms where an import may wait inside a function for a room of the house: a command loads only what it uses.
LAZY = frozenset({"", "cli", "formats", "library", "__main__"})
#: Rooms and modules that stand on a heavy library as a whole; others load such a module inside a function.
BUILT_ON = {
    "cli": frozenset({"typer", "rich"}),
    "compose": frozenset({"numpy"}),
    "formats.audio": frozenset({"numpy"}),
    "formats.click": frozenset({"mido"}),
    "formats.conductor": frozenset({"mido"}),
    "formats.loudness": frozenset({"numpy"}),
    "formats.midi": frozenset({"mido"}),
    "formats.synth": frozenset({"numpy"}),
    "formats.tones": frozenset({"numpy"}),
    "library.reading": frozenset({"pydantic"}),
}
#: What a script or a command loads before it knows what it will do.
LIGHT_DOORS = ("scenescore", "scenescore.model.problems", "scenescore.formats.scene_file", "scenescore.formats.table",
               "scenescore.formats.sketch_file", "scenescore.formats.saving", "scenescore.library")  # fmt: skip
MOST_LINES, MOST_CODE = 400, 40


def name_of(path: Path) -> str:
    """Name a module inside the house: `formats.disk`; the façade's name is empty."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(name: str) -> str:
    """Name the room of a module."""
    return name.partition(".")[0]


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, bool]]:
    """Every import: where, what, and whether it stands inside a function (imports for types only are left out)."""
    inner = {
        below
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        for below in ast.walk(each)
    }
    for_types = {
        below
        for each in ast.walk(tree)
        if isinstance(each, ast.If) and isinstance(each.test, ast.Name) and each.test.id == "TYPE_CHECKING"
        for below in ast.walk(each)
    }
    for each in ast.walk(tree):
        if each in for_types:
            continue
        if isinstance(each, ast.Import):
            yield from ((each, alias.name, each in inner) for alias in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module and each.level == 0:
            wholes = [f"{each.module}.{alias.name}" for alias in each.names] if each.module == "scenescore" else []
            yield from ((each, name, each in inner) for name in wholes or [each.module])
        elif isinstance(each, ast.ImportFrom):
            yield each, "." * each.level, each in inner


def target_room(name: str) -> str:
    """Name the room that an import leads to; a public name of the façade leads to the façade."""
    second = [*name.split("."), ""][1]
    is_room = second in MAY_IMPORT and second not in {"", "__main__"}
    return second if is_room else ""


def wrong_doors(module: str, tree: ast.Module) -> list[str]:
    """Imports of the house that do not point down."""
    return [
        f"line {each.lineno}: {name}"
        for each, name, _ in imports(tree)
        if name.startswith(".")
        or (name.split(".")[0] == "scenescore" and target_room(name) not in MAY_IMPORT[room_of(module)])
    ]


def foreign_guests(module: str, tree: ast.Module) -> list[str]:
    """Foreign libraries on the ground floor."""
    return [
        f"line {each.lineno}: {name}"
        for each, name, _ in imports(tree)
        if room_of(module) in STANDARD_ONLY and name.split(".")[0] not in {*sys.stdlib_module_names, "scenescore"}
    ]


def early_weights(module: str, tree: ast.Module) -> list[str]:
    """Heavy libraries that are loaded with a module instead of with the function that needs them."""
    allowed = BUILT_ON.get(module, BUILT_ON.get(room_of(module), frozenset()))
    return [
        f"line {each.lineno}: {name}"
        for each, name, is_inside in imports(tree)
        if not is_inside and name.split(".")[0] in HEAVY - allowed
    ]


def hidden_doors(module: str, tree: ast.Module) -> list[str]:
    """Imports of the house inside a function, where they could hide a cycle."""
    return [
        f"line {each.lineno}: {name}"
        for each, name, is_inside in imports(tree)
        if is_inside and name.split(".")[0] == "scenescore" and room_of(module) not in LAZY
    ]


def long_functions(_: str, tree: ast.Module) -> list[str]:
    """Functions of more than forty lines of code, docstring, blank lines and comments not counted."""
    return [
        f"line {each.lineno}: {each.name} has {size} lines of code"
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and (size := code_lines(each)) > MOST_CODE
    ]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines on which a function has code."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return len({
        line
        for statement in body
        for each in ast.walk(statement)
        if isinstance(each, ast.expr | ast.stmt)
        for line in {each.lineno, each.end_lineno}
    })  # fmt: skip


def length(_: str, tree: ast.Module) -> list[str]:
    """Modules of more than four hundred lines."""
    last = max((each.end_lineno or 0 for each in tree.body), default=0)
    return [f"{last} lines"] if last > MOST_LINES else []


DOWN, EARLY = "imports point down", "heavy libraries wait until they are needed"
HIDDEN, LONG_FUNCTION = "no import hides in a function", "no function is longer than forty lines"
RULES: dict[str, Callable[[str, ast.Module], list[str]]] = {
    DOWN: wrong_doors,
    "the ground floor stands on Python alone": foreign_guests,
    EARLY: early_weights,
    HIDDEN: hidden_doors,
    LONG_FUNCTION: long_functions,
    "no module is longer than four hundred lines": length,
}


@cache
def trees() -> dict[Path, ast.Module]:
    """Read every module once."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule: str) -> None:
    breaches = [
        f"{path.relative_to(HOUSE)}, {breach}"
        for path, tree in trees().items()
        for breach in RULES[rule](name_of(path), tree)
    ]

    assert breaches == []


def test_every_room_has_its_floor() -> None:
    assert {room_of(name_of(path)) for path in MODULES} <= set(MAY_IMPORT)


@pytest.mark.parametrize("door", LIGHT_DOORS)
def test_a_light_door_loads_nothing_heavy(door: str) -> None:
    code = f"import sys, {door}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert HEAVY.isdisjoint(loaded.stdout.split())


LONG = "\n".join(f"    x = {number}" for number in range(41))
BREACHES = [
    (DOWN, "model", "from scenescore.compose.mood import drama"),
    (DOWN, "model", "import scenescore.formats"),
    (DOWN, "errors", "from scenescore.model.time import Ticks"),
    (DOWN, "compose", "from scenescore.library import default_book"),
    (DOWN, "compose", "from scenescore import formats"),
    (DOWN, "library", "def f():\n    from scenescore.formats.disk import write_files"),
    (DOWN, "formats", "from scenescore.compose import mood"),
    (DOWN, "formats", "from scenescore.pipeline import compose"),
    (DOWN, "pipeline", "from scenescore import Scene"),
    (DOWN, "pipeline", "import scenescore"),
    (DOWN, "pipeline", "from scenescore.cli import main"),
    (DOWN, "compose", "from .mood import drama"),
    (DOWN, "", "from scenescore.cli import main"),
    ("the ground floor stands on Python alone", "model", "import pydantic"),
    ("the ground floor stands on Python alone", "errors", "def f():\n    from numpy import array"),
    (EARLY, "model", "import numpy as np"),
    (EARLY, "formats", "from mido import MidiFile"),
    (EARLY, "cli", "import music21"),
    (HIDDEN, "compose", "def f():\n    from scenescore.model.time import Ticks"),
    (HIDDEN, "pipeline", "class A:\n    def f(self):\n        import scenescore.model.time"),
    (LONG_FUNCTION, "model", f"def f():\n{LONG}"),
    ("no module is longer than four hundred lines", "model", "\n" * 400 + "x = 1"),
]


@pytest.mark.parametrize(("rule", "room", "code"), BREACHES)
def test_the_rule_sees_a_breach(rule: str, room: str, code: str) -> None:
    assert len(RULES[rule](room, ast.parse(code))) == 1


ALLOWED = [
    (
        "imports point down",
        "cli",
        "import scenescore\nfrom scenescore import Scene\nfrom scenescore.cli.show import table",
    ),
    (
        "imports point down",
        "pipeline",
        "from scenescore.compose import form\nfrom scenescore.library import default_book",
    ),
    (EARLY, "formats", "def f():\n    import mido"),
    (
        "heavy libraries wait until they are needed",
        "formats",
        "if TYPE_CHECKING:\n    from pydantic import TypeAdapter",
    ),
    (EARLY, "cli", "import typer"),
    (HIDDEN, "cli", "def f():\n    from scenescore.formats.picture import draw"),
    (
        "no function is longer than forty lines",
        "model",
        f'def f():\n    """{LONG}"""\n    x = 1\n' + "\n    # why" * 50,
    ),
]


@pytest.mark.parametrize(("rule", "room", "code"), ALLOWED)
def test_the_rule_lets_good_code_pass(rule: str, room: str, code: str) -> None:
    assert RULES[rule](room, ast.parse(code)) == []

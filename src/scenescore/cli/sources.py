"""Where scenes and sketches come from: files, standard input, or options alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scenescore.errors import Problem, SceneError
from scenescore.model.knowledge import Book
from scenescore.model.scene import Scene
from scenescore.model.version import __version__

if TYPE_CHECKING:
    from scenescore.formats.spotted import Spotted
    from scenescore.model.sketch import Sketch

STDIN = "-"
SKETCH_SUFFIX = ".sketch.json"
MOST_SEEDS = 1000
#: So many bytes tell a saved sketch from a scene.
_OPENING = 64


def book_of(folder: Path | None) -> Book:
    """The shipped presets, with a user's folder laid over them."""
    from scenescore.library.book import default_book, load_book  # noqa: PLC0415

    return load_book(folder) if folder is not None else default_book()


def scene_at(source: str, book: Book) -> Scene:
    """Read a scene from a file, a saved sketch's or, for `-`, from standard input; raises SceneError or SketchError."""
    from scenescore.formats.scene_file import load_scene, read_scene  # noqa: PLC0415

    if is_sketch(source):
        sketch = sketch_at(source, book)
        if sketch.version != __version__:
            typer.echo(f"{source}: scenescore {sketch.version} wrote it; all of it is composed anew", err=True)
        return sketch.scene
    if source == STDIN:
        return read_scene(sys.stdin.buffer.read(), source="standard input", names=book.names, folder=Path.cwd())
    return load_scene(source, book.names)


def scenes_at(sources: Iterable[str], book: Book) -> list[tuple[str, Scene]]:
    """Read several scenes; raises one SceneError with the problems of all of them."""
    sources = tuple(sources)
    if sources.count(STDIN) > 1:
        message = "standard input can be read only once: name - once"
        raise typer.BadParameter(message)
    found: list[tuple[str, Scene]] = []
    faults: list[SceneError] = []
    for source in sources:
        try:
            found.append((source, scene_at(source, book)))
        except SceneError as error:
            faults.append(error)
    if faults:
        raise MistakenScenesError(faults)
    return found


class MistakenScenesError(SceneError):
    """The problems of several scenes, each with its file."""

    def __init__(self, faults: list[SceneError]) -> None:
        self.faults = tuple(faults)
        super().__init__(tuple(problem for fault in faults for problem in fault.problems))
        self.args = ("\n".join(str(fault) for fault in faults),)


def with_options(scene: Scene | None, given: dict[str, Any]) -> Scene:
    """Lay options over a scene; without a scene, a mood and a length are needed. Raises SceneError."""
    given = {name: value for name, value in given.items() if value is not None and value != ()}
    if "length" in given:
        given["end"] = None
    if scene is not None:
        return replace(scene, **given) if given else scene
    missing = [name for name in ("mood", "length") if name not in given]
    if missing:
        needed = "name a scene file, or give --mood and --length"
        raise SceneError(tuple(Problem(f"--{name}", "is missing", allowed=needed) for name in missing))
    return Scene(**given)


def with_rolls(scene: Scene, rerolls: tuple[str, ...]) -> Scene:
    """A scene that rolls some bars anew, after what it has rolled already."""
    return replace(scene, rerolls=(*scene.rerolls, *rerolls)) if rerolls else scene


def moment(text: str | None) -> float | int | str | None:
    """Read a number of seconds, or leave a timecode as it is."""
    return None if text is None else _number(text, text)


def tempo(text: str | None) -> str | float | tuple[float, float] | None:
    """Read a tempo: a word, a number of beats per minute, or a range such as 60-76."""
    if text is None:
        return None
    low, dash, high = text.partition("-")
    ends = (_number(low, None), _number(high, None))
    if dash and ends[0] is not None and ends[1] is not None:
        return float(ends[0]), float(ends[1])
    number = _number(text, text)
    return number if isinstance(number, str) else float(number or 0)


def mood(text: str | None) -> str | dict[str, float] | None:
    """Read a mood: a word, or a blend such as ominous=2,wistful=1."""
    if text is None or "=" not in text:
        return text
    blend = {}
    for entry in text.split(","):
        word, _, weight = entry.partition("=")
        number = _number(weight or "1", None)
        if number is None:
            problem = Problem(
                "--mood", "is not a blend", repr(text), "a word, or words with weights: ominous=2,wistful=1"
            )
            raise SceneError((problem,))
        blend[word.strip()] = float(number)
    return blend


def _number(text: str, otherwise: Any) -> Any:
    """A number as it is written, whole where it is whole."""
    try:
        value = float(text)
    except ValueError:
        return otherwise
    if value - value != 0:  # infinite, or not a number
        return otherwise
    return int(text) if text.strip().lstrip("+-").isdecimal() else value


def seeds(one: int | None, several: str | None) -> tuple[int, ...]:
    """Read `--seed 7` or `--seeds 1-3,8`; nothing means the scene's own. Raises a usage error."""
    if one is not None and several is not None:
        message = "--seed and --seeds exclude each other"
        raise typer.BadParameter(message)
    if several is None:
        return () if one is None else (one,)
    out: list[int] = []
    for entry in several.split(","):
        first, dash, last = entry.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            message = f"{several!r} is no list of seeds such as 1-3 or 1,4,9"
            raise typer.BadParameter(message, param_hint="--seeds")
        out += range(int(first), min(int(last or first), int(first) + MOST_SEEDS) + 1)
    if not 0 < len(out) <= MOST_SEEDS:
        message = f"{several!r} must name 1 to {MOST_SEEDS} seeds"
        raise typer.BadParameter(message, param_hint="--seeds")
    return tuple(dict.fromkeys(out))


def is_sketch(source: str) -> bool:
    """Whether a file is a saved sketch, by its name or, where somebody has renamed it, by how it begins."""
    path = Path(source)
    if source.endswith(SKETCH_SUFFIX) or path.suffix.lower() != ".json" or not path.is_file():
        return source.endswith(SKETCH_SUFFIX)
    with path.open("rb") as file:
        return b'"scenescore-sketch"' in file.read(_OPENING)


def sketch_at(source: str, book: Book) -> Sketch:
    """Load a saved sketch, or compose a scene; raises SceneError or SketchError."""
    if is_sketch(source):
        from scenescore.formats.sketch_file import load_sketch  # noqa: PLC0415

        return load_sketch(source)
    from scenescore.pipeline import compose  # noqa: PLC0415

    return compose(scene_at(source, book), book)


def spotted_at(source: str, book: Book) -> Spotted:
    """Take what a saved sketch knows without its notes, or spot a scene without composing it.

    Raises SceneError or SketchError.
    """
    from scenescore.formats.spotted import Spotted, spotted_of  # noqa: PLC0415
    from scenescore.model.notation import read_key  # noqa: PLC0415
    from scenescore.model.pitch import Key  # noqa: PLC0415

    if is_sketch(source):
        return spotted_of(sketch_at(source, book))
    from scenescore.pipeline import spotted  # noqa: PLC0415

    scene = scene_at(source, book)
    found = spotted(scene, book)
    if scene.key is None:
        return Spotted(scene, found.value, found.findings)
    tonic, mode = read_key(scene.key, book.names.modes)
    return Spotted(scene, found.value, found.findings, key=Key(tonic, mode, book.modes[mode].degrees))

"""Sketch film, TV and game music from a scene description.

The public names are those of `__all__`; each is imported when it is first used, so that a script starts at once.

>>> from scenescore import Scene, compose
>>> sketch = compose(Scene(mood="serene", length=12, ensemble="solo-piano"))
>>> [part.name for part in sketch.parts]
['Piano']
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenescore.errors import OutputError, PresetError, Problem, SceneError, ScenescoreError, SketchError
    from scenescore.formats.bible_file import load_bible
    from scenescore.formats.saving import save
    from scenescore.formats.scene_file import load_scene
    from scenescore.formats.sketch_file import load_sketch
    from scenescore.library import default_book, load_book
    from scenescore.model.affect import Affect
    from scenescore.model.bible import Bible, Subject
    from scenescore.model.scene import ArcPoint, Character, Dialogue, Hit, Relation, Scene, TempoChange
    from scenescore.model.sketch import Decision, Finding, Note, Part, Played, Sketch
    from scenescore.pipeline import compose, spotted

_HOMES = {
    "Affect": "model.affect",
    "ArcPoint": "model.scene",
    "Bible": "model.bible",
    "Character": "model.scene",
    "Decision": "model.sketch",
    "Dialogue": "model.scene",
    "Finding": "model.sketch",
    "Hit": "model.scene",
    "Note": "model.sketch",
    "OutputError": "errors",
    "Part": "model.sketch",
    "Played": "model.sketch",
    "PresetError": "errors",
    "Problem": "errors",
    "Relation": "model.scene",
    "Scene": "model.scene",
    "SceneError": "errors",
    "ScenescoreError": "errors",
    "Sketch": "model.sketch",
    "SketchError": "errors",
    "Subject": "model.bible",
    "TempoChange": "model.scene",
    "compose": "pipeline",
    "default_book": "library",
    "load_bible": "formats.bible_file",
    "load_book": "library",
    "load_scene": "formats.scene_file",
    "load_sketch": "formats.sketch_file",
    "save": "formats.saving",
    "spotted": "pipeline",
    "__version__": "model.version",
}

__all__ = [  # noqa: RUF022 - in the order of a first visit
    "Scene",
    "Character",
    "Hit",
    "ArcPoint",
    "Dialogue",
    "TempoChange",
    "Affect",
    "Relation",
    "Bible",
    "Subject",
    "load_bible",
    "load_scene",
    "spotted",
    "compose",
    "save",
    "load_sketch",
    "Sketch",
    "Part",
    "Note",
    "Played",
    "Decision",
    "Finding",
    "default_book",
    "load_book",
    "Problem",
    "ScenescoreError",
    "SceneError",
    "PresetError",
    "SketchError",
    "OutputError",
]


class _Facade(ModuleType):
    """Keep `compose` the function, whichever module is imported first: the rules live in a package of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Facade


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        message = f"module 'scenescore' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"scenescore.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted({*globals(), *__all__})

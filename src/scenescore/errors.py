"""The errors of scenescore: one base class, one kind for each place where a user can be wrong.

```
ScenescoreError
├── SceneError      a scene that cannot be composed; carries every problem at once
├── PresetError     a preset file that does not hold together; carries every problem at once
├── SketchError     a saved sketch that cannot be read
└── OutputError     a result that cannot be written (folder, format, soundfont, missing extra)
```

A mistake of the user is an error; a compromise of the composer is a finding
(`scenescore.model.sketch.Finding`); neither is a print.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Relaxation:
    """A small change to the scene that would help: what would change, in words, where and to what it would be written.

    `change` is one of tempo, odd-bars, tempo-mode, tolerance, grid, priority, moment; `place` a key of the scene file
    (`hits[2].tolerance`, counted from 0) and `value` what to write there; `cost` says how much it changes, in
    thousandths: the smallest is the first to try.
    """

    change: str
    words: str
    place: str
    value: str
    cost: int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Say what is wrong at one place: what was found, what is allowed, which word was probably meant.

    Where giving way a little would help, `relaxations` says how, the smallest change first.
    """

    place: str
    message: str
    found: str = ""
    allowed: str = ""
    nearest: str = ""
    relaxations: tuple[Relaxation, ...] = ()

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}"
        if self.found:
            text += f" (found {self.found})"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        if self.relaxations:
            text += f"; try: {', or '.join(each.words for each in self.relaxations)}"
        return text


class ScenescoreError(Exception):
    """Whatever scenescore raises on purpose."""


class ProblemListError(ScenescoreError):
    """An error that lists every problem it found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        head = f"{source}: " if source else ""
        super().__init__("\n".join(f"{head}{problem}" for problem in self.problems))


class SceneError(ProblemListError):
    """The scene cannot be composed as it stands."""


class PresetError(ProblemListError):
    """A preset does not hold together."""


class SketchError(ScenescoreError):
    """A saved sketch cannot be read."""


class OutputError(ScenescoreError):
    """A result cannot be written."""

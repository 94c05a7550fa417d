"""Documents in TOML or JSON as plain tables, with the place of what cannot be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from scenescore.errors import Problem, SceneError
from scenescore.model.entries import shown

__all__ = ["MOST_BYTES", "PARSERS", "bytes_of", "document"]

MOST_BYTES = 1_000_000
_CLOCKLIKE = re.compile(r"=\s*\d{1,2}[:;]\d\d")

Table = dict[str, Any]


def bytes_of(path: Path) -> bytes:
    """Read a file, at most one byte more than is taken; raises SceneError."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SceneError((Problem("file", f"cannot be read ({reason})"),), str(path)) from error


def document(data: bytes, kind: str, source: str, what: str = "a scene") -> Table:
    """Turn bytes into tables; raises SceneError with one problem when they are no document at all.

    `kind` is toml or json (left out: seen from the text), `what` says what it should hold.
    """
    if len(data) > MOST_BYTES:
        problem = Problem("file", f"is too large for {what}", allowed=f"at most {MOST_BYTES} bytes")
        raise SceneError((problem,), source)
    try:
        text = data.decode("utf-8-sig")
        parse = PARSERS[kind or ("json" if text.lstrip()[:1] == "{" else "toml")]
        document = parse(text)
        if isinstance(document, dict):
            return document
        problem = Problem("file", "must be a table of keys", shown(document))
    except UnicodeDecodeError as error:
        problem = Problem("file", "is not UTF-8 text", f"byte {error.start}")
    except RecursionError:
        problem = Problem("file", "nests tables too deeply")
    except _FormError as error:
        problem = error.problem
    raise SceneError((problem,), source)


class _FormError(Exception):
    """A text that is no document, with the problem to tell."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _toml(text: str) -> object:
    """Parse TOML."""
    import tomllib  # noqa: PLC0415 - a JSON scene does without

    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise _FormError(_where(str(error), text, "TOML")) from error


def _json(text: str) -> object:
    """Parse JSON; a key given twice is a fault."""
    import json  # noqa: PLC0415 - a TOML scene does without

    try:
        return json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise _FormError(_where(str(error), text, "JSON")) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is given twice."""
    out: dict[str, object] = {}
    for key, value in pairs:
        if key in out:
            raise _FormError(Problem(key[:60], "is given twice"))
        out[key] = value
    return out


def _where(complaint: str, text: str, kind: str) -> Problem:
    """Say what a parser complained of, with the line that it stands in."""
    number = re.search(r"line (\d+)", complaint)
    line = text.splitlines()[int(number[1]) - 1 :][:1] if number else []
    advice = 'timecodes are text: put them in quotes, "01:14:20:05"' if line and _CLOCKLIKE.search(line[0]) else ""
    said = complaint[:120].encode("utf-8", "replace").decode()
    return Problem(
        f"line {number[1]}" if number else "file",
        f"is not {kind}: {said}",
        shown(line[0].strip()) if line else "",
        advice,
    )


PARSERS = {"toml": _toml, "json": _json}

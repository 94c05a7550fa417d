"""The tables of a theme bible: which keys stand where, and what each may hold.

What the composer may leave out is left empty; `model.bible_problems` judges the values that a bible built in Python
has too, this module what only the file has: lists and texts of a theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from scenescore.errors import Problem
from scenescore.model import entries
from scenescore.model.entries import inside, near_words, shown
from scenescore.model.knowledge import Names
from scenescore.model.notation import MOST_NOTES, read_motif
from scenescore.model.pitch import Pitch

__all__ = ["BORN", "FILM", "HISTORY", "STAGE", "SUBJECT", "Table", "Told", "keyed", "listed", "theme_problems"]

Table = dict[str, Any]
Told = Callable[[Problem], None]

#: The keys of each table of the file, in the order in which they are written.
FILM = ("title", "start", "length", "frame_rate", "seed", "subjects", "history")
SUBJECT = (
    "name", "kind", "traits", "note", "arc", "stages", "instruments", "register", "progressions", "born", "key",
    "tonic", "meter", "motif", "motif_file", "head", "phrase", "open", "fingerprint", "harmony",
)  # fmt: skip
STAGE = ("at", "state", "fullness")
HISTORY = ("subject", "cue", "bar", "at", "state", "chain", "voice", "fullness", "similarity", "seed", "story")
#: Where a theme comes from.
BORN = ("traits", "composer")
_MOST_UNKNOWN, _MOST_WORDS = 20, 64
#: A theme has a chord for each bar of its motif: bars may be short, and motifs long.
_MOST_TEXTS = 2048
_HIGHEST = 127
_RANGE = 2


def keyed(place: str, table: Mapping[str, Any], known: tuple[str, ...], told: Told) -> Table:
    """The known keys of a table, lists as tuples; the others are told, with the nearest known one."""
    unknown = [key for key in table if key not in known]
    for key in unknown[:_MOST_UNKNOWN]:
        told(
            Problem(inside(place, key), "is not a known key", "", ", ".join(known), "".join(near_words(key, known, 1)))
        )
    if len(unknown) > _MOST_UNKNOWN:
        told(Problem(place or "file", "has more unknown keys", f"{len(unknown) - _MOST_UNKNOWN} more"))
    out = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items() if key in known}
    for key, value in out.items():
        if isinstance(value, datetime | date | time):
            advice = 'times are seconds, or timecodes in quotes: "01:14:20:05"'
            told(Problem(inside(place, key), "is a date or a time of day to TOML", value.isoformat(), advice))
    return out


def listed(place: str, value: object, most: int, told: Told) -> Iterator[tuple[str, Table]]:
    """The tables of a list, each with its place."""
    if not isinstance(value, tuple | list):
        told(Problem(place, "must be a list of tables", shown(value), f"[[{place}]] for each entry"))
        return
    if len(value) > most:
        told(Problem(place, "has too many entries", str(len(value)), f"at most {most}"))
    for number, each in enumerate(value[:most]):
        if isinstance(each, dict):
            yield f"{place}[{number}]", each
        else:
            told(Problem(f"{place}[{number}]", "must be a table", shown(each)))


def theme_problems(place: str, row: Table, names: Names) -> Iterator[Problem]:
    """What is wrong with the theme of a subject's table."""
    for key in row:
        judge = _JUDGES.get(key)
        if judge is not None:
            yield from judge(f"{place}.{key}", row[key], names)
    for key in ("phrase", "open"):
        if row.get(key) and not (row.get("motif") and row.get("key")):
            yield Problem(f"{place}.{key}", "needs `motif` and `key` beside it")
    if isinstance(row.get("head"), int) and row["head"] > _count(row.get("motif")):
        yield Problem(f"{place}.head", "is longer than the motif", shown(row["head"]))
    if row.get("motif") and row.get("motif_file"):
        yield Problem(f"{place}.motif_file", "cannot stand beside `motif`; give one of them", shown(row["motif_file"]))


def _count(motif: object) -> int:
    """How many notes a motif has; as many as may be where that is told elsewhere."""
    try:
        return sum(pitch is not None for pitch, _ in read_motif(motif)) if isinstance(motif, str) else MOST_NOTES
    except ValueError:
        return MOST_NOTES


def _tune(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """Notes with beats."""
    if not isinstance(value, str):
        yield Problem(place, "must be text such as 'E4:1 B4:1.5'", shown(value))
    elif value:
        try:
            read_motif(value)
        except ValueError as error:
            yield Problem(place, str(error), shown(value), "notes with beats, such as E4:1 Bb4:1.5 r:1")


def _head(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """How many notes."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_NOTES:
        yield Problem(place, "must be a number of notes", shown(value), f"1 to {MOST_NOTES}")


def _tonic(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """Where the tonic lies."""
    try:
        Pitch.parse(value if isinstance(value, str) else "")
    except ValueError:
        yield Problem(place, "is not a pitch", shown(value), "such as C4")


def _register(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """Two MIDI numbers."""
    numbers = [
        each for each in entries.items(value, _RANGE + 1) if isinstance(each, int) and not isinstance(each, bool)
    ]
    if len(numbers) != _RANGE or not 0 <= numbers[0] < numbers[1] <= _HIGHEST:
        yield Problem(place, "must be two MIDI numbers, low and high", shown(value), "such as [60, 84]")


def _texts(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """A list of texts."""
    yield from entries.listed(place, value, _MOST_TEXTS)
    for number, each in enumerate(entries.items(value, _MOST_TEXTS)):
        yield from entries.text(f"{place}[{number}]", each, needed=True)


def _instruments(place: str, value: object, names: Names) -> Iterator[Problem]:
    """Who plays it."""
    yield from entries.listed(place, value, _MOST_WORDS)
    for number, each in enumerate(entries.items(value, _MOST_WORDS)):
        yield from entries.word(f"{place}[{number}]", each, names.instruments, "a known instrument")


def _born(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """Where it comes from."""
    yield from entries.word(place, value, BORN, "a known origin of a theme")


def _said(place: str, value: object, _names: Names) -> Iterator[Problem]:
    """One line of text."""
    yield from entries.text(place, value)


_JUDGES: Mapping[str, Callable[[str, object, Names], Iterator[Problem]]] = {
    "phrase": _tune,
    "open": _tune,
    "head": _head,
    "tonic": _tonic,
    "register": _register,
    "harmony": _texts,
    "progressions": _texts,
    "instruments": _instruments,
    "born": _born,
    "motif_file": _said,
    "fingerprint": _said,
}

"""Read the film's theme bible (`themes.toml`): who has which theme, and what the film has heard of it.

A subject may be no more than a name and its traits, or a name and a motif of the composer's own; what is missing is
born later (`pipeline.completed`). Everything that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scenescore.errors import Problem, SceneError
from scenescore.formats import bible_tables as tables
from scenescore.formats.any_words import ANY_NAMES
from scenescore.formats.bible_tables import Table
from scenescore.formats.document import PARSERS, bytes_of, document
from scenescore.model.bible import UNBORN, Bible, Heard, Stage, Subject
from scenescore.model.bible_problems import MOST, bible_problems
from scenescore.model.entries import shown
from scenescore.model.knowledge import Names
from scenescore.model.motif_text import tones_of, tonic_under
from scenescore.model.notation import read_key, read_motif
from scenescore.model.pitch import Pitch
from scenescore.model.theme import SUBJECT_KINDS, Motif, SubjectKind, Theme
from scenescore.model.words import kebab

__all__ = ["FILE_NAME", "load_bible", "read_bible"]

#: How the theme bible is called that a scene finds beside it.
FILE_NAME = "themes.toml"


def load_bible(path: str | Path, names: Names | None = None) -> Bible:
    r"""Read a theme bible; `names` are the words that the presets make known (left out: every word is accepted).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "themes.toml")
    ...     written = path.write_text('[[subjects]]\nname = "Ada"\ntraits = ["hero"]')
    ...     load_bible(path).find("ada").traits
    ('hero',)

    Raises:
        SceneError: with every problem of the file.
    """
    place = Path(path)
    kind = place.suffix.lower().removeprefix(".")
    return read_bible(bytes_of(place), str(path), names, place.parent, kind if kind in PARSERS else "")


def read_bible(
    data: bytes, source: str = "", names: Names | None = None, folder: str | Path = "", kind: str = ""
) -> Bible:
    """Read a theme bible out of the bytes of a file; motif files are looked for from `folder` on.

    Raises:
        SceneError: with every problem of the text.
    """
    found: list[Problem] = []
    known = names or ANY_NAMES
    film = tables.keyed("", document(data, kind, source, "a theme bible"), tables.FILM, found.append)
    rows = _subject_rows(film.pop("subjects", ()), Path(folder), known, found)
    film["history"] = tuple(_history(film.pop("history", ()), found))
    written = Bible(**film, subjects=tuple(_as_written(row) for row in rows))
    shape = {each.place for each in found}
    found += [each for each in bible_problems(written, known) if not _is_told(each.place, shape)]
    if found:
        raise SceneError(tuple(found), source)
    return Bible(**film, subjects=tuple(_subject(row, known) for row in rows))


def _is_told(place: str, shape: set[str]) -> bool:
    """Whether a fault of the file's form has already told why this is wrong."""
    return any(place == each or place.startswith((f"{each}.", f"{each}[")) for each in shape)


def _subject_rows(value: object, folder: Path, names: Names, found: list[Problem]) -> list[Table]:
    """The tables of the subjects, tidied; what their motif files hold stands in `motif`."""
    rows: list[Table] = []
    for place, table in tables.listed("subjects", value, MOST["subjects"], found.append):
        row = tables.keyed(place, table, tables.SUBJECT, found.append)
        found += tables.theme_problems(place, row, names)
        if "name" not in row:
            found.append(Problem(f"{place}.name", "is missing"))
        if not row.get("motif") and isinstance(row.get("motif_file"), str) and row["motif_file"]:
            _take_motif(place, row, folder, found)
        row["stages"] = tuple(_stages(f"{place}.stages", row.get("stages", ()), found))
        rows.append(row)
    return rows


def _take_motif(place: str, row: Table, folder: Path, found: list[Problem]) -> None:
    """Put the notes of a motif file in the place of its name, and its key and meter where nothing else is said."""
    from scenescore.formats.motif_file import WANTED, motif_at  # noqa: PLC0415 - few bibles bring a file

    try:
        own = motif_at(folder / row["motif_file"])
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found.append(Problem(f"{place}.motif_file", reason, shown(row["motif_file"]), WANTED))
        row["motif"] = "C4:1 C4:1"
        return
    row["motif"] = own.text
    row.setdefault("key", own.key)
    row.setdefault("meter", own.meter)


def _stages(place: str, value: object, found: list[Problem]) -> Iterable[Stage]:
    for here, table in tables.listed(place, value, MOST["stages"], found.append):
        row = tables.keyed(here, table, tables.STAGE, found.append)
        if "at" not in row:
            found.append(Problem(f"{here}.at", "is missing"))
        yield Stage(**{"at": 0.0, **row})


def _history(value: object, found: list[Problem]) -> Iterable[Heard]:
    for here, table in tables.listed("history", value, MOST["history"], found.append):
        row = tables.keyed(here, table, tables.HISTORY, found.append)
        missing = [key for key in ("subject", "cue") if key not in row]
        found += [Problem(f"{here}.{key}", "is missing") for key in missing]
        given: Table = {"subject": "", "cue": "", "bar": 0, "at": 0.0, "state": "", "chain": (), "voice": "melody"}
        yield Heard(**{**given, "fullness": 1.0, "similarity": 1.0, **row})


_PLAIN = ("name", "traits", "arc", "stages", "note", "kind", "motif", "key", "meter")


def _as_written(row: Table) -> Subject:
    """A subject as its table says, right or wrong, its theme unborn."""
    return Subject(**{"name": None, **{key: row[key] for key in _PLAIN if key in row}})


def _subject(row: Table, names: Names) -> Subject:
    """A subject out of a table without problems, with as much of its theme as the table gives."""
    subject = _as_written(row)
    subject = replace(subject, kind=_kind(subject.kind))
    theme = replace(
        UNBORN,
        name=subject.name,
        owner=subject.name,
        kind=subject.kind,
        archetypes=tuple(dict.fromkeys(names.archetypes[kebab(trait)] for trait in subject.traits)),
        head=row.get("head", 0),
        register=row.get("register", (0, 0)),
        instruments=tuple(names.instruments[kebab(each)] for each in row.get("instruments", ())),
        progressions=row.get("progressions", ()),
        fingerprint=row.get("fingerprint", ""),
        harmony=row.get("harmony", ()),
        meter=subject.meter,
        is_own=bool(subject.motif) and kebab(row.get("born", "composer")) == "composer",
    )
    if subject.motif and subject.key and row.get("phrase"):
        theme = _sung(theme, row, subject.key, names)
    subject = replace(subject, theme=theme)
    return replace(subject, motif="", key="", meter="") if subject.is_finished else subject


def _kind(text: str) -> SubjectKind:
    """A kind of subject by its word."""
    return next(kind for kind in SUBJECT_KINDS if kind == kebab(text))


def _sung(theme: Theme, row: Table, key: str, names: Names) -> Theme:
    """A theme with its notes as degrees of its key."""
    fifths, mode = read_key(key, names.modes)
    notes = read_motif(row["motif"])
    tonic = Pitch.parse(row["tonic"]).midi if "tonic" in row else tonic_under(notes, fifths)

    def sung(name: str) -> Motif:
        return tones_of(read_motif(row[name]), fifths, tonic) if row.get(name) else ()

    return replace(
        theme,
        motif=sung("motif"),
        phrase=sung("phrase"),
        open_phrase=sung("open"),
        mode=mode,
        meter=theme.meter or "4/4",
        tonic=tonic if theme.is_own else None,
    )

"""Change the film's theme bible: what a composer wrote into it, order and comments too, stays as it is.

Each function takes the text of the file and gives back the new text; `save` writes it beside the old file and renames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from scenescore.errors import OutputError
from scenescore.formats.bible_tables import HISTORY, SUBJECT
from scenescore.formats.disk import write_files
from scenescore.model.bible import Bible, Heard, Stage, Subject
from scenescore.model.motif_text import text_of, tonic_under
from scenescore.model.notation import HIGHEST, LOWEST, MOST_BEATS, MOST_NOTES, read_motif
from scenescore.model.pitch import SEMITONES, Key, name_of_fifths, pc_of_fifths
from scenescore.model.theme import Motif, Theme
from scenescore.model.time import TICKS_PER_QUARTER
from scenescore.model.words import kebab

__all__ = ["bible_text", "new_text", "save", "tonic_of", "with_history", "with_subject"]

_MIDDLE_C, _OPEN_REGISTER, _MOST_SIGNS = 60, (0, 0), 7
_HEADER = """\
# The theme bible of a film. A scene in this folder reads it; from elsewhere a scene names it: themes = "themes.toml".
title = {title}
# frame_rate = "24"
# start = "01:00:00:00"   # timecode of the film's first frame
# length = 5400           # running time: from it and its timecode a scene knows how far the story has come
seed = {seed}

"""
Table = dict[str, Any]


def new_text(title: str = "Untitled", seed: int = 1) -> str:
    """A bible without subjects, to begin with.

    >>> print(new_text("The Lighthouse").splitlines()[1])
    title = "The Lighthouse"
    """
    import tomlkit  # noqa: PLC0415 - only whoever changes a file needs it

    return _HEADER.format(title=tomlkit.string(title).as_string(), seed=seed)


def bible_text(bible: Bible) -> str:
    """A whole bible as a file."""
    import tomlkit  # noqa: PLC0415

    document = tomlkit.document()
    for name in ("title", "start", "length", "frame_rate", "seed"):
        value = getattr(bible, name)
        if value is not None and value != _DEFAULTS[name]:
            document[name] = _plain(value)
    text = document.as_string()
    for subject in bible.subjects:
        text = with_subject(text, subject)
    written, ending = _parsed(text)
    rows = _rows(written, "history")
    for heard in bible.history:
        _added(rows, len(rows), _memory(heard), written)
    return _dumped(written, ending) if bible.history else text


_DEFAULTS = {each.name: each.default for each in fields(Bible)}


def with_subject(text: str, subject: Subject, *, again: bool = False) -> str:
    """Add a subject at the end, or write one that is there already anew.

    Raises:
        OutputError: the subject is there already, and it is not to be written again.
    """
    document, ending = _parsed(text)
    rows = _rows(document, "subjects")
    table = _table(subject)
    own = [row for row in rows if kebab(str(row.get("name", ""))) == kebab(subject.name)]
    if own and not again:
        message = f"{subject.name} has a theme already; --again gives another one"
        raise OutputError(message)
    if own:
        _rewritten(own[0], {**({"note": own[0]["note"]} if "note" in own[0] else {}), **table}, SUBJECT)
    else:
        _added(rows, len(rows), table, document)
    return _dumped(document, ending)


def with_history(text: str, cue: str, heard: Iterable[Heard]) -> str:
    """Write what a cue stated into the film's memory, in the place of what the same cue stated before.

    A row that is there already is written over, so that comments between the rows stay.
    """
    document, ending = _parsed(text)
    rows = _rows(document, "history")
    own = [number for number, row in enumerate(rows) if kebab(str(row.get("cue", ""))) == kebab(cue)]
    tables = [_memory(each) for each in heard]
    for number, table in zip(own, tables, strict=False):
        _rewritten(rows[number], table, HISTORY)
    for number in reversed(own[len(tables) :]):
        _taken_out(rows, number)
    place = own[-1] + 1 if own else len(rows)
    for number, table in enumerate(tables[len(own) :]):
        _added(rows, place + number, table, document)
    if not len(rows):
        del document["history"]
    return _dumped(document, ending)


def save(path: Path, text: str) -> Path:
    """Write the text of a bible; raises OutputError."""
    (written,) = write_files(path.parent, {path.name: text.encode()})
    return written


def _parsed(text: str) -> tuple[Any, str]:
    """The document of a text, and how its lines end."""
    import tomlkit  # noqa: PLC0415

    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n")
    return tomlkit.parse(lines if not lines or lines.endswith("\n") else f"{lines}\n"), ending


def _dumped(document: Any, ending: str) -> str:
    """The text of a document; a blank line is the last one nowhere."""
    text = document.as_string()
    return f"{text.rstrip()}\n".replace("\n", ending) if text.strip() else str(text)


def _rows(document: Any, name: str) -> Any:
    """The list of tables of a document, made where there is none."""
    import tomlkit  # noqa: PLC0415

    if name not in document:
        document[name] = tomlkit.aot()
    return document[name]


def _added(rows: Any, place: int, table: Table, document: Any) -> None:
    """Put a table into a list, with blank lines around it; into a list in brackets within its line."""
    import tomlkit  # noqa: PLC0415
    from tomlkit.items import AoT  # noqa: PLC0415

    if not isinstance(rows, AoT):
        inline = tomlkit.inline_table()
        inline.update(table)
        rows.insert(place, inline)
        return
    is_last = place == len(rows) and document[list(document)[-1]] is rows
    out = tomlkit.table()
    for key, value in table.items():
        out.add(key, value)
    below = [] if is_last or not place else _cut_off(rows[place - 1])
    if below:
        rows[place - 1].add(tomlkit.nl())
    for item in below or [tomlkit.nl()]:
        out.add(item)
    before = rows[place - 1].as_string() if place else document.as_string()
    rows.insert(place, out)
    rows[place].trivia.indent = "\n" if before.strip() and not before.endswith("\n\n") else ""


def _taken_out(rows: Any, number: int) -> None:
    """Take a table out of a list; a comment below it, which belongs to what follows, stays."""
    from tomlkit.items import AoT  # noqa: PLC0415

    if number and isinstance(rows, AoT):
        below = _cut_off(rows[number])
        _cut_off(rows[number - 1])
        for item in below:
            rows[number - 1].add(item)
    del rows[number]


def _rewritten(row: Any, table: Table, known: tuple[str, ...]) -> None:
    """Lay a new table over an old one; the keys that it has no more go, and what stands as it was is not touched."""
    from tomlkit.items import InlineTable  # noqa: PLC0415

    for key in [key for key in row if key in known and key not in table]:
        del row[key]
    below = [] if isinstance(row, InlineTable) else _cut_off(row)
    for key, value in table.items():
        if key not in row or row[key] != value:
            row[key] = value
    for item in below:
        row.add(item)


def _cut_off(row: Any) -> list[Any]:
    """Take away the blank lines and comments that stand below a table's last key: they belong to what follows."""
    from tomlkit.items import Comment, Whitespace  # noqa: PLC0415

    body, below = row.value.body, list[Any]()
    while body and body[-1][0] is None:
        below.insert(0, body.pop()[1])
    return [item for item in below if isinstance(item, Comment | Whitespace)]


def _table(subject: Subject) -> Table:
    """A subject as the keys of its table, what is empty left out."""
    theme = subject.theme
    said: Table = {
        "name": subject.name,
        "kind": subject.kind,
        "traits": list(subject.traits),
        "note": subject.note,
        "arc": subject.arc,
        "stages": [_stage(stage) for stage in subject.stages],
        "instruments": list(theme.instruments),
        "register": list(theme.register) if theme.register != _OPEN_REGISTER else [],
        "progressions": list(theme.progressions),
        "key": subject.key,
        "meter": subject.meter,
        "motif": subject.motif,
        "head": theme.head,
        "fingerprint": theme.fingerprint,
        "harmony": list(theme.harmony),
    }
    if theme.motif and theme.mode:
        said |= _sung(theme)
    return {key: said[key] for key in SUBJECT if said.get(key)}


def _sung(theme: Theme) -> Table:
    """The notes of a theme: in its own pitches, or over a C that suits its register.

    A tune grown out of an own motif that goes beyond what can be written is left out: it grows again the same.
    """
    tonic, midi = tonic_of(theme)
    tunes = {"motif": theme.motif, "phrase": theme.phrase, "open": theme.open_phrase}
    if theme.is_own and not all(_is_in_reach(motif, midi) for motif in tunes.values()):
        tunes = {"motif": theme.motif}
    notes = {key: text_of(motif, tonic, midi) for key, motif in tunes.items() if motif}
    said: Table = {
        "born": "composer" if theme.is_own else "traits",
        "key": f"{name_of_fifths(tonic)} {theme.mode}",
        "meter": theme.meter,
        **notes,
    }
    if tonic_under(read_motif(notes["motif"]), tonic) != midi:
        said["tonic"] = f"{name_of_fifths(tonic)}{midi // SEMITONES - 1}"
    return said


def _is_in_reach(motif: Motif, midi: int) -> bool:
    """Whether a motif can be written: few enough notes, none too high, too low or too long."""
    notes = [midi + tone.semitones for tone in motif if tone.step is not None]
    is_short = all(tone.length <= MOST_BEATS * TICKS_PER_QUARTER for tone in motif)
    return is_short and len(motif) <= MOST_NOTES and all(LOWEST <= note <= HIGHEST for note in notes)


def tonic_of(theme: Theme) -> tuple[int, int]:
    """The tonic over which a theme is written: its place on the line of fifths, its MIDI number."""
    return (0, _home(theme)) if theme.tonic is None else (_spelled(theme.tonic, theme.mode), theme.tonic)


def _spelled(midi: int, mode: str) -> int:
    """The place on the line of fifths of an own theme's tonic: the name with the fewest signs in its signature."""
    thirds = (0, 3) if "minor" in mode else ()
    names = [fifths for fifths in range(-_MOST_SIGNS, _MOST_SIGNS + 1) if pc_of_fifths(fifths) == midi % SEMITONES]
    return min(names, key=lambda fifths: (abs(Key(fifths, mode, thirds).signature), fifths))


def _home(theme: Theme) -> int:
    """The C over which a motif lies in the middle of its register, and all of the theme where it can be written."""
    sounding = [tone.semitones for tone in theme.motif if tone.step is not None] or [0]
    middle = (min(sounding) + max(sounding)) // 2
    wanted = sum(theme.register) // 2 if theme.register != _OPEN_REGISTER else _MIDDLE_C
    home = round((wanted - middle) / SEMITONES) * SEMITONES
    tunes = (*theme.motif, *theme.phrase, *theme.open_phrase)
    reached = [tone.semitones for tone in tunes if tone.step is not None] or [0]
    highest = (HIGHEST - max(reached)) // SEMITONES * SEMITONES
    lowest = -((min(reached) - LOWEST) // SEMITONES * SEMITONES)
    return max(lowest, min(home, highest))


def _stage(stage: Stage) -> Any:
    """A stage of an arc, on one line."""
    import tomlkit  # noqa: PLC0415

    out = tomlkit.inline_table()
    out.update({"at": stage.at, **({"state": stage.state} if stage.state else {}), "fullness": stage.fullness})
    return out


def _memory(heard: Heard) -> Table:
    """A row of the film's memory, what is not known left out."""
    return {key: _plain(getattr(heard, key)) for key in HISTORY if getattr(heard, key) is not None}


def _plain(value: Any) -> Any:
    """A value that TOML knows."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | float) else float(value)

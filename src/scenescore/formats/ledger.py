"""The ledger of themes as a sheet and as JSON: a row for each statement and for each passage between statements.

The sheet is comma-separated like the other sheets (see `csv_sheets`); where several themes, players or changes meet in
one cell they are parted by `+`, `, ` and `, `. Cells that do not apply are empty, in JSON null. Fullness and likeness
run from 0 to 1.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from scenescore.formats.csv_sheets import sheet
from scenescore.model.ledger import Entry, ledger
from scenescore.model.sketch import Sketch

__all__ = ["entry_data", "write_ledger", "write_ledger_json"]

#: Which form of the JSON this is.
FORM = 1
_COLUMNS = (
    "kind", "number", "bar", "beat", "at", "at_seconds", "ends", "ends_seconds", "theme", "owner", "subject",
    "players", "voice", "state", "changes", "chain", "fullness", "similarity", "contour", "intervals", "rhythm",
    "recognised", "relation", "partner",
)  # fmt: skip


def write_ledger(sketch: Sketch) -> bytes:
    """Encode the ledger for a spreadsheet."""
    return sheet(_COLUMNS, (_row(entry) for entry in ledger(sketch)))


def write_ledger_json(sketch: Sketch) -> bytes:
    """Encode the ledger for machines, with the names of the cue and its themes."""
    scene = sketch.scene
    tree = {
        "scenescore-ledger": FORM,
        "title": scene.title,
        "cue": scene.cue,
        "seed": scene.seed,
        "version": sketch.version,
        "themes": [{"theme": each.name, "owner": each.owner, "subject": each.kind} for each in sketch.themes],
        "entries": [entry_data(entry) for entry in ledger(sketch)],
    }
    return (json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")


def entry_data(entry: Entry) -> dict[str, Any]:
    """One entry for machines."""
    return {
        "kind": entry.kind,
        "number": entry.number,
        "start": asdict(entry.start),
        "end": asdict(entry.end),
        "themes": list(entry.themes),
        "owners": list(entry.owners),
        "subjects": list(entry.subjects),
        "players": list(entry.players),
        "voice": entry.voice,
        "state": entry.state,
        "chain": list(entry.chain),
        "changes": entry.words,
        "fullness": entry.fullness,
        "similarity": entry.similarity,
        "likeness": None if entry.likeness is None else asdict(entry.likeness),
        "recognised": entry.recognised,
        "relation": entry.relation,
        "partner": entry.partner,
    }


def _row(entry: Entry) -> tuple[object, ...]:
    likeness = entry.likeness
    parts = (likeness.contour, likeness.intervals, likeness.rhythm) if likeness else ("", "", "")
    return (
        entry.kind,
        entry.number,
        entry.start.bar,
        entry.start.beat,
        entry.start.timecode,
        entry.start.seconds,
        entry.end.timecode,
        entry.end.seconds,
        "+".join(entry.themes),
        ", ".join(entry.owners),
        ", ".join(entry.subjects),
        ", ".join(entry.players),
        entry.voice,
        entry.state,
        entry.words,
        "+".join(entry.chain),
        _number(entry.fullness),
        _number(entry.similarity),
        *parts,
        entry.recognised,
        entry.relation,
        "" if entry.partner is None else entry.partner,
    )


def _number(value: float | None) -> object:
    return "" if value is None else value

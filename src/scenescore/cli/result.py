"""A sketch in words and in plain data: what the command line says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenescore.cli import show, sources
from scenescore.errors import Problem, ProblemListError, ScenescoreError
from scenescore.formats.spot_table import hits_of, tempo_map
from scenescore.model.cue import Cue
from scenescore.model.sketch import Finding, Sketch
from scenescore.model.speech import SpeechRoom

if TYPE_CHECKING:
    from scenescore.model.ledger import Entry

#: Rank correlations of asked and achieved tension from which it is followed closely, and in the main.
CLOSELY, LOOSELY = 0.75, 0.4


def bpm_range(cue: Cue) -> tuple[float, float]:
    """Slowest and fastest tempo, in beats of the meter per minute."""
    found = [row.bpm for row in tempo_map(cue)]
    return min(found), max(found)


def data(sketch: Sketch, source: str, files: Sequence[tuple[str, Path]] = ()) -> dict[str, Any]:
    """A sketch for machines: where it is, what it is, how its hits land, what was found."""
    from scenescore.formats.ledger import entry_data  # noqa: PLC0415
    from scenescore.model.ledger import ledger  # noqa: PLC0415

    slowest, fastest = bpm_range(sketch.cue)
    return {
        "source": source,
        "name": sketch.name,
        "title": sketch.scene.title,
        "seed": sketch.scene.seed,
        "length_seconds": round(float(sketch.cue.picture.length), 6),
        "bars": len(sketch.cue.bars),
        "tempo": {"slowest": slowest, "fastest": fastest},
        "meter": str(sketch.cue.meter),
        "key": sketch.sections[0].key.name,
        "ensemble": sketch.ensemble,
        "ending": sketch.ending,
        "files": [{"format": kind, "path": str(path)} for kind, path in files],
        "hits": [asdict(row) for row in hits_of(sketch.cue)],
        "statements": [entry_data(entry) for entry in ledger(sketch)],
        "speech": speech_data(sketch.speech),
        "tension": tension_data(sketch),
        "findings": [finding_data(finding) for finding in sketch.findings],
    }


def themes_told(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What each theme says in a cue, a line for each: how often, how full, how recognisable, what grew from it."""
    names = dict.fromkeys(theme for entry in entries for theme in entry.themes)
    return tuple(_theme_told(name, [entry for entry in entries if name in entry.themes]) for name in names)


def _theme_told(name: str, entries: Sequence[Entry]) -> str:
    stated = [entry.similarity for entry in entries if entry.similarity is not None]
    passages = len(entries) - len(stated)
    text = f"{name}: {len(stated)} statement{'s' if len(stated) != 1 else ''}"
    if stated:
        least, most = f"{min(stated):.2f}", f"{max(stated):.2f}"
        text += f", likeness {least}" + (f" to {most}" if most != least else "")
    return text + (f"; {passages} passage{'s' if passages != 1 else ''} made from it" if passages else "")


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding for machines, with what would help."""
    return {
        "check": finding.check,
        "place": finding.place,
        "message": finding.message,
        "severity": finding.severity,
        "relaxations": [asdict(each) for each in finding.relaxations],
    }


def speech_data(room: SpeechRoom | None) -> dict[str, Any] | None:
    """The voice room for machines: energy from 300 Hz to 3 kHz under lines and outside; None where nobody speaks."""
    if room is None:
        return None
    return {
        "under_db": room.under_db,
        "outside_db": room.outside_db,
        "difference_db": room.difference_db,
        "lines": [
            {
                "from_seconds": round(float(line.start), 6),
                "to_seconds": round(float(line.end), 6),
                "energy_db": line.energy_db,
                "players": line.players,
            }
            for line in room.lines
        ],
    }


def tension_data(sketch: Sketch) -> dict[str, Any]:
    """Tension for machines: asked, achieved and by harmony alone for each bar, and how well the two go together.

    `correlation` is Spearman's, of means over a phrase; None where nothing was asked to move.
    """
    found = {curve.name: [value for _, value in curve.points] for curve in sketch.curves}
    names = {"asked": "asked-tension", "achieved": "achieved-tension", "harmony": "harmonic-tension"}
    curves = {short: found.get(name, []) for short, name in names.items()}
    rows = zip(sketch.cue.bars, *curves.values(), strict=False)
    return {
        "correlation": _agreement(sketch, curves["asked"], curves["achieved"]),
        "bars": [{"bar": bar.number, **dict(zip(curves, values, strict=True))} for bar, *values in rows],
    }


def _agreement(sketch: Sketch, asked: Sequence[float], achieved: Sequence[float]) -> float | None:
    from scenescore.compose.tension.agreement import over_phrases, spearman  # noqa: PLC0415

    if not len(asked) == len(achieved) == len(sketch.cue.bars):
        return None
    return spearman(*(over_phrases(sketch.cue, sketch.sections, curve) for curve in (asked, achieved)))


def tension_told(sketch: Sketch) -> str:
    """In one line how the tension goes with what was asked; empty where nothing was asked to move."""
    found = tension_data(sketch)["correlation"]
    if found is None:
        return ""
    how = "closely" if found >= CLOSELY else "in the main" if found >= LOOSELY else "hardly"
    return f"it goes {how} with what was asked ({found:.2f}, rank correlation of the bars)"


def voice_room(room: SpeechRoom) -> str:
    """The voice room in one line."""
    count = f"{len(room.lines)} line{'s' if len(room.lines) != 1 else ''}"
    text = f"under {count} of dialogue {room.under_db:.1f} dB stand between 300 Hz and 3 kHz"
    if room.outside_db is None or room.difference_db is None:
        return text
    way = "less" if room.difference_db >= 0 else "more"
    return f"{text}, outside {room.outside_db:.1f} dB: {abs(room.difference_db):.1f} dB {way}"


def problem_data(problem: Problem, source: str) -> dict[str, Any]:
    """One problem for machines."""
    return {
        "source": source,
        "place": problem.place,
        "message": problem.message,
        "found": problem.found,
        "allowed": problem.allowed,
        "nearest": problem.nearest,
        "relaxations": [asdict(each) for each in problem.relaxations],
    }


@contextmanager
def telling_machines(asked: bool) -> Iterator[None]:  # noqa: FBT001 - the one thing to say
    """Print a mistake as JSON on stdout too, if that was asked, so that a host reads there whatever happens."""
    try:
        yield
    except ScenescoreError as error:
        if asked:
            show.as_json({"problems": _problems(error)})
        raise


def _problems(error: ScenescoreError) -> list[dict[str, Any]]:
    """All problems for machines; a mistake that is in no file's text has a message and no place."""
    faults = error.faults if isinstance(error, sources.MistakenScenesError) else (error,)
    return [
        problem_data(problem, fault.source if isinstance(fault, ProblemListError) else "")
        for fault in faults
        for problem in (fault.problems if isinstance(fault, ProblemListError) else (Problem("", str(fault)),))
    ]


def headline(sketch: Sketch) -> str:
    """A sketch in one line."""
    slowest, fastest = bpm_range(sketch.cue)
    tempo = f"{slowest:g}" if slowest == fastest else f"{slowest:g}-{fastest:g}"
    line = (
        f"{sketch.name}: {len(sketch.cue.bars)} bars of {sketch.cue.meter} at {tempo} bpm, "
        f"{sketch.sections[0].key.name}, {sketch.ensemble}, ending {sketch.ending}"
    )
    if not sketch.cue.landings:
        return line
    worst = max(abs(landing.error_ms) for landing in sketch.cue.landings)
    count = len(sketch.cue.landings)
    return f"{line}; {count} hit{'s' if count > 1 else ''}, {'worst ' if count > 1 else ''}{worst:.1f} ms off"


def serious(sketch: Sketch) -> tuple[str, ...]:
    """Errors and warnings, each in one line."""
    return tuple(f"{f.severity}: {f.place}: {f.message}" for f in sketch.findings if f.severity != "note")

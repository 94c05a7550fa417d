"""`scenescore explain`: why a sketch is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenescore.cli import show, sources
from scenescore.cli.result import (
    speech_data,
    telling_machines,
    tension_data,
    tension_told,
    themes_told,
    voice_room,
)
from scenescore.errors import SketchError
from scenescore.formats.ledger import entry_data
from scenescore.model.ledger import entry_words, ledger, sounding_in

if TYPE_CHECKING:
    from scenescore.model.ledger import Entry
    from scenescore.model.sketch import Decision, Finding, Sketch


def explain(
    source: Annotated[str, typer.Argument(metavar="SKETCH", help="NAME.sketch.json, or a scene file.")],
    *,
    bar: Annotated[int | None, typer.Option(help="Only what concerns this bar; a pickup is bar 0.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only one stage, such as harmony.")] = None,
    themes: Annotated[
        bool, typer.Option("--themes", help="Only the ledger of themes: where, whose, how changed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for machines.")] = False,
    presets: Annotated[Path | None, typer.Option(help="A folder of presets laid over the shipped ones.")] = None,
) -> None:
    """Tell the decisions behind a sketch, with their reasons and what else was close, and its findings."""
    with telling_machines(as_json):
        sketch = sources.sketch_at(source, sources.book_of(presets))
        chosen = decisions(sketch, bar, stage)
    found = () if stage else findings(sketch, bar)
    entries = ledger(sketch) if bar is None else sounding_in(sketch, bar)
    if as_json:
        told_of = {"statements": [entry_data(each) for each in entries], "speech": speech_data(sketch.speech)}
        show.as_json({**_data(chosen, found), **told_of, "tension": tension_data(sketch)})
        return
    if bar is not None:
        typer.echo(_bar_line(sketch, bar))
    for entry in entries if themes or bar is not None else ():
        typer.echo(_entry_line(entry))
    if themes:
        return
    for decision in chosen:
        typer.echo(told(decision))
    _tell_findings(found)
    if bar is None and not stage:
        _tell_sums(sketch, entries)


def _tell_findings(found: tuple[Finding, ...]) -> None:
    """Each finding, with what would help."""
    for finding in found:
        typer.echo(f"{finding.severity}: {finding.check}, {finding.place}: {finding.message}")
        for each in finding.relaxations:
            typer.echo(f"    try: {each.words}")


def _tell_sums(sketch: Sketch, entries: tuple[Entry, ...]) -> None:
    """What holds for the whole cue: its themes, the room for voices, the course of tension."""
    for line in themes_told(entries):
        typer.echo(f"theme: {line}")
    if sketch.speech:
        typer.echo(f"dialogue: {voice_room(sketch.speech)}")
    if tension_told(sketch):
        typer.echo(f"tension: {tension_told(sketch)}")


def decisions(sketch: Sketch, bar: int | None, stage: str | None) -> tuple[Decision, ...]:
    """Choose decisions by bar and stage; raises SketchError for a bar or stage that is not there."""
    first, last = sketch.cue.bars[0].number, sketch.cue.bars[-1].number
    if bar is not None and not first <= bar <= last:
        message = f"there is no bar {bar}: the sketch has bars {first} to {last}"
        raise SketchError(message)
    stages = tuple(dict.fromkeys(decision.stage for decision in sketch.decisions))
    if stage is not None and stage not in stages:
        from scenescore.model.words import nearest  # noqa: PLC0415

        near = nearest(stage, stages)
        hint = f"; did you mean {near!r}?" if near else ""
        message = f"no stage is called {stage!r}; there are {', '.join(stages)}{hint}"
        raise SketchError(message)
    return tuple(
        decision
        for decision in sketch.decisions
        if (stage is None or decision.stage == stage) and (bar is None or _concerns(decision, bar))
    )


def _concerns(decision: Decision, bar: int) -> bool:
    """Whether a decision is about a bar; one about the whole cue names no bar, which must not be taken for a pickup."""
    first, last = decision.bars
    is_whole = not last and decision.place != "pickup" and not decision.place.startswith("bar 0")
    return first <= bar <= last and not is_whole


def findings(sketch: Sketch, bar: int | None) -> tuple[Finding, ...]:
    """Choose findings by the bar that their place names, and those of its hits."""
    if bar is None:
        return sketch.findings
    caught = [f"{float(la.asked):.3f} s {la.hit.name} " for la in sketch.cue.landings if la.bar == bar]
    named = (f"bar {bar},", f"bar {bar} ", f"bar {bar}:", *caught)
    return tuple(f for f in sketch.findings if any(name in f"{f.place} " for name in named))


def told(decision: Decision) -> str:
    """One decision in words."""
    first, last = decision.bars
    bars = "" if not last else f" (bar {first})" if first == last else f" (bars {first}-{last})"
    others = f"\n    also close: {', '.join(decision.runners_up)}" if decision.runners_up else ""
    return f"{decision.stage}, {decision.place}{bars}: {decision.choice}\n    because {decision.reason}{others}"


def _bar_line(sketch: Sketch, bar: int) -> str:
    """What a bar holds: section, chords, hits."""
    here = sketch.cue.bars[bar - sketch.cue.bars[0].number]
    section = next((s for s in sketch.sections if s.at <= here.at < s.end), sketch.sections[0 if not bar else -1])
    chords = [span.value.name for span in sketch.chords if span.start < here.end and span.end > here.at]
    hits = [landing.hit.name for landing in sketch.cue.landings if landing.bar == bar]
    at = float(sketch.cue.seconds(here.at))
    text = f"bar {bar}, {at:.3f} s, {here.meter}, section {section.label} ({section.purpose}), {section.key.name}"
    return text + (f": {', '.join(chords)}" if chords else "") + (f"; hits: {', '.join(hits)}" if hits else "")


def _entry_line(entry: Entry) -> str:
    """Where an entry of the ledger stands, and what it is."""
    start, end = entry.start, entry.end
    number = f"statement {entry.number}: " if entry.kind == "statement" else ""
    where = f"bar {start.bar} beat {start.beat:g} to bar {end.bar} beat {end.beat:g}, {start.timecode}"
    return f"{where}: {number}{entry_words(entry)}"


def _data(chosen: tuple[Decision, ...], found: tuple[Finding, ...]) -> dict[str, object]:
    """Decisions and findings for machines."""
    from dataclasses import asdict  # noqa: PLC0415

    return {"decisions": [asdict(d) for d in chosen], "findings": [asdict(f) for f in found]}

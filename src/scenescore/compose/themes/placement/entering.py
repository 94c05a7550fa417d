"""State a theme for the first time: at its character's entrance, or as soon as there is room."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.placement.choosing import exact, plain_first
from scenescore.compose.themes.placement.dramatic import is_veiled, treatment_of
from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.placement.ground import Ground, Made, Said, allowed, clearings, room_at
from scenescore.compose.themes.statements import state_theme
from scenescore.compose.themes.treatments import SOFT
from scenescore.model.form import Section
from scenescore.model.time import TICKS_PER_QUARTER, Ticks


def enter(debut: Debut, section: Section, ground: Ground, said: Said) -> Made | None:
    """State a theme at its entrance or as soon as there is room, in its dramatic state.

    None where there is no room, or where a hit has brought it in already.
    """
    cue = ground.cue
    treatment = treatment_of(debut, section, ground.book)
    wanted = Ticks(max(debut.at, section.at))
    at: Ticks | None = wanted
    if not (debut.is_demanded and wanted == debut.at) or said.is_sung(wanted):
        at = clearings(ground, said).first(wanted, section.end, waits=section.at < ground.end)
    if at is None:
        return None
    room = room_at(at, section, ground, said, debut)
    why = f"{debut.character.name} enters at {float(cue.seconds(debut.at)):.2f} s"
    if at > wanted and ground.is_spoken(wanted, at):
        why += ", and the theme waits until the line is over"
    if ground.is_spoken(at, at + TICKS_PER_QUARTER):
        treatment, why = replace(SOFT, name=treatment.name), f"{why}, under dialogue: only a soft hint"
    elif not is_veiled(treatment.name, ground.book):
        treatment = plain_first(debut.theme, treatment, room, ground)
    treatment = allowed(debut.theme, treatment, at, ground, said)
    statement = state_theme(debut.theme, exact(debut.theme, treatment, section, said), room, cue)
    if statement is None:
        return None
    made = Made(statement, why)
    return None if _is_there(debut, made, ground, said) else made


def _is_there(debut: Debut, made: Made, ground: Ground, said: Said) -> bool:
    """Whether a hit has brought a theme in already, before its entrance could or less than a bar after it."""
    late = max(made.statement.at, debut.at + ground.cue.bar(debut.at).meter.length)
    return any(m.statement.theme == debut.theme.name and m.statement.at <= late for m in said.here)

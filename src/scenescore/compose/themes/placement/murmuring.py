"""Let a theme that is known be felt under a long exchange: its head, once, in an inner voice beneath the speakers.

Where people speak the music says little; in a long exchange the held bed may think of somebody. Only who was heard
plainly before is thought of, and not while the first words are said. Where the head does not fit between the bass and
the speakers' octaves nothing is said (design).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scenescore.compose.dialogue import exchanges
from scenescore.compose.themes.placement.ground import Ground, Made, Said, allowed, room_at
from scenescore.compose.themes.placement.planning import is_known, is_time
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.treatments import MURMUR, MURMURED
from scenescore.model.form import Section
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import Ticks

#: Seconds that an exchange lasts at least, and that pass before anybody is thought of.
_LONG, _FIRST_WORDS = 8, Fraction(1)
#: No more of a theme than this is told.
_HEAD = 0.4
#: On which degrees the head may stand, the nearest first, where its own does not fit beneath the speakers.
_STEPS = (0, 1, -1, 2, -2, 3, -3)


def murmur(section: Section, ground: Ground, said: Said) -> Made | None:
    """State a theme's head beneath a long exchange; None where nobody was heard before, or it would be too soon."""
    cue = ground.cue
    for began, ended in exchanges(cue):
        start, end = round(cue.clock.position(began)), round(cue.clock.position(ended))
        if ended - began < _LONG or any(s.at < end and s.end > start for s in said.statements):
            continue
        for bar in cue.bars:
            is_inside = section.at <= bar.at and bar.end <= min(end, section.end)
            # A hit that asked for a theme here has been told to wait.
            is_hit = any(bar.at <= landing.tick < bar.end for landing in cue.landings)
            if is_hit or not is_inside or cue.seconds(bar.at) < began + _FIRST_WORDS:
                continue
            made = _felt(bar.at, Ticks(min(end, section.end)), section, ground, said)
            if made is not None:
                return Made(made, f"{made.theme} is felt under what is said, in an inner voice beneath the speakers")
    return None


def _felt(at: Ticks, end: Ticks, section: Section, ground: Ground, said: Said) -> Statement | None:
    """The head of the theme that is thought of, on the nearest degree on which it fits."""
    theme = _whose(at, section, ground, said)
    if theme is None:
        return None
    room = room_at(at, section, ground, said)
    room = Room(at, Ticks(min(room.length, end - at)), section, room.top)
    for step in _STEPS:
        chain = (*MURMUR.chain, "transposition") if step else MURMUR.chain
        treatment = allowed(theme, replace(MURMUR, chain=chain, shift=step or 1), at, ground, said)
        made = state_theme(theme, treatment, room, ground.cue)
        if made is not None and made.fullness <= _HEAD and made.voice == "inner" and _fits(made):
            return replace(made, setting=replace(made.setting, articulation="legato"))
    return None


def _whose(at: Ticks, section: Section, ground: Ground, said: Said) -> Theme | None:
    """The section's own theme before others, among those that were heard plainly and are due."""
    known = [theme for theme in ground.themes if is_known([s for s in said.of(theme) if s.end <= at], ())]
    known.sort(key=lambda theme: theme.owner != section.theme)
    for theme in known:
        debut = ground.debut(theme)
        role = debut.character.role if debut else "lead"
        if is_time(at, role, section, ground.cue, said.of(theme), soon=True):
            return theme
    return None


def _fits(statement: Statement) -> bool:
    """Whether some octave of a statement lies in the band beneath the speakers."""
    tones = [tone.semitones for tone in statement.tones if tone.step is not None]
    low, high = MURMURED
    lowest = low + (statement.tonic + min(tones) - low) % SEMITONES
    return lowest + max(tones) - min(tones) <= high

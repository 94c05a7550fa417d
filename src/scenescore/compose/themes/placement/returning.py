"""Let themes come back at the starts of phrases, doing what the section is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.themes.as_written import same_notes
from scenescore.compose.themes.placement.choosing import choose, plain_first
from scenescore.compose.themes.placement.dramatic import coloured, is_away, treatment_of
from scenescore.compose.themes.placement.ground import Ground, Made, Said, clearings, room_at
from scenescore.compose.themes.placement.planning import is_time
from scenescore.compose.themes.placement.underneath import on_top, underneath
from scenescore.compose.themes.statements import Room
from scenescore.compose.themes.treatments import (
    HINTS,
    OVERALL,
    QUIETER,
    SHARES,
    SOFT,
    TREATMENTS,
    Treatment,
    character_of,
)
from scenescore.model.form import Phrase, Section
from scenescore.model.theme import MOTIF, Theme, Voice, motif_length
from scenescore.model.time import Ticks

#: Sections that a theme belongs to.
_SPEAKING = frozenset({"climax", "ending"})
#: Why a theme lies beneath the tune.
_BENEATH: Mapping[Voice, str] = MappingProxyType(
    {
        "bass": "{} moves beneath, in the bass, while the melody goes on",
        "ostinato": "the head of {} drives on as an ostinato beneath the melody",
        "inner": "{} is felt in an inner voice while the melody goes on",
        "counter-melody": "{} answers the melody",
    },
)
_FULL = frozenset({"statement", "build", "climax"})


def come_back(index: int, section: Section, ground: Ground, said: Said) -> Made | None:
    """State a theme at the start of a phrase, if the phrase wants one and there is room."""
    phrase = section.phrases[index]
    character = character_of(section.feeling)
    options = tuple(o for o in TREATMENTS.get((section.purpose, phrase.function), ()) if character in o.suits)
    if section.purpose == "opening" and (index < len(section.phrases) - 1 or said.here):
        options = ()
    at = clearings(ground, said).in_phrase(phrase)
    if not options or at is None or _is_full(section, said):
        return None
    if any(at < call.at < at + ground.cue.bar(at).meter.length for call in ground.calls):
        return None
    theme = _whose(index, section, at, ground)
    if theme is None or not _is_due(theme, at, section, ground, said, beneath=True):
        return None
    room = room_at(at, section, ground, said)
    made = _go_on_beneath(theme, phrase, room, ground, said)
    if made is not None or not _is_due(theme, at, section, ground, said):
        return made
    return _sing(theme, options, room, ground, said)


def _go_on_beneath(theme: Theme, phrase: Phrase, room: Room, ground: Ground, said: Said) -> Made | None:
    """State a theme beneath the melody, where that is its place."""
    if room.length < 2 * ground.cue.bar(room.at).meter.length:
        return None
    for way in underneath(theme, phrase, room.section, ground, said):
        made = choose(theme, (coloured(way, theme, ground.debuts, ground.book),), room, ground, said)
        if made is not None and not made.statement.is_tune:
            return replace(made, why=_BENEATH[made.statement.voice].format(theme.name))
    return None


def _sing(theme: Theme, options: tuple[Treatment, ...], room: Room, ground: Ground, said: Said) -> Made | None:
    """State a theme as the tune: what it owes first, the whole of it where that was waited for, else what suits."""
    options = on_top(_fitting(theme, options, room, ground), room.section, theme, said)
    elsewhere = tuple(replace(o, chain=(*o.chain, "transposition"), shift=2) for o in options[-1:])
    for choice in (_due(theme, options, room, ground, said), _whole(theme, options, room), options, elsewhere):
        made = choose(theme, choice, room, ground, said) if choice else None
        if made is not None:
            return made
    return None


def _is_due(theme: Theme, at: Ticks, section: Section, ground: Ground, said: Said, *, beneath: bool = False) -> bool:
    """Whether a theme has been away for long enough; the climax and the ending begin with one all the same.

    A statement section is there to state something: for its first theme half the time is enough.
    """
    if section.purpose in _SPEAKING and not said.here:
        return True
    soon = beneath or (section.purpose == "statement" and not said.here)
    debut = ground.debut(theme)
    role = debut.character.role if debut else "lead"
    return is_time(at, role, section, ground.cue, said.statements, soon=soon)


def _fitting(theme: Theme, options: tuple[Treatment, ...], room: Room, ground: Ground) -> tuple[Treatment, ...]:
    """The ways to treat a theme that its room, its character's role and its character's state leave."""
    meter = ground.cue.bar(room.at).meter
    if room.length < meter.length:
        options = (SOFT,) if room.length >= 2 * meter.beat else ()
    debut = ground.debut(theme)
    if debut is not None and is_away(debut, ground.book):
        options = (treatment_of(debut, None, ground.book), *HINTS) if debut.character.state else HINTS
    return tuple(coloured(option, theme, ground.debuts, ground.book) for option in options)


def _whole(theme: Theme, options: tuple[Treatment, ...], room: Room) -> tuple[Treatment, ...]:
    """The ways that tell the whole tune, where the climax that it was kept for has come."""
    tune = motif_length(theme.phrase or theme.motif)
    is_here = room.section.purpose == "climax" and room.length >= tune
    return tuple(option for option in options if option.material == "tune") if is_here else ()


def _due(theme: Theme, options: tuple[Treatment, ...], room: Room, ground: Ground, said: Said) -> tuple[Treatment, ...]:
    """What the composer's own theme owes first: to be heard as it is, then in its character's dramatic state."""
    debut = ground.debut(theme)
    if (
        debut is None
        or is_away(debut, ground.book)
        or not theme.is_own
        or room.section.purpose not in _FULL
        or not options
        or options[0] is SOFT
    ):
        return ()
    state = treatment_of(debut, None, ground.book)
    past = said.of(theme)
    level = options[0].level
    if not any(same_notes(s.tones, theme.motif) for s in past):
        plain = plain_first(theme, replace(state, level=level, name=options[0].name), room, ground)
        return () if plain.chain or debut.most < MOTIF else (plain,)
    owes = room.section.purpose != "climax" and not set(state.chain) <= {"prototype", "reharmonisation"}
    told = any(set(s.chain) & set(state.chain) - {"prototype"} for s in past)
    return (replace(state, level=level),) if owes and not told else ()


def _known(section: Section, ground: Ground) -> list[Theme]:
    """Whom a section may speak of: its own character first, then those who entered last."""
    if not ground.debuts:
        return list(ground.themes[:1])
    entered = [d for d in ground.debuts if d.at < section.end]
    entered.sort(key=lambda d: (d.theme.owner != section.theme, d.character.role == "hint", -d.at))
    return [d.theme for d in entered]


def _whose(index: int, section: Section, at: Ticks, ground: Ground) -> Theme | None:
    """Choose whose theme a phrase speaks of: the section's own, in turn with a second one."""
    there = {d.theme.name for d in ground.debuts if d.at <= at}
    usable = [theme for theme in _known(section, ground) if not ground.debuts or theme.name in there]
    if not usable:
        return None
    in_turn = section.purpose in {"statement", "development"} and len(usable) > 1
    return usable[index % 2] if in_turn else usable[0]


def _is_full(section: Section, said: Said) -> bool:
    """Whether themes have had their share of the section, or of the cue so far."""
    share = SHARES[section.purpose]
    share = share * QUIETER.get(character_of(section.feeling), 1000) // 1000
    if section.purpose == "ending" or (section.purpose == "climax" and not said.here):
        return bool(said.here)
    used = sum(m.statement.length for m in said.here)
    before = sum(s.length for s in said.before)
    return 1000 * used >= share * section.length * 3 // 4 or (
        section.at > 0 and 1000 * (used + before) > OVERALL * section.end
    )

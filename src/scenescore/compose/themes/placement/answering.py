"""Answer the hits that call for a theme."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.placement.calls import Call, beat_from, on_the_hit
from scenescore.compose.themes.placement.choosing import choose, plain_first
from scenescore.compose.themes.placement.dramatic import coloured, is_away, is_veiled, treatment_of
from scenescore.compose.themes.placement.ground import Ground, Made, Said, allowed, room_at
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.treatments import HINTS, SOFT, Treatment
from scenescore.model.form import Section
from scenescore.model.time import TICKS_PER_QUARTER

_CHAINS: tuple[tuple[str, ...], ...] = ((), ("ornamentation",), ("registral-shift",), ("transposition",))


def answer(call: Call, section: Section, ground: Ground, said: Said) -> Made | None:
    """State the theme that a hit calls for: as its character is, not as it was stated before, softly under a voice.

    None where there is no room, or where another hit at the same moment has brought a theme in.
    """
    theme = call.theme
    room = room_at(beat_from(ground.cue, call.at), section, ground, said, call.debut)
    if room.length < 2 * ground.cue.bar(call.at).meter.beat or said.is_sung(call.at):
        return None
    why = f"the hit {call.landing.hit.name!r} calls for it"
    is_spoken = ground.is_spoken(call.at, call.at + TICKS_PER_QUARTER)
    if is_spoken:
        why = f"{why}, under dialogue: only a soft hint"
    choices = _choices(call, room, ground, said, is_spoken=is_spoken)
    for choice in choices:
        made = choose(theme, (choice,), room, ground, said)
        if made is not None:
            return Made(on_the_hit(made.statement, call.at, theme), why)
    forced = state_theme(theme, allowed(theme, choices[0], room.at, ground, said), room, ground.cue)
    return Made(on_the_hit(forced, call.at, theme), why) if forced else None


def _choices(call: Call, room: Room, ground: Ground, said: Said, *, is_spoken: bool) -> list[Treatment]:
    """Ways to answer, best first."""
    debut, theme = call.debut, call.theme
    state = treatment_of(debut, room.section, ground.book) if debut else Treatment("motif", name="statement")
    if is_spoken:
        return [replace(SOFT, name=state.name)]
    if not is_veiled(state.name, ground.book) and not said.of(theme):
        return [plain_first(theme, state, room, ground)]
    if debut is not None and is_away(debut, ground.book):
        return [state, *HINTS]
    plain = coloured(Treatment("motif", level=state.level, name=state.name), theme, ground.debuts, ground.book)
    again = (replace(plain, chain=chain + plain.chain, shift=1 + (chain == _CHAINS[3])) for chain in _CHAINS)
    return [state, *again]

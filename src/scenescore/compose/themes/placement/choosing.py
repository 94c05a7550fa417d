"""Take, of several ways to state a theme, the one that is least worn and best known again."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.arcs import withheld
from scenescore.compose.themes.as_written import as_written, same_notes
from scenescore.compose.themes.placement.ground import Ground, Made, Said, allowed
from scenescore.compose.themes.placement.wear import heard, ill_paced, sunk, wear, worn_in_the_film
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.treatments import SOFT, Treatment
from scenescore.model.form import Section
from scenescore.model.theme import MOTIF, Statement, Theme, motif_length

_DENSE = 520
#: Nobody wants to hear the same a third time (Huron 2006).
_OFTEN = 2
_QUIET = {"ff": "p", "f": "p", "mf": "p", "mp": "pp"}


def choose(theme: Theme, options: tuple[Treatment, ...], room: Room, ground: Ground, said: Said) -> Made | None:
    """Take the treatment that is least worn and best known again; None where each was heard twice."""
    past, film = said.of(theme), ground.heard(theme)
    stream = ground.dice.at("statement", theme.name, int(room.at))
    priced: list[tuple[int, int, Statement]] = []
    sung = sum(s.length for s in said.statements)
    is_dense = 1000 * sung > _DENSE * max(1, room.at)
    for order, option in enumerate(options):
        level = _QUIET.get(option.level, option.level) if option is SOFT else option.level
        treatment = exact(
            theme, allowed(theme, replace(option, level=level), room.at, ground, said), room.section, said
        )
        made = state_theme(theme, treatment, room, ground.cue)
        noise = stream.below(200)
        bar = int(ground.cue.bar(room.at).meter.length)
        if made is not None and (literal := heard(made, past, bar)) < _OFTEN:
            crowd = 700 * made.length // room.length if is_dense else 0
            pace = ill_paced(made, ground.cue) + sunk(made, room.section)
            priced.append(
                (wear(made, past, room, literal) + worn_in_the_film(made, film) + noise + crowd + pace, order, made)
            )
    if not priced:
        return None
    priced.sort(key=lambda item: item[:2])
    best = priced[0][2]
    other = "+".join(priced[1][2].chain) if len(priced) > 1 else ""
    return Made(best, f"{best.state} in the {room.section.purpose}", other)


def exact(theme: Theme, treatment: Treatment, section: Section, said: Said) -> Treatment:
    """Let the composer's own theme sound note for note at its first full statement, where the key has its notes."""
    plain = not set(treatment.chain) - {"prototype", "reharmonisation"}
    done = any(same_notes(s.tones, theme.motif) for s in said.of(theme))
    if not plain or done or treatment.most < MOTIF or as_written(theme, section.key) is None:
        return treatment
    return replace(treatment, material="motif", exact=True)


def plain_first(theme: Theme, treatment: Treatment, room: Room, ground: Ground) -> Treatment:
    """Let the composer's own theme be heard as it is before anything is done to it, where there is room."""
    length = motif_length(theme.motif)
    if not theme.is_own or ground.is_spoken(room.at, room.at + length) or length > room.length:
        return treatment
    debut = ground.debut(theme)
    return withheld(replace(treatment, material="motif", chain=()), debut.most if debut else 1)

"""Let two themes meet: in counterpoint, in dialogue, or one swallowing the other.

How they meet follows how those whom they belong to stand to each other (`presets/relations`). Never more than two
statements sound at once, and never two tunes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.themes.meeting.counterpoint import combined
from scenescore.compose.themes.meeting.dialogues import dialogue
from scenescore.compose.themes.meeting.encounter import Encounter, Meeting
from scenescore.compose.themes.meeting.swallowing import swallowing
from scenescore.compose.themes.statements import Room
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.theme import Theme
from scenescore.model.theme_means import RelationKind

__all__ = ["Meeting", "meet"]

WAYS: Mapping[str, Callable[[Encounter], Meeting | None]] = MappingProxyType(
    {"counterpoint": combined, "dialogue": dialogue, "swallowing": swallowing},
)
#: What is asked for, as it is told when there is no room for it.
_AS_TOLD = {"counterpoint": "counterpoint", "dialogue": "a dialogue", "swallowing": "one to swallow the other"}


def meet(  # noqa: PLR0913
    leader: Theme,
    other: Theme,
    relation: RelationKind,
    way: str,
    room: Room,
    cue: Cue,
    dice: Dice,
    *,
    states: tuple[str, str] = ("meeting", "meeting"),
    level: str = "mf",
    most: tuple[float, float] = (1.0, 1.0),
) -> Meeting | None:
    """Let two themes meet from `room.at` on; None where there is no room for it in any way that suits.

    `way` is tried first (empty: as the relation likes it), then the relation's other ways. `states` are the dramatic
    states that the leader's and the other's statements are told with, `level` how loud, `most` how much of each theme
    the story allows to be heard. The numbers of the statements
    and their partners count from 0 within the meeting: who places them adds the number of the first.
    """
    encounter = Encounter(leader, other, relation, room, cue, dice, states, level, most)
    ways = dict.fromkeys((way, *relation.ways) if way else relation.ways)
    for name in ways:
        meeting = WAYS[name](encounter)
        if meeting is not None and way and way != name:
            return replace(meeting, says=f"{meeting.says} (no room for {_AS_TOLD[way]})")
        if meeting is not None:
            return meeting
    return None

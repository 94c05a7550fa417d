"""How often a theme is heard, and when it may be heard whole.

A theme that is always there says nothing: in drama one statement or so a minute, in action two to four fragments, more
from those whose scene it is than from those who are only hinted at; the whole tune once in a cue, twice in a long one,
never twice within twenty seconds, and kept for the climax where there is one that can hold it (figures by design).
It is turned round only for those who know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenescore.compose.dialogue import Spans, inside
from scenescore.compose.themes.treatments import character_of
from scenescore.model.bible import Heard
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.scene import CharacterRole
from scenescore.model.theme import UNCLOSED, Statement, Theme, motif_length

#: Milliseconds from the beginning of one statement to that of the next, by the character of the section.
_PACE = {"dread": 36_000, "calm": 32_000, "broad": 23_000, "lively": 13_000}
#: How much longer one waits for whom, in thousandths.
_PATIENCE: dict[CharacterRole, int] = {"lead": 1000, "support": 1300, "hint": 2000}
#: The whole tune sounds so often in a cue, and in one that lasts longer than so many seconds.
_ONCE, _TWICE, _LONG = 1, 2, 180
#: Techniques that turn a theme round: they are understood by those who know it (Dowling 1972).
MIRRORS = frozenset({"inversion", "retrograde", "retro-inversion"})
#: How often a theme must have been heard in the film to be known, and how like itself.
_LEARNT, _ALIKE = 3, 0.75
#: Milliseconds between two whole statements of one theme.
_APART = 20_000


def is_time(
    at: int, role: CharacterRole, section: Section, cue: Cue, said: Sequence[Statement], *, soon: bool = False
) -> bool:
    """Whether it is time for a theme again: the last statement began long enough ago, half of that for `soon`."""
    pace = _PACE[character_of(section.feeling)] * _PATIENCE[role] // (2000 if soon else 1000)
    last = max((int(statement.at) for statement in said if statement.at <= at), default=None)
    return last is None or _milliseconds(cue, last, at) >= pace


def may_be_whole(
    theme: Theme, at: int, climaxes: Iterable[Section], cue: Cue, voices: Spans, said: Iterable[Statement]
) -> bool:
    """Whether the whole tune of a theme may sound from a tick on; `climaxes` are those that are its own."""
    whole = [statement for statement in said if statement.fullness >= 1 and statement.is_tune]
    often = _TWICE if cue.picture.length > _LONG else _ONCE
    if any(s.theme == theme.name and _milliseconds(cue, min(s.at, at), max(s.at, at)) < _APART for s in whole):
        return False
    kept = any(_is_kept_for(theme, section, voices) for section in climaxes if section.at > at)
    return len(whole) + kept < often


def is_known(past: Iterable[Statement], history: Iterable[Heard]) -> bool:
    """Whether a theme was heard plainly: once in this cue, or three times in the film."""
    if any(_is_plain(statement) for statement in past):
        return True
    return sum(_is_plain(heard) for heard in history) >= _LEARNT


def _is_plain(said: Statement | Heard) -> bool:
    """Whether a statement was the theme, or most of it, as it is."""
    return said.fullness >= UNCLOSED and said.similarity >= _ALIKE and not MIRRORS & set(said.chain)


def _is_kept_for(theme: Theme, section: Section, voices: Spans) -> bool:
    """Whether a tune is kept for a climax: that has the time and the voice for it, and nobody speaks."""
    length = motif_length(theme.phrase or theme.motif)
    return (
        section.length >= length
        and character_of(section.feeling) != "dread"
        and not inside(voices, section.at, section.at + length)
    )


def _milliseconds(cue: Cue, start: int, end: int) -> int:
    return round((cue.seconds(end) - cue.seconds(start)) * 1000)

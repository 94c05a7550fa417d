"""What is wrong with a theme that was built in Python or came in a sketch: what is empty is still to be born."""

from __future__ import annotations

from collections.abc import Iterator

from scenescore.errors import Problem
from scenescore.model import entries
from scenescore.model.entries import shown
from scenescore.model.knowledge import Names
from scenescore.model.metre import Meter
from scenescore.model.notation import HIGHEST, MOST_BEATS
from scenescore.model.theme import Theme, Tone
from scenescore.model.time import quarters

__all__ = ["theme_problems"]

_MOST_TONES, _MOST_WORDS, _MOST_STEPS, _MOST_SIGNS = 256, 64, 70, 4
_MIDI = 127


def theme_problems(place: str, theme: Theme, names: Names) -> Iterator[Problem]:
    """What keeps a theme from being played."""
    for key in ("motif", "phrase", "open_phrase"):
        tones: object = getattr(theme, key)
        yield from entries.listed(f"{place}.{key}", tones, _MOST_TONES)
        for number, tone in enumerate(entries.items(tones, _MOST_TONES)):
            if not _is_playable(tone):
                yield Problem(f"{place}.{key}[{number}]", "is not a tone that can be played", shown(tone))
    sounding = sum(isinstance(tone, Tone) and tone.step is not None for tone in entries.items(theme.motif, _MOST_TONES))
    head: object = theme.head
    if not _is_whole(head, 0, max(1, sounding) if theme.motif else HIGHEST):
        yield Problem(f"{place}.head", "must be a number of notes", shown(head), f"1 to {max(1, sounding)}")
    low_high = entries.items(theme.register, 3)
    if len(low_high) != len(("low", "high")) or not all(_is_whole(each, 0, _MIDI) for each in low_high):
        yield Problem(f"{place}.register", "must be two MIDI numbers, low and high", shown(theme.register))
    yield from _words(place, theme, names)


def _is_whole(value: object, low: int, high: int) -> bool:
    """Whether a value is a whole number in a range."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_playable(tone: object) -> bool:
    """Whether a tone has a length and, unless it rests, a degree."""
    if not isinstance(tone, Tone) or not _is_whole(tone.length, 1, quarters(MOST_BEATS)):
        return False
    is_degree = tone.step is None or _is_whole(tone.step, -_MOST_STEPS, _MOST_STEPS)
    return is_degree and _is_whole(tone.alter, -_MOST_SIGNS, _MOST_SIGNS)


def _words(place: str, theme: Theme, names: Names) -> Iterator[Problem]:
    """Mode, meter and players are known."""
    if not isinstance(theme.mode, str) or theme.mode:
        yield from entries.word(f"{place}.mode", theme.mode, names.modes, "a known mode")
    yield from entries.listed(f"{place}.instruments", theme.instruments, _MOST_WORDS)
    for number, player in enumerate(entries.items(theme.instruments, _MOST_WORDS)):
        yield from entries.word(f"{place}.instruments[{number}]", player, names.instruments, "a known instrument")
    meter: object = theme.meter
    try:
        is_meter = isinstance(meter, str) and (not meter or bool(Meter.parse(meter)))
    except ValueError:
        is_meter = False
    if not is_meter:
        yield Problem(f"{place}.meter", "is not a meter", shown(meter), "beats/value such as 4/4, 3/4, 6/8")

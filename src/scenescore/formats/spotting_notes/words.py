"""From what somebody wrote at a marker to a hit: its name, its gesture, how exactly it is caught.

A word counts where it is meant as one: before a colon (`stinger: door slams`), in brackets (`door slams [must]`),
behind a hash (`#cut-off`), or alone between commas in the name or the note. So "the accent of the stranger" stays a
name. Colours count only where a list uses several, since every editor gives all markers some colour by itself
(Avid red, Resolve blue, Premiere green).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import cast

from scenescore.formats.spotting_notes.sheet import Marker
from scenescore.model.entries import LONGEST_TEXT
from scenescore.model.scene import GESTURES, PRIORITIES, Gesture, Priority
from scenescore.model.words import kebab

__all__ = ["COLOURS", "ENTRANCES", "EXITS", "WORDS", "Caught", "caught", "plain", "tells_by_colour"]

#: Words that editors and music editors write, and the word of the scene file that each stands for (design).
WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in (*GESTURES, *PRIORITIES)}
    | {
        "sting": "stinger",
        "scare": "stinger",
        "jump-scare": "stinger",
        "hit": "accent",
        "hard-hit": "must",
        "hard": "must",
        "exact": "must",
        "soft-hit": "may",
        "soft": "may",
        "optional": "may",
        "if-possible": "may",
        "build": "swell",
        "cutoff": "cut-off",
        "music-stops": "cut-off",
        "stop": "cut-off",
        "tacet": "silence",
        "turn": "harmonic-turn",
        "theme": "theme-entry",
        "theme-enters": "theme-entry",
        "texture": "texture-change",
        "scene-change": "texture-change",
        "rise": "riser",
        "tag": "button",
    },
)
#: What a colour says of a hit, where a list has several: red is urgent in every editor's palette (design).
COLOURS: Mapping[str, Priority] = MappingProxyType({"red": "must", "white": "may", "grey": "may", "gray": "may"})
#: Names of markers that say where the cue begins and ends.
ENTRANCES = frozenset({"in", "music-in", "cue-in", "mx-in", "music-start", "cue-start", "music-starts"})
EXITS = frozenset({"out", "music-out", "cue-out", "mx-out", "music-end", "cue-end", "music-ends"})

_MARKED = re.compile(r"\[([^\]]*)\]|#([\w-]+)")
_DEFAULT_NAME = re.compile(r"(marker|locator|untitled)?[ #-]*[0-9]*", re.IGNORECASE)

#: Name, gesture, priority.
Caught = tuple[str, Gesture, Priority]


def tells_by_colour(markers: Iterable[Marker]) -> bool:
    """Whether a list uses several colours, so that they mean something."""
    return len({marker.colour for marker in markers}) > 1


def caught(marker: Marker, *, by_colour: bool) -> Caught:
    """Name, gesture and priority of the hit that a marker asks for.

    >>> from fractions import Fraction
    >>> from scenescore.model.time import Seconds
    >>> caught(Marker(Seconds(Fraction(4)), "stinger: door slams [must]"), by_colour=False)
    ('door slams', 'stinger', 'must')
    """
    name, of_name = _taken(marker.name)
    note, of_note = _taken(marker.note)
    said = [*of_name, *of_note]
    gesture = next((word for word in said if word in GESTURES), "accent")
    coloured = COLOURS.get(marker.colour, "should") if by_colour else "should"
    priority = next((word for word in said if word in PRIORITIES), coloured)
    is_nameless = _DEFAULT_NAME.fullmatch(name) is not None
    called = (note if is_nameless else name) or name or (gesture if of_name or of_note else "hit")
    return called, cast("Gesture", gesture), cast("Priority", priority)


def _taken(text: str) -> tuple[str, list[str]]:
    """What is left of a text when the words that mean something are taken out of it, and those words."""
    words = [word for match in _MARKED.finditer(text) for word in _known((match[1] or match[2] or "").split(","))]
    rest = _MARKED.sub(lambda match: "" if list(_known((match[1] or match[2] or "").split(","))) else match[0], text)
    head, colon, tail = rest.partition(":")
    in_head = list(_known(head.split(","))) if colon else []
    if in_head:
        words, rest = [*words, *in_head], tail
    pieces = re.split("[,;]", rest)
    kept = [piece for piece in pieces if not list(_known([piece]))]
    words += _known(pieces)
    return plain(rest if len(kept) == len(pieces) else ",".join(kept)), words


def _known(pieces: Iterable[str]) -> Iterator[str]:
    """The words of the scene file among pieces of text."""
    return (WORDS[kebab(piece)] for piece in pieces if kebab(piece) in WORDS)


def plain(text: str) -> str:
    """A text on one line that every format can carry."""
    letters = "".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text)
    return " ".join(letters.split()).strip(" ,;")[:LONGEST_TEXT].rstrip()

"""What a composer writes as text: a motif (`E4:1 B4:1.5 r:1`) and a key (`C minor`, `F# dorian`, `Bb`).

Beats are quarter notes. Both readers raise ValueError with a sentence that says what cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from scenescore.model.pitch import Key, Pitch, fifths_of_name, name_of_fifths
from scenescore.model.time import Ticks, quarters
from scenescore.model.words import kebab

#: Longest note and most notes of a motif; the lowest and highest pitch that an instrument plays.
MOST_BEATS, MOST_NOTES = 32, 64
LOWEST, HIGHEST = 12, 120
_FEWEST_NOTES = 2
#: A bar of quarters, and how long the last of some bare notes is held at least.
_BAR, _HELD = 4, 2
_LENGTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6}|/[0-9]{1,4})?", re.ASCII)
_KEY = re.compile(r"([A-Ga-g])(#|♯|b|♭|[ -]?sharp|[ -]?flat)?(?:[ -]+|(?=m))?(.*)", re.DOTALL)
_SHORT_MODES = MappingProxyType({"": "major", "m": "minor", "min": "minor", "maj": "major"})
#: What the two everyday names are called where a table knows only the church modes.
_CHURCH = MappingProxyType({"major": "ionian", "minor": "aeolian"})
_MOST_SIGNS = 7


def timed(text: str) -> str:
    """Give lengths to notes that have none, where none has one: equal quarters, the last held to the end of a bar.

    It lasts two beats at least, so that four notes are three quarters and a long one.

    >>> timed("E4 B4 A4 G4")
    'E4:1 B4:1 A4:1 G4:5'
    >>> timed("E4:1 B4")
    'E4:1 B4'
    """
    words = text.replace(",", " ").split()
    if not words or any(":" in word for word in words):
        return text
    last = -(len(words) - 1) % _BAR or _BAR
    return " ".join([f"{word}:1" for word in words[:-1]] + [f"{words[-1]}:{last if last >= _HELD else last + _BAR}"])


def read_motif(text: str) -> tuple[tuple[Pitch | None, Ticks], ...]:
    """Read pitches (None for a rest) and lengths in ticks; bare notes (`E4 B4 A4 G4`) get a plain rhythm.

    >>> read_motif("E4:1 r:1/2 B4:1.5")
    ((Pitch(midi=64, fifths=4), 960), (None, 480), (Pitch(midi=71, fifths=5), 1440))
    """
    tones = tuple(_tone(word) for word in timed(text).replace(",", " ").split())
    if sum(pitch is not None for pitch, _ in tones) < _FEWEST_NOTES:
        message = "a motif has at least two notes"
        raise ValueError(message)
    if len(tones) > MOST_NOTES:
        message = f"a motif has at most {MOST_NOTES} notes"
        raise ValueError(message)
    return tones


def _tone(word: str) -> tuple[Pitch | None, Ticks]:
    """Read one note or rest."""
    name, colon, length = word.rpartition(":")
    if not colon or not name:
        message = f"{word!r} is not a note with its beats, such as E4:1.5"
        raise ValueError(message)
    pitch = None if name.lower() == "r" else Pitch.parse(name)
    if pitch is not None and not LOWEST <= pitch.midi <= HIGHEST:
        message = f"{name!r} is out of reach (C0 to C9)"
        raise ValueError(message)
    return pitch, _beats(word, length)


def _beats(word: str, text: str) -> Ticks:
    """Read a length in beats: 2, 1.5 or 1/3."""
    is_length = _LENGTH.fullmatch(text) is not None and not re.search("/0+$", text)
    ticks = quarters(Fraction(text)) if is_length else Ticks(0)
    if not 0 < ticks <= quarters(MOST_BEATS):
        message = f"{word!r} has no playable length (beats above 0, up to {MOST_BEATS})"
        raise ValueError(message)
    return ticks


def read_key(text: str, modes: Mapping[str, str]) -> tuple[int, str]:
    """Read a tonic (place on the line of fifths) and a mode's row name; `modes` maps accepted words to row names.

    >>> read_key("F# dorian", {"dorian": "dorian"}), read_key("Bbm", {"minor": "aeolian"})
    ((6, 'dorian'), (-2, 'aeolian'))
    """
    found = _KEY.fullmatch(text.strip())
    if not found:
        message = "is not a key such as 'C minor', 'F# dorian' or 'Bb'"
        raise ValueError(message)
    sign = (found[2] or "").strip(" -").replace("sharp", "#").replace("flat", "b").replace("♯", "#").replace("♭", "b")
    word = kebab(found[3])
    word = _SHORT_MODES.get(word, word)
    mode = modes.get(word) or modes.get(_CHURCH.get(word, ""))
    if mode is None:
        message = f"has an unknown mode {word!r}"
        raise ValueError(message)
    tonic = fifths_of_name(found[1].upper() + sign)
    _refuse_unwritable(tonic, mode)
    return tonic, mode


def _refuse_unwritable(tonic: int, mode: str) -> None:
    """Raise ValueError for a key of more than seven sharps or flats."""
    signs = Key(tonic, mode, (0, 3) if "minor" in mode else ()).signature
    if abs(signs) > _MOST_SIGNS:
        other = name_of_fifths(tonic - 12 if signs > 0 else tonic + 12)
        message = f"needs more than seven sharps or flats; write {other} {mode}"
        raise ValueError(message)

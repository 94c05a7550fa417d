"""Chords that a scene or a style does without: what the words of `avoid` and the guards of a genre mean for harmony."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.harmony.colours import diatonic_triads, foreign_tones, tonic_token
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.form import Section
from scenescore.model.harmonic_means import Guard
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Cadence

_ROUGH = 0.43
_TRIAD = re.compile(r"^[b#]*[IViv]+")
_MAJOR_THIRD, _FLAT_SEVENTH = 4, 10
_THIRDS_FROM_HOME = (3, 4, 8, 9)
_DIMINISHED, _AUGMENTED = ("dim", "o7"), ("aug", "aug7", "augmaj7")
_QUARTAL = ("q3", "q4", "sowhat")
_EXTENDED = ("9", "maj9", "m9", "mM9", "7b9", "7#9", "7#11", "7alt", "13", "maj7#11", "11", "m11", "69", "m69")


def _above_root(chord: Chord) -> tuple[int, ...]:
    """Semitones of a chord's tones above its root."""
    return tuple((pc - chord.pcs[0]) % 12 for pc in chord.pcs)


def _has_seventh(chord: Chord) -> bool:
    return any(step in {10, 11} for step in _above_root(chord)) and len(chord.pcs) > 3


def _is_dominant(chord: Chord) -> bool:
    steps = _above_root(chord)
    return _MAJOR_THIRD in steps and _FLAT_SEVENTH in steps


def _is_mediant(chord: Chord) -> bool:
    """Whether a chord stands a third from home and holds tones outside the scale."""
    return (chord.pcs[0] - chord.key.pc) % 12 in _THIRDS_FROM_HOME and foreign_tones(chord, chord.key) > 0


#: Words of `avoid` and the chords that they rule out.
BANS: Mapping[str, Callable[[Chord], bool]] = MappingProxyType(
    {
        "major": lambda chord: (chord.key.pc + 4) % 12 in chord.pcs,
        "minor": lambda chord: (chord.key.pc + 3) % 12 in chord.pcs,
        "pedal": lambda chord: "@" in chord.token,
        "chromaticism": lambda chord: foreign_tones(chord, chord.key) > 0,
        "dissonance": lambda chord: chord.dissonance >= _ROUGH,
        "clusters": lambda chord: chord.quality.startswith("cl"),
        "sevenths": _has_seventh,
        "dominant-sevenths": _is_dominant,
        "diminished-chords": lambda chord: chord.quality in _DIMINISHED,
        "augmented-chords": lambda chord: chord.quality in _AUGMENTED,
        "extended-chords": lambda chord: chord.quality in _EXTENDED,
        "quartal-chords": lambda chord: chord.quality in _QUARTAL,
        "polychords": lambda chord: "//" in chord.token,
        "chromatic-mediants": _is_mediant,
    },
)


def is_barred(chord: Chord, avoid: Sequence[str]) -> bool:
    """Whether a chord is ruled out by a word, or by the name of its quality."""
    return chord.quality in avoid or any(BANS[word](chord) for word in avoid if word in BANS)


def permitted(token: str, section: Section, reader: TokenReader, avoid: Sequence[str]) -> str:
    """The token, or what is nearest to it and allowed: a plain triad, the degree's own, home, a bare fifth."""
    if not is_barred(reader.chord(token, section.key), avoid):
        return token
    found = _TRIAD.match(token)
    plain = found[0] if found else token
    home = tonic_token(section)
    same = [triad for triad in diatonic_triads(section) if triad.lower().rstrip("o+") == plain.lower()]
    for option in (plain, *same, home):
        if not is_barred(reader.chord(option, section.key), avoid):
            return option
    return f"{home}5"


def guard_of(genre: str, book: Book) -> Guard | None:
    """The guard that watches over a genre, if there is one: the last that names it, so a user's before ours."""
    return next((guard for guard in reversed(tuple(book.guards.values())) if genre in guard.genres), None)


def avoided_chords(avoid: Sequence[str], genre: str, book: Book) -> tuple[str, ...]:
    """What harmony does without: what the scene avoids, and what its genre's guard denies."""
    guard = guard_of(genre, book)
    return tuple(dict.fromkeys((*avoid, *(guard.deny if guard else ()))))


def in_style(book: Book, genre: str) -> Book:
    """The book without the progressions and closes that a genre's guard denies.

    What the genre itself lists stays, and so does a denied close where a scale has no other of its kind.
    """
    guard = guard_of(genre, book)
    if guard is None:
        return book
    row = book.genres[genre]
    progressions = {
        name: each
        for name, each in book.progressions.items()
        if name.startswith(row.progressions) or not name.startswith(guard.deny_progressions)
    }
    return replace(book, progressions=progressions, cadences=_closes(book, guard, row.cadences))


def _closes(book: Book, guard: Guard, own: Sequence[str]) -> dict[str, Cadence]:
    """The closes that a guard leaves, each denied one kept for the modes that have no other way to close so."""
    rows = book.cadences.values()
    free = frozenset(row.name for row in rows if row.name in own or not row.name.startswith(guard.deny_cadences))
    served = frozenset(pair for row in rows if row.name in free for pair in _ways(row, book.modes))
    out = {}
    for row in rows:
        if row.name in free:
            out[row.name] = row
            continue
        needed = tuple(dict.fromkeys(mode for mode, close in _ways(row, book.modes) if (mode, close) not in served))
        if needed:
            out[row.name] = replace(row, modes=needed)
    return out


def _ways(row: Cadence, modes: Iterable[str]) -> list[tuple[str, str]]:
    """Every scale with every close for which a cadence serves there."""
    return [(mode, close) for mode in row.modes or modes for close in row.closes]

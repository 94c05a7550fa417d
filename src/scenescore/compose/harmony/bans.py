"""Chords that a scene does without: what the words of `avoid` mean for harmony."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from scenescore.compose.harmony.colours import diatonic_triads, foreign_tones, tonic_token
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.form import Section
from scenescore.model.harmony import Chord

_ROUGH = 0.43
_TRIAD = re.compile(r"^[b#]*[IViv]+")


def _has_seventh(chord: Chord) -> bool:
    return any((pc - chord.pcs[0]) % 12 in {10, 11} for pc in chord.pcs) and len(chord.pcs) > 3


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

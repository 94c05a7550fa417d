"""Shades of a chord: the same root plainer or tenser, so that a loop keeps its face while the scene grows.

From rest to tension: bare fifths and triads, suspensions and added tones, sevenths, inversions and pedals, mixture,
diminished and augmented chords, clusters. Which of them a section may use depends on how rough and how chromatic its
manner is (Piston 1987; Persichetti 1961; limits are design).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scenescore.compose.harmony.colours import colours, diatonic_triads, is_minor
from scenescore.model.form import Section
from scenescore.model.harmony import Chord

_PLAIN = re.compile(r"^([b#]*)([IViv]+)$")
#: Suffixes for a big numeral, a dominant and a small numeral, and from which `dissonance` of the manner on.
_BIG = (("^1", 0.0), ("sus2", 0.0), ("add9", 0.08), ("maj7", 0.12), ("maj9", 0.18), ("maj7#11", 0.35), ("+", 0.45))
_DOMINANT = (("^1", 0.0), ("sus4", 0.0), ("7sus4", 0.06), ("7", 0.06), ("7^1", 0.1), ("9", 0.2), ("7b9", 0.3))
_SMALL = (("^1", 0.0), ("7", 0.08), ("9", 0.18), ("add9", 0.2), ("11", 0.3), ("mM7", 0.45))
_HARSH = (("V7b9", 0.3), ("io7", 0.35), ("viio7", 0.25), ("#ivo7", 0.3), ("V+", 0.4), ("V7alt", 0.5))
_RAW = (("Icl2", 0.7), ("Ivt1", 0.7), ("Icl3", 0.75), ("bII//I", 0.65), ("Icld4", 0.6), ("Imajmin", 0.6))
#: From which chromaticism on a chord of another key may come in, and how many more for each further share.
_MIXED, _PER_COLOUR = 0.08, 0.06
_MOST_COLOURS = 8
#: What each tone beyond a triad costs; a lush chord; the same in lively and in tense music.
_PER_TONE, _LUSH, _LUSH_LIVELY, _LUSH_TENSE = 80, 60, 1200, 300
_LUSH_QUALITIES = frozenset({"add9", "maj7", "maj9", "9", "m9", "madd9", "m11", "11", "13", "69", "m69", "maj7#11"})


def _suffixed(token: str, roughness: float) -> Iterator[str]:
    found = _PLAIN.match(token)
    if not found:
        return
    numeral = found[2]
    is_dominant = token in {"V", "bVII"}
    rows = _SMALL if numeral.islower() else _DOMINANT if is_dominant else _BIG
    for suffix, needed in rows:
        if roughness >= needed:
            yield f"{token}{suffix}"


def shades(section: Section, wished: Sequence[str]) -> list[str]:
    """What a section may sound beside its wishes: the scale's triads, their shades, colours; plainest first."""
    roughness, colour = section.manner.dissonance, section.manner.chromaticism
    triads = list(diatonic_triads(section))
    if section.feeling.tension < 0:
        triads = [token for token in triads if not token.endswith(("o", "+"))]
    plain = [token for token in dict.fromkeys([*wished, *triads]) if _PLAIN.match(token)]
    out = [*triads, "V"] if roughness >= _MIXED and is_minor(section) else triads
    out += [shade for token in plain for shade in _suffixed(token, roughness)]
    out += [f"{token}@{degree}" for token in plain for degree in (1, 5) if roughness >= _MIXED]
    out += [token for token, needed in (*_HARSH, *_RAW) if roughness >= needed]
    if colour >= _MIXED:
        count = min(_MOST_COLOURS, 2 + round((colour - _MIXED) / _PER_COLOUR))
        out += [row.token for row in colours(section)[:count]]
    return list(dict.fromkeys(out))


def is_idle(chord: Chord) -> bool:
    """Whether a held bass is none, but a tone of the chord above it (an inversion, or the plain chord)."""
    return "@" in chord.token and chord.bass_pc in chord.pcs


def richness(chords: Sequence[Chord], section: Section, planned: Sequence[bool]) -> list[int]:
    """What many tones cost where nobody planned them: they carry any melody, but say little.

    Ninths and their kin are the language of dreams and love: where the pulse runs they sound like another film.
    """
    lush = _LUSH + round(_LUSH_LIVELY * max(0.0, section.feeling.arousal))
    tense = round(_LUSH_TENSE * max(0.0, section.feeling.tension))
    out = []
    for chord, known in zip(chords, planned, strict=True):
        more = max(0, len(chord.tones) - 3)
        is_lush = chord.quality in _LUSH_QUALITIES
        out.append(0 if known else _PER_TONE * more + (lush + tense if is_lush else 0))
    return out

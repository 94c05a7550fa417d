"""Write chords as tokens: the way back from a chord to the numeral that a musician would write in its key.

The canonical token counts from the major scale on the tonic and says no more than it must: an inversion where third,
fifth or seventh lies in the bass, a pedal where a foreign tone does, a polychord where two triads sound. An applied
dominant is written as what it is (`II7`) unless the chord that it leads to is given (`V7/V`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Quality
from scenescore.model.pitch import Key

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
#: The usual numeral of each pitch class above the tonic: number of the degree, and its sign.
_USUAL = (
    (0, ""), (1, "b"), (1, ""), (2, "b"), (2, ""), (3, ""), (3, "#"), (4, ""), (5, "b"), (5, ""), (6, "b"), (6, ""),
)  # fmt: skip
#: Other names of the same pitch classes, tried where the usual one is spelled otherwise.
_OTHER = {1: (0, "#"), 3: (1, "#"), 6: (4, "b"), 8: (4, "#"), 10: (5, "#"), 11: (0, "b"), 4: (3, "b"), 5: (2, "#")}
_MINOR_THIRD, _MAJOR_THIRD = 3, 4
_INVERSIONS = ("", "^1", "^2", "^3")
_FIFTH_DOWN, _TRIAD = 5, 3


class TokenWriter:
    """Write the chords of one book as tokens."""

    def __init__(self, book: Book, reader: TokenReader | None = None) -> None:
        self._qualities: Mapping[str, Quality] = book.qualities
        self._reader = reader or TokenReader(book)
        self._known: dict[tuple[tuple[int, ...], int, str, Key], str] = {}

    def token(self, chord: Chord, before: Chord | None = None) -> str:
        """The token of a chord in its key, read from what sounds and not from how it was written before.

        `before` is the chord that comes next: then a dominant seventh chord outside the key, a fifth above that
        chord's root, is written as applied to it (`V7/iv`).

        Raises:
            ValueError: when the chord is of no quality in the book and no polychord of two triads.
        """
        if before is not None:
            applied = self._applied(chord, before)
            if applied:
                return applied
        what = chord.tones, chord.bass, chord.quality, chord.key
        if what not in self._known:
            self._known[what] = self._found(chord)
        return self._known[what]

    def _found(self, chord: Chord) -> str:
        """The first candidate that reads back as the same sound, best one that is spelled alike."""
        first = ""
        for token in self._candidates(chord):
            if self._sounds_as(token, chord):
                if self._is_spelled_as(token, chord):
                    return token
                first = first or token
        if not first:
            message = f"{chord.name} in {chord.key.name} cannot be written as a token"
            raise ValueError(message)
        return first

    def _candidates(self, chord: Chord) -> Iterator[str]:
        """Tokens that may name the chord: one chord, plainest first, then one over another."""
        quality = self._qualities.get(chord.quality)
        if quality is not None and _steps(chord) == frozenset(quality.tones):
            yield from _singles(chord, quality)
        for below in self._qualities.values():
            size = len(below.tones)
            lower = replace(chord, quality=below.name, tones=chord.tones[:size])
            if _TRIAD <= size < len(chord.tones) and _steps(lower) == frozenset(below.tones):
                yield from _polychords(chord, lower, below)

    def _read(self, token: str, key: Key) -> Chord | None:
        try:
            return self._reader.chord(token, key)
        except ValueError:
            return None

    def _sounds_as(self, token: str, chord: Chord) -> bool:
        found = self._read(token, chord.key)
        return (
            found is not None
            and frozenset(found.pcs) == frozenset(chord.pcs)
            and (found.pcs[0], found.bass_pc, found.quality) == (chord.pcs[0], chord.bass_pc, chord.quality)
        )

    def _is_spelled_as(self, token: str, chord: Chord) -> bool:
        found = self._reader.chord(token, chord.key)
        return (found.tones, found.bass) == (chord.tones, chord.bass)

    def _applied(self, chord: Chord, before: Chord) -> str:
        """A dominant of the chord that comes next, where that is not the tonic and the dominant is foreign."""
        steps = frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)
        leads = (before.pcs[0] - chord.pcs[0]) % 12 == _FIFTH_DOWN
        is_home = before.pcs[0] == chord.key.pc
        is_foreign = any(pc not in chord.key.pcs for pc in chord.pcs)
        if not leads or is_home or not is_foreign or not steps.issuperset((_MAJOR_THIRD, 10)):
            return ""
        of = _numerals(before.key, before.pcs[0], is_big=(before.pcs[0] + _MINOR_THIRD) % 12 not in before.pcs)
        quality = self._qualities[chord.quality]
        tokens = [f"V{quality.upper}{inversion}/{numeral}" for numeral in of for inversion in _INVERSIONS]
        return next((token for token in tokens if self._sounds_as(token, chord)), "")


def _singles(chord: Chord, quality: Quality) -> Iterator[str]:
    """One chord with its inversions, then over a pedal."""
    for numeral in _numerals(chord.key, chord.pcs[0], is_big=_is_big(quality, chord)):
        plain = numeral + _suffix(quality, numeral)
        yield from (plain + inversion for inversion in _INVERSIONS)
        yield from (f"{plain}@{degree}" for degree in _degrees(chord.key, chord.bass_pc))


def _polychords(chord: Chord, lower: Chord, below: Quality) -> Iterator[str]:
    """A triad over what lies below; the lower chord says the bass."""
    for under in _singles(lower, below):
        for root in (*(pc for pc in chord.pcs if pc not in lower.pcs), *lower.pcs):
            for is_big in (True, False):
                yield from (f"{over}//{under}" for over in _numerals(chord.key, root, is_big=is_big))


def _steps(chord: Chord) -> frozenset[int]:
    return frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)


def _is_big(quality: Quality, chord: Chord) -> bool:
    """The size of the numeral: as the chord's third, and as the key's own third over that root where it has none."""
    if quality.upper is None or quality.lower is None:
        return quality.upper is not None
    if _MINOR_THIRD in quality.tones or _MAJOR_THIRD in quality.tones:
        return _MINOR_THIRD not in quality.tones
    scale, root = chord.key.pcs, chord.pcs[0]
    return (root + _MAJOR_THIRD) % 12 in scale or (root + _MINOR_THIRD) % 12 not in scale


def _suffix(quality: Quality, numeral: str) -> str:
    written = quality.upper if numeral.lstrip("b#").isupper() else quality.lower
    return written or ""


def _numerals(key: Key, root: int, *, is_big: bool) -> tuple[str, ...]:
    """The numerals of a root, the usual one first."""
    step = (root - key.pc) % 12
    named = [_USUAL[step], *([_OTHER[step]] if step in _OTHER else [])]
    return tuple(sign + (_NUMERALS[number] if is_big else _NUMERALS[number].lower()) for number, sign in named)


def _degrees(key: Key, pc: int) -> tuple[str, ...]:
    """The names of a pitch class as a degree of the major scale, the usual one first."""
    step = (pc - key.pc) % 12
    named = [_USUAL[step], *([_OTHER[step]] if step in _OTHER else [])]
    return tuple(f"{sign}{number + 1}" for number, sign in named)

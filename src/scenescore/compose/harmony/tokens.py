"""The chord-token grammar: how a chord is written in the presets, and the chord that it is.

`token = {b|#} NUMERAL suffix ["^" inversion] ["/" NUMERAL] ["@" degree]` or `token//token`. Numerals count from the
major scale on the tonic whatever the mode (the submediant of a minor key is `bVI`); a big numeral takes the quality
whose `upper` suffix follows, a small one the `lower`. `^1 ^2 ^3` puts third, fifth or seventh in the bass, `V7/iv`
counts from the fourth degree, `@1` holds a degree of the major scale in the bass, `bV//I` sets one chord over another.

Tones are places on the line of fifths (C 0, G 1, F -1): thirds are spelled as thirds, ninths as ninths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Quality
from scenescore.model.pitch import DEGREE_FIFTHS, Key, alter_of_fifths, pc_of_fifths

#: The twelve roots above a tonic as numerals, by semitones.
ROOTS = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_NUMERAL = "VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i"
_TOKEN = re.compile(
    rf"^([b#]*)({_NUMERAL})([^\^@/]*)(?:\^([123]))?(?:/([b#]*)({_NUMERAL}))?(?:@([b#]*)([1-7]))?$",
)
#: Semitones above the root to the line of fifths, as chords usually spell them (b9 9 m3 M3 4 b5 5 b6 6 b7 7).
_USUAL = (0, -5, 2, -3, 4, -1, -6, 1, -4, 3, -2, 5)
#: Mean consonance of each interval class (Huron 1994), in thousandths.
_CONSONANCE = (0, -1428, -582, 594, 386, 1240, -453)
_ENHARMONIC = 12
#: The middle of a seven-note scale counted from its signature, on the line of fifths (D in C major).
_MIDDLE_OF_SCALE = 2
#: A double accidental costs a reader as much as so many steps away from the scale (design).
_DOUBLE = 9
#: What renaming must gain to be worth it: the numeral's own name comes first (design).
_RENAMED = 8
_DOUBLY = 2
_DIMINISHED = "o7"
#: Where the scale of dissonance begins and ends: a bare fifth, and a chromatic cluster of three (thousandths).
_PUREST, _ROUGHEST = 1240, -1146


#: Where a tone is spelled otherwise: its semitones, what must and what must not be in the chord, its place. A third
#: above a dominant is a sharp ninth; a tritone beside a fifth or over a major third a sharp eleventh; a minor sixth
#: in place of the fifth a sharp fifth; the seventh of a diminished seventh chord a seventh.
_OTHERWISE = (
    (3, (4, 10), (), 9),
    (6, (7,), (), 6),
    (6, (4,), (3,), 6),
    (8, (), (3, 7), 8),
    (9, (3, 6), (7,), -9),
)


def _interval(semitones: int, tones: Sequence[int]) -> int:
    """Spell one tone of a quality: by what else is in the chord."""
    for which, needed, barred, place in _OTHERWISE:
        if which == semitones and all(t in tones for t in needed) and not any(t in tones for t in barred):
            return place
    return _USUAL[semitones % 12]


def spelled(quality: Quality) -> tuple[int, ...]:
    """Places on the line of fifths of a quality's tones above its root, in the order of the quality.

    >>> spelled(Quality("o7", (0, 3, 6, 9), 0.4, 0, 0))
    (0, -3, -6, -9)
    """
    return tuple(_interval(tone, quality.tones) for tone in quality.tones)


def dissonance(pcs: Sequence[int]) -> float:
    """How rough a set of pitch classes is, 0 a bare fifth, 1 a chromatic cluster: the mean over its dyads (Huron 1994).

    >>> dissonance((0, 4, 7)), dissonance((0, 1, 2))
    (0.21, 1.0)
    """
    total, count = 0, 0
    for i, low in enumerate(pcs):
        for high in pcs[i + 1 :]:
            step = abs(high - low) % 12
            total, count = total + _CONSONANCE[min(step, 12 - step)], count + 1
    if count == 0:
        return 0.0
    mean = round(total / count)
    return round(min(1.0, max(0.0, (_PUREST - mean) / (_PUREST - _ROUGHEST))), 2)


def _accidentals(text: str) -> int:
    return text.count("#") - text.count("b")


def _numeral(sign: str, numeral: str) -> int:
    return DEGREE_FIFTHS[_NUMERALS.index(numeral.upper())] + 7 * _accidentals(sign)


def suffixes(qualities: Mapping[str, Quality]) -> dict[tuple[bool, str], Quality]:
    """Find a quality by the size of the numeral (big?) and the suffix after it; the first row wins."""
    table: dict[tuple[bool, str], Quality] = {}
    for quality in qualities.values():
        for is_big, suffix in ((True, quality.upper), (False, quality.lower)):
            if suffix is not None:
                table.setdefault((is_big, suffix), quality)
    return table


@lru_cache(maxsize=4096)
def _readable(tones: tuple[int, ...], bass: int, key: Key) -> tuple[tuple[int, ...], int]:
    """Rename a chord on a sharp or flat root where that reads better: near the key's own tones, few double accidentals.

    A minor chord on the flat sixth of B-flat minor is G-flat minor (beside five flats nobody wants sharps), one on the
    sharp fourth of A phrygian E-flat minor.
    """
    if alter_of_fifths(tones[0]) == 0:
        return tones, bass
    middle = key.signature + _MIDDLE_OF_SCALE

    def cost(shift: int) -> int:
        moved = [tone + shift for tone in (*tones, bass)]
        doubles = sum(max(0, abs(alter_of_fifths(tone)) - 1) for tone in moved)
        return (_RENAMED if shift else 0) + _DOUBLE * doubles + sum(abs(tone - middle) for tone in moved)

    shift = min((0, _ENHARMONIC, -_ENHARMONIC), key=cost)
    return tuple(tone + shift for tone in tones), bass + shift


def _homely(tone: int, key: Key, *, is_free: bool) -> int:
    """Call a doubly altered tone as the key does where it is the tonic (in A, nobody reads B-double-flat).

    In a diminished seventh chord, which has no root to hear, every tone of the key keeps its name (`is_free`).
    """
    pc = pc_of_fifths(tone)
    if abs(alter_of_fifths(tone)) < _DOUBLY or not (pc == key.pc or (is_free and pc in key.pcs)):
        return tone
    return key.fifths_of(pc)


class TokenReader:
    """Read chord tokens of one book, remembering those already read."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._table = suffixes(book.qualities)
        self._rows = {frozenset(quality.tones): quality for quality in reversed(tuple(book.qualities.values()))}
        self._known: dict[tuple[str, Key], Chord] = {}

    def chord(self, token: str, key: Key) -> Chord:
        """The chord that a token names in a key; raises ValueError when it names none."""
        known = self._known.get((token, key))
        if known is None:
            upper, slashes, lower = token.partition("//")
            known = self._poly(token, upper, lower, key) if slashes else self._single(token, key)
            self._known[token, key] = known
        return known

    def _single(self, token: str, key: Key) -> Chord:
        found = _TOKEN.match(token)
        if not found:
            message = f"{token!r} is not a chord token"
            raise ValueError(message)
        sign, numeral, suffix, inversion, of_sign, of, at_sign, at = found.groups()
        quality = self._table.get((numeral.isupper(), suffix))
        if quality is None:
            message = f"{token!r}: no chord quality is written {suffix!r} after {numeral!r}"
            raise ValueError(message)
        root = key.tonic + _numeral(sign, numeral) + (_numeral(of_sign, of) if of else 0)
        tones = tuple(root + place for place in spelled(quality))
        bass = _inverted(token, quality, tones, int(inversion or 0))
        if at:
            bass = key.tonic + DEGREE_FIFTHS[int(at) - 1] + 7 * _accidentals(at_sign)
        tones, bass = _readable(tones, bass, key)
        is_free = quality.name == _DIMINISHED and tones[0] != key.tonic
        tones = tuple(_homely(tone, key, is_free=is_free) for tone in tones)
        bass = _homely(bass, key, is_free=is_free)
        return Chord(token, key, quality.name, tones, bass, quality.dissonance)

    def _poly(self, token: str, upper: str, lower: str, key: Key) -> Chord:
        above, below = self.chord(upper, key), self.chord(lower, key)
        held = below.pcs
        tones = below.tones + tuple(tone for tone in above.tones if pc_of_fifths(tone) not in held)
        pcs = tuple(pc_of_fifths(tone) for tone in tones)
        row = self._rows.get(frozenset((pc - pcs[0]) % 12 for pc in pcs))
        return Chord(token, key, row.name if row else below.quality, tones, below.bass, dissonance(pcs))


def _inverted(token: str, quality: Quality, tones: tuple[int, ...], inversion: int) -> int:
    """The bass: root, third, fifth or seventh."""
    if inversion == 0:
        return tones[0]
    wanted = ((), (3, 4), (6, 7, 8), (9, 10, 11))[inversion]
    for semitones, tone in zip(quality.tones, tones, strict=True):
        if semitones in wanted:
            return tone
    message = f"{token!r} has no tone for its inversion"
    raise ValueError(message)


def chord(token: str, key: Key, book: Book) -> Chord:
    """The chord that a token names in a key; raises ValueError when it names none.

    To read many, keep a `TokenReader`.
    """
    return TokenReader(book).chord(token, key)

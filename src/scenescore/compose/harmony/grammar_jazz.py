"""Chains of a jazz tune: seconds and fifths that fall home, substitutes thrown by the dice, a bridge.

A chorus has the turns A A' B A'': four cells of four chords each way round. A dominant that falls a fifth may be
played a tritone away, a minor chord before another falling fifth may become its dominant (Levine 1995 on
substitutions; the cells are common stock, how often they come is design).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scenescore.compose.harmony.tokens import ROOTS
from scenescore.model.dice import Stream

Cell = tuple[str, ...]

#: Cells that leave home, that lead back to it, and that go abroad.
_OUT = {
    False: (
        ("Imaj7", "VI7", "ii7", "V7"),
        ("Imaj7", "vi7", "ii7", "V7"),
        ("Imaj7", "#io7", "ii7", "V7"),
        ("Imaj7", "IV7", "iii7", "VI7"),
    ),
    True: (
        ("i69", "vih7", "iih7", "V7b9"),
        ("i", "imM7", "i7", "iadd6"),
        ("i9", "bVI9", "iih7", "V7alt"),
        ("imM7", "iv9", "iih7", "V7b9"),
    ),
}
_HOME = {
    False: (
        ("iii7", "VI7", "ii7", "V7"),
        ("ii7", "V7", "Imaj7", "VI7"),
        ("ii7", "V7", "Iadd6", "V7"),
        ("IVmaj7", "iv7", "bVII9", "Imaj7"),
    ),
    True: (
        ("iv9", "bVII13", "bIIImaj9", "V7b9"),
        ("iih7", "V7b9", "i69", "V7alt"),
        ("iih7", "V7alt", "imM9", "vih7"),
        ("bVImaj7", "bII7", "i69", "V7b9"),
    ),
}
_ABROAD = {
    False: (
        ("v7", "I7", "IVmaj7", "bVII9", "iii7", "VI7", "ii7", "V7"),
        ("III7", "VI7", "II7", "V7", "ii7", "V7", "Imaj7", "V7"),
        ("IVmaj7", "iv7", "iii7", "VI7", "II7", "ii7", "V7", "Imaj7"),
    ),
    True: (
        ("iv9", "bVII13", "bIIImaj9", "bVImaj7", "iih7", "V7b9", "i69", "i7"),
        ("vh7", "I7b9", "iv9", "bVII9", "bIIImaj7", "bVI9", "iih7", "V7b9"),
        ("i9", "IV9", "i9", "IV9", "bVImaj7", "bII7", "iih7", "V7alt"),
    ),
}
_PLACE = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_TOKEN = re.compile(r"^([b#]*)([IViv]+)(.*)$")
_FALL, _TRITONE = 5, 6
#: How often a dominant is played a tritone away, and a minor chord becomes a dominant of the next.
_OFTEN_TRITONE, _OFTEN_SECONDARY = 0.3, 0.3
_FAR_DOMINANTS = ("7", "9", "7#11")


def root(token: str) -> int:
    """Semitones of a token's root above the tonic.

    >>> root("bVII13"), root("#io7")
    (10, 1)
    """
    found = _TOKEN.match(token)
    if not found:
        return 0
    sign, numeral, _ = found.groups()
    return (_PLACE[numeral.upper()] + sign.count("#") - sign.count("b")) % 12


def is_dominant(token: str) -> bool:
    """Whether a token is a chord with major third and minor seventh.

    >>> is_dominant("V7b9"), is_dominant("Imaj7"), is_dominant("ii7")
    (True, False, False)
    """
    found = _TOKEN.match(token)
    return bool(found and found[2].isupper() and found[3][:1] in {"7", "9", "1"} and "sus" not in token)


def _falls(here: str, there: str) -> bool:
    return (root(there) - root(here)) % 12 == _FALL


def substituted(cell: Sequence[str], rules: Sequence[str], stream: Stream, following: str) -> Cell:
    """The chain with some chords played otherwise; what it leads to stays where it was, its first chord too."""
    out = list(cell)
    for i in range(len(out) - 1, 0, -1):
        there = cell[i + 1] if i + 1 < len(cell) else following
        if not _falls(cell[i], there):
            continue
        if "secondary-dominant" in rules and cell[i].endswith(("7", "h7")) and cell[i][:2] in {"vi", "ii"}:
            is_heard = cell[i][:2] == "vi" and stream.chance(_OFTEN_SECONDARY)
            out[i] = "VI7b9" if is_heard else out[i]
        if "tritone" in rules and is_dominant(cell[i]) and stream.chance(_OFTEN_TRITONE):
            out[i] = ROOTS[(root(cell[i]) + _TRITONE) % 12] + stream.pick(_FAR_DOMINANTS)
    return tuple(out)


def chorus(stream: Stream, rules: Sequence[str], *, is_minor: bool) -> tuple[Cell, ...]:
    """The turns of a chorus: A, A with substitutes, a bridge, A with others."""
    out = stream.pick(_OUT[is_minor])
    back = stream.pick([cell for cell in _HOME[is_minor] if cell[0] != out[0]])
    bridge = stream.pick(_ABROAD[is_minor])
    head = (*out, *back)
    return (
        head,
        substituted(head, rules, stream, head[0]),
        substituted(bridge, rules, stream, head[0]),
        (*substituted(out, rules, stream, back[0]), *stream.pick(_HOME[is_minor])),
    )

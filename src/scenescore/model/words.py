"""Names as they are spelt: one spelling for all, and which of the known words was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def kebab(word: str) -> str:
    """Write a name the way presets do: lower case, words joined by hyphens.

    >>> kebab("Chamber_Strings")
    'chamber-strings'
    >>> kebab("left  behind ")
    'left-behind'
    """
    return "-".join(word.replace("_", " ").replace("-", " ").lower().split())


def nearest(word: str, words: Iterable[str]) -> str:
    """Name the known word that is spelt most like `word`, or nothing when none is near.

    Ties go to the word that comes first, so the answer never depends on chance.

    >>> nearest("omnious", ["serene", "ominous", "heroic"])
    'ominous'
    >>> nearest("xyz", ["serene", "ominous", "heroic"])
    ''
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a mistake needs it

    found, likeness = "", 0.59
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(kebab(word))
    for known in words:
        matcher.set_seq1(kebab(known))
        if matcher.real_quick_ratio() > likeness and matcher.quick_ratio() > likeness:
            ratio = matcher.ratio()
            if ratio > likeness:
                found, likeness = known, ratio
    return found

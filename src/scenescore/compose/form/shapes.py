"""How a section falls into phrases: the pattern of its form, stretched, cut or extended to the bars that there are.

A sentence is an idea, the idea again, and a continuation twice as long; a period is a question and an answer. Where
bars are left over the last phrase is extended, where they are missing it is cut short: phrase rhythm that bends to the
picture (Schoenberg 1967; Rothstein 1989).
"""

from __future__ import annotations

from itertools import pairwise

#: Phrases of four bars are what a pattern counts in.
_USUAL = 4


def pattern_of(text: str) -> tuple[int, ...]:
    """Read a pattern of phrases.

    >>> pattern_of("2+2+4")
    (2, 2, 4)
    """
    return tuple(int(bars) for bars in text.split("+"))


def filled(count: int, pattern: tuple[int, ...], size: int, borders: tuple[int, ...]) -> list[int]:
    """Cut `count` bars into phrases after a pattern; a border at each wanted place that leaves two bars around.

    `size` is how many bars a phrase likes to have at this tempo.

    >>> filled(8, (2, 2, 4), 4, ()), filled(9, (2, 2, 4), 4, ()), filled(7, (4, 4), 4, ())
    ([2, 2, 4], [2, 2, 5], [4, 3])
    """
    units = [max(2, bars * size // _USUAL) for bars in pattern]
    edges = [0]
    for border in borders:
        if border - edges[-1] >= 2 and count - border >= 2:
            edges.append(border)
    out: list[int] = []
    for first, last in pairwise([*edges, count]):
        out += _run(last - first, units, len(out))
    return out


def _run(bars: int, units: list[int], number: int) -> list[int]:
    """Phrases of the pattern, from its `number`-th on, until the bars are used up."""
    out: list[int] = []
    while bars:
        unit = units[(number + len(out)) % len(units)]
        piece = unit if bars == unit or bars >= unit + 2 else bars
        out.append(piece)
        bars -= piece
    return out


def degrees_of(text: str) -> tuple[int, ...]:
    """Read a ground: semitones above the tonic, one for each bar.

    >>> degrees_of("1 b7 b6 5")
    (0, 10, 8, 7)
    """
    steps = (0, 2, 4, 5, 7, 9, 11)
    signs = {"b": -1, "#": 1}
    return tuple((steps[int(word[-1]) - 1] + signs.get(word[0], 0)) % 12 for word in text.split())

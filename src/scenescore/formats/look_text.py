"""Lettering for the picture: how wide words are, what fits, and how labels keep out of each other's way.

Widths are in pixels at 100 dots per inch; they come from the font's outlines, so PNG and SVG agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

DPI = 100
FONT = "DejaVu Sans"
_ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def width(text: str, size: float, weight: str = "normal") -> float:
    """How wide a text is, in pixels."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - heavy
    from matplotlib.textpath import text_to_path  # noqa: PLC0415

    font = FontProperties(family=FONT, size=size, weight=weight)
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(wide) * DPI / 72


def one_line(text: str) -> str:
    """A user's text without line breaks and other blanks that would tear the sheet.

    >>> one_line(" door  slams ")
    'door slams'
    """
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def fitted(options: Sequence[str], room: float, size: float, weight: str = "normal") -> str:
    """The first wording that fits, else the last one cut short, else nothing.

    >>> fitted(["a very long purpose", "A"], 20, 8)
    'A'
    """
    for text in options:
        if width(text, size, weight) <= room:
            return text
    text = options[-1] if options else ""
    while len(text) > 2:  # noqa: PLR2004 - one letter and the dots say nothing
        text = text[:-1].rstrip()
        if width(text + _ELLIPSIS, size, weight) <= room:
            return text + _ELLIPSIS
    return ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A label in a row: where it starts, how wide it is (pixels), and how much it matters (less is more)."""

    start: float
    width: float
    rank: int = 0

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.start + self.width


def lanes(tags: Sequence[Tag], gap: float, most: int) -> list[int | None]:
    """Stagger labels into as few lanes as keep them apart; what finds no room gets None, the least important first.

    >>> lanes([Tag(0, 50), Tag(40, 50), Tag(60, 50)], 4, 2)
    [0, 1, 0]
    """
    taken: list[list[Tag]] = [[] for _ in range(most)]
    out: list[int | None] = [None] * len(tags)
    for index in sorted(range(len(tags)), key=lambda i: (tags[i].rank, tags[i].start, i)):
        tag = tags[index]
        for number, lane in enumerate(taken):
            if all(tag.start >= other.end + gap or tag.end + gap <= other.start for other in lane):
                lane.append(tag)
                out[index] = number
                break
    return out

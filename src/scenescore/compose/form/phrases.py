"""Phrases: bars that lean forward and then rest, with a function and a close (Schoenberg 1967; Caplin 1998)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from scenescore.compose.form.shapes import filled
from scenescore.model.affect import Feeling, Manner
from scenescore.model.cue import Cue
from scenescore.model.form import Close, Function, Phrase, Purpose
from scenescore.model.metre import Bar
from scenescore.model.time import Ticks

#: Seconds that a phrase likes to last: about one breath of a singer.
_BREATH = 7.5
_FUNCTIONS: dict[Purpose, tuple[Function, ...]] = {
    "opening": ("introduction", "introduction"),
    "statement": ("idea", "answer", "continuation", "cadence"),
    "development": ("idea", "idea", "continuation", "cadence"),
    "build": ("idea", "continuation", "continuation", "cadence"),
    "climax": ("idea", "answer", "continuation", "cadence"),
    "release": ("answer", "continuation", "pause", "pause"),
    "ending": ("cadence", "codetta"),
}
#: A stretch of this many bars falls into phrases like this, when phrases want two or four bars.
_ODD = 1
#: The spotting groups bars by four; phrases of eight run over that.
_USUAL = 4

#: A cut leaves open what is tenser than this, less half of how firmly it would close (design).
_UNSETTLED = 0.35


def phrase_bars(bar_seconds: float) -> int:
    """How many bars make a phrase: two, four or eight, near one breath.

    >>> phrase_bars(2.0), phrase_bars(4.2)
    (4, 2)
    """
    return min((2, 4, 8), key=lambda bars: (round(abs(bars * bar_seconds - _BREATH) * 1000), bars))


def _cut(count: int, size: int, borders: tuple[int, ...]) -> list[int]:
    """Cut `count` bars into phrases of about `size`, with a border at each wanted place that leaves two bars around."""
    edges = [0]
    for border in (*borders, count):
        if border != count and (border - edges[-1] < 2 or count - border < 2):
            continue
        while border - edges[-1] >= size + 2:
            edges.append(edges[-1] + size)
        edges.append(border)
    pieces = [b - a for a, b in pairwise(edges) if b > a]
    if len(pieces) > 1 and pieces[-1] == _ODD:
        pieces[-2:] = [pieces[-2] + 1]
    return pieces


def _function(purpose: Purpose, index: int, count: int) -> Function:
    plan = _FUNCTIONS[purpose]
    is_sung = purpose in {"statement", "development", "build", "climax"}
    if count > 1 and index == count - 1 and is_sung:
        return "cadence" if count > 2 or purpose != "statement" else "answer"
    if is_sung and index >= len(plan) - 1:
        # Only the last phrase closes: a long section takes its idea up again.
        return plan[index % (len(plan) - 1)]
    return plan[min(index, len(plan) - 1)]


def _close(purpose: Purpose, laws: Manner, feeling: Feeling, *, is_last: bool) -> Close:
    """How a phrase ends: full closes are kept for the end of the scene, and for moods that like to settle."""
    settles = laws.cadence_strength
    if not is_last:
        return "half" if settles > 0.35 else "open"
    if purpose == "opening":
        return "open"
    if purpose in {"development", "build"}:
        return "half"
    if purpose == "climax":
        return "closed" if settles > 0.4 and feeling.tension < 0.3 else "deceptive"
    if purpose == "release":
        return "plagal" if settles > 0.3 else "open"
    return "closed" if settles > 0.6 else "half" if settles > 0.3 else "open"


def phrases_of(
    cue: Cue,
    bars: tuple[Bar, ...],
    purpose: Purpose,
    laws: Manner,
    feeling: Feeling,
    arrival: int,
    strong: set[Ticks],
    pattern: tuple[int, ...] = (),
    *,
    is_open: bool = False,
) -> tuple[Phrase, ...]:
    """The phrases of a section; in the ending the last one is the final chord, from bar index `arrival` on.

    `pattern` is what the form would like (see `shapes`); `is_open` where nothing closes before the end, as over a
    ground.
    """
    mean_bar = float(cue.seconds(bars[-1].end) - cue.seconds(bars[0].at)) / len(bars)
    size = phrase_bars(mean_bar)
    if purpose == "ending":
        lead = arrival - cue.index(bars[0])
        pieces = ([lead] if lead else []) + [len(bars) - lead]
    else:
        begins = frozenset(cue.phrases if size <= _USUAL else ())
        wanted = tuple(i for i, bar in enumerate(bars) if i and (bar.at in strong or bar.number in begins))
        pieces = filled(len(bars), pattern, size, wanted) if pattern else _cut(len(bars), size, wanted)
    out, index = [], 0
    for count, piece in enumerate(pieces):
        inside = bars[index : index + piece]
        is_last = count == len(pieces) - 1
        function = _function(purpose, count, len(pieces))
        if pattern and is_last and function == "cadence" and piece >= 2 * pieces[0]:
            # The second half of a sentence: fragments that speed up into the close.
            function = "continuation"
        close: Close = _close(purpose, laws, feeling, is_last=is_last)
        if is_open or (pattern and piece < _USUAL and not is_last and (count + 1) % len(pattern)):
            # An idea of two bars leans on what follows; over a ground nothing closes before the end.
            close = "open"
        if purpose == "ending":
            function, close = ("codetta", "final") if is_last else ("cadence", "none")
        out.append(Phrase(inside[0].at, Ticks(inside[-1].end - inside[0].at), piece, function, close))
        index += piece
    return tuple(out)


def broken_off(phrases: tuple[Phrase, ...], laws: Manner, feeling: Feeling) -> tuple[Phrase, ...]:
    """The phrases of an ending that the picture cuts short: what is unsettled ends on its question."""
    if len(phrases) < 2 or feeling.tension - 0.5 * laws.cadence_strength <= _UNSETTLED:
        return phrases
    return (*phrases[:-1], replace(phrases[-1], close="half"))

"""Turn one draft of a theme into another: the small moves by which a seed becomes somebody's own.

Each move keeps the whole length. A draft is a row of (degree, accidental, length), see `theme_taste`.
"""

from __future__ import annotations

from collections.abc import Callable

from scenescore.compose.themes.birth.taste import Draft, Slot
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.model.dice import Stream

_SIXTEENTH = EIGHTH // 2
Move = Callable[[list[Slot], Stream], None]


def _notes(draft: list[Slot]) -> list[int]:
    return [i for i, slot in enumerate(draft) if slot[0] is not None]


def _lift(draft: list[Slot], at: int, steps: int) -> None:
    index, _, length = draft[at]
    if index is not None:
        draft[at] = (index + steps, 0, length)


def _neighbour(draft: list[Slot], stream: Stream) -> None:
    """Move one note after the first by a step or two."""
    places = _notes(draft)
    _lift(draft, places[stream.between(1, len(places) - 1)], stream.pick((-1, 1, -1, 1, 2, -2)))


def _lean(draft: list[Slot], stream: Stream) -> None:
    """Let one note borrow time from its neighbour."""
    if len(draft) < 2:
        return
    at = stream.below(len(draft) - 1)
    amount = stream.pick((EIGHTH, EIGHTH, EIGHTH, -EIGHTH, 2 * EIGHTH, _SIXTEENTH))
    (a, x, here), (b, y, there) = draft[at], draft[at + 1]
    if min(here + amount, there - amount) >= (_SIXTEENTH if amount == _SIXTEENTH else EIGHTH):
        draft[at], draft[at + 1] = (a, x, here + amount), (b, y, there - amount)


def _turn(draft: list[Slot], stream: Stream) -> None:
    """Turn one interval around and carry the rest along."""
    places = _notes(draft)
    k = stream.between(1, len(places) - 1)
    a, b = draft[places[k - 1]][0], draft[places[k]][0]
    if a is not None and b is not None:
        for i in places[k:]:
            _lift(draft, i, 2 * (a - b))


def _carry(draft: list[Slot], stream: Stream) -> None:
    """Carry everything from one note on up or down a step."""
    places = _notes(draft)
    steps = stream.pick((-1, 1))
    for i in places[stream.between(1, len(places) - 1) :]:
        _lift(draft, i, steps)


def _rotate(draft: list[Slot], stream: Stream) -> None:
    """Let two neighbours change lengths."""
    places = _notes(draft)
    k = stream.below(len(places) - 1)
    i, j = places[k], places[k + 1]
    draft[i], draft[j] = (*draft[i][:2], draft[j][2]), (*draft[j][:2], draft[i][2])


def _swap(draft: list[Slot], stream: Stream) -> None:
    """Let two neighbours after the first change pitches."""
    places = _notes(draft)
    if len(places) > 2:
        k = stream.between(1, len(places) - 2)
        i, j = places[k], places[k + 1]
        draft[i], draft[j] = (*draft[j][:2], draft[i][2]), (*draft[i][:2], draft[j][2])


def _split(draft: list[Slot], stream: Stream) -> None:
    """Break a long note in two, the second a step away."""
    longs = [i for i in _notes(draft)[:-1] if draft[i][2] >= 3 * EIGHTH]
    if longs:
        i = stream.pick(longs)
        index, accidental, length = draft[i]
        short = stream.pick((EIGHTH, length // 2 // EIGHTH * EIGHTH))
        draft[i] = (index, accidental, length - short)
        draft.insert(i + 1, ((index or 0) + stream.pick((-1, 1)), 0, short))


def _melt(draft: list[Slot], stream: Stream) -> None:
    """Let a note after the head take the time of the next."""
    places = _notes(draft)
    if len(places) > 4:
        i = stream.pick(places[2:-1])
        index, accidental, length = draft[i]
        draft[i] = (index, accidental, length + draft[i + 1][2])
        del draft[i + 1]


#: The moves; one that stands twice is made twice as often.
MOVES: tuple[Move, ...] = (
    _neighbour,
    _neighbour,
    _neighbour,
    _lean,
    _lean,
    _rotate,
    _turn,
    _carry,
    _swap,
    _split,
    _melt,
)


def mutated(draft: Draft, stream: Stream, moves: int) -> Draft:
    """Make so many moves."""
    out = list(draft)
    for _ in range(moves):
        if len(_notes(out)) < 2:
            break
        stream.pick(MOVES)(out, stream)
    return tuple(out)

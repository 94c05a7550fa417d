"""Choose the clef of each bar, as players of an instrument read: few ledger lines, few changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scenescore.model.pitch import Pitch

__all__ = ["clefs"]

#: Bottom and top line of each clef, in letters above C0.
_LINES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"treble": (30, 38), "alto": (24, 32), "tenor": (22, 30), "bass": (18, 26)},
)
#: Which clefs a family reads beside the instrument's own (Adler 2016).
_READ: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("strings", "bass"): ("bass", "tenor", "treble"),
        ("strings", "alto"): ("alto", "treble"),
        ("woodwind", "bass"): ("bass", "tenor"),
        ("brass", "bass"): ("bass", "tenor"),
        ("keyboards", "treble"): ("treble", "bass"),
        ("keyboards", "bass"): ("bass", "treble"),
        ("plucked", "treble"): ("treble", "bass"),
        ("plucked", "bass"): ("bass", "treble"),
        ("electronic", "treble"): ("treble", "bass"),
        ("electronic", "bass"): ("bass", "treble"),
    },
)
#: What ledger lines cost a reader: one is nothing, from the third on it hurts. A change costs as much as two
#: notes on four lines; a foreign clef a little for each note.
_LEDGERS = (0, 0, 1, 4, 8, 12, 16)
_CHANGE, _FOREIGN = 16, 2


def clefs(home: str, family: str, bars: Sequence[Sequence[Pitch]]) -> tuple[str, ...]:
    """Choose a clef for each bar of written pitches; empty bars keep the clef before them.

    >>> low, high = [Pitch.parse("C3")] * 4, [Pitch.parse("E5")] * 4
    >>> clefs("bass", "strings", [low, [], high, high])
    ('bass', 'bass', 'treble', 'treble')
    """
    read = _READ.get((family, home), (home,))
    if len(read) == 1:
        return (home,) * len(bars)
    best = [0 if clef == home else _CHANGE for clef in read]
    back: list[list[int]] = []
    for bar in bars:
        came = [_before(best, k) for k in range(len(read))]
        best = [best[j] + _CHANGE * (j != k) + _cost(read[k], bar, home) for k, j in enumerate(came)]
        back.append(came)
    out: list[str] = []
    here = min(range(len(read)), key=best.__getitem__)
    for came in reversed(back):
        out.append(read[here])
        here = came[here]
    return tuple(reversed(out))


def _before(best: Sequence[int], clef: int) -> int:
    """Find the best clef of the bar before; of two equal ways the later change: a clef changes where it is needed."""
    return min(range(len(best)), key=lambda j: (best[j] + _CHANGE * (j != clef), j == clef))


def _cost(clef: str, pitches: Sequence[Pitch], home: str) -> int:
    bottom, top = _LINES[clef]
    out = 0 if clef == home else _FOREIGN * len(pitches)
    for pitch in pitches:
        place = pitch.octave * 7 + "CDEFGAB".index(pitch.step)
        lines = max(0, (place - top) // 2, (bottom - place) // 2)
        out += _LEDGERS[min(lines, len(_LEDGERS) - 1)]
    return out

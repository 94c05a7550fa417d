"""Say what a theme is known by: its leap and its rhythm in words, and the chords that it implies.

A listener keeps of a theme one interval and one rhythm; a composer who brings it back keeps its chords too (a
leitmotif may live in its harmony alone: Lehman 2018). Weights by design.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from scenescore.model.metre import Meter
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import Motif, motif_length

#: Intervals by semitones, in words.
INTERVALS: Mapping[int, str] = MappingProxyType(
    {
        0: "repeated note",
        1: "semitone",
        2: "step",
        3: "minor third",
        4: "major third",
        5: "fourth",
        6: "tritone",
        7: "fifth",
        8: "minor sixth",
        9: "major sixth",
        10: "minor seventh",
        11: "major seventh",
        12: "octave",
    }
)
_LEAP = 5
_SAID = 4
#: Chords that a theme may imply, the plainer first: the token, its root above the tonic, its quality, what it costs.
_CHORDS = (
    ("I", 0, (0, 4, 7), 0),
    ("i", 0, (0, 3, 7), 0),
    ("V", 7, (0, 4, 7), 40),
    ("IV", 5, (0, 4, 7), 40),
    ("iv", 5, (0, 3, 7), 40),
    ("v", 7, (0, 3, 7), 70),
    ("vi", 9, (0, 3, 7), 70),
    ("bVI", 8, (0, 4, 7), 60),
    ("bVII", 10, (0, 4, 7), 60),
    ("bIII", 3, (0, 4, 7), 70),
    ("ii", 2, (0, 3, 7), 80),
    ("II", 2, (0, 4, 7), 90),
    ("iii", 4, (0, 3, 7), 100),
    ("bII", 1, (0, 4, 7), 90),
    ("bvii", 10, (0, 3, 7), 120),
    ("io", 0, (0, 3, 6), 200),
    ("I+", 0, (0, 4, 8), 200),
    ("iio", 2, (0, 3, 6), 260),
    ("V7", 7, (0, 4, 7, 10), 130),
)
_FOREIGN, _AWAY, _STAYS = 170, 300, 30
#: What it costs a chord to bring a note from outside the mode a semitone beside one that is sung.
_RUBS = 400


def fingerprint(motif: Motif, head: int) -> str:
    """Say in words what a theme is known by: its widest move, that of the head first, and the rhythm of its head.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> fingerprint(seed_motif("5,/2 3/3 4/1 2/2 6,/2 2/4"), 4)
    'a rising major sixth, long-held-short-long'
    """
    notes = [tone.semitones for tone in motif if tone.step is not None]
    if len(notes) < 2:
        return ""
    moves = [b - a for a, b in pairwise(notes)]
    first = max(moves[: max(1, head - 1)], key=abs)
    mark = first if abs(first) >= _LEAP else max(moves, key=abs)
    return f"{_interval(mark)}, {_rhythm(motif, head)}"


def _interval(move: int) -> str:
    if not move:
        return "one note said again"
    name = INTERVALS.get(abs(move), "wide leap")
    return f"{'a rising' if move > 0 else 'a falling'} {name}"


def _rhythm(motif: Motif, head: int) -> str:
    """The lengths of the head (to the next note) as short, long and held; a rest before it is told."""
    spans: list[int] = []
    for tone in motif:
        if tone.step is not None:
            spans.append(tone.length)
        elif spans:
            spans[-1] += tone.length
    few = spans[: min(max(3, head), _SAID)]
    said = few if len(set(few)) > 1 else spans[:_SAID]
    kinds = sorted(dict.fromkeys(said))
    late = "after a breath " if motif[0].step is None else ""
    if len(kinds) == 1:
        return f"{late}in even notes"
    names = {kinds[0]: "short", kinds[-1]: "held" if len(kinds) > 2 else "long"}
    words = (names.get(span, "long") for span in said)
    return late + "-".join(words)


def implied_harmony(motif: Motif, degrees: tuple[int, ...], meter: Meter) -> tuple[str, ...]:
    """Name a chord for each bar of a motif: the plainest of its mode in which the strong and long notes are at home.

    Tokens as in the progressions: numerals count from the major scale.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> implied_harmony(seed_motif("1/4 3/2 5/2 4/3 2/1 7,/4"), (0, 2, 4, 5, 7, 9, 11), Meter(4, 4))
    ('I', 'V7')
    """
    bars = -(-motif_length(motif) // meter.length)
    weights: list[dict[int, int]] = [{} for _ in range(bars)]
    at = 0
    for tone in motif:
        if tone.step is not None:
            _share(weights, at, at + tone.length, tone.semitones % SEMITONES, meter)
        at += tone.length
    out: list[str] = []
    for bar in weights:
        out.append(_chord(bar, degrees, out[-1] if out else "", is_first=not out))
    return tuple(out)


def _share(weights: list[dict[int, int]], start: int, end: int, pc: int, meter: Meter) -> None:
    """Give each bar that a note sounds in its length there, more where it begins on a strong beat."""
    for bar in range(start // meter.length, -(-end // meter.length)):
        left, right = max(start, bar * meter.length), min(end, (bar + 1) * meter.length)
        strength = meter.strength(start % meter.length) if left == start else 1
        weights[bar][pc] = weights[bar].get(pc, 0) + (right - left) * (1 + strength)


def _chord(weights: Mapping[int, int], degrees: tuple[int, ...], before: str, *, is_first: bool) -> str:
    total = sum(weights.values())
    if not total and before:
        return before

    def cost(entry: tuple[str, int, tuple[int, ...], int]) -> int:
        token, root, quality, price = entry
        tones = [(root + tone) % SEMITONES for tone in quality]
        missed = 1000 * sum(w for pc, w in weights.items() if pc not in tones) // max(1, total)
        strange = [tone for tone in tones if tone not in degrees and tone not in weights]
        rubs = sum(bool({(tone + 1) % SEMITONES, (tone - 1) % SEMITONES} & weights.keys()) for tone in strange)
        foreign = _FOREIGN * len(strange) + _RUBS * rubs
        away = _AWAY if is_first and root else 0
        return missed + foreign + price + away + (_STAYS if token == before else 0)

    return min(_CHORDS, key=cost)[0]

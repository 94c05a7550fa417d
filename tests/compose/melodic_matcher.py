"""A melodic matcher that shares nothing with the composer: local alignment by Biopython.

Local alignment of pitches and of the ratios between onsets finds occurrences of a melody better than other symbolic
measures (Janssen, van Kranenburg and Volk 2017, on folk songs; the alignment: Smith and Waterman 1981). Themes are
tried at every transposition, and upside down and backwards too, which a listener hears less well (Dowling 1972); what
says the same over and over is heard once. The weights are ours and know nothing of the composer's own measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from Bio.Align import PairwiseAligner, substitution_matrices
from numpy.typing import NDArray

from scenescore.model.pitch import MAJOR, Key
from scenescore.model.sketch import Note, Sketch
from scenescore.model.theme import Motif, Statement, Theme, in_key

#: One note of a line: onset, length (ticks), MIDI number.
Line = tuple[tuple[int, int, int], ...]

_RATIOS, _PITCHES = 5, 128
#: What two notes are worth by how many semitones they are apart, and by how many classes their rhythm is.
_BY_PITCH = {0: 1.0, 1: 0.1, 2: -0.4}
_FAR, _OTHER_RHYTHM, _GAP = -1.0, (0.5, 0.1, -0.3), -0.6
#: How many transpositions of a theme are tried at most.
_TRIED = 6
#: What the best theme must be worth to be claimed at all, over the root of how many notes there are: chance finds more
#: in longer lines, but not as much more as a theme does.
CLAIMED = 2.5
#: What a theme upside down or backwards is worth of what it is worth upright.
TURNED = 0.8


@dataclass(frozen=True, slots=True)
class Named:
    """What the matcher says of a line: the themes from the best to the worst, and what each is worth."""

    ranking: tuple[str, ...]
    scores: tuple[float, ...]
    notes: int

    @property
    def best(self) -> str:
        """The theme that it names."""
        return self.ranking[0]

    @property
    def is_claimed(self) -> bool:
        """Whether it dares to name one."""
        return self.scores[0] >= CLAIMED * float(np.sqrt(self.notes))


def melody_of(motif: Motif, tonic: int = 60) -> Line:
    """A motif as a line over a tonic."""
    at, out = 0, []
    for tone in motif:
        if tone.step is not None:
            out.append((at, int(tone.length), in_key(tone, Key(0, "ionian", MAJOR), tonic)[0]))
        at += tone.length
    return tuple(out)


def line_of(notes: Iterable[Note]) -> Line:
    """The upper line of some written notes."""
    tops: dict[int, tuple[int, int, int]] = {}
    for note in notes:
        row = (int(note.at), int(note.length), note.pitch.midi)
        if int(note.at) not in tops or row[2] > tops[int(note.at)][2]:
            tops[int(note.at)] = row
    return tuple(tops[at] for at in sorted(tops))


def heard(sketch: Sketch, statement: Statement) -> Line:
    """The notes of a statement alone, in the part that has most of them."""
    lines = [line_of(n for n in part.notes if n.statement == statement.number) for part in sketch.parts]
    return max(lines, key=len, default=())


def named(line: Line, themes: Mapping[str, Sequence[Line]]) -> Named:
    """Rank themes by how well any of their lines, upright or turned, is found in a line."""
    line = once(line)
    found = {
        name: max(max(_best(line, each), *(TURNED * _best(line, turned) for turned in turns(each))) for each in lines)
        for name, lines in themes.items()
    }
    order = sorted(found, key=lambda name: -found[name])
    return Named(tuple(order), tuple(found[name] for name in order), len(line))


def turns(line: Line) -> tuple[Line, Line]:
    """A line upside down, and backwards."""
    low, high = min(midi for _, _, midi in line), max(midi for _, _, midi in line)
    end = line[-1][0] + line[-1][1]
    inverted = tuple((at, length, low + high - midi) for at, length, midi in line)
    return inverted, tuple((end - at - length, length, midi) for at, length, midi in reversed(line))


def once(line: Line) -> Line:
    """The figure that a line says over and over; any other line as it is."""
    spans = [b - a for (a, _, _), (b, _, _) in pairwise(line)]
    for size in range(2, len(line) // 2 + 1):
        pitches = all(line[i][2] == line[i % size][2] for i in range(len(line)))
        if pitches and all(spans[i] == spans[i % size] for i in range(len(spans))):
            return line[:size]
    return line


def known(themes: Iterable[Theme]) -> dict[str, tuple[Line, ...]]:
    """What the matcher is told of each theme: its motif and its tune."""
    return {theme.name: tuple(melody_of(each) for each in (theme.motif, theme.phrase) if each) for theme in themes}


def searched(sketch: Sketch, themes: Mapping[str, Sequence[Line]]) -> Named:
    """Rank themes by how well they are found anywhere in a cue, part by part, told nothing of its statements."""
    best = dict.fromkeys(themes, 0.0)
    for part in sketch.parts:
        if part.instrument.is_percussion:
            continue
        line = line_of(part.notes)
        for name, lines in themes.items():
            best[name] = max(best[name], *(_best(line, each) for each in lines))
    order = sorted(best, key=lambda name: -best[name])
    return Named(tuple(order), tuple(best[name] for name in order), sum(len(part.notes) for part in sketch.parts))


def _ratio(here: int, there: int) -> int:
    """The class of the ratio between two neighbouring onsets, 0 .. 4."""
    value = np.log2(max(1, there) / max(1, here))
    return int(np.clip(round(float(value)), -2, 2)) + 2


def _symbols(line: Line) -> NDArray[np.int32]:
    """A line as numbers: pitch and the ratio of its note to the one before."""
    onsets = [at for at, _, _ in line]
    spans = [b - a for a, b in pairwise(onsets)] + [line[-1][1]] if line else []
    ratios = [2, *(_ratio(a, b) for a, b in pairwise(spans))]
    if len(ratios) > 1:
        # How long the last note is held says little.
        ratios[-1] = 2
    return np.array([midi * _RATIOS + r for (_, _, midi), r in zip(line, ratios, strict=True)], dtype=np.int32)


@cache
def _aligner() -> Any:
    aligner = PairwiseAligner(mode="local")
    pitch = np.array([_BY_PITCH.get(n, _FAR) for n in range(_PITCHES)])
    rhythm = np.array([*_OTHER_RHYTHM, _OTHER_RHYTHM[2], _OTHER_RHYTHM[2]])
    places = np.arange(_PITCHES * _RATIOS)
    apart = np.abs(places[:, None] // _RATIOS - places[None, :] // _RATIOS)
    other = np.abs(places[:, None] % _RATIOS - places[None, :] % _RATIOS)
    matrix = substitution_matrices.Array(alphabet=tuple(range(_PITCHES * _RATIOS)), dims=2)
    matrix[:, :] = pitch[apart] + rhythm[other]
    aligner.substitution_matrix = matrix
    aligner.gap_score = _GAP
    return aligner


def _best(line: Line, theme: Line) -> float:
    """What the best stretch of a line is worth against a theme, at its best transposition."""
    if not line or not theme:
        return 0.0
    here, there = _symbols(line), _symbols(theme)
    aligner = _aligner()
    return max((float(aligner.score(here, there + _RATIOS * k)) for k in _shifts(line, theme)), default=0.0)


def _shifts(line: Line, theme: Line) -> list[int]:
    """Transpositions at which most neighbouring notes of the theme are found as neighbours in the line."""
    wanted: dict[int, set[int]] = {}
    for (_, _, a), (_, _, b) in pairwise(theme):
        wanted.setdefault(b - a, set()).add(a)
    found: Counter[int] = Counter()
    for (_, _, a), (_, _, b) in pairwise(line):
        for move in (b - a - 1, b - a, b - a + 1):
            found.update(a - start for start in wanted.get(move, ()))
    low, high = min(m for _, _, m in theme), max(m for _, _, m in theme)
    ranked = sorted(found, key=lambda k: (-found[k], k))
    return [k for k in ranked if low + k >= 0 and high + k < _PITCHES][:_TRIED]

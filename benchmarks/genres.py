"""Chords, closes, repetition and bass of many cues in each genre, beside the same scenes without one."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import mean

from scenescore.compose.harmony.grammar_jazz import is_dominant, root
from scenescore.model.harmony import Chord
from scenescore.model.line import Span
from scenescore.model.scene import Scene
from scenescore.model.sketch import Note, Sketch
from scenescore.pipeline import compose

#: Each genre with two moods that it is asked for, and the lengths and seeds of its cues.
GENRES = {
    "jazz": ("groovy", "melancholic"),
    "noir": ("noir", "sensual"),
    "rock": ("driving", "confident"),
    "folk": ("carefree", "wistful"),
    "electronic": ("hypnotic", "driving"),
    "ambient": ("serene", "mysterious"),
    "horror": ("frightening", "eerie"),
    "western": ("proud", "lonely"),
    "sci-fi": ("cosmic", "cold"),
    "comedy": ("comedic", "sneaky"),
    "trailer": ("epic", "powerful"),
}
CUES = 25
LENGTHS = (30, 45, 60, 75, 90)
_NUMERAL = re.compile(r"^[b#]*([IViv]+)")

Kind = Callable[[Chord], bool]


def _sized(chord: Chord) -> frozenset[int]:
    return frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)


def _is_seventh(chord: Chord) -> bool:
    return bool(_sized(chord) & {9, 10, 11}) and len(chord.pcs) > 3


def _is_bare(chord: Chord) -> bool:
    return not _sized(chord) & {3, 4}


def _is_modal(chord: Chord) -> bool:
    """A triad, fifth or drone without the leading note of the key."""
    return not _is_seventh(chord) and (chord.key.pc + 11) % 12 not in chord.pcs


def _is_hanging(chord: Chord) -> bool:
    return bool(_sized(chord) & {2, 5, 9, 10, 11}) or _is_bare(chord)


def _is_plain(chord: Chord) -> bool:
    return not _is_seventh(chord) and not chord.quality.startswith(("cl", "vt"))


def _is_dark(chord: Chord) -> bool:
    is_far = any((pc - chord.key.pc) % 12 in {1, 6, 11} for pc in chord.pcs)
    return chord.dissonance >= 0.4 or "@" in chord.token or is_far


#: The chords that a style is known by.
OWN: dict[str, Kind] = {
    "jazz": _is_seventh,
    "noir": _is_seventh,
    "rock": lambda chord: _is_bare(chord) or _is_modal(chord),
    "folk": _is_modal,
    "electronic": _is_hanging,
    "ambient": _is_hanging,
    "horror": _is_dark,
    "western": _is_plain,
    "sci-fi": _is_hanging,
    "comedy": lambda chord: not chord.quality.startswith(("cl", "vt")),
    "trailer": _is_plain,
}
COLUMNS = ("genre", "chords a bar", "seconds a chord", "own kinds", "ii-V", "V-I", "leading notes", "same bars",
           "bass by step", "bass repeats", "walks", "approached")  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """What is counted in one cue, in the order of the columns."""

    values: tuple[float | None, ...]


def share(hits: Iterable[bool]) -> float | None:
    """How many are true; None of none."""
    rows = list(hits)
    return mean(rows) if rows else None


def cues(genre: str, *, styled: bool = True, count: int = CUES) -> list[Sketch]:
    """The cues of a genre: both moods, all lengths, seeds; without it the same scenes."""
    out = []
    for i in range(count):
        mood, length = GENRES[genre][i % 2], LENGTHS[i % len(LENGTHS)]
        scene = Scene(mood=mood, length=length, seed=i + 1, genre=genre)
        out.append(compose(scene if styled else replace(scene, genre=None)))
    return out


def _is_two_five(first: Span[Chord], second: Span[Chord]) -> bool:
    here, there = first.value.token, second.value.token
    falls = (root(there) - root(here)) % 12 in {5, 11}
    numeral = _NUMERAL.match(here)
    return falls and (is_dominant(there) or "7sus4" in there) and bool(numeral and numeral[1].islower())


def _is_close(first: Span[Chord], second: Span[Chord]) -> bool:
    here, there = first.value, second.value
    falls = (here.pcs[0] - there.pcs[0]) % 12 == 7
    leads = (there.pcs[0] + 11) % 12 in here.pcs
    return falls and leads and there.pcs[0] == there.key.pc


def bars(sketch: Sketch) -> list[tuple[object, ...]]:
    """The chords of each bar: which, and where in it."""
    out: list[tuple[object, ...]] = []
    for bar in sketch.cue.bars:
        inside = [c for c in sketch.chords if c.start < bar.end and c.start + c.length > bar.at]
        out.append(tuple((c.value.token, max(0, c.start - bar.at)) for c in inside))
    return out


def bass(sketch: Sketch) -> list[Note]:
    """The bass line: the lowest note wherever somebody plays the bass."""
    lowest: dict[int, Note] = {}
    for part in sketch.parts:
        for note in part.notes:
            if note.role == "bass" and (note.at not in lowest or note.pitch.midi < lowest[note.at].pitch.midi):
                lowest[int(note.at)] = note
    return [lowest[at] for at in sorted(lowest)]


def counted(sketch: Sketch, own: Kind) -> Counts:
    """Everything that is counted in a cue."""
    spans = list(sketch.chords)
    pairs = list(pairwise(spans))
    seconds = mean(float(sketch.cue.seconds(c.start + c.length) - sketch.cue.seconds(c.start)) for c in spans)
    line = bass(sketch)
    moves = [abs(b.pitch.midi - a.pitch.midi) for a, b in pairwise(line)]
    walks = [(a, b) for a, b in pairwise(line) if a.length <= 960 and b.at - a.at <= 960]
    starts = {int(c.start) for c in spans}
    near = [abs(b.pitch.midi - a.pitch.midi) <= 2 or abs(b.pitch.midi - a.pitch.midi) in {5, 7} for a, b in walks
            if int(b.at) in starts]  # fmt: skip
    each = bars(sketch)
    return Counts(
        (
            len(spans) / len(sketch.cue.bars),
            seconds,
            share(own(c.value) for c in spans),
            share(_is_two_five(a, b) for a, b in pairs),
            share(_is_close(a, b) for a, b in pairs),
            share((c.value.key.pc + 11) % 12 in c.value.pcs for c in spans),
            share(a == b for a, b in pairwise(each)),
            share(0 < move <= 2 for move in moves),
            share(move == 0 for move in moves),
            len(walks) / max(1, len(line)),
            share(near),
        ),
    )


def averaged(rows: list[Counts]) -> list[float]:
    """The mean of every column over the cues that have it."""
    columns = zip(*(row.values for row in rows), strict=True)
    found = [[value for value in column if value is not None] for column in columns]
    return [mean(column) if column else 0.0 for column in found]


def table(names: Iterable[str], count: int = CUES) -> list[str]:
    """The lines of the table."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    for genre in names:
        for styled in (True, False):
            rows = [counted(sketch, OWN[genre]) for sketch in cues(genre, styled=styled, count=count)]
            name = genre if styled else f"(the same without {genre})"
            lines.append(f"| {name} | " + " | ".join(f"{value:.2f}" for value in averaged(rows)) + " |")
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Print the table and keep it."""
    lines = table(sys.argv[1:] or GENRES)
    if len(sys.argv) == 1:
        text = f"# Genres\n\n{CUES} cues each (two moods, five lengths from 30 to 90 s, 25 seeds).\n\n"
        Path(__file__).with_suffix(".md").write_text(text + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

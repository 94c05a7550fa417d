"""Does the harmony follow the drama? Twenty moods, four arcs, three seeds, a minute each; chords alone are measured.

Spearman's rank correlation, bar by bar, of the asked tension with the tension of the chords (`harmonic-tension` among
a sketch's curves): loudness, register and density count for nothing here. The arcs name intensity alone, so that each
mood moves within its own range. Beside it: chords of the key, different chords, moves that stood before, and the lines
of twelve cues.

Run: python benchmarks/harmony.py [moods…] > benchmarks/harmony.md
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import pairwise
from statistics import mean, median

from scenescore.compose.tension.agreement import spearman
from scenescore.model.scene import ArcPoint, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose

MOODS = ("serene", "tender", "hopeful", "heroic", "triumphant", "playful", "mysterious", "ominous", "suspenseful",
         "frightening", "mournful", "melancholic", "romantic", "epic", "wondrous", "tense", "menacing", "nostalgic",
         "angry", "joyful")  # fmt: skip
#: Moment (seconds) and intensity.
ARCS = {
    "rise": ((0, 0.15), (60, 0.95)),
    "fall": ((0, 0.95), (60, 0.15)),
    "arch": ((0, 0.15), (30, 0.95), (60, 0.15)),
    "late peak": ((0, 0.15), (48, 0.95), (60, 0.3)),
}
SEEDS = (1, 2, 3)
WRITTEN_OUT = (
    ("serene", "arch"), ("romantic", "late peak"), ("heroic", "rise"), ("playful", "arch"), ("wondrous", "late peak"),
    ("mournful", "fall"), ("melancholic", "arch"), ("mysterious", "arch"), ("suspenseful", "rise"),
    ("ominous", "late peak"), ("frightening", "late peak"), ("epic", "rise"),
)  # fmt: skip


def cue(mood: str, arc: str, seed: int) -> Sketch:
    """A minute of one mood along one arc."""
    points = tuple(ArcPoint(at=at, intensity=level) for at, level in ARCS[arc])
    return compose(Scene(mood=mood, length=60, arc=points, seed=seed))


def curve(sketch: Sketch, name: str) -> list[float]:
    """One curve of a sketch, a value for each bar."""
    return next([value for _, value in c.points] for c in sketch.curves if c.name == name)


def follows(sketch: Sketch) -> float:
    """How far the chords' tension goes with the asked one, bar by bar."""
    return spearman(curve(sketch, "asked-tension"), curve(sketch, "harmonic-tension")) or 0.0


def diatonic(sketch: Sketch) -> float:
    """Share of the chords whose tones all lie in the key."""
    return mean(all(pc in span.value.key.pcs for pc in span.value.pcs) for span in sketch.chords)


def different(sketch: Sketch) -> int:
    """How many different chords a cue has."""
    return len({(span.value.token, span.value.key) for span in sketch.chords})


def said_again(sketch: Sketch) -> float:
    """Share of the chord pairs (a chord and the next) that stood before, in whatever key."""
    tokens = [span.value.token for span in sketch.chords]
    pairs = list(pairwise(tokens))
    return mean(pair in pairs[:i] for i, pair in enumerate(pairs)) if pairs else 0.0


def line(sketch: Sketch) -> list[str]:
    """The chords of a cue as text: phrases in order, bars between strokes."""
    out = []
    for section in sketch.sections:
        out.append(f"{section.purpose} {section.label}, {section.key.name}")
        for phrase in section.phrases:
            bars = [bar for bar in sketch.cue.bars if phrase.at <= bar.at < phrase.end]
            cells = []
            for bar in bars:
                heard = [span.value for span in sketch.chords if span.start < bar.end and span.end > bar.at]
                cells.append(", ".join(f"{chord.token} ({chord.name})" for chord in heard))
            out.append(f"  {phrase.function}, {phrase.close}: | {' | '.join(cells)} |")
    return out


def main() -> None:
    """Print the tables and the lines."""
    moods = sys.argv[1:] or MOODS
    found: dict[tuple[str, str], list[Sketch]] = defaultdict(list)
    for mood in moods:
        for arc in ARCS:
            found[mood, arc] = [cue(mood, arc, seed) for seed in SEEDS]
    everything = [follows(sketch) for group in found.values() for sketch in group]
    print(f"# Harmony along the drama\n\n{len(everything)} cues of a minute.\n")
    print("| arc | median | lowest |\n|---|---|---|")
    for arc in ARCS:
        own = [follows(sketch) for mood in moods for sketch in found[mood, arc]]
        print(f"| {arc} | {median(own):.2f} | {min(own):.2f} |")
    print(f"| all | {median(everything):.2f} | {min(everything):.2f} |\n")
    print(f"| mood | {' | '.join(ARCS)} | chords of the key | different chords | moves said again |")
    print(f"|{'---|' * (len(ARCS) + 4)}")
    for mood in moods:
        group = [sketch for arc in ARCS for sketch in found[mood, arc]]
        cells = [f"{median(map(follows, found[mood, arc])):.2f}" for arc in ARCS]
        cells += [f"{100 * mean(map(diatonic, group)):.0f} %", f"{mean(map(different, group)):.0f}"]
        print(f"| {mood} | {' | '.join(cells)} | {100 * mean(map(said_again, group)):.0f} % |")
    print("\n## Twelve chord lines (seed 1)")
    for mood, arc in WRITTEN_OUT:
        if mood in moods:
            body = "\n".join(line(found[mood, arc][0]))
            print(f"\n### {mood}, {arc}\n\n```\n{body}\n```")


if __name__ == "__main__":
    main()

"""Ask for tension and measure what is heard: twenty moods, four arcs, three seeds, a minute each.

The arcs (rise, fall, arch, late peak) are written as a user would, with intensity and tension points; twice more with
only one of the two. Figures are Spearman's rank correlations of asked and achieved tension per bar, both as means over
a phrase (four bars at most); beside the whole also each side alone. `harmony` is what the chords alone give, loudness,
register and density left out.

Run: python benchmarks/tension.py [moods…] > benchmarks/tension.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from scenescore.compose.measure import achieved_tension, bar_levels
from scenescore.compose.tension.agreement import over_phrases, spearman
from scenescore.model.scene import ArcPoint, Scene
from scenescore.pipeline import compose

LENGTH = 60
MOODS = ("serene", "ominous", "heroic", "playful", "mournful", "romantic", "suspenseful", "epic", "frantic", "awe",
         "nostalgic", "eerie", "tender", "dramatic", "hopeful", "mysterious", "tragic", "joyful", "aggressive",
         "melancholic")  # fmt: skip
#: Moment (seconds) and how high, 0..1.
ARCS = {
    "rise": ((0, 0.1), (20, 0.35), (40, 0.65), (60, 0.95)),
    "fall": ((0, 0.95), (20, 0.65), (40, 0.35), (60, 0.1)),
    "arch": ((0, 0.15), (30, 0.95), (60, 0.15)),
    "late peak": ((0, 0.2), (25, 0.4), (47, 0.95), (60, 0.3)),
}
WAYS = ("both", "intensity", "tension")
SEEDS = (1, 2, 3)
SIDES = ("whole", "harmony", "loudness", "register", "density")


@dataclass(frozen=True)
class Row:
    """One cue: what was asked and how far each side goes with it."""

    mood: str
    arc: str
    way: str
    seed: int
    found: dict[str, float]


def scene(mood: str, arc: str, way: str, seed: int) -> Scene:
    """Order a cue: `way` says which of the two the arc names."""
    points = tuple(
        ArcPoint(
            at=at,
            intensity=high if way != "tension" else None,
            tension=round(1.6 * high - 0.7, 2) if way != "intensity" else None,
        )
        for at, high in ARCS[arc]
    )
    return Scene(mood=mood, length=LENGTH, arc=points, seed=seed)


def measured(mood: str, arc: str, way: str, seed: int) -> Row:
    """Compose a cue and correlate."""
    sketch = compose(scene(mood, arc, way, seed))
    cue, sections = sketch.cue, sketch.sections
    asked = over_phrases(cue, sections, [v for c in sketch.curves if c.name == "asked-tension" for _, v in c.points])
    bars = achieved_tension(cue, sections, sketch.chords, sketch.parts, bar_levels(cue, sketch.parts))
    curves = {"whole": [bar.total for bar in bars]}
    for i, (name, _) in enumerate(bars[0].sides):
        curves[name] = [bar.sides[i][1] for bar in bars]
    found = {name: spearman(asked, over_phrases(cue, sections, curve)) or 0.0 for name, curve in curves.items()}
    return Row(mood, arc, way, seed, found)


def rows(moods: Sequence[str], ways: Iterable[str] = WAYS, seeds: Iterable[int] = SEEDS) -> list[Row]:
    """Measure all cues, on two cores."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - only this script spreads over cores

    orders = [(m, a, w, s) for m in moods for a in ARCS for w in ways for s in seeds]
    return list(Parallel(n_jobs=2)(delayed(measured)(*order) for order in orders))


def _line(name: str, chosen: Sequence[Row]) -> str:
    whole = sorted(row.found["whole"] for row in chosen)
    cells = [f"{median(row.found[side] for row in chosen):.2f}" for side in SIDES]
    return f"| {name} | {len(chosen)} | {' | '.join(cells)} | {whole[0]:.2f} | {sum(v < 0.4 for v in whole)} |"


def table(title: str, found: Sequence[Row], key: Callable[[Row], str], names: Iterable[str]) -> str:
    """One table of medians, with the least of the whole and how many cues lie below 0.4."""
    head = f"| {title} | cues | {' | '.join(SIDES)} | least | below 0.4 |\n|---|" + "---:|" * (len(SIDES) + 3)
    lines = [_line(name, [row for row in found if key(row) == name]) for name in names]
    return "\n".join([head, *lines])


def main() -> None:
    """Print the tables."""
    moods = tuple(sys.argv[1:]) or MOODS
    found = rows(moods)
    print("# Tension: asked and achieved\n")
    print("Made by `benchmarks/tension.py`: medians of Spearman's rank correlation per bar, means over a phrase.\n")
    for title, key, names in (
        ("all", lambda _: "all cues", ["all cues"]),
        ("the arc names", lambda row: row.way, WAYS),
        ("arc", lambda row: row.arc, ARCS),
        ("mood", lambda row: row.mood, moods),
    ):
        print(table(title, found, key, names) + "\n")
    worst = sorted(found, key=lambda row: (row.found["whole"], row.mood, row.arc, row.way, row.seed))[:10]
    print(f"The ten cues that follow least:\n\n| mood | arc | names | seed | {' | '.join(SIDES)} |")
    print("|---|---|---|---:|" + "---:|" * len(SIDES))
    for row in worst:
        cells = " | ".join(f"{row.found[side]:.2f}" for side in SIDES)
        print(f"| {row.mood} | {row.arc} | {row.way} | {row.seed} | {cells} |")


if __name__ == "__main__":
    main()

"""Does a cue stand in the key that its scene names? An independent key finder says what it hears.

Cues of 40 to 60 seconds that close with a cadence: three moods for each mode (six for the two that usually close),
eight seeds, each on its own tonic, two arcs. The notes of all players are summed by pitch class and length and given
to music21: the profiles of Aarden and Essen (its `analyze('key')`) decide, those of Krumhansl and Schmuckler stand
beside them. Once over the whole cue, once over its ending. Key finders know major and minor only: a mode agrees when
its tonic and its third are found; what has the same notes is listed as relative.

Run: python benchmarks/keys.py [modes…] > benchmarks/keys.md
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from statistics import mean
from typing import Any

from joblib import Parallel, delayed
from music21 import note, stream
from music21.analysis.discrete import AardenEssen, KrumhanslSchmuckler

from scenescore import Scene, Sketch, compose
from scenescore.model.pitch import Key
from scenescore.model.scene import ArcPoint

MOODS: Mapping[str, tuple[str, ...]] = {
    "ionian": ("serene", "romantic", "heroic", "playful", "hopeful", "joyful"),
    "harmonic-minor": ("mournful", "melancholic", "tragic", "mysterious", "tense", "ominous"),
    "aeolian": ("mournful", "melancholic", "epic"),
    "dorian": ("mysterious", "melancholic", "epic"),
    "lydian": ("wondrous", "heroic", "serene"),
    "mixolydian": ("heroic", "playful", "epic"),
    "phrygian": ("ominous", "suspenseful", "frightening"),
    "melodic-minor": ("mysterious", "suspenseful", "romantic"),
}
CLOSED = ("ionian", "harmonic-minor")
#: Each seed has its tonic: another tonic with the same seed would be much the same music again.
TONICS = ("C", "A", "Eb", "D", "F", "B", "G", "E")
#: Length in seconds and intensity from moment to moment.
ARCS = (
    (40, ((0, 0.4), (40, 0.5))),
    (60, ((0, 0.2), (40, 0.9), (60, 0.3))),
)
ANSWERS = ("agrees", "relative", "parallel", "dominant", "subdominant", "other")
FINDERS: Mapping[str, Any] = {"Aarden": AardenEssen, "Krumhansl": KrumhanslSchmuckler}


def cue(mode: str, mood: str, seed: int, arc: int) -> Sketch:
    """A cue in a named key that closes with a cadence."""
    length, points = ARCS[arc]
    levels = tuple(ArcPoint(at=at, intensity=level) for at, level in points)
    return compose(
        Scene(mood=mood, length=length, arc=levels, key=f"{TONICS[seed]} {mode}", ending="cadence", seed=seed)
    )


def weights(sketch: Sketch, since: int = 0) -> list[int]:
    """How long each pitch class sounds in the written notes from a tick on, in ticks."""
    found = [0] * 12
    for part in sketch.parts:
        for n in part.notes:
            if n.at >= since:
                found[n.pitch.midi % 12] += n.length
    return found


def heard(found: list[int], finder: str) -> tuple[int, bool]:
    """The tonic (pitch class) that a key finder hears, and whether in minor."""
    notes: Any = stream.Stream()
    one: Any = note.Note
    for pc, length in enumerate(found):
        if length:
            notes.append(one(60 + pc, quarterLength=length / 960))
    answer = FINDERS[finder]().getSolution(notes)
    return answer.tonic.pitchClass, answer.mode == "minor"


def verdict(key: Key, answer: tuple[int, bool]) -> str:
    """How a heard key stands to a declared one."""
    step, is_minor = (answer[0] - key.pc) % 12, answer[1]
    if step == 0:
        return "agrees" if is_minor == key.is_minor else "parallel"
    around = {(key.pc + degree) % 12 for degree in key.degrees}
    if key.mode == "harmonic-minor":
        around = {(key.pc + degree) % 12 for degree in (0, 2, 3, 5, 7, 8, 10)}
    scale = (0, 2, 3, 5, 7, 8, 10) if is_minor else (0, 2, 4, 5, 7, 9, 11)
    if {(answer[0] + degree) % 12 for degree in scale} == around:
        return "relative"
    return {7: "dominant", 5: "subdominant"}.get(step, "other")


def judged(mode: str, mood: str, seed: int, arc: int) -> dict[str, str]:
    """The verdicts on one cue: both finders over all of it, the first one over its ending; and whether it ends home."""
    sketch = cue(mode, mood, seed, arc)
    home, last = sketch.sections[0].key, sketch.sections[-1]
    found = {finder: verdict(home, heard(weights(sketch), finder)) for finder in FINDERS}
    found["ending"] = verdict(home, heard(weights(sketch, last.at), "Aarden"))
    found["home"] = "yes" if last.key.pc == home.pc else "no"
    return found


def orders(modes: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """Every cue of the table."""
    for mode in modes:
        yield from product((mode,), MOODS[mode], range(len(TONICS)), range(len(ARCS)))


def table(rows: Mapping[str, list[dict[str, str]]], which: str) -> None:
    """Print one table by mode."""
    print(f"| mode | cues | {' | '.join(ANSWERS)} |\n|{'---|' * (2 + len(ANSWERS))}")
    for mode, found in rows.items():
        counts = Counter(row[which] for row in found)
        print(f"| {mode} | {len(found)} | {' | '.join(f'{100 * counts[a] / len(found):.0f} %' for a in ANSWERS)} |")
    print()


def main() -> None:
    """Compose, ask and print."""
    modes = sys.argv[1:] or list(MOODS)
    asked = list(orders(modes))
    answers = Parallel(n_jobs=2)(delayed(judged)(*order) for order in asked)
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    by_mood: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for order, answer in zip(asked, answers, strict=True):
        rows[order[0]].append(answer)
        by_mood[order[:2]].append(answer)
    closed = [row for mode in CLOSED for row in rows.get(mode, ())]
    print(f"# Declared keys\n\n{len(asked)} cues that name their key and close with a cadence.\n")
    if closed:
        share = 100 * mean(row["Aarden"] == "agrees" for row in closed)
        print(f"Ionian and harmonic minor together: {share:.1f} % agree over the whole cue.\n")
    print("## Whole cue, profiles of Aarden and Essen\n")
    table(rows, "Aarden")
    print("## Whole cue, profiles of Krumhansl and Schmuckler\n")
    table(rows, "Krumhansl")
    print("## The ending alone, profiles of Aarden and Essen\n")
    table(rows, "ending")
    print(
        "## By mood\n\n| mode | mood | agrees | ending agrees | ends on the tonic it began on |\n|---|---|---|---|---|"
    )
    for (mode, mood), found in by_mood.items():
        shares = [mean(row[which] == good for row in found) for which, good in
                  (("Aarden", "agrees"), ("ending", "agrees"), ("home", "yes"))]  # fmt: skip
        print(f"| {mode} | {mood} | {' | '.join(f'{100 * share:.0f} %' for share in shares)} |")


if __name__ == "__main__":
    main()

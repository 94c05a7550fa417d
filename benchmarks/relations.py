"""How often two themes clash when they meet, against what their relation asks; and how well two voices go.

Pairs of born themes (`tests/compose/meeting_place.py`: other archetypes, modes, meters and keys) meet in two, four and
eight bars in every relation, in counterpoint and swallowing. Then whole cues are composed with two characters and a
relation, and their statements are read. A strong beat is every beat on which both sound; what clashes is said in
`scenescore.compose.themes.meeting.clash`.

Run: python benchmarks/relations.py [PAIRS] > benchmarks/relations.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import fmean, pstdev

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "compose"))

from meeting_place import BOOK, MOODS, pair

from scenescore import compose
from scenescore.compose.themes.meeting.clash import (
    coinciding,
    contrary,
    is_clash,
    line_of,
    parallels,
    strong_clashes,
    together,
)
from scenescore.model.cue import Cue
from scenescore.model.scene import Character, Relation, Scene
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Statement

PAIRS = 60
ROOMS = (2, 4, 8)
NEAR = 0.1001
CASTS = (("hero", "villain"), ("love", "orphan"), ("mentor", "child"), ("trickster", "warrior"), ("ghost", "home"))
SEEDS = (1, 2, 3, 4)


def met(relation: str, way: str, pairs: int) -> Iterator[tuple[Cue, tuple[Statement, ...], float]]:
    """Every meeting of the pairs in one relation and way: its cue, its statements, its share of clashes."""
    for number in range(1, pairs + 1):
        for bars in ROOMS:
            meeting = pair(number).meet(relation, way, bars)
            if meeting is not None and meeting.way == way:
                yield pair(number).cue, meeting.statements, meeting.dissonance


def shares(relation: str, way: str, pairs: int) -> str:
    """One row: asked, achieved, how many near it."""
    asked = BOOK.relations[relation].dissonance
    found = [share for _, _, share in met(relation, way, pairs)]
    near = sum(abs(share - asked) <= NEAR for share in found)
    return (
        f"| {relation} | {way} | {asked:.2f} | {fmean(found):.3f} | {pstdev(found):.3f} "
        f"| {near} of {len(found)} ({100 * near / len(found):.0f} %) |"
    )


def voices(relation: str, pairs: int) -> str:
    """One row: how two voices go in counterpoint."""
    moves = faults = apart = along = crossed = beats = off = 0
    coincide, alike = [], []
    for cue, (one, other), _ in met(relation, "counterpoint", pairs):
        high, low = line_of(one), line_of(other)
        both = together(high, low, cue)
        moves += len(both) - 1
        faults += parallels(both)
        parts, goes = contrary(both)
        apart, along = apart + parts, along + goes
        above = sum(a > b for _, a, b in both)
        crossed += min(above, len(both) - above)
        beats += len(both)
        share = coinciding(high, low)
        coincide.append(share)
        off += not 250 <= share <= 750
        alike.append(other.similarity)
    return (
        f"| {relation} | {100 * faults / moves:.1f} % | {apart} : {along} | {100 * crossed / beats:.1f} % "
        f"| {fmean(coincide) / 10:.0f} % | {off} of {len(coincide)} | {fmean(alike):.2f} |"
    )


def cues(relation: str) -> Iterator[Sketch]:
    """Whole cues with two characters who stand so to each other."""
    for number, (one, two) in enumerate(CASTS):
        for seed in SEEDS:
            people = (Character(name="Ada", traits=(one,)), Character(name="Bo", traits=(two,), enters=20))
            scene = Scene(
                mood=MOODS[number % len(MOODS)],
                length=110,
                seed=seed,
                characters=people,
                relations=(Relation(between=("Ada", "Bo"), kind=relation),),
            )
            yield compose(scene)


def composed(relation: str) -> str:
    """One row: in how many cues they meet, after both were alone; their clashes as planned and as written."""
    asked = BOOK.relations[relation].dissonance
    count = have = alone = pile = 0
    found, written = [], []
    for sketch in cues(relation):
        joint = [s for s in sketch.statements if s.relation]
        count += 1
        have += bool(joint)
        first = min((s.at for s in joint), default=0)
        alone += {s.theme for s in sketch.statements if not s.relation and s.end <= first} == {"Ada", "Bo"}
        pile += any(sum(s.at <= at.at < s.end for s in sketch.statements) > 2 for at in sketch.statements)
        found += [share for share in (planned(joint, sketch),) if share is not None]
        written += [share for share in (sounding(joint, sketch),) if share is not None]
    near = sum(abs(share - asked) <= NEAR for share in found)
    mean = f"{fmean(found):.3f} | {pstdev(found):.3f} | {near} of {len(found)}" if found else "- | - | -"
    heard = f"{fmean(written):.3f}" if written else "-"
    return f"| {relation} | {have} of {count} | {alone} | {pile} | {asked:.2f} | {mean} | {heard} |"


def planned(joint: list[Statement], sketch: Sketch) -> float | None:
    """The share of clashes of a meeting as its statements have it; None where nothing sounds together."""
    counts = [strong_clashes(a, b, sketch.cue) for a, b in combinations(joint, 2) if a.at < b.end and b.at < a.end]
    beats = sum(both for _, both in counts)
    return sum(clashes for clashes, _ in counts) / beats if beats else None


def sounding(joint: list[Statement], sketch: Sketch) -> float | None:
    """The same in the notes that the players have."""
    notes = [n for part in sketch.parts for n in part.notes if n.statement is not None]
    lines = {
        s.number: tuple(sorted({(int(n.at), int(n.end), n.pitch.midi) for n in notes if n.statement == s.number}))
        for s in joint
    }
    clashes = beats = 0
    for a, b in combinations(joint, 2):
        if a.at < b.end and b.at < a.end:
            over_bass = "bass" in {a.voice, b.voice}
            both = together(lines[a.number], lines[b.number], sketch.cue)
            beats += len(both)
            clashes += sum(is_clash(max(x, y), min(x, y), over_bass=over_bass) for _, x, y in both)
    return clashes / beats if beats else None


def main() -> None:
    """Print the tables."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    relations = sorted(BOOK.relations)
    print(f"# Two themes in a scene\n\n{pairs} pairs of born themes, each in {', '.join(map(str, ROOMS))} bars.\n")
    print("| relation | way | asked | mean | spread | within ten points |\n|---|---|---|---|---|---|")
    for way in ("counterpoint", "swallowing"):
        for relation in relations:
            print(shares(relation, way, pairs))
    print(
        "\nHow the two voices go in counterpoint, from strong beat to strong beat; onsets of both that fall together.\n"
    )
    print("| relation | parallel fifths, octaves | apart : along | crossed beats | together | beyond 25-75 % | known |")
    print("|---|---|---|---|---|---|---|")
    for relation in relations:
        print(voices(relation, pairs))
    print(f"\n{len(CASTS) * len(SEEDS)} whole cues of 110 s for each relation; the second character enters at 20 s.\n")
    print("| relation | they meet | both alone before | three at once | asked | mean | spread | near | as written |")
    print("|---|---|---|---|---|---|---|---|---|")
    for relation in relations:
        print(composed(relation))


if __name__ == "__main__":
    main()

"""Whether themes are heard for what they are: a melodic matcher that knows only the themes names their statements.

A cast of twelve, born from traits, plays in a hundred cues in turns of two or three, in many moods, states, tempi and
ensembles. The matcher (`tests/compose/melodic_matcher.py`: local alignment, nothing of the composer's own measure) is
given the notes of each statement alone, then whole cues with nothing marked; and melodies that nobody wrote.

Run: python benchmarks/leitmotifs.py [CUES [SEED]]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from scenescore import compose

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "compose"))

from film_cast import WHOLE, Heard, apart, cast_of, is_full, judged, scenes, strangers
from melodic_matcher import Line, known, named, searched


def share(rows: Sequence[bool]) -> str:
    """Of how many how many, in percent."""
    return f"{100 * sum(rows) / len(rows):.1f} % of {len(rows)}" if rows else "none"


def rows_by(title: str, found: Sequence[Heard], key: Callable[[Heard], str]) -> None:
    """Print how many are named rightly, by some quality of a statement."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each.is_right)
    print(f"\n| {title} | statements | named rightly |\n|---|---|---|")
    for name in sorted(groups):
        print(f"| {name} | {len(groups[name])} | {100 * sum(groups[name]) / len(groups[name]):.0f} % |")


def main(count: int, seed: int) -> None:
    """Print the tables."""
    bible = cast_of(seed)
    told = known(subject.theme for subject in bible.subjects)
    found: list[Heard] = []
    wholes: list[bool] = []
    for scene in scenes(bible, count, seed):
        sketch = compose(scene)
        found += judged(sketch, told)
        stated = {statement.theme for statement in sketch.statements}
        if stated:
            wholes.append(searched(sketch, told).best in stated)
    tables(found, wholes, told, seed, count)


def tables(
    found: Sequence[Heard], wholes: Sequence[bool], told: Mapping[str, Sequence[Line]], seed: int, count: int
) -> None:
    """Print what was heard."""
    print(f"# Leitmotifs: {count} cues of a film with a cast of twelve (seed {seed})\n")
    print("| what the matcher was given | names the right theme | claims one at all |\n|---|---|---|")
    kinds = {
        "full statements": [each for each in found if is_full(each.statement)],
        "transformed statements": [each for each in found if not is_full(each.statement)],
        "of these whole, but changed": [
            each for each in found if not is_full(each.statement) and each.statement.fullness >= WHOLE
        ],
    }
    for name, rows in kinds.items():
        print(f"| {name} | {share([r.is_right for r in rows])} | {share([r.is_claimed for r in rows])} |")
    print(f"| whole cues, nothing marked | {share(wholes)} | |")
    for name, lines in strangers(240, seed + 1).items():
        print(f"| {name} | | {share([named(line, told).is_claimed for line in lines])} |")
    rows_by("fullness", found, lambda each: f"{each.statement.fullness:.1f}")
    rows_by("voice", found, lambda each: each.statement.voice)
    rows_by("notes", found, lambda each: str(min(each.notes, 9)))
    print("\n| technique | statements | named rightly |\n|---|---|---|")
    by_technique: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        for name in each.statement.chain:
            by_technique[name].append(each.is_right)
    for name, right in sorted(by_technique.items(), key=lambda item: -len(item[1])):
        print(f"| {name} | {len(right)} | {100 * sum(right) / len(right):.0f} % |")
    print("\n| cast | nearest pair | median pair | least own change above the floor | own changes above it |")
    print("|---|---|---|---|---|")
    for cast in range(seed, seed + 6):
        near, median, least, number = apart(cast_of(cast))
        print(f"| seed {cast} | {near:.2f} | {median:.2f} | {least:.2f} | {number} |")


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    main(asked[0] if asked else 100, asked[1] if len(asked) > 1 else 1)

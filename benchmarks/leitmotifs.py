"""Whether themes are heard for what they are: a melodic matcher that knows only the themes names their statements.

A cast of twelve, born from traits, plays in a hundred cues in turns of two or three, in many moods, states, tempi and
ensembles; each of them is also introduced alone. The matcher (`tests/compose/melodic_matcher.py`: local alignment,
nothing of the composer's own measure) is given the notes of each statement alone, then whole cues with nothing marked;
and melodies that are in nobody's theme. So that the figures do not hang on one measure, music21 names the statements
too: its strings of steps and speed, compared by difflib. A second table says how much of the time is told by whom.

Run: python benchmarks/leitmotifs.py [CUES [SEED]]
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from music21.note import Note as Noted
from music21.search.base import translateIntervalsAndSpeed
from music21.stream import Stream

from scenescore import compose
from scenescore.model.sketch import Sketch

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "compose"))

from film_cast import WHOLE, Heard, apart, cast_of, introductions, is_full, judged, scenes, strangers
from melodic_matcher import Line, heard, known, melody_of, named, once, searched, turns

#: The scale steps of each interval up to the major seventh.
_STEPS = (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)


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


def spelled(line: Line) -> str:
    """A melody as music21 writes it for searching: a letter for each step or skip and whether it goes on faster.

    Steps and skips of a scale, so that major and minor are the same tune.
    """
    stream: Stream[Noted] = Stream()
    spans = [b - a for (a, _, _), (b, _, _) in pairwise(line)] + [line[-1][1]]
    place, before = 60, line[0][2]
    for (_, _, midi), span in zip(line, spans, strict=True):
        octaves, within = divmod(abs(midi - before), 12)
        steps = 7 * octaves + _STEPS[within]
        place, before = place + (steps if midi > before else -steps), midi
        note = Noted(place)
        note.quarterLength = span / 960
        stream.append(note)  # type: ignore[no-untyped-call]
    return str(translateIntervalsAndSpeed(stream))  # type: ignore[no-untyped-call]


def ratio(one: str, other: str) -> float:
    """How alike the shorter is to the best stretch of the longer."""
    short, long = sorted((one, other), key=len)
    ways = (long[i : i + len(short)] for i in range(len(long) - len(short) + 1))
    return max(SequenceMatcher(None, way, short, autojunk=False).ratio() for way in ways)


def by_music21(line: Line, told: Mapping[str, Sequence[str]]) -> str:
    """Which theme music21 finds nearest."""
    here = spelled(once(line))
    return max(told, key=lambda name: max(ratio(here, each) for each in told[name]))


def checked(sketch: Sketch, told: Mapping[str, Sequence[str]]) -> list[tuple[bool, bool]]:
    """Of each statement whether it is full, and whether music21 names it rightly."""
    lines = [(statement, heard(sketch, statement)) for statement in sketch.statements]
    return [(is_full(each), by_music21(line, told) == each.theme) for each, line in lines if len(line) > 1]


def main(count: int, seed: int) -> None:
    """Print the tables of a film, and the first two of another one."""
    print(f"# Leitmotifs: {count} cues of a film with a cast of twelve (seed {seed})\n")
    sketches, found = film(count, seed)
    presence(sketches)
    details(found)
    distances(seed)
    print(f"\nAnother film (seed {seed + 1}):\n")
    film(count, seed + 1)


def film(count: int, seed: int) -> tuple[list[Sketch], list[Heard]]:
    """Compose a film; print how much is named rightly, and what is claimed that is in nobody's theme."""
    bible = cast_of(seed)
    told = known(subject.theme for subject in bible.subjects)
    letters = {name: [spelled(way) for each in lines for way in (each, *turns(each))] for name, lines in told.items()}
    sketches = [compose(scene) for scene in scenes(bible, count, seed)]
    alone = [compose(scene) for scene in introductions(bible)]
    found = [each for sketch in sketches for each in judged(sketch, told)]
    first = [each for sketch in alone for each in judged(sketch, told)]
    stated = [(sketch, {statement.theme for statement in sketch.statements}) for sketch in sketches]
    wholes = [searched(sketch, told).best in names for sketch, names in stated if names]
    again = [each for sketch in sketches for each in checked(sketch, letters)]
    named_rightly(found, first, again, wholes)
    claimed(told, seed)
    return sketches, found


def named_rightly(
    found: Sequence[Heard], first: Sequence[Heard], again: Sequence[tuple[bool, bool]], wholes: Sequence[bool]
) -> None:
    """Print how many statements and cues are named rightly."""
    print("| what the matcher was given | names the right theme | claims one at all | music21 names the right theme |")
    print("|---|---|---|---|")
    full = [each for each in found if is_full(each.statement)]
    changed = [each for each in found if not is_full(each.statement)]
    kinds = {
        "full statements": (full, share([right for whole, right in again if whole])),
        "full statements where each of the twelve is introduced": ([e for e in first if is_full(e.statement)], ""),
        "transformed statements": (changed, share([right for whole, right in again if not whole])),
        "of these whole, but changed": ([e for e in changed if e.statement.fullness >= WHOLE], ""),
    }
    for name, (rows, other) in kinds.items():
        print(f"| {name} | {share([r.is_right for r in rows])} | {share([r.is_claimed for r in rows])} | {other} |")
    print(f"| whole cues, nothing marked | {share(wholes)} | | |")


def claimed(told: Mapping[str, Sequence[Line]], seed: int) -> None:
    """Print how often the matcher claims what is in nobody's theme."""
    print("\n| melodies of nobody here | claimed |\n|---|---|")
    rows: dict[str, list[Line]] = dict(strangers(240, seed + 1))
    rows["themes of four other films with the same kinds of people"] = [
        melody_of(subject.theme.motif) for other in range(seed + 11, seed + 15) for subject in cast_of(other).subjects
    ]
    for name, lines in rows.items():
        print(f"| {name} | {share([named(line, told).is_claimed for line in lines])} |")


def presence(sketches: Sequence[Sketch]) -> None:
    """Print how much of the time themes are stated, how often, and in which voices."""
    minutes = [float(sketch.cue.seconds(sketch.cue.length)) / 60 for sketch in sketches]
    often = [len(sketch.statements) / long for sketch, long in zip(sketches, minutes, strict=True)]
    shares = []
    for sketch in sketches:
        spans = sorted((int(each.at), int(each.end)) for each in sketch.statements)
        end = total = 0
        for start, stop in spans:
            total += max(0, stop - max(start, end))
            end = max(end, stop)
        shares.append(total / sketch.cue.length)
    print("\n| of every cue | least | mean | most |\n|---|---|---|---|")
    print(f"| statements a minute | {min(often):.1f} | {fmean(often):.1f} | {max(often):.1f} |")
    print(f"| share of the time told | {min(shares):.2f} | {fmean(shares):.2f} | {max(shares):.2f} |")
    voices = Counter(statement.voice for sketch in sketches for statement in sketch.statements)
    print("\n| voice | statements | of all |\n|---|---|---|")
    for voice, number in voices.most_common():
        print(f"| {voice} | {number} | {100 * number / voices.total():.0f} % |")


def details(found: Sequence[Heard]) -> None:
    """Print where the matcher is right, by what was done to a theme."""
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


def distances(seed: int) -> None:
    """Print how far the themes of some casts are apart, and what they turn into."""
    print("\n| cast | nearest pair | median pair | least own change above the floor | own changes above it |")
    print("|---|---|---|---|---|")
    for cast in range(seed, seed + 6):
        near, median, least, number = apart(cast_of(cast))
        print(f"| seed {cast} | {near:.2f} | {median:.2f} | {least:.2f} | {number} |")


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    main(asked[0] if asked else 100, asked[1] if len(asked) > 1 else 1)

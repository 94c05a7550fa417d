"""Read scores as a conductor would: who plays how much, in which order and register, and what a player would mind.

Each cue lasts a minute and has two characters, a hit and a line of speech; moods, ensembles and seeds are crossed.
Bars, notes and moves are counted over all cues of an ensemble.

Run: python benchmarks/orchestration.py [moods…] > orchestration.txt
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scenescore import Character, Dialogue, Hit, Scene, Sketch, compose
from scenescore.library import default_book
from scenescore.model.form import Section
from scenescore.model.metre import Bar
from scenescore.model.sketch import Note, Part

MOODS = ("serene", "ominous", "heroic", "playful", "mournful", "romantic", "suspenseful", "epic", "frantic", "awe")
ENSEMBLES = ("symphonic", "chamber-strings", "chamber", "fantasy-choir", "hybrid-trailer")
SEEDS = (1, 2, 3)
FAMILIES = ("strings", "woodwind", "brass", "percussion", "plucked", "keyboards", "voices")
#: Top to bottom; a layer of several of them is written in this order.
DESKS = ("violins-1", "violins-2", "violas", "celli", "contrabasses")
ORCHESTRA = frozenset({"strings", "brass"})
TUTTI = 10
#: Lengths that read well: multiples of a thirty-second or a triplet sixteenth.
READABLE = (120, 160)
#: Notes of the tune up to an eighth pass by.
PASSING = 480
SHORT = frozenset({"spiccato", "staccato", "pizzicato"})


def scene(mood: str, ensemble: str, seed: int) -> Scene:
    """A minute of film: somebody enters, somebody speaks, a door falls shut, a second one enters."""
    return Scene(
        mood=mood, ensemble=ensemble, seed=seed, length=60,
        characters=(Character(name="A", traits=("hero",), enters=6), Character(name="B", traits=("love",), enters=34)),
        hits=(Hit(at=42, name="door", gesture="stinger", priority="must"),),
        dialogue=(Dialogue(from_=18, to=24),),
    )  # fmt: skip


def heat(sections: tuple[Section, ...], bar: Bar) -> float:
    """The asked intensity in the middle of a bar."""
    tick = bar.at + bar.meter.length // 2
    here = next((s for s in sections if s.at <= tick < s.end), sections[-1])
    share = (tick - here.at) / max(1, here.length)
    return here.intensity[0] + (here.intensity[1] - here.intensity[0]) * share


def sounding(part: Part, bar: Bar) -> bool:
    """Whether a part is heard in a bar."""
    return any(note.at < bar.end and note.end > bar.at for note in part.notes)


def single_line(part: Part, role: str) -> list[Note]:
    """The notes of one role that sound alone in their part: no chords, no divided desks."""
    own = [note for note in part.notes if note.role == role]
    return [n for n in own if not any(o is not n and o.at < n.end and o.end > n.at for o in own)]


def count_forces(sketch: Sketch, tally: Counter[str]) -> None:
    """Parts by intensity, families by bar, tutti bars, busy winds."""
    present = {player.family for player in (p.instrument for p in sketch.parts)}
    for bar in sketch.cue.bars:
        heard = [p for p in sketch.parts if sounding(p, bar)]
        quarter = min(3, int(heat(sketch.sections, bar) * 4))
        tally[f"parts {quarter}"] += len(heard)
        tally[f"bars {quarter}"] += 1
        tally["bars"] += 1
        families = {p.instrument.family for p in heard}
        for family in families:
            tally[f"family {family}"] += 1
        pitched = sum(not p.instrument.is_percussion for p in heard)
        tally["tutti"] += families >= ORCHESTRA and pitched >= TUTTI
    tally["players"] += len(sketch.parts)
    tally["cues"] += 1
    for part in sketch.parts:
        if part.instrument.family in {"woodwind", "brass"} and present:
            busy = sum(sounding(part, bar) for bar in sketch.cue.bars)
            tally["wind parts"] += 1
            tally["restless winds"] += 3 * busy > 2 * len(sketch.cue.bars)


def count_lines(sketch: Sketch, tally: Counter[str]) -> None:
    """Leaps inside harmony parts and basses, within a phrase."""
    starts = frozenset(int(phrase.at) for section in sketch.sections for phrase in section.phrases)
    for part in sketch.parts:
        for role, wide in (("harmony", 12), ("bass", 13)):
            for one, two in pairwise(single_line(part, role)):
                if two.at in starts or two.hit or one.hit or two.at - one.end > 1920 or part.instrument.decay:
                    continue
                tally[f"{role} moves"] += 1
                gap = abs(two.pitch.midi - one.pitch.midi)
                tally[f"{role} leaps"] += gap >= wide
                tally[f"{role} wide"] += gap > 7
    for note, low in _above_celli(sketch):
        tally["bass above celli"] += note > low
        tally["bass onsets"] += 1


def _above_celli(sketch: Sketch) -> Iterator[tuple[int, int]]:
    """Each onset of the double basses over sounding celli: both pitches."""
    parts = {part.instrument.name: part for part in sketch.parts}
    if "contrabasses" in parts and "celli" in parts:
        for note in parts["contrabasses"].notes:
            under = [n.pitch.midi for n in parts["celli"].notes if n.at <= note.at < n.end]
            if under:
                yield note.pitch.midi, min(under)


def count_order(sketch: Sketch, tally: Counter[str]) -> None:
    """Pairs of string desks in one layer that sound together, and those written upside down."""
    parts = [p for name in DESKS for p in sketch.parts if p.instrument.name == name]
    for upper, lower in pairwise(parts):
        for bar in sketch.cue.bars:
            for role in ("harmony", "rhythm"):
                high = [n.pitch.midi for n in upper.notes if n.role == role and n.at <= bar.at < n.end]
                low = [n.pitch.midi for n in lower.notes if n.role == role and n.at <= bar.at < n.end]
                if high and low:
                    tally["desk pairs"] += 1
                    tally["upside down"] += min(high) < min(low)


def count_notes(sketch: Sketch, tally: Counter[str]) -> None:
    """Uncomfortable notes, odd lengths, short notes that are tied, clashes with the tune."""
    tune = [n for p in sketch.parts for n in p.notes if n.role == "melody" and n.level == 0 and n.length > PASSING]
    for part in sketch.parts:
        if part.instrument.is_percussion:
            continue
        low, high = part.instrument.comfortable
        for note in part.notes:
            tally["notes"] += 1
            tally["uncomfortable"] += not low <= note.pitch.midi <= high
            tally["odd lengths"] += all(note.length % grid for grid in READABLE)
            if note.articulation in SHORT and note.role != "melody":
                bar = sketch.cue.bar(note.at)
                beat = bar.meter.beat
                tally["short notes"] += 1
                tally["tied shorts"] += (note.at - bar.at) // beat != (note.end - 1 - bar.at) // beat
            if note.role not in {"melody", "colour"} and not note.hit:
                tally["clashes"] += any(
                    t.at < note.end and t.end > note.at and 0 < abs(t.pitch.midi - note.pitch.midi) <= 2 for t in tune
                )


def count_bars(sketch: Sketch, tally: Counter[str]) -> None:
    """Accompaniment bars heard a third time, and entries after the first bar of a phrase (but for statements)."""
    starts = frozenset(sketch.cue.bar(ph.at).number for s in sketch.sections for ph in s.phrases)
    runs = frozenset(int(s.at) for s in sketch.statements)
    for part in sketch.parts:
        inside = [
            tuple((n.at - bar.at, n.pitch.midi) for n in part.notes if bar.at <= n.at < bar.end and n.role != "melody")
            for bar in sketch.cue.bars
        ]
        tally["bars written"] += sum(map(bool, inside))
        tally["third time"] += sum(a == b == c != () for a, b, c in zip(inside, inside[1:], inside[2:], strict=False))
        end = -(1 << 40)
        for note in part.notes:
            if note.at - end >= 3840 and not note.hit and note.role in {"melody", "harmony", "bass"}:
                tally["entries"] += 1
                tally["late entries"] += sketch.cue.bar(note.at).number not in starts and int(note.at) not in runs
            end = max(end, note.end)


def share(tally: Counter[str], part: str, whole: str) -> str:
    """A percentage, or a dash."""
    return f"{100 * tally[part] / tally[whole]:.1f}" if tally[whole] else "-"


def rows(tally: Counter[str]) -> Iterator[tuple[str, str]]:
    """The lines of the table."""
    yield "players a cue", f"{tally['players'] / max(1, tally['cues']):.1f}"
    for quarter in range(4):
        bars = tally[f"bars {quarter}"]
        name = f"parts a bar, intensity {quarter / 4:.2f} to {quarter / 4 + 0.25:.2f}"
        yield name, f"{tally[f'parts {quarter}'] / bars:.1f}" if bars else "-"
    for family in FAMILIES:
        yield f"bars with {family} (%)", share(tally, f"family {family}", "bars")
    yield "tutti bars (%)", share(tally, "tutti", "bars")
    yield "winds that rest less than a third (%)", share(tally, "restless winds", "wind parts")
    yield "harmony moves of an octave or more (%)", share(tally, "harmony leaps", "harmony moves")
    yield "harmony moves wider than a fifth (%)", share(tally, "harmony wide", "harmony moves")
    yield "bass moves over an octave (%)", share(tally, "bass leaps", "bass moves")
    yield "double basses above the celli (%)", share(tally, "bass above celli", "bass onsets")
    yield "string desks upside down (%)", share(tally, "upside down", "desk pairs")
    yield "uncomfortable notes (%)", share(tally, "uncomfortable", "notes")
    yield "odd lengths (%)", share(tally, "odd lengths", "notes")
    yield "short notes tied over a beat (%)", share(tally, "tied shorts", "short notes")
    yield "seconds against the held tune (count)", str(tally["clashes"])
    yield "accompaniment bars heard a third time (%)", share(tally, "third time", "bars written")
    yield "entries inside a phrase (%)", share(tally, "late entries", "entries")


def main() -> None:
    """Compose everything and print the table, one column an ensemble; then the textures of each mood."""
    moods = sys.argv[1:] or MOODS
    names = [name for name in ENSEMBLES if name in default_book().ensembles]
    tallies = {name: Counter[str]() for name in names}
    worn: dict[str, Counter[str]] = {mood: Counter() for mood in moods}
    for name in names:
        for mood in moods:
            for seed in SEEDS:
                sketch = compose(scene(mood, name, seed))
                for count in (count_forces, count_lines, count_order, count_notes, count_bars):
                    count(sketch, tallies[name])
                worn[mood].update(dict.fromkeys((s.texture for s in sketch.sections), 1))
    columns = [dict(rows(tallies[name])) for name in names]
    print("| measure | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    for measure in columns[0]:
        print(f"| {measure} | " + " | ".join(column[measure] for column in columns) + " |")
    print("\n| mood | textures, in how many of its cues |\n|---|---|")
    for mood in moods:
        print(f"| {mood} | " + ", ".join(f"{name} {count}" for name, count in worn[mood].most_common(8)) + " |")


if __name__ == "__main__":
    main()

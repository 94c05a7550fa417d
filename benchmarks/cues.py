"""Compose hundreds of cues and count what they owe: exact hits and lengths, playable parts, bars that sound.

Every mood of the lexicon once with the ensemble that the composer chooses, then every ensemble with twelve moods that
differ and two seeds. Each cue lasts 47.3 seconds and has two characters, two hits that must be caught, one that should
be, and a line of dialogue. Hits and lengths are read back from the written MIDI by pretty_midi and mido, ranges are
compared with the instruments' rows, and parallel fifths and octaves are looked for between the players' written lines
in chorales and pads (lines that stand in octaves nearly throughout are one line doubled); planned parallels, breath and
the like are the composer's own findings.

Run: python benchmarks/cues.py > benchmarks/cues.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import combinations, pairwise

import mido
import pretty_midi

from scenescore import Character, Dialogue, Hit, Scene, Sketch, compose, default_book
from scenescore.compose.measure import bar_levels
from scenescore.formats.midi import write_midi
from scenescore.model.form import Section

SEEDS = (1, 2)
MOODS = ("serene", "ominous", "heroic", "playful", "mournful", "romantic", "suspenseful", "epic", "frantic", "awe",
         "nostalgic", "eerie")  # fmt: skip
#: Moments (seconds) that must be caught, and what kind of moment each is.
MUSTS = ((17.36, "stinger"), (33.08, "accent"))
LENGTH = 47.3
#: A bar below this is silent.
SILENT_DB = -60.0
#: Lines that stand in octaves more often than this are one line doubled.
DOUBLED = 0.7


def scene(mood: str, ensemble: str | None, seed: int) -> Scene:
    """Order a cue."""
    firm = tuple(Hit(at=at, name=gesture, gesture=gesture, priority="must") for at, gesture in MUSTS)  # type: ignore[arg-type]
    return Scene(
        mood=mood,
        length=LENGTH,
        frame_rate="25",
        ensemble=ensemble,
        seed=seed,
        characters=(
            Character(name="Ada", traits=("orphan", "hero"), enters=4),
            Character(name="Bruno", traits=("tyrant",), state="threatened", enters=26),
        ),
        hits=(*firm, Hit(at=40.2, name="turn", gesture="harmonic-turn")),
        dialogue=(Dialogue(from_=21, to=25),),
    )


def orders() -> Iterator[tuple[str, Scene]]:
    """All cues with the row of the table in which each is counted."""
    book = default_book()
    for mood in book.moods:
        yield "every mood", scene(mood, None, 1)
    for ensemble in book.ensembles:
        for mood in MOODS:
            for seed in SEEDS:
                yield ensemble, scene(mood, ensemble, seed)


@dataclass
class Tally:
    """What the cues of a row come to."""

    cues: int = 0
    notes: int = 0
    hit_ms: float = 0.0
    length_ms: float = 0.0
    out_of_range: int = 0
    empty: int = 0
    bars: int = 0
    unstated: int = 0
    moves: int = 0
    together: int = 0
    spreads: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    checks: Counter[tuple[str, str]] = field(default_factory=Counter)

    def row(self, name: str) -> str:
        """One line of the table."""
        spreads = sorted(self.spreads) or [0.0]
        cells = (
            name,
            self.cues,
            self.notes // self.cues,
            f"{self.hit_ms:.3f}",
            f"{self.length_ms:.3f}",
            self.out_of_range,
            f"{self.together} of {self.moves}",
            self.checks["parallels", "all"],
            self.checks["breath", "all"],
            f"{self.empty} of {self.bars}",
            self.unstated,
            f"{spreads[0]:.0f} / {spreads[len(spreads) // 2]:.0f} / {spreads[-1]:.0f}",
            self.found["error"],
            self.found["warning"],
            self.found["note"],
        )
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


Line = dict[int, int]


def held_lines(sketch: Sketch, section: Section) -> list[Line]:
    """The pitches of every player in a section by onset; players of several notes are several lines."""
    lines = []
    for part in sketch.parts:
        for role in ("harmony", "bass"):
            chords: dict[int, list[int]] = {}
            for note in part.notes:
                if note.role == role and section.at <= note.at < section.end:
                    chords.setdefault(note.at, []).append(note.pitch.midi)
            width = Counter(len(chord) for chord in chords.values()).most_common(1)[0][0] if chords else 0
            lines += [{at: sorted(c)[i] for at, c in chords.items() if len(c) == width} for i in range(width)]
    return lines


def parallels(sketch: Sketch) -> tuple[int, int]:
    """Moves of two held lines together, and how many of them keep a perfect fifth or octave."""
    moves = found = 0
    for section in sketch.sections:
        if not {"chorale", "pad"} & set(section.texture.split("-")):
            continue
        for one, two in combinations(held_lines(sketch, section), 2):
            shared = sorted(set(one) & set(two))
            if sum((one[at] - two[at]) % 12 == 0 for at in shared) > DOUBLED * len(shared):
                continue
            for here, there in pairwise(shared):
                is_plain = not any(here < at < there for at in (*one, *two))
                if is_plain and one[here] != one[there] and two[here] != two[there]:
                    moves += 1
                    is_same = one[there] - one[here] == two[there] - two[here]
                    found += is_same and abs(one[here] - two[here]) % 12 in {0, 7}
    return found, moves


HEAD = (
    "cues",
    "number",
    "notes each",
    "worst must hit, ms",
    "worst length, ms",
    "notes out of range",
    "written parallels of moves",
    "planned parallels",
    "breath",
    "empty bars",
    "characters never stated",
    "dB from softest to loudest bar: least / middle / most",
    "errors",
    "warnings",
    "notes",
)


def judge(tally: Tally, sketch: Sketch) -> None:
    """Count one cue."""
    data = write_midi(sketch)
    heard = pretty_midi.PrettyMIDI(BytesIO(data))
    onsets = [note.start for part in heard.instruments for note in part.notes]
    tally.cues += 1
    tally.notes += len(onsets)
    for at, _ in MUSTS:
        tally.hit_ms = max(tally.hit_ms, 1000 * min((abs(onset - at) for onset in onsets), default=at))
    tally.length_ms = max(tally.length_ms, 1000 * abs(mido.MidiFile(file=BytesIO(data)).length - LENGTH))
    levels = bar_levels(sketch.cue, sketch.parts)
    sounding = [level for level in levels if level > SILENT_DB]
    tally.bars += len(levels)
    tally.empty += len(levels) - len(sounding)
    tally.spreads.append(max(sounding) - min(sounding) if sounding else 0.0)
    together, moves = parallels(sketch)
    tally.together, tally.moves = tally.together + together, tally.moves + moves
    stated = {statement.theme for statement in sketch.statements}
    tally.unstated += sum(each.name not in stated for each in sketch.scene.characters)
    for part in sketch.parts:
        reach = range(part.instrument.low, part.instrument.high + 1)
        tally.out_of_range += sum(note.pitch.midi not in reach for note in part.notes)
    for finding in sketch.findings:
        tally.found[finding.severity] += 1
        tally.checks[finding.check, finding.severity] += 1
        tally.checks[finding.check, "all"] += 1


def main() -> None:
    """Print the table, what was found by kind, and every cue that breaks a promise."""
    tallies: dict[str, Tally] = {}
    breaches = []
    for name, asked in orders():
        sketch = compose(asked)
        judge(tallies.setdefault(name, Tally()), sketch)
        faults = [finding for finding in sketch.findings if finding.severity == "error"]
        breaches += [f"- {asked.mood}, {sketch.ensemble}, seed {asked.seed}: {each}" for each in faults]
        print(".", end="", file=sys.stderr, flush=True)
    print("# What hundreds of cues owe\n\nMade by `python benchmarks/cues.py`; what is counted stands there.\n")
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for name, tally in tallies.items():
        print(tally.row(name))
    kinds = sum((tally.checks for tally in tallies.values()), Counter[tuple[str, str]]())
    print("\n| finding | severity | number |\n|---|---|---|")
    for (check, severity), number in sorted(kinds.items(), key=lambda each: (-each[1], each[0])):
        if severity != "all":
            print(f"| {check} | {severity} | {number} |")
    print("\nCues with an error:\n" if breaches else "\nNo cue has an error.")
    print("\n".join(breaches))


if __name__ == "__main__":
    main()

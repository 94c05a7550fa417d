"""Compose scenes with dialogue, and the same scenes without it, and compare what stands under the lines.

Five ways of talking are crossed with moods, ensembles and seeds. The same scene without its dialogue, measured at the
same moments, is the floor: what a composer does who does not listen. Each row says what is left of it.

Run: python benchmarks/speech.py > benchmarks/speech.md
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import product
from statistics import fmean, median

from scenescore import Character, Dialogue, Scene, Sketch, compose
from scenescore.compose.speech import speech_room

MOODS = ("tender", "ominous", "heroic", "playful", "mournful", "romantic", "suspenseful", "epic", "frantic", "awe")
ENSEMBLES = ("symphonic", "chamber-strings", "solo-piano", "hybrid-trailer")
LENGTH = 48
#: Seconds at which lines begin and end.
TALKS = {
    "short lines": ((6.0, 8.0), (8.4, 10.0), (14.5, 16.0), (21.0, 24.5), (31.0, 33.0), (38.0, 40.0)),
    "argument": ((10.0, 11.2), (11.6, 13.0), (13.4, 14.1), (14.7, 16.8), (17.3, 18.0), (18.5, 21.0)),
    "monologue": ((12.0, 32.0),),
    "first and last": ((0.0, 4.0), (43.0, 48.0)),
    "narration": ((0.0, 48.0),),
}
VOICE = range(53, 85)
FIRST_WORD = (-0.15, 0.5)
#: Seconds before and after a line that are compared with it, where nobody else speaks.
BEFORE, AFTER = (2.5, 0.5), (1.0, 4.0)
#: A player may be early, or late to let go, by so many seconds.
TOUCH = 0.03


@dataclass
class Tally:
    """What was counted over the cues of one kind: with dialogue first, the same scene without it second."""

    cues: int = 0
    lines: int = 0
    differences: list[float] = field(default_factory=list)
    energy: list[float] = field(default_factory=list)
    sung: list[int] = field(default_factory=lambda: [0, 0])
    begun: list[int] = field(default_factory=lambda: [0, 0])
    players: list[list[float]] = field(default_factory=lambda: [[], []])
    around: list[float] = field(default_factory=list)
    onsets: list[list[float]] = field(default_factory=lambda: [[], []])


def scene(mood: str, ensemble: str, seed: int, talk: Iterable[tuple[float, float]]) -> Scene:
    """Less than a minute of film in which one character enters."""
    return Scene(
        mood=mood, ensemble=ensemble, seed=seed, length=LENGTH,
        characters=(Character(name="A", traits=("hero",), enters=5),),
        dialogue=tuple(Dialogue(from_=a, to=b) for a, b in talk),
    )  # fmt: skip


def players(spans: list[tuple[float, float, str]], start: float, end: float) -> float:
    """How many parts sound between two seconds, on the average over twenty moments."""
    moments = [start + (end - start) * (2 * i + 1) / 40 for i in range(20)]
    return fmean(len({name for a, b, name in spans if a <= moment < b}) for moment in moments)


def count(sketch: Sketch, talk: tuple[tuple[float, float], ...], tally: Tally, which: int) -> None:
    """Count what happens under the lines (`which`: 0 with dialogue, 1 without)."""
    at = sketch.cue.seconds
    notes = [(float(at(p.at)), float(at(p.at + p.length)), p.midi, part.notes[p.note].role, part.name)
             for part in sketch.parts for p in part.played]  # fmt: skip
    spans = [(a, b, name) for a, b, _, _, name in notes]
    tune = [(a, b, midi) for a, b, midi, role, _ in notes if role in {"melody", "counter-melody"}]
    for start, end in talk:
        under = [(a, b) for a, b, midi in tune if a < end - TOUCH and b > start + TOUCH and midi in VOICE]
        tally.sung[which] += bool(under)
        tally.begun[which] += any(start + FIRST_WORD[0] < a < start + FIRST_WORD[1] for a, _, _ in tune)
        tally.players[which].append(players(spans, start, end))
        onsets = {round(a, 1) for a, *_ in notes if start <= a < end}
        tally.onsets[which].append(len(onsets) / (end - start))
        if which == 0:
            for first, last in ((start - BEFORE[0], start - BEFORE[1]), (end + AFTER[0], end + AFTER[1])):
                if first >= 0 and last <= LENGTH and not any(a < last and b > first for a, b in talk):
                    tally.around.append(players(spans, first, last))


def measure(talk: tuple[tuple[float, float], ...], seeds: Iterable[int]) -> Tally:
    """Compose every mood with every ensemble, with and without the dialogue."""
    tally = Tally()
    for mood, ensemble, seed in product(MOODS, ENSEMBLES, seeds):
        spoken, free = compose(scene(mood, ensemble, seed, talk)), compose(scene(mood, ensemble, seed, ()))
        picture = replace(free.cue.picture, dialogue=spoken.cue.picture.dialogue)
        floor = speech_room(replace(free.cue, picture=picture), free.parts)
        if spoken.speech is None or floor is None:
            raise AssertionError(mood)
        tally.cues += 1
        tally.lines += len(talk)
        tally.energy.append(floor.under_db - spoken.speech.under_db)
        if spoken.speech.difference_db is not None:
            tally.differences.append(spoken.speech.difference_db)
        count(spoken, talk, tally, 0)
        count(free, talk, tally, 1)
    return tally


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    around = f"{fmean(tally.around):.1f}" if tally.around else "-"
    difference = f"{median(tally.differences):.1f}" if tally.differences else "-"
    ranked = sorted(tally.energy)
    cells = (
        name, str(tally.cues), str(tally.lines), difference,
        f"{median(ranked):.1f} ({ranked[len(ranked) // 10]:.1f})",
        f"{tally.sung[0]} / {tally.sung[1]}", f"{tally.begun[0]} / {tally.begun[1]}",
        f"{fmean(tally.players[0]):.1f} / {fmean(tally.players[1]):.1f}", around,
        f"{fmean(tally.onsets[0]):.2f} / {fmean(tally.onsets[1]):.2f}",
        f"{fmean(tally.onsets[0]) / fmean(tally.onsets[1]):.2f}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


HEAD = """# Under dialogue

`benchmarks/speech.py`: {moods} moods, {ensembles} ensembles, 48 s each; every scene is composed twice, with its lines
and without them, and both are looked at under the lines. Where a cell has two numbers, the second is the scene without
dialogue.

| talk | cues | lines | outside minus under, dB | floor minus under, dB (worst tenth) | lines with a tune in the \
voice | tunes begun on the first word | players | players around | onsets a second | share |
|---|---|---|---|---|---|---|---|---|---|---|"""


def main() -> None:
    """Print the table."""
    begun = time.perf_counter()
    print(HEAD.format(moods=len(MOODS), ensembles=len(ENSEMBLES)))
    cues = 0
    for name, talk in TALKS.items():
        tally = measure(talk, (1,))
        cues += 2 * tally.cues
        print(row(name, tally))
    print(f"\n{cues} cues in {time.perf_counter() - begun:.0f} s. Energy is that of `sketch.speech`: between 300 Hz "
          "and 3 kHz (MIDI 62 to 103), partials included.")  # fmt: skip


if __name__ == "__main__":
    main()

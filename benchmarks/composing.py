"""How long a cue takes: warm in Python, and from a cold command line to written MIDI, beside what it stands on.

Warm: a symphonic cue of two minutes with two characters and four hits that must be caught. Cold: the whole command
beside a bare import of its two base libraries, run in turns so that a busy machine slows both. Times are medians of
wall-clock seconds; the ratio is what can be compared between machines.

Run: python benchmarks/composing.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median

import mido

from scenescore import Character, Hit, Scene, compose
from scenescore.formats.midi import write_midi

EXAMPLE = Path(__file__).parents[1] / "examples" / "gatekeeper.toml"
MOODS = ("heroic", "ominous", "romantic", "playful", "mournful")
WARM_ROUNDS, COLD_ROUNDS = 5, 11
#: What is promised: milliseconds for the warm cue, and the command as a multiple of the bare import.
WARM_MS, COLD_RATIO = 200, 6
SYMPHONIC = Scene(
    mood="heroic",
    length=120,
    ensemble="symphonic",
    characters=(
        Character(name="Ada", traits=("hero",), enters=4),
        Character(name="Bruno", traits=("love",), enters=50),
    ),
    hits=tuple(Hit(at=at, priority="must") for at in (20, 44.3, 71, 90)),
)


def seconds(work: Callable[[], object]) -> float:
    """Time one run on the wall's clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare_midi(notes: int) -> bytes:
    """Write so many notes with mido alone."""
    file = mido.MidiFile(type=1, ticks_per_beat=960)
    track = mido.MidiTrack()
    for number in range(notes):
        track.append(mido.Message("note_on", note=48 + number % 24, velocity=64, time=0))
        track.append(mido.Message("note_off", note=48 + number % 24, velocity=0, time=240))
    file.tracks.append(track)
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def in_turns(commands: Mapping[str, list[str]]) -> dict[str, float]:
    """Run commands one after the other, round by round; give the median of each, the first round left out."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(COLD_ROUNDS + 1):
        for name, command in commands.items():
            times[name].append(seconds(lambda c=command: subprocess.run(c, check=True, capture_output=True)))  # type: ignore[misc]
    return {name: median(each[1:]) for name, each in times.items()}


def warm() -> None:
    """Print how long composing takes once everything is loaded."""
    compose(SYMPHONIC)
    print(f"two minutes, symphonic, warm (promised: under {WARM_MS} ms)")
    for mood in MOODS:
        scene = replace(SYMPHONIC, mood=mood)
        sketch = compose(scene)
        notes = sum(len(part.notes) for part in sketch.parts)
        composing = median(seconds(lambda s=scene: compose(s)) for _ in range(WARM_ROUNDS))  # type: ignore[misc]
        writing = median(seconds(lambda k=sketch: write_midi(k)) for _ in range(WARM_ROUNDS))  # type: ignore[misc]
        floor = median(seconds(lambda n=notes: bare_midi(n)) for _ in range(WARM_ROUNDS))  # type: ignore[misc]
        print(
            f"  {mood:10} {notes:5} notes, {len(sketch.cue.bars):3} bars: compose {composing * 1000:6.1f} ms, "
            f"write MIDI {writing * 1000:6.1f} ms, mido writing as many notes {floor * 1000:6.1f} ms"
        )


def cold() -> None:
    """Print how long the command takes from nothing to a file, beside bare imports."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scenescore.cli", "sketch", str(EXAMPLE), "-o", folder, "--format", "midi"]
        times = in_turns({
            "python -c 'import numpy, mido'": [sys.executable, "-c", "import numpy, mido"],
            "scenescore --version": [sys.executable, "-m", "scenescore.cli", "--version"],
            "scenescore check": [sys.executable, "-m", "scenescore.cli", "check", str(EXAMPLE)],
            "scenescore sketch": command,
        })  # fmt: skip
    floor = next(iter(times.values()))
    print(f"cold, median of {COLD_ROUNDS} in turns (promised: sketch at most {COLD_RATIO} times the bare import)")
    for name, took in times.items():
        print(f"  {name:32} {took * 1000:6.0f} ms  {took / floor:5.2f} times")


if __name__ == "__main__":
    warm()
    cold()

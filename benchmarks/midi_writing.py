"""Time writing a symphonic cue as MIDI, beside mido writing the same events with nothing thought about.

Run: python benchmarks/midi_writing.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

import mido

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from scenescore.formats.midi import write_midi
from scenescore.model.metre import Meter
from scenescore.model.sketch import Sketch
from sketches import note, part, sketch

PLAYERS, BARS, PER_BAR, ROUNDS = 18, 60, 4, 9


def symphonic() -> Sketch:
    """Make eighteen parts of sixty bars in quarters: 4320 notes."""
    parts = [
        part(*(note(i * 960, 900, 48 + (i * 5 + player) % 24) for i in range(BARS * PER_BAR)), channel=player % 9)
        for player in range(PLAYERS)
    ]
    return sketch(*parts, meters=(Meter(),) * BARS)


def bare(data: bytes) -> Callable[[], bytes]:
    """Build every message of a file anew with mido and save them."""
    kinds = {True: mido.MetaMessage, False: mido.Message}
    told = [[(kinds[m.is_meta], m.dict()) for m in track] for track in mido.MidiFile(file=BytesIO(data)).tracks]

    def write() -> bytes:
        file = mido.MidiFile(type=1, ticks_per_beat=960)
        for track in told:
            file.tracks.append(mido.MidiTrack([kind(**fields) for kind, fields in track]))
        out = BytesIO()
        file.save(file=out)
        return out.getvalue()

    return write


def milliseconds(work: Callable[[], object]) -> float:
    """Take the middle of some rounds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times) * 1000


def main() -> None:
    """Print both times and their ratio."""
    cue = symphonic()
    data = write_midi(cue)
    ours, floor = milliseconds(lambda: write_midi(cue)), milliseconds(bare(data))
    notes = sum(len(p.played) for p in cue.parts)
    print(f"{notes} notes, {len(data)} bytes")
    print(f"write_midi   {ours:7.1f} ms")
    print(f"mido, bare   {floor:7.1f} ms")
    print(f"ratio        {ours / floor:7.2f}")


if __name__ == "__main__":
    main()

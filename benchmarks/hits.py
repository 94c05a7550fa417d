"""Compose thousands of random spottings, write them as MIDI, read the files back and look for every hit.

At each of the eleven frame rates so many cues of 12 to 60 seconds with 1 to 12 hits at random frames, some closer than
a beat, some in the first or last moments; every gesture, grid, priority and way of following the picture. A `must` hit
is caught when something begins within a millisecond of its moment in the file, or, for a stop, when something ends
there.
The file is read by pretty_midi, which knows nothing of scenescore.

Run: python benchmarks/hits.py [cues per frame rate] [> benchmarks/hits.md]
"""

from __future__ import annotations

import io
import random
import sys
from dataclasses import dataclass, fields
from fractions import Fraction

from scenescore import Hit, Scene, SceneError, compose
from scenescore.formats.midi import write_midi
from scenescore.model.scene import ENDINGS, GESTURES, GRIDS, ODD_BARS, TEMPO_MODES, Ending, Gesture, OddBars, TempoMode
from scenescore.model.timecode import FRAME_RATES

CUES = 200
MOODS = ("ominous", "serene", "heroic", "playful", "anxious", "mournful", "romantic", "comedic", "mysterious", "epic")
ENSEMBLES = ("solo-piano", "chamber-strings", "solo-piano", "chamber-strings", "symphonic")
STOPS = frozenset({"cut-off", "silence"})
MILLISECOND = 0.001


@dataclass
class Tally:
    """What was found in the files of one frame rate."""

    cues: int = 0
    contradicting: int = 0
    musts: int = 0
    caught: int = 0
    free: int = 0
    worst_ms: float = 0.0
    end_ms: float = 0.0

    def add(self, other: Tally) -> None:
        """Take another tally in."""
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, max(mine, theirs) if field.name.endswith("_ms") else mine + theirs)


def scene(rate: str, number: int) -> Scene:
    """A random scene; the same number is the same scene."""
    dice = random.Random(f"{rate} {number}")
    fps = FRAME_RATES[rate].fps
    frames = int(dice.randint(12, 60) * fps)
    places = sorted(dice.sample(range(frames), dice.randint(1, 12)))
    gestures: tuple[Gesture, ...] = GESTURES  # type: ignore[assignment]
    hits = tuple(
        Hit(
            at=Fraction(place) / fps,
            name=f"hit {place}",
            gesture=dice.choice(gestures),
            priority=dice.choice(("must", "must", "should", "may")),
            grid=dice.choice((None, None, *GRIDS)),
        )
        for place in places
    )
    modes: tuple[TempoMode, ...] = TEMPO_MODES  # type: ignore[assignment]
    odd: tuple[OddBars, ...] = ODD_BARS  # type: ignore[assignment]
    endings: tuple[Ending, ...] = ENDINGS  # type: ignore[assignment]
    return Scene(
        mood=dice.choice(MOODS),
        length=Fraction(frames) / fps,
        frame_rate=rate,
        hits=hits,
        ensemble=dice.choice(ENSEMBLES),
        tempo_mode=dice.choice(("flexible", *modes)),
        odd_bars=dice.choice(("rare", *odd)),
        ending=dice.choice(endings),
        seed=number,
    )


def judged(rate: str, number: int) -> tuple[Tally, list[str]]:
    """Compose a scene, write it, read it and look for its hits."""
    import pretty_midi  # noqa: PLC0415 - slow to start

    asked = scene(rate, number)
    tally, lost = Tally(cues=1), list[str]()
    try:
        sketch = compose(asked)
    except SceneError:  # two hits of this scene contradict each other, as a scene by chance may
        return Tally(contradicting=1), lost
    file = pretty_midi.PrettyMIDI(io.BytesIO(write_midi(sketch)))
    notes = [note for part in file.instruments for note in part.notes]
    starts, ends = [note.start for note in notes], [note.end for note in notes]
    for landing in sketch.cue.landings:
        if landing.hit.priority != "must":
            continue
        at = float(landing.asked)
        moments = ends if landing.hit.gesture in STOPS else starts
        off = min((abs(moment - at) for moment in moments), default=99.0)
        tally.musts += 1
        tally.free += landing.free is not None
        tally.caught += off <= MILLISECOND
        tally.worst_ms = max(tally.worst_ms, off * 1000)
        if off > MILLISECOND:
            lost.append(f"{rate} {number}: {landing.hit.name}, {landing.hit.gesture}, {off * 1000:.1f} ms off")
    tally.end_ms = abs(float(sketch.cue.seconds(sketch.cue.length) - sketch.cue.picture.length)) * 1000
    return tally, lost


def main() -> None:
    """Print the table, and every hit that was lost."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - only this script spreads over cores

    count = int(sys.argv[1]) if len(sys.argv) > 1 else CUES
    print(f"# Hits in the file, {count} random cues at each frame rate\n")
    print("| rate | cues | must hits | caught within 1 ms | free onsets | worst (ms) | length off (ms) |")
    print("|---|---|---|---|---|---|---|")
    whole, lost = Tally(), list[str]()
    for rate in [*FRAME_RATES]:
        tally = Tally()
        for each, missed in Parallel(n_jobs=-1)(delayed(judged)(rate, number) for number in range(count)):
            tally.add(each)
            lost += missed
        whole.add(tally)
        print(row(rate, tally), flush=True)
    print(row("all", whole))
    print(f"\n{whole.contradicting} more scenes had hits that contradict each other and were refused.")
    if lost:
        print("\nLost: " + "; ".join(lost))


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    share = 100 * tally.caught / max(1, tally.musts)
    return (
        f"| {name} | {tally.cues} | {tally.musts} | {share:.2f} % | {tally.free} "
        f"| {tally.worst_ms:.3f} | {tally.end_ms:.3f} |"
    )


if __name__ == "__main__":
    main()

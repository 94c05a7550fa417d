"""Compose thousands of random spottings, write them as MIDI, read the files back and look for every hit.

At each of the eleven frame rates so many cues of 12 to 60 seconds with 1 to 12 hits at random frames, some closer than
a beat, some in the first or last moments; every gesture, grid, priority and way of following the picture. A `must` hit
is caught when something begins within a millisecond of its moment in the file, or, for a stop, when something ends
there (a stop in the first 40 ms: when nothing has sounded by then). Beside that, of the `must` hits:

- sounding on: stops past which a note or a pedal from before goes on for more than 20 ms
- flams: other hits with an attack 5 to 110 ms before them that is no other hit, by a player who is not on the hit

The file is read by pretty_midi: it knows nothing of scenescore and turns ticks into seconds by itself. It parses with
mido, with which scenescore writes too, so that part is not independent.

Run: python benchmarks/hits.py [cues per frame rate] [> benchmarks/hits.md]
"""

from __future__ import annotations

import io
import random
import sys
from dataclasses import dataclass, field, fields
from fractions import Fraction

from scenescore import Hit, Scene, SceneError, compose
from scenescore.formats.midi import write_midi
from scenescore.model.cue import Landing
from scenescore.model.scene import ENDINGS, GESTURES, GRIDS, ODD_BARS, TEMPO_MODES, Ending, Gesture, OddBars, TempoMode
from scenescore.model.timecode import FRAME_RATES

CUES = 200
MOODS = ("ominous", "serene", "heroic", "playful", "anxious", "mournful", "romantic", "comedic", "mysterious", "epic")
ENSEMBLES = ("solo-piano", "chamber-strings", "solo-piano", "chamber-strings", "symphonic")
STOPS = frozenset({"cut-off", "silence"})
MILLISECOND = 0.001
#: Seconds by which a note may outlast a stop; seconds before a hit in which another attack is a flam.
OUTLAST, FLAM = 0.020, (0.005, 0.110)
#: A note of so many seconds would be a click.
STILL = 0.040
PEDAL, PEDAL_DOWN = 64, 64


@dataclass
class Tally:
    """What was found in the files of one frame rate; `_ms` fields keep the worst."""

    cues: int = 0
    contradicting: int = 0
    musts: int = 0
    caught: int = 0
    free: int = 0
    worst_ms: float = 0.0
    stops: int = 0
    sounding_on: int = 0
    flams: int = 0
    length_ms: float = 0.0
    late_ms: float = 0.0

    def add(self, other: Tally) -> None:
        """Take another tally in."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, max(mine, theirs) if each.name.endswith("_ms") else mine + theirs)


@dataclass
class Reading:
    """A file in seconds: attacks with their players, (start, end) of notes and held pedals, and its end."""

    attacks: list[tuple[float, str]] = field(default_factory=list)
    notes: list[tuple[float, float]] = field(default_factory=list)
    pedals: list[tuple[float, float]] = field(default_factory=list)
    end: float = 0.0

    def off(self, at: float, gesture: str) -> float:
        """Seconds from a moment to what catches it."""
        if gesture in STOPS and at < STILL and all(start > at + MILLISECOND for start, _ in self.notes):
            return 0.0
        moments = [end for _, end in self.notes] if gesture in STOPS else [start for start, _ in self.notes]
        return min((abs(moment - at) for moment in moments), default=99.0)

    def outlasting(self, at: float) -> list[float]:
        """Seconds by which notes and pedals from before a moment outlast it, where that is too long."""
        spans = (*self.notes, *self.pedals)
        return sorted(end - at for start, end in spans if start < at - MILLISECOND and end > at + OUTLAST)

    def flams(self, at: float, others: list[float]) -> list[tuple[float, str]]:
        """Attacks just before a moment, by players who are not on it, that are no other hit."""
        on_it = {name for start, name in self.attacks if abs(start - at) <= MILLISECOND}
        near = [row for row in self.attacks if FLAM[0] < at - row[0] < FLAM[1] and row[1] not in on_it]
        return [row for row in near if all(abs(row[0] - other) > MILLISECOND for other in others)]


def read(data: bytes) -> Reading:
    """Read a MIDI file with pretty_midi."""
    import mido  # noqa: PLC0415 - slow to start
    import pretty_midi  # noqa: PLC0415 - slow to start

    file, out = pretty_midi.PrettyMIDI(io.BytesIO(data)), Reading()
    for part in file.instruments:
        out.attacks += [(note.start, part.name) for note in part.notes]
        out.notes += [(note.start, note.end) for note in part.notes]
        down = -1.0
        for change in part.control_changes:
            if change.number != PEDAL:
                continue
            if change.value >= PEDAL_DOWN and down < 0:
                down = change.time
            elif change.value < PEDAL_DOWN and down >= 0:
                out.pedals.append((down, change.time))
                down = -1.0
    ticks = max(sum(message.time for message in track) for track in mido.MidiFile(file=io.BytesIO(data)).tracks)
    out.end = float(file.tick_to_time(ticks))
    return out


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
    modes: tuple[TempoMode, ...] = TEMPO_MODES
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
    asked = scene(rate, number)
    try:
        sketch = compose(asked)
    except SceneError:  # two hits of this scene contradict each other, as a scene by chance may
        return Tally(contradicting=1), []
    file, tally, lost = read(write_midi(sketch)), Tally(cues=1), list[str]()
    moments = [float(landing.got) for landing in sketch.cue.landings]
    for landing in sketch.cue.landings:
        if landing.hit.priority == "must":
            lost += [f"{rate} {number}: {words}" for words in _looked_for(landing, file, moments, tally)]
    length = float(sketch.cue.picture.length)
    tally.length_ms = abs(file.end - length) * 1000
    tally.late_ms = max(0.0, max((end for _, end in file.notes), default=0.0) - length) * 1000
    return tally, lost


def _looked_for(landing: Landing, file: Reading, moments: list[float], tally: Tally) -> list[str]:
    """Look for one hit, count what is found, and tell what is wrong."""
    at, gesture, wrong = float(landing.asked), landing.hit.gesture, list[str]()
    off = file.off(at, gesture)
    tally.musts += 1
    tally.free += landing.free is not None
    tally.caught += off <= MILLISECOND
    tally.worst_ms = max(tally.worst_ms, off * 1000)
    if off > MILLISECOND:
        wrong.append(f"{off * 1000:.1f} ms off")
    if gesture in STOPS:
        after = file.outlasting(at)
        tally.stops += 1
        tally.sounding_on += bool(after)
        wrong += [f"{1000 * after[-1]:.0f} ms sounding on"] if after else []
    else:
        flams = file.flams(at, moments)
        tally.flams += bool(flams)
        wrong += [f"{name} {1000 * (at - start):.0f} ms before" for start, name in flams[:1]]
    return [f"{landing.hit.name}, {gesture}, {words}" for words in wrong]


EXPLAINED = """Every file is read back by pretty_midi. Caught: something begins within a millisecond of the asked
moment; for a stop (`cut-off`, `silence`), something ends there, or, in the first 40 ms, nothing has sounded by then.
Sounding on: stops past which a note or a pedal from before lasts more than 20 ms. Flams: other hits with an attack 5 to
110 ms before them that is no other hit, by a player who is not on the hit. Length off: the file's end against the
picture's."""


def main() -> None:
    """Print the table, and every hit that was lost."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - only this script spreads over cores

    count = int(sys.argv[1]) if len(sys.argv) > 1 else CUES
    print(f"# Hits in the file, {count} random cues at each frame rate\n")
    print(f"{EXPLAINED}\n")
    print("| rate | cues | must hits | caught within 1 ms | free onsets | worst (ms) ", end="")
    print("| stops | sounding on | flams | length off (ms) | last note past the end (ms) |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
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
        print("\nLost or unclean:\n\n- " + "\n- ".join(lost))


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    share = 100 * tally.caught / max(1, tally.musts)
    return (
        f"| {name} | {tally.cues} | {tally.musts} | {share:.2f} % | {tally.free} "
        f"| {tally.worst_ms:.3f} | {tally.stops} | {tally.sounding_on} | {tally.flams} "
        f"| {tally.length_ms:.3f} | {tally.late_ms:.3f} |"
    )


if __name__ == "__main__":
    main()

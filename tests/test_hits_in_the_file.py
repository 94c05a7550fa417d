"""What must be caught is in the written file, to the millisecond: read back by pretty_midi, not by our own clock.

A small seeded sample of `benchmarks/hits.py`, which composes thousands.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args

import mido
import pretty_midi
import pytest

from scenescore import Hit, Scene, compose
from scenescore.formats.midi import write_midi
from scenescore.model.scene import GESTURES, STOPPING, Gesture, Priority, TempoChange, TempoTurn
from scenescore.model.timecode import FRAME_RATES

MILLISECOND = 0.001
OUTLASTING = 0.020
#: A note this short would be a click: a stop so soon is kept by silence.
STILL = 0.040
CUES_A_RATE = 3
MUST: Priority = "must"


@dataclass(frozen=True)
class Read:
    """A file in seconds, as pretty_midi understands it."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    end: float

    def is_caught(self, at: float, gesture: str) -> bool:
        """Whether something begins at a moment, or ends there for a stop; at the very start a stop is stillness."""
        if gesture in STOPPING and at < STILL and all(start > at + MILLISECOND for start in self.starts):
            return True
        return any(abs(moment - at) <= MILLISECOND for moment in (self.ends if gesture in STOPPING else self.starts))

    def sounding_on(self, at: float) -> list[float]:
        """Ends of what began before a moment and goes on after it."""
        both = zip(self.starts, self.ends, strict=True)
        return [end for start, end in both if start < at - MILLISECOND and end > at + OUTLASTING]


def _read(data: bytes) -> Read:
    file: Any = pretty_midi.PrettyMIDI(io.BytesIO(data))
    notes = [note for part in file.instruments for note in part.notes]
    ticks = max(sum(message.time for message in track) for track in mido.MidiFile(file=io.BytesIO(data)).tracks)
    return Read(tuple(note.start for note in notes), tuple(note.end for note in notes), float(file.tick_to_time(ticks)))


def _keeps_the_law(asked: Scene) -> None:
    sketch = compose(asked)
    file, length = _read(write_midi(sketch)), float(sketch.cue.picture.length)
    for landing in sketch.cue.landings:
        at, hit = float(landing.asked), landing.hit
        if hit.priority != MUST:
            continue
        assert file.is_caught(at, hit.gesture), f"{hit.name} ({hit.gesture}) at {at:.3f} s"
        assert hit.gesture not in STOPPING or not file.sounding_on(at), f"{hit.name} does not stop all at {at:.3f} s"
    assert abs(file.end - length) <= MILLISECOND
    assert max(file.ends, default=0.0) <= length + MILLISECOND


def _hits(places: list[Fraction], gestures: list[Gesture]) -> tuple[Hit, ...]:
    return tuple(
        Hit(at=at, name=f"{gesture} {i}", gesture=gesture, priority=MUST)
        for i, (at, gesture) in enumerate(zip(places, gestures, strict=True))
    )


@pytest.mark.parametrize("rate", FRAME_RATES)
def test_every_hit_that_must_be_caught_is_in_the_file_whatever_the_frame_rate(rate: str) -> None:
    fps = FRAME_RATES[rate].fps
    for number in range(CUES_A_RATE):
        dice = random.Random(f"{rate} {number}")
        frames = int(dice.randint(4, 7) * fps)
        places = sorted(dice.sample(range(dice.randrange(7), frames, int(fps / 5)), 4))
        gestures: tuple[Gesture, ...] = get_args(Gesture)
        asked = Scene(
            mood=dice.choice(("ominous", "serene", "playful")),
            length=Fraction(frames) / fps,
            frame_rate=rate,
            hits=_hits([Fraction(place) / fps for place in places], dice.choices(gestures, k=4)),
            ensemble=("solo-piano", "chamber-strings", "solo-piano")[number],
            tempo_mode=dice.choice(("steady", "flexible", "free")),
            seed=number,
        )
        _keeps_the_law(asked)


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_cue_of_a_second_catches_its_first_frame_its_middle_and_its_last_millisecond(gesture: Gesture) -> None:
    places = [Fraction(0), Fraction(1, 2), Fraction(999, 1000)]
    hits = _hits(places, [gesture] * 3)
    _keeps_the_law(Scene(mood="heroic", length=1, ensemble="solo-piano", frame_rate="25", seed=2, hits=hits))


@pytest.mark.parametrize("gesture", sorted(STOPPING))
@pytest.mark.parametrize("apart", [2, 5, 12])
def test_of_two_stops_a_few_frames_apart_each_ends_something(gesture: Gesture, apart: int) -> None:
    places = [Fraction(200, 24), Fraction(200 + apart, 24)]
    hits = _hits(places, [gesture] * 2)
    _keeps_the_law(Scene(mood="ominous", length=14, ensemble="chamber-strings", frame_rate="24", seed=1, hits=hits))


@pytest.mark.parametrize("gesture", sorted(STOPPING))
@pytest.mark.parametrize("frame", [0, 1, 2])
def test_a_stop_in_the_first_forty_milliseconds_is_stillness_from_the_start(gesture: Gesture, frame: int) -> None:
    at = Fraction(frame, 60)
    asked = Scene(mood="ominous", length=8, ensemble="solo-piano", frame_rate="60", seed=4, hits=_hits([at], [gesture]))
    assert min(_read(write_midi(compose(asked))).starts) > STILL


@pytest.mark.parametrize("gesture", sorted(STOPPING))
def test_a_stop_in_the_first_moments_ends_what_began_with_the_cue(gesture: Gesture) -> None:
    hits = _hits([Fraction(3, 24)], [gesture])
    _keeps_the_law(Scene(mood="mournful", length=10, ensemble="chamber-strings", frame_rate="24", seed=1, hits=hits))


@pytest.mark.parametrize("kind", get_args(TempoTurn))
def test_hits_inside_a_changing_tempo_are_still_exact(kind: TempoTurn) -> None:
    change = TempoChange(from_=Fraction(6), to=Fraction(12), kind=kind, amount=0.3)
    hits = _hits([Fraction(171, 24), Fraction(227, 24)], ["stinger", "cut-off"])
    asked = Scene(
        mood="romantic",
        length=16,
        ensemble="chamber-strings",
        frame_rate="24",
        seed=3,
        hits=hits,
        tempo_changes=(change,),
    )
    _keeps_the_law(asked)

"""What listeners hear before, at and after a hit, measured in whole cues: every gesture in its moods."""

from __future__ import annotations

import math
from bisect import bisect_right
from fractions import Fraction
from functools import cache

import pytest

from scenescore.model.cue import Landing
from scenescore.model.scene import Hit, Scene
from scenescore.model.sketch import Part, Sketch
from scenescore.pipeline import compose

#: Seconds in which two attacks are a flam.
FLAM = 0.118
SILENT = -60.0
ROWS = (
    ("terrifying", "symphonic"),
    ("comedic", "comedy-pizzicato"),
    ("romantic", "intimate-piano-and-strings"),
    ("tender", "solo-piano"),
    ("playful", "jazz-noir"),
)
MOMENT = 8.3


@cache
def heard(mood: str, ensemble: str, gesture: str, priority: str = "must") -> Sketch:
    """Sixteen seconds with one hit in its middle."""
    hit = Hit(at=MOMENT, name="it", gesture=gesture, priority=priority)  # type: ignore[arg-type]
    return compose(Scene(mood=mood, ensemble=ensemble, length=16, seed=5, hits=(hit,)))


def landing(sketch: Sketch) -> Landing:
    """The hit."""
    return sketch.cue.landings[0]


def level(sketch: Sketch, start: float, end: float) -> float:
    """Loudness in dB between two moments (seconds from the hit), from velocity and expression as in the checks."""
    at = float(landing(sketch).got)
    moments = [Fraction(at + start + (i + 0.5) * (end - start) / 8) for i in range(8)]
    energy = math.fsum(_energy(sketch, part, moment) for part in sketch.parts for moment in moments) / len(moments)
    return 10 * math.log10(max(1e-7, energy))


def _energy(sketch: Sketch, part: Part, moment: Fraction) -> float:
    """What one part gives at a moment; what is struck dies away."""
    ticks = [c.at for c in part.controls if c.number == 11]
    values = [c.value for c in part.controls if c.number == 11]
    dies = part.instrument.decay or part.instrument.is_percussion
    tick = sketch.cue.clock.position(moment)
    rows = []
    for note in part.played:
        if note.at <= tick < note.at + note.length:
            i = bisect_right(ticks, int(tick)) - 1
            gain = note.velocity / 127 * (values[i] if i >= 0 else 127) / 127
            left = math.exp((float(sketch.cue.seconds(note.at)) - float(moment)) / 0.7) if dies else 1.0
            rows.append(gain**4 * left)
    return math.fsum(rows)


def onsets(sketch: Sketch, part: Part) -> list[float]:
    """When a part attacks, in seconds from the hit."""
    at = float(landing(sketch).got)
    return [float(sketch.cue.seconds(note.at)) - at for note in part.played]


@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_a_stinger_stands_out_of_what_is_around_it(mood: str, ensemble: str) -> None:
    sketch = heard(mood, ensemble, "stinger")
    blow = level(sketch, 0, 0.15)

    assert blow > level(sketch, -0.3, -0.02) + 6
    assert blow > level(sketch, -2, -0.02) + 4
    assert blow > level(sketch, 0.8, 2) + 1


@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_an_accent_is_louder_than_the_moment_before_it(mood: str, ensemble: str) -> None:
    sketch = heard(mood, ensemble, "accent")

    assert level(sketch, 0, 0.15) > level(sketch, -0.4, -0.02) + 3


@pytest.mark.parametrize("gesture", ["swell", "riser"])
@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_a_swell_and_a_riser_grow_into_the_hit(mood: str, ensemble: str, gesture: str) -> None:
    sketch = heard(mood, ensemble, gesture)
    arrival = level(sketch, 0, 0.3)

    assert arrival > level(sketch, -2, -1.5) + 3
    assert arrival > level(sketch, -0.5, -0.02) + 1


@pytest.mark.parametrize("gesture", ["cut-off", "silence"])
@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_a_stop_is_followed_by_silence_and_a_softer_return(mood: str, ensemble: str, gesture: str) -> None:
    sketch = heard(mood, ensemble, gesture)
    beat = 60 / float(sketch.cue.clock.step_at(landing(sketch).tick).bpm)

    assert level(sketch, -0.3, -0.02) > SILENT
    assert level(sketch, 0.002, min(0.9 * beat, 0.6)) <= SILENT


def test_a_stinger_in_horror_is_far_harder_than_one_in_a_lullaby() -> None:
    horror = heard("terrifying", "symphonic", "stinger")
    lullaby = heard("tender", "symphonic", "stinger")

    assert level(horror, 0, 0.15) > level(lullaby, 0, 0.15) + 6


def test_a_must_hit_is_struck_harder_than_a_may_hit() -> None:
    must = heard("urgent", "hybrid-trailer", "stinger")
    may = heard("urgent", "hybrid-trailer", "stinger", "may")

    assert level(must, 0, 0.15) > level(may, 0, 0.15) + 2


@pytest.mark.parametrize("gesture", ["stinger", "accent", "swell", "cadence", "button"])
@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_nobody_attacks_just_beside_a_hit(mood: str, ensemble: str, gesture: str) -> None:
    sketch = heard(mood, ensemble, gesture)

    for part in sketch.parts:
        times = onsets(sketch, part)
        is_on = any(abs(time) < 0.001 for time in times)
        assert is_on or not [time for time in times if abs(time) < FLAM], part.name


@pytest.mark.parametrize("gesture", ["stinger", "accent", "cadence", "button"])
@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_bass_and_harmony_agree_on_a_hit(mood: str, ensemble: str, gesture: str) -> None:
    sketch = heard(mood, ensemble, gesture)
    tick = landing(sketch).tick
    chord = sketch.chords.holding(tick)

    for part in sketch.parts:
        if part.instrument.is_percussion:
            continue
        for note in part.notes:
            if note.at == tick and note.role == "bass":
                assert note.pitch.midi % 12 == chord.bass_pc
            if note.at == tick and note.role == "harmony":
                assert note.pitch.midi % 12 in (*chord.pcs, chord.bass_pc)


@pytest.mark.parametrize(("mood", "ensemble"), ROWS)
def test_nobody_comes_in_just_before_a_cut_off(mood: str, ensemble: str) -> None:
    sketch = heard(mood, ensemble, "cut-off")

    for part in sketch.parts:
        times = [time for time in onsets(sketch, part) if time < -0.001]
        if times and times[-1] > -0.25:
            assert [time for time in times if -4 < time < -0.25], part.name

"""The foreground between statements."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.melody.derived import Beat, plainer
from scenescore.compose.melody.line_search import Place, best_line
from scenescore.model.scene import Character, Dialogue, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose

MOODS = ("serene", "ominous", "heroic", "playful", "mournful")


@cache
def _sketch(mood: str) -> Sketch:
    return compose(Scene(mood=mood, length=60, seed=3))


def _melody(sketch: Sketch) -> list[tuple[int, int, int]]:
    """Onset, end and pitch of every note with the melody's role, in order."""
    notes = [note for part in sketch.parts for note in part.notes if note.role == "melody"]
    return sorted((note.at, note.end, note.pitch.midi) for note in notes)


@given(st.lists(st.sampled_from([240, 480, 960, 1920]), min_size=2, max_size=16), st.integers(52, 76))
def test_a_connecting_line_ends_on_its_goal_and_never_leaps_wildly(lengths: list[int], start: int) -> None:
    scale = tuple(m for m in range(start - 8, start + 9) if m % 12 in {0, 2, 4, 5, 7, 9, 11})
    chord = frozenset({0, 4, 7})
    places, at = [], 0
    for length in lengths:
        places.append(Place(at, length, 4 if at % 3840 == 0 else 1, scale, chord))
        at += length

    line = best_line(places, [start] * len(places), start, chord, 0.6)

    assert line[-1] % 12 in chord
    assert all(abs(b - a) <= 9 for a, b in pairwise(line))


@pytest.mark.parametrize("mood", MOODS)
def test_every_cue_has_a_tune_that_rests_sometimes(mood: str) -> None:
    sketch = _sketch(mood)

    sounding = sum({at: end - at for at, end, _ in _melody(sketch)}.values())

    assert 0.15 * sketch.cue.length < sounding < 0.97 * sketch.cue.length


@pytest.mark.parametrize("mood", ["playful", "heroic", "furious", "comedic"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_lively_cue_of_two_minutes_has_no_hole_in_its_tune(mood: str, seed: int) -> None:
    sketch = compose(Scene(mood=mood, length=120, seed=seed))
    sung = sorted(
        {(n.at, n.end) for part in sketch.parts for n in part.notes if n.role == "melody" or n.statement is not None}
    )
    silent = [sketch.cue.seconds(b) - sketch.cue.seconds(a) for (_, a), (b, _) in pairwise(sung) if b > a]

    assert max(silent) < 10


@pytest.mark.parametrize("mood", MOODS)
def test_the_last_note_of_the_tune_is_not_leapt_to(mood: str) -> None:
    tune = _melody(_sketch(mood))
    last = max(at for at, _, _ in tune)
    before = max(at for at, _, _ in tune if at < last)
    voices = [[pitch for at, _, pitch in tune if at == place] for place in (before, last)]

    assert min(abs(a - b) for a in voices[0] for b in voices[1]) <= 2


def test_what_goes_on_in_a_rhythm_says_it_plainer_the_second_time() -> None:
    quarter, eighth = 960, 480
    model = [Beat(quarter), Beat(eighth, by=2), Beat(eighth, by=2), Beat(2 * quarter, by=-4)]

    assert [beat.length for beat in plainer(model)] == [quarter, quarter, 2 * quarter]


@pytest.mark.parametrize("mood", MOODS)
def test_strong_long_notes_of_the_tune_mostly_belong_to_the_chord(mood: str) -> None:
    sketch = _sketch(mood)
    strong = [
        (at, midi)
        for at, end, midi in _melody(sketch)
        if end - at >= 960 and sketch.cue.bar(at).meter.strength(at - sketch.cue.bar(at).at) >= 3
    ]

    belonging = [midi % 12 in sketch.chords.holding(at).pcs for at, midi in strong]

    assert sum(belonging) >= 0.7 * len(belonging)


def test_no_new_tune_begins_while_somebody_speaks() -> None:
    scene = Scene(
        mood="tender",
        length=60,
        characters=(Character(name="Ada", traits=("love",), enters=4),),
        dialogue=(Dialogue(from_=20, to=34),),
    )
    sketch = compose(scene)

    spoken = [at for at, _, _ in _melody(sketch) if 20.5 <= sketch.cue.seconds(at) <= 33.5]
    free = [at for at, _, _ in _melody(sketch) if not 19 <= sketch.cue.seconds(at) <= 35]

    assert len(spoken) / 13 < 0.5 * len(free) / 44


def test_why_the_tune_rests_or_goes_on_is_told() -> None:
    reasons = {decision.reason for decision in _sketch("serene").decisions if decision.stage == "melody"}

    assert reasons

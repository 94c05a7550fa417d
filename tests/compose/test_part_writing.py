"""Held voices of chorales and pads, as they are written for the players, judged by music21."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from music21 import note as m21note
from music21.voiceLeading import VoiceLeadingQuartet

from scenescore import Scene, Sketch, compose
from scenescore.compose.orchestra.part_writing import DOUBLED, VOCAL
from scenescore.model.form import Section

MOODS = ("mournful", "reverent", "solemn", "majestic", "poignant", "haunting", "transcendent", "uncanny", "tender")


def _lines(sketch: Sketch, section: Section) -> list[dict[int, int]]:
    """Pitches by onset of every held line of a section; players of several notes are several lines."""
    lines = []
    for part in sketch.parts:
        for role in ("harmony", "bass"):
            stacks: dict[int, list[int]] = {}
            for note in part.notes:
                if note.role == role and section.at <= note.at < section.end:
                    stacks.setdefault(note.at, []).append(note.pitch.midi)
            width = Counter(map(len, stacks.values())).most_common(1)[0][0] if stacks else 0
            lines += [{at: sorted(s)[k] for at, s in stacks.items() if len(s) == width} for k in range(width)]
    return lines


def _moves(sketch: Sketch) -> list[tuple[int, int, int, int]]:
    """Every move of two lines together, doublings left out: both before, both after."""
    out = []
    for section in sketch.sections:
        if not VOCAL & set(section.texture.split("-")):
            continue
        for one, two in combinations(_lines(sketch, section), 2):
            shared = sorted(set(one) & set(two))
            if sum((one[at] - two[at]) % 12 == 0 for at in shared) > DOUBLED * len(shared):
                continue
            for here, there in pairwise(shared):
                if not any(here < at < there for at in (*one, *two)) and one[here] != one[there]:
                    out.append((one[here], two[here], one[there], two[there]))
    return out


@pytest.mark.parametrize("ensemble", ["chamber-strings", "symphonic", "fantasy-choir"])
@pytest.mark.parametrize("mood", MOODS)
def test_no_chorale_or_pad_has_parallel_fifths_or_octaves_between_its_players(mood: str, ensemble: str) -> None:
    sketch = compose(Scene(mood=mood, length=60, ensemble=ensemble, seed=1))

    for upper, lower, upper_after, lower_after in _moves(sketch):
        quartet = VoiceLeadingQuartet(
            m21note.Note(upper), m21note.Note(upper_after), m21note.Note(lower), m21note.Note(lower_after)
        )
        assert not quartet.parallelFifth(), (upper, lower, upper_after, lower_after)
        assert not quartet.parallelOctave(), (upper, lower, upper_after, lower_after)


def test_there_are_chorales_and_pads_to_judge() -> None:
    moves = [
        move for mood in MOODS for move in _moves(compose(Scene(mood=mood, length=60, ensemble="chamber-strings")))
    ]

    assert len(moves) > 40

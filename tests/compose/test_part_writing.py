"""Held voices of chorales and pads, as they are written for the players, judged by music21."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from harmony_cues import BOOK, key_of
from music21 import note as m21note
from music21.voiceLeading import VoiceLeadingQuartet

from scenescore import Scene, Sketch, compose
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.orchestra.part_writing import DOUBLED
from scenescore.compose.voices.moves import crosses, strays
from scenescore.model.form import Section

READER = TokenReader(BOOK)
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
    """Every move of two lines together, doublings left out: both before, both after.

    Beds that swell have figures among their harmony and are left to the benchmark.
    """
    out = []
    for section in sketch.sections:
        if section.texture not in {"chorale", "melody-pad", "homophony"}:
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


@pytest.mark.parametrize("ensemble", ["chamber-strings", "symphonic", "fantasy-choir"])
@pytest.mark.parametrize("mood", ["solemn", "longing", "transcendent", "reverent"])
def test_no_held_line_of_a_chorale_changes_places_with_another(mood: str, ensemble: str) -> None:
    sketch = compose(Scene(mood=mood, length=60, ensemble=ensemble, seed=2))

    assert [move for move in _moves(sketch) if crosses(*move)] == []


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("mood", ["longing", "transcendent", "majestic", "romantic", "haunting"])
def test_sevenths_of_dominants_fall_and_leading_notes_rise_in_chorales_and_pads(mood: str, seed: int) -> None:
    sketch = compose(Scene(mood=mood, length=60, ensemble="chamber-strings", seed=seed))

    left = []
    for section in sketch.sections:
        if section.texture not in {"chorale", "melody-pad"}:
            continue
        lines = _lines(sketch, section)
        for line in lines:
            for here, there in pairwise(sorted(line)):
                top = max(other[here] for other in lines if here in other)
                one, two = sketch.chords.holding(here), sketch.chords.holding(there)
                is_next = sketch.chords.at(here).end >= there  # type: ignore[union-attr]
                if is_next and strays(line[here], line[there], one, two, is_top=line[here] == top):
                    left.append((one.name, two.name, line[here], line[there]))
    assert left == []


def test_a_seventh_falls_by_step_and_a_leading_note_in_the_top_rises() -> None:
    dominant, tonic = (READER.chord(token, key_of("C ionian")) for token in ("V7", "I"))

    assert not strays(65, 64, dominant, tonic, is_top=False)
    assert strays(65, 67, dominant, tonic, is_top=False)
    assert strays(71, 67, dominant, tonic, is_top=True)
    assert not strays(71, 72, dominant, tonic, is_top=True)
    assert not strays(71, 67, dominant, tonic, is_top=False)


def test_there_are_chorales_and_pads_to_judge() -> None:
    moves = [
        move for mood in MOODS for move in _moves(compose(Scene(mood=mood, length=60, ensemble="chamber-strings")))
    ]

    assert len(moves) > 40

"""Few colours in soft cues, drums at hot climaxes, whole chords at the end."""

from __future__ import annotations

import pytest
from harmony_cues import harmony_of
from scored_cue import notes_of, scored

THIRD = (3, 4)


@pytest.mark.parametrize("mood", ["serene", "mournful"])
def test_a_soft_cue_keeps_to_a_few_colours(mood: str) -> None:
    _, _, answer = scored(mood, "symphonic", heat=(0.3, 0.5))

    assert len(answer.value) <= 10


@pytest.mark.parametrize("texture", ["unison-tutti", "hero-melody"])
def test_a_hot_heroic_climax_has_its_battery(texture: str) -> None:
    cue, sections, answer = scored("heroic", "symphonic", texture, heat=(0.9, 0.95))
    climax = next(section for section in sections if section.purpose == "climax")

    struck = {
        part.instrument.name
        for part, note in notes_of(answer.value, "rhythm")
        if climax.at <= note.at < climax.end and part.instrument.family == "percussion"
    }

    assert cue.length
    assert {"timpani", "bass-drum", "cymbals", "snare"} <= struck


@pytest.mark.parametrize("mood", ["romantic", "heroic", "serene"])
@pytest.mark.parametrize("speech", [(), ((20, 26),)])
def test_the_last_chord_has_its_third_even_beside_a_voice(mood: str, speech: tuple[tuple[int, int], ...]) -> None:
    cue, _, answer = scored(mood, "symphonic", speech=speech, ending="cadence")
    chord = harmony_of(mood).value.spans[-1].value

    last = {
        n.pitch.midi for part, n in notes_of(answer.value) if n.end == cue.length and not part.instrument.is_percussion
    }

    thirds = [pc for pc in chord.pcs if (pc - chord.pcs[0]) % 12 in THIRD]
    assert {midi % 12 for midi in last} >= set(thirds)
    assert max(last) - min(last) >= 36 or speech

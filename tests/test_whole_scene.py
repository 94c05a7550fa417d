"""A scene file in which every table and nearly every field is used composes as it says."""

from collections.abc import Iterator
from functools import cache

import pytest

from scenescore import Sketch, compose
from scenescore.formats.scene_file import read_scene
from scenescore.library import default_book
from scenescore.model.sketch import Note

SCENE = b"""
title      = "The Gatekeeper"
cue        = "2M3"
frame_rate = "24"
start      = "01:14:02:11"
length     = 72.0
mood       = "ominous"
tempo      = "slow"
key        = "C minor"
meter      = "4/4"
ensemble   = "chamber-strings"
genre      = "orchestral"
ending     = "ring-out"
avoid      = ["choir", "major"]
seed       = 7

[[characters]]
name   = "Sintel"
traits = ["heroic", "orphan"]
state  = "searching"
role   = "lead"
enters = 18.5
motif  = "E4:1 B4:1.5 A4:0.5 G4:2"

[[hits]]
at = "01:14:20:05"
name = "door slams"
gesture = "stinger"
priority = "must"
tolerance = 1

[[arc]]
at = 0
intensity = 0.2

[[arc]]
at = "01:14:50:00"
intensity = 0.9

[[dialogue]]
from = 30.0
to = 41.5
"""


@cache
def _sketch() -> Sketch:
    return compose(read_scene(SCENE, names=default_book().names))


def _notes(sketch: Sketch) -> Iterator[Note]:
    for part in sketch.parts:
        yield from part.notes


def test_it_is_named_by_its_reel_and_has_no_error() -> None:
    sketch = _sketch()

    assert sketch.name == "2m3-the-gatekeeper-seed7"
    assert [str(finding) for finding in sketch.findings if finding.severity == "error"] == []


def test_the_door_slams_exactly_where_its_timecode_says() -> None:
    landing = _sketch().cue.landings[0]

    assert float(landing.asked) == pytest.approx(17 + 18 / 24)
    assert abs(landing.error_ms) < 1
    assert any(note.at == landing.tick and note.hit for note in _notes(_sketch()))


def test_the_own_motif_begins_at_its_entrance_set_into_the_asked_key() -> None:
    sketch = _sketch()
    first = sketch.statements[0]
    heard = sorted((note for note in _notes(sketch) if note.statement == first.number), key=lambda note: note.at)
    names = [str(note.pitch)[0] for note in heard]

    assert sketch.themes[0].owner == "Sintel"
    assert 18.5 <= float(sketch.cue.seconds(first.at)) < 22
    assert list(dict.fromkeys(names))[:3] == ["C", "G", "F"]


def test_no_major_triad_and_no_choir_is_heard() -> None:
    sketch = _sketch()

    assert all(part.instrument.family != "voices" for part in sketch.parts)
    assert not any((span.value.key.pc + 4) % 12 in span.value.pcs for span in sketch.chords)

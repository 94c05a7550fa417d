"""Whatever a scene file asks for, the answer is a list of problems or a sketch that keeps its promises."""

import io
import json
import math

import mido
import pytest
from hypothesis import HealthCheck, given, settings

from documents import NAMES, Document, documents
from scenescore import Scene, SceneError, Sketch, compose
from scenescore.formats.midi import write_midi
from scenescore.formats.scene_file import read_scene
from scenescore.formats.sketch_file import read_sketch, write_sketch
from scenescore.library import default_book


def asked(document: Document) -> Scene | None:
    """Read a document as a file would be read; None when it was refused with problems."""
    try:
        return read_scene(json.dumps(document).encode(), "json", names=default_book().names)
    except SceneError:
        return None


def check_promises(sketch: Sketch) -> None:
    """Look at what every sketch owes, whatever the scene: length, ranges, hits, files that read back."""
    cue = sketch.cue
    told = {finding.check for finding in sketch.findings if finding.severity != "note"}
    assert sketch.parts or told & {"ensemble", "empty"}
    assert abs(cue.seconds(cue.length) - cue.picture.length) < 0.001
    for landing in cue.landings:
        if landing.hit.priority == "must":
            assert abs(landing.error_ms) <= 1 or "hits" in told, landing
    for part in sketch.parts:
        assert list(part.notes) == sorted(part.notes, key=lambda note: note.at)
        for note in part.notes:
            assert part.instrument.low <= note.pitch.midi <= part.instrument.high
            assert 0 <= note.at < note.at + note.length <= cue.length
        for played in part.played:
            assert 0 <= played.at < played.at + played.length <= cue.length
            assert 1 <= played.velocity <= 127
        for control in part.controls:
            assert 0 <= control.at <= cue.length
            assert 0 <= control.value <= 127
    for curve in sketch.curves:
        assert all(math.isfinite(value) for _, value in curve.points)


#: Found by longer runs of the law below, cut down to what matters.
CORNERS: dict[str, Document] = {
    "a meter of one short count": {"length": 1.8, "mood": "sly", "meter": "13/16"},
    "a bar longer than the cue": {"length": 1, "mood": "furious", "meter": "32/4"},
    "bars too short for a rhythm": {"length": 12, "mood": "prank", "meter": "1/16"},
    "a rhythm longer than its bars": {"length": 90, "mood": "apprehensive", "meter": "1/4", "genre": "science-fiction"},
    "bars too short for an ostinato": {"length": 19.41, "mood": "panicked", "meter": "1/8"},
    "one long bar for a piano": {
        "length": 2,
        "mood": {"arousal": 0.09, "valence": 0.09},
        "meter": "1/1",
        "ensemble": "piano-solo",
    },
    "hits within a beat of each other": {
        "length": 1.5,
        "mood": "nostalgic",
        "hits": [
            {"gesture": "harmonic-turn", "at": 0.25, "tolerance": 10000},
            {"at": 1.375},
            {"gesture": "harmonic-turn", "at": 0.25},
            {"at": 0.042, "priority": "must"},
        ],
    },
    "no room for a theme": {
        "length": 1.01,
        "mood": "resolve",
        "characters": [{"state": "everyday", "name": "Ada"}, {"name": "Bruno", "enters": 0.017}],
    },
    "horns that breathe inside a held chord": {
        "length": 30,
        "mood": {"valence": 0.43, "arousal": 0, "size": 0.43, "tension": 0.43},
        "meter": "32/4",
        "ensemble": "orchestral",
        "arc": [{"at": 12.22, "intensity": 1}],
    },
    "nobody may play": {"length": 20, "mood": "calm", "avoid": sorted(set(NAMES.families.values()))},
    "no intensity": {"length": 1, "mood": "abandoned", "arc": [{"at": 0, "intensity": 0}]},
    "a theme of nine octaves that fights another": {
        "length": 61,
        "mood": "anxious",
        "meter": "3/4",
        "characters": [{"name": "Ada", "motif": "C0:32 C9:32"}, {"name": "Bruno", "traits": ["hero"]}],
        "relations": [{"between": ["Ada", "Bruno"], "kind": "conflict"}],
    },
    "bars in which two eighths have no room, and nothing to go on with": {
        "length": 62.83,
        "mood": "last-chance",
        "meter": "3/16",
        "ensemble": "choral",
        "genre": "adventure",
        "seed": (1 << 63) - 1,
    },
    "two hits that must be caught within two frames": {
        "length": 1.5,
        "mood": "night",
        "hits": [{"at": 0.033, "priority": "must"}, {"at": 0.067, "priority": "must"}],
    },
}


@pytest.mark.parametrize("name", CORNERS)
def test_a_scene_in_a_corner_is_composed(name: str) -> None:
    scene = asked(CORNERS[name])

    assert scene is not None
    check_promises(compose(scene))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_every_scene_file_is_a_list_of_problems_or_a_sketch(document: Document) -> None:
    scene = asked(document)
    if scene is None:
        return

    sketch = compose(scene)

    check_promises(sketch)
    assert read_sketch(write_sketch(sketch)) == sketch
    heard = mido.MidiFile(file=io.BytesIO(write_midi(sketch)))
    assert {sum(message.time for message in track) for track in heard.tracks} == {sketch.cue.length}

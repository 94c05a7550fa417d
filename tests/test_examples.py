"""Every example is a scene that composes well."""

import io
from functools import cache
from pathlib import Path

import mido
import pretty_midi
import pytest

from scenescore import Sketch, compose, load_scene
from scenescore.formats.midi import write_midi

EXAMPLES = Path(__file__).parent.parent / "examples"
FILM = sorted((EXAMPLES / "film").glob("[0-9]*.toml"))
SCENES = sorted([*EXAMPLES.glob("*.toml"), *EXAMPLES.glob("*.json"), *FILM])
pytestmark = pytest.mark.parametrize("path", SCENES, ids=[path.stem for path in SCENES])


@cache
def _sketch(path: Path) -> Sketch:
    return compose(load_scene(path))


@cache
def _midi(path: Path) -> bytes:
    return write_midi(_sketch(path))


def test_it_composes_without_an_error(path: Path) -> None:
    errors = [str(finding) for finding in _sketch(path).findings if finding.severity == "error"]

    assert errors == []


def test_another_library_hears_every_must_hit_within_a_millisecond(path: Path) -> None:
    heard = pretty_midi.PrettyMIDI(io.BytesIO(_midi(path)))
    onsets = sorted(note.start for part in heard.instruments for note in part.notes)
    releases = sorted(note.end for part in heard.instruments for note in part.notes)

    for landing in _sketch(path).cue.landings:
        if landing.hit.priority == "must":
            moments = onsets + (releases if landing.hit.gesture in {"cut-off", "silence"} else [])
            assert min(abs(moment - float(landing.asked)) for moment in moments) < 0.001, landing.hit.name


def test_it_is_exactly_as_long_as_the_picture(path: Path) -> None:
    file = mido.MidiFile(file=io.BytesIO(_midi(path)))

    assert file.length == pytest.approx(float(_sketch(path).cue.picture.length), abs=0.001)
    ends = {sum(message.time for message in track) for track in file.tracks}
    assert ends == {_sketch(path).cue.length}


def test_nothing_sounds_after_the_end(path: Path) -> None:
    sketch = _sketch(path)

    assert max(note.at + note.length for part in sketch.parts for note in part.played) <= sketch.cue.length


def test_every_statement_is_played_and_knows_its_theme(path: Path) -> None:
    sketch = _sketch(path)
    played = {note.statement for part in sketch.parts for note in part.notes}

    for statement in sketch.statements:
        assert statement.number in played
        assert statement.theme in {theme.name for theme in sketch.themes}


def test_it_begins_within_two_bars_and_lasts_to_the_end(path: Path) -> None:
    sketch = _sketch(path)
    first = min(note.at for part in sketch.parts for note in part.notes)
    last = max(note.end for part in sketch.parts for note in part.notes)

    assert first < sketch.cue.bars[min(2, len(sketch.cue.bars) - 1)].at
    assert float(sketch.cue.picture.length - sketch.cue.seconds(last)) < 5

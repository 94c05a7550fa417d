"""Whatever a film asks for: a bible that is read or told as wrong, and cues in which its themes keep their promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings

from documents import Document
from films import bibles, broken_bibles, scenes_of_films
from scenescore import Scene, SceneError, Sketch, compose
from scenescore.compose.themes.completing import completed
from scenescore.formats.bible_file import read_bible
from scenescore.formats.bible_writer import bible_text
from scenescore.formats.sketch_file import read_sketch, write_sketch
from scenescore.library import default_book
from scenescore.model.bible import Bible
from scenescore.model.theme import Statement
from scenescore.model.time import TICKS_PER_QUARTER
from test_fuzzing import asked, check_promises

BOOK = default_book()
#: Hits that stop the music: what a theme was about to say there may be cut off.
STOPPING = frozenset({"cut-off", "silence"})
BEAT, BAR = TICKS_PER_QUARTER, 4 * TICKS_PER_QUARTER
WIDEST = 36
HURRIED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def film_of(document: Document) -> Bible | None:
    """Read a bible as a file would be read; None when it was refused with problems."""
    try:
        return read_bible(json.dumps(document).encode(), "json", BOOK.names, kind="json")
    except SceneError:
        return None


def scene_of(document: Document, film: Document) -> Scene | None:
    """A scene in its film; None where something was refused."""
    scene, bible = asked(document), film_of(film)
    return None if scene is None or bible is None else replace(scene, themes=bible)


def check_themes(sketch: Sketch) -> None:
    """What every sketch owes to its themes: no pile-up, and the notes of each statement."""
    for one, other in combinations(sketch.statements, 2):
        overlaps = one.at < other.end and other.at < one.end
        assert not (overlaps and one.is_tune and other.is_tune), (one.label, other.label)
    for statement in sketch.statements:
        sounding = [each for each in sketch.statements if each.at <= statement.at < each.end]
        assert len(sounding) <= 2, [each.label for each in sounding]
        assert 0 <= statement.at < sketch.cue.length
        lost = list(_lost(sketch, statement))
        assert not lost, (statement.label, statement.voice, lost)


def _lost(sketch: Sketch, statement: Statement) -> Iterator[tuple[int, int]]:
    """Tones of a statement that nobody plays in any octave; a theme wider than any tune is not asked for."""
    reached = [tone.semitones for tone in statement.tones if tone.step is not None]
    if max(reached) - min(reached) > WIDEST:
        return
    written = {
        (int(note.at), note.pitch.midi % 12)
        for part in sketch.parts
        for note in part.notes
        if note.statement == statement.number
    }
    hits = [(int(landing.tick), landing.hit.gesture in STOPPING) for landing in sketch.cue.landings]
    at = int(statement.at)
    for tone in statement.tones:
        here = (at, (statement.tonic + tone.semitones) % 12)
        is_hit = any(-BAR <= at - tick <= (2 * BAR if stops else BEAT) for tick, stops in hits)
        is_excused = at >= sketch.cue.length or is_hit
        if tone.step is not None and here not in written and not is_excused and statement.is_tune:
            yield here
        at += tone.length


@HURRIED
@given(scenes_of_films())
def test_every_scene_of_a_film_is_a_list_of_problems_or_a_sketch_that_keeps_its_themes_whole(
    pair: tuple[Document, Document],
) -> None:
    scene = scene_of(*pair)
    if scene is None:
        return

    sketch = compose(scene)

    check_promises(sketch)
    check_themes(sketch)
    assert read_sketch(write_sketch(sketch)) == sketch


@HURRIED
@given(bibles())
def test_a_film_whose_themes_are_born_is_the_same_film_when_it_is_written_and_read(document: Document) -> None:
    bible = film_of(document)
    if bible is None:
        return
    finished = completed(bible, BOOK)

    again = read_bible(bible_text(finished).encode(), "toml", BOOK.names)

    assert completed(again, BOOK).subjects == finished.subjects
    assert again.history == finished.history


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken_bibles())
def test_any_table_is_a_bible_or_a_list_of_problems(document: Document) -> None:
    bible = film_of(document)

    assert bible is None or completed(bible, BOOK).title == bible.title


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("kind", ["toml", "json", ""])
@given(data=...)
def test_any_bytes_are_a_bible_or_a_list_of_problems(kind: str, data: bytes) -> None:
    found: Bible | None = None

    with suppress(SceneError):
        found = read_bible(data, "bytes", BOOK.names, kind=kind)

    assert found is None or not found.subjects

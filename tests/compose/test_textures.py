"""Figures and textures: every row can be played, layers breathe and vary."""

from __future__ import annotations

from itertools import pairwise

import pytest
from harmony_cues import BAR, BOOK
from scored_cue import notes_of, scored

from scenescore.compose.orchestra.seats import PLAYERS
from scenescore.compose.textures import FIGURES
from scenescore.compose.textures.passage import into, row_beats, row_fits, tones_in
from scenescore.model.knowledge import RhythmRow
from scenescore.model.metre import Bar, Meter
from scenescore.model.sketch import Part
from scenescore.model.time import Ticks

TEXTURES = tuple(BOOK.textures)
ENGINE_TEXTURES = {name for name, row in BOOK.textures.items()
                   if any(layer.figure in {"ostinato", "pulse", "drums", "snare"} for layer in row.layers)}  # fmt: skip


def test_there_are_at_least_fourteen_textures_and_every_figure_is_known() -> None:
    assert len(TEXTURES) >= 14
    for row in BOOK.textures.values():
        assert all(layer.figure in FIGURES for layer in row.layers), row.name
        assert all(not layer.rhythm or layer.rhythm in BOOK.rhythms for layer in row.layers), row.name


def test_every_figure_is_used_by_some_texture() -> None:
    used = {layer.figure for row in BOOK.textures.values() for layer in row.layers}

    assert set(FIGURES) == used


def test_every_texture_has_a_floor_that_plays_when_it_is_calm() -> None:
    for row in BOOK.textures.values():
        assert min(layer.enters for layer in row.layers if layer.role != "melody") <= 0.1, row.name


def test_every_player_of_a_special_figure_is_an_instrument() -> None:
    assert all(name in BOOK.instruments for names in PLAYERS.values() for name in names)


@pytest.mark.parametrize("name", tuple(BOOK.ensembles))
def test_every_player_of_an_ensemble_stands_on_its_page(name: str) -> None:
    ensemble = BOOK.ensembles[name]

    players = {player for names in ensemble.tasks.values() for player in names}
    assert players == set(ensemble.order)
    assert players <= set(BOOK.instruments)
    assert all(texture in BOOK.textures for texture in ensemble.textures)


@pytest.mark.parametrize("texture", TEXTURES)
def test_every_texture_can_be_played_by_an_orchestra(texture: str) -> None:
    _, _, answer = scored("heroic", "symphonic", texture, heat=(0.5, 0.9))

    roles = {note.role for _, note in notes_of(answer.value)}
    assert "melody" in roles
    assert roles & {"harmony", "bass", "rhythm"}


def _literal(part: Part, first: int) -> tuple[tuple[int, int], ...]:
    return tuple((n.at - first, n.pitch.midi) for n in part.notes if first <= n.at < first + BAR and n.role != "melody")


@pytest.mark.parametrize("texture", TEXTURES)
@pytest.mark.parametrize("mood", ["romantic", "suspenseful"])
def test_no_accompaniment_bar_is_heard_more_than_twice_in_a_row(mood: str, texture: str) -> None:
    """An engine may drive on for four bars; then it changes too."""
    _, _, answer = scored(mood, "symphonic", texture, heat=(0.5, 0.7))
    most = 4 if texture in ENGINE_TEXTURES else 2

    for part in answer.value:
        run = 1
        for here, there in pairwise(_literal(part, i * BAR) for i in range(26)):
            run = run + 1 if here and here == there else 1
            assert run <= most, part.name


@pytest.mark.parametrize("texture", ["arpeggio-accomp", "oompah", "ostinato-engine", "pulse", "march"])
def test_the_last_bar_of_a_phrase_has_fewer_notes(texture: str) -> None:
    _, sections, answer = scored("playful", "symphonic", texture, heat=(0.5, 0.5))

    def onsets(first: int) -> int:
        found = notes_of(answer.value, "harmony", "rhythm")
        return sum(first <= note.at < first + BAR for part, note in found if not part.instrument.is_percussion)

    phrases = [phrase for section in sections[:-1] for phrase in section.phrases if phrase.bars > 2]
    last = sum(onsets(phrase.end - BAR) for phrase in phrases)
    others = sum(onsets(phrase.at + BAR) for phrase in phrases)
    assert last < others


def test_common_tones_are_tied_in_a_pad() -> None:
    _, _, answer = scored("romantic", "chamber-strings", "melody-pad")

    for part in answer.value:
        held = [note for note in part.notes if note.role == "harmony"]
        for here, there in pairwise(sorted(held, key=lambda n: (n.pitch.midi, n.at))):
            is_same = here.pitch.midi == there.pitch.midi and here.end == there.at
            assert not is_same, (part.name, here)


def test_percussion_is_silent_where_the_texture_does_not_ask_for_it() -> None:
    _, _, answer = scored("romantic", "symphonic", "melody-pad", heat=(0.7, 0.9))

    assert all(part.instrument.name not in {"timpani", "snare", "cymbals", "bass-drum"} for part in answer.value)


def test_the_bass_has_another_rhythm_than_the_tune() -> None:
    _, _, answer = scored("romantic", "chamber-strings", "melody-pad")

    tune = {note.at for _, note in notes_of(answer.value, "melody")}
    bass = {note.at for _, note in notes_of(answer.value, "bass")}
    assert len(bass) < len(tune)


def test_a_rhythm_row_is_read_bar_by_bar() -> None:
    row = RhythmRow("two-bars", "X...x...X.x.....", 2, "4/4")
    bar = Bar(1, Ticks(0), Meter())

    assert row_fits(row, bar)
    assert [(beat.at, beat.accent) for beat in row_beats(row, bar, 1)] == [(0, 2.0), (960, 0.0)]
    assert not row_fits(row, Bar(1, Ticks(0), Meter(3, 4)))


def test_tones_and_places_lie_inside_their_band() -> None:
    assert tones_in((0, 7), 36, 48) == (36, 43, 48)
    assert into(2, 36, 52, close_to=51) == 50

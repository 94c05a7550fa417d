"""Statements that are not the tune: the orchestra carries them in the bass, inside, beside and round and round."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from harmony_cues import BAR, BOOK, harmony_of, sections_of
from scored_cue import cue_with, notes_of, playing, tune_of

from scenescore.compose.melody.sing import sing, statement_notes
from scenescore.compose.orchestra.colours import liking
from scenescore.compose.orchestra.make_way import Way, made_way
from scenescore.compose.orchestra.score import dress, score
from scenescore.compose.performance.perform import perform
from scenescore.compose.textures.passage import Stroke
from scenescore.compose.voices.voicing import lead
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.knowledge import TextureLayer
from scenescore.model.metre import Bar, Meter
from scenescore.model.scene import Character, Relation, Scene
from scenescore.model.sketch import Note, Part
from scenescore.model.theme import Motif, Setting, Statement, Tone, Voice
from scenescore.model.time import TICKS_PER_QUARTER, Ticks
from scenescore.pipeline import compose

VOICES: tuple[Voice, ...] = ("bass", "inner", "counter-melody", "ostinato")
ENSEMBLES = ("symphonic", "chamber-strings", "solo-piano", "jazz-noir", "folk", "rock-band", "hybrid-trailer")
#: A head of one bar and its answer: steps of the scale and quarters.
HEAD = ((0, 1.0), (2, 0.5), (4, 0.5), (3, 2.0))
ANSWER = ((4, 1.0), (2, 1.0), (1, 2.0))


def motif(*notes: tuple[int, float]) -> Motif:
    return tuple(Tone(step, 0, Ticks(round(beats * TICKS_PER_QUARTER))) for step, beats in notes)


def statement(section: Section, setting: Setting, bars: int = 0, number: int = 7) -> Statement:
    """Two bars of a theme from the second bar of a section on; with `bars` its head again and again."""
    tones = motif(*HEAD) * bars if bars else motif(*HEAD, *ANSWER)
    at, tonic = Ticks(section.at + BAR), 60 + section.key.pc % 12
    return Statement(number, "Ana", "Ana", at, tones, tonic, section.key, "", (), 1.0, 1.0, setting=setting)


@cache
def heard(
    setting: Setting, ensemble: str = "symphonic", mood: str = "romantic", heat: float = 0.5, bars: int = 0,
    texture: str = "", avoid: tuple[str, ...] = (), level: str = "mf", *, sings: bool = True,
) -> tuple[Cue, Statement, tuple[Part, ...], tuple[Section, ...]]:  # fmt: skip
    """The scored cue with one statement in its second section; the tune goes on over it, or rests."""
    cue, scene = cue_with(), Scene(mood=mood, length=60, avoid=avoid, ending="ring-out")
    players = playing(ensemble, scene)
    plain = tuple(replace(section, intensity=(heat, heat)) for section in sections_of(mood))
    sections = dress(cue, plain, players, scene, BOOK, Dice(1)).value
    if texture:
        sections = tuple(replace(section, texture=texture) for section in sections)
    chords, tune = harmony_of(mood, 1).value, tune_of(sections)
    stated = replace(statement(sections[1], setting, bars), level=level)
    if not sings:
        tune = tuple(note for note in tune if note.end <= stated.at or note.at >= stated.end)
    if stated.is_tune:
        tune = (*(n for n in tune if n.end <= stated.at or n.at >= stated.end), *statement_notes(stated))
        tune = tuple(sorted(tune, key=lambda note: note.at))
    voices = lead(cue, sections, chords, tune, BOOK).value
    parts = score(cue, sections, chords, voices, tune, (stated,), players, scene, BOOK, Dice(1)).value
    played = perform(cue, sections, parts, Dice(1), chords=chords, players=len(players.order)).value
    return cue, stated, played, sections


def carriers(parts: tuple[Part, ...], stated: Statement) -> list[tuple[Part, list[Note]]]:
    """Who states it, with his notes of it."""
    found = ((part, [n for n in part.notes if n.statement == stated.number]) for part in parts)
    return [(part, notes) for part, notes in found if notes]


def around(parts: tuple[Part, ...], stated: Statement, *roles: str) -> list[tuple[Part, Note]]:
    """What others begin while it sounds."""
    others = [(part, note) for part, note in notes_of(parts, *roles) if not part.instrument.is_percussion]
    return [(part, n) for part, n in others if n.statement is None and stated.at <= n.at < stated.end]


@pytest.mark.parametrize("ensemble", ENSEMBLES)
@pytest.mark.parametrize("voice", VOICES)
def test_every_note_of_a_statement_comes_back_some_octaves_away(voice: Voice, ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice=voice), ensemble)
    asked = [(note.at, note.pitch.midi) for note in statement_notes(stated)]

    _, notes = carriers(parts, stated)[0]
    played = {note.at: note.pitch.midi for note in notes}

    assert sorted(played) == [at for at, _ in asked]
    assert {(played[at] - midi) % 12 for at, midi in asked} == {0}
    assert len({played[at] - midi for at, midi in asked}) == 1


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_a_theme_in_the_bass_is_the_lowest_that_sounds(ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice="bass"), ensemble)
    line = [note for _, notes in carriers(parts, stated) for note in notes]

    for part, note in around(parts, stated, "harmony", "counter-melody", "rhythm", "bass"):
        under = [low for low in line if low.at <= note.at < low.end and low.pitch.midi > note.pitch.midi]
        assert not under, (part.name, note)


@pytest.mark.parametrize("texture", ["melody-pad", "homophony", "chorale", "hero-melody"])
def test_the_textures_bass_is_silent_while_a_theme_is_the_bass(texture: str) -> None:
    _, stated, parts, _ = heard(Setting(voice="bass"), texture=texture)

    assert not around(parts, stated, "bass")
    assert around(parts, stated, "harmony")


def test_a_loud_theme_in_the_bass_sounds_in_octaves_and_a_soft_one_alone() -> None:
    _, stated, loud, _ = heard(Setting(voice="bass"), mood="heroic", heat=0.95)
    _, _, soft, _ = heard(Setting(voice="bass"), mood="heroic", heat=0.2)

    assert [len(carriers(parts, stated)) for parts in (loud, soft)] == [2, 1]


@pytest.mark.parametrize("ensemble", ENSEMBLES)
@pytest.mark.parametrize("voice", ["inner", "bass"])
def test_a_theme_beneath_the_tune_stays_beneath_it(voice: Voice, ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice=voice), ensemble)
    tune = [note for _, note in notes_of(parts, "melody")]

    for _, notes in carriers(parts, stated):
        for note in notes:
            assert all(note.pitch.midi < sung.pitch.midi for sung in tune if sung.at < note.end and sung.end > note.at)


def test_nobody_states_a_theme_while_he_plays_the_tune() -> None:
    for voice in VOICES:
        _, stated, parts, _ = heard(Setting(voice=voice))
        for part, _ in carriers(parts, stated):
            assert not [n for n in part.notes if n.role == "melody" and n.at < stated.end and n.end > stated.at]


@pytest.mark.parametrize("voice", [*VOICES, "melody"])
@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings", "solo-piano", "jazz-noir"])
def test_a_statement_is_louder_than_what_lies_in_its_octave(voice: Voice, ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice=voice), ensemble)
    _, line = carriers(parts, stated)[0]
    low, high = min(n.pitch.midi for n in line) - 4, max(n.pitch.midi for n in line) + 4

    others = [note.level for _, note in around(parts, stated, "harmony", "counter-melody", "rhythm", "colour")
              if low <= note.pitch.midi <= high]  # fmt: skip

    assert not others or min(note.level for note in line) > sum(others) / len(others) + 1.5


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_a_cell_that_goes_round_is_told_apart_after_four_bars(ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice="ostinato"), ensemble, bars=4 + 4)
    _, notes = carriers(parts, stated)[0]
    half = stated.at + 4 * BAR

    def turn(start: int) -> list[tuple[int, int, float, str]]:
        inside = [n for n in notes if start <= n.at < start + 4 * BAR]
        return [(n.at - start, n.pitch.midi, n.level, n.articulation) for n in inside]

    assert len(turn(stated.at)) == len(turn(half))
    assert turn(stated.at) != turn(half)


@pytest.mark.parametrize("ensemble", ["chamber-strings", "solo-piano", "hybrid-trailer"])
def test_a_bow_goes_on_between_the_turns_of_a_cell(ensemble: str) -> None:
    _, stated, parts, _ = heard(Setting(voice="ostinato"), ensemble, bars=8)
    _, notes = carriers(parts, stated)[0]

    assert sum(note.length for note in notes) == stated.length


def test_an_ostinato_made_of_a_theme_takes_the_place_of_the_textures_engine() -> None:
    _, stated, parts, _ = heard(Setting(voice="ostinato"), bars=4, texture="ostinato-engine", heat=0.7)

    assert not around(parts, stated, "rhythm")


@pytest.mark.parametrize("ensemble", ["symphonic", "jazz-noir", "folk", "hybrid-trailer"])
@pytest.mark.parametrize("voice", VOICES)
def test_lines_keep_ranges_and_one_note_at_a_time(voice: Voice, ensemble: str) -> None:
    _, _, parts, _ = heard(Setting(voice=voice), ensemble, "heroic", 0.9)

    for part in parts:
        player = part.instrument
        if player.is_percussion:
            continue
        assert all(player.low <= note.pitch.midi <= player.high for note in part.notes)
        if player.polyphony == 1:
            assert all(a.end <= b.at for a, b in zip(part.notes, part.notes[1:], strict=False)), part.name


@pytest.mark.parametrize("word", ["staccato", "tremolo", "pizzicato", "marcato"])
def test_a_statement_is_played_as_it_asks_where_the_player_can(word: str) -> None:
    _, stated, parts, _ = heard(Setting(articulation=word), "chamber-strings")

    _, notes = carriers(parts, stated)[0]

    assert {note.articulation for note in notes} == {word}


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_a_theme_and_what_goes_with_it_are_as_loud_as_its_state_asks(ensemble: str) -> None:
    def loudness(level: str) -> tuple[float, float]:
        _, stated, parts, _ = heard(Setting(), ensemble, level=level)
        own = [note.level for _, notes in carriers(parts, stated) for note in notes]
        others = [note.level for _, note in around(parts, stated)]
        return max(own), max(others)

    marks = [loudness(level) for level in ("pp", "p", "mp", "mf", "f", "ff")]
    assert all(b[0] > a[0] and b[1] > a[1] for a, b in pairwise(marks))
    # The theme stays ahead of what goes with it, and the section keeps its own loudness.
    assert all(tune - rest >= marks[0][0] - marks[0][1] - 1e-9 for tune, rest in marks)
    assert marks[-1][0] - marks[0][0] <= 6.0


def test_what_a_scene_avoids_is_not_played_for_a_statement_either() -> None:
    _, stated, parts, _ = heard(Setting(articulation="tremolo"), "chamber-strings", avoid=("tremolo",))

    assert all(note.articulation != "tremolo" for _, note in notes_of(parts))
    assert carriers(parts, stated)


@pytest.mark.parametrize("colour", sorted(BOOK.colours))
def test_a_colour_is_found_among_the_players(colour: str) -> None:
    _, stated, parts, _ = heard(Setting(colour=colour))

    assert any(liking(BOOK.colours[colour], part.instrument) for part, _ in carriers(parts, stated))


@pytest.mark.parametrize("colour", [name for name, row in BOOK.colours.items() if row.alone])
def test_a_lonely_colour_is_one_player_even_where_it_is_loud(colour: str) -> None:
    _, stated, parts, _ = heard(Setting(colour=colour), mood="heroic", heat=0.9)

    assert len(carriers(parts, stated)) == 1


def test_a_colour_that_nobody_has_is_left_out_silently() -> None:
    _, stated, parts, _ = heard(Setting(colour="brass"), "chamber-strings")

    assert carriers(parts, stated)


@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings"])
def test_chords_move_with_a_theme_on_top_of_a_chorale(ensemble: str) -> None:
    def struck(voice: Voice) -> set[int]:
        _, stated, parts, _ = heard(Setting(voice=voice), ensemble, texture="chorale")
        sung = {int(note.at) for _, notes in carriers(parts, stated) for note in notes}
        return {int(note.at) for _, note in around(parts, stated, "harmony")} & sung

    assert struck("chorale-top") > struck("melody")


def test_the_melody_leaves_time_to_a_theme_in_the_bass() -> None:
    cue, mood = cue_with(), "romantic"
    sections, chords = sections_of(mood), harmony_of(mood, 1).value
    first = statement(sections[0], Setting(), number=0)
    low = statement(sections[1], Setting(voice="bass"))

    def sung(statements: tuple[Statement, ...]) -> list[MelodyNote]:
        told = (sing(cue, sections, chords, statements, Dice(seed)).value for seed in range(12))
        return [n for notes in told for n in notes if low.at <= n.at < low.end]

    assert all(note.statement is None for note in sung((first, low)))
    assert len(sung((first, low))) < len(sung((first,)))


def layer(role: str, figure: str) -> TextureLayer:
    return TextureLayer(role, "pad", figure, (48, 84))


EIGHTHS = [Stroke(at, 480, 64, 0) for at in range(0, 2 * BAR, 480)]
TWO_BARS = tuple(Bar(number + 1, Ticks(number * BAR), Meter()) for number in range(2))


@pytest.mark.parametrize("role", ["counter-melody", "colour", "rhythm"])
def test_while_two_themes_sound_nothing_else_moves(role: str) -> None:
    left = made_way(layer(role, "echo"), EIGHTHS, (), ((BAR, 2 * BAR),), TWO_BARS)

    assert left == [stroke for stroke in EIGHTHS if stroke.at < BAR]


def test_while_two_themes_sound_a_figure_that_holds_the_harmony_goes_with_the_beat() -> None:
    left = made_way(layer("harmony", "arpeggio"), EIGHTHS, (), ((BAR, 2 * BAR),), TWO_BARS)

    assert [stroke.at - BAR for stroke in left if stroke.at >= BAR] == [0, 960, 1920, 2880]
    assert [stroke for stroke in left if stroke.at < BAR] == EIGHTHS[:8]


@pytest.mark.parametrize(("midi", "expected"), [(64, 4), (90, 8)])
def test_a_busy_figure_thins_out_only_in_the_octave_of_a_theme(midi: int, expected: int) -> None:
    way = Way("inner", BAR, 2 * BAR, ((BAR, 2 * BAR, 62),))
    figure = [stroke._replace(midi=midi) for stroke in EIGHTHS]

    left = made_way(layer("harmony", "arpeggio"), figure, (way,), (), TWO_BARS)

    inside = [stroke for stroke in left if stroke.at >= BAR]
    assert len(inside) == expected
    assert all((stroke.accent < 0) == (expected < 8) for stroke in inside)


def test_drums_go_on_under_a_theme() -> None:
    drums = [stroke._replace(drum="low") for stroke in EIGHTHS]
    way = Way("ostinato", 0, 2 * BAR, ((0, 2 * BAR, 62),))

    assert made_way(layer("rhythm", "drums"), drums, (way,), ((0, 2 * BAR),), TWO_BARS) == drums


def test_a_counter_melody_in_a_loud_place_is_not_left_to_one_soft_player() -> None:
    for heat, fewest in ((0.3, 1), (0.95, 2)):
        _, stated, parts, _ = heard(Setting(voice="counter-melody"), mood="heroic", heat=heat)
        assert len(carriers(parts, stated)) == fewest


@pytest.mark.parametrize("kind", ["mourn", "agree"])
def test_nobody_doubles_the_tune_among_the_notes_of_a_theme_beside_it(kind: str) -> None:
    father = Character(name="Father", traits=("father",), enters=Fraction(5))
    son = Character(name="Son", traits=("child",), role="support", enters=Fraction(30))
    bond = Relation(between=("Father", "Son"), kind=kind)
    players = "chamber-strings"
    sketch = compose(
        Scene(mood="sorrowful", ensemble=players, seed=1, length=100, characters=(father, son), relations=(bond,))
    )
    met = [s for s in sketch.statements if s.voice == "counter-melody"]
    assert met
    for stated in met:
        own = [n.pitch.midi for _, notes in carriers(sketch.parts, stated) for n in notes]
        sung = [
            [n.pitch.midi for n in part.notes if n.role == "melody" and stated.at <= n.at < stated.end]
            for part in sketch.parts
        ]
        assert all(min(max(band), max(own)) - max(min(band), min(own)) < 4 for band in sung if band)

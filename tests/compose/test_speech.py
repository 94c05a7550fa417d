"""Under spoken lines: fewer players, no tune, softer, out of the voice's octaves; and back when the line is over."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore import Character, Dialogue, Hit, Scene, Sketch, compose
from scenescore.compose.dialogue import exchanges, gaps, unsung
from scenescore.compose.performance.dynamics import audible, plan
from scenescore.compose.speech import share_in_band, speech_room
from scenescore.model.sketch import Note, Part, Played

TALK = ((6.0, 8.0), (8.4, 10.0), (14.5, 16.0), (21.0, 24.5), (31.0, 40.0))
CUES = (
    ("tender", "symphonic", 1), ("ominous", "chamber-strings", 2), ("heroic", "symphonic", 3),
    ("playful", "solo-piano", 1), ("mournful", "chamber", 2), ("epic", "hybrid-trailer", 1),
    ("frantic", "symphonic", 2), ("suspenseful", "chamber-strings", 1), ("serene", "solo-piano", 3),
    ("romantic", "chamber", 1),
)  # fmt: skip
cues = pytest.mark.parametrize(("mood", "ensemble", "seed"), CUES)
#: Seconds by which a player may be early, or late to let go.
LEAD = 0.03
Heard = tuple[float, float, Played, Note, Part]


def scene_of(
    mood: str, ensemble: str = "symphonic", seed: int = 1, talk: tuple[tuple[float, float], ...] = TALK
) -> Scene:
    return Scene(
        mood=mood, ensemble=ensemble, seed=seed, length=48,
        characters=(Character(name="Ada", traits=("hero",), enters=5),),
        dialogue=tuple(Dialogue(from_=a, to=b) for a, b in talk),
    )  # fmt: skip


@cache
def made(mood: str, ensemble: str = "symphonic", seed: int = 1, talk: tuple[tuple[float, float], ...] = TALK) -> Sketch:
    return compose(scene_of(mood, ensemble, seed, talk))


def heard(sketch: Sketch) -> list[Heard]:
    """Everything that sounds, with its first and last second."""
    at = sketch.cue.seconds
    return [
        (float(at(p.at)), float(at(p.at + p.length)), p, part.notes[p.note], part)
        for part in sketch.parts
        for p in part.played
    ]


def sung(sketch: Sketch) -> list[Heard]:
    return [each for each in heard(sketch) if each[3].role in {"melody", "counter-melody"}]


def players(sketch: Sketch, start: float, end: float) -> float:
    """How many parts sound between two seconds, on the average over moments."""
    notes = heard(sketch)
    moments = [start + (end - start) * (2 * i + 1) / 40 for i in range(20)]
    return sum(len({part.name for a, b, _, _, part in notes if a <= t < b}) for t in moments) / len(moments)


@cues
def test_nobody_sings_while_somebody_speaks(mood: str, ensemble: str, seed: int) -> None:
    tune = sung(made(mood, ensemble, seed))

    assert tune
    for start, end in TALK:
        assert not [(a, b) for a, b, *_ in tune if a < end - LEAD and b > start + LEAD]
        assert not [a for a, *_ in tune if start - 0.15 < a < start + 0.5]


@cues
def test_the_voice_has_its_octaves_to_itself(mood: str, ensemble: str, seed: int) -> None:
    for a, b, played, _, part in heard(made(mood, ensemble, seed)):
        for start, end in TALK:
            # What was struck before the line may die away in it.
            is_under = a < end - LEAD and b > start + 0.1 and not (part.instrument.decay and a < start)
            assert part.instrument.is_percussion or not (is_under and 55 <= played.midi <= 76), (part.name, a)


@cues
def test_the_bed_stays_alive_and_does_not_patter(mood: str, ensemble: str, seed: int) -> None:
    notes = heard(made(mood, ensemble, seed))

    for start, end in TALK:
        onsets = sorted({round(a, 1) for a, *_ in notes if start <= a < end})
        assert len(onsets) <= 2.5 * (end - start) + 1
        silent = [t for t in (start + 0.25 * i for i in range(int(4 * (end - start)))) if not sounds(notes, t, t + 1.5)]
        assert not silent


def sounds(notes: list[Heard], start: float, end: float) -> bool:
    return any(a < end and b > start for a, b, *_ in notes)


@cues
def test_under_a_line_nobody_bites_or_beats(mood: str, ensemble: str, seed: int) -> None:
    words = {
        (note.role, note.articulation)
        for a, _, _, note, _ in heard(made(mood, ensemble, seed))
        for start, end in TALK
        if start + 0.1 < a < end - 0.5
    }

    assert {role for role, _ in words} <= {"harmony", "bass"}
    assert not {word for _, word in words} & {"spiccato", "staccato", "marcato", "accent", "tremolo"}


def test_fewer_players_sound_under_a_line_than_around_it() -> None:
    thinner = crowded = 0
    for mood, ensemble, seed in CUES:
        sketch = made(mood, ensemble, seed)
        for start, end in ((14.5, 16.0), (21.0, 24.5), (31.0, 40.0)):
            around = max(players(sketch, start - 2.5, start - 0.5), players(sketch, end + 1, end + 4))
            crowded += around > 2
            thinner += around > 2 and players(sketch, start + 0.2, end - 0.2) < around

    assert crowded >= 15
    assert thinner >= 0.9 * crowded


@cues
def test_a_line_leaves_a_tenth_of_the_energy_that_the_same_scene_has_without_it(
    mood: str, ensemble: str, seed: int
) -> None:
    spoken, free = made(mood, ensemble, seed), made(mood, ensemble, seed, ())
    room = speech_room(replace(free.cue, picture=replace(free.cue.picture, dialogue=spoken.cue.picture.dialogue)),
                       free.parts)  # fmt: skip

    assert spoken.speech is not None
    assert room is not None
    assert spoken.speech.under_db <= room.under_db - 10
    assert spoken.speech.difference_db is not None
    assert spoken.speech.difference_db >= 10


@cues
def test_the_players_step_back_by_ten_decibels_and_come_back_within_a_second(
    mood: str, ensemble: str, seed: int
) -> None:
    sketch, silent = made(mood, ensemble, seed), made(mood, ensemble, seed, ())
    size = len(sketch.parts)
    spoken = plan(sketch.cue, sketch.sections, sketch.parts, sketch.ending, size)
    free_cue = replace(sketch.cue, picture=replace(sketch.cue.picture, dialogue=()))
    free = plan(free_cue, sketch.sections, sketch.parts, sketch.ending, size)

    def drop(second: float) -> float:
        tick = int(sketch.cue.clock.nearest_tick(Fraction(second)))
        return audible(free.at(tick)) - audible(spoken.at(tick))

    assert silent.speech is None
    for second in (7.0, 9.2, 15.0, 22.0, 35.0):
        tick = int(sketch.cue.clock.nearest_tick(Fraction(second)))
        is_loud = audible(free.at(tick)) >= -2
        assert (9.5 if is_loud else 3.7) <= drop(second) <= 13.5
    for second in (5.4, 10.6, 13.9, 16.6, 20.4, 25.1, 30.4):
        assert abs(drop(second)) < 0.3


def test_music_is_back_within_two_bars_of_a_line() -> None:
    for mood, ensemble, seed in CUES:
        sketch = made(mood, ensemble, seed)
        bar = sketch.cue.bar(int(sketch.cue.clock.nearest_tick(Fraction(25))))
        seconds = float(sketch.cue.seconds(bar.end) - sketch.cue.seconds(bar.at))

        back = [part.name for a, _, _, _, part in heard(sketch) if 24.4 < a < 24.5 + 2 * seconds]
        assert back
        assert players(sketch, 25, min(30.5, 24.5 + 2 * seconds)) >= players(sketch, 21.2, 24.3) - 0.2


def test_a_theme_that_a_hit_demands_under_a_line_is_hinted_at_beside_the_voice() -> None:
    for mood in ("tender", "heroic", "frantic"):
        scene = replace(
            scene_of(mood, talk=((14.0, 20.0),)),
            characters=(Character(name="Ada", traits=("hero",), enters=16),),
            hits=(Hit(at=16, name="look", gesture="theme-entry", priority="must"),),
        )
        sketch = compose(scene)
        under = [each for each in sung(sketch) if 14 < each[0] < 20]

        assert min(abs(a - 16) for a, *_ in under) < 0.05
        assert all(not 53 <= played.midi <= 84 for _, _, played, _, _ in under)
        assert any(f.check == "dialogue" and "softly" in f.message for f in sketch.findings)


def test_a_hit_that_may_wait_lets_its_theme_wait_for_the_gap() -> None:
    scene = replace(
        scene_of("tender", talk=((14.0, 20.0),)),
        characters=(Character(name="Ada", traits=("hero",), enters=16),),
    )

    assert min(a for a, *_ in sung(compose(scene))) > 20 - LEAD


def test_a_narration_from_end_to_end_has_music_under_it() -> None:
    sketch = made("playful", "solo-piano", 1, ((0.0, 48.0),))
    notes = heard(sketch)

    assert sketch.speech is not None
    assert sketch.speech.outside_db is None
    assert sketch.speech.difference_db is None
    assert all(sounds(notes, t, t + 2) for t in range(46))
    assert {note.pitch.midi > 76 for *_, note, _ in notes} == {True, False}


@settings(max_examples=12, deadline=None)
@given(
    mood=st.sampled_from(["tender", "epic", "playful", "suspenseful", "awe"]),
    ensemble=st.sampled_from(["symphonic", "solo-piano", "chamber", "chamber-strings"]),
    seed=st.integers(1, 99),
    lines=st.lists(st.tuples(st.integers(0, 380), st.integers(3, 90)), min_size=1, max_size=6),
)
def test_wherever_lines_stand_no_tune_sounds_in_the_voice(
    mood: str, ensemble: str, seed: int, lines: list[tuple[int, int]]
) -> None:
    talk = tuple((a / 10, (a + n) / 10) for a, n in lines)
    sketch = compose(scene_of(mood, ensemble, seed, talk))
    spoken = sketch.cue.picture.dialogue

    under = [
        (a, played.midi)
        for a, b, played, _, _ in sung(sketch)
        if 53 <= played.midi <= 84 and any(a < line.end - LEAD and b > line.start + LEAD for line in spoken)
    ]
    assert under == []
    assert sketch.speech is not None
    assert len(sketch.speech.lines) == len(spoken)


def test_a_breath_between_two_lines_belongs_to_them() -> None:
    cue = made("tender").cue

    assert [(float(a), float(b)) for a, b in exchanges(cue)][:2] == [(6.0, 10.0), (14.5, 16.0)]
    assert len(unsung(cue)) == 4
    assert all(cue.seconds(a) < start and cue.seconds(b) > end for (a, b), (start, end)
               in zip(unsung(cue), exchanges(cue), strict=True))  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=6), st.integers(0, 50), st.integers(0, 60))
def test_gaps_and_spans_fill_the_time_between_them(pairs: list[tuple[int, int]], start: int, length: int) -> None:
    spans = tuple(sorted((a, a + n) for a, n in pairs))
    end = start + length

    free = {tick for a, b in gaps(spans, start, end) for tick in range(a, b)}

    assert free == {t for t in range(start, end) if not any(a <= t < b for a, b in spans)}


def test_overtones_of_a_low_note_count_and_more_so_in_a_bright_instrument() -> None:
    assert share_in_band(43, 0.2) < share_in_band(43, 0.8) < share_in_band(69, 0.8)
    assert share_in_band(28, 0.5) > 0
    assert share_in_band(108, 0.5) == 0


def test_louder_playing_and_more_players_stand_higher_in_the_room() -> None:
    sketch = made("tender")
    loud = tuple(
        replace(part, played=tuple(replace(p, velocity=min(127, 2 * p.velocity)) for p in part.played))
        for part in sketch.parts
    )
    room, louder = speech_room(sketch.cue, sketch.parts), speech_room(sketch.cue, loud)

    assert room is not None
    assert louder is not None
    assert 9 <= louder.under_db - room.under_db <= 12.5
    assert speech_room(sketch.cue, sketch.parts[:1]) != room


def test_nobody_speaks_nothing_is_reported() -> None:
    assert made("tender", talk=()).speech is None


@pytest.mark.parametrize("mood", ["tender", "mournful", "suspenseful", "romantic", "playful"])
@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings", "solo-piano"])
def test_a_long_exchange_may_think_of_who_was_heard_once_and_beneath_the_speakers(mood: str, ensemble: str) -> None:
    start, end = 14.0, 30.0
    sketch = made(mood, ensemble, 1, ((start, end),))
    at = sketch.cue.seconds
    thought = [s for s in sketch.statements if start - 0.2 <= at(s.at) < end]

    assert len(thought) == 1
    felt = thought[0]
    assert felt.voice == "inner"
    assert felt.fullness <= 0.4
    assert at(felt.at) >= start + 1
    assert any(s.theme == felt.theme and s.end <= felt.at and s.fullness >= 0.6 for s in sketch.statements)
    notes = [p.midi for _, _, p, note, _ in heard(sketch) if note.statement == felt.number]
    assert len(notes) >= 2
    assert max(notes) <= 52


def test_a_short_exchange_thinks_of_nobody() -> None:
    for mood in ("tender", "mournful", "suspenseful"):
        sketch = made(mood, "symphonic", 1, ((14.0, 21.0),))
        assert not [s for s in sketch.statements if 14 <= sketch.cue.seconds(s.at) < 21]

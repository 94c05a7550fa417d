"""Players: loudness, touch, controllers, pedal, programs, marks."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import little_cue as little
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_cue import BAR, BEAT, LENGTH, note, part

from scenescore.compose.measure import bar_levels
from scenescore.compose.performance.dynamics import _pull, _rise, plan, velocity_of
from scenescore.compose.performance.perform import perform
from scenescore.model.cue import Cue, Speech
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.sketch import Part
from scenescore.model.time import Seconds, Ticks

HALF_SECOND = 960


def played(*parts: Part, cue: Cue | None = None, ending: str = "cadence", seed: int = 1) -> tuple[Part, ...]:
    """Play parts in the little cue."""
    answer = perform(
        cue or little.cue(),
        little.sections(),
        parts or little.orchestra(),
        Dice(seed),
        ending=ending,
        chords=little.chords(),
    )
    return answer.value


def values(performed: Part, number: int) -> list[tuple[int, int]]:
    """One controller's points."""
    return [(c.at, c.value) for c in performed.controls if c.number == number]


def test_every_written_note_is_played_once_and_in_its_pitch() -> None:
    for performed in played():
        assert [p.note for p in performed.played] == list(range(len(performed.notes)))
        assert [p.midi for p in performed.played] == [n.pitch.midi for n in performed.notes]


def test_the_page_stays_as_it_was_written() -> None:
    before = little.orchestra()

    after = played(*before)

    assert [p.notes for p in after] == [p.notes for p in before]


def test_dehumanised_onsets_are_the_written_ones() -> None:
    for performed in played():
        ticks = sorted({int(n.at) for n in performed.notes})
        nearest = [min(ticks, key=lambda t: abs(t - p.at)) for p in performed.played]
        assert nearest == [n.at for n in performed.notes]


def test_a_hit_never_moves() -> None:
    tick = 4 * BAR
    for performed in played(cue=little.cue((tick, "accent", "must"))):
        on_hit = [p.at for p, n in zip(performed.played, performed.notes, strict=True) if n.at == tick]
        assert on_hit == [tick] * len(on_hit)


def test_a_marked_note_never_moves_even_without_a_landing() -> None:
    (performed,) = played(part(little.VIOLINS, *(note(i * BEAT, BEAT, 60, hit=True) for i in range(16))))

    assert [p.at for p in performed.played] == [i * BEAT for i in range(16)]


def test_players_are_not_machines_and_machines_are() -> None:
    rows = [note(i * BEAT, BEAT, 60 + i % 3) for i in range(1, 20)]

    strings, arp = played(part(little.VIOLINS, *rows), part(little.ARP, *rows))

    assert [p.at for p in strings.played] != [n.at for n in strings.notes]
    assert [p.at for p in arp.played] == [n.at for n in arp.notes]


def test_human_timing_stays_within_forty_milliseconds() -> None:
    for performed in played():
        moved = [abs(p.at - n.at) for p, n in zip(performed.played, performed.notes, strict=True)]
        assert max(moved) <= HALF_SECOND * 40 // 500


def test_another_seed_is_another_touch() -> None:
    first, second = played(seed=1), played(seed=2)

    assert [p.played for p in first] != [p.played for p in second]


def test_a_later_note_does_not_change_the_touch_of_earlier_bars() -> None:
    whole = little.tune()
    shorter = replace(whole, notes=whole.notes[:-1])

    (one,), (other,) = played(whole), played(shorter)

    first_bars = [p for p in one.played if p.at < 4 * BAR]
    assert first_bars == [p for p in other.played if p.at < 4 * BAR]


def test_repeated_notes_are_never_equal() -> None:
    (performed,) = played(part(little.PIANO, *(note(i * 480, 480, 60) for i in range(48))))
    loud = [p.velocity for p in performed.played]

    assert all(a != b for a, b in pairwise(loud))


def test_a_repeated_pitch_is_released_before_it_is_struck_again() -> None:
    (performed,) = played(part(little.VIOLINS, *(note(i * BEAT, BEAT, 60, articulation="legato") for i in range(16))))
    gaps = [b.at - a.at - a.length for a, b in pairwise(performed.played)]

    assert min(gaps) >= HALF_SECOND * 30 // 500


def test_legato_notes_overlap_a_little() -> None:
    rows = [note(i * BEAT, BEAT, 60 + 2 * (i % 2), articulation="legato") for i in range(12)]

    (performed,) = played(part(little.VIOLINS, *rows))
    overlaps = [a.at + a.length - b.at for a, b in pairwise(performed.played)]

    assert sum(overlap > 0 for overlap in overlaps) > len(overlaps) // 2


@pytest.mark.parametrize(
    ("articulation", "low", "high"), [("staccato", 0.4, 0.5), ("spiccato", 0.25, 0.35), ("tenuto", 0.9, 1)]
)
def test_an_articulation_has_its_length(articulation: str, low: float, high: float) -> None:
    (performed,) = played(part(little.VIOLINS, *(note(i * BAR, BEAT, 60, articulation=articulation) for i in range(6))))

    for p in performed.played:
        assert low <= p.length / BEAT <= high


def test_a_wind_breathes_at_the_phrase_end() -> None:
    (performed,) = played(part(little.FLUTE, note(BAR, BAR, 72, "melody"), note(2 * BAR, BAR, 74, "melody")))
    first, second = performed.played

    assert second.at - first.at - first.length >= HALF_SECOND * 100 // 500


def test_nothing_sounds_after_the_cue() -> None:
    late = part(little.PAD, note(LENGTH - BEAT, 4 * BEAT, 60), note(LENGTH - 10, 10, 64))

    for performed in played(late, little.tune()):
        assert all(p.at + p.length <= LENGTH for p in performed.played)
        assert all(c.at <= LENGTH for c in performed.controls)


def test_a_cut_off_ends_every_sound_on_its_tick() -> None:
    tick = 2 * BAR
    cue = little.cue((tick, "cut-off", "must"))

    (pads, harp) = played(
        part(little.VIOLINS, note(BAR, BAR, 60)),
        part(little.HARP, note(BAR + BEAT, BEAT * 3, 60, articulation="let-ring")),
        cue=cue,
    )

    assert [p.at + p.length for p in (*pads.played, *harp.played)] == [tick, tick]
    assert all(at <= tick or value > 0 for at, value in values(harp, 64))


def test_the_pedal_is_stepped_on_after_each_chord_and_off_before_the_next() -> None:
    (performed,) = played(little.pads(little.PIANO, 48), ending="attacca")
    changes = values(performed, 64)

    assert [value for _, value in changes] == [127, 0] * 8
    for i, (at, value) in enumerate(changes):
        bar = i // 2 * BAR
        assert bar < at < bar + BEAT if value else bar + BAR - BEAT < at <= bar + BAR


def test_strings_have_no_pedal_and_dry_notes_take_none() -> None:
    dry = part(little.PIANO, *(note(i * BEAT, BEAT, 60, articulation="staccato") for i in range(16)))

    strings, piano = played(little.pads(), dry)

    assert values(strings, 64) == []
    assert values(piano, 64) == []


def test_controllers_climb_by_twelve_at_most_unless_there_is_a_hit() -> None:
    tick = 4 * BAR
    for performed in played(cue=little.cue((tick, "stinger", "must"))):
        for number in (1, 11):
            points = values(performed, number)
            for (_, a), (at, b) in pairwise(points):
                assert at == tick or 2 <= abs(b - a) <= 12


def test_a_long_note_has_a_life() -> None:
    (performed,) = played(part(little.VIOLINS, note(0, BAR, 67, "melody")))
    inside = [value for at, value in values(performed, 11) if at < BAR]

    assert max(inside) - min(inside) >= 4


def test_struck_instruments_carry_their_dynamics_in_velocity_alone() -> None:
    (performed,) = played(little.pads(little.PIANO, 48))

    assert values(performed, 11) == [(0, 100)]
    assert values(performed, 1) == []


def test_the_mix_is_set_once_at_the_start() -> None:
    for performed in played():
        for number in (7, 10, 91):
            assert [at for at, _ in values(performed, number)] == [0]


def test_one_player_alone_makes_twelve_decibels_between_the_softest_and_the_loudest_bar() -> None:
    cue = little.cue()

    levels = bar_levels(cue, played(little.pads(little.PIANO, 48), cue=cue))

    assert max(levels) - min(levels) >= 12


def test_a_still_scene_is_left_still() -> None:
    still = plan(little.cue(), little.sections(0.3, 0.3), little.orchestra(), "cadence")
    grows = plan(little.cue(), little.sections(0.2, 0.9), little.orchestra(), "cadence")

    def spread(levels: tuple[tuple[int, float], ...]) -> float:
        early = [level for tick, level in levels if tick < 6 * BAR]
        return max(early) - min(early)

    assert spread(still.corners) < spread(grows.corners)


def test_a_stinger_is_louder_than_what_comes_before_it() -> None:
    tick = 3 * BAR + 2 * BEAT

    loudness = plan(little.cue((tick, "stinger", "must")), little.sections(), little.orchestra(), "cadence")

    assert loudness.at(tick) - loudness.at(tick - 1) > 6


def test_a_stinger_is_answered_by_a_sudden_piano() -> None:
    tick = 3 * BAR
    free = plan(little.cue(), little.sections(), little.orchestra(), "cadence")
    loudness = plan(little.cue((tick, "stinger", "must")), little.sections(), little.orchestra(), "cadence")

    after = tick + 2 * BEAT

    assert loudness.at(tick) - loudness.at(after) > 8
    assert loudness.at(after) < free.at(after)


def test_a_hit_rises_less_where_the_scene_asks_for_less_than_its_peak() -> None:
    early, cue = BAR, little.cue((BAR, "swell", "must"))
    sections = little.sections()
    modest = tuple(replace(s, course=((s.at, 0.2), (s.end, 0.2))) for s in sections[:1])
    loud = tuple(replace(s, course=((s.at, 0.9), (s.end, 0.9))) for s in sections[1:])
    level = tuple(replace(s, course=((s.at, 0.9), (s.end, 0.9))) for s in sections)

    def rise(asked: tuple[Section, ...]) -> float:
        return _pull(cue, cue.landings[0], _rise(asked, early))[-2][1]

    assert rise(modest + loud) < rise(level) / 2


def test_a_swell_grows_into_its_hit() -> None:
    tick = 4 * BAR
    loudness = plan(little.cue((tick, "swell", "must")), little.sections(), little.orchestra(), "cadence")

    levels = [loudness.at(tick - beats * BEAT - 1) for beats in (4, 3, 2, 1, 0)]

    assert levels == sorted(levels)


def test_the_music_steps_back_while_somebody_speaks() -> None:
    quiet = little.cue()
    speech = (Speech(Seconds(Fraction(4)), Seconds(Fraction(7))),)
    spoken = replace(quiet, picture=replace(quiet.picture, dialogue=speech))
    tick = quiet.clock.nearest_tick(Fraction(5))

    free = plan(quiet, little.sections(), little.orchestra(), "cadence")
    under = plan(spoken, little.sections(), little.orchestra(), "cadence")

    assert under.at(tick) <= free.at(tick) - 5


def test_a_ring_out_dies_away_inside_the_cue() -> None:
    (performed,) = played(little.pads(), ending="ring-out")
    points = values(performed, 11)

    assert points[-1][1] < 0.8 * max(value for at, value in points if at >= 6 * BAR)


@pytest.mark.parametrize("ending", ["cadence", "ring-out"])
def test_the_last_chord_lets_go_in_time_for_the_hall_to_ring_inside_the_cue(ending: str) -> None:
    for performed in played(ending=ending):
        assert max(p.at + p.length for p in performed.played) <= LENGTH - HALF_SECOND // 5
        assert all(value == 0 for at, value in values(performed, 64) if at > LENGTH - HALF_SECOND // 5)


@pytest.mark.parametrize("ending", ["fade", "ring-out"])
def test_what_dies_away_sinks_until_the_very_end_and_not_before(ending: str) -> None:
    (performed,) = played(part(little.VIOLINS, note(6 * BAR, 2 * BAR, 60)), ending=ending)
    points = [(at, value) for at, value in values(performed, 11) if at >= 7 * BAR]

    assert [value for _, value in points] == sorted((value for _, value in points), reverse=True)
    assert points[-1][0] > LENGTH - BEAT
    assert points[-1][1] <= 24


def test_a_part_that_enters_later_waits_at_mf() -> None:
    (performed,) = played(part(little.VIOLINS, note(4 * BAR, BAR, 60)))

    assert values(performed, 11)[0] == (0, 80)
    assert values(performed, 11)[1][0] >= 4 * BAR - BEAT


def test_vibrato_of_a_plain_player_stays_within_reason() -> None:
    assert max(value for performed in played() for _, value in values(performed, 1) or [(0, 0)]) <= 64


def test_a_fade_ends_near_nothing_in_every_part() -> None:
    for performed in played(ending="fade"):
        assert values(performed, 11)[-1][1] <= 10


def test_a_technique_changes_the_program_just_before_its_notes_and_back_after() -> None:
    rows = [note(0, BEAT, 60), note(BAR, BEAT, 60, articulation="pizzicato"), note(2 * BAR, BEAT, 60)]

    (performed,) = played(part(little.VIOLINS, *rows))
    onsets = [p.at for p in performed.played]

    assert [p.number for p in performed.programs] == [45, 48]
    assert onsets[0] < performed.programs[0].at <= onsets[1]
    assert onsets[1] < performed.programs[1].at <= onsets[2]


def test_a_part_begins_with_a_dynamic_mark() -> None:
    for performed in played():
        first = next(mark for mark in performed.marks if mark.kind == "dynamic")
        assert first.at == performed.notes[0].at


def test_a_phrase_that_swells_into_a_hit_gets_a_hairpin() -> None:
    swelling = little.cue((4 * BAR, "swell", "must"))

    marks = [mark for performed in played(cue=swelling) for mark in performed.marks if mark.kind == "hairpin"]

    assert {mark.text for mark in marks} <= {"<", ">"}
    assert marks
    assert all(mark.length >= BAR for mark in marks)


def test_the_scale_of_marks_is_the_published_one() -> None:
    assert [velocity_of(level) for level in (-13, -8, -4, 0, 5, 9)] == [30, 45, 58, 72, 92, 110]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, LENGTH - 1),
            st.integers(1, 2 * BAR),
            st.integers(40, 80),
            st.sampled_from(["", "legato", "staccato", "let-ring", "pizzicato", "tremolo", "marcato"]),
        ),
        max_size=40,
        unique_by=lambda row: (row[0], row[2]),
    ),
    st.sampled_from([little.VIOLINS, little.PIANO, little.HARP, little.FLUTE, little.TIMPANI]),
    st.sampled_from(["cadence", "button", "ring-out", "fade", "cut", "attacca", "loop"]),
)
def test_whatever_is_written_can_be_played(rows: list[tuple[int, int, int, str]], player: object, ending: str) -> None:
    """No pitch sounds twice at once, nothing is early or late, every value fits into MIDI."""
    written = part(player, *(note(a, n, m, articulation=w) for a, n, m, w in rows))  # type: ignore[arg-type]

    (performed,) = played(written, cue=little.cue((2 * BAR, "cut-off", "must")), ending=ending)

    free: dict[int, int] = {}
    for p in sorted(performed.played, key=lambda p: (p.at, p.midi)):
        assert 0 <= p.at < p.at + p.length <= LENGTH
        assert 1 <= p.velocity <= 127
        assert free.get(p.midi, 0) <= p.at
        free[p.midi] = p.at + p.length
    assert all(0 <= c.value <= 127 and 0 <= c.at <= LENGTH for c in performed.controls)


def seconds_to_play(players: int) -> float:
    """The least of three times that this process needs to play so many violins, whatever else the machine does."""
    notes = [note(Ticks(i * 90) % LENGTH, 80, 50 + i % 30) for i in range(330)]
    parts = [replace(part(little.VIOLINS, *notes), name=f"violins {i}") for i in range(players)]
    times = []
    for _ in range(3):
        start = time.process_time()
        played(*parts)
        times.append(time.process_time() - start)
    return min(times)


def test_four_times_the_players_take_about_four_times_as_long() -> None:
    assert seconds_to_play(12) < 7 * seconds_to_play(3) + 0.02

"""Players: who plays, in which range, how long on a breath, with how much room for the tune and for speech."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from harmony_cues import BAR, BOOK, cue_of, harmony_of, sections_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scored_cue import notes_of, playing, scored, tune_of

from scenescore.compose.orchestra.forces import beds
from scenescore.compose.orchestra.page import Lungs, breathe
from scenescore.compose.orchestra.score import assemble, dress, score
from scenescore.compose.orchestra.seats import assign
from scenescore.compose.orchestra.two_hands import playable
from scenescore.compose.voices.voicing import lead
from scenescore.model.affect import Drama, DramaPoint, Feeling
from scenescore.model.dice import Dice
from scenescore.model.pitch import Pitch
from scenescore.model.scene import ENDINGS, Scene
from scenescore.model.sketch import Note, Part
from scenescore.model.time import Seconds, Ticks

ENSEMBLES = tuple(BOOK.ensembles)
MOODS = ("ominous", "serene", "heroic", "playful", "mournful", "romantic", "suspenseful")
HOT = (0.6, 0.95)


def drama_of(mood: str) -> Drama:
    row = BOOK.moods[mood]
    feeling = Feeling(row.valence, row.arousal, row.tension, row.size)
    points = (DramaPoint(Seconds(Fraction(0)), feeling, 0.5),)
    return Drama(points, (mood,), row.modes, row.bpm, row.hevner)


@pytest.mark.parametrize("ensemble", ENSEMBLES)
@pytest.mark.parametrize("mood", MOODS)
def test_nobody_leaves_his_range_and_every_note_ends_by_the_cues_end(mood: str, ensemble: str) -> None:
    cue, _, answer = scored(mood, ensemble, heat=HOT)

    for part, note in notes_of(answer.value):
        assert note.length > 0
        assert note.end <= cue.length
        if not part.instrument.is_percussion:
            assert part.instrument.low <= note.pitch.midi <= part.instrument.high, part.name


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_written_notes_stand_on_the_grid(ensemble: str) -> None:
    _, _, answer = scored("romantic", ensemble)

    assert all(note.at % 10 == 0 for _, note in notes_of(answer.value))


@pytest.mark.parametrize("ensemble", ENSEMBLES)
@pytest.mark.parametrize("mood", ["ominous", "heroic", "serene"])
def test_nothing_comes_nearer_than_a_third_to_the_tune(mood: str, ensemble: str) -> None:
    _, _, answer = scored(mood, ensemble)
    tune = [note for _, note in notes_of(answer.value, "melody") if note.level == 0]

    for part, note in notes_of(answer.value, "harmony", "bass", "counter-melody"):
        for sung in tune:
            if sung.at < note.end and sung.end > note.at:
                assert abs(sung.pitch.midi - note.pitch.midi) not in {1, 2}, (part.name, note)


@pytest.mark.parametrize("mood", MOODS)
def test_winds_never_hold_a_note_longer_than_a_breath(mood: str) -> None:
    cue, _, answer = scored(mood, "symphonic", "chorale", heat=HOT)

    for part, note in notes_of(answer.value):
        limit = part.instrument.sustain
        if part.instrument.breathes and limit is not None:
            assert float(cue.seconds(note.end) - cue.seconds(note.at)) <= limit, part.name


def test_a_wind_player_breathes_in_a_line_without_rests() -> None:
    cue, flute = cue_of(), BOOK.instruments["flute"]
    line = [Note(Ticks(i * 960), Ticks(960), Pitch(72 + i % 5, 0), "melody") for i in range(80)]

    played = breathe(line, flute, Lungs(cue, sections_of("romantic")))

    silent = [there.at - here.end for here, there in pairwise(played)]
    blown, longest = 0.0, 0.0
    for note, gap in zip(played, [*silent, 0], strict=True):
        blown += float(cue.seconds(note.length))
        longest = max(longest, blown)
        blown = 0.0 if gap >= 480 else blown
    assert len(played) == len(line)
    assert longest <= (flute.sustain or 0)


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_parts_come_in_page_order_and_only_those_who_play(ensemble: str) -> None:
    _, _, answer = scored("romantic", ensemble)

    names = [part.instrument.name for part in answer.value]
    order = [name for name in BOOK.ensembles[ensemble].order if name in names]
    assert names == order
    assert all(part.notes for part in answer.value)


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_a_players_channel_does_not_depend_on_who_else_plays(ensemble: str) -> None:
    soft = {p.instrument.name: p.channel for p in scored("serene", ensemble, heat=(0.1, 0.2))[2].value}
    loud = {p.instrument.name: p.channel for p in scored("heroic", ensemble, heat=HOT)[2].value}

    assert all(loud.get(name, channel) == channel for name, channel in soft.items())
    for name, channel in {**soft, **loud}.items():
        assert (channel == 9) == BOOK.instruments[name].is_percussion


@pytest.mark.parametrize(
    ("word", "kind"),
    [("brass", "family"), ("woodwind", "family"), ("harp", "name"), ("percussion", "family"), ("violins-1", "name")],
)
def test_who_is_avoided_does_not_play(word: str, kind: str) -> None:
    _, _, answer = scored("heroic", "symphonic", heat=HOT, avoid=(word,))

    assert answer.value
    assert all(getattr(part.instrument, kind) != word for part in answer.value)


@pytest.mark.parametrize("device", ["tremolo", "pizzicato", "staccato"])
@pytest.mark.parametrize("mood", ["suspenseful", "playful"])
def test_an_avoided_way_of_playing_is_never_written(mood: str, device: str) -> None:
    _, _, answer = scored(mood, "chamber-strings", avoid=(device,))

    layers = notes_of(answer.value, "harmony", "bass", "rhythm", "colour", "counter-melody")
    assert layers
    assert all(note.articulation != device for _, note in layers)


@pytest.mark.parametrize("mood", ["playful", "suspenseful", "heroic"])
def test_without_percussion_nobody_strikes(mood: str) -> None:
    _, _, answer = scored(mood, "symphonic", heat=HOT, avoid=("percussion",))

    assert {part.instrument.family for part in answer.value}.isdisjoint({"percussion"})


def test_an_ensemble_left_with_nobody_is_replaced_and_said_so() -> None:
    scene = Scene(mood="sad", length=30, ensemble="solo-piano", avoid=("piano",))

    answer = assemble(scene, drama_of("sad"), BOOK)

    assert answer.value.order
    assert "piano" not in answer.value.order
    assert answer.findings


def test_the_asked_ensemble_is_taken_whatever_the_mood() -> None:
    scene = Scene(mood="heroic", length=30, ensemble="solo-piano")

    assert assemble(scene, drama_of("heroic"), BOOK).value.name == "solo-piano"


def test_big_moods_get_big_forces_and_small_moods_small_ones() -> None:
    epic = assemble(Scene(mood="epic", length=30), drama_of("epic"), BOOK).value
    lonely = assemble(Scene(mood="lonely", length=30), drama_of("lonely"), BOOK).value

    assert len(epic.order) > len(lonely.order)


@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings", "solo-piano", "ambient-electronic", "suspense"])
def test_under_speech_the_speaking_octaves_are_free_and_nothing_beats(ensemble: str) -> None:
    cue, _, answer = scored("romantic", ensemble, speech=((8, 14),))

    for part, note in notes_of(answer.value):
        if note.at < 14 * BAR and note.end > 8 * BAR and not part.instrument.is_percussion:
            assert not 55 <= note.pitch.midi <= 76, (part.name, cue.place(note.at), note)
        if 8 * BAR <= note.at < 14 * BAR:
            assert note.role in {"melody", "harmony", "bass"}


def test_speech_makes_the_music_thinner() -> None:
    free = scored("heroic", "symphonic")[2].value
    spoken = scored("heroic", "symphonic", speech=((8, 14),))[2].value

    def onsets(parts: tuple[Part, ...]) -> int:
        return sum(8 * BAR <= note.at < 14 * BAR for _, note in notes_of(parts))

    assert onsets(spoken) * 2 < onsets(free)


@pytest.mark.parametrize("mood", MOODS)
def test_more_players_play_when_it_is_hot_than_when_it_is_calm(mood: str) -> None:
    calm = scored(mood, "symphonic", heat=(0.1, 0.15))[2].value
    hot = scored(mood, "symphonic", heat=(0.8, 0.95))[2].value

    assert len(hot) > len(calm)


def test_the_tune_changes_its_colour_between_sections() -> None:
    _, _, answer = scored("romantic", "symphonic")

    leaders = [d.choice for d in answer.decisions if d.place.startswith("melody in section")]
    assert len(set(leaders)) > 1


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("ensemble", ["symphonic", "solo-piano"])
def test_each_ending_ends_as_it_is_called(ensemble: str, ending: str) -> None:
    cue, sections, answer = scored("romantic", ensemble, ending=ending)
    final = sections[-1].phrases[-1].at
    layers = [note for _, note in notes_of(answer.value, "harmony", "bass") if note.at >= final]

    assert layers
    if ending in {"ring-out", "cadence", "fade"}:
        assert max(note.end for note in layers) == cue.length
    if ending == "button":
        assert all(note.length <= 960 for note in layers)


def test_every_choice_of_texture_has_a_reason_and_runners_up() -> None:
    ensemble = playing("symphonic", Scene(mood="sad", length=30))

    answer = dress(cue_of(), sections_of("mournful"), ensemble, Scene(mood="sad", length=30), BOOK, Dice(3))

    assert [s.texture for s in answer.value] == [d.choice for d in answer.decisions]
    assert all(d.reason and len(d.runners_up) == 3 and d.bars[0] for d in answer.decisions)


def test_an_avoided_texture_is_not_worn() -> None:
    scene = Scene(mood="suspenseful", length=30, avoid=("pedal-tremolo", "drone"))

    answer = dress(cue_of(), sections_of("suspenseful"), BOOK.ensembles["suspense"], scene, BOOK, Dice(1))

    assert {section.texture for section in answer.value}.isdisjoint({"pedal-tremolo", "drone"})


def test_the_same_scene_is_scored_the_same_twice() -> None:
    scored.cache_clear()
    first = scored("heroic", "symphonic")[2]
    scored.cache_clear()

    assert scored("heroic", "symphonic")[2] == first


def test_what_comes_later_changes_nothing_earlier() -> None:
    """Another last section (louder, another texture) leaves all notes before it as they were."""
    cue, sections, _ = scored("heroic", "symphonic")
    other = (*sections[:-1], replace(sections[-1], intensity=(0.9, 0.9), texture="drone"))
    scene, chords, tune = (
        Scene(mood="heroic", length=60, ending="ring-out"),
        harmony_of("heroic").value,
        tune_of(sections),
    )
    voices = lead(cue, sections, chords, tune, BOOK).value
    players = playing("symphonic", scene)
    border = sections[-1].at

    one, two = (
        score(cue, plan, chords, voices, tune, (), players, scene, BOOK, Dice(1)).value for plan in (sections, other)
    )

    def before(parts: tuple[Part, ...]) -> dict[str, list[Note]]:
        found = {part.name: [note for note in part.notes if note.at < border] for part in parts}
        return {name: notes for name, notes in found.items() if notes}

    assert before(one) == before(two)


def test_one_pair_of_hands_reaches_everything_that_it_strikes() -> None:
    _, _, answer = scored("romantic", "solo-piano", heat=HOT)

    struck = defaultdict(list)
    for _, note in notes_of(answer.value):
        struck[note.at].append(note.pitch.midi)
    for pitches in struck.values():
        low, high = min(pitches), max(pitches)
        assert all(p - low <= 14 or high - p <= 14 for p in pitches)
        assert len(pitches) <= 10


def test_hands_leave_out_what_lies_between_them() -> None:
    chord = [Note(Ticks(0), Ticks(960), Pitch(midi, 0), "harmony") for midi in (36, 43, 58, 72, 76)]

    assert [note.pitch.midi for note in playable(chord)] == [36, 43, 72, 76]


@given(st.lists(st.lists(st.integers(0, 999), min_size=4, max_size=4), min_size=1, max_size=4))
@settings(max_examples=60)
def test_no_other_seating_is_cheaper(costs: list[list[int]]) -> None:
    found = assign(costs)

    best = min(sum(costs[i][j] for i, j in enumerate(p)) for p in permutations(range(4), len(costs)))
    assert len(set(found)) == len(costs)
    assert sum(costs[i][j] for i, j in enumerate(found)) == best


DESKS = ("violins-1", "violins-2", "violas", "celli", "contrabasses")
HELD = ("chorale", "melody-pad", "homophony", "pedal-tremolo")


def _alone(part: Part, role: str) -> list[Note]:
    """Notes of a role that sound alone in their part."""
    own = [note for note in part.notes if note.role == role]
    return [n for n in own if not any(o is not n and o.at < n.end and o.end > n.at for o in own)]


@pytest.mark.parametrize("texture", HELD)
@pytest.mark.parametrize("ensemble", ["chamber-strings", "symphonic"])
def test_inside_a_phrase_no_held_part_leaps_an_octave(ensemble: str, texture: str) -> None:
    _, sections, answer = scored("ominous", ensemble, texture)
    starts = {int(phrase.at) for section in sections for phrase in section.phrases}

    lines = [_alone(part, "harmony") for part in answer.value if not part.instrument.decay]
    assert any(lines)
    for here, there in (pair for line in lines for pair in pairwise(line)):
        assert there.at in starts or abs(there.pitch.midi - here.pitch.midi) < 12, (here, there)


@pytest.mark.parametrize("texture", HELD)
@pytest.mark.parametrize("mood", ["mournful", "suspenseful", "heroic"])
def test_string_desks_hold_their_chord_in_the_order_of_the_page(mood: str, texture: str) -> None:
    _, _, answer = scored(mood, "chamber-strings", texture)

    parts = [part for name in DESKS for part in answer.value if part.instrument.name == name]
    pairs = upside_down = 0
    for bar in range(26):
        held = [[n.pitch.midi for n in p.notes if n.role == "harmony" and n.at <= bar * BAR < n.end] for p in parts]
        lowest = [min(pitches) for pitches in held if pitches]
        pairs += max(0, len(lowest) - 1)
        upside_down += sum(low > high for high, low in pairwise(lowest))
    assert pairs
    assert upside_down * 20 <= pairs


@pytest.mark.parametrize("texture", HELD)
def test_violas_and_celli_stay_off_the_violins_ground(texture: str) -> None:
    _, _, answer = scored("romantic", "chamber-strings", texture)

    for part, note in notes_of(answer.value, "harmony"):
        assert note.pitch.midi <= {"violas": 74, "celli": 69}.get(part.instrument.name, 127), part.name


@pytest.mark.parametrize("texture", ["ostinato-engine", "pulse", "gallop", "march"])
def test_short_notes_are_never_tied_over_a_beat(texture: str) -> None:
    cue, _, answer = scored("heroic", "symphonic", texture, heat=HOT)

    short = [n for _, n in notes_of(answer.value, "rhythm", "harmony") if n.articulation in {"spiccato", "staccato"}]
    assert short
    for note in short:
        bar = cue.bar(note.at)
        assert (note.at - bar.at) // bar.meter.beat == (note.end - 1 - bar.at) // bar.meter.beat


def test_a_climax_has_its_bass_in_octaves_and_its_violins_on_the_tune() -> None:
    _, sections, answer = scored("heroic", "symphonic", "hero-melody", heat=(0.9, 1.0))
    climax = next(section for section in sections if section.purpose == "climax")

    def sounding(role: str) -> dict[str, list[int]]:
        found = defaultdict(list)
        for part, note in notes_of(answer.value, role):
            if climax.at <= note.at < climax.end:
                found[part.instrument.name].append(note.pitch.midi)
        return found

    lowest = {name: min(pitches) for name, pitches in sounding("bass").items()}
    assert {"celli", "contrabasses"} <= set(lowest)
    assert lowest["celli"] - lowest["contrabasses"] in {0, 12}
    assert "violins-1" in sounding("melody")


def test_a_small_feeling_keeps_the_heavy_brass_at_home_even_at_its_height() -> None:
    small = {part.instrument.name for part in scored("serene", "symphonic", "melody-pad", heat=HOT)[2].value}
    large = {part.instrument.name for part in scored("heroic", "symphonic", "hero-melody", heat=HOT)[2].value}

    assert small.isdisjoint({"trombone-section", "tuba"})
    assert len(small) < len(large)


def test_the_family_that_holds_the_chords_changes_with_the_form() -> None:
    plan = tuple(replace(s, intensity=(0.3, 0.4)) for s in sections_of("romantic") if s.purpose != "climax")
    found = [beds(plan, BOOK.ensembles["symphonic"], BOOK, Dice(seed), [False] * len(plan)) for seed in range(20)]

    changes = [one != other for row in found for one, other in pairwise(row)]
    assert sum(changes) * 2 > len(changes)
    assert {bed for row in found for bed in row} >= {"strings", "woodwind"}


def test_under_speech_the_strings_stay() -> None:
    plan = tuple(replace(s, intensity=(0.3, 0.4), purpose="statement") for s in sections_of("romantic"))

    assert set(beds(plan, BOOK.ensembles["symphonic"], BOOK, Dice(1), [True] * len(plan))) == {"strings"}


@pytest.mark.parametrize("mood", ["mournful", "suspenseful", "playful", "heroic"])
def test_other_seeds_wear_other_textures(mood: str) -> None:
    scene, players = Scene(mood=mood, length=60), BOOK.ensembles["symphonic"]

    worn = {
        tuple(s.texture for s in dress(cue_of(), sections_of(mood), players, scene, BOOK, Dice(seed)).value)
        for seed in range(8)
    }
    assert len(worn) >= 3


@pytest.mark.parametrize("mood", ["romantic", "ominous", "serene"])
def test_the_last_chord_is_wide_with_its_bass_at_the_bottom(mood: str) -> None:
    cue, _, answer = scored(mood, "symphonic", heat=(0.2, 0.4))

    last = [n for p, n in notes_of(answer.value) if n.end == cue.length and not p.instrument.is_percussion]
    lowest = min(last, key=lambda n: n.pitch.midi)
    assert lowest.pitch.midi % 12 == harmony_of(mood).value.spans[-1].value.bass_pc
    assert max(n.pitch.midi for n in last) - lowest.pitch.midi >= 24
    assert len({n.pitch.midi % 12 for n in last}) >= 2


@pytest.mark.parametrize("ensemble", ["symphonic", "chamber-strings", "fantasy-choir"])
@pytest.mark.parametrize("mood", ["ominous", "playful", "heroic"])
def test_an_orchestra_wears_no_texture_of_another_house(mood: str, ensemble: str) -> None:
    scene, players = Scene(mood=mood, length=60), BOOK.ensembles[ensemble]

    for seed in range(6):
        for section in dress(cue_of(), sections_of(mood), players, scene, BOOK, Dice(seed)).value:
            genres = BOOK.textures[section.texture].genres
            assert not genres or set(genres) & set(players.genres), section.texture


@pytest.mark.parametrize("mood", ["mournful", "suspenseful"])
def test_double_basses_that_join_the_bass_have_four_strings(mood: str) -> None:
    _, sections, answer = scored(mood, texture="hero-melody", heat=(0.8, 1.0))
    climax = next(section for section in sections if section.purpose == "climax")
    basses = [n for part, n in notes_of(answer.value, "bass") if part.instrument.name == "contrabasses"]
    lowest = min(note.pitch.midi for note in basses if climax.at <= note.at < climax.end)
    assert lowest >= BOOK.instruments["contrabasses"].comfortable[0]

"""A statement's light is heard in its chords: other ones, sour ones, bright ones, a homecoming, a foreign bass."""

from __future__ import annotations

from functools import cache

import pytest
from harmony_cues import BAR, BOOK, MOODS, chord_at, cue_of, harmony_of, key_of, sections_of

from scenescore.compose.harmony.lights import is_bright, soured
from scenescore.compose.harmony.search import harmonise
from scenescore.compose.harmony.style import Style
from scenescore.compose.themes.birth.tunes import grown
from scenescore.compose.themes.motifs import seed_motif
from scenescore.model.dice import Dice
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.metre import Meter
from scenescore.model.pitch import Key
from scenescore.model.sketch import Answer
from scenescore.model.theme import Light, Motif, Setting, Statement, motif_length
from scenescore.model.time import Ticks

#: A four-bar tune in each mode that these moods use.
_SEEDS = {
    "ionian": "1/3 5/1 6/2 5/2",
    "lydian": "1/3 5/1 #4/2 5/2",
    "mixolydian": "1/3 5/1 b7/2 6/2",
    "phrygian": "1/3 5/1 b6/2 5/2",
    "aeolian": "1/3 5/1 b6/2 5/2",
    "harmonic-minor": "1/3 5/1 b6/2 5/2",
    "octatonic-hw": "1/3 b2/1 b3/2 b5/2",
}
FIRST, SECOND = 0, 8 * BAR
SEEDS = (1, 2, 3)


def tune_in(key: Key) -> Motif:
    return grown(seed_motif(_SEEDS[key.mode]), key.degrees, Meter())


def statement(number: int, at: int, key: Key, setting: Setting, tones: Motif) -> Statement:
    tonic = 60 + (key.pc + 5) % 12 - 5
    return Statement(
        number, "Ada", "Ada", Ticks(at), tones, tonic, key, "introduction", ("prototype",), 1, 1, setting=setting
    )


@cache
def lit(
    mood: str,
    light: Light = "",
    pedal: int | None = None,
    seed: int = 1,
    avoid: tuple[str, ...] = (),
    genre: str = "orchestral",
) -> Answer[Line[Chord]]:
    """A theme plainly in the first bars of a cue, and in some light in the ninth to the twelfth."""
    sections = sections_of(mood)
    key = sections[0].key
    settings = Setting(), Setting(light=light, pedal=pedal)
    said = tuple(
        statement(n, at, key, each, tune_in(key))
        for n, (at, each) in enumerate(zip((FIRST, SECOND), settings, strict=True))
    )
    return harmonise(cue_of(), sections, said, (), BOOK, Dice(seed), Style(avoid=avoid, genre=BOOK.genres[genre]))


def halves(line: Line[Chord], at: int) -> list[Chord]:
    """The chord of each half bar of the statement at a tick."""
    return [chord_at(line, tick).value for tick in range(at, at + 4 * BAR, BAR // 2)]


def root(chord: Chord) -> int:
    return (chord.pcs[0] - chord.key.pc) % 12


CASES = [(mood, seed) for mood in MOODS for seed in SEEDS]


def test_in_a_new_light_most_of_the_tune_stands_on_roots_that_it_did_not_have_before() -> None:
    shares = []
    for mood, seed in CASES:
        chords = lit(mood, "new-light", seed=seed).value
        pairs = list(zip(halves(chords, FIRST), halves(chords, SECOND), strict=True))
        shares.append(sum(root(a) != root(b) for a, b in pairs) / len(pairs))

    assert sum(share >= 0.5 for share in shares) >= 0.95 * len(shares)
    assert sum(shares) / len(shares) >= 0.7


def test_a_new_light_is_an_event_in_most_cues() -> None:
    found = [
        any(
            pc not in chord.key.pcs
            for chord in halves(lit(mood, "new-light", seed=seed).value, SECOND)
            for pc in chord.pcs
        )
        for mood, seed in CASES
    ]

    assert sum(found) >= 0.7 * len(found)


def test_corruption_reaches_a_third_to_a_good_half_of_the_chords_and_the_close() -> None:
    for mood, seed in CASES:
        answer = lit(mood, "corrupted", seed=seed)
        chords = halves(answer.value, SECOND)
        decision = next(d for d in answer.decisions if d.place == "Ada, corrupted")
        meant, came = decision.runners_up[0].split(), decision.choice.split()

        assert sum(a != b for a, b in zip(meant, came, strict=True)) / len(came) >= 0.3
        assert any(pc not in chords[-1].key.pcs for pc in chords[-1].pcs), (mood, seed)


@pytest.mark.parametrize(("count", "share"), [(count, len(soured(count)) / count) for count in range(2, 17)])
def test_the_dose_of_corruption_is_three_to_six_in_ten(count: int, share: float) -> None:
    assert 0.3 <= share <= 0.6
    assert count - 1 in soured(count)


@pytest.mark.parametrize("mood", MOODS)
def test_irony_is_plain_and_major_whatever_the_mood(mood: str) -> None:
    chords = halves(lit(mood, "bright").value, SECOND)

    assert all(is_bright(chord) for chord in chords), [chord.token for chord in chords]


@pytest.mark.parametrize("mood", MOODS)
def test_coming_home_closes_on_the_tonic(mood: str) -> None:
    last = halves(lit(mood, "homecoming").value, SECOND)[-1]

    assert root(last) == 0
    assert last.bass == last.root


def test_a_minor_theme_that_ends_on_its_root_comes_home_to_major() -> None:
    key = key_of("A aeolian")
    tones = seed_motif("b3/2 5/2 4/2 b3/2 2/2 b3/2 2/2 b7,/2 b3/2 4/2 b3/2 2/2 1/8")
    said = statement(0, SECOND, key, Setting(light="homecoming"), tones)

    chords = harmonise(cue_of(), sections_of("ominous", key), (said,), (), BOOK, Dice(1)).value

    assert motif_length(tones) == 4 * BAR
    assert (root(halves(chords, SECOND)[-1]), halves(chords, SECOND)[-1].quality) == (0, "maj")


@pytest.mark.parametrize("genre", ["jazz", "noir"])
@pytest.mark.parametrize("light", ["new-light", "bright", "homecoming"])
def test_a_light_over_jazz_speaks_jazz(light: Light, genre: str) -> None:
    for mood in MOODS:
        answer = lit(mood, light, genre=genre)
        chords = halves(answer.value, SECOND)

        assert all(len(chord.pcs) >= 4 for chord in chords), (mood, [chord.token for chord in chords])
        assert [decision for decision in answer.decisions if decision.place.startswith("Ada")], mood


@pytest.mark.parametrize("pedal", [1, 6, 8])
@pytest.mark.parametrize("mood", MOODS)
def test_a_foreign_bass_is_held_under_the_whole_statement(mood: str, pedal: int) -> None:
    chords = halves(lit(mood, "", pedal).value, SECOND)

    assert {(chord.bass_pc - chord.key.pc) % 12 for chord in chords} == {pedal}


def test_a_light_and_a_held_bass_go_together() -> None:
    answer = lit("romantic", "corrupted", 8)

    assert {(chord.bass_pc - chord.key.pc) % 12 for chord in halves(answer.value, SECOND)} == {8}
    assert [d.place for d in answer.decisions if d.place.startswith("Ada")] == ["Ada, corrupted over b6"]


def test_what_the_scene_avoids_stays_out_of_every_light_and_the_light_is_told_as_missing() -> None:
    answer = lit("romantic", "", 1, 1, ("pedal",))

    assert all("@" not in span.value.token for span in answer.value)
    assert [finding.check for finding in answer.findings] == ["harmony"]
    assert "over b2" in answer.findings[0].message


def test_a_light_is_told_with_what_would_have_stood_there() -> None:
    told = next(d for d in lit("romantic", "new-light").decisions if d.place == "Ada, in a new light")

    assert told.bars == (9, 12)
    assert told.reason == "the same notes over other chords than before"
    assert len(told.runners_up[0].split()) == len(told.choice.split())


@pytest.mark.parametrize("light", ["new-light", "corrupted", "bright", "homecoming"])
def test_what_comes_before_a_light_does_not_know_of_it(light: Light) -> None:
    plain, bright = (lit("romantic", each).value for each in ("", light))
    earlier = [[span for span in line if span.end <= SECOND] for line in (plain, bright)]

    assert earlier[0]
    assert earlier[0] == earlier[1]


def test_without_a_light_nothing_is_offered_and_nothing_told() -> None:
    answer = lit("romantic")

    assert not [d for d in answer.decisions if d.place.startswith("Ada")]
    assert answer.findings == ()
    assert harmony_of("romantic").findings == ()


def test_held_notes_of_a_new_light_belong_to_their_chords() -> None:
    inside = total = 0
    for mood, seed in CASES:
        key = sections_of(mood)[0].key
        chords, at = lit(mood, "new-light", seed=seed).value, SECOND
        for tone in tune_in(key):
            if tone.step is not None and tone.length >= 1440:
                total += 1
                inside += (key.pc + tone.semitones) % 12 in chord_at(chords, at).value.pcs
            at += tone.length

    assert inside >= 0.85 * total

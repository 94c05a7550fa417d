"""A theme is born of traits or of the composer's own notes, and is nobody else's."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.mood import drama
from scenescore.compose.themes.birth.born import born
from scenescore.compose.themes.cast import cast
from scenescore.compose.themes.motifs import home_of, pitches
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.transformations import TRANSFORMATIONS, Terms, transform
from scenescore.library import default_book
from scenescore.model.bible import Bible, Subject
from scenescore.model.dice import Dice
from scenescore.model.metre import Meter
from scenescore.model.notation import read_motif
from scenescore.model.picture import picture
from scenescore.model.pitch import Key
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import ALLUSION, Theme, motif_length
from scenescore.pipeline import compose

BOOK = default_book()
NAMES = sorted(BOOK.archetypes)
SINTEL = "E4:1 B4:1.5 A4:0.5 G4:2"


def theme(*traits: str, seed: int = 1, earlier: tuple[Theme, ...] = (), motif: str = "", key: str = "") -> Theme:
    return born("Ada", traits, earlier, BOOK, Dice(seed), motif=motif, key=key).value


@cache
def twelve(seed: int) -> tuple[Theme, ...]:
    """A film's cast: one trait or two each, at random; for seed 0 twelve heroes."""
    lots = random.Random(seed)
    out: tuple[Theme, ...] = ()
    for i in range(12):
        traits = tuple(lots.sample(NAMES, lots.choice((1, 1, 2)))) if seed else ("hero",)
        out += (born(f"N{i}", traits, out, BOOK, Dice(seed)).value,)
    return out


@pytest.mark.parametrize("seed", [0, 1], ids=["twelve heroes", "a mixed cast"])
def test_no_two_themes_of_a_cast_of_twelve_are_as_near_as_a_theme_and_its_faintest_allusion(seed: int) -> None:
    nearest = max(similarity(a.motif, b.motif) for a, b in combinations(twelve(seed), 2))

    assert nearest < ALLUSION - 0.02


def test_every_pair_is_further_apart_than_a_theme_is_from_what_it_turns_into() -> None:
    themes = twelve(1)
    pairs = min(1 - similarity(a.motif, b.motif) for a, b in combinations(themes, 2))
    turned = []
    for each in themes:
        meter = Meter.parse(each.meter)
        terms = Terms(BOOK.modes[each.mode].degrees, meter, meter, head=each.head)
        likes = [similarity(transform(each.motif, (name,), terms), each.motif) for name in TRANSFORMATIONS]
        turned += [1 - like for like in likes if like >= ALLUSION]

    assert len(turned) > 12 * 20
    assert pairs > max(turned)


def test_the_first_birth_does_not_depend_on_who_comes_later_and_the_second_yields() -> None:
    ada = theme("love")

    bo = born("Bo", ("love",), (ada,), BOOK, Dice(1)).value

    assert theme("love") == ada
    assert similarity(ada.motif, bo.motif) <= 0.42


@given(st.sampled_from(NAMES), st.integers(1, 50))
@settings(max_examples=25, deadline=None)
def test_an_open_ending_is_the_same_tune_that_does_not_come_home(trait: str, seed: int) -> None:
    ada = theme(trait, seed=seed)
    tune = [tone for tone in ada.open_phrase if tone.step is not None]
    common = len([tone for tone in ada.phrase if tone.step is not None]) - 3

    assert motif_length(ada.open_phrase) == motif_length(ada.phrase)
    assert ada.open_phrase[: len(ada.motif) - 1] == ada.motif[:-1]
    assert tune[:common] == [tone for tone in ada.phrase if tone.step is not None][:common]
    assert tune[-1].semitones % 12 in {1, 2, 6, 7, 8, 9, 10, 11}
    assert tune[-1].semitones != [tone for tone in ada.phrase if tone.step is not None][-1].semitones


@given(st.sampled_from(NAMES), st.integers(1, 50))
@settings(max_examples=25, deadline=None)
def test_a_theme_implies_a_chord_for_each_bar_that_the_composer_can_read(trait: str, seed: int) -> None:
    ada = theme(trait, seed=seed)
    reader = TokenReader(BOOK)
    key = Key(0, ada.mode, BOOK.modes[ada.mode].degrees)

    chords = [reader.chord(token, key) for token in ada.harmony]

    assert len(chords) == motif_length(ada.motif) // Meter.parse(ada.meter).length
    assert all(chord.pcs for chord in chords)


@pytest.mark.parametrize("trait", ["hero", "love", "death", "child", "sea", "hope"])
def test_most_of_a_motif_sounds_in_its_implied_chords(trait: str) -> None:
    reader = TokenReader(BOOK)
    inside = total = 0
    for seed in range(1, 6):
        ada = theme(trait, seed=seed)
        bar, key = Meter.parse(ada.meter).length, Key(0, ada.mode, BOOK.modes[ada.mode].degrees)
        at = 0
        for tone in ada.motif:
            if tone.step is not None:
                total += tone.length
                chord = reader.chord(ada.harmony[at // bar], key)
                inside += tone.length if tone.semitones % 12 in chord.pcs else 0
            at += tone.length

    assert inside / total >= 0.6


def test_the_fingerprint_names_leap_and_rhythm() -> None:
    own = theme(motif=SINTEL)

    assert own.fingerprint == "a rising fifth, long-held-short"


def test_what_is_said_of_a_birth_names_what_the_theme_is_known_by() -> None:
    answer = born("Ada", ("hero",), (), BOOK, Dice(1))

    assert answer.value.fingerprint in answer.decisions[0].reason


def test_an_own_motif_stays_note_for_note_and_its_tune_begins_with_it() -> None:
    own = theme("hero", motif=SINTEL, key="E minor")

    assert own.is_own
    assert own.tonic is not None
    assert [own.tonic + t.semitones for t in own.motif if t.step is not None] == [64, 71, 69, 67]
    assert own.phrase[:4] == own.motif
    assert own.open_phrase[:4] == own.motif
    assert own.phrase != own.open_phrase
    assert own.instruments[:1] == BOOK.archetypes["hero"].instruments[:1]


def test_four_bare_notes_are_three_quarters_and_a_held_one() -> None:
    assert [length for _, length in pitches("E4 B4 A4 G4")] == [960, 960, 960, 5 * 960]
    assert read_motif("E4 B4 A4 G4") == pitches("E4 B4 A4 G4")
    assert theme(motif="E4 B4 A4 G4").fingerprint == "a rising fifth, short-short-short-long"


def test_a_note_without_length_among_others_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="B4"):
        read_motif("E4:1 B4")


def test_a_theme_can_be_asked_for_in_a_key_and_meter() -> None:
    waltz = born("Ada", ("hero",), (), BOOK, Dice(1), meter="3/4", key="D dorian", instruments=("flute",)).value

    assert (waltz.meter, waltz.mode, waltz.instruments[0]) == ("3/4", "dorian", "flute")
    assert motif_length(waltz.motif) % Meter(3, 4).length == 0


@pytest.mark.parametrize("kind", ["person", "place", "object", "idea"])
def test_a_subject_of_which_nothing_is_said_has_a_theme_too(kind: str) -> None:
    subject = born("X", (), (), BOOK, Dice(1), kind=kind).value  # type: ignore[arg-type]

    assert subject.kind == kind
    assert subject.phrase


def sung(scene: Scene) -> tuple[Theme, ...]:
    shot = picture(scene)
    return cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(scene.seed)).value


def test_who_stands_in_the_bible_has_the_same_theme_in_every_scene() -> None:
    ada = theme("hero", seed=9)
    bible = Bible(subjects=(Subject("Ada Lovelace", ada),))
    first = Scene(
        mood="tender", length=40, characters=(Character(name="ada-lovelace", traits=("love",)),), themes=bible
    )
    second = Scene(mood="ominous", length=60, seed=4, characters=(Character(name="Ada Lovelace"),), themes=bible)

    (one,), (other,) = sung(first), sung(second)

    assert (one.name, one.owner) == ("ada-lovelace", "ada-lovelace")
    assert one.motif == other.motif == ada.motif
    assert one.phrase == other.phrase == ada.phrase


def test_who_is_not_in_the_bible_is_unlike_all_who_are_even_when_they_are_not_in_the_scene() -> None:
    bible = Bible(subjects=tuple(Subject(f"N{i}", each) for i, each in enumerate(twelve(0))))
    scene = Scene(mood="tender", length=40, characters=(Character(name="Zoe", traits=("hero",)),), themes=bible)

    (zoe,) = sung(scene)

    assert max(similarity(zoe.motif, each.motif) for each in twelve(0)) <= 0.42


@pytest.mark.parametrize(("text", "name"), [(SINTEL, "E aeolian"), ("Eb4:2 G4:1 Bb4:1 Ab4:1 F4:1 Eb4:2", "Eb ionian")])
def test_an_own_theme_of_the_bible_sets_the_key_in_which_it_is_heard_note_for_note(text: str, name: str) -> None:
    ada = Subject("Ada", theme(motif=text))
    scene = Scene(mood="tender", length=60, characters=(Character(name="Ada"),), themes=Bible(subjects=(ada,)))

    home = home_of(scene, BOOK)

    assert home is not None
    assert home.name == name
    assert any(ada.theme.motif == said.tones and said.tonic == ada.theme.tonic for said in compose(scene).statements)


def test_a_born_theme_of_the_bible_leaves_the_key_open() -> None:
    bible = Bible(subjects=(Subject("Ada", theme("hero")),))

    assert home_of(Scene(mood="tender", length=60, characters=(Character(name="Ada"),), themes=bible), BOOK) is None


def test_the_head_of_a_theme_is_nobody_elses() -> None:
    themes = twelve(1)

    for number, each in enumerate(themes):
        places = [i for i, tone in enumerate(each.motif) if tone.step is not None]
        head = each.motif[: places[each.head - 1] + 1]
        mistaken = [
            other.name for other in themes[:number] if similarity(head, other.motif) >= similarity(head, each.motif)
        ]

        assert 2 <= each.head <= 5
        assert mistaken == []

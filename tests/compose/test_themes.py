"""The birth of themes: singable, with something to remember, and each its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

import pytest

from scenescore.compose.form.keys import parse_key
from scenescore.compose.mood import drama
from scenescore.compose.themes.birth.tunes import grown
from scenescore.compose.themes.cast import cast
from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.motifs import pitches, seed_motif
from scenescore.compose.themes.similarity import similarity
from scenescore.library import default_book
from scenescore.model.bible import Bible, Subject
from scenescore.model.dice import Dice
from scenescore.model.metre import Meter
from scenescore.model.picture import picture
from scenescore.model.pitch import Pitch
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Answer
from scenescore.model.theme import Theme, in_key, motif_length

BOOK = default_book()
SOME = ("hero", "love", "trickster", "death", "orphan", "mentor", "child", "tyrant", "home", "sea", "warrior", "hope")


@cache
def themes_of(*people: tuple[str, tuple[str, ...]], seed: int = 1, mood: str = "tender") -> Answer[tuple[Theme, ...]]:
    characters = tuple(Character(name=name, traits=traits, enters=5 * i) for i, (name, traits) in enumerate(people))
    scene = Scene(mood=mood, length=60, characters=characters)
    shot = picture(scene)
    return cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(seed))


def theme_of(archetype: str, seed: int = 1) -> Theme:
    return themes_of(("Ada", (archetype,)), seed=seed).value[0]


def notes(theme: Theme) -> list[int]:
    return [tone.semitones for tone in theme.motif if tone.step is not None]


@pytest.mark.parametrize("archetype", sorted(BOOK.archetypes))
def test_every_archetype_bears_a_theme_of_whole_bars(archetype: str) -> None:
    theme = theme_of(archetype)
    bar = Meter.parse(theme.meter).length

    assert motif_length(theme.motif) % bar == 0
    assert motif_length(theme.phrase) == 4 * bar
    assert 3 <= len(notes(theme)) <= 12


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("archetype", SOME)
def test_a_theme_can_be_sung(archetype: str, seed: int) -> None:
    sung = notes(theme_of(archetype, seed))
    moves = [b - a for a, b in pairwise(sung)]

    assert max(sung) - min(sung) <= 19
    assert all(abs(move) <= 12 for move in moves)
    assert any(move < 0 for move in moves)
    # A lament may fall all the way.
    assert archetype == "death" or any(move > 0 for move in moves)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("archetype", SOME)
def test_a_theme_varies_its_rhythm(archetype: str, seed: int) -> None:
    lengths = {tone.length for tone in theme_of(archetype, seed).motif if tone.step is not None}

    assert len(lengths) >= 2


@pytest.mark.parametrize("archetype", SOME)
def test_another_film_gets_another_theme(archetype: str) -> None:
    born = [theme_of(archetype, seed).motif for seed in (1, 2, 3, 4)]

    assert len(dict.fromkeys(born)) >= 3
    assert seed_motif(BOOK.archetypes[archetype].seed) not in born


def test_the_tune_begins_with_the_motif_and_says_no_bar_three_times() -> None:
    for archetype in SOME:
        theme = theme_of(archetype)
        bar = Meter.parse(theme.meter).length
        starts = [sum(t.length for t in theme.phrase[:i]) for i in range(len(theme.phrase))]
        bars = [
            tuple(t for at, t in zip(starts, theme.phrase, strict=True) if at // bar == number) for number in range(4)
        ]

        assert theme.phrase[: len(theme.motif) - 1] == theme.motif[:-1]
        assert max(bars.count(one) for one in bars) <= 2


def test_a_cast_of_six_is_told_apart() -> None:
    people = tuple((f"N{i}", (trait,)) for i, trait in enumerate(("hero", "love", "brute", "child", "mentor", "spy")))
    born = themes_of(*people).value

    assert max(similarity(a.motif, b.motif) for a, b in combinations(born, 2)) <= 0.42


def test_two_heroes_do_not_share_a_theme() -> None:
    first, second = themes_of(("Ada", ("hero",)), ("Bo", ("hero",))).value

    assert similarity(first.motif, second.motif) <= 0.42


def test_the_later_yields_to_the_earlier() -> None:
    alone = themes_of(("Ada", ("hero",))).value[0]
    together = themes_of(("Ada", ("hero",)), ("Bo", ("hero",))).value[0]

    assert alone == together


def test_two_own_themes_that_are_the_same_are_told_apart_by_a_finding() -> None:
    text = "E4:1 B4:1.5 A4:0.5 G4:2"
    twins = tuple(Character(name=name, motif=text) for name in ("Ada", "Bo"))
    scene = Scene(mood="tender", length=40, characters=twins)
    shot = picture(scene)

    (finding,) = cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(1)).findings

    assert "resembles the theme of Ada" in finding.message


def said_of(scene: Scene) -> list[tuple[str, str]]:
    """What the casting of a scene finds worth knowing."""
    shot = picture(scene)
    return [
        (each.place, each.message) for each in cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(1)).findings
    ]


def test_who_is_not_in_the_bible_but_almost_called_so_is_told() -> None:
    film = Bible(subjects=(Subject("Harbourmaster", traits=("tyrant",)),))
    people = (Character(name="Harbormaster"), Character(name="Ada", traits=("hero",)))

    ((who, said),) = said_of(Scene(mood="tender", length=40, characters=people, themes=film))

    assert who == "Harbormaster"
    assert "was Harbourmaster meant?" in said


def test_an_arc_that_cannot_be_followed_is_told() -> None:
    film = Bible(subjects=(Subject("Mara", traits=("hero",), arc="deferred"),))
    scene = Scene(mood="tender", length=40, characters=(Character(name="Mara"),), themes=film)

    ((who, said),) = said_of(scene)
    assert (who, "nobody says how far the film has come" in said) == ("Mara", True)
    assert said_of(replace(scene, story=0.2)) == []
    assert said_of(replace(scene, characters=(Character(name="Mara", state="triumph"),))) == []


def test_themes_stand_in_order_of_entry() -> None:
    late = Character(name="Late", traits=("hero",), enters=30)
    early = Character(name="Early", traits=("love",), enters=3)
    scene = Scene(mood="tender", length=60, characters=(late, early))
    shot = picture(scene)

    born = cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(1)).value

    assert [theme.name for theme in born] == ["Early", "Late"]


def test_a_blend_has_the_head_of_the_first_and_the_meter_of_the_second() -> None:
    theme = themes_of(("Ada", ("hero", "orphan"))).value[0]

    assert theme.archetypes == ("hero", "orphan")
    assert theme.meter == BOOK.archetypes["orphan"].meter
    assert notes(theme)[1] > notes(theme)[0]
    assert set(theme.instruments) >= set(BOOK.archetypes["hero"].instruments)
    assert set(theme.instruments) >= set(BOOK.archetypes["orphan"].instruments)


def test_a_scene_without_characters_has_one_theme_of_its_own() -> None:
    scene = Scene(mood="heroic", length=40)
    shot = picture(scene)

    born = cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(1)).value

    assert [(theme.name, theme.owner) for theme in born] == [("cue", "")]


def test_an_own_theme_is_kept_note_for_note() -> None:
    text = "E4:1 B4:1.5 A4:0.5 G4:2"
    scene = Scene(mood="tender", length=40, key="E minor", characters=(Character(name="Sintel", motif=text),))
    shot = picture(scene)

    theme = cast(scene, shot, drama(scene, shot, BOOK).value, BOOK, Dice(1)).value[0]

    assert theme.is_own
    assert theme.tonic is not None
    sung = [tone.semitones + theme.tonic for tone in theme.motif]
    assert sung == [pitch.midi for pitch, _ in pitches(text) if pitch]
    assert [tone.length for tone in theme.motif] == [length for _, length in pitches(text)]
    assert in_key(theme.motif[0], parse_key("E minor", BOOK), theme.tonic) == (64, Pitch.parse("E4").fifths)


def test_every_birth_says_what_it_came_from_and_what_else_was_close() -> None:
    (decision,) = themes_of(("Ada", ("hero",))).decisions

    assert "hero" in decision.reason
    assert len(decision.runners_up) >= 2


def test_a_motif_of_one_bar_grows_into_a_sentence() -> None:
    motif = seed_motif("1/3 5/1 6/2 5/2")

    tune = grown(motif, scale_of((0, 2, 4, 5, 7, 9, 11)).degrees, Meter(4, 4))

    assert motif_length(tune) == 4 * Meter(4, 4).length
    assert tune[-1].length == max(tone.length for tone in tune)

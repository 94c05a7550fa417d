"""Triadic classes and guards: which step means what, and what a style does without."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.harmony.bans import BANS, avoided_chords, guard_of, in_style, is_barred
from scenescore.compose.harmony.colours import foreign_tones, tonic_token, turn_colours
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.harmony.transformations import told, worth
from scenescore.compose.mood import manner
from scenescore.library import default_book, load_book
from scenescore.model.affect import Feeling
from scenescore.model.form import Section
from scenescore.model.harmonic_means import TriadicClass
from scenescore.model.harmony import Chord
from scenescore.model.pitch import Key
from scenescore.model.time import Ticks

BOOK = default_book()
READER = TokenReader(BOOK)
KEYS = [Key(tonic, mode, BOOK.modes[mode].degrees) for tonic in range(-6, 7) for mode in ("ionian", "aeolian")]
C = Key(0, "ionian", BOOK.modes["ionian"].degrees)
C_MINOR = Key(0, "aeolian", BOOK.modes["aeolian"].degrees)
GUARDED = sorted(genre for guard in BOOK.guards.values() for genre in guard.genres)


def feeling(valence: float, tension: float) -> Feeling:
    return Feeling(valence, 0.0, tension, 0.5)


def section_of(mood: str, mode: str, affect: Feeling) -> Section:
    key = Key(0, mode, BOOK.modes[mode].degrees)
    manners = manner(affect, BOOK.moods[mood].hevner)
    return Section("A", "statement", Ticks(0), Ticks(1920), key, affect, manners, (0.4, 0.6), (), (mood,))


def name_of(first: Chord, second: Chord) -> str:
    """The class of a step from one chord to another as it is written (M4m); empty where a triad is missing or stays."""
    sizes = size_of(first), size_of(second)
    up = (second.pcs[0] - first.pcs[0]) % 12
    return "" if not all(sizes) or (up == 0 and sizes[0] == sizes[1]) else f"{sizes[0]}{up}{sizes[1]}"


def size_of(chord: Chord) -> str:
    """`M` or `m` where the chord rests on a major or minor triad, else nothing."""
    steps = frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)
    return "M" if steps >= {4, 7} else "m" if steps >= {3, 7} else ""


def misfit(row: TriadicClass, words: tuple[str, ...], affect: Feeling) -> int:
    """How badly a class serves a moment, in thousandths: distance of its affect, less what shared words are worth."""
    far = round(1000 * abs(row.valence - affect.valence) + 900 * abs(row.tension - affect.tension))
    return far - worth(row, words)


@pytest.mark.parametrize("key", KEYS, ids=[key.name for key in KEYS])
def test_the_chord_of_every_class_is_recognised_over_its_home_in_every_key(key: Key) -> None:
    homes = {"major": READER.chord("I", key), "minor": READER.chord("i", key)}

    for row in BOOK.transformations.values():
        assert BOOK.transformations[name_of(homes[row.first], READER.chord(row.chord, key))] is row


@given(st.sampled_from(sorted(BOOK.transformations)))
def test_a_class_read_backwards_goes_down_as_far_as_it_went_up(name: str) -> None:
    row = BOOK.transformations[name]
    home, other = READER.chord("I" if row.first == "major" else "i", C), READER.chord(row.chord, C)

    back = BOOK.transformations[name_of(other, home)]

    assert (back.first, back.semitones, back.second) == (row.second, -row.semitones % 12, row.first)
    assert (back.common_tones, back.voice_leading) == (row.common_tones, row.voice_leading)
    assert {word[::-1] for word in back.operations} == set(row.operations)


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("I", "iii", "M4m"),
        ("Imaj7", "iii7", "M4m"),
        ("V7", "vi", "M2m"),
        ("I", "Iadd9", ""),
        ("I", "viio7", ""),
        ("I5", "bVI5", ""),
        ("V", "V7", ""),
        ("vi", "bvi", "m11m"),
    ],
)
def test_added_notes_do_not_change_a_class_and_chords_without_a_triad_have_none(
    first: str, second: str, name: str
) -> None:
    assert name_of(READER.chord(first, C), READER.chord(second, C)) == name


@pytest.mark.parametrize(
    ("words", "affect", "home", "best"),
    [
        (("heroic",), feeling(0.6, 0.1), "major", "M2M"),
        (("cosmic",), feeling(0.2, 0.4), "major", "M6M"),
        (("magical",), feeling(0.45, 0.2), "major", "M8M"),
        (("grieving",), feeling(-0.2, 0.0), "major", "M4m"),
        (("romantic",), feeling(0.2, 0.1), "major", "M5m"),
        (("wondrous",), feeling(0.4, 0.15), "minor", "m5M"),
        (("mysterious",), feeling(-0.15, 0.45), "minor", "m2M"),
        (("dramatic",), feeling(-0.35, 0.6), "minor", "m11M"),
        (("dangerous",), feeling(-0.6, 0.8), "minor", "m6m"),
    ],
)
def test_a_mood_finds_the_class_that_murphy_2014_heard_with_it(
    words: tuple[str, ...], affect: Feeling, home: str, best: str
) -> None:
    rows = [row for row in BOOK.transformations.values() if row.first == home]

    found = min(rows, key=lambda row: misfit(row, words, affect))

    assert found.name == best
    assert len(rows) == 23


def test_a_class_is_told_with_whose_meaning_it_is() -> None:
    assert told(BOOK.transformations["M6M"]) == "M6M: space and distance (Murphy 2006; Murphy 2014)"
    assert told(BOOK.transformations["M8m"]) == "M8m: the uncanny (Cohn 2004)"
    assert told(BOOK.transformations["M9M"]) == "M9M: sunrise"


@pytest.mark.parametrize(
    ("word", "barred", "free"),
    [
        ("dominant-sevenths", ("V7", "I9", "V7alt", "VI7b9"), ("V", "ii7", "Imaj7", "iih7")),
        ("diminished-chords", ("viio", "io7"), ("iih7", "ii")),
        ("augmented-chords", ("I+", "V+7"), ("I",)),
        ("extended-chords", ("Imaj9", "V13", "ii9", "i11"), ("Imaj7", "V7", "Iadd9")),
        ("quartal-chords", ("iq3", "iq4"), ("Isus4",)),
        ("polychords", ("bV//I",), ("bV",)),
        ("chromatic-mediants", ("bVI", "III", "bIII7"), ("vi", "iii", "bVII", "V")),
    ],
)
def test_what_a_word_of_avoid_rules_out(word: str, barred: tuple[str, ...], free: tuple[str, ...]) -> None:
    assert word in BOOK.names.devices
    assert [token for token in barred if not is_barred(READER.chord(token, C), [word])] == []
    assert [token for token in free if is_barred(READER.chord(token, C), [word])] == []


def test_every_word_that_a_guard_denies_rules_out_some_chord() -> None:
    tokens = {token for row in BOOK.progressions.values() for token in row.chords} | set(SOUNDS)
    chords = [READER.chord(token, key) for token in sorted(tokens) for key in (C, C_MINOR)]
    words = {word for guard in BOOK.guards.values() for word in guard.deny}

    assert words <= set(BANS) | set(BOOK.qualities)
    assert [word for word in sorted(words) if not any(is_barred(chord, [word]) for chord in chords)] == []


SOUNDS = tuple(token for row in BOOK.sonorities.values() for token in row.chords)


@pytest.mark.parametrize("genre", GUARDED)
def test_a_guarded_style_can_still_close_wherever_it_could_before(genre: str) -> None:
    before = {pair for row in BOOK.cadences.values() for pair in ways(row.modes, row.closes)}
    after = {pair for row in in_style(BOOK, genre).cadences.values() for pair in ways(row.modes, row.closes)}

    assert after == before


def ways(modes: tuple[str, ...], closes: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(mode, close) for mode in modes or BOOK.modes for close in closes}


@pytest.mark.parametrize("genre", GUARDED)
def test_a_style_does_without_what_its_guard_denies_and_keeps_what_it_lists_itself(genre: str) -> None:
    guard, book, row = guard_of(genre, BOOK), in_style(BOOK, genre), BOOK.genres[genre]
    assert guard is not None

    own = [name for name in BOOK.progressions if name.startswith(row.progressions)]
    assert set(own) <= set(book.progressions)
    assert [n for n in book.progressions if n.startswith(guard.deny_progressions) and n not in own] == []
    assert set(row.cadences) <= set(book.cadences)


def test_a_western_has_no_major_sevenths_and_what_the_scene_avoids_is_kept() -> None:
    avoid = avoided_chords(("pedal",), "western", BOOK)

    assert avoid[0] == "pedal"
    assert is_barred(READER.chord("Imaj7", C), avoid)
    assert not is_barred(READER.chord("bVII", C), avoid)


def test_without_a_genre_nothing_is_denied() -> None:
    assert in_style(BOOK, "") is BOOK
    assert avoided_chords(("pedal",), "", BOOK) == ("pedal",)


@pytest.mark.parametrize(
    ("mood", "mode", "affect", "token", "says"),
    [
        ("magical", "lydian", (0.5, 0.2), "bVI", "M8M: the fantastical (Murphy 2014)"),
        ("cosmic", "ionian", (0.2, 0.4), "#IV", "M6M: space and distance (Murphy 2006; Murphy 2014)"),
        ("dangerous", "aeolian", (-0.6, 0.8), "#iv", "m6m: danger (Murphy 2014)"),
        ("dramatic", "harmonic-minor", (-0.35, 0.6), "VII", "m11M: drama (Murphy 2014)"),
    ],
)
def test_a_turn_of_the_picture_takes_the_class_of_its_mood(
    mood: str, mode: str, affect: tuple[float, float], token: str, says: str
) -> None:
    section = section_of(mood, mode, feeling(*affect))

    best = turn_colours(section, tonic_token(section), READER)[0]

    assert (best.token, best.says) == (token, says)


@pytest.mark.parametrize("mood", sorted(BOOK.moods))
def test_a_turn_of_the_picture_is_foreign_to_the_key_and_no_repetition(mood: str) -> None:
    row = BOOK.moods[mood]
    section = section_of(mood, row.modes[0], feeling(row.valence, row.tension))
    if len(section.key.degrees) > 7:
        return

    best = READER.chord(turn_colours(section, tonic_token(section), READER)[0].token, section.key)

    assert foreign_tones(best, section.key) > 0
    assert best.pcs[0] != section.key.pc


def test_a_users_guard_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "guards.toml").write_text('[mine]\ngenres = ["western"]\ndeny = ["polychords"]\n', encoding="utf-8")

    book = load_book(tmp_path)

    assert avoided_chords((), "western", book) == ("polychords",)
    assert avoided_chords((), "horror", book) == avoided_chords((), "horror", BOOK)

"""Triadic classes, borrowed chords, pedals, sonorities, voicings and guards: what their rows say is so."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from scenescore.compose.harmony.tokens import TokenReader, dissonance
from scenescore.errors import PresetError
from scenescore.library import default_book, load_book
from scenescore.model.harmonic_means import TriadicClass
from scenescore.model.pitch import Key

BOOK = default_book()
READER = TokenReader(BOOK)
Lay = Callable[..., Path]
Triad = tuple[int, str]
C_MAJOR = Key(0, "ionian", BOOK.modes["ionian"].degrees)
ONE_CLASS = pytest.mark.parametrize("row", BOOK.transformations.values(), ids=BOOK.transformations)


def tones(triad: Triad) -> frozenset[int]:
    root, size = triad
    return frozenset(((root + step) % 12) for step in (0, 4 if size == "major" else 3, 7))


def moved(triad: Triad, operation: str) -> Triad:
    """P keeps root and fifth, L the minor third, R the major third of a triad (Cohn 2012)."""
    root, size = triad
    is_major = size == "major"
    other = "minor" if is_major else "major"
    steps = {"P": (0, 0), "L": (4, 8), "R": (9, 3)}[operation]
    return (root + steps[0 if is_major else 1]) % 12, other


def words_between(first: Triad, second: Triad) -> set[str]:
    """Every shortest word of P, L and R that leads from one triad to another."""
    level = {"": first}
    while True:
        level = {
            word + step: moved(triad, step) for word, triad in level.items() for step in "PLR" if word[-1:] != step
        }
        found = {word for word, triad in level.items() if triad == second}
        if found:
            return found


def distance(first: frozenset[int], second: frozenset[int]) -> int:
    ways = (zip(sorted(first), order, strict=True) for order in permutations(second))
    return min(sum(min((a - b) % 12, (b - a) % 12) for a, b in way) for way in ways)


def test_there_is_a_class_for_every_pair_of_triads() -> None:
    """24 + 24 - 2: any triad after a major and after a minor one, but not itself (Murphy 2014)."""
    pairs = {(row.first, row.semitones, row.second) for row in BOOK.transformations.values()}

    assert len(BOOK.transformations) == len(pairs) == 46
    assert not any(first == second and semitones == 0 for first, semitones, second in pairs)


@ONE_CLASS
def test_the_figures_of_a_class_are_those_of_its_triads(row: TriadicClass) -> None:
    first, second = tones((0, row.first)), tones((row.semitones, row.second))

    assert row.common_tones == len(first & second)
    assert row.voice_leading == distance(first, second)


@ONE_CLASS
def test_the_neo_riemannian_words_of_a_class_lead_there_and_no_word_is_shorter(row: TriadicClass) -> None:
    assert set(row.operations) == words_between((0, row.first), (row.semitones, row.second))


@ONE_CLASS
def test_the_token_of_a_class_is_its_other_triad(row: TriadicClass) -> None:
    chord = READER.chord(row.chord, C_MAJOR)

    assert frozenset(chord.pcs) == tones((row.semitones, row.second))
    assert chord.quality == {"major": "maj", "minor": "min"}[row.second]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("M2M", "heroism"),
        ("M6M", "space"),
        ("M8M", "fantastical"),
        ("M4m", "loss"),
        ("M5m", "longing"),
        ("m5M", "wonder"),
        ("m2M", "mystery"),
        ("m11M", "drama"),
        ("m6m", "danger"),
        ("m8m", "evil"),
    ],
)
def test_ten_classes_mean_on_screen_what_murphy_2014_heard(name: str, says: str) -> None:
    row = BOOK.transformations[name]

    assert says in row.says
    assert "Murphy 2014" in row.source


def test_dark_classes_are_tenser_than_bright_ones() -> None:
    rows = BOOK.transformations.values()
    dark = [row.tension for row in rows if row.valence < -0.3]
    bright = [row.tension for row in rows if row.valence > 0.3]

    assert sum(dark) / len(dark) > sum(bright) / len(bright) + 0.4


@pytest.mark.parametrize("row", BOOK.mixture.values(), ids=BOOK.mixture)
def test_borrowed_chords_are_foreign_to_the_plain_scale(row: object) -> None:
    mode = {"major": "ionian", "minor": "aeolian"}[row.tonic]  # type: ignore[attr-defined]
    key = Key(0, mode, BOOK.modes[mode].degrees)

    for token in row.chords:  # type: ignore[attr-defined]
        assert not frozenset(READER.chord(token, key).pcs) <= frozenset(key.pcs), token


@pytest.mark.parametrize("name", BOOK.voicings)
def test_a_voicing_shows_its_chord_and_adds_only_ninths_and_thirteenths(name: str) -> None:
    """Root and fifth may be the bass's; the third (or its fourths) and the seventh must be in the hand."""
    row = BOOK.voicings[name]
    grip = {tone % 12 for tone in row.tones}
    for each in row.qualities:
        chord = set(BOOK.qualities[each].tones)
        assert grip - chord <= {2, 9}, each
        assert chord & {3, 4} & grip, each
        assert not chord & {10, 11} or chord & {10, 11} & grip, each


@pytest.mark.parametrize("name", [name for name in BOOK.voicings if name.startswith("drop-2")])
def test_drop_two_is_a_close_chord_with_its_second_voice_an_octave_lower(name: str) -> None:
    row = BOOK.voicings[name]
    raised = sorted((row.tones[0] + 12, *row.tones[1:]))

    assert raised[-1] - raised[0] < 12
    assert raised[2] == row.tones[0] + 12
    assert {tone % 12 for tone in raised} == set(BOOK.qualities[row.qualities[0]].tones)


@pytest.mark.parametrize("shape", ["minor", "major"])
def test_shapes_a_and_b_let_the_seventh_fall_by_step_and_the_third_stay(shape: str) -> None:
    """Subdominant in A, dominant in B, tonic in A again: no voice leaps (Levine 1989)."""
    second = [2 + tone for tone in BOOK.voicings["rootless-a-minor"].tones]
    fifth = [7 - 12 + tone for tone in BOOK.voicings["rootless-b-dominant"].tones]
    first = list(BOOK.voicings["rootless-a-minor" if shape == "minor" else "rootless-a-major"].tones)

    steps = [abs(a - b) for one, other in ((second, fifth), (fifth, first)) for a, b in zip(one, other, strict=True)]

    assert max(steps) <= 2


def test_polychords_are_two_triads_apart_in_register() -> None:
    rows = [row for row in BOOK.sonorities.values() if row.name.startswith("polychord")]

    assert len(rows) == 4
    for row in rows:
        assert row.upper is not None
        assert row.upper[0] - row.band[1] >= 7
        assert all("//" in token for token in row.chords)


def test_clusters_are_rougher_than_stacks() -> None:
    def roughness(name: str) -> float:
        return max(dissonance(READER.chord(token, C_MAJOR).pcs) for token in BOOK.sonorities[name].chords)

    assert roughness("quintal") < roughness("quartal") < roughness("diatonic-cluster") < roughness("chromatic-cluster")


def test_every_genre_is_guarded_once_at_most() -> None:
    guarded = [genre for row in BOOK.guards.values() for genre in row.genres]

    assert len(guarded) == len(set(guarded)) >= 15


CLASS = """
[M4m]
first = "major"
semitones = 4
second = "minor"
chord = "iii"
operations = ["L"]
common_tones = 2
voice_leading = 1
says = "loss"
valence = 0
tension = 0
"""
WRONG = {
    "a class with another name": (
        "transformations.toml",
        CLASS.replace("[M4m]", "[M4M]"),
        "[M4M] semitones: does not agree with the name of the row (found 'M4M'); allowed: M4m",
    ),
    "a word that is none": (
        "transformations.toml",
        CLASS.replace('["L"]', '["X"]'),
        "[M4m] operations: may hold P, L and R only",
    ),
    "a borrowed chord that is none": (
        "mixture.toml",
        '[x]\ntonic = "major"\nchords = ["bVIxyz"]\nborrowed = 1\namong = 4\n',
        "[x] chords: ends in what no chord is written with",
    ),
    "more borrowed than there are": (
        "mixture.toml",
        '[x]\ntonic = "major"\nchords = ["iv"]\nborrowed = 5\namong = 4\n',
        "[x] borrowed: is more than there are chords",
    ),
    "a pedal on no degree": (
        "pedals.toml",
        '[x]\ndegrees = ["8"]\nplace = "bass"\nband = [24, 48]\nbars = 2\n',
        "[x] degrees: is no degree of the scale",
    ),
    "a pedal nowhere": (
        "pedals.toml",
        '[x]\ndegrees = ["1"]\nplace = "middle"\nband = [24, 48]\nbars = 2\n',
        "[x] place: should be 'bass', 'inner' or 'top'",
    ),
    "a polychord without a second band": (
        "sonorities.toml",
        '[x]\nchords = ["II//I"]\nband = [40, 57]\n',
        "[x] upper: is missing: a polychord needs a band for the chord on top",
    ),
    "a grip that falls": (
        "voicings.toml",
        '[x]\nqualities = ["m7"]\ntones = [7, 3]\n',
        "[x] tones: must rise",
    ),
    "a grip of no chord": (
        "voicings.toml",
        '[x]\nqualities = ["m8"]\ntones = [0, 3]\n',
        "[x] qualities: is unknown (found 'm8')",
    ),
    "a guard against nothing": (
        "guards.toml",
        '[x]\ngenres = ["jazz"]\ndeny = ["quartel-chords"]\n',
        "[x] deny: is unknown (found 'quartel-chords'); allowed: a name in devices or qualities; did you mean",
    ),
    "a guard against no close": (
        "guards.toml",
        '[x]\ngenres = ["jazz"]\ndeny_cadences = ["amen"]\n',
        "[x] deny_cadences: begins no name in cadences (found 'amen')",
    ),
}


@pytest.mark.parametrize(("file", "text", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_row_and_field(file: str, text: str, said: str, lay: Lay) -> None:
    with pytest.raises(PresetError) as caught:
        load_book(lay(file, text))

    assert any(said in str(problem) for problem in caught.value.problems), caught.value.problems

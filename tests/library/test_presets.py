"""What the shipped presets say. Numbers that are not ours are named with whose they are."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import sqrt

import pytest

from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.textures import FIGURES
from scenescore.compose.themes.transformations import TRANSFORMATIONS as TECHNIQUES
from scenescore.library import default_book, load_book
from scenescore.library.ranges import TRANSFORMATIONS
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR, Key

BOOK = default_book()
C_MAJOR = Key(0, "ionian", BOOK.modes["ionian"].degrees)
#: Consonance of the interval classes 1 to 6 (Huron 1994).
HURON = {1: -1.428, 2: -0.582, 3: 0.594, 4: 0.386, 5: 1.240, 6: -0.453}


def correlation(xs: list[float], ys: list[float]) -> float:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    together = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return together / sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))


def test_the_presets_hold_together() -> None:
    """Every reference resolves and every number is in its range: `load_book` would refuse anything else."""
    book = load_book()

    assert book == BOOK


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("moods", 179),
        ("modes", 32),
        ("qualities", 52),
        ("progressions", 206),
        ("archetypes", 50),
        ("instruments", 119),
    ],
)
def test_the_lexicons_are_complete(kind: str, count: int) -> None:
    assert len(getattr(BOOK, kind)) == count


def test_every_row_says_where_it_comes_from() -> None:
    kinds = [kind for kind in BOOK.__slots__ if kind != "names"]

    without = [f"{kind}.{name}" for kind in kinds for name, row in getattr(BOOK, kind).items() if not row.source]

    assert without == []


def test_tension_rises_with_arousal_and_falls_with_valence() -> None:
    """As in the ratings of 110 film excerpts by Eerola & Vuoskoski 2011 (recomputed: r = .58 and -.83)."""
    valence = [mood.valence for mood in BOOK.moods.values()]
    arousal = [mood.arousal for mood in BOOK.moods.values()]
    tension = [mood.tension for mood in BOOK.moods.values()]

    assert -0.85 < correlation(valence, tension) < -0.65
    assert 0.4 < correlation(arousal, tension) < 0.65
    assert abs(correlation(valence, arousal)) < 0.2


def test_faster_moods_are_the_more_aroused_ones() -> None:
    tempi = [(mood.bpm[0] + mood.bpm[1]) / 2 for mood in BOOK.moods.values()]

    assert correlation([mood.arousal for mood in BOOK.moods.values()], tempi) > 0.85


def test_happiness_rises_with_the_brightness_of_the_mode() -> None:
    """Temperley & Tan 2013: phrygian, aeolian, dorian, mixolydian, ionian; lydian stands below ionian."""
    order = ["phrygian", "aeolian", "dorian", "mixolydian", "ionian"]

    valences = [BOOK.modes[name].valence for name in order]

    assert valences == sorted(valences)
    assert BOOK.modes["lydian"].valence < BOOK.modes["ionian"].valence


@pytest.mark.parametrize("name", BOOK.qualities)
def test_dissonance_is_what_huron_1994_makes_of_the_chord(name: str) -> None:
    quality = BOOK.qualities[name]
    classes = [min((a - b) % 12, (b - a) % 12) for a, b in combinations(quality.tones, 2)]
    mean = sum(HURON[each] for each in classes) / len(classes)
    cluster = (2 * HURON[1] + HURON[2]) / 3

    dissonance = min(1.0, max(0.0, (HURON[5] - mean) / (HURON[5] - cluster)))

    assert quality.dissonance == pytest.approx(dissonance, abs=0.0051)


def test_no_two_chords_are_written_the_same_way() -> None:
    big = [quality.upper for quality in BOOK.qualities.values() if quality.upper is not None]
    small = [quality.lower for quality in BOOK.qualities.values() if quality.lower is not None]

    assert len(big) == len(set(big))
    assert len(small) == len(set(small))


@pytest.mark.parametrize(
    ("token", "quality"),
    [
        ("I", "maj"),
        ("ii", "min"),
        ("iiih7", "h7"),
        ("Imaj7", "maj7"),
        ("i7", "m7"),
        ("V7", "7"),
        ("imM7", "mM7"),
        ("io7", "o7"),
        ("V7sus4", "7sus4"),
        ("Iadd9", "add9"),
        ("iadd9", "madd9"),
        ("i5", "5"),
        ("Isus2", "sus2"),
        ("icl4", "cl4"),
        ("bVIImaj9", "maj9"),
        ("viio^1", "dim"),
        ("V7/iv", "7"),
    ],
)
def test_a_token_means_the_chord_that_a_musician_reads(token: str, quality: str) -> None:
    assert TokenReader(BOOK).chord(token, C_MAJOR).quality == quality


def test_the_composer_can_read_every_chord_of_the_presets() -> None:
    reader = TokenReader(BOOK)
    progressions = [row.chords for row in BOOK.progressions.values()]
    cadences = [row.chords for row in BOOK.cadences.values()]

    chords = [reader.chord(token, C_MAJOR) for tokens in [*progressions, *cadences] for token in tokens]

    assert len(chords) > 700


def test_every_mode_knows_how_to_close_and_how_to_stay_open() -> None:
    lacking = [
        (mode, close)
        for mode in BOOK.modes
        for close in ("closed", "open")
        if not any(close in row.closes for row in BOOK.cadences.values() if not row.modes or mode in row.modes)
    ]

    assert lacking == []


def test_dramatic_states_use_transformations_that_the_composer_has() -> None:
    assert set(TRANSFORMATIONS) == set(TECHNIQUES)


def test_the_words_for_dramatic_states_are_many() -> None:
    said = BOOK.names.states

    assert len(said) >= 26
    assert said["in-love"] == "love"
    assert said["grieving"] == "loss"
    assert said["remembered"] == "memory"
    assert said["searching"] == "searching"


def test_a_synonym_leads_to_its_row() -> None:
    assert BOOK.names.moods["portent"] == "ominous"
    assert BOOK.names.moods["ominous"] == "ominous"
    assert BOOK.names.families["winds"] == "woodwind"
    assert BOOK.names.instruments["english-horn"] == "cor-anglais"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("clarinet", 2),
        ("bass-clarinet", 14),
        ("horn", 7),
        ("cor-anglais", 7),
        ("alto-flute", 5),
        ("piccolo", -12),
        ("glockenspiel", -24),
        ("contrabasses", 12),
        ("contrabassoon", 12),
        ("guitar-nylon", 12),
        ("violins-1", 0),
    ],
)
def test_transposing_instruments_are_written_where_players_expect_them(name: str, written: int) -> None:
    """Semitones from sound to page (Adler 2016)."""
    assert BOOK.instruments[name].transposition == written


def test_open_strings_and_lowest_notes_bound_the_strings() -> None:
    """Lowest open strings: G3, C3, C2, and C1 with extension (Adler 2016)."""
    lowest = {name: BOOK.instruments[name].low for name in ("violins-1", "violas", "celli", "contrabasses")}

    assert lowest == {"violins-1": 55, "violas": 48, "celli": 36, "contrabasses": 24}


def test_only_channel_ten_instruments_are_percussion_parts() -> None:
    unpitched = [name for name, instrument in BOOK.instruments.items() if instrument.is_percussion]

    assert "snare" in unpitched
    assert "timpani" not in unpitched
    assert all("hit" in BOOK.instruments[name].drums for name in unpitched)


def test_winds_breathe_and_sections_do_not() -> None:
    assert BOOK.instruments["flute"].breathes
    assert not BOOK.instruments["violins-1"].breathes
    assert not BOOK.instruments["harp"].breathes


def test_seeds_fill_whole_bars_of_their_meter() -> None:
    for name, row in BOOK.archetypes.items():
        eighths = sum(float(tone.split("/")[1]) for tone in row.seed.split())
        bar = Meter.parse(row.meter).length / 480
        assert eighths % bar == 0, name


def test_meters_are_shared_out_whole() -> None:
    for row in BOOK.meters.values():
        assert sum(row.weights.values()) == pytest.approx(1.0)


def test_names_are_written_in_kebab_case() -> None:
    kinds = [kind for kind in BOOK.__slots__ if kind not in {"names", "qualities", "transformations"}]

    odd = [name for kind in kinds for name in getattr(BOOK, kind) if "_" in name or " " in name or name != name.lower()]

    assert odd == []


def test_every_layer_of_a_texture_plays_a_figure_that_exists() -> None:
    figures = {layer.figure for texture in BOOK.textures.values() for layer in texture.layers}

    assert figures - set(FIGURES) == set()


@pytest.mark.parametrize("name", ["symphonic", "chamber-strings", "solo-piano", "ambient-electronic"])
def test_an_ensemble_has_a_tune_a_bass_and_something_between(name: str) -> None:
    ensemble = BOOK.ensembles[name]

    assert ensemble.tasks["melody"]
    assert ensemble.tasks["bass"]
    assert ensemble.tasks["pad"]


def test_every_genre_knows_who_plays_and_in_which_harmony() -> None:
    lacking = [genre.name for genre in BOOK.genres.values() if not (genre.ensembles and genre.progressions)]

    assert lacking == []


@pytest.mark.parametrize("name", BOOK.archetypes)
def test_a_seed_begins_with_the_head_of_its_archetype_and_stays_in_its_register(name: str) -> None:
    row = BOOK.archetypes[name]
    pitches = [sounding(tone.split("/")[0]) for tone in row.seed.split() if not tone.startswith("r")]

    head = tuple(high - low for low, high in pairwise(pitches))[: len(row.head)]

    assert head == row.head
    assert max(pitches) - min(pitches) <= row.register[1] - row.register[0]


def sounding(degree: str) -> int:
    """Semitones above the tonic of a degree such as `b7,`."""
    octave = 12 * (degree.count("'") - degree.count(","))
    return MAJOR[int(degree.strip("b#',")) - 1] + degree.count("#") - degree.count("b") + octave


def test_every_technique_asks_for_a_colour_that_the_presets_have() -> None:
    asked = {technique.asks.colour for technique in TECHNIQUES.values() if technique.asks.colour}

    assert asked
    assert asked <= set(BOOK.colours)

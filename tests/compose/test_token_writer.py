"""Tokens there and back: what is written for a chord is read as that chord, and as music21's Roman numerals read it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.compose.harmony.token_writer import TokenWriter
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.library import default_book
from scenescore.model.harmony import Chord
from scenescore.model.pitch import Key, alter_of_fifths, name_of_fifths, pc_of_fifths

BOOK = default_book()
READER = TokenReader(BOOK)
WRITER = TokenWriter(BOOK, READER)
_ROWS = (BOOK.progressions, BOOK.cadences, BOOK.mixture, BOOK.sonorities)
TOKENS = sorted(
    {token for rows in _ROWS for row in rows.values() for token in row.chords}
    | {token for row in BOOK.pedals.values() for token in row.over}
    | {row.chord for row in BOOK.transformations.values()},
)
MODES = (
    "ionian",
    "lydian",
    "mixolydian",
    "dorian",
    "aeolian",
    "phrygian",
    "harmonic-minor",
    "octatonic-hw",
    "whole-tone",
)
KEYS = [Key(tonic, mode, BOOK.modes[mode].degrees) for tonic in range(-6, 7) for mode in MODES]
C = Key(0, "ionian", BOOK.modes["ionian"].degrees)
C_MINOR = Key(0, "aeolian", BOOK.modes["aeolian"].degrees)


def lowered(numeral: str) -> str:
    return numeral.replace("I", "i").replace("V", "v")


def sound(chord: Chord) -> tuple[frozenset[int], int, int, str]:
    return frozenset(chord.pcs), chord.pcs[0], chord.bass_pc, chord.quality


@pytest.mark.parametrize("token", TOKENS)
def test_a_chord_of_the_presets_is_written_and_read_back_in_every_key(token: str) -> None:
    for key in KEYS:
        chord = READER.chord(token, key)
        back = READER.chord(WRITER.token(chord), key)

        assert sound(back) == sound(chord), key.name
        assert (back.tones[0], back.bass) == (chord.tones[0], chord.bass), key.name


@given(st.sampled_from(TOKENS), st.sampled_from(KEYS))
def test_what_is_written_is_written_the_same_way_again(token: str, key: Key) -> None:
    once = WRITER.token(READER.chord(token, key))

    assert WRITER.token(READER.chord(once, key)) == once


@given(st.sampled_from(TOKENS), st.sampled_from(KEYS))
def test_the_way_a_chord_was_written_before_does_not_count(token: str, key: Key) -> None:
    chord = READER.chord(token, key)

    assert WRITER.token(replace(chord, token="")) == WRITER.token(chord)


@given(
    st.sampled_from(sorted(BOOK.qualities)),
    st.integers(0, 11),
    st.sampled_from(["", "^1", "^2", "^3", "@1", "@5", "@b6"]),
    st.sampled_from(KEYS),
)
def test_every_kind_of_chord_on_every_root_can_be_written(quality: str, step: int, bass: str, key: Key) -> None:
    row = BOOK.qualities[quality]
    numeral = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")[step]
    plain = numeral + row.upper if row.upper is not None else lowered(numeral) + str(row.lower)
    try:
        chord = READER.chord(plain + bass, key)
    except ValueError:
        assert bass.startswith("^"), "only an inversion may be wanting"
        return

    assert sound(READER.chord(WRITER.token(chord), key)) == sound(chord)


@pytest.mark.parametrize(
    ("token", "written"),
    [
        ("IV@1", "IV^2"),
        ("V7/iv", "I7"),
        ("bIIo7", "biio7"),
        ("#io7", "biio7"),
        ("bV", "bV"),
        ("#IV", "#IV"),
        ("bVI", "bVI"),
        ("vi", "vi"),
        ("bII@1", "bII@1"),
        ("V7^3", "V7^3"),
        ("iih7^1", "iih7^1"),
        ("bII//I", "bII//I"),
        ("isus4", "Isus4"),
    ],
)
def test_the_canonical_token_says_no_more_than_it_must(token: str, written: str) -> None:
    assert WRITER.token(READER.chord(token, C)) == written


def test_a_chord_without_a_third_is_written_as_its_key_has_it() -> None:
    assert WRITER.token(READER.chord("I5", C)) == "I5"
    assert WRITER.token(READER.chord("I5", C_MINOR)) == "i5"


@pytest.mark.parametrize(
    ("token", "before", "key", "written"),
    [
        ("I7", "IV", C, "V7/IV"),
        ("I7", "iv", C_MINOR, "V7/iv"),
        ("II7", "V", C, "V7/V"),
        ("VI7^1", "ii", C, "V7^1/ii"),
        ("V7", "I", C, "V7"),
        ("I7", "V", C, "I7"),
        ("ii7", "V", C, "ii7"),
    ],
)
def test_an_applied_dominant_is_written_so_when_it_resolves(token: str, before: str, key: Key, written: str) -> None:
    chord, after = READER.chord(token, key), READER.chord(before, key)

    assert WRITER.token(chord, after) == written
    assert sound(READER.chord(written, key)) == sound(chord)


def test_a_sound_of_no_kind_cannot_be_written() -> None:
    nothing = Chord("", C, "maj", (0, 1, 2, 3), 0)

    with pytest.raises(ValueError, match="cannot be written"):
        WRITER.token(nothing)


# --- music21 ---------------------------------------------------------------------------------------------------------

_PARTS = re.compile(r"^([b#]*)([IViv]+)(.*?)(?:\^([123]))?(?:/([b#]*[IViv]+))?$")
#: What music21 writes after the numeral: triads, sevenths (its plain 7 takes the seventh from the key, d7 is dominant).
_FIGURES = {
    "": ("", "6", "64"),
    "o": ("o", "o6", "o64"),
    "+": ("+", "+6", "+64"),
    "7": ("7", "65", "43", "42"),
    "o7": ("o7", "o65", "o43", "o42"),
    "h7": ("ø7", "ø65", "ø43", "ø42"),
    "maj7": ("maj7",),
}
#: Degrees that music21 counts from the minor scale in a minor key; numerals in the presets count from the major one.
_LOWERED = ("III", "VI", "VII")


def in_music21(token: str, *, is_minor: bool) -> str | None:
    """How music21 writes a token, or None where it has no word for it."""
    found = _PARTS.match(token)
    if not found or found[3] not in _FIGURES:
        return None
    sign, numeral, suffix, inversion, of = found.groups()
    figures = _FIGURES[suffix]
    if suffix == "maj7" and is_minor and numeral not in _LOWERED:
        return None  # in a minor key music21 takes the seventh from the scale even here
    if suffix == "7" and numeral.isupper() and (sign or numeral != "V"):
        figures = ("d7",)
    if int(inversion or 0) >= len(figures):
        return None
    if of and is_minor:
        of = of[1:] if of[:1] == "b" and of[1:].upper() in _LOWERED else of
    return f"{shifted(sign, numeral, is_minor=is_minor)}{figures[int(inversion or 0)]}" + (f"/{of}" if of else "")


def shifted(sign: str, numeral: str, *, is_minor: bool) -> str:
    if is_minor and numeral.upper() in _LOWERED:
        return (sign[1:] if sign[:1] == "b" else f"#{sign}") + numeral
    return sign + numeral


KNOWN = {
    mode: [(token, figure) for token in TOKENS if (figure := in_music21(token, is_minor=mode == "aeolian"))]
    for mode in ("ionian", "aeolian")
}
TONICS = range(-5, 6)


@cache
def theirs(figure: str, tonic: int, mode: str) -> tuple[tuple[str, ...], str, str]:
    """Names of tones, root and bass as music21 reads them, sixth and seventh degrees of minor kept flat."""
    from music21 import key, roman  # noqa: PLC0415 - slow to import

    flat = roman.Minor67Default.FLAT
    name = name_of_fifths(tonic).replace("b", "-")
    found = roman.RomanNumeral(
        figure, key.Key(name, "major" if mode == "ionian" else "minor"), sixthMinor=flat, seventhMinor=flat
    )
    names = tuple(pitch.name.replace("-", "b") for pitch in found.pitches)
    return names, found.root().name.replace("-", "b"), found.bass().name.replace("-", "b")


def pc(name: str) -> int:
    return ({"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name[0]] + name.count("#") - name.count("b")) % 12


def test_music21_knows_most_plain_chords_of_the_presets() -> None:
    assert len(KNOWN["ionian"]) > 60
    assert len(KNOWN["aeolian"]) > 60


@pytest.mark.parametrize("mode", ["ionian", "aeolian"])
@pytest.mark.parametrize("tonic", TONICS)
def test_music21_hears_the_same_root_tones_and_bass(tonic: int, mode: str) -> None:
    key = Key(tonic, mode, BOOK.modes[mode].degrees)
    for token, figure in KNOWN[mode]:
        ours = READER.chord(token, key)
        names, root, bass = theirs(figure, tonic, mode)

        assert {pc(name) for name in names} == set(ours.pcs), (token, figure, names)
        assert (pc(root), pc(bass)) == (ours.pcs[0], ours.bass_pc), (token, figure)


@pytest.mark.parametrize("mode", ["ionian", "aeolian"])
@pytest.mark.parametrize("tonic", TONICS)
def test_music21_spells_alike_but_where_ours_is_kept_readable(tonic: int, mode: str) -> None:
    """Where the names differ, theirs are further from the signature: double accidentals, or roots far outside."""
    key = Key(tonic, mode, BOOK.modes[mode].degrees)
    renamed = []
    for token, figure in KNOWN[mode]:
        ours = READER.chord(token, key)
        names, _, _ = theirs(figure, tonic, mode)
        if {name_of_fifths(tone) for tone in ours.tones} != set(names):
            renamed.append(token)
            assert signs(names) > sum(abs(alter_of_fifths(tone)) for tone in ours.tones) or far(names, key), token

    assert len(renamed) <= len(KNOWN[mode]) // 5, renamed


def signs(names: tuple[str, ...]) -> int:
    return sum(name.count("#") + name.count("b") for name in names)


def far(names: tuple[str, ...], key: Key) -> bool:
    """Whether a name lies more than eight fifths from the middle of the scale."""
    places = ["FCGDAEB".index(name[0]) - 1 + 7 * (name.count("#") - name.count("b")) for name in names]
    return any(abs(place - key.signature - 2) > 8 for place in places)


def test_places_on_the_line_of_fifths_are_the_pitch_classes_of_their_names() -> None:
    assert all(pc(name_of_fifths(place)) == pc_of_fifths(place) for place in range(-15, 20))

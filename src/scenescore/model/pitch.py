"""Spelled pitches and keys. C4 is MIDI 60; spelling is a place on the line of fifths (F -1, C 0, G 1, F-sharp 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTERS = "FCGDAEB"
SEMITONES = 12
#: Semitones above C of the seven letters in the order of `LETTERS`.
_NATURAL = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_PITCH = re.compile(r"^([A-Ga-g])(##|bb|#|b|♯|♭)?(-?\d)$")
_ALTER = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1, "##": 2, "bb": -2}
_SIGN = {-2: "bb", -1: "b", 0: "", 1: "#", 2: "##"}
#: Line-of-fifths distance of each degree of the major scale from its tonic.
DEGREE_FIFTHS = (0, 2, 4, -1, 1, 3, 5)
#: Semitones of each degree of the major scale above its tonic.
MAJOR = (0, 2, 4, 5, 7, 9, 11)
#: Sharps (+) or flats (-) that a mode adds to the signature of the major key on its tonic.
_SIGNATURE = {"lydian": 1, "ionian": 0, "mixolydian": -1, "dorian": -2, "aeolian": -3, "phrygian": -4, "locrian": -5}


def name_of_fifths(fifths: int) -> str:
    """Letter and accidental of a place on the line of fifths.

    >>> name_of_fifths(-3), name_of_fifths(6)
    ('Eb', 'F#')
    """
    return LETTERS[(fifths + 1) % 7] + _SIGN.get(alter_of_fifths(fifths), "?")


def alter_of_fifths(fifths: int) -> int:
    """Sharps (+) or flats (-) of a place on the line of fifths."""
    return (fifths + 1) // 7


def pc_of_fifths(fifths: int) -> int:
    """Pitch class (C 0) of a place on the line of fifths."""
    return fifths * 7 % SEMITONES


def fifths_of_name(name: str) -> int:
    """Place on the line of fifths of a name such as `Bb` or `F#`; raises ValueError when it is none."""
    letter, sign = name[:1].upper(), name[1:]
    if letter not in LETTERS or not letter or sign not in _ALTER:
        message = f"{name!r} is not a note name"
        raise ValueError(message)
    return LETTERS.index(letter) - 1 + 7 * _ALTER[sign]


@dataclass(frozen=True, slots=True)
class Pitch:
    """A sounding pitch and how it is spelled."""

    midi: int
    fifths: int

    @staticmethod
    def parse(text: str) -> Pitch:
        """Read `E4`, `Bb3` or `F#5`; raises ValueError when it is none.

        >>> Pitch.parse("Bb3")
        Pitch(midi=58, fifths=-2)
        """
        found = _PITCH.match(text.strip())
        if not found:
            message = f"{text!r} is not a pitch such as E4 or Bb3"
            raise ValueError(message)
        letter, sign, octave = found[1].upper(), found[2] or "", int(found[3])
        return Pitch(_NATURAL[letter] + _ALTER[sign] + SEMITONES * (octave + 1), fifths_of_name(letter + sign))

    @property
    def step(self) -> str:
        """The letter."""
        return LETTERS[(self.fifths + 1) % 7]

    @property
    def alter(self) -> int:
        """Sharps (+) or flats (-)."""
        return alter_of_fifths(self.fifths)

    @property
    def octave(self) -> int:
        """The written octave: B-sharp below middle C is in octave 3."""
        return (self.midi - self.alter) // SEMITONES - 1

    def __str__(self) -> str:
        return f"{self.step}{_SIGN.get(self.alter, '?')}{self.octave}"


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic (place on the line of fifths), the name of its mode, and the mode's pitch classes above the tonic."""

    tonic: int
    mode: str
    degrees: tuple[int, ...]

    @property
    def pc(self) -> int:
        """Pitch class of the tonic."""
        return pc_of_fifths(self.tonic)

    @property
    def is_minor(self) -> bool:
        """Whether the third above the tonic is minor."""
        return 3 in self.degrees and 4 not in self.degrees  # noqa: PLR2004

    @property
    def pcs(self) -> tuple[int, ...]:
        """Pitch classes of the scale, from the tonic up."""
        return tuple((self.pc + degree) % SEMITONES for degree in self.degrees)

    @property
    def signature(self) -> int:
        """Sharps (+) or flats (-) of the written signature."""
        return self.tonic + _SIGNATURE.get(self.mode, -3 if self.is_minor else 0)

    @property
    def name(self) -> str:
        """For example `C aeolian`."""
        return f"{name_of_fifths(self.tonic)} {self.mode}"

    def fifths_of(self, pc: int) -> int:
        """Spell a pitch class in this key: scale tones by their degree, others by the nearest usual name."""
        return _spell(self.tonic, self.degrees, self.is_minor, pc % SEMITONES)

    def pitch(self, midi: int) -> Pitch:
        """Spell a MIDI number in this key."""
        return Pitch(midi, self.fifths_of(midi))


def _spell(tonic: int, degrees: tuple[int, ...], minor: bool, pc: int) -> int:  # noqa: FBT001
    """Choose among names of one sound: a degree of a seven-note scale first, else the usual alteration."""
    interval = (pc - pc_of_fifths(tonic)) % SEMITONES
    if len(degrees) == len(MAJOR) and interval in degrees:
        number = degrees.index(interval)
        return tonic + DEGREE_FIFTHS[number] + 7 * (interval - MAJOR[number])
    # Semitones above the tonic to line of fifths: flat second, third, sixth, seventh; sharp fourth; in major #1 only
    # as a leading note, which the harmony spells itself.
    usual = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
    sharp_fourth_minor = -6 if minor and interval == 6 and 7 not in degrees else usual[interval]  # noqa: PLR2004
    return tonic + sharp_fourth_minor

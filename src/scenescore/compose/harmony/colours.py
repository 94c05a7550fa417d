"""Chords that are events: borrowed and chromatic neighbours of the tonic with what they mean on screen.

Oscillations between a tonic and another triad and their film associations follow Murphy 2014 (heroism, space, the
fantastical, loss, romance, wonder, mystery, drama, danger, evil); all other affect is a design default. Valence and
tension (-1..1) say which moment they suit.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.compose.harmony.tokens import ROOTS, TokenReader
from scenescore.compose.harmony.transformations import told, worth
from scenescore.model.affect import Feeling
from scenescore.model.form import Section
from scenescore.model.harmonic_means import Size
from scenescore.model.harmony import Chord
from scenescore.model.pitch import Key

_MINOR_THIRD, _MAJOR_THIRD = 3, 4


@dataclass(frozen=True, slots=True)
class Colour:
    """A chord that surprises beside its tonic: token, what it says, its affect."""

    token: str
    says: str
    valence: float
    tension: float
    source: str = "design"


_MURPHY = "Murphy 2014"
COLOURS_IN_MAJOR = (
    Colour("II", "heroism", 0.60, 0.10, _MURPHY),
    Colour("#IV", "space and distance", 0.20, 0.40, _MURPHY),
    Colour("bVI", "the fantastical", 0.45, 0.20, _MURPHY),
    Colour("iii", "loss", -0.20, 0.00, _MURPHY),
    Colour("iv", "longing", 0.15, 0.10, _MURPHY),
    Colour("bIII", "grandeur", 0.50, 0.20),
    Colour("III", "a bright lift", 0.55, 0.05),
    Colour("VI", "sunrise", 0.65, -0.05),
    Colour("bVII", "open country", 0.50, -0.05),
    Colour("bII", "mischief or menace", 0.05, 0.45),
    Colour("i", "a fall into shadow", -0.40, 0.20),
    Colour("bvi", "the uncanny", -0.50, 0.70),
    Colour("bii", "a sinister hinge", -0.60, 0.75),
)
COLOURS_IN_MINOR = (
    Colour("IV", "wonder", 0.40, 0.15, _MURPHY),
    Colour("II", "mystery", -0.15, 0.45, _MURPHY),
    Colour("VII", "drama", -0.35, 0.60, _MURPHY),
    Colour("#iv", "danger", -0.60, 0.80, _MURPHY),
    Colour("bvi", "evil", -0.60, 0.75, _MURPHY),
    Colour("I", "redemption", 0.45, -0.15),
    Colour("bIII", "relief", 0.25, 0.05),
    Colour("bVI", "epic sadness", 0.00, 0.25),
    Colour("VI", "a strange light", 0.05, 0.35),
    Colour("vi", "an uncanny trail", -0.30, 0.45),
    Colour("III", "an uncanny miracle", -0.10, 0.50),
    Colour("bII", "menace", -0.45, 0.60),
    Colour("bII^1", "tragedy", -0.60, 0.35),
    Colour("io7", "alarm", -0.50, 0.70),
)
_TRIADS = ((4, 7, "", True), (3, 7, "", False), (3, 6, "o", False), (4, 8, "+", True))
_SEVEN = 7
#: What a chord of the key itself costs as a surprise (thousandths).
_TAME = 900
#: The scale whose chords a scale without seven notes borrows: by its third and its second.
_PARENTS = {
    True: (0, 2, 4, 5, 7, 9, 11),
    False: (0, 2, 3, 5, 7, 8, 10),
}
_PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)


def is_minor(section: Section) -> bool:
    """Whether a section's tonic chord is minor; scales with both thirds or none follow the feeling."""
    degrees = section.key.degrees
    has_minor, has_major = _MINOR_THIRD in degrees, _MAJOR_THIRD in degrees
    return has_minor if has_minor != has_major else section.feeling.valence < 0


def tonic_token(section: Section) -> str:
    """The tonic triad of a section."""
    return "i" if is_minor(section) else "I"


def _cased(root: int, size: str, *, is_big: bool) -> str:
    sign_numeral = ROOTS[root]
    sign, numeral = sign_numeral.rstrip("IV"), sign_numeral.lstrip("b#")
    return sign + (numeral if is_big else numeral.lower()) + size


def _scale(section: Section) -> tuple[int, ...]:
    degrees = section.key.degrees
    if len(degrees) == _SEVEN:
        return degrees
    if is_minor(section):
        return _PHRYGIAN if 1 in degrees else _PARENTS[False]
    return _PARENTS[True]


def diatonic_triads(section: Section) -> tuple[str, ...]:
    """The triads on the seven degrees of a section's scale; a sparse or symmetric scale borrows its parent's.

    Degrees on which no major, minor, diminished or augmented triad stands are left out.
    """
    scale, out = _scale(section), []
    for i, root in enumerate(scale):
        third, fifth = ((scale[(i + up) % _SEVEN] - root) % 12 for up in (2, 4))
        for wanted_third, wanted_fifth, size, is_big in _TRIADS:
            if (third, fifth) == (wanted_third, wanted_fifth):
                out.append(_cased(root, size, is_big=is_big))
    return tuple(out)


def colours(section: Section) -> tuple[Colour, ...]:
    """The colour chords of a section's tonic, those nearest to its feeling first."""
    rows = COLOURS_IN_MINOR if is_minor(section) else COLOURS_IN_MAJOR
    return tuple(sorted(rows, key=lambda row: (misfit(row, section.feeling), row.token)))


def misfit(row: Colour, feeling: Feeling) -> int:
    """How far a colour's affect lies from a feeling, in thousandths."""
    return round(1000 * abs(row.valence - feeling.valence) + 900 * abs(row.tension - feeling.tension))


def foreign_tones(chord: Chord, key: Key) -> int:
    """How many tones of a chord lie outside the scale of a key."""
    scale = key.pcs
    return sum(pc not in scale for pc in chord.pcs)


def turn_colours(section: Section, before: str, reader: TokenReader) -> tuple[Colour, ...]:
    """Colour chords for a turn of the picture: foreign to the key, on another root than the chord before.

    They are the triads that the classes of presets/transformations reach from home, by mood words and affect, and what
    else stands in the tables here.
    """
    root = reader.chord(before, section.key).pcs[0]
    home: Size = "minor" if is_minor(section) else "major"
    classes = {row.chord: row for row in reader.book.transformations.values() if row.first == home}
    others = [row for row in colours(section) if row.token not in classes]

    def cost(row: Colour) -> tuple[int, str]:
        here = reader.chord(row.token, section.key)
        is_tame = foreign_tones(here, section.key) == 0
        shared = worth(classes[row.token], section.words) if row.token in classes else 0
        return misfit(row, section.feeling) - shared + _TAME * is_tame + 2000 * (here.pcs[0] == root), row.token

    turns = [Colour(row.chord, told(row), row.valence, row.tension, row.source) for row in classes.values()]
    return tuple(sorted([*turns, *others], key=cost))

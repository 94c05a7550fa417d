"""Triadic classes: what a step from one triad to another has come to mean on screen, whatever the key.

Forty-six classes hold every step between two different triads (Murphy 2014): `M4m` goes from a major triad to the
minor one four semitones up. The rows are in presets/transformations; here they are found by their chords or their mood.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenescore.model.affect import Feeling
from scenescore.model.harmonic_means import Size, TriadicClass
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book

_SIZES = {(4, 7): "M", (3, 7): "m"}
#: What a shared mood word is worth against the distance of the affect (thousandths), and one that comes later.
_SHARED, _LATER = 500, 250


def _size(chord: Chord) -> str:
    """`M` or `m` where the chord rests on a major or minor triad, else nothing."""
    steps = frozenset((pc - chord.pcs[0]) % 12 for pc in chord.pcs)
    return next((letter for triad, letter in _SIZES.items() if steps.issuperset(triad)), "")


def name_of(first: Chord, second: Chord) -> str:
    """The class of a step from one chord to another as it is written, or nothing where a triad is missing.

    Added notes do not count; a chord that stays, or changes its added notes only, makes no step.
    """
    sizes = _size(first), _size(second)
    up = (second.pcs[0] - first.pcs[0]) % 12
    return "" if not all(sizes) or (up == 0 and sizes[0] == sizes[1]) else f"{sizes[0]}{up}{sizes[1]}"


def class_of(first: Chord, second: Chord, book: Book) -> TriadicClass | None:
    """The class of a step from one chord to another, with what it means, or None where it is none."""
    return book.transformations.get(name_of(first, second))


def misfit(row: TriadicClass, words: Sequence[str], feeling: Feeling) -> int:
    """How badly a class serves a moment, in thousandths: distance of its affect, less what shared words are worth."""
    far = round(1000 * abs(row.valence - feeling.valence) + 900 * abs(row.tension - feeling.tension))
    return far - worth(row, words)


def worth(row: TriadicClass, words: Sequence[str]) -> int:
    """What the mood words that a class shares are worth, in thousandths: the strongest word counts double."""
    shared = [_LATER if rank else _SHARED for rank, word in enumerate(words) if word in row.moods]
    return min(_SHARED + _LATER, sum(shared))


def classes_for(
    words: Sequence[str], feeling: Feeling, book: Book, home: Size | None = None, style: Sequence[str] = ()
) -> tuple[TriadicClass, ...]:
    """The classes that serve a moment, best first: by its mood words (the strongest first) and its affect.

    `home` leaves only those that start from a major or a minor triad; classes of the `style` come a little earlier.
    """
    rows = [row for row in book.transformations.values() if home is None or row.first == home]
    return tuple(sorted(rows, key=lambda row: (misfit(row, words, feeling) - _LATER * (row.name in style), row.name)))


def told(row: TriadicClass) -> str:
    """A class in a composer's words, with whose they are.

    >>> from scenescore.library import default_book
    >>> told(default_book().transformations["M4m"])
    'M4m: loss (Murphy 2014)'
    """
    by = "" if row.source == "design" else f" ({row.source.removesuffix('; design')})"
    return f"{row.name}: {row.says}{by}"

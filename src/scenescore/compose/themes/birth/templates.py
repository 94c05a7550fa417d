"""Lay out where the search for a theme begins: the seed of an archetype, and blends of several.

Of several archetypes the first gives the head, the second the rhythm. A theme that must be another's neighbour may also
take its rhythm from an archetype that is not its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.compose.themes.birth.taste import Draft, drafted
from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.motifs import EIGHTH, seed_motif
from scenescore.compose.themes.rebarring import padded, rebar, squeezed
from scenescore.model.knowledge import Book, Mode
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR
from scenescore.model.theme import Motif, motif_length
from scenescore.model.theme_means import Archetype

_HEADS = (4, 3)


@dataclass(frozen=True, slots=True)
class Home:
    """What is asked of a theme from outside: its mode and meter, how many notes, whether it hops, the cue's mood."""

    mode: Mode | None = None
    meter: Meter | None = None
    notes: tuple[int, int] = (4, 9)
    hops: bool = False
    mood: str = ""


@dataclass(frozen=True, slots=True)
class Parents:
    """The archetypes of one theme (first gives the head, second the rhythm), its mode's degrees, its meter.

    `notes` is how many notes it may have; a guest sings in the mode of the place instead of its own.
    """

    rows: tuple[Archetype, ...]
    mode: str
    scale: Scale
    meter: Meter
    notes: tuple[int, int] = (4, 9)
    is_guest: bool = False


def meter_of(text: str) -> Meter:
    """Read a meter; 4/4 where it is none."""
    try:
        return Meter.parse(text)
    except ValueError:
        return Meter()


def parents_of(rows: tuple[Archetype, ...], book: Book, home: Home) -> Parents:
    """Gather what a theme inherits."""
    own = book.modes.get(rows[0].mode)
    mode = home.mode or own
    meter = home.meter or meter_of(rows[min(1, len(rows) - 1)].meter)
    is_guest = home.mode is not None or home.meter is not None
    return Parents(
        rows,
        mode.name if mode else rows[0].mode,
        scale_of(mode.degrees if mode else MAJOR),
        meter,
        home.notes,
        is_guest,
    )


def bars(motif: Motif, meter: Meter) -> Motif:
    """Bring a template into one or two bars."""
    count = -(-motif_length(motif) // meter.length)
    # Two bars of 2/4 are heard as one of 4/4 and may be so many more.
    most = 2 if meter.length > 2 * 2 * EIGHTH else 4
    return padded(motif, meter.length) if count <= most else squeezed(motif, meter, 2)


def _seed(row: Archetype, parents: Parents) -> Draft:
    """The seed of an archetype in the mode and meter of the theme."""
    seed = bars(seed_motif(row.seed), meter_of(row.meter))
    if parents.is_guest or meter_of(row.meter) != parents.meter:
        turned = rebar(seed, meter_of(row.meter), parents.meter)
        if parents.is_guest:
            turned = tuple(parents.scale.nearest(tone) for tone in turned)
        seed = bars(turned, parents.meter)
    return drafted(seed, parents.scale)


def templates(parents: Parents) -> list[Draft]:
    """Lay out where the search begins: the first seed, and blends of its pitches with the other seeds' rhythms."""
    if len(parents.rows) == 1:
        return [_seed(parents.rows[0], parents)]
    first = bars(seed_motif(parents.rows[0].seed), meter_of(parents.rows[0].meter))
    if parents.is_guest:
        first = tuple(parents.scale.nearest(tone) for tone in first)
    home = drafted(first, parents.scale)
    frames = [_seed(row, parents) for row in parents.rows[1:] if meter_of(row.meter) == parents.meter]
    blends = [_blend(home, frame, head) for frame in frames for head in _HEADS]
    return blends or [_seed(parents.rows[0], parents)]


def strange_templates(parents: Parents, row: Archetype) -> list[Draft]:
    """Sing the theme's head in the rhythm of an archetype that is not its own."""
    return [_blend(_seed(parents.rows[0], parents), _seed(row, parents), head) for head in _HEADS]


def _blend(head: Draft, frame: Draft, count: int) -> Draft:
    """Sing the first notes of one draft, then the contour of the other, in the other's rhythm."""
    first = [slot[:2] for slot in head if slot[0] is not None][:count]
    contour = [slot[0] for slot in frame if slot[0] is not None]
    pitches: list[tuple[int, int]] = [(index or 0, accidental) for index, accidental in first][: len(contour)]
    for i in range(len(pitches), len(contour)):
        step = contour[i] - contour[i - 1]
        pitches.append((pitches[-1][0] + step, 0))
    left = iter(pitches)
    return tuple((None, 0, length) if index is None else (*next(left), length) for index, _, length in frame)

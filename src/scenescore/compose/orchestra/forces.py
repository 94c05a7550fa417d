"""Which family carries which section: colours alternate with the form, few at once, everybody only at the climax.

After Rimsky-Korsakov 1913 (change of choirs) and Adler 2016; the weights are our defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.knowledge import Book, Ensemble

#: How gladly each family holds the chords, and from which intensity on (brass beneath a whisper is no bed).
BEDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"strings": (3.0, 0.0), "voices": (2.5, 0.0), "woodwind": (2.0, 0.1), "brass": (1.5, 0.45)},
)
#: Woodwind chords alone carry no more than this.
WOODWIND_MOST = 0.65
VOICES = 3
AGAIN = 0.25
#: How much of an intensity becomes forces: a part always, the rest with the size of the feeling.
SMALL, GROWING = 0.5, 0.75
#: A cue whose largest forces stay below the second is wholly intimate, above the first not at all.
LARGE, INTIMATE = 0.68, 0.6
#: Ensembles up to this many players are few colours already.
SMALL_BAND = 9
#: How much likelier an intimate cue keeps the family that holds its chords.
KEEPS = 12.0


def power(section: Section, heat: float) -> float:
    """An intensity as forces: the height of a serene cue is no tutti, that of an epic one is."""
    return round(heat * min(1.0, SMALL + GROWING * section.feeling.size), 4)


def largest(sections: Sequence[Section], players: int) -> float:
    """The largest forces that a cue calls for before it ends, 0..1; few players are always all welcome."""
    heats = [power(section, section.peak) for section in sections if section.purpose != "ending"]
    return max(heats, default=1.0) if players > SMALL_BAND else 1.0


def intimacy(forces: float) -> float:
    """How far a cue of these largest forces keeps to a few colours: 1 wholly, 0 not at all.

    >>> intimacy(0.5), intimacy(0.9)
    (1.0, 0.0)
    """
    return round(min(1.0, max(0.0, (LARGE - forces) / (LARGE - INTIMATE))), 4)


def beds(
    sections: Sequence[Section],
    ensemble: Ensemble,
    book: Book,
    dice: Dice,
    spoken: Sequence[bool],
    *,
    is_intimate: bool = False,
) -> tuple[str, ...]:
    """The family that holds the chords of each section; empty at climaxes, where everybody may.

    The family of the section before is a quarter as likely: a change of colour marks the form; in an intimate cue one
    family holds. Under speech the strings stay.
    """
    again = KEEPS if is_intimate else AGAIN
    able = [family for family in BEDS if _voices(ensemble, book, family) >= VOICES]
    out: list[str] = []
    for section, speaks in zip(sections, spoken, strict=True):
        heat = power(section, section.mean)
        fitting = [f for f in able if BEDS[f][1] <= heat and (f != "woodwind" or heat <= WOODWIND_MOST)]
        fitting = [f for f in fitting if f != "brass"] if is_intimate else fitting
        is_open = section.purpose == "climax" and not is_intimate
        if is_open or len(fitting) < 2:
            out.append("")
        elif speaks and "strings" in fitting:
            out.append("strings")
        else:
            before = next((bed for bed in reversed(out) if bed), "")
            weights = [BEDS[f][0] * (again if f == before else 1.0) for f in fitting]
            out.append(dice.at("bed", section.label).weigh(fitting, weights))
    return tuple(out)


def _voices(ensemble: Ensemble, book: Book, family: str) -> int:
    """How many voices of a chord a family's pad players can hold: one each, a section of brass or a choir all."""
    players = [book.instruments[name] for name in ensemble.tasks.get("pad", ()) if name in book.instruments]
    return sum(1 if p.family == "strings" else p.polyphony for p in players if p.family == family)

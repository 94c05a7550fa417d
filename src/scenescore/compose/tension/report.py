"""Tell where the tension that is heard parts from the one that was asked, and which side does it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scenescore.compose.tension.agreement import Parting, over_phrases, partings, scaled
from scenescore.compose.tension.composite import SHARES, BarTension
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.sketch import Finding


def parted(
    cue: Cue, sections: Sequence[Section], asked: Sequence[float], achieved: Sequence[BarTension]
) -> tuple[Finding, ...]:
    """Find the bars where asked and achieved tension part for long; `asked` is the asked tension of each bar, 0..1."""
    wanted = over_phrases(cue, sections, asked)
    heard = over_phrases(cue, sections, [bar.total for bar in achieved])
    sides = _sides(cue, sections, achieved)
    return tuple(_finding(cue, parting, wanted, heard, sides) for parting in partings(wanted, heard))


def _sides(cue: Cue, sections: Sequence[Section], achieved: Sequence[BarTension]) -> list[tuple[str, list[float]]]:
    """What each side gives over the cue, by name, as it weighs in the whole."""
    names = [name for name, _ in achieved[0].sides] if achieved else []
    rows = [over_phrases(cue, sections, [bar.sides[i][1] for bar in achieved]) for i in range(len(names))]
    return [(name, [SHARES[i] * value for value in rows[i]]) for i, name in enumerate(names)]


def _finding(
    cue: Cue, parting: Parting, wanted: Sequence[float], heard: Sequence[float], sides: list[tuple[str, list[float]]]
) -> Finding:
    """One parting in words: where, by how much, and the side that is furthest off in its direction."""
    inside = slice(parting.first, parting.last + 1)
    ideal = scaled(wanted)[inside]

    def off(values: list[float]) -> float:
        low, high = min(values), max(values)
        gaps = (value - low - share * (high - low) for value, share in zip(values[inside], ideal, strict=True))
        return round(math.fsum(gaps) * (1 if parting.by > 0 else -1), 4)

    worst = max(range(len(sides)), key=lambda i: (off(sides[i][1]), -i))
    first, last = cue.bars[parting.first].number, cue.bars[parting.last].number
    count = parting.last - parting.first + 1
    asked = math.fsum(wanted[inside]) / count
    found = math.fsum(heard[inside]) / count
    text = (
        f"more tense than asked for {count} bars: " if parting.by > 0 else f"less tense than asked for {count} bars: "
    )
    text += f"{found:.2f} heard, {asked:.2f} asked, {abs(parting.by):.0%} of the cue's own range apart; "
    return Finding("tension", f"bar {first} to bar {last}", text + f"most of it in the {sides[worst][0]}")

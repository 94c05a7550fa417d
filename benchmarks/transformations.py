"""How recognisable does each technique leave a theme, and does it keep what its row says that it keeps?

Fifty themes, the seeds of the archetypes, each in its own mode and meter, with room for eight bars: each through every
technique alone (a change of mode into the other kind of third, a change of meter into three or four), then each through
every dramatic state, once where it is at home and once in a bare minor. Likeness is the composer's own measure; what a
technique keeps is counted by plain comparison: contour (C) and semitones (I) of the theme note by note somewhere in
the result, rhythm (R) in proportion, the head's contour (h) at its beginning.

Run: python benchmarks/transformations.py > benchmarks/transformations.md
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mean
from types import SimpleNamespace
from typing import Any, cast

from scenescore.compose.mood import manner
from scenescore.compose.themes.birth.tunes import grown
from scenescore.compose.themes.motifs import head_of, seed_motif
from scenescore.compose.themes.statements import Room, recognised, state_theme
from scenescore.compose.themes.transformations import TRANSFORMATIONS, Terms, in_order, spread, transform
from scenescore.compose.themes.treatments import Treatment
from scenescore.library.book import default_book
from scenescore.model.affect import Feeling
from scenescore.model.form import Phrase, Section
from scenescore.model.metre import Meter
from scenescore.model.pitch import Key
from scenescore.model.theme import Motif, Statement, Theme, motif_length
from scenescore.model.time import Ticks

BOOK = default_book()
AEOLIAN, IONIAN = BOOK.modes["aeolian"].degrees, BOOK.modes["ionian"].degrees
BARS = 8


def themes() -> tuple[Theme, ...]:
    """The archetypes' seeds as themes."""
    return tuple(_theme(name) for name in BOOK.archetypes)


def _theme(name: str) -> Theme:
    row = BOOK.archetypes[name]
    motif, meter = seed_motif(row.seed), Meter.parse(row.meter)
    tune = grown(motif, BOOK.modes[row.mode].degrees, meter)
    return Theme(
        name,
        name,
        (name,),
        motif,
        head_of(motif),
        row.mode,
        row.register,
        row.instruments,
        phrase=tune,
        meter=row.meter,
    )


def changed(theme: Theme, name: str) -> Motif:
    """A theme's motif through one technique."""
    born, degrees = Meter.parse(theme.meter), BOOK.modes[theme.mode].degrees
    meter = born
    if name == "metric-shift":
        meter = Meter(4, 4) if len(born.beats) == 3 else Meter(3, 4)
    if name == "modal-mutation":
        degrees = IONIAN if 3 in degrees else AEOLIAN
    terms = Terms(degrees, meter, born, Ticks(BARS * meter.length), theme.head)
    return transform(theme.motif, (name,), terms)


def room_of(theme: Theme, mode: str = "", close: str = "closed") -> Room:
    """Eight bars of a theme's own meter, in its own mode or another."""
    meter = Meter.parse(theme.meter)
    key = Key(0, mode or theme.mode, BOOK.modes[mode or theme.mode].degrees)
    feeling = Feeling(0.0, 0.0, 0.0, 0.5)
    length = Ticks(BARS * meter.length)
    phrase = Phrase(Ticks(0), length, BARS, "idea", cast("Any", close))
    section = Section("A", "statement", Ticks(0), length, key, feeling, manner(feeling), (0.5, 0.5), (phrase,), ())
    return Room(Ticks(0), length, section)


def cue_of(theme: Theme) -> Any:
    """What a statement asks a cue for: its meter."""
    meter = Meter.parse(theme.meter)
    return SimpleNamespace(bar=lambda _: SimpleNamespace(meter=meter))


def stated(theme: Theme, state: str, mode: str = "", most: float = 1.0, close: str = "closed") -> Statement | None:
    """A theme in a dramatic state, over eight bars of its own meter and mode, or of another mode."""
    row = BOOK.states[state]
    material = "tune" if row.fullness >= 1 else "motif"
    treatment = Treatment(cast("Any", material), row.chain, row.level, name=state, most=most, floor=row.floor)
    return state_theme(theme, treatment, room_of(theme, mode, close), cue_of(theme))


def _inside(part: Sequence[int], whole: Sequence[int]) -> bool:
    return any(tuple(whole[i : i + len(part)]) == tuple(part) for i in range(len(whole) - len(part) + 1))


def _pitches(motif: Motif) -> list[int]:
    return [tone.semitones for tone in motif if tone.step is not None]


def _contour(motif: Motif) -> list[int]:
    return [(b > a) - (b < a) for a, b in pairwise(_pitches(motif))]


def _spans(motif: Motif) -> list[int]:
    """Time from note to note."""
    onsets, at = [], 0
    for tone in motif:
        if tone.step is not None:
            onsets.append(at)
        at += tone.length
    return [b - a for a, b in pairwise(onsets)]


def keeps(theme: Theme, result: Motif, what: str) -> bool:
    """Whether a result keeps contour, intervals or rhythm of a theme somewhere in it, or its head at its beginning."""
    motif = theme.motif
    if what == "C":
        return _inside(_contour(motif), _contour(result))
    if what == "I":
        moves = [[b - a for a, b in pairwise(_pitches(each))] for each in (motif, result)]
        return _inside(*moves)
    if what == "R":
        part, whole = _spans(motif), _spans(result)
        places = range(len(whole) - len(part) + 1)
        return any(all(a * whole[i] == b * part[0] for a, b in zip(part, whole[i:], strict=False)) for i in places)
    count = min(theme.head, len(_pitches(motif))) - 1
    return _contour(result)[:count] == _contour(motif)[:count]


def judged(name: str, cast_of: Sequence[Theme]) -> tuple[float, float, float, dict[str, float], int]:
    """Mean and least likeness, share of themes changed, share that keeps C, I, R, h, and the widest result."""
    results = [(theme, changed(theme, name)) for theme in cast_of]
    alike = [recognised(tones, theme, (name,)) for theme, tones in results]
    kept = {what: mean(keeps(theme, tones, what) for theme, tones in results) for what in "CIRh"}
    other = mean(tones != theme.motif for theme, tones in results)
    return mean(alike), min(alike), other, kept, max(spread(tones) for _, tones in results)


def felt(state: str, cast_of: Sequence[Theme]) -> Iterator[Statement]:
    """Statements of all themes in a state, at home and in minor."""
    for theme in cast_of:
        for mode in ("", "aeolian"):
            made = stated(theme, state, mode)
            if made is not None:
                yield made


def _kept(name: str, kept: dict[str, float]) -> str:
    promised = TRANSFORMATIONS[name].keeps
    return " | ".join(f"{100 * kept[what]:.0f} %{' •' if what in promised else ''}" for what in "CIRh")


def main() -> None:
    """Put every theme through everything and print."""
    cast_of = themes()
    print("# Techniques and dramatic states\n")
    print(f"{len(cast_of)} themes through {len(TRANSFORMATIONS)} techniques; • marks what a row says that it keeps.\n")
    print(
        "| technique | expected | likeness | least | changed | C | I | R | h |\n|---|---|---|---|---|---|---|---|---|"
    )
    for name, row in TRANSFORMATIONS.items():
        average, least, other, kept, _ = judged(name, cast_of)
        print(
            f"| {name} | {row.expects:.2f} | {average:.2f} | {least:.2f} | {100 * other:.0f} % | {_kept(name, kept)} |"
        )
    print(f"\n## {len(BOOK.states)} dramatic states\n")
    print("Each theme at home and in minor, eight bars of room; whole chain: nothing had to be left out.\n")
    heads = ("state", "floor", "likeness", "least", "fullness asked", "told", "whole chain", "bars")
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for state, row_ in BOOK.states.items():
        found = list(felt(state, cast_of))
        asked = {name for name in in_order(row_.chain) if name != "prototype"}
        whole = mean(asked - {"modal-mutation"} <= set(made.chain) for made in found)
        lasts = mean(motif_length(made.tones) / Meter.parse(_theme(made.theme).meter).length for made in found)
        print(
            f"| {state} | {row_.floor:.2f} | {mean(m.similarity for m in found):.2f} | "
            f"{min(m.similarity for m in found):.2f} | {row_.fullness:.1f} | {mean(m.fullness for m in found):.2f} | "
            f"{100 * whole:.0f} % | {lasts:.1f} |"
        )


if __name__ == "__main__":
    main()

"""Figures of comedy: tiptoeing basses that stop dead, small notes thrown about, answers that come too late.

Wit is rhythm and rest: every phrase has a hole, and the hole is where the joke goes.
"""

from __future__ import annotations

from scenescore.compose.textures.passage import OCTAVE, Passage, Stroke, into, near, tones_in
from scenescore.model.form import Phrase
from scenescore.model.metre import Bar

FIFTH = 7
#: Below this intensity nothing is thrown where the tune speaks.
THIN = 0.3
#: Steps of a tiptoe in half beats, each with what it plays: the root (0), a step on (1), the fifth (2), the octave (3).
STEPS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0, 0), (4, 2)),
    ((0, 0), (2, 1), (4, 2)),
    ((0, 0), (3, 3), (4, 2)),
    ((0, 0), (4, 2), (6, 1), (7, 1)),
    ((0, 0), (2, 2), (6, 2)),
    ((2, 0), (4, 2), (6, 3)),
)
#: Places in half beats where small notes are thrown; every fourth bar has nearly none.
THROWS: tuple[tuple[int, ...], ...] = ((1, 3, 6), (2, 3), (1, 5, 7), (3,), (2, 5, 6), (1, 4), (3, 6, 7), ())


def stops(p: Passage, phrase: Phrase) -> int:
    """The bar of a phrase (by index) in which everybody stops dead after the first beat; -1 when nobody does."""
    bars = p.bars(phrase)
    if len(bars) < 2 or p.section.purpose == "climax":
        return len(bars) - 1 if len(bars) > 1 else -1
    return len(bars) - 1 - (len(bars) > 3 and p.stream("stop", phrase.at).chance(0.35))


def _half(bar: Bar) -> int:
    return bar.meter.beat // (3 if bar.meter.is_compound else 2)


def tiptoe(p: Passage) -> list[Stroke]:
    """Pluck a bass on tiptoe: root and fifth, steps that sneak on, another gait every bar, and a dead stop."""
    out: list[Stroke] = []
    low, high = p.layer.band
    before = low + (high - low) // 3
    for phrase in p.phrases:
        bars, stop = p.bars(phrase), stops(p, phrase)
        first = p.stream("tiptoe", phrase.at).below(len(STEPS))
        for i, bar in enumerate(bars):
            gait = STEPS[(first + i) % len(STEPS)] if i != stop else STEPS[0][:1]
            for place, kind in gait:
                at = bar.at + place * _half(bar)
                if at >= bar.end:
                    continue
                h = p.chord(at)
                root = into(h.bass % OCTAVE, low, high, before)
                midi = _tiptoed(p, at, kind, root)
                before = root if kind == 0 else before
                out.append(Stroke(at, _half(bar), midi, 0, 1.0 if place == 0 else -1.5, p.layer.articulation))
    return out


def _tiptoed(p: Passage, at: int, kind: int, root: int) -> int:
    """The pitch of a tiptoed note."""
    low, high = p.layer.band
    h = p.chord(at)
    if kind == 2:
        fifth = (h.pcs[0] + FIFTH) % OCTAVE
        return into(fifth if fifth in h.pcs else h.pcs[-1], low, high, root - 5)
    if kind == 3:
        return root + OCTAVE if root + OCTAVE <= high else root
    if kind == 1:
        bar = next(b for b in p.ground.bars if b.at <= at < b.end)
        goal = into(p.chord(bar.end).bass % OCTAVE, low, high, root)
        steps = tones_in(p.section.key.pcs, max(low, goal - 3), min(high, goal + 3))
        return next((m for m in sorted(steps, key=lambda m: (abs(m - goal), m)) if m not in {goal, root}), root)
    return root


def hocket(p: Passage) -> list[Stroke]:
    """Throw single notes and pairs from one player to another in the tune's gaps; catch them a little elsewhere."""
    out: list[Stroke] = []
    hand = 0
    for phrase in p.phrases:
        bars, stop = p.bars(phrase), stops(p, phrase)
        first = p.stream("hocket", phrase.at).below(len(THROWS))
        for i, bar in enumerate(bars):
            places = THROWS[(first + 3 * i) % len(THROWS)] if i != stop else ()
            for place in places:
                at = bar.at + place * _half(bar)
                is_thin = p.ground.heat(bar.at) < THIN
                if at >= bar.end or (is_thin and any(n.at == at for n in p.ground.sung(at, at + 1))):
                    continue
                rungs = p.ladder(p.chord(at))
                midi = rungs[(len(rungs) // 2 + hand * 2 + i) % len(rungs)]
                out.append(Stroke(at, _half(bar), midi, hand % max(1, p.layer.voices), -1.0, p.layer.articulation))
                hand += 1
    return out


def quip(p: Passage) -> list[Stroke]:
    """Answer in the hole where all stop: a leap down, a creep by half steps, two dry knocks; never twice the same."""
    out: list[Stroke] = []
    number = p.stream("quip", p.section.at).below(3)
    for phrase in p.phrases:
        bars, stop = p.bars(phrase), stops(p, phrase)
        if stop < 0:
            continue
        bar = bars[stop]
        half = _half(bar)
        ends = [n.at + n.length for n in p.ground.sung(bar.at, bar.end)]
        last = [n for n in p.ground.sung(bar.at, bar.end) if n.at > bar.at]
        start = bar.at + bar.meter.length // 2
        if last and last[-1].at >= start:
            start = max(ends) if max(ends) + 2 * half <= bar.end else bar.end
        if start + 2 * half > bar.end:
            continue
        out += _quipped(p, start, min(bar.end, start + 4 * half), half, number)
        number += 1
    return out


def _quipped(p: Passage, start: int, end: int, half: int, number: int) -> list[Stroke]:
    """One quip of two to four notes."""
    low, high = p.layer.band
    h = p.chord(start)
    goal = near((low + high) // 2, tones_in(h.pcs, low, high) or (low,))
    lines = (
        (goal + OCTAVE if goal + OCTAVE <= high else goal, goal),
        (goal - 3, goal - 2, goal - 1, goal),
        (goal, goal),
    )
    line = lines[number % len(lines)][-max(2, (end - start) // half) :]
    word = p.layer.articulation or "staccato"
    return [
        Stroke(start + k * half, half, midi, 0, 0.5 * k, word)
        for k, midi in enumerate(line)
        if start + (k + 1) * half <= end and low <= midi <= high
    ]

"""Figures of a small band: a bass that walks, chords of two guide tones, brushes, a strummed guitar."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenescore.compose.textures.passage import OCTAVE, Harmony, Passage, Stroke, into, near, tones_in
from scenescore.model.metre import Bar

FIFTH, STEP = 7, 2
DOTTED = 1440
#: Below this intensity the bass plays in two, from it on it walks in quarters.
WALKS = 0.38
#: Chord and pitch costs of the walk, in thousandths: roots at new chords, chord tones on strong beats, steps between.
LEAPS: Mapping[int, int] = MappingProxyType({0: 1500, 1: 0, 2: 0, 3: 260, 4: 300, 5: 380, 7: 420, 12: 450})
FAR_LEAP = 1200
#: Thirds and sevenths (semitones above the root): the tones that say what a chord is.
GUIDES = frozenset({3, 4, 9, 10, 11})
#: Where short chords fall in a bar of four, in beats, with their lengths; one bar in four is left alone.
COMPS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((1.5, 1.5),),
    ((0.0, 1.5), (2.5, 0.5)),
    ((1.0, 0.5), (3.5, 0.5)),
    (),
    ((2.5, 1.5),),
    ((0.5, 0.5), (2.0, 1.5)),
    ((3.5, 0.5),),
)
#: Strums: beats and whether the hand goes down; sparse ones first.
STRUMS: Mapping[int, tuple[tuple[tuple[float, bool], ...], ...]] = MappingProxyType(
    {
        2: (((0, True), (1.5, False)), ((0, True), (1, True), (1.5, False)), ((0.5, False), (1, True))),
        3: (
            ((0, True), (2, False)),
            ((0, True), (1, True), (2, True), (2.5, False)),
            ((0, True), (1.5, False), (2, True)),
        ),
        4: (
            ((0, True), (2, True)),
            ((0, True), (1.5, False), (2, True)),
            ((0, True), (1, True), (1.5, False), (2.5, False), (3, True)),
            ((0, True), (1.5, False), (2.5, False), (3, True), (3.5, False)),
            ((0, True), (2, True), (2.5, False), (3.5, False)),
        ),
    },
)


def _options(p: Passage, at: int, h: Harmony) -> tuple[int, ...]:
    low, high = p.layer.band
    if h.at == at:
        return tones_in((h.bass % OCTAVE,), low, high)
    return tuple(range(low, high + 1))


def _pitch_cost(p: Passage, at: int, midi: int, h: Harmony, beat: int, aim: int) -> int:
    """What a pitch costs by itself: off the chord on a strong beat, off the scale anywhere, far from the line's aim."""
    pc = midi % OCTAVE
    cost = 14 * abs(midi - aim)
    if pc not in h.pcs:
        cost += 420 if beat % 2 == 0 else 120
        cost += 0 if pc in p.section.key.pcs else 330
    elif pc != h.bass % OCTAVE and h.at < at and beat == 0:
        cost += 60
    return cost


def _moved(before: int, here: int, is_arrival: bool) -> int:  # noqa: FBT001
    """What a step or leap costs; a new chord is best reached by step, from either side."""
    gap = abs(here - before)
    cost = LEAPS.get(gap, FAR_LEAP)
    return cost + (700 if is_arrival and gap > STEP else 0)


def _walk(p: Passage, places: list[tuple[int, int, int]], before: int | None, wave: int) -> list[int]:
    """The cheapest way through the beats: a shortest path over pitches (places: tick, beat in the bar, length)."""
    low, high = p.layer.band
    best: dict[int, tuple[int, tuple[int, ...]]] = {before: (0, ())} if before is not None else {}
    for i, (at, beat, _) in enumerate(places):
        h = p.chord(at)
        turn = (i + wave) % 16
        aim = low + (high - low) * (turn if turn < 8 else 16 - turn) // 8
        grown: dict[int, tuple[int, tuple[int, ...]]] = {}
        for midi in _options(p, at, h):
            own = _pitch_cost(p, at, midi, h, beat, aim)
            ways = [
                (cost + _moved(old, midi, h.at == at) + (500 if len(line) > 1 and line[-2] == midi else 0), line)
                for old, (cost, line) in best.items()
            ] or [(0, ())]
            cost, line = min(ways)
            grown[midi] = (cost + own, (*line, midi))
        best = dict(sorted(grown.items(), key=lambda item: (item[1][0], item[0])))
    return list(min(best.values())[1])


def _in_two(bar: Bar, number: int) -> list[tuple[int, int, int]]:
    """A bar in two: the root, another tone half way, now and then a step into the next bar."""
    beats = bar.meter.beats
    half = (len(beats) + 1) // 2
    starts = [sum(beats[:i]) for i in range(len(beats))]
    chosen = [0, half, len(beats) - 1] if number % 4 in {1, 3} and len(beats) > 3 else [0, half]
    chosen = sorted({i for i in chosen if i < len(beats)})
    ends = [*(starts[i] for i in chosen[1:]), bar.meter.length]
    return [(bar.at + starts[i], i, end - starts[i]) for i, end in zip(chosen, ends, strict=True)]


def _in_steps(bar: Bar) -> list[tuple[int, int, int]]:
    """A bar walked: a note on every beat, and before the next dotted beat a short step that leads into it."""
    out: list[tuple[int, int, int]] = []
    at = int(bar.at)
    for beat in bar.meter.beats:
        if beat == DOTTED:
            out += [(at, 2 * len(out), beat * 2 // 3), (at + beat * 2 // 3, 2 * len(out) + 1, beat // 3)]
        else:
            out.append((at, len(out), beat))
        at += beat
    return out


def walking(p: Passage) -> list[Stroke]:
    """Walk by step from root to root, over the whole band and back; in two while it is quiet; stand at phrase ends."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        bars = p.bars(phrase)
        places: list[tuple[int, int, int]] = []
        for i, bar in enumerate(bars):
            is_last = i == len(bars) - 1 and i > 0
            stands = p.chord(bar.end - 1).at <= bar.at
            if is_last and stands and p.ground.heat(bar.at) < WALKS:
                places += [(bar.at, 0, bar.meter.length * 3 // 4 // 240 * 240)]
            elif p.ground.heat(bar.at) < WALKS:
                places += _in_two(bar, number)
            else:
                places += _in_steps(bar)
            number += 1
        first = p.stream("walk", p.section.at).below(8)
        # The last note already knows the root that the next phrase begins on.
        ahead = [(int(phrase.end), 0, 0)] if phrase.end < p.section.end else []
        line = _walk(p, [*places, *ahead], out[-1].midi if out else None, first + number)[: len(places)]
        for (at, beat, length), midi in zip(places, line, strict=True):
            out.append(
                Stroke(at, length * 15 // 16 // 10 * 10, midi, 0, 1.0 if beat % 2 else 0.0, p.layer.articulation)
            )
    return out


def _shell(p: Passage, h: Harmony, voices: int, before: int | None) -> tuple[int, ...]:
    """Third and seventh, and above them a colour or the fifth; near the shell before."""
    low, high = p.layer.band
    root = h.chord.pcs[0]
    guides = [pc for pc in h.pcs if (pc - root) % OCTAVE in GUIDES][:2]
    others = [pc for pc in (*h.pcs[3:], *h.pcs[1:]) if pc not in guides and pc != root]
    middle = before if before is not None else low + (high - low) // 3
    notes = [near(middle, tones_in((pc,), low, high)) for pc in (guides or list(h.pcs[:2]))]
    top = max(notes, default=low)
    for pc in others[: max(0, voices - len(notes))]:
        above = tones_in((pc,), top + 3, high)
        notes += above[:1]
        top = max(notes)
    return tuple(sorted(dict.fromkeys(notes)))


def comping(p: Passage) -> list[Stroke]:
    """Drop in shells of two to four tones, off the beat, in another place every bar, and leave bars to the tune."""
    out: list[Stroke] = []
    number = 0
    before: int | None = None
    for phrase in p.phrases:
        first = p.stream("comp", phrase.at).below(len(COMPS))
        for bar in p.bars(phrase):
            for beat, beats in COMPS[(first + 2 * number) % len(COMPS)]:
                at = bar.at + round(beat * bar.meter.beat)
                if at >= bar.end:
                    continue
                h = p.chord(min(at + bar.meter.beat // 2, bar.end - 1))
                notes = _shell(p, h, p.voices(phrase), before)
                before = notes[0] if notes else before
                length = min(round(beats * bar.meter.beat), bar.end - at)
                out += [
                    Stroke(at, length, midi, len(notes) - 1 - k, 0.0, p.layer.articulation if beats < 1 else "")
                    for k, midi in enumerate(notes)
                ]
            number += 1
    return out


def brushes(p: Passage) -> list[Stroke]:
    """Sweep the snare and touch the cymbal: two and four, a skip now and then, a breath where the phrase ends."""
    out: list[Stroke] = []
    number = p.stream("brushes", p.section.at).below(4)
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            beats = bar.meter.beats
            starts = [bar.at + sum(beats[:k]) for k in range(len(beats))]
            is_last = i == len(bars) - 1 and i > 0
            warm = p.ground.heat(bar.at) >= WALKS
            rides = [0, *([k for k in range(1, len(beats)) if k % 2 == 0] if warm else [])]
            out += [Stroke(starts[k], beats[k], 0, 0, -2.0, "", "ride") for k in (rides[:1] if is_last else rides)]
            sweeps = [k for k in range(1, len(beats), 2) if warm or k == 1 or number % 2]
            sweeps = sweeps[:1] if is_last else sweeps
            out += [Stroke(starts[k], beats[k] // 2, 0, 0, -4.0, "", "snare") for k in sweeps]
            if warm and number % 4 in {1, 2} and len(beats) > 1 and not is_last:
                k = len(beats) - 1 - number % 2 * (len(beats) > 2)
                out.append(Stroke(starts[k] + beats[k] * 2 // 3, beats[k] // 3, 0, 0, -6.0, "", "ride"))
            number += 1
    return sorted(out)


def strum(p: Passage) -> list[Stroke]:
    """Strum a guitar: low strings first on the way down, the upper three on the way up, another pattern every bar."""
    out: list[Stroke] = []
    number = 0
    low, high = p.layer.band
    for phrase in p.phrases:
        bars = p.bars(phrase)
        first = p.stream("strum", phrase.at).below(3)
        for i, bar in enumerate(bars):
            choices = STRUMS.get(len(bar.meter.beats), STRUMS[4])
            reach = len(choices) if p.ground.heat(bar.at) >= WALKS else 2
            pattern = choices[(first + number) % reach] if i < len(bars) - 1 or i == 0 else choices[0][:1]
            places = [(bar.at + round(beat * bar.meter.beat), down) for beat, down in pattern]
            ends = [*(at for at, _ in places[1:]), bar.end]
            for (at, down), end in zip(places, ends, strict=True):
                out += _strummed(p, at, min(end, at + 2 * bar.meter.beat), (low, high), down=down)
            number += 1
    return out


def _strummed(p: Passage, at: int, end: int, band: tuple[int, int], *, down: bool) -> list[Stroke]:
    """One stroke of the hand over up to five strings, no wider than they can be fretted."""
    h = p.chord(at)
    free = p.ladder(h)
    rungs = free if len(free) > 3 else tones_in(h.pcs, band[0], 64)
    root = into(h.bass % OCTAVE, band[0], band[0] + OCTAVE - 1)
    if down:
        body = [m for m in rungs if m >= root + 5][:4]
        notes = [root, *body] if root <= (body[0] if body else root) else body
    else:
        notes = list(rungs[-3:])
    word = p.layer.articulation
    return [Stroke(at, end - at, m, len(notes) - 1 - k, 1.0 if down else -2.0, word) for k, m in enumerate(notes[:5])]

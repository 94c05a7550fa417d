"""Figures on and off the beat: afterbeats of march, waltz and oompah."""

from __future__ import annotations

from scenescore.compose.textures.passage import Passage, Stroke, near
from scenescore.model.metre import Bar

TRIPLE = 3


def _afterbeats(p: Passage, bar: Bar, number: int, *, is_last: bool) -> list[tuple[int, int]]:
    """Places (ticks from the bar's start) and lengths of the chords that answer the bass."""
    beats = bar.meter.beats
    starts = [sum(beats[:i]) for i in range(len(beats))]
    if len(beats) == 1 or p.ground.seconds(beats[0]) > 0.8 and len(beats) != TRIPLE:  # noqa: RUF021 - slow: offs
        offs = [(s + b // 2, b // 2) for s, b in zip(starts, beats, strict=True)]
    elif len(beats) % 2:
        offs = [(s, b) for s, b in zip(starts[1:], beats[1:], strict=True)]
    else:
        offs = [(s, b) for s, b in zip(starts[1::2], beats[1::2], strict=True)]
    if is_last:
        return offs[:1]
    if number % 4 == 3 and len(offs) > 1:
        return offs[:-1]
    if number % 4 == 1 and p.ground.heat(bar.at) > 0.5:
        last_at, last = offs[-1]
        return [*offs[:-1], (last_at, last // 2), (last_at + last // 2, last // 2)]
    return offs


def afterbeats(p: Passage) -> list[Stroke]:
    """Answer the bass with short chords on the weak beats; change the inversion, leave holes."""
    out: list[Stroke] = []
    number = 0
    low, high = p.layer.band
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            for off, length in _afterbeats(p, bar, number, is_last=i == len(bars) - 1 and i > 0):
                rungs = p.ladder(p.chord(bar.at + off))
                top = rungs.index(near((low + 2 * high) // 3 + (number // 2 % 2) * 3, rungs))
                notes = [rungs[top - k] for k in range(p.voices(phrase)) if top - k >= 0]
                out += [
                    Stroke(bar.at + off, length // 2, midi, voice, -1.0, p.layer.articulation or "staccato")
                    for voice, midi in enumerate(notes)
                ]
            number += 1
    return out

"""The last chord: every layer leaves its figure and sounds out, stops short, or goes on, as the ending asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.textures import drift, held, keyboard, low
from scenescore.compose.textures.passage import OCTAVE, Passage, Stroke, into, near, tones_in
from scenescore.model.form import Phrase

HELD_ENDINGS = frozenset({"ring-out", "cadence", "fade"})
ROLLED = frozenset({"arpeggio", "alberti", "bells", "run"})
LEFT_HAND = frozenset({"nocturne", "rocking", "bare", "knell", "drive"})
SINGING = frozenset({"unison", "counter", "thirds", "echo", "motto", "quip"})
#: Above this intensity the last bass note sinks an octave, but not below F1.
STRONG, LOWEST = 0.55, 29
#: As many voices as the chord was led in.
FULL = 6


def _full(p: Passage, phrase: Phrase) -> list[Stroke]:
    """The chord in all its voices, to the very end."""
    strokes = held.sustain(replace(p, layer=replace(p.layer, voices=FULL)))
    last = max((s.end for s in strokes), default=phrase.end)
    return [s._replace(length=phrase.end - s.at, articulation="") if s.end == last else s for s in strokes]


def _halo(p: Passage, phrase: Phrase) -> list[Stroke]:
    """The high tones, with one beneath them, to the very end."""
    low, high = p.layer.band
    strokes = held.halo(replace(p, layer=replace(p.layer, voices=max(2, p.layer.voices), band=(low - OCTAVE, high))))
    last = max((s.end for s in strokes), default=phrase.end)
    return [s._replace(length=phrase.end - s.at) if s.end == last else s for s in strokes]


def _rolled(p: Passage, phrase: Phrase) -> list[Stroke]:
    """The chord broken once upwards, every note ringing on."""
    h = p.chord(phrase.at)
    low, high = p.layer.band
    rungs = tones_in(h.pcs, low, min(high, low + 24))[:5]
    step = p.bars(phrase)[0].meter.beat // 2 if phrase.length > 5 * 960 else 120
    return [
        Stroke(phrase.at + k * step, phrase.length - k * step, midi, 0, -0.5 * k, "let-ring")
        for k, midi in enumerate(rungs)
        if k * step < phrase.length
    ]


def _floor(p: Passage, phrase: Phrase) -> list[Stroke]:
    """The last bass note, as long as the chord; a strong ending stands on the octave that was held back."""
    spans = p.harmony(phrase)
    line = low.placed_line(p, spans)
    sinks = p.ground.heat(phrase.at) > STRONG
    return [
        Stroke(
            h.at, min(phrase.end, h.end) - h.at, midi - OCTAVE if sinks and midi - OCTAVE >= LOWEST else midi, 0, 0.5
        )
        for h, midi in zip(spans, line, strict=True)
    ]


def _stroke(p: Passage, phrase: Phrase) -> list[Stroke]:
    """One stroke on the arrival."""
    pitch = into(p.chord(phrase.at).chord.bass_pc, *p.layer.band)
    word = {"cymbals": "swell", "snare": "snare", "hat": "crash", "ride": "ride"}.get(p.layer.figure, "low")
    return [Stroke(phrase.at, min(phrase.length, 1920), pitch, 0, 1.0, "let-ring", word)]


def _top(p: Passage, phrase: Phrase) -> list[Stroke]:
    """The root or the fifth in the layer's own octave, under the tune's last note."""
    h = p.chord(phrase.at)
    tones = tuple(pc for pc in (h.pcs[0], (h.pcs[0] + 7) % 12) if pc in h.pcs)
    return [Stroke(phrase.at, phrase.length, near(sum(p.layer.band) // 2, tones_in(tones, *p.layer.band)), 0, -1.0)]


_BY_ROLE: Mapping[str, Callable[[Passage, Phrase], list[Stroke]]] = MappingProxyType(
    {"harmony": _full, "bass": _floor, "counter-melody": _top, "rhythm": _stroke, "colour": _rolled},
)


def close(p: Passage, phrase: Phrase, ending: str) -> list[Stroke] | None:
    """What a layer plays on the final chord; None when the ending lets the figure run on."""
    if ending not in HELD_ENDINGS and ending != "button":
        return None
    if p.layer.figure in ROLLED:
        strokes = _rolled(p, phrase)
    elif p.layer.figure in LEFT_HAND:
        strokes = keyboard.last_chord(p, phrase)
    elif p.layer.figure == "drift" and ending != "button":
        strokes = drift.dissolve(p, phrase)
    elif p.layer.figure == "halo":
        strokes = _halo(p, phrase)
    elif p.layer.figure in SINGING:
        strokes = _top(p, phrase)
    elif p.layer.role == "rhythm" and p.layer.figure in {"ostinato", "pulse", "afterbeats", "comping", "hocket"}:
        strokes = _full(p, phrase)
    else:
        strokes = _BY_ROLE[p.layer.role](p, phrase)
    if ending != "button":
        return strokes
    short = max(240, p.bars(phrase)[0].meter.beat // 2)
    return [s._replace(at=phrase.at, length=min(short, phrase.length), articulation="staccato", accent=2.0)
            for s in strokes if s.at < phrase.at + 2 * short]  # fmt: skip

"""Figures that hold: pads, swells, drones, halos, chorales."""

from __future__ import annotations

from scenescore.compose.textures.passage import Harmony, Passage, Stroke, into, near, tones_in
from scenescore.model.form import Phrase

FIFTH = 7


def _chosen(p: Passage, phrase: Phrase) -> list[int]:
    """The led voices (as indices, lowest 0) that play: those which carry thirds and sevenths most often first."""
    spans = p.ground.harmony
    count = min((len(h.upper) for h in spans), default=0)
    colour = [0] * count
    for h in spans:
        told = {h.pcs[0], (h.pcs[0] + FIFTH) % 12}
        for k in range(count):
            colour[k] += h.upper[k] % 12 not in told
    ranked = sorted(range(count), key=lambda k: (-colour[k], k))
    return sorted(ranked[: p.voices(phrase)])


def _entry(p: Passage, phrase: Phrase, order: int) -> int:
    """When a voice comes in: in an opening one after the other, elsewhere together."""
    bars = p.bars(phrase)
    is_opening = p.section.purpose == "opening" and phrase is p.phrases[0] and len(bars) > order + 1
    return bars[order].at if is_opening and order < len(bars) else phrase.at


def _leave(p: Passage, phrase: Phrase, order: int) -> int:
    """When a voice lets go: a breath before the next phrase; one after the other where the music recedes."""
    bars = p.bars(phrase)
    end = phrase.end - p.breath(bars[-1])
    recedes = p.section.purpose == "release" and phrase is p.phrases[-1]
    return end - (bars[-1].meter.beat * order if recedes else 0)


def _tied(pieces: list[tuple[int, int, int]], voice: int, articulation: str) -> list[Stroke]:
    """Melt equal neighbours into one held note."""
    out: list[Stroke] = []
    for at, end, midi in pieces:
        if end <= at:
            continue
        if out and out[-1].midi == midi and out[-1].end == at:
            out[-1] = out[-1]._replace(length=end - out[-1].at)
        else:
            out.append(Stroke(at, end - at, midi, voice, 0.0, articulation))
    return out


def sustain(p: Passage) -> list[Stroke]:
    """Hold the chords as they were led: common tones stay, the others move, everybody breathes at the phrase end."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        spans, chosen = p.harmony(phrase), _chosen(p, phrase)
        for order, index in enumerate(chosen):
            start, stop = _entry(p, phrase, order), _leave(p, phrase, len(chosen) - 1 - order)
            pieces = [(max(h.at, start), min(h.end, stop), p.set_voices(h, phrase)[index]) for h in spans]
            out += _tied(pieces, len(chosen) - 1 - order, p.layer.articulation)
    return out


def swell(p: Passage) -> list[Stroke]:
    """Change voice by voice, so that each new chord grows out of the old one."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        spans, chosen = p.harmony(phrase), _chosen(p, phrase)
        beat = p.bars(phrase)[0].meter.beat
        for order, index in enumerate(chosen):
            stop = _leave(p, phrase, len(chosen) - 1 - order)
            starts = [h.at + min(order * beat, (h.end - h.at) // 2) for h in spans]
            ends = [*starts[1:], stop]
            pieces = [
                (at, min(end, stop), p.set_voices(h, phrase)[index])
                for h, at, end in zip(spans, starts, ends, strict=True)
            ]
            out += _tied(pieces, len(chosen) - 1 - order, p.layer.articulation)
    return out


def _bed(p: Passage, h: Harmony) -> list[int]:
    low, high = p.layer.band
    pc = p.section.key.pc
    tonic = pc if pc in h.pcs else h.bass % 12
    notes = [into(tonic, low, high)]
    for pc in ((tonic + FIFTH) % 12, tonic):
        if pc in h.pcs:
            upper = into(pc, notes[-1] + FIFTH, notes[-1] + 18)
            if upper <= high:
                notes.append(upper)
    return notes[: p.layer.voices]


def drone(p: Passage) -> list[Stroke]:
    """Hold the tonic and its fifth as long as the chords bear it."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        beds = [(h, _bed(p, h)) for h in p.harmony(phrase)]
        count = max((len(bed) for _, bed in beds), default=0)
        stop = _leave(p, phrase, 0)
        for k in range(count):
            pieces = [(h.at, min(h.end, stop), bed[k]) for h, bed in beds if k < len(bed)]
            out += _tied(pieces, count - 1 - k, p.layer.articulation)
    return out


def halo(p: Passage) -> list[Stroke]:
    """Hold one high note, the one that most chords share; move by the smallest step when it must give way."""
    out: list[Stroke] = []
    low, high = p.layer.band
    for phrase in p.phrases:
        spans = p.harmony(phrase)
        taken: list[int] = []
        ceiling = [high + 1] * len(spans)
        for voice in range(p.voices(phrase)):
            top = min(ceiling) - 1
            counts = [(sum(midi % 12 in h.pcs for h in spans), -abs(midi - (low + top) // 2), midi)
                      for midi in range(low, top + 1) if midi % 12 not in taken]  # fmt: skip
            if not counts:
                break
            here = max(counts)[2]
            taken.append(here % 12)
            pieces = []
            for i, h in enumerate(spans):
                here = here if here % 12 in h.pcs else near(here, tones_in(h.pcs, low, ceiling[i] - 1) or (here,))
                ceiling[i] = here
                pieces.append((h.at, min(h.end, _leave(p, phrase, voice)), here))
            out += _tied(pieces, voice, p.layer.articulation)
    return out


def _attacks(p: Passage, h: Harmony) -> list[int]:
    """Where the choir speaks again inside a chord: with the tune, on beats."""
    sung = [n.at for n in p.ground.sung(h.at, h.end) if h.at < n.at < h.end]
    bars = [bar for bar in p.ground.bars if bar.at < h.end and bar.end > h.at]
    on_beat = [at for at in sung if any(bar.at <= at < bar.end and bar.meter.strength(at - bar.at) > 1 for bar in bars)]
    return [h.at, *on_beat]


def chorale(p: Passage) -> list[Stroke]:
    """Speak the chords together with the tune, on beats, all voices at once."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        chosen = _chosen(p, phrase)
        last = phrase.end - p.breath(p.bars(phrase)[-1])
        for h in p.harmony(phrase):
            starts = _attacks(p, h)
            for at, end in zip(starts, [*starts[1:], h.end], strict=True):
                for k in chosen:
                    length = min(end, last) - at
                    if length > 0:
                        midi = p.set_voices(h, phrase)[k]
                        out.append(Stroke(at, length, midi, chosen[-1] - k, 0.0, p.layer.articulation))
    return out

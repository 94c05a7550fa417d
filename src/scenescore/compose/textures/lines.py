"""Figures that sing: counter-melody, thirds under the tune, echoes, the tune in unison."""

from __future__ import annotations

from scenescore.compose.textures.passage import OCTAVE, Harmony, Passage, Stroke, near, tones_in
from scenescore.model.form import MelodyNote, Phrase

#: A tune's note at least so many beats long leaves room for the counter-melody to move.
HELD_BEATS = 2
#: While the tune rests the counter-melody speaks only on beats stronger than this.
STRONG = 2
#: Nothing but a unison comes nearer to the tune than this.
ROOM = 3


def _places(p: Passage, phrase: Phrase) -> list[tuple[int, int]]:
    """Where the counter-melody speaks: on chord changes, and beat by beat while the tune holds or rests."""
    out: list[int] = []
    bars = p.bars(phrase)
    for i, bar in enumerate(bars):
        off = 0
        for length in bar.meter.beats:
            at = bar.at + off
            off += length
            moves = any(n.at == at for n in p.ground.sung(at, at + 1))
            held = [n for n in p.ground.sung(at, at + 1) if n.length >= HELD_BEATS * length]
            changes = any(h.at == at for h in p.ground.harmony)
            is_free = not moves and (bool(held) or (bar.meter.strength(at - bar.at) > STRONG and not _sings(p, at)))
            if (changes or is_free) and not (i == len(bars) - 1 and at > bar.at):
                out.append(at)
    ends = [*out[1:], phrase.end - p.breath(bars[-1])]
    return [(at, end) for at, end in zip(out, ends, strict=True) if end > at]


def _sings(p: Passage, at: int) -> bool:
    return bool(p.ground.sung(at, at + 1))


def _cost(p: Passage, midi: int, before: int, earlier: int, tune_move: int, sung: list[MelodyNote], h: Harmony) -> int:
    """How little a counter-melody note is liked, in thousandths."""
    low, high = p.layer.band
    move = midi - before
    cost = 40 * abs(midi - (low + high) // 2) + (60 * abs(move) if abs(move) <= 4 else 160 * abs(move))
    cost += 500 if move == 0 else 450 if midi == earlier else 0
    cost += 350 if move * tune_move > 0 else 0
    cost += 0 if midi % OCTAVE in h.pcs else 700
    for note in sung:
        gap = note.pitch.midi - midi
        cost += 9000 if abs(gap) < ROOM and gap else 0
        cost += 500 if gap % OCTAVE == 0 else 200 if gap % OCTAVE == 7 else 0
    return cost


def counter(p: Passage) -> list[Stroke]:
    """Move where the tune holds and hold where it moves, in contrary motion, by steps and chord tones."""
    out: list[Stroke] = []
    low, high = p.layer.band
    here = earlier = (low + high) // 2
    for phrase in p.phrases:
        tune_before = None
        for at, end in _places(p, phrase):
            h, sung = p.chord(at), p.ground.sung(at, end)
            scale = tuple(dict.fromkeys((*p.section.key.pcs, *h.pcs)))
            is_strong = end - at >= 2 * 960 or any(x.at == at for x in p.ground.harmony)
            choices = tones_in(h.pcs if is_strong else scale, max(low, here - 9), min(high, here + 9)) or (here,)
            tune_here = sung[0].pitch.midi if sung else None
            move = tune_here - tune_before if tune_here is not None and tune_before is not None else 0
            costs = {m: _cost(p, m, here, earlier, move, sung, h) for m in choices}
            here, earlier = min(choices, key=lambda m: (costs[m], m)), here
            if out and out[-1].midi == here and out[-1].end == at:
                out[-1] = out[-1]._replace(length=end - out[-1].at)
            else:
                out.append(Stroke(at, end - at, here, 0, 0.0, p.layer.articulation or "legato"))
            tune_before = tune_here
    return out


def thirds(p: Passage) -> list[Stroke]:
    """Follow the tune a third or a sixth below, on chord or scale tones, only where it moves by step."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        notes = p.ground.sung(phrase.at, phrase.end)
        for note in notes:
            h = p.chord(note.at)
            scale = tuple(dict.fromkeys((*p.section.key.pcs, *h.pcs)))
            third = [m for m in (note.pitch.midi - 4, note.pitch.midi - 3) if m % OCTAVE in scale]
            sixth = [m for m in (note.pitch.midi - 9, note.pitch.midi - 8) if m % OCTAVE in h.pcs]
            chord_third = [m for m in third if m % OCTAVE in h.pcs]
            midi = next(iter((*chord_third, *sixth, *third)), None)
            if midi is not None and p.layer.band[0] <= midi <= p.layer.band[1]:
                out.append(Stroke(max(note.at, phrase.at), note.length, midi, 0, -1.0, p.layer.articulation))
    return out


def unison(p: Passage) -> list[Stroke]:
    """Play the tune itself, in the octave that suits the band."""
    notes = [n for phrase in p.phrases for n in p.ground.sung(phrase.at, phrase.end) if n.at >= phrase.at]
    if not notes:
        return []
    low, high = p.layer.band
    shifts = (0, -OCTAVE, OCTAVE, -2 * OCTAVE, 2 * OCTAVE)
    costs = [sum(max(0, low - n.pitch.midi - s, n.pitch.midi + s - high) for n in notes) for s in shifts]
    shift = shifts[costs.index(min(costs))]
    return [Stroke(n.at, n.length, n.pitch.midi + shift, 0, 0.0, p.layer.articulation) for n in notes]


def _gaps(p: Passage, phrase: Phrase) -> list[tuple[int, int]]:
    """Where the tune holds or rests for at least two beats: from its second beat on."""
    beat = p.bars(phrase)[0].meter.beat
    notes = p.ground.sung(phrase.at, phrase.end)
    gaps = [(n.at + beat, n.at + n.length) for n in notes if n.length >= 3 * beat]
    ends = [n.at + n.length for n in notes]
    if not notes:
        return []
    starts = [*[n.at for n in notes[1:]], phrase.end]
    gaps += [(end, start) for end, start in zip(ends, starts, strict=True) if start - end >= 2 * beat]
    return sorted((at, min(end, phrase.end)) for at, end in gaps if min(end, phrase.end) - at >= 2 * beat)


def echo(p: Passage) -> list[Stroke]:
    """Answer the tune's rests with its own head, on the chord of the moment, in another octave."""
    out: list[Stroke] = []
    low, high = p.layer.band
    for phrase in p.phrases:
        head = p.ground.sung(phrase.at, phrase.end)[:3]
        for at, end in _gaps(p, phrase):
            if not head or (out and at < out[-1].end):
                continue
            here = near((low + high) // 2, tones_in(p.chord(at).pcs, low, high) or ((low + high) // 2,))
            first, offset = head[0].pitch.midi, head[0].at
            for n in head:
                start = at + n.at - offset
                stop = min(end, start + n.length)
                if stop - start < 240:
                    break
                h = p.chord(start)
                scale = tuple(dict.fromkeys((*h.pcs, *(p.section.key.pcs if stop - start < 960 else ()))))
                midi = near(here + n.pitch.midi - first, tones_in(scale, low, high) or (here,))
                out.append(Stroke(start, stop - start, midi, 0, 0.0, p.layer.articulation))
    return out

"""Figures of slow electronic music: voices that overlap, a bass that seldom moves, loops that never meet again.

Nothing here marks the beat. Voices enter one after the other and leave the same way; loops repeat a tone at lengths
that have no common measure, so that every bar is new (after Eno 1978).
"""

from __future__ import annotations

from itertools import pairwise

from scenescore.compose.textures.passage import OCTAVE, Harmony, Passage, Stroke, into, near, tones_in
from scenescore.model.form import Phrase

#: Each voice comes so many beats after the one before it, and rests for one chord in so many.
LATER, RESTS_EVERY = 2, 5
#: Loop lengths in beats, the first for the lowest voice: no two share a measure.
LOOPS = (7, 11, 17)
#: Seconds between two returns of the motto: the shortest wait.
RETURN = 9.0
MOTTO = 4


def _last(p: Passage) -> int:
    """Where the layer falls silent: the end of its last phrase."""
    return p.phrases[-1].end


def _spans(p: Passage) -> list[tuple[Harmony, Phrase]]:
    """All chords of the layer with their phrases, in order."""
    return [(h, phrase) for phrase in p.phrases for h in p.harmony(phrase)]


def _melted(pieces: list[tuple[int, int, int]], voice: int, word: str) -> list[Stroke]:
    """Make one long note of equal neighbours."""
    out: list[Stroke] = []
    for at, end, midi in pieces:
        if end <= at:
            continue
        if out and out[-1].midi == midi and out[-1].end >= at:
            out[-1] = out[-1]._replace(length=end - out[-1].at)
        else:
            out.append(Stroke(at, end - at, midi, voice, 0.0, word))
    return out


def drift(p: Passage) -> list[Stroke]:
    """Let the chord's voices come and go one by one: each moves later than the last, each is silent for a while."""
    out: list[Stroke] = []
    spans = _spans(p)
    if not spans:
        return out
    count = min((len(h.upper) for h, _ in spans), default=0)
    voices = min(count, max(p.voices(phrase) for phrase in p.phrases))
    first = p.stream("drift", p.section.at).below(RESTS_EVERY)
    for voice in range(voices):
        index = count - 1 - voice
        starts = [_entry(p, h, voice) for h, _ in spans]
        ends = [*starts[1:], _leaving(p, voice)]
        pieces = []
        for i, ((h, phrase), at, end) in enumerate(zip(spans, starts, ends, strict=True)):
            is_silent = voices > 2 and (first + i + 2 * voice) % RESTS_EVERY == 0 and i
            if not is_silent and voice < p.voices(phrase):
                pieces.append((at, end, p.set_voices(h, phrase)[index]))
        out += _melted(pieces, voice, p.layer.articulation)
    return out


def _entry(p: Passage, h: Harmony, voice: int) -> int:
    """When a voice moves to a chord: a little after the voice above it, never later than half way through."""
    beat = p.ground.bars[0].meter.beat
    return h.at + min(voice * LATER * beat, (h.end - h.at) // 2 // beat * beat)


def _leaving(p: Passage, voice: int) -> int:
    """When a voice falls silent at the end: the upper ones first."""
    bar = p.bars(p.phrases[-1])[-1]
    return max(bar.at, _last(p) - max(0, 2 - voice) * bar.meter.beat)


def undertow(p: Passage) -> list[Stroke]:
    """Hold one low note as long as the chords bear it, move by the smallest step, and be gone for a phrase in four."""
    out: list[Stroke] = []
    low, high = p.layer.band
    here: int | None = None
    skipped = p.stream("undertow", p.section.at).below(4)
    for number, phrase in enumerate(p.phrases):
        if len(p.phrases) > 2 and number % 4 == skipped and number:
            here = None
            continue
        for h in p.harmony(phrase):
            fifth = (h.pcs[0] + 7) % OCTAVE
            bears = here is not None and here % OCTAVE in {h.bass % OCTAVE, *({fifth} & set(h.pcs))}
            if not bears or here is None:
                here = into(h.bass % OCTAVE, low, high, here)
            start = h.at if out or number else h.at + (p.bars(phrase)[0].meter.beat if h.end - h.at > 3840 else 0)
            if out and out[-1].midi == here and out[-1].end == start:
                out[-1] = out[-1]._replace(length=h.end - out[-1].at)
            else:
                out.append(Stroke(start, h.end - start, here, 0, 0.0, p.layer.articulation))
    return out


def loops(p: Passage) -> list[Stroke]:
    """Repeat a tone in each voice at a length of its own, so that the pattern never comes round."""
    out: list[Stroke] = []
    beat = p.ground.bars[0].meter.beat
    for phrase in p.phrases:
        for voice in range(min(p.voices(phrase), len(LOOPS))):
            every = LOOPS[voice] * beat
            offset = p.stream("loop", voice).below(LOOPS[voice]) * beat
            first = -(-(phrase.at - offset) // every) * every + offset
            for at in range(first, phrase.end, every):
                rungs = p.ladder(p.chord(at))
                midi = rungs[(len(rungs) * (voice + 1) // 4 + at // every % 2) % len(rungs)]
                length = min(phrase.end - at, 3 * beat)
                out.append(Stroke(at, length, midi, voice, -float(voice), "let-ring"))
    return sorted(out)


def motto(p: Passage) -> list[Stroke]:
    """Bring the head of the theme back, slow and from another player each time, where the tune leaves room."""
    out: list[Stroke] = []
    moves = p.ground.contour[: MOTTO - 1]
    if not moves:
        return out
    turn, ready = 0, int(p.section.at)
    for phrase in p.phrases:
        beat = p.bars(phrase)[0].meter.beat
        for bar in p.bars(phrase):
            end = bar.at + len(moves) * beat + 2 * beat
            if bar.at < ready or end > phrase.end or p.ground.sung(bar.at, end):
                continue
            out += _motto(p, bar.at, moves, turn % p.layer.voices)
            turn, ready = turn + 1, bar.at + round(RETURN / max(0.05, p.ground.seconds(beat)) * beat)
            break
    return out


def _motto(p: Passage, start: int, moves: tuple[int, ...], voice: int) -> list[Stroke]:
    """Write the motto once: a note a beat, the last one longer, on tones of the chord of the moment."""
    low, high = p.layer.band
    beat = p.ground.bars[0].meter.beat
    out: list[Stroke] = []
    line = [0]
    for move in moves:
        line.append(line[-1] + move)
    base = near((low + high) // 2 - (max(line) + min(line)) // 2, tones_in(p.chord(start).pcs, low, high) or (low,))
    for k, offset in enumerate(line):
        at = start + k * beat
        h = p.chord(at)
        tones = h.pcs if k in {0, len(line) - 1} else tuple(dict.fromkeys((*h.pcs, *p.section.key.pcs)))
        midi = near(base + offset, tones_in(tones, low, high) or (base,))
        length = beat if k < len(line) - 1 else 2 * beat
        if not out or out[-1].midi != midi:
            out.append(Stroke(at, length, midi, voice, -float(k), p.layer.articulation))
    return out


def dissolve(p: Passage, phrase: Phrase) -> list[Stroke]:
    """Let a chord go voice by voice, the upper ones first, until the lowest is left alone."""
    h = p.chord(phrase.at)
    upper = p.set_voices(h, phrase)[-p.layer.voices :]
    steps = len(upper) + 1
    cuts = [phrase.at + phrase.length * (k + 1) // steps // 480 * 480 for k in range(steps)]
    pairs = list(pairwise((*cuts, phrase.end)))
    ends = [max(phrase.at + 960, pairs[min(k, len(pairs) - 1)][0]) for k in range(len(upper))]
    return [
        Stroke(phrase.at, (phrase.end if k == 0 else ends[-k]) - phrase.at, midi, len(upper) - 1 - k, -2.0 * (k > 0))
        for k, midi in enumerate(upper)
    ]

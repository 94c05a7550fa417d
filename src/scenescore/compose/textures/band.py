"""Figures of a band and of the dark: riffs in bare fifths, voices that creep into a cluster."""

from __future__ import annotations

from itertools import pairwise

from scenescore.compose.textures.passage import FIFTH, OCTAVE, Beat, Harmony, Passage, Stroke, into
from scenescore.model.metre import Bar

#: From this intensity on the riff stands on top of its fifth with the octave.
_LOUD = 0.45
#: How the riff moves on a weak note, in semitones from the root of the chord: most often not at all.
_FLOURISHES = (0, 0, 0, -2, 3)
#: Voices of a cluster come so many beats after one another, and the last leaves so many before the phrase ends.
_LATER = (1, 2, 3, 5)
_DARK = 2
_SEMITONES = (0, 1, 2, -1, 3, -2)


def _grip(p: Passage, h: Harmony, move: int, *, is_loud: bool) -> tuple[int, ...]:
    """Root and fifth low on the neck, never the third; the octave when it is loud."""
    low, high = p.layer.band
    root = into((h.chord.pcs[0] + move) % OCTAVE, low, low + OCTAVE - 1)
    fifth = root + FIFTH
    if move == 0 and fifth % OCTAVE not in h.pcs:
        # A chord with another fifth, or none, is gripped as its octave.
        return (root, root + OCTAVE) if root + OCTAVE <= high else (root,)
    grip = (root, fifth, root + OCTAVE) if is_loud else (root, fifth)
    return tuple(midi for midi in grip if midi <= high)


def _flourish(p: Passage, h: Harmony, hit: Beat, bar: Bar, word: int) -> int:
    """A step away from the root on a weak note that the key knows, in the middle of a chord."""
    move = _FLOURISHES[word % len(_FLOURISHES)]
    is_weak = hit.accent <= 0 and hit.at > h.at and hit.at + hit.length < min(h.end, bar.end)
    known = p.section.key.pcs
    is_home = all((h.chord.pcs[0] + move + up) % OCTAVE in known for up in (0, FIFTH))
    return move if is_weak and is_home else 0


def riff(p: Passage) -> list[Stroke]:
    """Play a riff in bare fifths: muted between accents, another bend every second bar, ringing where a phrase ends."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        word = p.stream("riff", phrase.at).word()
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            hits = p.beats(bar, number)
            if i == len(bars) - 1 and i > 0:
                hits = [hits[0]._replace(length=bar.end - hits[0].at)] if hits else []
            elif number % 2 and len(hits) > 3:
                hits = [hit for k, hit in enumerate(hits) if k != 1 + word % (len(hits) - 1)]
            is_loud = p.ground.heat(bar.at) >= _LOUD
            for k, hit in enumerate(hits):
                h = p.chord(hit.at)
                move = _flourish(p, h, hit, bar, word + k * (1 + number % 2))
                grip = _grip(p, h, move, is_loud=is_loud and hit.accent > 0)
                is_short = hit.accent <= 0 and hit.length <= bar.meter.beat
                touch = "staccato" if is_short else p.layer.articulation
                length = min(hit.length, bar.end - hit.at)
                out += [Stroke(hit.at, length, m, len(grip) - 1 - v, hit.accent, touch) for v, m in enumerate(grip)]
            number += 1
    return out


def creep(p: Passage) -> list[Stroke]:
    """Let voices slip in one by one a semitone from each other, each in its own time, and stop together in silence."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        bars = p.bars(phrase)
        if not bars:
            continue
        beat, stream = bars[0].meter.beat, p.stream("creep", phrase.at)
        low, high = p.layer.band
        h = p.chord(phrase.at)
        middle = into(stream.pick(h.pcs), low + _DARK, high, close_to=(low + high) // 2)
        end = phrase.end - beat * (1 + stream.below(2)) if len(bars) > 1 else phrase.end
        at = int(phrase.at)
        for voice, shift in enumerate(_SEMITONES[: p.voices(phrase)]):
            midi = middle + shift
            if end - at < 2 * beat or not low <= midi <= high:
                break
            out.append(Stroke(at, end - at, midi, voice, -1.0 * voice, p.layer.articulation))
            at += beat * stream.pick(_LATER)
    return _unstacked(out)


def _unstacked(strokes: list[Stroke]) -> list[Stroke]:
    """No voice starts again before it has stopped."""
    out: list[Stroke] = []
    for voice in sorted({stroke.voice for stroke in strokes}):
        own = sorted(stroke for stroke in strokes if stroke.voice == voice)
        out += [a._replace(length=min(a.length, b.at - a.at)) for a, b in pairwise(own)] + own[-1:]
    return sorted(out)


def chug(p: Passage) -> list[Stroke]:
    """Hold the bass on the root in even notes, and lead into the next root by a step of the key at its last note."""
    out: list[Stroke] = []
    number = 0
    low, high = p.layer.band
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            hits = p.beats(bar, number)
            if i == len(bars) - 1 and i > 0:
                hits = hits[: max(1, len(hits) // 2)]
            for hit in hits:
                h = p.chord(hit.at)
                root = into(h.bass % OCTAVE, low, low + OCTAVE - 1)
                after = p.chord(hit.at + hit.length)
                goal = into(after.bass % OCTAVE, low, low + OCTAVE - 1)
                leads = hit.at + hit.length == after.at and hit.at > h.at and abs(goal - root) > _DARK
                midi = _step_to(p, goal, root) if leads else root
                out.append(Stroke(hit.at, hit.length, min(midi, high), 0, hit.accent, p.layer.articulation))
            number += 1
    return out


def _step_to(p: Passage, goal: int, root: int) -> int:
    """The nearest tone of the key beside a goal, from the side of the root."""
    side = 1 if root > goal else -1
    return next((goal + side * s for s in (1, 2) if (goal + side * s) % OCTAVE in p.section.key.pcs), goal)

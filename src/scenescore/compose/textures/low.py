"""Figures at the bottom: basses that step, pedal points, plucked and marching basses."""

from __future__ import annotations

from scenescore.compose.textures.passage import OCTAVE, Harmony, Passage, Stroke, into, tones_in
from scenescore.model.form import Phrase
from scenescore.model.metre import Bar

FIFTH = 7
#: From this intensity the bass may leap its octave and speak more than once in a bar.
BUSY = 0.55
#: A bass steps into the next one when the gap is at least this wide and at most a sixth.
NARROW, WIDE = 3, 9


def _placed(p: Passage, midi: int, close_to: int | None = None) -> int:
    """A led bass note inside the band, near the one before."""
    low, high = p.layer.band
    return into(midi % OCTAVE, low, high, close_to if close_to is not None else midi)


def placed_line(p: Passage, spans: list[Harmony]) -> list[int]:
    """The bass of every chord as it was led, moved together by octaves into the band."""
    low, high = p.layer.band
    shifts = (0, -OCTAVE, OCTAVE)
    costs = [sum(max(0, low - h.bass - s, h.bass + s - high) for h in spans) for s in shifts]
    shift = shifts[costs.index(min(costs))]
    out: list[int] = []
    for h in spans:
        midi = h.bass + shift
        is_far = bool(out) and abs(midi - out[-1]) > OCTAVE
        out.append(_placed(p, h.bass, out[-1] if out else None) if is_far or not low <= midi <= high else midi)
    return out


def _step_between(p: Passage, h: Harmony, here: int, there: int) -> int | None:
    """A scale tone on the way to the next bass, one step before it; None when the gap is no walk."""
    if not NARROW <= abs(there - here) <= WIDE:
        return None
    up = there > here
    tones = tuple(dict.fromkeys((*p.section.key.pcs, *h.pcs)))
    between = tones_in(tones, min(here, there) + 1, max(here, there) - 1)
    near_goal = [m for m in between if 1 <= abs(there - m) <= 2]
    return (near_goal[-1] if up else near_goal[0]) if near_goal else None


def _moved(p: Passage, h: Harmony, here: int, there: int | None, roll: int) -> list[Stroke]:
    """One chord's bass: held, or held and stepping on, or leaping its octave when the music is busy."""
    bar = next(b for b in p.ground.bars if b.at <= h.at < b.end)
    beat, length, heat = bar.meter.beat, h.end - h.at, p.ground.heat(h.at)
    lead_in = beat if length >= 3 * beat else beat // 2
    sings = any(n.at == h.end - lead_in for n in p.ground.sung(h.end - lead_in, h.end))
    passing = _step_between(p, h, here, there) if there is not None and length >= 2 * beat else None
    if passing is not None and not sings and roll < 40 + 50 * heat:
        return [Stroke(h.at, length - lead_in, here, 0, 1.0), Stroke(h.end - lead_in, lead_in, passing, 0, -1.0)]
    octave = here + OCTAVE if here + OCTAVE <= p.layer.band[1] else here - OCTAVE
    if heat >= BUSY and length >= 3 * beat and p.layer.band[0] <= octave and roll % 3 == 0:
        return [Stroke(h.at, length - beat, here, 0, 1.0), Stroke(h.end - beat, beat, octave, 0, -1.0)]
    return [Stroke(h.at, length, here, 0, 0.5)]


def _bass_phrase(p: Passage, phrase: Phrase) -> list[Stroke]:
    spans = p.harmony(phrase)
    line, dice = placed_line(p, spans), p.stream("bass", phrase.at)
    out: list[Stroke] = []
    for i, h in enumerate(spans):
        there = line[i + 1] if i + 1 < len(spans) else None
        # Into the chord that closes a phrase the bass walks wherever it can.
        roll = dice.below(100) * (i + 2 < len(spans))
        for stroke in _moved(p, h, line[i], there, roll):
            held = out[-1] if out else None
            if held is not None and held.midi == stroke.midi and held.end == stroke.at and p.ground.heat(h.at) < BUSY:
                out[-1] = held._replace(length=held.length + stroke.length)
            else:
                out.append(stroke)
    if out:
        out[-1] = out[-1]._replace(length=max(240, out[-1].length - p.breath(p.bars(phrase)[-1])))
    return [s._replace(articulation=p.layer.articulation) for s in out] if p.layer.articulation else out


def bass(p: Passage) -> list[Stroke]:
    """Put roots under arrivals, step between them while the tune holds, leap the octave when the music is busy."""
    return [stroke for phrase in p.phrases for stroke in _bass_phrase(p, phrase)]


def pedal(p: Passage) -> list[Stroke]:
    """Hold the tonic under everything, a phrase long; the dominant where it stays open, in a build or at the end."""
    out = []
    low, high = p.layer.band
    for phrase in p.phrases:
        opens = phrase.close == "half" and p.section.purpose in {"build", "ending"}
        pc = (p.section.key.pc + FIFTH * opens) % OCTAVE
        length = phrase.length - p.breath(p.bars(phrase)[-1])
        out.append(Stroke(phrase.at, length, into(pc, low, high), 0, 0.0, p.layer.articulation))
    return out


def _plucks(p: Passage, bar: Bar, number: int, *, is_last: bool) -> list[tuple[int, int]]:
    """Beats on which a plucked bass speaks, and whether it takes the root (0), the fifth (1) or a step on (2)."""
    count = len(bar.meter.beats)
    if is_last:
        return [(0, 0)]
    if count == 3:
        return [(0, number % 2 if p.ground.heat(bar.at) > BUSY else 0), *([(2, 2)] if number % 4 == 3 else [])]
    second = count // 2 if count > 1 else 0
    plain = [(0, 0), (second, 1)] if second else [(0, number % 2)]
    return [*plain, (count - 1, 2)] if number % 4 in {1, 3} and count > 2 else plain


def _pluck(p: Passage, bar: Bar, beat: int, kind: int, before: int) -> Stroke:
    at = bar.at + sum(bar.meter.beats[:beat])
    h = p.chord(at)
    low, high = p.layer.band
    root = into(h.bass % OCTAVE, low, high, before)
    midi = root
    if kind == 1:
        fifth = (h.pcs[0] + FIFTH) % OCTAVE if (h.pcs[0] + FIFTH) % OCTAVE in h.pcs else h.pcs[-1]
        below = into(fifth, low, high, root - 5)
        midi = below if below != root else root
    elif kind:
        goal = into(p.chord(bar.end).bass % OCTAVE, low, high, root)
        steps = tones_in(tuple(p.section.key.pcs), max(low, goal - 2), min(high, goal + 2))
        midi = next((m for m in steps if m not in {goal, root}), root)
    return Stroke(
        at, bar.meter.beats[beat] // 2, midi, 0, 1.0 if beat == 0 else -1.0, p.layer.articulation or "staccato"
    )


def pizzicato_bass(p: Passage) -> list[Stroke]:
    """Pluck root and fifth by turns, with a step into the next bar now and then, one note where the phrase ends."""
    out: list[Stroke] = []
    number, before = 0, sum(p.layer.band) // 2
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            for beat, kind in _plucks(p, bar, number, is_last=i == len(bars) - 1 and i > 0):
                out.append(_pluck(p, bar, beat, kind, before))
                before = out[-1].midi if kind == 0 else before
            number += 1
    return out

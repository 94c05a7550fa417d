"""Figures that strike: bells, harp runs, timpani, cymbals, drums."""

from __future__ import annotations

from scenescore.compose.textures.passage import OCTAVE, Beat, Passage, Stroke, into, tones_in
from scenescore.model.form import Phrase
from scenescore.model.metre import Bar

#: Timpani and drum rolls are written out in these (a thirty-second).
ROLL = 120
LOUD = 0.5
#: From here on a climax is struck bar by bar.
HOT = 0.8
TRIPLET = 160


def bells(p: Passage) -> list[Stroke]:
    """Touch every other phrase's first beat, and in those between the place where the tune holds, with a few notes."""
    out: list[Stroke] = []
    for number, phrase in enumerate(p.phrases):
        dice = p.stream("bells", phrase.at)
        bars = p.bars(phrase)
        step = bars[0].meter.beat // 2
        held = [n for n in p.ground.sung(phrase.at, phrase.end) if n.length >= 2 * bars[0].meter.beat]
        places: list[int] = [phrase.at] if number % 2 == 0 else []
        if number % 2 and held and p.ground.heat(phrase.at) > 0.2:
            places.append(held[-1].at + bars[0].meter.beat)
        for at in places:
            rungs = p.ladder(p.chord(at))
            first = dice.below(max(1, len(rungs) - 2))
            notes = rungs[first : first + min(1 + dice.below(3), p.layer.voices)]
            order = notes if dice.chance(0.6) else tuple(reversed(notes))
            out += [
                Stroke(at + k * step, 2 * step, midi, 0, -float(k), "let-ring")
                for k, midi in enumerate(order)
                if at + k * step < phrase.end
            ]
    return out


def run(p: Passage) -> list[Stroke]:
    """Sweep up the scale into the next section, in the last beat of the last phrase."""
    if not p.phrases:
        return []
    phrase = p.phrases[-1]
    bar = p.bars(phrase)[-1]
    low, high = p.layer.band
    scale = tones_in(tuple(p.section.key.pcs), low, high)[:8]
    step = min(TRIPLET, bar.meter.beat // max(1, len(scale)) // 10 * 10)
    start = phrase.end - step * len(scale)
    return [Stroke(start + i * step, step, midi, 0, -4.0 + i * 0.5, "let-ring") for i, midi in enumerate(scale)]


def _roll(start: int, end: int, midi: int, drum: str = "") -> list[Stroke]:
    """Repeated strokes that grow."""
    count = max(1, (end - start) // ROLL)
    return [Stroke(start + i * ROLL, ROLL, midi, 0, -8.0 + 8.0 * i / count, "", drum) for i in range(count)]


def _is_turn(p: Passage, phrase: Phrase) -> bool:
    """Whether a phrase leads into the climax or ends its section at some heat."""
    return phrase.end == p.section.end and (p.ground.is_before_climax or p.ground.heat(phrase.end) > 0.6)


def _driven(p: Passage, bars: list[Bar]) -> list[Stroke]:
    """Between the first and the last bar of a phrase: every other bar, or every one when it is hot, with an upbeat."""
    low, high = p.layer.band
    out: list[Stroke] = []
    for number, bar in enumerate(bars[1:-1], 1):
        is_hot = p.ground.heat(bar.at) >= HOT
        if number % 2 or is_hot:
            out.append(Stroke(bar.at, bar.meter.beat, into(p.chord(bar.at).chord.bass_pc, low, high), 0, 0.0))
        if is_hot and number % 2 == 0:
            last, half = bar.end - bar.meter.beat, bar.meter.beat // 2
            midi = into(p.chord(last).chord.bass_pc, low, high)
            out += [Stroke(last, half, midi, 0, -3.0), Stroke(last + half, half, midi, 0, -1.5)]
    return out


def timpani(p: Passage) -> list[Stroke]:
    """Strike roots where phrases begin, roll into what arrives; silent in between."""
    out: list[Stroke] = []
    low, high = p.layer.band
    for number, phrase in enumerate(p.phrases):
        bars = p.bars(phrase)
        root = into(p.chord(phrase.at).chord.bass_pc, low, high)
        if number == 0 or p.ground.heat(phrase.at) > LOUD:
            out.append(Stroke(phrase.at, bars[0].meter.beat, root, 0, 1.0))
        if p.section.purpose == "climax" and len(bars) > 1:
            out += _driven(p, bars)
        if _is_turn(p, phrase):
            beats = bars[-1].meter.beat * (2 if p.ground.is_before_climax else 1)
            goal = into(p.chord(phrase.end - 1).chord.bass_pc, low, high)
            out += _roll(max(phrase.at, phrase.end - beats), phrase.end, goal)
    return out


def cymbals(p: Passage) -> list[Stroke]:
    """Swell before an arrival, crash on the climax and on its phrases while it is hot."""
    out: list[Stroke] = []
    for number, phrase in enumerate(p.phrases):
        if p.section.purpose == "climax" and (number == 0 or p.ground.heat(phrase.at) >= HOT):
            out.append(Stroke(phrase.at, 3840, 0, 0, 0.0 if number else 2.0, "let-ring", "crash"))
        if _is_turn(p, phrase):
            bar = p.bars(phrase)[-1]
            start = max(phrase.at, phrase.end - bar.meter.beat * 2)
            out += [s._replace(accent=s.accent - 6) for s in _roll(start, phrase.end, 0, "swell")]
    return out


def boom(p: Passage) -> list[Stroke]:
    """One low stroke where a phrase begins, every other phrase; at a hot climax on every other downbeat."""
    out: list[Stroke] = []
    for number, phrase in enumerate(p.phrases):
        is_hot = p.section.purpose == "climax" and p.ground.heat(phrase.at) >= HOT
        places = [bar.at for bar in p.bars(phrase)[:3:2]] if is_hot else [] if number % 2 else [phrase.at]
        out += [Stroke(at, 1920, 0, 0, 0.0 if at == phrase.at else -3.0, "let-ring", "low") for at in places]
    return out


def _fill(bar: Bar, hits: list[Beat]) -> list[Beat]:
    """The last bar of a phrase: the pattern's first half, then sixteenths that lead on."""
    half = [hit for hit in hits if hit.at < bar.at + bar.meter.length // 2]
    beat = bar.meter.beat
    start = bar.end - beat
    return [*half, *(Beat(start + i * beat // 4, beat // 4, -3.0 + i) for i in range(4))]


def drums(p: Passage) -> list[Stroke]:
    """Keep a pattern, vary every second bar, fill where the phrase ends."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            hits = p.beats(bar, number)
            if i == len(bars) - 1 and i > 0:
                hits = _fill(bar, hits) if p.ground.heat(bar.at) > LOUD else hits[: max(1, len(hits) // 2)]
            elif number % 2 and len(hits) > 2:
                hits = [hit for k, hit in enumerate(hits) if k != len(hits) - 1 - number // 2 % 2]
            for hit in hits:
                word = "low" if hit.accent > 1 else "high" if hit.accent < -1 else "mid"
                low, high = p.layer.band
                pitch = into(p.chord(hit.at).chord.bass_pc, low, high) + (OCTAVE if word == "high" else 0)
                out.append(Stroke(hit.at, hit.length, min(pitch, high), 0, hit.accent, p.layer.articulation, word))
            number += 1
    return out


def _only(word: str, strokes: list[Stroke]) -> list[Stroke]:
    return [stroke._replace(drum=word) for stroke in strokes]


def snare(p: Passage) -> list[Stroke]:
    """Drum the pattern on the snare, with a fill at phrase ends."""
    return _only("snare", drums(p))


def kick(p: Passage) -> list[Stroke]:
    """Put the pattern on the low drum, without fills."""
    return [s._replace(drum="low") for s in drums(p) if s.length > TRIPLET * 2]


def hat(p: Passage) -> list[Stroke]:
    """Keep time on the hi-hat."""
    return _only("hat", drums(p))


def ride(p: Passage) -> list[Stroke]:
    """Keep time on the ride cymbal."""
    return _only("ride", drums(p))


def tick(p: Passage) -> list[Stroke]:
    """Tick like a clock, and miss a tick where the phrase ends."""
    return _only("high", [s for s in drums(p) if s.length > TRIPLET * 2])

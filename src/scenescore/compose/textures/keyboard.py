"""Figures for a pianist's left hand alone: it lays the bass, leaves it to the pedal, and plays above it.

Each figure is the whole left hand: a deep note where harmony arrives, and above it
nothing wider than a ninth at a time. A bar's shape changes at least every second bar, phrase ends come to rest,
and the hand stays under the right thumb.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from scenescore.compose.textures.passage import OCTAVE, Harmony, Passage, Stroke, into, near, tones_in
from scenescore.model.form import Phrase
from scenescore.model.metre import Bar

FIFTH = 7
#: What one hand reaches, and the thirds that are not mud begin here (MIDI).
NINTH, CLEAR = 14, 48
#: Above this the hand need not climb for clearness.
HIGH = 53
#: Where the bass lies: deep at arrivals, plainly otherwise; never below the first.
DEEPEST, DEEP, PLAIN = 28, 29, 33
#: From these intensities the right hand takes its octave and the left hand doubles its bass.
OCTAVES, WARM, CALM = 0.62, 0.42, 0.3
#: From this tension on the last chord is bare.
DARK = 0.3
#: Room that the right hand needs under its tune, alone and in octaves (semitones).
UNDER, UNDER_OCTAVES = 3, 15
RING = "let-ring"
#: Ways up and down: 0 the bass, 1.. the tones above it, None a rest. The first three rise, the others turn.
WAYS: tuple[tuple[int | None, ...], ...] = (
    (0, 1, 2, 3, 4, 3, 2, 1),
    (0, 1, 3, 2, 4, 2, 3, 2),
    (0, 2, 1, 3, 2, 4, 3, 2),
    (0, 1, 2, 4, 3, 2, 3, 1),
    (0, 2, 3, 2, 1, 3, 2, None),
    (0, 1, 2, 3, None, 3, 2, 1),
    (0, 3, 2, 1, 2, 3, 4, 3),
)
SLOW_WAYS: tuple[tuple[int | None, ...], ...] = (
    (0, 1, 2, None),
    (0, 2, 3, 2),
    (0, 1, 3, 2),
    (0, None, 2, 1),
    (0, 2, None, 3),
)
#: Beats on which a chord answers the bass, by the number of beats in the bar.
ANSWERS: dict[int, tuple[tuple[float, ...], ...]] = {
    2: ((1,), (0.5, 1), (1, 1.5), (1.5,)),
    3: ((1, 2), (1,), (1, 2.5), (2,), (1.5, 2)),
    4: ((1, 2, 3), (1, 3), (1.5, 3), (2,), (1, 2), (1, 2.5, 3)),
}


class Hand(NamedTuple):
    """The left hand over one chord: its bass note and what it reaches above, lowest first."""

    bass: int
    rungs: tuple[int, ...]

    def tone(self, place: int) -> int:
        """The bass (0) or a tone above it; beyond the top the hand folds back."""
        if place == 0 or not self.rungs:
            return self.bass
        top = len(self.rungs) - 1
        turn = (place - 1) % (2 * top) if top else 0
        return self.rungs[turn if turn <= top else 2 * top - turn]


def _ceiling(p: Passage, h: Harmony) -> int:
    """The highest tone that leaves the right hand its room over a chord."""
    sung = min((n.pitch.midi for n in p.ground.sung(h.at, h.end)), default=p.layer.band[1] + UNDER)
    room = UNDER_OCTAVES if p.ground.heat(h.at) >= OCTAVES else UNDER
    return min(p.layer.band[1], max(sung - room, min(sung - UNDER, 52)))


def _bass(p: Passage, h: Harmony, before: int | None) -> int:
    """The bass of a chord: deep where a section or the climax begins, else near the one before."""
    arrives = h.at == p.section.at
    hot = p.ground.heat(h.at) >= OCTAVES
    low = DEEP if arrives or hot else PLAIN
    return into(
        h.bass % OCTAVE, low, low + OCTAVE + (0 if arrives else 4), None if arrives or before is None else before
    )


def _hand(p: Passage, h: Harmony, before: int | None) -> Hand:
    bass = _bass(p, h, before)
    top = _ceiling(p, h)
    lowest = max(bass + FIFTH, min(CLEAR, top - FIFTH), min(top - NINTH, HIGH))
    above = tones_in(h.pcs, lowest, min(top, lowest + NINTH)) or tones_in(h.pcs, bass + 3, top)
    start = above[0] if above else bass
    return Hand(bass, tuple(midi for midi in above if midi <= start + NINTH))


def _hands(p: Passage, phrase: Phrase) -> list[tuple[Harmony, Hand]]:
    """The left hand over every chord of a phrase."""
    out: list[tuple[Harmony, Hand]] = []
    for h in p.harmony(phrase):
        out.append((h, _hand(p, h, out[-1][1].bass if out else None)))
    return out


def _at(hands: list[tuple[Harmony, Hand]], tick: int) -> tuple[Harmony, Hand]:
    return next((pair for pair in hands if pair[0].at <= tick < pair[0].end), hands[-1])


def _floor(p: Passage, at: int, end: int, midi: int) -> list[Stroke]:
    """A bass note that rings until its chord is over; an octave when the music is large."""
    out = [Stroke(at, end - at, midi, 0, 1.0, RING)]
    if p.ground.heat(at) >= OCTAVES:
        other = midi - OCTAVE if midi - OCTAVE >= DEEPEST else midi + OCTAVE
        out.append(Stroke(at, end - at, other, 0, 0.5, RING))
    return out


def _opens(phrase: Phrase) -> bool:
    """Whether this is the very first phrase of the music: one hand feels its way in."""
    return phrase.at == 0


def _way(p: Passage, bar: Bar, ways: tuple[tuple[int | None, ...], ...], step: int, *, ends: bool) -> list[int | None]:
    """The bar's shape in steps: another one every bar, and the second half at rest where a phrase ends."""
    first = p.stream("way", p.section.at).below(len(ways))
    count = bar.meter.length // step
    shape = ways[(first + (bar.number % 2) + bar.number // 4) % len(ways)]
    line = [shape[i % len(shape)] if i else 0 for i in range(count)]
    if ends:
        line[count // 2 + 1 :] = [None] * (count - count // 2 - 1)
    return line


def nocturne(p: Passage) -> list[Stroke]:
    """Break wide chords over a deep bass, another way every bar, and come to rest where the phrase does."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        hands, bars = _hands(p, phrase), p.bars(phrase)
        for i, bar in enumerate(bars):
            is_slow = _opens(phrase) or p.ground.heat(bar.at) < CALM
            least = bar.meter.beat // (1 if is_slow else 3 if bar.meter.is_compound else 2)
            step = least if p.ground.heat(bar.at) >= OCTAVES else max(p.step(1.25), least)
            ways = SLOW_WAYS if is_slow else WAYS
            line = _way(p, bar, ways, step, ends=i == len(bars) - 1 and i > 0)
            if _opens(phrase) and i == 0:
                line[2:] = [None] * len(line[2:])
            out += _broken(p, bar, line, step, hands)
    return out


def _broken(p: Passage, bar: Bar, line: list[int | None], step: int, hands: list[tuple[Harmony, Hand]]) -> list[Stroke]:
    """Play one bar's shape; where the chord changes the hand goes back to the bass."""
    out: list[Stroke] = []
    place = 0
    for i in range(len(line)):
        at = bar.at + i * step
        h, hand = _at(hands, at)
        is_new = i == 0 or at - step < h.at <= at
        place = 0 if is_new else place + 1
        if line[i] is None and not is_new:
            continue
        if is_new:
            out += _floor(p, at, min(h.end, bar.end), hand.bass)
            continue
        rest = next((k for k in range(i + 1, len(line)) if line[k] is not None), len(line))
        end = min(bar.at + rest * step, h.end, bar.end)
        out.append(Stroke(at, max(step, end - at), hand.tone(line[i] or place or 1), 0, -1.0 if i % 2 else -0.5, RING))
    return out


def _dyad(hand: Hand, turn: int, voices: int) -> tuple[int, ...]:
    """Two or three neighbouring tones of the hand; another inversion by turns."""
    room = max(1, len(hand.rungs) - voices + 1)
    return hand.rungs[turn % room : turn % room + voices]


def rocking(p: Passage) -> list[Stroke]:
    """Lay a bass note and answer it with small chords, on other beats from bar to bar."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        hands, bars = _hands(p, phrase), p.bars(phrase)
        first = p.stream("rocking", phrase.at).below(12)
        for i, bar in enumerate(bars):
            choices = ANSWERS.get(len(bar.meter.beats), ANSWERS[4])
            answers = choices[(first + i % 2 + i // 2 * 2) % len(choices)]
            if _opens(phrase) or (i == len(bars) - 1 and i > 0):
                answers = answers[:1]
            out += _rocked(p, bar, answers, hands, first + bar.number)
    return out


def _rocked(
    p: Passage, bar: Bar, answers: tuple[float, ...], hands: list[tuple[Harmony, Hand]], turn: int
) -> list[Stroke]:
    beat = bar.meter.beat
    out: list[Stroke] = []
    for h, hand in hands:
        start = max(h.at, bar.at)
        if bar.at <= h.at < bar.end or (h.at < bar.at < h.end):
            out += _floor(p, start, min(h.end, bar.end), hand.bass)
    places = [bar.at + round(place * beat) for place in answers if round(place * beat) < bar.meter.length]
    voices = 3 if p.ground.heat(bar.at) >= WARM else 2
    for at, end in pairwise((*places, bar.end)):
        h, hand = _at(hands, at)
        if at == h.at:
            continue
        length = min(end, h.end, at + 2 * beat) - at
        out += [Stroke(at, length, midi, 0, -2.0, RING) for midi in _dyad(hand, turn // 2, voices)]
    return out


def bare(p: Passage) -> list[Stroke]:
    """Set a single note, an open fifth or an octave under each chord, and let it die away; leave one out."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        kinds = p.stream("bare", phrase.at).below(4)
        for i, (h, hand) in enumerate(_hands(p, phrase)):
            beat = p.bars(phrase)[0].meter.beat
            kind = (kinds + number) % 4
            number += 1
            if i and kind == 3 and h.end - h.at <= 4 * beat and p.ground.sung(h.at, h.end):
                is_same = bool(out) and out[-1].end == h.at and all(s.midi % OCTAVE in h.pcs for s in out[-2:])
                out[-2:] = [s._replace(length=h.end - s.at) if is_same and s.end == h.at else s for s in out[-2:]]
                continue
            out += _floor(p, h.at, h.end, hand.bass)
            fifth = (
                near(hand.bass + FIFTH, tones_in(h.pcs, hand.bass + 5, hand.bass + NINTH)) if hand.rungs else hand.bass
            )
            if kind == 1 and fifth - hand.bass >= FIFTH and not _opens(phrase):
                out.append(Stroke(h.at, h.end - h.at, fifth, 0, -1.0, RING))
            elif kind != 1 and h.end - h.at >= 3 * beat:
                out += _after(h, hand, beat, 2 + kind % 2)
    return out


def _after(h: Harmony, hand: Hand, beat: int, beats: int) -> list[Stroke]:
    """One or two inner tones, late, above a bass that rings."""
    at = h.at + beats * beat if h.end - h.at > beats * beat else h.at + beat
    return [Stroke(at, min(h.end - at, 2 * beat), midi, 0, -3.0, RING) for midi in hand.rungs[1:2] or hand.rungs[:1]]


def knell(p: Passage) -> list[Stroke]:
    """Toll low and wait: an octave, a murmur of two or three low notes, one cold sound above, silence."""
    out: list[Stroke] = []
    number = p.stream("knell", p.section.at).below(3)
    for phrase in p.phrases:
        hands, bars = _hands(p, phrase), p.bars(phrase)
        for i, bar in enumerate(bars):
            is_last = i == len(bars) - 1 and i > 0
            h, hand = _at(hands, bar.at)
            heat = p.ground.heat(bar.at)
            kind = 3 if is_last and heat < OCTAVES else number % 3 if heat < WARM else (0, 1, 0, 2)[number % 4]
            number += 1
            tolled = _tolled(p, bar, h, hand, kind)
            if not tolled and not p.ground.sung(bar.at, bar.end):
                low = into(hand.bass % OCTAVE, DEEPEST, DEEPEST + OCTAVE)
                tolled = [Stroke(bar.at, bar.meter.length, low, 0, -4.0, RING)]
            out += tolled
    return out


def _tolled(p: Passage, bar: Bar, h: Harmony, hand: Hand, kind: int) -> list[Stroke]:
    """One bar of a knell."""
    beat, count = bar.meter.beat, len(bar.meter.beats)
    low = into(hand.bass % OCTAVE, DEEPEST, DEEPEST + OCTAVE)
    out: list[Stroke] = []
    if kind == 0:
        out = [Stroke(bar.at, 2 * beat, midi, 0, 1.0, RING) for midi in (low, low + OCTAVE)]
        if p.ground.heat(bar.at) >= WARM and count > 2:
            out += [Stroke(bar.at + 2 * beat + beat // 2, beat // 2, low + OCTAVE, 0, -2.0, "")]
    elif kind == 1:
        scale = tones_in(tuple(dict.fromkeys((*p.section.key.pcs, *h.pcs))), low + OCTAVE + 1, low + OCTAVE + 3)
        turn = scale[0] if scale else low + OCTAVE
        at = bar.at + max(0, count - 2) * beat
        line = (low + OCTAVE, turn, low + OCTAVE)
        out = [Stroke(at + k * beat // 2, beat // 2 if k < 2 else beat, midi, 0, -2.0 + k, "")
               for k, midi in enumerate(line)]  # fmt: skip
    elif kind == 2:
        cold = hand.rungs[-2:] or (low + OCTAVE,)
        at = bar.at + (count // 2) * beat
        out = [Stroke(at, bar.end - at, midi, 0, -3.0, RING) for midi in cold]
    return out


def drive(p: Passage) -> list[Stroke]:
    """Roll broken octaves low in the keyboard, leaning on three, three and two; stop short where the phrase ends."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        hands, bars = _hands(p, phrase), p.bars(phrase)
        for i, bar in enumerate(bars):
            step = max(p.step(1.3), bar.meter.beat // (3 if bar.meter.is_compound else 2))
            count = bar.meter.length // step
            played = (
                (count // 2 if p.ground.heat(bar.at) < OCTAVES else count - 1) if i == len(bars) - 1 and i else count
            )
            for k in range(played):
                if p.ground.heat(bar.at) < OCTAVES and (k + number) % 8 in {5, 7}:
                    continue
                h, hand = _at(hands, bar.at + k * step)
                sung = min((n.pitch.midi for n in p.ground.sung(bar.at, bar.end)), default=64)
                low = into(hand.bass % OCTAVE, *((DEEP, DEEP + 11) if sung - UNDER >= DEEP + 23 else (24, 35)))
                is_fifth = (k + number // 2) % 4 == 3
                fifth = near(low + FIFTH, tones_in(h.pcs, low + 3, low + 11))
                midi = fifth if is_fifth else low + (OCTAVE if k % 2 else 0)
                out.append(Stroke(bar.at + k * step, step, midi, 0, 1.5 if k in {0, 3, 6} else -0.5, ""))
            number += 1
    return out


def last_chord(p: Passage, phrase: Phrase) -> list[Stroke]:
    """End as the music went: a bare octave and fifth when it was dark or calm, else rolled upwards from the depths."""
    h = p.chord(phrase.at)
    bass = into(h.bass % OCTAVE, DEEP, DEEP + OCTAVE)
    hand = Hand(bass, tones_in(h.pcs, bass + FIFTH, max(bass + OCTAVE, min(_ceiling(p, h), bass + 31))))
    is_dark = p.section.feeling.tension > DARK
    is_bare = is_dark or p.stream("last chord").chance(0.4)
    fifth = near(bass + FIFTH, hand.rungs)
    high = () if is_bare else [m for m in hand.rungs if m >= max(CLEAR, fifth + 3)][:3]
    tones = tuple(dict.fromkeys((bass, bass + OCTAVE if is_dark else fifth, *high)))
    beat = p.bars(phrase)[0].meter.beat
    step = beat // 2 if phrase.length >= 6 * beat and not is_bare else 0
    kept = [(k * step, midi) for k, midi in enumerate(tones) if k * step < phrase.length]
    return [Stroke(phrase.at + off, phrase.length - off, midi, 0, -0.5 * k, RING) for k, (off, midi) in enumerate(kept)]

"""Figures that move: arpeggios, Alberti basses, ostinati, pulses."""

from __future__ import annotations

from scenescore.compose.textures.passage import OCTAVE, Beat, Passage, Stroke, near
from scenescore.model.form import Phrase
from scenescore.model.metre import Bar

#: Ways through the chord tones, as steps on the ladder (0 the lowest).
ARPEGGIOS: tuple[tuple[int, ...], ...] = (
    (0, 1, 2, 3, 4, 3, 2, 1),
    (0, 2, 1, 3, 2, 4, 3, 1),
    (0, 1, 2, 4, 3, 2, 4, 2),
    (0, 2, 3, 4, 2, 3, 2, 1),
)
ALBERTI = (0, 2, 1, 2)
#: The widest reach of an arpeggio in one hand position, in semitones (harp: a tenth a hand; piano rolls further).
REACH = 19
#: Below this intensity an arpeggio breathes: it rises once in the bar and waits.
CALM = 0.3
LEAP = 4
#: Below this intensity a pulse holds its breath: which eighths of the bar are struck, another set every bar.
HOLDS = 0.5
HALTS = ("xxxxxx..", "xxx..xxx", "xxxxx.x.", "x..xxxxx", "xxxx....", "xx.xx.x.")
#: A moving figure is doubled at the lower octave only from here up, else in unison.
CLEAR = 46


def _rungs(p: Passage, tick: int, reach: int = REACH) -> tuple[int, ...]:
    """The chord tones under the hand: from the bass upwards, no wider than the reach."""
    h = p.chord(tick)
    low, high = p.layer.band
    rungs = p.ladder(h)
    root = [midi for midi in rungs if midi % OCTAVE == h.bass % OCTAVE and midi <= low + OCTAVE]
    start = root[0] if root else rungs[0]
    above = tuple(midi for midi in rungs if start <= midi <= min(high, start + reach))
    return above if len(above) > 2 else tuple(midi for midi in rungs if midi <= rungs[0] + reach)


def _rung(rungs: tuple[int, ...], place: int) -> int:
    """A place on the ladder; beyond its ends it folds back."""
    count = len(rungs)
    if count == 1:
        return rungs[0]
    turn = place % (2 * count - 2)
    return rungs[turn if turn < count else 2 * count - 2 - turn]


def _played(p: Passage, bar: Bar, step: int, *, is_last: bool) -> int:
    """How many notes of a bar's arpeggio sound: half of them in the last bar and when all is calm."""
    count = bar.meter.length // step
    if is_last:
        return max(1, count // 2 + 1)
    return max(3, count * 5 // 8) if p.ground.heat(bar.at) < CALM else count


def _bar_of_arpeggio(p: Passage, bar: Bar, shape: tuple[int, ...], *, is_last: bool) -> list[Stroke]:
    step = p.step(1.2 if p.ground.heat(bar.at) < CALM else 1.3)
    count, out = _played(p, bar, step, is_last=is_last), []
    place = 0
    for i in range(count):
        at = bar.at + i * step
        if any(h.at == at for h in p.ground.harmony):
            place = 0
        length = bar.end - at - p.breath(bar) if i == count - 1 and is_last else step
        accent = 1.5 if i == 0 else -1.0 if i % 2 else 0.0
        out.append(
            Stroke(at, max(step, length), _rung(_rungs(p, at), shape[place % len(shape)]), 0, accent, "let-ring")
        )
        place += 1
    return out


def arpeggio(p: Passage) -> list[Stroke]:
    """Break the chords upwards and back, another way every second bar, and come to rest before the next phrase."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        dice = p.stream("arpeggio", phrase.at)
        first = dice.below(len(ARPEGGIOS))
        bars = p.bars(phrase)
        for number, bar in enumerate(bars):
            shape = ARPEGGIOS[(first + (number % 4) // 2 + number % 2 * dice.below(2)) % len(ARPEGGIOS)]
            out += _bar_of_arpeggio(p, bar, shape, is_last=number == len(bars) - 1 and number > 0)
    return out


def alberti(p: Passage) -> list[Stroke]:
    """Rock the chord: low, high, middle, high; the last bar of a phrase waits on its second half."""
    out: list[Stroke] = []
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for number, bar in enumerate(bars):
            step = bar.meter.beat // (3 if bar.meter.is_compound else 2)
            count = bar.meter.length // step
            played = count // 2 if number == len(bars) - 1 and number else count
            for i in range(played):
                rungs = _rungs(p, bar.at + i * step, 14)
                place = ALBERTI[(i + (number % 4 == 3) * 2) % 4]
                out.append(Stroke(bar.at + i * step, step, _rung(rungs, place), 0, 1.0 if i == 0 else -0.5, ""))
    return out


def _cell(p: Passage) -> tuple[int, ...]:
    """Two to four places on the ladder that go as the theme's head goes."""
    place, cell = 0, [0]
    for move in p.ground.contour[:3]:
        place += (move > 0) - (move < 0) if abs(move) <= LEAP else 2 * ((move > 0) - (move < 0))
        cell.append(place)
    lowest = min(cell)
    return tuple(place - lowest for place in cell) if len(cell) > 1 else (0, 1, 0, 2)


def _turned(cell: tuple[int, ...], block: int) -> tuple[int, ...]:
    """The cell as it is, upside down, begun elsewhere, or with its last note an octave up."""
    top = max(cell)
    turns = (cell, tuple(top - place for place in cell), (*cell[1:], cell[0]), (*cell[:-1], cell[-1] + 3))
    return turns[block % len(turns)]


def _thinned(hits: list[Beat], *, is_last: bool) -> list[Beat]:
    """Leave out the second half of a phrase's last bar but its last accent."""
    if not is_last or len(hits) < LEAP:
        return hits
    half = hits[: len(hits) // 2]
    return [*half[:-1], half[-1]._replace(length=half[-1].length * 2)]


def ostinato(p: Passage) -> list[Stroke]:
    """Repeat a cell of the theme's head on the chord; turn it over every second bar, thin it at phrase ends."""
    cell, out, number = _cell(p), [], 0
    for phrase in p.phrases:
        bars = p.bars(phrase)
        voices = min(2, p.voices(phrase)) if p.layer.voices > 1 else 1
        for i, bar in enumerate(bars):
            hits = _thinned(p.beats(bar, number), is_last=i == len(bars) - 1 and i > 0)
            turned = _turned(cell, number // 2 + phrase.at // 960)
            line = [_rung(_rungs(p, hit.at, 16), turned[k % len(turned)]) for k, hit in enumerate(hits)]
            below = OCTAVE if min(line, default=0) - OCTAVE >= CLEAR else 0
            for hit, midi in zip(hits, line, strict=True):
                out.append(Stroke(hit.at, hit.length, midi, 0, hit.accent, p.layer.articulation))
                if voices > 1:
                    out.append(Stroke(hit.at, hit.length, midi - below, 1, hit.accent - 1, p.layer.articulation))
            number += 1
    return out


def _pulse_tones(p: Passage, tick: int, number: int, count: int) -> list[int]:
    """The repeated tones: near the middle of the band, another inversion every fourth bar."""
    low, high = p.layer.band
    rungs = p.ladder(p.chord(tick))
    middle = near((low + high) // 2 + (number // 4 % 2) * 4, rungs)
    i = rungs.index(middle)
    return [rungs[max(0, i - k)] for k in range(count)]


def _pulse_bar(p: Passage, phrase: Phrase, bar: Bar, number: int, *, is_last: bool) -> list[Stroke]:
    hits = p.beats(bar, number)
    halts = HALTS[(p.stream("halt", phrase.at // 3840 // 4).below(3) + number) % len(HALTS)]
    if is_last and phrase.bars > 2 or is_last and number % 4 == 3:  # noqa: RUF021 - where it closes
        hits = hits[: max(1, len(hits) // 2)]
    elif p.ground.heat(bar.at) < HOLDS and len(hits) > LEAP:
        hits = [hit for k, hit in enumerate(hits) if halts[k * 8 // len(hits)] == "x"]
    elif number % 4 in {1, 3} and len(hits) > LEAP:
        hits = hits[:-1] if number % 4 == 1 else [*hits[:-3], *hits[-2:]]
    out = []
    for hit in hits:
        for voice, midi in enumerate(dict.fromkeys(_pulse_tones(p, hit.at, number, p.voices(phrase)))):
            out.append(Stroke(hit.at, hit.length, midi, voice, hit.accent, p.layer.articulation))
    return out


def pulse(p: Passage) -> list[Stroke]:
    """Repeat a tone of the chord evenly, lean on the first, leave a hole where the phrase ends."""
    out: list[Stroke] = []
    number = 0
    for phrase in p.phrases:
        bars = p.bars(phrase)
        for i, bar in enumerate(bars):
            out += _pulse_bar(p, phrase, bar, number, is_last=i == len(bars) - 1 and i > 0)
            number += 1
    return out

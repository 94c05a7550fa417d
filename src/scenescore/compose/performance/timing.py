"""When a written note is heard and when it lets go: small, role-aware freedom that never moves a hit.

All freedom is thrown at the address of the part and the bar, in whole ticks. Lengths follow the articulation: shares
of the written length, our defaults in the order of common practice. A hit beside every grid is written on the grid and
played at its own moment; what is written before it is heard before it, what stops on it stops there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scenescore.compose.performance.dynamics import Loudness
from scenescore.compose.performance.players import Hand
from scenescore.model.affect import Manner
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import SHORT_STROKES, Note, Part
from scenescore.model.time import TICKS_PER_QUARTER

#: Share of the written length that sounds; an articulation that is missing takes the section's manner.
SHARES: Mapping[str, float] = MappingProxyType(
    {
        "legato": 1.0,
        "tenuto": 0.95,
        "staccato": 0.45,
        "spiccato": 0.3,
        "marcato": 0.8,
        "accent": 0.9,
        "pizzicato": 0.5,
        "tremolo": 1.0,
        "let-ring": 1.0,
    },
)
#: Milliseconds: legato overlap, gap before a repeated pitch, longest silence that detached playing leaves, longest
#: pizzicato.
OVERLAP_MS, REPEAT_MS, DETACH_MS, PIZZICATO_MS = 30, 35, 180, 350
LEGATO_LEAP = 12
#: A theme is played with a hit that it was written at most so many ticks beside.
BESIDE = TICKS_PER_QUARTER * 3 // 8
#: A note of at most this many milliseconds counts as short.
SHORT_MS = 350
#: From this many milliseconds on a note is held nearly to its end: only a lift of the bow is heard.
LONG_MS, LIFT_MS = 1000, 40
#: Subtle weight of a place in the bar, in dB, by `Meter.strength`.
METRIC_DB = (-1.2, -0.8, 0.0, 0.4, 1.0)
#: Four bytes of chance added up have a spread of about 148 around 510.
BYTES_MEAN, BYTES_SPREAD, ONSET_SPREAD = 510, 148, 230


def ticks_of(milliseconds: int, microseconds: int) -> int:
    """Count the ticks in some milliseconds when a quarter lasts so many microseconds.

    >>> ticks_of(500, 500_000)
    960
    """
    return milliseconds * 1000 * TICKS_PER_QUARTER // microseconds


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds at an onset: the plan's level, the bar's accent (dB), manner, tempo, end of the phrase, the bar.

    `opens` and `closes` are the rims of the section: nothing sounds before the one or after the other.
    """

    level: float
    accent: float
    manner: Manner
    microseconds: int
    phrase_end: int
    bar: int
    opens: int
    closes: int


def moments_of(cue: Cue, sections: Sequence[Section], loudness: Loudness, parts: Sequence[Part]) -> dict[int, Moment]:
    """Look up, once for all parts, what holds at every onset of the cue."""
    ends = sorted({int(phrase.end) for section in sections for phrase in section.phrases} | {int(cue.length)})
    starts = [section.at for section in sections]
    out = {}
    for tick in sorted({int(note.at) for part in parts for note in part.notes}):
        bar = cue.bar(tick)
        section = sections[max(0, bisect_right(starts, tick) - 1)]
        manner = section.manner
        out[tick] = Moment(
            loudness.at(tick),
            METRIC_DB[bar.meter.strength(tick - bar.at)] * (0.5 + manner.pulse_clarity),
            manner,
            cue.clock.step_at(tick).microseconds,
            ends[min(len(ends) - 1, bisect_right(ends, tick))],
            bar.number,
            int(section.at),
            int(section.end),
        )
    return out


def throws(part: Part, moments: Mapping[int, Moment], dice: Dice) -> list[int]:
    """Throw one word of chance for every note, at the address of its part and bar."""
    out, bar, stream = [], -1, dice.at("touch", part.name, 0)
    for note in part.notes:
        here = moments[note.at].bar
        if here != bar:
            bar, stream = here, dice.at("touch", part.name, here)
        out.append(stream.word())
    return out


def bell(word: int) -> int:
    """Add up the lowest four bytes of a word: a bell around 0 with a spread of about 148."""
    return (word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >> 24 & 255) - BYTES_MEAN


def is_short(note: Note, microseconds: int) -> bool:
    """Whether a note is over before its sound can be shaped."""
    return note.articulation in SHORT_STROKES or note.length * microseconds < SHORT_MS * 1000 * TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Struck:
    """The hits in written and in heard time, for the players.

    `ticks` are the written places in order, `first` and `last` the first and last moment heard for each; `shares` tell
    for places that several moments share how many notes (low to high) go to each. `stops` are written and heard ticks
    of what ends there: cut-offs, silences and the cue's end.
    """

    ticks: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    shares: Mapping[int, tuple[tuple[tuple[int, str], int], ...]]
    stops: tuple[tuple[int, int], ...]

    def heard(self, note: Note, part: Part) -> int:
        """When a note is heard that starts on a written hit."""
        for bound, sounds in self.shares.get(int(note.at), ()):
            if (note.pitch.midi, part.name) <= bound:
                return sounds
        return self.first[bisect_left(self.ticks, note.at)]

    def between(self, tick: int) -> tuple[int, int]:
        """The moments heard for the hits around a written tick that is none: nothing written there leaves them."""
        i = bisect_left(self.ticks, tick)
        return self.last[i - 1] if i else -1, self.first[i] if i < len(self.first) else self.stops[-1][1]

    def beside(self, note: Note, low: int, high: int) -> int:
        """When a note is heard that answers a hit from another place: a theme just beside it is played with it."""
        i, tick = bisect_left(self.ticks, note.at), int(note.at)
        if note.statement is not None and i < len(self.ticks) and self.ticks[i] - tick <= BESIDE:
            return self.first[i]
        if note.statement is not None and i and tick - self.ticks[i - 1] <= BESIDE:
            return self.last[i - 1]
        return max(low + 1, min(high - 1, tick))

    def stop(self, note: Note, start: int) -> tuple[int, int]:
        """The written and the heard tick of the first stop after a note that is heard from `start` on."""
        return next(row for row in self.stops if row[0] > note.at or (row[0] == note.at and row[1] > start))


def struck(cue: Cue, parts: Sequence[Part]) -> Struck:
    """Look up when the hits are heard; where several share a place, its chord is broken from low to high."""
    heard: dict[int, list[int]] = {}
    for landing in cue.landings:
        if landing.hit.gesture not in STOPPING:
            heard.setdefault(int(landing.tick), []).append(int(landing.sounds))
    for landing in cue.landings:
        heard.setdefault(int(landing.tick), [int(landing.sounds)])
    moments = {tick: sorted(set(sounds)) for tick, sounds in sorted(heard.items())}
    shares = {}
    for tick, sounds in moments.items():
        if len(sounds) > 1:
            keys = sorted((note.pitch.midi, part.name) for part in parts for note in part.notes if note.at == tick)
            shares[tick] = _shares(keys, sounds)
    return Struck(
        tuple(moments),
        tuple(sounds[0] for sounds in moments.values()),
        tuple(sounds[-1] for sounds in moments.values()),
        shares,
        _stops(cue, parts),
    )


def _stops(cue: Cue, parts: Sequence[Part]) -> tuple[tuple[int, int], ...]:
    """Where the page stops, and at last the cue's end or what stops just before it.

    A stop that gave way to another hit is sounded over; one that must be met is the only one on its place.
    """
    stopping = [la for la in cue.landings if la.hit.gesture in STOPPING]
    bound = {la.tick for la in stopping if la.hit.priority == "must"}
    free = [la for la in stopping if la.hit.priority != "must" and la.tick not in bound]
    crossed = {
        la.tick for la in free for part in parts for note in part.notes if note.at < la.tick < note.at + note.length
    }
    kept = [la for la in stopping if la.hit.priority == "must" or (la in free and la.tick not in crossed)]
    rows = sorted({(int(la.tick), int(la.sounds)) for la in kept})
    end = min([int(cue.length), *(sounds for tick, sounds in rows if tick >= cue.length)])
    return (*(row for row in rows if row[0] < cue.length), (int(cue.length), end))


def _shares(keys: Sequence[tuple[int, str]], sounds: Sequence[int]) -> tuple[tuple[tuple[int, str], int], ...]:
    """The highest note of each moment: as even as can be, the rest to the first."""
    count = len(keys)
    bounds = [count - (len(sounds) - 1 - i) * count // len(sounds) for i in range(len(sounds))]
    return tuple((keys[max(0, bound - 1)], at) for bound, at in zip(bounds, sounds, strict=True)) if keys else ()


def onsets(
    part: Part, hand: Hand, moments: Mapping[int, Moment], words: Sequence[int], cue: Cue, hits: Struck
) -> list[int]:
    """Tell when each note is heard; hits stay, the order stays, nothing leaves its section.

    A section is played without a thought of the next one: another theme to come changes nothing before it.
    """
    fixed = frozenset(hits.ticks)
    ticks = sorted({int(note.at) for note in part.notes})
    last = int(cue.length) - 1
    seat = bell(words[0] >> 32) * hand.long_ms // (4 * ONSET_SPREAD) if words else 0
    out, place, before, after, chord = [], -1, 0, 0, 0
    for note, word in zip(part.notes, words, strict=True):
        tick = int(note.at)
        moment = moments[tick]
        if place < 0 or ticks[place] != tick:
            place, chord = place + 1, 0
            before = max(0, min((tick - ticks[place - 1]) // 2 if place else tick, tick - moment.opens))
            after = (min([moment.closes, *ticks[place + 1 : place + 2]]) - tick) // 2 - 1
        if tick in fixed:
            out.append(min(last, hits.heard(note, part)))
            continue
        low, high = hits.between(tick)
        if note.hit:
            out.append(min(last, hits.beside(note, low, high)))
            continue
        spread = hand.short_ms if is_short(note, moment.microseconds) else hand.long_ms
        lead = hand.lead_ms if note.role == "melody" else 0
        free = bell(word >> 32) * spread // ONSET_SPREAD + seat - lead + _roll(hand, moment) * chord
        shift = ticks_of(free, moment.microseconds)
        out.append(max(0, low + 1, min(last, high - 1, tick + max(-before, min(after, shift)))))
        chord += 1
    return out


def _roll(hand: Hand, moment: Moment) -> int:
    """Milliseconds from note to note of a chord: a harp rolls, softer is slower."""
    if hand.spread_ms < 10:
        return hand.spread_ms
    return max(8, min(25, hand.spread_ms - round(moment.level)))


def releases(
    part: Part,
    hand: Hand,
    moments: Mapping[int, Moment],
    heard: Sequence[int],
    cue: Cue,
    chords: Line[Chord] | None,
    hits: Struck,
    hall: int = 0,
) -> list[int]:
    """Tell when each note lets go; the same pitch is never sounding twice, and a section's end is an end.

    `hall` is how many ticks before the cue's end the last notes let go, so that the hall is not cut off.
    """
    starts: dict[int, list[int]] = {}
    for note in part.notes:
        starts.setdefault(note.at, []).append(note.pitch.midi)
    reached = dict(zip(hits.ticks, hits.first, strict=True))
    again: dict[int, int] = {}
    out = [0] * len(part.notes)
    for i in range(len(part.notes) - 1, -1, -1):
        note, start, moment = part.notes[i], heard[i], moments[part.notes[i].at]
        written, stop = hits.stop(note, start)
        end = stop if note.end >= written else _wanted_end(note, start, hand, moment, starts, chords)
        if note.role != "melody" and note.articulation not in SHORT_STROKES and int(note.end) in reached:
            # What leads into a hit does not breathe before it.
            end = max(end, reached[int(note.end)])
        end = min(stop, max(stop, moment.closes) if note.end >= written else moment.closes, end)
        following = again.get(note.pitch.midi)
        is_stopped = note.end >= written and following is not None and following >= stop
        if following is not None and following < moment.closes and not is_stopped:
            end = min(end, following - min(ticks_of(REPEAT_MS, moment.microseconds), (following - start) // 3))
        if hall and end >= cue.length:
            end = int(cue.length) - min(hall, (int(cue.length) - start) // 4)
        out[i] = max(start + 1, min(end, int(cue.length)))
        again[note.pitch.midi] = start
    return out


def _wanted_end(
    note: Note,
    start: int,
    hand: Hand,
    moment: Moment,
    starts: Mapping[int, Sequence[int]],
    chords: Line[Chord] | None,
) -> int:
    """Where a note would let go if nothing else were in its way."""
    speed, length = moment.microseconds, int(note.length)
    if note.articulation == "let-ring":
        return max(int(note.end), _chord_end(chords, note))
    if note.articulation == "pizzicato":
        return start + min(round(length * SHARES["pizzicato"]), ticks_of(PIZZICATO_MS, speed))
    if note.end >= moment.phrase_end and hand.breath_ms:
        return int(note.end) - min(length // 4, ticks_of(hand.breath_ms, speed))
    share = SHARES.get(note.articulation, min(1.0, max(0.5, moment.manner.articulation)))
    if note.articulation == "legato" or share >= 1.0:
        near = (midi for midi in starts.get(note.end, ()) if 0 < abs(midi - note.pitch.midi) <= LEGATO_LEAP)
        goes_on = note.end < moment.closes and any(near)
        is_tied_over = goes_on and note.articulation == "legato" and hand.is_sustaining
        return int(note.end) + (min(length // 4, ticks_of(OVERLAP_MS, speed)) if is_tied_over else 0)
    gap = round(length * (1 - share))
    if note.articulation not in SHORT_STROKES:
        is_long = length * speed >= LONG_MS * 1000 * TICKS_PER_QUARTER
        gap = min(gap, ticks_of(LIFT_MS if is_long else DETACH_MS, speed))
    return max(start + 1, min(int(note.end), start + length - gap))


def _chord_end(chords: Line[Chord] | None, note: Note) -> int:
    """Where the harmony changes after a note."""
    span = chords.at(note.at) if chords is not None else None
    return int(span.end if span else note.end)

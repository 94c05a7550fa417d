"""When the harmony changes: slots of time that each take one chord.

Slow when calm or threatening, twice as fast on the way into a close, frozen in the last bar before a strong hit, with a
change exactly on a hit that asks for one; slower again while somebody speaks (Piston 1987; Karlin and Wright 2004;
figures are design defaults).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scenescore.compose.dialogue import Spans, unsung
from scenescore.model.cue import Cue, Landing
from scenescore.model.form import Phrase, Section
from scenescore.model.genre import Genre
from scenescore.model.metre import Bar

#: What a slot is for: `approach` leads into the close that `arrival` reaches; `turn` surprises, `home` comes home on a
#: hit; `final` is the last chord of the cue.
Place = Literal["free", "approach", "arrival", "final", "turn", "home"]

#: Bars for each chord that may be asked for; a quarter stands for every beat.
_BARS_PER_CHORD = (0.25, 0.5, 1.0, 2.0, 4.0)
#: Where a genre stands still, a chord may last longer still.
_STANDING = (*_BARS_PER_CHORD, 8.0, 16.0)
#: From so many seconds for each chord on, a genre needs no second chord to close a phrase.
_STILL_SECONDS = 4.0
_SHORTEST_SECONDS = 0.55
#: In lively music no chord lasts longer than this.
_LIVELY, _LIVELY_BARS = 0.3, 2.0
_CLOSES = {"half": 2, "open": 1, "closed": 3, "deceptive": 3, "plagal": 3, "final": 3, "none": 1}
#: A chord under a voice lasts at least so much longer than elsewhere, but need not stand for more seconds than this.
SPOKEN, LONGEST_SPOKEN = 1.5, 4.5
_CHANGING = {"harmonic-turn", "stinger", "cadence"}
_STRONG = {"harmonic-turn", "stinger", "accent", "cut-off", "silence"}


@dataclass(frozen=True, slots=True)
class Slot:
    """Time for one chord: first tick, length, index of its phrase, its purpose."""

    at: int
    length: int
    phrase: int
    place: Place = "free"

    @property
    def end(self) -> int:
        """The first tick after the slot."""
        return self.at + self.length


def bars_per_chord(seconds: float, bar_seconds: float) -> float:
    """How many bars a chord lasts: a quarter (every beat), a half, one, two or four.

    >>> bars_per_chord(4.0, 2.2), bars_per_chord(1.1, 2.0)
    (2.0, 0.5)
    """
    long_enough = [bars for bars in _BARS_PER_CHORD if bars * bar_seconds >= _SHORTEST_SECONDS] or [1.0]
    return min(long_enough, key=lambda bars: (round(abs(math.log2(bars * bar_seconds / seconds)) * 1000), -bars))


def paced(genre: Genre, wanted: float, bar_seconds: float) -> float:
    """Bars for each chord inside the ranges of a genre, as near as they come to the seconds that the mood wants.

    >>> paced(Genre("ambient", (), (), seconds_per_chord=(8.0, 30.0)), 4.0, 3.0)
    4.0
    """
    (low, high), (short, long) = genre.seconds_per_chord, genre.bars_per_chord
    aim = max(low, min(high or wanted, wanted))

    def misfit(bars: float) -> tuple[int, int, float]:
        lasts = bars * bar_seconds
        outside = max(0.0, short - bars, bars - long) if long else 0.0
        beyond = max(0.0, math.log2(low / lasts) if low else 0.0, math.log2(lasts / high) if high else 0.0)
        return round(1000 * outside), round(1000 * beyond), round(abs(math.log2(lasts / aim)) * 1000) + bars

    return min((bars for bars in _STANDING if bars * bar_seconds >= _SHORTEST_SECONDS), key=misfit, default=1.0)


def _has_pace(genre: Genre | None) -> bool:
    return genre is not None and (genre.seconds_per_chord[1] > 0 or genre.bars_per_chord[1] > 0)


def _pace(section: Section, phrase: Phrase, bar_seconds: float, genre: Genre | None, *, is_held: bool) -> float:
    """Bars for each chord: longer where the music waits; over a pedal, which is stillness enough, the chords move."""
    if genre is not None and _has_pace(genre):
        return paced(genre, section.manner.seconds_per_chord, bar_seconds)
    bars = bars_per_chord(section.manner.seconds_per_chord, bar_seconds)
    if phrase.function in {"introduction", "pause"} and not is_held:
        return min(4.0, bars * 2)
    if bars > 1 and section.purpose == "ending":
        # The way home needs more than one chord.
        return 1.0
    if bars > 1 and (section.purpose == "climax" or is_held):
        return bars / 2
    return min(bars, _LIVELY_BARS) if section.feeling.arousal > _LIVELY else bars


def half_of(bar: Bar) -> int:
    """The place in a bar where a second chord comes in: its middle when the beats are even, else its last beat."""
    beats = bar.meter.beats
    return sum(beats[: len(beats) // 2]) if len(beats) % 2 == 0 else sum(beats[:-1])


def _regular(bars: Sequence[Bar], pace: float) -> list[int]:
    if pace >= 1:
        return [bar.at for bar in bars[:: round(pace)]]
    if pace == 0.5 and bars[0].meter.beats[1:]:
        return [tick for bar in bars for tick in (bar.at, bar.at + half_of(bar))]
    return [bar.at + sum(bar.meter.beats[:i]) for bar in bars for i in range(len(bar.meter.beats))]


def _split_before(starts: list[int], bars: Sequence[Bar], end: int, index: int) -> bool:
    """Cut the slot at `index` in two at a bar line or in the middle of its bar; say whether that was possible."""
    stop = starts[index + 1] if index + 1 < len(starts) else end
    lines = [bar.at for bar in bars if starts[index] < bar.at < stop]
    if lines:
        starts.insert(index + 1, lines[len(lines) // 2])
        return True
    halves = [bar.at + half_of(bar) for bar in bars if bar.at <= starts[index] and bar.end >= stop]
    if halves and starts[index] < halves[0] < stop:
        starts.insert(index + 1, halves[0])
        return True
    return False


def _hurry(
    starts: list[int], bars: Sequence[Bar], phrase: Phrase, section: Section, bar_seconds: float, genre: Genre | None
) -> None:
    """Make room for the close, and in lively music double the pace of the bar that leads into it."""
    leads_on = section.purpose == "ending" and phrase.function == "cadence"
    needed = 2 if leads_on else _CLOSES[phrase.close]
    if genre is not None and genre.seconds_per_chord[0] >= _STILL_SECONDS:
        return
    while len(starts) < needed and _split_before(starts, bars, phrase.end, max(0, len(starts) - 2)):
        pass
    last = len(starts) - 1 if leads_on or phrase.close in {"half", "open", "none"} else len(starts) - 2
    is_lively = not _has_pace(genre) and section.feeling.arousal > 0 and bar_seconds >= 1.5
    if is_lively and last > 0 and phrase.close != "none" and section.purpose not in {"opening", "release"}:
        _split_before(starts, bars, phrase.end, last if phrase.close != "half" else last - 1)


def _changes(cue: Cue, phrase: Phrase) -> list[Landing]:
    return [
        landing
        for landing in cue.landings
        if phrase.at <= landing.tick < phrase.end and landing.hit.gesture in _CHANGING and landing.hit.priority != "may"
    ]


def _freeze(starts: list[int], cue: Cue, phrase: Phrase) -> list[int]:
    """Hold the chord still in the bar before a strong hit."""
    out = starts
    for landing in cue.landings:
        is_near = phrase.at < landing.tick <= phrase.end
        if is_near and landing.hit.priority == "must" and landing.hit.gesture in _STRONG:
            bar = cue.bar(landing.tick - 1)
            out = [s for s in out if not (bar.at < s < landing.tick) or s == phrase.at]
    return out


def _slower(starts: list[int], cue: Cue, section: Section, voices: Spans) -> list[int]:
    """Let chords last longer while somebody speaks: the harmony does not turn in the middle of a line."""
    out = starts[:1]
    least = min(LONGEST_SPOKEN, SPOKEN * section.manner.seconds_per_chord)
    for start in starts[1:]:
        is_inside = any(a < start < b for a, b in voices)
        if not is_inside or cue.seconds(start) - cue.seconds(out[-1]) >= least:
            out.append(start)
    return out


def _phrase_starts(
    cue: Cue, section: Section, phrase: Phrase, voices: Spans, genre: Genre | None, *, is_held: bool
) -> list[int]:
    bars = [bar for bar in cue.bars if phrase.at <= bar.at < phrase.end]
    if not bars or phrase.function == "codetta":
        return [phrase.at]
    bar_seconds = float(cue.seconds(phrase.end) - cue.seconds(phrase.at)) / len(bars)
    starts = _regular(bars, _pace(section, phrase, bar_seconds, genre, is_held=is_held))
    _hurry(starts, bars, phrase, section, bar_seconds, genre)
    starts = _freeze(_slower(starts, cue, section, voices), cue, phrase)
    beat = bars[0].meter.beat
    for landing in _changes(cue, phrase):
        # A regular change less than a beat from the hit would blur it.
        starts = [s for s in starts if abs(s - landing.tick) >= beat or s == phrase.at]
        starts = sorted({*starts, landing.tick})
    return starts


def _places(cue: Cue, section: Section, phrase: Phrase, starts: list[int], *, is_last_lead: bool) -> list[Place]:
    count = len(starts)
    if phrase.function == "codetta":
        return ["final"] * count
    places: list[Place] = ["free"] * count
    leads_on = is_last_lead or (section.purpose == "ending" and phrase.function == "cadence")
    if leads_on:
        places[-1] = "approach"
        if count > 2:
            places[-2] = "approach"
    elif phrase.close != "none" and count > 1:
        places[-1] = "arrival"
        if phrase.close in {"closed", "deceptive", "plagal", "final"}:
            places[-2] = "approach"
    for landing in _changes(cue, phrase):
        # A hit that a closer one has pushed aside changes nothing by itself.
        if landing.tick in starts:
            places[starts.index(landing.tick)] = "home" if landing.hit.gesture == "cadence" else "turn"
    return places


def slots(
    cue: Cue, section: Section, held: Sequence[int] = (), genre: Genre | None = None, *, leads_on: bool = False
) -> tuple[Slot, ...]:
    """Cut a section into slots.

    `held` are the phrases (by index) that stand over a pedal; `leads_on` when the final chord follows right after;
    a `genre` may have its own pace.
    """
    out: list[Slot] = []
    voices = unsung(cue)
    for index, phrase in enumerate(section.phrases):
        starts = _phrase_starts(cue, section, phrase, voices, genre, is_held=index in held)
        is_last_lead = leads_on and index == len(section.phrases) - 1
        places = _places(cue, section, phrase, starts, is_last_lead=is_last_lead)
        for count, (start, end) in enumerate(pairwise([*starts, phrase.end])):
            out.append(Slot(start, end - start, index, places[count]))
    return tuple(out)

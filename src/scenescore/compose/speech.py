"""Measure the voice room: how much of what is played stands between 300 Hz and 3 kHz, under lines and outside them.

A note counts with its fundamental and its partials, weaker the higher and the darker the instrument, so that a cello's
overtones count; with velocity, mix and expression (40 log10 v/127, the General MIDI recommendation); and it dies away
where the instrument does. Spectra and decays are design, after the order of size in Meyer 2009.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from scenescore.model.cue import Cue
from scenescore.model.knowledge import Instrument
from scenescore.model.sketch import Part, Played
from scenescore.model.speech import SILENCE_DB, SPEECH_BAND, SpeechRoom, SpokenLine
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

_MIX, _EXPRESSION, _FULL = 7, 11, 127
_PARTIALS = 16
#: Amplitude of partial k is k to the power of minus this, for the darkest and for the brightest instrument.
_DARK, _BRIGHT = 2.6, 0.9
#: Share of the energy of drums and of metal that lies in the band; the highest key (General MIDI) of the deep drums.
_DEEP_DRUM, _DEEP_SHARE, _NOISE_SHARE = 50, 0.2, 0.5
#: A struck string loses this many dB a second.
_DECAY_DB = 9.0
#: A player who sounds for less than this many seconds at once is only leaving or coming in.
_HEARD = 0.1
_SLOT = TICKS_PER_QUARTER // 2
_TICK_SECONDS = MICROSECONDS * TICKS_PER_QUARTER


@lru_cache(maxsize=4096)
def share_in_band(midi: int, brightness: float) -> float:
    """Tell which share of a note's power lies in the band.

    >>> share_in_band(40, 0.4) < share_in_band(55, 0.4) < share_in_band(70, 0.4)
    True
    """
    hertz = 440.0 * 2 ** ((midi - 69) / 12)
    slope = 2 * (_DARK + (_BRIGHT - _DARK) * min(1.0, max(0.0, brightness)))
    powers = [k**-slope for k in range(1, _PARTIALS + 1)]
    inside = [p for k, p in enumerate(powers, 1) if SPEECH_BAND[0] <= k * hertz <= SPEECH_BAND[1]]
    return round(math.fsum(inside) / math.fsum(powers), 6)


def speech_room(cue: Cue, parts: Sequence[Part]) -> SpeechRoom | None:
    """Measure the played parts; None where nobody speaks."""
    spoken = [(speech.start, speech.end) for speech in cue.picture.dialogue if speech.start < speech.end]
    if not spoken:
        return None
    edges = [int(cue.clock.nearest_tick(at)) for span in spoken for at in span]
    energies: list[list[float]] = [[] for _ in range(len(edges) + 1)]
    players = [0] * len(spoken)
    for part in parts:
        heard: set[int] = set()
        for place, energy, seconds in _energies(part, cue, edges):
            energies[place].append(energy)
            if seconds >= _HEARD:
                heard.add(place)
        for number in range(len(spoken)):
            players[number] += 2 * number + 1 in heard
    sums = [math.fsum(each) for each in energies]
    lasts = [float(end - start) for start, end in spoken]
    lines = tuple(
        SpokenLine(start, end, _db(sums[2 * i + 1], lasts[i]), players[i]) for i, (start, end) in enumerate(spoken)
    )
    left = float(cue.picture.length) - math.fsum(lasts)
    outside = _db(math.fsum(sums[::2]), left) if left > 0 else None
    return SpeechRoom(_db(math.fsum(sums[1::2]), math.fsum(lasts)), outside, lines)


def _db(energy: float, seconds: float) -> float:
    return round(max(SILENCE_DB, 10 * math.log10(max(1e-12, energy / seconds))), 2) + 0.0


def _share(player: Instrument, midi: int) -> float:
    if player.is_percussion:
        return _DEEP_SHARE if midi < _DEEP_DRUM else _NOISE_SHARE
    return share_in_band(midi, round(player.brightness, 1))


def _energies(part: Part, cue: Cue, edges: Sequence[int]) -> list[tuple[int, float, float]]:
    """Each piece of each note: before, in or after which line it lies, its energy in the band, and its seconds."""
    points = [(control.at, control.value) for control in part.controls if control.number == _EXPRESSION]
    ticks = [tick for tick, _ in points]
    mix = next((control.value for control in part.controls if control.number == _MIX), _FULL) / _FULL
    out = []
    for note in part.played:
        power = _share(part.instrument, note.midi) * (note.velocity / _FULL * mix) ** 4
        born = cue.clock.scaled(note.at)
        for start, end in _pieces(note, edges):
            index = bisect_right(ticks, start) - 1
            swell = points[index][1] / _FULL if index >= 0 else 1.0
            begin = cue.clock.scaled(start)
            seconds = (cue.clock.scaled(end) - begin) / _TICK_SECONDS
            lost = 1.0
            if part.instrument.decay or part.instrument.is_percussion:
                lost = 10 ** (-_DECAY_DB / 10 * (begin - born) / _TICK_SECONDS)
            out.append((bisect_right(edges, start), power * swell**4 * lost * seconds, seconds))
    return out


def _pieces(note: Played, edges: Sequence[int]) -> list[tuple[int, int]]:
    """Cut a note into eighths, and where a line begins or ends."""
    end = note.at + note.length
    cuts = [*range(note.at, end, _SLOT), *(edge for edge in edges if note.at < edge < end), end]
    cuts.sort()
    return [(a, b) for a, b in pairwise(cuts) if b > a]

"""Find where a statement can begin: where nobody sings and nobody speaks, and there is time to say something."""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.compose.dialogue import Spans, inside, room_until
from scenescore.model.cue import Cue
from scenescore.model.form import Phrase
from scenescore.model.scene import STOPPING
from scenescore.model.time import Ticks


@dataclass(frozen=True, slots=True)
class Clearings:
    """The bars of a cue, where voices are (with a moment around them), and where statements stand already."""

    cue: Cue
    voices: Spans
    sung: Spans

    def sung_until(self, tick: int) -> int:
        """Where the statement ends that sounds at a tick; 0 when none does."""
        return max((end for at, end in self.sung if at <= tick < end), default=0)

    def first(self, at: Ticks, end: int, *, waits: bool) -> Ticks | None:
        """The first bar line from a tick on where nothing sounds and nobody speaks (the tick itself, if it is free).

        Where two lines leave less than a bar between them, a beat will do. Who does not wait sings under the voices.
        """
        tick = int(at)
        if inside(self.voices, tick, tick + self.cue.bar(tick).meter.length):
            found = self.between_lines(tick, end)
            if found is not None:
                return found
        while (sung := self.sung_until(tick)) or (waits and inside(self.voices, tick, tick + 1)):
            tick = sung or next(b for a, b in self.voices if a <= tick < b)
            bar = self.cue.bar(tick)
            tick = tick if tick == bar.at else bar.end
            if tick >= end:
                return None
        return Ticks(tick) if tick + self.cue.bar(tick).meter.length <= end else None

    def in_phrase(self, phrase: Phrase) -> Ticks | None:
        """The first bar line of a phrase at which nobody sings or has to stop; beside lines, a gap between them."""
        if inside(self.voices, phrase.at, phrase.end):
            return self.between_lines(phrase.at, phrase.end)
        for bar in self.cue.bars:
            if phrase.at <= bar.at < phrase.end and not self.sung_until(bar.at) and not self._stops(bar.at, bar.end):
                return bar.at
        return None

    def _stops(self, start: int, end: int) -> bool:
        """Whether a hit ends all sound between two ticks."""
        return any(la.hit.gesture in STOPPING and start <= la.tick < end for la in self.cue.landings)

    def between_lines(self, start: int, end: int) -> Ticks | None:
        """Room in a gap of the dialogue: the first bar line with a bar to sing, else the first beat with two beats."""
        beats: Ticks | None = None
        for bar in self.cue.bars:
            tick = int(bar.at)
            for beat in bar.meter.beats:
                left = self._left(tick, start, end)
                if tick == bar.at and left >= bar.meter.length and not self._stops(bar.at, bar.end):
                    return Ticks(tick)
                if beats is None and left >= 2 * bar.meter.beat:
                    beats = Ticks(tick)
                tick += beat
        return beats

    def _left(self, tick: int, start: int, end: int) -> int:
        """How long nobody speaks from a tick on, between two ticks; 0 where somebody speaks or sings there."""
        if not start <= tick < end or inside(self.voices, tick, tick + 1) or self.sung_until(tick):
            return 0
        return min(end, room_until(self.voices, tick) or end) - tick

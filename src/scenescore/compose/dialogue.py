"""When the music makes room for voices: spans of ticks around the lines of dialogue.

A tune is over just before a line and begins again just after it; a short gap between two lines belongs to them, for the
tune, the layers and the loudness alike. Figures are design, after the practice of dialogue underscoring (Karlin and
Wright 2004).
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from scenescore.model.cue import Cue
from scenescore.model.time import Seconds

#: A spoken voice and its first overtones (MIDI): no tune sounds here while somebody speaks.
VOICE_LOW, VOICE_HIGH = 53, 84
#: Seconds that a tune leaves before the first word and after the last.
BEFORE, AFTER = Fraction(1, 5), Fraction(1, 5)
#: A gap between lines holds a tune from so many seconds on; layers and loudness come back from so many.
SUNG_GAP, OPEN_GAP = Fraction(6, 5), Fraction(3, 2)

Spans = tuple[tuple[int, int], ...]


def exchanges(cue: Cue) -> tuple[tuple[Seconds, Seconds], ...]:
    """The lines with those gaps closed in which the music would only come up to go down again."""
    return _melted(cue, OPEN_GAP)


def unsung(cue: Cue) -> Spans:
    """Where no tune sounds: the lines, a moment around them, and gaps too short to sing in."""
    out = []
    for start, end in _melted(cue, SUNG_GAP):
        first = floor(cue.clock.position(max(Fraction(0), start - BEFORE)))
        out.append((first, min(int(cue.length), ceil(cue.clock.position(min(cue.picture.length, end + AFTER))))))
    return tuple(out)


def _melted(cue: Cue, gap: Fraction) -> tuple[tuple[Seconds, Seconds], ...]:
    out: list[tuple[Seconds, Seconds]] = []
    for speech in cue.picture.dialogue:
        if speech.end <= speech.start:
            continue
        if out and speech.start - out[-1][1] < gap:
            out[-1] = (out[-1][0], max(out[-1][1], speech.end))
        else:
            out.append((speech.start, speech.end))
    return tuple(out)


def inside(spans: Spans, start: int, end: int) -> bool:
    """Whether one of the spans touches what lies between two ticks.

    >>> inside(((10, 20),), 20, 30), inside(((10, 20),), 15, 16)
    (False, True)
    """
    return any(a < end and b > start for a, b in spans)


def room_until(spans: Spans, tick: int) -> int | None:
    """The tick at which the next span after a tick begins; None when nobody speaks any more."""
    return next((a for a, _ in spans if a > tick), None)


def gaps(spans: Spans, start: int, end: int) -> Spans:
    """What spans leave free between two ticks.

    >>> gaps(((10, 20),), 0, 30)
    ((0, 10), (20, 30))
    """
    out, at = [], start
    for a, b in spans:
        if a < end and b > start:
            if a > at:
                out.append((at, a))
            at = max(at, b)
    return (*out, (at, end)) if at < end else tuple(out)

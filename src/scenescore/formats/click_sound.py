"""The click as sound: a WAV file of one channel, 44 100 frames a second, 16 bits, without a synthesizer or soundfont.

Each click is two damped tones, like a wood block: higher on downbeats, softer on divisions. It begins in the very frame
of its moment. The file begins with the count-in's first click and ends with the cue.
"""

from __future__ import annotations

import wave
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scenescore.formats.count_in import clicks_of, led_in
from scenescore.formats.spotted import Spotted
from scenescore.model.cue import Cue
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["RATE", "write_click_sound"]

RATE = 44_100
#: Pitch (Hz) and strength (of full scale) of each kind of click.
_STROKES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"downbeat": (1760.0, 0.8), "strong": (1174.7, 0.6), "beat": (1174.7, 0.5), "division": (987.8, 0.25)},
)
#: A wooden bar's second tone, how strong it is, how fast it dies away, and how long we listen (seconds).
_PARTIAL, _SHARE, _DECAY, _LASTING = 2.71, 0.4, 0.012, 0.07


def write_click_sound(spotted: Spotted) -> bytes:
    """Encode the click of a cue with its count-in as sound."""
    led = led_in(spotted.cue)
    strokes = {kind: _stroke(*each) for kind, each in _STROKES.items()}
    struck = [(_frame(led, click.at), strokes[click.weight]) for click in clicks_of(spotted.cue)]
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_sounding(struck, _frame(led, led.length)))
    return out.getvalue()


def _sounding(struck: list[tuple[int, npt.NDArray[np.int16]]], frames: int) -> bytes:
    """Put the strokes on a line of silence; each ends where the next begins."""
    import numpy as np  # noqa: PLC0415 - heavy

    line = np.zeros(frames, dtype="<i2")
    for (at, stroke), (following, _) in zip(struck, [*struck[1:], (frames, struck[-1][1])], strict=True):
        end = min(at + len(stroke), following, frames)
        line[at:end] = stroke[: end - at]
    return line.tobytes()


def _stroke(pitch: float, strength: float) -> Any:
    """One click: at full strength in its first frame, gone after a fifteenth of a second."""
    import numpy as np  # noqa: PLC0415 - heavy

    time = np.arange(round(_LASTING * RATE)) / RATE
    tone = np.cos(2 * np.pi * pitch * time) + _SHARE * np.cos(2 * np.pi * pitch * _PARTIAL * time)
    fading = np.exp(-time / _DECAY) * np.linspace(1, 0, len(time))
    return np.rint(tone * fading * strength * 32767 / (1 + _SHARE)).astype("<i2")


def _frame(cue: Cue, tick: int) -> int:
    """The audio frame nearest to a tick."""
    scale = MICROSECONDS * TICKS_PER_QUARTER
    return (2 * cue.clock.scaled(tick) * RATE + scale) // (2 * scale)

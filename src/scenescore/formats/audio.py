"""Play a sketch through a soundfont, and encode what is heard as WAV or FLAC.

The sound is exactly as long as the cue (plus a tail when asked), two channels, and never clips: one gain for the whole
brings its peak to -1.5 dB full scale. It plays the same events as the MIDI file, with the soundfont evened out (see
`formats.balance`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np

from scenescore.errors import OutputError
from scenescore.formats.balance import balanced
from scenescore.formats.events import CONTROL, DYNAMICS, PROGRAM, VOLUME, events, ports
from scenescore.formats.soundfonts import default_soundfont, soundfont_at
from scenescore.formats.synth import Samples, Synth, open_synth
from scenescore.formats.tones import plain_tones
from scenescore.model.sketch import Part, Sketch
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

__all__ = ["INSTALL", "Rendering", "encode", "render", "sound"]

Kind = Literal["wav", "flac"]
Bits = Literal[16, 24]

INSTALL = "pip install 'scenescore[audio]'"
_PLAIN_NOTICE = f"no synthesizer was found, so plain tones play instead of instruments; {INSTALL} brings one"
#: Room below full scale for peaks between the samples.
_CEILING_DB = -1.5
#: A nearly empty cue is not blown up further than this.
_MOST_GAIN_DB = 40.0
#: What a hall hums when nobody plays: rounding, far below any note.
_NOTHING = 1e-6
#: FluidSynth takes events between blocks of this many frames.
_BLOCK = 64
#: The last moment is faded, or a note that still rings would click.
_FADE_SECONDS = 0.01
#: Sample libraries hear CC1 as dynamics, General MIDI hears vibrato: play a third of it.
_VIBRATO_SHARE = 3
_DRUM_CHANNEL, _CHANNELS_PER_PORT = 9, 16
_SLOWEST_RATE, _FASTEST_RATE, _LONGEST_TAIL = 8000, 96_000, 600.0
_FORMATS: Mapping[str, str] = MappingProxyType({"wav": "WAV", "flac": "FLAC"})


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """What was heard, and through what.

    `samples` has a row for each frame, left and right, within -1..1. `gain_db` is what the whole was raised or lowered
    by, `peak_db` the highest sample after it (dB full scale). `notice` is what the listener must know, else empty.
    """

    samples: Samples
    rate: int
    synth: str
    soundfont: str
    gain_db: float
    peak_db: float
    notice: str = ""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


def render(
    sketch: Sketch,
    soundfont: str | Path | None = None,
    kind: Kind = "wav",
    tail: float = 0.0,
    rate: int = 44_100,
    bits: Bits = 16,
) -> bytes:
    """Play a sketch and encode it; raises OutputError when the soundfont, the format or the `audio` extra fails."""
    _encoder()
    return encode(sound(sketch, soundfont, tail, rate), kind, bits)


def sound(sketch: Sketch, soundfont: str | Path | None = None, tail: float = 0.0, rate: int = 44_100) -> Rendering:
    """Play a sketch; `tail` is how many seconds it may ring on after the cue's end.

    Raises OutputError when the soundfont cannot be played, or for a rate or tail that makes no sense.
    """
    _check(tail, rate)
    font = default_soundfont() if soundfont is None else soundfont_at(soundfont)
    frames = _frame(sketch, sketch.cue.length, rate) + round(tail * rate)
    synth = open_synth(font, rate, _CHANNELS_PER_PORT * (1 + max(ports(sketch.parts), default=0)))
    if synth is None:
        played, name, notice = plain_tones(sketch, frames, rate), "plain tones", _PLAIN_NOTICE
    else:
        name, notice = synth.name, ""
        try:
            played = _listen(synth, _told(sketch, rate, font.name if font else ""), frames)
        finally:
            synth.close()
    samples, gain_db, peak_db = _levelled(_faded(played, rate))
    used = font.name if font and synth else ""
    return Rendering(samples, rate, name, used, gain_db, peak_db, notice)


def encode(rendering: Rendering, kind: Kind = "wav", bits: Bits = 16) -> bytes:
    """Write samples as a file's bytes; raises OutputError when soundfile is missing or the kind is unknown."""
    soundfile = _encoder()
    if kind not in _FORMATS or bits not in get_args(Bits):
        message = f"audio can be {' or '.join(_FORMATS)} with 16 or 24 bits, not {kind!r} with {bits}"
        raise OutputError(message)
    out = BytesIO()
    with soundfile.SoundFile(out, "w", rendering.rate, 2, f"PCM_{bits}", format=_FORMATS[kind]) as file:
        # Second by second: some encoders take memory by the length of one write.
        for begin in range(0, len(rendering.samples), rendering.rate):
            file.write(rendering.samples[begin : begin + rendering.rate])
    return out.getvalue()


def _listen(synth: Synth, told: list[tuple[int, int, int, int, int]], frames: int) -> Samples:
    """Send every event at its block, and listen in between."""
    out = np.zeros((-(-frames // _BLOCK) * _BLOCK, 2), dtype=np.float32)
    now = 0
    for at, channel, kind, first, second in told:
        if at > now:
            out[now:at] = synth.listen(at - now)
            now = at
        synth.send(channel, kind, first, second, is_drum=channel % _CHANNELS_PER_PORT == _DRUM_CHANNEL)
    if len(out) > now:
        out[now:] = synth.listen(len(out) - now)
    return out[:frames]


def _told(sketch: Sketch, rate: int, font: str) -> list[tuple[int, int, int, int, int]]:
    """Everybody's events: frame (a whole number of blocks), channel across all ports, kind and values."""
    last = _frame(sketch, sketch.cue.length, rate) // _BLOCK * _BLOCK
    told = []
    for part, port in zip(sketch.parts, ports(sketch.parts), strict=True):
        channel = part.channel + _CHANNELS_PER_PORT * port
        for at, kind, first, second in _evened(part, sketch.cue.length, font):
            frame = min(last, round(_frame(sketch, at, rate) / _BLOCK) * _BLOCK)
            told.append((frame, channel, kind, first, second))
    told.sort(key=lambda event: event[0])
    return told


def _evened(part: Part, length: int, font: str) -> Iterator[tuple[int, int, int, int]]:
    """A part's events as this font should play them: each program as loud as the others, vibrato within reason."""
    program, volume, is_drum = 0, 0, part.channel == _DRUM_CHANNEL
    for at, _, kind, first, second in events(part, length):
        if kind == CONTROL and first == VOLUME:
            volume = second
            yield at, kind, first, balanced(font, program, volume, is_drum=is_drum)
        elif kind == CONTROL and first == DYNAMICS:
            yield at, kind, first, second // _VIBRATO_SHARE
        else:
            yield at, kind, first, second
        if kind == PROGRAM:
            program = first
            if volume:
                yield at, CONTROL, VOLUME, balanced(font, program, volume, is_drum=is_drum)


def _frame(sketch: Sketch, tick: int, rate: int) -> int:
    """The audio frame nearest to a tick."""
    scale = MICROSECONDS * TICKS_PER_QUARTER
    return (2 * sketch.cue.clock.scaled(tick) * rate + scale) // (2 * scale)


def _faded(samples: Samples, rate: int) -> Samples:
    frames = min(len(samples), round(_FADE_SECONDS * rate))
    out = samples.copy()
    if frames:
        out[-frames:] *= np.linspace(1, 0, frames, dtype=np.float32)[:, None]
    return out


def _levelled(samples: Samples) -> tuple[Samples, float, float]:
    """Bring the peak to the ceiling: samples, gain and peak in dB."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak < _NOTHING:
        return samples, 0.0, round(20 * math.log10(max(peak, _NOTHING / 1000)), 2)
    gain_db = min(_MOST_GAIN_DB, _CEILING_DB - 20 * math.log10(peak))
    raised = samples * np.float32(10 ** (gain_db / 20))
    return raised, round(gain_db, 2), round(gain_db + 20 * math.log10(peak), 2)


def _check(tail: float, rate: int) -> None:
    if not (math.isfinite(tail) and 0 <= tail <= _LONGEST_TAIL):
        message = f"a tail lasts 0 to {_LONGEST_TAIL:.0f} seconds, not {tail}"
        raise OutputError(message)
    if not _SLOWEST_RATE <= rate <= _FASTEST_RATE:
        message = f"audio has {_SLOWEST_RATE} to {_FASTEST_RATE} frames a second, not {rate}"
        raise OutputError(message)


def _encoder() -> Any:
    try:
        import soundfile  # noqa: PLC0415 - optional
    except (ImportError, OSError) as error:
        message = f"audio needs the audio extra: {INSTALL}"
        raise OutputError(message) from error
    return soundfile

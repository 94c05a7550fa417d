"""Synthesizers that may be on this machine, behind one small face.

In order: libfluidsynth of the system; the libfluidsynth that the pygame-ce wheel carries (a private file, so best
effort); tinysoundfont when somebody has installed it. Reverb and chorus are set by us, because their defaults differ
between versions of FluidSynth by several dB.

A process that has used libfluidsynth must not fork: its threads hang the child. Use spawn.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scenescore.errors import OutputError
from scenescore.formats.events import CONTROL, EXPRESSION, NOTE_OFF, NOTE_ON, PROGRAM, VOLUME

__all__ = ["FluidSynth", "Samples", "Synth", "TinySoundFont", "carried_library", "open_synth"]

Samples = NDArray[np.float32]

#: A hall with a soft top, no chorus: the room of an orchestra (design). Size, damping, width, level.
_HALL = (0.6, 0.3, 0.8, 0.7)
_VOICES = 512
_CHANNELS_PER_PORT, _DRUM_BANK = 16, 128
#: Quiet enough inside that no tutti overflows; the level is set afterwards.
_GAIN = 0.2
_PEDAL, _PEDAL_DOWN = 64, 64
_LOG_LEVELS = 5


class Synth(Protocol):
    """Something that turns events into sound. `name` says what it is."""

    name: str

    def send(self, channel: int, kind: int, first: int, second: int, *, is_drum: bool) -> None:
        """Take one event (see `formats.events`)."""
        ...

    def listen(self, frames: int) -> Samples:
        """Play on for so many frames: an array of `frames` rows, left and right."""
        ...

    def close(self) -> None:
        """Let everything go."""
        ...


def open_synth(font: Path | None, rate: int, channels: int) -> Synth | None:
    """Open the best synthesizer of this machine; None when there is none, or no font for it.

    Raises OutputError when the font cannot be played.
    """
    if font is None:
        return None
    if (fluid := _import_fluidsynth()) is not None:
        return FluidSynth(fluid, font, rate, channels)
    if (tiny := _import_tinysoundfont()) is not None:
        return TinySoundFont(tiny, font, rate)
    return None


class FluidSynth:
    """libfluidsynth, driven block by block in floating point, so that nothing clips inside."""

    def __init__(self, fluid: Any, font: Path, rate: int, channels: int) -> None:
        self._fluid = fluid
        _silence(fluid)
        ports = -(-channels // _CHANNELS_PER_PORT)
        self._synth = fluid.Synth(
            gain=_GAIN,
            samplerate=float(rate),
            channels=_CHANNELS_PER_PORT * max(1, ports),
            **{"synth.polyphony": _VOICES, "synth.cpu-cores": 1},
        )
        self._font = self._synth.sfload(str(font))
        if self._font == fluid.FLUID_FAILED:
            self._synth.delete()
            message = f"{font} cannot be read as a soundfont"
            raise OutputError(message)
        room, damping, width, level = _HALL
        self._synth.set_reverb(room, damping, width, level)
        self._synth.set_chorus(0, 0.0, 0.3, 0.0, 0)
        self._write = fluid._fl.fluid_synth_write_float  # noqa: SLF001 - pyfluidsynth has no method for floats
        self._write.argtypes = [ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p, ctypes.c_int, ctypes.c_int] * 2]
        self._write.restype = ctypes.c_int
        self.name = f"FluidSynth {_version(fluid)}"

    def send(self, channel: int, kind: int, first: int, second: int, *, is_drum: bool) -> None:
        """Take one event."""
        if kind == NOTE_ON:
            self._synth.noteon(channel, first, second)
        elif kind == NOTE_OFF:
            self._synth.noteoff(channel, first)
        elif kind == CONTROL:
            self._synth.cc(channel, first, second)
        elif kind == PROGRAM:
            bank = _DRUM_BANK if is_drum else 0
            # A small font may lack a kit or a sound: its first one still keeps time.
            if self._synth.program_select(channel, self._font, bank, first) == self._fluid.FLUID_FAILED:
                self._synth.program_select(channel, self._font, bank, 0)

    def listen(self, frames: int) -> Samples:
        """Play on."""
        out = np.zeros((frames, 2), dtype=np.float32)
        if frames:
            address = out.ctypes.data
            self._write(self._synth.synth, frames, address, 0, 2, address, 1, 2)
        return out

    def close(self) -> None:
        """Let the synthesizer and its font go."""
        self._synth.delete()


class TinySoundFont:
    """tinysoundfont, taught the volume curve and the sustain pedal that General MIDI expects."""

    def __init__(self, tiny: Any, font: Path, rate: int) -> None:
        self._synth = tiny.Synth(gain=-12, samplerate=rate)
        try:
            self._font = self._synth.sfload(str(font), max_voices=_VOICES)
        except Exception as error:
            message = f"{font} cannot be read as a soundfont"
            raise OutputError(message) from error
        self._held: dict[int, list[int]] = {}
        self.name = "tinysoundfont"

    def send(self, channel: int, kind: int, first: int, second: int, *, is_drum: bool) -> None:
        """Take one event."""
        if kind == NOTE_ON:
            self._synth.noteon(channel, first, second)
        elif kind == NOTE_OFF and channel in self._held:
            self._held[channel].append(first)
        elif kind == NOTE_OFF:
            self._synth.noteoff(channel, first)
        elif kind == PROGRAM:
            self._select(channel, first, is_drum=is_drum)
        elif kind == CONTROL and first == _PEDAL:
            self._pedal(channel, is_down=second >= _PEDAL_DOWN)
        elif kind == CONTROL:
            self._control(channel, first, second)

    def listen(self, frames: int) -> Samples:
        """Play on."""
        return np.frombuffer(bytes(self._synth.generate(frames)), dtype=np.float32).reshape(-1, 2)

    def close(self) -> None:
        """Nothing to let go."""

    def _select(self, channel: int, program: int, *, is_drum: bool) -> None:
        for wanted in (program, 0):
            with contextlib.suppress(RuntimeError):
                self._synth.program_select(channel, self._font, 0, wanted, is_drum)
                return

    def _pedal(self, channel: int, *, is_down: bool) -> None:
        if is_down:
            self._held.setdefault(channel, [])
            return
        for key in self._held.pop(channel, []):
            self._synth.noteoff(channel, key)

    def _control(self, channel: int, number: int, value: int) -> None:
        if number not in {VOLUME, EXPRESSION}:
            self._synth.control_change(channel, number, value)
            return
        # Its volume curve is cubic where General MIDI's is square: send the fine value that sounds alike.
        fine = round(16383 * (value / 127) ** (2 / 3))
        self._synth.control_change(channel, number, fine >> 7)
        self._synth.control_change(channel, number + 32, fine & 127)


def carried_library() -> Path | None:
    """Find the libfluidsynth in an installed pygame-ce, without importing pygame."""
    spec = find_spec("pygame")
    if spec is None or not spec.origin:
        return None
    package = Path(spec.origin).parent
    for folder in (package.parent / "pygame_ce.libs", package / ".dylibs", package):
        found = sorted(path for path in folder.glob("*fluidsynth*") if {".so", ".dylib", ".dll"} & set(path.suffixes))
        if found:
            return found[0]
    return None


def _import_fluidsynth() -> Any | None:
    """Import pyfluidsynth with the system's library, else with the carried one."""
    if find_spec("fluidsynth") is None:
        return None
    with contextlib.suppress(ImportError, OSError, AttributeError):
        return _imported()
    library = carried_library()
    if library is None:
        return None
    with contextlib.suppress(ImportError, OSError, AttributeError), _looked_up_as(library):
        return _imported()
    return None


def _imported() -> Any:
    # Under CI pyfluidsynth prints where it found its library, into what may be our JSON.
    with contextlib.redirect_stdout(io.StringIO()):
        import fluidsynth  # noqa: PLC0415 - optional

    return fluidsynth


@contextlib.contextmanager
def _looked_up_as(library: Path) -> Iterator[None]:
    """Answer every search for FluidSynth with one file; pyfluidsynth offers no other way to name it."""
    found = ctypes.util.find_library
    ctypes.util.find_library = lambda name: str(library) if "fluidsynth" in name else found(name)
    try:
        yield
    finally:
        ctypes.util.find_library = found


def _import_tinysoundfont() -> Any | None:
    with contextlib.suppress(ImportError, OSError):
        import tinysoundfont  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - optional

        return tinysoundfont
    return None


def _silence(fluid: Any) -> None:
    """Keep the library's warnings (SDL, ALSA, missing presets) away from the user's terminal."""
    log = fluid._fl.fluid_set_log_function  # noqa: SLF001 - pyfluidsynth has no method for it
    log.argtypes, log.restype = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p], ctypes.c_void_p
    for level in range(_LOG_LEVELS):
        log(level, None, None)


def _version(fluid: Any) -> str:
    numbers = [ctypes.c_int() for _ in range(3)]
    fluid._fl.fluid_version(*(ctypes.byref(number) for number in numbers))  # noqa: SLF001
    return ".".join(str(number.value) for number in numbers)

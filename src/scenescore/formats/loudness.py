"""Measure what is heard: level over time, peak, silence, and how the sound is spread from low to high.

Levels are dB full scale (RMS of both channels together); digital silence is -120.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

__all__ = ["BANDS", "Levels", "measure"]

#: Hz. Mud gathers in `low-mid`, a voice speaks in `mid` and `presence`.
BANDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "sub": (20, 60),
        "bass": (60, 200),
        "low-mid": (200, 500),
        "mid": (500, 2000),
        "presence": (2000, 5000),
        "air": (5000, 20_000),
    },
)
SILENCE_DB = -120.0
_WINDOW = 8192


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured.

    `levels_db` has a value for each `step` seconds; `bands_db` says how strong each band is against the whole.
    """

    step: float
    levels_db: tuple[float, ...]
    peak_db: float
    rms_db: float
    bands_db: Mapping[str, float]


def measure(samples: NDArray[np.float32], rate: int, step: float = 0.1) -> Levels:
    """Measure samples (a row for each frame, a column for each channel).

    >>> tone = np.sin(np.arange(44_100) * 2 * np.pi * 100 / 44_100).astype(np.float32)[:, None]
    >>> found = measure(tone, 44_100)
    >>> round(found.rms_db), max(found.bands_db, key=found.bands_db.get)
    (-3, 'bass')
    """
    sound = np.asarray(samples, dtype=np.float64)
    power = (sound**2).mean(axis=1) if sound.size else np.zeros(0)
    frames = max(1, round(step * rate))
    levels = tuple(_db(float(power[i : i + frames].mean())) for i in range(0, len(power), frames))
    peak = float(np.abs(sound).max(initial=0.0)) ** 2
    whole = float(power.mean()) if power.size else 0.0
    return Levels(step, levels, _db(peak), _db(whole), MappingProxyType(_bands(sound, rate)))


def _bands(sound: NDArray[np.float64], rate: int) -> dict[str, float]:
    """Share of the energy in each band, in dB, from half-overlapping Hann windows."""
    energy = np.zeros(_WINDOW // 2 + 1)
    mono = sound.mean(axis=1) if sound.size else np.zeros(0)
    mono = np.pad(mono, (0, max(0, _WINDOW - len(mono))))
    window = np.hanning(_WINDOW)
    for begin in range(0, len(mono) - _WINDOW + 1, _WINDOW // 2):
        energy += np.abs(np.fft.rfft(mono[begin : begin + _WINDOW] * window)) ** 2
    pitch = np.fft.rfftfreq(_WINDOW, 1 / rate)
    whole = float(energy.sum())
    return {
        name: _db(float(energy[(pitch >= low) & (pitch < high)].sum()) / whole) if whole > 0 else SILENCE_DB
        for name, (low, high) in BANDS.items()
    }


def _db(power: float) -> float:
    return round(max(SILENCE_DB, 10 * float(np.log10(power))), 2) if power > 0 else SILENCE_DB

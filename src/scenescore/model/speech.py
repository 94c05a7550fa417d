"""How much of the music stands where voices are understood: between 300 Hz and 3 kHz, under lines and outside.

The band is MIDI 62 to 103. Levels are dB re one note at full strength in the middle of the band, held all the time.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.time import Seconds

#: The band in Hz, and what counts as silence in dB.
SPEECH_BAND = (300.0, 3000.0)
SILENCE_DB = -80.0


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line of dialogue: its span, the mean energy of the band under it, and how many players sound."""

    start: Seconds
    end: Seconds
    energy_db: float
    players: int


@dataclass(frozen=True, slots=True)
class SpeechRoom:
    """Mean energy of the band under all lines and outside them (None: somebody speaks all the time)."""

    under_db: float
    outside_db: float | None
    lines: tuple[SpokenLine, ...]

    @property
    def difference_db(self) -> float | None:
        """How much less energy stands in the band under the lines."""
        return None if self.outside_db is None else round(self.outside_db - self.under_db, 2) + 0.0

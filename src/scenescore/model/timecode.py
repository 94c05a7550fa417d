"""Frame rates and timecode: labels on film frames, and the exact moment at which a frame begins.

Frames are whole numbers from 0 at 00:00:00:00; moments are exact rational seconds. At 29.97 and 59.94 frames a second
a label runs slower than a clock. Drop-frame counting (SMPTE ST 12-1) skips labels, never frames: the first 2 labels
of every minute (4 at 59.94) but each tenth do not exist.

A `;` or `.` before the frames says drop-frame and is refused at a rate that does not drop. A `:` is accepted at every
rate, because many editors print it everywhere: the scene's frame rate then says how it is counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from scenescore.model.time import Seconds

_MINUTE, _HOUR, _DAY_HOURS = 60, 3600, 24
#: Every tenth minute keeps all its labels.
_KEPT = 10
_LABEL = re.compile(r"([0-9]{1,2})([:;])([0-9]{2})\2([0-9]{2})([:;.])([0-9]{2})", re.ASCII)
_DROP_SIGNS = ";."


@dataclass(frozen=True, slots=True)
class FrameRate:
    """How a picture counts: exact frames a second, labels a second, labels dropped a minute (0 for none).

    `smpte` is the rate code of a MIDI file's SMPTE offset (0: 24, 1: 25, 2: 29.97 drop-frame, 3: 30) and `smpte_step`
    how many frames share one of its frames (2 at 48 and more).
    """

    name: str
    fps: Fraction
    nominal: int
    drop: int
    smpte: int
    smpte_step: int = 1

    @property
    def is_drop(self) -> bool:
        """Whether labels are dropped."""
        return self.drop > 0

    @property
    def day(self) -> int:
        """Frames in twenty-four hours of timecode.

        >>> rate("29.97df").day
        2589408
        """
        minutes = _DAY_HOURS * _MINUTE
        return minutes * _MINUTE * self.nominal - self.drop * (minutes - minutes // _KEPT)


_NTSC = Fraction(1000, 1001)
#: Every frame rate that a scene may have, by name.
FRAME_RATES: Mapping[str, FrameRate] = MappingProxyType(
    {
        each.name: each
        for each in (
            FrameRate("23.976", 24 * _NTSC, 24, 0, 0),
            FrameRate("24", Fraction(24), 24, 0, 0),
            FrameRate("25", Fraction(25), 25, 0, 1),
            FrameRate("29.97", 30 * _NTSC, 30, 0, 3),
            FrameRate("29.97df", 30 * _NTSC, 30, 2, 2),
            FrameRate("30", Fraction(30), 30, 0, 3),
            FrameRate("48", Fraction(48), 48, 0, 0, 2),
            FrameRate("50", Fraction(50), 50, 0, 1, 2),
            FrameRate("59.94", 60 * _NTSC, 60, 0, 3, 2),
            FrameRate("59.94df", 60 * _NTSC, 60, 4, 2, 2),
            FrameRate("60", Fraction(60), 60, 0, 3, 2),
        )
    },
)
#: Other ways to write a rate.
_ALSO = MappingProxyType({"23.98": "23.976", "29.97ndf": "29.97", "59.94ndf": "59.94"})


def rate(name: str) -> FrameRate:
    """Look a frame rate up; raises ValueError when there is none of that name.

    >>> rate("29.97df").fps
    Fraction(30000, 1001)
    """
    plain = name.strip().lower().replace(" ", "").replace("-", "")
    found = FRAME_RATES.get(_ALSO.get(plain, plain))
    if found is None:
        message = f"no frame rate is called {name!r}"
        raise ValueError(message)
    return found


def label_fault(label: str, at: FrameRate) -> str:
    """Say why no frame bears a label at this rate; nothing when one does.

    >>> label_fault("00:01:00:00", rate("29.97df"))
    'does not exist at 29.97df: drop-frame skips it'
    """
    found = _LABEL.fullmatch(label.strip())
    if not found:
        return "is not a timecode HH:MM:SS:FF"
    hours, minutes, secs, frames = _parts(found)
    for part, unit, bound in (
        (hours, "hours", _DAY_HOURS),
        (minutes, "minutes", _MINUTE),
        (secs, "seconds", _MINUTE),
        (frames, "frames", at.nominal),
    ):
        if part >= bound:
            return f"does not exist at {at.name}: {unit} go from 00 to {bound - 1}"
    if (found[2] in _DROP_SIGNS or found[5] in _DROP_SIGNS) and not at.is_drop:
        return f"is drop-frame, but the frame rate {at.name} drops nothing"
    if secs == 0 and frames < at.drop and minutes % _KEPT:
        return f"does not exist at {at.name}: drop-frame skips it"
    return ""


def frame_of(label: str, at: FrameRate) -> int:
    """Count the frames before a timecode label; raises ValueError when no frame bears it at this rate.

    >>> frame_of("00:01:00;02", rate("29.97df"))
    1800
    """
    found = _LABEL.fullmatch(label.strip())
    fault = label_fault(label, at)
    if fault or not found:
        message = f"{label!r} {fault}"
        raise ValueError(message)
    hours, minutes, secs, frames = _parts(found)
    all_minutes = _MINUTE * hours + minutes
    labels = (_MINUTE * all_minutes + secs) * at.nominal + frames
    return labels - at.drop * (all_minutes - all_minutes // _KEPT)


def _parts(found: re.Match[str]) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds and frames as they are written."""
    return int(found[1]), int(found[3]), int(found[4]), int(found[6])


def likely_label(text: str, at: FrameRate) -> str:
    """Guess which timecode was meant by something that is none: digits in threes or fours of pairs; else nothing.

    >>> likely_label("1:14:20", rate("24")), likely_label("00:01:00;00", rate("29.97df"))
    ('01:14:20:00', '00:01:00;02')
    """
    pairs = re.findall("[0-9]+", text)
    if len(pairs) not in {3, 4} or any(len(pair) > 2 for pair in pairs):  # noqa: PLR2004 - with or without frames
        return ""
    hours, minutes, secs, frames = (f"{int(pair):02}" for pair in [*pairs, "0"][:4])
    sign = ";" if at.is_drop else ":"
    guesses = (f"{hours}:{minutes}:{secs}{sign}{each}" for each in (frames, f"{at.drop:02}"))
    return next((guess for guess in guesses if not label_fault(guess, at)), "")


def label_of(frame: int, at: FrameRate) -> str:
    """Write the timecode of a frame; drop-frame is marked by `;`. After twenty-four hours it begins again.

    >>> label_of(1800, rate("29.97df")), label_of(1800, rate("24"))
    ('00:01:00;02', '00:01:15:00')
    """
    hours, minutes, secs, frames = clock_of(frame, at)
    return f"{hours:02}:{minutes:02}:{secs:02}{';' if at.is_drop else ':'}{frames:02}"


def clock_of(frame: int, at: FrameRate) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds and frames of a frame's label."""
    count = frame % at.day
    if at.is_drop:
        in_minute = _MINUTE * at.nominal - at.drop
        tens, rest = divmod(count, _KEPT * in_minute + at.drop)
        later = (rest - at.drop) // in_minute if rest >= at.drop else 0
        count += at.drop * ((_KEPT - 1) * tens + later)
    whole, frames = divmod(count, at.nominal)
    return whole // _HOUR, whole // _MINUTE % _MINUTE, whole % _MINUTE, frames


def seconds_of(frame: int, at: FrameRate) -> Seconds:
    """The moment at which a frame begins, counted from frame 0.

    >>> seconds_of(107892, rate("29.97df"))
    Fraction(8999991, 2500)
    """
    return Seconds(frame / at.fps)


def nearest_frame(moment: Fraction, at: FrameRate) -> int:
    """The frame whose beginning is nearest to a moment."""
    return round(moment * at.fps)


def smpte_offset(frame: int, at: FrameRate) -> tuple[int, int, int, int, int, int]:
    """Rate code, hours, minutes, seconds, frames and hundredths of a frame for a MIDI file's SMPTE offset.

    >>> smpte_offset(frame_of("01:00:00:25", rate("50")), rate("50"))
    (1, 1, 0, 0, 12, 50)
    """
    hours, minutes, secs, frames = clock_of(frame, at)
    whole, rest = divmod(frames, at.smpte_step)
    return at.smpte, hours, minutes, secs, whole, rest * 100 // at.smpte_step

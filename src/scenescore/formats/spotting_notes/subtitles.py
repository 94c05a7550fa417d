"""SRT and WebVTT: when somebody speaks, read by pysubs2.

Lines of sound effects (`[door slams]`, `(sighs)`) and of song are nobody's speech. Lines without length are dropped,
and pauses shorter than a quarter of a second are no gaps: nobody can place music there.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scenescore.errors import OutputError, SceneError
from scenescore.formats.spotting_notes.sheet import MOST_BYTES, decoded, refuse
from scenescore.model.time import Seconds

__all__ = ["Lines", "read_subtitles"]

_SOUND = re.compile(r"\[[^\]]{0,500}\]|\([^)]{0,500}\)|[♪♫][^♪♫]{0,2000}[♪♫]?")
_SHORTEST_GAP = Seconds(Fraction(1, 4))
_MILLISECONDS = 1000
#: A day of milliseconds: later times are a slip of the pen.
_LATEST = 86_400_000


@dataclass(frozen=True, slots=True)
class Lines:
    """Spans of speech in order, on the clock of their file, and notes of what was left out."""

    spans: tuple[tuple[Seconds, Seconds], ...]
    notes: tuple[str, ...] = ()


def read_subtitles(data: bytes, source: str = "") -> Lines:
    r"""Read spans of speech out of the bytes of an SRT or WebVTT file.

    >>> read_subtitles(b"1\n00:00:01,000 --> 00:00:02,500\nYou came.").spans
    ((Fraction(1, 1), Fraction(5, 2)),)

    Raises:
        SceneError: when nothing can be read; `source` stands before the fault.
        OutputError: when pysubs2 is not installed.
    """
    try:
        if len(data) > MOST_BYTES:
            refuse("file", "is too large for subtitles", "", f"at most {MOST_BYTES // 1_000_000} MB")
        text, notes = decoded(data)
        if "-->" not in text:
            refuse("file", "holds no subtitles", "", "SRT or WebVTT: lines such as 00:00:01,000 --> 00:00:02,500")
        spans, left_out = _spans(_events(text))
    except SceneError as error:
        raise SceneError(error.problems, source) from None
    return Lines(spans, notes + left_out)


def _events(text: str) -> list[Any]:
    """The cues of a file, as pysubs2 sees them."""
    try:
        import pysubs2  # noqa: PLC0415 - optional
    except ImportError as error:
        message = 'reading subtitles needs pysubs2: pip install "scenescore[timelines]"'
        raise OutputError(message) from error
    kind = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # newer versions guess aloud at lines that they passed over
            return list(pysubs2.SSAFile.from_string(text, format_=kind))
    except Exception as error:  # noqa: BLE001 - a foreign reader raises whatever a broken file makes of it
        refuse("file", f"is no {kind.upper()} that can be read: {' '.join(str(error).split())[:120]}")


def _spans(events: list[Any]) -> tuple[tuple[tuple[Seconds, Seconds], ...], tuple[str, ...]]:
    """Spoken spans, melted where they touch, and what was left out."""
    spoken = [each for each in events if any(letter.isalnum() for letter in _SOUND.sub("", each.plaintext))]
    whole = sorted((each.start, each.end) for each in spoken if 0 <= each.start < each.end <= _LATEST)
    if not whole:
        refuse("file", "holds no line of speech with a length")
    spans: list[tuple[Seconds, Seconds]] = []
    for start, end in whole:
        begin, until = (Seconds(Fraction(each, _MILLISECONDS)) for each in (start, end))
        if spans and begin - spans[-1][1] < _SHORTEST_GAP:
            spans[-1] = (spans[-1][0], max(until, spans[-1][1]))
        else:
            spans.append((begin, until))
    counts = {"of sound or song": len(events) - len(spoken), "without a length": len(spoken) - len(whole)}
    return tuple(spans), tuple(
        f"{count} subtitle{'s' * (count > 1)} {what} left out" for what, count in counts.items() if count
    )

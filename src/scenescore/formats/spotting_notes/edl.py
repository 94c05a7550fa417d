"""CMX3600 edit lists: locators (`* LOC: 01:00:04:12 RED door slams`), and Resolve's `Timeline Markers to EDL`.

Resolve writes each marker as an event with a line `the note |C:ResolveColorRed |M:door slams |D:1` below it; `D` is its
length in frames, and a note may take several lines. Events give the timeline's start and end. The frame rate is not in
the file; `FCM: DROP FRAME` says how 29.97 counts. Lines of other kinds are passed over, as every reader of such lists
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenescore.formats.spotting_notes.sheet import Labels, Marker, Sheet, counting, decoded, refuse
from scenescore.model.time import Seconds
from scenescore.model.timecode import seconds_of

__all__ = ["is_edl", "read_edl"]

_CODE = r"[0-9]{1,2}[:;][0-9]{2}[:;][0-9]{2}[:;.][0-9]{2}"
_EVENT = re.compile(rf"\s*[0-9]{{1,6}}\s.*\s({_CODE})\s+({_CODE})\s+({_CODE})\s+({_CODE})\s*")
_HEAD = re.compile(r"^(TITLE|FCM):", re.MULTILINE)
_LOCATOR = re.compile(r"\*\s*LOC:\s*(\S+)\s*(\S*)\s*(.*)")
_RESOLVE = re.compile(r"(.*?)\|C:(\w*)(?:\s*\|M:(.*?))?(?:\s*\|D:([0-9]{1,9}))?\s*")
_LONGEST_LINE = 2000
#: Colours that programs write before a locator's text; another word belongs to the text.
_COLOURS = frozenset({
    "red", "green", "blue", "cyan", "magenta", "yellow", "black", "white", "orange", "pink", "purple", "violet",
    "brown", "gold", "grey", "gray", "lavender",
})  # fmt: skip

Lines = list[tuple[int, str]]


def is_edl(text: str) -> bool:
    """Whether a text looks like an edit list."""
    return bool(_HEAD.search(text[:2000])) or any(_event(line) for line in text.splitlines()[:50])


def read_edl(data: bytes, asked: str = "") -> Sheet:
    r"""Read locators and Resolve's markers; `asked` is the frame rate.

    >>> read_edl(b"TITLE: Reel 1\n* LOC: 01:00:04:12 RED door slams", "24").markers[0].name
    'door slams'

    Raises:
        SceneError: when the rate is needed, a timecode is wrong, or no marker is there.
    """
    text, notes = decoded(data)
    lines = [(number, line[:_LONGEST_LINE]) for number, line in enumerate(text.splitlines(), 1)]
    modes = [line.upper() for _, line in lines if line.startswith("FCM:")]
    is_drop = bool(modes) and "DROP" in modes[0] and "NON" not in modes[0]
    at, assumed = counting(_codes(lines), asked, "an edit list", is_drop=is_drop)
    labels = Labels(at)
    found = [*_locators(lines, labels), *_resolve(lines, labels)]
    spans = list(_events(lines, labels))
    labels.check()
    if not found:
        wanted = "lines such as `* LOC: 01:00:04:12 RED door slams`, or markers exported with the list"
        refuse("file", "is an edit list without markers", "", wanted)
    title = next((line[6:].strip() for _, line in lines if line.startswith("TITLE:")), "")
    title = "" if title.startswith("(") else title  # Resolve writes ( no title )
    is_cut = any(_LOCATOR.search(line) for _, line in lines) and bool(spans)
    return Sheet(
        tuple(found),
        at.name,
        start=min(begin for begin, _ in spans) if is_cut else None,
        end=max(end for _, end in spans) if is_cut else None,
        title=title,
        notes=notes + assumed,
    )


def _event(line: str) -> tuple[str, ...] | None:
    """The four timecodes of an event: source in and out, record in and out."""
    found = _EVENT.fullmatch(line[:_LONGEST_LINE])
    return found.groups() if found else None


def _codes(lines: Lines) -> Iterator[str]:
    """The timecodes that say how the timeline counts."""
    for _, line in lines:
        locator, event = _LOCATOR.search(line), _event(line)
        if locator:
            yield locator[1]
        elif event:
            yield from event[2:]


def _locators(lines: Lines, labels: Labels) -> Iterator[Marker]:
    for number, line in lines:
        found = _LOCATOR.search(line)
        if found:
            colour = found[2].lower() if found[2].lower() in _COLOURS else ""
            name = found[3] if colour else f"{found[2]} {found[3]}"
            yield Marker(labels.moment(found[1], f"line {number}"), name.strip(), colour=colour)


def _events(lines: Lines, labels: Labels) -> Iterator[tuple[Seconds, Seconds]]:
    for number, line in lines:
        event = _event(line)
        if event:
            yield labels.moment(event[2], f"line {number}"), labels.moment(event[3], f"line {number}")


def _resolve(lines: Lines, labels: Labels) -> Iterator[Marker]:
    """Markers whose line stands below the event that gives their place."""
    where, above = "", list[str]()
    for number, line in lines:
        event, found = _event(line), _RESOLVE.fullmatch(line)
        if event:
            where, above = event[2], []
        elif found:
            at = labels.moment(where, f"line {number}, the event above it")
            colour = found[2].removeprefix("ResolveColor").lower()
            length = seconds_of(_lasting(found[4]), labels.at)
            note = " ".join([*above, found[1]])
            yield Marker(at, (found[3] or "").strip(), note.strip(" *"), colour, length)
        else:
            above.append(line)


def _lasting(frames: str | None) -> int:
    """Frames that a marker lasts; one frame is a moment."""
    count = int(frames or 0)
    return count if count > 1 else 0

"""Lists of markers as editors write them: one small writer a kind, for any frames at any rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from scenescore.model.timecode import FrameRate, label_of, seconds_of

SAMPLES = Path(__file__).parent / "samples" / "spotting_notes"
MALFORMED = SAMPLES / "malformed"

Frames = Sequence[int]


def locators(frames: Frames, at: FrameRate) -> bytes:
    """Avid's edit list."""
    head = f"TITLE: R1\nFCM: {'DROP FRAME' if at.is_drop else 'NON-DROP FRAME'}\n\n"
    return (head + "".join(f"* LOC: {label_of(each, at)} RED     m{each}\n" for each in frames)).encode()


def resolve(frames: Frames, at: FrameRate) -> bytes:
    """Resolve's `Timeline Markers to EDL`."""
    rows = "".join(
        f"{number:03}  001      V     C        {label_of(each, at)} {label_of(each + 1, at)} "
        f"{label_of(each, at)} {label_of(each + 1, at)}  \n |C:ResolveColorBlue |M:m{each} |D:1\n\n"
        for number, each in enumerate(frames, 1)
    )
    return f"TITLE: R1\nFCM: {'DROP FRAME' if at.is_drop else 'NON-DROP FRAME'}\n\n{rows}".encode()


def premiere(frames: Frames, at: FrameRate) -> bytes:
    """Premiere's CSV, which writes `;` everywhere when it counts drop-frame."""
    codes = [label_of(each, at).replace(":", ";") if at.is_drop else label_of(each, at) for each in frames]
    rows = [f"m{each}\t\t{code}\t{code}\t\tComment" for each, code in zip(frames, codes, strict=True)]
    head = "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type"
    return "\r\n".join([head, *rows, ""]).encode("utf-16")


def avid(frames: Frames, at: FrameRate) -> bytes:
    """Avid's text."""
    return "".join(f"ada\t{label_of(each, at)}\tV1\tred\tm{each}\t1\n" for each in frames).encode()


def reaper(frames: Frames, at: FrameRate) -> bytes:
    """REAPER's CSV, in minutes and seconds to the millisecond."""
    rows = []
    for number, each in enumerate(frames, 1):
        ms = round(seconds_of(each, at) * 1000)
        rows.append(f"M{number},m{each},{ms // 60000}:{ms // 1000 % 60:02}.{ms % 1000:03},,")
    return "\n".join(["#,Name,Start,End,Length", *rows]).encode()


def fcpxml(frames: Frames, at: FrameRate) -> bytes:
    """Final Cut: one clip that holds all markers on a clock of its own, ten seconds ahead."""
    step = 1 / at.fps
    first, ahead = frames[0], round(10 * at.fps)

    def time(count: int) -> str:
        moment = count * step
        return f"{moment.numerator}/{moment.denominator}s"

    lasts = frames[-1] - first + 1
    marks = "".join(f'<marker start="{time(each - first + ahead)}" value="m{each}"/>' for each in frames)
    clip = f'<clip offset="{time(first)}" start="{time(ahead)}" duration="{time(lasts)}">{marks}</clip>'
    return (
        '<?xml version="1.0"?><fcpxml version="1.10">'
        f'<resources><format id="r1" frameDuration="{time(1)}"/></resources>'
        f'<project name="R1"><sequence format="r1" tcStart="{time(first)}" tcFormat="{"DF" if at.is_drop else "NDF"}" '
        f'duration="{time(lasts)}"><spine>{clip}</spine></sequence></project></fcpxml>'
    ).encode()


def fcp7(frames: Frames, at: FrameRate) -> bytes:
    """Premiere's XML."""
    rate = f"<rate><timebase>{at.nominal}</timebase><ntsc>{str(at.fps != at.nominal).upper()}</ntsc></rate>"
    marks = "".join(f"<marker><name>m{each}</name><in>{each - frames[0]}</in><out>-1</out></marker>" for each in frames)
    return (
        f'<?xml version="1.0"?><!DOCTYPE xmeml><xmeml version="4"><sequence><name>R1</name>{rate}'
        f"<timecode>{rate}<frame>{frames[0]}</frame><displayformat>{'DF' if at.is_drop else 'NDF'}</displayformat>"
        f"</timecode><media><video><track/></video></media>{marks}</sequence></xmeml>"
    ).encode()


def timeline(frames: Frames, at: FrameRate) -> bytes:
    """OpenTimelineIO, written by its own library."""

    def time(count: int) -> Any:
        return otio.opentime.RationalTime(count, float(at.fps))

    made = otio.schema.Timeline("R1", global_start_time=time(frames[0]))
    for each in frames:
        span = otio.opentime.TimeRange(time(each - frames[0]), time(0))
        made.tracks.markers.append(otio.schema.Marker(f"m{each}", span))
    return str(otio.adapters.write_to_string(made, "otio_json")).encode()


#: Kind in the table, writer.
WRITERS: dict[str, tuple[str, Callable[[Frames, FrameRate], bytes]]] = {
    "locators": ("edl", locators),
    "resolve": ("edl", resolve),
    "premiere": ("premiere", premiere),
    "avid": ("avid", avid),
    "reaper": ("reaper", reaper),
    "fcpxml": ("fcpxml", fcpxml),
    "fcp7": ("fcp7", fcp7),
    "otio": ("otio", timeline),
}
MILLISECOND = Fraction(1, 1000)

"""Which lists of markers can be read: one row a kind. A new reader is a module and a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scenescore.errors import SceneError
from scenescore.formats.spotting_notes.avid import is_avid, read_avid
from scenescore.formats.spotting_notes.edl import is_edl, read_edl
from scenescore.formats.spotting_notes.fcpxml import is_fcpxml, read_fcpxml
from scenescore.formats.spotting_notes.otio_timeline import is_fcp7, is_otio, read_fcp7, read_otio
from scenescore.formats.spotting_notes.premiere import is_premiere, read_premiere
from scenescore.formats.spotting_notes.reaper import is_reaper, read_reaper
from scenescore.formats.spotting_notes.sheet import MOST_BYTES, Sheet, decoded, frame_rate, refuse
from scenescore.model.entries import shown
from scenescore.model.words import kebab, nearest

__all__ = ["MARKER_KINDS", "MarkerKind", "read_markers"]

_CUE = re.compile(r"[0-9] --> [0-9]")
_AFTER_ALL = "export the markers as an edit list (EDL), XML, or a text or CSV list"
#: How files begin that hold no text.
_BINARY = {b"PK": "a zip archive", b"\xd0\xcf\x11\xe0": "an AAF", b"\x1f\x8b": "a compressed project"}


@dataclass(frozen=True, slots=True)
class MarkerKind:
    """A kind of list: what it is called, how such files end, whether a text is one, and its reader.

    The reader takes the file's bytes and the name of the frame rate that the user asks for (or nothing).
    """

    words: str
    suffixes: tuple[str, ...]
    is_in: Callable[[str], bool]
    read: Callable[[bytes, str], Sheet]


#: In the order in which they are tried.
MARKER_KINDS: Mapping[str, MarkerKind] = MappingProxyType(
    {
        "otio": MarkerKind("OpenTimelineIO", (".otio",), is_otio, read_otio),
        "fcpxml": MarkerKind("Final Cut Pro XML", (".fcpxml",), is_fcpxml, read_fcpxml),
        "fcp7": MarkerKind("Premiere or Final Cut 7 XML", (".xml",), is_fcp7, read_fcp7),
        "premiere": MarkerKind("Premiere's marker list", (".csv",), is_premiere, read_premiere),
        "reaper": MarkerKind("REAPER's regions and markers", (".csv",), is_reaper, read_reaper),
        "avid": MarkerKind("Avid's marker list", (), is_avid, read_avid),
        "edl": MarkerKind("edit list (EDL) of Resolve, Avid and others", (".edl",), is_edl, read_edl),
    },
)


def read_markers(data: bytes, kind: str = "", rate: str = "", source: str = "") -> Sheet:
    r"""Read a list of markers out of a file's bytes.

    `kind` is a row of `MARKER_KINDS` (left out: seen from the content, then from the end of the name `source`);
    `rate` the frame rate of kinds that do not say it.

    >>> sheet = read_markers(b"#,Name,Start\nM1,door slams,0:12.500")
    >>> sheet.markers[0].name, sheet.markers[0].at
    ('door slams', Fraction(25, 2))

    Raises:
        SceneError: with every fault that was seen; `source` stands before each.
        OutputError: when a library is missing.
    """
    try:
        if len(data) > MOST_BYTES:
            allowed = f"at most {MOST_BYTES // 1_000_000} MB; export the markers alone, as a list or an EDL"
            refuse("file", "is too large for a list of markers", "", allowed)
        if rate:
            frame_rate(rate)
        return MARKER_KINDS[_known(kind) if kind else _recognised(data, source)].read(data, rate)
    except SceneError as error:
        raise SceneError(error.problems, source) from None


def _known(kind: str) -> str:
    """A kind by its name, in capitals or as the ending of a file too; raises SceneError."""
    wanted = kebab(kind).removeprefix(".")
    if wanted not in MARKER_KINDS:
        known = " ".join(MARKER_KINDS)
        refuse("--markers-kind", "is not a known kind", shown(kind), known, nearest(wanted, MARKER_KINDS))
    return wanted


def _recognised(data: bytes, source: str) -> str:
    """The kind of a file by its content, else by its name; raises SceneError."""
    is_archive = next((words for mark, words in _BINARY.items() if data.startswith(mark)), "")
    if is_archive:
        refuse("file", f"is {is_archive}, not a list of markers", "", _AFTER_ALL)
    text, _ = decoded(data)
    ending = Path(source).suffix.lower()
    named = [name for name, kind in MARKER_KINDS.items() if ending in kind.suffixes]
    found = next((name for name, kind in MARKER_KINDS.items() if kind.is_in(text)), "")
    if not found and _CUE.search(text):
        refuse("file", "is a file of subtitles", "", "--subtitles FILE")
    if not found and len(named) != 1:
        known = ", ".join(kind.words for kind in MARKER_KINDS.values())
        refuse("file", "is no list of markers that scenescore knows", shown(text.strip()[:40]), known)
    return found or named[0]

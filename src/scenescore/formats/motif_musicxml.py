"""A composer's own theme out of a MusicXML file: the top voice of the first part, as it sounds, with key and meter.

The file is a stranger's: what it unpacks to, how many notes it holds and whether it declares entities is looked at
before music21 may read it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from scenescore.formats.own_motif import MOST_BYTES, OwnMotif, beats
from scenescore.model.metre import Meter
from scenescore.model.notation import HIGHEST, LOWEST, MOST_NOTES, read_motif
from scenescore.model.pitch import MAJOR, Key

__all__ = ["musicxml_motif"]

_ZIP = b"PK"
_MOST_FILES, _MOST_ELEMENTS = 64, 4000
#: Lengths are counted in such parts of a quarter: triplets, quintuplets and 32nds stay what they are.
_GRID = 480
_UNREADABLE = "is not a MusicXML file that can be read"
_SIGNS = {"-": "b", "#": "#", "--": "bb", "##": "##", "": ""}
_C_MAJOR = Key(0, "ionian", MAJOR)

#: Start and end on the grid, MIDI number, and the name as the file spells it.
Note = tuple[int, int, int, str]


def musicxml_motif(data: bytes) -> OwnMotif:
    """Read a motif out of a MusicXML file, plain or compressed; raises ValueError with a sentence."""
    part = _first_part(_safe(_unpacked(data) if data.startswith(_ZIP) else data))
    notes = sorted(_notes(part), key=lambda note: (note[0], -note[2]))
    if not notes:
        message = "has no notes in its first part"
        raise ValueError(message)
    text = " ".join(_words(_joined(notes)))
    read_motif(text)
    return OwnMotif(text, _key(part), _meter(part))


def _unpacked(data: bytes) -> bytes:
    """The score inside a compressed file."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = [each for each in packed.namelist()[:_MOST_FILES] if _is_score(each)]
            if names:
                with packed.open(names[0]) as file:
                    return file.read(MOST_BYTES + 1)
    except Exception as error:  # each way of packing has errors of its own
        raise ValueError(_UNREADABLE) from error
    message = "is a compressed file without a score"
    raise ValueError(message)


def _is_score(name: str) -> bool:
    return name.lower().endswith((".musicxml", ".xml")) and not name.startswith("META-INF/")


def _safe(data: bytes) -> str:
    """The text of a score that cannot do harm."""
    if len(data) > MOST_BYTES:
        message = "is too large for a motif"
        raise ValueError(message)
    try:
        is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(_UNREADABLE) from error
    if "<!ENTITY" in text:
        message = "declares entities, which a score does not need"
        raise ValueError(message)
    if text.count("<note") > _MOST_ELEMENTS or text.count("<measure") > _MOST_ELEMENTS:
        message = "is too long for a motif"
        raise ValueError(message)
    if "<score-partwise" not in text and "<score-timewise" not in text:
        raise ValueError(_UNREADABLE)
    return text


def _first_part(text: str) -> Any:
    """Let music21 read the score, whatever it may hold; the first part as it sounds."""
    from music21 import converter  # noqa: PLC0415 - heavy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            score: Any = converter.parseData(text, format="musicxml")
            return score.parts[0].toSoundingPitch().stripTies()
    except Exception as error:
        raise ValueError(_UNREADABLE) from error


def _notes(part: Any) -> Iterator[Note]:
    """The notes of each measure's first voice; of a chord the highest."""
    measures = list(part.getElementsByClass("Measure")) or [part]
    for measure in measures:
        voices = list(measure.voices)
        for each in (voices[0] if voices else measure).notes:
            pitches = [pitch for pitch in getattr(each, "pitches", ()) if each.quarterLength > 0]
            if not pitches:
                continue
            top = max(pitches, key=lambda pitch: pitch.ps)
            begin = Fraction(measure.offset if measure is not part else 0) + Fraction(each.offset)
            length = Fraction(each.quarterLength)
            start, end = round(begin * _GRID), round((begin + length) * _GRID)
            yield start, max(start + 1, end), int(top.midi), _name(top)


def _name(pitch: Any) -> str:
    """A pitch as it is spelled in a motif."""
    sign = pitch.name[1:]
    midi = int(pitch.midi)
    if not LOWEST <= midi <= HIGHEST:
        message = "has a note out of reach (C0 to C9)"
        raise ValueError(message)
    return f"{pitch.step}{_SIGNS[sign]}{pitch.octave}" if sign in _SIGNS else str(_C_MAJOR.pitch(midi))


def _joined(notes: list[Note]) -> list[Note]:
    """One voice: the highest of notes that start together, each letting go when the next one starts."""
    line = [note for before, note in zip([None, *notes], notes, strict=False) if not before or before[0] != note[0]]
    line = line[: MOST_NOTES + 1]
    ends = [*(note[0] for note in line[1:]), line[-1][1]]
    return [(start, min(end, until), midi, name) for (start, end, midi, name), until in zip(line, ends, strict=True)]


def _words(notes: list[Note]) -> Iterable[str]:
    """Write notes and the rests between them."""
    now = notes[0][0]
    for start, end, _, name in notes:
        if start > now:
            yield f"r:{beats(start - now, _GRID)}"
        yield f"{name}:{beats(end - start, _GRID)}"
        now = end


def _key(part: Any) -> str:
    """The first key that names its mode."""
    found = next(iter(part.recurse().getElementsByClass("Key")), None)
    if found is None or found.mode not in {"major", "minor"}:
        return ""
    tonic = found.tonic.name
    return f"{tonic[0].upper()}{_SIGNS.get(tonic[1:], '')} {found.mode}"


def _meter(part: Any) -> str:
    """The first meter."""
    found = next(iter(part.recurse().getElementsByClass("TimeSignature")), None)
    text = str(getattr(found, "ratioString", ""))
    try:
        Meter.parse(text)
    except ValueError:
        return ""
    return text

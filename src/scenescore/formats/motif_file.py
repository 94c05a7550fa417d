"""A composer's own theme out of a MIDI or a MusicXML file, as the text of a motif.

Of a MIDI file the first track that has notes is read as one voice: where notes sound together, the highest is the tune.
Lengths are taken to the nearest 24th of a quarter, so that triplets and sixteenths stay what they are; small gaps
between notes are articulation, not rests. Its meter is taken as it stands there, its key unless that is C major, which
programs write where nobody has said a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from scenescore.formats.own_motif import MOST_BYTES, OwnMotif, beats
from scenescore.model.metre import Meter
from scenescore.model.notation import HIGHEST, LOWEST, MOST_NOTES, read_motif
from scenescore.model.pitch import MAJOR, Key, fifths_of_name

#: What a motif may be read from.
WANTED = "a MIDI or MusicXML file (.mid, .musicxml, .xml, .mxl)"
_MUSICXML = frozenset({".musicxml", ".xml", ".mxl"})

_MOST_TRACKS, _MOST_QUARTERS = 64, 10_000
_HEADER = 14
#: Lengths are counted in such parts of a quarter.
_GRID = 24
#: Gaps shorter than this (in 24ths of a quarter) are articulation.
_BREATH = 6
_MINOR_TO_MAJOR = -3
#: The key of a file in which nobody has said one.
_UNSAID = "C"

Note = tuple[int, int, int]


def motif_at(path: Path) -> OwnMotif:
    """Read a motif out of a file on the disk; raises OSError, or ValueError with a sentence."""
    if not path.is_file():
        message = f"is not there (looked for in {path.parent})"
        raise ValueError(message)
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        message = "is too large for a motif"
        raise ValueError(message)
    if path.suffix.lower() in _MUSICXML:
        from scenescore.formats.motif_musicxml import musicxml_motif  # noqa: PLC0415 - few bring a score

        return musicxml_motif(data)
    return midi_motif(data)


def motif_text(data: bytes) -> str:
    """Read the notes of a motif (`E4:1 B4:1.5`); raises ValueError with a sentence when the file holds none."""
    return midi_motif(data).text


def midi_motif(data: bytes) -> OwnMotif:
    """Read a motif out of a MIDI file; raises ValueError with a sentence when it holds none."""
    if len(data) > MOST_BYTES:
        message = "is too large for a motif"
        raise ValueError(message)
    division = int.from_bytes(data[12:_HEADER], "big", signed=True)
    if data[:4] != b"MThd" or len(data) < _HEADER or division <= 0:
        message = "is not a MIDI file that counts in quarter notes"
        raise ValueError(message)
    tracks = _tracks(data, division)
    key = _key(tracks)
    tonic = fifths_of_name(key.removesuffix("m")) + (_MINOR_TO_MAJOR if key.endswith("m") else 0)
    text = " ".join(_words(_tune(tracks, division), Key(tonic, "ionian", MAJOR)))
    read_motif(text)
    mode = "minor" if key.endswith("m") else "major"
    return OwnMotif(text, "" if key == _UNSAID else f"{key.removesuffix('m')} {mode}", _meter(tracks))


def _key(tracks: list[Any]) -> str:
    """The first key that a file names, such as C#m; C major where it names none."""
    return next((str(message.key) for track in tracks for message in track if message.type == "key_signature"), _UNSAID)


def _meter(tracks: list[Any]) -> str:
    """The first meter that a file names; nothing where it is none to write a theme in."""
    found = (message for track in tracks for message in track if message.type == "time_signature")
    text = next((f"{message.numerator}/{message.denominator}" for message in found), "")
    try:
        Meter.parse(text)
    except ValueError:
        return ""
    return text


def _tracks(data: bytes, division: int) -> list[Any]:
    """Read the file with mido, whatever it may hold."""
    from mido import MidiFile  # noqa: PLC0415 - few scenes bring a MIDI file

    try:
        tracks = list(MidiFile(file=BytesIO(data), clip=True).tracks)
        length = max((sum(message.time for message in track) for track in tracks), default=0)
        is_timeless = any(message.type == "set_tempo" and message.tempo <= 0 for track in tracks for message in track)
    except Exception as error:
        message = "is not a MIDI file that can be read"
        raise ValueError(message) from error
    if len(tracks) > _MOST_TRACKS or length > _MOST_QUARTERS * division or is_timeless:
        message = "is too long for a motif" if not is_timeless else "has a tempo of nothing"
        raise ValueError(message)
    return tracks


def _tune(tracks: list[Any], division: int) -> list[Note]:
    """The notes of the first track that has any (start, end, MIDI number on the grid)."""
    for track in tracks:
        notes = _notes(track, division)
        if notes:
            return _one_voice(notes)
    message = "has no notes"
    raise ValueError(message)


def _notes(track: Iterable[Any], division: int) -> list[Note]:
    """Notes of a track in order of their end."""
    now, held, out = 0, dict[tuple[int, int], int](), list[Note]()
    for message in track:
        now += message.time
        if message.type not in {"note_on", "note_off"}:
            continue
        place = (message.channel, message.note)
        if place in held:
            start, end = (round(Fraction(tick * _GRID, division)) for tick in (held.pop(place), now))
            out.append((start, max(start + 1, end), message.note))
        if message.type == "note_on" and message.velocity:
            held[place] = now
    return out


def _one_voice(notes: list[Note]) -> list[Note]:
    """The highest of the notes that start together, each letting go when the next one starts."""
    tops = {start: (start, end, midi) for start, end, midi in sorted(notes, key=lambda note: (note[0], note[2]))}
    line = [tops[start] for start in sorted(tops)][: MOST_NOTES + 1]
    ends = [start for start, _, _ in line[1:]] + [line[-1][1]]
    return [
        (start, until if until <= end + _BREATH else end, midi)
        for (start, end, midi), until in zip(line, ends, strict=True)
    ]


def _words(notes: list[Note], key: Key) -> Iterable[str]:
    """Write notes and the rests between them."""
    now = notes[0][0]
    for start, end, midi in notes:
        if not LOWEST <= midi <= HIGHEST:
            message = "has a note out of reach (C0 to C9)"
            raise ValueError(message)
        if start > now:
            yield f"r:{beats(start - now, _GRID)}"
        yield f"{key.pitch(midi)}:{beats(end - start, _GRID)}"
        now = end

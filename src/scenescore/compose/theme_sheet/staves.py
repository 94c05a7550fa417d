"""Write the staves of a page of themes: each statement for who plays it, the chords softly beneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from scenescore.compose.melody.sing import statement_notes
from scenescore.compose.theme_sheet.players import Band
from scenescore.model.cue import Cue
from scenescore.model.form import Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import LayerRole, Note, Part
from scenescore.model.theme import FOREGROUND, Statement, Voice
from scenescore.model.time import Ticks

#: dB re mf of a dynamic mark, of the chords, of a second voice.
_LEVELS = {"pp": -6.0, "p": -4.0, "mp": -2.0, "mf": 0.0, "f": 2.0, "ff": 4.0}
_CHORDS, _BESIDE = -8.0, -1.5
_ROLES: Mapping[Voice, LayerRole] = {
    "counter-melody": "counter-melody", "inner": "counter-melody", "bass": "bass", "ostinato": "rhythm",
}  # fmt: skip
_LOW: frozenset[Voice] = frozenset({"bass"})
_PERCUSSION_CHANNEL, _CHANNELS = 9, 16


def written(
    cue: Cue,
    sections: Sequence[Section],
    chords: Line[Chord],
    voices: Line[Voicing],
    statements: Sequence[Statement],
    bands: Mapping[str, Band],
    book: Book,
) -> tuple[Part, ...]:
    """The parts, the lines above the chords, each player on one staff or one brace."""
    staves: dict[str, list[Note]] = {}
    for statement in statements:
        section = next(each for each in sections if each.at <= statement.at < each.end)
        player = bands[section.material].player_of(statement)
        staves.setdefault(player.name, []).extend(_sung(statement))
    beneath: dict[str, list[Note]] = {}
    for section in sections:
        band = bands[section.material]
        own = [each for each in statements if section.at <= each.at < section.end]
        is_low = any(each.voice in _LOW for each in own)
        beneath.setdefault(band.chords.name, []).extend(_held(cue, section, chords, voices, has_bass=not is_low))
    return tuple(_parts([*_ordered(staves, bands), *beneath.items()], book))


def _ordered(staves: Mapping[str, list[Note]], bands: Mapping[str, Band]) -> list[tuple[str, list[Note]]]:
    """The themes' own players first, then the others from high to low."""
    first = [band.line.name for band in bands.values()]

    def height(name: str) -> int:
        notes = [note.pitch.midi for note in staves[name]]
        return -(sum(notes) // max(1, len(notes)))

    names = sorted(staves, key=lambda name: (first.index(name) if name in first else len(first), height(name), name))
    return [(name, staves[name]) for name in names]


def _sung(statement: Statement) -> Iterator[Note]:
    """The notes of a statement as its player reads them."""
    role: LayerRole = "melody" if statement.voice in FOREGROUND else _ROLES[statement.voice]
    level = _LEVELS.get(statement.level, 0.0) + (0.0 if role == "melody" else _BESIDE)
    for note in statement_notes(statement):
        yield Note(note.at, note.length, note.pitch, role, level, statement.setting.articulation, statement.number)


def _held(cue: Cue, section: Section, chords: Line[Chord], voices: Line[Voicing], *, has_bass: bool) -> Iterator[Note]:
    """The chords of a section, struck again in every bar, silent in its last."""
    end = int(section.phrases[0].end)
    for span, voicing in zip(chords, voices, strict=True):
        if span.start >= end or span.end <= section.at:
            continue
        lines = [int(bar.at) for bar in cue.bars if span.start < bar.at < min(span.end, end)]
        for at, stop in pairwise([max(int(span.start), section.at), *lines, min(int(span.end), end)]):
            low = ((voicing.value.bass, "bass"),) if has_bass else ()
            roles: tuple[tuple[int, LayerRole], ...] = (*low, *((midi, "harmony") for midi in voicing.value.upper))
            for midi, role in roles:
                pitch = Pitch(midi, span.value.fifths_of(midi))
                yield Note(Ticks(at), Ticks(stop - at), pitch, role, _CHORDS)


def _parts(staves: Sequence[tuple[str, list[Note]]], book: Book) -> Iterator[Part]:
    """One part for each player, on a channel of its own."""
    channels = [channel for channel in range(_CHANNELS) if channel != _PERCUSSION_CHANNEL]
    merged: dict[str, list[Note]] = {}
    for name, notes in staves:
        merged.setdefault(name, []).extend(notes)
    for number, (name, notes) in enumerate(merged.items()):
        player = book.instruments[name]
        laid = tuple(sorted(notes, key=lambda note: (note.at, note.pitch.midi)))
        yield Part(player.title, player, channels[number % len(channels)], laid)

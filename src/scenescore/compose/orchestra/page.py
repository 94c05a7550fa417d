"""Write the parts: spell the pitches, keep to ranges and hands, let winds breathe, sort the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from scenescore.compose.textures.passage import OCTAVE, Stroke
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Ensemble, Instrument
from scenescore.model.line import Line
from scenescore.model.metre import Bar
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import SHORT_STROKES, LayerRole, Note
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER, Ticks

#: What a percussion stroke is called in a drum table, best first.
DRUM_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "low": ("low", "kick", "low-conga", "hit"),
        "mid": ("mid", "snare", "muted-conga", "hit"),
        "high": ("high", "rim", "high-bongo", "soft", "hit"),
        "snare": ("snare", "hit"),
        "hat": ("hat", "shaker", "hit"),
        "ride": ("ride", "hit"),
        "crash": ("crash", "hit"),
        "swell": ("swell", "hit"),
    },
)
#: Articulations that belong to some families, and what the others do instead.
BOWED_ONLY: Mapping[str, str] = MappingProxyType({"pizzicato": "staccato", "tremolo": "", "spiccato": "staccato"})
REST_SECONDS = 0.35
#: Rests that are read at sight: a sixteenth, an eighth, a quarter.
RESTS = (240, 480, 960)
WINDS = frozenset({"woodwind", "brass", "voices", "folk"})
#: How short notes are written (ticks): an eighth, a sixteenth, a thirty-second; or as triplets.
SHORT_VALUES = (480, 240, 120)
TRIPLET_EIGHTH = 160
CHANNELS = tuple(c for c in range(16) if c != 9)
PRIORITY: Mapping[str, int] = MappingProxyType(
    {"melody": 0, "bass": 1, "counter-melody": 2, "harmony": 3, "rhythm": 4, "colour": 5},
)


def articulated(word: str, player: Instrument) -> str:
    """An articulation as a player understands it."""
    if player.is_percussion:
        return ""
    # A harp or a guitar does not play short: its strings ring until they are stopped.
    if player.family == "plucked" and player.decay and word in SHORT_STROKES:
        return ""
    if word in BOWED_ONLY and word not in player.programs and player.family != "strings":
        return BOWED_ONLY[word]
    if word == "let-ring" and not (player.decay or player.family in {"plucked", "keyboards", "percussion"}):
        return "legato"
    return word


def drum_key(word: str, player: Instrument) -> int:
    """The key on channel 10 for a stroke."""
    for name in DRUM_WORDS.get(word, ("hit",)):
        if name in player.drums:
            return player.drums[name]
    return next(iter(player.drums.values()))


def crisp(strokes: Sequence[Stroke], bars: Sequence[Bar]) -> list[Stroke]:
    """Write short notes as they are read: an eighth or less, never tied over a beat, the rest of their time silent."""
    out: list[Stroke] = []
    starts = [bar.at for bar in bars]
    for stroke in strokes:
        bar = bars[max(0, bisect_right(starts, stroke.at) - 1)]
        left = bar.meter.beat - (stroke.at - bar.at) % bar.meter.beat
        length = min(stroke.length, left)
        if length % TRIPLET_EIGHTH:
            length = next((value for value in SHORT_VALUES if value <= length), length)
        out.append(stroke._replace(length=min(length, SHORT_VALUES[0])))
    return out


@dataclass(slots=True)
class Speller:
    """Spelled pitches by chord, remembered."""

    chords: Line[Chord]
    known: dict[tuple[int, int], Pitch]

    def pitch(self, at: int, midi: int) -> Pitch:
        """Spell a MIDI number as the chord at a tick would."""
        chord = self.chords.holding(at)
        key = (id(chord), midi)
        if key not in self.known:
            self.known[key] = Pitch(midi, chord.fifths_of(midi % OCTAVE))
        return self.known[key]


def written(stroke: Stroke, player: Instrument, role: str, level: float, octave: int, speller: Speller) -> Note | None:
    """A stroke as a player's note; None when it cannot be played at all."""
    if player.is_percussion:
        pitch = Pitch(drum_key(stroke.drum, player), 0)
    else:
        midi = stroke.midi + octave
        while midi < player.low:
            midi += OCTAVE
        while midi > player.high:
            midi -= OCTAVE
        if midi < player.low:
            return None
        pitch = speller.pitch(stroke.at, midi)
    word = articulated(stroke.articulation, player)
    return Note(
        Ticks(stroke.at), Ticks(stroke.length), pitch, cast("LayerRole", role), round(level + stroke.accent, 2), word
    )


def _rank(note: Note) -> int:
    """Who is heard first where not everything can be: a theme, wherever it sounds, then the roles in their order."""
    return PRIORITY[note.role] if note.statement is None else 0


def tidy(notes: list[Note], player: Instrument, length: int) -> list[Note]:
    """Order the notes, end them by the cue's end, and let no pitch be struck while it still sounds.

    What accompanies does not cut a theme's note short by striking it again.
    """
    out: list[Note] = []
    sounding: list[int] = []
    for note in sorted(notes, key=lambda n: (n.at, _rank(n), -n.pitch.midi)):
        if note.at >= length:
            continue
        kept = note if note.end <= length else replace(note, length=Ticks(length - note.at))
        sounding = [i for i in sounding if out[i].end > kept.at]
        together = [i for i in sounding if out[i].at == kept.at]
        same = [i for i in sounding if out[i].pitch.midi == kept.pitch.midi]
        if len(together) >= player.polyphony or any(out[i].at == kept.at for i in same):
            continue
        if kept.role != "melody" and kept.statement is None and any(out[i].statement is not None for i in same):
            continue
        ends = same if len(sounding) < player.polyphony else [i for i in sounding if out[i].at < kept.at]
        for i in ends:
            out[i] = replace(out[i], length=Ticks(kept.at - out[i].at))
        sounding = [i for i in sounding if out[i].end > kept.at]
        sounding.append(len(out))
        out.append(kept)
    return sorted(out, key=lambda n: (n.at, n.pitch.midi))


@dataclass(frozen=True, slots=True)
class Lungs:
    """How long a wind player can blow, by the heat of each section, and where the bars are."""

    cue: Cue
    sections: Sequence[Section]

    def section(self, tick: int) -> Section:
        """The section of a tick."""
        return next((s for s in self.sections if s.at <= tick < s.end), self.sections[-1])

    def seconds(self, ticks: int, at: int) -> float:
        """How long some ticks last at a place."""
        return ticks * self.cue.clock.step_at(at).microseconds / (TICKS_PER_QUARTER * MICROSECONDS)

    def limit(self, player: Instrument, at: int) -> float:
        """Seconds on one breath: half as long when loud."""
        heat = self.section(at).heat(at)
        return (player.sustain or 1e9) * min(1.0, 1.4 - 0.9 * heat)

    def rest(self, at: int) -> int:
        """The shortest rest in which one can breathe."""
        return next((r for r in RESTS if self.seconds(r, at) >= REST_SECONDS), RESTS[-1])


def breathe(notes: list[Note], player: Instrument, lungs: Lungs) -> list[Note]:
    """Give winds their rests, and change the bow or breath inside notes that are too long."""
    is_wind = player.family in WINDS
    out: list[Note] = []
    start = 0
    for i, asked in enumerate(notes):
        rest, section = lungs.rest(asked.at), lungs.section(asked.at)
        is_last = section is not lungs.sections[-1] and (i + 1 == len(notes) or notes[i + 1].at >= section.end)
        note = _released(asked, section, rest) if is_wind and is_last else asked
        start = len(out) if out and out[-1].at < section.at else start
        for piece in _split(note, lungs.limit(player, note.at), rest if is_wind else 0, lungs):
            if start < len(out) and piece.at - max(n.end for n in out[start:]) >= rest:
                start = len(out)
            out.append(piece)
            if is_wind and lungs.seconds(piece.end - out[start].at, piece.at) > lungs.limit(player, piece.at):
                start = _inhale(out, start, rest)
    return sorted(out, key=lambda note: note.at)


def _released(note: Note, section: Section, rest: int) -> Note:
    """Let go of a section's last note early enough to breathe before the next section."""
    if note.end <= section.end - rest:
        return note
    return replace(note, length=Ticks(max(section.end - rest - note.at, note.length // 20 * 10)))


def _inhale(line: list[Note], start: int, rest: int) -> int:
    """Take a breath after the last note that can spare one, else after the longest; tells where the line goes on."""
    places = [i for i in range(start, len(line) - 1) if line[i].at < line[i + 1].at]
    if not places:
        return start
    roomy = [i for i in places if line[i].length >= rest + RESTS[0]]
    best = roomy[-1] if roomy else max(places, key=lambda i: (line[i].length, i))
    stop = line[best + 1].at
    for i in range(start, best + 1):
        if line[i].end > stop - rest:
            left = max(stop - rest - line[i].at, min(line[i].length, stop - line[i].at) // 20 * 10)
            line[i] = replace(line[i], length=Ticks(left))
    return best + 1


def _split(note: Note, limit: float, rest: int, lungs: Lungs) -> list[Note]:
    """Cut a note that is longer than a breath, at bar lines where it can be."""
    out: list[Note] = []
    left = note
    while lungs.seconds(left.length, left.at) > limit and len(out) < 24:
        reach = left.at + int(limit / max(1e-6, lungs.seconds(1, left.at)))
        bar = lungs.cue.bar(reach)
        cut = bar.at if bar.at > left.at + rest else reach // 240 * 240
        if cut <= left.at + rest or cut >= left.end:
            break
        out.append(replace(left, length=Ticks(cut - rest - left.at)))
        left = replace(left, at=Ticks(cut), length=Ticks(left.end - cut))
    return [*out, left]


def strike_again(notes: list[Note], player: Instrument, lungs: Lungs, chords: Line[Chord]) -> list[Note]:
    """Restrike on a piano or a harp what would have died away: at the next chord, the sound being long enough gone."""
    out: list[Note] = []
    starts = [span.start for span in chords]
    for note in notes:
        left = note
        for start in starts:
            gone = left.at < start < left.end and lungs.seconds(start - left.at, left.at) >= 0.6 * (player.sustain or 3)
            if gone and note.articulation != "let-ring":
                out.append(replace(left, length=Ticks(start - left.at)))
                left = replace(left, at=Ticks(start), length=Ticks(left.end - start))
        out.append(left)
    return out


def channel(ensemble: Ensemble, name: str, instruments: Mapping[str, Instrument]) -> int:
    """A player's channel: by its place on the ensemble's page, whoever else plays; percussion has the tenth."""
    if instruments[name].is_percussion:
        return 9
    pitched = [n for n in ensemble.order if not instruments[n].is_percussion]
    return CHANNELS[pitched.index(name) % len(CHANNELS)]

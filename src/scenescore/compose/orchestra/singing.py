"""A run of notes as a player's part: lengths, breaths and touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from scenescore.compose.orchestra import page
from scenescore.compose.orchestra.colours import colour_of
from scenescore.compose.orchestra.lead import Run
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote
from scenescore.model.knowledge import Book, Instrument
from scenescore.model.metre import Meter
from scenescore.model.sketch import LayerRole, Note
from scenescore.model.time import Ticks

#: The page's grid in ticks, and what a length that is off it is cut to.
GRID, SIXTEENTH = 10, 240
#: A half note and what is longer.
LONG = 1920
#: Sounding over written length: above the first a tune is bound, below the second its short notes are short.
BOUND, SHORT, HOT = 0.78, 0.54, 0.75
#: Words that are played by a bow or a finger, and not by the whole of a long note: only notes up to a half are short.
SHORT_WORDS = frozenset({"staccato", "spiccato"})
#: Touches that an accent may replace.
PLAIN = frozenset({"", "legato"})
#: dB by which a theme and what goes with it are softer or louder than their section, by the mark that its dramatic
#: state asks for (design: half of what the mark says alone, for the section keeps its own loudness).
MARKED: Mapping[str, float] = MappingProxyType({"pp": -4.0, "p": -2.5, "mp": -1.0, "mf": 0.0, "f": 1.0, "ff": 2.0})
#: How much of a soft mark is lost in the loudest place.
LOUD_SHARE = 0.6
#: A cell that goes round and round is answered more softly after so many bars (and, in `lines`, an octave away).
OFTEN, ANSWER_DB = 4, -2.0


@dataclass(frozen=True, slots=True)
class Manner:
    """What holds for everybody's notes: the cue, how it ends, the presets, and what its players avoid."""

    cue: Cue
    ending: str
    book: Book
    avoided: tuple[str, ...] = ()


def sung(
    manner: Manner, run: Run, player: Instrument, octave: int, role: LayerRole = "melody", level: float = 0.0
) -> list[Note]:
    """A run in a player's part; a phrase's last note leaves a breath."""
    cue, section = manner.cue, run.section
    ends = frozenset(int(phrase.end) for phrase in section.phrases) - {int(cue.length)}
    colour = colour_of(run.statement, manner.book).level
    out = []
    for note in run.notes:
        midi = note.pitch.midi + octave
        if not player.low <= midi <= player.high:
            continue
        meter = cue.bar(note.at).meter
        end = note.end if note.statement is not None else min(note.end, section.end)
        breathes = end in ends and note.length >= meter.beat and not _goes_round(run)
        breath = _breath(meter, note) if breathes else 0
        length = end - note.at - breath
        if manner.ending == "button" and section.purpose == "ending" and note.at >= section.phrases[-1].at:
            length = min(length, meter.beat // 2)
        length = length if length % GRID == 0 else max(GRID, length // SIXTEENTH * SIXTEENTH)
        pitch = replace(note.pitch, midi=midi) if octave else note.pitch
        answer, accent = _turn(run, note, cue)
        touch = _touch(manner, run, note)
        word = page.articulated(accent if accent and touch in PLAIN else touch, player)
        loud = level + colour + answer + marked(run)
        out.append(Note(note.at, Ticks(length), pitch, role, loud, word, note.statement, link=note.passage))
    return out


def marked(run: Run) -> float:
    """How much softer or louder than its section a theme that is the tune is played, in dB."""
    statement = run.statement
    by = MARKED.get(statement.level, 0.0) if statement is not None and statement.is_tune else 0.0
    # What is hushed in a loud place would be covered by what is held from before.
    return by * (1.0 - LOUD_SHARE * run.section.heat(run.at)) if by < 0 else by


def _breath(meter: Meter, note: MelodyNote) -> int:
    """How much of a phrase's last note is left for a breath: an eighth of a long one or in compound time."""
    return SIXTEENTH * (2 if meter.is_compound or note.length >= LONG else 1)


def _touch(manner: Manner, run: Run, note: MelodyNote) -> str:
    """How a note is played: as its statement asks, else as the section's feeling does."""
    asked = run.statement.setting.articulation if run.statement is not None else ""
    if asked and asked not in manner.avoided and not (asked in SHORT_WORDS and note.length > LONG):
        return asked
    section = run.section
    share = section.manner.articulation
    bar = manner.cue.bar(note.at)
    if share >= BOUND:
        return "legato"
    if share < SHORT and note.length <= bar.meter.beat // 2:
        return "staccato"
    is_strong = bar.meter.strength(note.at - bar.at) > 2
    return "accent" if is_strong and section.heat(note.at) > HOT else ""


def _goes_round(run: Run) -> bool:
    """Whether it is a cell that goes round and round, and takes no breath between its turns."""
    return run.statement is not None and run.statement.voice == "ostinato"


def _turn(run: Run, note: MelodyNote, cue: Cue) -> tuple[float, str]:
    """How a note of a cell that goes round and round is told from the turn before: dB, and an accent on its bars."""
    if not _goes_round(run):
        return 0.0, ""
    bar = cue.bar(note.at)
    is_answer = (note.at - run.at) // (OFTEN * bar.meter.length) % 2
    return (ANSWER_DB, "") if is_answer else (0.0, "accent" if note.at == bar.at else "")

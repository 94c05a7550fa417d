"""How worn a statement would be, and how it would sit: what placement weighs against each way to treat a theme.

Costs are whole numbers, a thousand is about as much as nobody would accept (weights by design).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scenescore.compose.themes.statements import Room
from scenescore.model.bible import Heard
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.theme import MOTIF, Statement

#: A note of a tune that lasts longer than this (milliseconds) is a pedal; one shorter an ornament.
_LONGEST_MS, _SHORTEST_MS = 4000, 180
#: What a climax pays that does not rise above what came before.
_NO_PEAK = 500
#: What it costs to sink so deep (MIDI), or so far below the section's middle.
_TOO_LOW, _DEEP, _BELOW = 900, 50, 17
#: What it costs an ending to leap to its last note.
_LEAPT_TO, _WHOLE_TONE = 700, 2
#: A tune must be heard plain before it is dressed up.
_DRESSED = frozenset({"ornamentation", "registral-shift"})
#: A bar of so many notes is recognised.
_TELLING = 3

_WHEEL = "ostinato"
#: What a treatment costs for each time that an earlier cue had it, and how many times count.
_REMEMBERED, _MOST_REMEMBERED = 90, 3

_Bar = tuple[tuple[int, int, int], ...]


def highest(statement: Statement) -> int:
    """The highest note of a statement (MIDI)."""
    return statement.tonic + max(t.semitones for t in statement.tones if t.step is not None)


def sunk(made: Statement, section: Section) -> int:
    """What it costs when a theme that went down an octave has left the register of the section's tunes."""
    lowest = made.tonic + min(t.semitones for t in made.tones if t.step is not None)
    is_low = "registral-shift" in made.chain and lowest < max(_DEEP, section.manner.melody_center - _BELOW)
    return _TOO_LOW if is_low else 0


def ill_paced(made: Statement, cue: Cue) -> int:
    """Count against a statement notes that drag on, and a swarm of notes too short to be a tune."""
    lasts = cue.seconds(made.end) - cue.seconds(made.at)
    micros = round(1_000_000 * lasts / max(1, made.length))
    spans = [tone.length * micros // 1000 for tone in made.tones[:-1] if tone.step is not None]
    drags = sum(max(0, span - _LONGEST_MS) // 4 for span in spans)
    return drags + 150 * max(0, sum(span < _SHORTEST_MS for span in spans) - 3)


def heard(made: Statement, past: list[Statement], bar: int) -> int:
    """Count how often a statement, or any bar of it, was heard literally; an ostinato is there to be repeated."""
    past = [s for s in past if (s.voice == _WHEEL) == (made.voice == _WHEEL)]
    whole = sum(s.tones[:4] == made.tones[:4] and s.tonic == made.tonic and s.key == made.key for s in past)
    if made.voice == _WHEEL:
        return whole
    said = Counter(inside for s in past for inside in _bars(s, bar))
    again = Counter(_bars(made, bar))
    return max(whole, *(said[inside] + count - 1 for inside, count in again.items()), 0)


def _bars(statement: Statement, bar: int) -> list[_Bar]:
    """What each bar of a statement says, counted from its start; bars of one or two notes say too little to be worn."""
    inside: dict[int, list[tuple[int, int, int]]] = {}
    at = 0
    for tone in statement.tones:
        if tone.step is not None:
            row = at % bar, int(tone.length), statement.tonic + tone.semitones
            inside.setdefault(at // bar, []).append(row)
        at += tone.length
    return [tuple(rows) for rows in inside.values() if len(rows) >= _TELLING]


def wear(made: Statement, past: list[Statement], room: Room, literal: int) -> int:
    """Count against a statement that it was heard like this before, and that it can hardly be recognised.

    `literal` is how often it was `heard`.
    """
    worn = 260 * sum(s.chain == made.chain for s in past) + 500 * max(0, literal - 1) + 600 * literal
    first = 900 if len(past) <= 1 and made.similarity < 0.75 else 0
    first += 0 if any(_is_plain(s) for s in past) or not set(made.chain) & _DRESSED else 700
    if room.section.purpose == "climax" and room.top is not None and highest(made) <= room.top:
        first += _NO_PEAK
    first += _LEAPT_TO if room.section.purpose == "ending" and _last_step(made) > _WHOLE_TONE else 0
    empty = max(0, 300 - 1000 * made.length // max(1, min(room.length, room.section.phrases[0].length)))
    return worn + first + empty + max(0, 600 - round(1000 * made.similarity))


def _is_plain(statement: Statement) -> bool:
    """Whether a theme was stated, as it is."""
    return statement.fullness >= MOTIF and not set(statement.chain) & _DRESSED


def _last_step(made: Statement) -> int:
    """How far the last note lies from the one before it, in semitones."""
    last = [tone.semitones for tone in made.tones if tone.step is not None][-2:]
    return abs(last[-1] - last[0])


def worn_in_the_film(made: Statement, history: Iterable[Heard]) -> int:
    """Count lightly against a statement that earlier cues of the film have treated the theme just so."""
    return _REMEMBERED * min(_MOST_REMEMBERED, sum(heard.chain == made.chain for heard in history))

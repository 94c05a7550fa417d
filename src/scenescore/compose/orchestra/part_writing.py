"""Keep the held voices of a chorale or a pad clean as they are written for the players.

The plan of the voices is clean (`compose.voices`); players who make room for the tune or the speaking voice may bring
faults in. Where two lines move together in a perfect fifth or octave or change places, or a tone that wants to go on
is left hanging, a voice takes another tone of the chord nearby; where none is free of faults, it rests (Huron 2001 on
tonal fusion; Piston 1987 on resolution).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from scenescore.compose.dialogue import Spans, inside
from scenescore.compose.orchestra.lead import SPEECH_HIGH, SPEECH_LOW
from scenescore.compose.voices.moves import crosses, fuses, strays
from scenescore.compose.voices.styles import rules_of
from scenescore.compose.voices.voice_leading import is_clear
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part

HELD = ("harmony", "bass")
#: Lines that stand in octaves for more than this share of their notes are one line, doubled.
DOUBLED = 0.7
#: A line with so many notes for each chord is a figure and no held voice.
FIGURED = 2.0
#: A voice goes no further than this for another tone (semitones), and no nearer than this to the tune.
REACH, CLEAR = 7, 2
#: A tone is still remembered after a rest of a quarter.
REST = 960
#: What faults cost: parallels, crossings, tones left hanging, muddy intervals, a leap's semitones over a third.
FUSED, CROSSED, STRAY, MUDDY, LEAP = 100, 100, 60, 30, 3
UNISON, THIRD = 6, 4
HARD = 60

#: Where a note stands: part, and its place among the part's notes.
Seat = tuple[int, int]


@dataclass(slots=True)
class _Voice:
    """A held line: its onsets in order, and the seat of the note at each."""

    onsets: list[int]
    seats: dict[int, Seat]

    def before(self, at: int) -> int | None:
        """The onset before one of its own."""
        index = bisect_left(self.onsets, at)
        return self.onsets[index - 1] if index else None

    def after(self, at: int) -> int | None:
        """The onset after one of its own."""
        index = bisect_right(self.onsets, at)
        return self.onsets[index] if index < len(self.onsets) else None

    def rest(self, at: int) -> None:
        """Leave a note out."""
        self.onsets.remove(at)
        del self.seats[at]


@dataclass(slots=True)
class _Page:
    """The held voices of a section over all parts' notes, while they are mended."""

    parts: Sequence[Part]
    notes: list[list[Note]]
    chords: Line[Chord]
    spoken: Spans
    tune: list[Note] = field(default_factory=list)
    voices: list[_Voice] = field(default_factory=list)
    doubled: set[tuple[int, int]] = field(default_factory=set)

    def note(self, voice: _Voice, at: int) -> Note:
        """The note of a voice at an onset."""
        part, place = voice.seats[at]
        return self.notes[part][place]

    def midi(self, voice: _Voice, at: int) -> int:
        """Its pitch."""
        return self.note(voice, at).pitch.midi


def kept_apart(
    parts: Sequence[Part], sections: Sequence[Section], chords: Line[Chord], book: Book, voices: Spans = ()
) -> tuple[Part, ...]:
    """The parts without parallel fifths and octaves, crossings or stray sevenths between held voices of singers.

    Where somebody speaks (`voices`) nobody moves into the voice's octaves for that.
    """
    notes = [list(part.notes) for part in parts]
    gone: set[Seat] = set()
    for section in sections:
        if rules_of(section, book).singers:
            page = _Page(parts, notes, chords, voices)
            _gather(page, section)
            gone |= _mended(page)
    return tuple(
        replace(
            part,
            notes=tuple(
                sorted(
                    (note for j, note in enumerate(notes[i]) if (i, j) not in gone),
                    key=lambda note: (note.at, note.pitch.midi),
                )
            ),
        )
        for i, part in enumerate(parts)
    )


def _gather(page: _Page, section: Section) -> None:
    """Find the held lines of a section; a player of several notes is several lines, as often as it is so many."""
    chords = sum(1 for span in page.chords.spans if section.at <= span.start < section.end)
    for i, part in enumerate(page.notes):
        stacks: dict[str, dict[int, list[Seat]]] = {role: {} for role in HELD}
        for j, note in enumerate(part):
            if section.at <= note.at < section.end:
                if note.role in stacks and note.statement is None:
                    stacks[note.role].setdefault(note.at, []).append((i, j))
                elif note.role == "melody" or note.statement is not None:
                    page.tune.append(note)
        for role in HELD:
            page.voices += _lines(page, stacks[role], most=int(FIGURED * chords))
    for one, two in combinations(range(len(page.voices)), 2):
        voice, other = page.voices[one], page.voices[two]
        shared = [at for at in voice.onsets if at in other.seats]
        octaves = sum((page.midi(voice, at) - page.midi(other, at)) % 12 == 0 for at in shared)
        if octaves > DOUBLED * len(shared):
            page.doubled |= {(one, two), (two, one)}


def _lines(page: _Page, stacks: dict[int, list[Seat]], most: int) -> list[_Voice]:
    """The lines of one player's notes, lowest first; none of them where they are a figure."""
    if not stacks:
        return []
    part = page.notes[next(iter(stacks.values()))[0][0]]
    ordered = {at: sorted(seats, key=lambda seat: part[seat[1]].pitch.midi) for at, seats in sorted(stacks.items())}
    width = Counter(len(seats) for seats in ordered.values()).most_common(1)[0][0]
    full = {at: seats for at, seats in ordered.items() if len(seats) == width}
    lowest = [part[seats[0][1]].pitch for seats in full.values()]
    if sum(one != other for one, other in pairwise(lowest)) > most:
        return []
    return [_Voice(list(full), {at: seats[k] for at, seats in full.items()}) for k in range(width)]


def _mended(page: _Page) -> set[Seat]:
    """Go through the notes of a section in order of time and mend what is wrong; the seats of those who rest."""
    gone: set[Seat] = set()
    for _ in range(3):
        found = [(at, order, index) for order, index in enumerate(_by_rank(page))
                 for at in page.voices[index].onsets if _wrong(page, index, at)]  # fmt: skip
        if not found:
            break
        for at, _, index in sorted(found):
            voice = page.voices[index]
            if at in voice.seats and _wrong(page, index, at):
                seat = voice.seats[at]
                if not _moved(page, index, at):
                    gone.add(seat)
                    voice.rest(at)
                elif _wrong(page, index, at):
                    # A tone that cannot go on as it must gives way itself.
                    _moved(page, index, voice.before(at) or at)
    return gone


def _by_rank(page: _Page) -> list[int]:
    """Who gives way first: inner voices, then the top, the bass last."""

    def rank(index: int) -> tuple[bool, int, int]:
        voice = page.voices[index]
        first = page.note(voice, voice.onsets[0])
        return first.role == "bass", first.pitch.midi, index

    return sorted((i for i in range(len(page.voices)) if page.voices[i].onsets), key=rank)


def _wrong(page: _Page, index: int, at: int) -> bool:
    """Whether a voice arrives with a hard fault."""
    return any(cost >= HARD for cost in _arrival(page, index, at, page.midi(page.voices[index], at)))


def _arrival(page: _Page, index: int, at: int, midi: int) -> Iterator[int]:
    """The faults of one voice's move to an onset, were its pitch there `midi`."""
    voice = page.voices[index]
    here = voice.before(at)
    if here is None:
        return
    yield from _pairs(page, index, (here, at), (page.midi(voice, here), midi))
    if _stray(page, voice, (here, at), (page.midi(voice, here), midi)):
        yield STRAY


def _departure(page: _Page, index: int, at: int, midi: int) -> Iterator[int]:
    """The faults of one voice's move away from an onset, were its pitch there `midi`."""
    voice = page.voices[index]
    there = voice.after(at)
    if there is None:
        return
    yield from _pairs(page, index, (at, there), (midi, page.midi(voice, there)))
    if _stray(page, voice, (at, there), (midi, page.midi(voice, there))):
        yield STRAY


def _stray(page: _Page, voice: _Voice, when: tuple[int, int], moves: tuple[int, int]) -> bool:
    """Whether a tone is left that wanted to go on."""
    note = page.note(voice, when[0])
    if when[1] - note.end > REST:
        return False
    chord, following = page.chords.holding(note.end - 1), page.chords.holding(when[1])
    top = max(page.midi(other, when[0]) for other in page.voices if when[0] in other.seats)
    return strays(*moves, chord, following, is_top=moves[0] >= top)


def _pairs(page: _Page, index: int, when: tuple[int, int], moves: tuple[int, int]) -> Iterator[int]:
    """Parallels and crossings of a voice's move with every other voice that moves at the same time.

    No voice of the harmony stands under the bass, wherever it comes from.
    """
    here, there = when
    voice = page.voices[index]
    for number, other in enumerate(page.voices):
        if number == index or here not in other.seats or other.after(here) != there:
            continue
        theirs = page.midi(other, here), page.midi(other, there)
        if (index, number) in page.doubled:
            continue
        if fuses(moves[0], theirs[0], moves[1], theirs[1]):
            yield FUSED
        roles = page.note(voice, here).role, page.note(other, here).role
        sinks = roles[0] != roles[1] and (moves[1] - theirs[1]) * (1 if roles[1] == "bass" else -1) < 0
        if sinks or crosses(moves[0], theirs[0], moves[1], theirs[1]):
            yield CROSSED


def _moved(page: _Page, index: int, at: int) -> bool:
    """Give a note the best other tone of its chord; False where each has a fault that is as bad as silence."""
    voice = page.voices[index]
    (part, place), note = voice.seats[at], page.note(voice, at)
    chord = page.chords.holding(at)
    own = _cost(page, index, at, note.pitch.midi)
    best = min(
        (
            (_cost(page, index, at, midi), abs(midi - note.pitch.midi), midi)
            for midi in _choices(page, voice, at, chord)
        ),
        default=(own, 0, note.pitch.midi),
    )
    if best[0] < own:
        page.notes[part][place] = replace(note, pitch=Pitch(best[2], chord.fifths_of(best[2] % 12)))
    # A stray tone is better than none; voices that fuse or change places are not.
    costs = (*_arrival(page, index, at, page.midi(voice, at)), *_departure(page, index, at, page.midi(voice, at)))
    return not any(cost >= FUSED for cost in costs)


def _choices(page: _Page, voice: _Voice, at: int, chord: Chord) -> list[int]:
    """Chord tones within reach that are nobody's in this part, clear of the tune and of the speaking voice."""
    part, _ = voice.seats[at]
    note, here = page.note(voice, at), voice.before(at)
    origin = note.pitch.midi if here is None else page.midi(voice, here)
    low, high = page.parts[part].instrument.comfortable
    taken = {n.pitch.midi for n in page.notes[part] if n.at < note.end and n.end > note.at and n is not note}
    sung = [n.pitch.midi for n in page.tune if n.at < note.end and n.end > note.at]
    is_spoken = inside(page.spoken, note.at, note.end)
    under = [span.value.pcs for span in page.chords.spans if span.start < note.end and span.end > note.at]
    return [
        midi for midi in range(max(low, origin - REACH), min(high, origin + REACH) + 1)
        if all(midi % 12 in pcs for pcs in under or [chord.pcs]) and midi != note.pitch.midi and midi not in taken
        and all(not 0 < abs(midi - tune) <= CLEAR for tune in sung)
        and not (is_spoken and SPEECH_LOW <= midi <= SPEECH_HIGH)
    ]  # fmt: skip


def _cost(page: _Page, index: int, at: int, midi: int) -> int:
    """What a pitch costs a voice at an onset: faults of its two moves, leaps, mud and unisons."""
    voice = page.voices[index]
    here, there = voice.before(at), voice.after(at)
    cost = sum((*_arrival(page, index, at, midi), *_departure(page, index, at, midi)))
    for when in (here, there):
        if when is not None:
            cost += LEAP * max(0, abs(page.midi(voice, when) - midi) - THIRD) + abs(page.midi(voice, when) - midi)
    others = [page.midi(other, at) for i, other in enumerate(page.voices) if i != index and at in other.seats]
    cost += sum(UNISON for other in others if other == midi)
    return cost + MUDDY * sum(not is_clear(min(midi, other), max(midi, other)) for other in others)

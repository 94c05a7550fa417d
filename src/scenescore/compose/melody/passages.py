"""Connecting passages: what the melody sings on one breath between two statements.

Nothing new is invented: what it is made of comes from the themes (`derived`). Pitches are found by dynamic programming
(`line_search`): the figure's steps, chord tones on strong beats, one arch, and a goal note that fits the phrase's
close. A bar that was sung before is sung on other notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scenescore.compose.melody.derived import (
    EIGHTH,
    Beat,
    Passage,
    drawn_out,
    faithful,
    kept,
    moving,
    reach,
    second_bar,
)
from scenescore.compose.melody.line_search import WIDEST, Place, best_line
from scenescore.compose.themes.treatments import character_of
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Link, MelodyNote, Phrase, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.theme import Statement
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

#: Characters of sections (see `treatments.character_of`) whose melody holds between statements.
HELD = frozenset({"calm", "dread"})
#: Scale steps above the tonic on which a phrase with this close likes to come to rest.
_GOALS = {
    "closed": (0, 4),
    "final": (0, 4, 7),
    "half": (2, 7, 11),
    "open": (4, 3, 7, 2),
    "plagal": (7, 4, 3),
    "deceptive": (0, 3, 4),
    "none": (2, 11, 5),
}
#: Bars that a connecting passage sings on one breath.
_BREATH = 4
#: How far a passage keeps under the highest note of the tune, by the section's purpose; the room that it needs.
_UNDER = {"release": 4, "ending": 5, "climax": 1}
_NARROWEST = 9
#: A figure has so many semitones more than it needs, to find its place.
_BESIDE = 3
#: Seconds after which the last note of the tune has said enough.
_LAST_NOTE = 4.5
#: A last note of so many beats can be leant into; from so many semitones away, when that is more than a step.
_LEANS, _STEP, _LED_FROM = 4, 2, 9
#: Semitones by which the arch is moved where a passage would repeat a bar.
_MOVES = (0, 3, -4, 6, -7, 10, -11)


@dataclass(frozen=True, slots=True)
class Gap:
    """Time inside one phrase in which no statement sounds."""

    at: int
    end: int
    phrase: Phrase


def breaths(cue: Cue, gap: Gap) -> list[Gap]:
    """Cut a gap at every fourth bar line of its phrase; a rest of less than two bars stays with what it follows."""
    lines = [int(bar.at) for bar in cue.bars if gap.phrase.at <= bar.at < gap.phrase.end][_BREATH::_BREATH]
    two = 2 * cue.bar(gap.at).meter.length
    edges = [line for line in lines if gap.at + two <= line <= gap.end - two]
    if gap.phrase.function == "codetta":
        edges = []
    return [Gap(a, b, gap.phrase) for a, b in pairwise([gap.at, *edges, gap.end])]


def _held(section: Section, bar: int) -> list[int]:
    """Long notes: two in a bar and then one where it is calm, one in a bar where it threatens; none elsewhere."""
    character = character_of(section.feeling)
    if character not in HELD:
        return []
    half = bar // 2 if bar % (2 * EIGHTH) == 0 else bar // 3
    return [bar - half, half, bar] if character == "calm" else [bar]


def _last_note(cue: Cue, gap: Gap) -> int:
    """How long the last note of the tune lasts: to the end, or as long as one breath."""
    beat = cue.bar(gap.at).meter.beat
    length = gap.end - gap.at
    while length > 2 * beat and cue.seconds(Ticks(gap.at + length)) - cue.seconds(Ticks(gap.at)) > _LAST_NOTE:
        length -= beat
    return length


def _places(
    cue: Cue,
    gap: Gap,
    rhythm: Sequence[Beat],
    chords: Line[Chord],
    section: Section,
    window: tuple[int, int],
) -> list[Place]:
    """Where notes go, and which pitches may stand there."""
    places, at = [], gap.at
    scale = set(section.key.pcs)
    for beat in _with_changes(rhythm, chords, gap.at):
        if beat.sounds:
            pcs = _carried(chords, at, at + beat.length)
            usable = tuple(m for m in range(window[0], window[1] + 1) if m % 12 in scale or m % 12 in pcs)
            bar = cue.bar(at)
            strength = bar.meter.strength(at - bar.at)
            places.append(Place(at, beat.length, strength, usable, pcs, beat.by))
        at += beat.length
    return places


def _with_changes(rhythm: Sequence[Beat], chords: Line[Chord], start: int) -> list[Beat]:
    """The rhythm with a new note wherever the chords change under a long one and have nothing in common."""
    out, at = [], start
    for beat in rhythm:
        span = chords.at(at)
        left = span.end - at if span else beat.length
        is_torn = beat.sounds and EIGHTH < left < beat.length - EIGHTH and not _common(chords, at, at + beat.length)
        out += [replace(beat, length=left), Beat(beat.length - left, figure=beat.figure)] if is_torn else [beat]
        at += beat.length
    return out


def _common(chords: Line[Chord], at: int, end: int) -> frozenset[int]:
    """Pitch classes that every chord between two ticks holds."""
    inside = [frozenset(span.value.pcs) for span in chords.spans if span.start < end and span.end > at]
    return frozenset.intersection(*inside) if inside else frozenset()


def _carried(chords: Line[Chord], at: int, end: int) -> frozenset[int]:
    """Pitch classes that every chord under a note holds; where none is common, of the longest chord."""
    under: list[tuple[int, int, frozenset[int]]] = []
    tick = at
    while tick < end and (span := chords.at(tick)) is not None:
        shared = min(end, span.end) - tick
        under.append((shared, -tick, frozenset(span.value.pcs)))
        tick += shared
    heard = [pcs for shared, _, pcs in under if shared > EIGHTH] or [frozenset(chords.holding(at).pcs)]
    common = frozenset.intersection(*heard)
    return common or max(under, key=lambda item: item[:2], default=(0, 0, heard[0]))[2]


def _goal(section: Section, phrase: Phrase, carried: frozenset[int]) -> frozenset[int]:
    """Pitch classes on which the phrase may end: goal degrees that the last chord carries, else its tones."""
    wanted = frozenset((section.key.pc + step) % 12 for step in _GOALS[phrase.close])
    return wanted & carried or carried


def _arch(count: int, start: int, peak: int, goal: int, *, climbs: bool) -> list[int]:
    """A pitch to lean to at each note: up to the peak at two thirds and down to the goal, or a steady climb."""
    if climbs:
        return [start + (peak - start) * i // max(1, count - 1) for i in range(count)]
    top = max(1, count * 2 // 3)
    rise = [start + (peak - start) * i // top for i in range(top)]
    fall = [peak + (goal - peak) * (i + 1) // max(1, count - top) for i in range(count - top)]
    return (rise + fall)[:count]


def _window(section: Section, last: int | None, notes: Sequence[MelodyNote]) -> tuple[int, int]:
    """The MIDI window of a connecting passage: around the mood's centre, near where the tune has been, under its top.

    Only a climax whose theme has not done so may pass the highest note so far.
    """
    top = max((note.pitch.midi for note in notes), default=None)
    is_open = section.purpose == "climax" and all(n.pitch.midi != top for n in notes if n.at >= section.at)
    centre = section.manner.melody_center if last is None else (section.manner.melody_center + 2 * last) / 3
    half = max(6, round(section.manner.melody_range / 2))
    low, high = round(centre) - half, round(centre) + half
    if top is not None and is_open:
        high = max(high, top + 2)
    elif top is not None:
        high = min(high, top - _UNDER.get(section.purpose, 0))
    return min(low, high - _NARROWEST), high


def continued(
    cue: Cue,
    section: Section,
    gap: Gap,
    chords: Line[Chord],
    notes: Sequence[MelodyNote],
    sources: Sequence[Statement],
    dice: Dice,
    number: int = 0,
) -> list[MelodyNote]:
    """Write one connecting passage after the `notes` so far, out of the statements in `sources`, the newest first.

    `number` is the passage's own.
    """
    last = notes[-1].pitch.midi if notes else None
    best: tuple[tuple[int, int], list[MelodyNote]] | None = None
    said = _by_bars(cue, notes)
    for passage in _passages(cue, section, gap, sources):
        if best is not None and not best[0][0] and not any(figure.theme for figure in passage.figures):
            break
        low, high = _window(section, last, notes)
        window = max(min(low, high - reach(passage.beats) - _BESIDE), high - WIDEST), high
        beats = _with_changes(passage.beats, chords, gap.at)
        places = _places(cue, gap, beats, chords, section, window)
        if not places:
            continue
        heard = [beat for beat in beats if beat.sounds]
        lean = _lean(section, gap, len(places), last, window, dice)
        goal = _goal(section, gap.phrase, places[-1].chord)
        for move in _MOVES:
            line = best_line(places, [pitch + move for pitch in lean], last, goal, section.manner.stepwise)
            link = _link(gap, number, heard, line, passage)
            sung = [
                MelodyNote(Ticks(place.at), Ticks(place.length), _spell(midi, chords.holding(place.at)), link=link)
                for place, midi in zip(places, line, strict=True)
            ]
            worn = _worn(_by_bars(cue, sung), said)
            cost = worn, -faithful(heard, line)
            if best is None or cost < best[0]:
                best = cost, sung
            if not worn:
                break
    sung = best[1] if best else []
    return _led(cue, section, gap, sung, last) if gap.phrase.function == "codetta" else sung


def _link(gap: Gap, number: int, beats: Sequence[Beat], line: Sequence[int], passage: Passage) -> Link:
    """What the passage is made of, as far as it can be recognised in its line."""
    found = kept(beats, line, passage.figures)
    themes = tuple(dict.fromkeys(figure.theme for figure in found if figure.theme))
    techniques = tuple(dict.fromkeys(figure.technique for figure in found)) or ("free",)
    return Link(number, themes, techniques, Ticks(gap.at), Ticks(gap.end))


def _led(cue: Cue, section: Section, gap: Gap, sung: list[MelodyNote], last: int | None) -> list[MelodyNote]:
    """Come to the last note by step: where it would be leapt to, its neighbour on that side leans into it first."""
    beat = min(cue.bar(gap.at).meter.beat, TICKS_PER_QUARTER)
    if last is None or len(sung) != 1 or sung[0].length < _LEANS * beat:
        return sung
    final = sung[0]
    away = last - final.pitch.midi
    step = 1 if away > 0 else -1
    if not _STEP < abs(away) <= _LED_FROM:
        return sung
    near = next(
        m for m in (final.pitch.midi + step, final.pitch.midi + 2 * step, 0) if not m or m % 12 in section.key.pcs
    )
    if not near:
        return sung
    fifths = section.key.fifths_of(near % 12)
    rest = replace(final, at=Ticks(final.at + beat), length=Ticks(final.length - beat))
    return [replace(final, length=Ticks(beat), pitch=Pitch(near, fifths)), rest]


def _passages(cue: Cue, section: Section, gap: Gap, sources: Sequence[Statement]) -> list[Passage]:
    """The beats of a passage: out of the heads of what was said, out of its second bar, or out of neither.

    The last are plain values, for where everything else would say a bar again.
    """
    if gap.phrase.function == "codetta":
        return [Passage((Beat(_last_note(cue, gap)),))]
    here = cue.bar(gap.at)
    bar, room = here.meter.length, gap.end - gap.at
    held = _held(section, bar)
    later = [other for source in sources if (other := second_bar(source, bar)) is not None]
    lead = 0 if here.at == gap.at else int(here.end) - gap.at
    return [
        drawn_out(parts, room, bar, here.meter.beat, least=bar if len(held) == 1 else bar // 2, pattern=held)
        if held
        else moving(parts, room, bar, lead=lead, quick=section.manner.melody_onsets > 2)
        for parts in ([sources, later, ()] if later else [sources, ()])
    ]


def _lean(section: Section, gap: Gap, count: int, last: int | None, window: tuple[int, int], dice: Dice) -> list[int]:
    """The arch of a passage: a climb in a build, a fall after the climax, else up and down again."""
    centre = round(section.manner.melody_center)
    start = centre if last is None else last
    climbs = section.purpose == "build" or (section.purpose == "climax" and gap.phrase.function == "idea")
    falls = section.purpose in {"release", "ending"}
    stream = dice.at("melody", "line", gap.at)
    peak = start if falls else window[1] - 1 - stream.below(3)
    if not dice.turn:
        return _arch(count, start, peak, centre - 2, climbs=climbs)
    # Sung again: the arch may lie anywhere in the window, and end elsewhere.
    peak, goal = stream.between(window[0] + 3, window[1]), stream.between(window[0], window[1] - 2)
    return _arch(count, stream.between(window[0], window[1]), peak, goal, climbs=climbs)


_Bar = tuple[tuple[int, int, int], ...]


def _by_bars(cue: Cue, notes: Sequence[MelodyNote]) -> list[_Bar]:
    """The melody bar by bar: place, length and pitch of each note; bars of one or two notes say too little."""
    bars: dict[int, list[tuple[int, int, int]]] = {}
    for note in notes:
        bar = cue.bar(note.at)
        bars.setdefault(bar.number, []).append((note.at - bar.at, note.length, note.pitch.midi))
    return [tuple(inside) for inside in bars.values() if len(inside) > 2]


def _worn(bars: Sequence[_Bar], said: Sequence[_Bar]) -> int:
    """How often a passage says a bar that was said before or says its own again."""
    return sum(said.count(bar) + bars[:number].count(bar) for number, bar in enumerate(bars))


def _spell(midi: int, chord: Chord) -> Pitch:
    return Pitch(midi, chord.fifths_of(midi % 12))

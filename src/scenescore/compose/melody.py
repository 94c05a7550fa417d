"""The foreground: statements as they stand, and what the melody does between them.

Between statements the tune does not invent: it answers with the rhythm of what was just heard, sequences its head,
holds a note, or rests (Schoenberg 1967 on developing variation and liquidation). Pitches of these connecting passages
are searched by dynamic programming: chord tones on strong beats, steps between, one arch, and a goal note that fits
the phrase's close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scenescore.compose.line_search import Place, best_line
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Phrase, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Answer, Decision
from scenescore.model.theme import Statement, in_key
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

EIGHTH = TICKS_PER_QUARTER // 2
#: Scale steps above the tonic on which a phrase with this close likes to come to rest.
_GOALS = {
    "closed": (0, 4),
    "final": (0, 4, 7),
    "half": (2, 7, 11),
    "open": (4, 3, 7, 2),
    "plagal": (7, 4, 3),
    "deceptive": (0, 3, 4),
    "none": (2, 7, 11, 5),
}
_QUIET_DREAD = (0.5, 0.3)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Time inside one phrase in which no statement sounds."""

    at: int
    end: int
    phrase: Phrase


def statement_notes(statement: Statement) -> list[MelodyNote]:
    """The notes of a statement in musical time."""
    out, at = [], statement.at
    for tone in statement.tones:
        if tone.step is not None:
            midi, fifths = in_key(tone, statement.key, statement.tonic)
            out.append(MelodyNote(at, tone.length, Pitch(midi, fifths), statement.number))
        at = Ticks(at + tone.length)
    return out


def _gaps(section: Section, statements: Sequence[Statement]) -> list[_Gap]:
    """What each phrase has left over."""
    gaps = []
    for phrase in section.phrases:
        at = int(phrase.at)
        for statement in statements:
            if statement.at < phrase.end and statement.end > phrase.at:
                if statement.at > at:
                    gaps.append(_Gap(at, statement.at, phrase))
                at = max(at, statement.end)
        if at < phrase.end:
            gaps.append(_Gap(at, phrase.end, phrase))
    return gaps


def _stays_silent(cue: Cue, section: Section, gap: _Gap, dice: Dice, *, has_tune: bool) -> str:
    """Why the melody rests in a gap, or an empty string when it goes on."""
    laws, feeling = section.manner, section.feeling
    bar = cue.bar(gap.at).meter.length
    if cue.picture.speaks(cue.seconds(gap.at), cue.seconds(gap.end)):
        return "somebody speaks"
    if gap.end - gap.at < bar:
        return "a breath"
    if gap.phrase.function in {"introduction", "pause"}:
        return "the accompaniment has the word"
    if not has_tune:
        return "nothing has been said yet that could be continued"
    if gap.phrase.function == "codetta":
        return ""
    share = 0.12 + 1.1 * laws.rests
    if feeling.tension > _QUIET_DREAD[0] and feeling.arousal < _QUIET_DREAD[1]:
        share += 0.35
    if section.purpose in {"climax", "ending"}:
        share = 0.0
    return "silence is part of the tune" if dice.at("melody", "rest", gap.at).chance(share) else ""


def _rhythm(source: Sequence[int], room: int, bar: int, *, quick: bool) -> list[tuple[int, bool]]:
    """Lengths (and whether they sound) that fill a room: the source's rhythm again and again, longer at the end.

    The last bar rests on a long note and leaves a breath.
    """
    out: list[tuple[int, bool]] = []
    left = room
    closing = min(room, bar)
    index = 0
    while left > closing:
        length = abs(source[index % len(source)])
        length = max(EIGHTH, min(length, left - closing))
        out.append((length, source[index % len(source)] > 0))
        left -= length
        index += 1
    breath = min(left // 4 // EIGHTH * EIGHTH, TICKS_PER_QUARTER) or min(EIGHTH, left // 2)
    if quick and left >= bar and bar >= 4 * EIGHTH:
        lead = bar // 4 // EIGHTH * EIGHTH or EIGHTH
        out.append((lead, True))
        left -= lead
    out.append((left - breath, True))
    if breath:
        out.append((breath, False))
    return [(length, sounds) for length, sounds in out if length > 0]


def _places(
    cue: Cue,
    gap: _Gap,
    rhythm: list[tuple[int, bool]],
    chords: Line[Chord],
    section: Section,
    window: tuple[int, int],
) -> list[Place]:
    """Where notes go, and which pitches may stand there."""
    places, at = [], gap.at
    scale = set(section.key.pcs)
    for length, sounds in rhythm:
        if sounds:
            chord = chords.holding(at)
            pcs = set(chord.pcs)
            usable = tuple(m for m in range(window[0], window[1] + 1) if m % 12 in scale or m % 12 in pcs)
            bar = cue.bar(at)
            places.append(Place(at, length, bar.meter.strength(at - bar.at), usable, frozenset(pcs)))
        at += length
    return places


def _goal(section: Section, phrase: Phrase, chord: Chord) -> frozenset[int]:
    """Pitch classes on which the phrase may end: goal degrees that are in the last chord, else its tones."""
    wanted = {(section.key.pc + step) % 12 for step in _GOALS[phrase.close]}
    return frozenset(wanted & set(chord.pcs)) or frozenset(chord.pcs)


def _arch(count: int, start: int, peak: int, goal: int, *, climbs: bool) -> list[int]:
    """A pitch to lean to at each note: up to the peak at two thirds and down to the goal, or a steady climb."""
    if climbs:
        return [start + (peak - start) * i // max(1, count - 1) for i in range(count)]
    top = max(1, count * 2 // 3)
    rise = [start + (peak - start) * i // top for i in range(top)]
    fall = [peak + (goal - peak) * (i + 1) // max(1, count - top) for i in range(count - top)]
    return (rise + fall)[:count]


def _window(section: Section, last: int | None) -> tuple[int, int]:
    """The MIDI window of a connecting passage: around the mood's centre, near where the tune has been."""
    centre = section.manner.melody_center if last is None else (section.manner.melody_center + 2 * last) / 3
    half = max(6, round(section.manner.melody_range / 2))
    return round(centre) - half, round(centre) + half


def _source(heard: Sequence[MelodyNote | None], statement: Statement | None, bar: int) -> list[int]:
    """The rhythm to continue with: the head of the last statement, one bar of it at most (rests negative)."""
    if statement is None:
        return [TICKS_PER_QUARTER * 2, TICKS_PER_QUARTER, TICKS_PER_QUARTER] if heard is not None else []
    out, total = [], 0
    for tone in statement.tones:
        if total >= bar:
            break
        length = min(int(tone.length), bar)
        out.append(length if tone.step is not None else -length)
        total += length
    return out or [TICKS_PER_QUARTER]


def _continue(
    cue: Cue,
    section: Section,
    gap: _Gap,
    chords: Line[Chord],
    last: MelodyNote | None,
    statement: Statement | None,
    dice: Dice,
) -> list[MelodyNote]:
    """Write one connecting passage."""
    bar = cue.bar(gap.at).meter.length
    stream = dice.at("melody", "line", gap.at)
    if gap.phrase.function == "codetta":
        rhythm = [(gap.end - gap.at, True)]
    else:
        source = _source((), statement, bar)
        turned = stream.below(2) and len(source) > 2  # noqa: PLR2004
        source = source[1:] + source[:1] if turned and section.purpose == "development" else source
        rhythm = _rhythm(source, gap.end - gap.at, bar, quick=section.manner.melody_onsets > 2)  # noqa: PLR2004
    window = _window(section, None if last is None else last.pitch.midi)
    places = _places(cue, gap, rhythm, chords, section, window)
    if not places:
        return []
    start = last.pitch.midi if last is not None else round(section.manner.melody_center)
    climbs = section.purpose == "build" or (section.purpose == "climax" and gap.phrase.function == "idea")
    peak = window[1] - 1 - stream.below(3) if climbs or section.purpose != "release" else start
    goal_pcs = _goal(section, gap.phrase, chords.holding(places[-1].at))
    lean = _arch(len(places), start, peak, round(section.manner.melody_center) - 2, climbs=climbs)
    pattern = _intervals(statement)
    line = best_line(places, lean, start if last is not None else None, goal_pcs, pattern, section.manner.stepwise)
    return [
        MelodyNote(Ticks(place.at), Ticks(place.length), _spell(midi, chords.holding(place.at)))
        for place, midi in zip(places, line, strict=True)
    ]


def _intervals(statement: Statement | None) -> tuple[int, ...]:
    """The melodic directions of a statement's head, as semitones."""
    if statement is None:
        return ()
    pitches = [tone.semitones for tone in statement.tones if tone.step is not None]
    return tuple(b - a for a, b in pairwise(pitches))[:4]


def _spell(midi: int, chord: Chord) -> Pitch:
    return Pitch(midi, chord.fifths_of(midi % 12))


def label_kinds(notes: Sequence[MelodyNote], chords: Line[Chord], cue: Cue) -> tuple[MelodyNote, ...]:
    """Say of each note how it stands to the harmony (Piston 1987)."""
    out = []
    for i, note in enumerate(notes):
        pcs = chords.holding(note.at).pcs
        if note.pitch.midi % 12 in pcs:
            out.append(note)
            continue
        before = note.pitch.midi - notes[i - 1].pitch.midi if i else 99
        after = notes[i + 1].pitch.midi - note.pitch.midi if i + 1 < len(notes) else 99
        bar = cue.bar(note.at)
        strong = bar.meter.strength(note.at - bar.at) >= 2  # noqa: PLR2004
        out.append(replace(note, kind=_kind(before, after, strong=strong)))
    return tuple(out)


def _kind(before: int, after: int, *, strong: bool) -> str:
    step_in, step_out = 0 < abs(before) <= 2, 0 < abs(after) <= 2  # noqa: PLR2004
    if strong:
        return "suspension" if before == 0 and step_out else "appoggiatura" if step_out else "free"
    if step_in and step_out:
        return "passing" if before * after > 0 else "neighbour"
    if after == 0:
        return "anticipation"
    return "appoggiatura" if step_out else "escape" if step_in else "free"


def sing(
    cue: Cue,
    sections: Sequence[Section],
    chords: Line[Chord],
    statements: Sequence[Statement],
    dice: Dice,
) -> Answer[tuple[MelodyNote, ...]]:
    """The whole foreground of a cue, section by section."""
    notes: list[MelodyNote] = []
    decisions: list[Decision] = []
    said: Statement | None = None
    for section in sections:
        own = [s for s in statements if section.at <= s.at < section.end]
        events: list[tuple[int, _Gap | Statement]] = [(gap.at, gap) for gap in _gaps(section, own)]
        events += [(s.at, s) for s in own]
        for _, event in sorted(events, key=lambda pair: pair[0]):
            if isinstance(event, Statement):
                notes += statement_notes(event)
                said = event
                continue
            why = _stays_silent(cue, section, event, dice, has_tune=said is not None)
            if not why:
                last = notes[-1] if notes else None
                notes += _continue(cue, section, event, chords, last, said, dice)
            decisions.append(_decide(cue, section, event, why, said))
    notes.sort(key=lambda note: note.at)
    return Answer(label_kinds(notes, chords, cue), tuple(decisions))


def _decide(cue: Cue, section: Section, gap: _Gap, why: str, said: Statement | None) -> Decision:
    bars = (cue.bar(gap.at).number, cue.bar(gap.end - 1).number)
    if why:
        choice, reason = "rest", why
    elif gap.phrase.function == "codetta":
        choice, reason = "a last long note", "the tune comes to rest on the final chord"
    else:
        whose = f"{said.theme}'s head" if said else "plain values"
        choice = f"goes on in the rhythm of {whose}"
        reason = f"{gap.phrase.function}, towards a close that is {gap.phrase.close}"
    return Decision("melody", f"section {section.label}", choice, reason, bars=bars)

"""From the written page to what is heard: loudness, touch, time, controllers, programs and the marks for the player.

Every written note is played once and points back to the page, which stays exact. Hits never move. In the order of
rules: the plan of loudness (`dynamics`), each player's habits (`players`), onsets and releases (`timing`), controllers
(`controllers`), marks (`markings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scenescore.compose.performance.controllers import (
    EXPRESSION,
    LONG_SHARE,
    SHORT_SHARE,
    STRUCK_EXPRESSION,
    Grid,
    expression,
    fading,
    grid_of,
    pedal,
    settings,
)
from scenescore.compose.performance.dynamics import (
    HALL_MS,
    Loudness,
    arrival_of,
    audible,
    dying_from,
    fade_start,
    mark_of,
    plan,
    velocity_of,
)
from scenescore.compose.performance.markings import marks
from scenescore.compose.performance.players import Hand, hand_of
from scenescore.compose.performance.swing import swung, told
from scenescore.compose.performance.timing import (
    BYTES_SPREAD,
    Moment,
    Struck,
    bell,
    is_short,
    moments_of,
    onsets,
    releases,
    struck,
    throws,
    ticks_of,
)
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.sketch import Answer, Control, Decision, Note, Part, Played, Program
from scenescore.model.time import Ticks

#: dB that an articulation adds to the attack.
ATTACK_DB: Mapping[str, float] = {"accent": 3.0, "marcato": 4.0, "staccato": 0.5, "spiccato": 0.5}
#: A melody leads its accompaniment by so many dB, high notes sing out by so many dB a semitone (3 dB an octave at most
#: after the rule of Friberg, Bresin and Sundberg 2006).
MELODY_DB, HIGH_DB, HIGH_LIMIT = 0.7, 0.15, 1.5
VELOCITY_SPREAD = 3
LOUDEST = 127


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all players know: the plan of loudness, what holds at each onset, when the hits are heard."""

    loudness: Loudness
    grid: Grid
    moments: Mapping[int, Moment]
    hits: Struck


def perform(
    cue: Cue,
    sections: tuple[Section, ...],
    parts: tuple[Part, ...],
    dice: Dice,
    *,
    ending: str = "cadence",
    chords: Line[Chord] | None = None,
    players: int = 0,
    swing: float = 1.0,
) -> Answer[tuple[Part, ...]]:
    """Play the written parts: one played note for each written one, controllers, programs and marks.

    `chords` tells the pedals where the harmony changes (without them: at the bars); `ending` as in the scene;
    `players` how many the ensemble has, whoever of them plays (0: as many as there are parts); `swing` how many times
    longer the first eighth of a beat is than the second, at a middling tempo.
    """
    loudness = plan(cue, sections, parts, ending, players)
    moments = moments_of(cue, sections, loudness, parts)
    hits = struck(cue, parts)
    terms = _Terms(loudness, grid_of(cue, sections, loudness), moments, hits)
    played = tuple(_play(part, cue, sections, terms, dice, ending, chords) for part in parts)
    fixed = sorted({*hits.ticks, *(tick for tick, _ in hits.stops)})
    played = told(tuple(swung(part, cue, swing, fixed) for part in played), swing)
    return Answer(played, _decisions(cue, sections, loudness, parts, ending))


def _play(
    part: Part,
    cue: Cue,
    sections: tuple[Section, ...],
    terms: _Terms,
    dice: Dice,
    ending: str,
    chords: Line[Chord] | None,
) -> Part:
    """Play one part."""
    hand, moments = hand_of(part.instrument), terms.moments
    words = throws(part, moments, dice)
    heard = onsets(part, hand, moments, words, cue, terms.hits)
    hall = ticks_of(HALL_MS.get(ending, 0), cue.clock.step_at(cue.length).microseconds)
    ends = releases(part, hand, moments, heard, cue, chords, terms.hits, hall)
    loud = velocities(part, hand, moments, words)
    rows = zip(part.notes, heard, ends, loud, strict=True)
    played = tuple(
        Played(i, Ticks(start), Ticks(end - start), note.pitch.midi, velocity)
        for i, (note, start, end, velocity) in enumerate(rows)
    )
    controls = [*settings(part.instrument)]
    if hand.is_sustaining:
        controls += expression(part, moments, terms.grid, cue, dying_from(cue, sections, ending))
    elif ending == "fade":
        controls += fading(cue)
    elif not part.instrument.is_percussion:
        controls.append(Control(Ticks(0), EXPRESSION, STRUCK_EXPRESSION))
    if hand.has_pedal:
        controls += pedal(part, cue, sections, chords, ending, hall)
    return replace(
        part,
        marks=marks(part, hand, cue, sections, terms.loudness),
        played=played,
        controls=tuple(sorted(controls, key=lambda c: (c.at, c.number))),
        programs=programs(part, played, moments),
    )


def velocities(part: Part, hand: Hand, moments: Mapping[int, Moment], words: Sequence[int]) -> list[int]:
    """Strike each note: plan, layer, bar, articulation and register, with a hand that never repeats itself exactly."""
    low, high = part.instrument.comfortable
    middle = (low + high) // 2
    last: dict[int, int] = {}
    out = []
    for note, word in zip(part.notes, words, strict=True):
        moment = moments[note.at]
        touch = moment.accent + ATTACK_DB.get(note.articulation, 0.0) + _singing(note, middle)
        share = 1.0
        if hand.is_sustaining:
            share = SHORT_SHARE if is_short(note, moment.microseconds) else LONG_SHARE
        chance = bell(word) * (VELOCITY_SPREAD if hand.short_ms else 1) // BYTES_SPREAD
        velocity = velocity_of(audible(moment.level + note.level) * share + touch) + chance
        if last.get(note.pitch.midi) == velocity:
            velocity += 2 if word >> 31 & 1 else -2
        velocity = max(1, min(LOUDEST, velocity))
        last[note.pitch.midi] = velocity
        out.append(velocity)
    return out


def _singing(note: Note, middle: int) -> float:
    """Let the melody lead and its high notes sing."""
    if note.role != "melody":
        return 0.0
    return MELODY_DB + max(-HIGH_LIMIT, min(HIGH_LIMIT, HIGH_DB * (note.pitch.midi - middle)))


def programs(part: Part, played: Sequence[Played], moments: Mapping[int, Moment]) -> tuple[Program, ...]:
    """Change the program just before the notes that need another sound, and back just before the ordinary ones.

    At the end of its last section a part is back at its own sound.
    """
    table, base = part.instrument.programs, part.instrument.program
    if not table or part.instrument.is_percussion:
        return ()
    out: list[Program] = []
    current, before = base, -1
    for note in sorted(played, key=lambda p: (p.at, p.midi)):
        wanted = table.get(part.notes[note.note].articulation, base)
        if wanted != current:
            opens = moments[part.notes[note.note].at].opens
            out.append(Program(Ticks(max(opens, before + 1, note.at - 12) if note.at > before else note.at), wanted))
            current = wanted
        before = note.at
    if current != base and played:
        out.append(Program(Ticks(moments[part.notes[-1].at].closes), base))
    return tuple(out)


def _decisions(
    cue: Cue,
    sections: Sequence[Section],
    loudness: Loudness,
    parts: Sequence[Part],
    ending: str,
) -> tuple[Decision, ...]:
    """Say how loud each section goes and how the end is played."""
    out = []
    for section in sections:
        inside = [(level, tick) for tick, level in loudness.corners if section.at <= tick < section.end]
        if not inside:
            continue
        (low, _), (high, top) = min(inside), max(inside)
        first, last = cue.bar(section.at).number, cue.bar(section.end - 1).number
        out.append(
            Decision(
                "performance",
                f"section {section.label}",
                f"from {mark_of(low)} to {mark_of(high)}, loudest at bar {cue.bar(top).number}",
                f"intensity goes from {section.intensity[0]:.2f} to {section.intensity[1]:.2f}; "
                f"each phrase leans towards its high point",
                bars=(first, last),
            ),
        )
    out.append(_ending_decision(cue, sections, ending))
    pedalled = [part.name for part in parts if hand_of(part.instrument).has_pedal]
    if pedalled:
        where = "just after each change of harmony, up before the next and in rests"
        out.append(Decision("performance", "pedal", f"{', '.join(pedalled)}: {where}", "harmonies stay clear"))
    return tuple(out)


def _ending_decision(cue: Cue, sections: Sequence[Section], ending: str) -> Decision:
    """Say how the end is played."""
    start = fade_start(cue) if ending == "fade" else arrival_of(sections)
    how = {
        "ring-out": "the last chord dies away before the cue ends",
        "cadence": "the last chord relaxes a little",
        "fade": "everybody fades together to nothing",
        "button": "crisp and full, nothing rings over",
        "attacca": "pushes on into what follows",
    }.get(ending, "as it stands")
    bars = (cue.bar(start).number, cue.bar(cue.length - 1).number)
    return Decision("performance", "ending", how, f"the ending is {ending}", bars=bars)

"""The foreground: statements as they stand, and what the melody does between them: go on (`passages`), or rest.

Statements beneath or beside the tune are left to the orchestra; while one sounds in the bass or goes round and round
the melody rests or holds, so that it is heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scenescore.compose.dialogue import Spans, gaps, inside, unsung
from scenescore.compose.melody.derived import EIGHTH
from scenescore.compose.melody.kinds import label_kinds
from scenescore.compose.melody.leaning import leant
from scenescore.compose.melody.passages import HELD, Gap, breaths, continued
from scenescore.compose.themes.treatments import character_of
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Answer, Decision
from scenescore.model.theme import Statement, in_key
from scenescore.model.time import Ticks

#: How often the melody leaves a gap to the others, beside the mood's own rests, by the section's character.
_RESTS = {"calm": 0.65, "broad": 0.45, "lively": 0.65, "dread": 0.8}
#: Textures that are nothing but the tune: there a rest of the tune would be a hole.
_BARE = frozenset({"unison-line", "unison-tutti"})
#: How much likelier it leaves a whole phrase of two bars or more to the accompaniment.
_WHOLE_PHRASE = 0.15
#: Seconds after which a silence of the tune is a hole, by the section's character; what threatens may be silent.
_HOLE = {"calm": 14.0, "broad": 11.0, "lively": 7.0}
#: How often it rests while a theme sounds beneath it, by that theme's voice; else it holds long notes.
_GIVES_WAY = {"bass": 0.9, "ostinato": 0.55}


def statement_notes(statement: Statement) -> list[MelodyNote]:
    """The notes of a statement in musical time."""
    out, at = [], statement.at
    for tone in statement.tones:
        if tone.step is not None:
            midi, fifths = in_key(tone, statement.key, statement.tonic)
            out.append(MelodyNote(at, tone.length, Pitch(midi, fifths), statement.number))
        at = Ticks(at + tone.length)
    return out


def _gaps(cue: Cue, section: Section, statements: Sequence[Statement], voices: Spans) -> list[Gap]:
    """What each phrase has left over between statements and lines, in breaths of four bars at most."""
    taken = sorted([(int(s.at), int(s.end)) for s in statements] + list(voices))
    out: list[Gap] = []
    for phrase in section.phrases:
        for at, end in gaps(tuple(taken), phrase.at, phrase.end):
            start = at if not inside(voices, at - 1, at) else _bar_line(cue, at)
            stop = end if not inside(voices, end, end + 1) else end // EIGHTH * EIGHTH
            if stop > start:
                out += breaths(cue, Gap(start, stop, phrase))
        out += [
            Gap(max(a, phrase.at), min(b, phrase.end), phrase) for a, b in voices if a < phrase.end and b > phrase.at
        ]
    return out


def _beneath(at: int, end: int, low: Sequence[Statement]) -> Statement | None:
    """The theme that sounds beneath most of what lies between two ticks."""
    shared = [(min(end, int(s.end)) - max(at, int(s.at)), -s.number, s) for s in low if s.at < end and s.end > at]
    found = max(shared, default=None, key=lambda item: item[:2])
    return found[2] if found is not None and 2 * found[0] > end - at else None


def _parted(cue: Cue, found: Sequence[Gap], low: Sequence[Statement]) -> list[Gap]:
    """Gaps parted at the bar lines where a theme beneath begins and ends."""
    lines = sorted(
        {int(cue.bar(s.at).at) for s in low} | {_bar_line(cue, min(int(s.end), cue.length - 1)) for s in low}
    )
    out: list[Gap] = []
    for gap in found:
        edges = [line for line in lines if gap.at < line < gap.end] if gap.phrase.function != "codetta" else []
        out += [Gap(a, b, gap.phrase) for a, b in pairwise([gap.at, *edges, gap.end])]
    return out


def _in_long_notes(statement: Statement, beneath: Statement | None, bar: int) -> Statement:
    """What is gone on with: over a theme beneath only its pitches, one in a bar."""
    if beneath is None:
        return statement
    sounding = [tone for tone in statement.tones if tone.step is not None][:2]
    return replace(statement, tones=tuple(replace(tone, length=Ticks(bar)) for tone in sounding))


def _bar_line(cue: Cue, tick: int) -> int:
    """The first bar line from a tick on."""
    bar = cue.bar(tick)
    return int(bar.at if bar.at == tick else bar.end)


def _stays_silent(
    cue: Cue, section: Section, gap: Gap, dice: Dice, *, speaks: bool, has_tune: bool, leads: bool,
    beneath: Statement | None = None, since: int = 0,
) -> str:  # fmt: skip
    """Why the melody rests in a gap, or an empty string when it goes on; it does where it leads to the climax.

    `since` is the tick from which it rests already: what would be a hole in the tune is sung.
    """
    laws, character = section.manner, character_of(section.feeling)
    bar = cue.bar(gap.at).meter.length
    if speaks:
        return "somebody speaks"
    if gap.end - gap.at < bar:
        return "a breath"
    if gap.phrase.function in {"introduction", "pause"}:
        return "the accompaniment has the word"
    if not has_tune:
        return "nothing has been said yet that could be continued"
    if gap.phrase.function == "codetta":
        return ""
    is_whole = gap.at == gap.phrase.at and gap.end == gap.phrase.end and gap.end - gap.at >= 2 * bar
    share = _RESTS[character] + laws.rests + (_WHOLE_PHRASE if is_whole else 0.0)
    why = "silence is part of the tune"
    if beneath is not None:
        share, why = _GIVES_WAY[beneath.voice], f"{beneath.theme} is heard in the {beneath.voice}"
    rested = float(cue.seconds(gap.end) - cue.seconds(Ticks(since)))
    is_hole = beneath is None and since < gap.at and rested > _HOLE.get(character, rested)
    if section.purpose in {"climax", "ending"} or leads or section.texture in _BARE or is_hole:
        share = 0.0
    return why if dice.at("melody", "rest", gap.at).chance(share) else ""


def _silent_since(at: int, notes: Sequence[MelodyNote], statements: Sequence[Statement], voices: Spans) -> int:
    """From when on nobody has sung, stated or spoken."""
    ends = [*(int(s.end) for s in statements if s.at < at), *(end for start, end in voices if start < at)]
    return min(at, max([int(notes[-1].end) if notes else 0, *ends]))


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
    voices = unsung(cue)
    for number, section in enumerate(sections):
        leads = section.purpose == "build" or (number + 1 < len(sections) and sections[number + 1].purpose == "climax")
        own = [s for s in statements if s.is_tune and section.at <= s.at < section.end]
        low = [s for s in statements if s.voice in _GIVES_WAY and s.at < section.end and s.end > section.at]
        free = _parted(cue, _gaps(cue, section, own, voices), low)
        events: list[tuple[int, Gap | Statement]] = [(gap.at, gap) for gap in free]
        events += [(s.at, s) for s in own]
        for _, event in sorted(events, key=lambda pair: pair[0]):
            if isinstance(event, Statement):
                notes += statement_notes(event)
                said = event
                continue
            is_last = event.end >= section.end
            beneath = _beneath(event.at, event.end, low)
            said = said or next((s for s in low if s.end <= event.at), None)
            why = _stays_silent(
                cue, section, event, dice,
                speaks=inside(voices, event.at, event.end), has_tune=said is not None, leads=leads and is_last,
                beneath=beneath, since=_silent_since(event.at, notes, statements, voices),
            )  # fmt: skip
            if not why:
                model = said and _in_long_notes(said, beneath, cue.bar(event.at).meter.length)
                sources = (model, *_met(said, statements, event.at)) if said and model else ()
                sung = continued(cue, section, event, chords, notes, sources, dice, len(decisions))
                kept = len(notes)
                told = label_kinds(leant(cue, section, chords, sung, notes, dice), chords, cue)
                notes[kept:] = told
            decisions.append(_decide(cue, section, event, why, notes, beneath))
    notes.sort(key=lambda note: note.at)
    return Answer(label_kinds(notes, chords, cue), tuple(decisions))


def _met(said: Statement, statements: Sequence[Statement], at: int) -> list[Statement]:
    """The statement of another theme that met the one that was said last: its partner, or what sounded with it."""
    others = [s for s in statements if s.theme != said.theme and s.at < at]
    partners = [s for s in others if s.partner == said.number or said.partner == s.number]
    beside = [s for s in others if s.at < said.end and s.end > said.at]
    return (partners or beside)[-1:]


def _decide(
    cue: Cue, section: Section, gap: Gap, why: str, notes: Sequence[MelodyNote], beneath: Statement | None
) -> Decision:
    bars = (cue.bar(gap.at).number, cue.bar(gap.end - 1).number)
    if why:
        choice, reason = "rest", why
    elif gap.phrase.function == "codetta":
        choice, reason = "a last long note", "the tune comes to rest on the final chord"
    elif beneath is not None:
        choice, reason = _made_of(notes, "long notes"), f"{beneath.theme} is heard in the {beneath.voice}"
    elif character_of(section.feeling) in HELD:
        choice, reason = _made_of(notes, "long notes"), f"{section.words[0]} music needs no second tune"
    else:
        choice = _made_of(notes, "goes on in plain values")
        reason = f"{gap.phrase.function}, towards a close that is {gap.phrase.close}"
    return Decision("melody", f"section {section.label}", choice, reason, bars=bars)


def _made_of(notes: Sequence[MelodyNote], plain: str) -> str:
    """What the last passage is made of, in words; `plain` where it owes nothing to a theme."""
    link = notes[-1].link if notes else None
    if link is None or not link.themes:
        return plain
    return f"{', '.join(link.techniques)} of {' and '.join(link.themes)}"

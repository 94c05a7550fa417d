"""From sections, chords and tune to the written parts: who plays what, and where they rest.

Section by section, and only from what came before: the tune gets its leaders, the texture's layers get their phrases,
figures and players, doublings join as the music grows; then every player's part is made playable. Layers make room for
the tune, the bass and the speaking voice. After Rimsky-Korsakov 1913 and Adler 2016; the numbers are our defaults.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from scenescore.compose.dialogue import exchanges, unsung
from scenescore.compose.orchestra import doubling, page
from scenescore.compose.orchestra.battery import battery
from scenescore.compose.orchestra.closing import HELD_ENDINGS
from scenescore.compose.orchestra.dress import dress, ending_for
from scenescore.compose.orchestra.farewell import completed
from scenescore.compose.orchestra.forces import beds, intimacy, largest
from scenescore.compose.orchestra.layers import CODETTA, Layers
from scenescore.compose.orchestra.lead import Casting, Memory, Run, cast, runs_of, under_voice
from scenescore.compose.orchestra.lines import TWO_HANDED, beside, doubled, given, role_of, softer
from scenescore.compose.orchestra.make_way import homophonic, made_way, pairs_of, shaded, silenced, softened, ways_of
from scenescore.compose.orchestra.palette import assemble, avoided, stumbles
from scenescore.compose.orchestra.part_writing import kept_apart
from scenescore.compose.orchestra.room import Room
from scenescore.compose.orchestra.seats import Hall, Seat, Strand, in_order, newcomer, seat, strands_of
from scenescore.compose.orchestra.singing import Manner, sung
from scenescore.compose.orchestra.two_hands import enriched, playable
from scenescore.compose.orchestra.under_voice import Written, bed, one_pad
from scenescore.compose.orchestra.upbeat import with_upbeat
from scenescore.compose.textures.passage import Ground, Harmony
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble
from scenescore.model.line import Line
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision, Finding, Note, Part
from scenescore.model.theme import Statement

__all__ = ["assemble", "dress", "score"]


@dataclass(frozen=True, slots=True)
class _Task:
    """The question of `score`, in one value."""

    cue: Cue
    sections: tuple[Section, ...]
    chords: Line[Chord]
    voicings: Line[Voicing]
    tune: tuple[MelodyNote, ...]
    statements: tuple[Statement, ...]
    ensemble: Ensemble
    scene: Scene
    book: Book
    dice: Dice
    ending: str
    beds: tuple[str, ...]

    @property
    def manner(self) -> Manner:
        """What holds for everybody's notes."""
        return Manner(self.cue, self.ending, self.book, avoided(self.scene, self.book).figures)

    @property
    def forces(self) -> float:
        """The largest forces that the cue calls for."""
        return largest(self.sections, len(self.ensemble.order))


@dataclass(slots=True)
class _Desk:
    """The parts while they are written, and what is worth telling."""

    notes: dict[str, list[Note]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sounding:
    """Who sings and states in a section: the tune's runs, the lines beside it, who joins a line."""

    runs: list[Run]
    lines: list[Run] = field(default_factory=list)
    joined: list[doubling.Double] = field(default_factory=list)

    @property
    def taken(self) -> tuple[tuple[str, int, int], ...]:
        """Who states a line, from tick to tick."""
        both = [*((run.player, run.at, run.end) for run in self.lines),
                *((double.player, double.run.at, double.run.end) for double in self.joined)]  # fmt: skip
        return tuple(both)


def score(  # noqa: PLR0913, PLR0917 - the stage's arguments are its contract
    cue: Cue,
    sections: tuple[Section, ...],
    chords: Line[Chord],
    voicings: Line[Voicing],
    tune: tuple[MelodyNote, ...],
    statements: tuple[Statement, ...],
    ensemble: Ensemble,
    scene: Scene,
    book: Book,
    dice: Dice,
    ending: str = "",
) -> Answer[tuple[Part, ...]]:
    """Write the parts of a cue: notes exactly on the grid, nothing yet about how they are played."""
    ending = ending or ending_for(scene, sections)
    spoken = [bool(_spoken(cue, section)) for section in sections]
    is_intimate = intimacy(largest(sections, len(ensemble.order))) > 0.5
    bedding = beds(sections, ensemble, book, dice, spoken, is_intimate=is_intimate)
    task = _Task(cue, sections, chords, voicings, tune, statements, ensemble, scene, book, dice, ending, bedding)
    desk, speller = _Desk(), page.Speller(chords, {})
    memory: Memory = Memory()
    before: tuple[tuple[str, str], ...] = ()
    sounding = _Sounding([])
    for number in range(len(sections)):
        runs, memory = _leaders(task, number, memory, desk, sounding.taken)
        sounding = _beside(task, number, runs, sounding, desk)
        seats = _section(task, number, sounding, before, desk, speller)
        before = tuple((s.strand.layer.task, s.player) for s in seats)
    parts = tuple(_part(task, name, desk.notes[name], speller) for name in ensemble.order if desk.notes.get(name))
    apart = with_upbeat(kept_apart(parts, sections, chords, book, unsung(cue)), cue, sections)
    return Answer(tuple(p for p in apart if p.notes), tuple(desk.decisions), tuple(desk.findings))


def _spoken(cue: Cue, section: Section) -> tuple[tuple[int, int], ...]:
    """Exchanges of lines in a section, from beat to beat."""
    out = []
    for spoken in exchanges(cue):
        start, end = (int(cue.clock.nearest_tick(at)) for at in spoken)
        if start < section.end and end > section.at:
            first, last = cue.bar(start), cue.bar(end)
            start = first.at + (start - first.at) // first.meter.beat * first.meter.beat
            end = last.at - (last.at - end) // last.meter.beat * last.meter.beat
            out.append((max(start, section.at), min(end, section.end)))
    return tuple(out)


def _bars(cue: Cue, start: int, end: int) -> tuple[int, int]:
    return cue.bar(start).number, cue.bar(end - 1).number


def _casting(task: _Task, number: int, desk: _Desk) -> Casting:
    used = frozenset(desk.notes)
    return Casting(task.ensemble, task.book, task.cue, task.beds[number], used, newcomer(task.forces))


def _leaders(
    task: _Task, number: int, memory: Memory, desk: _Desk, taken: tuple[tuple[str, int, int], ...]
) -> tuple[list[Run], Memory]:
    """Cast the runs of a section's tune, one after the other; who states a line still is not free."""
    section = task.sections[number]
    casting = replace(_casting(task, number, desk), taken=taken)
    voices = unsung(task.cue)
    out: list[Run] = []
    for run in runs_of(section, task.tune, task.statements):
        given = cast(run, casting, memory)
        if not given.player:
            continue
        given, lost = under_voice(run, given, casting, voices)
        memory = memory.after(given)
        place = f"statement of {run.statement.theme}" if run.statement else f"melody in section {section.label}"
        bars = _bars(task.cue, run.at, run.end)
        desk.decisions.append(Decision("orchestration", place, given.player, given.reason, given.others, bars))
        if lost:
            text = f"{lost} notes of the melody would have covered the voice and are left out"
            desk.findings.append(Finding("dialogue", f"bars {bars[0]}-{bars[1]}", text))
        if given.notes:
            out.append(given)
    return out, memory


def _beside(task: _Task, number: int, runs: list[Run], before: _Sounding, desk: _Desk) -> _Sounding:
    """Cast the statements that are not the tune; those of the section before may still sound."""
    section, casting = task.sections[number], _casting(task, number, desk)
    going_on = [run for run in before.lines if run.end > section.at]
    lines, voices = list(going_on), unsung(task.cue)
    joined = [double for double in before.joined if double.run.end > section.at]
    for statement in beside(section, task.statements):
        bars = _bars(task.cue, statement.at, statement.end)
        run = given(section, statement, casting, [*runs, *lines], voices)
        if not run.player:
            text = f"nobody is free and can play {statement.theme} as {statement.voice}"
            desk.findings.append(Finding("orchestration", f"bars {bars[0]}-{bars[1]}", text, "warning"))
            continue
        lines.append(run)
        place = f"statement of {statement.theme}"
        desk.decisions.append(Decision("orchestration", place, run.player, run.reason, run.others, bars))
        busy = [other.player for other in (*runs, *lines)]
        double = doubled(run, casting, [*busy, *(each.player for each in joined)])
        joined += [double] if double else []
    return _Sounding(runs, lines, joined)


def _harmony(task: _Task, section: Section) -> tuple[Harmony, ...]:
    out = []
    for span, voicing in zip(task.chords, task.voicings, strict=False):
        start, end = max(span.start, section.at), min(span.end, section.end)
        if start < end:
            chord = span.value
            out.append(Harmony(start, end, chord, chord.pcs, voicing.value.bass, voicing.value.upper))
    return tuple(out)


def _contour(task: _Task, section: Section, tune: tuple[MelodyNote, ...]) -> tuple[int, ...]:
    """The steps of the head of the cue's first theme, or of what is sung here while nobody has entered."""
    first = next((s for s in task.statements if s.at < section.end), None)
    if first is not None:
        pitches = [tone.semitones for tone in first.tones if tone.step is not None]
    else:
        pitches = [note.pitch.midi for note in tune]
    return tuple(b - a for a, b in pairwise(pitches[:4]))


def _ground(task: _Task, number: int, runs: list[Run]) -> Ground:
    section = task.sections[number]
    following = task.sections[number + 1] if number + 1 < len(task.sections) else None
    tune = tuple(note for run in runs for note in run.notes)
    return Ground(
        section,
        tuple(bar for bar in task.cue.bars if section.at <= bar.at < section.end),
        _harmony(task, section),
        tune,
        task.cue.clock.step_at(section.at).microseconds,
        _contour(task, section, tune),
        following is not None and following.purpose == "climax",
        task.dice,
    )


def _strands(task: _Task, ground: Ground, sounding: _Sounding) -> tuple[Room, list[Strand]]:
    """The layers of a section, from the bass upwards, with room for tune, lines and voice."""
    section, lines = ground.section, sounding.lines
    texture = task.book.textures[section.texture]
    avoid = avoided(task.scene, task.book)
    asked = (*texture.layers, *battery(section, texture.layers, task.ensemble, task.scene.genre or ""))
    kept = (x for x in asked if not avoid.layer(x) and not stumbles(x, texture, task.scene))
    layers = tuple(x for x in kept if x.role != "melody")
    room = Room.around(ground.tune, _spoken(task.cue, section)).beside(lines)
    ways, pairs = ways_of(lines), pairs_of(lines, sounding.runs)
    choice = Layers(ground, layers, task.book.rhythms, task.ending)
    written: list[Written] = []
    order = sorted(range(len(layers)), key=lambda i: (layers[i].role != "bass", i))
    for i in order:
        strokes = choice.strokes(i, room)
        strokes = softened(layers[i], homophonic(layers[i], strokes, sounding.runs, ground.bars), sounding.runs)
        strokes = made_way(layers[i], strokes, ways, pairs, ground.bars) if lines else strokes
        room = room.over(strokes) if layers[i].role == "bass" else room
        written.append((layers[i], strokes))
    numbers = [*order, *range(len(layers), len(layers) + 2)]
    bedded = zip(numbers, bed(one_pad(written, room), room, ground), strict=False)
    return room, [s for i, (layer, own) in bedded if not avoid.layer(layer) for s in strands_of(i, layer, own)]


def _section(
    task: _Task,
    number: int,
    sounding: _Sounding,
    before: tuple[tuple[str, str], ...],
    desk: _Desk,
    speller: page.Speller,
) -> list[Seat]:
    """Orchestrate one section: layers from the bass upwards, players, doublings, notes."""
    runs = sounding.runs
    section, ground = task.sections[number], _ground(task, number, runs)
    room, strands = _strands(task, ground, sounding)
    used = frozenset(desk.notes) | frozenset(run.player for run in runs)
    hall = Hall(
        task.ensemble, task.book, section, ground.microseconds, before, room.speech, task.beds[number], used,
        task.forces, sounding.taken,
    )  # fmt: skip
    leaders = frozenset(run.player for run in runs)
    seats, omitted = seat(strands, hall, leaders | doubling.kept_for_the_bass(hall, strands, leaders))
    busy = {*leaders, *(s.player for s in seats), *(player for player, _, _ in sounding.taken)}
    more = doubling.double_bass(hall, seats, busy)
    doubles = doubling.double_tune(hall, runs, busy, sounding.lines)
    more += doubling.double_pad(hall, seats, busy)
    everybody = in_order([*seats, *more], hall)
    final = section.phrases[-1]
    if section.purpose == "ending" and final.function == CODETTA and task.ending in HELD_ENDINGS and ground.harmony:
        singing = [
            *runs,
            *sounding.lines,
            *(replace(double.run, player=double.player) for double in (*doubles, *sounding.joined)),
        ]
        everybody += completed(hall, final, ground.harmony[-1], everybody, singing, room)
    seats, more = everybody[: len(seats)], everybody[len(seats) :]
    _write(task, section, replace(sounding, joined=[*doubles, *sounding.joined]), everybody, desk, speller)
    _tell(task, section, [*doubles, *sounding.joined], more, omitted, desk)
    return seats


def _write(
    task: _Task, section: Section, sounding: _Sounding, seats: list[Seat], desk: _Desk, speller: page.Speller
) -> None:
    """Put tune, lines, doublings and layers into the players' parts; who states a line leaves his layer for it."""
    players, manner = task.book.instruments, task.manner
    for run in (*sounding.runs, *sounding.lines):
        if run.section is section:
            desk.notes.setdefault(run.player, []).extend(sung(manner, run, players[run.player], 0, *role_of(run)))
    for double in sounding.joined:
        if double.run.section is section:
            role, level = role_of(double.run)
            notes = sung(manner, double.run, players[double.player], double.octave, role, level + softer(double))
            desk.notes.setdefault(double.player, []).extend(notes)
    for chosen in seats:
        player, layer = players[chosen.player], chosen.strand.layer
        level = layer.level + chosen.level
        spans = tuple(
            (a, b) for name, a, b in sounding.taken if name == player.name and player.family not in TWO_HANDED
        )
        strokes = shaded(silenced(list(chosen.strand.strokes), spans), sounding.runs)
        written = (page.written(s, player, layer.role, level, chosen.octave, speller) for s in strokes)
        desk.notes.setdefault(player.name, []).extend(note for note in written if note is not None)


def _tell(
    task: _Task, section: Section, doubles: list[doubling.Double], more: list[Seat], omitted: list[Strand], desk: _Desk
) -> None:
    """Say who doubles whom and what was left out."""
    bars = _bars(task.cue, section.at, section.end)
    told = dict.fromkeys((d.player, d.run.player, d.octave) for d in doubles)
    for player, leader, octave in told:
        where = "in unison" if not octave else f"{abs(octave) // 12} octave {'above' if octave > 0 else 'below'}"
        reason = f"doubles {leader} {where}: intensity {section.intensity[0]:.2f} to {section.intensity[1]:.2f}"
        desk.decisions.append(Decision("orchestration", f"section {section.label}: doubling", player, reason, (), bars))
    for chosen in more:
        reason = f"joins the {chosen.strand.layer.role} as the music grows"
        place = f"section {section.label}: doubling"
        desk.decisions.append(Decision("orchestration", place, chosen.player, reason, (), bars))
    names = tuple(dict.fromkeys(f"{s.layer.figure} ({s.layer.task})" for s in omitted))
    if names:
        reason = "no free player whose range and agility suit it"
        place = f"section {section.label}: left out"
        desk.decisions.append(Decision("orchestration", place, ", ".join(names), reason, (), bars))


def _part(task: _Task, name: str, notes: list[Note], speller: page.Speller) -> Part:
    """One player's part, playable and in order."""
    player = task.book.instruments[name]
    lungs = page.Lungs(task.cue, task.sections)
    played = notes
    if player.decay and not player.is_percussion and player.family != "percussion":
        played = page.strike_again(played, player, lungs, task.chords)
    played = page.tidy(played, player, task.cue.length)
    if player.family == "keyboards":
        if len(task.ensemble.order) == 1:
            played = page.tidy(enriched(played, task.cue, task.sections, speller), player, task.cue.length)
        played = playable(played)
    if player.breathes:
        played = page.breathe(played, player, lungs)
    channel = page.channel(task.ensemble, name, task.book.instruments)
    return Part(player.title, player, channel, tuple(n for n in played if n.length > 0))

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
from scenescore.compose.orchestra.closing import HELD_ENDINGS, LEFT_HAND, close
from scenescore.compose.orchestra.dress import dress, ending_for
from scenescore.compose.orchestra.farewell import completed
from scenescore.compose.orchestra.forces import beds, intimacy, largest
from scenescore.compose.orchestra.lead import Casting, Memory, Run, cast, runs_of, under_voice
from scenescore.compose.orchestra.palette import assemble, avoided, stumbles
from scenescore.compose.orchestra.part_writing import kept_apart
from scenescore.compose.orchestra.room import Room, freshen, lead_around, make_room
from scenescore.compose.orchestra.seats import Hall, Seat, Strand, in_order, newcomer, seat, strands_of
from scenescore.compose.orchestra.two_hands import enriched, playable
from scenescore.compose.orchestra.under_voice import Written, bed, calm, hush, one_pad
from scenescore.compose.orchestra.upbeat import with_upbeat
from scenescore.compose.textures import FIGURES
from scenescore.compose.textures.passage import Ground, Harmony, Passage, Stroke
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Phrase, Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book, Ensemble, TextureLayer
from scenescore.model.line import Line
from scenescore.model.metre import Meter
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision, Finding, Note, Part
from scenescore.model.theme import Statement
from scenescore.model.time import Ticks

__all__ = ["assemble", "dress", "score"]

#: A release needs this much more intensity for a layer to stay.
AFTERMATH = 0.12
HELD_FIGURES = frozenset({"sustain", "swell", "drone", "halo", "chorale", "bass", "pedal", "drift", "undertow"})
ENGINES = frozenset({"ostinato", "pulse", "drums"})
ENGINE_OFTEN = 4
SHORT_WORDS = frozenset({"staccato", "spiccato", "pizzicato"})
CODETTA = "codetta"
#: The page's grid in ticks, and what a length that is off it is cut to.
GRID, SIXTEENTH = 10, 240
#: A half note and what is longer.
LONG = 1920
#: Sounding over written length: above the first a tune is bound, below the second its short notes are short.
BOUND, SHORT, HOT = 0.78, 0.54, 0.75


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
    def forces(self) -> float:
        """The largest forces that the cue calls for."""
        return largest(self.sections, len(self.ensemble.order))


@dataclass(slots=True)
class _Desk:
    """The parts while they are written, and what is worth telling."""

    notes: dict[str, list[Note]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


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
    for number in range(len(sections)):
        runs, memory = _leaders(task, number, memory, desk)
        seats = _section(task, number, runs, before, desk, speller)
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


def _leaders(task: _Task, number: int, memory: Memory, desk: _Desk) -> tuple[list[Run], Memory]:
    """Cast the runs of a section's tune, one after the other."""
    section, used = task.sections[number], frozenset(desk.notes)
    casting = Casting(task.ensemble, task.book, task.cue, task.beds[number], used, newcomer(task.forces))
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


def _phrases(ground: Ground, layers: tuple[TextureLayer, ...], number: int) -> tuple[Phrase, ...]:
    """The phrases in which a layer plays: from its intensity on; the quiet floor always; with rests of its own."""
    layer, section = layers[number], ground.section
    floor = min((x.enters for x in layers if x.role in {"harmony", "bass"}), default=min(x.enters for x in layers))
    recedes = section.purpose in {"release", "ending"} and layer.role != "bass" and not section.is_rising
    needed = layer.enters + (AFTERMATH if recedes else 0.0)
    out = []
    for count, phrase in enumerate(section.phrases):
        heat = ground.heat(phrase.at + phrase.length // 2)
        is_last_chord = section.purpose == "ending" and phrase.function == CODETTA and layer.role in {"harmony", "bass"}
        is_floor = layer.enters <= floor or is_last_chord
        may_rest = layer.role in {"colour", "counter-melody"} or (layer.role, layer.figure) == ("rhythm", "arpeggio")
        rests = count % 3 == 1 and may_rest and len(section.phrases) > 2
        if is_floor or (heat >= needed and not rests):
            out.append(phrase)
    return tuple(out)


def _strokes(task: _Task, passage: Passage, ending: Phrase | None) -> list[Stroke]:
    """A layer's strokes: its figure, and in the last phrase of the cue its close."""
    figure = FIGURES[passage.layer.figure]
    last = replace(passage, phrases=(ending,)) if ending is not None and ending in passage.phrases else None
    closing = close(last, ending, task.ending) if last is not None and ending is not None else None
    before = passage if closing is None else replace(passage, phrases=tuple(p for p in passage.phrases if p != ending))
    strokes = figure(before)
    if passage.layer.articulation in SHORT_WORDS and passage.layer.figure not in HELD_FIGURES:
        strokes = page.crisp(strokes, passage.ground.bars)
    return strokes + (closing or [])


def _layer(task: _Task, ground: Ground, layers: tuple[TextureLayer, ...], number: int, room: Room) -> list[Stroke]:
    """One layer of a section, with room for the tune, the bass and the voice."""
    layer = layers[number]
    passage = Passage(ground, layer, number, _phrases(ground, layers, number), task.book.rhythms.get(layer.rhythm))
    if not passage.phrases or not ground.harmony:
        return []
    final = ground.section.phrases[-1] if ground.section.purpose == "ending" else None
    strokes = _strokes(task, passage, final if final and final.function == CODETTA else None)
    if layer.figure not in HELD_FIGURES and layer.role in {"harmony", "bass"}:
        strokes = calm(strokes, room, ground)
    strokes = hush(strokes, layer.role, room, ground.harmony)
    if layer.figure in HELD_FIGURES and layer.role == "harmony":
        strokes = lead_around(strokes, room, ground.harmony)
    else:
        leaps = layer.role in {"bass", "colour"}
        is_low = layer.role == "bass" or layer.figure in LEFT_HAND
        strokes = make_room(strokes, room, is_bass=is_low, may_leap=leaps)
    end = int(ground.section.end)
    if ground.is_before_climax and layer.role in {"counter-melody", "colour"} and layer.figure != "run":
        strokes = [s for s in strokes if s.at < ground.bars[-1].at]
    strokes = [s if s.end <= end else s._replace(length=end - s.at) for s in strokes if s.at < end]
    if layer.figure in HELD_FIGURES:
        return strokes
    return freshen(strokes, ground.bars, ENGINE_OFTEN if layer.figure in ENGINES else 2)


def _section(
    task: _Task, number: int, runs: list[Run], before: tuple[tuple[str, str], ...], desk: _Desk, speller: page.Speller
) -> list[Seat]:
    """Orchestrate one section: layers from the bass upwards, players, doublings, notes."""
    section, ground = task.sections[number], _ground(task, number, runs)
    texture = task.book.textures[section.texture]
    avoid = avoided(task.scene, task.book)
    asked = (*texture.layers, *battery(section, texture.layers, task.ensemble, task.scene.genre or ""))
    kept = (x for x in asked if not avoid.layer(x) and not stumbles(x, texture, task.scene))
    layers = tuple(x for x in kept if x.role != "melody")
    room = Room.around(ground.tune, _spoken(task.cue, section))
    written: list[Written] = []
    strands: list[Strand] = []
    order = sorted(range(len(layers)), key=lambda i: (layers[i].role != "bass", i))
    for i in order:
        strokes = _layer(task, ground, layers, i, room)
        room = room.over(strokes) if layers[i].role == "bass" else room
        written.append((layers[i], strokes))
    numbers = [*order, *range(len(layers), len(layers) + 2)]
    for i, (layer, strokes) in zip(numbers, bed(one_pad(written, room), room, ground), strict=False):
        strands += [] if avoid.layer(layer) else strands_of(i, layer, strokes)
    used = frozenset(desk.notes) | frozenset(run.player for run in runs)
    hall = Hall(
        task.ensemble, task.book, section, ground.microseconds, before, room.speech, task.beds[number], used,
        task.forces,
    )  # fmt: skip
    leaders = frozenset(run.player for run in runs)
    seats, omitted = seat(strands, hall, leaders | doubling.kept_for_the_bass(hall, strands, leaders))
    busy = {*leaders, *(s.player for s in seats)}
    more = doubling.double_bass(hall, seats, busy)
    doubles = doubling.double_tune(hall, runs, busy)
    more += doubling.double_pad(hall, seats, busy)
    everybody = in_order([*seats, *more], hall)
    final = section.phrases[-1]
    if section.purpose == "ending" and final.function == CODETTA and task.ending in HELD_ENDINGS and ground.harmony:
        singing = [*runs, *(replace(double.run, player=double.player) for double in doubles)]
        everybody += completed(hall, final, ground.harmony[-1], everybody, singing, room)
    seats, more = everybody[: len(seats)], everybody[len(seats) :]
    _write(task, section, runs, doubles, everybody, desk, speller)
    _tell(task, section, doubles, more, omitted, desk)
    return seats


def _write(
    task: _Task, section: Section, runs: list[Run], doubles: list[doubling.Double], seats: list[Seat], desk: _Desk,
    speller: page.Speller,
) -> None:  # fmt: skip
    """Put tune, doublings and layers into the players' parts."""
    for run in runs:
        desk.notes.setdefault(run.player, []).extend(_sung(task, section, run, run.player, 0))
    for double in doubles:
        desk.notes.setdefault(double.player, []).extend(_sung(task, section, double.run, double.player, double.octave))
    for chosen in seats:
        player, layer = task.book.instruments[chosen.player], chosen.strand.layer
        level = layer.level + chosen.level
        notes = [page.written(s, player, layer.role, level, chosen.octave, speller) for s in chosen.strand.strokes]
        desk.notes.setdefault(chosen.player, []).extend(n for n in notes if n is not None)


def _sung(task: _Task, section: Section, run: Run, name: str, octave: int) -> list[Note]:
    """A run of the tune in a player's part; the phrase's last note leaves a breath."""
    player = task.book.instruments[name]
    ends = frozenset(int(phrase.end) for phrase in section.phrases) - {int(task.cue.length)}
    level = 0.0 if name == run.player else doubling.UNISON_DB if not octave else doubling.OCTAVE_DB
    out = []
    for note in run.notes:
        midi = note.pitch.midi + octave
        if not player.low <= midi <= player.high:
            continue
        meter = task.cue.bar(note.at).meter
        end = note.end if note.statement is not None else min(note.end, section.end)
        breath = _breath(meter, note) if end in ends and note.length >= meter.beat else 0
        length = end - note.at - breath
        if task.ending == "button" and section.purpose == "ending" and note.at >= section.phrases[-1].at:
            length = min(length, meter.beat // 2)
        length = length if length % GRID == 0 else max(GRID, length // SIXTEENTH * SIXTEENTH)
        pitch = replace(note.pitch, midi=midi) if octave else note.pitch
        word = page.articulated(_touch(section, task.cue, note), player)
        out.append(Note(note.at, Ticks(length), pitch, "melody", level, word, note.statement))
    return out


def _breath(meter: Meter, note: MelodyNote) -> int:
    """How much of a phrase's last note is left for a breath: an eighth of a long one or in compound time."""
    return SIXTEENTH * (2 if meter.is_compound or note.length >= LONG else 1)


def _touch(section: Section, cue: Cue, note: MelodyNote) -> str:
    """How a note of the tune is played."""
    share = section.manner.articulation
    bar = cue.bar(note.at)
    if share >= BOUND:
        return "legato"
    if share < SHORT and note.length <= bar.meter.beat // 2:
        return "staccato"
    is_strong = bar.meter.strength(note.at - bar.at) > 2
    return "accent" if is_strong and section.heat(note.at) > HOT else ""


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

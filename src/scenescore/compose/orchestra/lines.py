"""Statements that are not the tune: who carries a theme as counter-melody, inner voice, bass or ostinato, and where.

Each voice has its register and the players who are at home there; the theme's own instruments come first, then those
of the asked colour. Nobody states a theme while he plays the tune, but a keyboard has two hands. An inner line lies
under the tune and over the bass, a counter-melody apart from the tune and in another family (Rimsky-Korsakov 1913 and
Adler 2016 on inner parts and counterpoint; the figures are design).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from scenescore.compose.dialogue import VOICE_HIGH, VOICE_LOW, Spans, inside
from scenescore.compose.melody.sing import statement_notes
from scenescore.compose.orchestra.colours import colour_of, liking, wanted
from scenescore.compose.orchestra.doubling import BASS_OCTAVE, HEAVY, OCTAVE_DB, UNISON_DB, Double
from scenescore.compose.orchestra.forces import power
from scenescore.compose.orchestra.lead import Casting, Run, fastest, shifted
from scenescore.compose.orchestra.singing import OFTEN
from scenescore.compose.textures.passage import OCTAVE
from scenescore.compose.themes.treatments import MURMUR, MURMURED
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote, Section
from scenescore.model.knowledge import Instrument
from scenescore.model.sketch import LayerRole
from scenescore.model.theme import Statement, Voice
from scenescore.model.theme_means import Colour


@dataclass(frozen=True, slots=True)
class Place:
    """Where a voice lies: MIDI band, role on the page, dB re the tune, tasks and players who suit it, best first."""

    band: tuple[int, int]
    role: LayerRole
    level: float
    tasks: tuple[str, ...]
    players: tuple[str, ...]


#: Each voice is a little louder than the layer of its role would be.
PLACES: Mapping[Voice, Place] = MappingProxyType(
    {
        "bass": Place(
            (31, 55), "bass", -1.0, ("bass",),
            ("celli", "cello-solo", "trombone-section", "bassoon", "bass-clarinet", "bass-trombone", "contrabasses",
             "tuba", "cimbasso", "bass-electric", "double-bass-jazz", "synth-bass", "choir-basses", "piano", "organ"),
        ),
        "inner": Place(
            (48, 67), "counter-melody", -1.5, ("counter", "pad"),
            ("violas", "horn", "celli", "clarinet", "violins-2", "cor-anglais", "horn-section", "cello-solo",
             "viola-solo", "bassoon", "trombone-section", "choir-tenors", "alto-sax", "tenor-sax", "felt-piano",
             "piano"),
        ),
        "counter-melody": Place((52, 88), "counter-melody", -1.5, ("counter", "melody"), ()),
        "ostinato": Place(
            (43, 79), "rhythm", -3.0, ("ostinato",),
            ("violas", "violins-2", "celli", "clarinet", "bassoon", "harp", "marimba", "synth-arp", "felt-piano",
             "piano"),
        ),
    },
)  # fmt: skip
OCTAVES = (0, -OCTAVE, OCTAVE, -2 * OCTAVE, 2 * OCTAVE, -3 * OCTAVE, 3 * OCTAVE)
#: dB of a theme that is felt under speech: part of the bed.
UNDER_SPEAKERS = -5.0
#: What it costs a line to leave its band, to leave a player's everyday range (each a semitone), to stand on the wrong
#: side of the tune or too near to it, to sound in the octaves of a voice (each a note).
OUT_OF_BAND, STRAINED, CROSSING, UNDER_VOICE = 140, 200, 420, 260
#: A counter-melody keeps so many semitones from the tune, other lines stand so far beneath it.
APART, BENEATH = 4, 2
#: What it costs a player: his place among those who suit, being nobody of them, the tune's own family, having led
#: elsewhere in the section, dying away under long notes, too short a breath; and how welcome a theme's own player is.
RANK, STRANGER, SAME_FAMILY, LEADS, DIES, BREATHLESS, FAVOURITE = 110, 1700, 420, 500, 900, 700, 1200
#: What it costs for each semitone between the middle of the line and the middle of a player's everyday range.
AWAY = 35
#: What each dB costs by which somebody who plays above the tune is stronger than its player; beneath it a third.
COVERS = 90
#: And each dB by which a counter-melody's player is weaker than the tune's where the music is loud.
FAINT = 110
#: Who can state a theme and play something else: two hands.
TWO_HANDED = frozenset({"keyboards"})


def beside(section: Section, statements: Iterable[Statement]) -> list[Statement]:
    """The statements beginning in a section that are not its tune, in order of time."""
    own = [s for s in statements if not s.is_tune and section.at <= s.at < section.end]
    return sorted(own, key=lambda s: (s.at, s.number))


def given(section: Section, statement: Statement, casting: Casting, runs: Sequence[Run], spoken: Spans = ()) -> Run:
    """Give a statement to the player who suits it best and to the octave in which it belongs.

    `runs` is what is sung or stated already; without any player the run comes back with none.
    """
    notes = tuple(statement_notes(statement))
    run = Run(section, statement, notes)
    choices = [
        (cost, order, name, octave)
        for order, name in enumerate(casting.ensemble.order)
        for cost, octave in [_cost(run, casting.book.instruments[name], casting, runs, spoken)]
        if cost < IMPOSSIBLE
    ]
    if not choices or not notes:
        return run
    choices.sort()
    _, _, name, octave = choices[0]
    others = tuple(other for _, _, other, _ in choices[1:4])
    moved = tuple(shifted(note, octave) for note in notes)
    player = casting.book.instruments[name]
    found = replace(
        run, notes=moved, player=name, others=others, reason=_why(statement, player, colour_of(statement, casting.book))
    )
    return _turned(found, player, casting.cue, runs)


IMPOSSIBLE = 1 << 30


def _why(statement: Statement, player: Instrument, colour: Colour) -> str:
    """Why a player carries a statement, in a composer's words."""
    out = [f"{statement.theme} as {_WORDS[statement.voice]}"]
    out += [f"{statement.theme} likes it"] if player.name in statement.instruments else []
    out += [f"its colour is {colour.name}"] if liking(colour, player) else []
    return "; ".join(out)


_WORDS: Mapping[Voice, str] = MappingProxyType(
    {"bass": "the bass", "inner": "an inner voice", "counter-melody": "a counter-melody", "ostinato": "an ostinato",
     "melody": "the melody", "chorale-top": "the top of a chorale"},
)  # fmt: skip


def _cost(run: Run, player: Instrument, casting: Casting, runs: Sequence[Run], spoken: Spans) -> tuple[int, int]:
    """How little a player suits a statement, in thousandths, and the best octave for him."""
    statement = run.statement
    if statement is None or player.is_percussion or player.name in _UNSUITED:
        return IMPOSSIBLE, 0
    together = [other for other in runs if other.at < run.end and other.end > run.at]
    if any(other.player == player.name for other in together) and player.family not in TWO_HANDED:
        return IMPOSSIBLE, 0
    best = min((_lies(run, player, octave, together, spoken), order, octave) for order, octave in enumerate(OCTAVES))
    if best[0] >= IMPOSSIBLE:
        return IMPOSSIBLE, 0
    place = PLACES[statement.voice]
    names = dict.fromkeys((*place.players, *(n for task in place.tasks for n in casting.ensemble.tasks.get(task, ()))))
    suited = [name for name in names if name in casting.ensemble.order]
    cost = best[0] + (RANK * suited.index(player.name) if player.name in suited else STRANGER)
    if player.name in statement.instruments:
        cost -= FAVOURITE - 150 * min(4, statement.instruments.index(player.name))
    cost -= wanted(statement, player, casting.book)
    middle = sum(n.pitch.midi for n in run.notes) // len(run.notes) + best[2]
    cost += AWAY * abs(middle - sum(player.comfortable) // 2)
    leaders = [(casting.book.instruments[other.player], other) for other in together if other.player]
    if statement.voice == "counter-melody":
        cost += SAME_FAMILY * sum(leader.family == player.family for leader, _ in leaders)
        weaker = max((leader.loudness - player.loudness for leader, _ in leaders), default=0.0)
        cost += round(FAINT * max(0.0, weaker)) if _heat(run) >= BASS_OCTAVE else 0
    for leader, other in leaders:
        is_over = middle * len(other.notes) > sum(n.pitch.midi for n in other.notes)
        cost += round((COVERS if is_over else COVERS // 3) * max(0.0, player.loudness - leader.loudness))
    cost += LEADS * any(other.player == player.name for other in runs)
    cost += casting.newcomer if player.name not in casting.used else 0
    return cost + _strain(run, player, casting.cue), best[2]


#: Tuned drums, bells and noises do not state themes beneath others; bells do on top (see `lead`).
_UNSUITED = frozenset({"timpani", "taiko", "braam", "riser", "sub-drop", "texture-metal", "tubular-bells", "crotales"})


def _lies(run: Run, player: Instrument, octave: int, together: Sequence[Run], spoken: Spans) -> int:
    """What an octave costs: band, range, the tune's side, the voice's octaves."""
    statement = run.statement
    midis = [note.pitch.midi + octave for note in run.notes]
    low, high = min(midis), max(midis)
    if statement is None or low < player.low or high > player.high:
        return IMPOSSIBLE
    is_murmured = statement.state == MURMUR.name
    if is_murmured and not MURMURED[0] <= low <= high <= MURMURED[1]:
        return IMPOSSIBLE
    band, comfortable = MURMURED if is_murmured else PLACES[statement.voice].band, player.comfortable
    cost = OUT_OF_BAND * (max(0, band[0] - low) + max(0, high - band[1]))
    cost += STRAINED * (max(0, comfortable[0] - low) + max(0, high - comfortable[1]))
    cost += CROSSING * _crossings(statement.voice, run, octave, together)
    voice = [n for n in run.notes if inside(spoken, n.at, n.end) and VOICE_LOW <= n.pitch.midi + octave <= VOICE_HIGH]
    return cost + UNDER_VOICE * len(voice)


def _crossings(voice: Voice, run: Run, octave: int, together: Sequence[Run]) -> int:
    """How many notes stand on the wrong side of what sounds with them, or too near to it."""
    sides = [0, 0]
    near = wrong = 0
    for other in together:
        is_low = other.statement is not None and other.statement.voice == "bass"
        for note in run.notes:
            for sounding in other.notes:
                if sounding.at < note.end and sounding.end > note.at:
                    gap = sounding.pitch.midi - note.pitch.midi - octave
                    near += abs(gap) < APART
                    sides[gap > 0] += 1
                    wrong += gap > -BENEATH if is_low else gap < BENEATH
    return near + min(sides) if voice == "counter-melody" else wrong


def _strain(run: Run, player: Instrument, cue: Cue) -> int:
    """Too fast, too long for a breath, or dying away."""
    microseconds = cue.clock.step_at(run.at).microseconds
    cost = round(1500 * max(0.0, fastest(run.notes, microseconds) - player.agility[1]))
    longest = max(note.length for note in run.notes) * microseconds / 960e6
    if player.sustain is not None and longest > player.sustain:
        cost += BREATHLESS
    return cost + (DIES if player.decay and longest > 1.0 and player.family not in TWO_HANDED else 0)


def _turned(run: Run, player: Instrument, cue: Cue, runs: Sequence[Run]) -> Run:
    """A cell that goes on for long: every second four bars an octave away, where the player and the tune leave room."""
    statement = run.statement
    if statement is None or statement.voice != "ostinato":
        return run
    low, high = player.comfortable
    sung = [note for other in runs for note in other.notes]
    length = OFTEN * cue.bar(run.at).meter.length
    out: list[MelodyNote] = []
    for note in run.notes:
        octave = 0
        if (note.at - run.at) // length % 2:
            block = [n.pitch.midi for n in run.notes if (n.at - run.at) // length == (note.at - run.at) // length]
            end = run.at + ((note.at - run.at) // length + 1) * length
            over = min((n.pitch.midi for n in sung if n.at < end and n.end > end - length), default=high + BENEATH)
            octave = next(
                (o for o in (OCTAVE, -OCTAVE) if low <= min(block) + o and max(block) + o <= min(high, over - BENEATH)),
                0,
            )
        out.append(shifted(note, octave))
    return replace(run, notes=tuple(out))


def _heat(run: Run) -> float:
    """How large the forces are in the middle of a line."""
    return power(run.section, run.section.heat((run.at + run.end) // 2))


def doubled(run: Run, casting: Casting, busy: Iterable[str]) -> Double | None:
    """Who joins a theme in the bass (an octave lower, or with it) or beside the tune where the music is loud."""
    statement = run.statement
    alone = colour_of(statement, casting.book).alone
    if statement is None or alone or not run.player or _heat(run) < BASS_OCTAVE:
        return None
    taken = frozenset((*busy, run.player))
    return {"bass": _deepened, "counter-melody": _strengthened}.get(statement.voice, _nobody)(run, casting, taken)


def _nobody(_run: Run, _casting: Casting, _taken: frozenset[str]) -> Double | None:
    return None


def _deepened(run: Run, casting: Casting, taken: frozenset[str]) -> Double | None:
    """The first of the basses who is free: heavy brass joins strings only in the largest forces."""
    low, high = min(n.pitch.midi for n in run.notes), max(n.pitch.midi for n in run.notes)
    leader = casting.book.instruments[run.player]
    for name in casting.ensemble.tasks.get("bass", ()):
        player = casting.book.instruments[name]
        if name in taken or player.is_percussion or player.family in {"keyboards", "percussion"}:
            continue
        if player.family == "brass" and leader.family != "brass" and _heat(run) < HEAVY:
            continue
        for octave in (-OCTAVE, 0):
            if player.comfortable[0] <= low + octave and high + octave <= player.comfortable[1]:
                return Double(name, run, octave)
    return None


def _strengthened(run: Run, casting: Casting, taken: frozenset[str]) -> Double | None:
    """The strongest singer who is free and can play a counter-melody where it lies, so that both tunes are heard."""
    low, high = min(n.pitch.midi for n in run.notes), max(n.pitch.midi for n in run.notes)
    tasks, players = casting.ensemble.tasks, casting.book.instruments
    names = dict.fromkeys((*tasks.get("counter", ()), *tasks.get("melody", ())))
    free = [
        players[name]
        for name in names
        if name not in taken and not players[name].is_percussion and players[name].family not in TWO_HANDED
    ]
    able = [p for p in free if p.comfortable[0] <= low and high <= p.comfortable[1]]
    best = max(able, default=None, key=lambda player: player.loudness)
    return Double(best.name, run, 0) if best is not None else None


def role_of(run: Run) -> tuple[LayerRole, float]:
    """Role and level of a line on the page."""
    if run.statement is None or run.statement.is_tune:
        return "melody", 0.0
    if run.statement.state == MURMUR.name:
        # Under speech nobody sings: the head is a moving inner part of the bed.
        return "harmony", UNDER_SPEAKERS
    place = PLACES[run.statement.voice]
    return place.role, place.level


def softer(double: Double) -> float:
    """How many dB softer than the leader somebody is who joins him."""
    if double.run.statement is not None and not double.run.statement.is_tune:
        return OCTAVE_DB / 2 if double.octave else UNISON_DB
    return OCTAVE_DB if double.octave else UNISON_DB

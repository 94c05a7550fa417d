"""Who sings the tune, in which octave: a run of the tune (a statement, or what lies between two) has one leader.

What is sung under a voice all the same keeps out of its octaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from scenescore.compose.dialogue import VOICE_HIGH, VOICE_LOW, Spans, inside
from scenescore.compose.orchestra.colours import colour_of, liking, wanted
from scenescore.compose.orchestra.palette import shared
from scenescore.compose.textures.passage import OCTAVE
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote, Section
from scenescore.model.knowledge import Book, Ensemble, Instrument
from scenescore.model.pitch import Pitch
from scenescore.model.theme import Statement
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER

#: Where the voice itself lies (MIDI): accompaniment goes round it.
SPEECH_LOW, SPEECH_HIGH = 55, 76
#: What is hinted at under a voice neither growls nor whistles.
LOW_HINT, HIGH_HINT = 38, 98
OCTAVES = (0, OCTAVE, -OCTAVE, 2 * OCTAVE, -2 * OCTAVE)
#: How bright instruments are preferred loud or soft: dB of forte power where a quiet scene begins to mind (design).
LOUD_PLAYER = 99.0
#: What it costs to move a tune by an octave, out of the place for which the harmony was voiced.
OCTAVE_COST = 1600
#: A tune lower than this (MIDI) may rise by an octave at the climax, and how gladly.
LOW_TUNE, RISING = 67, 900
#: Who leads only when asked before whom, and what that costs.
SECOND_DESKS: Mapping[str, str] = MappingProxyType({"violins-2": "violins-1"})
BEHIND = 1200
#: How firmly each of two who talk keeps the player of the first turn, and the other another one.
SPEAKER = 3000
#: Below this intensity the leader comes from another family than the chords, which costs him who does not.
SOLO, STANDS_OUT = 0.6, 450


@dataclass(frozen=True, slots=True)
class Run:
    """Notes of the tune that belong together, who plays them, and what else was close."""

    section: Section
    statement: Statement | None
    notes: tuple[MelodyNote, ...]
    player: str = ""
    others: tuple[str, ...] = ()
    reason: str = ""

    @property
    def at(self) -> int:
        """Where it begins."""
        return self.notes[0].at

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.notes[-1].end


def runs_of(section: Section, tune: tuple[MelodyNote, ...], statements: tuple[Statement, ...]) -> list[Run]:
    """Cut a section's tune into statements and what lies between them."""
    numbers = {statement.number: statement for statement in statements}
    runs: list[Run] = []
    for note in tune:
        if not section.at <= note.at < section.end:
            continue
        statement = numbers.get(note.statement) if note.statement is not None else None
        if runs and runs[-1].statement == statement and not _is_new_phrase(section, runs[-1], note):
            runs[-1] = replace(runs[-1], notes=(*runs[-1].notes, note))
        else:
            runs.append(Run(section, statement, (note,)))
    return runs


def _is_new_phrase(section: Section, run: Run, note: MelodyNote) -> bool:
    """Whether free melody crosses into another phrase (statements are never cut)."""
    return run.statement is None and any(run.at < phrase.at <= note.at for phrase in section.phrases)


def shifted(note: MelodyNote, semitones: int) -> MelodyNote:
    """The note some octaves away."""
    return note if not semitones else replace(note, pitch=Pitch(note.pitch.midi + semitones, note.pitch.fifths))


def best_octave(
    notes: tuple[MelodyNote, ...], player: Instrument, *, is_height: bool = False, free: int = 0
) -> tuple[int, int]:
    """The octave shift in which a player is most comfortable, and what it costs in thousandths.

    At the height of the cue a low tune may rise; `free` is a shift that costs nothing.
    """
    low, high = player.comfortable
    midis = [note.pitch.midi for note in notes]
    rises = is_height and sum(midis) < LOW_TUNE * len(midis)
    best = (1 << 60, 0)
    highest, lowest = max(midis), min(midis)
    for order, octave in enumerate(OCTAVES):
        top, bottom = highest + octave, lowest + octave
        outside = max(0, player.low - bottom) + max(0, top - player.high)
        cost = 6000 * outside + 250 * (max(0, low - bottom) + max(0, top - high))
        moved = 0 if octave == free else OCTAVE_COST * abs(octave) // OCTAVE
        cost += moved if not rises or octave != OCTAVE else -RISING
        best = min(best, (cost + order, octave))
    return best[1], best[0]


def fastest(notes: tuple[MelodyNote, ...], microseconds: int) -> float:
    """Most notes a second between neighbouring onsets."""
    gaps = [b.at - a.at for a, b in pairwise(notes) if b.at > a.at]
    if not gaps:
        return 0.0
    return TICKS_PER_QUARTER * MICROSECONDS / (min(gaps) * microseconds)


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier sections leave behind: who led last, who led each theme last, how often each has led.

    `speaking` is who plays whose theme in a dialogue that goes on.
    """

    last: str = ""
    of_theme: tuple[tuple[str, str], ...] = ()
    led: tuple[str, ...] = ()
    label: str = ""
    speaking: tuple[tuple[str, str], ...] = ()

    def after(self, run: Run) -> Memory:
        """Remember one run more."""
        theme = run.statement.theme if run.statement else ""
        themes = tuple(pair for pair in self.of_theme if pair[0] != theme)
        speaking = tuple(pair for pair in self.speaking if pair[0] != theme)
        if theme:
            speaking = (*speaking, (theme, run.player)) if in_dialogue(run) else ()
        return Memory(run.player, (*themes, (theme, run.player)) if theme else self.of_theme,
                      (*self.led, run.player), run.section.label, speaking)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Casting:
    """Everything that chooses a leader."""

    ensemble: Ensemble
    book: Book
    cue: Cue
    bed: str = ""
    used: frozenset[str] = frozenset()
    newcomer: int = 0
    taken: tuple[tuple[str, int, int], ...] = ()

    def candidates(self, run: Run) -> list[str]:
        """The ensemble's melody players, and its members whom the theme likes or whose colour it asks for."""
        liked = run.statement.instruments if run.statement else ()
        known = self.book.instruments
        able = [n for n in self.ensemble.order if wanted(run.statement, known[n], self.book)]
        more = (name for name in (*liked, *able) if name in self.ensemble.order)
        names = dict.fromkeys((*self.ensemble.tasks.get("melody", ()), *more))
        players = [n for n in names if not self.book.instruments[n].is_percussion]
        busy = frozenset(name for name, at, end in self.taken if at < run.end and end > run.at)
        return [n for n in players if n not in busy] or players

    def cost(self, run: Run, name: str, memory: Memory) -> int:
        """How little a player suits a run, in thousandths."""
        player, section = self.book.instruments[name], run.section
        free = colour_of(run.statement, self.book).octave
        octave, cost = best_octave(run.notes, player, is_height=section.purpose == "climax", free=free)
        middle = sum(note.pitch.midi for note in run.notes) // len(run.notes) + octave
        cost += 18 * abs(middle - sum(player.comfortable) // 2)
        tasks = self.ensemble.tasks.get("melody", ())
        cost += 120 * tasks.index(name) if name in tasks else 500
        speed = fastest(run.notes, self.cue.clock.step_at(run.at).microseconds)
        cost += round(1500 * max(0.0, speed - player.agility[1])) if player.agility[1] else 0
        cost += round(700 * abs(player.brightness - section.manner.brightness))
        cost -= shared(section.words, player.moods) * 3 // 10
        if self.bed and section.peak < SOLO:
            cost += STANDS_OUT if player.family == self.bed else 0
        cost += BEHIND if SECOND_DESKS.get(name) in self.ensemble.order else 0
        cost += self.newcomer if name not in self.used else 0
        return cost + self._force(section, player) + self._change(run, name, memory)

    def _force(self, section: Section, player: Instrument) -> int:
        """Loud players are for large forces, soft ones for small."""
        heat = section.mean
        loud = player.loudness - LOUD_PLAYER
        wants = section.purpose == "climax" or heat > 0.7
        return round(60 * max(0.0, -loud)) if wants else round(120 * max(0.0, loud) * max(0.0, 1 - 2 * heat))

    def _change(self, run: Run, name: str, memory: Memory) -> int:
        """A theme's favourite is welcome; the same colour twice is not, unless the phrase simply goes on."""
        cost = -wanted(run.statement, self.book.instruments[name], self.book)
        if run.statement and name in run.statement.instruments:
            cost -= 900 - 150 * min(4, run.statement.instruments.index(name))
        if run.statement and dict(memory.of_theme).get(run.statement.theme) == name:
            cost += 700
        if run.statement and in_dialogue(run):
            speaks = dict(memory.speaking)
            theirs = speaks.get(run.statement.theme)
            cost -= SPEAKER if theirs == name else 0
            cost += SPEAKER if theirs is None and name in speaks.values() else 0
        goes_on = memory.label == run.section.label and run.statement is None
        if name == memory.last:
            cost += -800 if goes_on else 500
        return cost + 60 * min(6, memory.led.count(name)) * (not goes_on)


def in_dialogue(run: Run) -> bool:
    """Whether a run is a turn in a dialogue of two themes."""
    return bool(run.statement and run.statement.relation and "dialogue" in run.statement.chain)


def cast(run: Run, casting: Casting, memory: Memory) -> Run:
    """Give a run to the player who suits it best and move it where he is comfortable."""
    names = casting.candidates(run)
    if not names:
        return run
    costs = {name: casting.cost(run, name, memory) for name in names}
    ranked = sorted(names, key=lambda name: costs[name])
    player = casting.book.instruments[ranked[0]]
    colour = colour_of(run.statement, casting.book)
    octave, _ = best_octave(run.notes, player, is_height=run.section.purpose == "climax", free=colour.octave)
    why = []
    if run.statement and player.name in run.statement.instruments:
        why.append(f"{run.statement.theme} likes it")
    words = [word for word in run.section.words if word in player.moods]
    why += [f"its colour is {colour.name}"] if liking(colour, player) else []
    why += [f"it sounds {' and '.join(words[:2])}"] if words else []
    why += ["a change of colour"] if memory.last and memory.last != player.name else []
    why += [f"moved by {octave // OCTAVE:+d} octave to lie well"] if octave else ["the tune lies well for it"]
    notes = tuple(shifted(note, octave) for note in run.notes)
    return replace(run, notes=notes, player=player.name, others=tuple(ranked[1:4]), reason="; ".join(why))


def under_voice(run: Run, given: Run, casting: Casting, voices: Spans) -> tuple[Run, int]:
    """Give what is sung under a voice to whoever can sing it outside the voice's octaves; tell what is left out."""
    spoken = [inside(voices, n.at, n.end) for n in run.notes]
    if not any(spoken):
        return given, 0
    liked = dict.fromkeys((given.player, *given.others, *casting.candidates(run), *casting.ensemble.order))
    players = [p for p in (casting.book.instruments[name] for name in liked) if not p.is_percussion]
    best: tuple[tuple[int, int, int, int], Run] | None = None
    for order, player in enumerate(players):
        for octave in (*OCTAVES, 3 * OCTAVE, -3 * OCTAVE):
            kept = tuple(
                shifted(n, octave)
                for n, s in zip(run.notes, spoken, strict=True)
                if player.low <= n.pitch.midi + octave <= player.high
                and not (s and VOICE_LOW <= n.pitch.midi + octave <= VOICE_HIGH)
            )
            price = (len(run.notes) - len(kept), _strain(kept, player), order, abs(octave))
            if best is None or price < best[0]:
                best = (price, replace(given, notes=kept, player=player.name, reason="out of the voice's octaves"))
    return (best[1], best[0][0]) if best else (given, 0)


def _strain(notes: tuple[MelodyNote, ...], player: Instrument) -> int:
    """How many notes lie outside a player's everyday range, growl or whistle."""
    low, high = max(LOW_HINT, player.comfortable[0]), min(HIGH_HINT, player.comfortable[1])
    return sum(not low <= note.pitch.midi <= high for note in notes)

"""Seat the players: who takes which strand of a texture, as an assignment of least cost (Kuhn 1955).

Costs are thousandths. A player serves one layer at a time; keyboards and drum kits may serve several when nobody else
is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

from scenescore.compose.orchestra.forces import intimacy, power
from scenescore.compose.orchestra.palette import shared
from scenescore.compose.orchestra.room import ABOVE
from scenescore.compose.textures.passage import OCTAVE, Stroke
from scenescore.model.form import Section
from scenescore.model.knowledge import Book, Ensemble, Instrument, TextureLayer

#: What it costs to leave a strand out, by role.
LEFT_OUT: Mapping[str, int] = MappingProxyType(
    {"bass": 14000, "harmony": 7000, "counter-melody": 3500, "rhythm": 3500, "colour": 2500, "melody": 9000},
)
#: Figures that only some players can play; the others are for pitched players.
PLAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "timpani": ("timpani",),
        "cymbals": ("cymbals", "tam-tam"),
        "boom": ("bass-drum", "tam-tam", "taiko", "timpani"),
        "drums": ("taiko", "hand-drums", "bass-drum", "snare", "drum-kit", "timpani"),
        "snare": ("snare", "drum-kit"),
        "kick": ("drum-kit", "bass-drum"),
        "hat": ("drum-kit", "shaker-perc"),
        "ride": ("drum-kit",),
        "brushes": ("drum-kit",),
        "tick": ("woodblock", "shaker-perc", "triangle"),
    },
)
#: Families that a figure likes best.
LIKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "arpeggio": ("plucked", "keyboards", "electronic"),
        "alberti": ("keyboards", "plucked"),
        "ostinato": ("strings", "electronic", "keyboards"),
        "pulse": ("strings", "electronic", "keyboards"),
        "bells": ("percussion", "keyboards", "plucked"),
        "run": ("plucked",),
    },
)
LIKING = 700
#: Figures that are the idea of their texture, and what each further voice of a held chord is worth less.
IDEAS = frozenset({"ostinato", "pulse", "arpeggio", "alberti", "afterbeats", "comping"})
IDEA, LESS, DOUBLED = 9000, 1500, 6000
#: Figures that ring: only what dies away, or sounds of itself, plays them.
RINGING = frozenset({"bells"})
#: Where a bass likes to lie (MIDI).
BASS_HOME = 36
#: Choirs of the orchestra, top to bottom: inside a layer nobody is written above his neighbour.
CHOIRS = (
    ("violins-1", "violins-2", "violas", "celli", "contrabasses"),
    ("flute", "oboe", "clarinet", "bassoon"),
    ("choir-sopranos", "choir-altos", "choir-tenors", "choir-basses"),
)
#: An inner part of the strings lies at most here (MIDI), and what each semitone above it costs.
INNER_TOP: Mapping[str, int] = MappingProxyType({"violins-2": 81, "violas": 72, "celli": 67, "contrabasses": 48})
ABOVE_INNER = 500
#: Figures that the family chosen to hold the chords of a section takes, and how much it is preferred.
BEDDED = frozenset({"sustain", "chorale", "swell"})
BED = 700
#: Who can play what is written for a bouncing bow, and what it costs the others.
BOUNCING, NO_BOW = frozenset({"strings", "electronic", "keyboards"}), 2500
#: An intimate cue keeps to the players that it has: what it costs that somebody plays who has not played yet.
NEWCOMER = 2100
#: Winds who played in the section before would rather rest in this one.
WINDS, TIRED = frozenset({"woodwind", "brass"}), 700
#: What it costs there that a whole section of brass plays.
NO_CHOIR = 1800
MOVABLE = frozenset({"colour", "bass"})
SHARED_FAMILIES = frozenset({"keyboards"})
BLOCK = 4
#: Semitones above its everyday range from which a section of brass does not hold chords.
FEAT = 3
BIG = 1 << 40


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of a layer: a voice of its figure and where it lies."""

    number: int
    layer: TextureLayer
    voice: int
    strokes: tuple[Stroke, ...]

    @property
    def lies(self) -> tuple[int, int]:
        """Lowest and highest pitch."""
        midis = [stroke.midi for stroke in self.strokes]
        return min(midis), max(midis)


@dataclass(frozen=True, slots=True)
class Seat:
    """A player on a strand, moved by octaves where the layer may move; `level` in dB beside the layer's own."""

    player: str
    strand: Strand
    octave: int = 0
    level: float = 0.0


def strands_of(number: int, layer: TextureLayer, strokes: Sequence[Stroke]) -> list[Strand]:
    """A layer's strokes, voice by voice."""
    voices: dict[int, list[Stroke]] = {}
    for stroke in strokes:
        voices.setdefault(stroke.voice, []).append(stroke)
    return [Strand(number, layer, voice, tuple(voices[voice])) for voice in sorted(voices)]


def worth(strand: Strand) -> int:
    """What it costs to leave a strand out, in thousandths: ideas are dear, inner voices less so."""
    if strand.layer.figure in IDEAS:
        return IDEA - (DOUBLED if strand.layer.figure == "ostinato" else LESS) * strand.voice
    return max(2000, LEFT_OUT[strand.layer.role] - LESS * (strand.voice if strand.layer.role == "harmony" else 0))


def octave_for(strand: Strand, player: Instrument) -> tuple[int, int]:
    """The octave shift for a player and the cost of the range."""
    if player.is_percussion:
        return 0, 0
    low, high = strand.lies
    octaves = (
        (0, OCTAVE, -OCTAVE, 2 * OCTAVE, -2 * OCTAVE)
        if strand.layer.role in MOVABLE or strand.layer.figure in PLAYERS
        else (0,)
    )
    best = (BIG, 0)
    for octave in octaves:
        outside = max(0, player.low - low - octave) + max(0, high + octave - player.high)
        strained = max(0, player.comfortable[0] - low - octave) + max(0, high + octave - player.comfortable[1])
        is_bass = strand.layer.role == "bass"
        away = 60 * abs((low + high) // 2 + octave - BASS_HOME) if is_bass else 45 * abs(octave)
        best = min(best, (5000 * outside + (100 if is_bass else 200) * strained + away, octave))
    return best[1], best[0]


def newcomer(forces: float) -> int:
    """What it costs that somebody plays who has not played yet, in a cue that never needs more than these forces."""
    return round(NEWCOMER * intimacy(forces))


def can_play(strand: Strand, player: Instrument) -> bool:
    """Whether a figure is for this kind of player at all."""
    only = PLAYERS.get(strand.layer.figure)
    if only is not None:
        return player.name in only
    if strand.layer.figure in RINGING and not player.decay and player.family not in {"electronic", "keyboards"}:
        return False
    return not player.is_percussion and player.name not in {"timpani", "taiko"}


@dataclass(frozen=True, slots=True)
class Hall:
    """Everything that seats the players of one section."""

    ensemble: Ensemble
    book: Book
    section: Section
    microseconds: int
    before: tuple[tuple[str, str], ...] = ()
    speech: tuple[tuple[int, int], ...] = ()
    bed: str = ""
    used: frozenset[str] = frozenset()
    forces: float = 1.0
    taken: tuple[tuple[str, int, int], ...] = ()

    def may_join(self, name: str) -> bool:
        """Whether somebody may double others: an intimate cue calls nobody in for that."""
        return name in self.used or intimacy(self.forces) < 0.5

    def speaks(self, start: int, end: int) -> bool:
        """Whether somebody speaks between two ticks."""
        return any(a < end and b > start for a, b in self.speech)

    def power(self, heat: float) -> float:
        """An intensity of this section as forces."""
        return power(self.section, heat)

    def cost(self, strand: Strand, name: str) -> int:
        """How little a player suits a strand, in thousandths."""
        player, layer = self.book.instruments[name], strand.layer
        if not can_play(strand, player):
            return BIG
        names = self.ensemble.tasks.get(layer.task, ())
        cost = 220 * names.index(name) if name in names else 1500
        cost += octave_for(strand, player)[1]
        low, high = strand.lies
        if layer.role in {"harmony", "rhythm"} and name in INNER_TOP:
            cost += ABOVE_INNER * max(0, high - INNER_TOP[name])
        cost += 0 if player.is_percussion else 25 * abs((low + high) // 2 - sum(player.comfortable) // 2)
        cost += round(300 * abs(player.brightness - self.section.manner.brightness))
        cost -= shared(self.section.words, player.moods) * 2 // 10
        cost -= LIKING if player.family in LIKED.get(layer.figure, ()) else 0
        if layer.articulation == "spiccato" and player.family not in BOUNCING:
            cost += NO_BOW
        if self.bed and layer.figure in BEDDED and layer.articulation != "tremolo":
            cost += -BED if player.family == self.bed else BED
        if name not in self.used:
            cost += newcomer(self.forces)
        if player.family == "brass" and player.polyphony > 1:
            cost += round(NO_CHOIR * intimacy(self.forces))
        if (layer.task, name) in self.before and layer.task in {"counter", "ostinato", "colour"}:
            cost += 260
        if player.family in WINDS and any(name == other for _, other in self.before):
            cost += round(TIRED * (1.0 - intimacy(self.forces)))
        return cost + self._strain(strand, player) + self._lost(strand, player)

    def _lost(self, strand: Strand, player: Instrument) -> int:
        """What would fall silent of a strand while the player states a theme elsewhere."""
        spans = [(a, b) for name, a, b in self.taken if name == player.name and player.family not in SHARED_FAMILIES]
        if not spans:
            return 0
        lost = sum(max(0, min(b, s.end) - max(a, s.at)) for a, b in spans for s in strand.strokes)
        return 2 * worth(strand) * lost // max(1, sum(s.length for s in strand.strokes))

    def _strain(self, strand: Strand, player: Instrument) -> int:
        """Too fast, too long for a breath, or dying away: what a player would complain about."""
        if strand.layer.figure in PLAYERS:
            return 0
        seconds_per_tick = self.microseconds / 960e6
        shortest = min(stroke.length for stroke in strand.strokes) * seconds_per_tick
        longest = max(stroke.length for stroke in strand.strokes) * seconds_per_tick
        cost = round(2000 * max(0.0, 1 / max(0.02, shortest) - max(player.agility)))
        if player.sustain is not None and longest > player.sustain and not player.is_percussion:
            cost += 2500 if player.decay else 1200
        heat = self.section.peak
        if strand.layer.role == "harmony" and player.loudness > 101:
            cost += round(1800 * max(0.0, 0.6 - heat))
        return cost


def assign(costs: list[list[int]]) -> list[int]:  # noqa: C901 - the algorithm is one loop and better read whole
    """The column of each row in the cheapest one-to-one assignment (rows no more than columns).

    >>> assign([[4, 1, 3], [2, 0, 5]])
    [1, 0]
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    u, v = [0] * (rows + 1), [0] * (columns + 1)
    match = [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0], column = row, 0
        least, used, way = [BIG * 4] * (columns + 1), [False] * (columns + 1), [0] * (columns + 1)
        while match[column]:
            used[column] = True
            here, delta, following = match[column], BIG * 4, 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                reduced = costs[here - 1][j - 1] - u[here] - v[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, column
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
        while column:
            match[column] = match[way[column]]
            column = way[column]
    found = [0] * rows
    for j in range(1, columns + 1):
        if match[j]:
            found[match[j] - 1] = j - 1
    return found


def _blocks(strands: list[Strand], hall: Hall, free: Sequence[str]) -> dict[int, str]:
    """Layers of several voices that one player (a keyboard, a harp, a choir, a pad) takes whole."""
    taken: dict[int, str] = {}
    for number in dict.fromkeys(strand.number for strand in strands):
        own = [strand for strand in strands if strand.number == number]
        names = [n for n in hall.ensemble.tasks.get(own[0].layer.task, ()) if n in free and n not in taken.values()]
        names = [n for n in names if not _is_too_high(hall.book.instruments[n], own)]
        if len(own) == 1 or not names:
            continue
        best = min(names, key=lambda name: sum(hall.cost(strand, name) for strand in own) // len(own))
        player = hall.book.instruments[best]
        if player.polyphony >= max(len(own), BLOCK if player.family == "strings" else len(own)):
            taken[number] = best
    return taken


def _is_too_high(player: Instrument, strands: Sequence[Strand]) -> bool:
    """Whether the top of a chord would be a feat for a brass section."""
    tops = (strand.lies[1] + octave_for(strand, player)[0] for strand in strands)
    return player.family == "brass" and max(tops) > player.comfortable[1] + FEAT


def seat(strands: list[Strand], hall: Hall, busy: frozenset[str]) -> tuple[list[Seat], list[Strand]]:
    """Give every strand a player; those that nobody can take come back."""
    free = [name for name in hall.ensemble.order if name not in busy]
    blocks = _blocks(strands, hall, free)
    seats = [Seat(blocks[s.number], s, _octave(hall, s, blocks[s.number])) for s in strands if s.number in blocks]
    rows = [strand for strand in strands if strand.number not in blocks]
    columns = [name for name in free if name not in blocks.values()]
    costs = [
        [*(hall.cost(row, name) if name in hall.ensemble.tasks.get(row.layer.task, ()) else BIG for name in columns),
         *([worth(row)] * len(rows))]
        for row in rows
    ]  # fmt: skip
    left: list[Strand] = []
    for row, column in zip(rows, assign(costs) if rows else [], strict=True):
        if column < len(columns) and costs[rows.index(row)][column] < BIG:
            seats.append(Seat(columns[column], row, _octave(hall, row, columns[column])))
        else:
            left.append(row)
    seats, left = _share(seats, left, hall)
    return in_order(seats, hall), left


def in_order(seats: list[Seat], hall: Hall) -> list[Seat]:
    """Write the held voices of each choir from the top desk down, as far as the ranges allow."""
    moved: dict[str, str] = {}
    for choir, role in product(CHOIRS, ("harmony", "rhythm")):
        held = [s for s in seats if s.strand.layer.role == role and s.player in choir]
        only = [s for s in held if all(o in held for o in seats if o.player == s.player)]
        now = [name for name in choir if any(s.player == name for s in only)]
        lies = {name: _center([s for s in only if s.player == name]) for name in now}
        ranked = sorted(now, key=lambda name: (-lies[name], choir.index(name)))
        new = dict(zip(ranked, now, strict=True))
        if all(_suits(hall.book.instruments[new[s.player]], s) for s in only):
            moved |= new
    return [replace(s, player=moved.get(s.player, s.player)) for s in seats]


def _center(seats: list[Seat]) -> int:
    """The middle of what somebody plays, by time, in thousandths of a semitone."""
    strokes = [(stroke.midi + s.octave, stroke.length) for s in seats for stroke in s.strand.strokes]
    return 1000 * sum(midi * length for midi, length in strokes) // max(1, sum(length for _, length in strokes))


def _suits(player: Instrument, chosen: Seat) -> bool:
    low, high = chosen.strand.lies
    return player.low <= low + chosen.octave and high + chosen.octave <= player.high


def _octave(hall: Hall, strand: Strand, name: str) -> int:
    return octave_for(strand, hall.book.instruments[name])[0]


def _share(seats: list[Seat], left: list[Strand], hall: Hall) -> tuple[list[Seat], list[Strand]]:
    """Divide a section, or let a keyboard or a kit play a second thing, rather than leave a strand out."""
    omitted: list[Strand] = []
    for strand in left:
        if strand.voice == ABOVE:
            omitted.append(strand)
            continue
        own = [s.player for s in seats if s.strand.number == strand.number]
        divisi = [n for n in dict.fromkeys(own) if hall.book.instruments[n].polyphony > own.count(n)]
        choices = [
            n for n in (*divisi, *_two_handed(strand, seats, hall)) if hall.cost(strand, n) < worth(strand) + 4000
        ]
        if choices:
            name = min(choices, key=lambda n: hall.cost(strand, n))
            seats.append(Seat(name, strand, _octave(hall, strand, name)))
        else:
            omitted.append(strand)
    return seats, omitted


def _two_handed(strand: Strand, seats: list[Seat], hall: Hall) -> list[str]:
    """Keyboards and drum kits that can take a second thing: one figure or pad and one bass beside the tune."""
    out = []
    for name in hall.ensemble.tasks.get(strand.layer.task, ()):
        if name == "drum-kit":
            out.append(name)
        elif hall.book.instruments[name].family in SHARED_FAMILIES and strand.layer.role not in {"colour", "melody"}:
            has = {s.strand.number for s in seats if s.player == name and (s.strand.layer.role == "bass") == (
                strand.layer.role == "bass")}  # fmt: skip
            out += [name] if not has - {strand.number} else []
    return out

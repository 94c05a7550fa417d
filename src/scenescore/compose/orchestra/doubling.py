"""Doublings: who joins the tune, the bass and the pad as the music grows; the top octave waits for the climax."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from scenescore.compose.orchestra.colours import colour_of
from scenescore.compose.orchestra.lead import Run
from scenescore.compose.orchestra.seats import BIG, Hall, Seat, Strand, can_play, octave_for
from scenescore.compose.textures.passage import OCTAVE
from scenescore.model.knowledge import Instrument

#: From these intensities the double basses sound an octave below, winds and brass fill the pad, and heavy brass joins.
BASS_OCTAVE, PAD, HEAVY = 0.6, 0.7, 0.75
#: From here on a string bass is kept free for the octave of the bass at the climax.
KEPT = 0.7
#: At the climax the pad is filled, and heavy brass joins, from here on.
CLIMAX_PAD, LOUD = 0.5, 0.68
UNISON_DB, OCTAVE_DB = -2.0, -4.0
#: Players who join a leader at most, and before or after the climax.
MOST, FEW = 3, 2
#: Below the first intensity a tune is sung alone; from the second its upper octave may sound.
ALONE, HEIGHT = 0.4, 0.75
#: A doubling is never lower than this: a tune is no bass.
NO_BASS = 48
#: Semitones that a doubling may share with a theme beside the tune before both are lost.
AMONG = 4
#: Who carries the tune upwards at the climax.
CLIMBERS = ("violins-1", "violins-2", "flute", "horn-section")
#: Who plays the bass in octaves at the climax.
STRING_BASSES = frozenset({"celli", "contrabasses"})
#: And a bass no tenor.
HIGHEST_BASS = 55


@dataclass(frozen=True, slots=True)
class Double:
    """A player who joins a run of the tune some octaves away."""

    player: str
    run: Run
    octave: int


def _heat(hall: Hall, at: int) -> float:
    return hall.power(hall.section.heat(at))


def _height(hall: Hall) -> float:
    return hall.power(hall.section.peak)


def _from(hall: Hall, chosen: Seat, least: float) -> Seat | None:
    """Somebody's strand in those phrases that are warm enough; None when none is."""
    phrases = [ph for ph in hall.section.phrases if not hall.speaks(ph.at, ph.end)]
    warm = [ph for ph in phrases if _heat(hall, ph.at + ph.length // 2) >= least]
    strand = chosen.strand
    strokes = tuple(s for s in strand.strokes if any(ph.at <= s.at < ph.end for ph in warm))
    if not strokes:
        return None
    return chosen if len(strokes) == len(strand.strokes) else replace(chosen, strand=replace(strand, strokes=strokes))


def _is_height(hall: Hall) -> bool:
    return hall.section.purpose == "climax"


def wanted(hall: Hall, runs: Sequence[Run]) -> int:
    """How many players join a leader: nobody when it is quiet, several at the climax."""
    heat = _heat(hall, (runs[0].at + runs[-1].end) // 2)
    extra = hall.section.manner.doubling - 1 + 2.5 * (heat - 0.5) + (1 if hall.section.purpose == "climax" else 0)
    most = min(hall.ensemble.joins, MOST if hall.section.purpose == "climax" else FEW)
    return max(0, min(most, round(extra))) if heat >= ALONE and not hall.speaks(runs[0].at, runs[-1].end) else 0


def _octaves(hall: Hall, runs: Sequence[Run], player: Instrument) -> list[int]:
    """The octaves in which a player may join: above only where the music is at its height."""
    is_high = hall.section.purpose == "climax" or _heat(hall, runs[0].at) > HEIGHT
    low = min(n.pitch.midi for run in runs for n in run.notes)
    top = max(n.pitch.midi for run in runs for n in run.notes)
    choices = [0, *([OCTAVE] if is_high else []), *([-OCTAVE] if low - OCTAVE >= NO_BASS else [])]
    if _is_height(hall) and player.name in CLIMBERS[:1]:
        choices.sort(key=lambda o: -o)
    return [o for o in choices if player.comfortable[0] <= low + o and top + o <= player.comfortable[1] - (o > 0) * 2]


def _joining(hall: Hall, leader: str, busy: Collection[str]) -> list[str]:
    """Who might join a leader: at the climax the violins first; else those who blend with it, and its own family."""
    players, tasks = hall.book.instruments, hall.ensemble.tasks
    singers = (*tasks.get("melody", ()), *tasks.get("counter", ()))
    names = (*players[leader].doublings, *singers)
    if _is_height(hall):
        names = (*(n for n in CLIMBERS if n in hall.ensemble.order), *names)
    free = [n for n in dict.fromkeys(names) if n in hall.ensemble.order and n not in busy and n != leader]
    free = [n for n in free if hall.may_join(n)]
    if _height(hall) >= (LOUD if _is_height(hall) else HEAVY):
        return free
    blends = (*players[leader].doublings, *(n for n in free if players[n].family == players[leader].family))
    return [n for n in free if n in blends and (players[n].family != "brass" or n == "horn")]


def _apart(name: str, own: Sequence[Run], runs: Sequence[Run]) -> bool:
    """Whether somebody's own runs leave him free for others."""
    return not any(r.player == name and r.at < o.end and r.end > o.at for r in runs for o in own)


def _muddies(run: Run, octave: int, lines: Sequence[Run]) -> bool:
    """Whether a doubling in another octave would move among the notes of a theme that sounds beside the tune."""
    low, high = (f(n.pitch.midi for n in run.notes) + octave for f in (min, max))
    beside = [n.pitch.midi for line in lines if line.at < run.end and line.end > run.at and _is_beside(line)
              for n in line.notes]  # fmt: skip
    return bool(octave and beside) and min(high, max(beside)) - max(low, min(beside)) >= AMONG


def _is_beside(line: Run) -> bool:
    return line.statement is not None and line.statement.voice in {"counter-melody", "inner"}


def double_tune(hall: Hall, runs: Sequence[Run], busy: set[str], lines: Sequence[Run] = ()) -> list[Double]:
    """Find players who join each leader, one octave each for the whole section; the second one another octave.

    At the climax those who lead other runs of the section sing on with this one. Nobody joins in the octave where one
    of the `lines` states another theme.
    """
    out: list[Double] = []
    joined: list[str] = []
    leaders = tuple(dict.fromkeys(run.player for run in runs))
    for leader in leaders:
        own = [run for run in runs if run.player == leader and not colour_of(run.statement, hall.book).alone]
        if not own:
            continue
        used: list[int] = []
        others = frozenset(n for n in leaders if n != leader and _apart(n, own, runs)) if _is_height(hall) else ()
        for name in _joining(hall, leader, [n for n in busy if n not in others]):
            octaves = _octaves(hall, own, hall.book.instruments[name])
            octaves.sort(key=lambda o: sum(_muddies(run, o, lines) for run in own))
            if len(used) >= max(wanted(hall, [run]) for run in own) or not octaves:
                continue
            fresh = [o for o in octaves if o not in used]
            octave = fresh[0] if fresh else octaves[0]
            clear = [run for run in own if not _muddies(run, octave, lines)]
            out += [Double(name, run, octave) for run in clear if wanted(hall, [run]) > len(used)]
            used.append(octave)
            joined.append(name)
    busy.update(joined)
    return out


def kept_for_the_bass(hall: Hall, strands: Sequence[Strand], leaders: Collection[str]) -> frozenset[str]:
    """Who is kept out of the inner parts at a climax, so that the bass sounds in octaves."""
    if hall.section.purpose != "climax" or _height(hall) < KEPT or hall.speech:
        return frozenset()
    free = [n for n in hall.ensemble.tasks.get("bass", ()) if n in STRING_BASSES and n not in leaders]
    has_bass = any(strand.layer.role == "bass" for strand in strands)
    return frozenset(free[:1]) if has_bass and len(free) > 1 else frozenset()


def _sunk(chosen: Seat, player: Instrument) -> Seat:
    """The bass an octave lower wherever the four strings of the double basses reach, as in scores since Beethoven."""
    raised = OCTAVE if chosen.octave < 0 else 0
    strokes = tuple(
        s._replace(midi=midi - OCTAVE if midi - OCTAVE >= player.comfortable[0] else midi)
        for s, midi in ((s, s.midi + chosen.octave + raised) for s in chosen.strand.strokes)
    )
    return replace(chosen, strand=replace(chosen.strand, strokes=strokes), octave=0)


def _hand_over(hall: Hall, seats: list[Seat], busy: set[str]) -> None:
    """Before the octave sounds the celli take the bass from the double basses, which sink beneath them."""
    free = {"celli"} - busy
    if _height(hall) < BASS_OCTAVE or not free or "celli" not in hall.ensemble.tasks.get("bass", ()):
        return
    for i, chosen in enumerate(seats):
        low, high = chosen.strand.lies
        celli = hall.book.instruments["celli"]
        lies = celli.low <= low + chosen.octave and high + chosen.octave <= celli.high
        if (chosen.player, chosen.strand.layer.role) == ("contrabasses", "bass") and lies:
            seats[i] = replace(chosen, player="celli")
            busy.add("celli")
            busy.discard("contrabasses")
            return


def double_bass(hall: Hall, seats: list[Seat], busy: set[str]) -> list[Seat]:
    """Let the basses sound an octave below (or the tuba in unison) once the music is warm."""
    out: list[Seat] = []
    _hand_over(hall, seats, busy)
    basses = [seat for seat in seats if seat.strand.layer.role == "bass"]
    is_climax = _is_height(hall)
    heat = _height(hall)
    for chosen in basses[:1]:
        count = 0 if heat < BASS_OCTAVE else 2 if is_climax and heat >= KEPT else 1
        low, high = chosen.strand.lies
        for name in hall.ensemble.tasks.get("bass", ()):
            player = hall.book.instruments[name]
            if len(out) >= count or name in busy or not can_play(chosen.strand, player):
                continue
            octaves = [
                o
                for o in (chosen.octave - OCTAVE, *([chosen.octave + OCTAVE] if is_climax else []), chosen.octave)
                if player.comfortable[0] <= low + o and high + o <= min(player.high, HIGHEST_BASS)
            ]
            if player.family == "brass" and _height(hall) < (LOUD if is_climax else HEAVY):
                continue
            is_soloist = player.breathes and player.family == "strings"
            if octaves and player.family != "keyboards" and not is_soloist:
                other = replace(chosen, player=name, octave=octaves[0], level=UNISON_DB)
                other = _sunk(other, player) if name == "contrabasses" else other
                joining = _from(hall, other, BASS_OCTAVE)
                out += [joining] if joining else []
                busy.update([name] if joining else [])
    return out


def double_pad(hall: Hall, seats: Sequence[Seat], busy: set[str]) -> list[Seat]:
    """Fill the harmony with free winds and brass when the music is large."""
    heat, is_climax = _height(hall), _is_height(hall)
    pads = [s for s in seats if s.strand.layer.role == "harmony" and s.strand.layer.figure in {"sustain", "chorale"}]
    free = [n for n in hall.ensemble.tasks.get("pad", ()) if n not in busy and hall.may_join(n)]
    if heat < (LOUD if is_climax else HEAVY):
        free = [n for n in free if hall.book.instruments[n].family != "brass"]
    count = round(max(0.0, heat - (CLIMAX_PAD if is_climax else PAD)) * 2.2 * len(free))
    out: list[Seat] = []
    for name in free[:count]:
        costs = [(hall.cost(seat.strand, name), i) for i, seat in enumerate(pads)]
        if costs and min(costs)[0] < min(BIG, 4000):
            chosen = pads[min(costs)[1]]
            octave, _ = octave_for(chosen.strand, hall.book.instruments[name])
            least = CLIMAX_PAD if is_climax else PAD
            joining = _from(hall, replace(chosen, player=name, octave=octave, level=OCTAVE_DB), least)
            out += [joining] if joining else []
            busy.update([name] if joining else [])
    return out

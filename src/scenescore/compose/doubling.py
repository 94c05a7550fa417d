"""Doublings: who joins the tune, the bass and the pad as the music grows; the top octave waits for the climax."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from scenescore.compose.lead import Run
from scenescore.compose.seats import BIG, Hall, Seat, can_play, octave_for
from scenescore.compose.textures.passage import OCTAVE
from scenescore.model.knowledge import Instrument

#: From these intensities the double basses sound an octave below, and winds and brass fill the pad.
BASS_OCTAVE, PAD = 0.35, 0.55
UNISON_DB, OCTAVE_DB = -2.0, -4.0
MOST = 4
#: Below the first intensity a tune is sung alone; from the second its upper octave may sound.
ALONE, HEIGHT = 0.4, 0.75
#: A doubling is never lower than this: a tune is no bass.
NO_BASS = 48


@dataclass(frozen=True, slots=True)
class Double:
    """A player who joins a run of the tune some octaves away."""

    player: str
    run: Run
    octave: int


def _heat(hall: Hall, at: int) -> float:
    start, end = hall.section.intensity
    share = (at - hall.section.at) / max(1, hall.section.length)
    return start + (end - start) * min(1.0, max(0.0, share))


def wanted(hall: Hall, runs: Sequence[Run]) -> int:
    """How many players join a leader: nobody when it is quiet, several at the climax."""
    heat = _heat(hall, (runs[0].at + runs[-1].end) // 2)
    extra = hall.section.manner.doubling - 1 + 2.5 * (heat - 0.5) + (1 if hall.section.purpose == "climax" else 0)
    return max(0, min(MOST, round(extra))) if heat >= ALONE and not hall.is_spoken else 0


def _octaves(hall: Hall, runs: Sequence[Run], player: Instrument) -> list[int]:
    """The octaves in which a player may join: above only where the music is at its height."""
    is_high = hall.section.purpose == "climax" or _heat(hall, runs[0].at) > HEIGHT
    low = min(n.pitch.midi for run in runs for n in run.notes)
    top = max(n.pitch.midi for run in runs for n in run.notes)
    choices = [0, *([OCTAVE] if is_high else []), *([-OCTAVE] if low - OCTAVE >= NO_BASS else [])]
    return [o for o in choices if player.comfortable[0] <= low + o and top + o <= player.comfortable[1] - (o > 0) * 2]


def _joining(hall: Hall, leader: str, busy: Collection[str]) -> list[str]:
    """Who might join a leader: those who blend with it, then other singers, as far as they are free."""
    tasks = hall.ensemble.tasks
    names = (*hall.book.instruments[leader].doublings, *tasks.get("melody", ()), *tasks.get("counter", ()))
    return [n for n in dict.fromkeys(names) if n in hall.ensemble.order and n not in busy]


def double_tune(hall: Hall, runs: Sequence[Run], busy: set[str]) -> list[Double]:
    """Find players who join each leader, one octave each for the whole section; the second one another octave."""
    out: list[Double] = []
    joined: list[str] = []
    for leader in dict.fromkeys(run.player for run in runs):
        own = [run for run in runs if run.player == leader]
        used: list[int] = []
        for name in _joining(hall, leader, busy):
            octaves = _octaves(hall, own, hall.book.instruments[name])
            if len(used) >= wanted(hall, own) or not octaves:
                continue
            fresh = [o for o in octaves if o not in used]
            octave = fresh[0] if fresh else octaves[0]
            out += [Double(name, run, octave) for run in own]
            used.append(octave)
            joined.append(name)
    busy.update(joined)
    return out


def double_bass(hall: Hall, seats: Sequence[Seat], busy: set[str]) -> list[Seat]:
    """Let the basses sound an octave below (or the tuba in unison) once the music is warm."""
    out: list[Seat] = []
    basses = [seat for seat in seats if seat.strand.layer.role == "bass"]
    heat = (hall.section.intensity[0] + hall.section.intensity[1]) / 2
    for chosen in basses[:1]:
        count = 0 if heat < BASS_OCTAVE or hall.is_spoken else 1 if heat < 0.7 else 2  # noqa: PLR2004
        low, high = chosen.strand.lies
        for name in hall.ensemble.tasks.get("bass", ()):
            player = hall.book.instruments[name]
            if len(out) >= count or name in busy or not can_play(chosen.strand, player):
                continue
            octaves = [o for o in (chosen.octave - OCTAVE, chosen.octave)
                       if player.comfortable[0] <= low + o and high + o <= player.high]  # fmt: skip
            is_soloist = player.breathes and player.family == "strings"
            if octaves and player.family != "keyboards" and not is_soloist:
                out.append(replace(chosen, player=name, octave=octaves[0], level=UNISON_DB))
                busy.add(name)
    return out


def double_pad(hall: Hall, seats: Sequence[Seat], busy: set[str]) -> list[Seat]:
    """Fill the harmony with free winds and brass when the music is large."""
    heat = max(hall.section.intensity)
    pads = [s for s in seats if s.strand.layer.role == "harmony" and s.strand.layer.figure in {"sustain", "chorale"}]
    free = [n for n in hall.ensemble.tasks.get("pad", ()) if n not in busy]
    count = 0 if hall.is_spoken else round(max(0.0, heat - PAD) * 2.2 * len(free))
    out: list[Seat] = []
    for name in free[:count]:
        costs = [(hall.cost(seat.strand, name), i) for i, seat in enumerate(pads)]
        if costs and min(costs)[0] < min(BIG, 4000):
            chosen = pads[min(costs)[1]]
            octave, _ = octave_for(chosen.strand, hall.book.instruments[name])
            out.append(replace(chosen, player=name, octave=octave, level=OCTAVE_DB))
            busy.add(name)
    return out

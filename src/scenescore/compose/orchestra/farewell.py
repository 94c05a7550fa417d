"""The last chord made whole: thirds and sevenths that nobody plays are found a place, also beside a speaking voice.

What the layers, the tune and the speech leave of a chord may be bare; somebody who is free, or a desk that divides,
takes the missing tone where it is neither muddy nor in the way. The weights are our defaults.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from scenescore.compose.orchestra.lead import SPEECH_HIGH, SPEECH_LOW, Run
from scenescore.compose.orchestra.room import Room
from scenescore.compose.orchestra.seats import CHOIRS, Hall, Seat, Strand
from scenescore.compose.textures.passage import FIFTH, OCTAVE, Harmony, Stroke
from scenescore.model.form import Phrase
from scenescore.model.knowledge import TextureLayer

#: The tones lie between these pitches, and best here (MIDI).
LOWEST, HIGHEST, BEST = 43, 91, 66
#: Soft, beneath the rest; the layer to which such a tone belongs.
LAYER = TextureLayer("harmony", "pad", "sustain", (LOWEST, HIGHEST), 1, level=-7.0, articulation="legato")
#: A cadence spans at least three octaves.
WIDE = 36
#: Nearer than this to the tune, or to another tone, no place is free (semitones).
TUNE_NEAR, TOO_NEAR = 2, 1
#: The thirds come first: they say the mode.
THIRDS = frozenset({3, 4})
#: What it costs to divide a desk, and to call in somebody who was silent until now (in semitones).
DIVIDING, CALLING = 8, 14


def completed(
    hall: Hall, phrase: Phrase, last: Harmony, seats: Sequence[Seat], runs: Sequence[Run], room: Room
) -> list[Seat]:
    """Players for the tones of the last chord that nobody holds to its end; for the top one of a narrow chord too."""
    late = phrase.at + phrase.length * 3 // 4
    held = [
        (s.player, k.midi + s.octave) for s in seats for k in s.strand.strokes if k.at <= late < k.end and not k.drum
    ]
    sung = [(run.player, note.pitch.midi) for run in runs for note in run.notes if note.at <= late < note.end]
    sounding = [midi for _, midi in (*held, *sung)]
    busy = [*(s.player for s in seats if any(k.end > phrase.at for k in s.strand.strokes)),
            *(run.player for run in runs if run.end > phrase.at)]  # fmt: skip
    singers = frozenset(run.player for run in runs if run.end > phrase.at)
    out: list[Seat] = []
    for floor, pc in _missing(last, sounding):
        tones = (sounding, [n.pitch.midi for run in runs for n in run.notes if n.end > phrase.at])
        places = _places(hall, phrase, pc, floor, tones, busy, singers, room)
        found = min((place for place in places if _is_in_order(place, held)), default=None)
        if found is None:
            continue
        _, midi, name = found
        stroke = Stroke(phrase.at, phrase.length, midi, 0, -1.0, "legato")
        out.append(Seat(name, Strand(-1, LAYER, len(out), (stroke,))))
        sounding.append(midi)
        held.append((name, midi))
        busy.append(name)
    return out


def _is_in_order(place: tuple[int, int, str], held: Sequence[tuple[str, int]]) -> bool:
    """Whether the desks of a choir still stand in the order of the page: the lowest tones fall from top to bottom."""
    _, midi, name = place
    choir = next((choir for choir in CHOIRS if name in choir), ())
    lowest: dict[str, int] = {}
    for player, tone in (*held, (name, midi)):
        lowest[player] = min(tone, lowest.get(player, tone))
    desks = [lowest[player] for player in choir if player in lowest]
    return desks == sorted(desks, reverse=True)


def _missing(last: Harmony, sounding: Sequence[int]) -> list[tuple[int, int]]:
    """The lowest pitch and the pitch class of what the chord lacks (a fifth may), and of its top when it is narrow."""
    heard = frozenset(midi % OCTAVE for midi in sounding)
    fifth = (last.pcs[0] + FIFTH) % OCTAVE
    missing = [pc for pc in last.pcs if pc not in heard and pc != fifth]
    missing.sort(key=lambda pc: (pc - last.pcs[0]) % OCTAVE not in THIRDS)
    lacking = [(LOWEST, pc) for pc in missing]
    is_narrow = bool(sounding) and max(sounding) - min(sounding) < WIDE
    return lacking + ([(min(sounding) + WIDE, pc) for pc in last.pcs[:1]] if is_narrow else [])


def _places(
    hall: Hall,
    phrase: Phrase,
    pc: int,
    floor: int,
    tones: tuple[Sequence[int], Sequence[int]],
    busy: Sequence[str],
    singers: Collection[str],
    room: Room,
) -> Iterator[tuple[int, int, str]]:
    """Cost, pitch and player of every place where a tone may lie."""
    is_spoken = room.speaks(phrase.at, phrase.end)
    names = dict.fromkeys((*hall.ensemble.tasks.get("pad", ()), *hall.ensemble.tasks.get("melody", ())))
    for order, name in enumerate(names):
        player = hall.book.instruments[name]
        divided = busy.count(name)
        is_held = not (player.decay or (player.breathes and divided))
        if name in singers or not is_held or divided >= player.polyphony:
            continue
        cost = order + DIVIDING * divided + (0 if name in hall.used or divided else CALLING)
        low, high = max(floor, player.comfortable[0]), min(HIGHEST, player.comfortable[1])
        for midi in range(low, high + 1):
            is_free = not (is_spoken and SPEECH_LOW <= midi <= SPEECH_HIGH) and not room.muddy(phrase.at, midi)
            is_clear = all(abs(midi - m) > TOO_NEAR for m in tones[0]) and all(
                abs(midi - m) > TUNE_NEAR for m in tones[1]
            )
            if midi % OCTAVE == pc and is_free and is_clear:
                yield cost + abs(midi - max(floor, BEST)), midi, name

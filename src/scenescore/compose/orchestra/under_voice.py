"""What the accompaniment does under a speaking voice: it holds, out of the voice's octaves, softly, and never stops.

Moving figures become held ones, only the outer voices and the bass stay, everybody leaves MIDI 55 to 76; where a
texture would leave nothing but a bass, a soft held tone is laid beside it. After the practice of dialogue underscoring
(Karlin and Wright 2004); the figures are design.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from scenescore.compose.orchestra.lead import SPEECH_HIGH, SPEECH_LOW
from scenescore.compose.orchestra.room import ABOVE, LOWEST_UNDER_SPEECH, SHORTEST_HELD, Room
from scenescore.compose.textures.passage import OCTAVE, Ground, Harmony, Stroke
from scenescore.model.knowledge import TextureLayer

HIGHEST_OVER_SPEECH = 92
#: A voice above the speaker stands among the overtones of the words: it is softer than the others (dB).
HIGH_DB = -3.0
#: Words that a bow or a tongue would bite into, and what is written instead.
BITING = frozenset({"accent", "marcato", "staccato", "spiccato", "tremolo"})
#: The soft tone that joins a bare bass: its place, and where it likes to lie.
BED = TextureLayer("harmony", "pad", "sustain", (LOWEST_UNDER_SPEECH, HIGHEST_OVER_SPEECH), 2, "", -6.0, 0.0, "legato")
PEDAL = TextureLayer("bass", "bass", "pedal", (28, 48), 1, "", -5.0, 0.0, "legato")
LOW_HOME, HIGH_HOME, BASS_TOP = 50, 80, 48
#: A line is bedded when this share of it is covered by something held.
COVERED = 0.5
#: Beside so many layers or lines there may be a voice above the speaker too.
RICH = 4
#: From so many seconds of speech on a figure goes on, slower than words: so many seconds from note to note (design).
LONG_SECONDS, PULSE_SECONDS = 9.0, 0.8


#: A layer and its strokes.
Written = tuple[TextureLayer, list[Stroke]]


def hush(strokes: list[Stroke], role: str, room: Room, harmony: Sequence[Harmony] = ()) -> list[Stroke]:
    """Under speech only the harmony's outer voices and the bass stay, held, out of the voice's octaves."""
    if not room.speech or not strokes:
        return strokes
    out: list[Stroke] = []
    lowest = max(stroke.voice for stroke in strokes)
    for stroke in strokes:
        own: list[Stroke] = []
        stays = role in {"harmony", "bass"} and stroke.voice in {0, lowest}
        for at, end, is_spoken in _pieces(stroke, room.speech):
            cut = stroke._replace(at=at, length=end - at)
            piece: Stroke | None = cut
            if is_spoken:
                piece = _hushed(cut, room, harmony, is_top=stroke.voice < lowest) if stays else None
                is_kept = piece is not None and (at == stroke.at or end - at >= SHORTEST_HELD)
            else:
                is_kept = end - at == stroke.length or end - at >= SHORTEST_HELD
            if own and piece and own[-1].end == at and (own[-1].midi, own[-1].voice) == (piece.midi, piece.voice):
                own[-1] = own[-1]._replace(length=end - own[-1].at)
            elif piece is not None and is_kept:
                own.append(piece)
        out += own
    return out


def _pieces(stroke: Stroke, speech: tuple[tuple[int, int], ...]) -> list[tuple[int, int, bool]]:
    """A note cut where speech begins and ends."""
    cuts = [stroke.at, stroke.end]
    cuts += [cut for span in speech for cut in span if stroke.at < cut < stroke.end]
    cuts.sort()
    return [(a, b, any(s < b and e > a for s, e in speech)) for a, b in pairwise(cuts) if b > a]


def _hushed(stroke: Stroke, room: Room, harmony: Sequence[Harmony], *, is_top: bool) -> Stroke | None:
    """A piece of a note on the nearest tone out of the speaker's way: above for the top voice, below for the others."""
    word = "legato" if stroke.articulation in BITING else stroke.articulation
    softer = stroke._replace(articulation=word, accent=min(0.0, stroke.accent))
    if SPEECH_LOW <= stroke.midi <= SPEECH_HIGH:
        chords = [h.pcs for h in harmony if h.at < stroke.end and h.end > stroke.at]
        tones = (
            range(SPEECH_HIGH + 1, HIGHEST_OVER_SPEECH)
            if is_top
            else range(SPEECH_LOW - 1, LOWEST_UNDER_SPEECH - 1, -1)
        )
        free = (m for m in tones if all(m % OCTAVE in pcs for pcs in chords) and not room.muddy(stroke.at, m))
        midi = next(free, None)
        if midi is None:
            return None
        softer = softer._replace(midi=midi)
    if softer.midi <= SPEECH_HIGH:
        return softer
    voice = ABOVE if softer.midi > stroke.midi else softer.voice
    return softer._replace(voice=voice, accent=softer.accent + HIGH_DB)


def calm(strokes: list[Stroke], room: Room, ground: Ground) -> list[Stroke]:
    """Under speech a moving figure becomes a held one: the first note of each bar, chord and voice stays.

    Under a long speech the figure goes on as a slow pulse, so that the bed stays alive.
    """
    if not room.speech:
        return strokes
    out: list[Stroke] = []
    last: dict[int, tuple[int, int, int]] = {}
    starts, changes = [bar.at for bar in ground.bars], [chord.at for chord in ground.harmony]
    pulse = round(PULSE_SECONDS / ground.seconds(1))
    for stroke in strokes:
        spans = [(a, b) for a, b in room.speech if a < stroke.end and b > stroke.at]
        if not spans:
            out.append(stroke)
            continue
        bar = ground.bars[max(0, bisect_right(starts, stroke.at) - 1)]
        place = bisect_right(changes, stroke.at) - 1
        before = last.get(stroke.voice)
        goes_on = before is not None and before[:2] == (bar.at, place)
        if before is not None and goes_on:
            kept = out[before[2]]
            is_long = ground.seconds(spans[0][1] - spans[0][0]) >= LONG_SECONDS
            if not is_long or stroke.at - kept.at < pulse or stroke.at >= bar.end - pulse // 2:
                continue
            out[before[2]] = kept._replace(length=min(kept.length, stroke.at - kept.at))
        last[stroke.voice] = (bar.at, place, len(out))
        until = min(bar.end, ground.harmony[place].end if place >= 0 else bar.end)
        length = max(stroke.length, until - stroke.at - (bar.meter.beat // 2 if until == bar.end else 0))
        out.append(stroke._replace(length=length, articulation="legato", accent=min(0.0, stroke.accent)))
    return out


def one_pad(layers: Sequence[Written], room: Room) -> list[Written]:
    """Under each line one layer of harmony stays, the one that holds most; the others wait.

    Where few lines play just before and after, nobody rises above the speaker.
    """
    few = [span for span in room.speech if _lines(span[0] - 1, layers) < RICH and _lines(span[1], layers) < RICH]
    out = [
        (layer, [s for s in strokes if s.voice != ABOVE or not any(a < s.end and b > s.at for a, b in few)])
        for layer, strokes in layers
    ]
    pads = [i for i, (layer, strokes) in enumerate(layers) if layer.role == "harmony" and strokes]
    for span in room.speech if len(pads) > 1 else ():
        stays = max(pads, key=lambda i: (_covered(span, layers[i][1]), -i))
        for i in pads:
            if i != stays:
                out[i] = (
                    out[i][0],
                    [
                        s._replace(at=at, length=end - at)
                        for s in out[i][1]
                        for at, end, is_spoken in _pieces(s, (span,))
                        if not is_spoken and (end - at == s.length or end - at >= SHORTEST_HELD)
                    ],
                )
    return out


def _lines(tick: int, layers: Sequence[Written]) -> int:
    """How many lines of the accompaniment sound at a tick."""
    return sum(len({s.voice for s in strokes if s.at <= tick < s.end}) for _, strokes in layers)


def bed(layers: Sequence[Written], room: Room, ground: Ground) -> list[Written]:
    """The layers with what must be added so that no line stands over a hole: soft held tones.

    A lonely line gets company above the speaker only under a long speech.
    """
    harmony, long = ground.harmony, round(LONG_SECONDS / ground.seconds(1))
    pads: list[Stroke] = []
    pedals: list[Stroke] = []
    tops: list[Stroke] = []
    for span in room.speech:
        has_bass, has_pad = _covers(span, layers, "bass"), _covers(span, layers, "harmony")
        if not has_pad:
            pads += _held(span, room, harmony, range(LOWEST_UNDER_SPEECH, SPEECH_LOW), LOW_HOME)
            pedals += [] if has_bass else _pedal(span, harmony)
        is_thin = not has_bass and (not has_pad or span[1] - span[0] >= long)
        if is_thin or (not has_pad and len(layers) >= RICH):
            high = _held(span, room, harmony, range(SPEECH_HIGH + 1, HIGHEST_OVER_SPEECH), HIGH_HOME)
            (tops if has_pad else pads).extend(s._replace(voice=ABOVE, accent=HIGH_DB) for s in high)
    harmonies = [i for i, (layer, strokes) in enumerate(layers) if layer.role == "harmony" and strokes]
    out = [(layer, [*strokes, *(tops if harmonies[:1] == [i] else [])]) for i, (layer, strokes) in enumerate(layers)]
    return out + [(layer, strokes) for layer, strokes in ((BED, pads), (PEDAL, pedals)) if strokes]


def _covers(span: tuple[int, int], layers: Iterable[Written], role: str) -> bool:
    """Whether something held of a role sounds through most of a span."""
    own = [s for layer, strokes in layers if layer.role == role for s in strokes if s.voice != ABOVE]
    return _covered(span, own) >= COVERED * (span[1] - span[0])


def _covered(span: tuple[int, int], strokes: Iterable[Stroke]) -> int:
    """How many ticks of a span are filled by what is not plucked."""
    start, end = span
    inside = (s for s in strokes if s.at < end and s.end > start and s.articulation != "pizzicato")
    covered, at = 0, start
    for a, b in sorted((max(s.at, start), min(s.end, end)) for s in inside):
        covered += max(0, b - max(a, at))
        at = max(at, b)
    return covered


def _held(
    span: tuple[int, int], room: Room, harmony: Sequence[Harmony], tones: Sequence[int], home: int
) -> list[Stroke]:
    """A tone of each chord under a line, as still as the chords allow, never the bass's own where another is free."""
    out: list[Stroke] = []
    before = home
    for chord in harmony:
        at, end = max(chord.at, span[0]), min(chord.end, span[1])
        free = [m for m in tones if m % OCTAVE in chord.pcs and not room.muddy(at, m)]
        if end - at < SHORTEST_HELD // 2 or not free:
            continue
        midi = min(free, key=lambda m: (abs(m - before) + 3 * (m % OCTAVE == chord.bass % OCTAVE), m))
        if out and out[-1].end == at and out[-1].midi == midi:
            out[-1] = out[-1]._replace(length=end - out[-1].at)
        else:
            out.append(Stroke(at, end - at, midi, 1, 0.0, "legato"))
        before = midi
    return out


def _pedal(span: tuple[int, int], harmony: Sequence[Harmony]) -> list[Stroke]:
    """The bass of each chord, held low."""
    out: list[Stroke] = []
    for chord in harmony:
        at, end = max(chord.at, span[0]), min(chord.end, span[1])
        low = chord.bass - OCTAVE * max(0, -(-(chord.bass - BASS_TOP) // OCTAVE))
        if end > at and out and out[-1].midi == low and out[-1].end == at:
            out[-1] = out[-1]._replace(length=end - out[-1].at)
        elif end - at >= SHORTEST_HELD // 2:
            out.append(Stroke(at, end - at, low, 0, 0.0, "legato"))
    return out

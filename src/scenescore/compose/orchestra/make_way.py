"""The accompaniment makes way for a theme: what is busy or loud in its octave thins out, and two themes are enough.

A theme in the bass takes the place of the bass, an ostinato made of a theme that of the texture's engine, a theme in an
inner voice or beside the tune that of other counter-melodies. Whatever else moves in the same octave goes with the beat
only, and softer. While two themes sound at once the rest is pad and bass (Karlin and Wright 2004 on clearing the
texture for a theme; Adler 2016 on foreground, middleground and background; figures are design).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from scenescore.compose.dialogue import Spans
from scenescore.compose.orchestra.closing import LEFT_HAND
from scenescore.compose.orchestra.layers import ENGINES, HELD_FIGURES
from scenescore.compose.orchestra.lead import Run
from scenescore.compose.orchestra.room import SHORTEST_HELD
from scenescore.compose.orchestra.singing import marked
from scenescore.compose.textures.passage import OCTAVE, Stroke
from scenescore.model.knowledge import TextureLayer
from scenescore.model.metre import Bar
from scenescore.model.sketch import SHORT_STROKES
from scenescore.model.theme import Voice

#: Semitones around a line within which it is crowded, and dB by which what moves or lies there is softer;
#: and in the octave of a theme that is the tune.
AROUND, MOVING_DB, HELD_DB, TUNE_DB = 4, -3.0, -2.0, -1.5
#: So many semitones at least over a theme in the bass begin the chords.
OVER = 3
#: Strength of the places in a bar on which a thinned figure still plays: the beats; and a left hand that has given
#: the bass away: the halves of the bar.
BEATS, HALVES = 2, 3
#: Held figures that move with a chorale's top.
CHORALE = frozenset({"chorale", "sustain", "bass", "swell", "pedal"})
#: Layers that a statement in a voice takes the place of.
SIDE = frozenset({"counter-melody"})


@dataclass(frozen=True, slots=True)
class Way:
    """Where a line needs room: its voice, from tick to tick, and its notes (ticks, ticks, MIDI)."""

    voice: Voice
    at: int
    end: int
    notes: tuple[tuple[int, int, int], ...]

    @property
    def low(self) -> int:
        """The lowest note that is crowded."""
        return min(midi for _, _, midi in self.notes) - AROUND

    @property
    def high(self) -> int:
        """The highest note that is crowded."""
        return max(midi for _, _, midi in self.notes) + AROUND

    def top(self, at: int, end: int) -> int | None:
        """Its highest note between two ticks."""
        return max((midi for start, stop, midi in self.notes if start < end and stop > at), default=None)


def ways_of(lines: Sequence[Run]) -> tuple[Way, ...]:
    """The room that lines need."""
    out = []
    for run in lines:
        if run.statement is not None and run.player:
            notes = tuple((int(n.at), int(n.end), n.pitch.midi) for n in run.notes)
            out.append(Way(run.statement.voice, run.at, run.end, notes))
    return tuple(out)


def pairs_of(lines: Sequence[Run], runs: Sequence[Run]) -> Spans:
    """Where two statements sound at once."""
    stated = [run for run in (*runs, *lines) if run.statement is not None]
    spans = [(max(a.at, b.at), min(a.end, b.end)) for a, b in combinations(stated, 2)]
    return tuple(sorted((start, end) for start, end in spans if start < end))


def made_way(
    layer: TextureLayer, strokes: list[Stroke], ways: Sequence[Way], pairs: Spans, bars: Sequence[Bar]
) -> list[Stroke]:
    """A layer's strokes with room for the lines."""
    is_drum = bool(strokes) and all(stroke.drum for stroke in strokes)
    out = strokes
    for way in ways:
        if _is_replaced(layer, way.voice, is_drum=is_drum):
            out = silenced(out, ((way.at, way.end),))
        elif way.voice == "bass" and layer.figure in LEFT_HAND:
            out = _chords(_over(layer, out, way), way, bars)
        elif not is_drum:
            out = _thinned(layer, _over(layer, out, way) if way.voice == "bass" else out, way, bars)
    if is_drum or layer.figure in HELD_FIGURES or layer.role == "bass":
        return out
    for start, end in pairs:
        is_chord = layer.role == "harmony"
        out = _on_the_beat(out, start, end, bars) if is_chord else silenced(out, ((start, end),))
    return out


def softened(layer: TextureLayer, strokes: list[Stroke], runs: Sequence[Run]) -> list[Stroke]:
    """What begins in the octave of a theme that is the tune is a little softer; the bass carries both as it is."""
    if layer.role == "bass":
        return strokes
    spans = []
    for run in runs:
        if run.statement is not None:
            midis = [note.pitch.midi for note in run.notes]
            spans.append((run.at, run.end, min(midis) - AROUND, max(midis) + AROUND))
    return [
        stroke._replace(accent=stroke.accent + TUNE_DB)
        if not stroke.drum and any(a <= stroke.at < b and low <= stroke.midi <= high for a, b, low, high in spans)
        else stroke
        for stroke in strokes
    ]


def shaded(strokes: list[Stroke], runs: Sequence[Run]) -> list[Stroke]:
    """What accompanies goes with the dynamic of a theme: down with all of it, up with half, so that the theme leads."""
    spans = [(run.at, run.end, by if by < 0 else by / 2) for run in runs if (by := marked(run))]
    return (
        [
            stroke._replace(accent=stroke.accent + next((by for a, b, by in spans if a <= stroke.at < b), 0.0))
            for stroke in strokes
        ]
        if spans
        else strokes
    )


def homophonic(layer: TextureLayer, strokes: list[Stroke], runs: Sequence[Run], bars: Sequence[Bar]) -> list[Stroke]:
    """Held chords under a theme on top of a chorale move with it: they are struck with its notes on the beats."""
    chorales = [run for run in runs if run.statement is not None and run.statement.voice == "chorale-top"]
    if layer.figure not in CHORALE or not chorales:
        return strokes
    starts = [bar.at for bar in bars]
    onsets = []
    for note in (note for run in chorales for note in run.notes):
        bar = bars[max(0, bisect_right(starts, note.at) - 1)]
        if bar.meter.strength(note.at - bar.at) >= BEATS:
            onsets.append(int(note.at))
    out: list[Stroke] = []
    for stroke in strokes:
        inside = [] if stroke.articulation == "tremolo" else [at for at in onsets if stroke.at < at < stroke.end]
        edges = [stroke.at, *sorted(inside), stroke.end]
        out += [stroke._replace(at=start, length=end - start) for start, end in pairwise(edges)]
    return out


def _is_replaced(layer: TextureLayer, voice: Voice, *, is_drum: bool) -> bool:
    """Whether a line takes a layer's place."""
    if voice == "bass":
        return layer.role == "bass"
    if voice == "ostinato":
        return not is_drum and layer.role != "bass" and (layer.role == "rhythm" or layer.figure in ENGINES)
    return layer.role in SIDE


def silenced(strokes: list[Stroke], spans: Spans) -> list[Stroke]:
    """Strokes outside some spans: what begins before stops there, what is held beyond comes in again.

    >>> silenced([Stroke(0, 3840, 60)], ((960, 1920),))
    [Stroke(at=0, length=960, midi=60, voice=0, accent=0.0, articulation='', drum=''), \
Stroke(at=1920, length=1920, midi=60, voice=0, accent=0.0, articulation='', drum='')]
    """
    out = strokes
    for start, end in spans:
        kept: list[Stroke] = []
        for stroke in out:
            if stroke.end <= start or stroke.at >= end:
                kept.append(stroke)
                continue
            if stroke.at < start:
                kept.append(stroke._replace(length=start - stroke.at))
            if stroke.end - end >= SHORTEST_HELD:
                kept.append(stroke._replace(at=end, length=stroke.end - end))
        out = kept
    return out


def _over(layer: TextureLayer, strokes: list[Stroke], way: Way) -> list[Stroke]:
    """Chords over a theme in the bass: a held voice that would stand under it rests, where another is left.

    A lonely one, or a figure's note, goes up an octave.
    """
    low = [s for s in strokes if _is_under(s, way)]
    over = [s for s in strokes if s not in low]
    out = list(over)
    for stroke in low:
        at, end = max(stroke.at, way.at), min(stroke.end, way.end)
        is_rich = layer.figure in HELD_FIGURES and any(s.at < end and s.end > at for s in over)
        if is_rich:
            out += silenced([stroke], ((way.at, way.end),))
            continue
        midi = stroke.midi
        while midi < (way.top(stroke.at, stroke.end) or 0) + OVER:
            midi += OCTAVE
        out += silenced([stroke], ((way.at, way.end),)) if layer.figure in HELD_FIGURES else []
        out.append(stroke._replace(at=at, length=end - at, midi=midi))
    return sorted(dict.fromkeys(out), key=lambda s: (s.at, s.voice, -s.midi))


def _is_under(stroke: Stroke, way: Way) -> bool:
    """Whether a stroke lies under the theme, or hardly over it."""
    top = way.top(stroke.at, stroke.end)
    return top is not None and stroke.midi < top + OVER


def _chords(strokes: list[Stroke], way: Way, bars: Sequence[Bar]) -> list[Stroke]:
    """What is left of a left hand's figure when the theme has taken its bass: tones on the halves of the bar."""
    inside = [s for s in strokes if way.at <= s.at < way.end]
    others = silenced([s for s in strokes if s not in inside], ((way.at, way.end),))
    kept = [s._replace(accent=s.accent + MOVING_DB) for s in _beats(inside, bars, HALVES)]
    return sorted([*others, *kept], key=lambda s: (s.at, s.voice, -s.midi))


def _thinned(layer: TextureLayer, strokes: list[Stroke], way: Way, bars: Sequence[Bar]) -> list[Stroke]:
    """What lies in a line's octave while it sounds: softer, and on the beat only when it moves."""
    crowd = [s for s in strokes if s.at < way.end and s.end > way.at and way.low <= s.midi <= way.high]
    if not crowd:
        return strokes
    if layer.figure in HELD_FIGURES:
        return [
            s._replace(accent=s.accent + HELD_DB) if way.at <= s.at < way.end and way.low <= s.midi <= way.high else s
            for s in strokes
        ]
    inside = [s for s in crowd if s.at >= way.at]
    others = [s for s in strokes if s not in inside]
    kept = [s._replace(accent=s.accent + MOVING_DB) for s in _beats(inside, bars)]
    return sorted([*others, *kept], key=lambda s: (s.at, s.voice, -s.midi))


def _on_the_beat(strokes: list[Stroke], start: int, end: int, bars: Sequence[Bar]) -> list[Stroke]:
    """A figure that holds the harmony goes with the beat between two ticks."""
    inside = [s for s in strokes if start <= s.at < end]
    return sorted(
        [*(s for s in strokes if not start <= s.at < end), *_beats(inside, bars)],
        key=lambda s: (s.at, s.voice, -s.midi),
    )


def _beats(strokes: Sequence[Stroke], bars: Sequence[Bar], least: int = BEATS) -> list[Stroke]:
    """Those strokes that stand on beats, held to the next unless they are short; at least the first of each bar."""
    starts = [bar.at for bar in bars]
    kept: list[tuple[Bar, Stroke]] = []
    had: set[int] = set()
    for stroke in sorted(strokes, key=lambda s: s.at):
        bar = bars[max(0, bisect_right(starts, stroke.at) - 1)]
        if bar.number not in had or bar.meter.strength(stroke.at - bar.at) >= least:
            had.add(bar.number)
            kept.append((bar, stroke))
    onsets = sorted({stroke.at for _, stroke in kept})
    out = []
    for bar, stroke in kept:
        until = min(bar.end, next((at for at in onsets if at > stroke.at), bar.end))
        is_short = stroke.articulation in SHORT_STROKES or stroke.end >= until
        out.append(stroke if is_short else stroke._replace(length=until - stroke.at))
    return out

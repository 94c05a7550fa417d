"""Lay a part's written notes out in staves, bars and voices, every bar full in every voice.

Times that no notation shows (a note held to the cue's end in the middle of a beat) move to the nearest place that it
can. At most two voices share a staff; what would need a third is cut into tied chords.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scenescore.formats.clefs import clefs
from scenescore.formats.hands import left_hand
from scenescore.formats.notevalues import Value, Window, snap, values, windows
from scenescore.model.metre import Bar, bar_at
from scenescore.model.pitch import Pitch
from scenescore.model.sketch import Note, Part

__all__ = ["Figure", "Head", "Staff", "Voice", "staves", "transposed", "written_signature"]

_MOST_VOICES = 2
#: Line-of-fifths distance of each interval, in semitones modulo the octave.
_FIFTHS = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)
_MOST_ALTERED = 2
_ENHARMONIC = 12
_OCTAVE = 12
_RINGING = "let-ring"
_FASTEST = 120


@dataclass(frozen=True, slots=True)
class Head:
    """A note head: written pitch, whether it is tied back and on, which note of the part it shows.

    `is_roll` is true where it stands for a run of equal thirty-seconds.
    """

    pitch: Pitch
    tied_back: bool
    tied_on: bool
    note: int
    is_roll: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A note, chord or rest (no heads) in a bar."""

    value: Value
    heads: tuple[Head, ...] = ()
    fills_bar: bool = False


Voice = tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Five lines (or one): for each bar its clef and its voices."""

    clefs: tuple[str, ...]
    bars: tuple[tuple[Voice, ...], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What of a note lies in one bar, in ticks from the bar's start."""

    start: int
    end: int
    head: Head
    is_tune: bool


def staves(part: Part, bars: Sequence[Bar], length: int, turns: Sequence[int]) -> tuple[Staff, ...]:
    """Lay out a part; `turns` says for each bar how its spelling turns (see `written_signature`)."""
    is_grand = part.instrument.clef == "grand"
    low = left_hand(part.notes, bars) if is_grand else frozenset()
    placed = _placed(part, bars, length, _shown_ends(part.notes, low))
    out = []
    for number, clef in enumerate(("treble", "bass") if is_grand else (part.instrument.clef,)):
        mine = [each for each in placed if not is_grand or (each[2] in low) == bool(number)]
        pieces = _barred(_rolled(mine, part), part, bars, turns)
        pitches = [[piece.head.pitch for piece in found] for found in pieces]
        voices = tuple(_voices(found, bar) for found, bar in zip(pieces, bars, strict=True))
        out.append(Staff(clefs(clef, "keyboards" if is_grand else part.instrument.family, pitches), voices))
    return tuple(out)


def transposed(pitch: Pitch, semitones: int, turn: int = 0) -> Pitch:
    """Write a sounding pitch for a transposing instrument; `turn` moves the spelling along the line of fifths.

    >>> str(transposed(Pitch.parse("Bb3"), 2))
    'C4'
    """
    fifths = pitch.fifths + _FIFTHS[semitones % 12] + turn
    out = Pitch(pitch.midi + semitones, fifths)
    while abs(out.alter) > _MOST_ALTERED:
        out = Pitch(out.midi, out.fifths - _ENHARMONIC * (1 if out.alter > 0 else -1))
    return out


def written_signature(signs: int, semitones: int) -> tuple[int, int]:
    """Signature for a transposing instrument and the turn of its spelling: nobody reads more than six signs.

    >>> written_signature(5, 2), written_signature(-3, 7), written_signature(-7, 0)
    ((-5, -12), (-2, 0), (-7, 0))
    """
    out, most = signs + _FIFTHS[semitones % 12], 6 if semitones % 12 else 7
    turn = -_ENHARMONIC if out > most else _ENHARMONIC if out < -most else 0
    return out + turn, turn


def _rolled(placed: Sequence[tuple[int, int, int]], part: Part) -> list[tuple[int, int, int]]:
    """Write a run of equal thirty-seconds as one note, to be slashed."""
    out: list[tuple[int, int, int]] = []
    strokes = 0
    for k, (start, end, i) in enumerate(placed):
        begun, until, which = out[-1] if out else (0, -1, 0)
        is_alone = k + 1 == len(placed) or placed[k + 1][0] > start
        is_more = is_alone and until == start and end - start == _FASTEST and until - begun == strokes * _FASTEST
        if is_more and part.notes[which].pitch == part.notes[i].pitch and strokes:
            out[-1] = begun, end, which
            strokes += 1
            continue
        out.append((start, end, i))
        strokes = int(is_alone and end - start == _FASTEST)
    return out


def _shown_ends(notes: Sequence[Note], low: frozenset[int]) -> list[int]:
    """Where each note ends on the page: one that is let ring where its figure goes on, the others where they do."""
    out = [int(note.end) for note in notes]
    following: dict[tuple[str, bool], tuple[int, int]] = {}
    for i in range(len(notes) - 1, -1, -1):
        note, line = notes[i], (notes[i].role, i in low)
        at, after = following.get(line, (out[i], out[i]))
        after = at if at > note.at else after
        following[line] = (int(note.at), after)
        if note.articulation == _RINGING and note.at < after < out[i]:
            out[i] = after
    return out


def _placed(part: Part, bars: Sequence[Bar], length: int, ends: Sequence[int]) -> list[tuple[int, int, int]]:
    """Start, end and index of each note where notation can show it; no pitch sounds twice at once."""
    moved = _moved([(note.at, min(end, length)) for note, end in zip(part.notes, ends, strict=True)], bars)
    end_of_page = bars[-1].end
    last: dict[int, int] = {}
    out: list[tuple[int, int, int]] = []
    for i, note in enumerate(part.notes):
        start, end = moved[note.at], moved[min(ends[i], length)]
        if note.at >= min(length, end_of_page):
            continue
        end = end if end > start else _beat_end(start, bars)
        before = last.get(note.pitch.midi)
        if before is not None and out[before][1] > start:
            begun, until, which = out[before]
            if begun == start:
                out[before] = begun, max(until, end), which
                continue
            out[before] = begun, start, which
        last[note.pitch.midi] = len(out)
        out.append((start, end, i))
    return out


def _beat_end(start: int, bars: Sequence[Bar]) -> int:
    """Where a note too short to be shown ends."""
    bar = bar_at(tuple(bars), start)
    return next((window.end for window in windows(bar.meter, bar.at) if window.end > start), bar.end)


def _moved(spans: Iterable[tuple[int, int]], bars: Sequence[Bar]) -> dict[int, int]:
    """Where each time goes."""
    points = sorted({min(point, bars[-1].end) for span in spans for point in span})
    out = {point: point for point in points}
    loose = [point for point in points if point % 60]
    if not loose:
        return _with_overhang(out, spans, bars[-1].end)
    starts = [bar.at for bar in bars]
    for bar in {bisect_right(starts, point) - 1: None for point in loose}:
        for window in windows(bars[bar].meter, bars[bar].at):
            inside = points[bisect_right(points, window.at) : bisect_left(points, window.end)]
            out.update(snap(inside, window))
    return _with_overhang(out, spans, bars[-1].end)


def _with_overhang(moved: dict[int, int], spans: Iterable[tuple[int, int]], end: int) -> dict[int, int]:
    """Let what lies after the last bar end with it."""
    return moved | {point: end for span in spans for point in span if point > end}


def _barred(
    placed: Sequence[tuple[int, int, int]], part: Part, bars: Sequence[Bar], turns: Sequence[int]
) -> list[list[_Piece]]:
    """Cut notes at the bar lines and write their pitches for the player."""
    starts = [bar.at for bar in bars]
    out: list[list[_Piece]] = [[] for _ in bars]
    semitones = part.instrument.transposition
    for start, end, i in placed:
        for number in range(bisect_right(starts, start) - 1, len(bars)):
            bar = bars[number]
            if bar.at >= end:
                break
            pitch = part.notes[i].pitch
            if semitones or turns[number]:
                pitch = transposed(pitch, semitones, turns[number])
            is_roll = part.notes[i].length == _FASTEST < end - start
            head = Head(pitch, start < bar.at, end > bar.end, i, is_roll)
            begin, stop, is_tune = (
                max(start, bar.at) - bar.at,
                min(end, bar.end) - bar.at,
                part.notes[i].role == "melody",
            )
            out[number].append(_Piece(begin, stop, head, is_tune))
    return out


def _voices(pieces: Sequence[_Piece], bar: Bar) -> tuple[Voice, ...]:
    """Write one bar."""
    if not pieces:
        return ((Figure(Value(0, bar.meter.length, "whole"), fills_bar=True),),)
    return tuple(_voice(mine, bar) for mine in _dealt(pieces))


def _dealt(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Deal a bar to voices: the tune and its octaves apart from what goes with it, else chord by chord."""
    sung = {(p.start, p.end, p.head.pitch.midi % _OCTAVE) for p in pieces if p.is_tune}
    tune: list[_Piece] = []
    others: list[_Piece] = []
    for each in pieces:
        is_doubled = (each.start, each.end, each.head.pitch.midi % _OCTAVE) in sung
        (tune if is_doubled else others).append(each)
    if tune and others:
        return sorted((tune, others), key=lambda voice: -max(p.head.pitch.midi for p in voice))
    return _dealt_by_chords(pieces)


def _dealt_by_chords(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Give each chord (what begins and ends together) to the first free voice, the higher one first."""
    chords: dict[tuple[int, int], list[_Piece]] = {}
    for piece in pieces:
        chords.setdefault((piece.start, piece.end), []).append(piece)
    ordered = sorted(chords.items(), key=lambda each: (each[0][0], -max(p.head.pitch.midi for p in each[1])))
    out: list[list[_Piece]] = []
    ends: list[int] = []
    for (start, end), chord in ordered:
        free = next((i for i, until in enumerate(ends) if until <= start), None)
        if free is None and len(out) < _MOST_VOICES:
            out.append([])
            ends.append(0)
            free = len(out) - 1
        free = len(out) - 1 if free is None else free
        out[free] += chord
        ends[free] = max(ends[free], end)
    return out


def _voice(pieces: Sequence[_Piece], bar: Bar) -> Voice:
    """Fill the bar: cut where anything begins or ends, rest where nothing sounds."""
    points = sorted({0, int(bar.meter.length), *(p.start for p in pieces), *(p.end for p in pieces)})
    tuplets = _tuplets(points, bar)
    out: list[Figure] = []
    for start, end in pairwise(points):
        sounding = sorted((p for p in pieces if p.start <= start < p.end), key=lambda p: p.head.pitch.midi)
        signs = values(start, end, bar.meter, tuplets, rest=not sounding)
        for sign in signs:
            heads = tuple(
                replace(
                    p.head,
                    tied_back=p.head.tied_back or sign.at > p.start,
                    tied_on=p.head.tied_on or sign.at + sign.length < p.end,
                )
                for p in sounding
            )
            out.append(Figure(sign, heads))
    return tuple(out)


def _tuplets(points: Sequence[int], bar: Bar) -> list[tuple[Window, tuple[int, int]]]:
    if not any(point % 60 for point in points):
        return []
    return [(window, ratio) for window in windows(bar.meter) if (ratio := window.ratio(points)) is not None]

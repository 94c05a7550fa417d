"""Look over a finished sketch and tell what a musician would object to.

Each check is a small function from the whole piece to its findings; the table at the end names them all. An `error`
is what a player or conductor would call wrong (outside the instrument, a note that is stuck, a hit that must sound and
does not); a `warning` is weak writing; a `note` is worth a look. Limits are our defaults, after Adler 2016 (ranges and
breath), Piston 1987 (voice-leading) and Huron 2006 (repetition).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from scenescore.compose.hits.revision import starting
from scenescore.compose.voices.voice_leading import planes
from scenescore.model.cue import Cue
from scenescore.model.form import MelodyNote, Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.part_writing import PartWriting
from scenescore.model.scene import STOPPING
from scenescore.model.sketch import Finding, Note, Part
from scenescore.model.time import MICROSECONDS, TICKS_PER_QUARTER
from scenescore.model.timecode import rate

#: Folk instruments that take a bow instead of a breath.
BOWED = frozenset({"fiddle", "erhu", "hurdy-gurdy"})
#: At most this share of a part's notes lies outside the comfortable range without remark.
UNCOMFORTABLE_SHARE = 0.1
WIND_FAMILIES = frozenset({"woodwind", "brass", "voices", "folk"})
#: A breath is taken where this many seconds are silent; a line may be this much longer than one breath before remark.
BREATH_SECONDS, BREATH_LENIENCE = 0.25, 1.15
#: Onsets a second: so many times what the manner asks for, plus so many, is crowded.
CROWDED, CROWDED_MARGIN, MOST_ONSETS = 2.5, 3.0, 60.0
#: Two attacks nearer than this many microseconds are heard as one that is not together.
FLAM_MICROSECONDS = 110_000
REPEATS = 3
#: The loudest bar stands so many dB over the softest where the asked intensity moves by `MOVING`, fewer where it moves
#: less, none where it is still.
SPREAD_DB, STILL, MOVING = 12.0, 0.1, 0.4
FLOOR_DB = -45.0
BURIED_GAP, BURIED_SHARE, BURIED_MARGIN = 5, 0.5, 2.0
PERFECT = frozenset({0, 7})
OCTAVE = 12
TICK_SECONDS = MICROSECONDS * TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Piece:
    """Everything that a check may look at."""

    cue: Cue
    sections: tuple[Section, ...]
    chords: Line[Chord]
    voicings: Line[Voicing]
    tune: tuple[MelodyNote, ...]
    parts: tuple[Part, ...]
    ending: str
    bar_starts: tuple[int, ...]
    levels: tuple[float, ...]
    rules: tuple[PartWriting, ...] = ()

    def bars(self, note: Note) -> range:
        """Numbers of the bars in which a note sounds."""
        first, before = bisect_right(self.bar_starts, note.at), int(self.cue.has_pickup)
        return range(first - before, max(first, bisect_left(self.bar_starts, note.end)) + 1 - before)

    def seconds(self, start: int, end: int) -> float:
        """Seconds between two ticks."""
        return (self.cue.clock.scaled(end) - self.cue.clock.scaled(start)) / TICK_SECONDS

    def place(self, tick: int, part: Part | None = None) -> str:
        """Name a place as musicians do."""
        bar, beat = self.cue.place(tick)
        where = f"bar {bar}, beat {beat:g}"
        return f"{part.name}, {where}" if part else where

    def may_glide(self, before: int, after: int) -> bool:
        """Whether the style of a section lets the chord at one tick move to that at another in parallel."""
        pairs = zip(self.sections, self.rules, strict=False)
        allowed = next((rule.parallels for section, rule in pairs if section.at <= after < section.end), "never")
        one, other = self.chords.at(before), self.chords.at(after)
        is_plane = one is not None and other is not None and planes(one.value, other.value)
        return allowed == "free" or (allowed == "planing" and is_plane)


Check = Callable[[Piece], Iterable[Finding]]


def check(
    cue: Cue,
    sections: tuple[Section, ...],
    chords: Line[Chord],
    voicings: Line[Voicing],
    tune: tuple[MelodyNote, ...],
    parts: tuple[Part, ...],
    ending: str,
    levels: Sequence[float],
    rules: Sequence[PartWriting] = (),
) -> tuple[Finding, ...]:
    """Run every check; the findings come in the order of the table.

    `levels` is the loudness of each bar in dB, `rules` the part-writing that each section keeps; without them no voices
    may move in parallel.
    """
    starts = tuple(bar.at for bar in cue.bars)
    piece = Piece(cue, sections, chords, voicings, tune, parts, ending, starts, tuple(levels), tuple(rules))
    return tuple(finding for look in CHECKS.values() for finding in look(piece))


def out_of_range(piece: Piece) -> Iterator[Finding]:
    """Find notes that the instrument does not have, and parts that live at its rim."""
    for part in piece.parts:
        player, (low, high) = part.instrument, part.instrument.comfortable
        if player.is_percussion:
            continue
        wrong = [n for n in part.notes if not player.low <= n.pitch.midi <= player.high]
        if wrong:
            text = f"{len(wrong)} notes outside the instrument, first {wrong[0].pitch}"
            yield Finding("range", piece.place(wrong[0].at, part), text, "error")
        rim = [n for n in part.notes if not low <= n.pitch.midi <= high]
        if len(rim) > max(2, UNCOMFORTABLE_SHARE * len(part.notes)):
            share = 100 * len(rim) // len(part.notes)
            yield Finding("range", piece.place(rim[0].at, part), f"{share} % of the notes are uncomfortable")


def out_of_breath(piece: Piece) -> Iterator[Finding]:
    """Find wind notes longer than a breath, and lines without a place to breathe."""
    for part in piece.parts:
        player = part.instrument
        is_wind = player.breathes and player.family in WIND_FAMILIES and player.name not in BOWED
        if not is_wind or player.sustain is None:
            continue
        start, last = 0, -1
        told = False
        for note in part.notes:
            if piece.seconds(note.at, note.end) > player.sustain:
                text = f"{note.pitch} is held longer than a breath of {player.sustain:g} s"
                yield Finding("breath", piece.place(note.at, part), text, "error")
            if last < 0 or (note.at > last and piece.seconds(last, note.at) >= BREATH_SECONDS):
                start = note.at
            last = max(last, note.end)
            if not told and piece.seconds(start, last) > player.sustain * BREATH_LENIENCE:
                told = True
                text = f"a line of more than {player.sustain:g} s without a place to breathe"
                yield Finding("breath", piece.place(start, part), text, "warning")


def crossing_voices(piece: Piece) -> Iterator[Finding]:
    """Find harmonies whose voices stand in the wrong order."""
    for span in piece.voicings:
        voices = (span.value.bass, *span.value.upper)
        if any(low > high for low, high in pairwise(voices)):
            yield Finding("crossing", piece.place(span.start), "voices of the harmony cross", "warning")


def parallels(piece: Piece) -> Iterator[Finding]:
    """Find parallel fifths and octaves between the voices of the harmony, where its style does without them."""
    starts = [section.at for section in piece.sections]
    for here, there in pairwise(piece.voicings.spans):
        if here.end != there.start or there.start in starts or here.value == there.value:
            continue
        if piece.may_glide(here.start, there.start):
            continue
        fault = _parallel((here.value.bass, *here.value.upper), (there.value.bass, *there.value.upper))
        if fault:
            yield Finding("parallels", piece.place(there.start), fault, "note")


def _parallel(here: tuple[int, ...], there: tuple[int, ...]) -> str:
    """Name the first parallel between two harmonies of the same number of voices."""
    if len(here) != len(there):
        return ""
    for low in range(len(here)):
        for high in range(low + 1, len(here)):
            interval = (here[high] - here[low]) % OCTAVE
            is_same = interval in PERFECT and (there[high] - there[low]) % OCTAVE == interval
            step = there[low] - here[low]
            if is_same and step and (there[high] - here[high]) * step > 0:
                return f"parallel {'octaves' if interval == 0 else 'fifths'} between voices {low + 1} and {high + 1}"
    return ""


def crowding(piece: Piece) -> Iterator[Finding]:
    """Find sections whose layers have far more onsets than their manner asks for."""
    onsets = {
        "melody": sorted({n.at for p in piece.parts for n in p.notes if n.role == "melody"}),
        "accompaniment": sorted({n.at for p in piece.parts for n in p.notes if n.role != "melody"}),
    }
    for section in piece.sections:
        seconds = max(0.5, piece.seconds(section.at, section.end))
        wanted = {"melody": section.manner.melody_onsets, "accompaniment": section.manner.accompaniment_onsets}
        for layer, ticks in onsets.items():
            found = (bisect_left(ticks, section.end) - bisect_left(ticks, section.at)) / seconds
            if found > CROWDED * wanted[layer] + CROWDED_MARGIN:
                text = f"{found:.1f} onsets a second in the {layer}, {wanted[layer]:.1f} wanted"
                yield Finding("density", f"section {section.label}", text)
        notes = sum(len(starting(part, section.at, section.end)) for part in piece.parts) / seconds
        if notes > MOST_ONSETS:
            yield Finding("density", f"section {section.label}", f"{notes:.0f} notes a second in all", "warning")


def missed_hits(piece: Piece) -> Iterator[Finding]:
    """Find hits that must be met and land beyond their tolerance; the spotting tells of the others."""
    frame_ms = 1000 / float(rate(piece.cue.picture.rate).fps)
    for landing in piece.cue.landings:
        error = landing.error_ms
        if landing.hit.priority == "must" and abs(error) > landing.hit.tolerance * frame_ms + 0.5:
            text = f"{landing.hit.name} lands {abs(error):.1f} ms {'late' if error > 0 else 'early'}"
            yield Finding("hits", piece.place(landing.tick), text, "error")


def silent_hits(piece: Piece) -> Iterator[Finding]:
    """Find hits that must be heard and where nothing starts or stops."""
    onsets = {played.at for part in piece.parts for played in part.played}
    for landing in piece.cue.landings:
        is_stop = landing.hit.gesture in STOPPING and not _sounds_over(piece.parts, landing.sounds)
        if landing.hit.priority == "must" and landing.sounds not in onsets and not is_stop:
            text = f"nothing answers {landing.hit.name} exactly on the hit"
            yield Finding("hits", piece.place(landing.tick), text, "error")


def flams(piece: Piece) -> Iterator[Finding]:
    """Find players who attack just beside a hit that must be caught, and not on it."""
    for landing in piece.cue.landings:
        at, asked = int(landing.sounds), landing.hit
        if asked.priority != "must" or asked.gesture in STOPPING:
            continue
        hits = [int(la.sounds) for la in piece.cue.landings]
        width = FLAM_MICROSECONDS * TICKS_PER_QUARTER // piece.cue.clock.step_at(landing.sounds).microseconds
        for part in piece.parts:
            close = [int(p.at) for p in part.played if -width < p.at - at < width]
            stray = [tick for tick in close if tick not in hits]
            if stray and at not in close:
                yield Finding("together", piece.place(stray[0], part), f"attacks just beside {asked.name}", "note")


def _sounds_over(parts: Iterable[Part], tick: int) -> bool:
    """Whether anything is heard from before a tick until after it."""
    return any(played.at < tick < played.at + played.length for part in parts for played in part.played)


def empty_bars(piece: Piece) -> Iterator[Finding]:
    """Find bars in which nothing sounds and no hit asked for silence."""
    sounding = [0] * (len(piece.cue.bars) + 2)
    for part in piece.parts:
        for note in part.notes:
            for number in piece.bars(note):
                sounding[number] += 1
    asked = {la.bar + i for la in piece.cue.landings if la.hit.gesture in STOPPING for i in (0, 1)}
    last = max((n for n, count in enumerate(sounding) if count), default=0)
    for bar in piece.cue.bars:
        is_over = bar.number == 0 or (bar.number > last and piece.ending in {"button", "cut"})
        if not sounding[bar.number] and bar.number not in asked and bar.at < piece.cue.length and not is_over:
            yield Finding("empty", f"bar {bar.number}", "nothing sounds for a whole bar", "warning")


def stuck_notes(piece: Piece) -> Iterator[Finding]:
    """Find the same pitch sounding twice at once in one part, as played and as written."""
    for part in piece.parts:
        free: dict[int, int] = {}
        for played in sorted(part.played, key=lambda p: (p.at, p.midi)):
            if free.get(played.midi, -1) > played.at:
                text = f"{played.midi} is struck while it still sounds"
                yield Finding("overlap", piece.place(played.at, part), text, "error")
            free[played.midi] = played.at + played.length
        twice = _written_twice(part.notes)
        if twice:
            text = f"{len(twice)} notes begin before the same pitch has ended"
            yield Finding("overlap", piece.place(twice[0].at, part), text, "warning")


def _written_twice(notes: Iterable[Note]) -> list[Note]:
    """Written notes that begin while their pitch still sounds."""
    free: dict[int, int] = {}
    out = []
    for note in notes:
        if free.get(note.pitch.midi, -1) > note.at:
            out.append(note)
        free[note.pitch.midi] = max(note.end, free.get(note.pitch.midi, 0))
    return out


def past_the_end(piece: Piece) -> Iterator[Finding]:
    """Find notes that sound after the cue's end."""
    for part in piece.parts:
        late = [n for n in part.notes if n.end > piece.cue.length]
        heard = [p for p in part.played if p.at + p.length > piece.cue.length]
        if late or heard:
            text = f"{max(len(late), len(heard))} notes go on after the cue's end"
            yield Finding("end", part.name, text, "error")


def buried_melody(piece: Piece) -> Iterator[Finding]:
    """Find phrases in which others play as loud as the tune, in its own octave."""
    tune = [n for part in piece.parts for n in part.notes if n.role == "melody"]
    by_bar: dict[int, list[Note]] = {}
    for part in piece.parts:
        if not part.instrument.is_percussion:
            for note in part.notes:
                if note.role in {"harmony", "counter-melody", "rhythm"}:
                    for number in piece.bars(note):
                        by_bar.setdefault(number, []).append(note)
    covered: dict[int, list[bool]] = {}
    for note in tune:
        number = piece.bars(note)[0]
        covered.setdefault(number, []).append(any(_covers(other, note) for other in by_bar.get(number, ())))
    bad = [number for number, flags in sorted(covered.items()) if sum(flags) > BURIED_SHARE * len(flags)]
    if bad:
        text = f"the melody is covered in {len(bad)} of {len(covered)} bars, first in bar {bad[0]}"
        yield Finding("melody", f"bar {bad[0]}", text, "warning" if 4 * len(bad) > len(covered) else "note")


def _covers(other: Note, tune: Note) -> bool:
    """Whether a note sounds as loud as the tune, beside or just above it, in another pitch."""
    if other.at > tune.at or other.end <= tune.at:
        return False
    gap = abs(other.pitch.midi - tune.pitch.midi)
    return 0 < gap < BURIED_GAP and other.level > tune.level - BURIED_MARGIN


def literal_repeats(piece: Piece) -> Iterator[Finding]:
    """Find bars of the melody that come back unchanged more than twice in a row of statements."""
    bars: dict[int, list[tuple[int, int, int]]] = {}
    for note in piece.tune:
        bar = piece.cue.bar(note.at)
        bars.setdefault(bar.number, []).append((note.at - bar.at, note.length, note.pitch.midi))
    counts = Counter(tuple(tones) for tones in bars.values() if len(tones) > 1)
    for number, tones in sorted(bars.items()):
        count = counts.pop(tuple(tones), 0)
        if count > REPEATS:
            yield Finding("repetition", f"bar {number}", f"this bar of the melody comes {count} times unchanged")


def flat_dynamics(piece: Piece) -> Iterator[Finding]:
    """Find cues whose loudest bar hardly rises above the softest, though the scene moves."""
    asked = [intensity for section in piece.sections for _, intensity in section.corners]
    moved = max(asked, default=0.0) - min(asked, default=0.0)
    if moved < STILL or not any(part.played for part in piece.parts):
        return
    levels = [level for level in piece.levels if level > FLOOR_DB]
    wanted = min(SPREAD_DB, SPREAD_DB * moved / MOVING)
    if len(levels) > 1 and max(levels) - min(levels) < wanted:
        text = f"the loudest bar is {max(levels) - min(levels):.1f} dB above the softest"
        yield Finding("dynamics", "the whole cue", f"{text}, {wanted:.0f} dB wanted")


#: Check by name.
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "range": out_of_range,
        "breath": out_of_breath,
        "crossing": crossing_voices,
        "parallels": parallels,
        "density": crowding,
        "missed-hits": missed_hits,
        "silent-hits": silent_hits,
        "flams": flams,
        "empty-bars": empty_bars,
        "stuck-notes": stuck_notes,
        "past-the-end": past_the_end,
        "buried-melody": buried_melody,
        "literal-repeats": literal_repeats,
        "flat-dynamics": flat_dynamics,
    },
)

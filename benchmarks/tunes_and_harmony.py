"""Read tunes and harmony as a strict teacher would: count what a listener would notice, over all moods.

Each cue lasts a minute, has no characters and no hits; only the stages up to the voices run. All shares are of
sounding time or of places, as said beside each measure.

Run: python benchmarks/tunes_and_harmony.py [moods…] > benchmarks/tunes_and_harmony.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenescore.compose import mood
from scenescore.compose.form import plan as form
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.harmony import search as harmony
from scenescore.compose.melody import sing as melody
from scenescore.compose.spotting import solve as spotting
from scenescore.compose.themes import cast as themes
from scenescore.compose.themes.placement import place as placement
from scenescore.compose.themes.similarity import similarity
from scenescore.library import default_book
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.picture import picture
from scenescore.model.scene import Scene
from scenescore.model.settled import settled
from scenescore.model.theme import Statement, Theme

QUARTER, EIGHTH, SIXTEENTH = 960, 480, 240
STRONG = 2
OCTAVE = 12
SEEDS = (1, 2)
COLUMNS = ("mood", "melody", "chord tones", "clashes", "notes a bar", "pitch centre", "statements")


@dataclass(frozen=True)
class Music:
    """A cue up to its tune: what was planned, said, sung, and over which chords."""

    mood: str
    seed: int
    cue: Cue
    sections: tuple[Section, ...]
    themes: tuple[Theme, ...]
    statements: tuple[Statement, ...]
    chords: Line[Chord]
    tune: tuple[MelodyNote, ...]


def music(scene: Scene) -> Music:
    """Compose a scene up to its tune."""
    book = default_book()
    scene = settled(scene, book.names)
    dice, seen = Dice(scene.seed), picture(scene)
    drama = mood.drama(scene, seen, book).value
    ending = mood.ending_of(scene, drama)
    meter = choose_meter(scene, drama, book, dice).value
    pulse = mood.wanted_pulse(scene, drama, 0.25 + 0.5 * dice.at("tempo").unit())
    cue = spotting.spot(seen, drama.bpm, pulse, meter, ending).value
    cast = themes.cast(scene, seen, drama, book, dice).value
    sections = form.plan(scene, cue, drama, book, dice, ending).value
    said = placement.place(scene, cue, sections, cast, book, dice).value
    chords = harmony.harmonise(cue, sections, said, cast, book, dice).value
    tune = melody.sing(cue, sections, chords, said, dice).value
    return Music(str(scene.mood), scene.seed, cue, sections, cast, said, chords, tune)


def strength(m: Music, note: MelodyNote) -> int:
    """How strong a note's place in the bar is."""
    bar = m.cue.bar(note.at)
    return bar.meter.strength(note.at - bar.at)


def supported(m: Music) -> tuple[int, int]:
    """Time of long notes (a quarter or more) on beats that are tones of the chord under them, and of all such notes."""
    held = [n for n in m.tune if n.length >= QUARTER and strength(m, n) >= STRONG]
    inside = [n for n in held if n.pitch.midi % OCTAVE in m.chords.holding(n.at).pcs]
    return sum(n.length for n in inside), sum(n.length for n in held)


def _grates(pc: int, chord: Chord) -> bool:
    """Whether a pitch class lies a semitone above a chord tone, or is the other third."""
    above = any((pc - tone) % OCTAVE == 1 for tone in chord.pcs)
    return pc not in chord.pcs and (above or ((pc - chord.pcs[0]) % OCTAVE == 3 and (pc + 1) % OCTAVE in chord.pcs))


def clashes(m: Music) -> int:
    """Notes that stand a semitone over a chord tone, or against the other third, for longer than an eighth.

    One of a quarter or less that resolves by step is an accented dissonance and does not count.
    """
    total = 0
    for i, note in enumerate(m.tune):
        after = m.tune[i + 1].pitch.midi - note.pitch.midi if i + 1 < len(m.tune) else 99
        resolves = 0 < abs(after) <= 2 and note.length <= QUARTER
        for span in m.chords.spans:
            shared = min(note.end, span.end) - max(note.at, span.start)
            if shared > EIGHTH and _grates(note.pitch.midi % OCTAVE, span.value) and not resolves:
                total += 1
                break
    return total


def unresolved(m: Music) -> int:
    """Notes on beats that are no chord tones and are left by a leap (more than a step) at once."""
    total = 0
    for note, after in pairwise(m.tune):
        outside = note.pitch.midi % OCTAVE not in m.chords.holding(note.at).pcs
        leaves = abs(after.pitch.midi - note.pitch.midi) > 2 and after.at == note.end
        total += outside and leaves and strength(m, note) >= STRONG
    return total


def peak_in_climax(m: Music) -> tuple[int, int]:
    """Whether the highest note lies in the climax and how often the climax says it; (0, 0) without climax or tune."""
    climax = next((s for s in m.sections if s.purpose == "climax"), None)
    if climax is None or not m.tune:
        return 0, 0
    top = max(n.pitch.midi for n in m.tune)
    count = sum(n.pitch.midi == top for n in m.tune)
    inside = all(climax.at <= n.at < climax.end for n in m.tune if n.pitch.midi == top)
    return int(inside), count


def bars_said_again(m: Music) -> tuple[int, int, int]:
    """Bars of melody (three notes or more) heard literally before, all such bars, and how often the most worn one."""
    seen: dict[tuple[tuple[int, int, int], ...], int] = {}
    again = total = 0
    for bar in m.cue.bars:
        inside = tuple((n.at - bar.at, n.length, n.pitch.midi) for n in m.tune if bar.at <= n.at < bar.end)
        if len(inside) >= 3:
            total += 1
            again += inside in seen
            seen[inside] = seen.get(inside, 0) + 1
    return again, total, max(seen.values(), default=0)


def sung(m: Music) -> float:
    """Share of the cue in which the melody sounds."""
    return sum(n.length for n in m.tune) / m.cue.length


def first_return(m: Music) -> float | None:
    """Likeness of the second statement of the first theme to its first."""
    own = [s for s in m.statements if m.statements and s.theme == m.statements[0].theme]
    return similarity(own[1].tones, own[0].tones) if len(own) > 1 else None


def wide_leaps(m: Music) -> int:
    """Leaps of more than an octave between notes that follow at once."""
    return sum(a.end == b.at and abs(a.pitch.midi - b.pitch.midi) > OCTAVE for a, b in pairwise(m.tune))


def widest(m: Music) -> int:
    """The range in semitones of the widest statement."""
    spans = [[t.semitones for t in s.tones if t.step is not None] for s in m.statements]
    return max((max(notes) - min(notes) for notes in spans), default=0)


def odd_lengths(m: Music) -> int:
    """Statements that do not last a whole number of sixteenths (or of a third of a quarter)."""
    return sum(s.length % SIXTEENTH != 0 and s.length % (QUARTER // 3) != 0 for s in m.statements)


def mutated(m: Music) -> tuple[int, int]:
    """Statements told as changed in mode, and all."""
    return sum("modal-mutation" in s.chain for s in m.statements), len(m.statements)


def breathless(m: Music) -> tuple[int, int]:
    """Phrases full of melody without a rest of an eighth, and phrases with melody."""
    full = phrases = 0
    for section in m.sections:
        for phrase in section.phrases:
            inside = [n for n in m.tune if phrase.at <= n.at < phrase.end]
            if len(inside) < 2 or phrase.function == "codetta":
                continue
            phrases += 1
            rest = phrase.length - sum(min(n.end, phrase.end) - n.at for n in inside)
            full += rest < EIGHTH
    return full, phrases


def closes(m: Music) -> int:
    """Whether the last melody note is a tone of the last chord's triad and was reached by no more than a fifth."""
    if len(m.tune) < 2:
        return 1
    last, chord = m.tune[-1].pitch.midi, m.chords.spans[-1].value
    return int((last - chord.pcs[0]) % OCTAVE in {0, 3, 4, 7} and abs(last - m.tune[-2].pitch.midi) <= 7)


def rocking(m: Music) -> int:
    """Most changes in a row between the same two roots."""
    roots = [span.value.pcs[0] for span in m.chords.spans]
    roots = [root for i, root in enumerate(roots) if not i or root != roots[i - 1]]
    longest = run = 0
    for a, b in zip(roots, roots[2:], strict=False):
        run = run + 1 if a == b else 0
        longest = max(longest, run)
    return longest


def plan_of(m: Music) -> tuple[str, ...]:
    """The form in words."""
    return tuple(f"{s.purpose} {'+'.join(str(p.bars) for p in s.phrases)}" for s in m.sections)


def progression_of(m: Music) -> tuple[str, ...]:
    """The first eight chords."""
    return tuple(span.value.token for span in m.chords.spans[:8])


def _mean(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):.2f}" if known else "-"


def _share(pairs: Iterable[tuple[int, ...]]) -> str:
    rows = list(pairs)
    whole = sum(row[1] for row in rows)
    return f"{100 * sum(row[0] for row in rows) / whole:.0f} %" if whole else "-"


def _each(count: Callable[[Music], int], cues: Sequence[Music]) -> str:
    return f"{sum(count(m) for m in cues) / len(cues):.2f}"


def _kinds(values: Sequence[Sequence[object]], by: int) -> str:
    """Mean number of different values in each group of cues of one mood."""
    groups = [values[i : i + by] for i in range(0, len(values), by)]
    return f"{sum(len({repr(v) for v in group}) for group in groups) / len(groups):.2f} of {by}"


def figures(cues: Sequence[Music], seeds: int) -> list[tuple[str, str]]:
    """The rows of the table: what, how much."""
    with_climax = [m for m in cues if peak_in_climax(m)[1]]
    return [
        ("long notes on beats that are chord tones", _share(map(supported, cues))),
        ("semitone clashes longer than an eighth, a cue", _each(clashes, cues)),
        ("strong foreign notes left by leap, a cue", _each(unresolved, cues)),
        ("highest note in the climax", _share((peak_in_climax(m)[0], 1) for m in with_climax)),
        ("times that the highest note sounds", _mean(peak_in_climax(m)[1] for m in with_climax)),
        ("bars of melody that repeat an earlier one literally", _share(bars_said_again(m)[:2] for m in cues)),
        ("cues that say a bar more than twice", _share((bars_said_again(m)[2] > 2, 1) for m in cues)),
        ("share of the cue with melody", _mean(map(sung, cues))),
        ("likeness of the theme at its first return", _mean(map(first_return, cues))),
        ("leaps over an octave, a cue", _each(wide_leaps, cues)),
        ("widest statement, semitones", _mean(map(widest, cues))),
        ("statements off the sixteenths", str(sum(map(odd_lengths, cues)))),
        ("statements told as changed in mode", _share(map(mutated, cues))),
        ("phrases without a breath", _share(map(breathless, cues))),
        ("endings whose tune closes", _share((closes(m), 1) for m in cues)),
        ("longest rocking between two roots, chords", _mean(rocking(m) + 2 for m in cues)),
        ("different progressions among the seeds", _kinds([progression_of(m) for m in cues], seeds)),
        ("different forms among the seeds", _kinds([plan_of(m) for m in cues], seeds)),
    ]


def main() -> None:
    """Print the table."""
    names = sys.argv[1:] or sorted(default_book().moods)
    cues = [music(Scene(mood=name, length=60, seed=seed)) for name in names for seed in SEEDS]
    print(f"# Tunes and harmony\n\n{len(names)} moods, seeds {', '.join(map(str, SEEDS))}, one minute each.\n")
    print("| measure | value |\n|---|---|")
    for name, value in figures(cues, len(SEEDS)):
        print(f"| {name} | {value} |")
    print(f"\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for i in range(0, len(cues), len(SEEDS)):
        group = cues[i : i + len(SEEDS)]
        notes = sum(len(m.tune) for m in group)
        center = sum(n.pitch.midi for m in group for n in m.tune) / max(1, notes)
        bars = sum(len(m.cue.bars) for m in group)
        said = sum(len(m.statements) for m in group) / len(group)
        row = (group[0].mood, _mean(map(sung, group)), _share(map(supported, group)), _each(clashes, group))
        print(f"| {' | '.join(row)} | {notes / bars:.1f} | {center:.0f} | {said:.1f} |")


if __name__ == "__main__":
    main()

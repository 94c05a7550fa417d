"""Read the held voices of chorales and pads back from the players' parts and let music21 judge how they move.

Moods, ensembles and seeds are crossed; only sections whose texture holds (chorale, pad, swell, homophony) are read.
Every pair of lines that moves together is a move; music21's `VoiceLeadingQuartet` says what is wrong with it. Beside it
a floor: the same chords set by hand the quick way (root in the bass, every upper voice to the nearest tone of the next
chord). Sevenths and leading notes are judged with the chord known: the seventh of a dominant falls by step or stays
where the next chord lets it, the leading note of a dominant in the top line rises when the tonic follows. Basses and
foreground are counted too.

Run: python benchmarks/voices.py [moods…] > benchmarks/voices.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

from music21 import note as m21note
from music21.voiceLeading import VoiceLeadingQuartet

from scenescore import Scene, Sketch, compose
from scenescore.compose.melody.kinds import label_kinds
from scenescore.model.form import MelodyNote, Section
from scenescore.model.harmony import Chord
from scenescore.model.pitch import Pitch, name_of_fifths
from scenescore.model.sketch import Note

MOODS = (
    "mournful", "reverent", "solemn", "majestic", "poignant", "haunting", "transcendent", "romantic", "tender",
    "longing", "tragic", "serene", "awe", "nostalgic",
)  # fmt: skip
ENSEMBLES = ("chamber-strings", "symphonic", "fantasy-choir", "chamber")
SEEDS = (1, 2, 3)
HELD = frozenset({"chorale", "melody-pad", "homophony", "swell-bed"})
VOCAL = frozenset({"chorale", "melody-pad"})
HARD = ("parallel fifths", "parallel octaves", "parallel unisons", "crossing", "seventh left", "leading note left")
SOFT = ("hidden octave", "hidden fifth", "overlap", "antiparallel")
#: Semitones of the seventh over the root of chords that want to go on.
SEVENTH = {"7": 10, "9": 10, "7b9": 10, "13": 10, "h7": 10, "o7": 9}
#: Lines in octaves for more than this share of their notes are one line, doubled.
DOUBLED = 0.7
#: A line with more notes than so many for each chord is a figure and no held voice.
FIGURED = 2.0
LOWEST = (0, 52, 51, 48, 46, 46, 46, 34, 43, 41, 41, 41)

INTERVALS = {0: "same", 1: "step", 2: "step", 3: "third", 4: "third", 5: "fourth or fifth", 7: "fourth or fifth",
             12: "octave"}  # fmt: skip

Line = dict[int, Note]


def scene(mood: str, ensemble: str, seed: int) -> Scene:
    """A minute of one mood."""
    return Scene(mood=mood, ensemble=ensemble, seed=seed, length=60)


def lines(sketch: Sketch, section: Section) -> list[Line]:
    """Every held line of a section by onset; a player of several notes is several lines."""
    found = []
    chords = sum(section.at <= span.start < section.end for span in sketch.chords.spans)
    for part in sketch.parts:
        for role in ("harmony", "bass"):
            stacks: dict[int, list[Note]] = {}
            for note in part.notes:
                if note.role == role and section.at <= note.at < section.end:
                    stacks.setdefault(note.at, []).append(note)
            width = Counter(map(len, stacks.values())).most_common(1)[0][0] if stacks else 0
            full = [s for _, s in sorted(stacks.items()) if len(s) == width]
            if sum(a[0].pitch != b[0].pitch for a, b in pairwise(full)) > FIGURED * chords:
                continue
            found += [{int(s[0].at): sorted(s, key=lambda n: n.pitch.midi)[k] for s in full} for k in range(width)]
    return found


def moves(found: Sequence[Line]) -> Iterator[tuple[Note, Note, Note, Note]]:
    """Two lines that go on together: the higher one's two notes, then the lower one's; doublings left out.

    The lines come lowest first: of two that stand on one tone the later one is the higher.
    """
    for one, two in combinations(found, 2):
        shared = sorted(set(one) & set(two))
        if sum((one[at].pitch.midi - two[at].pitch.midi) % 12 == 0 for at in shared) > DOUBLED * len(shared):
            continue
        for here, there in pairwise(shared):
            if any(here < at < there for at in (*one, *two)) or one[here].pitch == one[there].pitch:
                continue
            high, low = (one, two) if one[here].pitch.midi > two[here].pitch.midi else (two, one)
            yield high[here], high[there], low[here], low[there]


def named(pitch: Pitch) -> str:
    """The pitch as music21 spells it."""
    name = name_of_fifths(pitch.fifths)
    letter, octave = name[0], (pitch.midi - name.count("#") + name.count("b")) // 12 - 1
    return letter + name[1:].replace("b", "-") + str(octave)


@cache
def faults(high: str, high_after: str, low: str, low_after: str) -> tuple[str, ...]:
    """What music21 finds in one move."""
    above, above_after, below, below_after = (m21note.Note(name) for name in (high, high_after, low, low_after))
    quartet = VoiceLeadingQuartet(above, above_after, below, below_after)
    leaps = abs(quartet.v1n1.pitch.midi - quartet.v1n2.pitch.midi) > 2
    rules = {
        "parallel fifths": quartet.parallelFifth(),
        "parallel octaves": quartet.parallelOctave(),
        "parallel unisons": quartet.parallelUnison(),
        "crossing": quartet.voiceCrossing(),
        "overlap": quartet.voiceOverlap(),
        "hidden octave": leaps and quartet.hiddenOctave(),
        "hidden fifth": leaps and quartet.hiddenFifth(),
        "antiparallel": quartet.antiParallelMotion("P8") or quartet.antiParallelMotion("P5"),
    }
    return tuple(name for name, holds in rules.items() if holds)


def of_moves(found: Sequence[Line], tally: Counter[str]) -> None:
    """Count the moves between lines and what is wrong with them; hidden intervals between the outer lines only."""
    by_height = sorted(found, key=lambda line: sum(n.pitch.midi for n in line.values()) / max(1, len(line)))
    outer = (by_height[0], by_height[-1]) if len(by_height) > 1 else ()
    for move in moves(by_height):
        tally["moves"] += 1
        tally.update(f for f in faults(*(named(n.pitch) for n in move)) if not f.startswith("hidden"))
    for move in moves(outer):
        tally.update(f for f in faults(*(named(n.pitch) for n in move)) if f.startswith("hidden"))


def hangs(pc: int, moved: int, following: Chord) -> bool:
    """Whether a seventh leaves by another way though it could stay or fall by step."""
    ways = [step for step in (0, -1, -2) if (pc + step) % 12 in following.pcs]
    return bool(ways) and moved not in ways


def of_resolutions(found: Sequence[Line], sketch: Sketch, tally: Counter[str]) -> None:
    """Count sevenths and leading notes of dominants and those that do not go where they must."""
    tops = {at: max(line[at].pitch.midi for line in found if at in line) for line in found for at in line}
    for line in found:
        for here, there in pairwise(sorted(line)):
            note, after = line[here], line[there]
            one, two = sketch.chords.holding(note.end - 1), sketch.chords.holding(there)
            if there - note.end > 960 or one.pcs == two.pcs:
                continue
            pc, moved = note.pitch.midi % 12, after.pitch.midi - note.pitch.midi
            if (pc - one.pcs[0]) % 12 == SEVENTH.get(one.quality):
                tally["sevenths"] += 1
                tally["seventh left"] += hangs(pc, moved, two)
            is_top = note.pitch.midi == tops[here]
            if is_top and pc == (one.key.pc + 11) % 12 and pc in one.pcs and two.pcs[0] == one.key.pc != one.pcs[0]:
                tally["leading notes"] += 1
                tally["leading note left"] += moved not in {0, 1}


def of_inner(sketch: Sketch, section: Section, found: Sequence[Line], tally: Counter[str]) -> None:
    """Count leaps inside the harmony, and held notes that rub against a held note of the tune."""
    tune = [n for p in sketch.parts for n in p.notes if n.role == "melody" and section.at <= n.at < section.end]
    for line in found:
        for here, there in pairwise(sorted(line)):
            if line[here].role == "harmony" and there - line[here].end <= 960:
                size = abs(line[here].pitch.midi - line[there].pitch.midi)
                tally["inner moves"] += 1
                tally["inner leap over a fourth"] += size > 5
                tally["inner leap over a fifth"] += size > 7
        for note in line.values():
            rubs = [n for n in tune if min(n.end, note.end) - max(n.at, note.at) >= 960]
            tally["held notes"] += note.role == "harmony"
            tally["second against the tune"] += note.role == "harmony" and any(
                0 < abs(n.pitch.midi - note.pitch.midi) < 3 for n in rubs
            )


def of_low(found: Sequence[Line], tally: Counter[str]) -> None:
    """Count chords whose two lowest notes lie too deep to be clear."""
    for at in sorted({at for line in found for at in line}):
        sounding = sorted({n.pitch.midi for line in found for n in line.values() if n.at <= at < n.end})
        if len(sounding) > 1:
            gap = sounding[1] - sounding[0]
            tally["chords"] += 1
            tally["low interval"] += gap < len(LOWEST) and sounding[0] < LOWEST[gap]


def naive(chords: Sequence[Chord]) -> list[Line]:
    """The floor: root in the bass, each upper voice to the nearest tone of the next chord."""
    voices, bass = [55, 60, 64], 43
    rows: list[Line] = [{} for _ in range(4)]
    for index, chord in enumerate(chords):
        bass = min((m for m in range(31, 56) if m % 12 == chord.pcs[0]), key=lambda m: (abs(m - bass), m))
        voices = [min((m for m in range(48, 80) if m % 12 in chord.pcs), key=lambda m: (abs(m - v), m)) for v in voices]
        for row, midi in zip(rows, (bass, *voices), strict=True):
            row[index] = Note(index, 1, Pitch(midi, chord.fifths_of(midi % 12)), "harmony", 0.0)  # type: ignore[arg-type]
    return rows


def of_floor(sketch: Sketch, section: Section, tally: Counter[str]) -> None:
    """The same counts for the floor."""
    chords = [span.value for span in sketch.chords.spans if section.at <= span.start < section.end]
    rows = naive(chords)
    of_moves(rows, tally)
    tops = [max(row[i].pitch.midi for row in rows) for i in range(len(chords))]
    for i, (one, two) in enumerate(pairwise(chords)):
        for row in rows if one.pcs != two.pcs else ():
            pc, moved = row[i].pitch.midi % 12, row[i + 1].pitch.midi - row[i].pitch.midi
            if (pc - one.pcs[0]) % 12 == SEVENTH.get(one.quality):
                tally["sevenths"] += 1
                tally["seventh left"] += hangs(pc, moved, two)
            is_top = row[i].pitch.midi == tops[i]
            if is_top and pc == (one.key.pc + 11) % 12 and two.pcs[0] == one.key.pc != one.pcs[0]:
                tally["leading notes"] += 1
                tally["leading note left"] += moved not in {0, 1}


def of_bass(sketch: Sketch, tally: Counter[str]) -> None:
    """Count the steps and leaps of basses, their passing tones and how phrases close."""
    for part in sketch.parts:
        notes = sorted((n for n in part.notes if n.role == "bass"), key=lambda n: (n.at, n.pitch.midi))
        for one, two in pairwise(notes):
            if two.at - one.end > 960 or two.at == one.at:
                continue
            size = abs(two.pitch.midi - one.pitch.midi)
            tally["bass moves"] += 1
            tally[f"bass {INTERVALS.get(size, 'leap')}"] += 1
        for note in notes:
            tally["bass notes"] += 1
            tally["bass passing"] += note.pitch.midi % 12 not in sketch.chords.holding(note.at).pcs
    for span in sketch.chords.spans:
        tally["all chords"] += 1
        tally["inversions"] += span.value.bass_pc != span.value.pcs[0]
    for section in sketch.sections:
        for phrase in section.phrases:
            inside = [s.value.bass_pc for s in sketch.chords.spans if phrase.at <= s.start < phrase.end]
            if len(inside) > 1:
                tally["phrase closes"] += 1
                tally["closes by step"] += (inside[-1] - inside[-2]) % 12 in {1, 2, 10, 11}


def of_tune(sketch: Sketch, tally: Counter[str]) -> None:
    """Count how the notes of the tune stand to the harmony."""
    lead: dict[int, Note] = {}
    for part in sketch.parts:
        for note in part.notes:
            if note.role == "melody" and note.at not in lead:
                lead[note.at] = note
    tune = [MelodyNote(n.at, n.length, n.pitch, n.statement) for _, n in sorted(lead.items())]
    for sung in label_kinds(tune, sketch.chords, sketch.cue):
        bar = sketch.cue.bar(sung.at)
        is_strong = bar.meter.strength(sung.at - bar.at) >= 2
        tally["tune notes"] += 1
        tally[f"{sung.kind}, on the beat" if is_strong else sung.kind] += 1


def measured(sketch: Sketch, tally: Counter[str], floor: Counter[str]) -> None:
    """Everything about one cue."""
    for section in sketch.sections:
        if section.texture not in HELD:
            continue
        tally["sections"] += 1
        found = lines(sketch, section)
        of_moves(found, tally)
        of_resolutions(found, sketch, tally)
        of_low(found, tally)
        of_inner(sketch, section, found, tally)
        of_floor(sketch, section, floor)
    tally["cues"] += any(section.texture in HELD for section in sketch.sections)
    of_bass(sketch, tally)
    of_tune(sketch, tally)


def main() -> None:
    """Print the tables."""
    moods = sys.argv[1:] or list(MOODS)
    tallies: dict[str, Counter[str]] = {}
    by_mood: dict[str, Counter[str]] = {}
    floor: Counter[str] = Counter()
    for ensemble in ENSEMBLES:
        tallies[ensemble] = Counter()
        for mood in moods:
            for seed in SEEDS:
                sketch = compose(scene(mood, ensemble, seed))
                measured(sketch, tallies[ensemble], floor)
                of_tune(sketch, by_mood.setdefault(mood, Counter()))
    print(table(tallies, floor, by_mood))


def table(tallies: dict[str, Counter[str]], floor: Counter[str], by_mood: dict[str, Counter[str]]) -> str:
    """The figures in Markdown."""
    whole: Counter[str] = Counter()
    for tally in tallies.values():
        whole.update(tally)
    columns = {**tallies, "all": whole, "floor": floor}
    what = f"{whole['cues']} cues of a minute with chorale or pad textures, {whole['moves']} moves of two held lines"
    out = [
        "# Voices", "", f"{what} read back from the players' parts; faults by music21's voice-leading module.", "",
        "| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns),
    ]  # fmt: skip
    counts = ("cues", "sections", "moves", *HARD, "sevenths", "leading notes")
    out += [f"| {name} | " + " | ".join(str(t[name]) for t in columns.values()) + " |" for name in counts]
    for name in SOFT:
        cells = (f"{1000 * t[name] / max(1, t['moves']):.1f}" for t in columns.values())
        out.append(f"| {name}, a thousand moves | " + " | ".join(cells) + " |")
    shares = [(f"inner leap over a {x}", "inner moves") for x in ("fourth", "fifth")]
    shares += [("second against the tune", "held notes")]
    shares += [("low interval", "chords"), ("inversions", "all chords"), ("closes by step", "phrase closes")]
    shares += [(f"bass {x}", "bass moves") for x in ("same", "step", "third", "fourth or fifth", "octave", "leap")]
    shares += [("bass passing", "bass notes")]
    for name, of in shares:
        cells = (f"{100 * t[name] / t[of]:.1f} %" if t[of] else "" for t in columns.values())
        out.append(f"| {name} | " + " | ".join(cells) + " |")
    kinds = sorted({k for t in by_mood.values() for k in t} - {"tune notes"})
    out += ["", "Kinds of notes in the tune, a cue:", "", "| mood | " + " | ".join(kinds) + " |"]
    out.append("|---|" + "---|" * len(kinds))
    cues = len(ENSEMBLES) * len(SEEDS)
    for mood, tally in by_mood.items():
        out.append(f"| {mood} | " + " | ".join(f"{tally[kind] / cues:.1f}" for kind in kinds) + " |")
    return "\n".join(out)


if __name__ == "__main__":
    main()

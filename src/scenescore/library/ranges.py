"""What the numbers and marks of a row may be. Each check yields what is wrong: field, message, found, allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, get_args

from scenescore.library import harmonic_ranges
from scenescore.model.film import WAYS
from scenescore.model.form import Close, Purpose
from scenescore.model.knowledge import Cell, Form, Instrument, MeterTaste, Quality, RhythmRow, Texture
from scenescore.model.metre import Meter
from scenescore.model.theme_means import Archetype, Colour, RelationKind, StoryArc
from scenescore.model.time import TICKS_PER_QUARTER

Fault = tuple[str, str, object, str]
Range = tuple[float, float]

_COLOUR: dict[str, Range] = {"valence": (-1, 1), "tension": (-1, 1)}
_AFFECT: dict[str, Range] = {**_COLOUR, "arousal": (-1, 1)}
_MIDI: Range = (0, 127)
_SHARE: Range = (0, 1)
_BPM: Range = (20, 300)
#: The lowest and highest number of each field of each kind; lists are checked entry by entry.
RANGES: Mapping[str, Mapping[str, Range]] = MappingProxyType(
    {
        "modes": {**_COLOUR, "degrees": (0, 11), "brightness": (-12, 12)},
        "qualities": {**_COLOUR, "tones": (0, 11), "dissonance": _SHARE},
        "moods": {**_AFFECT, "size": _SHARE, "bpm": _BPM, "hevner": (1, 9)},
        "progressions": {**_AFFECT, "bars": (0.125, 16)},
        "cadences": {"strength": _SHARE},
        "bridges": {**_COLOUR, "energy": (-1, 1), "usual": _SHARE, "intervals": (0, 11), "distance": (0, 6.5)},
        **harmonic_ranges.RANGES,
        "cells": {"eighths": (-16, 32)},
        "rhythms": {"steps": (1, 24)},
        "instruments": {
            "program": _MIDI,
            "low": _MIDI,
            "high": _MIDI,
            "comfortable": _MIDI,
            "polyphony": (1, 16),
            "sustain": (0.05, 120),
            "agility": (0.05, 40),
            "loudness": (40, 130),
            "brightness": _SHARE,
            "roughness": _SHARE,
            "programs": _MIDI,
            "drums": _MIDI,
            "transposition": (-36, 36),
            "pan": _MIDI,
            "depth": _SHARE,
            "latency_ms": (-1000, 1000),
        },
        "textures": {"arousal": (-1, 1), "tension": (-1, 1), "size": _SHARE},
        "layers": {"band": _MIDI, "voices": (1, 16), "level": (-40, 12), "enters": _SHARE},
        "ensembles": {"size": _SHARE},
        "genres": {"seconds_per_chord": (0, 120), "bars_per_chord": (0, 32), "swing": (1, 3), "meters": _SHARE},
        "meters": {"weights": _SHARE},
        "forms": {"seconds": (0, 7200), "shares": (0.05, 20), "climax": _SHARE, "grows": (0, 12)},
        "colours": {"octave": (-36, 36), "level": (-12, 6)},
        "states": {"fullness": _SHARE, "floor": _SHARE},
        "arcs": {"at": _SHARE, "fullness": _SHARE},
        "relations": {
            "dissonance": _SHARE,
            "scales": (0.25, 4),
            "degrees": (-14, 14),
            "inverts": (0, 2),
            "delay": (0, 16),
            "apart": (0, 24),
        },
        "archetypes": {"head": (-36, 36), "bpm": _BPM, "register": _MIDI},
    },
)
#: Pairs that go from low to high.
_RISING = (
    "delay",
    "distance",
    "bpm",
    "comfortable",
    "register",
    "band",
    "arousal",
    "tension",
    "size",
    "seconds_per_chord",
    "bars_per_chord",
)

#: What a chain of a dramatic state may be made of.
TRANSFORMATIONS = (
    "prototype",
    "transposition",
    "modal-mutation",
    "inversion",
    "retrograde",
    "retro-inversion",
    "augmentation",
    "diminution",
    "fragmentation",
    "truncation",
    "liquidation",
    "sequence",
    "expansion",
    "contraction",
    "interval-stretch",
    "ornamentation",
    "simplification",
    "reharmonisation",
    "harmonic-corruption",
    "chromatic-corruption",
    "rhythmic-displacement",
    "rhythm-change",
    "rhythm-only",
    "metric-shift",
    "registral-shift",
    "octave-displacement",
    "reorchestration",
    "reorchestration-ghost",
    "reorchestration-music-box",
    "reorchestration-warm",
    "reorchestration-brass",
    "reorchestration-low",
    "articulation-change",
    "articulation-change-pizzicato",
    "articulation-change-marcato",
    "articulation-change-legato",
    "ostinatoisation",
    "bassisation",
    "pedal-trap",
    "canon-stretto",
    "combination",
    "dialogue",
    "texture-dissolve",
    "heterophony",
    "wrong-note",
    "staccato-comic",
    "irony",
    "evolution",
    "fulfilment",
    "recontext",
    "detune-decay",
    "widening-rests",
    "silence-ghost",
)
#: How a bridge finds the chords that its row does not write.
METHODS = ("chords", "pivot", "common-tone", "pedal", "gap")
TASKS = ("melody", "counter", "pad", "ostinato", "bass", "rhythm", "colour")
#: The words that a field of a kind may hold.
WORDS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("cadences", "closes"): get_args(Close),
        ("forms", "arcs"): ("rise", "fall", "arch", "late-peak", "flat"),
        ("forms", "purposes"): get_args(Purpose),
        ("bridges", "method"): METHODS,
        ("bridges", "leaves"): ("", "major", "minor"),
        ("bridges", "reaches"): ("", "major", "minor"),
        ("relations", "ways"): WAYS,
        ("archetypes", "voice"): ("", "bass", "inner", "ostinato"),
        ("states", "chain"): TRANSFORMATIONS,
        ("states", "level"): ("ppp", "pp", "p", "mp", "mf", "f", "ff", "fff"),
        ("instruments", "roles"): (*TASKS, "effect"),
        ("instruments", "clef"): ("treble", "bass", "alto", "tenor", "grand", "percussion"),
        ("ensembles", "tasks"): TASKS,
        ("layers", "role"): ("melody", "counter-melody", "harmony", "bass", "rhythm", "colour"),
        ("layers", "task"): TASKS,
        ("layers", "articulation"): (
            "",
            "legato",
            "tenuto",
            "staccato",
            "spiccato",
            "marcato",
            "accent",
            "pizzicato",
            "tremolo",
            "let-ring",
        ),
    },
)


def values(value: object) -> Iterator[object]:
    """One field's entries: of a list, of a mapping, or the value itself."""
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, tuple):
        yield from value
    else:
        yield value


def spoken(value: object) -> Iterator[str]:
    """One field's words: the entries of a list, the keys of a mapping, or the value itself."""
    if isinstance(value, Mapping | tuple):
        yield from value
    elif isinstance(value, str):
        yield value


def faults(kind: str, row: Any) -> Iterator[Fault]:
    """Whatever is out of range in a row."""
    for field, (low, high) in RANGES.get(kind, {}).items():
        for number in values(getattr(row, field)):
            if number is not None and not low <= number <= high:  # type: ignore[operator]
                yield field, "is out of range", number, f"{low} to {high}"
    for (which, field), known in WORDS.items():
        if which == kind:
            for word in spoken(getattr(row, field)):
                if word not in known:
                    yield field, "is unknown", word, ", ".join(known)
    for field in _RISING:
        pair = getattr(row, field, None)
        if isinstance(pair, tuple) and pair[0] > pair[1]:
            yield field, "must go from low to high", list(pair), ""
    yield from CHECKS.get(kind, _nothing)(row)


def _nothing(_: Any) -> Iterator[Fault]:
    yield from ()


def _chord(row: Quality) -> Iterator[Fault]:
    """A chord has tones, the root among them, and can be written."""
    if 0 not in row.tones:
        yield "tones", "must hold the root", list(row.tones), "0 and semitones above it"
    if row.upper is None and row.lower is None:
        yield "upper", "is missing: a chord needs `upper`, `lower` or both to be written in a token", "", ""


def _mode(row: Any) -> Iterator[Fault]:
    """A scale rises from its tonic."""
    if not row.degrees or row.degrees[0] != 0 or list(row.degrees) != sorted(set(row.degrees)):
        yield "degrees", "must rise from 0", list(row.degrees), "semitones above the tonic"


def _cell(row: Cell) -> Iterator[Fault]:
    """A cell has lengths."""
    if not row.eighths or 0 in row.eighths:
        yield "eighths", "must be lengths above 0, or below for rests", [str(each) for each in row.eighths], ""


def _meter(field: str, text: str) -> Iterator[Fault]:
    try:
        Meter.parse(text)
    except ValueError:
        yield field, "is not a meter", text, "such as 4/4 or 6/8"


def _rhythm(row: RhythmRow) -> Iterator[Fault]:
    """A rhythm fills whole bars of its meter."""
    if not row.pattern or set(row.pattern) - set("Xxo."):
        yield "pattern", "may hold X, x, o and . only", row.pattern, "X accent, x hit, o soft, . rest"
    wrong = list(_meter("meter", row.meter))
    yield from wrong
    if not wrong and row.steps > 0:
        bar = Meter.parse(row.meter).length * row.steps
        if bar % TICKS_PER_QUARTER or not row.pattern or len(row.pattern) % (bar // TICKS_PER_QUARTER):
            steps = bar / TICKS_PER_QUARTER
            yield "pattern", "must fill whole bars", f"{len(row.pattern)} steps", f"{steps:g} steps to the bar"


def _instrument(row: Instrument) -> Iterator[Fault]:
    """A range goes up, and what is comfortable lies inside it."""
    if row.low > row.high:
        yield "low", "is above high", row.low, f"at most {row.high}"
    elif not row.low <= row.comfortable[0] <= row.comfortable[1] <= row.high:
        yield "comfortable", "must lie inside the range", list(row.comfortable), f"{row.low} to {row.high}"


_SEED = re.compile(r"^(?:r|[b#]?[1-7]['\,]?)/(?:\d+|\d*\.\d+)$")


def _archetype(row: Archetype) -> Iterator[Fault]:
    """A seed is written in degrees and eighths."""
    yield from _meter("meter", row.meter)
    for tone in row.seed.split():
        if not _SEED.match(tone):
            yield "seed", "holds what is no degree/eighths", tone, "such as 1/3 b7,/2 r/1"
    if not row.seed.split():
        yield "seed", "is empty", "", "such as 1/3 5/1 6/4"


def _meters(row: MeterTaste) -> Iterator[Fault]:
    for text in row.weights:
        yield from _meter("weights", text)


_PHRASES = re.compile(r"^[1-9]\d*(\+[1-9]\d*)*$")
_GROUND = re.compile(r"^[b#]?[1-7]( [b#]?[1-7])+$")


def _form(row: Form) -> Iterator[Fault]:
    """Every section of a form has a purpose, a length and phrases; a ground is a line of degrees."""
    for field in ("seconds", "bars", "leads", "hits"):
        least, most = getattr(row, field)
        if least > most:
            yield field, "must go from low to high", [least, most], ""
    for field in ("purposes", "shares", "phrases"):
        found = len(getattr(row, field))
        if row.plan and found != len(row.plan):
            yield field, "must have one entry for each section of the plan", found, str(len(row.plan))
    for text in row.phrases:
        if not _PHRASES.match(text):
            yield "phrases", "is no pattern of phrases", text, "bars such as 2+2+4"
    for text in row.grounds:
        if not _GROUND.match(text):
            yield "grounds", "is no bass", text, "degrees such as 1 b7 b6 5"


def _arc(row: StoryArc) -> Iterator[Fault]:
    """An arc says of each stage in which state somebody is and how full the theme; each begins after the last."""
    if not row.at or any(later <= at for at, later in pairwise(row.at)):
        yield "at", "must rise", list(row.at), "such as 0, 0.3, 0.8"
    for field in ("states", "fullness"):
        if (found := len(getattr(row, field))) != len(row.at):
            yield field, "must have one entry for each stage", found, str(len(row.at))


def _colour(row: Colour) -> Iterator[Fault]:
    """A colour has players, and may move by whole octaves."""
    if not row.players:
        yield "players", "is empty", "", "instruments and families, best first"
    if row.octave % 12:
        yield "octave", "is no octave", row.octave, "-24, -12, 0, 12, 24"


def _relation(row: RelationKind) -> Iterator[Fault]:
    """Two who stand so to each other have a way to meet, and the second theme has somewhere to go."""
    for field in ("ways", "scales", "degrees"):
        if not getattr(row, field):
            yield field, "is empty", "", ""


def _texture(row: Texture) -> Iterator[Fault]:
    """Every layer is a layer that can be played."""
    if not row.layers:
        yield "layers", "is empty: a texture needs a layer", "", ""
    for number, layer in enumerate(row.layers):
        for field, message, found, allowed in faults("layers", layer):
            yield f"layers[{number}].{field}", message, found, allowed


def _chords(row: Any) -> Iterator[Fault]:
    if not row.chords:
        yield "chords", "is empty", "", "tokens such as I bVII IV"


CHECKS: Mapping[str, Callable[[Any], Iterator[Fault]]] = MappingProxyType(
    {
        "modes": _mode,
        "qualities": _chord,
        "progressions": _chords,
        "cadences": _chords,
        **harmonic_ranges.CHECKS,
        "cells": _cell,
        "rhythms": _rhythm,
        "instruments": _instrument,
        "textures": _texture,
        "meters": _meters,
        "forms": _form,
        "arcs": _arc,
        "colours": _colour,
        "relations": _relation,
        "archetypes": _archetype,
    },
)

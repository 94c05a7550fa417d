"""What the presets say, as values: one class for each kind of row, and the book that holds them all.

Every row carries its `source`: an author and year, `recomputed` (from open data), or `design` (our default, tuned by
ear). Degrees and pitch classes count semitones from a tonic or root; pitches are sounding MIDI numbers (C4 is 60).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scenescore.model.genre import Genre
from scenescore.model.harmonic_means import Guard, Mixture, Pedal, Sonority, TriadicClass, Voicing
from scenescore.model.part_writing import PartWriting
from scenescore.model.theme_means import Archetype, Colour, DramaticState, RelationKind, StoryArc

Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mood:
    """A word of the lexicon: its affect, the range of its pulse, modes best first, Hevner (1936) cluster."""

    name: str
    valence: float
    arousal: float
    tension: float
    size: float
    bpm: tuple[float, float]
    modes: tuple[str, ...]
    hevner: int
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Mode:
    """A scale: semitones above its tonic, brightness (None outside seven-note scales), the affect that it carries."""

    name: str
    degrees: tuple[int, ...]
    brightness: int | None = None
    valence: float = 0.0
    tension: float = 0.0
    tags: tuple[str, ...] = ()
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Quality:
    """A kind of chord: semitones above the root, its dissonance (0..1), its affect.

    `upper` and `lower` are the token suffixes by which it is written after a big (major) and a small numeral; None
    where that case does not exist.
    """

    name: str
    tones: tuple[int, ...]
    dissonance: float
    valence: float
    tension: float
    upper: str | None = None
    lower: str | None = None
    tags: tuple[str, ...] = ()
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Progression:
    """Chords that belong together: tokens, bars per chord, the moods and the affect that they suit.

    With `genres` it is a phrase of these styles alone.
    """

    name: str
    mode: str
    chords: tuple[str, ...]
    bars: float
    moods: tuple[str, ...]
    valence: float
    arousal: float
    tension: float
    genres: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Cadence:
    """A close: tokens of its last chords, strength 0..1, the closes (see `form.Close`) and moods that it serves.

    With `genres` it belongs to these styles alone.
    """

    name: str
    chords: tuple[str, ...]
    strength: float
    closes: tuple[str, ...]
    modes: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Bridge:
    """A way from one key to the next: chords of the old key (`leaving`), then chords of the new one (`preparing`).

    `method` names the rule that finds what is not written: a pivot chord, a common tone, a pedal. `intervals` are the
    semitones from the old tonic up to the new one (none: any), `distance` the range of steps between the signatures
    (half a step more where major and minor part), `energy` whether the
    music gathers (1) or thins (-1), `leaves` and `reaches` the kind of key, `usual` how common (0..1).
    """

    name: str
    method: str
    valence: float
    tension: float
    usual: float
    energy: float = 0.0
    leaving: tuple[str, ...] = ()
    preparing: tuple[str, ...] = ()
    intervals: tuple[int, ...] = ()
    distance: tuple[float, float] = (0, 6.5)
    leaves: str = ""
    reaches: str = ""
    moods: tuple[str, ...] = ()
    progressions: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A player or a section.

    `low`/`high` is the absolute and `comfortable` the everyday range (sounding MIDI). `sustain` is the longest note in
    seconds at mf on one breath or bow, None where players stagger or nothing ends it; `decay` is true where a note dies
    away by itself. `agility` is notes per second, articulated and slurred. `programs` maps an articulation to another
    General MIDI program. `drums` names the keys of a percussion instrument on channel 10. `transposition` is written
    minus sounding semitones. `pan` is CC10; `depth` 0 near .. 1 far. `clef` is one of treble, bass, alto, tenor, grand
    (two staves), percussion.
    """

    name: str
    title: str
    family: str
    program: int
    low: int
    high: int
    comfortable: Band
    polyphony: int
    sustain: float | None
    decay: bool
    agility: tuple[float, float]
    loudness: float
    brightness: float
    roughness: float
    roles: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    doublings: tuple[str, ...] = ()
    programs: Mapping[str, int] = field(default_factory=dict)
    drums: Mapping[str, int] = field(default_factory=dict)
    clef: str = "treble"
    transposition: int = 0
    pan: int = 64
    depth: float = 0.4
    latency_ms: int = 0
    synonyms: tuple[str, ...] = ()
    source: str = "design"

    @property
    def is_percussion(self) -> bool:
        """Whether it plays on channel 10."""
        return bool(self.drums)

    @property
    def breathes(self) -> bool:
        """Whether a single breath or bow limits its notes."""
        return self.sustain is not None and not self.decay


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Players that a cue may use.

    `tasks` names for each task (melody, counter, pad, ostinato, bass, rhythm, colour) who does it, best first; `order`
    is the order of the page, top to bottom; `size` the range of forces (0..1) that it can show; `joins` the most
    players who double a leader (a band of soloists has one).
    """

    name: str
    title: str
    genres: tuple[str, ...]
    tasks: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    size: tuple[float, float]
    progressions: tuple[str, ...] = ()
    textures: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    joins: int = 4
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class TextureLayer:
    """One idea in a texture: who (a task of the ensemble), what (a figure, see `compose.textures`), and where.

    `band` is the MIDI band; `voices` how many chord tones at most; `rhythm` names a rhythm row or is empty; `level` is
    dB against the melody; `enters` is the intensity (0..1) from which it plays; `articulation` as in `sketch.Note`.
    """

    role: str
    task: str
    figure: str
    band: Band
    voices: int = 3
    rhythm: str = ""
    level: float = -6.0
    enters: float = 0.0
    articulation: str = ""


@dataclass(frozen=True, slots=True)
class Texture:
    """A way for a group of players to fill a passage, and the feelings (ranges) that it suits."""

    name: str
    layers: tuple[TextureLayer, ...]
    arousal: tuple[float, float]
    tension: tuple[float, float]
    size: tuple[float, float]
    moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class RhythmRow:
    """A rhythm on a grid: one character a step (`X` accent, `x` hit, `o` soft, `.` rest), `steps` to the quarter."""

    name: str
    pattern: str
    steps: int
    meter: str
    use: str = ""
    source: str = "design"


@dataclass(frozen=True, slots=True)
class MeterTaste:
    """How much some moods like each meter; `moods` empty is the default."""

    name: str
    moods: tuple[str, ...]
    weights: Mapping[str, float]
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to lay out a whole cue (`presets/forms/` says what each field is).

    `seconds`, `bars`, `leads` and `hits` are the least and the most that it can hold; `plan`, `purposes`, `shares` and
    `phrases` have one entry for each section; `grows` is how many sections it may have when its last is said again.
    """

    name: str
    use: str
    seconds: tuple[float, float]
    bars: Band
    arcs: tuple[str, ...]
    leads: Band
    hits: Band
    plan: tuple[str, ...]
    purposes: tuple[str, ...]
    shares: tuple[float, ...]
    phrases: tuple[str, ...]
    climax: float = 0.78
    moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    grows: int = 0
    waits: bool = False
    grounds: tuple[str, ...] = ()
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Cell:
    """A rhythmic cell: lengths in eighths, negative for rests."""

    name: str
    eighths: tuple[Fraction, ...]
    source: str = "design"


@dataclass(frozen=True, slots=True)
class Names:
    """The words that presets make known, for checking a scene; each maps an accepted word to its row's name."""

    moods: Mapping[str, str]
    modes: Mapping[str, str]
    ensembles: Mapping[str, str]
    genres: Mapping[str, str]
    archetypes: Mapping[str, str]
    states: Mapping[str, str]
    textures: Mapping[str, str]
    instruments: Mapping[str, str]
    families: Mapping[str, str]
    devices: Mapping[str, str]
    arcs: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """All presets, each kind by name, in the order of the files."""

    moods: Mapping[str, Mood]
    modes: Mapping[str, Mode]
    qualities: Mapping[str, Quality]
    progressions: Mapping[str, Progression]
    cadences: Mapping[str, Cadence]
    bridges: Mapping[str, Bridge]
    archetypes: Mapping[str, Archetype]
    states: Mapping[str, DramaticState]
    cells: Mapping[str, Cell]
    instruments: Mapping[str, Instrument]
    ensembles: Mapping[str, Ensemble]
    textures: Mapping[str, Texture]
    rhythms: Mapping[str, RhythmRow]
    genres: Mapping[str, Genre]
    meters: Mapping[str, MeterTaste]
    forms: Mapping[str, Form]
    names: Names
    transformations: Mapping[str, TriadicClass] = field(default_factory=dict)
    mixture: Mapping[str, Mixture] = field(default_factory=dict)
    pedals: Mapping[str, Pedal] = field(default_factory=dict)
    sonorities: Mapping[str, Sonority] = field(default_factory=dict)
    voicings: Mapping[str, Voicing] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    part_writing: Mapping[str, PartWriting] = field(default_factory=dict)
    arcs: Mapping[str, StoryArc] = field(default_factory=dict)
    relations: Mapping[str, RelationKind] = field(default_factory=dict)
    colours: Mapping[str, Colour] = field(default_factory=dict)

"""Themes: melodies in scale degrees that belong to somebody, and their statements in a cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from scenescore.model.pitch import DEGREE_FIFTHS, MAJOR, Key
from scenescore.model.time import Ticks


@dataclass(frozen=True, slots=True)
class Tone:
    """A degree of the major scale and its alteration, or a rest, for a length in ticks.

    `step` counts scale steps from the tonic (0 the tonic, 7 its octave, -3 the fifth below); None is a rest. `alter`
    is in semitones against the major scale: the minor third is step 2, alter -1.
    """

    step: int | None
    alter: int
    length: Ticks

    @property
    def semitones(self) -> int:
        """Semitones above the tonic (0 for a rest)."""
        return 0 if self.step is None else MAJOR[self.step % 7] + 12 * (self.step // 7) + self.alter

    @property
    def fifths(self) -> int:
        """Line-of-fifths distance from the tonic (0 for a rest)."""
        return 0 if self.step is None else DEGREE_FIFTHS[self.step % 7] + 7 * self.alter


Motif = tuple[Tone, ...]


def motif_length(motif: Motif) -> Ticks:
    """How long a motif lasts."""
    return Ticks(sum(tone.length for tone in motif))


def in_key(tone: Tone, key: Key, tonic_midi: int) -> tuple[int, int]:
    """MIDI number and spelling of a tone over a tonic."""
    return tonic_midi + tone.semitones, key.tonic + tone.fifths


def middle_of(motif: Motif) -> int:
    """The mean of a motif in semitones above its tonic, weighed by length; 0 for silence."""
    notes = [tone for tone in motif if tone.step is not None]
    return sum(tone.semitones * tone.length for tone in notes) // max(1, motif_length(tuple(notes)))


#: How full a theme is told: only a rhythm or a sound, its head, its motif without the close, its motif, its whole tune.
SOUND, HEAD, UNCLOSED, MOTIF, TUNE = 0.2, 0.4, 0.6, 0.8, 1.0
#: From which likeness (0..1) on a listener hears the same tune, a clear variant, an allusion; below the last it is
#: another tune (design).
SAME, VARIANT, ALLUSION = 0.8, 0.6, 0.45
#: What a theme may belong to.
SubjectKind = Literal["person", "place", "object", "idea"]
SUBJECT_KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)
#: Where in the music a statement sounds. In the `melody` and on top of a chorale it is the tune itself; a
#: `counter-melody` answers or joins the tune; an `inner` voice, the `bass` and an `ostinato` carry it underneath.
Voice = Literal["melody", "chorale-top", "counter-melody", "inner", "bass", "ostinato"]
#: In which light the chords stand under a statement: as elsewhere, other chords than before, chords that do not
#: belong, bright chords whatever the picture, or a close that comes home.
Light = Literal["", "new-light", "corrupted", "bright", "homecoming"]
#: Voices in which a statement is the tune.
FOREGROUND: frozenset[Voice] = frozenset({"melody", "chorale-top"})


@dataclass(frozen=True, slots=True)
class Theme:
    """A melody that belongs to a character, a place, an object or an idea.

    `motif` is the prototype; its first `head` notes (rests not counted) are what must be recognised. `mode` is the
    mode that it was born in, `register` the MIDI band where it is at home, `instruments` who likes to play it, best
    first, `progressions` the harmony that it brings along. `tonic` is the MIDI number of the prototype's tonic when
    the composer wrote absolute pitches, else None. `phrase` is the whole tune with its close, `open_phrase` the same
    tune whose ending is left open; `fingerprint` says in words what it is known by; `harmony` is what it implies, a
    chord token for each bar of the motif.
    """

    name: str
    owner: str
    archetypes: tuple[str, ...]
    motif: Motif
    head: int
    mode: str
    register: tuple[int, int]
    instruments: tuple[str, ...] = ()
    progressions: tuple[str, ...] = ()
    tonic: int | None = None
    is_own: bool = False
    phrase: Motif = ()
    meter: str = "4/4"
    kind: SubjectKind = "person"
    open_phrase: Motif = ()
    fingerprint: str = ""
    harmony: tuple[str, ...] = ()

    @property
    def middle(self) -> int:
        """The middle of the register where it is at home (MIDI)."""
        return sum(self.register) // 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a statement and its theme are by contour, by intervals and by rhythm, each 0 .. 1."""

    contour: float = 1.0
    intervals: float = 1.0
    rhythm: float = 1.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chain of transformations asks of the music around its notes.

    `voice` is where it sounds; `light` how it is harmonised; `pedal` a foreign bass note held beneath it (semitones
    above the tonic); `articulation` how it is played (an articulation of `sketch.Note`); `colour` a class of players
    that it asks for: ghost, music-box, solo, warm, brass, low, or empty for who suits it.
    """

    voice: Voice = "melody"
    light: Light = ""
    pedal: int | None = None
    articulation: str = ""
    colour: str = ""


PLAIN = Setting()


@dataclass(frozen=True, slots=True)
class Statement:
    """One appearance of a theme: where, in which dramatic state, through which chain of transformations.

    `tones` is the transformed motif over `tonic` (a MIDI number) in `key`; `fullness` 0..1 is how much of the theme is
    heard, `similarity` 0..1 how recognisable it is (`likeness` its parts), `level` the dynamic mark that its state asks
    for, `setting` what it asks of the music around it. `partner` is the number of the statement that it joins or
    answers, `relation` the kind of their relation.
    """

    number: int
    theme: str
    owner: str
    at: Ticks
    tones: Motif
    tonic: int
    key: Key
    state: str
    chain: tuple[str, ...]
    fullness: float
    similarity: float
    level: str = "mf"
    instruments: tuple[str, ...] = ()
    setting: Setting = PLAIN
    likeness: Likeness = Likeness()
    partner: int | None = None
    relation: str = ""

    @property
    def voice(self) -> Voice:
        """Where it sounds."""
        return self.setting.voice

    @property
    def is_tune(self) -> bool:
        """Whether it is the melody, not something beneath or beside it."""
        return self.setting.voice in FOREGROUND

    @property
    def length(self) -> Ticks:
        """How long it lasts."""
        return motif_length(self.tones)

    @property
    def end(self) -> Ticks:
        """The first tick after it."""
        return Ticks(self.at + self.length)

    @property
    def label(self) -> str:
        """`MOTIF:<theme>:<chain>:<fullness>`, as it stands in the MIDI file."""
        return f"MOTIF:{self.theme}:{'+'.join(self.chain) or 'prototype'}:{self.fullness:.1f}"

"""The order: what the picture needs, in the picture's time and in the words of the scene file.

A scene built in Python and a scene read from a file are the same value. Times are written as in the file: a plain
number is seconds from the cue's start, a string is a timecode. `picture` (in `model.picture`) turns them into exact
seconds once `problems` (in `model.problems`) has nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal, get_args

from scenescore.model.affect import Affect
from scenescore.model.bible import Bible
from scenescore.model.time import Moment

Gesture = Literal[
    "stinger",
    "accent",
    "swell",
    "cut-off",
    "cadence",
    "harmonic-turn",
    "theme-entry",
    "texture-change",
    "silence",
    "riser",
    "button",
]
Priority = Literal["must", "should", "may"]
Ending = Literal["cadence", "button", "ring-out", "fade", "cut", "attacca", "loop"]
CharacterRole = Literal["lead", "support", "hint"]
Grid = Literal["downbeat", "beat", "eighth"]
TempoMode = Literal["steady", "flexible", "free"]
OddBars = Literal["never", "rare", "free"]
TempoTurn = Literal["ritardando", "accelerando"]

GESTURES: tuple[str, ...] = get_args(Gesture)
#: Gestures that end the sound.
STOPPING = frozenset({"cut-off", "silence"})
PRIORITIES: tuple[str, ...] = get_args(Priority)
ENDINGS: tuple[str, ...] = get_args(Ending)
CHARACTER_ROLES: tuple[str, ...] = get_args(CharacterRole)
GRIDS: tuple[Grid, ...] = get_args(Grid)
TEMPO_MODES: tuple[TempoMode, ...] = get_args(TempoMode)
ODD_BARS: tuple[str, ...] = get_args(OddBars)
TEMPO_TURNS: tuple[str, ...] = get_args(TempoTurn)
#: Words for a tempo and the range of beats per minute that they stand for.
TEMPO_WORDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "very-slow": (40, 54),
        "slow": (52, 72),
        "moderate": (76, 104),
        "walking": (84, 108),
        "lively": (108, 132),
        "fast": (126, 160),
        "very-fast": (156, 192),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """A person, place or idea with a theme.

    `traits` are archetypes, blended; `state` is the dramatic state that transforms the theme here (left out: from its
    `arc` over the film and the scene's place in the story, else from its role); `enters` is the
    moment of the first statement (left out: the cue's start); `motif` the composer's own theme as `E4:1 B4:1.5`
    (pitch, length in quarters; `r:1` rests), or `motif_file` a MIDI or MusicXML file of it. Who stands in the scene's
    theme bible has its theme from there.
    """

    name: str
    traits: tuple[str, ...] = ()
    state: str = ""
    role: CharacterRole = "lead"
    enters: Moment | None = None
    motif: str = ""
    motif_file: str = ""
    arc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How two characters stand to each other here: what their themes do when both are there.

    `kind` is a row of presets (agree, conflict, seduce, mourn, mirror …); `way` how they meet (`counterpoint`,
    `dialogue` or `swallowing`; left out: as the kind likes it); `at` the moment when they meet (left out: chosen).
    """

    between: tuple[str, ...]
    kind: str
    way: str = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A moment that the music answers.

    `gesture` says how; `priority` how exactly: a `must` sounds at its very moment, a `should` within `tolerance`
    (frames), a `may` where it falls well. `grid` says where in the bar it shall stand; left out, the gesture decides.
    """

    at: Moment
    name: str = "hit"
    gesture: Gesture = "accent"
    priority: Priority = "should"
    tolerance: float = 1.0
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcPoint:
    """The drama at a moment: intensity (0..1), tension (-1..1), mood, or several; in between it is interpolated."""

    at: Moment
    intensity: float | None = None
    tension: float | None = None
    mood: str | Affect | Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        """Make a blend unchangeable."""
        if isinstance(self.mood, Mapping) and not isinstance(self.mood, MappingProxyType):
            object.__setattr__(self, "mood", MappingProxyType(dict(self.mood)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A span in which somebody speaks (`from` and `to` in the file)."""

    from_: Moment
    to: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoChange:
    """A span in which the tempo grows slower or faster (`from` and `to` in the file), beat by beat.

    `amount` is how much slower or faster the end of the span is: 0.25 is a quarter. After it the tempo is the old one
    again, unless the span reaches the cue's end.
    """

    from_: Moment
    to: Moment
    kind: TempoTurn = "ritardando"
    amount: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the picture needs. A mood and a length (or an end) are enough; all else has a default.

    `mood` is a word, a blend of words with weights, or an `Affect`; `length` is in seconds or a timecode duration, and
    `end` may stand in its place; `start` is the timecode of the first frame. `tempo` is a word, beats per minute, or a
    range. `tempo_mode` says how the clock follows the picture: `steady` is one tempo and an offset, `flexible` bends
    by what nobody notices, `free` lets bar lines follow the picture; `odd_bars` how readily a bar of another length
    makes room for a hit. What is left out of `tempo`, `key`, `meter`, `ensemble` and `ending` is chosen. `avoid` names
    instruments, families, textures, modes and devices that must not be heard. Another `seed` is another take; `rerolls`
    rolls some bars of one stage anew and leaves the rest (`harmony:9-12`, see `model.reroll`). `themes` is the film's
    theme bible (in the file: its name), `story` how far the film has come when the cue begins (0..1; left out: from the
    bible's length and the scene's timecode).

    >>> Scene(mood="ominous", length=45).ensemble is None
    True
    """

    mood: str | Affect | Mapping[str, float]
    length: Moment | None = None
    end: Moment | None = None
    title: str = "Untitled"
    cue: str = ""
    frame_rate: str = "24"
    start: Moment = 0
    tempo: str | float | tuple[float, float] | None = None
    tempo_mode: TempoMode = "flexible"
    odd_bars: OddBars = "rare"
    key: str | None = None
    meter: str | None = None
    ensemble: str | None = None
    genre: str | None = None
    ending: Ending | None = None
    avoid: tuple[str, ...] = ()
    seed: int = 1
    rerolls: tuple[str, ...] = ()
    characters: tuple[Character, ...] = field(default=())
    hits: tuple[Hit, ...] = field(default=())
    arc: tuple[ArcPoint, ...] = field(default=())
    dialogue: tuple[Dialogue, ...] = field(default=())
    tempo_changes: tuple[TempoChange, ...] = field(default=())
    relations: tuple[Relation, ...] = field(default=())
    story: float | None = None
    themes: Bible | None = None

    def __post_init__(self) -> None:
        """Make a blend unchangeable."""
        if isinstance(self.mood, Mapping) and not isinstance(self.mood, MappingProxyType):
            object.__setattr__(self, "mood", MappingProxyType(dict(self.mood)))


#: Rolls whose names take more letters than this are counted in a file's name.
_LONGEST_ROLLS = 60
#: The lists of tables in a scene, and what stands in them.
ENTRIES: Mapping[str, type] = MappingProxyType(
    {
        "characters": Character,
        "hits": Hit,
        "arc": ArcPoint,
        "dialogue": Dialogue,
        "tempo_changes": TempoChange,
        "relations": Relation,
    },
)


def file_name(scene: Scene) -> str:
    """A name for files: cue number, title, seed and what was rolled again, in kebab-case.

    >>> file_name(Scene(mood="ominous", length=45, title="The Door!", cue="2M3", seed=7))
    '2m3-the-door-seed7'
    >>> file_name(Scene(mood="ominous", length=45, title="Door", rerolls=("harmony:9-12",)))
    'door-seed1-harmony-9-12'
    """
    words = _words_of(f"{scene.cue} {scene.title}")
    again = "".join(f"-{'-'.join(_words_of(roll))}" for roll in scene.rerolls)
    if len(again) > _LONGEST_ROLLS:
        again = f"-{len(scene.rerolls)}-rolls-{blake2b(again.encode(), digest_size=3).hexdigest()}"
    return f"{'-'.join(words) or 'untitled'}-seed{scene.seed}{again}"


def _words_of(text: str) -> list[str]:
    """The letters and digits of a text, word by word."""
    return "".join(c if c.isalnum() else " " for c in text).lower().split()

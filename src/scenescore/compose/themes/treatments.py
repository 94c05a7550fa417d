"""What each purpose of a section does with a theme: ways to treat it, and how much of the time themes may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from scenescore.model.affect import Feeling
from scenescore.model.theme import ALLUSION, Voice

Material = Literal["tune", "open", "motif"]
CHARACTERS = ("calm", "broad", "lively", "dread")


@dataclass(frozen=True, slots=True)
class Treatment:
    """How to state a theme: the whole `tune`, the tune left `open` or only the `motif`; through which chain, how loud.

    `shift` is direction and distance for techniques that have one; `name` is the dramatic state or the reason; `suits`
    the characters of sections in which it is used (see `character_of`); `most` the greatest fullness that the story
    allows (see `arcs`), `floor` how recognisable the theme must stay (0..1); `voice` where it sounds when
    none of its techniques says; `colour` whose it is before what they ask for.
    """

    material: Material
    chain: tuple[str, ...] = ()
    level: str = "mf"
    shift: int = 1
    name: str = ""
    exact: bool = False
    suits: tuple[str, ...] = CHARACTERS
    most: float = 1.0
    floor: float = ALLUSION
    voice: Voice | None = None
    colour: str = ""


def character_of(feeling: Feeling) -> str:
    """How a section moves: `dread` waits, `lively` drives or dances, `broad` strides, `calm` breathes.

    >>> character_of(Feeling(0.7, 0.55, -0.4, 0.25)), character_of(Feeling(-0.6, 0.05, 0.75, 0.45))
    ('lively', 'dread')
    """
    if feeling.tension > 0.45 and feeling.arousal < 0.3:
        return "dread"
    is_stately = feeling.size > 0.85 and feeling.arousal < 0.6
    if feeling.arousal > 0.3 and not is_stately:
        return "lively"
    return "broad" if is_stately or feeling.arousal > -0.1 or feeling.valence < -0.2 else "calm"


_SLOW, _MOVING, _SUNG = ("broad", "dread"), ("calm", "broad", "lively"), ("calm", "broad", "lively")
#: What each purpose does with a theme in each phrase function: ways to treat it, any of them (design). Doubling of
#: lengths is for what strides or threatens; what dances gains height, ornament and sequence instead.
TREATMENTS: Mapping[tuple[str, str], tuple[Treatment, ...]] = MappingProxyType(
    {
        ("opening", "introduction"): (
            Treatment("motif", ("fragmentation",), "p", name="hint"),
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="hint", suits=_SLOW),
        ),
        ("statement", "idea"): (
            Treatment("tune", (), "mf", name="statement", suits=_SUNG),
            Treatment("tune", ("ornamentation",), "mf", name="statement", suits=_SUNG),
            Treatment("tune", ("registral-shift",), "mf", -1, "statement", suits=_SUNG),
            Treatment("motif", (), "mf", name="statement", suits=("calm", "dread")),
        ),
        ("statement", "answer"): (
            Treatment("tune", ("ornamentation",), "mf", name="answer", suits=_MOVING),
            Treatment("motif", ("transposition",), "mf", 2, "answer"),
            Treatment("motif", ("transposition",), "mf", -2, "answer"),
            Treatment("motif", ("expansion",), "mf", name="answer", suits=_MOVING),
            Treatment("motif", ("truncation",), "mp", name="answer", suits=("dread",)),
        ),
        ("statement", "continuation"): (
            Treatment("motif", ("fragmentation", "sequence"), "mf", 1, "continuation", suits=_MOVING),
            Treatment("motif", ("fragmentation", "sequence"), "mf", -1, "continuation"),
        ),
        ("development", "idea"): (
            Treatment("motif", ("fragmentation", "sequence"), "mp", -1, "development"),
            Treatment("motif", ("fragmentation", "sequence"), "mp", 1, "development", suits=("lively",)),
            Treatment("motif", ("inversion",), "mp", name="development"),
            Treatment("motif", ("transposition", "contraction"), "mp", 1, "development", suits=_MOVING),
            Treatment("motif", ("transposition",), "mp", 3, "development", suits=_MOVING),
            Treatment("motif", ("simplification", "augmentation"), "mp", name="development", suits=_SLOW),
            Treatment("motif", ("evolution",), "mp", name="development", suits=_MOVING),
            Treatment("motif", ("dialogue",), "mp", name="development", suits=("calm", "broad")),
            Treatment("motif", ("canon-stretto",), "mf", name="development", suits=("lively",)),
        ),
        ("development", "continuation"): (
            Treatment("motif", ("fragmentation", "diminution", "sequence"), "mf", 1, "development", suits=("lively",)),
            Treatment("motif", ("fragmentation", "sequence"), "mf", 1, "development"),
            Treatment("motif", ("truncation", "sequence"), "mf", 1, "development", suits=_MOVING),
        ),
        ("build", "idea"): (
            Treatment("motif", ("fragmentation", "sequence"), "mf", 1, "build"),
            Treatment("motif", ("truncation", "sequence"), "mf", 1, "build", suits=_MOVING),
        ),
        ("build", "continuation"): (
            Treatment("motif", ("fragmentation", "diminution", "sequence"), "f", 1, "build", suits=("lively",)),
            Treatment("motif", ("fragmentation", "sequence"), "f", 1, "build"),
        ),
        ("climax", "idea"): (
            Treatment("tune", (), "ff", name="climax", suits=_SUNG),
            Treatment("tune", ("ornamentation",), "ff", name="climax", suits=_MOVING),
            Treatment("tune", ("fulfilment",), "ff", name="climax", suits=_SUNG),
            Treatment("motif", ("expansion",), "ff", 1, name="climax"),
            Treatment("motif", ("augmentation",), "ff", name="climax", suits=_SLOW),
            Treatment("motif", (), "ff", name="climax", suits=("dread",)),
        ),
        ("climax", "answer"): (
            Treatment("motif", ("expansion",), "ff", 2, "climax"),
            Treatment("motif", ("transposition",), "ff", 2, "climax"),
            Treatment("motif", ("truncation", "sequence"), "ff", 1, "climax", suits=("lively",)),
        ),
        ("climax", "continuation"): (Treatment("motif", ("fragmentation", "sequence"), "ff", 1, "climax"),),
        ("release", "answer"): (
            Treatment("motif", ("truncation",), "p", name="release"),
            Treatment("motif", ("simplification",), "p", name="release"),
            Treatment("motif", ("truncation", "widening-rests"), "p", name="release", suits=("calm", "broad")),
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="release", suits=_SLOW),
        ),
        ("release", "continuation"): (Treatment("motif", ("fragmentation",), "pp", name="release"),),
        ("ending", "cadence"): (
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="last echo", suits=_SLOW),
            Treatment("motif", ("fragmentation",), "p", name="last echo"),
            Treatment("motif", ("truncation",), "mp", name="last echo", suits=("lively",)),
        ),
    },
)
#: Share of a section's time that statements may take, in thousandths (design).
SHARES = {
    "opening": 350,
    "statement": 760,
    "development": 560,
    "build": 560,
    "climax": 800,
    "release": 420,
    "ending": 600,
}
OVERALL = 600
#: How much of those shares a section takes by its character.
QUIETER = {"calm": 700, "dread": 600}
SOFT = Treatment("motif", ("fragmentation",), "pp", name="soft hint")
#: How a character who is only hinted at may be heard.
HINTS = (
    SOFT,
    Treatment("motif", ("fragmentation", "augmentation"), "pp", name="hint"),
    Treatment("motif", ("fragmentation", "transposition"), "pp", 2, "hint"),
    Treatment("motif", ("fragmentation", "transposition"), "p", -3, "hint"),
    Treatment("motif", ("fragmentation", "rhythmic-displacement"), "p", name="hint"),
)
#: How a theme is felt under a long exchange, and where (MIDI): over the bass, beneath the speakers' octaves.
MURMUR = Treatment("motif", ("fragmentation",), "pp", name="felt under speech", voice="inner")
MURMURED = (40, 52)

"""What each purpose of a section does with a theme: ways to treat it, and how much of the time themes may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Treatment:
    """How to state a theme: the whole `tune` or only its `motif`, through which chain, how loud.

    `shift` is direction and distance for techniques that have one; `name` is the dramatic state or the reason.
    """

    material: Literal["tune", "motif"]
    chain: tuple[str, ...] = ()
    level: str = "mf"
    shift: int = 1
    name: str = ""
    exact: bool = False


#: What each purpose does with a theme in each phrase function: ways to treat it, any of them (design).
TREATMENTS: Mapping[tuple[str, str], tuple[Treatment, ...]] = MappingProxyType(
    {
        ("opening", "introduction"): (
            Treatment("motif", ("fragmentation",), "p", name="hint"),
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="hint"),
        ),
        ("statement", "idea"): (Treatment("tune", (), "mf", name="statement"),),
        ("statement", "answer"): (
            Treatment("tune", ("ornamentation",), "mf", name="answer"),
            Treatment("motif", ("transposition",), "mf", 2, "answer"),
            Treatment("motif", ("transposition",), "mf", -2, "answer"),
            Treatment("motif", ("expansion",), "mf", name="answer"),
        ),
        ("statement", "continuation"): (
            Treatment("motif", ("fragmentation", "sequence"), "mf", 1, "continuation"),
            Treatment("motif", ("fragmentation", "sequence"), "mf", -1, "continuation"),
        ),
        ("development", "idea"): (
            Treatment("motif", ("fragmentation", "sequence"), "mp", -1, "development"),
            Treatment("motif", ("inversion",), "mp", name="development"),
            Treatment("motif", ("transposition", "contraction"), "mp", 1, "development"),
            Treatment("motif", ("transposition",), "mp", 3, "development"),
            Treatment("motif", ("simplification", "augmentation"), "mp", name="development"),
        ),
        ("development", "continuation"): (
            Treatment("motif", ("fragmentation", "diminution", "sequence"), "mf", 1, "development"),
            Treatment("motif", ("truncation", "sequence"), "mf", 1, "development"),
        ),
        ("build", "idea"): (
            Treatment("motif", ("fragmentation", "sequence"), "mf", 1, "build"),
            Treatment("motif", ("truncation", "sequence"), "mf", 1, "build"),
        ),
        ("build", "continuation"): (
            Treatment("motif", ("fragmentation", "diminution", "sequence"), "f", 1, "build"),
            Treatment("motif", ("diminution", "sequence"), "f", 2, "build"),
        ),
        ("climax", "idea"): (
            Treatment("tune", (), "ff", name="climax"),
            Treatment("tune", ("ornamentation",), "ff", name="climax"),
            Treatment("motif", ("augmentation",), "ff", name="climax"),
        ),
        ("climax", "answer"): (
            Treatment("motif", ("expansion",), "ff", 2, "climax"),
            Treatment("motif", ("transposition",), "ff", 2, "climax"),
        ),
        ("climax", "continuation"): (Treatment("motif", ("fragmentation", "sequence"), "ff", 2, "climax"),),
        ("release", "answer"): (
            Treatment("motif", ("truncation",), "p", name="release"),
            Treatment("motif", ("simplification",), "p", name="release"),
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="release"),
        ),
        ("release", "continuation"): (Treatment("motif", ("fragmentation",), "pp", name="release"),),
        ("ending", "cadence"): (
            Treatment("motif", ("fragmentation", "augmentation"), "p", name="last echo"),
            Treatment("motif", ("fragmentation",), "p", name="last echo"),
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
CALM = 600
SOFT = Treatment("motif", ("fragmentation",), "pp", name="soft hint")
#: How a character who is only hinted at may be heard.
HINTS = (
    SOFT,
    Treatment("motif", ("fragmentation", "augmentation"), "pp", name="hint"),
    Treatment("motif", ("fragmentation", "transposition"), "pp", 2, "hint"),
    Treatment("motif", ("fragmentation", "transposition"), "p", -3, "hint"),
    Treatment("motif", ("fragmentation", "rhythmic-displacement"), "p", name="hint"),
)

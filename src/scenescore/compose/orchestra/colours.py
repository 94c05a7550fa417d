"""Colours: which players suit a statement that asks for a certain light.

Each colour names players and families, best first; who is named first is liked best, who is not named at all plays only
where nobody else can. Harmonics, celesta, harp and high soft winds for what is not wholly there, mechanical bells for
childhood and memory, one voice for who is alone, horns and low strings for warmth (Adler 2016; Karlin and Wright 2004);
the order is design.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenescore.model.knowledge import Instrument
from scenescore.model.theme import Statement

COLOURS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ghost": (
            "strings-harm", "celesta", "pad-glass", "vibraphone", "alto-flute", "felt-piano", "harp", "boy-choir",
            "flute", "theremin", "crotales", "ney", "shakuhachi", "pan-flute", "prepared-piano", "kalimba",
            "guitar-clean", "violin-solo",
        ),
        "music-box": (
            "music-box", "celesta", "glockenspiel", "kalimba", "vibraphone", "harp", "dulcimer", "felt-piano", "piano",
            "electric-piano", "marimba", "xylophone",
        ),
        "solo": (
            "violin-solo", "cello-solo", "viola-solo", "oboe", "cor-anglais", "clarinet", "horn", "flute",
            "soprano-solo", "bassoon", "trumpet", "flugelhorn", "duduk", "fiddle", "alto-flute", "alto-sax",
            "tenor-sax", "whistle", "erhu", "felt-piano", "piano",
        ),
        "warm": (
            "horn", "celli", "cello-solo", "violas", "viola-solo", "flugelhorn", "clarinet", "cor-anglais", "euphonium",
            "horn-section", "bassoon", "felt-piano", "alto-flute", "tenor-sax", "pad-warm", "choir-altos",
            "choir-tenors", "guitar-nylon",
        ),
        "brass": (
            "horn-section", "trumpet", "trombone-section", "horn", "trombone", "euphonium", "tuba", "cimbasso",
            "synth-brass", "brass",
        ),
        "low": (
            "celli", "bassoon", "bass-clarinet", "trombone-section", "contrabasses", "cello-solo", "bass-trombone",
            "tuba", "cimbasso", "contrabassoon", "contrabass-clarinet", "choir-basses", "bari-sax", "synth-bass",
            "bass-electric", "double-bass-jazz", "piano",
        ),
    },
)  # fmt: skip
#: Colours of one player alone: nobody joins.
ALONE = frozenset({"ghost", "music-box", "solo"})
#: How gladly the first of a colour's players is taken, how much less each further one, and how much less at most.
LIKED, LESS, LEAST = 3200, 140, 1500
#: How gladly somebody is taken who can play as a statement asks (pizzicato, tremolo) where others cannot.
ABLE = 1400
#: Words for which a player needs a bow.
BOWED = frozenset({"pizzicato", "tremolo", "spiccato"})
#: Where a colour's statement may lie for nothing, beside where it is written: an octave up or down.
OCTAVE_OF: Mapping[str, int] = MappingProxyType({"ghost": 12, "music-box": 12, "low": -12})
#: dB by which a ghost is softer.
SOFTER: Mapping[str, float] = MappingProxyType({"ghost": -2.0})


def liking(colour: str, player: Instrument) -> int:
    """How gladly a player is taken for a colour, in thousandths; nothing for who does not have it.

    >>> from scenescore.library import default_book
    >>> players = default_book().instruments
    >>> liking("brass", players["trumpet"]) > liking("brass", players["tuba"]) > liking("brass", players["flute"])
    True
    """
    names = COLOURS.get(colour, ())
    for name in (player.name, player.family):
        if name in names:
            return max(LEAST, LIKED - LESS * names.index(name))
    return 0


def is_able(word: str, player: Instrument) -> bool:
    """Whether a player can play as asked where others cannot.

    >>> from scenescore.library import default_book
    >>> players = default_book().instruments
    >>> is_able("tremolo", players["violas"]), is_able("tremolo", players["trumpet"])
    (True, False)
    """
    return word in BOWED and (word in player.programs or player.family == "strings")


def wanted(statement: Statement | None, player: Instrument) -> int:
    """How gladly a player is taken for what a statement asks, in thousandths."""
    if statement is None:
        return 0
    setting = statement.setting
    return liking(setting.colour, player) + ABLE * is_able(setting.articulation, player)


def stands_alone(statement: Statement | None) -> bool:
    """Whether a statement is one player's own: nobody doubles it."""
    return statement is not None and statement.setting.colour in ALONE

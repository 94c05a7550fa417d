"""The kinds of preset: which folder holds which rows, what their numbers may be, and what their words refer to.

A kind is a folder (`moods/*.toml`) or a file (`moods.toml`) with one table for each row. Adding a field to a row class
in `model.knowledge` is enough for it to be read; its range and what it refers to are a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from scenescore.model.genre import Genre
from scenescore.model.harmonic_means import Guard, Mixture, Pedal, Sonority, TriadicClass, Voicing
from scenescore.model.knowledge import (
    Bridge,
    Cadence,
    Cell,
    Ensemble,
    Form,
    Instrument,
    MeterTaste,
    Mode,
    Mood,
    Progression,
    Quality,
    RhythmRow,
    Texture,
)
from scenescore.model.part_writing import PartWriting
from scenescore.model.theme_means import Archetype, Colour, DramaticState, RelationKind, StoryArc

Rows = Mapping[str, Any]
Table = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a scene may use without being a row of its own: a family of instruments, or a device."""

    name: str
    synonyms: tuple[str, ...] = ()
    note: str = ""
    source: str = "design"


#: Every kind and the class of its rows, in the order in which they refer to each other.
KINDS: Mapping[str, type] = MappingProxyType(
    {
        "modes": Mode,
        "qualities": Quality,
        "moods": Mood,
        "progressions": Progression,
        "cadences": Cadence,
        "bridges": Bridge,
        "transformations": TriadicClass,
        "mixture": Mixture,
        "pedals": Pedal,
        "sonorities": Sonority,
        "voicings": Voicing,
        "cells": Cell,
        "rhythms": RhythmRow,
        "families": Word,
        "devices": Word,
        "instruments": Instrument,
        "textures": Texture,
        "ensembles": Ensemble,
        "genres": Genre,
        "guards": Guard,
        "part_writing": PartWriting,
        "meters": MeterTaste,
        "forms": Form,
        "colours": Colour,
        "states": DramaticState,
        "archetypes": Archetype,
        "arcs": StoryArc,
        "relations": RelationKind,
    },
)
#: Kinds whose rows are called as musicians write them (`mM7`, `7#9`, `M4m`).
NAMED_AS_WRITTEN = ("qualities", "transformations")
#: Folders beside the kinds that are no business of the book.
OTHER_FOLDERS = ("scenes",)

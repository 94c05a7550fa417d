"""How a character's dramatic state is heard: the treatment it asks for, and what of it lasts."""

from __future__ import annotations

from dataclasses import replace

from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.transformations import TRANSFORMATIONS, UNWRITTEN
from scenescore.compose.themes.treatments import Material, Treatment
from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.theme import Theme
from scenescore.model.theme_means import DramaticState
from scenescore.model.words import kebab

_FULL = frozenset({"statement", "build", "climax"})
_LASTING = frozenset({"chromatic-corruption", "modal-mutation"})
_BY_ROLE = {"lead": "introduction", "support": "introduction", "hint": "first-hint"}


def treatment_of(debut: Debut, section: Section | None, book: Book) -> Treatment:
    """Read the dramatic state of a character: its word, else what its role asks for."""
    word = kebab(debut.character.state)
    name = book.names.states.get(word, word) or _BY_ROLE[debut.character.role]
    state = book.states.get(name)
    if state is None:
        return Treatment("motif", () if debut.character.role != "hint" else ("fragmentation",), "mf", name=name)
    chain = tuple(step for step in state.chain if step in TRANSFORMATIONS)
    plain = "fulfilment" in chain or set(chain) <= UNWRITTEN
    whole = plain and state.fullness >= 0.8 and section is not None and section.purpose in _FULL
    material: Material = "tune" if whole else "motif"
    shift = direction_of(state)
    return Treatment(material, chain, state.level, shift, name, floor=state.floor, colour=state.colour)


def direction_of(state: DramaticState) -> int:
    """Whether what has a direction goes up (1) or down (-1) in a dramatic state."""
    return -1 if state.sinks else 1


def is_veiled(name: str, book: Book) -> bool:
    """Whether a theme is not yet, or no longer, to be heard as it is in the state of this name."""
    state = book.states.get(name)
    return state is not None and state.veiled


def coloured(option: Treatment, theme: Theme, debuts: tuple[Debut, ...], book: Book) -> Treatment:
    """Let what a dramatic state does to the pitches last: the corrupted stay corrupted in every later statement."""
    debut = next((d for d in debuts if d.theme is theme), None)
    if debut is None:
        return option
    state = treatment_of(debut, None, book)
    lasting = tuple(name for name in state.chain if name in _LASTING)
    return replace(option, chain=option.chain + lasting) if lasting else option


def is_away(debut: Debut, book: Book) -> bool:
    """Whether somebody is meant without being there, or hides: only hinted at, absent, in disguise."""
    return debut.character.role == "hint" or is_veiled(treatment_of(debut, None, book).name, book)

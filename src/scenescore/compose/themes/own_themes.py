"""Themes that the composer wrote: kept note for note, read in a key and a meter."""

from __future__ import annotations

from scenescore.compose.form.keys import parse_key
from scenescore.compose.themes.motifs import degree_names, fit_in_key, head_of, motif_key, own_motif, pitches
from scenescore.compose.themes.tunes import grown
from scenescore.model.knowledge import Book
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR, Key
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Decision
from scenescore.model.theme import Motif, Theme, motif_length
from scenescore.model.theme_means import Archetype


def reading_key(scene: Scene, character: Character, book: Book) -> Key | None:
    """Say in which key an own theme is written: the scene's where it fits, else the one that it implies."""
    implied = motif_key(character.motif, book)
    given = parse_key(scene.key, book) if scene.key else None
    if given is None or implied is None:
        return implied or given
    notes = [(pitch, length) for pitch, length in pitches(character.motif) if pitch]
    return given if fit_in_key(notes, given) >= fit_in_key(notes, implied) - 450 else implied


def own_theme(
    scene: Scene, character: Character, rows: tuple[Archetype, ...], book: Book
) -> tuple[Theme, tuple[Decision, ...]]:
    """Take the composer's own theme, note for note, and let a tune grow out of it; archetypes only bring players."""
    key = reading_key(scene, character, book) or Key(0, "ionian", MAJOR)
    motif, tonic = own_motif(character.motif, key)
    meter = own_meter(scene, motif)
    low, high = _span(motif, tonic)
    theme = Theme(
        name=character.name,
        owner=character.name,
        archetypes=tuple(row.name for row in rows),
        motif=motif,
        head=head_of(motif),
        mode=key.mode,
        register=(low - 2, high + 2),
        instruments=in_turns([row.instruments for row in rows]),
        progressions=in_turns([row.progressions for row in rows]),
        tonic=tonic,
        is_own=True,
        phrase=grown(motif, key.degrees, meter),
        meter=str(meter),
    )
    reason = f"the composer's own, note for note; it reads as {key.name}"
    place = f"theme of {character.name}"
    return theme, (Decision("themes", place, f"{degree_names(motif)} ({key.name}, {meter})", reason),)


def _span(motif: Motif, tonic: int) -> tuple[int, int]:
    notes = [tonic + tone.semitones for tone in motif if tone.step is not None] or [tonic]
    return min(notes), max(notes)


def own_meter(scene: Scene, motif: Motif) -> Meter:
    """Read an own theme in the scene's meter, else in threes where it fills such bars and not those of 4/4."""
    if scene.meter:
        return Meter.parse(scene.meter)
    length = motif_length(motif)
    in_three = length % Meter(3, 4).length == 0 and length % Meter(4, 4).length
    return Meter(3, 4) if in_three else Meter(4, 4)


def in_turns(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Take one from each list in turn, each name once."""
    longest = max((len(names) for names in lists), default=0)
    return tuple(dict.fromkeys(names[i] for i in range(longest) for names in lists if i < len(names)))

"""Themes that the composer wrote: kept note for note, read in a key and a meter."""

from __future__ import annotations

from scenescore.compose.form.keys import parse_key
from scenescore.compose.themes.birth.analysis import fingerprint, implied_harmony
from scenescore.compose.themes.birth.tunes import grown, left_open
from scenescore.compose.themes.motifs import degree_names, fit_in_key, head_of, motif_key, own_motif, pitches
from scenescore.model.knowledge import Book
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR, Key
from scenescore.model.sketch import Decision
from scenescore.model.theme import Motif, SubjectKind, Theme, motif_length
from scenescore.model.theme_means import Archetype


def reading_key(motif: str, key: str, book: Book) -> Key | None:
    """Say in which key an own theme is written: the given one where it fits, else the one that it implies."""
    implied = motif_key(motif, book)
    given = parse_key(key, book) if key else None
    if given is None or implied is None:
        return implied or given
    notes = [(pitch, length) for pitch, length in pitches(motif) if pitch]
    return given if fit_in_key(notes, given) >= fit_in_key(notes, implied) - 450 else implied


def own_theme(
    name: str,
    text: str,
    rows: tuple[Archetype, ...],
    book: Book,
    *,
    key: str = "",
    meter: str = "",
    kind: SubjectKind = "person",
) -> tuple[Theme, tuple[Decision, ...]]:
    """Take the composer's own theme, note for note, and let a tune grow out of it; archetypes only bring players."""
    read = reading_key(text, key, book) or Key(0, "ionian", MAJOR)
    motif, tonic = own_motif(text, read)
    counted = own_meter(meter, motif)
    low, high = _span(motif, tonic)
    head = head_of(motif)
    theme = Theme(
        name=name,
        owner=name,
        archetypes=tuple(row.name for row in rows),
        motif=motif,
        head=head,
        mode=read.mode,
        register=(low - 2, high + 2),
        instruments=in_turns([row.instruments for row in rows]),
        progressions=in_turns([row.progressions for row in rows]),
        tonic=tonic,
        is_own=True,
        phrase=grown(motif, read.degrees, counted),
        meter=str(counted),
        kind=kind,
        open_phrase=left_open(motif, read.degrees, counted),
        fingerprint=fingerprint(motif, head),
        harmony=implied_harmony(motif, read.degrees, counted),
    )
    reason = f"the composer's own, note for note; it reads as {read.name}; its mark is {theme.fingerprint}"
    said = Decision("themes", f"theme of {name}", f"{degree_names(motif)} ({read.name}, {counted})", reason)
    return theme, (said,)


def _span(motif: Motif, tonic: int) -> tuple[int, int]:
    notes = [tonic + tone.semitones for tone in motif if tone.step is not None] or [tonic]
    return min(notes), max(notes)


def own_meter(meter: str, motif: Motif) -> Meter:
    """Read an own theme in the given meter, else in threes where it fills such bars and not those of 4/4."""
    if meter:
        return Meter.parse(meter)
    length = motif_length(motif)
    in_three = length % Meter(3, 4).length == 0 and length % Meter(4, 4).length
    return Meter(3, 4) if in_three else Meter(4, 4)


def in_turns(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Take one from each list in turn, each name once."""
    longest = max((len(names) for names in lists), default=0)
    return tuple(dict.fromkeys(names[i] for i in range(longest) for names in lists if i < len(names)))

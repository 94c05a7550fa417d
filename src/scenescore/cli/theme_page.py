"""How a theme bible is told: each subject as a few lines or as data, and how alike the themes are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from scenescore.model.bible import Bible, Heard, Stage, Subject
from scenescore.model.film import story_words
from scenescore.model.ledger import changes
from scenescore.model.motif_text import text_of
from scenescore.model.pitch import Pitch, name_of_fifths
from scenescore.model.words import kebab

if TYPE_CHECKING:
    from scenescore.model.knowledge import Book

_LABEL = 14


def subject_lines(subject: Subject, bible: Bible, book: Book, width: int = 0) -> Iterator[str]:
    """A subject with all that is known of it, its lines no longer than `width` where that is given; it is finished."""
    yield f"{subject.name}, {_ARTICLES[subject.kind]}"
    yield from row_lines(subject_rows(subject, bible, book), _LABEL, width)


def row_lines(rows: Iterable[tuple[str, str]], indent: int, width: int = 0) -> Iterator[str]:
    """Labels and what they say, a line each; longer than `width`, where that is given, it goes on below itself.

    >>> for line in row_lines([("notes", "E4:1 B4:1.5 A4:0.5"), ("arc", "")], 7, 24):
    ...     print(line)
      notes  E4:1 B4:1.5
             A4:0.5
    """
    for label, text in rows:
        line = f"  {label.ljust(indent)}{text}"
        if text and 0 < width < len(line):
            yield from wrap(line, width, subsequent_indent=" " * (indent + 2), break_on_hyphens=False)
        elif text:
            yield line


_ARTICLES = {"person": "a person", "place": "a place", "object": "an object", "idea": "an idea"}


def subject_rows(subject: Subject, bible: Bible, book: Book) -> Iterator[tuple[str, str]]:
    """What is known of a subject, each with its label."""
    yield "note", subject.note
    yield from theme_rows(subject, bible)
    theme = subject.theme
    yield "whole tune", _notes(subject, theme.phrase)
    is_open = theme.phrase == theme.open_phrase
    yield "left open", "the whole tune is open as it is" if is_open else _notes(subject, theme.open_phrase)
    yield "harmony", " ".join(theme.harmony)
    yield "brings along", ", ".join(theme.progressions)
    yield "players", ", ".join(theme.instruments)
    low, high = theme.register
    yield "register", f"{Pitch(low, _spelling(low))} to {Pitch(high, _spelling(high))}"
    stages = stages_of(subject, book)
    yield "arc", f"{subject.arc or 'its own'}: {'; '.join(map(_stage, stages))}" if stages else ""
    for number, heard in enumerate(each for each in bible.history if kebab(each.subject) == kebab(subject.name)):
        yield "" if number else "heard", heard_words(heard)


def theme_rows(subject: Subject, bible: Bible) -> Iterator[tuple[str, str]]:
    """What a new theme is: where it comes from, its notes, what it is known by, who is nearest."""
    from scenescore.compose.themes.motifs import degree_names  # noqa: PLC0415

    theme = subject.theme
    yield "traits", ", ".join(subject.traits) or ("the composer's own" if theme.is_own else "")
    yield "notes", _notes(subject, theme.motif)
    yield "degrees", f"{degree_names(theme.motif)} (lengths in eighths)"
    yield "in", f"{_key(subject)}, {theme.meter}"
    yield "known by", f"{theme.fingerprint}; its head is {theme.head} notes" if theme.fingerprint else ""
    near = nearest_of(subject, bible)
    yield "nearest", f"{near[0]}, {near[1]:.2f} away" if near else ""


def nearest_of(subject: Subject, bible: Bible) -> tuple[str, float] | None:
    """The subject whose theme is most like this one, and how far away it is (0 the same, 1 unrelated)."""
    found = [
        (distance(subject, other), other.name)
        for other in bible.subjects
        if other.name != subject.name and other.is_finished
    ]
    return (min(found)[1], min(found)[0]) if found else None


def distance(one: Subject, other: Subject) -> float:
    """How far two themes are apart, 0 .. 1."""
    from scenescore.compose.themes.similarity import similarity  # noqa: PLC0415

    return round(1 - similarity(one.theme.motif, other.theme.motif), 3)


def distances(bible: Bible) -> dict[tuple[str, str], float]:
    """How far each two themes are apart."""
    return {(one.name, other.name): distance(one, other) for one, other in combinations(bible.subjects, 2)}


def stages_of(subject: Subject, book: Book) -> tuple[Stage, ...]:
    """The stages of a subject's arc: its own, else those of the row of presets that it names."""
    row = book.arcs.get(book.names.arcs.get(kebab(subject.arc), ""))
    if subject.stages or row is None:
        return subject.stages
    return tuple(Stage(*each) for each in zip(row.at, row.states, row.fullness, strict=True))


def subject_data(subject: Subject, bible: Bible, book: Book) -> dict[str, Any]:
    """A subject for machines."""
    theme = subject.theme
    near = nearest_of(subject, bible)
    return {
        "name": subject.name,
        "kind": subject.kind,
        "traits": list(subject.traits),
        "note": subject.note,
        "own": theme.is_own,
        "key": _key(subject),
        "meter": theme.meter,
        "motif": _notes(subject, theme.motif),
        "head": theme.head,
        "phrase": _notes(subject, theme.phrase),
        "open": _notes(subject, theme.open_phrase),
        "fingerprint": theme.fingerprint,
        "harmony": list(theme.harmony),
        "progressions": list(theme.progressions),
        "instruments": list(theme.instruments),
        "register": list(theme.register),
        "arc": subject.arc,
        "stages": [{"at": s.at, "state": s.state, "fullness": s.fullness} for s in stages_of(subject, book)],
        "nearest": {"name": near[0], "distance": near[1]} if near else None,
        "history": [_heard_data(each) for each in bible.history if kebab(each.subject) == kebab(subject.name)],
    }


def _heard_data(heard: Heard) -> dict[str, Any]:
    names = ("cue", "bar", "at", "state", "chain", "voice", "fullness", "similarity", "seed", "story")
    return {name: list(heard.chain) if name == "chain" else getattr(heard, name) for name in names}


def heard_words(heard: Heard) -> str:
    """One statement of an earlier cue in a line.

    >>> heard_words(Heard("Mara", "1M1 Dawn", 3, 6.5, "searching", ("fragmentation",), "bass", 0.4, 0.81, story=0.1))
    '1M1 Dawn, bar 3 (10 % of the film): searching, fragmentation, bass, likeness 0.81'
    """
    how = [heard.state.replace("-", " "), changes(heard.chain), heard.voice.replace("-", " ")]
    place = f" ({story_words(heard.story)})" if heard.story is not None else ""
    return f"{heard.cue}, bar {heard.bar}{place}: {', '.join(filter(None, how))}, likeness {heard.similarity:.2f}"


def _stage(stage: Stage) -> str:
    return f"{stage.at:.0%} {stage.state.replace('-', ' ') or 'as it is'} (up to {stage.fullness:g})"


def _key(subject: Subject) -> str:
    return f"{name_of_fifths(_home(subject)[0])} {subject.theme.mode}"


def _notes(subject: Subject, motif: Any) -> str:
    """A tune in pitches."""
    return text_of(motif, *_home(subject)) if motif else ""


def _home(subject: Subject) -> tuple[int, int]:
    """The tonic that a theme is written over."""
    from scenescore.formats.bible_writer import tonic_of  # noqa: PLC0415

    return tonic_of(subject.theme)


def _spelling(midi: int) -> int:
    """The usual name of a pitch by itself."""
    return (midi * 7 + 5) % 12 - 5

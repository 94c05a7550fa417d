"""The ledger of themes: for every bar of the tune, whose it is.

One entry for each statement of a theme and one for each passage between statements, in order of time: where it stands,
who carries it, what was done to the theme and how recognisable it stayed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from scenescore.model.cue import Cue
from scenescore.model.form import Link
from scenescore.model.sketch import Note, Part, Sketch
from scenescore.model.theme import ALLUSION, FOREGROUND, SAME, VARIANT, Likeness, Statement, SubjectKind
from scenescore.model.timecode import label_of, nearest_frame, rate

__all__ = ["Entry", "Place", "changes", "entry_words", "ledger", "sounding_in"]

#: What a statement is from which likeness on; below all of them it can hardly be recognised.
_TELLING = (
    (SAME, "the same tune"),
    (VARIANT, "a clear variant"),
    (ALLUSION, "an allusion"),
    (0.0, "hard to recognise"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A moment of the cue: bar, beat, timecode, seconds from the first frame."""

    bar: int
    beat: float
    timecode: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, or a passage between statements: where, whose, by whom, how changed, how recognisable.

    `kind` says which; `number` counts each kind by itself. `themes` are those that it states or is made of, `owners`
    whose they are, `subjects` what those are. `chain` are transformations of a statement or techniques of a passage.
    A passage has no state, and likeness is measured of statements only (None elsewhere). `partner` is the number of the
    statement that it joins or answers.
    """

    kind: Literal["statement", "passage"]
    number: int
    start: Place
    end: Place
    themes: tuple[str, ...]
    owners: tuple[str, ...]
    subjects: tuple[SubjectKind, ...]
    players: tuple[str, ...]
    voice: str
    state: str
    chain: tuple[str, ...]
    fullness: float | None = None
    similarity: float | None = None
    likeness: Likeness | None = None
    relation: str = ""
    partner: int | None = None

    @property
    def words(self) -> str:
        """What was done to the theme, in words."""
        return changes(self.chain)

    @property
    def recognised(self) -> str:
        """How recognisable it is, in words; empty for a passage."""
        if self.similarity is None:
            return ""
        return next(words for least, words in _TELLING if self.similarity >= least)


def changes(chain: Iterable[str]) -> str:
    """A chain of transformations in words.

    >>> changes(("fragmentation", "modal-mutation")), changes(("prototype",)), changes(())
    ('fragmentation, modal mutation', 'unchanged', 'unchanged')
    """
    return ", ".join(step.replace("-", " ") for step in chain if step != "prototype") or "unchanged"


def ledger(sketch: Sketch) -> tuple[Entry, ...]:
    """List every statement and every passage between statements of a sketch, in order of time."""
    own = {theme.name: (theme.owner, theme.kind) for theme in sketch.themes}
    placed = [(int(each.at), 0, _stated(sketch, each, own)) for each in sketch.statements]
    placed += [(int(each.at), 1, _derived(sketch, each, own)) for each in sketch.links]
    placed.sort(key=lambda item: (item[0], item[1], item[2].number))
    return tuple(entry for _, _, entry in placed)


def sounding_in(sketch: Sketch, bar: int) -> tuple[Entry, ...]:
    """The entries of a ledger that sound in a bar (by number)."""
    here = sketch.cue.bars[bar - sketch.cue.bars[0].number]
    spans = {("statement", each.number): (each.at, each.end) for each in sketch.statements}
    spans |= {("passage", each.number): (each.at, each.end) for each in sketch.links}
    sounding = [key for key, (at, end) in spans.items() if at < here.end and end > here.at]
    return tuple(entry for entry in ledger(sketch) if (entry.kind, entry.number) in sounding) if sounding else ()


def entry_words(entry: Entry) -> str:
    """One entry in a line: whose theme, what became of it, who plays it.

    The place is left to the reader of the bar.
    """
    whose = " and ".join(theme.replace("-", " ") for theme in entry.themes)
    players = f"; {', '.join(entry.players)}" if entry.players else ""
    if entry.kind == "passage":
        return f"passage from {whose}: {entry.words}{players}" if whose else f"passage of its own{players}"
    voice = "" if entry.voice in FOREGROUND else f" ({entry.voice.replace('-', ' ')})"
    state = f", {entry.state.replace('-', ' ')}" if entry.state else ""
    with_whom = f"; {entry.relation} with statement {entry.partner}" if entry.partner is not None else ""
    likeness = f"{entry.recognised} ({entry.similarity:.2f})"
    return f"{whose}{voice}{state}: {entry.words}, {likeness}{with_whom}{players}"


Own = dict[str, tuple[str, SubjectKind]]


def _stated(sketch: Sketch, statement: Statement, own: Own) -> Entry:
    owner, kind = own.get(statement.theme, (statement.owner, "person"))
    return Entry(
        "statement",
        statement.number,
        _place(sketch.cue, statement.at),
        _place(sketch.cue, statement.end),
        (statement.theme,),
        (owner,) if owner else (),
        (kind,) if owner else (),
        _players(sketch.parts, lambda note: note.statement == statement.number),
        statement.voice,
        statement.state,
        statement.chain,
        statement.fullness,
        statement.similarity,
        statement.likeness,
        statement.relation,
        statement.partner,
    )


def _derived(sketch: Sketch, link: Link, own: Own) -> Entry:
    known = [own[theme] for theme in link.themes if theme in own and own[theme][0]]
    return Entry(
        "passage",
        link.number,
        _place(sketch.cue, link.at),
        _place(sketch.cue, link.end),
        link.themes,
        tuple(owner for owner, _ in known),
        tuple(kind for _, kind in known),
        _players(sketch.parts, lambda note: note.link == link.number),
        "melody",
        "",
        link.techniques,
    )


def _place(cue: Cue, tick: int) -> Place:
    tick = min(tick, int(cue.length))
    at = cue.seconds(tick)
    frames = rate(cue.picture.rate)
    bar, beat = cue.place(tick)
    label = label_of(cue.picture.start_frame + nearest_frame(at, frames), frames)
    return Place(bar, round(beat, 3), label, round(float(at), 3))


def _players(parts: Iterable[Part], belongs: Callable[[Note], bool]) -> tuple[str, ...]:
    """The players of some notes, who has the most of them first; those of the page's top before others."""
    counts = [(sum(1 for note in part.notes if belongs(note)), part.name) for part in parts]
    return tuple(name for count, name in sorted(counts, key=lambda each: -each[0]) if count)

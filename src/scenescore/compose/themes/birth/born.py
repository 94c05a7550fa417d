"""Let a theme be born: from archetypes, or out of the composer's own notes.

The seed of an archetype is only a template. From it a search makes drafts by small moves and keeps the one that sings
best, says one thing to remember, and is unlike every theme born before it: the later yields to the earlier. Where the
first search finds nobody unlike enough, it goes on in rhythms that are not the archetype's own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from scenescore.compose.form.keys import parse_key
from scenescore.compose.themes.birth.analysis import fingerprint, implied_harmony
from scenescore.compose.themes.birth.mutations import mutated
from scenescore.compose.themes.birth.own_themes import in_turns, own_theme
from scenescore.compose.themes.birth.taste import (
    DISTINCT,
    Draft,
    Taste,
    cost,
    likeness,
    strengths_of,
    triads_of,
    written,
)
from scenescore.compose.themes.birth.templates import Home, Parents, meter_of, parents_of, strange_templates, templates
from scenescore.compose.themes.birth.tunes import grown, left_open
from scenescore.compose.themes.motifs import degree_names, head_of
from scenescore.compose.themes.rebarring import padded
from scenescore.compose.themes.similarity import similarity
from scenescore.model.dice import Dice, Stream
from scenescore.model.knowledge import Book
from scenescore.model.sketch import Answer, Decision
from scenescore.model.theme import Motif, SubjectKind, Theme, Tone
from scenescore.model.theme_means import Archetype
from scenescore.model.time import Ticks
from scenescore.model.words import kebab

_ROUNDS = 14
_BROOD = 9
_KEPT = 5
_STUBBORN = 3
#: How often the search goes on in a strange rhythm, and for how many rounds each time.
_TRIES, _MORE = 8, 8
_UNWEIGHED = 1500
#: The longest head, what it must be clearer by than to anybody else's theme, and what three notes must have.
_LONGEST_HEAD, _CLEAR, _LEAP, _FEW = 5, 0.2, 5, 3
#: The best draft and who came close.
_TOLD = 4
#: Who stands in where nothing is said about a subject (design).
_UNSAID = {
    "person": ("hero", "reluctant-hero", "stranger", "mentor", "orphan", "love"),
    "place": ("home", "nature", "sea", "city"),
    "object": ("relic", "memory", "machine"),
    "idea": ("destiny", "hope", "quest", "memory"),
}


def born(  # noqa: PLR0913 - all that a subject may say of its theme
    name: str,
    traits: tuple[str, ...],
    earlier: tuple[Theme, ...],
    book: Book,
    dice: Dice,
    *,
    kind: SubjectKind = "person",
    motif: str = "",
    meter: str = "",
    key: str = "",
    instruments: tuple[str, ...] = (),
) -> Answer[Theme]:
    """Give a subject its theme: its own `motif` note for note, else one born of its traits, unlike all `earlier` ones.

    `meter` and `key` are what an own motif is read in, or what a theme shall be born in; left out, they are found.
    `instruments` play it before those of its traits do.
    """
    rows = rows_of(traits, book)
    if motif:
        theme, told = own_theme(name, motif, rows, book, key=key, meter=meter, kind=kind)
    else:
        asked = parse_key(key, book) if key else None
        home = Home(book.modes.get(asked.mode) if asked else None, meter_of(meter) if meter else None)
        theme, told = bred(name, name, rows or _unsaid(name, kind, book, dice), earlier, book, dice, home)
    players = tuple(dict.fromkeys((*instruments, *theme.instruments)))
    return Answer(replace(theme, kind=kind, instruments=players), told)


def rows_of(traits: tuple[str, ...], book: Book) -> tuple[Archetype, ...]:
    """The archetypes that traits name, each once."""
    names = [book.names.archetypes.get(kebab(trait), kebab(trait)) for trait in traits]
    return tuple(book.archetypes[name] for name in dict.fromkeys(names) if name in book.archetypes)


def _unsaid(name: str, kind: SubjectKind, book: Book, dice: Dice) -> tuple[Archetype, ...]:
    """Choose an archetype for a subject of which only the kind is known."""
    choices = [row for row in _UNSAID[kind] if row in book.archetypes] or sorted(book.archetypes)
    return (book.archetypes[dice.at("theme", name, "archetype").pick(choices)],)


def bred(
    owner: str,
    name: str,
    rows: tuple[Archetype, ...],
    earlier: tuple[Theme, ...],
    book: Book,
    dice: Dice,
    home: Home,
) -> tuple[Theme, tuple[Decision, ...]]:
    """Breed a theme from archetypes and let it grow into a tune; say what it came from and what else was close."""
    parents = parents_of(rows, book, home)
    address = (owner, "birth", home.mood) if home.mood else (owner, "birth")
    others = tuple(theme.motif for theme in earlier)
    strangers = tuple(row for row in book.archetypes.values() if row not in rows)
    found = _search(parents, others, strangers, dice, address)
    motif = padded(written(found[0], parents.scale), parents.meter.length)
    motif = hopping(motif, parents.meter.beat) if home.hops else motif
    head, degrees = _head(motif, others), parents.scale.degrees
    theme = Theme(
        name=name,
        owner=owner,
        archetypes=tuple(row.name for row in rows),
        motif=motif,
        head=head,
        mode=parents.mode,
        register=_register(rows),
        instruments=in_turns([row.instruments for row in rows]),
        progressions=in_turns([row.progressions for row in rows]),
        phrase=grown(motif, degrees, parents.meter),
        meter=str(parents.meter),
        open_phrase=left_open(motif, degrees, parents.meter),
        fingerprint=fingerprint(motif, head),
        harmony=implied_harmony(motif, degrees, parents.meter),
    )
    runners_up = tuple(degree_names(written(draft, parents.scale)) for draft in found[1:])
    return theme, (_birth_decision(theme, rows, earlier, runners_up),)


def _head(motif: Motif, others: tuple[Motif, ...]) -> int:
    """How many notes the head has: as many as its rhythm says, and more while it could begin somebody else's theme."""
    places = [i for i, tone in enumerate(motif) if tone.step is not None]
    head = head_of(motif)
    while head < min(_LONGEST_HEAD, len(places) - 1):
        piece = motif[: places[head - 1] + 1]
        own = similarity(piece, motif)
        if _says_something(piece) and all(similarity(piece, other) <= own - _CLEAR for other in others):
            break
        head += 1
    return head


def _says_something(piece: Motif) -> bool:
    """Whether it has four notes, or a leap and a length twice another."""
    notes = [tone for tone in piece if tone.step is not None]
    leaps = any(abs(b.semitones - a.semitones) >= _LEAP for a, b in pairwise(notes))
    spans = [tone.length for tone in notes[:-1]]
    return len(notes) > _FEW or (leaps and max(spans) >= 2 * min(spans))


def _taste(parents: Parents, start: Draft, earlier: tuple[Motif, ...]) -> Taste:
    seed = written(start, parents.scale)
    notes = [tone.semitones for tone in seed if tone.step is not None]
    moves = [b - a for a, b in pairwise(notes)]
    top, at, peak = max(notes), 0, 0
    for tone in seed:
        if tone.step is not None and tone.semitones == top:
            peak = at
        at += tone.length
    run = longest = 1
    for move in moves:
        run = run + 1 if not move else 1
        longest = max(longest, run)
    spans = {tone.length for tone in seed if tone.step is not None}
    falls = 1000 * peak // at < 200 and sum(moves) < 0
    return Taste(
        scale=parents.scale,
        meter=parents.meter,
        widest=min(19, max(12, max(notes) - min(notes))),
        leaps=min(2, sum(abs(move) >= 5 for move in moves)),
        peak=0 if falls else (1000 * peak // at + 650) // 2,
        head=parents.rows[0].head,
        repeats=max(3, longest),
        values=1 if len(spans) == 1 else 2 if len(spans) == 2 else 3,
        twins=sum(not move for move in moves),
        strengths=strengths_of(parents.meter),
        triads=triads_of(parents.scale),
        notes=parents.notes,
        foreign=min(1, sum(slot[1] != 0 for slot in start)),
        seed=seed,
        earlier=earlier,
    )


class _Brood:
    """The drafts of one search, each weighed once."""

    def __init__(self, taste: Taste, stream: Stream) -> None:
        self.taste = taste
        self.stream = stream
        self.seen: dict[Draft, int] = {}
        self.limit = 10**9

    def weigh(self, draft: Draft) -> None:
        """Price a draft; its likeness to others only where it could be among the best."""
        if draft in self.seen:
            return
        plain = cost(draft, self.taste)
        near = likeness(written(draft, self.taste.scale), self.taste) if plain < self.limit else _UNWEIGHED
        self.seen[draft] = plain + near + self.stream.below(140)

    def breed(self, rounds: int) -> None:
        """Each round, make moves on the best so far; ties go to the earlier born."""
        stream = self.stream
        for turn in range(rounds):
            best = sorted(self.seen.items(), key=lambda item: item[1])[: _KEPT if turn else len(self.seen)]
            self.limit = best[min(2, len(best) - 1)][1] + 100
            for _ in range(_BROOD):
                moves = stream.between(2, 4) if turn < _STUBBORN else stream.between(1, 2)
                self.weigh(mutated(stream.pick(best)[0], stream, moves))

    def ranked(self) -> list[Draft]:
        """The drafts, best first."""
        return [draft for draft, _ in sorted(self.seen.items(), key=lambda item: item[1])]

    def nearest(self, draft: Draft) -> float:
        """How like a draft is to the earlier theme that it resembles most."""
        motif = written(draft, self.taste.scale)
        return max((similarity(motif, other) for other in self.taste.earlier), default=0.0)


@lru_cache(maxsize=128)
def _search(
    parents: Parents,
    earlier: tuple[Motif, ...],
    strangers: tuple[Archetype, ...],
    dice: Dice,
    address: tuple[str, ...],
) -> tuple[Draft, ...]:
    """Breed drafts until one is nobody else's; the best of them, and who came close."""
    starts, stream = templates(parents), dice.at("theme", *address)
    brood = _Brood(_taste(parents, starts[0], earlier), stream)
    for template in starts:
        brood.weigh(template)
    brood.breed(_ROUNDS)
    for _ in range(_TRIES):
        if brood.nearest(brood.ranked()[0]) <= DISTINCT or not strangers:
            break
        brood.limit = 10**9
        for template in strange_templates(parents, stream.pick(strangers)):
            brood.weigh(template)
        brood.breed(_MORE)
    found = brood.ranked()
    if earlier and brood.nearest(found[0]) > DISTINCT:
        found.sort(key=lambda draft: max(DISTINCT, brood.nearest(draft)))
    return tuple(found[:_TOLD])


def hopping(motif: Motif, beat: int) -> Motif:
    """Let long notes go after a beat: what jumps does not hold."""
    out: list[Tone] = []
    for tone in motif:
        if tone.step is not None and tone.length >= 2 * beat:
            out += [replace(tone, length=Ticks(beat)), Tone(None, 0, Ticks(tone.length - beat))]
        else:
            out.append(tone)
    return tuple(out)


def _birth_decision(
    theme: Theme, rows: tuple[Archetype, ...], earlier: tuple[Theme, ...], others: tuple[str, ...]
) -> Decision:
    reason = f"{rows[0].name} gives the head ({rows[0].contour})"
    if len(rows) > 1:
        reason += f", {', '.join(row.name for row in rows[1:])} the rhythm, colour and register"
    reason += f"; its mark is {theme.fingerprint}"
    if earlier:
        nearest = max(earlier, key=lambda other: similarity(theme.motif, other.motif))
        reason += f"; likeness to {nearest.name}'s theme {similarity(theme.motif, nearest.motif):.2f}"
    place = f"theme of {theme.name}" if theme.owner else "theme of the cue"
    return Decision("themes", place, f"{degree_names(theme.motif)} ({theme.mode}, {theme.meter})", reason, others)


def _register(rows: tuple[Archetype, ...]) -> tuple[int, int]:
    return sum(row.register[0] for row in rows) // len(rows), sum(row.register[1] for row in rows) // len(rows)

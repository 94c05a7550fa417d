"""Give each character a theme, born from archetypes or taken from the composer.

The seed of an archetype is only a template. Several archetypes are blended: the head of the first, the rhythm of the
second, register and players of all. From such templates a search makes drafts by small moves and keeps the one that
sings best, says one thing to remember, and is unlike every theme born before it; themes are born in order of entry, so
that the later yields to the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from scenescore.compose.form.keys import home_key
from scenescore.compose.form.meters import choose_meter
from scenescore.compose.mood import manner
from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.motifs import EIGHTH, degree_names, head_of, seed_motif
from scenescore.compose.themes.mutations import mutated
from scenescore.compose.themes.own_themes import in_turns, own_theme
from scenescore.compose.themes.rebarring import padded, rebar, squeezed
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.taste import Draft, Taste, cost, drafted, likeness, strengths_of, triads_of, written
from scenescore.compose.themes.tunes import grown
from scenescore.model.affect import Drama
from scenescore.model.cue import Picture
from scenescore.model.dice import Dice, Stream
from scenescore.model.knowledge import Book, Mode
from scenescore.model.metre import Meter
from scenescore.model.pitch import MAJOR
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.theme import Motif, Theme, Tone, motif_length
from scenescore.model.theme_means import Archetype
from scenescore.model.time import Ticks
from scenescore.model.words import kebab

_ROUNDS = 14
_BROOD = 9
_KEPT = 5
_STUBBORN = 3
#: How many archetypes may give the cue its theme, how far the last may lie behind, and what a lively mood is.
_NEAR, _FAR, _BUSY = 6, 650, 0.4
#: Above this two themes of one film may be taken for each other (design).
_DISTINCT = 0.5
_INTERVALS = {
    0: "a repeated note",
    1: "a semitone",
    2: "a step",
    3: "a minor third",
    4: "a major third",
    5: "a fourth",
    6: "a tritone",
    7: "a fifth",
    8: "a minor sixth",
    9: "a major sixth",
    10: "a minor seventh",
    11: "a major seventh",
    12: "an octave",
}


@dataclass(frozen=True, slots=True)
class _Parents:
    """The archetypes of one theme (first gives the head, second the rhythm), its mode's degrees, its meter.

    `notes` is how many notes it may have; a guest sings in the cue's mode instead of its own.
    """

    rows: tuple[Archetype, ...]
    scale: Scale
    meter: Meter
    notes: tuple[int, int] = (4, 9)
    is_guest: bool = False

    @property
    def rhythm(self) -> Archetype:
        return self.rows[min(1, len(self.rows) - 1)]


def cast(scene: Scene, picture: Picture, drama: Drama, book: Book, dice: Dice) -> Answer[tuple[Theme, ...]]:
    """Give each character a theme in order of entry; without characters, the cue one of its own."""
    if not scene.characters:
        rows = _rows_for_mood(drama, book, dice)
        theme, decisions = _born("", "cue", rows, (), book, dice, _home(scene, drama, book, dice))
        return Answer((theme,), decisions)
    themes: list[Theme] = []
    told: tuple[Decision, ...] = ()
    order = [entrance.character for entrance in picture.entrances]
    order += [i for i in range(len(scene.characters)) if i not in order]
    for character in (scene.characters[i] for i in order):
        theme, why = _theme(scene, character, tuple(themes), drama, book, dice)
        themes.append(theme)
        told += why
    return Answer(tuple(themes), told, _twins(themes))


def _twins(themes: list[Theme]) -> tuple[Finding, ...]:
    """Say which themes resemble each other more than a listener would like."""
    pairs = [(a, b, similarity(a.motif, b.motif)) for a, b in combinations(themes, 2)]
    return tuple(
        Finding("themes", f"theme of {b.name}", f"resembles the theme of {a.name} (likeness {alike:.2f})")
        for a, b, alike in pairs
        if alike > _DISTINCT
    )


def _theme(
    scene: Scene, character: Character, earlier: tuple[Theme, ...], drama: Drama, book: Book, dice: Dice
) -> tuple[Theme, tuple[Decision, ...]]:
    rows = tuple(_rows(character, book)) or _rows_for_mood(drama, book, dice, character.name)
    if character.motif:
        return own_theme(scene, character, rows if character.traits else (), book)
    return _born(character.name, character.name, rows, earlier, book, dice)


def _rows(character: Character, book: Book) -> list[Archetype]:
    names = [book.names.archetypes.get(kebab(trait), kebab(trait)) for trait in character.traits]
    return [book.archetypes[name] for name in dict.fromkeys(names) if name in book.archetypes]


def _rows_for_mood(drama: Drama, book: Book, dice: Dice, who: str = "") -> tuple[Archetype, ...]:
    """Choose the archetype for the cue's mood, among the three nearest in mode, pulse and the feel of its harmony."""
    priced = sorted((_distance(row, drama, book), row.name) for row in book.archetypes.values())[:_NEAR]
    weights = [max(1, _FAR - cost + priced[0][0]) for cost, _ in priced]
    return (book.archetypes[dice.at("theme", who, "archetype").weigh([name for _, name in priced], weights)],)


@dataclass(frozen=True, slots=True)
class _Home:
    """What the cue asks of a theme that is nobody's: its mode and meter, how many notes, whether it hops."""

    mode: Mode
    meter: Meter
    notes: tuple[int, int]
    hops: bool
    mood: str


def _home(scene: Scene, drama: Drama, book: Book, dice: Dice) -> _Home:
    """Read the mode, pace and touch of the cue's own theme from its mood."""
    feeling = drama.points[0].feeling
    key = home_key(scene, drama, manner(feeling), book, dice, None).value
    busy = feeling.arousal > _BUSY
    notes = (6, 10) if busy else (4, 7) if feeling.arousal < -_BUSY or feeling.tension > 0.6 else (4, 9)
    is_light = feeling.valence > 0.3 and feeling.tension < 0.2 and feeling.size < 0.5
    meter = choose_meter(scene, drama, book, dice).value
    return _Home(book.modes[key.mode], meter, notes, is_light and feeling.arousal > 0.2, drama.words[0])


def _distance(row: Archetype, drama: Drama, book: Book) -> int:
    points = drama.points or ()
    harmony = [book.progressions[name] for name in row.progressions if name in book.progressions]
    total = 150 * drama.modes.index(row.mode) if row.mode in drama.modes else 700
    (low, high), (slow, fast) = row.bpm, drama.bpm
    total += round(12 * (max(0.0, low - fast) + max(0.0, slow - high)))
    if points and harmony:
        for quality in ("valence", "arousal", "tension"):
            asked = sum(round(1000 * getattr(p.feeling, quality)) for p in points) // len(points)
            got = sum(round(1000 * getattr(p, quality)) for p in harmony) // len(harmony)
            total += abs(asked - got)
    return total - (400 if set(row.traits) & set(drama.words) else 0)


def _meter(text: str) -> Meter:
    try:
        return Meter.parse(text)
    except ValueError:
        return Meter()


def _parents(rows: tuple[Archetype, ...], book: Book, home: _Home | None) -> _Parents:
    mode = home.mode if home else book.modes.get(rows[0].mode)
    scale = scale_of(mode.degrees if mode else MAJOR)
    rhythm = rows[min(1, len(rows) - 1)]
    if home:
        return _Parents(rows, scale, home.meter, home.notes, is_guest=True)
    return _Parents(rows, scale, _meter(rhythm.meter))


def _bars(motif: Motif, meter: Meter) -> Motif:
    """Bring a template into one or two bars."""
    bars = -(-motif_length(motif) // meter.length)
    # Two bars of 2/4 are heard as one of 4/4 and may be so many more.
    most = 2 if meter.length > 2 * 2 * EIGHTH else 4
    return padded(motif, meter.length) if bars <= most else squeezed(motif, meter, 2)


def _templates(parents: _Parents) -> list[Draft]:
    """Lay out where the search begins: the first seed, and blends of its pitches with the other seeds' rhythms."""
    first, scale = parents.rows[0], parents.scale
    seed = _bars(seed_motif(first.seed), _meter(first.meter))
    if parents.is_guest:
        turned = rebar(seed, _meter(first.meter), parents.meter)
        seed = _bars(tuple(scale.nearest(tone) for tone in turned), parents.meter)
    home = drafted(seed, scale)
    if len(parents.rows) == 1:
        return [home]
    out = []
    for other in parents.rows[1:]:
        if _meter(other.meter) != parents.meter:
            continue
        frame = drafted(_bars(seed_motif(other.seed), parents.meter), scale)
        out += [_blend(home, frame, head) for head in (4, 3)]
    return out or [home]


def _blend(head: Draft, frame: Draft, count: int) -> Draft:
    """Sing the first notes of one draft, then the contour of the other, in the other's rhythm."""
    first = [slot[:2] for slot in head if slot[0] is not None][:count]
    contour = [slot[0] for slot in frame if slot[0] is not None]
    pitches_: list[tuple[int, int]] = [(index or 0, accidental) for index, accidental in first][: len(contour)]
    for i in range(len(pitches_), len(contour)):
        step = contour[i] - contour[i - 1]
        pitches_.append((pitches_[-1][0] + step, 0))
    left = iter(pitches_)
    return tuple((None, 0, length) if index is None else (*next(left), length) for index, _, length in frame)


def _taste(parents: _Parents, start: Draft, earlier: tuple[Theme, ...]) -> Taste:
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
        earlier=tuple(theme.motif for theme in earlier),
    )


def _search(parents: _Parents, earlier: tuple[Theme, ...], stream: Stream) -> list[tuple[int, Draft]]:
    """Breed drafts from the templates: each round, moves on the best so far; ties go to the earlier born."""
    templates = _templates(parents)
    taste = _taste(parents, templates[0], earlier)
    seen: dict[Draft, int] = {}

    def weigh(draft: Draft) -> None:
        if draft not in seen:
            plain = cost(draft, taste)
            near = plain + likeness(written(draft, taste.scale), taste) if plain < limit else plain + 1500
            seen[draft] = near + stream.below(140)

    limit = 10**9
    for template in templates:
        weigh(template)
    for turn in range(_ROUNDS):
        best = sorted(seen.items(), key=lambda item: item[1])[: _KEPT if turn else len(seen)]
        limit = best[min(2, len(best) - 1)][1] + 100
        for _ in range(_BROOD):
            weigh(
                mutated(
                    stream.pick(best)[0], stream, stream.between(2, 4) if turn < _STUBBORN else stream.between(1, 2)
                )
            )
    return sorted(((weight, draft) for draft, weight in seen.items()), key=lambda item: item[0])


def _born(
    owner: str,
    name: str,
    rows: tuple[Archetype, ...],
    earlier: tuple[Theme, ...],
    book: Book,
    dice: Dice,
    home: _Home | None = None,
) -> tuple[Theme, tuple[Decision, ...]]:
    parents = _parents(rows, book, home)
    address = (owner, "birth", home.mood) if home else (owner, "birth")
    found = _search(parents, earlier, dice.at("theme", *address))
    motif = padded(written(found[0][1], parents.scale), parents.meter.length)
    motif = hopping(motif, parents.meter.beat) if home and home.hops else motif
    theme = Theme(
        name=name,
        owner=owner,
        archetypes=tuple(row.name for row in rows),
        motif=motif,
        head=head_of(motif),
        mode=home.mode.name if home else rows[0].mode,
        register=_register(rows),
        instruments=in_turns([row.instruments for row in rows]),
        progressions=in_turns([row.progressions for row in rows]),
        phrase=grown(motif, parents.scale.degrees, parents.meter),
        meter=str(parents.meter),
    )
    others = tuple(degree_names(written(draft, parents.scale)) for _, draft in found[1:4])
    return theme, (_birth_decision(theme, rows, earlier, others),)


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
    notes = [tone.semitones for tone in theme.motif if tone.step is not None]
    moves = [b - a for a, b in pairwise(notes)]
    key = max(moves, key=abs, default=0)
    where = "up" if key > 0 else "down" if key < 0 else "held"
    reason = f"{rows[0].name} gives the head ({rows[0].contour})"
    if len(rows) > 1:
        reason += f", {', '.join(row.name for row in rows[1:])} the rhythm, colour and register"
    reason += f"; its mark is {_INTERVALS.get(abs(key), 'a wide leap')} {where}"
    if earlier:
        nearest = max(earlier, key=lambda other: similarity(theme.motif, other.motif))
        reason += f"; likeness to {nearest.name}'s theme {similarity(theme.motif, nearest.motif):.2f}"
    place = f"theme of {theme.name}" if theme.owner else "theme of the cue"
    return Decision("themes", place, f"{degree_names(theme.motif)} ({theme.mode}, {theme.meter})", reason, others)


def _register(rows: tuple[Archetype, ...]) -> tuple[int, int]:
    return sum(row.register[0] for row in rows) // len(rows), sum(row.register[1] for row in rows) // len(rows)

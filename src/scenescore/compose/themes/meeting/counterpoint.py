"""Sound two themes together: search how the second goes with the first.

The second theme may be moved by scale steps, come later, be stretched or turned upside down, as far as the relation
lets it (`presets/relations`). Two rounds: every way is weighed by how near its share of clashing strong beats comes to
what the relation asks (see `clash`), and the best of these by how two voices should go: no parallel fifths and
octaves, contrary motion, one moving while the other holds, high points apart, registers apart and uncrossed, tones
that one chord can carry, both recognisable (after Jeppesen 1931 and Piston 1987; weights by design). Costs are whole
numbers; equal ones are settled by the order of the search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.likeness import likeness, similarity
from scenescore.compose.themes.meeting.clash import (
    CLASHING,
    FOURTH,
    Line,
    coinciding,
    contrary,
    heard_at,
    is_clash,
    line_of,
    parallels,
    strong_beats,
    strong_clashes,
    sung,
    together,
)
from scenescore.compose.themes.meeting.encounter import (
    FAR,
    Encounter,
    Meeting,
    held,
    in_place,
    is_low,
    numbered,
    octave_apart,
    stated,
    trimmed,
)
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.statements import state_theme
from scenescore.compose.themes.transformations import Terms, sounding, transform, within
from scenescore.compose.themes.treatments import Treatment
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import TUNE, Motif, Statement, Theme, Voice, middle_of, motif_length
from scenescore.model.theme_means import RelationKind
from scenescore.model.time import Ticks

#: How many ways are looked at closely; on how many beats two themes should sound together, and must.
_FINALISTS, _ENOUGH, _FEWEST = 10, 8, 3
#: From this share of dissonance on a relation wants its clashes on downbeats.
_BITING = 0.4
#: Interval classes that bite most (minor second, major seventh, tritone).
_SHARPEST = frozenset({1, 6, 11})
#: How much of the onsets should fall together, in thousandths.
_FEW, _MANY = 300, 700
#: Below this a counter-voice is the bass (MIDI).
_BASS = 50
#: How near the budget is near enough (thousandths), what a beat too few costs, each later stretch of the list,
#: and to be turned upside down without need.
_NEAR, _SPARSE, _RANKED, _TURNED = 80, 110, 40, 60
#: What it costs to come in off the downbeat, by the strength of the place.
_LATE = {4: 0, 3: 15, 2: 50, 1: 90, 0: 200}
#: From this share of dissonance on the second theme may come in off the beat.
_RESTLESS = 0.25
#: What parallel fifths and octaves cost, and to go always along with the other instead of against it.
_PARALLEL, _ALONG = 420, 200
#: What it costs to part on a clash, for those who do not fight.
_UNRESOLVED = 130
#: What it costs to begin together, so that nobody hears who is who, and for each beat that the second is over early.
_AT_ONCE, _ALONE = 70, 12
#: After how many of the beats it may do so.
_SYNCOPATED = 4
#: Whether the second theme is turned upside down, as the relation says (must not, may, must).
_TURNS = ((False,), (False, True), (True,))
_SHORTEST = EIGHTH // 2
#: From this likeness on (thousandths) a theme is known again without doubt; below the other it is hardly known.
_KNOWN, _DOUBTFUL = 700, 500
#: Of so many it is asked.
_BEST = 4
_NOISE = 40


@dataclass(frozen=True, slots=True)
class _Way:
    """One way for the second theme to go along: its tones, by how many steps they are moved, when it begins.

    `price` is what that costs without its clashes, `cost` with them as far as they are known.
    """

    tones: Motif
    chain: tuple[str, ...]
    steps: int
    delay: int
    order: int
    price: int
    cost: int


@dataclass(frozen=True, slots=True)
class Variant:
    """The second theme stretched and turned, and for each distance in scale steps its heights above the tonic."""

    tones: Motif
    chain: tuple[str, ...]
    heights: tuple[tuple[int, ...], ...]
    rank: int


def combined(encounter: Encounter) -> Meeting | None:
    """Sound the second theme together with the first; None where they have no room to do so."""
    lead = _lead(encounter)
    joined = join(lead, encounter, _variants(encounter), _delays(encounter)) if lead else None
    if lead is None or joined is None:
        return None
    cost, answer = joined
    clashes, beats = strong_clashes(lead, answer, encounter.cue)
    says = _says(lead, answer, encounter)
    return Meeting(numbered((lead, answer)), encounter.relation.name, "counterpoint", clashes, beats, cost, says)


def join(
    lead: Statement,
    encounter: Encounter,
    variants: list[Variant],
    delays: list[tuple[int, int]],
    before: tuple[int, int] = (0, 0),
) -> tuple[int, Statement] | None:
    """Find how the second theme best joins a statement, among its variants and delays; None where it cannot.

    `before` are the clashes and strong beats that the meeting has had already: the budget is that of the whole.
    """
    line = line_of(lead)
    ways = sorted(_ways(line, lead, encounter, variants, delays, before), key=lambda way: (way.cost, way.order))[
        :_FINALISTS
    ]
    noise = encounter.dice.at("meeting", lead.theme, encounter.other.name, int(lead.at))
    found = []
    for way in ways:
        answer = _answer(way, lead, encounter)
        cost = way.price + _cost(line, answer, encounter, before) + noise.below(_NOISE)
        found.append((cost, way.order, answer))
    found.sort(key=lambda item: item[:2])
    # How well the theme is known again is asked last: it takes longest to say.
    known = [(cost + _strange(answer, encounter), order, answer) for cost, order, answer in found[:_BEST]]
    best = min(known, key=lambda item: item[:2], default=None)
    if best is None:
        return None
    cost, _, answer = best
    parts = likeness(answer.tones, encounter.other.motif)
    return cost, replace(answer, similarity=_known(answer, encounter), likeness=parts)


def _known(answer: Statement, encounter: Encounter) -> float:
    """How well the second theme is known again."""
    return similarity(answer.tones, encounter.other.motif)


def _strange(answer: Statement, encounter: Encounter) -> int:
    """What it costs that the second theme is hardly known again."""
    alike = round(1000 * _known(answer, encounter))
    return 3 * max(0, _KNOWN - alike) // 2 + 4 * max(0, _DOUBTFUL - alike)


def _lead(encounter: Encounter) -> Statement | None:
    """State the first theme: the whole tune where there is room, else the motif, said again higher if that fits."""
    room, theme = encounter.room, encounter.leader
    option = Treatment("motif")
    tune, motif = (motif_length(trimmed(in_place(theme, encounter, whole=whole)[0])) for whole in (True, False))
    if theme.phrase and encounter.allows(theme) >= TUNE and tune <= room.length:
        option = Treatment("tune")
    elif -(-motif // encounter.meter.length) * 2 * encounter.meter.length <= room.length:
        option = Treatment("motif", ("sequence",))
    plain = replace(option, name=encounter.states[0], level=encounter.level, most=encounter.allows(theme))
    made = state_theme(theme, plain, room, encounter.cue)
    return None if made is None else replace(made, relation=encounter.relation.name)


def _ways(
    line: Line,
    lead: Statement,
    encounter: Encounter,
    variants: list[Variant],
    delays: list[tuple[int, int]],
    before: tuple[int, int],
) -> Iterator[_Way]:
    """Every way for the second theme, priced by its clashes alone."""
    relation, start = encounter.relation, int(lead.at)
    ticks = strong_beats(encounter.cue, start, lead.end)
    beats = [(tick - start, line[n][2] - lead.tonic) for tick in ticks if (n := heard_at(line, tick)) is not None]
    clashing = CLASHING | {FOURTH} if is_low(encounter.other) else CLASHING
    order = 0
    for variant, (delay, late) in product(variants, delays):
        spans = sung(variant.tones, delay)
        pairs = [(height, n) for tick, height in beats if (n := heard_at(spans, tick)) is not None]
        if len(pairs) < _FEWEST or not _is_whole(spans, lead.length, encounter.other):
            continue
        price = late + variant.rank + _SPARSE * max(0, _ENOUGH - len(pairs))
        price += _ALONE * max(0, lead.length - spans[-1][1]) // encounter.meter.beat
        for steps, heights in zip(relation.degrees, variant.heights, strict=True):
            order += 1
            clashes = sum((height - heights[n]) % SEMITONES in clashing for height, n in pairs)
            cost = price + _off(clashes + before[0], len(pairs) + before[1], relation)
            yield _Way(variant.tones, variant.chain, steps, delay, order, price, cost)


def _off(clashes: int, beats: int, relation: RelationKind) -> int:
    """What it costs to be away from the share of clashes that the relation asks."""
    off = abs(1000 * clashes // max(1, beats) - round(1000 * relation.dissonance))
    return 2 * off + 7 * max(0, off - _NEAR)


def _is_whole(spans: Line, room: int, theme: Theme) -> bool:
    """Whether enough of the second theme begins before the first is over: its head and a note more."""
    return sum(at < room for at, _, _ in spans) >= min(len(spans), theme.head + 1)


def _variants(encounter: Encounter) -> list[Variant]:
    """The second theme as motif and as tune, stretched and turned as the relation lets it."""
    relation, theme = encounter.relation, encounter.other
    degrees = encounter.room.section.key.degrees
    out: list[Variant] = []
    seen: set[Motif] = set()
    for whole, (rank, scaled), turned in product((True, False), enumerate(relation.scales), _TURNS[relation.inverts]):
        plain, chain = in_place(theme, encounter, whole=whole)
        tones = _stretched(trimmed(plain), scaled)
        if turned:
            terms = Terms(degrees, encounter.meter, encounter.meter, motif_length(tones), theme.head)
            tones = transform(tones, ("inversion",), terms)
        if not tones or tones in seen:
            continue
        seen.add(tones)
        stretch = () if scaled == 1 else ("augmentation",) if scaled > 1 else ("diminution",)
        names = ("combination", *chain, *(("inversion",) if turned else ()), *stretch)
        out.append(variant(tones, names, encounter, _RANKED * rank + _TURNED * (turned and relation.inverts == 1)))
    return out


def variant(tones: Motif, chain: tuple[str, ...], encounter: Encounter, rank: int = 0) -> Variant:
    """Lay out a motif on every degree to which the relation lets it move."""
    scale = scale_of(encounter.room.section.key.degrees)
    places = [scale.index(tone)[0] for tone in tones if tone.step is not None]
    moved = (tuple(scale.semitones(place + steps) for place in places) for steps in encounter.relation.degrees)
    return Variant(tones, chain, tuple(moved), rank)


def _stretched(tones: Motif, scaled: float) -> Motif:
    """Stretch a motif; empty where one of its notes would leave the grid of sixteenths."""
    share = Fraction(scaled)
    lengths = [tone.length * share for tone in tones]
    if any(length.denominator > 1 or length < _SHORTEST for length in lengths):
        return ()
    return tuple(replace(t, length=Ticks(int(length))) for t, length in zip(tones, lengths, strict=True))


def _delays(encounter: Encounter) -> list[tuple[int, int]]:
    """When the second theme may begin, and what that costs: on the beat, where it is in its meter, best of all."""
    meter = encounter.meter
    low, high = (round(Fraction(beats) * meter.beat) for beats in encounter.relation.delay)
    beats = range(low, min(high, encounter.room.length) + 1, meter.beat)
    delays = [(at, _LATE[meter.strength(at % meter.length)] if at else _AT_ONCE) for at in beats]
    if encounter.relation.dissonance >= _RESTLESS and not meter.is_compound:
        delays += [(delay + EIGHTH, _LATE[1]) for delay in beats[:_SYNCOPATED]]
    return delays


def _answer(way: _Way, lead: Statement, encounter: Encounter) -> Statement:
    """State the second theme in its way: in a register of its own, ending with the first."""
    scale, theme = scale_of(encounter.room.section.key.degrees), encounter.other
    moved = tuple(scale.moved(tone, way.steps) for tone in way.tones)
    left = lead.length - way.delay
    tones = held(trimmed(within(moved, left)), left)
    chain = (*way.chain, *(("transposition",) if way.steps % len(scale.degrees) else ()))
    if len(sounding(tones)) < len(sounding(way.tones)):
        chain = (*chain, "truncation")
    tonic = octave_apart(tones, line_of(lead), encounter)
    voice: Voice = "bass" if is_low(theme) and tonic + middle_of(tones) < _BASS else "counter-melody"
    return stated(encounter, theme, tones, chain, lead.at + way.delay, tonic, voice, partner=0, is_known=False)


def _cost(line: Line, answer: Statement, encounter: Encounter, before: tuple[int, int]) -> int:
    """What a pair of voices costs (see the module)."""
    other, relation = line_of(answer), encounter.relation
    beats = together(line, other, encounter.cue)
    apart, along = contrary(beats)
    share = coinciding(line, other)
    over_bass = answer.voice == "bass"
    clashes = sum(is_clash(max(a, b), min(a, b), over_bass=over_bass) for _, a, b in beats)
    total = _off(clashes + before[0], len(beats) + before[1], relation)
    total += _PARALLEL * parallels(beats) + _ALONG * (along - apart) // max(1, len(beats))
    total += 2 * (max(0, _FEW - share) + max(0, share - _MANY))
    total += 90 * sum((a > b) != (line[0][2] > other[0][2]) for _, a, b in beats if a != b)
    total += 250 * (_peak(line) == _peak(other))
    total += _bite(beats, encounter, over_bass=over_bass)
    gap = abs(sum(a - b for _, a, b in beats)) // max(1, len(beats))
    return total + 40 * max(0, relation.apart - gap) + 8 * max(0, gap - FAR)


def _peak(line: Line) -> int:
    """Where a melody has its highest note."""
    return max(line, key=lambda note: (note[2], -note[0]))[0]


def _bite(beats: tuple[tuple[int, int, int], ...], encounter: Encounter, *, over_bass: bool) -> int:
    """Weigh where clashes fall: those who fight clash hard on downbeats, those who do not keep clear of them.

    A chord must be able to carry the pair: what leaves every triad of the mode within half a bar costs extra.
    """
    wants = encounter.relation.dissonance >= _BITING
    total = 0
    if beats and not wants:
        a, b = beats[-1][1:]
        total += _UNRESOLVED * is_clash(max(a, b), min(a, b), over_bass=over_bass)
    for tick, a, b in beats:
        bar = encounter.cue.bar(tick)
        if is_clash(max(a, b), min(a, b), over_bass=over_bass):
            strength = bar.meter.strength(tick - bar.at)
            sharp = (a - b) % SEMITONES in _SHARPEST
            total += -30 * max(0, strength - 2) - 25 * sharp if wants else 25 * (strength - 1) + 40 * sharp
    return total + (25 if wants else 70) * _unharmonised(beats, encounter)


def _unharmonised(beats: tuple[tuple[int, int, int], ...], encounter: Encounter) -> int:
    """Count the tones that no one triad of the mode can carry, half bar by half bar."""
    key = encounter.room.section.key
    scale = scale_of(key.degrees)
    triads = [frozenset((key.pc + scale.semitones(root + third)) % SEMITONES for third in (0, 2, 4))
              for root in range(len(key.degrees))]  # fmt: skip
    halves: dict[int, set[int]] = {}
    for tick, a, b in beats:
        bar = encounter.cue.bar(tick)
        half = 2 * (tick - bar.at) // bar.meter.length if len(bar.meter.beats) % 2 == 0 else 0
        halves.setdefault(2 * bar.number + half, set()).update((a % SEMITONES, b % SEMITONES))
    return sum(min(len(pcs - triad) for triad in triads) for pcs in halves.values())


def _says(lead: Statement, answer: Statement, encounter: Encounter) -> str:
    """Say how they meet."""
    late = answer.at - lead.at
    when = "with it" if not late else f"{late / encounter.meter.beat:g} beats after it"
    how = ", ".join(name for name in answer.chain if name not in {"combination", "transposition"})
    return f"{answer.theme} joins {lead.theme} {when}{f' ({how})' if how else ''}: {encounter.relation.note}"

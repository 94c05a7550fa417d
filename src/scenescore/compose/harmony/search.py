"""Find the chords of a cue: section by section, the cheapest way through the candidates of every slot (Viterbi).

The plan (`compose.harmony.plan`) says what each slot would like; the search weighs it against the melody of the theme
statements, the asked tension, the voice leading from chord to chord, the line of the bass and the mood. A section
hears only itself and what came before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from scenescore.compose.harmony import grammar, grounds
from scenescore.compose.harmony.bans import is_barred, permitted
from scenescore.compose.harmony.bridges import Crossings
from scenescore.compose.harmony.closes import FIXED, LOOSE, Carries, Wish, effective_close
from scenescore.compose.harmony.colours import diatonic_triads, foreign_tones, tonic_token
from scenescore.compose.harmony.costs import (
    SHADED,
    Costs,
    affect_costs,
    cheapest,
    departures,
    same_root,
    standing,
    transitions,
)
from scenescore.compose.harmony.kept import EVERYTHING_NEW, Kept
from scenescore.compose.harmony.lights import Lights, beams
from scenescore.compose.harmony.plan import Materials, Plan, lay, opened, pedals
from scenescore.compose.harmony.rhythm import Slot, slots
from scenescore.compose.harmony.shades import is_idle, richness, shades
from scenescore.compose.harmony.steering import asked, ground, is_within, misses, motions, own_tension
from scenescore.compose.harmony.style import PLAIN, Style
from scenescore.compose.harmony.support import Sung, Support, refined, sung
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.genre import Genre
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.line import Line, Span
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import Ticks

_TASTE = 160
#: What it gains to say again a chord that the cue has said before: a cue speaks few words, and often.
_HEARD = 220
_OPEN_TONIC = 1200
#: What a turn of the picture costs when the root stays.
_UNTURNED = 30_000
#: How firmly a close holds to the very shade of its chords, in times the usual cost.
_FIRM_SHADE = 2
#: Tension is named as the reason when it is met better by so many thousandths.
_TELLING = 40


def _without(plan: Plan, section: Section, reader: TokenReader, avoid: Sequence[str]) -> Plan:
    """The plan without the chords that the scene rules out."""
    if not avoid:
        return plan
    wishes = tuple(replace(wish, token=permitted(wish.token, section, reader, avoid)) for wish in plan.wishes)
    return replace(plan, wishes=wishes)


def _candidates(
    section: Section, plan: Plan, reader: TokenReader, avoid: Sequence[str], own: Sequence[str]
) -> list[Chord]:
    """The chords that a section may use: the wished ones, and all shades and colours that its mood or genre bears."""
    wished = list(dict.fromkeys(wish.token for wish in plan.wishes))
    out = [reader.chord(token, section.key) for token in wished]
    for token in own or shades(section, wished):
        try:
            chord = reader.chord(token, section.key)
        except ValueError:
            continue
        is_word = bool(own) or (is_within(chord, section) and not is_idle(chord))
        if token not in wished and not is_barred(chord, avoid) and is_word:
            out.append(chord)
    return out


def _emissions(
    section: Section,
    laid: Sequence[Slot],
    plan: Plan,
    chords: Sequence[Chord],
    support: Support,
    book: Book,
    reader: TokenReader,
    dice: Dice,
    heard: Sequence[str],
) -> Costs:
    place = {chord.token: i for i, chord in enumerate(chords)}
    wished = {wish.token for wish in plan.wishes}
    planned = [chord.token in wished for chord in chords]
    leave = departures(chords, section, planned)
    firm = np.array([[wish.firmness] for wish in plan.wishes], dtype=np.int64)
    shaded = np.where(firm < FIXED, np.minimum(firm, _FIRM_SHADE), firm)
    home = reader.chord(tonic_token(section), section.key)
    far = leave[[place[wish.token] for wish in plan.wishes]]
    out = far * np.where(far <= SHADED, shaded, firm)
    out = out + support.costs(chords) + affect_costs(chords, section, planned, book)[None, :]
    out = out + np.array(richness(chords, section, planned), dtype=np.int64)[None, :] + ground(section, laid, chords)
    out = out + np.array([dice.at("taste", chord.token).below(_TASTE) for chord in chords], dtype=np.int64)[None, :]
    out = out - _HEARD * np.array([chord.token in heard for chord in chords], dtype=np.int64)[None, :]
    counts = [sum(other.phrase == slot.phrase for other in laid) for slot in laid]
    for i, slot in enumerate(laid):
        is_open = slot.place == "arrival" and slot.phrase not in plan.pedals
        if is_open and effective_close(section, slot.phrase, counts[i]) == "open":
            out[i] += [_OPEN_TONIC * (c.pcs == home.pcs and c.bass == c.root) for c in chords]
    return out.astype(np.int64)


def _carried(notes: Sequence[Sung], section: Section, reader: TokenReader, laid: Sequence[Slot]) -> Carries:
    """What tokens cost under the melody of other slots."""
    return _carrier(Support(laid, notes, section.feeling.tension), section, reader)


def _carrier(support: Support, section: Section, reader: TokenReader) -> Carries:
    """What a token costs under the melody of a slot, worked out once for each token."""
    known: dict[str, list[int]] = {}

    def carries(token: str, slot: int) -> int:
        if support.is_silent:
            return 0
        if token not in known:
            known[token] = support.strain(reader.chord(token, section.key))
        return known[token][slot]

    return carries


def _heard(spans: Sequence[Span[Chord]]) -> tuple[str, ...]:
    """The chords of the cue so far, as they stand in their keys."""
    return tuple(dict.fromkeys(span.value.token for span in spans))


def _search(
    laid: Sequence[Slot],
    plan: Plan,
    chords: Sequence[Chord],
    emissions: Costs,
    wanted: Sequence[int],
    before: Chord | None,
) -> list[Chord]:
    """The cheapest way through a section, from the chord before it."""
    count = len(chords)
    known = [*chords, before] if before else list(chords)
    own = np.array([own_tension(chord) for chord in chords], dtype=np.int64)
    moved, moves, same = (table(known)[:, :count] for table in (motions, transitions, same_root))
    nothing = np.zeros(count, dtype=np.int64)
    first = misses(own, nothing[None, :], wanted[0])[0]
    if before:
        first = moves[-1] + misses(own, moved[-1:], wanted[0])[0]
        first = first + (_UNTURNED * same[-1] if laid[0].place == "turn" else nothing)
    moved, inner, same = moved[:count], moves[:count], same[:count]
    still = inner + standing(count)
    steps = []
    for i, (one, other) in enumerate(pairwise(plan.wishes), start=1):
        step = (inner if one.token == other.token else still) + misses(own, moved, wanted[i])
        steps.append(step + _UNTURNED * same if laid[i].place == "turn" else step)
    return [chords[i] for i in cheapest(emissions, steps, first)]


def _bars(cue: Cue, slot: Slot) -> tuple[int, int]:
    return cue.bar(slot.at).number, cue.bar(slot.end - 1).number


def _why(section: Section, plan: Plan, *, is_return: bool) -> str:
    if is_return:
        return "the material comes back, so its harmony does, changed on the way"
    feeling = section.feeling
    words = ", ".join(section.words[:2]) or "the feeling"
    other = " ".join(plan.materials.other.chords)
    affect = f"valence {feeling.valence:+.2f}, tension {feeling.tension:+.2f}"
    return f"it suits {words} ({affect}) in {section.key.name}; its counterpart is {other}"


def _section_decisions(
    cue: Cue,
    section: Section,
    laid: Sequence[Slot],
    plan: Plan,
    found: Sequence[Chord],
    reader: TokenReader,
    *,
    is_return: bool,
) -> list[Decision]:
    place = f"section {section.label}"
    bars = (cue.bar(section.at).number, cue.bar(section.end - 1).number)
    first = plan.materials.first
    out = []
    if any(wish.source in {"loop", "pedal"} for wish in plan.wishes):
        choice = f"{' '.join(first.chords)} ({first.name})"
        others = tuple(f"{c.name}: {' '.join(c.chords)}" for c in plan.runners_up)
        out.append(Decision("harmony", place, choice, _why(section, plan, is_return=is_return), others, bars))
    for index in plan.pedals:
        phrase = section.phrases[index]
        inside = (cue.bar(phrase.at).number, cue.bar(phrase.end - 1).number)
        out.append(Decision("harmony", place, "tonic pedal", "a held bass under moving chords", (), inside))
    for i, row, others in plan.closes:
        phrase = section.phrases[laid[i].phrase]
        reason = f"the phrase closes {phrase.close}" if phrase.close != "none" else "the last chord follows"
        out.append(Decision("harmony", place, f"{row.name} cadence", reason, others, _bars(cue, laid[i])))
    for i, colour, others in plan.turns:
        cause = "the hit turns the harmony" if laid[i].place == "turn" else "the climax keeps its own colour"
        reason = f"{cause}: {colour.says}"
        out.append(Decision("harmony", place, found[i].token, reason, others, _bars(cue, laid[i])))
    return out + _departures(cue, section, laid, plan.wishes, found, reader)


def _because(chord: Chord, wished: Chord, wanted: int) -> str:
    """Why a chord stands where another was planned: the asked tension, or all else together."""
    ours, theirs = own_tension(chord), own_tension(wished)
    if abs(wanted - ours) + _TELLING > abs(wanted - theirs):
        return "it carries the melody, the bass and the asked tension better than the plan's chord"
    word = "more" if ours > theirs else "less"
    gives = f"it gives {ours / 1000:.2f}, the plan's {theirs / 1000:.2f}"
    return f"{word} tension is asked here: {wanted / 1000:.2f}; {gives}"


def _departures(
    cue: Cue,
    section: Section,
    laid: Sequence[Slot],
    wishes: Sequence[Wish],
    found: Sequence[Chord],
    reader: TokenReader,
) -> list[Decision]:
    """Chords that stand where the plan wished another root or a chord of the scale."""
    out = []
    for slot, wish, chord, wanted in zip(laid, wishes, found, asked(section, laid), strict=True):
        numeral = re.sub(r"[^b#IViv].*", "", chord.token)
        is_notable = not wish.token.startswith(numeral) or (
            chord.token != wish.token and foreign_tones(chord, section.key) > 0
        )
        if is_notable and wish.firmness == LOOSE:
            reason = _because(chord, reader.chord(wish.token, section.key), wanted)
            out.append(Decision("harmony", "departure", chord.token, reason, (wish.token,), _bars(cue, slot)))
        elif wish.source == "last chord":
            rests = "breaks off" if section.phrases[-1].close == "half" else "rests"
            feeling = f"valence {section.feeling.valence:+.2f}, tension {section.feeling.tension:+.2f}"
            reason = f"the cue {rests} on it: {feeling}"
            out.append(Decision("harmony", "last chord", chord.name, reason, (), _bars(cue, slot)))
    return out


def _spans(laid: Sequence[Slot], found: Sequence[Chord]) -> list[Span[Chord]]:
    """One span for each chord; equal neighbours inside a phrase melt."""
    out: list[Span[Chord]] = []
    before = -1
    for slot, chord in zip(laid, found, strict=True):
        if out and slot.phrase == before and out[-1].value == chord:
            out[-1] = Span(out[-1].start, Ticks(out[-1].length + slot.length), chord)
        else:
            out.append(Span(Ticks(slot.at), Ticks(slot.length), chord))
        before = slot.phrase
    return out


def _liked(section: Section, themes: Sequence[Theme]) -> tuple[str, ...]:
    return next((t.progressions for t in themes if section.theme and section.theme in {t.owner, t.name}), ())


def _laid(
    cue: Cue,
    here_and_next: Sequence[Section],
    notes: Sequence[Sung],
    held: Sequence[int],
    genre: Genre | None,
    reader: TokenReader,
) -> Sequence[Slot]:
    """The slots of a section (the first of two), cut finer where no one chord carries the melody."""
    section, *after = here_and_next
    leads_on = any(other.phrases[0].function == "codetta" for other in after)
    laid = grounds.barred(cue, section, slots(cue, section, held, genre, leads_on=leads_on))
    triads = [reader.chord(token, section.key) for token in diatonic_triads(section)]
    return laid if grammar.stands_still(genre) else refined(cue, laid, notes, triads)


def _held(section: Section, dice: Dice, genre: Genre | None, avoid: Sequence[str]) -> tuple[int, ...]:
    """The phrases that stand over a held tonic: none over a ground or a walking bass."""
    moves = bool(section.ground) or "pedal" in avoid or grammar.walks(genre)
    return () if moves else pedals(section, dice.at("pedal", section.label))


def harmonise(
    cue: Cue,
    sections: tuple[Section, ...],
    statements: tuple[Statement, ...],
    themes: tuple[Theme, ...],
    book: Book,
    dice: Dice,
    style: Style = PLAIN,
    kept: Kept = EVERYTHING_NEW,
) -> Answer[Line[Chord]]:
    """Give every moment of the cue a chord, in a style; `kept` holds what stays where only some bars are found anew."""
    families, avoid, genre = style.families, style.avoid, style.genre
    reader = TokenReader(book)
    known: dict[str, Materials] = {}
    spans: list[Span[Chord]] = []
    decisions: list[Decision] = []
    findings: list[Finding] = []
    crossings = Crossings(cue, book, reader, dice, families, partial(is_barred, avoid=avoid))
    for number, section in enumerate(sections):
        notes = sung(cue, statements, section)
        held = _held(section, dice, genre, avoid)
        speak = partial(grammar.lit, genre=genre, section=section, dice=dice)
        lights = Lights(cue, section, beams(cue, section, statements, themes, spans, reader), reader, avoid, speak)
        laid = kept.cut(lights.cut(_laid(cue, sections[number : number + 2], notes, held, genre, reader)))
        support = Support(laid, notes, section.feeling.tension)
        is_return = (letter := section.material or section.label) in known
        likes = (_liked(section, themes), families, [other.first.name for other in known.values()], len(laid))
        plan = lay(
            section, laid, known.get(letter),
            [] if is_return else grammar.options(genre, section, book, reader, dice, *likes),
            held, grammar.closing_book(book, genre), reader, dice, _carrier(support, section, reader),
        )  # fmt: skip
        plan = plan if number else opened(section, plan)
        known.setdefault(letter, plan.materials)
        plan = crossings.arrive(section, plan, _carrier(support, section, reader))
        laid, plan = crossings.leave(sections[number:][:2], laid, plan, partial(_carried, notes, section, reader))
        support = Support(laid, notes, section.feeling.tension)
        wishes = grammar.styled(genre, section, plan.wishes, laid, reader, dice)
        plan = _without(grounds.wished(cue, section, laid, replace(plan, wishes=wishes)), section, reader, avoid)
        chords = _candidates(section, plan, reader, avoid, grammar.vocabulary(genre, section, reader))
        chords = kept.offered(section, lights.offered(plan, chords))
        emissions = _emissions(section, laid, plan, chords, support, book, reader, dice, _heard(spans))
        emissions = lights.shone(grounds.held(cue, section, laid, chords, emissions), laid, plan, chords, notes)
        emissions, wanted = kept.held(emissions, laid, chords), lights.wanted(asked(section, laid), laid)
        found = _search(laid, plan, chords, emissions, wanted, spans[-1].value if spans else None)
        spans += _spans(laid, found)
        said = _section_decisions(cue, section, laid, plan, found, reader, is_return=is_return)
        lit, unlit = lights.told(laid, plan, found)
        decisions += [*crossings.told(found[0]), *said, *lit]
        findings += unlit
    return Answer(Line(tuple(spans), cue.length), tuple(decisions), tuple(findings))

"""Place the themes: who is heard where, how changed, and when nobody is.

A character's theme first sounds at its entrance, on the downbeat that comes just after it, in the character's dramatic
state, and exactly on every hit that calls for it: what is sung before is over by then. Later statements stand at phrase
starts and do what the section is for: the statement sings the tune, the development takes it apart, the climax has it
whole and high, the release keeps a last piece. A theme never comes back literally more than twice, and waits until
nobody speaks: only where a hit demands it, or where the speaking never ends, is it hinted at under the voice.

Sections are placed in order, each knowing only what came before, so that a later character changes nothing earlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scenescore.compose.dialogue import Spans, inside, room_until, unsung
from scenescore.compose.themes.calls import Call, beat_from, calls_of, on_the_hit
from scenescore.compose.themes.clearings import Clearings
from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.dramatic import VEILED, coloured, treatment_of
from scenescore.compose.themes.entrances import Debut, debuts_of
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.transformations import TRANSFORMATIONS
from scenescore.compose.themes.treatments import (
    HINTS,
    OVERALL,
    QUIETER,
    SHARES,
    SOFT,
    TREATMENTS,
    Treatment,
    character_of,
)
from scenescore.compose.themes.wear import heard, highest, ill_paced, sunk, wear
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Phrase, Section
from scenescore.model.knowledge import Book
from scenescore.model.pitch import SEMITONES
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import TICKS_PER_QUARTER, Ticks

_DENSE = 520
#: Nobody wants to hear the same a third time (Huron 2006).
_OFTEN = 2
_FULL = frozenset({"statement", "build", "climax"})
_QUIET = {"ff": "p", "f": "p", "mf": "p", "mp": "pp"}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every statement stands on: the cue, who enters where, the hits that call for themes, and where voices are.

    `end` is where the last section begins: a theme that has waited for silence until then waits no longer.
    """

    cue: Cue
    debuts: tuple[Debut, ...]
    calls: tuple[Call, ...]
    themes: tuple[Theme, ...]
    book: Book
    dice: Dice
    voices: Spans
    end: Ticks


@dataclass(frozen=True, slots=True)
class _Said:
    """What has been stated so far, with the reason of each statement."""

    statements: tuple[Statement, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement, why it stands there, and what was close to being taken instead."""

    statement: Statement
    why: str
    other: str = ""


def place(
    scene: Scene, cue: Cue, sections: tuple[Section, ...], themes: tuple[Theme, ...], book: Book, dice: Dice
) -> Answer[tuple[Statement, ...]]:
    """Place the themes in a planned cue: statements in order of time, never two at once."""
    last = sections[-1].at if sections else Ticks(0)
    debuts, voices = debuts_of(scene, cue, sections, themes), unsung(cue)
    calls = tuple(c for c in calls_of(cue, debuts, themes) if c.is_must or not inside(voices, c.at, c.at + 1))
    ground = _Ground(cue, debuts, calls, themes, book, dice, voices, last)
    said = _Said()
    for section in sections:
        said = _section(section, ground, said)
    return Answer(said.statements, said.decisions, (*_unheard(ground, said), *_covered(ground, said)))


def _section(section: Section, ground: _Ground, said: _Said) -> _Said:
    """State the themes of one section: those on hits first, then those that enter in it, then the others."""
    here: list[_Made] = []
    heard = [statement.theme for statement in said.statements]
    for call in ground.calls:
        made = _answer(call, section, ground, said, here) if section.at <= call.at < section.end else None
        here += [made] if made else []
    for debut in ground.debuts:
        if debut.at < section.end and debut.theme.name not in heard:
            made = _enter(debut, section, ground, said, here)
            here += [made] if made and not _is_there(debut, made, ground.cue, here) else []
    for index, phrase in enumerate(section.phrases):
        made = _return(phrase, index, section, ground, said, here)
        if made is not None:
            here.append(made)
    here.sort(key=lambda made: made.statement.at)
    first = len(said.statements)
    numbered = tuple(replace(made.statement, number=first + i) for i, made in enumerate(here))
    decisions = tuple(_decision(statement, made, ground.cue) for statement, made in zip(numbered, here, strict=True))
    return _Said(said.statements + numbered, said.decisions + decisions)


def _is_there(debut: Debut, made: _Made, cue: Cue, here: list[_Made]) -> bool:
    """Whether a hit has brought a theme in already, before its entrance could or less than a bar after it."""
    late = max(made.statement.at, debut.at + cue.bar(debut.at).meter.length)
    return any(m.statement.theme == debut.theme.name and m.statement.at <= late for m in here)


def _answer(call: Call, section: Section, ground: _Ground, said: _Said, here: list[_Made]) -> _Made | None:
    """State the theme that a hit calls for: as its character is, not as it was stated before, softly under a voice."""
    debut, theme = call.debut, call.theme
    room = _room(beat_from(ground.cue, call.at), section, here, ground, _top(said, here), debut)
    if room.length < 2 * ground.cue.bar(call.at).meter.beat:
        return None
    why = f"the hit {call.landing.hit.name!r} calls for it"
    state = treatment_of(debut, section, ground.book) if debut else Treatment("motif", name="statement")
    choices = [state]
    if inside(ground.voices, call.at, call.at + TICKS_PER_QUARTER):
        choices, why = [replace(SOFT, name=state.name)], f"{why}, under dialogue: only a soft hint"
    elif state.name not in VEILED and theme.name not in (s.theme for s in said.statements):
        choices = [_plain_first(theme, state, room, ground)]
    elif debut is None or debut.character.role != "hint":
        plain = coloured(Treatment("motif", level=state.level, name=state.name), theme, ground.debuts, ground.book)
        chains = ((), ("ornamentation",), ("registral-shift",), ("transposition",))
        choices += [replace(plain, chain=chain + plain.chain, shift=1 + (chain == chains[3])) for chain in chains]
    for choice in choices:
        made = _choose(theme, (choice,), room, ground, said, here)
        if made is not None:
            return _Made(on_the_hit(made.statement, call.at, theme), why)
    forced = state_theme(theme, choices[0], room, ground.cue)
    return _Made(on_the_hit(forced, call.at, theme), why) if forced else None


def _enter(debut: Debut, section: Section, ground: _Ground, said: _Said, here: list[_Made]) -> _Made | None:
    """State a theme for the first time, at its entrance or as soon as there is room, in its dramatic state."""
    cue = ground.cue
    treatment = treatment_of(debut, section, ground.book)
    wanted = Ticks(max(debut.at, section.at))
    at: Ticks | None = wanted
    if not (debut.is_demanded and wanted == debut.at):
        at = _clearings(ground, here).first(wanted, section.end, waits=section.at < ground.end)
    if at is None:
        return None
    room = _room(at, section, here, ground, _top(said, here), debut)
    why = f"{debut.character.name} enters at {float(cue.seconds(debut.at)):.2f} s"
    if at > wanted and inside(ground.voices, wanted, at):
        why += ", and the theme waits until the line is over"
    if inside(ground.voices, at, at + TICKS_PER_QUARTER):
        treatment, why = replace(SOFT, name=treatment.name), f"{why}, under dialogue: only a soft hint"
    elif treatment.name not in VEILED:
        treatment = _plain_first(debut.theme, treatment, room, ground)
    statement = state_theme(debut.theme, _exact(debut.theme, treatment, section, said, here), room, cue)
    return None if statement is None else _Made(statement, why)


def _plain_first(theme: Theme, treatment: Treatment, room: Room, ground: _Ground) -> Treatment:
    """Let the composer's own theme be heard as it is before anything is done to it, where there is room."""
    length = Ticks(sum(tone.length for tone in theme.motif))
    if not theme.is_own or inside(ground.voices, room.at, room.at + length) or length > room.length:
        return treatment
    return replace(treatment, material="motif", chain=())


def _unheard(ground: _Ground, said: _Said) -> tuple[Finding, ...]:
    """Say whose theme found no room in the whole cue."""
    heard = [statement.theme for statement in said.statements]
    return tuple(
        Finding(
            "themes",
            f"bar {ground.cue.place(debut.at)[0]}",
            f"no room for the theme of {debut.theme.name} from its entrance on",
            "warning",
        )
        for debut in ground.debuts
        if debut.theme.name not in heard
    )


def _covered(ground: _Ground, said: _Said) -> tuple[Finding, ...]:
    """Say which statements stand under a voice all the same."""
    return tuple(
        Finding(
            "dialogue",
            f"bar {ground.cue.place(statement.at)[0]}",
            f"the theme of {statement.theme} comes in while somebody speaks: softly, outside the voice's octaves",
        )
        for statement in said.statements
        if inside(ground.voices, statement.at, statement.at + 1)
    )


def _clearings(ground: _Ground, here: Iterable[_Made]) -> Clearings:
    """Where nobody sings and nobody speaks."""
    sung = tuple((int(m.statement.at), int(m.statement.end)) for m in here)
    return Clearings(ground.cue, ground.voices, sung)


def _room(
    at: Ticks,
    section: Section,
    here: list[_Made],
    ground: _Ground,
    top: int | None = None,
    own: Debut | None = None,
) -> Room:
    """Measure the time from a tick to the next statement, entrance, hit that calls for a theme, speech or section."""
    last = section.phrases[-1] if section.phrases else None
    soon = at + 2 * ground.cue.bar(at).meter.beat
    end = last.at if last and last.function == "codetta" and last.at >= soon else section.end
    ends = [
        end,
        *(m.statement.at for m in here if m.statement.at > at),
        *(d.at for d in ground.debuts if d is not own and d.at > at),
        *(c.at for c in ground.calls if c.at > at),
    ]
    talk = room_until(ground.voices, at)
    # Speech may begin anywhere; a statement ends on an eighth of its own.
    length = (min([*ends, *([talk] if talk else [])]) - at) // EIGHTH * EIGHTH
    return Room(at, Ticks(length), section, top)


def _top(said: _Said, here: list[_Made]) -> int | None:
    """The highest note stated so far."""
    before = (*said.statements, *(made.statement for made in here))
    return max((highest(statement) for statement in before), default=None)


def _exact(
    theme: Theme,
    treatment: Treatment,
    section: Section,
    said: _Said,
    here: list[_Made],
) -> Treatment:
    """Let the composer's own theme sound note for note at its first full statement, where the key is its own."""
    plain = not set(treatment.chain) - {"prototype", "reharmonisation"}
    done = any(s.tones == theme.motif for s in (*said.statements, *(m.statement for m in here)))
    if theme.tonic is None or not plain or done or not _sits(theme, section):
        return treatment
    return replace(treatment, material="motif", exact=True)


def _sits(theme: Theme, section: Section) -> bool:
    """Whether an own theme can sound as it is: in its own key, or on another tonic whose mode holds all its notes."""
    scale = scale_of(section.key.degrees)
    is_home = theme.tonic is not None and section.key.pc == theme.tonic % SEMITONES
    return is_home or all(scale.holds(tone) for tone in theme.motif if tone.step is not None)


def _known(section: Section, debuts: tuple[Debut, ...], themes: tuple[Theme, ...]) -> list[Theme]:
    """Whom a section may speak of: its own character first, then those who entered last."""
    if not debuts:
        return list(themes[:1])
    entered = [d for d in debuts if d.at < section.end]
    entered.sort(key=lambda d: (d.theme.owner != section.theme, d.character.role == "hint", -d.at))
    return [d.theme for d in entered]


def _return(
    phrase: Phrase, index: int, section: Section, ground: _Ground, said: _Said, here: list[_Made]
) -> _Made | None:
    """State a theme at the start of a phrase, if the phrase wants one and there is room."""
    cue, debuts = ground.cue, ground.debuts
    character = character_of(section.feeling)
    options = tuple(o for o in TREATMENTS.get((section.purpose, phrase.function), ()) if character in o.suits)
    if section.purpose == "opening" and index < len(section.phrases) - 1:
        options = ()
    at = _clearings(ground, here).in_phrase(phrase)
    if not options or at is None or _is_full(section, here, said):
        return None
    if any(at < call.at < at + cue.bar(at).meter.length for call in ground.calls):
        return None
    theme = _whose(_known(section, debuts, ground.themes), index, section, at, debuts)
    if theme is None or (section.purpose == "opening" and here):
        return None
    room = _room(at, section, here, ground, _top(said, here))
    if room.length < cue.bar(at).meter.length:
        options = (SOFT,) if room.length >= 2 * cue.bar(at).meter.beat else ()
    if any(d.character.role == "hint" and d.theme is theme for d in debuts):
        options = HINTS
    options = tuple(coloured(option, theme, debuts, ground.book) for option in options)
    first = _due(theme, options, room, ground, said, here)
    elsewhere = tuple(replace(o, chain=(*o.chain, "transposition"), shift=2) for o in options[-1:])
    for choice in (first, options, elsewhere):
        made = _choose(theme, choice, room, ground, said, here) if choice else None
        if made is not None:
            return made
    return None


def _due(
    theme: Theme, options: tuple[Treatment, ...], room: Room, ground: _Ground, said: _Said, here: list[_Made]
) -> tuple[Treatment, ...]:
    """What the composer's own theme owes first: to be heard as it is, then in its character's dramatic state."""
    debut = next((d for d in ground.debuts if d.theme is theme), None)
    if debut is None or not theme.is_own or room.section.purpose not in _FULL or not options or options[0] is SOFT:
        return ()
    state = treatment_of(debut, None, ground.book)
    past = [s for s in (*said.statements, *(m.statement for m in here)) if s.theme == theme.name]
    level = options[0].level
    if not any(s.tones == theme.motif for s in past):
        plain = _plain_first(theme, replace(state, level=level, name=options[0].name), room, ground)
        return () if plain.chain or debut.character.role == "hint" else (plain,)
    owes = (
        room.section.purpose != "climax"
        and not set(state.chain) <= {"prototype", "reharmonisation"}
        and state.name not in VEILED
    )
    told = any(set(s.chain) & set(state.chain) - {"prototype"} for s in past)
    return (replace(state, level=level),) if owes and not told else ()


def _whose(known: list[Theme], index: int, section: Section, at: Ticks, debuts: tuple[Debut, ...]) -> Theme | None:
    """Choose whose theme a phrase speaks of: the section's own, in turn with a second one."""
    there = {d.theme.name for d in debuts if d.at <= at}
    usable = [theme for theme in known if not debuts or theme.name in there]
    if not usable:
        return None
    in_turn = section.purpose in {"statement", "development"} and len(usable) > 1
    return usable[index % 2] if in_turn else usable[0]


def _is_full(section: Section, here: Iterable[_Made], said: _Said) -> bool:
    """Whether themes have had their share of the section, or of the cue so far."""
    share = SHARES[section.purpose]
    share = share * QUIETER.get(character_of(section.feeling), 1000) // 1000
    if section.purpose == "ending" or (section.purpose == "climax" and not here):
        return bool(here)
    used = sum(m.statement.length for m in here)
    before = sum(s.length for s in said.statements)
    return 1000 * used >= share * section.length * 3 // 4 or (
        section.at > 0 and 1000 * (used + before) > OVERALL * section.end
    )


def _choose(
    theme: Theme,
    options: tuple[Treatment, ...],
    room: Room,
    ground: _Ground,
    said: _Said,
    here: list[_Made],
) -> _Made | None:
    """Take the treatment that is least worn and best known again."""
    past = [s for s in (*said.statements, *(m.statement for m in here)) if s.theme == theme.name]
    stream = ground.dice.at("statement", theme.name, int(room.at))
    priced: list[tuple[int, int, Statement]] = []
    sung = sum(s.length for s in (*said.statements, *(m.statement for m in here)))
    is_dense = 1000 * sung > _DENSE * max(1, room.at)
    for order, option in enumerate(options):
        level = _QUIET.get(option.level, option.level) if option is SOFT else option.level
        treatment = _exact(theme, replace(option, level=level), room.section, said, here)
        made = state_theme(theme, treatment, room, ground.cue)
        noise = stream.below(200)
        bar = int(ground.cue.bar(room.at).meter.length)
        if made is not None and (literal := heard(made, past, bar)) < _OFTEN:
            crowd = 700 * made.length // room.length if is_dense else 0
            pace = ill_paced(made, ground.cue) + sunk(made, room.section)
            priced.append((wear(made, past, room, literal) + noise + crowd + pace, order, made))
    if not priced:
        return None
    priced.sort(key=lambda item: item[:2])
    best = priced[0][2]
    other = "+".join(priced[1][2].chain) if len(priced) > 1 else ""
    return _Made(best, f"{best.state} in the {room.section.purpose}", other)


def _decision(statement: Statement, made: _Made, cue: Cue) -> Decision:
    bar, beat = cue.place(statement.at)
    last = cue.place(max(statement.at, statement.end - 1))[0]
    says = ", ".join(TRANSFORMATIONS[name].says for name in statement.chain)
    choice = f"{'+'.join(statement.chain)} of {statement.theme} in {statement.key.name}"
    reason = f"{made.why}: {says}; likeness {statement.similarity:.2f}, fullness {statement.fullness:.1f}"
    return Decision(
        "themes", f"bar {bar} beat {beat:g}", choice, reason, (made.other,) if made.other else (), (bar, last)
    )

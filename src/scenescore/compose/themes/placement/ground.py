"""What every statement stands on: the cue, what is asked of it, what has been stated, and how much room is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.dialogue import Spans, inside, room_until
from scenescore.compose.themes.arcs import withheld
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.placement.calls import Call
from scenescore.compose.themes.placement.clearings import Clearings
from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.placement.planning import MIRRORS, is_known, may_be_whole
from scenescore.compose.themes.placement.wear import highest
from scenescore.compose.themes.statements import Room
from scenescore.compose.themes.treatments import Treatment
from scenescore.model.bible import Heard
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.knowledge import Book
from scenescore.model.sketch import Decision
from scenescore.model.theme import Statement, Theme
from scenescore.model.theme_means import RelationKind
from scenescore.model.time import Ticks
from scenescore.model.words import kebab


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who stand to each other: the first leads; `at` is where the scene wants them to meet."""

    one: Debut
    other: Debut
    kind: RelationKind
    way: str = ""
    at: Ticks | None = None

    @property
    def names(self) -> str:
        """Both, as one says them."""
        return f"{self.one.character.name} and {self.other.character.name}"


@dataclass(frozen=True, slots=True)
class Ground:
    """The cue, who enters where, the hits that call for themes, and where voices are.

    `end` is where the last section begins: a theme that has waited for silence until then waits no longer; `history`
    is what earlier cues of the film have stated.
    """

    cue: Cue
    sections: tuple[Section, ...]
    debuts: tuple[Debut, ...]
    calls: tuple[Call, ...]
    themes: tuple[Theme, ...]
    book: Book
    dice: Dice
    voices: Spans
    end: Ticks
    pairs: tuple[Pair, ...] = ()
    history: tuple[Heard, ...] = ()

    def debut(self, theme: Theme) -> Debut | None:
        """The debut of a theme; None for the theme of a cue without characters."""
        return next((debut for debut in self.debuts if debut.theme is theme), None)

    def climaxes(self, theme: Theme) -> list[Section]:
        """The climaxes that are a theme's own: its character's, and nobody else comes in there."""
        return [
            section
            for section in self.sections
            if section.purpose == "climax"
            and section.theme in {"", theme.owner}
            and not any(section.at <= debut.at < section.end for debut in self.debuts if debut.theme is not theme)
        ]

    def heard(self, theme: Theme) -> list[Heard]:
        """What earlier cues have stated of a theme."""
        return [heard for heard in self.history if kebab(heard.subject) == kebab(theme.owner)]

    def is_spoken(self, at: int, until: int) -> bool:
        """Whether somebody speaks between two ticks."""
        return inside(self.voices, at, until)


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement in a group of statements that sound together: which group, its number there, its partner's."""

    group: int
    number: int
    partner: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """A statement, why it stands there, what was close to being taken instead, and with whom it sounds."""

    statement: Statement
    why: str
    other: str = ""
    joined: Joined | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What has been stated so far: in earlier sections, numbered and told, and `here`, in the order of choice.

    `met` are the numbers of the pairs that have met.
    """

    before: tuple[Statement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    here: tuple[Made, ...] = ()
    met: tuple[int, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements so far."""
        return (*self.before, *(made.statement for made in self.here))

    def of(self, theme: Theme) -> list[Statement]:
        """The statements of one theme so far."""
        return [statement for statement in self.statements if statement.theme == theme.name]

    def is_sung(self, tick: int) -> bool:
        """Whether a statement sounds at a tick."""
        return any(statement.at <= tick < statement.end for statement in self.statements)

    def then(self, made: Made | None) -> Said:
        """The same with one statement more."""
        return replace(self, here=(*self.here, made)) if made else self

    @property
    def top(self) -> int | None:
        """The highest note stated so far."""
        return max((highest(statement) for statement in self.statements), default=None)


def allowed(theme: Theme, treatment: Treatment, at: Ticks, ground: Ground, said: Said) -> Treatment:
    """A treatment that tells no more of a theme than the story has earned, and turns round only what is known."""
    debut = ground.debut(theme)
    treatment = withheld(treatment, debut.most) if debut else treatment
    if MIRRORS & set(treatment.chain) and not is_known(said.of(theme), ground.heard(theme)):
        treatment = replace(treatment, chain=tuple(name for name in treatment.chain if name not in MIRRORS))
    if treatment.material == "tune":
        is_whole = may_be_whole(theme, at, ground.climaxes(theme), ground.cue, ground.voices, said.statements)
        return treatment if is_whole else replace(treatment, material="open")
    return treatment


def clearings(ground: Ground, said: Said) -> Clearings:
    """Where nobody sings and nobody speaks."""
    sung = tuple((int(m.statement.at), int(m.statement.end)) for m in said.here)
    return Clearings(ground.cue, ground.voices, sung)


def room_at(at: Ticks, section: Section, ground: Ground, said: Said, own: Debut | None = None) -> Room:
    """Measure the time from a tick to the next statement, entrance, hit that calls for a theme, speech or section."""
    last = section.phrases[-1] if section.phrases else None
    soon = at + 2 * ground.cue.bar(at).meter.beat
    end = last.at if last and last.function == "codetta" and last.at >= soon else section.end
    ends = [
        end,
        *(m.statement.at for m in said.here if m.statement.at > at),
        *(d.at for d in ground.debuts if d is not own and d.at > at),
        *(c.at for c in ground.calls if c.at > at),
    ]
    talk = room_until(ground.voices, at)
    # Speech may begin anywhere; a statement ends on an eighth of its own.
    length = (min([*ends, *([talk] if talk else [])]) - at) // EIGHTH * EIGHTH
    return Room(at, Ticks(length), section, said.top)

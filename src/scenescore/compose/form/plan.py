"""The plan of a cue: where sections begin, what each does, how its phrases lean and rest, and in which key.

Every form of `presets/forms/` is laid over the bars (`choosing`), and the one that bends least to the picture is taken;
where it has no plan of its own, sections find their letters and purposes one by one. Phrase functions after Schoenberg
1967 and Caplin 1998; the late climax and the thinning after it after Karlin and Wright 2004.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from scenescore.compose.form.borders import Stretch, ground_of
from scenescore.compose.form.choosing import INTRO, Layout, course_of, layouts
from scenescore.compose.form.keys import Stop, home_key, key_plan
from scenescore.compose.form.phrases import broken_off, phrases_of
from scenescore.compose.mood import manner, tempered
from scenescore.model.affect import Drama, Feeling
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import RISES, Purpose, Section
from scenescore.model.knowledge import Book
from scenescore.model.pitch import Key
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision
from scenescore.model.time import Ticks

#: An opening that lasts longer than this (seconds) would be a wait.
_LONGEST_OPENING = 11.0
#: How often the tune is stated a second time before it is taken apart.
_RESTATED = 0.35
#: A section that comes before the climax builds when intensity rises by this in it or after it.
_LIFTS = 0.08
#: A cue of no more sections than this stays in one key.
_ROOM_TO_TRAVEL = 3
#: A cue of fewer bars has no choice of where its ending begins.
_ROOM_TO_CHOOSE = 8
#: Seconds that the last chord wants, by ending: share of the cue, least, most (design).
_LAST_CHORD = {
    "ring-out": (0.11, 2.6, 6.5),
    "cadence": (0.06, 1.8, 4.0),
    "fade": (0.12, 3.0, 8.0),
    "attacca": (0.05, 1.5, 4.0),
    "button": (0.0, 0.4, 2.0),
    "cut": (0.0, 0.4, 2.0),
    "loop": (0.0, 0.4, 3.0),
}

#: Endings that stop before the music has said its last word.
_CUT_SHORT = frozenset({"cut", "attacca"})


def arrival_bar(cue: Cue, ending: str) -> int:
    """Index of the bar where the final chord arrives."""
    bars, length = cue.bars, float(cue.picture.length)
    share, least, most = _LAST_CHORD[ending]
    wanted = min(most, max(least, share * length))
    left = [float(cue.picture.length - cue.seconds(bar.at)) for bar in bars]
    usable = range(1, len(bars)) if len(bars) > 1 else range(1)
    return min(usable, key=lambda i: (round(abs(math.log(max(0.05, left[i]) / wanted)) * 1000), -i))


def _ending_start(cue: Cue, arrival: int, ending: str) -> int:
    """Index of the bar where the ending section begins: the way into the last chord, one to five bars.

    Of two ways as good, the one that leaves whole groups of four bars to what comes before.
    """
    lead = 0 if arrival <= 1 else 1 if arrival <= 3 else 2
    bar_lasts = float(cue.seconds(cue.bars[arrival - 1].end) - cue.seconds(cue.bars[arrival - 1].at)) if arrival else 1
    if arrival >= 12 and bar_lasts < 2.2 and ending in {"cadence", "ring-out", "button"}:
        lead = 4
    if arrival < _ROOM_TO_CHOOSE:
        return max(0, arrival - lead)
    ways = range(max(1, lead - 1), lead + 2)
    return arrival - min(ways, key=lambda n: ((0, 3, 2, 3)[(arrival - n) % 4] + 2 * abs(n - lead), n))


def _purposes(cue: Cue, drama: Drama, stretches: list[Stretch], dice: Dice) -> list[Purpose]:
    """What each section does: the one with the highest intensity is the climax, what rises into it builds."""
    levels = [max(drama.intensity(cue.seconds(cue.bars[i].at)) for i in range(s.first, s.last)) for s in stretches]
    if not stretches:
        return []
    peak = max(range(len(levels)), key=lambda i: (round(levels[i], 2), i))
    out: list[Purpose] = []

    def rises(i: int) -> bool:
        return levels[i] - drama.intensity(cue.seconds(cue.bars[stretches[i].first].at)) > _LIFTS

    for i, stretch in enumerate(stretches):
        ends = cue.seconds(cue.bars[stretch.last - 1].end)
        if i == peak and len(stretches) > 1:
            out.append("climax")
        elif i > peak:
            out.append("release")
        elif i == 0 and (_is_before_all(stretch, cue) or (len(stretches) > 3 and ends <= _LONGEST_OPENING)):
            out.append("opening")
        elif i == peak - 1 and i > 0 and len(stretches) > 3 and (levels[peak] - levels[i] > _LIFTS or rises(i)):
            out.append("build")
        else:
            says_again = out.count("statement") == 1 and dice.at("form", "restated", i).chance(_RESTATED)
            out.append("statement" if "statement" not in out or says_again else "development")
    return out


def _bent(layout: Layout, cue: Cue, drama: Drama) -> list[Purpose]:
    """The purposes of a form's plan, bent to the arc: its peak is the climax, what follows it lets go."""
    stretches, out = layout.stretches, list(layout.purposes)
    levels = [max(drama.intensity(cue.seconds(cue.bars[i].at)) for i in range(s.first, s.last)) for s in stretches]
    peak = max(range(len(levels)), key=lambda i: (round(levels[i], 2), i))
    has_climax = len(stretches) > 1
    if max(levels) - min(drama.intensity(cue.seconds(cue.bars[s.first].at)) for s in stretches) < _LIFTS:
        middles = [(s.first + s.last) / 2 for s in stretches]
        wanted = layout.form.climax * stretches[-1].last
        peak = min(range(len(levels)), key=lambda i: (abs(middles[i] - wanted), -i))
        has_climax = len(stretches) > 2
    for i in range(len(out)):
        if i == peak and has_climax:
            out[i] = "climax"
        elif i > peak and has_climax:
            out[i] = "release"
        elif out[i] == "climax":
            out[i] = "build"
    if out[0] not in {"opening", "climax"} and _is_before_all(stretches[0], cue):
        out[0] = "opening"
        # What comes next is heard for the first time: there is nothing yet to develop.
        if len(out) > 1 and out[1] == "development" and "statement" not in out:
            out[1] = "statement"
    return out


def _is_before_all(stretch: Stretch, cue: Cue) -> bool:
    """Whether a section is over when somebody first comes in, or has no downbeat left for the theme of who does."""
    entry = min((e.at for e in cue.picture.entrances), default=None)
    if entry is None:
        return False
    bars = cue.bars[stretch.first : stretch.last]
    return cue.seconds(bars[-1].end) <= entry + 1 or cue.seconds(bars[-1].at) < entry


def _owner(scene: Scene, cue: Cue, stretch: Stretch, purpose: Purpose, count: int, letter: str = "") -> str:
    """Whose music a section is: who has just entered; later the leads by turns, the first lead at climax and end.

    In a form with letters the first lead has A and the others the episodes.
    """
    start, end = cue.seconds(cue.bars[stretch.first].at), cue.seconds(cue.bars[stretch.last - 1].end)
    entered = [e for e in cue.picture.entrances if e.at < start + (end - start) * 2 / 5]
    if not entered:
        return ""
    fresh = [e for e in entered if e.at >= start - 1]
    if fresh:
        return scene.characters[fresh[-1].character].name
    leads = [e for e in entered if scene.characters[e.character].role == "lead"] or entered
    if letter in ascii_uppercase and letter:
        return scene.characters[leads[ascii_uppercase.index(letter) % len(leads)].character].name
    if purpose in {"climax", "ending"}:
        return scene.characters[leads[0].character].name
    return scene.characters[leads[count % len(leads)].character].name


def _material(purpose: Purpose, theme: str, words: tuple[str, ...], known: dict[tuple[str, ...], str]) -> str:
    """The letter of the material: same theme and mood and same kind of purpose is the same material."""
    kind = {"opening": "intro", "development": "away", "build": "away"}.get(purpose, "home")
    family = (kind, theme, words[0]) if kind != "away" else (kind, words[0])
    if family not in known:
        known[family] = ascii_uppercase[len(known) % 26]
    return known[family]


def _keys(
    scene: Scene, drama: Drama, rows: Sequence[_Row], home: Key, cue: Cue, book: Book, dice: Dice
) -> list[tuple[Key, str]]:
    """A key for each section: home, a planned excursion, or the mode of a new mood."""
    stops = []
    for row in rows:
        middle = cue.seconds((cue.bars[row.stretch.first].at + cue.bars[row.stretch.last - 1].end) // 2)
        words, modes = drama.mood(middle)
        stops.append(Stop(row.purpose, drama.feeling(middle), words, modes, row.letter))
    travels = len(rows) > _ROOM_TO_TRAVEL and not scene.key
    return key_plan(stops, home, drama.words, book, dice, scene.avoid, travels=travels)


def _decide(section: Section, cue: Cue, why: str) -> Decision:
    bars = (cue.bar(section.at).number, cue.bar(section.end - 1).number)
    shape = "+".join(str(phrase.bars) for phrase in section.phrases)
    who = f", {section.theme}'s music" if section.theme else ""
    return Decision(
        "form",
        f"section {section.label}",
        f"{section.purpose} in {section.key.name}, phrases of {shape} bars{who}",
        f"{why}; intensity {section.intensity[0]:.2f} to {section.intensity[1]:.2f}",
        bars=bars,
    )


def _said(layout: Layout, others: list[Layout], course: str, cue: Cue, scene: Scene) -> Decision:
    """The form as a decision: what it is, why, and what came next."""
    form = layout.form
    letters = " ".join(layout.letters)
    who = f"{len(scene.characters)} themes" if len(scene.characters) > 1 else "one theme"
    length = f"{course} of {float(cue.picture.length):.0f} s"
    more = f" over the bass {' '.join(_DEGREES[step] for step in layout.ground)}" if layout.ground else ""
    choice = f"{form.name.replace('-', ' ')}: {letters}{more}" if letters else form.name
    strong = sum(landing.hit.priority != "may" for landing in cue.landings)
    hits = f", {strong} strong hit{'s' * (strong != 1)}" if strong else ""
    return Decision(
        "form", "whole cue", choice, f"{form.use}; {who}, {length}{hits}", tuple(o.form.name for o in others[:3])
    )


_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
_COURSES = {"rise": "a rise", "fall": "a fall", "arch": "an arch", "late-peak": "a late peak", "flat": "an even arc"}


@dataclass(slots=True)
class _Names:
    """Letters and materials given so far."""

    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)

    def free(self, purpose: Purpose, section: Section) -> Section:
        """The letter of a section that no plan names: its material's."""
        letter = _material(purpose, section.theme, section.words, self.known)
        return replace(section, label=self._primed(letter), material=letter)

    def planned(self, letter: str, section: Section) -> Section:
        """The letter that the form gives; in another mood its material is new all the same."""
        label = self._primed(letter)
        return replace(section, label=label, material=self.labels.setdefault((letter, section.words[0]), label))

    def _primed(self, letter: str) -> str:
        self.used[letter] = self.used.get(letter, 0) + 1
        return letter + "'" * (self.used[letter] - 1)


def plan(
    scene: Scene,
    cue: Cue,
    drama: Drama,
    book: Book,
    dice: Dice,
    ending: str,
    hint: Key | None = None,
) -> Answer[tuple[Section, ...]]:
    """Choose a form and lay out the sections of a cue; the last one is the ending, its last phrase the final chord."""
    arrival = arrival_bar(cue, ending)
    split = _ending_start(cue, arrival, ending)
    split = max(split, int(cue.has_pickup))
    home = home_key(scene, drama, manner(drama.points[0].feeling), book, dice, hint)
    decisions = list(home.decisions)
    chosen: Layout | None = None
    if split > cue.has_pickup:
        ground = ground_of(cue, drama, split)
        chosen, *others = layouts(scene, cue, drama, ground, book, dice, is_minor=home.value.is_minor)
        kind = course_of(cue, drama, ground).kind
        decisions.append(_said(chosen, others, _COURSES[kind], cue, scene))
    rows = _rows(chosen, cue, drama, dice, Stretch(split, len(cue.bars)))
    keys = _keys(scene, drama, rows, home.value, cue, book, dice)
    is_pinned = chosen is not None and bool(chosen.ground)
    names, sections = _Names(), []
    for count, (row, (key, why)) in enumerate(zip(rows, keys, strict=True)):
        section = _section(scene, cue, drama, row, home.value if is_pinned else key, arrival, count, ending)
        section = names.planned(row.letter, section) if row.letter else names.free(row.purpose, section)
        sections.append(section)
        decisions.append(_decide(section, cue, why))
    return Answer(tuple(sections), tuple(decisions))


@dataclass(frozen=True, slots=True)
class _Row:
    """A section before it is written: bars, purpose, the form's letter, pattern and ground."""

    stretch: Stretch
    purpose: Purpose
    form: str = ""
    letter: str = ""
    pattern: tuple[int, ...] = ()
    ground: tuple[int, ...] = ()


def _rows(layout: Layout | None, cue: Cue, drama: Drama, dice: Dice, last: Stretch) -> list[_Row]:
    """The sections of a layout, and the ending after them."""
    if layout is None:
        return [_Row(last, "ending")]
    name = layout.form.name
    if not layout.letters:
        purposes = _purposes(cue, drama, list(layout.stretches), dice)
        rows = [_Row(stretch, purpose, name) for stretch, purpose in zip(layout.stretches, purposes, strict=True)]
        return [*rows, _Row(last, "ending", name)]
    columns = zip(layout.stretches, _bent(layout, cue, drama), layout.letters, layout.patterns, strict=True)
    rows = [_Row(s, p, name, letter, cut, () if letter == INTRO else layout.ground) for s, p, letter, cut in columns]
    return [*rows, _Row(last, "ending", name, "A")]


def _section(
    scene: Scene,
    cue: Cue,
    drama: Drama,
    row: _Row,
    key: Key,
    arrival: int,
    count: int,
    ending: str,
) -> Section:
    stretch, purpose = row.stretch, row.purpose
    at, end = cue.bars[stretch.first].at, cue.bars[stretch.last - 1].end
    feeling = _felt(cue, drama, stretch, purpose)
    laws = tempered(feeling, drama.hevner)
    words = drama.mood(cue.seconds((at + end) // 2))[0]
    strong = {landing.tick for landing in cue.landings if landing.hit.priority != "may"}
    phrases = phrases_of(
        cue,
        cue.bars[stretch.first : stretch.last],
        purpose,
        laws,
        feeling,
        arrival,
        strong,
        row.pattern,
        is_open=bool(row.ground),
    )
    if purpose == "ending" and ending in _CUT_SHORT:
        phrases = broken_off(phrases, laws, feeling)
    return Section(
        label="",
        purpose=purpose,
        at=at,
        length=Ticks(end - at),
        key=key,
        feeling=feeling,
        manner=laws,
        intensity=(drama.intensity(cue.seconds(at)), drama.intensity(cue.seconds(end))),
        phrases=phrases,
        words=words,
        theme=_owner(scene, cue, stretch, purpose, count, row.letter),
        form=row.form,
        ground=row.ground,
        course=_course(cue, drama, stretch),
    )


def _course(cue: Cue, drama: Drama, stretch: Stretch) -> tuple[tuple[Ticks, float], ...]:
    """The asked intensity at every bar line of a stretch."""
    bars = cue.bars[stretch.first : stretch.last]
    ticks = [*(bar.at for bar in bars), bars[-1].end]
    return tuple((tick, drama.intensity(cue.seconds(tick))) for tick in ticks)


def _felt(cue: Cue, drama: Drama, stretch: Stretch, purpose: Purpose) -> Feeling:
    """The feeling that colours a section: its middle; its highest point for a climax, or an ending at the height."""
    ends = [drama.intensity(cue.seconds(tick)) for tick in (cue.bars[stretch.first].at, cue.bars[stretch.last - 1].end)]
    if purpose != "climax" and not (purpose == "ending" and ends[1] - ends[0] > RISES):
        middle = (cue.bars[stretch.first].at + cue.bars[stretch.last - 1].end) // 2
        return drama.feeling(cue.seconds(middle))
    moments = [cue.seconds(bar.at) for bar in cue.bars[stretch.first : stretch.last]]
    top = max(moments, key=lambda at: (drama.intensity(at), -at))
    return drama.feeling(top)

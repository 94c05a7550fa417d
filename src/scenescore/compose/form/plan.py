"""The plan of a cue: where sections begin, what each does, how its phrases lean and rest, and in which key.

Borders are searched over all bars at once: sections like to group in fours, to last long enough to say something, and
to begin where the picture turns (a strong hit, an entrance, a new mood). Phrase functions after Schoenberg 1967 and
Caplin 1998; the late climax and the thinning after it after Karlin and Wright 2004.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from string import ascii_uppercase

from scenescore.compose.form.keys import choose_mode, home_key, journey, shifted
from scenescore.compose.form.phrases import phrases_of
from scenescore.compose.mood import manner, tempered
from scenescore.model.affect import Drama, Feeling
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import RISES, Purpose, Section
from scenescore.model.knowledge import Book
from scenescore.model.metre import Bar
from scenescore.model.pitch import Key
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision
from scenescore.model.time import Ticks

#: Gestures at which a new section likes to begin, and how much (thousandths of a cost).
_TURNS = {
    "harmonic-turn": 9000,
    "texture-change": 9000,
    "theme-entry": 9000,
    "stinger": 6000,
    "silence": 5000,
    "cut-off": 5000,
    "cadence": 4000,
    "accent": 3000,
    "button": 2000,
    "swell": 2000,
    "riser": 2000,
}
_ENTRANCE, _NEW_MOOD = 9000, 8000
#: What it costs that a section begins inside a phrase of the spotting.
_INSIDE_PHRASE = 2000
_LONGEST_SECTION = 24
#: Sections in a cue, more or less, and how much chance may say in their lengths (thousandths of a cost).
_BREADTHS, _TASTE = (4.0, 4.5, 5.2), 1100
#: An opening that lasts longer than this (seconds) would be a wait.
_LONGEST_OPENING = 11.0
#: How often the tune is stated a second time before it is taken apart.
_RESTATED = 0.35
#: A section that comes before the climax builds when intensity rises by this in it or after it.
_LIFTS = 0.08
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Bars `first` to `last` (indices, last not included)."""

    first: int
    last: int


def _seconds(cue: Cue, bars: tuple[Bar, ...], stretch: _Stretch) -> float:
    return float(cue.seconds(bars[stretch.last - 1].end) - cue.seconds(bars[stretch.first].at))


def arrival_bar(cue: Cue, ending: str) -> int:
    """Index of the bar where the final chord arrives."""
    bars, length = cue.bars, float(cue.picture.length)
    share, least, most = _LAST_CHORD[ending]
    wanted = min(most, max(least, share * length))
    left = [float(cue.picture.length - cue.seconds(bar.at)) for bar in bars]
    usable = range(1, len(bars)) if len(bars) > 1 else range(1)
    return min(usable, key=lambda i: (round(abs(math.log(max(0.05, left[i]) / wanted)) * 1000), -i))


def _turns(cue: Cue, drama: Drama) -> dict[int, int]:
    """Weight of a border at each bar where the picture turns."""
    weights: dict[int, int] = {}

    def add(tick: int, weight: int) -> None:
        # A moment just before a bar line belongs to the bar that it announces.
        bar = cue.bar(tick + cue.meter.beat)
        index = cue.index(bar) + (not (tick <= bar.at or tick - bar.at < bar.meter.beat))
        if 0 < index < len(cue.bars):
            weights[index] = weights.get(index, 0) + weight

    for landing in cue.landings:
        share = {"must": 2, "should": 1, "may": 0}[landing.hit.priority]
        if landing.tick == cue.bar(landing.tick).at:
            add(landing.tick, _TURNS[landing.hit.gesture] * share // 2)
    for entrance in cue.picture.entrances:
        add(cue.clock.nearest_tick(entrance.at), _ENTRANCE)
    for point in drama.points[1:]:
        if point.words:
            add(cue.clock.nearest_tick(point.at), _NEW_MOOD)
    return weights


def _section_cost(bars: int, lasts: float, wanted: float) -> int:
    """Grouping in fours costs nothing, a stray bar or a section too short to say anything costs most."""
    grouping = (0, 3500, 1500, 3500)[bars % 4] + {1: 9000, 2: 6000, 3: 2500}.get(bars, 0)
    return grouping + round(abs(math.log2(max(lasts, 0.1) / wanted)) * 5000)


def _borders(cue: Cue, drama: Drama, end: int, dice: Dice) -> list[_Stretch]:
    """Cut the bars from the first downbeat to `end` into sections at the least cost (dynamic programming over bars).

    How long a section likes to be, and which of its lengths it likes best, is the dice's.
    """
    begin = int(cue.has_pickup)
    turns = _turns(cue, drama)
    starts = [float(cue.seconds(bar.at)) for bar in cue.bars[:end]] + [float(cue.seconds(cue.bars[end - 1].end))]
    breadth = dice.at("form", "breadth").pick(_BREADTHS)
    wanted = min(22.0, max(8.0, float(cue.picture.length) / breadth))
    taste = [dice.at("form", "length", bars).below(_TASTE) for bars in range(_LONGEST_SECTION + 1)]
    phrases = {number - cue.bars[0].number for number in cue.phrases}
    best: list[tuple[int, int]] = [(0, 0)] * (begin + 1)
    for last in range(begin + 1, end + 1):
        options = []
        inside = 0
        for first in range(last - 1, max(begin - 1, last - _LONGEST_SECTION - 1), -1):
            own = _section_cost(last - first, starts[last] - starts[first], wanted) + taste[last - first]
            own += 0 if first == begin or first in phrases else _INSIDE_PHRASE
            cost = best[first][0] + own + inside
            options.append((cost, first))
            inside += turns.get(first, 0)
        best.append(min(options))
    out, last = [], end
    while last > begin:
        out.append(_Stretch(best[last][1], last))
        last = best[last][1]
    return out[::-1]


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


def _purposes(cue: Cue, drama: Drama, stretches: list[_Stretch], dice: Dice) -> list[Purpose]:
    """What each section does: the one with the highest intensity is the climax, what rises into it builds."""
    middle = [cue.seconds((cue.bars[s.first].at + cue.bars[s.last - 1].end) // 2) for s in stretches]
    levels = [max(drama.intensity(cue.seconds(cue.bars[i].at)) for i in range(s.first, s.last)) for s in stretches]
    if not stretches:
        return []
    peak = max(range(len(levels)), key=lambda i: (round(levels[i], 2), i))
    first_entry = min((e.at for e in cue.picture.entrances), default=middle[0] * 0)
    out: list[Purpose] = []

    def rises(i: int) -> bool:
        return levels[i] - drama.intensity(cue.seconds(cue.bars[stretches[i].first].at)) > _LIFTS

    for i, stretch in enumerate(stretches):
        ends = cue.seconds(cue.bars[stretch.last - 1].end)
        if i == peak and len(stretches) > 1:
            out.append("climax")
        elif i > peak:
            out.append("release")
        elif i == 0 and (ends <= first_entry + 1 or (len(stretches) > 3 and ends <= _LONGEST_OPENING)):
            out.append("opening")
        elif i == peak - 1 and i > 0 and len(stretches) > 3 and (levels[peak] - levels[i] > _LIFTS or rises(i)):
            out.append("build")
        else:
            says_again = out.count("statement") == 1 and dice.at("form", "restated", i).chance(_RESTATED)
            out.append("statement" if "statement" not in out or says_again else "development")
    return out


def _owner(scene: Scene, cue: Cue, stretch: _Stretch, purpose: Purpose, count: int) -> str:
    """Whose music a section is: who has just entered; later the leads by turns, the first lead at climax and end."""
    start, end = cue.seconds(cue.bars[stretch.first].at), cue.seconds(cue.bars[stretch.last - 1].end)
    entered = [e for e in cue.picture.entrances if e.at < start + (end - start) * 2 / 5]
    if not entered:
        return ""
    fresh = [e for e in entered if e.at >= start - 1]
    if fresh:
        return scene.characters[fresh[-1].character].name
    leads = [e for e in entered if scene.characters[e.character].role == "lead"] or entered
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
    scene: Scene,
    drama: Drama,
    stretches: list[tuple[_Stretch, Purpose]],
    home: Key,
    cue: Cue,
    book: Book,
    dice: Dice,
) -> list[tuple[Key, str]]:
    """A key for each section: home, a planned excursion, or the mode of a new mood."""
    out: list[tuple[Key, str]] = []
    words, lift, restated = drama.words, 0, 0
    mode_home = home
    for i, (stretch, purpose) in enumerate(stretches):
        middle = cue.seconds((cue.bars[stretch.first].at + cue.bars[stretch.last - 1].end) // 2)
        feeling, (local, modes) = drama.feeling(middle), drama.mood(middle)
        why = "home"
        if local != words:
            throw = dice.at("key", "mood", i).unit()
            mode, _ = choose_mode(modes, feeling, manner(feeling), book, scene.avoid, throw)
            mode_home, words, why = shifted(home, 0, mode), local, f"the mood turns {local[0]}"
        is_again = purpose == "statement" and any(before == "statement" for _, before in stretches[:i])
        step, reason = (
            journey(
                "development" if is_again else purpose, feeling, home, dice.at("key", "journey", i).below(3), restated
            )
            if len(stretches) > 3 and not scene.key
            else (0, "home")
        )
        restated = step if is_again else 0
        if purpose == "climax":
            lift = step
        if purpose in {"release", "ending"}:
            step, reason = lift, "it stays where the climax has led" if lift else "home again"
        mode = book.modes[mode_home.mode]
        out.append((shifted(mode_home, step, mode), why if why != "home" else reason))
    return out


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


def plan(
    scene: Scene,
    cue: Cue,
    drama: Drama,
    book: Book,
    dice: Dice,
    ending: str,
    hint: Key | None = None,
) -> Answer[tuple[Section, ...]]:
    """Lay out the sections of a cue; the last one is the ending, its last phrase the final chord."""
    arrival = arrival_bar(cue, ending)
    split = _ending_start(cue, arrival, ending)
    split = max(split, int(cue.has_pickup))
    stretches = _borders(cue, drama, split, dice) if split > cue.has_pickup else []
    purposes = [*_purposes(cue, drama, stretches, dice), "ending"]
    stretches = [*stretches, _Stretch(split, len(cue.bars))]
    start = drama.points[0].feeling
    home = home_key(scene, drama, manner(start), book, dice, hint)
    paired = list(zip(stretches, purposes, strict=True))
    keys = _keys(scene, drama, paired, home.value, cue, book, dice)
    known: dict[tuple[str, ...], str] = {}
    used: dict[str, int] = {}
    sections, decisions = [], list(home.decisions)
    for count, ((stretch, purpose), (key, why)) in enumerate(zip(paired, keys, strict=True)):
        section = _section(scene, cue, drama, stretch, purpose, key, arrival, count)
        material = _material(purpose, section.theme, section.words, known)
        used[material] = used.get(material, 0) + 1
        label = material + "'" * (used[material] - 1)
        section = replace(section, label=label, material=material)
        sections.append(section)
        decisions.append(_decide(section, cue, why))
    return Answer(tuple(sections), tuple(decisions))


def _section(
    scene: Scene,
    cue: Cue,
    drama: Drama,
    stretch: _Stretch,
    purpose: Purpose,
    key: Key,
    arrival: int,
    count: int,
) -> Section:
    at, end = cue.bars[stretch.first].at, cue.bars[stretch.last - 1].end
    feeling = _felt(cue, drama, stretch, purpose)
    laws = tempered(feeling, drama.hevner)
    words = drama.mood(cue.seconds((at + end) // 2))[0]
    strong = {landing.tick for landing in cue.landings if landing.hit.priority != "may"}
    return Section(
        label="",
        purpose=purpose,
        at=at,
        length=Ticks(end - at),
        key=key,
        feeling=feeling,
        manner=laws,
        intensity=(drama.intensity(cue.seconds(at)), drama.intensity(cue.seconds(end))),
        phrases=phrases_of(cue, cue.bars[stretch.first : stretch.last], purpose, laws, feeling, arrival, strong),
        words=words,
        theme=_owner(scene, cue, stretch, purpose, count),
        course=_course(cue, drama, stretch),
    )


def _course(cue: Cue, drama: Drama, stretch: _Stretch) -> tuple[tuple[Ticks, float], ...]:
    """The asked intensity at every bar line of a stretch."""
    bars = cue.bars[stretch.first : stretch.last]
    ticks = [*(bar.at for bar in bars), bars[-1].end]
    return tuple((tick, drama.intensity(cue.seconds(tick))) for tick in ticks)


def _felt(cue: Cue, drama: Drama, stretch: _Stretch, purpose: Purpose) -> Feeling:
    """The feeling that colours a section: its middle; its highest point for a climax, or an ending at the height."""
    ends = [drama.intensity(cue.seconds(tick)) for tick in (cue.bars[stretch.first].at, cue.bars[stretch.last - 1].end)]
    if purpose != "climax" and not (purpose == "ending" and ends[1] - ends[0] > RISES):
        middle = (cue.bars[stretch.first].at + cue.bars[stretch.last - 1].end) // 2
        return drama.feeling(cue.seconds(middle))
    moments = [cue.seconds(bar.at) for bar in cue.bars[stretch.first : stretch.last]]
    top = max(moments, key=lambda at: (drama.intensity(at), -at))
    return drama.feeling(top)

"""The light in which harmony sets a statement: other chords under the same notes, and a foreign bass held beneath it.

A theme is told anew by what stands under it. In a new light its notes become third, fifth, seventh, ninth or raised
eleventh of chords that it has not had before; corrupted, a third to a good half of its chords are replaced by
neighbours a semitone or a tritone away, diminished and clustered ones, the close among them; bright, it stands on plain
major chords whatever the picture; coming home, it closes in the tonic major (Bribitzer-Stull 2015 on reharmonisation,
corruption, irony and fulfilment; Lehman 2018 on chromatic mediants). All is said in candidates and costs of the one
search in `compose.harmony.search`: a thousand is a wrong chord under a strong note. Weights are design.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scenescore.compose.harmony.bans import is_barred
from scenescore.compose.harmony.colours import diatonic_triads, foreign_tones
from scenescore.compose.harmony.costs import Costs
from scenescore.compose.harmony.plan import Plan
from scenescore.compose.harmony.rhythm import Slot, half_of
from scenescore.compose.harmony.support import Sung, Support
from scenescore.compose.harmony.tokens import ROOTS, TokenReader
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.harmony import Chord
from scenescore.model.line import Span
from scenescore.model.pitch import SEMITONES
from scenescore.model.sketch import Decision, Finding
from scenescore.model.theme import Statement, Theme
from scenescore.model.time import TICKS_PER_QUARTER

_PLAIN = re.compile(r"^[b#]*[IViv]+[o+]?$")
#: Where the light of a statement can stand: on the tonic, at home, by mixture, a chromatic third away.
_NEW_ROOTS = (0, 2, 3, 4, 5, 7, 8, 9, 10)
_NEW_KINDS = ("", "maj7", "add9", "maj7#11"), ("", "7", "9")
_BRIGHT_ROOTS = {0: 0, 5: 0, 7: 0, 2: 250, 10: 200, 3: 350, 8: 350}
_BRIGHT: Mapping[str, int] = {ROOTS[root]: cost for root, cost in _BRIGHT_ROOTS.items()}
#: What goes sour: a semitone or a tritone from the chord that was meant.
_SOUR_STEPS = (1, 6, 11)
_SOUR_KINDS = ("", "+", "cl2"), ("", "mM7", "o7")
#: What the melody's chief note is in its chord (semitones above the root), and what that costs in a new light.
_SEEN_AS = {3: 0, 4: 0, 11: 60, 10: 120, 2: 160, 7: 200, 6: 420, 0: 700}
_SEEN_OTHERWISE = 1500
#: A chord that the theme has stood on before; one that is none of the light's; one of the key itself where an event
#: is due, and later.
_OLD, _WRONG, _TAME, _TAME_LATER = 2600, 6000, 1500, 500
#: A foreign bass holds: any other costs this much, and one that is the chord's own says little.
_UNHELD, _IDLE = 1_000_000, 350
#: What a light adds to the tension asked, in thousandths, and what brightness asks for.
_MORE: Mapping[str, int] = {"": 0, "new-light": 90, "corrupted": 150, "bright": -80, "homecoming": -60}
_PEDAL_MORE = 60
#: Where a hit or the cue's end says what sounds.
_FIXED = frozenset({"turn", "home", "final"})
#: At most so many fifths of the chords go sour.
_SOUR_FIFTHS = 3
#: Degrees of the major scale for semitones, as a held bass is written.
_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
#: Home and the ways that lead there: the tonic major, and the minor one only where the tune bears no other.
_HOME: Mapping[str, int] = {"I": 0, "i": 900}
_WAYS: Mapping[str, int] = {"V": 0, "V7": 0, "IV": 0, "iv": 0}
#: Kinds of chord in a new light, what each tone beyond a triad costs there; how many tones a triad has.
_NEW_QUALITIES = frozenset({"maj", "min", "maj7", "m7", "add9", "maj9", "m9", "madd9", "maj7#11"})
_PER_TONE, _TRIAD = 90, 3
#: What a long note costs there that lies a semitone above a tone of its chord.
_RUBS = 1600
_NAMES = {
    "": "",
    "new-light": "in a new light",
    "corrupted": "corrupted",
    "bright": "in bright chords",
    "homecoming": "coming home",
}
_SAYS = {
    "new-light": "the same notes over other chords than before",
    "corrupted": "chords that do not belong eat into it, its close among them",
    "bright": "plain major chords, whatever the picture says",
    "homecoming": "it closes in the tonic major: it has come home",
}


@dataclass(frozen=True, slots=True)
class Beam:
    """A statement that asks for a light or a held bass, and the chords (roots above the tonic) that it stood on."""

    statement: Statement
    start: int
    end: int
    roots: tuple[tuple[int, int, int], ...] = ()

    @property
    def light(self) -> str:
        """The light that it asks for."""
        return self.statement.setting.light

    @property
    def pedal(self) -> int | None:
        """The foreign bass (semitones above the tonic) that it asks for."""
        return self.statement.setting.pedal

    def lights(self, slot: Slot) -> bool:
        """Whether at least half of a slot lies under the statement."""
        return 2 * (min(slot.end, self.end) - max(slot.at, self.start)) >= slot.length

    def old(self, slot: Slot) -> frozenset[int]:
        """The roots that have stood under these notes."""
        return frozenset(root for start, end, root in self.roots if start < slot.end and end > slot.at)


def _roots_before(
    statement: Statement, earlier: Sequence[Statement], known: Sequence[Span[Chord]], theme: Theme | None,
    reader: TokenReader, cue: Cue,
) -> tuple[tuple[int, int, int], ...]:  # fmt: skip
    """The roots above the tonic that stood under a theme before, moved to where it stands now."""
    out = []
    for other in earlier:
        moved = statement.at - other.at
        for span in known:
            if span.start < other.end and span.end > other.at:
                root = (span.value.pcs[0] - span.value.key.pc) % SEMITONES
                out.append((max(span.start, other.at) + moved, min(span.end, other.end) + moved, root))
    if not out and theme is not None and theme.harmony:
        bar = cue.bar(statement.at).meter.length
        for i, token in enumerate(theme.harmony):
            root = (reader.chord(token, statement.key).pcs[0] - statement.key.pc) % SEMITONES
            out.append((statement.at + i * bar, statement.at + (i + 1) * bar, root))
    return tuple(out)


def beams(
    cue: Cue,
    section: Section,
    statements: Sequence[Statement],
    themes: Sequence[Theme],
    known: Sequence[Span[Chord]],
    reader: TokenReader,
) -> tuple[Beam, ...]:
    """The statements of a section that ask for a light or a held bass; where two sound at once, the tune's counts."""
    asked = [s for s in statements if s.setting.light or s.setting.pedal is not None]
    out: list[Beam] = []
    for statement in sorted(asked, key=lambda s: (not s.is_tune, s.at, s.number)):
        start, end = max(int(statement.at), section.at), min(int(statement.end), section.end)
        if start >= end or any(other.start < end and other.end > start for other in out):
            continue
        earlier = [s for s in statements if s.theme == statement.theme and s.end <= statement.at]
        theme = next((each for each in themes if each.name == statement.theme), None)
        out.append(Beam(statement, start, end, _roots_before(statement, earlier, known, theme, reader, cue)))
    return tuple(sorted(out, key=lambda beam: beam.start))


class Lights:
    """The lights of a section: what they offer to the search, what they cost, what is told of them.

    `speak` says a triad as the genre of the cue sounds it.
    """

    def __init__(
        self,
        cue: Cue,
        section: Section,
        found: Sequence[Beam],
        reader: TokenReader,
        avoid: Sequence[str],
        speak: Callable[[str], str] = str,
    ) -> None:
        self._cue, self._section, self._reader, self._avoid = cue, section, reader, avoid
        self._speak = speak
        self._beams = () if section.ground else tuple(found)

    def cut(self, laid: Sequence[Slot]) -> Sequence[Slot]:
        """Slots that change where a light goes on and off: one for each bar under it at least, two in all."""
        for beam in self._beams:
            bars = [bar for bar in self._cue.bars if beam.start <= bar.at < beam.end + bar.meter.length]
            laid = _cut(laid, [int(bar.at) for bar in bars])
            inside = [slot for slot in laid if beam.lights(slot)]
            if len(inside) == 1:
                bar = self._cue.bar(inside[0].at)
                laid = _cut(laid, [int(bar.at) + half_of(bar)])
        return laid

    def offered(self, plan: Plan, chords: list[Chord]) -> list[Chord]:
        """The candidates, with what the lights add."""
        known = {chord.token for chord in chords}
        tokens = dict.fromkeys(token for beam in self._beams for token in self._words(beam, plan))
        new = [self._reader.chord(token, self._section.key) for token in tokens if token not in known]
        return [*chords, *(chord for chord in new if not is_barred(chord, self._avoid))] if new else chords

    def _words(self, beam: Beam, plan: Plan) -> list[str]:
        """The tokens of one light."""
        wished = list(dict.fromkeys(wish.token for wish in plan.wishes))
        sour = sorted({(self._root(token) + step) % SEMITONES for token in wished for step in _SOUR_STEPS})
        kinds: Mapping[str, list[str]] = {
            "new-light": _written(_NEW_ROOTS, *_NEW_KINDS),
            "corrupted": _written(sour, *_SOUR_KINDS),
            "bright": _written(tuple(_BRIGHT_ROOTS), ("",), ()),
            "homecoming": [*_HOME, *_WAYS],
        }
        out = [self._speak(token) for token in kinds.get(beam.light, [])]
        if beam.pedal is None:
            return out
        plain = [t for t in dict.fromkeys((*wished, *diatonic_triads(self._section), *out)) if _PLAIN.match(t)]
        return [*out, *(f"{token}@{_DEGREES[beam.pedal % SEMITONES]}" for token in plain)]

    def _root(self, token: str) -> int:
        """The root of a token in semitones above the tonic."""
        return self._above(self._reader.chord(token, self._section.key))

    def _above(self, chord: Chord) -> int:
        return (chord.pcs[0] - self._section.key.pc) % SEMITONES

    def shone(
        self,
        emissions: Costs,
        laid: Sequence[Slot],
        plan: Plan,
        chords: Sequence[Chord],
        notes: Sequence[Sung],
    ) -> Costs:
        """The costs of every slot and chord with the lights on."""
        if not self._beams:
            return emissions
        out = emissions.copy()
        carried = Support(laid, notes, self._section.feeling.tension).costs(chords)
        spoken = frozenset(chord.token for chord in chords if self._speak(chord.token) == chord.token)
        for beam in self._beams:
            free = self._free(beam, laid)
            for at, i in enumerate(free):
                colour = self._colour(beam, laid[i], plan.wishes[i].token, notes, at, len(free))
                if colour is not None:
                    lit = [colour(chord) if chord.token in spoken else _WRONG for chord in chords]
                    out[i] = carried[i] + np.array(lit, dtype=np.int64)
                if beam.pedal is not None:
                    out[i] += np.array([self._held(chord, beam.pedal) for chord in chords], dtype=np.int64)
        return out

    @staticmethod
    def _free(beam: Beam, laid: Sequence[Slot]) -> list[int]:
        """The slots that a light may colour: all under the statement but those that the picture has fixed."""
        return [i for i, slot in enumerate(laid) if beam.lights(slot) and slot.place not in _FIXED]

    def _colour(
        self, beam: Beam, slot: Slot, wished: str, notes: Sequence[Sung], at: int, count: int
    ) -> Callable[[Chord], int] | None:
        """What a chord costs in a slot beside the melody; None where the light leaves the plan as it is."""
        if beam.light == "new-light":
            old = beam.old(slot) or frozenset((self._root(wished),))
            chief, long = _chief(notes, slot), _long(notes, slot)
            return lambda chord: self._renewed(chord, old, chief, is_first=at == 0) + _RUBS * _rubs(chord, long)
        if beam.light == "corrupted" and at in soured(count):
            return lambda chord: 0 if self._is_sour(chord, wished) else _WRONG
        if beam.light == "bright":
            return lambda chord: _BRIGHT_ROOTS.get(self._above(chord), 900) if self._is_bright(chord) else _WRONG
        if beam.light == "homecoming" and at >= count - 2:
            table = self._said(_HOME if at == count - 1 else _WAYS)
            return lambda chord: table.get(chord.token, _WRONG)
        return None

    def _said(self, table: Mapping[str, int]) -> dict[str, int]:
        """A table of chords as the genre sounds them."""
        return {self._speak(token): cost for token, cost in table.items()}

    def _is_bright(self, chord: Chord) -> bool:
        """Whether a chord is a plain major triad, or what the genre sounds for one."""
        if is_bright(chord):
            return self._speak(chord.token) == chord.token
        return chord.bass == chord.root and chord.token in self._said(_BRIGHT)

    def _renewed(self, chord: Chord, old: frozenset[int], chief: int | None, *, is_first: bool) -> int:
        """What a chord costs in a new light."""
        root, foreign = self._above(chord), foreign_tones(chord, self._section.key)
        if root not in _NEW_ROOTS or chord.quality not in _NEW_QUALITIES or chord.bass != chord.root:
            return _WRONG
        seen = 0 if chief is None else _SEEN_AS.get((chief - chord.pcs[0]) % SEMITONES, _SEEN_OTHERWISE)
        tame = (_TAME if is_first else _TAME_LATER) if not foreign else 200 * max(0, foreign - 2)
        return seen + tame + (_OLD if root in old else 0) + _PER_TONE * (len(chord.tones) - 3)

    def _is_sour(self, chord: Chord, wished: str) -> bool:
        """Whether a chord corrupts the one that was meant."""
        step = (self._above(chord) - self._root(wished)) % SEMITONES
        return step in _SOUR_STEPS and foreign_tones(chord, self._section.key) > 0

    def _held(self, chord: Chord, pedal: int) -> int:
        """What a chord costs over a held bass."""
        held = (self._section.key.pc + pedal) % SEMITONES
        return _UNHELD if chord.bass_pc != held else _IDLE if held in chord.pcs else 0

    def wanted(self, asked: list[int], laid: Sequence[Slot]) -> list[int]:
        """The tension asked of each slot, with what the lights add to it."""
        out = list(asked)
        for beam in self._beams:
            more = _MORE[beam.light] + (0 if beam.pedal is None else _PEDAL_MORE)
            for i, slot in enumerate(laid):
                out[i] += more if beam.lights(slot) else 0
        return out

    def told(self, laid: Sequence[Slot], plan: Plan, found: Sequence[Chord]) -> tuple[list[Decision], list[Finding]]:
        """What came of each light: a decision where it is heard, a finding where it is not."""
        decisions, findings = [], []
        for beam in self._beams:
            inside = [i for i, slot in enumerate(laid) if beam.lights(slot)]
            said = " ".join(found[i].token for i in inside)
            bars = self._cue.bar(beam.start).number, self._cue.bar(beam.end - 1).number
            who, what = beam.statement.theme or "the theme", _asked(beam)
            if self._is_heard(beam, [(laid[i], plan.wishes[i].token, found[i]) for i in inside]):
                reason = "; ".join(_says(beam))
                meant = " ".join(plan.wishes[i].token for i in inside)
                decisions.append(Decision("harmony", f"{who}, {what}", said, reason, (meant,), bars))
            else:
                text = f"{who} was to be heard {what}, but its notes and what stands beside it leave no room: {said}"
                findings.append(Finding("harmony", f"bar {bars[0]}", text))
        return decisions, findings

    def _is_heard(self, beam: Beam, rows: Sequence[tuple[Slot, str, Chord]]) -> bool:
        """Whether a listener hears a light in the chords under a statement."""
        if not rows:
            return False
        held = beam.pedal is None or all(self._held(chord, beam.pedal) < _UNHELD for _, _, chord in rows)
        if beam.light == "new-light":
            new = [self._above(c) not in (beam.old(slot) or {self._root(wished)}) for slot, wished, c in rows]
            return held and 2 * sum(new) >= len(new)
        if beam.light == "corrupted":
            sour = [self._is_sour(chord, wished) for _, wished, chord in rows]
            return held and sour[-1] and 10 * sum(sour) >= 3 * len(sour)
        if beam.light == "bright":
            return held and all(self._is_bright(chord) for _, _, chord in rows)
        if beam.light == "homecoming":
            return held and rows[-1][2].token in self._said(_HOME)
        return held


def is_bright(chord: Chord) -> bool:
    """Whether a chord is a plain major triad."""
    return chord.quality == "maj" and len(chord.tones) == _TRIAD and chord.bass in chord.tones


def soured(count: int) -> frozenset[int]:
    """Which of so many chords go sour: the last, and every other before it, as far as three in five.

    >>> sorted(soured(4)), sorted(soured(3))
    ([1, 3], [2])
    """
    most = max(1, count * _SOUR_FIFTHS // 5)
    return frozenset(range(count - 1, -1, -2)[:most])


def _written(roots: Sequence[int], big: Sequence[str], small: Sequence[str]) -> list[str]:
    """Tokens on so many roots above the tonic, with so many suffixes for major and minor."""
    names = [(ROOTS[root].rstrip("IV"), ROOTS[root].lstrip("b#")) for root in roots]
    majors = [f"{sign}{numeral}{suffix}" for sign, numeral in names for suffix in big]
    return [*majors, *(f"{sign}{numeral.lower()}{suffix}" for sign, numeral in names for suffix in small)]


def _cut(laid: Sequence[Slot], ticks: Sequence[int]) -> list[Slot]:
    """Slots cut in two at some ticks; what follows a cut keeps the purpose."""
    out: list[Slot] = []
    for slot in laid:
        edges = [slot.at, *(tick for tick in ticks if slot.at < tick < slot.end), slot.end]
        first = "free" if slot.place in {"approach", "arrival"} else slot.place
        pieces = [replace(slot, at=a, length=b - a, place="free") for a, b in pairwise(edges)]
        pieces[0] = replace(pieces[0], place=first)
        if slot.place in {"approach", "arrival"}:
            pieces[-1] = replace(pieces[-1], place=slot.place)
        out += pieces if slot.place in {"free", "approach", "arrival"} else [slot]
    return out


def _chief(notes: Sequence[Sung], slot: Slot) -> int | None:
    """The pitch class that weighs most in a slot; None where nothing is sung."""
    weights: dict[int, int] = {}
    for note in notes:
        shared = min(note.end, slot.end) - max(note.at, slot.at)
        if shared > 0:
            weights[note.pc] = weights.get(note.pc, 0) + shared * (1 + note.strength) * note.weight
    return max(weights, key=lambda pc: (weights[pc], -pc), default=None)


def _long(notes: Sequence[Sung], slot: Slot) -> frozenset[int]:
    """The pitch classes that sound for a quarter or more in a slot, resolved or not."""
    shared = [(note.pc, min(note.end, slot.end) - max(note.at, slot.at)) for note in notes]
    return frozenset(pc for pc, length in shared if length >= TICKS_PER_QUARTER)


def _rubs(chord: Chord, long: frozenset[int]) -> int:
    """How many of the long notes lie a semitone above a tone of a chord that does not hold them."""
    return sum(pc not in chord.pcs and (pc - 1) % SEMITONES in chord.pcs for pc in long)


def _asked(beam: Beam) -> str:
    """What a statement asks of harmony, in words."""
    over = "" if beam.pedal is None else f"over {_DEGREES[beam.pedal % SEMITONES]}"
    return " ".join(part for part in (_NAMES[beam.light], over) if part)


def _says(beam: Beam) -> list[str]:
    """What the light tells."""
    held = "" if beam.pedal is None else "a foreign bass is held beneath it: it stands on ground that is not its own"
    return [text for text in (_SAYS.get(beam.light, ""), held) if text]

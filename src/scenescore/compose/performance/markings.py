"""What a player reads beside the notes: dynamics at entries and changes, hairpins where the plan rises or falls."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.compose.performance.controllers import phrase_groups
from scenescore.compose.performance.dynamics import Loudness, mark_of
from scenescore.compose.performance.players import Hand
from scenescore.model.cue import Cue
from scenescore.model.form import Phrase, Section
from scenescore.model.sketch import Mark, Part
from scenescore.model.time import Ticks

#: A hairpin is written for at least so many dB over at least a bar.
HAIRPIN_DB = 4.0
#: A layer's level counts half on the page: players balance by ear.
LAYER_SHARE = 0.5
#: A crescendo's new mark stands on the note that follows its end within an eighth.
CLOSE = 480


def marks(part: Part, hand: Hand, cue: Cue, sections: Sequence[Section], loudness: Loudness) -> tuple[Mark, ...]:
    """Write the dynamics, the hairpins and the pedal of one part."""
    groups = phrase_groups(part)
    starts = [group[0] for group in groups]
    out: list[Mark] = []
    current, silent_from = "", 0
    for phrase in (phrase for section in sections for phrase in section.phrases):
        inside = groups[bisect_left(starts, phrase.at) : bisect_left(starts, phrase.end)]
        if not inside:
            continue
        first = inside[0]
        bar = cue.bar(first[0]).meter.length
        page = _Page(loudness, LAYER_SHARE * first[2])
        mark = page.mark(first[0])
        if mark != current or first[0] - silent_from >= bar:
            out.append(Mark(Ticks(first[0]), "dynamic", mark))
        silent_from = max(group[1] for group in inside)
        swells = [m for m in _hairpins(phrase, first[0], silent_from, page, bar) if _is_played(m, inside)]
        out += swells
        rises = [(m, page.mark(int(m.at + m.length))) for m in swells if m.text == "<"]
        out += [Mark(Ticks(at), "dynamic", to) for m, to in rises if (at := _arrival(m, inside, cue))]
        # A player is told anew where a hairpin has led away.
        current = "" if swells else mark
    if hand.has_pedal and groups and "harp" not in part.instrument.name:
        out.append(Mark(Ticks(groups[0][0]), "text", "con ped."))
    return tuple(sorted(out, key=lambda mark: (mark.at, mark.kind, mark.text)))


@dataclass(frozen=True, slots=True)
class _Page:
    """The plan of loudness as one part's marks show it."""

    loudness: Loudness
    share: float

    def mark(self, at: int) -> str:
        """The dynamic mark at a tick."""
        return mark_of(self.loudness.at(at) + self.share)


def _is_played(hairpin: Mark, inside: Sequence[tuple[int, int, float, str, bool]]) -> bool:
    """Whether there is something to play in the first and in the last third of a hairpin."""
    third, end = hairpin.length // 3, hairpin.at + hairpin.length
    begins = any(at < hairpin.at + third and until > hairpin.at for at, until, *_ in inside)
    return begins and any(at < end and until > end - third for at, until, *_ in inside)


def _arrival(hairpin: Mark, inside: Sequence[tuple[int, int, float, str, bool]], cue: Cue) -> int:
    """Where a crescendo arrives: on the note that begins there, else in a held one on a bar line; 0 where on none."""
    end = int(hairpin.at + hairpin.length)
    following = next((group[0] for group in inside if end <= group[0] < end + CLOSE), 0)
    is_held = any(at < end < until for at, until, *_ in inside) and cue.bar(end).at == end
    return following or (end if is_held else 0)


def _hairpins(phrase: Phrase, first: int, last: int, page: _Page, bar: int) -> list[Mark]:
    """Open a hairpin to the phrase's loudest place and close it after, where it leads to another mark."""
    loudness = page.loudness
    end = min(int(phrase.end), last)
    corners = [(t, level) for t, level in loudness.corners if first < t < end]
    turns = [(first, loudness.at(first)), *corners, (end, loudness.at(end - 1))]
    peak = max(range(len(turns)), key=lambda i: (turns[i][1], -i))
    out = []
    for (start, low), (stop, high), sign in ((turns[0], turns[peak], "<"), (turns[peak], turns[-1], ">")):
        is_enough = abs(high - low) >= HAIRPIN_DB and stop - start >= bar and (high > low) == (sign == "<")
        if is_enough and mark_of(low + page.share) != mark_of(high + page.share):
            out.append(Mark(Ticks(start), "hairpin", sign, Ticks(stop - start)))
    return out

"""One bar again: which stage rolls which bars anew, as the scene writes it.

`harmony:9-12` asks for other chords in the bars 9 to 12; `harmony:9-12:2`, or the same written twice, for a second
other take. Rolls happen in the order in which they are listed, each upon what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from scenescore.errors import Problem
from scenescore.model.entries import LONGEST_TEXT, near_words, shown
from scenescore.model.words import kebab

RolledStage = Literal["harmony", "melody", "texture", "performance"]

#: Stages that can be rolled for some bars alone, in the order of their work.
ROLLED_STAGES: tuple[RolledStage, ...] = get_args(RolledStage)
#: Other words for them.
_CALLED: Mapping[str, RolledStage] = MappingProxyType(
    {
        **{stage: stage for stage in ROLLED_STAGES},
        "chords": "harmony",
        "tune": "melody",
        "orchestration": "texture",
        "accompaniment": "texture",
        "touch": "performance",
    },
)
#: Stages whose answer is one for the whole cue.
_WHOLE = frozenset({"mood", "drama", "tempo", "meter", "spotting", "form", "key", "cast", "themes", "ensemble"})
#: More takes of the same bars than this are not asked for.
MOST_TAKES = 20
#: A dash may be the longer one that word processors write.
_FORM = re.compile(r"(?P<stage>[^:]+):(?P<first>\d{1,5})([-–](?P<last>\d{1,5}))?(:(?P<take>\d{1,5}))?", re.ASCII)  # noqa: RUF001
_ALLOWED = "stage:bars such as harmony:9-12, melody:5 or texture:9-12:2"


@dataclass(frozen=True, slots=True)
class Reroll:
    """Some bars of one stage, rolled anew: first and last bar, both included; `take` 0 is the next one.

    >>> str(Reroll("harmony", 9, 12)), str(Reroll("melody", 5, 5, 2))
    ('harmony:9-12', 'melody:5:2')
    """

    stage: RolledStage
    first: int
    last: int
    take: int = 0

    def __str__(self) -> str:
        """As the scene writes it."""
        bars = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.stage}:{bars}" + (f":{self.take}" if self.take else "")

    @property
    def place(self) -> str:
        """Its bars in words."""
        return f"bar {self.first}" if self.first == self.last else f"bars {self.first}-{self.last}"

    def is_of(self, other: Reroll) -> bool:
        """Whether it rolls the same bars of the same stage."""
        return (self.stage, self.first, self.last) == (other.stage, other.first, other.last)


def read_reroll(text: str) -> Reroll:
    """Read a roll; expects a text without problems.

    >>> read_reroll("Chords: 9 - 12")
    Reroll(stage='harmony', first=9, last=12, take=0)
    """
    found = _matched(text)
    if found is None:
        message = f"{text!r} is not {_ALLOWED}"
        raise ValueError(message)
    first = int(found["first"])
    return Reroll(_CALLED[kebab(found["stage"])], first, int(found["last"] or first), int(found["take"] or 0))


def rolls_of(texts: Iterable[str]) -> tuple[Reroll, ...]:
    """What is rolled, in order, each with its take; a roll written again right away takes the place of the first.

    >>> [str(each) for each in rolls_of(["harmony:9-12", "harmony:9-12", "melody:3"])]
    ['harmony:9-12:2', 'melody:3:1']
    """
    out: list[Reroll] = []
    for text in texts:
        roll = read_reroll(text)
        before = max((each.take for each in out if each.is_of(roll)), default=0)
        taken = Reroll(roll.stage, roll.first, roll.last, roll.take or before + 1)
        if out and out[-1].is_of(roll):
            out.pop()
        out.append(taken)
    return tuple(out)


def reroll_problems(place: str, text: object) -> Iterator[Problem]:
    """Judge one roll, as far as that is possible before the bars are known."""
    if not isinstance(text, str):
        yield Problem(place, "must be text", shown(text), _ALLOWED)
        return
    found = _matched(text) if len(text) <= LONGEST_TEXT else None
    if found is None:
        yield Problem(place, "is not a stage and its bars", shown(text), _ALLOWED)
        return
    word = kebab(found["stage"])
    if word not in _CALLED:
        said = "cannot be rolled for some bars alone" if word in _WHOLE else "is not a stage that can be rolled again"
        near = () if word in _WHOLE else near_words(word, _CALLED, 1)
        yield Problem(place, said, shown(text), ", ".join(ROLLED_STAGES), near[0] if near else "")
    first, take = int(found["first"]), found["take"]
    if int(found["last"] or first) < first:
        yield Problem(place, "must name its first bar first", shown(text), f"{word}:{found['last']}-{first}")
    if take is not None and not 1 <= int(take) <= MOST_TAKES:
        yield Problem(place, "has no such take", shown(text), f"takes 1 to {MOST_TAKES}")


def _matched(text: str) -> re.Match[str] | None:
    return _FORM.fullmatch("".join(text.split()))

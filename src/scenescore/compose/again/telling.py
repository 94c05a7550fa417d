"""Decisions and findings of bars that are rolled again: theirs are new, all others stay."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from scenescore.compose.again.window import Window
from scenescore.model.reroll import Reroll
from scenescore.model.sketch import Answer, Decision, Finding

T = TypeVar("T")

_BAR = re.compile(r"\bbars? (\d+)")
#: What was rolled, in a musician's words.
_WHAT = {
    "harmony": "other chords, and what is played and sung to them",
    "melody": "another tune between the statements",
    "texture": "another texture and other players",
    "performance": "played once more by another hand",
}


def merged(old: Answer[T], new: Answer[T], value: T, window: Window) -> Answer[T]:
    """A spliced value with the decisions and findings that are true of it."""
    decisions = [each for each in old.decisions if not _is_inside(each, window)]
    known = {(each.place, each.choice) for each in decisions}
    for each in new.decisions:
        if _is_inside(each, window):
            decisions.append(each)
        elif _touches(each, window) and (each.place, each.choice) not in known:
            bars = max(each.bars[0], window.first), min(each.bars[1], window.last)
            decisions.append(replace(each, bars=bars))
    findings = (
        *(each for each in old.findings if not _is_there(each, window)),
        *(each for each in new.findings if _is_there(each, window)),
    )
    return Answer(value, tuple(decisions), findings)


def rolled_again(roll: Reroll, *, is_other: bool) -> Answer[Reroll]:
    """Say what was rolled again, or that there is nothing else."""
    if not is_other:
        text = f"{roll.stage} comes out the same however it is rolled: the scene leaves nothing else here"
        return Answer(roll, (), (Finding("reroll", roll.place, text, "warning"),))
    stage = "orchestration" if roll.stage == "texture" else roll.stage
    decision = Decision(
        stage, f"{roll.place} again", f"take {roll.take}: {_WHAT[roll.stage]}",
        f"the scene asks for {roll.stage}:{roll.first}-{roll.last} anew; all else stays as it was",
        bars=(roll.first, roll.last),
    )  # fmt: skip
    return Answer(roll, (decision,))


def _is_inside(decision: Decision, window: Window) -> bool:
    first, last = decision.bars
    return last > 0 and window.first <= first and last <= window.last


def _touches(decision: Decision, window: Window) -> bool:
    first, last = decision.bars
    return last > 0 and first <= window.last and window.first <= last


def _is_there(finding: Finding, window: Window) -> bool:
    found = _BAR.search(finding.place)
    return found is not None and window.first <= int(found[1]) <= window.last

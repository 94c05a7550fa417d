"""Roll some bars of one stage anew: the stages from there on work again, and only these bars are taken from them.

The stage itself throws other dice (`Dice.again`); those after it throw the same as before and answer what has changed.
What would come out the same as before is thrown on, a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from scenescore.compose.again.meeting import met
from scenescore.compose.again.playing import played_again
from scenescore.compose.again.seams import Seams, set_in
from scenescore.compose.again.telling import merged, rolled_again
from scenescore.compose.again.window import Window, settled_voices, spliced, spliced_tune
from scenescore.compose.harmony.kept import EVERYTHING_NEW, Kept
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import MelodyNote, Section, Voicing
from scenescore.model.harmony import Chord
from scenescore.model.line import Line
from scenescore.model.reroll import Reroll
from scenescore.model.sketch import Answer, Part

Chords = Line[Chord]
Tune = tuple[MelodyNote, ...]
Voices = Line[Voicing]
Parts = tuple[Part, ...]
Sections = tuple[Section, ...]
T = TypeVar("T")

#: So often more than the asked take the dice are thrown for something else than what was there.
_THROWS = 3
#: So many dresses are tried on for each take.
_DRESSES = 6
#: What was there is twice as dear at each throw, so many times.
_DEAREST = 4


@dataclass(frozen=True, slots=True)
class Take:
    """What the stages have answered: the dressed sections, chords, tune, voices, the page and what is heard of it."""

    dressed: Answer[Sections]
    chords: Answer[Chords]
    tune: Answer[Tune]
    voices: Answer[Voices]
    written: Answer[Parts]
    caught: Answer[Parts]
    played: Answer[Parts]
    rolls: tuple[Answer[Reroll], ...] = ()

    @property
    def stages(self) -> tuple[Answer[object], ...]:
        """The answers after the dressing, in order of work."""
        return (self.chords, self.tune, self.voices, self.written, self.caught, self.played, *self.rolls)


class Stages(Protocol):
    """The stages of a cue that can be asked again."""

    @property
    def cue(self) -> Cue:
        """The spotted cue."""

    @property
    def players(self) -> tuple[str, ...]:
        """The instruments in the order of the page."""

    def dress(self, dice: Dice) -> Answer[Sections]:
        """Choose the textures."""

    def harmonise(self, sections: Sections, dice: Dice, kept: Kept = EVERYTHING_NEW) -> Answer[Chords]:
        """Find the chords, all or those between some that are kept."""

    def sing(self, sections: Sections, chords: Chords, dice: Dice) -> Answer[Tune]:
        """Sing the tune."""

    def lead(self, sections: Sections, chords: Chords, tune: Tune) -> Answer[Voices]:
        """Lead the voices."""

    def score(self, sections: Sections, chords: Chords, voices: Voices, tune: Tune, dice: Dice) -> Answer[Parts]:
        """Write the parts."""

    def catch(self, sections: Sections, chords: Chords, parts: Parts, dice: Dice) -> Answer[Parts]:
        """Catch the hits."""

    def perform(self, sections: Sections, chords: Chords, parts: Parts, dice: Dice) -> Answer[Parts]:
        """Play the parts."""


def composed(stages: Stages, dressed: Answer[Sections], dice: Dice) -> Take:
    """Compose the whole cue once, from the chords on."""
    sections = dressed.value
    chords = stages.harmonise(sections, dice)
    tune = stages.sing(sections, chords.value, dice)
    voices = stages.lead(sections, chords.value, tune.value)
    written = stages.score(sections, chords.value, voices.value, tune.value, dice)
    caught = stages.catch(sections, chords.value, written.value, dice)
    played = stages.perform(sections, chords.value, caught.value, dice)
    return Take(dressed, chords, tune, voices, written, caught, played)


def rolled(take: Take, roll: Reroll, window: Window, stages: Stages, dice: Dice) -> Take:
    """The same cue with some bars of one stage rolled anew."""
    work = _Work(take, roll, window, stages, dice)
    found = {"harmony": work.harmony, "melody": work.melody, "texture": work.texture, "performance": work.performance}
    again = found[roll.stage]()
    told = rolled_again(roll, is_other=again is not None)
    return replace(again or take, rolls=(*take.rolls, told))


@dataclass(frozen=True, slots=True)
class _Work:
    """One roll upon one take."""

    take: Take
    roll: Reroll
    window: Window
    stages: Stages
    dice: Dice

    @property
    def _sections(self) -> Sections:
        return self.take.dressed.value

    def harmony(self) -> Take | None:
        """Other chords; the passages, the voices and the figures over them follow."""
        take, window = self.take, self.window
        old = take.chords.value

        def throw(dice: Dice, dearer: int, takes: tuple[Chords, ...]) -> Answer[Chords]:
            kept = Kept(old, window.start, window.end, dearer, takes)
            answer = self.stages.harmonise(self._sections, dice, kept)
            return merged(take.chords, answer, spliced(take.chords.value, answer.value, window), window)

        def content(chords: Chords) -> Hashable:
            return tuple((max(s.start, window.start), s.value.token, s.value.key.name) for s in chords
                         if s.start < window.end and s.end > window.start)  # fmt: skip

        chords = self._other(take.chords.value, throw, content)
        return None if chords is None else self._sung(replace(take, chords=chords), self.dice)

    def melody(self) -> Take | None:
        """Another tune between the statements of the themes."""

        def throw(dice: Dice, _: int, __: tuple[Tune, ...]) -> Answer[Tune]:
            return self._tune(self.take, dice)

        tune = self._other(self.take.tune.value, throw, self._sounding)
        return None if tune is None else self._set(replace(self.take, tune=tune), self._sections, self.dice)

    def texture(self) -> Take | None:
        """Other figures and other players."""
        known = [self._textures(self._sections)]
        thrown: list[tuple[int, Dice, Answer[Sections]]] = []
        for turn in range(1, _DRESSES * self.roll.take + 1):
            dice = self._turned(turn)
            dressed = self.stages.dress(dice)
            here = self._textures(dressed.value)
            same = sum(one == other for one, other in zip(here, known[0], strict=True))
            # A texture that has been a take already is none again.
            thrown.append((same + len(here) * (here in known[1:]), dice, dressed))
            known += [] if same or here in known else [here]
            if len(known) > self.roll.take:
                break
        _, dice, dressed = min(thrown, key=lambda throw: throw[0])
        kept = tuple(
            there if self.window.covers(here) else here
            for here, there in zip(self._sections, dressed.value, strict=True)
        )
        take = replace(self.take, dressed=merged(self.take.dressed, dressed, kept, self.window))
        again = self._set(take, dressed.value, dice)
        return again if again.caught.value != self.take.caught.value else None

    def _textures(self, sections: Sections) -> tuple[str, ...]:
        """The textures of the sections that these bars touch."""
        return tuple(s.texture for s in sections if s.at < self.window.end and s.end > self.window.start)

    def performance(self) -> Take | None:
        """Another hand: touch, timing and loudness."""
        take = self._played(self.take, self._turned(self.roll.take))
        return None if take.played.value == self.take.played.value else take

    def _turned(self, turn: int) -> Dice:
        return self.dice.again(f"{self.roll.stage}:{self.roll.first}-{self.roll.last}:{turn}")

    def _other(
        self, old: T, throw: Callable[[Dice, int, tuple[T, ...]], Answer[T]], content: Callable[[T], Hashable]
    ) -> Answer[T] | None:
        """The asked one of the answers that differ from the old one and from each other; the last where fewer are.

        Each throw knows how dear the old one has become and what takes there have been.
        """
        known = [content(old)]
        found: list[Answer[T]] = []
        for turn in range(1, self.roll.take + _THROWS + 1):
            answer = throw(self._turned(turn), 1 << min(turn - 1, _DEAREST), tuple(each.value for each in found))
            here = content(answer.value)
            if here not in known:
                known.append(here)
                found.append(answer)
            if len(found) >= self.roll.take:
                break
        return found[-1] if found else None

    def _sounding(self, tune: Tune) -> Hashable:
        return tuple((note.at, note.length, note.pitch.midi) for note in tune if self.window.holds(note.at))

    def _tune(self, take: Take, dice: Dice) -> Answer[Tune]:
        answer = self.stages.sing(self._sections, take.chords.value, dice)
        return merged(take.tune, answer, spliced_tune(take.tune.value, answer.value, self.window), self.window)

    def _sung(self, take: Take, dice: Dice) -> Take:
        return self._set(replace(take, tune=self._tune(take, dice)), self._sections, dice)

    def _set(self, take: Take, sections: Sections, dice: Dice) -> Take:
        """Voices, page and performance for chords and a tune that stand; `sections` are dressed for these bars."""
        stages, window, chords, tune = self.stages, self.window, take.chords.value, take.tune.value
        led = stages.lead(sections, chords, tune)
        voices = met(settled_voices(take.voices.value, led.value, window), chords, window)
        take = replace(take, voices=merged(take.voices, led, voices, window))
        written = stages.score(sections, chords, voices, tune, dice)
        caught = stages.catch(sections, chords, written.value, dice)
        seams = Seams(window, stages.cue, chords)
        page = set_in(take.caught.value, caught.value, seams, stages.players)
        take = replace(
            take,
            written=merged(take.written, written, page, window),
            caught=merged(take.caught, caught, page, window),
        )
        return self._played(take, self.dice)

    def _played(self, take: Take, dice: Dice) -> Take:
        heard = self.stages.perform(take.dressed.value, take.chords.value, take.caught.value, dice)
        parts = played_again(take.played.value, heard.value, self.window)
        return replace(take, played=merged(take.played, heard, parts, self.window))

"""Chance with an address: the same seed and the same address always throw the same dice.

A stream is derived by BLAKE2 from the seed and the address, so changing what the cello rolls re-rolls nothing else,
and one bar can be rolled again alone. Only whole-number arithmetic is used: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_WORD = 1 << 64


class Stream:
    """Throws from one address, in order."""

    __slots__ = ("_count", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._count = 0

    def word(self) -> int:
        """A whole number below 2**64."""
        digest = blake2b(self._count.to_bytes(8, "big"), digest_size=8, key=self._key).digest()
        self._count += 1
        return int.from_bytes(digest, "big")

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return self.word() * bound // _WORD

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def unit(self) -> float:
        """A number from 0 up to 1, on a grid of a millionth."""
        return self.below(1_000_000) / 1_000_000

    def chance(self, probability: float) -> bool:
        """Whether a thing of this probability happens."""
        return self.below(1_000_000) < round(probability * 1_000_000)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, all alike."""
        return choices[self.below(len(choices))]

    def weigh(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        """One of the choices by weight (weights are taken to a thousandth)."""
        whole = [max(0, round(weight * 1000)) for weight in weights]
        total = sum(whole)
        if total == 0:
            return self.pick(choices)
        left = self.below(total)
        for choice, weight in zip(choices, whole, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def bell(self, spread: int) -> int:
        """A whole number around 0, bell-shaped, never beyond twice `spread` (sum of four flat throws)."""
        if spread <= 0:
            return 0
        total = sum(self.below(2 * spread + 1) for _ in range(4)) - 4 * spread
        return total // 2


@dataclass(frozen=True, slots=True)
class Dice:
    """The dice of one sketch.

    >>> Dice(7).at("harmony", "A", 3).below(100) == Dice(7).at("harmony", "A", 3).below(100)
    True
    """

    seed: int
    turn: str = ""

    def again(self, turn: str) -> Dice:
        """The dice of another turn of the same seed: every address throws anew."""
        return Dice(self.seed, turn)

    def at(self, *address: str | int) -> Stream:
        """The stream at an address of words and numbers."""
        text = "\x1f".join((str(self.seed), *self._turned(), *(f"{type(part).__name__}:{part}" for part in address)))
        return Stream(blake2b(text.encode(), digest_size=16).digest())

    def _turned(self) -> tuple[str, ...]:
        return (f"again:{self.turn}",) if self.turn else ()

"""Random numbers by name: each depends on the seed and its name alone, whatever is drawn before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

_Of = TypeVar("_Of")
_STEPS = 1 << 64


class Draws:
    """Draws of one thing, such as a person or a case; ``derive`` gives those of a part of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def derive(self, part: object) -> Draws:
        """Return the draws of a part."""
        return Draws(f"{self._name}/{part}")

    def draw_uniform(self, what: str) -> float:
        """Draw a number in [0, 1)."""
        return int.from_bytes(blake2b(f"{self._name}:{what}".encode(), digest_size=8).digest(), "big") / _STEPS

    def draw_whole(self, what: str, first: int, last: int) -> int:
        """Draw a whole number from ``first`` to ``last``."""
        return first + int(self.draw_uniform(what) * (last - first + 1))

    def is_drawn(self, what: str, share: float) -> bool:
        """Draw whether something is so, which it is in ``share`` of all cases."""
        return self.draw_uniform(what) < share

    def draw_weighted(self, what: str, choices: Sequence[_Of], weights: Sequence[float]) -> _Of:
        """Draw one of several by weight."""
        left = self.draw_uniform(what) * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def draw_key(self, what: str, weights: Mapping[str, float]) -> str:
        """Draw a key of a table of weights."""
        return self.draw_weighted(what, list(weights), list(weights.values()))

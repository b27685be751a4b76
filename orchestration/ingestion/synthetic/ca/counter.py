"""Counter-based random numbers: every draw depends only on the seed, the name of the draw, and its key.

A key is an unsigned 64-bit integer for a person, cycle, step, count or row. A draw mixes it with the name of the stream
(SplitMix64, Steele, Lea and Flood 2014), so draws do not depend on order, chunk size or threads. Choices use tables
rounded to 1e-9, so that a processor's ``log`` or ``exp`` cannot change a byte.
"""

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_THIRTY, _TWENTY_SEVEN, _THIRTY_ONE, _TWENTY = (np.uint64(n) for n in (30, 27, 31, 20))
_UNIT = 2.0**-44  # 44 bits: a table number below 256 can be added without rounding


def _mix(keys: Keys) -> Keys:
    """Apply SplitMix64's finalizer in place."""
    keys ^= keys >> _THIRTY
    keys *= _FIRST
    keys ^= keys >> _TWENTY_SEVEN
    keys *= _SECOND
    keys ^= keys >> _THIRTY_ONE
    return keys


@cache
def _hash_stream(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little"))


def derive_root(seed: int) -> int:
    """Derive the key of a whole sample from its seed (any integer)."""
    return int.from_bytes(hashlib.blake2b(f"lookback sample {seed}".encode(), digest_size=8).digest(), "little")


def derive(keys: Keys | int, ordinals: Ints) -> Keys:
    """Derive keys of parts: person from sample, cycle from person, count from step (one key, or one per part)."""
    parts = ordinals.astype(np.uint64)
    parts += np.uint64(1)
    parts *= _GOLDEN
    parts ^= np.uint64(keys) if isinstance(keys, int) else keys
    return _mix(parts)


def draw_uniform(keys: Keys, name: str) -> Floats:
    """Draw a number in [0, 1) for each key from the stream ``name``."""
    mixed = _mix(keys ^ _hash_stream(name))
    mixed >>= _TWENTY
    return mixed.astype(np.float64) * _UNIT


def draw_below(keys: Keys, name: str, n: int | Ints) -> Ints:
    """Draw a whole number in 0 … n-1 for each key (``n`` at least 1, one for all or one each)."""
    return (draw_uniform(keys, name) * n).astype(np.int64)


def draw_chance(keys: Keys, name: str, probability: float | Floats) -> Bools:
    """Draw True with the given probability for each key."""
    hit: Bools = draw_uniform(keys, name) < probability
    return hit


def accumulate_weights(weights: Sequence[float]) -> Floats:
    """Build a table for ``choose``: cumulative shares, rounded to 1e-9, ending at exactly 1."""
    total = float(sum(weights))
    running, shares = 0.0, []
    for weight in weights:
        running += float(weight)
        shares.append(round(running / total, 9))
    shares[-1] = 1.0
    return np.array(shares, dtype=np.float64)


def choose(keys: Keys, name: str, table: Floats) -> Ints:
    """Draw an index for each key from a table of ``accumulate_weights``."""
    return np.searchsorted(table, draw_uniform(keys, name), side="right").astype(np.int64)


def choose_rate(keys: Keys, name: str, rates: Sequence[float]) -> Ints:
    """Draw one of several exclusive events, each at its own rate, or -1 for none.

    Raises:
        ValueError: The rates sum to more than 1.
    """
    if sum(rates) > 1.0 + 1e-9:
        raise ValueError(f"exclusive rates of {name} sum to {sum(rates):.4f}, more than 1")
    edges = np.cumsum(np.array(list(rates), dtype=np.float64))
    drawn = np.searchsorted(edges, draw_uniform(keys, name), side="right").astype(np.int64)
    drawn[drawn == len(edges)] = -1
    return drawn

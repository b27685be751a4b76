"""The bucket of a person's rows: the number of the state id modulo 64."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BUCKETS = 64
_DIGITS_THAT_MATTER = 6
"""64 = 2**6 divides 10**6, so the last six digits determine the number modulo 64."""


def compute_bucket(*person_keys: str | None) -> int:
    """Compute the bucket (0 to 63) of one row: the digits of the first key that has any, modulo 64; else 0."""
    for key in person_keys:
        if digits := re.sub(r"[^0-9]", "", key or ""):
            return int(digits[-_DIGITS_THAT_MATTER:]) % BUCKETS
    return 0


def compute_buckets(table: pa.Table, person_key: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Compute the bucket of every row of a table with the (lower-case) person key columns."""
    buckets = np.zeros(table.num_rows, np.uint8)
    open_rows = np.arange(table.num_rows)
    keys = table.select(list(person_key))
    for column in person_key:
        ending = pc.utf8_slice_codeunits(pc.ascii_trim_whitespace(keys[column]), -_DIGITS_THAT_MATTER)
        is_plain = _convert_flags(
            pc.and_(pc.ascii_is_decimal(ending), pc.equal(pc.binary_length(ending), _DIGITS_THAT_MATTER))
        )
        numbers = pc.cast(ending.filter(pa.array(is_plain)), pa.int32()).to_numpy()
        buckets[open_rows[is_plain]] = numbers % BUCKETS
        is_empty = _convert_flags(keys[column].is_null(), when_null=True)
        is_odd = ~is_plain & ~is_empty
        if is_odd.any():
            odd_rows = keys.filter(pa.array(is_odd))
            values = zip(*(odd_rows[name].to_pylist() for name in person_key), strict=True)
            buckets[open_rows[is_odd]] = [compute_bucket(*keys_of_row) for keys_of_row in values]
        open_rows, keys = open_rows[is_empty], keys.filter(pa.array(is_empty))
    return buckets


def _convert_flags(flags: Any, when_null: bool = False) -> npt.NDArray[np.bool_]:
    filled: npt.NDArray[np.bool_] = np.asarray(pc.fill_null(flags, when_null).to_numpy())
    return filled

"""How many bytes ``3GB`` or ``512MiB`` are.

What belongs here: reading that, as DuckDB does. What does not: how much a run may take (``settings``).
"""

from __future__ import annotations

import re

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def bytes_of(memory_limit: str) -> int:
    """``3GB`` in bytes. Raises ``ValueError`` where it is none."""
    found = re.fullmatch(r"([1-9][0-9]*)\s*([A-Z]+)", memory_limit.strip().upper())
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"a memory limit is said like 3GB or 512MiB, found {memory_limit!r}")
    return int(found[1]) * _UNITS[found[2]]

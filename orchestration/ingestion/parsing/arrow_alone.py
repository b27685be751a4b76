"""pyarrow without pandas.

What belongs here: that pyarrow does not look for it. What does not: reading (``read``).

With the first value it is given pyarrow asks whether pandas is there, imports it (half a second) and from then on asks
of every value whether it is one of pandas. Intake has none of those. It asks once in a process.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder

import pyarrow as pa

_UNASKED = "pandas"


class _NotThere(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        """Nobody else is asked for pandas; for everything else everybody else is."""
        if fullname == _UNASKED:
            raise ModuleNotFoundError(f"{_UNASKED} is not asked for", name=_UNASKED)


def leave_pandas_alone() -> None:
    """For the rest of the process pyarrow takes it that there is no pandas; everybody else may import it afterwards.
    Where it is imported already, nothing happens."""
    if _UNASKED in sys.modules:
        return
    not_there = _NotThere()
    sys.meta_path.insert(0, not_there)
    try:
        pa.scalar(True)
    finally:
        sys.meta_path.remove(not_there)

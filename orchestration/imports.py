"""Libraries that others import and a process may never use.

What belongs here: importing them when they are used. What does not: our own imports, which stand where they are used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class _Lazily(MetaPathFinder):
    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Python's own spec, with its loader made lazy."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in self._names else None
        if spec is not None and isinstance(spec.loader, Loader):
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def imported_when_used(*names: str) -> Iterator[None]:
    """Who imports these modules within the block gets them; they are loaded when something of them is used, if ever."""
    lazily = _Lazily(names)
    sys.meta_path.insert(0, lazily)
    try:
        yield
    finally:
        sys.meta_path.remove(lazily)

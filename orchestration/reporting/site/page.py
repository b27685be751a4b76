"""What a page is: where it lies, what it is called, and what its template is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page. ``path`` from the root of the site; ``template`` in ``templates``, given ``values``; ``figures`` are
    the ids that have their address on it."""

    path: str
    title: str
    template: str
    values: Mapping[str, Any]
    figures: Sequence[str] = ()

    @property
    def root(self) -> str:
        """The way from this page to the root of the site."""
        return "../" * self.path.count("/")

"""A page: path, title, template and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page. ``path``: from the root of the site; ``template``: in ``templates``, filled with ``values``;
    ``figures``: ids whose address is this page."""

    path: str
    title: str
    template: str
    values: Mapping[str, Any]
    figures: Sequence[str] = ()

    @property
    def root(self) -> str:
        """Relative path from this page to the root of the site."""
        return "../" * self.path.count("/")

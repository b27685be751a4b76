"""What a page is: where it lies, what it is called, and what its template is given.

What belongs here: the shape that every page has. What does not: what stands on one (``pages``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from orchestration.reporting.site.contents import Contents


@dataclass(frozen=True)
class Page:
    """One page. ``path`` from the root of the site; ``template`` in ``templates``, given ``values``."""

    path: str
    title: str
    template: str
    values: Mapping[str, Any]

    @property
    def root(self) -> str:
        """The way from this page to the root of the site."""
        return "../" * self.path.count("/")


class Section(Protocol):
    """A module of ``pages``: one entry of the menu, and its pages as a pure function of the contents."""

    NAME: str
    PATH: str

    def pages(self, site: Contents) -> Iterator[Page]:
        """The pages, the one at ``PATH`` among them."""

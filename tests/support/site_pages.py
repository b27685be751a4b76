"""Pages of a site as a test reads them: their links, their rows, their numbers.

What belongs here: reading HTML. What does not: expectations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class Read:
    """What is on a page: ids, links, labels, tags, the rows of its tables with their ids, its text."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    text: str = ""

    @property
    def row_of(self) -> dict[str, list[str]]:
        """The rows that have an id."""
        return {name: cells for name, cells in self.rows if name}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()
        self.is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.read.tags.append(tag)
        if "id" in named:
            self.read.ids.append(named["id"])
        self.read.labels += [named["aria-label"]] if "aria-label" in named else []
        self.read.links += [value for name, value in named.items() if name in ("href", "src")]
        if tag == "tr":
            self.read.rows.append((named.get("id", ""), []))
        if tag in ("td", "th"):
            self.is_in_cell = True
            self.read.rows[-1][1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.is_in_cell = False
            cells = self.read.rows[-1][1]
            cells[-1] = " ".join(cells[-1].split())

    def handle_data(self, data: str) -> None:
        self.read.text += data
        if self.is_in_cell:
            cells = self.read.rows[-1][1]
            cells[-1] += data


def read(path: Path) -> Read:
    """The page in a file."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.read


def count_in(cell: str) -> int | None:
    """The count a cell shows (a share may stand behind it); None for the word ``withheld``."""
    if cell == "withheld":
        return None
    found = re.match(r"([\d,]+)(?: (?:< )?[\d.]+ %)?$", cell)
    assert found, cell
    return int(found[1].replace(",", ""))

"""Detect a file that was concatenated with itself or with another cut of the same county.

Such a file repeats its first rows. Single repeated rows (parts of a sentence) and repeated headers (joined parts of a
large file) are no evidence.
"""

from __future__ import annotations

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.strict import parse_line

_ROWS, _PEOPLE = 20, 5
"""So many consecutive identical rows of so many people are no parts of one sentence."""
_LINES_LOOKED_AT = 2_000


class OwnBeginning:
    """Searches a file, block by block, for a repetition of its first rows. Short files are never reported."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._beginning: bytes | None = None
        self._tail = b""

    def count_line_ends_since(self, block: bytes, lines_before_rows: int = 0) -> int | None:
        """If the first rows are repeated in this block, return the number of line ends from there to its end.

        ``lines_before_rows``: lines of the first block up to the header.
        """
        start = 0
        if self._beginning is None:
            for _ in range(lines_before_rows):
                start = block.find(b"\n", start) + 1
            self._beginning = self._rows_of_people(block[start:])
            start += len(self._beginning)
        if not self._beginning:
            return None
        across = self._tail + block[: len(self._beginning)] if self._tail else b""
        if (found := across.find(self._beginning)) >= 0:
            return across.count(b"\n", found, len(self._tail)) + block.count(b"\n")
        if (found := block.find(self._beginning, start)) >= 0:
            return block.count(b"\n", found)
        end = block[max(start, len(block) - len(self._beginning) + 1) :]
        self._tail = (self._tail + end)[1 - len(self._beginning) :]
        return None

    def _rows_of_people(self, block: bytes) -> bytes:
        """Return the first whole lines with enough rows of enough people; empty if there are none."""
        positions = [self._layout.columns.index(column) for column in self._layout.person_key]
        people: set[str] = set()
        rows = end = 0
        for _ in range(_LINES_LOOKED_AT):
            start, end = end, block.find(b"\n", end) + 1
            if not end:
                return b""
            verdict = parse_line(block[start : end - 1], self._layout)
            if not isinstance(verdict, str):
                rows += 1
                people.add("\0".join(verdict[0][position] for position in positions))
            if rows >= _ROWS and len(people) >= _PEOPLE:
                return block[:end]
        return b""

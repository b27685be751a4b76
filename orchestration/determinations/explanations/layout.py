"""Text layout for a terminal: wrapping, indents, two columns, styles.

Rich's tables take a hundred times as long, which is seconds for a person with many charges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions
from rich.segment import Segment

Words = tuple[str, str]
"""A text and its style."""

Line = Sequence[Words]

_WORD = re.compile(r"\s*\S+\s*")


class Drawing:
    """Lines of at most ``width`` cells."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[Line] = []
        self._broken: dict[tuple[str, int], list[str]] = {}

    def blank(self) -> None:
        """Append an empty line."""
        self.lines.append(())

    def put(self, text: str, style: str = "", indent: int = 0) -> None:
        """Append a text, wrapped."""
        self.lines += self._set([(text, style)], indent)

    def put_beside(self, left: Words, right: Sequence[Line], column: int, indent: int = 0) -> None:
        """Append two columns: ``left``, wrapped at ``column`` cells, and ``right``, each item on a new line."""
        lefts = self._break(left[0], column)
        rights = [line for words in right for line in self._set(words, 0, self.width - indent - column - 1)]
        for place in range(max(len(lefts), len(rights))):
            text = lefts[place] if place < len(lefts) else ""
            words = rights[place] if place < len(rights) else ()
            space = " " * (column + 1 - cell_len(text)) if words else ""
            self.lines.append((*_build_indent(indent), (text, left[1]), (space, ""), *words))

    def _set(self, words: Line, indent: int, width: int = 0) -> Iterator[Line]:
        """Wrap a line of several styles as one text."""
        room = width or self.width - indent
        whole = "".join(text for text, _ in words)
        if not whole:
            return
        styles = [(style, len(text)) for text, style in words]
        at = 0
        for line in self._break(whole, room):
            at = whole.index(line, at) if len(words) > 1 else at
            yield (
                *_build_indent(indent),
                *(_split_styles(line, at, styles) if len(words) > 1 else [(line, words[0][1])]),
            )
            at += len(line)

    def _break(self, text: str, width: int) -> list[str]:
        key = (text, width)
        if key not in self._broken:
            self._broken[key] = _break_text(text, width)
        return self._broken[key]

    def as_text(self) -> str:
        """Return the lines without styles and trailing spaces."""
        return "".join(f"{''.join(text for text, _ in line).rstrip()}\n" for line in self.lines)

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> Iterator[Segment]:
        for line in self.lines:
            for text, style in line:
                if text:
                    yield Segment(text, console.get_style(style) if style else None)
            yield Segment.line()


def _build_indent(cells: int) -> list[Words]:
    return [(" " * cells, "")] if cells else []


def _split_styles(line: str, begins: int, styles: Iterable[tuple[str, int]]) -> Iterator[Words]:
    """Split ``line``, which begins at character ``begins`` of the whole text, into its parts by style."""
    part_begins, ends = 0, begins + len(line)
    for style, length in styles:
        first, last = max(part_begins, begins), min(part_begins + length, ends)
        if first < last:
            yield line[first - begins : last - begins], style
        part_begins += length


def _break_text(text: str, width: int) -> list[str]:
    """Wrap a text at words; cut a word that is longer than a line."""
    if cell_len(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for word in _WORD.findall(text):
        bare = cell_len(word.rstrip())
        if line and used + bare > width:
            lines.append(line.rstrip())
            line, used, word = "", 0, word.lstrip()
        if bare > width:
            *whole, last = chop_cells(word.rstrip(), width)
            lines += whole
            word = last + word[len(word.rstrip()) :]
        line += word
        used += cell_len(word)
    return [*lines, line.rstrip()]

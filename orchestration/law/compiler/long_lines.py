"""Lines that came out too long, folded: before a word that joins conditions, or after a comma."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.law.compiler.layout import WIDTH

_PLACES = re.compile(r"'[^']*'|\"[^\"]*\"|(?P<place> (?=(?:and|or|as|on|filter|in) )|(?<=,) | (?=%\}))")
"""Where a line may be folded: not inside a literal."""


def fold_lines(text: str) -> str:
    """Fold each line of SQL that is longer than the width, what follows one indent deeper."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold(line))


def _fold(line: str) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    while len(line) > WIDTH:
        places = [found.start("place") for found in _PLACES.finditer(line) if found["place"]]
        fitting = [place for place in places if len(indent) < place <= WIDTH]
        if not fitting:
            break
        yield line[: fitting[-1]].rstrip()
        line = indent + line[fitting[-1] :].lstrip()
    yield line

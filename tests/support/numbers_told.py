"""Every number that the files of a release tell in any way: written, or drawn as the length of a bar.

What belongs here: reading them. What does not: which of them may stand there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_NUMBER = re.compile(r"(?<![\w./-])(?<!\d,)(\d{1,3}(?:,\d{3})+|\d+)(?!\w|,\d|-\d|\.\d|:[0-9a-f]{8})")
_RANGE = re.compile(r"[\d,]+ to [\d,]+")
_ASKED = re.compile(r'(?:\d+ \+ )*\d+ = \d+ things asked|passed</td><td class="number">\d+</td>')
_SIZES = re.compile(r' (?:d|viewBox|transform|width|height|x|y|dx|dy|font-size)="[^"]*"|aria-label="Table \d+:')
_CHART = re.compile(r'<svg class="chart".*?</svg>', re.DOTALL)
_BAR = re.compile(r'<path d="M0,[\d.]+h([\d.]+)v18h-?[\d.]+Z"')
_LABEL = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
TEXTS = frozenset({".html", ".csv", ".json", ".md", ".cff", ".txt", ".css"})


def written(text: str) -> Iterator[tuple[int, str]]:
    """Every whole number of two digits or more in a file, and what stands around it. Ends of ranges are none, nor are
    sizes of drawings, numbers of tables in the documentation, and how much the gates asked."""
    told = _RANGE.sub("a range", _ASKED.sub("", _SIZES.sub("", text)))
    for found in _NUMBER.finditer(told):
        yield int(found[1].replace(",", "")), " ".join(told[max(found.start() - 60, 0) : found.end() + 30].split())


def in_files(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """The same of every file below ``folder`` that is text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".csv":
                text = "\n".join(" | ".join(row) for row in csv.reader(text.splitlines()))
            yield from ((path, *one) for one in written(text))


def drawn(html: str) -> Iterator[list[tuple[float, str]]]:
    """Of every chart of a page its bars: how long each is, and what is written beside it."""
    for chart in _CHART.findall(html):
        lengths = [float(length) for length in _BAR.findall(chart)]
        labels = [unescape(re.sub("<[^>]*>", "", one)) for one in _LABEL.findall(chart.split("layer_1_marks")[1])]
        assert len(lengths) == len(labels) > 0, "the bars of a chart are not found any more"
        yield list(zip(lengths, labels, strict=True))


def too_long(bars: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Bars that say more than what is written beside them: a length where no number stands, or another one than the
    others of the chart have for theirs."""
    found = [(length, label, re.match(r"[+−]?([\d,]+(?:\.\d+)?)", label)) for length, label in bars if length]
    values = [(length, label, float(said[1].replace(",", "")) if said else 0.0) for length, label, said in found]
    most = max((value for _, _, value in values), default=0.0)
    scale = max(length for length, _, _ in values) / most if most else 0.0
    # (What is written is rounded: to a tenth of a percent, or to the lower end of a range.)
    room = 0.1 * scale + 0.02 if most else 0.0
    return [(length, label) for length, label, value in values if abs(length - scale * value) > room]

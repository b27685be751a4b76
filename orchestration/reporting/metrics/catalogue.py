"""The catalogue of figures: what each counts, among what, what it does not mean, and the sentence to quote.

What belongs here: reading ``catalogue.yml`` into types, and the ids of figures. What does not: the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.files.yaml import read_yaml

CATALOGUE = Path(__file__).with_name("catalogue.yml")
NONE = "none"
IN_CONVICTIONS = "in_convictions"
"""What of an entry that counts people reads otherwise of their convictions."""
TEXTS = ("name", "definition", "numerator", "denominator", "does_not_mean", "sentence")


@dataclass(frozen=True)
class Entry:
    """A figure. ``basis`` and ``viewer`` are none where it counts determinations and lines, not what is left."""

    measure: str
    unit: str
    basis: str
    viewer: str
    name: str
    definition: str
    numerator: str
    denominator: str
    does_not_mean: str
    sentence: str

    @property
    def figure_id(self) -> str:
        """The stable id."""
        what = [word for word in (self.basis, self.viewer) if word != NONE]
        return "/".join(["levels", self.measure, self.unit, *what])


@dataclass(frozen=True)
class Catalogue:
    """All figures in their order, and the words for bases and viewers."""

    entries: tuple[Entry, ...]
    units: Mapping[str, str]
    bases: Mapping[str, str]
    viewers: Mapping[str, str]

    def with_words(self, entry: Entry, text: str, **values: object) -> str:
        """A text of an entry with its placeholders filled; a figure of ours has no others."""
        words = {
            "unit": entry.unit,
            "basis": self.bases.get(entry.basis, ""),
            "viewer": self.viewers.get(entry.viewer, ""),
        }
        return text.format(**words, **values)


@cache
def read_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue. ``KeyError`` where an entry lacks a text."""
    told = read_yaml(path.read_text(encoding="utf-8"))
    return Catalogue(tuple(_entries(told)), told["units"], told["bases"], told["viewers"])


def _entries(told: Mapping[str, list[Mapping[str, object]]]) -> Iterator[Entry]:
    for level in told["levels"]:
        units: list[str] = list(level["units"])  # type: ignore[call-overload]
        for unit in units:
            yield _entry(level, unit, NONE, NONE)
    for record in told["records"]:
        for basis in told["bases"]:
            for viewer in told["viewers"]:
                yield _entry(record, "people", str(basis), str(viewer))
                if IN_CONVICTIONS in record:
                    yield _entry(told_in_convictions(record), "convictions", str(basis), str(viewer))


def told_in_convictions(record: Mapping[str, object]) -> Mapping[str, object]:
    """What a figure of people says where it counts their convictions."""
    texts = record[IN_CONVICTIONS]
    assert isinstance(texts, Mapping)
    return {**record, **texts}


def _entry(told: Mapping[str, object], unit: str, basis: str, viewer: str) -> Entry:
    return Entry(str(told["measure"]), unit, basis, viewer, *(str(told[name]) for name in TEXTS))

"""Wordings of coded fields that people added to the vocabulary of a state: a small CSV file in the home.

What belongs here: the file, and checking lines against the vocabulary that is shipped. What does not: what a run makes
of them (``models/staging/<state>/macros``), finding unknown wordings (``warehouse.quality_gates.wordings``).

Columns: ``kind`` of field, ``wording`` as received in upper case, ``meaning`` (a word of the shipped vocabulary),
``added_by`` (the account), ``added_on`` (ISO date), ``why``. Taking a line out of the file takes the wording back.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.ingestion.decisions.csv_lines import add_lines

COLUMNS = ("kind", "wording", "meaning", "added_by", "added_on", "why")
SEEDS = {
    "disposition": ("dispositions", "disposition_text", "disposition_type"),
    "charge": ("code_books", "code_book_code", "code_book"),
    "level": ("levels", "level_code", "level"),
    "grade": ("grades", "grade_text", "grade"),
    "step_type": ("step_types", "step_type_code", "step_type"),
    "sentence": ("sentence_locations", "sentence_location_code", "sentence_type"),
}
"""Of each kind the shipped table, its column of wordings and its column of meanings."""

_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "exact": str.__eq__,
    "prefix": str.startswith,
    "contains": str.__contains__,
    "pattern": lambda wording, pattern: re.search(pattern, wording) is not None,
}


class VocabularyFileError(ValueError):
    """A wording cannot be added. The message names file, line and what is wrong, and no wording."""


@dataclass(frozen=True)
class AddedWording:
    """One wording that a person added: what it means, who added it, when and why."""

    kind: str
    wording: str
    meaning: str
    added_by: str
    added_on: date
    why: str

    @property
    def values(self) -> tuple[str, ...]:
        """The line as the file has it."""
        return (self.kind, self.wording, self.meaning, self.added_by, self.added_on.isoformat(), self.why)

    @property
    def content_id(self) -> str:
        """Hash of the content."""
        return hashlib.sha256("|".join(self.values).encode()).hexdigest()[:16]


class Vocabulary:
    """The shipped vocabulary of a state: which meanings there are, and which wordings it has.

    A state need not have a table of each kind; none can be added to a kind without one.
    """

    def __init__(self, models: Path, state: str) -> None:
        folder = models / "staging" / state / "vocabulary"
        self._rows: dict[str, list[dict[str, str]]] = {}
        for kind, (table, _, _) in SEEDS.items():
            path = folder / f"{state}_{table}.csv"
            if path.is_file():
                with path.open(encoding="utf-8", newline="") as file:
                    self._rows[kind] = list(csv.DictReader(file))

    def list_meanings(self, kind: str) -> list[str]:
        """List the meanings that a wording of this kind can have."""
        return sorted({row[SEEDS[kind][2]] for row in self._rows[kind]})

    def find_problem(self, kind: str, wording: str, meaning: str, *, can_be_shipped: bool = False) -> str | None:
        """Find why a wording cannot be added; None if it can.

        Args:
            can_be_shipped: whether the shipped vocabulary can have it with this meaning, as a later version may.
        """
        if kind not in self._rows:
            return f"kind must be one of {', '.join(self._rows)}"
        if not wording or wording != " ".join(wording.upper().split()) or not wording.isprintable():
            return "the wording must be upper case with single spaces, as it was exported"
        if meaning not in self.list_meanings(kind):
            return f"the meaning of a {kind} must be one of {', '.join(self.list_meanings(kind))}"
        _, of_wordings, of_meanings = SEEDS[kind]
        for row in self._rows[kind]:
            if _MATCHES[row.get("match_mode", "exact")](wording, row[of_wordings]):
                is_same = can_be_shipped and row[of_meanings] == meaning
                return None if is_same else f"the shipped vocabulary has the wording, as {row[of_meanings]}"
        return None


def read_added_wordings(path: Path, vocabulary: Vocabulary) -> Sequence[AddedWording]:
    """Read the added wordings in ``path``, sorted by content; none if there is no file.

    Raises:
        VocabularyFileError: the header, a date or a line is wrong, or two lines are about one wording.
    """
    if not path.exists():
        return []
    added: dict[tuple[str, str], AddedWording] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise VocabularyFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
            for row in reader:
                where = f"{path.name}, line {reader.line_num}"
                one = _parse(where, row, vocabulary)
                if added.setdefault((one.kind, one.wording), one) != one:
                    raise VocabularyFileError(f"{where}: the wording is in the file before, with another line")
    except (UnicodeDecodeError, csv.Error):
        raise VocabularyFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    return sorted(added.values(), key=lambda one: one.values)


def _parse(where: str, row: dict[str, str], vocabulary: Vocabulary) -> AddedWording:
    if len(row) != len(COLUMNS) or not all((value or "").strip() for value in row.values()):
        raise VocabularyFileError(f"{where}: expected {len(COLUMNS)} values, each filled in")
    kind, wording, meaning, added_by, day, why = (row[column].strip() for column in COLUMNS)
    if problem := vocabulary.find_problem(kind, wording, meaning, can_be_shipped=True):
        raise VocabularyFileError(f"{where}: {problem}")
    try:
        return AddedWording(kind, wording, meaning, added_by, date.fromisoformat(day), why)
    except ValueError:
        raise VocabularyFileError(f"{where}: added_on must be a date like 2026-03-01") from None


def add_wordings(path: Path, vocabulary: Vocabulary, wordings: Sequence[AddedWording]) -> int:
    """Add wordings to the file, all or none; one that it has with the same meaning is left as it is. Return the number
    added.

    Raises:
        VocabularyFileError: the file cannot be used, or has a wording with another meaning.
    """
    known = {(one.kind, one.wording): one.meaning for one in read_added_wordings(path, vocabulary)}
    new = [one for one in wordings if (one.kind, one.wording) not in known]
    if contradictions := sum(known.get((one.kind, one.wording), one.meaning) != one.meaning for one in wordings):
        raise VocabularyFileError(
            f"{path.name} has {contradictions} of these wordings with another meaning: take the old lines out of "
            f"{path} first; nothing was added"
        )
    add_lines(path, COLUMNS, [one.values for one in new])
    return len(new)

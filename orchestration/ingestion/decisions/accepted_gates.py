"""What people accepted of a delivery that a gate stops: a small CSV file that survives every re-delivery.

What belongs here: the file, and adding a line to it. What does not: which gates can be accepted
(``warehouse.quality_gates.suites``) and what follows (``warehouse.quality_gates.verdict``).

Columns: ``gate`` (the id of an expectation), ``sha256`` and ``file_name`` of the delivery, ``accepted_by`` (the
account), ``accepted_on`` (ISO date), ``why``. What was accepted to be missing has the SHA-256 of no bytes and its name.
Taking a line out of the file takes the acceptance back.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.ingestion.decisions.csv_lines import add_lines

NO_FILE = hashlib.sha256(b"").hexdigest()
"""The SHA-256 of what was accepted to be missing: of no bytes. ``file_name`` then names what is missing."""

COLUMNS = ("gate", "sha256", "file_name", "accepted_by", "accepted_on", "why")


_ACCOUNT = re.compile(r"(?<= accepted for )(?P<file>.*?) by .*?(?= on \d{4}-\d{2}-\d{2}: )")


class AcceptanceFileError(ValueError):
    """The file of accepted gates cannot be used. The message names file, line and what is wrong."""


@dataclass(frozen=True)
class AcceptedGate:
    """One acceptance: which expectation a delivery need not meet, who accepted it, when and why."""

    gate: str
    sha256: str
    file_name: str
    accepted_by: str
    accepted_on: date
    why: str

    @property
    def acceptance_id(self) -> str:
        """Hash of the content."""
        return hashlib.md5("|".join(self.values).encode(), usedforsecurity=False).hexdigest()[:16]

    @property
    def values(self) -> tuple[str, ...]:
        """The line as the file has it."""
        day = self.accepted_on.isoformat()
        return (self.gate, self.sha256, self.file_name, self.accepted_by, day, self.why)

    def format(self) -> str:
        """Format it for figures, batches and pages: it is one of the overrides of a run."""
        why = self.why.replace(";", ",")
        return f"{self.gate} accepted for {self.file_name} by {self.accepted_by} on {self.accepted_on}: {why}"


def hide_accounts(allowances: str) -> str:
    """Leave out of the overrides of a run who accepted, for what is published."""
    return _ACCOUNT.sub(r"\g<file>", allowances)


def read_accepted_gates(path: Path) -> Sequence[AcceptedGate]:
    """Read the acceptances in ``path``, sorted by content; none if there is no file. Equal lines are one.

    Raises:
        AcceptanceFileError: the header, a hash or a date is wrong, or a value is missing.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise AcceptanceFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
            accepted = {_parse(path, reader.line_num, row) for row in reader}
    except (UnicodeDecodeError, csv.Error):
        raise AcceptanceFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    return sorted(accepted, key=lambda one: one.values)


def _parse(path: Path, line: int, row: dict[str, str]) -> AcceptedGate:
    if len(row) != len(COLUMNS) or not all((value or "").strip() for value in row.values()):
        raise AcceptanceFileError(f"{path.name}, line {line}: expected {len(COLUMNS)} values, each filled in")
    gate, sha256, file_name, accepted_by, day, why = (row[column].strip() for column in COLUMNS)
    if re.fullmatch(r"[0-9a-f]{64}", sha256) is None:
        raise AcceptanceFileError(f"{path.name}, line {line}: sha256 must be 64 hex digits")
    try:
        accepted_on = date.fromisoformat(day)
    except ValueError:
        raise AcceptanceFileError(f"{path.name}, line {line}: accepted_on must be a date like 2026-03-01") from None
    return AcceptedGate(gate, sha256, file_name, accepted_by, accepted_on, why)


def accept_gate(path: Path, accepted: AcceptedGate) -> bool:
    """Add an acceptance to the file. Returns False if the gate was accepted for the delivery before.

    Raises:
        AcceptanceFileError: the file cannot be used.
    """
    if any((one.gate, one.sha256) == (accepted.gate, accepted.sha256) for one in read_accepted_gates(path)):
        return False
    add_lines(path, COLUMNS, [accepted.values])
    return True

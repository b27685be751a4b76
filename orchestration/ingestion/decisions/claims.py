"""Claims of people against their records, in a CSV file that is kept when a state delivers again.

A line opens a claim or answers one. Columns: ``id``, ``county``, ``case_number``, ``section`` (``subjects``), ``claim``
(from the state's ``law/<state>_claims.csv``), ``claimed_by`` (``person``, ``lawyer`` and so on), ``received_on``,
``supported_by``, ``due_on``. A line with the same subject, claim, claimant and day answers it with ``outcome``
(``upheld``, ``rejected``, ``withdrawn``), ``answered_by``, ``answered_on``, ``why``. Removing the answer reopens the
claim; removing both withdraws it.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from pathlib import Path

from orchestration.ingestion.decisions.subjects import Subject, SubjectError, parse_subject
from orchestration.ingestion.layouts.layout import Notation

ANSWER_COLUMNS = ("outcome", "answered_by", "answered_on", "why")
COLUMNS = (
    "id",
    "county",
    "case_number",
    "section",
    "claim",
    "claimed_by",
    "received_on",
    "supported_by",
    "due_on",
    *ANSWER_COLUMNS,
)
CLAIMANTS = ("person", "lawyer", "family", "agency", "other")
OUTCOMES = ("upheld", "rejected", "withdrawn")


class ClaimFileError(ValueError):
    """The claims file cannot be used. The message has file, line and fault, never an id, name or case."""


@dataclass(frozen=True)
class ClaimVocabulary:
    """The claims that a state knows, whether each still holds a record up once upheld, and days to answer by effective
    date."""

    holds_when_upheld: Mapping[str, bool]
    answer_days: tuple[tuple[date, int], ...]

    def due_on(self, received_on: date) -> date | None:
        """Return the day by which an answer is due; None if the law sets none."""
        days = [days for since, days in self.answer_days if since <= received_on]
        return received_on + timedelta(days[-1]) if days else None


@dataclass(frozen=True)
class ClaimLine:
    """One parsed line. ``outcome`` is empty if it opens a claim, ``supported_by`` if it answers one."""

    subject: Subject
    claim: str
    claimed_by: str
    received_on: date
    supported_by: str
    due_on: date | None
    outcome: str
    answered_by: str
    answered_on: date | None
    why: str

    @property
    def claim_id(self) -> str:
        """Hash of subject, claim, claimant and day."""
        words = (*self.subject.words, self.claim, self.claimed_by, self.received_on.isoformat())
        return hashlib.md5("|".join(words).encode(), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True)
class Claim:
    """One claim and its answer, if any. ``is_holding``: its subject waits for a person's review."""

    claim_id: str
    unit: str
    id_key: str
    county_name: str
    case_number_key: str
    section: str
    subdivision_path: str
    claim: str
    claimed_by: str
    received_on: date
    supported_by: str
    due_on: date
    outcome: str | None
    answered_by: str | None
    answered_on: date | None
    why: str | None
    is_holding: bool

    @property
    def content_id(self) -> str:
        """Hash of all values, an input of the run id."""
        words = "|".join("" if value is None else str(value) for value in astuple(self))
        return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:16]


def read_claim_words(claims: Path, parameters: Path) -> ClaimVocabulary:
    """Read ``law/<state>_claims.csv`` and the parameter ``claim_answer_days``; empty if the state has no such table."""
    if not claims.exists():
        return ClaimVocabulary({}, ())
    with claims.open(encoding="utf-8", newline="") as file:
        holds = {row["claim"]: row["holds_when_upheld"] == "yes" for row in csv.DictReader(file)}
    with parameters.open(encoding="utf-8", newline="") as file:
        days = [
            (date.fromisoformat(row["effective_from"]), int(row["value"]))
            for row in csv.DictReader(file)
            if row["parameter"] == "claim_answer_days"
        ]
    return ClaimVocabulary(holds, tuple(sorted(days)))


def read_claims(path: Path, words: ClaimVocabulary, notation: Notation) -> Sequence[Claim]:
    """Read the claims, sorted by id; none if the file does not exist.

    Raises:
        ClaimFileError: A line is invalid or contradicts another.
    """
    lines = read_claim_lines(path, words, notation)
    return combine_claim_lines([(f"{path.name}, line {number}", line) for number, line in lines], words)


def read_claim_lines(path: Path, words: ClaimVocabulary, notation: Notation) -> Sequence[tuple[int, ClaimLine]]:
    """Read every line with its number; none if the file does not exist.

    Raises:
        ClaimFileError: A line is invalid.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise ClaimFileError(f"{path.name}: the header must be {','.join(COLUMNS)}")
            return [
                (reader.line_num, parse_claim_line(path.name, reader.line_num, row, words, notation)) for row in reader
            ]
    except (UnicodeDecodeError, csv.Error):
        raise ClaimFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    except OSError:
        raise ClaimFileError(f"{path.name}: expected a readable file") from None


def combine_claim_lines(lines: Sequence[tuple[str, ClaimLine]], words: ClaimVocabulary) -> Sequence[Claim]:
    """Combine lines, each with its location, to claims.

    Raises:
        ClaimFileError: An answer has no claim, or two lines differ about one claim or answer.
    """
    opened: dict[str, tuple[str, ClaimLine]] = {}
    answered: dict[str, tuple[str, ClaimLine]] = {}
    for where, line in lines:
        earlier, first = (answered if line.outcome else opened).setdefault(line.claim_id, (where, line))
        if first != line:
            what = "answers to" if line.outcome else "versions of"
            raise ClaimFileError(f"{earlier} and {where} are different {what} the same claim")
    for claim_id, (where, _) in answered.items():
        if claim_id not in opened:
            raise ClaimFileError(f"{where}: no line opens the claim that it answers")
    return [
        _build_claim(line, answered[claim_id][1] if claim_id in answered else None, words)
        for claim_id, (_, line) in sorted(opened.items())
    ]


def _build_claim(line: ClaimLine, answer: ClaimLine | None, words: ClaimVocabulary) -> Claim:
    subject = line.subject
    return Claim(
        line.claim_id,
        subject.unit,
        *subject.words,
        line.claim,
        line.claimed_by,
        line.received_on,
        line.supported_by,
        line.due_on or line.received_on,
        answer.outcome if answer else None,
        answer.answered_by if answer else None,
        answer.answered_on if answer else None,
        answer.why if answer else None,
        answer is None or (answer.outcome == "upheld" and words.holds_when_upheld[line.claim]),
    )


def parse_claim_line(
    file_name: str, number: int, row: Mapping[str, str], words: ClaimVocabulary, notation: Notation
) -> ClaimLine:
    """Parse one line.

    Raises:
        ClaimFileError: The line is invalid; the message names file and line.
    """

    def wrong(what: str) -> ClaimFileError:
        return ClaimFileError(f"{file_name}, line {number}: {what}")

    def day(column: str) -> date:
        try:
            return date.fromisoformat(row[column].strip())
        except ValueError:
            raise wrong(f"{column} must be a date like 2026-03-01") from None

    if len(row) != len(COLUMNS) or None in row.values():
        raise wrong(f"expected {len(COLUMNS)} values")
    try:
        subject = parse_subject(row, notation)
    except SubjectError as error:
        raise wrong(str(error)) from None
    claim, claimed_by = row["claim"].strip().lower(), row["claimed_by"].strip().lower()
    if claim not in words.holds_when_upheld:
        known = ", ".join(sorted(words.holds_when_upheld)) or "none: this state has no such table"
        raise wrong(f"the claim must be one of {known}")
    if claimed_by not in CLAIMANTS:
        raise wrong(f"claimed_by must be one of {', '.join(CLAIMANTS)}")
    received_on = day("received_on")
    outcome, answered_by, why = row["outcome"].strip().lower(), row["answered_by"].strip(), row["why"].strip()
    if not (outcome or answered_by or why or row["answered_on"].strip()):
        supported_by = row["supported_by"].strip()
        if not supported_by:
            raise wrong("supported_by must be filled in")
        due_on = day("due_on") if row["due_on"].strip() else words.due_on(received_on)
        if due_on is None or due_on < received_on:
            raise wrong("due_on must not be before received_on")
        return ClaimLine(subject, claim, claimed_by, received_on, supported_by, due_on, "", "", None, "")
    if outcome not in OUTCOMES:
        raise wrong(f"the outcome must be one of {', '.join(OUTCOMES)}")
    if not answered_by or not why:
        raise wrong("answered_by and why must be filled in")
    answered_on = day("answered_on")
    if answered_on < received_on:
        raise wrong("answered_on must not be before received_on")
    return ClaimLine(subject, claim, claimed_by, received_on, "", None, outcome, answered_by, answered_on, why)

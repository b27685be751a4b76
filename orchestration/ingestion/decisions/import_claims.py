"""Import claims and answers into the claims file, or withdraw them.

A file with an error in one line is rejected as a whole.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion.decisions.claims import (
    ANSWER_COLUMNS,
    COLUMNS,
    ClaimFileError,
    ClaimLine,
    ClaimVocabulary,
    combine_claim_lines,
    parse_claim_line,
    read_claim_lines,
)
from orchestration.ingestion.decisions.csv_lines import add_lines, remove_lines
from orchestration.ingestion.layouts.layout import Notation

OPTIONAL_COLUMNS = ("due_on", *ANSWER_COLUMNS)
TEXT_COLUMNS = ("supported_by", "answered_by", "why")


@dataclass(frozen=True)
class ImportedClaims:
    """Numbers of claims and answers added or removed, and of lines without effect."""

    claims: int
    answers: int
    unchanged: int


def import_claims(
    file: Path, kept: Path, words: ClaimVocabulary, notation: Notation, *, dry_run: bool = False
) -> ImportedClaims:
    """Add the lines of ``file`` that the claims file lacks.

    Raises:
        ClaimFileError: A line is invalid or contradicts another.
    """
    there = read_claim_lines(kept, words, notation)
    lines = _read_claim_file(file, words, notation)
    combine_claim_lines(
        [(f"{kept.name}, line {number}", line) for number, line in there]
        + [(f"{file.name}, line {number}", line) for number, line in lines],
        words,
    )
    known = {line for _, line in there}
    new = list(dict.fromkeys(line for _, line in lines if line not in known))
    if new and not dry_run:
        add_lines(kept, COLUMNS, [_format_line(line) for line in new])
    return _count_imported(new, len(lines))


def withdraw_claims(
    file: Path, kept: Path, words: ClaimVocabulary, notation: Notation, *, dry_run: bool = False
) -> ImportedClaims:
    """Remove the lines of the claims file that equal a line of ``file``.

    Raises:
        ClaimFileError: A line is invalid, or an answer would lose its claim.
    """
    lines = _read_claim_file(file, words, notation)
    meant = {line for _, line in lines}
    there = read_claim_lines(kept, words, notation)
    combine_claim_lines([(f"{kept.name}, line {number}", line) for number, line in there if line not in meant], words)
    numbers = {number for number, line in there if line in meant}
    if numbers and not dry_run:
        remove_lines(kept, lambda number: number in numbers)
    return _count_imported([line for _, line in there if line in meant], len(lines))


def _count_imported(changed: Sequence[ClaimLine], lines: int) -> ImportedClaims:
    answers = sum(1 for line in changed if line.outcome)
    return ImportedClaims(len(changed) - answers, answers, max(lines - len(changed), 0))


def _read_claim_file(path: Path, words: ClaimVocabulary, notation: Notation) -> Sequence[tuple[int, ClaimLine]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            names = tuple(reader.fieldnames or ())
            if len(set(names)) < len(names) or not set(COLUMNS) - set(OPTIONAL_COLUMNS) <= set(names) <= set(COLUMNS):
                raise ClaimFileError(
                    f"{path.name}: the header must be {','.join(COLUMNS)}; {','.join(OPTIONAL_COLUMNS)} are optional"
                )
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise ClaimFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    return [(number, _parse_line(path, number, row, words, notation)) for number, row in rows]


def _parse_line(
    path: Path, number: int, row: Mapping[str, str], words: ClaimVocabulary, notation: Notation
) -> ClaimLine:
    if None in row or None in row.values():
        raise ClaimFileError(f"{path.name}, line {number}: expected one value per column")
    whole = {column: row.get(column, "") for column in COLUMNS}
    for column in TEXT_COLUMNS:
        if any(ord(one) < 0x20 or one == "\x7f" for one in whole[column].strip()):
            raise ClaimFileError(f"{path.name}, line {number}: {column} must be plain text on one line")
    return parse_claim_line(path.name, number, whole, words, notation)


def _format_line(line: ClaimLine) -> Sequence[str]:
    """Format a line so that reading it gives the same line."""
    subject = line.subject
    values = {
        "id": subject.id_key,
        "county": subject.county_name,
        "case_number": subject.case_number_key.replace("+", " "),
        "section": subject.section + subject.subdivision_path,
        "claim": line.claim,
        "claimed_by": line.claimed_by,
        "received_on": line.received_on.isoformat(),
        "supported_by": line.supported_by,
        "due_on": line.due_on.isoformat() if line.due_on else "",
        "outcome": line.outcome,
        "answered_by": line.answered_by,
        "answered_on": line.answered_on.isoformat() if line.answered_on else "",
        "why": line.why,
    }
    return [values[column] for column in COLUMNS]

"""Claims about a record, and answers to them, taken into the claims file and out of it again.

What belongs here: which lines are new, and what speaks against them. What does not: what a line may say
(``intake.claims``). A file that is wrong in one line is taken in not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.ingestion.decisions.claims import (
    ANSWER_COLUMNS,
    COLUMNS,
    ClaimFileError,
    ClaimLine,
    ClaimWords,
    combine_claim_lines,
    parse_claim_line,
    read_claim_lines,
)
from orchestration.ingestion.decisions.csv_lines import add_lines, take_out_lines

MAY_BE_LEFT_OUT = ("due_on", *ANSWER_COLUMNS)
TEXTS = ("supported_by", "answered_by", "why")


@dataclass(frozen=True)
class TakenClaims:
    """How many claims and answers were added (or taken out), and how many lines changed nothing."""

    claims: int
    answers: int
    unchanged: int


def import_claims(
    file: Path, kept: Path, words: ClaimWords, counties: Collection[str], *, dry_run: bool = False
) -> TakenClaims:
    """Add to the kept file what ``file`` says and it does not. Raises ``ClaimFileError``."""
    there = read_claim_lines(kept, words, counties)
    lines = _read(file, words, counties)
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
    file: Path, kept: Path, words: ClaimWords, counties: Collection[str], *, dry_run: bool = False
) -> TakenClaims:
    """Take out of the kept file every line that says exactly what ``file`` says. Raises ``ClaimFileError``, also where
    an answer would be left without its claim."""
    lines = _read(file, words, counties)
    meant = {line for _, line in lines}
    there = read_claim_lines(kept, words, counties)
    combine_claim_lines([(f"{kept.name}, line {number}", line) for number, line in there if line not in meant], words)
    numbers = {number for number, line in there if line in meant}
    if numbers and not dry_run:
        take_out_lines(kept, lambda number: number in numbers)
    return _count_imported([line for _, line in there if line in meant], len(lines))


def _count_imported(changed: Sequence[ClaimLine], lines: int) -> TakenClaims:
    answers = sum(1 for line in changed if line.outcome)
    return TakenClaims(len(changed) - answers, answers, max(lines - len(changed), 0))


def _read(path: Path, words: ClaimWords, counties: Collection[str]) -> Sequence[tuple[int, ClaimLine]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            names = tuple(reader.fieldnames or ())
            if len(set(names)) < len(names) or not set(COLUMNS) - set(MAY_BE_LEFT_OUT) <= set(names) <= set(COLUMNS):
                raise ClaimFileError(
                    f"{path.name}: the header must be {','.join(COLUMNS)}; {','.join(MAY_BE_LEFT_OUT)} may be left out"
                )
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise ClaimFileError(f"{path.name}: expected CSV in UTF-8, found something else") from None
    return [(number, _parse_line(path, number, row, words, counties)) for number, row in rows]


def _parse_line(
    path: Path, number: int, row: Mapping[str, str], words: ClaimWords, counties: Collection[str]
) -> ClaimLine:
    if None in row or None in row.values():
        raise ClaimFileError(f"{path.name}, line {number}: a value is missing or one too many")
    whole = {column: row.get(column, "") for column in COLUMNS}
    for column in TEXTS:
        if any(ord(sign) < 0x20 or sign == "\x7f" for sign in whole[column].strip()):
            raise ClaimFileError(f"{path.name}, line {number}: {column} must be plain text on one line")
    return parse_claim_line(path.name, number, whole, words, counties)


def _format_line(line: ClaimLine) -> Sequence[str]:
    """The line as the kept file has it: it says the same again when it is read."""
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

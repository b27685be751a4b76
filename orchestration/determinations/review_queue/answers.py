"""Import a reviewer's answers into the facts file, or withdraw them.

A file with an error in one line is rejected as a whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.files.days import UnreadDay, read_days
from orchestration.files.tables import TableFileError, read_table
from orchestration.ingestion.decisions.csv_lines import add_lines, remove_lines
from orchestration.ingestion.decisions.facts import (
    COLUMNS,
    UNIT_LABELS,
    EstablishedFact,
    FactFileError,
    find_contradiction,
    parse_fact,
    read_fact_lines,
)
from orchestration.ingestion.layouts.layout import Notation

DAY = "established_on"


class AnswerFileError(ValueError):
    """The answers cannot be imported. The message has file, line and fault, never an id, name or case."""


@dataclass(frozen=True)
class ImportedAnswers:
    """Result of an import or withdrawal. ``changed``: lines added or removed; ``unchanged``: lines without effect.

    ``unanswered``: questions without a value.
    """

    changed: int
    unchanged: int
    unanswered: int


@dataclass(frozen=True)
class _Answers:
    lines: Sequence[tuple[str, Mapping[str, str], EstablishedFact]]
    unanswered: int


def compute_question_id(fact: EstablishedFact) -> str:
    """Compute the id that ``marts.review_questions`` gives to a question, from its subject and fact."""
    words = (fact.id_key, fact.county_name, fact.case_number_key, fact.section, fact.subdivision_path, fact.fact)
    return "q" + hashlib.md5("|".join(words).encode(), usedforsecurity=False).hexdigest()[:15]


def import_answers(
    answers: Path,
    facts: Path,
    known_facts: Mapping[str, str],
    notation: Notation,
    today: date,
    *,
    dry_run: bool = False,
) -> ImportedAnswers:
    """Add the answers that the facts file lacks.

    Raises:
        AnswerFileError: A line is invalid, established after ``today``, or contradicts another.
        FactFileError: The facts file is invalid.
    """
    read = _read_answers(answers, known_facts, notation)
    if late := [where for where, _, fact in read.lines if fact.established_on > today]:
        raise AnswerFileError(f"{answers.name}, {late[0]}: {DAY} is after today ({today})")
    kept = read_fact_lines(facts, known_facts, notation)
    there = {fact.fact_id for _, fact in kept}
    named = [(f"{facts.name} line {line}", fact) for line, fact in kept]
    named += [(f"{answers.name} {where}", fact) for where, _, fact in read.lines]
    if found := find_contradiction(named):
        one, other, unit = found
        raise AnswerFileError(f"{one} and {other} contradict each other about the same {UNIT_LABELS[unit]}")
    new: dict[str, Sequence[str]] = {}
    for _, row, fact in read.lines:
        if fact.fact_id not in there:
            new.setdefault(fact.fact_id, [row[column] for column in COLUMNS])
    if new and not dry_run:
        add_lines(facts, COLUMNS, new.values())
    return ImportedAnswers(len(new), len(read.lines) - len(new), read.unanswered)


def withdraw_answers(
    answers: Path, facts: Path, known_facts: Mapping[str, str], notation: Notation, *, dry_run: bool = False
) -> ImportedAnswers:
    """Remove the lines of the facts file that equal a line of ``answers``.

    Raises:
        AnswerFileError: A line is invalid.
        FactFileError: The facts file is invalid.
    """
    read = _read_answers(answers, known_facts, notation)
    meant = {fact.fact_id for _, _, fact in read.lines}
    lines = {line for line, fact in read_fact_lines(facts, known_facts, notation) if fact.fact_id in meant}
    if lines and not dry_run:
        remove_lines(facts, lambda line: line in lines)
    return ImportedAnswers(len(lines), len(read.lines) - len(lines), read.unanswered)


def _read_answers(path: Path, known_facts: Mapping[str, str], notation: Notation) -> _Answers:
    """Read the answered rows of an exported file or workbook, or of one with the columns of the facts file."""
    try:
        table = read_table(path, COLUMNS)
    except TableFileError as error:
        raise AnswerFileError(str(error)) from None
    typed = [row.values.get(DAY, "") for row in table.rows if row.values.get("value")]
    days = read_days(typed, is_workbook=table.is_workbook, column=DAY)
    lines = []
    for row in table.rows:
        if row.wrong:
            raise AnswerFileError(f"{path.name}, {row.where}: expected {len(table.columns)} values")
        if not row.values["value"]:
            continue
        day = days[row.values[DAY]]
        if isinstance(day, UnreadDay):
            raise AnswerFileError(f"{path.name}, {row.where}: {day.why}")
        values = {**row.values, DAY: day}
        lines.append((row.where, values, _parse_answer(path, row.where, values, known_facts, notation)))
    return _Answers(lines, len(table.rows) - len(lines))


def _parse_answer(
    path: Path, where: str, row: Mapping[str, str], known_facts: Mapping[str, str], notation: Notation
) -> EstablishedFact:
    for column in ("established_by", "why"):
        if any(ord(one) < 0x20 or one == "\x7f" for one in row[column]):
            raise AnswerFileError(f"{path.name}, {where}: {column} must be plain text on one line")
    try:
        fact = parse_fact(path, where, {column: row[column] for column in COLUMNS}, known_facts, notation)
    except FactFileError as error:
        raise AnswerFileError(str(error)) from None
    if row.get("question_id", "") not in ("", compute_question_id(fact)):
        raise AnswerFileError(
            f"{path.name}, {where}: its id, county, case_number, section or fact differs from the question's "
            "(a spreadsheet may have converted a number)"
        )
    return fact

"""What counsel decided about the questions of packs, in ``<home>/decisions/<state>/counsel.csv``.

A decision is tied to a hash of its question. It lapses when the question changes, and after the day of ``until``; then
the numbers of the pack hold again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from orchestration.files.atomic import write_atomic
from orchestration.law.pack_files.entries import QuestionOf
from orchestration.law.pack_files.files import PackFile
from orchestration.law.tables import HASH_DIGITS, is_in_force, read_packs
from orchestration.people import simplify_name
from orchestration.settings import Settings

DECIDED, TAKEN_BACK = "decided", "taken_back"
Lines = list[dict[str, str]]


class DecisionFileError(ValueError):
    """A line of the file is no valid decision; the message names the line."""


@dataclass(frozen=True)
class CounselDecision:
    """What counsel decided. ``until``: last as-of day that it holds on, empty for ever. ``account``: who wrote it."""

    question: str
    question_hash: str
    option: str
    decided_by: str
    bar_number: str
    decided_on: str
    until: str
    why: str
    account: str
    decision: str = DECIDED

    def describe(self) -> str:
        """Say who decided what, when and why."""
        who = f"{self.decided_by} (bar number {self.bar_number})" if self.bar_number else self.decided_by
        until = f", until {self.until}" if self.until else ""
        return f"{self.question}: {self.option}, decided by {who} on {self.decided_on}{until}: {self.why}"


COLUMNS = tuple(field.name for field in fields(CounselDecision))


def list_questions(files: Iterable[PackFile]) -> dict[str, QuestionOf]:
    """List the questions of a state's packs by name."""
    return {name: question for file in files for name, question in file.law.questions.items()}


def hash_question(question: QuestionOf) -> str:
    """Hash everything that a question says, with its options."""
    return hashlib.sha256(question.model_dump_json().encode()).hexdigest()[:HASH_DIGITS]


def read_decisions(path: Path) -> list[CounselDecision]:
    """Read the decisions of an installation in the order of the file; none if it does not exist.

    Raises:
        DecisionFileError: It is no CSV file in UTF-8, or a line is no valid decision.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error):
        raise DecisionFileError(f"{path}: expected a CSV file in UTF-8, as lookback law decide writes it") from None
    return [_parse(path, number, line) for number, line in enumerate(lines, 2)]


def select_standing(decisions: Iterable[CounselDecision]) -> dict[str, CounselDecision]:
    """Select the last decision about each question, without those taken back."""
    last = {one.question: one for one in decisions}
    return {name: one for name, one in sorted(last.items()) if one.decision == DECIDED}


def find_lapse(decision: CounselDecision, questions: Mapping[str, QuestionOf], as_of: date) -> str:
    """Say why a decision does not hold on a day; empty if it holds."""
    question = questions.get(decision.question)
    if question is None:
        return "the law asks this no more"
    if hash_question(question) != decision.question_hash or decision.option not in question.options:
        return "the question changed since"
    if decision.until and decision.until < as_of.isoformat():
        return f"it was decided until {decision.until}"
    return ""


def select_in_force(
    decisions: Iterable[CounselDecision], questions: Mapping[str, QuestionOf], as_of: date
) -> dict[str, CounselDecision]:
    """Select the decisions that hold on a day, by question."""
    standing = select_standing(decisions)
    return {name: one for name, one in standing.items() if not find_lapse(one, questions, as_of)}


def read_in_force(settings: Settings, as_of: date) -> dict[str, CounselDecision]:
    """Read the decisions of an installation that hold on a day, by question.

    Raises:
        DecisionFileError: A line of the file is no valid decision.
        PackError: A pack is invalid.
    """
    decisions = read_decisions(settings.counsel_decisions)
    if not decisions:
        return {}
    return select_in_force(decisions, list_questions(read_packs(settings.models, settings.state)), as_of)


def hash_decisions(settings: Settings) -> str:
    """Hash the decisions of an installation that stand, with their questions; empty if there are none.

    Raises:
        DecisionFileError: A line of the file is no valid decision.
        PackError: A pack is invalid.
    """
    standing = select_standing(read_decisions(settings.counsel_decisions))
    if not standing:
        return ""
    text = json.dumps([asdict(one) for one in standing.values()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def apply_decisions(
    parameters: Lines, questions: Mapping[str, QuestionOf], decisions: Mapping[str, CounselDecision], as_of: date
) -> Lines:
    """Give the parameters in force on a day the values that counsel decided, with the decision as their citation."""
    values: dict[str, tuple[str, str]] = {}
    for name, decision in decisions.items():
        for parameter, value in questions[name].options[decision.option].sets.items():
            values[parameter] = (format_value(value), decision.describe())
    changed = []
    for line in parameters:
        if line["parameter"] in values and is_in_force(line, as_of.isoformat()):
            value, citation = values[line["parameter"]]
            changed.append({**line, "value": value, "citation": citation, "verified": "inference"})
        else:
            changed.append(line)
    return changed


def format_value(value: object) -> str:
    """Write a value of an option as the law tables write it; empty where the law leaves it open."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def add_decision(path: Path, decision: CounselDecision) -> None:
    """Add a line to an installation's file; the whole file or nothing is written.

    Raises:
        DecisionFileError: A line of the file is no valid decision.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in [*read_decisions(path), decision])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, text.getvalue())


def find_deciders(settings: Settings) -> dict[str, set[str]]:
    """Find who decided a question, by remedy of the pack that asks it: names without case, and accounts.

    Raises:
        DecisionFileError: A line of the file is no valid decision.
        PackError: A pack is invalid.
    """
    standing = select_standing(read_decisions(settings.counsel_decisions))
    found: dict[str, set[str]] = {}
    for file in read_packs(settings.models, settings.state) if standing else ():
        deciders = {
            who
            for name in file.law.questions.keys() & standing.keys()
            for who in (simplify_name(standing[name].decided_by), standing[name].account)
        }
        for remedy in file.law.remedies if deciders else ():
            found.setdefault(remedy, set()).update(deciders)
    return found


def _parse(path: Path, number: int, line: Mapping[str, str]) -> CounselDecision:
    found = CounselDecision(**{name: (line.get(name) or "").strip() for name in COLUMNS})
    if not (found.question and found.question_hash and found.option and found.decided_by and found.why):
        expected = "question, question_hash, option, decided_by and why"
        raise DecisionFileError(f"{path}, line {number}: expected {expected}; mend the line or take it out")
    if found.decision not in (DECIDED, TAKEN_BACK):
        raise DecisionFileError(f"{path}, line {number}: decision must be {DECIDED} or {TAKEN_BACK}")
    for day in filter(None, (found.decided_on, found.until)):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise DecisionFileError(f"{path}, line {number}: expected a day like 2026-06-01, found {day!r}") from None
    return found

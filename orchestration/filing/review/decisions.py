"""Read decisions from a reviewer's workbook: of single lines, and by rules for many lines.

Rules match the warehouse's lines, not cells that may have been edited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.files.tables import TableFileError, read_sheets
from orchestration.filing.review.review_lines import WAITS_FOR_A_REVIEWER, ReviewLine
from orchestration.filing.review.workbook import CONDITIONS, DECISIONS, LINES, RULE_COLUMNS, RULES, YOURS

Row = Mapping[str, str]


class WorkbookError(ValueError):
    """The workbook cannot be imported. The message says what was expected and shows no cell."""


@dataclass(frozen=True)
class ReviewerDecision:
    """A reviewer's decision about a line, in words. ``rule``: number of the rule that made it; 0: the line itself."""

    line_id: str
    decision: str
    ground: str
    words: str
    decided_by: str
    rule: int


@dataclass(frozen=True)
class WorkbookDecisions:
    """The decisions, and unused rules, each as ``rule 2`` (with the workbook, if there are several)."""

    said: Sequence[ReviewerDecision]
    idle_rules: Sequence[str]


def read_workbooks(paths: Sequence[Path], lines: Sequence[ReviewLine]) -> WorkbookDecisions:
    """Read the decisions of several workbooks.

    Raises:
        WorkbookError: A workbook cannot be imported, or two decide about the same line.
    """
    said: list[ReviewerDecision] = []
    idle_rules: list[str] = []
    for path in paths:
        which = f"{path.name}: " if len(paths) > 1 else ""
        try:
            read = read_decisions(path, lines)
        except WorkbookError as why:
            raise WorkbookError(f"{which}{why}") from None
        said += read.said
        idle_rules += [f"{which}{rule}" for rule in read.idle_rules]
    twice = sum(count > 1 for count in Counter(one.line_id for one in said).values())
    if twice and len(paths) > 1:
        raise WorkbookError(f"{twice:,} lines are decided in more than one of these workbooks: import them one by one")
    return WorkbookDecisions(said, idle_rules)


def read_decisions(path: Path, lines: Sequence[ReviewLine]) -> WorkbookDecisions:
    """Read every decision of the workbook, single ones first.

    ``lines``: those of the current run; a rule decides only about those that the workbook shows.

    Raises:
        WorkbookError: The workbook cannot be imported.
    """
    sheets = _read_sheets(path)
    rows = [
        {**row, "line_id": row["line_id"].lower()}
        for row in _read_rows(sheets, LINES, ("line_id", *YOURS))
        if row["line_id"]
    ]
    single = [_build_decision(row["line_id"], row, 0) for row in rows if row["decision"]]
    # a rule only covers lines that this reviewer was shown
    undecided = {row["line_id"] for row in rows} - {said.line_id for said in single}
    open_lines = [
        line for line in lines if line.line.line_id in undecided and line.cells["state"] in WAITS_FOR_A_REVIEWER
    ]
    rules = _read_rules(sheets)
    by_rules = _apply_rules(rules, open_lines)
    decide = {one.rule for one in by_rules}
    return WorkbookDecisions(single + by_rules, [f"rule {number}" for number, _ in rules if number not in decide])


def _apply_rules(rules: Sequence[tuple[int, Row]], lines: Sequence[ReviewLine]) -> list[ReviewerDecision]:
    found = []
    for line in lines:
        for number, rule in rules:
            if _is_met(rule, line):
                found.append(_build_decision(line.line.line_id, rule, number))
                break
    return found


def _build_decision(line_id: str, row: Row, rule: int) -> ReviewerDecision:
    by = " ".join(row["decided_by"].split())
    return ReviewerDecision(
        line_id, _normalise_word(row["decision"]), _normalise_word(row["ground"]), row["words"], by, rule
    )


def _normalise_word(cell: str) -> str:
    """Turn a cell into a word of the ledger: ``Other person`` is ``other_person``."""
    return "_".join(cell.casefold().replace("_", " ").split())


def _is_met(rule: Row, line: ReviewLine) -> bool:
    for name in CONDITIONS:
        wanted = rule[name].strip().casefold()
        has = ("yes" if line.marks else "no") if name == "needs_a_human" else line.cells[name].casefold()
        if wanted and wanted != has:
            return False
    return True


def _read_rules(sheets: Mapping[str, list[list[str]]]) -> list[tuple[int, Row]]:
    found: list[tuple[int, Row]] = []
    for number, row in enumerate(_read_rows(sheets, RULES, RULE_COLUMNS), 1):
        if not any(row[name] for name in RULE_COLUMNS):
            continue
        if _normalise_word(row["decision"]) not in DECISIONS:
            raise WorkbookError(f"rule {number}: decision must be one of {', '.join(DECISIONS)}")
        if not (row["words"] and row["decided_by"]):
            raise WorkbookError(f"rule {number}: fill in a reason (words) and a name (decided_by)")
        if row["needs_a_human"].casefold() not in ("", "yes", "no"):
            raise WorkbookError(f"rule {number}: needs_a_human must be yes, no or empty")
        found.append((number, row))
    return found


def _read_rows(sheets: Mapping[str, list[list[str]]], name: str, needed: Sequence[str]) -> list[dict[str, str]]:
    if name not in sheets:
        raise WorkbookError(f"the workbook must have a sheet {name}")
    header, *rows = sheets[name] or [[]]
    missing = [column for column in needed if column not in header]
    if missing:
        raise WorkbookError(
            f"the sheet {name} must have the columns {', '.join(needed)}; missing: {', '.join(missing)}"
        )
    places = {column: header.index(column) for column in needed}
    return [{column: row[place] for column, place in places.items()} for row in rows]


def _read_sheets(path: Path) -> dict[str, list[list[str]]]:
    try:
        sheets = read_sheets(path)
    except OSError:
        raise WorkbookError("expected a workbook (.xlsx) that `lookback file review export` wrote") from None
    except TableFileError as error:
        raise WorkbookError(
            f"expected a workbook (.xlsx) that `lookback file review export` wrote, found {error}"
        ) from None
    return {name: [[str(cell).strip() for cell in row] for row in cells] for name, cells in sheets.items()}

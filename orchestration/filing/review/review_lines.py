"""Lines for a reviewer: each with the points that need a human, lines with most points first.

Points that the law leaves open are counsel's (``waits_on_counsel``), not the reviewer's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.files.batch_of_lines import format_birth_day, format_day, format_text
from orchestration.filing.ledger.returned_lines import NAME_UNDECIDED
from orchestration.filing.ledger.transfers import count_doubts
from orchestration.law.unsigned_lines import CurrentLaw
from orchestration.warehouse.connection import fetch_dicts

WAITS_FOR_A_REVIEWER = frozenset({"proposed", "under_review", "returned"})

COLUMNS = {
    "needs_a_human": "points a person must check; empty: none",
    "timeline": "start of the person's timeline",
    "line_id": "id of the line; do not change it",
    "state": "state of the line in the ledger",
    "county": "county of the court, or of the arrest",
    "agency_name": "court or agency",
    "case_numbers": "every court case number as recorded",
    "count_number": "number of the count as recorded",
    "name": "name as most rows have it",
    "date_of_birth": "date of birth, if known to the day",
    "state_ids": "state ids, without letter and zeros",
    "section": "code, section and subdivision",
    "charge": "the charge as recorded",
    "level": "level on record",
    "date": "date of the conviction or arrest",
    "relief": "relief requested, or given by law",
    "remedy_id": "remedy that gives it",
    "basis": "statute or policy",
    "reason": "why, in one sentence",
    "citation": "provision of the law",
    "verified": "how sure the reading of the law is",
    "waits_on_counsel": "law it rests on that nobody has signed as it is now; until then it cannot be approved",
}
"""Columns beside the reviewer's own, with their descriptions."""


@dataclass(frozen=True)
class ReviewLine:
    """A line as a reviewer sees it. ``marks``: points that need a human, each in a few words."""

    line: FilingLine
    marks: Sequence[str]
    cells: Mapping[str, str]


def read_review_lines(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    states: Mapping[str, str],
    law: CurrentLaw,
    undecided_names: Collection[str],
) -> list[ReviewLine]:
    """Read the selected lines of the current run that the ledger has, those with most marks first, then by case.

    ``undecided_names``: ids of lines that came back because the name differs.
    """
    lines = read_filing_lines(connection, selection)
    condition, values = selection.condition()
    rows = fetch_dicts(connection, f"select * from marts.filing_lines as lines where {condition}", values)
    of_line = {(row["unit_id"], row["person_id"], row["remedy_id"]): row for row in rows}
    found = []
    for line in lines:
        if line.line_id in states:
            row = of_line[line.unit_id, line.person_id, line.candidate.remedy_id]
            state = states[line.line_id]
            marks = find_marks(row, state) + [NAME_UNDECIDED] * (line.line_id in undecided_names)
            found.append(ReviewLine(line, marks, _build_cells(line, row, state, marks, law)))
    return sorted(
        found, key=lambda one: (-len(one.marks), one.cells["county"], one.cells["case_numbers"], one.line.line_id)
    )


def find_marks(row: Mapping[str, Any], stands: str) -> list[str]:
    """Find the points of a line that a person must check. ``stands``: its state in the ledger."""
    marks = [f"presumed: {fact.replace('_', ' ')}" for fact in row["presumed_facts_to_check"]]
    if row["disqualifiers"] in ("present", "unknown"):
        marks.append(f"disqualifiers {row['disqualifiers']}")
    if row["sentence_state"] not in (None, "met") and "sentence_completed" not in row["presumed_facts_to_check"]:
        marks.append(f"sentence {row['sentence_state']}")
    if row["birth_date_precision"] != "day":
        marks.append(f"date of birth {row['birth_date_precision']}")
    if len(row["person_names"]) > 1:
        marks.append("several names")
    if len(row["state_ids"]) > 1:
        marks.append("several state ids")
    if row["is_deceased"]:
        marks.append("death on record")
    if count_doubts(row):
        marks.append("contradictory transfer of the case: which court has it?")
    if row["told_also_by_county_names"]:
        marks.append(f"perhaps reported twice: the same case in {' and '.join(row['told_also_by_county_names'])}")
    if stands == "returned":
        marks.append("came back from the court or the department")
    return marks


def _build_cells(
    line: FilingLine, row: Mapping[str, Any], state: str, marks: Sequence[str], law: CurrentLaw
) -> dict[str, str]:
    return {
        "needs_a_human": "; ".join(marks),
        "timeline": "",
        "line_id": line.line_id,
        "state": state,
        "county": row["county_name"],
        "agency_name": format_text(row["agency_name"]),
        "case_numbers": format_text(row["case_numbers"]),
        "count_number": format_text(row["count_number"]),
        "name": format_text(row["person_name"]),
        "date_of_birth": format_birth_day(row),
        "state_ids": format_text(row["state_ids"]),
        "section": format_text(row["section_text"]),
        "charge": format_text(row["charge_text"]),
        "level": format_text(row["level"]),
        "date": format_day(row),
        "relief": row["relief"],
        "remedy_id": row["remedy_id"],
        "basis": row["basis"],
        "reason": row["reason_text"],
        "citation": format_text(row["citation"]),
        "verified": row["verified"],
        "waits_on_counsel": "; ".join(law.list_unsigned(line)),
    }


def count_timeline_rows(connection: duckdb.DuckDBPyConnection, people: Sequence[str]) -> dict[str, int]:
    """Count the rows of each person's timeline."""
    return dict(
        connection.execute(
            "select person_id, count(*) from marts.timelines where person_id in (select unnest(?::varchar[])) "
            "group by person_id",
            [sorted(set(people))],
        ).fetchall()
    )


def read_timelines(connection: duckdb.DuckDBPyConnection, people: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Read each person's timeline in order."""
    rows = fetch_dicts(
        connection,
        "select person_id, date_earliest, date_precision, kind, words, details, county_name, case_numbers "
        "from marts.timelines where person_id in (select unnest(?::varchar[])) "
        "order by person_id, date_earliest nulls last, date_latest, place, kind, words, fact_id",
        [sorted(set(people))],
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(row)
    return found

"""What a court or the state finds a filed line by: columns that several lists share.

What belongs here: these columns, from what was frozen of the line. What does not: the lists. Of a line whose evidence
was destroyed by order they are empty; its id and batch are left.
"""

from __future__ import annotations

from orchestration.filing.ledger.line_view import Known

FOUND_BY = ("county", "agency", "case_numbers", "count_number", "section", "day", "relief")
NAMED_BY = ("state_ids", "name")


def found_by(known: Known) -> list[str]:
    """Values of ``FOUND_BY``: they name no one."""
    told = known.frozen.line if known.frozen else {}
    day = told.get("conviction_date") or told.get("arrest_date")
    columns = ("agency_name", "case_numbers", "count_number", "section_text")
    return [known.line.county_name, *(_text(told.get(column)) for column in columns), _text(day), known.line.relief]


def named_by(known: Known) -> list[str]:
    """Values of ``NAMED_BY``, for the state that keeps the record: an arrest often has no case number."""
    told = known.frozen.line if known.frozen else {}
    return ["; ".join(told.get("state_ids") or ()), _text(told.get("person_name"))]


def _text(value: object) -> str:
    return "" if value is None else str(value)

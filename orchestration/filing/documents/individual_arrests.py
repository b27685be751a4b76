"""One person's arrest from the warehouse, as content for a petition where relief by operation of law does not reach.

What the record does not tell stays empty.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from orchestration.determinations.explanations.resolve_person import Chosen
from orchestration.filing.documents.content import LineContent, RecordedDay
from orchestration.filing.documents.for_one_person import CR_409
from orchestration.filing.documents.individual import ARRESTS, person_row
from orchestration.warehouse.connection import fetch_dicts

HINTS = """
select arrest_id, hint, citation, verified
from rules.rule_{state}__arrest_petition_hints
where person_id = ? and person_bucket = ?
order by arrest_id, place
"""


def arrest_petition_lines(
    connection: duckdb.DuckDBPyConnection, state: str, person: Chosen, given: Collection[tuple[str, str]]
) -> dict[str, list[LineContent]]:
    """By form, the arrest that was asked for, where a petition is hinted at. ``given``: as for charges."""
    parameters = [person.person_id, person.person_bucket]
    told = person_row(connection, person)
    hints = fetch_dicts(connection, HINTS.format(state=state), parameters)
    found: dict[str, list[LineContent]] = {}
    for row in fetch_dicts(connection, ARRESTS, parameters):
        its = [hint for hint in hints if hint["arrest_id"] == row["arrest_id"] and CR_409 in hint["hint"]]
        is_given = any(unit == row["arrest_id"] for unit, _ in given)
        if not its or is_given or row["arrest_id"] not in (person.only or ()):
            continue
        name = told["person_name"] or ""
        born = (told["birth_date_earliest"], told["birth_date_latest"], told["birth_date_precision"] or "unknown")
        line = LineContent(
            line_id=row["arrest_id"],
            person_id=person.person_id,
            unit="arrest",
            county=row["county_name"] or "",
            court=row["agency_name"] or "",
            court_code="",
            case_numbers=tuple(row["case_numbers"] or ()),
            count_number="",
            code_book="",
            section="",
            charge_text="; ".join(dict.fromkeys(row["charge_texts"] or ())),
            level=row["level"] or "unknown",
            day=RecordedDay(row["day_earliest"], row["day_latest"], row["day_precision"] or "unknown"),
            remedy_id="",
            relief="",
            effect="",
            basis="statute",
            statutory_path=row["statutory_path"] or "",
            reason=row["reason_text"] or "",
            citation="; ".join(dict.fromkeys(hint["citation"] for hint in its)),
            verified="; ".join(dict.fromkeys(hint["verified"] for hint in its)),
            person_name=name,
            birth_day=RecordedDay(*born),
            other_names=tuple(other for other in told["person_names"] or () if other != name),
            state_ids=tuple(told["state_ids"] or ()),
            is_deceased=bool(told["is_deceased"]),
            hints=tuple(hint["hint"] for hint in its),
        )
        found.setdefault(CR_409, []).append(line)
    return found

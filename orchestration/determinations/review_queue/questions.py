"""Export questions of the review queue to a file that a reviewer fills in.

The file names people: it is private, and no cell of it is a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.files.tables import format_cell, write_workbook
from orchestration.ingestion.decisions.csv_lines import write_private

ABOUT = {
    "question_id": "id of the question: change nothing here",
    "id": "id of the person",
    "county": "county of the case",
    "case_number": "number of the case",
    "section": "section of the charge; all: every charge of the case",
    "fact": "what is asked",
    "value": "yes or no; empty where you do not know",
    "established_by": "who found out",
    "established_on": "the day, with the month first, like 3/4/2026",
    "why": "how it is known: the paper, register or person that says so",
    "question": "the question in words",
    "determinations_waiting": "determinations that wait for the answer",
    "frees_the_person": "the answer after which nothing of the person waits",
    "if_yes": "what yes does",
    "if_no": "what no does",
    "name": "name as recorded",
    "date_of_birth": "date of birth as recorded",
    "charge_text": "charge as recorded",
    "level": "level as recorded",
    "disposition": "disposition as recorded",
    "arrest_date": "day of the arrest",
    "court_date": "day in court",
    "source_rows": "rows behind it, as delivery:line",
}
"""Columns of the file, each with what it holds: the question's id, the columns of the facts file, and context for the
reviewer."""
HEADER = tuple(ABOUT)
WORKBOOK_ENDING = ".xlsx"

_QUESTIONS = """
with named as (
    select
        answers.question_id,
        string_agg(distinct charges.charge_text, '; ' order by charges.charge_text) as charge_text,
        string_agg(distinct charges.level, '; ' order by charges.level) as level,
        string_agg(distinct charges.disposition_text, '; ' order by charges.disposition_text) as disposition,
        min(charges.arrest_date_earliest) as arrest_date,
        min(charges.event_date_earliest) as court_date,
        string_agg(distinct charges.speaking_source_row, ' ' order by charges.speaking_source_row) as source_rows
    from marts.review_answers as answers
    inner join intermediate.int_charges as charges on answers.unit = 'charge' and answers.unit_id = charges.charge_id
    group by answers.question_id
)
select
    items.item_id, items.id_key, items.county_name, replace(items.case_number_key, '+', ' '), items.section, items.asks,
    '', '', '', '',
    items.question, items.determinations,
    case
        when items.is_person_freed_if_yes and items.is_person_freed_if_no then 'yes or no'
        when items.is_person_freed_if_yes then 'yes'
        when items.is_person_freed_if_no then 'no'
        else 'neither'
    end,
    items.if_yes, items.if_no, people.person_name, people.birth_date_earliest,
    named.charge_text, named.level, named.disposition, named.arrest_date, named.court_date, named.source_rows
from marts.review_items as items
inner join intermediate.int_people as people on items.person_id = people.person_id
left join named on items.item_id = named.question_id
where items.item_kind = 'question' and items.id_key is not null
    and ($fact is null or items.asks = $fact) and ($county is null or items.county_name = $county)
order by items.is_person_freed_if_yes or items.is_person_freed_if_no desc, items.determinations desc, items.item_id
limit $limit
"""


@dataclass(frozen=True)
class ExportedQuestions:
    """Numbers of questions written, of matching questions, and of those whose person has no id, which no file can
    answer."""

    written: int
    fitting: int
    without_id: int


def export_questions(
    connection: duckdb.DuckDBPyConnection, path: Path, fact: str | None, county: str | None, limit: int | None
) -> ExportedQuestions:
    """Write the questions about ``fact`` in ``county`` (None: any), those that can clear a person first; as a workbook
    if the path ends with ``.xlsx``, else as CSV.

    Raises:
        FileExistsError: The file exists.
    """
    wanted = {"fact": fact, "county": county}
    ((fitting, without_id),) = connection.execute(
        "select count(*) filter (where id_key is not null), count(*) filter (where id_key is null) "
        "from marts.review_items where item_kind = 'question' and ($fact is null or asks = $fact) "
        "and ($county is null or county_name = $county)",
        wanted,
    ).fetchall()
    rows = connection.execute(_QUESTIONS, wanted | {"limit": fitting if limit is None else limit}).fetchall()
    write_questions(path, rows)
    return ExportedQuestions(len(rows), fitting, without_id)


def write_questions(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write the questions as a workbook or as CSV, as the path ends.

    Raises:
        FileExistsError: The file exists.
    """
    if path.suffix.lower() != WORKBOOK_ENDING:
        write_private(path, HEADER, [[format_cell(value) for value in row] for row in rows])
        return
    cells = [["" if value is None else " ".join(str(value).split()) for value in row] for row in rows]
    choices = {"value": ("yes", "no")}
    write_workbook(path, ABOUT, cells, "Questions about records", choices=choices, day_columns=("established_on",))

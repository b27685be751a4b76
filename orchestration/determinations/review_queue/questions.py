"""Export questions of the review queue to a file that a reviewer fills in.

The file names people: it is private, and no cell of it is a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.determinations.explanations.blockers import collect_answers
from orchestration.determinations.explanations.facts import DeliveredFiles
from orchestration.determinations.explanations.reader import build_explanation
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.determinations.explanations.rows_by_person import BatchedPersonRows
from orchestration.files.tables import format_cell, write_workbook
from orchestration.ingestion.decisions.csv_lines import write_private
from orchestration.warehouse.open_run import read_run_shown

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
    "waits_because": "why what waits for the answer waits, as its explanation says; the commonest reason",
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

_WAITS_BECAUSE = HEADER.index("waits_because")
PEOPLE_AT_A_TIME = 2_000
"""People whose explanations are read at once."""

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
    items.if_yes, items.if_no, '', people.person_name, people.birth_date_earliest,
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
    connection: duckdb.DuckDBPyConnection,
    state: str,
    path: Path,
    fact: str | None,
    county: str | None,
    limit: int | None,
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
    waits = _tell_why_they_wait(connection, state, [row[0] for row in rows])
    write_questions(
        path,
        [[*row[:_WAITS_BECAUSE], waits.get(row[0], ""), *row[_WAITS_BECAUSE + 1 :]] for row in rows],
    )
    return ExportedQuestions(len(rows), fitting, without_id)


def _tell_why_they_wait(
    connection: duckdb.DuckDBPyConnection, state: str, questions: Sequence[str]
) -> Mapping[str, str]:
    """Tell by question why what waits for it waits: the commonest sentence of its findings."""
    waiting = connection.execute(
        """
        select answers.question_id, people.person_id, people.person_bucket, answers.unit_id, answers.remedy_id
        from marts.review_answers as answers
        inner join intermediate.int_people as people on answers.person_id = people.person_id
        where answers.is_waiting and answers.question_id in (select unnest($questions))
        order by all
        """,
        {"questions": [*questions]},
    ).fetchall()
    people = sorted({(person_id, bucket) for _, person_id, bucket, _, _ in waiting})
    run, files = read_run_shown(connection), DeliveredFiles(connection)
    answers: dict[tuple[str, str], str] = {}
    for first in range(0, len(people), PEOPLE_AT_A_TIME):
        some = people[first : first + PEOPLE_AT_A_TIME]
        rows = BatchedPersonRows(connection, [person_id for person_id, _ in some], files)
        for person_id, bucket in some:
            answers |= collect_answers(build_explanation(rows, state, run, ChosenPerson(person_id, bucket, None)))
    told: dict[str, Counter[str]] = {}
    for question, _, _, unit, remedy in waiting:
        told.setdefault(question, Counter())[answers.get((unit, remedy), "")] += 1
    return {question: max(sorted(of_one), key=of_one.__getitem__) for question, of_one in told.items()}


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

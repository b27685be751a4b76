"""What is frozen of a line when it is filed: the line, its explanation, and the rows of the law as they read that day.

What belongs here: making it from warehouse and law. What does not: its shape (``ledger.frozen_line``), keeping it
(``ledger.evidence``), printing it (``explain.as_filed``). It says everything without warehouse, delivery or law tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import duckdb

from orchestration.explain.chosen import Chosen
from orchestration.explain.explanation import RunShown
from orchestration.explain.facts import Files
from orchestration.explain.reading import explanation_of
from orchestration.explain.rows_of_people import AskedAtOnce
from orchestration.filing.candidates import FilingLine, as_plain, rows_of_lines
from orchestration.filing.unsigned import LawAtHand
from orchestration.ledger.frozen_line import FrozenLine

_OF_PEOPLE = "where person_id in (select unnest(?::varchar[]))"

PEOPLE_AT_A_TIME = 8_000
"""Persons whose rows are taken out of the views at once: that takes some 20 s on a million rows, for one or for all."""

PEOPLE_READ_AT_ONCE = 400
"""Persons whose rows are read from what was taken out at once."""


def freeze(
    connection: duckdb.DuckDBPyConnection,
    state: str,
    run: RunShown,
    lines: Sequence[FilingLine],
    law: LawAtHand,
) -> Iterator[FrozenLine]:
    """Each line as it stands now, persons together. Nothing of it depends on the order or number of the lines."""
    by_person: dict[tuple[str, int], list[FilingLine]] = {}
    for line in sorted(lines, key=lambda line: (line.person_id, line.line_id)):
        by_person.setdefault((line.person_id, line.person_bucket), []).append(line)
    people = list(by_person)
    for first in range(0, len(people), PEOPLE_AT_A_TIME):
        some = people[first : first + PEOPLE_AT_A_TIME]
        rows = rows_of_lines(connection, [person_id for person_id, _ in some])
        with _taken_out(connection, state, [line for person in some for line in by_person[person]]) as taken_out:
            files = Files(taken_out)
            for place, person in enumerate(some):
                if place % PEOPLE_READ_AT_ONCE == 0:
                    next_ones = some[place : place + PEOPLE_READ_AT_ONCE]
                    asked = AskedAtOnce(taken_out, [person_id for person_id, _ in next_ones], files)
                units = frozenset(line.unit_id for line in by_person[person])
                whole = as_plain(asdict(explanation_of(asked, state, run, Chosen(*person, units))))
                for line in by_person[person]:
                    row = rows[line.unit_id, line.person_id, line.candidate.remedy_id]
                    yield FrozenLine(
                        line.line_id,
                        state,
                        run.run_id,
                        run.law_version,
                        law.note_of(line.candidate.remedy_id, str(row["as_of_date"]), row["effect"]),
                        as_plain(row),
                        _rows_of_law(line, law),
                        _of_one_line(whole, line),
                    )


def _of_one_line(whole: Mapping[str, Any], line: FilingLine) -> Mapping[str, Any]:
    """The explanation of the line alone: its charge or arrest, its remedy, the person's timeline."""
    (subject,) = [one for one in whole["subjects"] if line.unit_id in (one["charge_id"], one["arrest_id"])]
    determinations = [one for one in subject["determinations"] if one["remedy_id"] == line.candidate.remedy_id]
    return {**whole, "subjects": [{**subject, "determinations": determinations}]}


def _rows_of_law(line: FilingLine, law: LawAtHand) -> list[dict[str, Any]]:
    """What each row of the law said, in all its columns, and who had signed it."""
    found = []
    for name in sorted(line.held.law_rows):
        row = law.rows[name]
        signature = law.signature_of(row)
        found.append(
            {
                "law_table": row.law_table,
                "row_key": row.row_key,
                "row_hash": row.row_hash,
                "citation": row.citation,
                "verified": row.verified,
                "words": row.words,
                "lines": [{column: value for column, value in text.items() if value} for text in row.lines],
                "signed_by": signature.signed_by if signature else "",
                "signed_on": signature.signed_on if signature else "",
            }
        )
    return found


@contextmanager
def _taken_out(
    connection: duckdb.DuckDBPyConnection, state: str, lines: Sequence[FilingLine]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What explains these lines as tables in memory under the names of the views, seen by a connection of its own: of
    elements and their facts only the path that decided."""
    people, units = sorted({line.person_id for line in lines}), sorted({line.unit_id for line in lines})
    inner = connection.cursor()
    ((catalog, threads),) = inner.execute("select current_database(), current_setting('threads')").fetchall()
    inner.execute("attach ':memory:' as taken_out (read_write)")
    try:
        for schema in ("marts", "intermediate", "rules"):
            inner.execute(f"create schema taken_out.{schema}")
        for table in ("marts.timelines", "intermediate.int_people"):
            inner.execute(f"create table taken_out.{table} as select * from {table} {_OF_PEOPLE}", [people])
        for of, unit_id in (("", "charge_id"), ("arrest_", "arrest_id")):
            inner.execute(
                f"create table taken_out.marts.{of}determinations as select * from marts.{of}determinations "
                f"{_OF_PEOPLE}",
                [people],
            )
            inner.execute(
                f"create table taken_out.marts.{of}finding_elements as select * from marts.{of}finding_elements "
                f"{_OF_PEOPLE} and is_deciding_path and {unit_id} in (select unnest(?::varchar[]))",
                [people, units],
            )
            inner.execute(
                f"create table taken_out.marts.{of}element_fact_rows as "
                f"select facts.* from marts.{of}element_fact_rows as facts "
                f"semi join taken_out.marts.{of}finding_elements as elements "
                f"on facts.person_id = elements.person_id and facts.{unit_id} = elements.{unit_id} "
                "and facts.remedy_id = elements.remedy_id and facts.element = elements.element "
                f"and facts.path is not distinct from elements.path {_OF_PEOPLE}",
                [people],
            )
        for table in ("intermediate.int_deliveries", f"rules.{state}_remedies"):
            inner.execute(f"create table taken_out.{table} as select * from {table}")
        inner.execute("use taken_out.marts")
        inner.execute("set threads = 1")  # many questions to small tables: handing them round costs more than they do
        yield inner
    finally:
        inner.execute(f"set threads = {threads}")
        inner.execute(f'use "{catalog}".main')
        inner.execute("detach taken_out")
        inner.close()

"""What explains lines that are frozen, taken out of the views for some persons at once, as tables in memory.

What belongs here: which rows and columns explaining these lines asks for. What does not: what is made of them
(``explain.reading``, ``frozen``). The views compute what every person's findings rest on: they are asked about a range
of buckets, so that they look at the persons of these alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import duckdb

from orchestration.filing.batches.candidates import FilingLine

_ELEMENTS = (
    "person_id, {unit}_id, remedy_id, path, place, element, word, question, citation, verified, needed, when_unknown, "
    "when_not_yet, is_deciding_element, is_deciding_path, is_immaterial"
)
_OF_A_DETERMINATION = (
    "person_id, {unit}_id, remedy_id, basis, outcome, relief, eligible_on, reason_text, citation, verified, hints, "
    "{more}cast(null as varchar[]) as source_rows"
)
_UNITS = (("charge", "", "presumed_facts, has_possible_better_path, "), ("arrest", "arrest_", ""))
"""A unit, what the names of its views begin with, and what is told of its determinations alone."""


def taken_out_ahead(
    connection: duckdb.DuckDBPyConnection, state: str, parts: Sequence[Sequence[FilingLine]]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What explains the lines of each part, one part after the other, as a connection that sees it under the names of
    the views. While one part is read the next is taken out. A part is gone when the next is asked for."""
    with ThreadPoolExecutor(max_workers=1) as beside, _one_thread(connection):
        coming: list[Future[duckdb.DuckDBPyConnection]] = []
        try:
            for place in range(len(parts) + 1):
                if place < len(parts):
                    coming.append(beside.submit(_take_out, connection, state, parts[place], place))
                if place > 0:
                    yield coming[place - 1].result()
                    _put_away(connection, coming[place - 1], place - 1)
        finally:  # (whoever reads may stop before the end)
            for place, future in enumerate(coming):
                if future.exception() is None:
                    _put_away(connection, future, place)


@contextmanager
def _one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Many questions to small tables: handing them round costs more than they do; what is taken out beside them has the
    other processor."""
    ((threads,),) = connection.execute("select current_setting('threads')").fetchall()
    connection.execute("set threads = 1")
    try:
        yield
    finally:
        connection.execute(f"set threads = {threads}")


def _take_out(
    connection: duckdb.DuckDBPyConnection, state: str, lines: Sequence[FilingLine], place: int
) -> duckdb.DuckDBPyConnection:
    """Of elements and their facts only the path that decided, and only the remedy of each line."""
    room = f"taken_out_{place}"
    buckets = {line.person_bucket for line in lines}
    of_people = (
        f"person_bucket between {min(buckets)} and {max(buckets)} "
        f"and person_id in (select person_id from {room}.main.wanted)"
    )
    inner = connection.cursor()
    inner.execute(f"attach ':memory:' as {room} (read_write)")
    for schema in ("marts", "intermediate", "rules"):
        inner.execute(f"create schema {room}.{schema}")
    inner.execute(
        f"create table {room}.main.wanted as select unnest($people) as person_id, unnest($units) as unit_id, "
        "unnest($remedies) as remedy_id",
        {
            "people": [line.person_id for line in lines],
            "units": [line.unit_id for line in lines],
            "remedies": [line.candidate.remedy_id for line in lines],
        },
    )
    for table in ("marts.filing_lines", "marts.timelines", "intermediate.int_people"):
        inner.execute(f"create table {room}.{table} as select * from {table} where {of_people}")
    for unit, prefix, more in _UNITS:
        determination = _OF_A_DETERMINATION.format(unit=unit, more=more)
        inner.execute(
            f"create table {room}.marts.{prefix}determinations as select {determination} "
            f"from marts.{prefix}determinations where {of_people}"
        )
        inner.execute(
            f"create table {room}.marts.{prefix}finding_elements as select {_ELEMENTS.format(unit=unit)} "
            f"from marts.{prefix}finding_elements as elements "
            f"semi join {room}.main.wanted as wanted on elements.person_id = wanted.person_id "
            f"and elements.{unit}_id = wanted.unit_id and elements.remedy_id = wanted.remedy_id "
            f"where is_deciding_path and {of_people}"
        )
        inner.execute(
            f"create table {room}.marts.{prefix}element_fact_rows as "
            f"select facts.* from marts.{prefix}element_fact_rows as facts "
            f"semi join {room}.marts.{prefix}finding_elements as elements "
            f"on facts.person_id = elements.person_id and facts.{unit}_id = elements.{unit}_id "
            "and facts.remedy_id = elements.remedy_id and facts.element = elements.element "
            f"and facts.path is not distinct from elements.path where is_deciding_path and {of_people}"
        )
    for table in ("intermediate.int_deliveries", f"rules.{state}_remedies"):
        inner.execute(f"create table {room}.{table} as select * from {table}")
    inner.execute(f"use {room}.marts")
    return inner


def _put_away(connection: duckdb.DuckDBPyConnection, taken: Future[duckdb.DuckDBPyConnection], place: int) -> None:
    """Again, it does nothing."""
    taken.result().close()
    connection.execute(f"detach database if exists taken_out_{place}")

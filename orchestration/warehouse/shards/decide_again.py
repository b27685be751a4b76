"""Compiled law over other facts than those of the record, in a connection in memory of its own.

What one more answer would change: each person with an open question is copied among the facts, once for each question
and value, with a mark before every id and the answer established. The law's own SQL decides the copies, and what comes
out otherwise than on record is given to the models. DuckDB and the standard library only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.parquet import build_query, read_columns, write_parquet

DATABASE = "clearance"
"""The database of compiled SQL: the stem of the warehouse's file."""
AGAIN = "again"
"""Source and schema of what is decided again."""
FINDINGS = f"{AGAIN}.findings"
MOST_ROWS = 400_000
"""Rows of facts that are decided at once, so that no shard needs more memory than the run did (measured)."""


@dataclass(frozen=True)
class CompiledLaw:
    """What decides. ``facts``: by table, the columns with ids of people and of what is theirs. ``established``: that of
    the facts which takes ``answers``, a table of the same columns and a question's number. ``inputs``: other tables
    that are read. ``models``: table, kind (table or view) and SQL of each, in order; ``decisions`` has the findings.
    """

    facts: Mapping[str, Sequence[str]]
    established: str
    answers: str
    inputs: Sequence[str]
    models: Sequence[tuple[str, str, str]]
    decisions: str


def decide(connection: duckdb.DuckDBPyConnection, law: CompiledLaw, facts: Mapping[str, str]) -> None:
    """Build the tables of facts, of which ``facts`` has the queries, and the models: ``law.decisions`` then holds what
    is decided of them."""
    for table, query in facts.items():
        connection.execute(f"create or replace table {table} as (\n{query}\n)")
    for table, kind, sql in law.models:
        connection.execute(f"create or replace {kind} {table} as (\n{sql}\n)")


@contextmanager
def open_law(
    record: duckdb.DuckDBPyConnection, law: CompiledLaw, folder: Path, config: Mapping[str, str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection in memory with the tables of ``record`` that the law reads and that are no facts. ``folder``
    is for what one connection writes for the other."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        with duckdb.connect(":memory:", config={**config, "temp_directory": str(folder / "spilled")}) as connection:
            connection.execute(f"set enable_progress_bar = false; attach ':memory:' as {DATABASE}; use {DATABASE}")
            tables = (*law.inputs, *law.facts, *(table for table, _, _ in law.models))
            for schema in sorted({table.partition(".")[0] for table in tables}):
                connection.execute(f'create schema if not exists "{schema}"')
            for table in law.inputs:
                _give(record, table, connection, table, folder)
            yield connection
    finally:
        shutil.rmtree(folder)


def decide_again(record: duckdb.DuckDBPyConnection, law: CompiledLaw, folder: Path, config: Mapping[str, str]) -> None:
    """Write into ``FINDINGS`` of ``record`` which findings come out otherwise with one of ``law.answers``: one row per
    question, value and finding of another outcome, path or relief."""
    with open_law(record, law, folder, config) as connection:
        connection.execute('create schema "record"')
        of_asked = f"(from {{}} semi join {law.answers} using (person_id))"
        for table in (*law.facts, law.decisions):
            _give(record, of_asked.format(table), connection, _name_on_record(table), folder)
        _give(record, law.answers, connection, "record.answers", folder)
        connection.execute(_build_copies(law))
        ((batches,),) = connection.execute("select coalesce(max(batch), 0) + 1 from record.copies").fetchall()
        for batch in range(batches):
            facts = {table: _mark(_name_on_record(table), ids, batch) for table, ids in law.facts.items()}
            answered = _mark("record.answers", law.facts[law.established], batch, "question_number", "value")
            # (Of several answers yes counts.)
            facts[law.established] = (
                f"select * exclude (value), max(value) as value from ({facts[law.established]} union all by name "
                f"select * exclude (question_number) from ({answered})) group by all"
            )
            decide(connection, law, facts)
            into = "create table record.changed as" if batch == 0 else "insert into record.changed"
            connection.execute(f"{into} {_build_changes(law, batch)}")
        record.execute(f"create schema if not exists {AGAIN}")
        _give(connection, "record.changed", record, FINDINGS, folder)


def _name_on_record(table: str) -> str:
    return f'record."{table}"'


def _give(
    giver: duckdb.DuckDBPyConnection, query: str, taker: duckdb.DuckDBPyConnection, table: str, folder: Path
) -> None:
    """Give a table to another connection."""
    columns = read_columns(giver, f"(from {query})")
    path = folder / "given.parquet"
    write_parquet(giver, query, columns, path)
    taker.execute(f"create or replace table {table} as {build_query(columns, [path])}")
    path.unlink()


def _build_copies(law: CompiledLaw) -> str:
    """Build the statement that marks one copy of the person for each question and value."""
    rows = " union all ".join(f"select person_id from {_name_on_record(table)}" for table in law.facts)
    return f"""
        create table record.copies as
        select
            *,
            row_number() over copies || '|' as mark,
            cast(sum(size) over copies as bigint) // {MOST_ROWS} as batch
        from (select distinct question_number, value, person_id from record.answers)
        inner join (select person_id, count(*) as size from ({rows}) group by person_id) using (person_id)
        window copies as (order by person_id, question_number, value rows unbounded preceding)
    """


def _mark(table: str, ids: Sequence[str], batch: int, *keys: str) -> str:
    """Build the query of the rows of every copy of a batch. (In front, a mark leaves the order of ids as it is.)"""
    marked = ", ".join(f'copies.mark || facts."{name}" as "{name}"' for name in ids)
    joined = " and ".join(f'facts."{key}" = copies."{key}"' for key in ("person_id", *keys))
    return (
        f"select facts.* replace ({marked}) from {table} as facts inner join record.copies as copies on {joined} "
        f"where copies.batch = {batch}"
    )


def _build_changes(law: CompiledLaw, batch: int) -> str:
    """Build the query of what comes out otherwise than on record."""
    return f"""
        select again.*
        from (
            select
                copies.question_number, copies.value, copies.person_id,
                decided.unit_id[length(copies.mark) + 1:] as unit_id,
                decided.* exclude (person_id, unit_id)
            from (
                select
                    unit, unit_id, person_id, person_bucket, remedy_id, outcome, path, relief, deciding_element,
                    eligible_on
                from {law.decisions}
            ) as decided
            inner join record.copies as copies on decided.person_id = copies.mark || copies.person_id
            where copies.batch = {batch}
        ) as again
        left join {_name_on_record(law.decisions)} as found using (unit_id, remedy_id)
        where again.outcome is distinct from found.outcome
            or again.path is distinct from found.path
            or again.relief is distinct from found.relief
    """

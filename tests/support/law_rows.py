"""The rows of the law that decided invented people: as the engine names them, and as law table ``finding_law`` does.

What belongs here: rendering the models of law rows without dbt, invented reads of facts, the comparison. What does not:
law, people.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.settings import PROJECT_ROOT
from tests.support.engine_models import Row, build, list_needed, read, render

_MODELS = PROJECT_ROOT / "models" / "rules" / "every_state"
OF_ENGINE = ("engine_deciding_law_rows", "engine_deciding_law_rows_by_unit")
NAMED = ("rule__deciding_law_rows", "rule__deciding_law_rows_by_unit")
_DECISIONS = "engine_decisions"
_KIND = "remedy_id, path, outcome, reason_code, deciding_element, presumed_facts"
_COLUMNS = {
    NAMED[0]: f"{_KIND}, law_table, row_key",
    NAMED[1]: "unit_id, person_id, person_bucket, remedy_id, law_table, row_key",
}


@dataclass(frozen=True)
class Comparison:
    """How many rows the engine names, those that are missing beside it, and those that only are named."""

    rows: int
    missing: list[Row]
    further: list[Row]


def build_law_rows(connection: duckdb.DuckDBPyConnection, decisions: str) -> None:
    """Build the models of law rows of decisions."""
    connection.execute("create or replace view facts.law_rows as select *, 0 as doubt from law.law_rows")
    for name in NAMED:
        text = (_MODELS / f"{name}.sql").read_text(encoding="utf-8").partition("}}\n")[2]  # (its config)
        sql = render(text, lambda other: decisions if other == _DECISIONS else other)
        connection.execute(f"create or replace table {name} as ({sql})")


def compare_law_rows(connection: duckdb.DuckDBPyConnection, decisions: str = _DECISIONS) -> Mapping[str, Comparison]:
    """Compare each model with the engine's, of the same ``decisions``; the engine's if not given.

    What a path asks (path_elements) is a row of elements.
    """
    connection.execute("delete from law.law_rows")
    connection.execute("insert into law.law_rows select law_table, law_key from law.finding_law where law_key = path")
    build(connection, list_needed(*OF_ENGINE, _DECISIONS) - _list_built(connection))
    build_law_rows(connection, decisions)
    found = {}
    for of_engine, named in zip(OF_ENGINE, NAMED, strict=True):
        columns = _COLUMNS[named]
        expected = f"select {columns} from {of_engine} where law_table <> 'path_elements'"
        told = f"select {columns} from {named}"
        missing = read(connection, f"{expected} except all {told}")
        further = read(connection, f"{told} except all {expected}")
        found[named] = Comparison(len(read(connection, expected)), missing, further)
    return found


def _list_built(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {str(row["table_name"]) for row in read(connection, "select table_name from duckdb_tables()")}


def invent_reads(law: Mapping[str, Any], units: Sequence[Row], seed: int) -> list[Row]:
    """Invent what the facts of some units were read from."""
    draw = random.Random(seed)
    keys = sorted({(row["law_table"], row["law_key"]) for row in law["finding_law"] if row.get("looks_at") == "facts"})
    reads = []
    for unit in units if keys else ():
        for table, key in draw.sample(keys, min(len(keys), draw.randrange(12))):
            who = {name: unit[name] for name in ("unit_id", "person_id", "person_bucket")}
            reads.append({**who, "law_table": table, "law_key": key, "row_key": f"{key} {draw.randrange(3)}"})
    return reads

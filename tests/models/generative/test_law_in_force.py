"""A row of the law with dates is in force from its first day through its last, and on every day one row is.

What belongs here: the rules run anew on made-up people with each dated row parted into three (until the day before, of
the day alone, from the day after), all of one value: each finding must stay, and rest on the row of the day. What does
not: the days that offenses of a list have (``test_law_table_rows``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import TopologicalSorter

import duckdb
import pytest
from warehouse_runs import build

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.law.pack_files.checks import list_named_parameters
from orchestration.law.tables import read_packs
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.hashes import hash_tables
from tests.models.generative.rebuilt import name_table

AS_OF, DAY = date(2026, 6, 1), timedelta(days=1)
DATED = ("parameters",)
NAMING_ROWS = (
    "rule_ca__deciding_law_rows",
    "rule_ca__law_reads",
    "rule_ca__deciding_law_rows_by_unit",
)
NAMED_BY_DATE = {f"law.{table}" for table in DATED} | {f"rules.{name}" for name in (*NAMING_ROWS, "rule_ca__law_rows")}
"""Tables that hold dated rows, or name them by the day they begin."""
ON_DEMAND = ("rule_ca__what_if", "rule_ca__possible_answers")
"""What no run builds."""
REFERENCE = re.compile(r'"clearance"\."rules"\."(rule_ca__[a-z0-9_]+)"')


@pytest.fixture(
    scope="module", params=[pytest.param(250, id="few people"), pytest.param(1_500, id="many", marks=pytest.mark.long)]
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse of people who were made up."""
    folder = tmp_path_factory.mktemp("law")
    write_sample(request.param, 20260601, folder / "sample", ["SACRAMENTO", "FRESNO"])
    return build(folder / "home", [folder / "sample"]).settings


@pytest.fixture
def parted(built: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, each row of the law that is in force parted into three."""
    with open_warehouse(built) as connection:
        connection.execute("begin")
        for table in DATED:
            connection.execute(
                f"""
                create or replace table law.{table} as
                select rows.* replace (days.first_day as effective_from, days.last_day as effective_to)
                from law.{table} as rows
                cross join (values (date '1850-01-01', ?::date), (?::date, ?::date), (?::date, null))
                    as days (first_day, last_day)
                where ?::date between rows.effective_from and coalesce(rows.effective_to, date '9999-12-31')
                """,
                [AS_OF - DAY, AS_OF, AS_OF, AS_OF + DAY, AS_OF],
            )
        yield connection
        connection.execute("rollback")


def _rules_in_order(settings: Settings) -> dict[str, str]:
    folder = settings.dbt_target / "target" / "compiled" / "models" / "rules"
    sql = {
        name_table(path.stem): path.read_text(encoding="utf-8")
        for path in folder.rglob("rule_*.sql")
        if path.parent.suffix != ".yml"
    }
    rests_on = {name: set(REFERENCE.findall(text)) & sql.keys() for name, text in sql.items()}
    return {name: sql[name] for name in TopologicalSorter(rests_on).static_order()}


def _run_rules(connection: duckdb.DuckDBPyConnection, rules: dict[str, str]) -> None:
    views = {
        name
        for (name,) in connection.execute("select view_name from duckdb_views() where schema_name = 'rules'").fetchall()
    }
    for name, text in rules.items():
        if name in ON_DEMAND:
            continue
        connection.execute(f"create or replace {'view' if name in views else 'table'} rules.{name} as {text}")


def _hashes_of_rules(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    hashes = hash_tables(connection)
    return {name: hashed for name, hashed in hashes.items() if name.startswith("rules.") and name not in NAMED_BY_DATE}


def _rows_named(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str, int]]:
    """Which parameters are named, with the first day of the row that is, and how often."""
    return connection.execute(
        f"select split_part(row_key, ' ', 1), split_part(row_key, ' ', 2), count(*) from rules.{table} "
        "where law_table = 'parameters' group by all order by all"
    ).fetchall()


def test_on_a_day_the_row_of_that_day_is_read_and_no_other(built: Settings, parted: duckdb.DuckDBPyConnection) -> None:
    before = _hashes_of_rules(parted)
    named_before = {table: _rows_named(parted, table) for table in NAMING_ROWS}
    _run_rules(parted, _rules_in_order(built))
    after = _hashes_of_rules(parted)
    assert {name for name in before if before[name] != after[name]} == set()
    assert len(after) > 40
    # (Packs are compiled when the law is loaded, for the day of the run.)
    compiled = list_named_parameters(read_packs(built.models, "ca")) | {
        name
        for (name,) in parted.execute("select law_key from law.element_reads where law_table = 'parameters'").fetchall()
    }
    for table in NAMING_ROWS:
        rows = _rows_named(parted, table)
        read_now = {(name, first_day) for name, first_day, _ in rows if name not in compiled}
        assert {name for name, first_day in read_now if first_day != AS_OF.isoformat()} == set()
        assert [(name, count) for name, _, count in rows] == [(name, count) for name, _, count in named_before[table]]
    assert _rows_named(parted, "rule_ca__deciding_law_rows")

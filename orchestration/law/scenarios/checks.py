"""Run the rules and marts gates on a scenario, as far as they hold under a changed law.

Checked are identities: one finding per unit, known outcomes, totals that add up. Thresholds, which describe deliveries
under current law and have a ``source``, are skipped. The queries are those of the suites, on the tables of the scenario
and, if it does not change them, of the run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import Expectation, load_suite

SCENARIO_GATES = ("rules", "marts")


class ScenarioCheckError(RuntimeError):
    """A check of the scenario failed: expectation, table, what was found. The scenario is not kept."""


@dataclass(frozen=True)
class ScenarioTables:
    """The tables of a scenario: ``beside``, built in its ``schema``; ``stale``, affected but not built, so never
    checked."""

    schema: str
    beside: Collection[str]
    stale: Collection[str]

    def rewrite_query(self, sql: str) -> str:
        """Rewrite a query to read the tables of the scenario."""
        return _TABLE.sub(lambda found: f"{self.schema}.{found[1]}" if found[1] in self.beside else found[0], sql)

    def are_known(self, sql: str) -> bool:
        """Return whether the query reads no stale table."""
        return not {name for name in _TABLE.findall(sql) if name in self.stale}


_TABLE = re.compile(r"\b(?:rules|marts)\.(\w+)\b")


def check_scenario(connection: duckdb.DuckDBPyConnection, settings: Settings, tables: ScenarioTables) -> int:
    """Run all applicable checks and return their number.

    Raises:
        ScenarioCheckError: A check failed.
    """
    asked = 0
    for gate in SCENARIO_GATES:
        suite = load_suite(settings.expectations, gate, settings.state)
        for table in suite.tables:
            name = table.table.partition(".")[2]
            if name not in tables.beside:
                continue
            for expected in table.expect:
                query = build_query(expected, table.table)
                if expected.source or not tables.are_known(query):
                    continue
                asked += 1
                if connection.execute(f"select 1 from ({tables.rewrite_query(query)}) limit 1").fetchall():
                    raise ScenarioCheckError(
                        f"scenario failed the {gate} gate: {name}: {expected.says}; it was not kept"
                    )
    return asked


def build_query(expected: Expectation, table: str) -> str:
    """Build a query of the rows that violate an expectation.

    Raises:
        KeyError: The type of expectation is unknown.
    """
    return "".join(_QUERIES[expected.type](expected)).replace("{batch}", table)


def _query_unexpected_rows(expected: Expectation) -> Iterator[str]:
    yield str(expected.arguments["unexpected_rows_query"])


def _query_nulls(expected: Expectation) -> Iterator[str]:
    yield f"select 1 from {{batch}} where {expected.arguments['column']} is null"


def _query_other_values(expected: Expectation) -> Iterator[str]:
    words = ", ".join("'" + str(word).replace("'", "''") + "'" for word in expected.arguments["value_set"])
    yield f"select 1 from {{batch}} where {expected.arguments['column']} not in ({words})"


def _query_row_count(expected: Expectation) -> Iterator[str]:
    yield f"select 1 from (select count(*) as found from {{batch}}) where found <> {int(expected.arguments['value'])}"


_QUERIES = {
    "unexpected_rows_expectation": _query_unexpected_rows,
    "expect_column_values_to_not_be_null": _query_nulls,
    "expect_column_values_to_be_in_set": _query_other_values,
    "expect_table_row_count_to_equal": _query_row_count,
}

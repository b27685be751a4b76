"""Ask the gates of rules and marts of a scenario, as far as they mean something of a law that is no law.

Asked are identities: one finding each, outcomes that are words of the design, totals that add up. Bands, which say what
a delivery looks like under the law in force, have a ``source`` and are not asked. The queries are those of the suites,
over the tables of the scenario and, for what it does not change, of the run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.quality_gates.suites import Expectation, load_suite

GATES_ASKED = ("rules", "marts")


class ScenarioCheckError(RuntimeError):
    """A check of the scenario failed: what was expected, of which table, what was found. The scenario is not kept."""


@dataclass(frozen=True)
class Tables:
    """Where tables lie for a scenario: ``beside`` in its ``schema``; ``stale``: reached and not built, so not asked."""

    schema: str
    beside: Collection[str]
    stale: Collection[str]

    def of_the_scenario(self, sql: str) -> str:
        """The same query, over the tables of the scenario."""
        return _TABLE.sub(lambda found: f"{self.schema}.{found[1]}" if found[1] in self.beside else found[0], sql)

    def are_known(self, sql: str) -> bool:
        """Whether no table is asked about that the scenario should have changed and did not build."""
        return not {name for name in _TABLE.findall(sql) if name in self.stale}


_TABLE = re.compile(r"\b(?:rules|marts)\.(\w+)\b")


def check_scenario(connection: duckdb.DuckDBPyConnection, settings: Settings, tables: Tables) -> int:
    """Ask everything that can be asked, and return how much that was.

    Raises:
        ScenarioCheckError: A check failed.
    """
    asked = 0
    for gate in GATES_ASKED:
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
                if connection.execute(f"select 1 from ({tables.of_the_scenario(query)}) limit 1").fetchall():
                    raise ScenarioCheckError(
                        f"stopped at the {gate} gate: {name}: {expected.says}; the scenario was not kept"
                    )
    return asked


def build_query(expected: Expectation, table: str) -> str:
    """The rows that an expectation does not want. Raises ``KeyError`` for an unknown kind of expectation."""
    return "".join(_QUERIES[expected.type](expected)).replace("{batch}", table)


def _unexpected_rows(expected: Expectation) -> Iterator[str]:
    yield str(expected.arguments["unexpected_rows_query"])


def _not_null(expected: Expectation) -> Iterator[str]:
    yield f"select 1 from {{batch}} where {expected.arguments['column']} is null"


def _in_set(expected: Expectation) -> Iterator[str]:
    words = ", ".join("'" + str(word).replace("'", "''") + "'" for word in expected.arguments["value_set"])
    yield f"select 1 from {{batch}} where {expected.arguments['column']} not in ({words})"


def _row_count(expected: Expectation) -> Iterator[str]:
    yield f"select 1 from (select count(*) as found from {{batch}}) where found <> {int(expected.arguments['value'])}"


_QUERIES = {
    "unexpected_rows_expectation": _unexpected_rows,
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_table_row_count_to_equal": _row_count,
}

"""Compare two laws over the same facts: who gains relief, who loses it, and which figures change.

Facts and groups are those of the run under both laws, so only outcomes differ. A conviction, charge or arrest has
relief if a remedy says ``eligible``. It gains relief that only the second law gives, loses relief that only the first
gives, and changes if the reliefs differ. A person counts once in every county and remedy with a unit of theirs, and
once in the total. Only counts leave this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from orchestration.law.scenarios.registry import find_scenario
from orchestration.law.scenarios.scenario import CURRENT, build_schema_name
from orchestration.reporting.comparison.attribute_causes import QUERIES
from orchestration.reporting.metrics.store import WHOLE, read_metrics
from orchestration.warehouse.current_run import read_current_run

TOTAL = "all"
BREAKDOWNS = {TOTAL: "all together", "county": "county", "remedy": "remedy", "race": "race as recorded"}
COUNTS = ("before", "gains", "losses", "changes", "after")
UNITS = {
    "conviction": "convictions",
    "charge without conviction": "charges without conviction",
    "arrest": "arrests",
}
KEYS = ("figure_id", "metric", "unit", "law", "variant", "place", "group_by", "group_code", "status")
NUMBERS = ("count", "not_known", "denominator", "value")


@dataclass(frozen=True)
class Side:
    """One of the two laws: its name, question and changes."""

    name: str
    reason: str
    changes: tuple[str, ...]

    @property
    def law(self) -> str:
        """The law on one line."""
        return "; ".join((self.reason, *self.changes))


@dataclass(frozen=True)
class Row:
    """Counts of one group: units (convictions, charges or arrests) and people, in the order of ``COUNTS``."""

    unit: str
    breakdown: str
    group: str
    group_name: str
    units: tuple[int, ...]
    people: tuple[int, ...]

    def count(self, word: str) -> int:
        """Return the units of one of ``COUNTS``."""
        return self.units[COUNTS.index(word)]

    def people_of(self, word: str) -> int:
        """Return the people of one of ``COUNTS``."""
        return self.people[COUNTS.index(word)]

    @property
    def differs(self) -> bool:
        """Whether the two laws differ in this group."""
        return any(self.units[1:4])


@dataclass(frozen=True)
class Comparison:
    """Two laws over one run. ``metrics``: every figure that differs, as in ``marts.metrics``, each number with
    ``_before`` and ``_after``; None if the ledger changed between the two counts."""

    first: Side
    second: Side
    as_of_date: date
    run_id: str
    law_version: str
    allowances: str
    rows: tuple[Row, ...]
    metrics: pl.DataFrame | None

    def of(self, unit: str, breakdown: str) -> list[Row]:
        """Return the rows of one breakdown."""
        return [row for row in self.rows if (row.unit, row.breakdown) == (unit, breakdown)]

    def total(self, unit: str) -> Row:
        """Return the total of a unit; zeros if there is no such unit."""
        nothing = (0,) * len(COUNTS)
        return next(iter(self.of(unit, TOTAL)), Row(unit, TOTAL, TOTAL, TOTAL, nothing, nothing))

    @property
    def headlines(self) -> pl.DataFrame:
        """The statewide figures about living people that differ."""
        assert self.metrics is not None
        filters = [pl.col(name) == value for name, value in {**WHOLE, "law": "ALL"}.items()]
        return self.metrics.filter(*filters)


def compare_scenarios(connection: duckdb.DuckDBPyConnection, state: str, first: str, second: str) -> Comparison:
    """Compare two scenarios by name; either may be ``current``. Only temporary tables are written.

    Raises:
        UnknownScenarioError: There is no such scenario.
        StaleScenarioError: A scenario was built over another run.
    """
    run = read_current_run(connection)
    ((law, allowances),) = connection.execute("select law_version, allowances from intake.run_parameters").fetchall()
    return Comparison(
        first=_describe(connection, first),
        second=_describe(connection, second),
        as_of_date=run.as_of_date,
        run_id=run.run_id,
        law_version=str(law),
        allowances=str(allowances),
        rows=tuple(_count_relief(connection, state, first, second)),
        metrics=_compare_metrics(connection, first, second),
    )


def read_scenario_metrics(connection: duckdb.DuckDBPyConnection, name: str, **filters: Any) -> pl.DataFrame:
    """Read the figures under a law as ``read_metrics`` does, from the run if the scenario does not change them."""
    return read_metrics(connection, _find_schema(connection, name, "metrics"), **filters)


def _describe(connection: duckdb.DuckDBPyConnection, name: str) -> Side:
    if name == CURRENT:
        return Side(CURRENT, "the law and the policies of the run", ())
    about = find_scenario(connection, name)
    return Side(name, about.reason, about.changes)


def _find_schema(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> str:
    """Return the schema of a table under a law: that of the run if the scenario does not change the table."""
    is_built = name != CURRENT and table in find_scenario(connection, name).tables
    return build_schema_name(name) if is_built else "marts"


def _count_relief(connection: duckdb.DuckDBPyConnection, state: str, first: str, second: str) -> list[Row]:
    for side, name in (("first", first), ("second", second)):
        outcomes = f"{_find_schema(connection, name, 'remedy_outcomes')}.remedy_outcomes"
        connection.execute(f"create or replace temp view {side}_outcomes as from {outcomes}")
    for table in ("remedies", "reliefs"):
        connection.execute(f"create or replace temp view {table} as from law.{table}")
    try:
        connection.execute((QUERIES / "relief.sql").read_text(encoding="utf-8"))
        names = _read_group_names(connection, state)
        rows = [
            row for breakdown in BREAKDOWNS for row in _count_groups(connection, breakdown, names.get(breakdown, {}))
        ]
    finally:
        connection.execute("drop table if exists compared_relief")
        for view in ("first_outcomes", "second_outcomes", "remedies", "reliefs"):
            connection.execute(f"drop view if exists temp.{view}")
    return sorted(rows, key=lambda row: (list(UNITS).index(row.unit), list(BREAKDOWNS).index(row.breakdown), row.group))


def _count_groups(connection: duckdb.DuckDBPyConnection, breakdown: str, names: dict[str, str]) -> list[Row]:
    group = f"'{TOTAL}'" if breakdown == TOTAL else breakdown
    units = ", ".join(f"count(*) filter (where {word})" for word in COUNTS)
    people = ", ".join(f"count(distinct person_id) filter (where {word})" for word in COUNTS)
    found = connection.execute(f"select unit, {group}, {units}, {people} from compared_relief group by all").fetchall()
    half = len(COUNTS)
    return [
        Row(unit, breakdown, code, names.get(code, code), tuple(counts[:half]), tuple(counts[half:]))
        for unit, code, *counts in found
    ]


def _read_group_names(connection: duckdb.DuckDBPyConnection, state: str) -> dict[str, dict[str, str]]:
    queries = {
        "remedy": "select remedy_id, remedy_name from remedies",
        "race": f"select group_code, group_name from staging.{state}_group_names where group_kind = 'race'",
    }
    return {breakdown: dict(connection.execute(query).fetchall()) for breakdown, query in queries.items()}


def _compare_metrics(connection: duckdb.DuckDBPyConnection, first: str, second: str) -> pl.DataFrame | None:
    sides = [read_scenario_metrics(connection, name) for name in (first, second)]
    if len({side["ledger_event"].max() for side in sides}) > 1:
        return None
    before, after = (side.select(*KEYS, *NUMBERS) for side in sides)
    both = before.join(after, on=KEYS, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    return (
        both.rename({name: f"{name}_before" for name in NUMBERS})
        .filter(pl.any_horizontal(pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in NUMBERS))
        .sort("figure_id")
    )

"""The headline figures under a changed law, beside those under the law of the run: the same queries over other tables.

What belongs here: counting both and keeping them in the scenario's schema. What does not: building a scenario
(``scenario``), what is shown of it (``scenario.headline_figures``). The lines of the ledger are the same under both; so
what was filed and given is left out, and with it crossings of two groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from orchestration.law.scenarios.checks import Tables
from orchestration.law.scenarios.registry import scenario_at_hand
from orchestration.law.scenarios.scenario import schema_of
from orchestration.reporting.comparison.scenario_headlines import COUNTS, keep
from orchestration.reporting.metrics.catalogue import NONE, read_catalogue
from orchestration.reporting.metrics.counts import ALL_GRANTED, PAIRS, PAIRS_OF_PEOPLE, Sql, levels, prepare, records
from orchestration.reporting.metrics.files import with_ids
from orchestration.reporting.metrics.ledger_lines import LedgerRead, read_lines
from orchestration.settings import Settings

ONE_AT_A_TIME = tuple(pair for pair in PAIRS if pair[1] == "none")
OF_PEOPLE = tuple(pair for pair in PAIRS_OF_PEOPLE if pair[1] == "none")
MOVED_BY_LAW = ("eligible", "eligible_later", "in_review", "undeterminable")
"""Levels that a law moves by itself."""
WHAT = (
    "figure_id", "measure", "unit", "basis", "viewer", "group_kind", "group_code", "vital_status", "denominator_name",
)  # fmt: skip


def count_under(settings: Settings, connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> Iterator[str]:
    """Count the figures under each scenario and keep them in its schema; yields each name when it is done. Raises
    ``NoSuchScenario``, ``StaleScenario``, ``LedgerError``."""
    abouts = [scenario_at_hand(connection, name) for name in names]
    read = read_lines(settings, connection)
    now = _counted(connection, settings.state, read, str)
    for about in abouts:
        beside = Tables(schema_of(about.name), frozenset(about.tables), frozenset())
        then = _counted(connection, settings.state, read, beside.of_the_scenario)
        both = now.join(then, on=WHAT, how="full", suffix="_then", coalesce=True, maintain_order="left_right")
        keep(connection, about.name, read.events, _named(both.fill_null(0)))
        yield about.name


def _counted(connection: duckdb.DuckDBPyConnection, state: str, read: LedgerRead, sql: Sql) -> pl.DataFrame:
    prepare(connection, state, read, sql, ALL_GRANTED)
    none = pl.lit(NONE)
    of_law = levels(connection, state, ONE_AT_A_TIME).filter(pl.col("measure").is_in(list(MOVED_BY_LAW)))
    of_levels = with_ids(of_law).with_columns(none.alias("basis"), none.alias("viewer"))
    of_records = with_ids(records(connection, state, OF_PEOPLE))
    named = {"trait_1": "group_kind", "group_1": "group_code"}
    return pl.concat([one.rename(named).select(*WHAT, *COUNTS) for one in (of_levels, of_records)])


def _named(figures: pl.DataFrame) -> pl.DataFrame:
    """With what each headline is called, in the order of the catalogue; what is in no headline is left out."""
    catalogue = read_catalogue()
    rows = []
    for place, entry in enumerate(catalogue.entries):
        words = [entry.unit, *([viewer] if (viewer := catalogue.viewers.get(entry.viewer)) else [])]
        rows.append((entry.measure, entry.unit, entry.basis, entry.viewer, place, f"{entry.name}: {', '.join(words)}"))
    schema = ["measure", "unit", "basis", "viewer", "headline_order", "says"]
    said = pl.DataFrame(rows, schema=schema, orient="row")
    return figures.join(said, on=schema[:4], how="inner").sort(
        "headline_order", "group_kind", "group_code", "vital_status"
    )

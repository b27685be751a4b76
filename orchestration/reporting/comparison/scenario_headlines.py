"""Headline figures under a scenario beside those under the law of the run, as they are kept in its schema.

What belongs here: the table, and reading two laws side by side from it. What does not: counting (``levels``, which lies
above: figures know the ledger). Restricted: small numbers are not suppressed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from orchestration.law.scenarios.scenario import CURRENT, schema_of

TABLE = "headline_figures"
COUNTS = ("count", "not_known", "denominator")
WORDS = ("figure_id", "says", "measure", "unit", "basis", "viewer", "group_kind", "group_code", "vital_status")
"""What tells a figure from another, and what it is called."""


@dataclass(frozen=True)
class Counted:
    """A headline under one law: how many, of how many more it is not known, among how many."""

    count: int
    not_known: int
    denominator: int


NOBODY = Counted(0, 0, 0)


@dataclass(frozen=True)
class HeadlineFigure:
    """One figure of one group (``all``: the whole state) under the first law and under the second."""

    figure_id: str
    says: str
    measure: str
    unit: str
    basis: str
    viewer: str
    group_kind: str
    group_code: str
    vital_status: str
    before: Counted
    after: Counted

    @property
    def change(self) -> int:
        """How many more under the second law; below nothing: fewer."""
        return self.after.count - self.before.count

    @property
    def is_whole(self) -> bool:
        """Whether it is of the living of the whole state: a headline."""
        return (self.group_kind, self.vital_status) == ("all", "living")


def keep(connection: duckdb.DuckDBPyConnection, name: str, ledger_event: int, figures: pl.DataFrame) -> None:
    """Write the table into the schema of the scenario, in place of one that is there. The counts of the law of the run
    are named as they are, those of the scenario ``…_then``."""
    connection.register("counted_figures", figures.to_arrow())
    connection.execute(
        f"create or replace table {schema_of(name)}.{TABLE} as select *, ?::bigint as ledger_event "
        "from counted_figures",
        [ledger_event],
    )
    connection.unregister("counted_figures")


def is_counted(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether somebody counted the figures of the scenario since it was made."""
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema_of(name), TABLE]
    ).fetchall()
    return bool(found)


def not_counted(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Of the scenarios those whose figures nobody counted, or whose figures are of another state of the ledger than
    those of the first that has some."""
    events = {name: ledger_event(connection, name) for name in names if name != CURRENT}
    first = next((event for event in events.values() if event is not None), None)
    return [name for name, event in events.items() if event is None or event != first]


def ledger_event(connection: duckdb.DuckDBPyConnection, name: str) -> int | None:
    """The last event of the ledger that the figures of the scenario know; None where nobody counted them."""
    if not is_counted(connection, name):
        return None
    ((event,),) = connection.execute(f"select coalesce(max(ledger_event), 0) from {schema_of(name)}.{TABLE}").fetchall()
    return int(event)


def figures_of(connection: duckdb.DuckDBPyConnection, first: str, second: str) -> tuple[HeadlineFigure, ...]:
    """Every figure under both laws, either of which may be the current one; none where one was not counted."""
    names = [name for name in (first, second) if name != CURRENT]
    if not names or not_counted(connection, names):
        return ()
    sides = [_side(connection, name, names[0]) for name in (first, second)]
    found = []
    for key in sorted({*sides[0], *sides[1]}):
        before, after = (side.get(key, NOBODY) for side in sides)
        found.append(HeadlineFigure(**dict(zip(WORDS, key[1], strict=True)), before=before, after=after))
    return tuple(found)


What = tuple[str, ...]
"""The words of a figure, in the order of ``WORDS``."""


def _side(connection: duckdb.DuckDBPyConnection, name: str, holds: str) -> Mapping[tuple[int, What], Counted]:
    """One law; the current one stands in the table of any scenario."""
    mark = "" if name == CURRENT else "_then"
    counts = ", ".join(f"{count}{mark}" for count in COUNTS)
    table = f"{schema_of(holds if name == CURRENT else name)}.{TABLE}"
    rows = connection.execute(f"select headline_order, {', '.join(WORDS)}, {counts} from {table}").fetchall()
    return {
        (int(order), tuple(map(str, rest[: len(WORDS)]))): Counted(*(int(count) for count in rest[len(WORDS) :]))
        for order, *rest in rows
    }

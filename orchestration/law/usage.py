"""How many determinations of the last run each row of the law decided, as the warehouse says.

What belongs here: reading ``marts.law_row_usage``. What does not: the rows themselves (``tables``). Where the warehouse
cannot say, the counts are unknown and the reason is told: unknown is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.settings import Settings


@dataclass(frozen=True)
class Used:
    """What one row decided: determinations, the eligible ones among them, their people."""

    determinations: int
    eligible: int
    people: int


@dataclass(frozen=True)
class Counts:
    """What is known of the last run: counts by law table and key, or why there are none."""

    by_row: Mapping[tuple[str, str], Used] = field(default_factory=dict)
    as_of_date: date | None = None
    law_version: str | None = None
    why_unknown: str | None = None

    def of(self, law_table: str, row_key: str) -> Used | None:
        """What a row decided; None where that is not known: no run to count in, or a row that is newer than the run."""
        return self.by_row.get((law_table, row_key))


def read_usage_counts(settings: Settings) -> Counts:
    """The counts of the run that the warehouse holds."""
    import duckdb

    from orchestration.warehouse.connection import build_connection_config

    if not settings.warehouse.exists():
        return Counts(why_unknown=f"there is no warehouse at {settings.warehouse}")
    try:
        connection = duckdb.connect(
            str(settings.warehouse), read_only=True, config={**build_connection_config(settings)}
        )
    except duckdb.Error:
        return Counts(why_unknown=f"{settings.warehouse} cannot be opened: a run or another program has it")
    try:
        rows = connection.execute(
            "select law_table, row_key, determinations, eligible, people from marts.law_row_usage"
        ).fetchall()
        about_the_run = connection.execute("select as_of_date, law_version from marts.run_summary").fetchall()
    except duckdb.Error:
        return Counts(why_unknown=f"{settings.warehouse} holds no whole run of this version")
    finally:
        connection.close()
    if not about_the_run:
        return Counts(why_unknown=f"{settings.warehouse} holds no whole run of this version")
    return Counts({(table, key): Used(*counts) for table, key, *counts in rows}, *about_the_run[0])

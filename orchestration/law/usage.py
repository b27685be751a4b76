"""How many determinations of the last run each law row decided, from ``marts.law_row_usage``.

If the warehouse cannot be read, the counts are unknown, with a reason, and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.settings import Settings


@dataclass(frozen=True)
class RowUsage:
    """Determinations that a row decided, the eligible among them, and their people."""

    determinations: int
    eligible: int
    people: int


@dataclass(frozen=True)
class UsageCounts:
    """Counts of the last run by law table and key, or why there are none."""

    by_row: Mapping[tuple[str, str], RowUsage] = field(default_factory=dict)
    as_of_date: date | None = None
    law_version: str | None = None
    why_unknown: str | None = None

    def of(self, law_table: str, row_key: str) -> RowUsage | None:
        """Return the usage of a row; None if it is unknown because there is no run or the row is newer."""
        return self.by_row.get((law_table, row_key))


def read_usage_counts(settings: Settings) -> UsageCounts:
    """Read the counts of the current run."""
    import duckdb

    from orchestration.warehouse.connection import WarehouseInUseError, connect_to_read
    from orchestration.warehouse.damaged_file import DamagedWarehouseError
    from orchestration.warehouse.errors import redact_values

    if not settings.warehouse.exists():
        return UsageCounts(why_unknown=f"there is no warehouse at {settings.warehouse}")
    try:
        connection = connect_to_read(settings)
    except (DamagedWarehouseError, WarehouseInUseError) as error:
        return UsageCounts(why_unknown=str(error))
    except duckdb.Error as error:
        return UsageCounts(why_unknown=f"{settings.warehouse} cannot be opened: {redact_values(str(error))}")
    try:
        rows = connection.execute(
            "select law_table, row_key, determinations, eligible, people from marts.law_row_usage"
        ).fetchall()
        about_the_run = connection.execute("select as_of_date, law_version from marts.run_summary").fetchall()
    except duckdb.Error:
        return UsageCounts(why_unknown=f"{settings.warehouse} holds no complete run of this version")
    finally:
        connection.close()
    if not about_the_run:
        return UsageCounts(why_unknown=f"{settings.warehouse} holds no complete run of this version")
    return UsageCounts({(table, key): RowUsage(*counts) for table, key, *counts in rows}, *about_the_run[0])

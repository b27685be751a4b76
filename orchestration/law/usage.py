"""How many determinations of the last run each law row decided, from ``marts.law_row_usage``.

If the warehouse cannot be read, the counts are unknown, with a reason, and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.law.law_entries import LawEntry
from orchestration.settings import Settings


@dataclass(frozen=True)
class RowUsage:
    """Determinations that a row decided, the eligible among them, and their people."""

    determinations: int
    eligible: int
    people: int


NOTHING = RowUsage(0, 0, 0)


@dataclass(frozen=True)
class UsageCounts:
    """Counts of the last run by law table and key, or why there are none."""

    by_row: Mapping[tuple[str, str], RowUsage] = field(default_factory=dict)
    as_of_date: date | None = None
    law_version: str | None = None
    why_unknown: str | None = None

    def of(self, entry: LawEntry) -> RowUsage | None:
        """Return how much a part of the law decided at least: as much as its most used row. None if it is unknown,
        because there is no run or every row is newer; nothing of a part without rows."""
        if self.why_unknown:
            return None
        used = [self.by_row.get((row.partition(" ")[0], row.partition(" ")[2])) for row in sorted(entry.rows)]
        known = [one for one in used if one is not None]
        return max(known, key=lambda one: (one.determinations, one.eligible)) if known else None if used else NOTHING


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

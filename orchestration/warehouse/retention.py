"""What a home may lose as it grows older: rows of deliveries that no run uses, and what old runs wrote.

Nothing here names the ledger, filed batches, decisions, releases or the state's own files: they are never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.last_run import LastRunSettings
from orchestration.warehouse.run_errors import NoWarehouseError

_MONTHS = re.compile(r"(\d{1,4})(mo|y)")

_IN_USE = """
select sha256 from intake.deliveries
union
select sha256 from quality.run_deliveries inner join quality.runs using (run_id) where as_of_date >= $cutoff
union
select sha256 from quality.run_deliveries
inner join intake.delivery_profiles using (county_name)
where run_deliveries.data_as_of = delivery_profiles.previous_data_as_of
"""
"""Deliveries of the current run, of runs since the cutoff, and those that the current run was compared with."""


@dataclass(frozen=True)
class OldFolder:
    """A folder to delete: what it holds, its day, and its size."""

    what: str
    path: Path
    day: date
    size_bytes: int


def parse_cutoff(age: str, today: date) -> date:
    """Return the day that is ``24mo`` or ``2y`` before today.

    Raises:
        ValueError: The text is no such age, or less than a month.
    """
    found = _MONTHS.fullmatch(age.strip().lower())
    months = int(found[1]) * (12 if found[2] == "y" else 1) if found else 0
    total = today.year * 12 + today.month - 1 - months
    if not months or total < 12:
        raise ValueError(f"expected a number of months or years like 24mo or 2y, found {age!r}")
    return date(total // 12, total % 12 + 1, min(today.day, 28))


def list_old_folders(settings: Settings, cutoff: date) -> list[OldFolder]:
    """List what may be deleted, by kind and day.

    Rows of a delivery are old if they were last read before the cutoff and nothing uses them (``_IN_USE``). Results,
    figures and proposed batches are old if their as-of date is before the cutoff, but for those of the current run and
    of the last day that has any.
    """
    sha256s, days = _read_in_use(settings, cutoff)
    found = [*_list_old_rows(settings.intake / settings.state, cutoff, sha256s)]
    by_day = {"results": settings.results, "figures": settings.figures, "proposed batches": settings.filings}
    for what, folder in by_day.items():
        found += _list_old_days(what, folder, cutoff, days)
    return found


def _read_in_use(settings: Settings, cutoff: date) -> tuple[set[str], set[date]]:
    """Read the SHA-256s and as-of dates that the warehouse, and the one of the last whole run, are made of."""
    sha256s: set[str] = set()
    days: set[date] = set()
    for one in (settings, LastRunSettings(**settings.model_dump())):
        if one.warehouse.exists():
            try:
                with open_warehouse(one) as connection:
                    sha256s |= {sha256 for (sha256,) in connection.execute(_IN_USE, {"cutoff": cutoff}).fetchall()}
                    days |= {
                        day for (day,) in connection.execute("select as_of_date from intake.run_parameters").fetchall()
                    }
            except (duckdb.CatalogException, duckdb.BinderException):
                raise NoWarehouseError(
                    f"{one.warehouse} holds no whole run of this version of Lookback: run `lookback run` again"
                ) from None
    return sha256s, days


def _list_old_rows(folder: Path, cutoff: date, in_use: set[str]) -> Iterator[OldFolder]:
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        day = datetime.fromtimestamp(one.stat().st_mtime, UTC).date()
        if one.is_dir() and one.name not in in_use and day < cutoff:
            yield OldFolder("rows of deliveries", one, day, _measure(one))


def _list_old_days(what: str, folder: Path, cutoff: date, in_use: set[date]) -> Iterator[OldFolder]:
    days = {date.fromisoformat(one.name): one for one in folder.glob("????-??-??") if one.is_dir()}
    for day, one in sorted(days.items()):
        if day < cutoff and day not in in_use and day != max(days):
            yield OldFolder(what, one, day, _measure(one))


def _measure(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())

"""The last whole run, kept beside the warehouse while a later run is made: one that fails takes nothing away.

What belongs here: keeping that file, and choosing it. What does not: what is read from either. A run begins by moving
the warehouse of a whole run to ``last/`` and working on a copy, so that those who read it go on. It is removed when the
warehouse holds a whole run again.
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUseError, connect_to_read, open_warehouse
from orchestration.warehouse.current_run import (
    GatesNotPassedError,
    NoCurrentRunError,
    check_gates_passed,
    read_current_run,
)
from orchestration.warehouse.damaged_file import DamagedWarehouseError
from orchestration.warehouse.locks import is_run_active
from orchestration.warehouse.run_history import STAGE_ORDER
from orchestration.warehouse.shards.build import remove_unused


class LastRunSettings(Settings):
    """Settings of a command that reads the last whole run, as a later one is not whole."""

    @property
    def warehouse(self) -> Path:
        """The DuckDB file of the last whole run."""
        return self.last_warehouse


def keep_last_run(settings: Settings) -> None:
    """Move a whole run to ``last/`` and put a copy in its place; to be called under the lock of the run.

    Raises:
        OSError: there is no room for the copy; the warehouse is as it was.
    """
    current, last = settings.warehouse, settings.last_warehouse
    if current.exists() and _is_whole(settings):
        last.parent.mkdir(exist_ok=True)
        current.replace(last)
    if last.exists() and not current.exists():  # also where a process was killed here
        partial = current.with_suffix(".partial")
        try:
            shutil.copyfile(last, partial)
            partial.replace(current)
        except OSError:
            partial.unlink(missing_ok=True)
            last.replace(current)
            raise


def remove_last_run(settings: Settings) -> None:
    """Remove the kept run if the warehouse holds a whole one; to be called under the lock of the run."""
    if settings.last_warehouse.exists() and settings.warehouse.exists() and _is_whole(settings):
        shutil.rmtree(settings.last_warehouse.parent)
        with open_warehouse(settings) as connection:
            remove_unused(settings, connection)


def choose_whole_run(settings: Settings) -> Settings:
    """Return settings whose warehouse is the last whole run, if a later one is under way or did not finish."""
    if not settings.last_warehouse.exists():
        return settings
    if settings.warehouse.exists() and not is_run_active(settings) and _is_whole(settings, if_in_use=True):
        return settings
    return LastRunSettings(**settings.model_dump())


def find_last_day(settings: Settings) -> date | None:
    """Find the as-of date of the run that the warehouse holds; None if it holds none or cannot be read now."""
    if not settings.warehouse.exists():
        return None
    try:
        with connect_to_read(settings) as connection:
            return read_current_run(connection).as_of_date
    except (DamagedWarehouseError, NoCurrentRunError, duckdb.Error):
        return None


def _is_whole(settings: Settings, *, if_in_use: bool = False) -> bool:
    """Return whether the warehouse holds one run that passed every gate; ``if_in_use`` if a program writes to it."""
    try:
        if os.path.lexists(f"{settings.warehouse}.wal"):
            with open_warehouse(settings) as connection:
                connection.execute("checkpoint")
        with connect_to_read(settings) as connection:
            check_gates_passed(connection, STAGE_ORDER)
            ids = connection.execute(
                "select run_id from marts.run_summary union select run_id from intake.run_parameters"
            ).fetchall()
            return len(ids) == 1
    except (DamagedWarehouseError, GatesNotPassedError, NoCurrentRunError):
        return False
    except duckdb.Error as error:
        return if_in_use and isinstance(error, WarehouseInUseError)

"""The warehouse of a run with tables in place of the views over its shards, so that a test can change rows."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from orchestration.settings import load_settings
from orchestration.warehouse.connection import begin_transaction, open_warehouse


def copy_with_tables(home: Path, to: Path) -> None:
    """Copy the warehouse of the home, with tables, into the home ``to``; it reads the home's deliveries."""
    shutil.copytree(_hold(home) / "warehouse", to / "warehouse")
    link_intake(home, to)


def link_intake(home: Path, to: Path) -> None:
    """Let the home ``to`` read the deliveries of ``home`` that were taken in."""
    (to / "intake").symlink_to(home.resolve() / "intake")


@cache
def _hold(home: Path) -> Path:
    """The home with tables: made once by each process."""
    held = Path(tempfile.mkdtemp(prefix="held_"))
    shutil.copytree(home / "warehouse", held / "warehouse", ignore=shutil.ignore_patterns("shards"))
    settings = load_settings(home=held, state=load_settings(home=home).state)
    link_intake(home, held)
    shards = Path("warehouse", settings.state, "shards")
    (held / shards).symlink_to(home.resolve() / shards)
    with open_warehouse(settings) as connection, begin_transaction(connection):
        views = "select schema_name || '.' || view_name from duckdb_views() where contains(sql, '/shards/')"
        for (name,) in connection.execute(views).fetchall():
            connection.execute(f"create temp table held as from {name}; drop view {name}")
            connection.execute(f"create table {name} as from held; drop table held")
    (held / shards).unlink()
    return held

"""The commands ``lookback hash`` and ``lookback quality``, and access to the warehouse for all commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from orchestration.cli.errors import CommandError
from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.files.disk_full import is_disk_full
from orchestration.reporting.quality.write_page import write_quality_page
from orchestration.settings import Settings
from orchestration.warehouse.connection import WarehouseInUseError, open_warehouse
from orchestration.warehouse.errors import redact_values
from orchestration.warehouse.hashes import hash_tables


def print_hashes(state: StateOption = None, home: HomeOption = None) -> None:
    """Print the content hash of every warehouse table: equal hashes mean equal content."""
    with open_warehouse_of_run(load_command_settings(home=home, state=state, reads_stopped_run=True)) as connection:
        hashes = hash_tables(connection)
    for table, value in hashes.items():
        typer.echo(f"{value}  {table}")


def quality(
    state: StateOption = None,
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write. Default: <home>/quality/<state>/quality.html.")
    ] = None,
) -> None:
    """Write a page with the results of the quality gates over all runs, and missing data."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    path = out or settings.quality_page
    if path.is_dir():
        raise typer.BadParameter(f"--out must be a file, found the folder {path}")
    with open_warehouse_of_run(settings) as connection:
        write_quality_page(connection, settings, path)
    typer.echo(f"wrote {path}")


def check_warehouse(settings: Settings) -> None:
    """Check that there is a warehouse.

    Raises:
        CommandError: There is none.
    """
    if not settings.warehouse.exists():
        raise CommandError(f"no warehouse at {settings.warehouse}: run `lookback run` first")


@contextmanager
def open_warehouse_of_run(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse of the last run.

    Raises:
        CommandError: There is none, another version built it, another program uses it, or it may not be read.
    """
    check_warehouse(settings)
    try:
        with open_warehouse(settings) as connection:
            yield connection
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise CommandError(
            f"{settings.warehouse} holds no complete run of this version of Lookback: run `lookback run` again"
        ) from error
    except duckdb.IOException as error:
        if is_disk_full(error, settings.root) or isinstance(error, WarehouseInUseError):
            raise
        is_denied = "permission denied" in str(error).lower()
        why = "permission denied" if is_denied else redact_values(str(error))
        raise CommandError(f"{settings.warehouse} cannot be opened: {why}") from error

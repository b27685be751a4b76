"""The command ``lookback retain``."""

from __future__ import annotations

import shutil
from itertools import groupby
from typing import Annotated

import typer

from orchestration.cli.options import DryRunOption, HomeOption, StateOption, load_command_settings
from orchestration.law.time_zone import read_today
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock
from orchestration.warehouse.retention import list_old_folders, parse_cutoff


def retain(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Delete what is older: months or years, 24mo or 2y.")
    ],
    dry_run: DryRunOption = False,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Delete rows of old deliveries, results, figures, proposed batches and Dagster's history, but nothing filed.

    All that the last run is made of stays, and the ledger, decisions, releases and the state's own files.
    """
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    try:
        cutoff = parse_cutoff(older_than, read_today(settings))
    except ValueError as error:
        raise typer.BadParameter(f"--older-than: {error}") from None
    from orchestration.defs.retention import delete_old_runs

    acquire_run_lock(settings)
    try:
        old = list_old_folders(settings, cutoff)
        done = "would delete" if dry_run else "deleted"
        for folder in old:
            if not dry_run:
                shutil.rmtree(folder.path)
            typer.echo(f"{done} {folder.path.relative_to(settings.root)} of {folder.day}, {folder.size_bytes:,} bytes")
        runs = delete_old_runs(settings, cutoff, dry_run=dry_run)
    finally:
        release_run_lock(settings)
    for what, its in groupby(old, key=lambda folder: folder.what):
        sizes = [folder.size_bytes for folder in its]
        typer.echo(f"{done} {what}: {len(sizes):,}, {sum(sizes):,} bytes")
    typer.echo(f"{done} runs of Dagster's history: {runs:,}")

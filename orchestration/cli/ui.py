"""The command ``lookback ui``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, StateOption, load_command_settings


def ui(
    state: StateOption = None,
    home: HomeOption = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to serve on.")] = 3000,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Show everything, and start and change nothing.")
    ] = False,
) -> None:
    """Serve the Dagster UI on this machine only (127.0.0.1), until it is interrupted or terminated. The address that is
    printed has a secret: it opens the UI until it is served anew."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    os.environ["LOOKBACK_STATE"] = settings.state  # Dagster's modules read it when they are imported
    from orchestration.defs.jobs import find_newest_month, format_path
    from orchestration.defs.run import serve_ui

    if not read_only and (month := find_newest_month(settings)):
        path = format_path(settings, "clearance", month)
        typer.echo(
            f"After opening the UI, to run {month}, the month of the newest delivery: http://127.0.0.1:{port}{path}"
        )
    ended = serve_ui(settings, port, read_only=read_only)
    raise typer.Exit(Exit.FAILED if ended else Exit.DONE)

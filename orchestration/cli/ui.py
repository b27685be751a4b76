"""The command ``lookback ui``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from orchestration.cli.errors import Exit
from orchestration.cli.options import HomeOption, check_state, load_command_settings
from orchestration.settings import list_states, load_settings


def ui(
    state: Annotated[
        str | None, typer.Option("--state", help="One state, or several: pa,va. Default: all with a run in the home.")
    ] = None,
    home: HomeOption = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to serve on.")] = 3000,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Show everything, and start and change nothing.")
    ] = False,
) -> None:
    """Serve the Dagster UI on this machine only (127.0.0.1), until it is interrupted or terminated. The address that is
    printed has a secret: it opens the UI until it is served anew."""
    states = [*filter(None, state.split(","))] if state else list_states(load_settings(home=home).root)
    for one in states:
        check_state(load_settings(home=home, state=one))
    settings = load_command_settings(home=home, state=states[0] if states else None, reads_stopped_run=True)
    os.environ["LOOKBACK_STATE"] = settings.state  # Dagster's modules read it when they are imported
    from orchestration.defs.jobs import find_newest_month, format_path
    from orchestration.defs.run import serve_ui

    for one in [] if read_only else states or [settings.state]:
        of_state = load_settings(home=home, state=one)
        if month := find_newest_month(of_state):
            path = format_path(of_state, "clearance", month)
            typer.echo(
                f"After opening the UI, to run {one.upper()} for {month}, the month of the newest delivery: "
                f"http://127.0.0.1:{port}{path}"
            )
    ended = serve_ui(settings, port, states or [settings.state], read_only=read_only)
    raise typer.Exit(Exit.FAILED if ended else Exit.DONE)

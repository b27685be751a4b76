"""The command ``lookback determinations``: the files of everybody's determinations, which no run writes."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, load_command_settings, parse_county
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.determinations.exports.determinations import write_determinations
from orchestration.files.publish_dir import publish_dir
from orchestration.warehouse.current_run import check_gates_passed
from orchestration.warehouse.quality_gates.run import GATES
from orchestration.warehouse.row_counts import build_run_folder
from orchestration.warehouse.shards.build import check_shards


def determinations(
    county: Annotated[
        list[str] | None, typer.Option("--county", help="Only this county; may be repeated. Default: every county.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Write each county's charges and arrests in scope with outcome and reason under each remedy, beside the results of
    the last whole run.

    The files name people.
    """
    settings = load_command_settings(home=home, state=state)
    counties = [parse_county(settings, name, "--county") for name in county or ()]
    with open_warehouse_of_run(settings) as connection:
        check_gates_passed(connection, GATES)
        check_shards(settings, connection)
        folder = settings.results / build_run_folder(connection)
        with publish_dir(folder) as building:
            files = write_determinations(connection, building, settings.state, counties)
    rows = sum(one.count for one in files)
    found, word = "determination" if rows == 1 else "determinations", "file" if len(files) == 1 else "files"
    typer.echo(f"wrote {rows:,} {found} in {len(files)} {word}: {folder}")

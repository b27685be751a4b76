"""The command ``lookback rejects``. The text of lines goes out only on request, and each request is logged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import HomeOption, StateOption, load_command_settings
from orchestration.cli.warehouse import open_warehouse_of_run
from orchestration.determinations.explanations.access_log import log_search
from orchestration.files.tables import format_csv, write_new_file

MOST_SHOWN = 50
"""So many lines are shown; the rest is counted."""

COLUMNS = ("file_name", "line", "reason", "text")


def rejects(
    delivery: Annotated[str | None, typer.Option("--delivery", metavar="FILE", help="Only lines of this file.")] = None,
    text: Annotated[
        bool, typer.Option("--text", help="Also the lines as they came. They name people: the request is logged.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="New CSV file for all of them. Only you can read it.")
    ] = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """List lines of the last run that could not be read: file, line number and reason."""
    settings = load_command_settings(home=home, state=state, reads_stopped_run=True)
    with open_warehouse_of_run(settings) as connection:
        files = [
            name for (name,) in connection.execute("select file_name from intake.deliveries order by all").fetchall()
        ]
        if delivery is not None and Path(delivery).name not in files:
            raise typer.BadParameter(f"--delivery must be a file of the last run: {', '.join(files)}")
        rows = connection.execute(
            f"""
            select file_name, source_line, reason, {"raw_text" if text else "null"}
            from restricted.rejects inner join intake.deliveries using (delivery_id)
            where file_name = coalesce(?, file_name)
            order by file_name, delivery_id, source_line
            """,
            [Path(delivery).name if delivery is not None else None],
        ).fetchall()
    if text and rows:
        log_search(settings.access_log, "text of rejected lines", [f"{name}:{line}" for name, line, _, _ in rows])
    columns = COLUMNS if text else COLUMNS[:-1]
    lines = [row[: len(columns)] for row in rows]
    if out is not None:
        write_new_file(out, format_csv(columns, lines))
        typer.echo(f"wrote {out}")
    elif lines:
        typer.echo(format_csv(columns, lines[:MOST_SHOWN]).decode(), nl=False)
    count = "1 line was" if len(lines) == 1 else f"{len(lines):,} lines were"
    more = f"; --out FILE writes the {len(lines) - MOST_SHOWN:,} that are not shown" if len(lines) > MOST_SHOWN else ""
    typer.echo(f"{count} rejected{more if out is None else ''}")

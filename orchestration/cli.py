"""The command ``lookback``.

What belongs here: arguments, exit codes, what a person reads at the end. What does not: work. Imports of Dagster, dbt
and Great Expectations take seconds, so they happen inside the commands that need them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from orchestration.settings import load_settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Clears every eligible record in a state: from the state's raw history files to county filing batches.",
)


class Exit(IntEnum):
    """Exit codes, for scripts. Usage errors are 2."""

    DONE = 0
    FAILED = 1
    SOME_FILES_REFUSED = 3
    STOPPED_AT_A_GATE = 4
    ANOTHER_RUN = 75


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} must be a date like 2026-06-01, found {text!r}") from None


def _chosen_cuts(words: list[str]) -> dict[str, str]:
    cuts: dict[str, str] = {}
    for word in words:
        county, equals, cut = word.partition("=")
        if not equals or not county.strip():
            raise typer.BadParameter(f"--cut must be COUNTY=DATE, found {word!r}")
        cuts[county.strip().upper()] = str(_date(cut.strip(), "--cut"))
    return cuts


@app.command()
def run(
    as_of: Annotated[str, typer.Option("--as-of", help="The day the run is made for, like 2026-06-01.")],
    deliveries: Annotated[
        list[Path] | None, typer.Option("--deliveries", help="Files or folders. Default: <home>/deliveries/<state>.")
    ] = None,
    state: Annotated[str, typer.Option("--state", help="Lower-case postal code.")] = "ca",
    home: Annotated[Path | None, typer.Option("--home", help="Where everything is written. Default: data/.")] = None,
    data_as_of: Annotated[str | None, typer.Option("--data-as-of", help="Cut date of files that name none.")] = None,
    cut: Annotated[list[str] | None, typer.Option("--cut", help="COUNTY=DATE: this cut, not the newest.")] = None,
    allow_stale: Annotated[
        list[str] | None, typer.Option("--allow-stale", help="A county whose data may be old; ALL for any.")
    ] = None,
    allow_missing: Annotated[
        list[str] | None, typer.Option("--allow-missing", help="A county of the last run that may be absent.")
    ] = None,
    max_data_age_days: Annotated[int | None, typer.Option("--max-data-age-days", min=0)] = None,
    pieces: Annotated[int | None, typer.Option("--pieces", min=1, max=64, help="Pieces people are built in.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show what Dagster says.")] = False,
) -> None:
    """Take in deliveries, build facts, apply the law, write county batches and figures."""
    from orchestration.run import RunOutcome, run_clearance

    settings = load_settings(home=home, state=state, pieces=pieces)
    config: dict[str, object] = {
        "as_of_date": str(_date(as_of, "--as-of")),
        "deliveries": [str(path.absolute()) for path in deliveries or []],
        "chosen_cuts": _chosen_cuts(cut or []),
        "allow_stale": [county.upper() for county in allow_stale or []],
        "allow_missing": [county.upper() for county in allow_missing or []],
        "show_progress": True,
    }
    if data_as_of is not None:
        config["data_as_of"] = str(_date(data_as_of, "--data-as-of"))
    if max_data_age_days is not None:
        config["max_data_age_days"] = max_data_age_days
    outcome = run_clearance(settings, config, verbose=verbose)
    console = Console(soft_wrap=True, highlight=False)
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    for line in outcome.complaints:
        errors.print(line, markup=False)
    if outcome.kind is RunOutcome.Kind.DONE:
        from orchestration.impact.terminal import print_summary

        print_summary(console, settings, outcome.as_of_date)
    raise typer.Exit(
        {
            RunOutcome.Kind.DONE: Exit.SOME_FILES_REFUSED if outcome.complaints else Exit.DONE,
            RunOutcome.Kind.STOPPED_AT_A_GATE: Exit.STOPPED_AT_A_GATE,
            RunOutcome.Kind.ANOTHER_RUN: Exit.ANOTHER_RUN,
            RunOutcome.Kind.FAILED: Exit.FAILED,
        }[outcome.kind]
    )


@app.command()
def sample(
    people: Annotated[int, typer.Option("--people", min=1, help="How many invented people.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    county: Annotated[list[str] | None, typer.Option("--county", help="Only these counties.")] = None,
    cut: Annotated[str, typer.Option("--cut", help="Cut date of the delivery.")] = "2026-03-01",
) -> None:
    """Write synthetic histories of invented people, one file per county, and the truth about them beside it."""
    from orchestration.sample.generate import write_sample

    started = datetime.now()
    summary = write_sample(
        people=people, seed=seed, out=out, counties=county or None, cut_date=_date(cut, "--cut") or date(2026, 3, 1)
    )
    seconds = max((datetime.now() - started).total_seconds(), 1e-9)
    Console(highlight=False).print(
        f"{summary.rows:,} rows of {people:,} invented people in {summary.files} files under {out} "
        f"({summary.rows / seconds:,.0f} rows/s). All of it is synthetic."
    )


@app.command()
def ui(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 3000,
) -> None:
    """Serve the Dagster UI on this machine only (127.0.0.1)."""
    from orchestration.run import serve_ui

    serve_ui(load_settings(home=home, state=state), port)


@app.command(name="hash")
def content_hash(
    state: Annotated[str, typer.Option("--state")] = "ca",
    home: Annotated[Path | None, typer.Option("--home")] = None,
) -> None:
    """Print the content hash of every warehouse table: equal hashes, equal content."""
    from orchestration.warehouse.connection import open_warehouse
    from orchestration.warehouse.hashes import table_hashes

    settings = load_settings(home=home, state=state)
    if not settings.warehouse.exists():
        Console(stderr=True).print(f"no warehouse at {settings.warehouse}: run `lookback run` first", markup=False)
        raise typer.Exit(Exit.FAILED)
    with open_warehouse(settings) as connection:
        for table, value in table_hashes(connection).items():
            typer.echo(f"{value}  {table}")


def main() -> None:
    """Entry point."""
    app()

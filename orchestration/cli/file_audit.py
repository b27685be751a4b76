"""The commands ``lookback file sample`` and ``sample-result``: a human reads blind what we decided.

What belongs here: arguments and what a person reads at the end. What does not: drawing, files, rates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.filing_options import County, Home, Remedy, State, selection_of
from orchestration.cli.options import Exit, check_file, settings_of_command
from orchestration.cli.respond import in_one_line

sample_app = typer.Typer()


@sample_app.command(name="sample")
def draw_sample(
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same.")],
    out: Annotated[Path, typer.Option("--out", help="A new folder for what the reader gets.")],
    key: Annotated[Path, typer.Option("--key", help="A new file, elsewhere: what we decided. Not for the reader.")],
    number: Annotated[int, typer.Option("--n", min=1, help="How many determinations.")] = 300,
    county: County = None,
    remedy: Remedy = None,
    state: State = "ca",
    home: Home = None,
) -> None:
    """Draw determinations by remedy and race for a reader who does not know what we decided."""
    from orchestration.filing.monitoring.audit import SamplePlaceError, check_places, write_sample_for_reader
    from orchestration.warehouse.open_run import warehouse_to_read

    settings = settings_of_command(home=home, state=state)
    meant = selection_of(settings, county, None, remedy)
    try:
        check_places(out, key)
    except SamplePlaceError as error:
        raise typer.BadParameter(f"--out and --key: {error}") from None
    with in_one_line(), warehouse_to_read(settings) as connection:
        drawn, questions, records = write_sample_for_reader(
            settings,
            connection,
            out,
            key,
            number=number,
            seed=seed,
            county_name=meant.county_name,
            remedy_id=meant.remedy_id,
        )
    typer.echo(f"{drawn:,} determinations: {questions}, with the records in {records.name}; the key: {key}")


@sample_app.command(name="sample-result")
def sample_result(
    file: Annotated[Path, typer.Argument(help="The workbook as the reader filled it in.")],
    key: Annotated[Path, typer.Option("--key", help="The key of the sample.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write it as CSV too, to a new file.")] = None,
) -> None:
    """Say how often the reader decided otherwise, with a 95 % interval, by remedy and by race."""
    from orchestration.files.tables import format_csv, write_new_file
    from orchestration.filing.monitoring.audit import COLUMNS, compute_disagreements, read_readings

    check_file(file, "FILE")
    check_file(key, "--key")
    with in_one_line():
        readings, unread, wrong = read_readings(file, key)
        found = compute_disagreements(readings)
        if out is not None:
            write_new_file(out, format_csv(COLUMNS, (list(vars(one).values()) for one in found)))
    typer.echo(f"{len(readings):,} read, {unread:,} not read")
    for where, why in wrong.items():
        typer.echo(f"  {where}: not counted: {why}")
    typer.echo(f"{'read':>6} {'differ':>7} {'for':>5} {'against':>8} {'rate':>8}  95 % between         group")
    for one in found:
        between = f"{one.low:.1%} and {one.high:.1%}"
        counts = f"{one.read:>6,} {one.disagree:>7,} {one.for_relief:>5,} {one.against_relief:>8,}"
        typer.echo(f"{counts} {one.rate:>8.1%}  {between:20} {one.group}")
    if wrong:
        raise typer.Exit(Exit.SOME_REFUSED)

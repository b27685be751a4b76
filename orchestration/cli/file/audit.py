"""The commands ``lookback file sample`` and ``sample-result``: a blind audit of determinations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import Exit, end_with
from orchestration.cli.options import (
    CountyOption,
    CsvOption,
    HomeOption,
    RemedyOption,
    SeedOption,
    StateOption,
    build_selection,
    check_file,
    load_command_settings,
)
from orchestration.files.tables import format_csv, write_new_file
from orchestration.filing.monitoring.audit import (
    COLUMNS,
    SamplePlaceError,
    check_places,
    compute_disagreements,
    read_readings,
    write_sample_for_reader,
)
from orchestration.warehouse.open_run import open_warehouse_to_read


def draw_sample(
    seed: SeedOption,
    out: Annotated[Path, typer.Option("--out", help="New folder for the reader.")],
    key: Annotated[Path, typer.Option("--key", help="New file elsewhere with our outcomes. Not for the reader.")],
    number: Annotated[int, typer.Option("--n", min=1, help="Number of determinations.")] = 300,
    county: CountyOption = None,
    remedy: RemedyOption = None,
    state: StateOption = None,
    home: HomeOption = None,
) -> None:
    """Draw determinations, by remedy and race, for a reader who does not know our outcomes."""
    settings = load_command_settings(home=home, state=state)
    meant = build_selection(settings, county, None, remedy)
    with end_with(Exit.WRONG_USE, SamplePlaceError, prefix="--out and --key: "):
        check_places(out, key)
    with open_warehouse_to_read(settings) as connection:
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


def print_result(
    file: Annotated[Path, typer.Argument(help="Workbook that the reader filled in.")],
    key: Annotated[Path, typer.Option("--key", help="Key of the sample.")],
    out: CsvOption = None,
) -> None:
    """Show how often the reader decided differently, with a 95 % interval, by remedy and by race."""
    check_file(file, "FILE")
    check_file(key, "--key")
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
